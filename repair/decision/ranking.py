"""The ranker: one score for each reading, and what follows where readings overlap.

A score is the log-odds of a reading against leaving its tokens, as far as they alone go; `marginals` lets readings
that overlap compete.  The weights are data (`ranker.tsv`), fitted by `dictionaries/build/fit_ranker.py` on clean text
damaged by many made-up spinners, typists and scanners.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from repair.decision.feature_table import NAMES, OTHER_FEATURES
from repair.decision.features import Extractor, Floats
from repair.decision.marginals import Stretch, stretches
from repair.knowledge.reader.network import Detection
from repair.records import KINDS, Candidate, Decision, Document, Reading, TokenSpan

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

FILE, VERSION = "ranker.tsv", 1
MOST = 12
"""Readings of each token that compete, the best by score."""
LEAST_SCORE = -8.0
"""Score below which a reading cannot matter."""
LEAST_SHARE = 0.0005
"""Probability of a reading below which it is not told."""
LIKELIER_SLIP = 4.0
"""Nats by which a scanner must explain a word better than a typist to be believed (judgement)."""
FAINT = 0.02
"""Probability that any reading is right, below which a place is no decision."""
GROUPS = tuple(f"{kind}, {word} word" for kind in KINDS for word in ("known", "unknown"))
"""The weights of a reading go by its kind, and by whether any list has the observed word."""
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_UNKNOWN, _NO_OPINION, _NOT_DOUBTED, _FIRST_WORD, _LAST_WORD = map(
    NAMES.index, ("observed is unknown", "no opinion", "not doubted", "first word", "last word")
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights: of each group a bias and a row over FEATURES, of each rule a bias, and those of "none of these"."""

    bias: Floats
    groups: Floats
    rules: Mapping[str, float]
    other: Floats

    @classmethod
    def read(cls, resources: Resources) -> Weights:
        """Load `ranker.tsv`; DictionaryError if it is damaged."""
        bias, other = np.zeros(len(GROUPS)), np.zeros(len(OTHER_FEATURES))
        groups = np.zeros((len(GROUPS), len(NAMES)))
        rules = {}
        for line in resources.lines(FILE, VERSION):
            group, name, value = line.split("\t")
            if group == "rule":
                rules[name] = float(value)
            elif group == "none of these":
                other[OTHER_FEATURES.index(name)] = float(value)
            elif name == "bias":
                bias[GROUPS.index(group)] = float(value)
            else:
                groups[GROUPS.index(group), NAMES.index(name)] = float(value)
        return cls(bias, groups, rules, other)


class Ranker:
    """Scores candidates and decides between them; holds only shared read-only models."""

    def __init__(self, extractor: Extractor, weights: Weights) -> None:
        self.extractor = extractor
        self.weights = weights

    def decide(
        self, document: Document, seen: Detection, candidates: Sequence[Candidate], *, explain: bool = False
    ) -> list[Decision]:
        """Return the decisions about all places where a candidate may be right; `explain` fills in the scores."""
        if not candidates:
            return []
        rows = self.extractor.features(document, seen, candidates)
        scores = self.scores(rows, candidates)
        kept = strongest(candidates, scores)
        others = self.extractor.other_features(
            document, seen, {i for k in kept for i in range(candidates[k].first, candidates[k].last)}
        )
        other = {token: float(row @ self.weights.other) for token, row in others.items()}
        readings = [
            Reading(candidates[k], 0.0, self.terms(rows[k], candidates[k]) if explain else {}, _fit(rows[k]))
            for k in kept
        ]
        return decisions_of(document, readings, [float(scores[k]) for k in kept], other)

    def scores(self, rows: Floats, candidates: Sequence[Candidate]) -> Floats:
        """Return the log-odds of each candidate against leaving its tokens."""
        groups = groups_of(rows, candidates)
        rule = self.weights.rules.get
        found: Floats = np.einsum("ij,ij->i", rows, self.weights.groups[groups]) + self.weights.bias[groups]
        found += [rule(c.rule, 0.0) for c in candidates]
        return found

    def terms(self, row: Floats, candidate: Candidate) -> dict[str, float]:
        """Return what each feature adds to the score of a candidate, by name."""
        number = groups_of(row[None], [candidate])[0]
        products = row * self.weights.groups[number]
        terms = {name: float(value) for name, value in zip(NAMES, products, strict=True) if value}
        terms["rule"] = float(self.weights.bias[number]) + self.weights.rules.get(candidate.rule, 0.0)
        return terms


