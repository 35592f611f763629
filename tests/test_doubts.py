"""Doubts: what speaks for an observed word lowers the harm that is allowed."""

from __future__ import annotations

import pytest

UNSURE = [
    ("derived", "Your reasonings carry my judgment along with them entirely.", "reasonings"),
    ("a letter before", "The call goes to mstream and to nthread before it returns.", "nthread"),
    ("compound", "Players had already datamined the patch on Monday.", "datamined"),
    ("another language", "They had hors d'oeuvres and wine on the terrace.", "hors"),
    ("between quotes", "He spelled the word as 'wierdly' in the letter.", "wierdly"),
    ("name spelt otherwise", "The panel was chaired by Courteney Gerger of Boston.", "Gerger"),
    ("common phrase", "In the event that it rains, the match is off.", "In the event that"),
    ("name taken for spun", "The merchants of Persia sold carpets to all of Europe.", "Persia"),
]


@pytest.mark.parametrize(("text", "word"), [row[1:] for row in UNSURE], ids=[row[0] for row in UNSURE])
def test_a_word_in_doubt_is_asked_about_at_most(repairer, text, word):
    edits = repairer.revise(text).edits
    assert [edit for edit in edits if edit.original == word and edit.verdict == "apply"] == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("They flew to Amercia on Teusday.", "They flew to America on Tuesday."),
        ("The goverment was definately wrong.", "The government was definitely wrong."),
        ("We had nneed of it.", "We had need of it."),
    ],
)
def test_places_days_and_plain_slips_are_mended(repairer, text, mended):
    assert repairer.clean(text) == mended


def test_a_word_that_stands_there_twice_is_no_slip(repairer):
    once = "The value of vlenx is read from the file before the loop starts."
    twice = f"{once} If vlenx is zero, nothing is read."
    assert [edit for edit in repairer.revise(twice).edits if edit.verdict == "apply"] == []


def test_the_reader_is_told_of_the_doubt(repairer):
    (edit,) = (e for e in repairer.revise("They had hors d'oeuvres on the terrace.").edits if e.original == "hors")
    assert edit.verdict == "review"
    assert edit.evidence.endswith("asked about, for the words beside it may be of another language")


def test_a_lone_doubt_gives_way_to_company(repairer):
    """In a spun passage even a common phrase may be a spun word."""
    spun = "Yous tin wait inward the queue together with pay astatine the gate. "
    edits = repairer.revise(spun * 3 + "To a greater extent volition come inward the afternoon.").edits
    assert any(edit.verdict == "apply" for edit in edits)
