"""Calibration: how often a reading is right, against how sure the tool was of it, with a reliability diagram.

    python -m benchmarks.calibration --cases DIR [--fold odd] [--kinds spin 'clean_*'] [--limit 100] [--plot FILE.svg]

One judgement is one place to decide: the best reading there other than leaving it, applied or not, where its
confidence is 0.02 or more.  It is right where the clean text has it, found by alignment (`gold`).  Gold of spun rows
is one publisher's wording: a good synonym of it counts as wrong, so these rows make the tool look surer than it is.
*Expected calibration error* is the mean distance between confidence and share right over ten bins of equal width,
weighted by count (Naeini, Cooper and Hauskrecht 2015); the same over bins of equal count stands beside it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import PHRASE_LISTS, Case, case_files, load_cases
from benchmarks.gold import Gold
from benchmarks.heldout import dictionaries
from benchmarks.options import common_parser
from benchmarks.reliability import Bin, as_svg, as_text
from repair import Repairer
from repair.decision import verdicts
from repair.records import Decision

LEAST = 0.02
"""Confidence from which a reading is judged; below it there are thousands, all wrong, and any model looks good."""
BINS = 10
LIMITS = {"ocr": 150, "typo_holbrook": 60, "clean_allsides": 100, "clean_bbc": 100, "clean_reuters": 100}
"""Rows read of the big files, so that none drowns the rest and a run takes minutes."""
BUCKETS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One place: how sure the tool was of its best reading and of the observed text, and which of them was right."""

    cases: str
    kind: str
    confidence: float
    right: bool
    harm: float
    kept: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Calibration of one group: errors over bins of equal width and of equal count, Brier score."""

    count: int
    confidence: float
    right: float
    error: float
    error_equal_count: float
    brier: float


def judge(repairer: Repairer, cases: str, case: Case) -> list[Judgement]:
    """Return the judgements of one case."""
    analysis = repairer.decide(case.observed)
    document, gold = analysis.document, Gold(analysis.document, case.intended[0])
    given = {
        (edit.start, edit.end, edit.replacement): edit.verdict
        for edit in verdicts.give(document, repairer.judgements(analysis))
    }
    found = []
    for decision in analysis.decisions:
        best = next((reading for reading in decision.readings if reading.candidate is not None), None)
        if best is None or best.candidate is None or best.confidence < LEAST:
            continue
        c = best.candidate
        place = (document.starts[c.first], document.ends[c.last - 1], c.replacement)
        harm = next(reading.confidence for reading in decision.readings if reading.candidate is None)
        kept = _kept(gold, decision)
        right = not kept and gold.right(c)
        found.append(
            Judgement(cases, c.kind, best.confidence, right, harm, kept, given.get(place, "leave")),
        )
    return found


def _kept(gold: Gold, decision: Decision) -> bool:
    spacing = any(r.candidate is not None and r.candidate.kind == "spacing" for r in decision.readings)
    kept = gold.kept(decision.first, decision.last)
    return kept and (not spacing or gold.kept_spacing(decision.first, decision.last))


def equal_width(pairs: Iterable[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """Return the bins of equal width of (probability, came true) pairs; empty ones are left out."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, true in pairs:
        groups[min(int(probability * bins), bins - 1)].append((probability, true))
    return [_bin(groups[number]) for number in sorted(groups)]


