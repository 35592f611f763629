"""Which spinner wrote a text: a mixture over spinners, each known by how often it uses which rule.

A spinner has habits: one swaps `you` for a foreign word, one for a set phrase, a third only for thesaurus mates.  The
share of each rule (`Candidate.rule`) among a spinner's swaps is counted in aligned text by
`dictionaries/build/train_ranking.py`; the spinner `general` stands for those never seen.  The swaps believed in so far
say which of them is at work, and that says how likely each further rule is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from repair.records import Candidate, Decision

if TYPE_CHECKING:
    from repair.resources import Resources

FILE, VERSION = "habits.tsv", 1
GENERAL = "general"
TELLING = 0.05
"""Probability from which a reading counts as a swap seen."""
FURTHEST = 3.0
"""Nats that habits may add to or take from a rule: a document can mix spinners, and counts are few."""
DIGITS = 4

Counts = Mapping[str, float]
Floats = npt.NDArray[np.float64]


class Habits:
    """The spinners known, the share of each rule in what they do, and how likely each is beforehand."""

    def __init__(self, prior: Mapping[str, float], shares: Mapping[str, Mapping[str, float]]) -> None:
        """Take the probability of each spinner, and for each the share of each rule (> 0; missing ones are rare)."""
        self.names = tuple(prior)
        self._log_prior = np.log([prior[name] for name in self.names])
        rules = sorted({rule for table in shares.values() for rule in table})
        rarest = min((share for table in shares.values() for share in table.values()), default=1.0)
        self._column = {rule: number for number, rule in enumerate(rules)}
        # One column more, for rules that no spinner was seen to use.
        self._log_shares = np.log([[shares[name].get(rule, rarest) for rule in (*rules, "")] for name in self.names])
        self._shares = np.exp(self._log_shares).T
        self._before = np.log(self._shares @ np.exp(self._log_prior))

    @classmethod
    def read(cls, resources: Resources) -> Habits:
        """Read `spinner rule share` rows, the rule `-` for the spinner itself; DictionaryError if damaged."""
        prior: dict[str, float] = {}
        shares: dict[str, dict[str, float]] = {}
        for line in resources.lines(FILE, VERSION):
            name, rule, share = line.split("\t")
            if rule == "-":
                prior[name] = float(share)
            else:
                shares.setdefault(name, {})[rule] = float(share)
        return cls(prior, {name: shares.get(name, {}) for name in prior})

    def weights(self, counts: Counts, without: Counts | None = None) -> Floats:
        """Return P(spinner | swaps counted by rule), in the order of `names`, some swaps left out."""
        log_weights = self._log_prior.copy()
        for sign, table in ((1, counts), (-1, without or {})):
            for rule, count in table.items():
                log_weights += sign * count * self._log_shares[:, self._column.get(rule, -1)]
        weights = np.exp(log_weights - log_weights.max())
        result: Floats = weights / weights.sum()
        return result

    def gains(self, counts: Counts, without: Counts | None = None) -> dict[str, float]:
        """Return for each rule how much likelier the swaps seen make it, in nats; "" stands for any other rule."""
        weights = self.weights(counts, without)
        after = np.log(self._shares @ weights)
        gains = (after - self._before).clip(-FURTHEST, FURTHEST).tolist()
        return {**{rule: gains[number] for rule, number in self._column.items()}, "": gains[-1]}

    def estimate(self, counts: Counts) -> dict[str, float]:
        """Return P(spinner | swaps) by name, for the profile."""
        return {
            name: round(float(weight), DIGITS) for name, weight in zip(self.names, self.weights(counts), strict=True)
        }


def swaps_of(decision: Decision) -> dict[str, float]:
    """Return the swaps that a decision believes in, by rule."""
    counts: dict[str, float] = {}
    for reading in decision.readings:
        c = reading.candidate
        if c is not None and c.kind == "spin" and reading.confidence >= TELLING:
            counts[c.rule] = counts.get(c.rule, 0.0) + reading.confidence
    return counts


def gain_of(gains: Mapping[str, float], candidate: Candidate) -> float:
    """Return the gain of a candidate's rule; 0 for what no spinner does."""
    return gains.get(candidate.rule, gains[""]) if candidate.kind == "spin" else 0.0


def shares_of(counts: Counts, pooled: Counts, smoothing: float) -> dict[str, float]:
    """Return the shares of rules in a spinner's swaps, smoothed towards those of all spinners (Dirichlet)."""
    total, all_total = sum(counts.values()), sum(pooled.values())
    return {
        rule: (counts.get(rule, 0.0) + smoothing * count / all_total) / (total + smoothing)
        for rule, count in pooled.items()
        if not math.isclose(count, 0.0)
    }
