"""Tortured phrases: how often the intended phrase is the first reading of the bare phrase, or among the first five.

    python -m benchmarks.tortured --cases FILE.jsonl [--fold odd] [--limit 100] [--errors 20]

Phrases are split by what was intended, so that all garbles of one phrase lie in one fold; the shipped dictionaries
know the even fold alone.  A reading is right if it is the expected phrase or one of its alternatives: capitals,
hyphens and notes in brackets aside, or, in the second figure, the plural aside as well.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import Case, load_cases, without_notes
from benchmarks.options import common_parser
from repair import Repairer
from repair.knowledge.spinner.phrases import Words, singular, words_of

FIRST = (1, 5)


def rank_of(readings: Sequence[Words], intended: set[Words]) -> int | None:
    """Return the place (from 1) of the first reading that is right; None if none is."""
    return next((place for place, reading in enumerate(readings, 1) if reading in intended), None)


def without_number(words: Words) -> Words:
    """Return the words without the endings of plurals."""
    return tuple(map(singular, words))


def measure(cases: Sequence[Case], repairer: Repairer, *, errors: int, console: Console) -> dict[str, dict[str, float]]:
    """Return the shares of phrases whose intended phrase is first, and among the first five."""
    ranks: dict[str, list[int | None]] = {"exact": [], "plural aside": []}
    for case in cases:
        readings = [words_of(reading.text) for reading in repairer.readings(case.observed, most=max(FIRST))]
        intended = {words_of(without_notes(text)) for text in case.intended}
        ranks["exact"].append(rank_of(readings, intended))
        place = rank_of([without_number(words) for words in readings], set(map(without_number, intended)))
        ranks["plural aside"].append(place)
        if place is None and errors:
            errors -= 1
            shown = "; ".join(" ".join(words) for words in readings[:3])
            console.print(f"{case.observed} → {case.intended[0]}, not {shown}", style="dim", highlight=False)
    return {
        name: {f"first {most}": sum(p is not None and p <= most for p in places) / len(places) for most in FIRST}
        for name, places in ranks.items()
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    parser = common_parser("tortured", __doc__, "--cases", "--fold", "--limit", "--errors", "--no-record")
    options = parser.parse_args(arguments)
    console = Console(width=140)
    cases = load_cases(options.cases, fold=options.fold, limit=options.limit)
    repairer = Repairer.load("en", user_words=False)
    started = time.perf_counter()
    figures = measure(cases, repairer, errors=options.errors, console=console)
    seconds = time.perf_counter() - started
    table = Table(title=f"{len(cases):,} phrases, {len({case.origin for case in cases}):,} intended ones")
    table.add_column("right")
    for most in FIRST:
        table.add_column(f"first {most}", justify="right")
    for name, row in figures.items():
        table.add_row(name, *(f"{row[f'first {most}']:.1%}" for most in FIRST))
    console.print(table)
    console.print(f"{len(cases) / seconds:,.0f} phrases a second")
    if not options.no_record:
        settings = {"fold": options.fold, "limit": options.limit}
        console.print("written to", record.write("tortured", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
