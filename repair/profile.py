"""The profile: how much of each kind of garble a document has, estimated from the ranking's own confidences (EM)."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from repair.records import KINDS, Decision, Kind, Profile

PRIOR_GARBLED, PRIOR_WORDS = 0.05, 30.0
"""The estimate starts as if 30 words had been read with 0.05 of them garbled: one in 600."""
TELLING = 0.3
"""Probability from which a place tells anything: many faint doubts are what clean text has."""
DIGITS = 4
"""Decimals of what is told to the user; beyond them numbers depend on the order in which numpy adds."""
NEAR = 40
"""Tokens on either side that count as the neighbourhood of a suspect: spinning and OCR noise come in clusters."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Garble believed in so far: for each kind the places (token index) and the probability there, ascending."""

    words: int
    places: dict[Kind, list[tuple[int, float]]]
    total: dict[Kind, float]

    def log_rates(self, kind: Kind, index: int) -> tuple[float, float]:
        """Return ln of the garbled share of the document and of the NEAR tokens on either side of `index`.

        The token itself is left out of both: a lone suspect is no evidence for itself.
        """
        places = self.places[kind]
        near = own = 0.0
        begin = bisect_left(places, (index - NEAR, -1.0))
        end = bisect_left(places, (index + NEAR + 1, -1.0))
        for place, p in places[begin:end]:
            if place == index:
                own += p
            else:
                near += p
        document = (self.total[kind] - own + PRIOR_GARBLED) / (self.words + PRIOR_WORDS)
        return math.log(document), math.log((near + PRIOR_GARBLED) / (min(2 * NEAR, self.words) + PRIOR_WORDS))


def gather(decisions: Sequence[Decision], words: int) -> Evidence:
    """Return the evidence that a round of ranking gives."""
    places: dict[Kind, list[tuple[int, float]]] = {kind: [] for kind in KINDS}
    for decision in decisions:
        shares: dict[Kind, float] = {}
        for reading in decision.readings:
            if reading.candidate is not None:
                kind = reading.candidate.kind
                shares[kind] = shares.get(kind, 0.0) + reading.confidence
        for kind, share in shares.items():
            if share > 0.02:
                places[kind].append((decision.first, share))
    for kind in KINDS:
        places[kind].sort()
    return Evidence(words, places, {kind: sum(p for _, p in places[kind]) for kind in KINDS})


def nothing(words: int) -> Evidence:
    """Return the evidence before anything has been looked at."""
    return Evidence(words, {kind: [] for kind in KINDS}, dict.fromkeys(KINDS, 0.0))


def estimate(evidence: Evidence) -> Profile:
    """Return the profile: rate of each kind, and how certain it is that the document has the kind at all."""
    rates = {kind: round(evidence.total[kind] / max(1, evidence.words), DIGITS) for kind in KINDS}
    certainty = {
        kind: round(1 - math.prod(1 - min(p, 0.999) for _, p in evidence.places[kind] if p >= TELLING), DIGITS)
        for kind in KINDS
    }
    return Profile(evidence.words, rates, certainty)
