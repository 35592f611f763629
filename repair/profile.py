"""The profile: how much of each kind of garble a document has, estimated from the ranking's own confidences (EM)."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from repair.habits import Habits, swaps_of
from repair.records import KINDS, Decision, Document, Kind, Part, Profile

PRIOR_GARBLED, PRIOR_WORDS = 0.05, 30.0
"""The estimate starts as if 30 words had been read with 0.05 of them garbled: one in 600."""
FAINT = 0.02
"""Probability of a kind at a place up to which it is no evidence."""
TELLING = 0.3
"""Probability from which a place tells anything: many faint doubts are what clean text has."""
DIGITS = 4
"""Decimals of what is told to the user; beyond them numbers depend on the order in which numpy adds."""
NEAR = 40
"""Tokens on either side that count as the neighbourhood of a suspect: spinning and OCR noise come in clusters."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Garble believed in so far: for each kind the places (token index) and the probability there, ascending.

    `swaps` counts what a spinner did by rule, `swaps_at` the same of each place.
    `prior` is the share of words garbled in the documents of the same site, where a plan tells it.
    """

    words: int
    places: dict[Kind, list[tuple[int, float]]]
    total: dict[Kind, float]
    swaps: dict[str, float]
    swaps_at: dict[int, dict[str, float]]
    prior: Mapping[Kind, float] = field(default_factory=dict)

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
        prior = max(PRIOR_GARBLED, PRIOR_WORDS * self.prior.get(kind, 0.0))
        document = (self.total[kind] - own + prior) / (self.words + PRIOR_WORDS)
        return math.log(document), math.log((near + prior) / (min(2 * NEAR, self.words) + PRIOR_WORDS))


def gather(decisions: Sequence[Decision], words: int, prior: Mapping[Kind, float]) -> Evidence:
    """Return the evidence that a round of ranking gives."""
    places: dict[Kind, list[tuple[int, float]]] = {kind: [] for kind in KINDS}
    swaps: dict[str, float] = {}
    swaps_at = {}
    for decision in decisions:
        found = swaps_of(decision)
        if found:
            swaps_at[decision.first] = found
            for rule, count in found.items():
                swaps[rule] = swaps.get(rule, 0.0) + count
        shares: dict[Kind, float] = {}
        for reading in decision.readings:
            if reading.candidate is not None:
                kind = reading.candidate.kind
                shares[kind] = shares.get(kind, 0.0) + reading.confidence
        for kind, share in shares.items():
            if share > FAINT:
                places[kind].append((decision.first, share))
    for kind in KINDS:
        places[kind].sort()
    return Evidence(words, places, {kind: sum(p for _, p in places[kind]) for kind in KINDS}, swaps, swaps_at, prior)


def nothing(words: int, prior: Mapping[Kind, float]) -> Evidence:
    """Return the evidence before anything has been looked at."""
    return Evidence(words, {kind: [] for kind in KINDS}, dict.fromkeys(KINDS, 0.0), {}, {}, prior)


def estimate(
    evidence: Evidence, document: Document, habits: Habits, *, foreign: float = 0.0, caution: str = ""
) -> Profile:
    """Return the profile: rate of each kind, how certain it is that the document has the kind at all, and where.

    `foreign` is the share of words in another language; `caution` says why nothing may be applied without asking.
    """
    rates = {kind: round(evidence.total[kind] / max(1, evidence.words), DIGITS) for kind in KINDS}
    certainty = {
        kind: round(1 - math.prod(1 - min(p, 0.999) for _, p in evidence.places[kind] if p >= TELLING), DIGITS)
        for kind in KINDS
    }
    spinners = habits.estimate(evidence.swaps) if certainty["spin"] >= TELLING else {}
    parts = parts_of(evidence, document)
    return Profile(evidence.words, rates, certainty, round(foreign, DIGITS), parts, spinners, caution)


def parts_of(evidence: Evidence, document: Document) -> tuple[Part, ...]:
    """Return the paragraphs that garble is believed in, with its rates there; offsets in `document.text`."""
    parts: list[Part] = []
    if not any(p >= TELLING for kind in KINDS for _, p in evidence.places[kind]):
        return ()
    for first, last in _paragraphs(document):
        rates = {}
        words = sum(text[0].isalnum() for text in document.texts[first:last])
        for kind in KINDS:
            places = evidence.places[kind]
            inside = places[bisect_left(places, (first, -1.0)) : bisect_left(places, (last, -1.0))]
            if any(p >= TELLING for _, p in inside):
                rates[kind] = round(sum(p for _, p in inside) / max(1, words), DIGITS)
        if rates:
            parts.append(Part(document.starts[first], document.ends[last - 1], words, rates))
    return tuple(parts)


def _paragraphs(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of stretches of sentences on one line, which is how scraped text has its paragraphs."""
    begin = 0
    for first, _ in document.sentences:
        if first > begin and "\n" in document.gap(first):
            yield begin, first
            begin = first
    if begin < len(document):
        yield begin, len(document)
