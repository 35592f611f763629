"""The command line: one file for each command, `fix`, `diff`, `check`, `review`, `words`, `batch` and so on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.cli.commands import batch, check, diff, fix, learn, readings, report, review, tokens, undo, why, words

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


app.command("fix", epilog=fix.EXAMPLES)(fix.fix)
app.command("diff", epilog=diff.EXAMPLES)(diff.diff)
app.command("report", epilog=report.EXAMPLES)(report.report)
app.command("check", epilog=check.EXAMPLES)(check.check)
app.command("review", epilog=review.EXAMPLES)(review.review)
app.command("undo", epilog=undo.EXAMPLES)(undo.undo)
app.command("why", epilog=why.EXAMPLES)(why.why)
app.command("learn", epilog=learn.EXAMPLES)(learn.learn)
app.add_typer(words.app, name="words", epilog=words.EXAMPLES)
app.command("batch", epilog=batch.EXAMPLES)(batch.batch)
app.command("readings", epilog=readings.EXAMPLES)(readings.readings)
app.command("tokens", epilog=tokens.EXAMPLES)(tokens.tokens)


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
    except typer.Abort:
        return INTERRUPTED
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        terminal.error(f"{error.format_message()} Try --help.")  # a wrong option or argument
        return 2
    return 0
