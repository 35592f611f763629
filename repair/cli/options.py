"""The options that several commands share, and the reading of their files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repair.cli import terminal
from repair.files import Source, TextError, read, read_stream
from repair.records import KINDS
from repair.resources import DictionaryError

if TYPE_CHECKING:
    from repair.repairer import Repairer

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Texts to read; - is standard input.")]
Language = Annotated[str, typer.Option(help="Language of the texts: a folder of dictionaries.")]
Names = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Names that are always right: one a line, # opens a comment.")
]
Ignore = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Words that are never changed: one a line, # opens a comment.")
]
ApplyAt = Annotated[
    float | None, typer.Option(min=0, max=1, help="Lowest confidence at which an edit is made without asking.")
]
ReviewAt = Annotated[
    float | None, typer.Option(min=0, max=1, help="Lowest confidence at which an edit is offered for review.")
]
HarmAt = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Highest probability that the text was right at which an edit is made."),
]
Kinds = Annotated[
    str | None, typer.Option(metavar="KIND,...", help=f"Kinds of garble to look for, of {', '.join(KINDS)}.")
]
Neural = Annotated[bool, typer.Option("--neural", help="Let a neural language model decide close calls.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary on stderr.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to stdout.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the shared options say about the repairer."""

    language: str = "en"
    names: Path | None = None
    ignore: Path | None = None
    apply_at: float | None = None
    review_at: float | None = None
    harm_at: float | None = None
    kinds: str | None = None
    neural: bool = False


def load_repairer(settings: Settings) -> Repairer:
    """Return the repairer that the options ask for; a usage error for values that it does not take."""
    from repair.repairer import Repairer

    options: dict[str, Any] = {
        name: value for name in ("apply_at", "review_at", "harm_at") if (value := getattr(settings, name)) is not None
    }
    if settings.kinds is not None:
        options["kinds"] = [kind.strip() for kind in settings.kinds.split(",") if kind.strip()]
    names, ignore = _word_list(settings.names), _word_list(settings.ignore)
    try:
        return Repairer.load(settings.language, names=names, ignore=ignore, neural=settings.neural, **options)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from error


def _word_list(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        lines = read(path).text.splitlines()
    except TextError as error:
        raise TextError(f"{path}: {error}") from error
    words = (line.partition("#")[0].strip() for line in lines)
    return [word for word in words if word]


def read_source(file: str) -> Source:
    """Return the text of a file, or of standard input for `-`; TextError if it cannot be read."""
    if file == "-":
        import sys

        return read_stream(sys.stdin.buffer)
    return read(Path(file))


def name_of(file: str) -> str:
    """Return what to call a file in messages."""
    return "standard input" if file == "-" else file


def each_file(files: Sequence[str], work: Callable[[str, Source], object], *, progress: bool, quiet: bool) -> None:
    """Call `work` with each file's name and text; go on after a failure, but leave with 2 at the end."""
    failed = False
    for file in terminal.with_progress(files, shown=progress and not quiet):
        name = name_of(file)
        try:
            source = read_source(file)
            if source.notice and not quiet:
                terminal.note(source.notice, file=name)
            work(file, source)
        except (typer.Exit, BrokenPipeError, DictionaryError):
            raise
        except Exception as error:
            if hasattr(error, "format_message"):
                raise
            terminal.error(terminal.reason(error), file=name)
            failed = True
    if failed:
        raise typer.Exit(2)
