"""Ablation: what each kind of evidence is worth, on rows that nothing was fitted on.

    python -m benchmarks.ablation --cases DIR --samples FILE [--limit 60]

The ranking is fitted again without each kind of evidence in turn, on the samples that `fit_ranker.py --keep FILE` made,
and decides about the same candidates of odd rows (dictionaries of `even/`).  Needs `pip install ".[build]"`; about a
minute for each line of the table, after some minutes of reading.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import load_cases
from benchmarks.gold import Gold
from benchmarks.heldout import even_dictionaries
from benchmarks.options import common_parser
from repair.config import Config
from repair.decision import verdicts
from repair.decision.features import Extractor, Floats
from repair.decision.ranking import Ranker, Weights
from repair.flow import Engine, Inspection
from repair.knowledge.resources import Resources
from repair.records import Candidate

SETS = ("spin_hand", "spin", "spin_heavy", "typo_jfleg", "typo_holbrook", "ocr", "clean_other", "clean_allsides")
WITHOUT: dict[str, tuple[str, ...]] = {
    "all evidence": (),
    "how garbled, by the reader": ("garbled", "garbled elsewhere", "surely garbled", "garble nearby", "not doubted"),
    "what was meant, by the reader": ("first word", "last word", "first word poor", "no opinion", "inside"),
    "garble nearby": ("garble nearby",),
    "the channel's cost": ("channel", "channel a letter"),
    "frequency": ("frequency", "frequency of observed"),
    "names": ("observed is a name", "observed is capital", "becomes a name", "was a name"),
    "the document": ("observed repeats", "reading in text"),
    "how long it is": ("observed words", "reading words", "length", "observed is composed"),
}
"""What is left out, and the features that go with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the flow has it before the ranking, its features, and what is right in it."""

    inspection: Inspection
    candidates: list[Candidate]
    features: Floats
    gold: Gold
    errors: int


class Fixed(Extractor):
    """Gives features that were computed before, and those of "none of these" anew."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self.row: Row | None = None

    def features(self, *_: Any) -> Floats:
        """Return the features of the row at hand."""
        assert self.row is not None
        return self.row.features

    def other_features(self, *arguments: Any) -> dict[int, Floats]:
        """Return the features of "none of these"."""
        return self._extractor.other_features(*arguments)


def rows_of(engine: Engine, path: Path, limit: int) -> list[Row]:
    """Return the rows of one case file, read and proposed for."""
    found = []
    for case in load_cases(path, fold="odd", limit=limit):
        inspection = engine.inspect(case.observed)
        candidates = engine.propose(inspection, inspection.suspects)
        if candidates:
            features = engine.ranker.extractor.features(inspection.document, inspection.seen, candidates)
            gold = Gold(inspection.document, case.intended[0])
            errors = len({block for block in gold.block.values() if block[1] > block[0]})
            found.append(Row(inspection, candidates, features, gold, errors))
    return found


def counts(ranker: Ranker, fixed: Fixed, rows: Sequence[Row], config: Config) -> tuple[int, int, int, int]:
    """Return places garbled, edits applied that are right, that are wrong, and that change a good word."""
    errors = right = wrong = harmed = 0
    for row in rows:
        fixed.row = row
        document = row.inspection.document
        decisions = ranker.decide(document, row.inspection.seen, row.candidates)
        applied = {
            (e.start, e.end) for e in verdicts.give(document, verdicts.judge(decisions, config)) if e.verdict == "apply"
        }
        errors += row.errors
        for decision in decisions:
            if (document.starts[decision.first], document.ends[decision.last - 1]) not in applied:
                continue
            best = next(reading.candidate for reading in decision.readings if reading.candidate is not None)
            touches = any(index in row.gold.block for index in range(decision.first, decision.last))
            if row.gold.right(best):
                right += 1
            elif touches:
                wrong += 1
            else:
                harmed += 1
    return errors, right, wrong, harmed


def fitted(samples: Path) -> Iterator[tuple[str, Weights]]:
    """Yield the weights fitted without each kind of evidence."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dictionaries" / "build"))
    import fit_ranker

    problem = fit_ranker.problem_of(fit_ranker.load_samples(samples))
    for name, drop in WITHOUT.items():
        yield name, fit_ranker.fit(problem, drop)[0]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, print, and write the dated record."""
    parser = common_parser("ablation", __doc__, "--cases", "--limit", "--no-record", defaults={"--limit": 60})
    parser.add_argument("--samples", type=Path, required=True, help="what `fit_ranker.py --keep` wrote")
    options = parser.parse_args(arguments)
    console = Console(width=170)
    config = Config()
    engine = Engine(Resources("en", even_dictionaries()), config)
    rows = {name: rows_of(engine, options.cases / f"{name}.jsonl", options.limit) for name in SETS}
    fixed = Fixed(engine.ranker.extractor)
    table = Table("without", *SETS, title="places mended right / wrong / good words changed")
    table.caption = ", ".join(f"{name}: {sum(row.errors for row in found)} garbled" for name, found in rows.items())
    figures: dict[str, Any] = {}
    for name, weights in fitted(options.samples):
        ranker = Ranker(fixed, weights)
        figures[name] = {case: counts(ranker, fixed, found, config) for case, found in rows.items()}
        table.add_row(name, *("{1} / {2} / {3}".format(*figures[name][case]) for case in SETS))
    console.print(table)
    if not options.no_record:
        settings = {"limit": options.limit, "fold": "odd", "held out": True}
        console.print("written to", record.write("ablation", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
