"""The same unknown word is treated alike all through a text."""

from __future__ import annotations

import pytest

from repair.decision.agreement import agreed
from repair.records import Candidate, Decision, Reading
from repair.text import tokens


def decision(first: int, **confidences: float) -> Decision:
    readings = [
        Reading(Candidate(first, first + 1, word, (word,), "spelling", "misspelled", "spelling", -5.0, ""), p)
        for word, p in confidences.items()
        if word != "leave"
    ]
    return Decision(first, first + 1, "vlen", (*readings, Reading(None, confidences["leave"])))


def test_confidences_become_their_means():
    document = tokens.read("vlen and vlen and than")
    first, second, third = agreed(
        document,
        [decision(0, when=0.8, leave=0.2), decision(2, very=0.4, leave=0.6), decision(4, then=0.9, leave=0.1)],
        lambda word: word == "than",
    )
    for found, place in ((first, 0), (second, 2)):
        readings = {r.candidate and r.candidate.replacement: r.confidence for r in found.readings}
        assert readings == pytest.approx({"when": 0.4, "very": 0.2, None: 0.4})
        assert {r.candidate.first for r in found.readings if r.candidate} == {place}
    assert third.readings[0].confidence == 0.9, "a known word is judged where it stands"


def test_a_misspelled_word_gets_one_verdict(repairer):
    text = (
        "The goverment said so. Nobody knew what the goverment would do next. In the end it was the goverment of the "
        "day. A week went by before the goverment fell."
    )
    verdicts = {(e.replacement, e.verdict) for e in repairer.revise(text).edits if e.original == "goverment"}
    assert len(verdicts) == 1
