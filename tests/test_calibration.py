"""Calibration figures on pairs counted by hand, and gold labels on a sentence aligned by eye."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from benchmarks.calibration import calibration_error, equal_count, equal_width, figures_of
from benchmarks.gold import Gold
from benchmarks.reliability import Bin, as_svg, as_text
from repair.records import Candidate
from repair.text import tokens

PAIRS = [(0.05, False), (0.05, False), (0.95, True), (0.95, False)]


def test_bins_of_equal_width():
    assert [Bin(2, 0.05, 0.0), Bin(2, 0.95, 0.5)] == equal_width(PAIRS)
    assert [Bin(1, 1.0, 1.0)] == equal_width([(1.0, True)])


def test_bins_of_equal_count():
    assert [1, 1, 1, 1] == [b.count for b in equal_count(PAIRS, bins=10)]
    assert [2, 2] == [b.count for b in equal_count(PAIRS, bins=2)]


def test_figures():
    assert calibration_error(equal_width(PAIRS)) == pytest.approx((2 * 0.05 + 2 * 0.45) / 4)
    figures = figures_of(PAIRS)
    assert figures.brier == pytest.approx((2 * 0.05**2 + 0.05**2 + 0.95**2) / 4)
    assert calibration_error([]) == 0


def test_diagrams():
    lines = as_text(equal_width(PAIRS)).splitlines()
    assert len(lines) == 2
    assert "|" in lines[0]
    assert len(ET.fromstring(as_svg({"a & b": equal_width(PAIRS), "c": []}))) > 10


OBSERVED = "The mayor testament at that topographic point together with his wife."
CLEAN = "The mayor will there and his wife."


@pytest.mark.parametrize(
    ("first", "last", "replacement", "right"),
    [
        (2, 3, "will", True),
        (2, 3, "shall", False),
        (3, 7, "there", True),
        (7, 9, "and", True),
        (1, 2, "major", False),
    ],
)
def test_gold_knows_the_right_reading(first, last, replacement, right):
    gold = Gold(tokens.read(OBSERVED), CLEAN)
    forms = tuple(replacement.split())
    candidate = Candidate(first, last, replacement, forms, "synonym", "mate", "spin", -1.0, "")
    assert right is gold.right(candidate)


def test_gold_knows_what_was_right():
    gold = Gold(tokens.read(OBSERVED), CLEAN)
    assert gold.kept(0, 2)
    assert not gold.kept(1, 3)
    spaced = Gold(tokens.read("It ended.The talks go on."), "It ended. The talks go on.")
    assert spaced.kept(0, 2)
    assert not spaced.kept_spacing(2, 3)
