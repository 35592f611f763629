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
    "  repair readings fisikal\n"
)


def readings(
    *,
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help="One to six words, garbled for sure.")],
    most: Annotated[int, typer.Option(min=1, help="Readings to print at most.")] = 5,
    as_json: options.Json = False,
    language: options.Language = "en",
) -> None:
    """Print what a bare phrase can have been, the likeliest first: a tortured phrase of a paper, say.

    A single word that no dictionary has is taken for misspelled.  Exit code 0 if there is a reading, 1 if not.
    """
    from repair.knowledge.lexicon import Lexicon
    from repair.repairer import Repairer

    repairer = Repairer.load(language)
    is_misspelled = phrase.isalpha() and not repairer.resources.get(Lexicon.read).known(phrase)
    found = (repairer.spellings if is_misspelled else repairer.readings)(phrase, most=most)
    for reading in found:
        if as_json:
            terminal.write(json.dumps({"text": reading.text, "confidence": reading.confidence}) + "\n")
        else:
            terminal.write(f"{reading.confidence:6.1%}  {show.one_line(reading.text)}\n")
    if not found:
        raise typer.Exit(1)
