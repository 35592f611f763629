"""Mines the substitution pairs of spinners (`pairs.tsv`) from aligned spun text and the list of tortured phrases.

    python dictionaries/build/pairs.py --aligned FILE.jsonl … --tortured FILE.jsonl --out dictionaries/en

Aligned rows have `id`, `garbled` (or `text`), `clean` and `spinner`.  Only rows with an even CRC-32 of their source
are mined, so that the odd half stays a fair test; `--fold all` mines every row.  A pair must be seen twice or more, in
two different rows.  Pairs are counted for each spinner apart: the source of a row names the spinners that do it.
The tortured phrases are the Problematic Paper Screener's (Cabanac, Labbé, Magazinov), CC BY 4.0.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from container import write_text

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.cases import origin_of
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import Morphology
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.costs import read_log_operations
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.substitutions import RAW, VERSION, Substitutions, read_function_words
from repair.knowledge.thesaurus import Thesaurus
from repair.text import tokens

FEWEST = 2  # sightings, and rows, of a pair
LEAST_BESIDE = 0.1  # P of a word added or dropped beside one left alone: below, it is rather what an editor did
TORTURED_FOLD = "0/2"  # always: `benchmarks.tortured` measures on phrases that are not shipped
FEWEST_TORTURED = 5  # sightings of a pair of words inside tortured phrases
MOST_TORTURED_ALTERNATIVES = 4  # intended readings kept of a word or phrase
LONGEST_OBSERVED, LONGEST_INTENDED = 4, 3
# Costs of an alignment step, chosen by reading alignments: a gap must cost more than half a substitution.
GAP, UNKNOWN_PAIR, KNOWN_PAIR, LONGER = 0.8, 1.0, 0.35, 0.45
PASSES = 2
TORTURED_PROBABILITY = 0.01  # a spinner of news writes the tortured phrase for one in a hundred
Pair = tuple[str, str]
Row = tuple[str, str, float, str, int]  # observed, intended, probability, source, count


class Aligner:
    """Aligns garbled and clean tokens; steps that the thesaurus or earlier counts explain are cheap."""

    def __init__(self, spinner: Spinner) -> None:
        self._spinner = spinner
        self.counted: Counter[Pair] = Counter()

    def align(self, garbled: list[str], clean: list[str]) -> Iterator[Pair]:
        """Yield the pairs (observed phrase, intended phrase) that differ."""
        best: list[list[tuple[float, int, int]]] = [
            [(float("inf"), 0, 0)] * (len(clean) + 1) for _ in range(len(garbled) + 1)
        ]
        best[0][0] = (0.0, 0, 0)
        for i in range(len(garbled) + 1):
            for j in range(len(clean) + 1):
                here = best[i][j][0]
                for di, dj, cost in self._steps(garbled, clean, i, j):
                    if here + cost < best[i + di][j + dj][0]:
                        best[i + di][j + dj] = (here + cost, di, dj)
        i, j = len(garbled), len(clean)
        steps = []
        while i or j:
            _, di, dj = best[i][j]
            steps.append((" ".join(garbled[i - di : i]), " ".join(clean[j - dj : j])))
            i, j = i - di, j - dj
        steps.reverse()
        for observed, intended in steps:
            if observed and intended and observed != intended:
                yield observed, intended
        yield from beside(steps)

    def _steps(self, garbled: list[str], clean: list[str], i: int, j: int) -> Iterator[tuple[int, int, float]]:
        if i < len(garbled):
            yield 1, 0, GAP
        if j < len(clean):
            yield 0, 1, GAP
        if i == len(garbled) or j == len(clean):
            return
        if abs(i / len(garbled) - j / len(clean)) * max(len(garbled), len(clean)) > 25:
            return
        yield 1, 1, 0.0 if garbled[i] == clean[j] else self._pair(garbled[i], clean[j]) or UNKNOWN_PAIR
        for di in range(1, LONGEST_OBSERVED + 1):
            for dj in range(1, LONGEST_INTENDED + 1):
                if di + dj > 2 and i + di <= len(garbled) and j + dj <= len(clean):
                    cost = self._pair(" ".join(garbled[i : i + di]), " ".join(clean[j : j + dj]))
                    if cost:
                        yield di, dj, cost + LONGER * (di + dj - 2) / 2
                    elif min(di, dj) == 1:
                        yield di, dj, UNKNOWN_PAIR + LONGER * (di + dj - 2)

    def _pair(self, observed: str, intended: str) -> float | None:
        if self.counted[observed, intended] >= FEWEST:
            return KNOWN_PAIR
        if intended in self._readings(observed):
            return KNOWN_PAIR
        return None

    def _readings(self, observed: str) -> frozenset[str]:
        return frozenset(" ".join(x.forms) for x in self._spinner.inversions(tuple(observed.split(" "))))


def beside(steps: list[Pair]) -> Iterator[Pair]:
    """Yield the words that were added or dropped beside a word left alone, together with it.

    `content material` for `content`, `come up` for `come`; runs of two and more are rather sentences put otherwise.
    """
    for place, (observed, intended) in enumerate(steps):
        near = [steps[k] if 0 <= k < len(steps) else ("", "") for k in (place - 1, place + 1)]
        if bool(observed) == bool(intended) or any(not all(step) for step in near):
            continue
        (left, left_intended), (right, right_intended) = near
        if left == left_intended:
            yield f"{left} {observed}".strip(), f"{left} {intended}".strip()
        if right == right_intended:
            yield f"{observed} {right}".strip(), f"{intended} {right}".strip()


def rows_of(paths: Iterable[Path], fold: str) -> list[dict[str, Any]]:
    """Read the rows that belong to the fold."""
    rows = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            remainders, _, modulus = fold.partition("/")
            if fold == "all" or zlib.crc32(origin_of(row).encode()) % int(modulus) in map(int, remainders.split("+")):
                rows.append(row)
    return rows


def tokens_of(text: str) -> list[str]:
    """Return lower-case tokens, digits kept."""
    return [match.group().lower() for match in tokens.TOKEN.finditer(text.replace("’", "'").replace("‘", "'"))]


def aligned_pairs(rows: list[dict[str, Any]], aligner: Aligner) -> Iterator[tuple[dict[str, Any], Pair]]:
    """Yield the pairs of every row, aligned a second time with what the first time has taught."""
    for last in range(PASSES):
        counted: Counter[Pair] = Counter()
        for row in rows:
            for pair in aligner.align(tokens_of(row.get("garbled") or row["text"]), tokens_of(row["clean"])):
                counted[pair] += 1
                if last == PASSES - 1:
                    yield row, pair
        aligner.counted = counted


def mine(rows: list[dict[str, Any]], spinner: Spinner) -> list[Row]:
    """Return (observed, intended, probability, spinner, count) of the pairs seen often enough.

    Rare pairs are seen oftener than they deserve; each count is lessened by the absolute discount of Ney, Essen and
    Kneser (1994), estimated from how many pairs were seen once and twice.
    """
    counts: dict[str, Counter[Pair]] = defaultdict(Counter)
    seen: dict[Pair, set[str]] = defaultdict(set)
    intended_counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        clean = tokens_of(row["clean"])
        for length in range(1, LONGEST_INTENDED + 1):
            for start in range(len(clean) - length + 1):
                intended_counts[row["spinner"]][" ".join(clean[start : start + length])] += 1
    for row, pair in aligned_pairs(rows, Aligner(spinner)):
        counts[row["spinner"]][pair] += 1
        seen[pair].add(row["id"])
    found = []
    for name, counted in sorted(counts.items()):
        times = Counter(counted.values())
        discount = times[1] / (times[1] + 2 * times[2]) if times[2] else 0.5
        for (observed, intended), count in sorted(counted.items()):
            if sum(c[observed, intended] for c in counts.values()) < FEWEST or len(seen[observed, intended]) < FEWEST:
                continue
            probability = min((count - discount) / intended_counts[name][intended], 0.9)
            if is_wordlike(observed, intended) and (probability >= LEAST_BESIDE or not adds(observed, intended)):
                found.append((observed, intended, probability, name, count))
    return found


def adds(observed: str, intended: str) -> bool:
    """Tell whether one side has all words of the other, and more."""
    return set(observed.split()) != set(intended.split()) and (
        set(observed.split()) >= set(intended.split()) or set(observed.split()) <= set(intended.split())
    )


def by_spinners(rows: list[Row]) -> list[Row]:
    """Return one row for each pair, its source the letters of all spinners that do it.

    What was aligned goes before what was believed in texts without originals; the probability is the spinners' mean.
    """
    habits: dict[Pair, dict[str, Row]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row[3].startswith(RAW), reverse=True):
        for name in row[3].removeprefix(RAW):
            habits[row[0], row[1]][name] = row
    found = []
    for (observed, intended), by_name in sorted(habits.items()):
        raw = RAW if all(row[3].startswith(RAW) for row in by_name.values()) else ""
        probability = sum(row[2] for row in by_name.values()) / len(by_name)
        count = sum(row[4] for row in set(by_name.values()))
        found.append((observed, intended, probability, raw + "".join(sorted(by_name)), count))
    return found


def is_plain(key: str) -> bool:
    """Tell whether all tokens are words."""
    return all(token.isalpha() for token in key.split(" "))


def has_figure(key: str) -> bool:
    """Tell whether there are digits in it: figures are style, and the letters channel knows when they are not."""
    return any(character.isdigit() for character in key)


def is_wordlike(observed: str, intended: str) -> bool:
    """Tell whether both sides begin and end with a letter or digit."""
    return all(x[0].isalnum() and x[-1].isalnum() for x in (observed, intended)) and not (
        observed.isdigit() or has_figure(intended)
    )


def tortured(rows: list[dict[str, Any]]) -> list[Row]:
    """Return the multi-word tortured phrases, and the pairs of words that occur in many of them."""
    phrases: dict[str, list[str]] = defaultdict(list)
    words: Counter[Pair] = Counter()
    for row in rows:
        observed, intended = (" ".join(tokens_of(row[side])) for side in ("garbled", "clean"))
        if is_plain(observed) and is_plain(intended) and observed != intended:
            phrases[observed].append(intended)
            left, right = observed.split(), intended.split()
            if len(left) == len(right):
                words.update(pair for pair in zip(left, right, strict=True) if pair[0] != pair[1])
    found = [
        (observed, intended, TORTURED_PROBABILITY, "tortured", 0)
        for observed, several in sorted(phrases.items())
        for intended in dict.fromkeys(several[:MOST_TORTURED_ALTERNATIVES])
        if 2 <= len(observed.split()) <= LONGEST_OBSERVED
    ]
    totals: Counter[str] = Counter()
    for (_, intended), count in words.items():
        totals[intended] += count
    for (observed, intended), count in sorted(words.items()):
        if count >= FEWEST_TORTURED:
            found.append((observed, intended, 0.3 * count / totals[intended], "general", count))
    return found


def unlisted() -> Spinner:
    """Return a spinner that knows no mined pairs, only the thesaurus and the hand-kept words."""
    get = Resources().get
    tables = {"listed": Substitutions([]), "function": get(read_function_words)}
    return Spinner(get(Thesaurus.read), get(Morphology.read), get(Lexicon.read), tables, get(read_log_operations))


def main() -> None:
    """Mine, merge and write `pairs.tsv`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--aligned", type=Path, nargs="+", required=True)
    parser.add_argument("--tortured", type=Path, required=True)
    parser.add_argument(
        "--fold", default="0/2", help="rows whose CRC-32 leaves R divided by M (R/M, several as R+S/M), or all"
    )
    parser.add_argument("--raw", type=Path, help="rows of raw_pairs.py, added as they are")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = mine(rows_of(options.aligned, options.fold), unlisted())
    if options.raw:
        rows = (line.split("\t") for line in options.raw.read_text(encoding="utf-8").splitlines())
        found += [(o, i, float(p), name, int(n)) for o, i, p, name, n in rows if not has_figure(i)]
    found = by_spinners(found) + tortured(rows_of([options.tortured], TORTURED_FOLD))
    best: dict[Pair, Row] = {}
    for row in sorted(found, key=lambda row: row[2]):
        best[row[0], row[1]] = row
    lines = ["\t".join((o, i, f"{p:.4g}", name, str(n))) for o, i, p, name, n in sorted(best.values())]
    note = f"mined fold={options.fold} tortured-phrases=CC-BY-4.0 build=dictionaries/build/pairs.py"
    write_text(options.out / "pairs.tsv", VERSION, lines, note=note)


if __name__ == "__main__":
    main()