def _fit(row: Floats) -> float | None:
    """Return how likely the reader finds the outer words of a reading."""
    if row[_NO_OPINION] or row[_NOT_DOUBTED]:
        return None
    return exp(min(row[_FIRST_WORD], row[_LAST_WORD]))


def groups_of(rows: Floats, candidates: Sequence[Candidate]) -> npt.NDArray[np.int64]:
    """Return the number of the group of each candidate."""
    kinds = np.array([KIND_NUMBERS[c.kind] for c in candidates], dtype=np.int64)
    return 2 * kinds + (rows[:, _UNKNOWN] > 0)


def strongest(candidates: Sequence[Candidate], scores: Floats) -> list[int]:
    """Return the numbers of the MOST best candidates of each token where some begin, ascending by that token."""
    firsts = np.array([c.first for c in candidates])
    order = np.lexsort((-scores, firsts))
    begins = np.searchsorted(firsts[order], firsts[order])
    rank = np.arange(len(order)) - begins
    return [int(k) for k, place in zip(order, rank, strict=True) if place < MOST and scores[k] > LEAST_SCORE]


def decisions_of(
    document: Document, readings: Sequence[Reading], scores: Sequence[float], other: Mapping[int, float]
) -> list[Decision]:
    """Return the decisions: of spans that overlap the one whose readings are likeliest together is decided.

    `readings` are without confidence yet, ascending by the first tokens of their candidates.
    """
    candidates = [reading.candidate for reading in readings if reading.candidate is not None]
    spans = [(c.first, c.last) for c in candidates]
    decisions: list[Decision] = []
    number = 0
    for stretch in stretches(spans, scores, other):
        found: dict[TokenSpan, dict[str, tuple[float, int]]] = {}
        while number < len(spans) and spans[number][0] < stretch.last:
            p = exp(stretch.log_share(spans[number], scores[number]))
            same = found.setdefault(spans[number], {})
            more, best = same.get(candidates[number].replacement, (0.0, number))
            # Where channels agree, their probabilities add up; the one that explains the garbling best gives the name.
            best = max(best, number, key=lambda k: _explains(candidates[k]))
            same[candidates[number].replacement] = (more + p, best)
            number += 1
        decisions += _apart(document, stretch, found, readings)
    return decisions


def _explains(candidate: Candidate) -> float:
    """Return how well a channel explains the garbling; a slip of the hand is likelier than one of a machine."""
    return candidate.log_channel + (LIKELIER_SLIP if candidate.kind == "spelling" else 0.0)


def _apart(
    document: Document,
    stretch: Stretch,
    found: Mapping[TokenSpan, Mapping[str, tuple[float, int]]],
    readings: Sequence[Reading],
) -> list[Decision]:
    """Return a decision for each of the likeliest spans of a stretch that do not overlap, ascending."""
    together = {span: sum(p for p, _ in here.values()) for span, here in found.items()}
    taken: set[int] = set()
    decisions = []
    for span in sorted(found, key=lambda span: (-together[span], span)):
        if together[span] < FAINT:
            break
        if taken.intersection(range(*span)):
            continue
        taken.update(range(*span))
        here = [replace(readings[k], confidence=p) for p, k in found[span].values() if p >= LEAST_SHARE]
        here.append(Reading(None, exp(stretch.log_share(span, 0.0))))
        here.sort(key=lambda reading: -reading.confidence)
        decisions.append(Decision(*span, document.covered(*span), tuple(here)))
    return sorted(decisions, key=lambda decision: decision.first)
