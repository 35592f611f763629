"""The command line: one file for each command, `fix`, `diff`, `check`, `review`, `words`, `batch` and so on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.cli.commands import (
    batch,
    check,
    diff,
    fix,
    learn,
    readings,
    report,
    review,
    serve,
    tokens,
    why,
)
from repair.cli.commands.kept import languages, words
from repair.cli.help import Command

INTERRUPTED = 130  # 128 + SIGINT, as shells count
PIPE_CLOSED = 141  # 128 + SIGPIPE

app = typer.Typer(
    name="repair",
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help is quick and reads well anywhere
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 found something (check) or nothing (readings) or rejected records (batch), 2 error. "
    "Colour follows NO_COLOR and FORCE_COLOR.",
)


@app.callback()
def repair(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and leave.",
            callback=lambda value: _show_version(wanted=value),
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Mend text that machines have garbled: spun words, OCR, broken encoding, lost spaces, misspellings."""


COMMANDS: tuple[tuple[Callable[..., None], str, str], ...] = (
    (fix.fix, fix.EXAMPLES, "Write the mended text."),
    (diff.diff, diff.EXAMPLES, "Show what would change."),
    (report.report, report.EXAMPLES, "Show many articles on one HTML page."),
    (check.check, check.EXAMPLES, "List the edits, one a line."),
    (review.review, review.EXAMPLES, "Ask what is not sure, and write the answers."),
    (review.undo, review.UNDO_EXAMPLES, "Give files back as before the last review."),
    (why.why, why.EXAMPLES, "Explain what is thought of one word."),
    (learn.learn, learn.EXAMPLES, "Learn what one site does to its texts."),
    (batch.batch, batch.EXAMPLES, "Mend corpora, in parallel."),
    (serve.serve, serve.EXAMPLES, "Open a page to try it on."),
    (readings.readings, readings.EXAMPLES, "Print what a bare phrase can have been."),
    (tokens.tokens, tokens.EXAMPLES, "Print how a text is cut up."),
)
"""The commands, each with its examples and what it says in the list of all."""

for command, examples, what in COMMANDS:
    app.command(command.__name__, cls=Command, short_help=what, epilog=examples)(command)
app.add_typer(
    languages.app, name="languages", short_help="List, build and remove languages.", epilog=languages.EXAMPLES
)
app.add_typer(words.app, name="words", short_help="Keep your own dictionary.", epilog=words.EXAMPLES)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        terminal.write(f"repair {options.program_version()}\n")
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code.  Every failure is one line on stderr, never a traceback."""
    terminal.prepare()
    if "_REPAIR_COMPLETE" in os.environ:  # a shell asks for completions
        app(prog_name="repair")
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments) or ["--help"])
        terminal.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        terminal.abandon_output()
        return PIPE_CLOSED
    except Exception as error:
        if os.environ.get("REPAIR_DEBUG"):
            raise
        terminal.error(terminal.reason(error))
        return 2
    return code


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("repair", arguments) as context:
            command.invoke(context)
    except typer.Exit as leave:
        return leave.exit_code
    except SystemExit as leave:  # of an option of typer itself, such as --show-completion
        return int(leave.code or 0)
    except typer.Abort:
        return INTERRUPTED
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        terminal.error(f"{error.format_message()} Try --help.")  # a wrong option or argument
        return 2
    return 0
