"""Writes the man page from the help of the commands: `python docs/manpage.py > docs/repair.1`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from typer.main import get_command

from repair.cli import app
from repair.cli.help import Command

INTRODUCTION = """Mends English text that machines have garbled: articles put through a spinner, pages read by OCR,
broken encoding, lost spaces, misspellings.  Good text stays as it is.  What is not sure is not changed, but asked
about: see repair review."""


def escaped(text: str) -> str:
    """Return text for roff: no backslash, hyphen or leading dot that means something there.

    >>> print(escaped("-w, --write"))
    \\-w, \\-\\-write
    """
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    yield '.TH REPAIR 1 "" "repair" "User Commands"'
    yield from (".SH NAME", escaped("repair - mend text that machines have garbled"))
    yield from (".SH SYNOPSIS", ".B repair", escaped("COMMAND [OPTIONS] FILE..."))
    yield from (".SH DESCRIPTION", escaped(" ".join(INTRODUCTION.split())))
    root = get_command(app)
    context = root.make_context("repair", [], resilient_parsing=True)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        for sub, one in inner.items() if inner else [("", command)]:
            yield from section(f"repair {name} {sub}".strip(), one, context)
    yield from (".SH EXIT STATUS", escaped("0 done, 1 found something (check) or nothing (readings), 2 error."))


def section(path: str, command: Command, parent: object) -> Iterator[str]:
    """Yield the lines of one command."""
    context = command.make_context(path, [], resilient_parsing=True, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SH {escaped(path.upper())}"
    yield from (".B " + escaped(path), escaped(usage), ".PP")
    yield from (escaped(" ".join(part.split())) for part in (command.help or "").split("\n\n"))
    for heading, rows in command.sections(context):
        yield f".SS {heading}"
        for name, meaning in rows:
            yield from (".TP", ".B " + escaped(name), escaped(meaning))
    examples = (command.epilog or "").strip("\b\n ").splitlines()
    if examples:
        yield from (".SS Examples", ".nf", *map(escaped, examples[1:]), ".fi")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
