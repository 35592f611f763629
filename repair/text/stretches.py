"""Stretches of a text that are left alone: ascending ranges of code points that do not touch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

Stretch = tuple[int, int]
"""Code points [start, end)."""
Apart = Callable[[str], Sequence[Stretch]]
"""Gives the stretches of a text that are to be left alone, ascending."""


def nothing_apart(text: str) -> Sequence[Stretch]:
    """Leave nothing alone."""
    del text
    return ()


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches that may overlap, in any order, as ascending ones that do not touch.

    >>> merged([(5, 9), (0, 2), (8, 12)])
    [(0, 2), (5, 12)]
    """
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def is_inside(place: int, stretches: Sequence[Stretch]) -> bool:
    """Tell whether a code point lies in one of ascending stretches.

    >>> is_inside(6, [(0, 2), (5, 9)]), is_inside(9, [(0, 2), (5, 9)])
    (True, False)
    """
    index = bisect_right(stretches, place, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and place < stretches[index][1]
