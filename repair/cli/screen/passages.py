"""Sentences and words of an article: the sentence around a place, as it would be read now; words that are chosen."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import NamedTuple

from repair.review.results import standing_text
from repair.review.state import State

# Half a line of a wide terminal to each side at least, two lines at most: a sentence of news has some 130 characters.
_REACH = 160
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_WORDS_REACH = 400  # characters looked through for the next word
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+|\n")


class Passage(NamedTuple):
    """A stretch of the sentence, not yet safe to show; `place` is the edit that it is, or -1."""

    text: str
    place: int


def passages(state: State, place: int, *, reach: int = _REACH) -> Iterator[Passage]:
    """Yield the sentence of a place: plain text, and other edits as they stand now; the place itself is empty."""
    at = state.inventory.places[place]
    text, edit = state.inventory.articles[at.article].text, at.edit
    start, cut_before = _begin(text, edit.start, reach)
    end, cut_after = _end(text, edit.end, reach)
    position = start
    if cut_before:
        yield Passage("…", -1)
    places = state.inventory.range_of(at.article)
    first = bisect.bisect_left(places, start, key=lambda other: state.inventory.places[other].edit.end)
    for other in places[first:]:
        found = state.inventory.places[other].edit
        if found.start > end:
            break
        if found.start >= start:  # one that reaches into the sentence from before it is left out
            yield Passage(text[position : found.start], -1)
            yield Passage("" if other == place else standing_text(state, other), other)
        position = max(start, found.end)
    yield Passage(text[position : max(end, position)], -1)
    if cut_after:
        yield Passage("…", -1)


def _begin(text: str, offset: int, reach: int) -> tuple[int, bool]:
    """Return where the sentence before `offset` begins, and whether it was cut."""
    least = max(0, offset - reach)
    start = least
    for match in _SENTENCE_END.finditer(text, least, offset):
        start = match.end()
    if start > least or least == 0:
        return start, False
    space = text.find(" ", least, offset)
    return (space + 1 if space >= 0 else least), True


def _end(text: str, offset: int, reach: int) -> tuple[int, bool]:
    """Return where the sentence after `offset` ends, and whether it was cut."""
    most = min(len(text), offset + reach)
    match = _SENTENCE_END.search(text, offset, most)
    if match:
        return match.start() + len(match[0].rstrip()), False
    if most == len(text):
        return most, False
    space = text.rfind(" ", offset, most)
    return (space if space > offset else most), True


def word_at(text: str, offset: int) -> tuple[int, int] | None:
    """Return the word that a character belongs to; None for a space or a mark.

    >>> word_at("They don't know.", 6)
    (5, 10)
    """
    for match in _WORD.finditer(text, max(0, offset - _WORDS_REACH), offset + _WORDS_REACH):
        if match.start() <= offset < match.end():
            return match.span()
    return None


def word_beside(text: str, start: int, end: int, direction: int, *, extend: bool = False) -> tuple[int, int] | None:
    """Return the word after (1) or before (-1) a stretch; with `extend` the stretch with a word more, or one less.

    >>> word_beside("one two three", 4, 7, 1), word_beside("one two three", 4, 7, 1, extend=True)
    ((8, 13), (4, 13))
    """
    words = [match.span() for match in _WORD.finditer(text, max(0, start - _WORDS_REACH), end + _WORDS_REACH)]
    if extend and direction < 0:
        inside = [span for span in words if start <= span[0] and span[1] <= end]
        return (start, inside[-2][1]) if len(inside) > 1 else None
    if direction > 0:
        other = next((span for span in words if span[0] >= end), None)
    else:
        other = next((span for span in reversed(words) if span[1] <= start), None)
    if other is None:
        return None
    return (start, other[1]) if extend else other
