"""`repair serve`: a page to try it on, for this machine alone."""

from __future__ import annotations

from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.text.files.reading import TextError

EXAMPLES = "\b\nExamples:\n  repair serve\n  repair serve --port 8000 --no-browser\n"


@options.with_settings(without=("kinds",))
def serve(
    *,
    settings: options.Settings,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 is any that is free.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Open a page in the browser: paste or drop a text, see it marked, take or keep each change, copy the result.

    The page is served on 127.0.0.1 alone, its address holds a secret, and nothing is kept.
    """
    try:
        from repair.web.server import serve as run
    except ImportError as error:
        raise TextError('the page needs Starlette and uvicorn: pip install "repair[web]"') from error
    from repair.output.revision import Revision

    repairer = settings.repairer()
    repairer.warm_up()

    def revise(text: str, kinds: frozenset[str]) -> Revision:
        return repairer.with_kinds(kinds).revise(text)

    def ready(address: str) -> None:
        terminal.note(f"{address} — Ctrl+C ends it")
        if browser and terminal.is_terminal():
            import webbrowser

            webbrowser.open(address)

    try:
        run(revise, port=port, ready=ready)
    except OSError as error:
        raise TextError(f"port {port}: {error.strerror or error}") from error
