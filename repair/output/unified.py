"""The unified diff that `patch` and `git apply` read, made from edits alone, so that a long text costs no search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from repair.output.word_diff import Lines
from repair.records import Edit
from repair.text import show


def unified(original: str, edits: Sequence[Edit], *, name: str = "text", context: int = 3, mark: str = "") -> str:
    """Return a unified diff that `patch -p1` and `git apply` accept, made from ascending, non-overlapping `edits`.

    `mark` is the byte-order mark that the file begins with.  All edits given are shown as made; the text is left
    as it is, control characters included.  No edits give an empty string.
    """
    if mark:
        original = mark + original
        edits = [replace(edit, start=edit.start + len(mark), end=edit.end + len(mark)) for edit in edits]
    lines = _split(original)
    blocks = list(_blocks(original, lines, edits))
    if not blocks:
        return ""
    output = [f"--- {_label('a', name)}\n+++ {_label('b', name)}\n"]
    grown = 0
    position = 0
    while position < len(blocks):
        last = position
        while last + 1 < len(blocks) and blocks[last + 1][0] - blocks[last][1] <= 2 * context:
            last += 1
        grown += _hunk(output, lines, blocks[position : last + 1], context=context, grown=grown)
        position = last + 1
    return "".join(output)


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _blocks(original: str, lines: list[str], edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (first line, last line + 1, the new lines) for every run of lines that edits change."""
    begin = Lines(original)
    runs: list[tuple[int, int, list[Edit]]] = []
    for edit in edits:
        # The line that holds the end belongs to the run: an edit may take the line feed before it away.
        first, last = begin.index(edit.start), min(begin.index(edit.end) + 1, begin.count)
        if runs and first < runs[-1][1]:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]), [*runs[-1][2], edit])
        elif runs and first == runs[-1][1] == begin.count:
            runs[-1] = (runs[-1][0], last, [*runs[-1][2], edit])
        else:
            runs.append((first, max(first, last), [edit]))
    for first, last, inside in runs:
        position, changed = begin.start(first), []
        for edit in inside:
            changed += [original[position : edit.start], edit.replacement]
            position = edit.end
        new = _split("".join(changed) + original[position : begin.start(last)])
        old = lines[first:last]
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        if head + tail < max(len(old), len(new)):
            yield first + head, last - tail, new[head : len(new) - tail]


def _alike(lines: Sequence[str], others: Sequence[str]) -> int:
    pairs = enumerate(zip(lines, others, strict=False))
    return next((number for number, (line, other) in pairs if line != other), min(len(lines), len(others)))


def _hunk(
    output: list[str], lines: list[str], blocks: list[tuple[int, int, list[str]]], *, context: int, grown: int
) -> int:
    """Append one hunk to `output`; return by how many lines it makes the text grow."""
    start, end = max(0, blocks[0][0] - context), min(len(lines), blocks[-1][1] + context)
    growth = sum(len(new) - (last - first) for first, last, new in blocks)
    old, new_range = _range(start, end), _range(start + grown, end + grown + growth)
    output.append(f"@@ -{old} +{new_range} @@\n")
    position = start
    for first, last, new in blocks:
        output += [_row(" ", line) for line in lines[position:first]]
        output += [_row("-", line) for line in lines[first:last]]
        output += [_row("+", line) for line in new]
        position = last
    output += [_row(" ", line) for line in lines[position:end]]
    return growth


def _row(sign: str, line: str) -> str:
    return sign + (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def _range(start: int, end: int) -> str:
    if end - start == 1:
        return str(start + 1)
    return f"{start + (end > start)},{end - start}"


def _label(side: str, name: str) -> str:
    """Return a file name as git writes it: quoted where it holds odd characters, closed by a tab where a space."""
    path = f"{side}/{name.lstrip('/')}"
    if show.one_line(path) == path and not set(path) & set('"\\'):
        return path + "\t" * (" " in path)
    escaped = (
        f"\\{byte:03o}" if byte < 0x20 or byte > 0x7E or byte in b'"\\' else chr(byte)
        for byte in path.encode("utf-8", "surrogateescape")
    )
    return f'"{"".join(escaped)}"'
