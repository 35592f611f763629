"""Draws the picture of the README: what `repair diff` prints for an example, as an SVG file that loads nothing else.

python docs/picture.py [FILE [PICTURE]]
"""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.text import Text

from repair.cli import main as repair

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/spun_article.txt")
PICTURE = Path("docs/diff.svg")
COLUMNS = 100  # what a page of a code host shows at a readable size
NAME = "repair-diff"  # of the picture's style classes; fixed, so that the same diff gives the same file

_FONT_FROM_THE_NET = re.compile(r"@font-face \{[^}]*\}\s*")


def printed_by(arguments: list[str]) -> str:
    """Return what the command prints on a colour terminal, standard error last; SystemExit if it fails."""
    os.environ.pop("NO_COLOR", None)
    os.environ |= {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    output, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        code = repair(arguments)
    if code:
        raise SystemExit(errors.getvalue())
    return output.getvalue() + "\n" + errors.getvalue()


def picture_of(file: Path) -> str:
    """Return the picture of `repair diff FILE` in a terminal window."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ repair diff {file.as_posix()}", "bold"))
    console.print(Text.from_ansi(printed_by(["diff", file.as_posix()])))
    svg = console.export_svg(title="repair diff", unique_id=NAME)
    return _FONT_FROM_THE_NET.sub("", svg)


def main(arguments: list[str]) -> None:
    """Write the picture."""
    os.chdir(ROOT)
    file, picture = [*map(Path, arguments), *(EXAMPLE, PICTURE)[len(arguments) :]]
    picture.write_text(picture_of(file), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
