"""Cuts long texts into chunks that are read one after the other, so that memory and time a word do not grow."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST = 60_000
"""Characters of a piece: 10,000 words, sixty times as many as tell anything of a place."""
SHORTEST = 40_000
"""Characters of a piece up to which it is not cut; a better place to cut is looked for from here on."""
ENDS = ("\n\n", "\n", ". ", " ")
"""Where to cut, the best first: after a paragraph, a line, a sentence, a word."""


CONTEXT = 600
"""Characters beside a piece that are read with it: what tells most of a word stands within some twenty words."""


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of code points that tile the text, one for a text of up to LONGEST."""
    start = 0
    while len(text) - start > LONGEST:
        places = (text.rfind(end, start + SHORTEST, start + LONGEST) + len(end) for end in ENDS)
        cut = next((place for place in places if place > start + SHORTEST), start + LONGEST)
        yield start, cut
        start = cut
    yield start, len(text)


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of a piece with its context, which begins and ends between two words if there are any."""
    left, right = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    if left > 0:
        left = text.find(" ", left, start) + 1 or start
    if right < len(text):
        right = text.rfind(" ", end, right)
    return left, max(end, right)
