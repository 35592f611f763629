"""The help of the commands: what a command takes, then its own options, then those that most commands share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand

from repair.cli.options import SHARED

Row = tuple[str, str]

_TYPE = re.compile(r" <[\w\[\] ]+>$")  # what the words beside it say better
_RANGE = re.compile(r"([\d.]+)<=x<=([\d.]+)")
_LEAST = re.compile(r"x>=([\d.]+)")
_BRACES = re.compile(r"\{([^}]*?)(?:\.\.\.)?\}(\.\.\.)?")


class Command(TyperCommand):
    """A command whose help reads as one would say it."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options under three headings."""
        for heading, rows in self.sections(ctx):
            with formatter.section(heading):
                formatter.write_dl(rows)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what follows the name of the command in the line of usage."""
        return [_BRACES.sub(r"\1\2", piece) for piece in super().collect_usage_pieces(ctx)]

    def sections(self, ctx: Any) -> Iterator[tuple[str, list[Row]]]:
        """Yield the headings, each with its rows: name, and what it means."""
        rows: dict[str, list[Row]] = {"Arguments": [], "Options": [], "What is mended, and how boldly": []}
        arguments, options, shared = rows
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                is_argument = parameter.param_type_name == "argument"
                heading = arguments if is_argument else shared if parameter.name in SHARED else options
                rows[heading].append(_readable(*record))
        yield from ((heading, found) for heading, found in rows.items() if found)


def _readable(name: str, meaning: str) -> Row:
    """Return a row without the names of types, and with ranges in words.

    >>> _readable("--rounds <int range>", "Times that every text is looked at.  [default: 2; 1<=x<=10]")
    ('--rounds', 'Times that every text is looked at.  [default: 2; 1 to 10]')
    """
    meaning = _LEAST.sub(r"\1 or more", _RANGE.sub(r"\1 to \2", meaning)).replace("  [required]", "")
    return _TYPE.sub("", name), meaning
