"""What is said of a revision on the command line: one sentence of what was done, and one line an edit."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence

from repair.output.revision import Revision, profile_line
from repair.output.word_diff import Lines
from repair.records import Edit
from repair.text import show

Suggest = Callable[[str, int, int], Sequence[tuple[str, float]]]
"""Gives what a stretch of a text can have been, with P, the likeliest first."""


def outcome(revision: Revision, file: str, *, written: bool) -> str:
    """Return what was done to a text, what waits for review, and how to see it; `-` is a file that has no name."""
    made, asked = len(revision.applied), len(revision.asked)
    if not made and not asked:
        told = "Nothing to change."
    else:
        told = f"{plural(made, 'edit')} made" + (f", {asked:,} to review" if asked else "")
        commands = _commands(file, asked=bool(asked), written=written)
        told += f" ({commands})." if commands else "."
    profile = profile_line(revision.profile)
    return f"{told} {profile[0].upper()}{profile[1:]}." if profile else told


def _commands(file: str, *, asked: bool, written: bool) -> str:
    if file == "-":
        return ""
    name = shlex.quote(file) if not file.startswith("-") else f"-- {shlex.quote(file)}"
    commands = [] if written else [f"`repair diff {name}` shows {'all' if asked else 'them'}"]
    if asked:
        commands.append(f"`repair review {name}` asks")
    return ", ".join(commands)


def edit_lines(revision: Revision, file: str) -> Iterator[tuple[int, int, Edit, str]]:
    """Yield line, column, edit, and one line that tells of it."""
    lines = Lines(revision.original)
    for edit in revision.edits:
        line, column = lines.place(edit.start)
        old, new = edit.original or "nothing", edit.replacement or "nothing"
        sure = f"{edit.kind}, {edit.confidence:.0%}".replace("%", " %") + ", to review" * (edit.verdict == "review")
        yield line, column, edit, show.one_line(f"{file}:{line}:{column}: {old} → {new} ({sure}) {edit.evidence}")


def plural(number: int, noun: str, many: str = "") -> str:
    """Return a number with its noun: `1 edit`, `2,000 edits`; `many` is a plural that needs more than an s."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def leaving(left: int) -> str:
    """Return what is asked, on the screen and at prompts alike, where the answers are written before all are given."""
    return f"{plural(left, 'question is', 'questions are')} open. Write the answers, and leave the rest as it stands?"
