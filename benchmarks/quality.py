"""Quality: word errors before and after on evaluation cases, and good words harmed, beside what people use today.

    python -m benchmarks.quality --cases DIR [--peers] [--fold odd] [--kinds spin 'clean_*'] [--limit 100]

Rows of the odd fold were never used for tuning.  Without --cases, the project's own cases are measured.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import PHRASE_LISTS, Case, case_files, load_cases
from benchmarks.heldout import even_dictionaries
from benchmarks.metrics import ExactCounts, SpanCounts, WordCounts, add, count_exact, count_spans, count_words
from benchmarks.options import common_parser
from benchmarks.peers import LOADERS, Clean, load_own, missing_peers, systems_of

OWN_CASES = Path(__file__).parent.parent / "tests" / "cases"

# A sentence that fits most noun phrases, to see what context does for a phrase.
CARRIER = "The report said on Monday that the {} had been studied for several years."

Figures = dict[str, Any]


def measure_words(cases: Sequence[Case], clean: Clean) -> Figures:
    """Return word errors before and after, the share repaired, and harm in 10,000 words."""
    total = WordCounts()
    for case in cases:
        total = add(total, count_words(case, clean(case.observed)))
    figures: Figures = {**asdict(total)}
    figures["repaired_share"] = 1 - total.after / total.before if total.before else None
    figures["harmed_per_10k"] = 1e4 * total.harmed / total.words
    if not total.before:  # clean rows: every word error is a change that should not be
        figures["harmed_per_10k"] = 1e4 * total.after / total.words
    return figures


def measure_spans(cases: Sequence[Case], clean: Clean) -> Figures:
    """Return gold spans repaired and made wrong, and harm in 10,000 words."""
    total = SpanCounts()
    for case in cases:
        total = add(total, count_spans(case, clean(case.observed)))
    return {
        **asdict(total),
        "repaired_share": total.repaired / total.gold if total.gold else None,
        "harmed_per_10k": 1e4 * total.harmed / total.words,
    }


def measure_exact(cases: Sequence[Case], clean: Clean) -> Figures:
    """Return rows exactly right and negatives touched, beside the word errors."""
    outputs = {case.observed: clean(case.observed) for case in cases}
    total = ExactCounts()
    for case in cases:
        total = add(total, count_exact(case, outputs[case.observed]))
    return {**measure_words(cases, outputs.__getitem__), **asdict(total)}


def measure_phrases(cases: Sequence[Case], clean: Clean, *, carrier: bool) -> Figures:
    """Return phrases that came out as one of the intended phrases, alone or inside a carrier sentence."""
    frame = CARRIER if carrier else "{}"
    exact = wrong = 0
    for case in cases:
        output = clean(frame.format(case.observed)).casefold()
        right = output in {frame.format(intended).casefold() for intended in case.intended}
        exact += right
        wrong += not right and output != frame.format(case.observed).casefold()
    return {"rows": len(cases), "exact": exact, "wrong": wrong, "repaired_share": exact / len(cases)}


def measure_file(name: str, cases: Sequence[Case], clean: Clean, *, carrier: bool) -> Figures:
    """Return the figures that suit the rows of one case file, and words a second."""
    started = time.perf_counter()
    if name in PHRASE_LISTS:
        figures = measure_phrases(cases, clean, carrier=carrier)
    elif cases[0].edits is not None:
        figures = measure_spans(cases, clean)
    elif all(case.is_clean for case in cases):
        figures = measure_words(cases, clean)
    else:
        figures = measure_exact(cases, clean)
    seconds = time.perf_counter() - started
    words = sum(len(case.observed.split()) for case in cases)
    return {"rows": len(cases), **figures, "words_per_second": words / seconds}


def _show(value: Any, form: str = "{:,}") -> str:
    return "" if value is None else form.format(value)


COLUMNS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("rows", lambda f: _show(f.get("rows"))),
    ("words", lambda f: _show(f.get("words"))),
    ("errors", lambda f: _show(f.get("before", f.get("gold")))),
    ("left", lambda f: _show(f.get("after"))),
    ("repaired", lambda f: _show(f.get("repaired_share"), "{:.1%}")),
    ("made wrong", lambda f: _show(f.get("wrong"))),
    ("good words harmed", lambda f: _show(f.get("harmed"))),
    ("in 10,000", lambda f: _show(f.get("harmed_per_10k"), "{:.1f}")),
    ("exact", lambda f: _show(f.get("exact"))),
    ("negatives touched", lambda f: f"{f['touched']}/{f['negatives']}" if f.get("negatives") else ""),
    ("words/s", lambda f: _show(f.get("words_per_second"), "{:,.0f}")),
)


def show(figures: dict[str, dict[str, Figures]], console: Console) -> None:
    """Print one table, a block of rows for each case file."""
    table = Table(title="quality")
    table.add_column("cases")
    table.add_column("system")
    for title, _ in COLUMNS:
        table.add_column(title, justify="right")
    for name, systems in figures.items():
        for number, (system, row) in enumerate(systems.items()):
            table.add_row("" if number else name, system, *(cell(row) for _, cell in COLUMNS))
        table.add_section()
    console.print(table)


OWN = ("repair",)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one run."""
    parser = common_parser(
        "quality",
        __doc__,
        "--cases",
        "--kinds",
        "--fold",
        "--held-out",
        "--limit",
        "--peers",
        "--no-record",
        defaults={"--cases": OWN_CASES, "--fold": "all"},
    )
    parser.add_argument("--systems", nargs="+", choices=LOADERS, help="measure exactly these")
    parser.add_argument("--carrier", action="store_true", help="put the phrases of phrase lists into a sentence")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    options = parse(arguments)
    console = Console(width=160)
    systems = options.systems or systems_of(peers=options.peers)
    if options.peers and missing_peers():
        console.print(f"not installed, so not measured: {', '.join(missing_peers())}")
    paths = case_files(options.cases, options.kinds)
    if not paths:
        raise SystemExit(f"no case files in {options.cases}")
    cleaners = {system: LOADERS[system]() for system in systems if system not in OWN or not options.held_out}
    for system in OWN if options.held_out else ():
        if system in systems:
            cleaners[system] = load_own(folder=even_dictionaries())
    figures: dict[str, dict[str, Figures]] = {}
    for path in paths:
        cases = load_cases(path, fold=options.fold, limit=options.limit)
        if cases:
            figures[path.stem] = {}
        for system, clean in cleaners.items() if cases else ():
            figures[path.stem][system] = measure_file(path.stem, cases, clean, carrier=options.carrier)
            console.print(f"{path.stem}: {system} done", style="dim")
    show(figures, console)
    if not options.no_record:
        settings = {"fold": options.fold, "limit": options.limit, "carrier": options.carrier, "systems": systems}
        settings["held out"] = options.held_out
        console.print("written to", record.write("quality", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
