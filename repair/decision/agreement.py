"""One token, one verdict: an unknown word that stands in a text several times is read alike everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from repair.records import Decision, Document, Reading

LEAST = 0.01
"""Mean confidence of a reading that is kept."""


def agreed(document: Document, decisions: Sequence[Decision], known: Callable[[str], bool]) -> list[Decision]:
    """Return the decisions, those about the same unknown word in the same role with the same mean confidences.

    A word with a capital has two roles: it begins a sentence, or stands inside one.
    """
    places: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for number, decision in enumerate(decisions):
        text = document.texts[decision.first]
        if decision.last == decision.first + 1 and not known(text):
            places[text, text[0].isupper() and document.is_sentence_start(decision.first)].append(number)
    found = list(decisions)
    for numbers in places.values():
        if len(numbers) > 1:
            for number, mean in zip(numbers, _means([decisions[number] for number in numbers]), strict=True):
                found[number] = mean
    return found


def _means(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions about one word with the mean confidence of each reading, also where it was not proposed."""
    total: dict[str | None, float] = defaultdict(float)
    readings: dict[str | None, Reading] = {}
    for decision in decisions:
        for reading in decision.readings:
            key = _replacement(reading)
            total[key] += reading.confidence / len(decisions)
            readings.setdefault(key, reading)
    kept = sorted((key for key in total if key is None or total[key] >= LEAST), key=lambda key: -total[key])
    means = []
    for decision in decisions:
        own = {_replacement(reading): reading for reading in decision.readings}
        here = [replace(own.get(key, _moved(readings[key], decision)), confidence=total[key]) for key in kept]
        means.append(replace(decision, readings=tuple(here)))
    return means


def _replacement(reading: Reading) -> str | None:
    return None if reading.candidate is None else reading.candidate.replacement


def _moved(reading: Reading, decision: Decision) -> Reading:
    """Return a reading of the same word elsewhere, for the tokens of this decision."""
    if reading.candidate is None:
        return reading
    return Reading(replace(reading.candidate, first=decision.first, last=decision.last), reading.confidence)
