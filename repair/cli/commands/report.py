"""`repair report`: one self-contained HTML page over many articles: counts, plots, and each text with marked edits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repair.cli import options, terminal
from repair.text.files.reading import Source, TextError
from repair.text.files.writing import write

if TYPE_CHECKING:
    from repair.output.report import Article

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair report articles/                     (writes report.html)\n"
    "  repair report site-a/ site-b/ -o both.html\n"
    "  repair report *.txt -o public/              (writes public/report.html)\n"
)
NAME = "report.html"
TEXTS = (".txt", ".md")
"""How the names of texts in a folder end; a file that is named itself may be called anything."""


@options.with_settings()
def report(
    *,
    settings: options.Settings,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Texts, or folders of .txt and .md files.", show_default=False),
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help=f"Write there; a folder gets a {NAME}.", show_default=NAME),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Show what would change in many articles, on one HTML page that needs nothing else; no text is changed."""
    from repair.output import report as reports

    target = _target(output)
    files = list(dict.fromkeys(file for path in paths for file in _texts(path)))
    repairer = settings.repairer()
    done: dict[str, Article] = {}
    room = reports.MOST_MARKUP

    def work(file: str, source: Source) -> None:
        nonlocal room
        name, site = options.name_of(file), os.path.dirname(file) or "."  # noqa: PTH120 - as the user wrote it
        one = reports.article(name, site, repairer.revise(source.text), number=len(done), room=room)
        room -= len(one.markup)
        done[file] = one

    code = options.each_file(files, work, progress=True, quiet=quiet)
    if done:
        failed = [options.name_of(file) for file in files if file not in done]
        write(target, reports.report(list(done.values()), failed=failed).encode("utf-8"))
        if not quiet:
            terminal.note(reports.summary(list(done.values())), file=str(target))
    raise typer.Exit(code)


def _target(output: str | None) -> Path:
    """Return where the report goes; TextError now, not after an hour of work, where it cannot be written."""
    if output is None:
        return Path(NAME)
    is_folder = output.endswith(("/", os.sep)) or Path(output).is_dir()
    target = Path(output, NAME) if is_folder else Path(output)
    if not target.parent.is_dir():
        raise TextError(f"{target}: not written: no such folder as {target.parent}")
    return target


def _texts(path: str) -> Sequence[str]:
    """Return the texts that a path stands for, sorted; TextError for a folder without any."""
    if path == "-" or not Path(path).is_dir():
        return (path,)
    found = sorted(_walk(path))
    if not found:
        raise TextError(f"{path}: no .txt or .md file in this folder")
    return found


def _walk(folder: str) -> Iterator[str]:
    """Yield the texts below a folder; what is hidden, and folders behind symbolic links, are left out."""
    for where, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(TEXTS) and not name.startswith("."):
                yield os.path.join(where, name)  # noqa: PTH118 - as the user wrote it
