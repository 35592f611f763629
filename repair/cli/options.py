"""The options that several commands share, and the reading of their files."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repair.cli import terminal
from repair.config import Config
from repair.records import KINDS
from repair.text.files import Source, TextError, read, read_stream

if TYPE_CHECKING:
    from repair.repairer import Repairer
    from repair.user.words import UserWords as Words

_DEFAULTS = Config()

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Texts to read; - is standard input.")]
Language = Annotated[str, typer.Option(help="Language of the texts: a folder of dictionaries.")]
Names = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Names that are always right: one a line, # opens a comment.")
]
Ignore = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Words that are never changed: one a line, # opens a comment.")
]
ApplyAt = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        show_default=False,
        help=f"Lowest confidence at which an edit is made without asking; {_DEFAULTS.apply_at} if not given.",
    ),
]
ReviewAt = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        show_default=False,
        help=f"Lowest confidence at which an edit is offered for review; {_DEFAULTS.review_at} if not given.",
    ),
]
HarmAt = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        show_default=False,
        help=f"Highest probability that the text was right at which an edit is made; {_DEFAULTS.harm_at} if not given.",
    ),
]
Kinds = Annotated[
    str | None, typer.Option(metavar="KIND,...", help=f"Kinds of garble to look for, of {', '.join(KINDS)}.")
]
Plan = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What `repair learn` made of other texts of the same site.")
]
UserWords = Annotated[
    bool,
    typer.Option(
        "--user-words/--no-user-words",
        help="Whether to read the user dictionaries, which `repair words` keeps.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary on stderr.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to stdout.")]


def load_repairer(
    *,
    language: str,
    names: Path | None,
    ignore: Path | None,
    apply_at: float | None,
    review_at: float | None,
    harm_at: float | None,
    kinds: str | None,
    plan: Path | None = None,
    user_words: bool | Words = True,
) -> Repairer:
    """Return the repairer that the shared options ask for; a usage error for values that it does not take."""
    from repair.repairer import Repairer
    from repair.user.words import UserWordsError

    thresholds = {"apply_at": apply_at, "review_at": review_at, "harm_at": harm_at}
    chosen: dict[str, Any] = {name: value for name, value in thresholds.items() if value is not None}
    if kinds is not None:
        chosen["kinds"] = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    right, untouched = _word_list(names), _word_list(ignore)
    if plan is not None:
        from repair.knowledge import plan as plans

        chosen["plan"] = plans.Plan.read(plan)
    try:
        return Repairer.load(language, names=right, ignore=untouched, user_words=user_words, **chosen)
    except UserWordsError:
        raise
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


def program_version() -> str:
    """Return the version of this release, as installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("repair")
    except PackageNotFoundError:
        return "(not installed)"


def read_source(file: str) -> Source:
    """Return the text of a file, or of standard input for `-`; TextError if it cannot be read."""
    if file == "-":
        import sys

        return read_stream(sys.stdin.buffer)
    return read(Path(file))


def name_of(file: str) -> str:
    """Return what to call a file in messages."""
    return "standard input" if file == "-" else file


def each_file(files: Sequence[str], work: Callable[[str, Source], object], *, progress: bool, quiet: bool) -> int:
    """Call `work` with each file and its text; go on after a failure; return the exit code, 0 or 2."""
    from repair.knowledge.resources import DictionaryError

    code = 0
    for file in terminal.with_progress(files, shown=progress and not quiet):
        name = name_of(file)
        try:
            source = read_source(file)
            if source.notice and not quiet:
                terminal.note(source.notice, file=name)
            work(file, source)
        except (BrokenPipeError, DictionaryError):
            raise  # these concern all files
        except Exception as error:
            terminal.error(terminal.reason(error), file=name)
            code = 2
        if file == files[0]:
            gc.freeze()  # the models are loaded: collecting garbage need not go through them, 50 ms each time
    return code
