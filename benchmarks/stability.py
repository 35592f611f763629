"""Stability: in how many texts a second revision changes anything more, of rows as they are and of good ones damaged.

    python -m benchmarks.stability --cases DIR [--fold odd] [--limit 100]

Every good text is damaged once in each way of the tests' corruptor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import Case, case_files, load_cases
from benchmarks.options import common_parser
from repair import Repairer


def texts_of(cases: Sequence[Case], *, good: bool) -> Iterator[tuple[str, str]]:
    """Yield the texts of some cases with how they were damaged, `as it is` first."""
    from tests.corruptor import CORRUPTORS, corrupt

    for case in cases:
        yield "as it is", case.observed
    for number, case in enumerate(cases if good else ()):
        for kind in CORRUPTORS:
            yield kind, corrupt(case.observed, kind=kind, seed=number).garbled


def is_stable(repairer: Repairer, text: str) -> bool:
    """Tell whether what a revision gives stays as it is when it is revised again."""
    once = repairer.clean(text)
    return repairer.clean(once) == once


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    parser = common_parser("stability", __doc__, "--cases", "--kinds", "--fold", "--limit", "--errors", "--no-record")
    options = parser.parse_args(arguments)
    repairer = Repairer.load(user_words=False)
    console = Console(width=100)
    figures: dict[str, dict[str, dict[str, int]]] = {}
    for path in case_files(options.cases, options.kinds):
        cases = load_cases(path, fold=options.fold, limit=options.limit)
        good = path.stem.startswith("clean") and not path.stem.endswith("_code")
        rows = figures[path.stem] = {}
        for kind, text in texts_of(cases, good=good):
            row = rows.setdefault(kind, {"texts": 0, "changed again": 0})
            row["texts"] += 1
            if not is_stable(repairer, text):
                row["changed again"] += 1
                if options.errors > 0:
                    options.errors -= 1
                    for edit in repairer.revise(repairer.clean(text)).applied:
                        console.print(f"{path.stem}, {kind}: {edit.original!r} → {edit.replacement!r}", markup=False)
    table = Table(title="stability")
    for title in ("text", "damage", "texts", "changed again"):
        table.add_column(title, justify="right" if title in ("texts", "changed again") else "left")
    for name, rows in figures.items():
        for kind, row in rows.items():
            table.add_row(name, kind, f"{row['texts']:,}", str(row["changed again"]))
    console.print(table)
    total, changed = (
        sum(row[k] for rows in figures.values() for row in rows.values()) for k in ("texts", "changed again")
    )
    console.print(f"{changed} of {total:,} texts changed again")
    if not options.no_record:
        settings = {"fold": options.fold, "limit": options.limit}
        console.print("written to", record.write("stability", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
