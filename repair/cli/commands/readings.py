"""`repair readings`: what a bare phrase, or a misspelled word, can have been, given that it is garbled."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.text import show

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    '  repair readings "profound learning"\n'
    '  repair readings --most 10 "flag to commotion"\n'
    "  repair readings testament\n"
    "  repair readings fisikal\n"
    '  repair readings "Holday Inn"\n'
)

LEAST = 0.005  # what is less likely is no answer


def readings(
    *,
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help="One to six words, garbled for sure.")],
    most: Annotated[int, typer.Option(min=1, metavar="N", help="Readings to print at most.")] = 5,
    as_json: options.Json = False,
    language: options.Language = "en",
) -> None:
    """Print what a bare phrase can have been, the likeliest first: a tortured phrase of a paper, say, or a name.

    Exit code: 0 if there is a reading, 1 if none is known.
    """
    from repair.repairer import Repairer

    options.announce_building(language)
    found = [reading for reading in Repairer.load(language).readings(phrase, most=most) if reading.confidence >= LEAST]
    for reading in found:
        if as_json:
            terminal.write(json.dumps({"text": reading.text, "confidence": reading.confidence}) + "\n")
        else:
            terminal.write(f"{reading.confidence:6.1%}  {show.one_line(reading.text)}\n")
    if not found:
        terminal.note(f"Nothing is known that “{phrase}” can have been.")
        raise typer.Exit(1)
