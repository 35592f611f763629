"""`repair diff`: the edits beside the text, as a word diff, a unified diff, an HTML page or JSON."""

from __future__ import annotations

import enum
import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from repair.cli import options, terminal
from repair.cli.commands.fix import encode_elsewhere
from repair.cli.told import edit_lines, plural
from repair.output.unified import unified
from repair.output.word_diff import pieces, separated
from repair.records import KINDS
from repair.text import show
from repair.text.files.reading import Source, TextError
from repair.text.files.writing import write

if TYPE_CHECKING:
    from rich.text import Text

    from repair.output.revision import Revision

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair diff article.txt\n"
    "  repair diff --side-by-side article.txt\n"
    "  repair diff --stat *.txt\n"
    "  repair diff --format unified a.txt | patch -p1\n"
    "  repair diff --format html a.txt -o a.html                 (the whole article)\n"
    "  repair diff --format html --context 0 a.txt -o a.html     (lines with edits only)\n"
)
_STYLES = {"old": "red strike", "new": "bold green", "review": "yellow", "gap": "dim", "place": "cyan"}
_LIGHT_STYLES = {**_STYLES, "review": "magenta", "place": "blue"}  # what can be read on white
_LINE_STYLES = {"-": "red", "+": "green", "@": "cyan"}


class Format(str, enum.Enum):
    """How to show the edits."""

    WORDS = "words"
    UNIFIED = "unified"
    HTML = "html"
    JSON = "json"


