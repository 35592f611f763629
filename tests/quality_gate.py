"""The quality gate: figures over the project's own cases, and the floors that they may not fall below.

`python -m tests.quality_gate` prints the figures; with `--raise` it lifts the floors that have become too low and
marks the hand-made cases that still fail.  A floor is never lowered by it: whoever lowers one edits
`cases/floors.json` by hand and says why in the change log.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import repair
from benchmarks.cases import Case, load_cases, read_case
from benchmarks.metrics import WordCounts, add, count_words
from tests.corruptor import CORRUPTORS, corrupt

FOLDER = Path(__file__).parent / "cases"
FLOORS = FOLDER / "floors.json"
COMPLAINTS = FOLDER / "complaints.jsonl"
REPORTS = FOLDER / "reports.jsonl"
KINDS = tuple(sorted(CORRUPTORS))

# Rule-made documents: several clean cases each, so that the document profile has something to go by.
CASES_A_DOCUMENT = 6
SEED = 20240229

# A floor must be raised when the figure has risen above it by more than this share of the errors.  It leaves room
# for another release of a dependency moving one case.
MARGIN = 0.03

Clean = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured group: share of the word errors removed, and right words lost, in 10,000."""

    repaired: float
    harmed: float


def hand_cases(kind: str) -> list[Case]:
    """Return the hand-made cases of a kind; FileNotFoundError where there is none."""
    return load_cases(FOLDER / f"{kind}.jsonl")


def clean_cases() -> list[Case]:
    """Return the good sentences that must stay as they are."""
    return load_cases(FOLDER / "clean.jsonl")


def complaints() -> list[Case]:
    """Return the good passages that were changed once; apart, so that a new one does not alter the articles below."""
    return load_cases(COMPLAINTS)


def report_cases() -> dict[str, list[Case]]:
    """Return short inputs as people paste them, garbled and good, by the kind of fault that they stand for."""
    kinds: dict[str, list[Case]] = {}
    for line in REPORTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kinds.setdefault(row["kind"], []).append(read_case(row))
    return kinds


def documents() -> list[str]:
    """Return the good sentences as articles of several paragraphs."""
    texts = [case.observed for case in clean_cases()]
    return ["\n\n".join(texts[at : at + CASES_A_DOCUMENT]) for at in range(0, len(texts), CASES_A_DOCUMENT)]


def rule_cases(kind: str) -> list[Case]:
    """Return the articles damaged by the corruptor in the manner of a kind."""
    cases = []
    for number, text in enumerate(documents()):
        damage = corrupt(text, kind=kind, seed=SEED + number)
        cases.append(Case(f"rule-{kind}-{number:03}", damage.garbled, (damage.clean,)))
    return cases


def measure(cases: list[Case], clean: Clean) -> Figure:
    """Return the figure of a group of cases."""
    total = WordCounts()
    for case in cases:
        total = add(total, count_words(case, clean(case.observed)))
    repaired = 1 - total.after / total.before if total.before else 1.0
    return Figure(round(repaired, 4), round(10_000 * total.harmed / total.words, 2))


def groups() -> dict[str, list[Case]]:
    """Return every group of the gate by name."""
    named = {"clean": clean_cases(), "clean.articles": [_as_clean(text) for text in documents()]}
    for kind in KINDS:
        named[f"hand.{kind}"] = hand_cases(kind)
        named[f"rule.{kind}"] = rule_cases(kind)
    return named | {f"report.{kind}": cases for kind, cases in report_cases().items()}


def _as_clean(text: str) -> Case:
    return Case(f"article-{text[:20]}", text, (text,))


def read_floors() -> dict[str, Figure]:
    """Return the floors: lowest share repaired and highest harm allowed, by group."""
    return {name: Figure(**row) for name, row in json.loads(FLOORS.read_text(encoding="utf-8")).items()}


def raise_floors(figures: dict[str, Figure]) -> None:
    """Write floors that are nowhere lower than before."""
    old = read_floors() if FLOORS.exists() else {}
    new = {}
    for name, figure in figures.items():
        floor = old.get(name, figure)
        new[name] = asdict(Figure(max(floor.repaired, figure.repaired), min(floor.harmed, figure.harmed)))
    FLOORS.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")


def mark_known_failures(clean: Clean) -> None:
    """Rewrite the hand-made cases so that exactly those that fail today are marked."""
    for kind in (*KINDS, "clean", "complaints", "reports"):
        path = FOLDER / f"{kind}.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            if clean(row.get("garbled", row["clean"])) == row["clean"]:
                row.pop("known_failure", None)
            else:
                row.setdefault("known_failure", "not mended in full" if "garbled" in row else "false alarm")
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Print the figures; with `--raise`, lift floors and mark known failures."""
    repairer = repair.Repairer.load("en")
    figures = {name: measure(cases, repairer.clean) for name, cases in groups().items()}
    for name, figure in figures.items():
        print(f"{name:16} repaired {figure.repaired:7.1%}   harmed {figure.harmed:6.1f} in 10,000 words")
    if "--raise" in arguments:
        raise_floors(figures)
        mark_known_failures(repairer.clean)


if __name__ == "__main__":
    main(sys.argv[1:])
