"""What the command line prints: bytes and safe text on stdout, one-line messages and progress on stderr."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from repair.text import show
from repair.text.files.reading import TextError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

_PAGER: ContextVar[bool] = ContextVar("pager", default=False)
_MANY_FILES = 3  # from here on progress is worth a line


def prepare() -> None:
    """Let no character that the terminal's encoding lacks stop the output, and no broken byte the input."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def is_terminal() -> bool:
    """Tell whether stdout is read by a person at a terminal, through a pager or not."""
    return _PAGER.get() or sys.stdout.isatty()


def is_interactive() -> bool:
    """Tell whether a person at a terminal reads what is printed and can answer."""
    return is_terminal() and sys.stdin is not None and sys.stdin.isatty()


def ask(prompt: str, *, longest: int = 10_000) -> str | None:
    """Print a prompt, and return the line typed, without its end; None at the end of the input.

    No more than `longest` characters are read of a line; bytes that are no text in the terminal's encoding become
    lone surrogates.  The prompt is safe already.  The line editing is the terminal's own: no cursor is moved.
    """
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline(longest)
    if line and not sys.stdin.isatty():  # a terminal has shown it already
        sys.stdout.write(show.one_line(line.rstrip("\r\n")) + "\n")
    return line.rstrip("\r\n") if line else None


def write(text: str) -> None:
    """Write text that is already safe to stdout."""
    sys.stdout.write(text)


def write_bytes(data: bytes) -> None:
    """Write the user's own text to stdout as it is; only for an output that is no terminal."""
    sys.stdout.flush()
    rest = memoryview(data)
    while rest:  # under PYTHONUNBUFFERED a write to a pipe may take a part only
        rest = rest[sys.stdout.buffer.write(rest) :]


def flush() -> None:
    """Hand everything written to the system; BrokenPipeError if the reader has gone."""
    sys.stdout.flush()
    sys.stderr.flush()


def abandon_output() -> None:
    """Send what is left to nowhere, so that the interpreter's own flush at exit does not complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def error(message: str, *, file: str = "") -> None:
    """Write one line about a failure to stderr."""
    _message("repair: " + (f"{file}: {message}" if file else message))


def note(message: str, *, file: str = "") -> None:
    """Write one line of information to stderr."""
    _message(f"{file}: {message}" if file else message)


def list_edits(lines: Iterable[str]) -> None:
    """Write lines that are safe already to stderr."""
    sys.stdout.flush()
    sys.stderr.writelines(f"{line}\n" for line in lines)


def _message(line: str) -> None:
    sys.stdout.flush()  # in order, where both streams go to one place
    sys.stderr.write(show.one_line(" ".join(line.split("\n"))) + "\n")


def reason(error: Exception) -> str:
    """Return what went wrong, in words for the user."""
    from repair.knowledge.resources import DictionaryError
    from repair.processes.pool import WorkerError
    from repair.review.journal.lines import JournalError

    if isinstance(error, (TextError, DictionaryError, JournalError, WorkerError, ValueError)):
        return str(error) or type(error).__name__
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"internal error, please report it: {type(error).__name__}: {error} (REPAIR_DEBUG=1 shows where)"


def console(*, stderr: bool = False) -> Console:
    """Return a rich console that adds nothing to what it is given: no mark-up, no emoji, no highlights.

    Colour only on a terminal, unless FORCE_COLOR is set; never where NO_COLOR is.
    """
    from rich.console import Console

    paged = True if _PAGER.get() and not stderr else None
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, force_terminal=paged)


def is_light() -> bool:
    """Tell whether the terminal says that its background is light (COLORFGBG, as rxvt, Konsole and others set it)."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


@contextmanager
def paged(*, wanted: bool) -> Iterator[None]:
    """Send stdout through a pager where it is a terminal: REPAIR_PAGER, PAGER, else less; what fits is just shown."""
    command = shlex.split(os.environ.get("REPAIR_PAGER", os.environ.get("PAGER", "less")))
    if not wanted or not sys.stdout.isatty() or command in ([], ["cat"]) or shutil.which(command[0]) is None:
        yield
        return
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    outside, token = sys.stdout, _PAGER.set(True)
    columns = str(shutil.get_terminal_size().columns)
    pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own choice
    assert pager.stdin is not None
    sys.stdout = io.TextIOWrapper(pager.stdin, "utf-8", errors="backslashreplace", write_through=True)
    with suppress(KeyError):
        columns = os.environ["COLUMNS"]
    os.environ["COLUMNS"] = columns  # the pager's pipe has no width
    try:
        yield
    except BrokenPipeError:
        pass  # the reader has seen enough
    finally:
        with suppress(BrokenPipeError, OSError):
            sys.stdout.close()
        sys.stdout = outside
        _PAGER.reset(token)
        pager.wait()


def has_color() -> bool:
    """Tell whether stdout shows colour, after NO_COLOR, FORCE_COLOR and TERM."""
    if not is_terminal() and not os.environ.get("FORCE_COLOR"):
        return False
    screen = console()
    return screen.color_system is not None and not screen.no_color


def print_text(text: Text) -> None:
    """Print a rich text, wrapped between words at the width of the terminal; unwrapped where there is none."""
    console().print(text, soft_wrap=not is_terminal(), end="" if text.plain.endswith("\n") else "\n")


def print_plain(line: str) -> None:
    """Print a line that is safe already, wrapped between words at the width of the terminal, with nothing else."""
    from rich.text import Text

    console().print(Text(line), no_wrap=False)


def with_progress(files: Sequence[str], *, shown: bool) -> Iterable[str]:
    """Yield the files; meanwhile show how far it is on stderr, if `shown`, it is a terminal, and they are many."""
    if not shown or len(files) < _MANY_FILES or not sys.stderr.isatty():
        return files
    return _tracked(files)


def _tracked(files: Sequence[str]) -> Iterator[str]:
    with _bar() as progress:
        yield from progress.track(files)


@contextmanager
def counting(*, shown: bool) -> Iterator[Callable[[int, int], object] | None]:
    """Give a function that shows how many steps of how many are done; None unless `shown` and stderr is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    with _bar() as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def measuring(*, shown: bool) -> Iterator[Callable[[int, int, int], object] | None]:
    """Give a function that shows bytes done, bytes in all, words done; None unless `shown` and stderr is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), DownloadColumn(), TextColumn("{task.fields[pace]}"), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=None, pace="")
        first: list[tuple[float, int]] = []

        def measure(done: int, total: int, words: int) -> None:
            first.append((progress.get_time(), words))
            del first[1:-1]
            seconds = first[-1][0] - first[0][0]
            pace = f"{(words - first[0][1]) / seconds:,.0f} words/s" if seconds else ""
            progress.update(task, completed=done, total=total, pace=pace)

        yield measure


def _bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console(stderr=True), transient=True, redirect_stdout=False)