def equal_count(pairs: Iterable[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """Return bins of (nearly) equal count, the least probable first."""
    ordered = sorted(pairs)
    cuts = [len(ordered) * number // bins for number in range(bins + 1)]
    return [_bin(ordered[a:b]) for a, b in pairwise(cuts) if a < b]


def _bin(pairs: Sequence[tuple[float, bool]]) -> Bin:
    count = len(pairs)
    return Bin(count, sum(p for p, _ in pairs) / count, sum(true for _, true in pairs) / count)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance between mean probability and share that came true, weighted by count."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / total if total else 0.0


def figures_of(pairs: Sequence[tuple[float, bool]]) -> Figures:
    """Return the figures of one group of (probability, came true) pairs, which may not be empty."""
    whole = _bin(pairs)
    return Figures(
        whole.count,
        whole.confidence,
        whole.right,
        calibration_error(equal_width(pairs)),
        calibration_error(equal_count(pairs)),
        sum((p - true) ** 2 for p, true in pairs) / whole.count,
    )


def _confidence(judgement: Judgement) -> tuple[float, bool]:
    return judgement.confidence, judgement.right


def _harm(judgement: Judgement) -> tuple[float, bool]:
    return judgement.harm, judgement.kept


def tabulate(judgements: Sequence[Judgement], pick: Callable[[Judgement], tuple[float, bool]]) -> dict[str, Figures]:
    """Return the figures of all judgements, of the edits shown and applied, of each case file and each kind."""
    groups: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for judgement in judgements:
        names = ["all", f"file {judgement.cases}", f"kind {judgement.kind}"]
        if judgement.verdict != "leave":
            names.append("applied or for review")
        if judgement.verdict == "apply":
            names.append("applied")
        for name in names:
            groups[name].append(pick(judgement))
    order = ("all", "applied or for review", "applied")
    return {name: figures_of(groups[name]) for name in sorted(groups, key=lambda n: (n not in order, n))}


def show(title: str, rows: dict[str, Figures], console: Console) -> None:
    """Print one table of figures."""
    table = Table(title=title)
    table.add_column("group")
    for name in ("judged", "mean sure", "right", "error", "error, equal count", "Brier"):
        table.add_column(name, justify="right")
    for name, f in rows.items():
        shares = (f.confidence, f.right, f.error, f.error_equal_count, f.brier)
        table.add_row(name, f"{f.count:,}", *(f"{share:.3f}" for share in shares))
    console.print(table)


def show_buckets(judgements: Sequence[Judgement], console: Console) -> None:
    """Print how many of the edits applied were right, by confidence."""
    table = Table(title="edits applied, by confidence")
    for name in ("sure", "edits", "right", "observed text was right"):
        table.add_column(name, justify="right")
    applied = [judgement for judgement in judgements if judgement.verdict == "apply"]
    for low, high in pairwise(BUCKETS):
        inside = [j for j in applied if low <= j.confidence < high or (high == 1.0 == j.confidence)]
        if inside:
            right, kept = (sum(getattr(j, name) for j in inside) / len(inside) for name in ("right", "kept"))
            table.add_row(f"{low:.0%} – {high:.0%}", f"{len(inside):,}", f"{right:.1%}", f"{kept:.1%}")
    console.print(table)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one run."""
    parser = common_parser(
        "calibration", __doc__, "--cases", "--kinds", "--fold", "--limit", "--held-out", "--no-record"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the reliability diagram")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge, print, draw, and write the dated record."""
    options = parse(arguments)
    console = Console(width=120)
    repairer = Repairer.load("en", folder=dictionaries(held_out=options.held_out), user_words=False)
    judgements: list[Judgement] = []
    for path in case_files(options.cases, options.kinds):
        if path.stem in PHRASE_LISTS:
            continue
        limit = LIMITS.get(path.stem) if options.limit is None else options.limit
        for case in load_cases(path, fold=options.fold, limit=limit):
            judgements += judge(repairer, path.stem, case)
        console.print(f"{path.stem} done", style="dim")
    if not judgements:
        raise SystemExit(f"no case of {options.cases} has a reading to judge")
    confidence, harm = tabulate(judgements, _confidence), tabulate(judgements, _harm)
    show("confidence, against “the reading was right”", confidence, console)
    show("harm, against “the observed text was right”", harm, console)
    show_buckets(judgements, console)
    diagrams = {
        "confidence": equal_width(map(_confidence, judgements)),
        "harm": equal_width(map(_harm, judgements)),
    }
    for name, bins in diagrams.items():
        console.print(name, as_text(bins), sep="\n", highlight=False)
    if options.plot:
        options.plot.write_text(as_svg(diagrams), encoding="utf-8")
    if not options.no_record:
        settings = {"fold": options.fold, "limit": options.limit, "kinds": options.kinds}
        groups = {"confidence": confidence, "harm": harm}
        tables = {name: {group: asdict(f) for group, f in rows.items()} for name, rows in groups.items()}
        console.print("written to", record.write("calibration", settings=settings, figures=tables).name)


if __name__ == "__main__":
    main()
