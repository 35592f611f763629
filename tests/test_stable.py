"""Revising what was revised changes nothing more; two rounds of edits make one set, which can be undone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.cases import case_files, load_cases
from repair.decision.edits import then
from repair.output.revision import Revision
from repair.records import Edit, Profile
from repair.repairer import Repairer
from repair.text.alignment import apply_edits
from repair.user.words import Entry, UserWords
from tests import quality_gate
from tests.corruptor import CORRUPTORS, corrupt

ROWS = 12
NOTHING = Profile(0, {}, {}, 0.0)


def edit(text, start, end, replacement, verdict="apply", confidence=0.9):
    return Edit(start, end, text[start:end], replacement, "ocr", confidence, verdict, f"{replacement} it is", 0.1)


@pytest.mark.parametrize("kind", CORRUPTORS)
def test_a_second_revision_changes_nothing(repairer, kind):
    for number, text in enumerate(quality_gate.documents()):
        once = repairer.clean(corrupt(text, kind=kind, seed=number).garbled)
        assert once == repairer.clean(once)


@pytest.mark.slow
def test_a_second_revision_of_development_rows_changes_nothing(repairer, development_cases):
    for path in case_files(development_cases, []):
        for case in load_cases(path, fold="even", limit=ROWS):
            once = repairer.clean(case.observed)
            assert once == repairer.clean(once), case.id


def test_words_are_clearer_once_their_neighbours_are_mended(repairer):
    revision = repairer.revise(corrupt(quality_gate.documents()[0], kind="ocr", seed=3).garbled)
    for one in revision.applied:
        revision = revision.undo(one)
    assert revision.text == revision.original


def test_two_rounds_make_one_set():
    text = "tlie rnan and hls d0g"
    first = [edit(text, 0, 4, "the"), edit(text, 5, 9, "inan"), edit(text, 14, 17, "his", "review", 0.5)]
    mended = apply_edits(text, [one for one in first if one.verdict == "apply"])
    assert mended == "the inan and hls d0g"
    second = [edit(mended, 4, 8, "man", confidence=0.8), edit(mended, 17, 20, "dog")]
    edits = then(text, first, mended, second)
    assert [("tlie", "the"), ("rnan", "man"), ("hls", "his"), ("d0g", "dog")] == [
        (e.original, e.replacement) for e in edits
    ]
    assert ["apply", "apply", "review", "apply"] == [e.verdict for e in edits]
    assert (0.8, "inan it is; man it is") == (edits[1].confidence, edits[1].evidence)


def test_what_is_made_is_not_asked_about():
    text = "hls d0g"
    first = [edit(text, 0, 3, "his"), edit(text, 4, 7, "dug", "review", 0.99)]
    edits = then(text, first, "his d0g", [edit("his d0g", 4, 7, "dog", confidence=0.8)])
    assert ["his", "dog"] == [e.replacement for e in edits]


@pytest.mark.parametrize(
    ("pairs", "text", "expected"),
    [
        (
            {"US": "the US"},
            "He said that US would not pay for the bridge.",
            "He said that the US would not pay for the bridge.",
        ),
        ({"stuff": "stuf"}, "She sold stuff there.", "She sold stuf there."),
        ({"teh": "a teh"}, "I drank teh with teh mayor.", "I drank a teh with a teh mayor."),
    ],
)
def test_what_a_user_has_said_is_done_once(pairs, text, expected):
    words = UserWords([Entry("pair", observed, intended) for observed, intended in pairs.items()])
    assert Repairer.load(user_words=words).clean(text) == expected


def test_an_edit_that_the_second_round_takes_back_is_gone():
    text = "a hls b"
    assert then(text, [edit(text, 2, 5, "his")], "a his b", [edit("a his b", 2, 5, "hls")]) == ()


@st.composite
def rounds(draw):
    """A text, edits of it, and edits of what they make: replacements, deletions, insertions."""
    text = draw(st.text("abc ", min_size=1, max_size=20))

    def edits(of, verdicts):
        places = sorted(draw(st.lists(st.integers(0, len(of)), max_size=8, unique=True)))
        pairs = zip(places[::2], places[1::2], strict=False)
        return [
            edit(of, start, end, draw(st.text("xyz", max_size=3)), draw(st.sampled_from(verdicts)))
            for start, end in pairs
        ]

    first = [one for one in edits(text, ["apply", "review"]) if one.original != one.replacement]
    mended = apply_edits(text, [one for one in first if one.verdict == "apply"])
    return text, first, mended, edits(mended, ["apply"])


@given(rounds())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_two_rounds_give_what_they_gave_one_after_the_other(made):
    text, first, mended, second = made
    edits = then(text, first, mended, second)
    assert Revision(text, edits, NOTHING).text == apply_edits(mended, second)
