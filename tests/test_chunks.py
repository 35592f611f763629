"""Long texts are read in chunks that tile them; what is found does not depend on where they are cut."""

from __future__ import annotations

import itertools

import pytest

import repair
from repair.text.chunks import CONTEXT, LONGEST, around, chunks

CLEAN = "The council said on Monday that the bridge would open to traffic before the end of the year. "
SLIP = "The comittee will publish the report next week. "


@pytest.mark.parametrize(
    "text", ["", "a", CLEAN * 3000, CLEAN.strip() + "\n\n" + CLEAN * 1500, "x" * 200_000, " " * 130_000, "\n" * 130_000]
)
def test_pieces_tile_the_text(text):
    found = list(chunks(text))
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))
    assert all(0 < end - start <= LONGEST for start, end in found) or not text


def test_a_piece_ends_with_a_paragraph_if_one_ends_there():
    text = CLEAN * 500 + "\n\n" + CLEAN * 500
    assert text[: next(chunks(text))[1]].endswith("\n\n")


def test_edits_and_parts_of_all_pieces_are_places_of_the_whole_text():
    text = (CLEAN * 700 + SLIP) * 3
    revision = repair.revise(text)
    assert [edit.replacement for edit in revision.edits] == ["committee"] * 3
    assert all(text[edit.start : edit.end] == "comittee" for edit in revision.edits)
    assert revision.text == text.replace("comittee", "committee")
    assert len(revision.profile.parts) == 3
    assert revision.profile.words == len(text.split())


@pytest.mark.parametrize("text", [CLEAN * 3000, "x" * 200_000, " " * 130_000, ("x" * 700 + " ") * 300])
def test_the_context_of_a_piece_is_short_and_cuts_no_word(text):
    for start, end in chunks(text):
        left, right = around(text, start, end)
        assert 0 <= start - left <= CONTEXT
        assert 0 <= right - end <= CONTEXT
        assert left in (0, start) or text[left - 1] == " "
        assert right in (len(text), end) or text[right] == " "


def test_a_piece_is_read_with_what_stands_beside_it():
    """The sentence that is spun begins a piece; whatever stands before it, it gets the edits that it gets whole."""
    spun = "The mayor testament open the bridge inwards May and the council testament pay for it. "
    text = CLEAN * 900
    start = next(chunks(text))[1]
    text = text[:start] + spun + text[start:]
    assert start in {start for start, _ in chunks(text)}
    alone = repair.revise(CLEAN * 6 + spun + CLEAN * 6)
    there = [e.replacement for e in repair.revise(text).applied if start <= e.start < start + len(spun)]
    assert there == [e.replacement for e in alone.applied]
    assert len(there) >= 2