@options.with_settings()
def diff(
    *,
    settings: options.Settings,
    files: options.Files,
    format: Annotated[Format, typer.Option(help="How to show the edits.")] = Format.WORDS,  # noqa: A002 - names the option
    beside: Annotated[bool, typer.Option("--side-by-side", "-y", help="Old and new text in two columns.")] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Only how many edits each file has, and of which kind.")] = False,
    pager: Annotated[bool, typer.Option("--pager/--no-pager", help="Page what is longer than the screen.")] = True,
    full: Annotated[bool, typer.Option("--full", help="Show the lines without edits too (words, html).")] = False,
    context: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="N", help="Lines around an edit; 3 for unified, all for html, else 0.", show_default=False
        ),
    ] = None,
    output: options.Output = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Show what would change; edits to review carry a question mark and their confidence."""
    format = Format.JSON if as_json else format  # noqa: A001 - names the option
    if format is Format.HTML and len(files) > 1:
        raise typer.BadParameter("--format html takes one file.")
    repairer = settings.repairer()
    if (beside or stat) and (output or format is not Format.WORDS):
        raise typer.BadParameter("--side-by-side and --stat are for reading: not with --format or -o.")
    collected: list[bytes] = []
    counted: list[tuple[str, Revision]] = []

    def work(file: str, source: Source) -> None:
        revision = repairer.revise(source.text)
        name = options.name_of(file)
        if stat:
            counted.append((name, revision))
        elif beside:
            _print_columns(revision, name if len(files) > 1 else "", context=context or 0, full=full)
        elif format is Format.WORDS and not output:
            _print_words(revision, name if len(files) > 1 else "", context=context or 0, full=full)
        elif format is Format.UNIFIED:
            patch = unified(
                source.text, revision.applied, name=file, context=3 if context is None else context, mark=_mark(source)
            )
            _emit(patch, source, collected if output else None)
        elif format is Format.JSON:
            _emit(json.dumps({"file": file, **revision.to_dict()}) + "\n", None, collected if output else None)
        else:
            shown = revision.diff(format.value, context=context, full=full, name=name)
            _emit(shown + "\n" * (not shown.endswith("\n")), None, collected if output else None)
        if verbose:
            terminal.list_edits(line for *_, line in edit_lines(revision, file))
        if not quiet and not stat:
            terminal.note(revision.summary(), file=name)

    with terminal.paged(wanted=pager and not output):
        code = options.each_file(files, work, progress=bool(output) or not terminal.is_terminal(), quiet=quiet)
        _print_counts(counted)
    if output and (collected or not code):
        write(output, b"".join(collected))
    raise typer.Exit(code)


def _mark(source: Source) -> str:
    return "\N{ZERO WIDTH NO-BREAK SPACE}" if source.mark and source.encoding == "utf-8" else ""


def _emit(text: str, source: Source | None, collected: list[bytes] | None) -> None:
    """Collect or print what is no word diff: a patch in the encoding of its `source`, the rest as UTF-8."""
    if collected is None and terminal.is_terminal():
        terminal.print_text(_colored_lines(show.visible(text))) if source else terminal.write(show.visible(text))
        return
    encoding = "cp1252" if source and source.encoding == "cp1252" else "utf-8"
    data = encode_elsewhere(text, Source("", encoding), name="the diff")
    terminal.write_bytes(data) if collected is None else collected.append(data)


def _colored_lines(patch: str) -> Text:
    from rich.text import Text

    colored = Text()
    for line in patch.splitlines(keepends=True):
        colored.append(line, _LINE_STYLES.get(line[:1], ""))
    return colored


def _print_words(revision: Revision, name: str, *, context: int, full: bool) -> None:
    from rich.text import Text

    if name and revision.edits:
        terminal.print_text(Text(show.one_line(name), "bold"))
    if not terminal.has_color():
        shown = revision.diff(context=context, full=full)
        terminal.print_text(Text(shown)) if terminal.is_terminal() else terminal.write(shown)
        terminal.write("\n" * bool(shown and not shown.endswith("\n") and not terminal.is_terminal()))
        return
    colored = Text()
    for piece in separated(pieces(revision.original, revision.edits, context=context, full=full)):
        colored.append(piece.text, _styles().get(piece.role, ""))
    if colored:
        terminal.print_text(colored)


def _styles() -> dict[str, str]:
    return _LIGHT_STYLES if terminal.is_light() else _STYLES


def _print_columns(revision: Revision, name: str, *, context: int, full: bool) -> None:
    from rich.text import Text

    from repair.cli.columns import LEAST_WIDTH, side_by_side

    screen = terminal.console()
    if screen.width < LEAST_WIDTH:
        raise TextError(f"two columns need a terminal of {LEAST_WIDTH} columns at least")
    if name and revision.edits:
        terminal.print_text(Text(show.one_line(name), "bold"))
    for part in side_by_side(revision.original, revision.edits, _styles(), context=context, full=full):
        screen.print(part)


def _print_counts(counted: Sequence[tuple[str, Revision]]) -> None:
    """Print a line for each file with edits, and one for all, as `git diff --stat` does."""
    from rich.text import Text

    rows = [(show.one_line(name), revision) for name, revision in counted if revision.edits]
    if not counted:
        return
    widest = max((len(name) for name, _ in rows), default=0)
    most = max((len(revision.edits) for _, revision in rows), default=1)
    room = max(10, min(40, terminal.console().width - widest - 30))
    for name, revision in rows:
        applied, asked = len(revision.applied), len(revision.asked)
        scale = min(1.0, room / most)
        kinds = Counter(edit.kind for edit in revision.edits)
        told = ", ".join(f"{kind} {kinds[kind]}" for kind in KINDS if kinds[kind])
        line = Text.assemble(
            f" {name:<{widest}} | {applied + asked:>4} ", (_bar("+", applied, scale), _styles()["new"])
        )
        line.append(_bar("?", asked, scale), _styles()["review"])
        terminal.print_text(line.append(f"  {told}"))
    applied = sum(len(revision.applied) for _, revision in counted)
    asked = sum(len(revision.asked) for _, revision in counted)
    texts = plural(len(counted), "text")
    terminal.print_text(
        Text(f" {texts}, {len(rows):,} with edits: {plural(applied, 'edit')} made, {asked:,} to review")
    )


def _bar(sign: str, number: int, scale: float) -> str:
    return sign * (max(1, round(number * scale)) if number else 0)
