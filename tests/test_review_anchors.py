"""Answers find their places again after a change of the text, or are asked again."""

import time

import pytest

from repair.review.agenda import Inventory
from repair.review.anchors import anchor_of, find_again, find_exactly
from tests.reviews import article

OLD = (
    "The council {oregon|or|0.5} the mayor decides. Prices rose by two pounds last week.\n"
    "You {tin|can|0.5} cross the bridge at no cost. A {tin|can|0.5} of fish costs three pounds.\n"
)


def found(old, new, indices=None):
    """Where the anchors of the old article are in the new one, by index of its edits."""
    before, after = Inventory.of([article("a", old)]), Inventory.of([article("a", new)])
    anchors = [anchor_of(before, place) for place in (range(len(before.places)) if indices is None else indices)]
    return find_again(anchors, after, 0)


CASES = {
    "nothing changed": (OLD, [0, 1, 2]),
    "a line before": ("A new first line.\n" + OLD, [0, 1, 2]),
    "wrapped anew": (OLD.replace(" rose", "\nrose").replace("week.\nYou", "week. You"), [0, 1, 2]),
    "a word mended nearby": (OLD.replace("Prices", "The prices").replace("fish costs", "tuna costs"), [0, 1, 2]),
    "a paragraph gone": (OLD.partition("\n")[2], [-1, 0, 1]),
    "paragraphs swapped": ("\n".join(reversed(OLD.strip().split("\n"))), [2, 0, 1]),
    "an edit gone": (OLD.replace("{tin|can|0.5} cross", "tin cross"), [0, -1, 1]),
    "another one proposed": (OLD.replace("{oregon|or|", "{oregon|ore|"), [0, 1, 2]),
    "another text": ("Nothing of this {tin|can|0.5} is known to anybody at all in Leeds.", [-1, -1, -1]),
    "an original changed": (OLD.replace("{oregon|", "{Oregon|"), [-1, 1, 2]),
    "all gone": ("", [-1, -1, -1]),
}


@pytest.mark.parametrize(("new", "expected"), CASES.values(), ids=CASES)
def test_find_again(new, expected):
    assert expected == found(OLD, new)


LINE = "Read on: {tin|can|0.5} you see it from here, asked the editor of the page every week?\n"


def test_the_same_line_again_and_again_is_told_apart_by_order_if_all_were_answered():
    assert [0, 1, 2] == found(LINE * 3, LINE * 3)
    assert [0, 1, 2] == found(LINE * 3, "New.\n" + LINE * 3)


def test_and_asked_again_if_not():
    assert [-1] == found(LINE * 3, "New.\n" + LINE * 3, [1])
    assert [0, -1, -1] == found(LINE * 3, "New.\n" + LINE * 4)


def test_one_place_is_not_found_by_two():
    assert [0, -1] == found(LINE * 2, "New.\n" + LINE)  # the first is more like it
    assert [-1, -1] == found(LINE * 3, "New.\n" + LINE, [1, 2])


def test_the_same_text_goes_by_offset():
    before, after = (
        Inventory.of([article("a", LINE * 2)]),
        Inventory.of([article("a", LINE + LINE.replace("{tin|can|0.5}", "tin"))]),
    )
    assert [0, -1] == find_exactly([anchor_of(before, 0), anchor_of(before, 1)], after, 0)


def test_hostile_repeats_are_quick():
    old = "x {a|b|0.5} " * 5000
    started = time.perf_counter()
    assert [-1] * 4900 == found(old, "y" + old, range(4900))
    many = "".join(f"{number} {{a|b|0.5}} " for number in range(200))
    assert 190 < sum(place >= 0 for place in found(many, many.replace("7 {", "8 {")))
    assert time.perf_counter() - started < 10
