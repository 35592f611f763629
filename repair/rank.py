"""The ranking: a log-linear model over the readings of each unit, "leave it" and "none of these" among them.

P(reading) is proportional to exp(weights · features); "leave it" has the score 0.  The weights are data, fitted by
`dictionaries/build/train_ranking.py` to maximise the pseudo-likelihood (Besag 1975) of the intended readings: each
unit given the draft of its neighbours.  Three stages: n-grams alone, the two-sided model too, document evidence too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from repair.facts import Floats, Ints
from repair.features import COLUMNS, OTHER_COLUMNS
from repair.records import KINDS, Candidate, Decision, Document, Reading
from repair.units import Matrix

if TYPE_CHECKING:
    from repair.resources import Resources

FILE, VERSION = "ranking.tsv", 1
LM_COLUMNS = ("ngram gain", "ngram loss", "ngram gain over 4")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of one stage: for each kind a row over COLUMNS, for each route a bias, and those of "none of these"."""

    kinds: Floats
    routes: dict[str, float]
    other: Floats
    lattice_weight: float

    def candidate_scores(self, matrix: Matrix, *, without_ngrams: bool = False) -> Floats:
        """Return the log-odds of each candidate against leaving its unit."""
        weights = self.kinds
        if without_ngrams:
            weights = weights.copy()
            weights[:, [COLUMNS.index(name) for name in LM_COLUMNS]] = 0
        biases = np.array([self.routes.get(route, 0.0) for route in matrix.route_names])
        scores: Floats = np.einsum("ij,ij->i", matrix.rows, weights[matrix.kinds])
        scores += biases[matrix.routes]
        return scores


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores that a later step gives instead of the weights': of each candidate, and of "none of these" in each unit.

    `terms[row]` adds up to the score of that candidate, where it was asked for; otherwise `terms` is empty.
    """

    scores: Floats
    other: Floats
    terms: tuple[dict[str, float], ...] = ()


def load_stages(resources: Resources) -> tuple[Weights, ...]:
    """Return the weights of the stages, in order; DictionaryError if the file is damaged."""
    rows = [line.split("\t") for line in resources.lines(FILE, VERSION) if line and not line.startswith("#")]
    stages = []
    for number in sorted({row[0] for row in rows}):
        kinds, other = np.zeros((len(KINDS), len(COLUMNS))), np.zeros(len(OTHER_COLUMNS))
        routes, lattice_weight = {}, 1.0
        for stage, group, name, value in rows:
            if stage != number:
                continue
            if group == "route":
                routes[name] = float(value)
            elif group == "other":
                other[OTHER_COLUMNS.index(name)] = float(value)
            elif group == "lattice":
                lattice_weight = float(value)
            else:
                kinds[KINDS.index(group), COLUMNS.index(name)] = float(value)
        stages.append(Weights(kinds, routes, other, lattice_weight))
    return tuple(stages)


def probabilities(scores: Floats, other: Floats, unit_of: Any) -> tuple[Floats, Floats, Floats]:
    """Return P of each candidate, and for each unit P(leave) and P(none of these)."""
    units = len(other)
    top = np.maximum(other, 0.0)
    np.maximum.at(top, unit_of, scores)
    weight = np.exp(scores - top[unit_of])
    leave, none = np.exp(-top), np.exp(other - top)
    total = leave + none + np.bincount(unit_of, weights=weight, minlength=units)
    return weight / total[unit_of], leave / total, none / total


def decide(
    document: Document,
    matrix: Matrix,
    weights: Weights,
    *,
    final: bool = False,
    explain: bool = False,
    scored: Scored | None = None,
    least: float = 0.0,
) -> list[Decision]:
    """Return the decision of each unit in which candidates have the probability `least` or more together.

    The weights decide, or what a later step has `scored`.

    Where channels agree on a reading, their probabilities add up.  It carries the name of the likelier one, or when
    `final`, for the user, of the one that explains the garbling best.
    """
    scored = scored or Scored(weights.candidate_scores(matrix), matrix.other @ weights.other)
    p, leave, _ = probabilities(scored.scores, scored.other, matrix.unit_of)
    terms = scored.terms
    if explain and not terms:
        terms = tuple(map(terms_of, matrix.rows, repeat(weights), matrix.candidates))
    together = np.bincount(matrix.unit_of, weights=p, minlength=len(matrix.units))
    likeliest_first = np.lexsort((-p, matrix.unit_of)).tolist()
    begins = np.searchsorted(matrix.unit_of, np.arange(len(matrix.units) + 1)).tolist()
    confidences, confidence_left = p.tolist(), leave.tolist()
    decisions = []
    for k in np.flatnonzero(together >= least).tolist():
        unit = matrix.units[k]
        found: dict[tuple[int, int, str], tuple[Candidate, float, int]] = {}
        for row in likeliest_first[begins[k] : begins[k + 1]]:
            c, confidence = matrix.candidates[row], confidences[row]
            key = (c.first, c.last, c.replacement)
            if key in found:
                kept, more, kept_row = found[key]
                confidence += more
                if not (final and c.log_channel > kept.log_channel):
                    c, row = kept, kept_row
            found[key] = (c, confidence, row)
        readings = [Reading(c, confidence, terms[row] if explain else {}) for c, confidence, row in found.values()]
        readings.append(Reading(None, confidence_left[k]))
        readings.sort(key=lambda reading: -reading.confidence)
        decisions.append(Decision(unit.first, unit.last, document.covered(unit.first, unit.last), tuple(readings)))
    return decisions


def garbled(matrix: Matrix, weights: Weights, scores: Floats) -> Floats:
    """Return for each unit the probability that one of its candidates is right, given their scores."""
    p, _, _ = probabilities(scores, matrix.other @ weights.other, matrix.unit_of)
    together = np.zeros(len(matrix.units))
    np.add.at(together, matrix.unit_of, p)
    return together


def terms_of(row: Any, weights: Weights, candidate: Candidate) -> dict[str, float]:
    """Return what each feature adds to the score of a candidate, by name."""
    products = row * weights.kinds[KINDS.index(candidate.kind)]
    terms = {name: float(value) for name, value in zip(COLUMNS, products, strict=True) if value}
    terms[f"route {candidate.rule}"] = weights.routes.get(candidate.rule, 0.0)
    return terms


def strongest(matrix: Matrix, scores: Floats, count: int) -> Ints:
    """Return the row numbers of the `count` best candidates of each place where candidates begin, ascending."""
    firsts = np.array([c.first for c in matrix.candidates], dtype=np.int64)
    order = np.lexsort((-scores, firsts))
    begins = np.searchsorted(firsts[order], firsts[order])
    kept: Ints = np.sort(order[np.arange(len(order)) - begins < count])
    return kept
