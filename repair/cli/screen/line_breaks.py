"""Where an article may be broken: into blocks that are laid out one by one, and a block into the lines of a pane."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size

# Articles on one line are cut where a sentence ends after as many characters: a block is laid out in half a
# millisecond, so that an answer costs the same in a long line as in a short one.
_LONG_BLOCK = 2_000
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]* +")
# Letters of Latin, Greek and Cyrillic, and the punctuation around them: one cell each.  Combining marks are left out.
_NARROW = re.compile(
    "[\x20-\x7e\xa0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff\u2200-\u22ff\u2400-\u2426]*"
)


class Stretch(NamedTuple):
    """Code points [start, end) of the article that are shown as something else: an edit, or what was searched for."""

    start: int
    end: int
    place: int


def block_starts(text: str, edits: Sequence[Stretch]) -> Iterator[int]:
    """Yield where blocks begin: after line ends, and in long lines after sentences; never inside an edit."""
    yield 0
    start, length = 0, len(text)
    while start < length:
        line_end = text.find("\n", start, start + _LONG_BLOCK)
        if line_end >= 0:
            start = line_end + 1
        elif length - start <= _LONG_BLOCK:
            return
        else:
            start = _cut_of(text, start + _LONG_BLOCK)
        if start < length and not _is_inside(start, edits):
            yield start


def _cut_of(text: str, offset: int) -> int:
    """Return where a long line may be cut after `offset`: a sentence end, else a space, else just there."""
    line_end = text.find("\n", offset, offset + _LONG_BLOCK)
    reach = line_end + 1 if line_end >= 0 else min(len(text), offset + _LONG_BLOCK)
    sentence = _SENTENCE_END.search(text, offset, reach)
    if sentence:
        return sentence.end()
    if line_end >= 0:
        return reach
    space = text.find(" ", offset, reach)
    return space + 1 if space >= 0 else offset


def _is_inside(offset: int, edits: Sequence[Stretch]) -> bool:
    index = bisect.bisect_left(edits, offset, key=lambda edit: edit.end)
    return index < len(edits) and edits[index].start < offset < edits[index].end


def lines_of(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text of one paragraph lies, broken at spaces where that is possible."""
    if not text:
        yield 0, 0
        return
    if not _NARROW.fullmatch(text):
        yield from _wide_lines(text, width)
        return
    start, length = 0, len(text)
    while length - start > width:
        space = text.rfind(" ", start, start + width + 1)
        end = space if space > start else start + width
        yield start, end
        start = end
        while start < length and text[start] == " ":
            start += 1
    if start < length:
        yield start, length


def _wide_lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Do the same for a text with characters of no cell, or of two."""
    start = used = 0
    space = -1
    for index, character in enumerate(text):
        cells = get_character_cell_size(character)
        if used + cells > width and index > start:
            end = space if space > start and character != " " else index
            yield start, end
            start = end + (text[end] == " ")
            used, space = cell_len(text[start:index]), -1
        if character == " ":
            space = index
        used += cells if index >= start else 0
    if start < len(text):
        yield start, len(text)
