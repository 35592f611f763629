"""The word diff: the stretches of a text that edits change, and where their lines begin."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from repair.records import Edit
from repair.text import show

Role = Literal["same", "old", "new", "review", "gap", "place"]

# A stretch without edits is cut down only where it would fill a screen (80 x 15), as in an article on one line.
_LONG_STRETCH = 1200
_KEPT_OF_STRETCH = 300
_WORD_SEARCH = 40  # how far to look for a space to cut at; beyond it a cut inside a word does no harm
_LINE_END = re.compile("\n")
_PLAIN: dict[Role, str] = {"old": "[-{}-]", "new": "{{+{}+}}"}
# Select Graphic Rendition (ECMA-48, 8.3.117): 9 struck through, 31 red, 1 bold, 32 green, 33 yellow, 2 faint, 36 cyan.
_COLORED: dict[Role, str] = {
    "old": "\x1b[9;31m{}\x1b[0m",
    "new": "\x1b[1;32m{}\x1b[0m",
    "review": "\x1b[33m{}\x1b[0m",
    "gap": "\x1b[2m{}\x1b[0m",
    "place": "\x1b[36m{}\x1b[0m",
}


class Lines:
    """Where the lines of a text begin.  Only a line feed ends a line, as `patch` and editors count them."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.count = len(self._starts) - (text[-1:] in ("", "\n"))

    def index(self, offset: int) -> int:
        """Return the line, counted from 0, that holds `offset`; the count of lines for the end of a closed text."""
        return bisect.bisect_right(self._starts, offset) - 1

    def start(self, line: int) -> int:
        """Return the offset at which `line` begins; the length of the text for any line past the last."""
        return self._starts[line] if line < len(self._starts) else self._length

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of `offset`, both counted from 1 in code points."""
        line = self.index(offset)
        return line + 1, offset - self._starts[line] + 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a diff, safe to show; `edit` is set for the roles old, new and review."""

    role: Role
    text: str
    edit: Edit | None = None


def pieces(original: str, edits: Sequence[Edit], *, context: int = 0, full: bool = False) -> Iterator[Piece]:
    """Yield the diff of `original` under ascending `edits`: the lines with edits and `context` lines around them.

    With `full` the whole text.  The texts of the pieces are made visible, see `show.visible`.
    """
    for stretch in _stretches(original, edits, context=context, full=full):
        if stretch.start:
            yield Piece("place", f"@@ line {stretch.line + 1} @@\n")
        position = stretch.start
        for number, edit in enumerate(stretch.edits):
            yield from _same(original[position : edit.start], full=full, keep_head=number > 0, keep_tail=True)
            yield from _changed(edit)
            position = edit.end
        rest = original[position : stretch.end]
        yield from _same(rest, full=full, keep_head=bool(stretch.edits), keep_tail=False)


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    line: int
    edits: tuple[Edit, ...]


def _stretches(original: str, edits: Sequence[Edit], *, context: int, full: bool) -> list[_Stretch]:
    if full:
        return [_Stretch(0, len(original), 0, tuple(edits))]
    lines = Lines(original)
    bounds: list[tuple[int, int, int, int]] = []
    for number, edit in enumerate(edits):
        first = max(0, lines.index(edit.start) - context)
        end = lines.start(lines.index(max(edit.start, edit.end - 1)) + 1 + context)
        if bounds and lines.start(first) <= bounds[-1][1]:
            first, before, since, _ = bounds.pop()
            bounds.append((first, max(end, before), since, number + 1))
        else:
            bounds.append((first, end, number, number + 1))
    return [_Stretch(lines.start(first), end, first, tuple(edits[a:b])) for first, end, a, b in bounds]


def _same(text: str, *, full: bool, keep_head: bool, keep_tail: bool) -> Iterator[Piece]:
    if full or len(text) <= _LONG_STRETCH:
        yield Piece("same", show.visible(text))
        return
    head = tail = ""
    if keep_head:
        space = text.find(" ", _KEPT_OF_STRETCH, _KEPT_OF_STRETCH + _WORD_SEARCH)
        head = text[: space if space > 0 else _KEPT_OF_STRETCH]
    if keep_tail:
        cut = len(text) - _KEPT_OF_STRETCH
        space = text.rfind(" ", cut - _WORD_SEARCH, cut)
        tail = text[space + 1 if space > 0 else cut :]
    yield Piece("same", show.visible(head))
    yield Piece("gap", " […] ")
    yield Piece("same", show.visible(tail))


def _changed(edit: Edit) -> Iterator[Piece]:
    old, new = show.one_line(edit.original), show.one_line(edit.replacement)
    if edit.verdict == "review":
        yield Piece("review", f"[?{old or 'nothing'} → {new or 'nothing'}, {edit.confidence:.0%}?]", edit)
        return
    if old:
        yield Piece("old", old, edit)
    if new:
        yield Piece("new", new, edit)


def words(original: str, edits: Sequence[Edit], *, color: bool = False, context: int = 0, full: bool = False) -> str:
    """Return a word diff: `[-old-]{+new+}`, and `[?old → new, 41%?]` where a reader is asked.

    With `color` in the colours of terminals: what goes in red and struck through, what comes in green.
    """
    marks = _COLORED if color else _PLAIN
    diff = separated(pieces(original, edits, context=context, full=full))
    return "".join(marks.get(piece.role, "{}").format(piece.text) for piece in diff)


def separated(diff: Iterator[Piece]) -> Iterator[Piece]:
    """Put a line end before a place that would else stand in the middle of a line."""
    ended = True
    for piece in diff:
        if piece.role == "place" and not ended:
            yield Piece("same", "\n")
        ended = piece.text.endswith("\n") if piece.text else ended
        yield piece
