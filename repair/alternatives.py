"""What words of a text can have been for which nothing was proposed: asked by one who knows that they are wrong."""

from __future__ import annotations

import numpy as np

from repair.flow import Engine
from repair.knowledge.reader.network import Guess
from repair.records import Suspect, Trigger
from repair.text.alignment import Alignment
from repair.text.casing import match_case

AROUND = 1500
"""Characters on either side of what is asked about by itself."""
PROPOSED, MOST_EXPECTED, MOST_SPELLED = 0.6, 9, 25
"""What proposals weigh beside what fits and what is spelled alike, and how many words of these count (judgement)."""


def alternatives(engine: Engine, text: str, start: int, end: int) -> list[tuple[str, float]]:
    """Return what code points [start, end) can have been with its probability, given that they are garbled.

    What the channels propose for just these words, weighed as always, and what the reader expects there unseen.
    """
    begin = max(0, start - AROUND)
    inspection = engine.inspect(text[begin : end + AROUND], everything=True)
    document, alignment = inspection.document, Alignment(inspection.document.decodings)
    spans = [alignment.original_span(*span) for span in zip(document.starts, document.ends, strict=True)]
    inside = [i for i, (first, last) in enumerate(spans) if first + begin < end and start < last + begin]
    if not inside:
        return []
    first, last = inside[0], inside[-1] + 1
    asked = [Suspect(i, ~Trigger.PLANNED, 0.0) for i in inside if i not in document.protected]
    candidates = [c for c in engine.propose(inspection, asked) if (c.first, c.last) == (first, last)]
    found: dict[str, float] = {}
    for decision in engine.ranker.decide(document, inspection.seen, candidates):
        readings = [reading for reading in decision.readings if reading.candidate is not None]
        total = sum(reading.confidence for reading in readings) or 1.0
        for reading in readings:
            assert reading.candidate is not None
            found[reading.candidate.replacement] = PROPOSED * reading.confidence / total
    if last == first + 1:
        observed, guess = document.texts[first], engine.reader.masked(document, first)
        expected = engine.reader.likeliest(guess, most=MOST_EXPECTED)
        spelled = _as_slip(engine, observed, guess)
        for word, share in (*expected, *spelled):
            cased = match_case(observed, word, word)
            found[cased] = found.get(cased, 0.0) + (1 - PROPOSED) / 2 * share
        found.pop(observed, None)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _as_slip(engine: Engine, observed: str, guess: Guess) -> list[tuple[str, float]]:
    """Return the words that a word may be a slip of, by the speller and by how well each fits unseen, with P."""
    spelled = [
        (word, p) for word, p in engine.speller.shares(observed, most=MOST_SPELLED) if engine.reader.number(word)
    ]
    numbers = [engine.reader.number(word) or 0 for word, _ in spelled]
    fits = np.exp(engine.reader.log_words([guess] * len(spelled), numbers)).tolist()
    weights = [p * fit for (_, p), fit in zip(spelled, fits, strict=True)]
    total = sum(weights) or 1.0
    return [(word, weight / total) for (word, _), weight in zip(spelled, weights, strict=True)]
