"""The ranking: a log-linear model over the readings of each unit, "leave it" and "none of these" among them.

P(reading) is proportional to exp(weights · features); "leave it" has the score 0.  The weights are data, fitted by
`dictionaries/build/train_ranking.py` to maximise the pseudo-likelihood (Besag 1975) of the intended readings: each
unit given the draft of its neighbours.  Two stages: the first without document evidence, the second with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from repair.features import COLUMNS, OTHER_COLUMNS
from repair.records import KINDS, Candidate, Decision, Document, Reading
from repair.units import Matrix

if TYPE_CHECKING:
    from repair.resources import Resources

FILE, VERSION = "ranking.tsv", 1
LM_COLUMNS = ("ngram gain", "ngram loss", "ngram gain over 4")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of one stage: for each kind a row over COLUMNS, for each route a bias, and those of "none of these"."""

    kinds: Floats
    routes: dict[str, float]
    other: Floats
    lattice_weight: float

    def candidate_scores(self, matrix: Matrix, *, without_ngrams: bool = False) -> Floats:
        """Return the log-odds of each candidate against leaving its unit."""
        kind = np.array([KINDS.index(c.kind) for c in matrix.candidates], dtype=int)
        weights = self.kinds
        if without_ngrams:
            weights = weights.copy()
            weights[:, [COLUMNS.index(name) for name in LM_COLUMNS]] = 0
        scores: Floats = (matrix.rows * weights[kind]).sum(axis=1)
        scores += np.array([self.routes.get(route_of(c), 0.0) for c in matrix.candidates])
        return scores


def route_of(candidate: Candidate) -> str:
    """Return the name under which the ranking knows the rule that made a candidate."""
    return f"{candidate.channel}/{candidate.route}"


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
    document: Document, matrix: Matrix, weights: Weights, *, final: bool = False, explain: bool = False
) -> list[Decision]:
    """Return the decision of each unit.

    Where channels agree on a reading, their probabilities add up.  It carries the name of the likelier one, or when
    `final`, for the user, of the one that explains the garbling best.
    """
    scores = weights.candidate_scores(matrix)
    p, leave, _ = probabilities(scores, matrix.other @ weights.other, matrix.unit_of)
    decisions = []
    begins = np.searchsorted(matrix.unit_of, np.arange(len(matrix.units) + 1))
    for k, unit in enumerate(matrix.units):
        rows = range(begins[k], begins[k + 1])
        best: dict[tuple[int, int, str], Reading] = {}
        for row in sorted(rows, key=lambda row: -p[row]):
            c = matrix.candidates[row]
            key = (c.first, c.last, c.replacement)
            confidence = float(p[row]) + (best[key].confidence if key in best else 0.0)
            kept = best[key].candidate if key in best else None
            if kept is None or (final and c.log_channel > kept.log_channel):
                kept = c
            best[key] = Reading(kept, confidence, _terms(matrix.rows[row], weights, c) if explain else {})
        readings = sorted([*best.values(), Reading(None, float(leave[k]))], key=lambda reading: -reading.confidence)
        decisions.append(Decision(unit.first, unit.last, document.covered(unit.first, unit.last), tuple(readings)))
    return decisions


def doubtful(matrix: Matrix, weights: Weights, least: float) -> set[int]:
    """Return the tokens at which a candidate begins that competes where candidates have probability `least` or more."""
    scores = weights.candidate_scores(matrix)
    p, _, _ = probabilities(scores, matrix.other @ weights.other, matrix.unit_of)
    together = np.bincount(matrix.unit_of, weights=p, minlength=len(matrix.units))
    return {c.first for c, unit in zip(matrix.candidates, matrix.unit_of, strict=True) if together[unit] >= least}


def _terms(row: Any, weights: Weights, candidate: Candidate) -> dict[str, float]:
    products = row * weights.kinds[KINDS.index(candidate.kind)]
    terms = {name: float(value) for name, value in zip(COLUMNS, products, strict=True) if value}
    terms[f"route {route_of(candidate)}"] = weights.routes.get(route_of(candidate), 0.0)
    return terms


def strongest(candidates: Sequence[Candidate], scores: Floats, count: int) -> list[int]:
    """Return the row numbers of the `count` best candidates of each place where candidates begin."""
    order = np.argsort(-scores, kind="stable")
    seen: dict[int, int] = {}
    kept = []
    for row in order:
        first = candidates[row].first
        if seen.get(first, 0) < count:
            seen[first] = seen.get(first, 0) + 1
            kept.append(int(row))
    return sorted(kept)
