"""`repair diff`: the edits beside the text, as a word diff, a unified diff, an HTML page or JSON."""

from __future__ import annotations

import enum
import json
from io import BytesIO
from typing import TYPE_CHECKING, Annotated

import typer

from repair import diff as word_diff
from repair import show
from repair.cli import options, terminal
from repair.cli.fix import encode_elsewhere
from repair.files import Source, write
from repair.unified import unified

if TYPE_CHECKING:
    from rich.text import Text

    from repair.edits import Revision

EXAMPLES = "Examples: repair diff article.txt; repair diff --format unified a.txt | patch -p1; repair diff --format html a.txt -o a.html"
_STYLES = {"old": "red strike", "new": "bold green", "review": "yellow", "gap": "dim", "place": "cyan"}
_LINE_STYLES = {"-": "red", "+": "green", "@": "cyan"}


class Format(str, enum.Enum):
    """How to show the edits."""

    WORDS = "words"
    UNIFIED = "unified"
    HTML = "html"
    JSON = "json"


def diff(
    *,
    files: options.Files,
    format: Annotated[Format, typer.Option(help="How to show the edits.")] = Format.WORDS,  # noqa: A002 - names the option
    full: Annotated[bool, typer.Option("--full", help="Show the lines without edits too (words, html).")] = False,
    context: Annotated[
        int | None, typer.Option(min=0, help="Lines around an edit; 3 for unified, else 0.", show_default=False)
    ] = None,
    output: options.Output = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    language: options.Language = "en",
    names: options.Names = None,
    ignore: options.Ignore = None,
    apply_at: options.ApplyAt = None,
    review_at: options.ReviewAt = None,
    harm_at: options.HarmAt = None,
    kinds: options.Kinds = None,
    neural: options.Neural = False,
) -> None:
    """Show what would change; edits to review carry a question mark and their confidence."""
    format = Format.JSON if as_json else format  # noqa: A001 - names the option
    if format is Format.HTML and len(files) > 1:
        raise typer.BadParameter("--format html takes one file.")
    repairer = options.load_repairer(
        options.Settings(
            language=language,
            names=names,
            ignore=ignore,
            apply_at=apply_at,
            review_at=review_at,
            harm_at=harm_at,
            kinds=kinds,
            neural=neural,
        )
    )
    collected = BytesIO()

    def work(file: str, source: Source) -> None:
        revision = repairer.revise(source.text)
        name = options.name_of(file)
        if output or (format is Format.UNIFIED and not terminal.is_terminal()):
            data = _rendered(revision, file, source, format, context=context, full=full)
            collected.write(data) if output else terminal.write_bytes(data)
        elif format is Format.WORDS:
            _print_words(revision, name if len(files) > 1 else "", context=context, full=full)
        elif format is Format.UNIFIED and terminal.has_color():
            terminal.print_text(_colored_lines(_rendered(revision, file, source, format, context=context, full=full)))
        else:
            data = _rendered(revision, file, source, format, context=context, full=full)
            terminal.write(show.visible(data.decode("utf-8", "surrogateescape")))
        if not quiet:
            terminal.note(revision.summary(), file=name)

    try:
        options.each_file(files, work, progress=bool(output) or not terminal.is_terminal(), quiet=quiet)
    finally:
        if output:
            write(output, collected.getvalue())
