"""Learns the weighted confusions of OCR engines and of misspellers by counting aligned pairs of words.

    python dictionaries/build/confusions.py ocr         aligned-ocr.jsonl      dictionaries/en/confusions.tsv
    python dictionaries/build/confusions.py misspelling word-pairs.jsonl       dictionaries/en/misspellings.tsv --fold all

Input rows have `id`, `garbled` and `clean`.  Without `--fold`, only even rows are read, so that the odd half stays a
fair test.  What is written are counts of short character strings, never words or text.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import get_args

from container import write_text

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.cases import Fold, in_fold, origin_of
from repair.knowledge.confusions import (
    CASE,
    DELETE,
    END,
    INSERT,
    KEEP,
    LONGEST_STEP,
    START,
    SUBSTITUTE,
    SWAP,
    VERSION,
    Confusions,
)

MOST_GARBLED = 0.5  # pairs with more edits a character than this are bad alignments more often than garble
PUNCTUATION = ".,;:!?'\"()-–—‘’“”"
ALPHABET = 30  # how many characters an uncounted substitution or insertion could have written
UNPAIRED = 6.0  # edits; a word is left without a partner rather than paired at a higher price
DISCOUNT = 0.5  # taken off every count for what was never seen (absolute discounting)
PASSES = 3  # re-alignments with the counted table; the table changes little after the second
SETTINGS = {  # characters of context around a difference; fewest times seen; most pairs read
    "ocr": (0, 4, 15_000),
    "misspelling": (1, 3, 15_000),
}
# Shapes that every account of OCR names; old newspapers, torn and faded, show them less than clean print does.
KNOWN_SHAPES = (
    "rn/m cl/d li/h vv/w ii/n ii/u nn/m m/rn d/cl h/li w/vv u/ii n/ii 1/l 1/I l/1 I/1 l/I I/l !/l |/l |/I 0/O 0/o O/0 "
    "o/0 c/e e/c h/b b/h f/s ſ/s 5/S 8/B 6/b 9/g 2/Z fi/fl t/f f/t in/m ni/m iu/m rri/m tl/d ln/m lx/k ri/n tli/th"
)
KNOWN_COUNT = 6  # how many sightings each known shape is credited with
START_REST = {
    KEEP: math.log(0.9),
    SUBSTITUTE: math.log(0.001),
    INSERT: math.log(0.001),
    DELETE: math.log(0.01),
    SWAP: math.log(0.003),
    CASE: math.log(0.003),
}

Pair = tuple[str, str]


def rows_of(path: Path, fold: Fold) -> Iterator[Pair]:
    """Yield (garbled, clean) of the rows kept for training."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if in_fold(origin_of(row), fold):
                yield row["garbled"], row["clean"]


def aligned_words(garbled: str, clean: str) -> Iterator[Pair]:
    """Yield the differing words of two texts, side by side; an observed word may hold one space."""
    left, right = garbled.split(), clean.split()
    for tag, first, last, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "replace" or last - first > 12 or stop - start > 12:
            continue
        yield from _pair_up(left[first:last], right[start:stop])


def _pair_up(left: list[str], right: list[str]) -> Iterator[Pair]:
    """Pair the words of a block so that the sum of edits is least; one word may stand for two broken pieces."""
    best: dict[tuple[int, int], tuple[float, list[Pair]]] = {(0, 0): (0.0, [])}
    for row in range(len(left) + 1):
        for column in range(len(right) + 1):
            if (row, column) not in best:
                continue
            cost, chain = best[row, column]
            options: list[tuple[int, int, float, str | None]] = [
                (row + 1, column, UNPAIRED, None),
                (row, column + 1, UNPAIRED, None),
            ]
            if column < len(right):
                for pieces in (1, 2):
                    observed = " ".join(left[row : row + pieces])
                    if row + pieces <= len(left):
                        options.append((row + pieces, column + 1, edits(observed, right[column]), observed))
            for down, across, price, paired in options:
                there = (down, across)
                if there not in best or best[there][0] > cost + price:
                    pair = [] if paired is None else [(paired, right[column])]
                    best[there] = (cost + price, chain + pair)
    for observed, intended in best[len(left), len(right)][1]:
        if observed != intended and edits(observed, intended) <= MOST_GARBLED * len(intended):
            yield observed, intended


def edits(one: str, other: str) -> float:
    """Return the Levenshtein distance."""
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        after = [row]
        for column, right in enumerate(other, 1):
            after.append(min(before[column] + 1, after[-1] + 1, before[column - 1] + (left != right)))
        before = after
    return before[-1]


