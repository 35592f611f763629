"""The profile: how much of each kind of garble a document has, and where, by the ranking's own confidences."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from repair.records import KINDS, Decision, Document, Kind, Part, Profile
from repair.text.tokens import count_words

FAINT = 0.02
"""Probability of a kind at a place up to which it is no evidence."""
TELLING = 0.3
"""Probability from which a place tells anything: many faint doubts are what clean text has."""
DIGITS = 4
"""Decimals of what is told to the user; beyond them numbers depend on the order in which numpy adds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Garble believed in: for each kind the places (token index) and the probability there, ascending."""

    words: int
    places: dict[Kind, list[tuple[int, float]]]


def gather(decisions: Sequence[Decision], words: int) -> Evidence:
    """Return the evidence that the ranking's decisions give."""
    places: dict[Kind, list[tuple[int, float]]] = {kind: [] for kind in KINDS}
    for decision in decisions:
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
    return Evidence(words, places)


def estimate(evidence: Evidence, document: Document, *, foreign: float = 0.0, caution: str = "") -> Profile:
    """Return the profile: rate of each kind, how certain it is that the document has the kind at all, and where.

    `foreign` is the share of words in another language; `caution` says why nothing may be applied without asking.
    """
    places = evidence.places
    rates = {kind: round(sum(p for _, p in places[kind]) / max(1, evidence.words), DIGITS) for kind in KINDS}
    certainty = {
        kind: round(1 - math.prod(1 - min(p, 0.999) for _, p in places[kind] if p >= TELLING), DIGITS) for kind in KINDS
    }
    return Profile(
        evidence.words, rates, certainty, round(foreign, DIGITS), parts_of(evidence, document), caution=caution
    )


def within(profile: Profile, start: int, end: int, *, words: int) -> Profile:
    """Return the profile of the code points [start, end) of a text that has this one, and so many words there."""
    touching = [part for part in profile.parts if part.start < end and start < part.end]
    parts = tuple(replace(p, start=max(p.start, start) - start, end=min(p.end, end) - start) for p in touching)
    return replace(profile, words=words, parts=parts)


def combined(profiles: Sequence[Profile], starts: Sequence[int]) -> Profile:
    """Return the profile of a text that was read in pieces, which begin at `starts`.

    It asks for caution where most of the text does; the edits of each piece go by the piece alone.
    """
    words = sum(profile.words for profile in profiles)
    caution = next((profile.caution for profile in profiles if profile.caution), "")

    def mean(values: Iterator[float]) -> float:
        weighted = sum(value * profile.words for value, profile in zip(values, profiles, strict=True))
        return round(weighted / max(1, words), DIGITS)

    return Profile(
        words,
        {kind: mean(profile.rates[kind] for profile in profiles) for kind in KINDS},
        {kind: round(1 - math.prod(1 - profile.certainty[kind] for profile in profiles), DIGITS) for kind in KINDS},
        mean(profile.foreign for profile in profiles),
        tuple(
            replace(part, start=part.start + start, end=part.end + start)
            for profile, start in zip(profiles, starts, strict=True)
            for part in profile.parts
        ),
        caution=caution if 2 * sum(profile.words for profile in profiles if profile.caution) > words else "",
    )


def nothing(text: str) -> Profile:
    """Return the profile of a text of which nothing was looked at, all of it left alone as another language."""
    words = count_words(text)
    zeros = dict.fromkeys(KINDS, 0.0)
    return Profile(words, zeros, dict(zeros), foreign=float(words > 0))


def together(profiles: Sequence[Profile]) -> Profile:
    """Return the profile of a text each of whose passages was looked at for one of these."""
    whole = combined(profiles, [0] * len(profiles))
    return replace(whole, parts=tuple(sorted(whole.parts, key=lambda part: (part.start, part.end))))


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
