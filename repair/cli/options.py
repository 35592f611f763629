"""The options that several commands share, and the reading of their files."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from repair.cli import terminal
from repair.config import REVIEW_AT_BY_WORDS, Config
from repair.records import KINDS
from repair.text.files.reading import Source, TextError, read, read_stream

if TYPE_CHECKING:
    from repair.repairer import Repairer
    from repair.user.words import UserWords as Words

_DEFAULTS = Config()

ENGLISH = "en"
Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Texts to read; - is standard input.")]
Language = Annotated[
    str,
    typer.Option(
        "--language",
        "--languages",
        metavar="CODE,...",
        help="Language of the texts, of `repair languages`; with several, as en,de,fr, each passage goes by its own; "
        "auto finds those that passages are surely in.",
    ),
]
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
        metavar="P",
        show_default=False,
        help=f"Lowest confidence at which an edit is made without asking; {_DEFAULTS.apply_at} if not given.",
    ),
]
ReviewAt = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        metavar="P",
        show_default=False,
        help=f"Lowest confidence at which an edit is offered for review; if not given, {_DEFAULTS.review_at}, and "
        f"{REVIEW_AT_BY_WORDS} in languages beside English.",
    ),
]
HarmAt = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        metavar="P",
        show_default=False,
        help=f"Highest probability that the text was right at which an edit is made; {_DEFAULTS.harm_at} if not given.",
    ),
]
Kinds = Annotated[
    str | None,
    typer.Option(
        metavar="KIND,...",
        help=f"Kinds of garble to look for, of {', '.join(KINDS)}; all if not given.",
        autocompletion=lambda: list(KINDS),
    ),
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
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="List each edit on stderr, with why.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to stdout.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the options say that most commands share."""

    language: Language = ENGLISH
    names: Names = None
    ignore: Ignore = None
    apply_at: ApplyAt = None
    review_at: ReviewAt = None
    harm_at: HarmAt = None
    kinds: Kinds = None
    plan: Plan = None
    user_words: UserWords = True

    def repairer(self, *, user_words: Words | None = None) -> Repairer:
        """Return the repairer they ask for, with other user words if given; a usage error for values out of range."""
        from repair.repairer import Repairer
        from repair.user.words import UserWordsError

        thresholds = {"apply_at": self.apply_at, "review_at": self.review_at, "harm_at": self.harm_at}
        chosen: dict[str, Any] = {name: value for name, value in thresholds.items() if value is not None}
        if self.kinds is not None:
            chosen["kinds"] = [kind.strip() for kind in self.kinds.split(",") if kind.strip()]
        if self.plan is not None:
            from repair.knowledge import plan as plans

            chosen["plan"] = plans.Plan.read(self.plan)
        chosen["user_words"] = self.user_words if user_words is None else user_words
        right, untouched = _word_list(self.names), _word_list(self.ignore)
        announce_building(self.language)
        try:
            return Repairer.load(self.language, names=right, ignore=untouched, **chosen)
        except UserWordsError:
            raise
        except ValueError as error:
            raise typer.BadParameter(f"{error}.") from error


def announce_building(language: str) -> None:
    """Say on stderr which words are about to be built, for it takes a while."""
    if language == ENGLISH:
        return  # spares the import
    from repair.multilingual.engines import asked_for
    from repair.multilingual.facts import LANGUAGES
    from repair.multilingual.wordlist import cache

    for code in asked_for(language):
        if code in LANGUAGES and not cache.is_built(code):
            terminal.note(f"Building the words of {LANGUAGES[code].name} in {cache.root()}, once: up to half a minute.")


SHARED = frozenset(field.name for field in fields(Settings))


def with_settings(*, without: Sequence[str] = ()) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of `Settings`, but for some, and hand it what they say as `settings`."""
    types = get_type_hints(Settings, include_extras=True)
    shared = [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=types[field.name]
        )
        for field in fields(Settings)
        if field.name not in without
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        own = [parameter for name, parameter in signature.parameters.items() if name != "settings"]

        @wraps(command)
        def run(**values: Any) -> None:
            chosen = {parameter.name: values.pop(parameter.name) for parameter in shared}
            command(settings=Settings(**chosen), **values)

        # What typer reads.
        run.__signature__ = signature.replace(parameters=[*own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *shared)}
        return run

    return decorate


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
