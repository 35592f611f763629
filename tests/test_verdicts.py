"""Verdicts: how sure a reading must be, the surer the fewer other words look spun."""

from __future__ import annotations

import pytest

from repair.config import Config
from repair.decision import verdicts
from repair.records import Candidate, Decision, Reading
from repair.text import tokens

WORDS = "one two three four five six seven eight nine ten " * 10
DOCUMENT = tokens.read(WORDS)


def decisions(spun: int, *, harm: float, kind: str = "spin") -> list[Decision]:
    """The first `spun` words of the document as spun ones, each with this harm."""
    found = []
    for index in range(spun):
        candidate = Candidate(index, index + 1, "zero", ("zero",), "synonym", "mate", kind, -1.0, "")  # type: ignore[arg-type]
        readings = (Reading(candidate, 1 - harm), Reading(None, harm))
        found.append(Decision(index, index + 1, DOCUMENT.texts[index], readings))
    return found


def given(found, config, *, document=DOCUMENT, **options):
    return verdicts.give(document, verdicts.judge(found, config, **options))


def applied(config: Config, *arguments, **options) -> int:
    edits = given(decisions(*arguments, **options), config)
    assert {edit.verdict for edit in edits} <= {"apply", "review"}
    return sum(edit.verdict == "apply" for edit in edits)


@pytest.mark.parametrize(
    ("spun", "harm", "expected"),
    [(1, 0.05, 1), (1, 0.06, 0), (2, 0.05, 2), (2, 0.06, 0), (3, 0.1, 3), (3, 0.12, 0), (6, 0.3, 6), (6, 0.4, 0)],
)
def test_few_spun_words_must_be_surer(spun, harm, expected):
    assert applied(Config(), spun, harm=harm) == expected


def test_other_kinds_need_no_company():
    assert applied(Config(), 1, harm=0.2, kind="spelling") == 1


def test_what_is_not_sure_is_for_review():
    edits = given(decisions(1, harm=0.5), Config())
    assert [edit.verdict for edit in edits] == ["review"]
    assert given(decisions(1, harm=0.9), Config()) == []


def test_where_there_is_reason_for_caution_nothing_is_applied():
    edits = given(decisions(5, harm=0.01), Config(), cautious=range(10_000))
    assert [edit.verdict for edit in edits] == ["review"] * 5


def test_a_lone_phrase_must_be_surer_than_a_lone_word():
    text = "We will go in the event that it rains."
    document = tokens.read(text)
    first = document.texts.index("in")
    candidate = Candidate(first, first + 4, "if", ("if",), "synonym", "mate", "spin", -1.0, "")

    def verdict(harm: float) -> str:
        readings = (Reading(candidate, 0.97 - harm), Reading(None, harm))
        decision = Decision(first, first + 4, document.covered(first, first + 4), readings)
        (edit,) = given([decision], Config(), document=document)
        return edit.verdict

    assert ["apply", "review"] == [verdict(0.009), verdict(0.02)]
