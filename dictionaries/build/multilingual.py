"""Learns how readings weigh against a word in the languages beside English, and writes `mul/weights.tsv`.

    python -m benchmarks.language_texts --out TEXTS
    python -m dictionaries.build.multilingual --texts TEXTS --out dictionaries/mul

Good texts of each language (even blocks of the manuals; see `benchmarks.languages`) are damaged on purpose: slips,
marks lost, letters misread, spaces lost, in one word of thirty.  One logistic regression over all languages gives the
middle from which that of each language departs as far as its own texts tell.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import wordfreq
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.languages import COMMON, Change, Damage, changed, exchange, glued, slipped, texts
from dictionaries.build.container import write_text
from repair.multilingual.facts import LANGUAGES, Facts
from repair.multilingual.orthography import orthography
from repair.multilingual.ranking import CALIBRATED, FEATURES, FILE, PAIRS, PRODUCTS, VERSION, Features, together
from repair.multilingual.undoing.readings import Readings
from repair.multilingual.undoing.shapes import shapes_of
from repair.multilingual.undoing.slips import bare
from repair.multilingual.wordlist import cache
from repair.multilingual.wordlist.words import Words
from repair.text import tokens

WORDS = 60_000
"""Words of each language that are damaged."""
SHARES = {"slips": 0.55, "spaces": 0.2, "marks": 0.13, "shapes": 0.12}
"""How damage is shared out; who makes slips makes all kinds of them."""
RIDGE, RIDGE_PRODUCTS = 1.0, 2.0
"""Weight of the squares of the weights of features, and of their products."""
DEPARTURE = 8.0
"""The same of the distances of a language's weights from the middle."""


class Rows(NamedTuple):
    """Places that look odd: their features, and whether they were damaged."""

    features: NDArray[np.float64]
    is_damaged: NDArray[np.float64]


def damaged(text: str, facts: Facts, common: frozenset[str], rng: random.Random) -> tuple[str, list[Damage]]:
    """Return a text with all kinds of damage, and where."""
    made: list[Damage] = []
    for kind, share in SHARES.items():
        rate = CALIBRATED * share
        if kind == "slips":
            text, new = slipped(text, facts, rate * 2, rng)  # half of the words are long enough
        elif kind == "spaces":
            text, new = glued(text, common, facts, rng, rate=rate * 2)
        else:
            text, new = exchanged(text, facts, kind, rate, rng)
        made = [moved(old, new) for old in made] + new
    return text, made


def moved(damage: Damage, later: list[Damage]) -> Damage:
    """Return where a damage lies after later ones, given where those lie in the text that they made."""
    shift = 0
    for other in later:
        if other.start + shift >= damage.end:  # where it stood in the text before
            break
        shift += len(other.intended) - (other.end - other.start)
    return Damage(damage.start - shift, damage.end - shift, damage.intended)


def exchanged(text: str, facts: Facts, kind: str, rate: float, rng: random.Random) -> tuple[str, list[Damage]]:
    """Return a text with marks lost or letters misread in some words, and where."""
    shapes = shapes_of(facts)

    def exchanges() -> Iterator[Change]:
        for match in re.finditer(r"[^\W\d_]{3,}", text):
            word = match.group()
            if rng.random() >= rate * 3 or not word.islower():
                continue
            seen, meant = rng.choice(shapes)
            other = "".join(map(bare, word)) if kind == "marks" else word.replace(meant, seen, 1)
            if other != word:
                yield exchange(match, other)

    return changed(text, exchanges())


def rows_of(language: str, folder: Path) -> Rows:
    """Return the odd places of damaged texts of a language."""
    facts, rng = LANGUAGES[language], random.Random(f"{language} weights")
    words = cache.resources(language).get(Words.read)
    readings, features = Readings(words), Features(words)
    common = frozenset(wordfreq.top_n_list(facts.wordlist or language, COMMON))
    found: list[tuple[float, ...]] = []
    labels: list[bool] = []
    for text in texts(folder, language, words=WORDS, odd=False):
        garbled, made = damaged(text, facts, common, rng)
        spans = {(damage.start, damage.end) for damage in made}
        touched = [damage.start for damage in made]
        document = tokens.read(garbled, orthography=orthography(facts))
        for index, form in enumerate(document.forms):
            if index in document.protected:
                continue
            span = document.starts[index], document.ends[index]
            if span not in spans and any(span[0] <= start < span[1] for start in touched):
                continue  # damaged twice, or with an elision
            if best := readings.of_text(document.texts[index], form):
                found.append(features.of(document, index, best))
                labels.append(span in spans)
    return Rows(np.array(found), np.array(labels, float))


def fitted(
    columns: NDArray[np.float64],
    labels: NDArray[np.float64],
    middle: NDArray[np.float64],
    penalty: NDArray[np.float64],
    known: NDArray[np.float64] | float = 0.0,
) -> NDArray[np.float64]:
    """Return the weights of a logistic regression drawn towards a middle; `known` are log-odds that come on top."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = columns @ weights + known
        p = 1 / (1 + np.exp(-odds))
        distance = weights - middle
        value = np.logaddexp(0, odds).sum() - (labels * odds).sum() + (penalty * distance**2).sum()
        return value, columns.T @ (p - labels) + 2 * penalty * distance

    return minimize(loss, middle.copy(), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def main() -> None:
    """Damage, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = {}
    for language in LANGUAGES:
        rows[language] = rows_of(language, arguments.texts)
        print(
            language,
            len(rows[language].is_damaged),
            "odd places,",
            int(rows[language].is_damaged.sum()),
            "damaged",
            flush=True,
        )
    labels = np.concatenate([found.is_damaged for found in rows.values()])
    languages = [np.full(len(found.is_damaged), place) for place, found in enumerate(rows.values())]
    columns = [
        np.concatenate([found.features for found in rows.values()]),
        np.concatenate([together(found.features) for found in rows.values()]),
        np.eye(len(rows))[np.concatenate(languages)],
    ]
    size = len(FEATURES), len(PAIRS), len(rows)
    penalty = np.concatenate([np.full(n, p) for n, p in zip(size, (RIDGE, RIDGE_PRODUCTS, 0.1), strict=True)])
    penalty[0] = 0.1
    everything = fitted(np.concatenate(columns, axis=1), labels, np.zeros(sum(size)), penalty)
    middle, products, biases = np.split(everything, np.cumsum(size)[:-1])
    print("middle:", *(f"{name} {weight:.2f};" for name, weight in zip(FEATURES, middle, strict=True)))
    lines = ["language\t" + "\t".join(FEATURES)]
    for (language, found), bias in zip(rows.items(), biases, strict=True):
        start = middle + bias * (np.arange(len(FEATURES)) == 0)
        known = together(found.features) @ products
        weights = fitted(found.features, found.is_damaged, start, np.full(len(FEATURES), DEPARTURE), known)
        lines.append(language + "\t" + "\t".join(f"{weight:.3f}" for weight in weights))
    note = "licence=project build=dictionaries/build/multilingual.py"
    write_text(arguments.out / FILE, VERSION, lines, note=note)
    named = [f"{FEATURES[i]}\t{FEATURES[j]}\t{w:.3f}" for (i, j), w in zip(PAIRS, products, strict=True)]
    write_text(arguments.out / PRODUCTS, VERSION, [row for row in named if not row.endswith("\t0.000")], note=note)


if __name__ == "__main__":
    main()
