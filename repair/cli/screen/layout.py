"""An article broken into the lines of a pane: quick enough to be done anew, in part, while keys are pressed."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import perf_counter
from typing import NamedTuple

from rich.cells import get_character_cell_size

from repair.cli.screen.line_breaks import Stretch, block_starts, lines_of
from repair.cli.screen.marks import Mark, Role
from repair.text import show

_MANY = 500  # places from which on all lines are forgotten rather than looked for one by one
_TAB = " " * 4


Part = tuple[int, int, Role, int]  # where it begins and ends in the text shown, its role and its place


class Run(NamedTuple):
    """A stretch of one line, safe to show: what it is, and the place it belongs to, or -1."""

    text: str
    role: Role
    place: int


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of the article as they are shown: their text, the roles of its parts, and where each line lies.

    `plain` tells of each stretch of plain text where it begins and ends as shown, and where it begins in the article.
    """

    text: str
    parts: tuple[Part, ...]
    lines: tuple[tuple[int, int], ...]
    plain: tuple[tuple[int, int, int], ...]

    def runs(self, line: int) -> Iterator[Run]:
        """Yield the runs of a line; none where there is no such line."""
        if line >= len(self.lines):
            return
        start, end = self.lines[line]
        first = bisect.bisect_right(self.parts, start, key=lambda part: part[1])
        position = start
        for begin, stop, role, place in self.parts[first:]:
            if begin >= end:
                break
            if begin > position:
                yield Run(self.text[position:begin], "same", -1)
            position = min(stop, end)
            yield Run(self.text[max(begin, start) : position], role, place)
        if position < end:
            yield Run(self.text[position:end], "same", -1)

    def character_at(self, line: int, cell: int) -> int:
        """Return the character of the text shown that a cell of a line shows, or -1."""
        if line >= len(self.lines):
            return -1
        start, end = self.lines[line]
        used = 0
        for index in range(start, end):
            used += get_character_cell_size(self.text[index])
            if cell < used:
                return index
        return -1

    def line_of(self, is_it: Callable[[Part], bool]) -> int:
        """Return the line on which the first part of some kind begins; the first one where there is none."""
        start = next((part[0] for part in self.parts if is_it(part)), 0)
        return max(0, bisect.bisect_right(self.lines, start, key=lambda line: line[0]) - 1)


class Anchor(NamedTuple):
    """A line of an article, told so that it is found again when others have been laid out anew."""

    block: int
    line: int