def letters_only(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs without the punctuation around the words; intended words that are not all letters are dropped."""
    for observed, intended in pairs:
        word = intended.strip(PUNCTUATION)
        tail = intended[len(intended.rstrip(PUNCTUATION)) :]
        written = observed.removesuffix(tail).strip(PUNCTUATION)
        if word.isalpha() and len(word) > 1 and written and written != word:
            yield written, word


def differences(observed: str, intended: str, context: int) -> Iterator[Pair]:
    """Yield the differing strings of a pair, alone and with up to `context` characters of both sides."""
    for tag, first, last, start, stop in SequenceMatcher(None, observed, intended, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for left in range(context + 1):
            for right in range(context + 1):
                if first - left < 0 or start - left < 0 or last + right > len(observed) or stop + right > len(intended):
                    continue
                step = observed[first - left : last + right], intended[start - left : stop + right]
                if max(map(len, step)) <= LONGEST_STEP and step not in ((START, START), (END, END)):
                    yield step


def substrings(pairs: Iterable[Pair]) -> Counter[str]:
    """Count the strings of up to `LONGEST_STEP` characters in the intended words, edges marked."""
    counts: Counter[str] = Counter()
    for _, intended in pairs:
        marked = START + intended + END
        for start in range(len(marked)):
            for length in range(LONGEST_STEP + 1):
                if start + length <= len(marked):
                    counts[marked[start : start + length]] += 1
    return counts


def first_table(
    pairs: list[Pair], context: int, least: int, occurrences: Counter[str], known: Counter[Pair]
) -> Confusions:
    """Return the table counted from plain alignments."""
    counts = Counter(known)
    for observed, intended in pairs:
        counts.update(differences(START + observed + END, START + intended + END, context))
    steps = {
        step: math.log((count - DISCOUNT) / occurrences[step[1]]) for step, count in counts.items() if count >= least
    }
    return Confusions(steps, START_REST)


def recount(table: Confusions, pairs: list[Pair]) -> tuple[Counter[Pair], Counter[str]]:
    """Align the pairs with the table; return how often each step and each kind of uncounted step was used."""
    counts: Counter[Pair] = Counter()
    rest: Counter[str] = Counter()
    for observed, intended in pairs:
        for step in table.explain(observed, intended):
            if step[0] == step[1]:
                rest[KEEP] += 1
            elif step in table.steps:
                counts[step] += 1
            else:
                rest[_name(step)] += 1
    return counts, rest


def _name(step: Pair) -> str:
    observed, intended = step
    if not observed:
        return DELETE
    if not intended:
        return INSERT
    if len(observed) == 2:
        return SWAP
    return CASE if observed.lower() == intended.lower() else SUBSTITUTE


def next_table(counts: Counter[Pair], rest: Counter[str], least: int, occurrences: Counter[str]) -> Confusions:
    """Return the table of the recounted steps."""
    characters = sum(rest.values()) + sum(len(step[1]) * count for step, count in counts.items())
    spread = {SUBSTITUTE: ALPHABET, INSERT: ALPHABET}
    rest_logs = {
        name: math.log((rest[name] + 1) / characters / spread.get(name, 1))
        for name in (KEEP, SUBSTITUTE, INSERT, DELETE, SWAP, CASE)
    }
    steps = {
        step: math.log((count - DISCOUNT) / occurrences[step[1]]) for step, count in counts.items() if count >= least
    }
    return Confusions(steps, rest_logs)


def learn(
    pairs: list[Pair], context: int, least: int, known: Counter[Pair]
) -> tuple[Confusions, Counter[Pair], Counter[str]]:
    """Count, align with the counts, and count again; `known` steps are credited with sightings beforehand."""
    occurrences = substrings(pairs)
    for (_, intended), count in known.items():
        occurrences[intended] += count
    table = first_table(pairs, context, least, occurrences, known)
    for _ in range(PASSES):
        counts, rest = recount(table, pairs)
        counts += known
        table = next_table(counts, rest, least, occurrences)
    return table, counts, rest


def write(path: Path, table: Confusions, counts: Counter[Pair], rest: Counter[str]) -> None:
    """Write the table with the header that `repair.knowledge.resources` checks."""
    rows = [f"\t{name}\t{rest[name]}\t{log_step:.3f}" for name, log_step in table.rest.items()]
    for step, log_step in sorted(table.steps.items(), key=lambda item: (-counts[item[0]], item[0])):
        rows.append(f"{step[0]}\t{step[1]}\t{counts[step]}\t{log_step:.3f}")
    write_text(path, VERSION, rows)


def main() -> None:
    """Read the pairs, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", choices=sorted(SETTINGS))
    parser.add_argument("pairs", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--fold", choices=get_args(Fold), default="even")
    options = parser.parse_args()
    context, least, most = SETTINGS[options.model]
    texts = rows_of(options.pairs, options.fold)
    if options.model == "ocr":
        pairs = list(letters_only(pair for text in texts for pair in aligned_words(*text)))
    else:
        pairs = [(garbled.lower(), clean.lower()) for garbled, clean in texts if garbled.lower() != clean.lower()]
    pairs = pairs[:: -(-len(pairs) // most)] if len(pairs) > most else pairs
    pairs = [pair for pair in pairs if not set("\t<>^$") & set("".join(pair))]
    shapes = [shape.split("/") for shape in KNOWN_SHAPES.split()] if options.model == "ocr" else []
    table, counts, rest = learn(pairs, context, least, Counter({(shape[0], shape[1]): KNOWN_COUNT for shape in shapes}))
    write(options.table, table, counts, rest)
    print(f"{len(pairs)} pairs, {len(table.steps)} steps")


if __name__ == "__main__":
    main()
