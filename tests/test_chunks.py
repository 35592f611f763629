"""Long texts are read in chunks that tile them; what is found does not depend on where they are cut."""

from __future__ import annotations

import itertools

import pytest

import repair
from repair.text.chunks import LONGEST, chunks

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
    assert revision.profile.words == pytest.approx(len(text.split()), abs=10)
