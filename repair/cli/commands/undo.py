"""`repair undo`: a file as it was before a review was written, to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.text.files import TextError, read_bytes, write

EXAMPLES = "\b\nExamples:\n  repair undo article.txt\n  repair undo --force article.txt\n"


def undo(
    *,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Texts that a review has written.")],
    force: Annotated[
        bool, typer.Option("--force", help="Also where the file was changed since; `undo` then takes that back, too.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Give files back as they were before the last review was written; once more for the review before."""
    code = 0
    for file in files:
        try:
            _undo(Path(file), force=force)
        except Exception as error:
            terminal.error(terminal.reason(error), file=file)
            code = 2
            continue
        if not quiet:
            terminal.note("The file is as it was before the review.", file=file)
    raise typer.Exit(code)


def _undo(path: Path, *, force: bool) -> None:
    from repair.review.journal import originals
    from repair.review.journal.storage import Lock

    if path.is_symlink():
        raise TextError("is a symbolic link; give the file that it points to")
    now = read_bytes(path)
    with Lock([path]):
        original = originals.find(path, now)
        if original is None:
            original = originals.latest(path)
            if original is None:
                raise TextError("no review has written this file, or its old text is no longer kept")
            if original.data == now:
                raise TextError("is as it was before the review already")
            if not force:
                raise TextError("has been changed since the review; --force gives the old text back all the same")
            originals.keep(path, now, original.data)
        write(path, original.data, follow_link=False)
        originals.forget(original)
