"""Harm: words changed, and asked about, in 10,000 of good text, by kind of text, whole and paragraph by paragraph.

    python -m benchmarks.harm --cases DIR [--fold odd] [--held-out] [--kinds 'clean_*'] [--limit 100] [--show 10]

What a row is taken from tells its kind (`man pages`, `recipes`), otherwise its file does.  A word counts as changed by
an edit that is applied, whatever it was: real slips of the writers are among them, and only reading them (`--show N`)
tells harm from help.  Length decides nothing if both columns agree.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import WHOLE_KINDS, Fold, case_files, in_fold, origin_of, read_case
from benchmarks.heldout import dictionaries
from benchmarks.options import common_parser
from repair import Repairer, Revision
from repair.text import show

SHORTEST = 8
"""Words of a paragraph that is measured by itself."""
AROUND = 40
"""Characters shown on either side of an edit."""


@dataclass(slots=True)
class Tally:
    """Words read, and words in edits applied and up for review; some of the edits applied, in their sentences."""

    words: int = 0
    changed: int = 0
    asked: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, revision: Revision) -> None:
        """Count one text."""
        self.words += len(revision.original.split())
        for edit in revision.edits:
            size = max(1, len(edit.original.split()))
            if edit.verdict == "apply":
                self.changed += size
                start, end = edit.start, edit.end
                before, after = revision.original[max(0, start - AROUND) : start], revision.original[end:][:AROUND]
                self.shown.append(show.visible(f"{before}[{edit.original} → {edit.replacement}]{after}"))
            else:
                self.asked += size

    def figures(self) -> dict[str, Any]:
        """Return the figures of the record."""
        rate = 10_000 / max(1, self.words)
        return {
            "words": self.words,
            "changed": self.changed,
            "changed_per_10k": round(rate * self.changed, 2),
            "asked_per_10k": round(rate * self.asked, 2),
        }


def kind_of(row: dict[str, Any], file: str) -> str:
    """Return the kind of text of a row: what its source names after a colon, else the name of its file."""
    source = str(row.get("source", ""))
    return source.partition(": ")[2] if source.startswith(WHOLE_KINDS) else file


def good_texts(folder: Path, patterns: Sequence[str], fold: Fold, limit: int | None) -> Iterator[tuple[str, str]]:
    """Yield (kind of text, text) of the clean rows of a folder of case files; `limit` rows of each file."""
    for path in case_files(folder, patterns or ["clean_*"]):
        with path.open(encoding="utf-8") as stream:
            rows = [row for row in map(json.loads, stream) if in_fold(origin_of(row), fold)]
        for row in rows[:limit]:
            case = read_case(row)
            if case.is_clean:
                yield kind_of(row, path.stem), case.observed


def paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a text that are long enough to be judged alone."""
    for line in text.split("\n"):
        if len(line.split()) >= SHORTEST:
            yield line.strip()


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one run."""
    parser = common_parser("harm", __doc__, "--cases", "--kinds", "--fold", "--limit", "--held-out", "--no-record")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N edits of each kind of text")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    options = parse(arguments)
    console = Console(width=120)
    repairer = Repairer.load("en", folder=dictionaries(held_out=options.held_out), user_words=False)
    whole: dict[str, Tally] = defaultdict(Tally)
    alone: dict[str, Tally] = defaultdict(Tally)
    for kind, text in good_texts(options.cases, options.kinds, options.fold, options.limit):
        whole[kind].add(repairer.revise(text))
        for paragraph in paragraphs(text):
            alone[kind].add(repairer.revise(paragraph))
    if not whole:
        raise SystemExit(f"no clean case in {options.cases}")
    table = Table(title="words in 10,000 of good text")
    for name in ("kind of text", "words", "changed, whole", "by paragraph", "asked, whole", "by paragraph"):
        table.add_column(name, justify="left" if name == "kind of text" else "right")
    figures = {}
    for kind in sorted(whole):
        one, other = whole[kind].figures(), alone[kind].figures()
        figures[kind] = {"whole": one, "by paragraph": other}
        rates = [row[key] for key in ("changed_per_10k", "asked_per_10k") for row in (one, other)]
        table.add_row(kind, f"{one['words']:,}", *(f"{rate:.1f}" for rate in rates))
    console.print(table)
    for kind in sorted(whole) if options.show else ():
        for line in whole[kind].shown[: options.show]:
            console.print(f"{kind}: {line}", markup=False, highlight=False)
    if not options.no_record:
        settings = {"fold": options.fold, "limit": options.limit, "kinds": options.kinds}
        console.print("written to", record.write("harm", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
