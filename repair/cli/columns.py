"""The diff side by side: the text as it was on the left, as it would be on the right, a number before each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.table import Table
from rich.text import Text

from repair.output.word_diff import Lines
from repair.records import Edit
from repair.text import show

LEAST_WIDTH = 60
"""Columns of a terminal below which two texts side by side cannot be read."""


@dataclass(slots=True)
class _Row:
    """One line of the text as it was, counted from 1, and what it would be."""

    number: int
    old: Text = field(default_factory=Text)
    new: Text = field(default_factory=Text)


def side_by_side(
    original: str, edits: Sequence[Edit], styles: dict[str, str], *, context: int = 0, full: bool = False
) -> Iterator[Table | Text]:
    """Yield the lines with edits and `context` lines around them (all with `full`) in two columns, and the gaps."""
    lines = Lines(original)
    wanted = _wanted(lines, edits, context=context, full=full)
    grid: Table | None = None
    last = -2
    for row in _rows(original, edits, lines, styles):
        if row.number - 1 not in wanted:
            continue
        if grid is None or row.number - 1 != last + 1:
            if grid is not None:
                yield grid
                yield Text("⋯", styles["gap"])
            grid = _grid(len(str(lines.count)))
        last = row.number - 1
        number = Text(str(row.number), styles["place"])
        grid.add_row(number, row.old, Text("│", styles["gap"]), row.new)
    if grid is not None:
        yield grid


def _grid(digits: int) -> Table:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=digits, justify="right", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(width=1)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _wanted(lines: Lines, edits: Sequence[Edit], *, context: int, full: bool) -> set[int]:
    if full:
        return set(range(lines.count))
    found: set[int] = set()
    for edit in edits:
        first, last = lines.index(edit.start), lines.index(max(edit.start, edit.end - 1))
        found.update(range(max(0, first - context), min(lines.count, last + context + 1)))
    return found


def _rows(original: str, edits: Sequence[Edit], lines: Lines, styles: dict[str, str]) -> Iterator[_Row]:
    """Yield every line; an edit over a line end stands where it begins."""
    row = _Row(1)
    position = 0
    for edit in (*edits, None):
        end = edit.start if edit else len(original)
        for line in _split(original[position:end]):
            shown = show.visible(line.rstrip("\r\n")).replace("\t", "    ")
            row.old.append(shown)
            row.new.append(shown)
            if line.endswith("\n"):
                yield row
                row = _Row(row.number + 1)
        if edit is None:
            break
        asked = edit.verdict == "review"
        row.old.append(show.one_line(edit.original), styles["review" if asked else "old"])
        row.new.append(("?" if asked else "") + show.one_line(edit.replacement), styles["review" if asked else "new"])
        position = edit.end
        row.number = lines.index(position) + 1 if "\n" in edit.original else row.number
    if row.old or row.new:
        yield row


def _split(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
