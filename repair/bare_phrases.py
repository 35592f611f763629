"""What a bare phrase can have been, without a context: a name, a single spun word, else a phrase of several words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from repair.channels.foreign import Channel as Foreign
from repair.channels.names import Channel as Names
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.phrases import Phrasebook
from repair.records import Trigger
from repair.text import tokens

KNOWN = 0.9
"""Share of the probability that the readings of a name or of a single word have together (judgement)."""
TRIED, LONGEST_NAME = 6, 4
"""Readings tried of each word of a name, and words of a name."""
ANY = Trigger.UNKNOWN | Trigger.NAME | Trigger.RARE | Trigger.UNEXPECTED


def bare_readings(resources: Resources, phrase: str, *, most: int) -> list[tuple[str, float]]:
    """Return what a phrase can have been with its probability, given that it is garbled, the likeliest first."""
    words = phrase.split()
    scored = {}
    if words and len(words) <= LONGEST_NAME and all(word[0].isupper() for word in words):
        scored = dict(_names(resources, phrase))
    if not scored and len(words) == 1:
        scored = dict(_of_word(resources, phrase))
    if scored:
        largest = max(scored.values())
        weights = {text: math.exp(score - largest) for text, score in scored.items()}
        total = sum(weights.values())
        found = [(text, KNOWN * weight / total) for text, weight in weights.items()]
        return sorted(found, key=lambda reading: (-reading[1], reading[0]))[:most]
    return list(resources.get(Phrasebook).readings(phrase, most=most)) if len(words) > 1 else []


def _names(resources: Resources, phrase: str) -> Iterator[tuple[str, float]]:
    """Yield known names that differ in some words, each with ln of how often it is written and garbled so."""
    document, gazetteer = tokens.read(phrase), resources.get(Gazetteer.read)
    channel = resources.get(Names)
    size = len(document)
    readings: list[list[tuple[int, str, float]]] = []
    for index in range(size):
        proposed = [c for c in channel.propose(document, index, ANY) if c.replacement[:1].isupper()]
        best = sorted(proposed, key=lambda c: -c.log_channel)[:TRIED]
        readings.append(
            [(index + 1, document.texts[index], 0.0), *((c.last, c.replacement, c.log_channel) for c in best)]
        )
    for combination in product(*readings):
        text, log_channel, position = [], 0.0, 0
        for index, (last, word, log) in enumerate(combination):
            if index == position:
                text.append(word)
                log_channel += log
                position = last
        name = " ".join(text)
        count = gazetteer.count(name) if len(text) > 1 else gazetteer.word_count(name)
        is_whole = combination[0][0] == size > 1  # the channel knows it as a name, whatever comes before it elsewhere
        if name != phrase and (count or is_whole):
            yield name, log_channel + math.log(max(1, count))


def _of_word(resources: Resources, word: str) -> Iterator[tuple[str, float]]:
    """Yield what a spinner can have made the word of, and what it means in another language, each with its score."""
    for inversion in resources.get(Spinner.read).inversions((word.lower(),)):
        yield inversion.written, inversion.score
    document = tokens.read(word)
    for candidate in resources.get(Foreign).propose(document, 0, ANY):
        yield candidate.replacement, candidate.log_channel
