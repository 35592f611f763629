"""The script that mines the pairs of spinners: what it makes of alignments and counts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dictionaries" / "build"))
import pairs


def test_words_beside_one_left_alone_are_taken_with_it():
    steps = [("the", "the"), ("material", ""), ("grew", "rose")]
    assert [("the material", "the")] == list(pairs.beside(steps))


def test_two_added_words_are_left_out():
    assert [] == list(pairs.beside([("the", "the"), ("very", ""), ("big", ""), ("cat", "cat")]))


def test_pairs_of_several_spinners_become_one_row():
    rows = [("x", "y", 0.2, "A", 4), ("x", "y", 0.4, "B", 2), ("x", "z", 0.3, "raw-A", 3), ("x", "z", 0.5, "A", 2)]
    assert [("x", "y", pytest.approx(0.3), "AB", 6), ("x", "z", 0.5, "A", 2)] == pairs.by_spinners(rows)


def test_a_pair_is_mined_with_its_spinner():
    clean = "the cat sat on the mat and the dog ran home to me"
    rows = [
        {"id": str(k), "spinner": "A", "garbled": clean.replace("dog", "frankfurter"), "clean": clean} for k in range(3)
    ]
    found = pairs.mine(rows, pairs.unlisted())
    assert [("frankfurter", "dog", "A", 3)] == [(o, i, name, count) for o, i, _, name, count in found]
    assert 0 < found[0][2] <= 0.9


@pytest.mark.parametrize(("observed", "intended", "adds"), [("tin can", "can", True), ("you lot", "you all", False)])
def test_adds(observed, intended, adds):
    assert adds == pairs.adds(observed, intended)