class Layout:
    """An article in the lines of a pane of some width.  `marks` gives what is shown at a place.

    Lines are laid out when they are wanted; until then the heights of their blocks are those of before, or estimated.
    `around` makes those near an offset exact, `more` the others bit by bit.
    """

    def __init__(
        self, text: str, edits: Sequence[Stretch], *, width: int, marks: Callable[[int], tuple[Mark, ...]]
    ) -> None:
        self._text = text
        self._edits = edits
        self._by_place = {edit.place: edit for edit in edits}
        self._starts = list(block_starts(text, edits))
        self._width = max(1, width)
        self._marks = marks
        self._found: Stretch | None = None
        ends = [*self._starts[1:], len(text)]
        self._heights = [(end - start) // self._width + 1 for start, end in zip(self._starts, ends, strict=True)]
        self._blocks: list[Block | None] = []
        self._stale: dict[int, None] = {}
        self.restart()
        self.count()

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self._tops[-1]

    @property
    def is_settled(self) -> bool:
        """Whether all lines are laid out."""
        return not self._stale

    def runs(self, row: int) -> tuple[Run, ...]:
        """Return the runs of a line; none outside the article."""
        if not 0 <= row < self.height:
            return ()
        number, line = self.anchor(row)
        return tuple(self._block(number).runs(line))

    def offset_at(self, row: int, cell: int) -> int:
        """Return the offset in the article of the plain text that a cell shows, or -1 where it shows none."""
        if not 0 <= row < self.height:
            return -1
        number, line = self.anchor(row)
        block = self._block(number)
        at = block.character_at(line, cell)
        for first, last, offset in block.plain:
            if first <= at < last:
                shown = first
                while shown + len(_plain(self._text[offset])) <= at:
                    shown += len(_plain(self._text[offset]))
                    offset += 1
                return offset
        return -1

    def anchor(self, row: int) -> Anchor:
        """Return a line by its number, as it is counted now."""
        number = min(len(self._starts), bisect.bisect_right(self._tops, max(0, row))) - 1
        return Anchor(number, row - self._tops[number])

    def row_at(self, anchor: Anchor) -> int:
        """Return the number of a line, as it is counted now."""
        return self._tops[anchor.block] + min(anchor.line, self._heights[anchor.block] - 1)

    def row_of(self, place: int) -> int:
        """Return the line on which a place begins; 0 where the article has no such place."""
        edit = self._edit_of(place)
        if edit is None:
            return 0
        number = self._number_of(edit.start)
        return self._tops[number] + self._block(number).line_of(lambda part: part[3] == place)

    def row_of_found(self) -> int:
        """Return the line of what was searched for; 0 where nothing was."""
        if self._found is None:
            return 0
        number = self._number_of(self._found.start)
        return self._tops[number] + self._block(number).line_of(lambda part: part[2] == "found")

    def offset_of(self, place: int) -> int:
        """Return the offset that matters most: of what was searched for, of a place, else 0."""
        if self._found is not None:
            return self._found.start
        edit = self._edit_of(place)
        return 0 if edit is None else edit.start

    def update(self, places: Collection[int], found: Stretch | None) -> None:
        """Forget the lines of what has changed: places that read otherwise now, and what was searched for."""
        if len(places) > _MANY:
            self.restart()
        else:
            edits = filter(None, map(self._edit_of, places))
            self._forget({self._number_of(edit.start) for edit in edits})
        if found != self._found:
            self._forget({self._number_of(other.start) for other in (found, self._found) if other is not None})
            self._found = found

    def restart(self) -> None:
        """Forget all lines."""
        self._blocks = [None] * len(self._starts)
        self._stale = dict.fromkeys(range(len(self._starts)))

    def around(self, offset: int, rows: int) -> None:
        """Lay out as many lines before and after an offset, and count anew."""
        number = self._number_of(offset)
        for direction in (1, -1):
            seen, other = -len(self._block(number).lines), number
            while seen < rows and 0 <= other < len(self._starts):
                seen += len(self._block(other).lines)
                other += direction
        self.count()

    def more(self, seconds: float) -> None:
        """Lay out lines for some time, without counting them."""
        until = perf_counter() + seconds
        while self._stale and perf_counter() < until:
            self._block(next(iter(self._stale)))

    def count(self) -> None:
        """Number the lines by the heights that are known now."""
        self._tops = [0, *accumulate(self._heights)]

    def _forget(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._blocks[number] = None
            self._stale[number] = None

    def _block(self, number: int) -> Block:
        block = self._blocks[number]
        if block is None:
            block = self._blocks[number] = self._laid_out(number)
            self._heights[number] = len(block.lines)
            self._stale.pop(number, None)
        return block

    def _edit_of(self, place: int) -> Stretch | None:
        return self._by_place.get(place)

    def _number_of(self, offset: int) -> int:
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def _laid_out(self, number: int) -> Block:
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
        shown: list[str] = []
        parts: list[Part] = []
        apart: list[tuple[int, int, int]] = []
        length, position = 0, start
        for stretch in self._stretches(start, end):
            plain = _plain(self._text[position : stretch.start])
            shown.append(plain)
            apart.append((length, length + len(plain), position))
            length += len(plain)
            for text, role in self._shown_at(stretch):
                shown.append(text)
                parts.append((length, length + len(text), role, stretch.place))
                length += len(text)
            position = max(position, stretch.end)
            if stretch.place < 0:
                apart.append((parts[-1][0], length, stretch.start))
        rest = self._text[position:end].removesuffix("\n")
        shown.append(_plain(rest.removesuffix("\r") if position + len(rest) < end else rest))
        apart.append((length, length + len(shown[-1]), position))
        text = "".join(shown)
        return Block(text, tuple(parts), tuple(lines_of(text, self._width)), tuple(apart))

    def _shown_at(self, stretch: Stretch) -> tuple[Mark, ...]:
        if stretch.place >= 0:
            return self._marks(stretch.place)
        return (Mark(_plain(self._text[stretch.start : stretch.end]), "found"),)

    def _stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield the edits of a block, and what was searched for unless it is in an edit, which is marked anyway."""
        first = bisect.bisect_left(self._edits, start, key=lambda edit: edit.start)
        is_last = end == len(self._text)  # it takes an insertion at the very end, too
        stop = len(self._edits) if is_last else bisect.bisect_left(self._edits, end, key=lambda edit: edit.start)
        edits, found = self._edits[first:stop], self._found
        if found is None or not start <= found.start < end:
            yield from edits
            return
        after = min([found.end, end, *(edit.start for edit in edits if edit.end > found.start)])
        cut = Stretch(found.start, after, -1)
        yield from sorted((*edits, *([cut] if after > found.start else [])))


def _plain(text: str) -> str:
    return show.visible(text).replace("\n", " ").replace("\t", _TAB)
