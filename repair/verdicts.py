"""Turns decisions into edits with a verdict each: apply, review or leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from repair.config import Config
from repair.records import Candidate, Decision, Document, Edit, Verdict

COMPANY = ((1.5, 0.15), (3.0, 0.3))
"""Other words believed spun, and what is left below that of the harm allowed: spinners do not stop at three words.

A short text in good but unusual English (an infirmary, corridors scrubbed round the clock) can look like some of them.
"""
LIGHT, LIGHT_NEURAL = 0.1, 0.6
"""Share of words believed spun below which the neural tier may do but this part of the harm otherwise allowed.

Where nearly every word is right, its taste for common words does more harm: on six even articles with one word in
fifteen spun, harm 0.15 in place of 0.25 makes 122 of 171 swaps right in place of 124, and harms 4 other words, not 6.
"""
DIGITS = 4
"""Decimals of a probability: numpy adds in another order on another number of threads, and that is no difference."""
READINGS = 5
"""Other readings shown with an edit."""


def give(document: Document, decisions: Sequence[Decision], config: Config, *, caution: str = "") -> list[Edit]:
    """Return the edits (offsets in `document.text`) worth applying or asking about; they may overlap.

    Where there is reason for `caution`, nothing is applied without asking.
    """
    edits = []
    spun = [_spun(decision) for decision in decisions]
    all_spun = sum(spun)
    words = sum(text[0].isalnum() for text in document.texts) if config.neural else 0
    if config.neural and all_spun < LIGHT * words:
        config = replace(config, harm_at=LIGHT_NEURAL * config.harm_at)
    for decision, own in zip(decisions, spun, strict=True):
        leave = next(reading.confidence for reading in decision.readings if reading.candidate is None)
        best = next((reading for reading in decision.readings if reading.candidate is not None), None)
        if best is None or best.candidate is None:
            continue
        c = best.candidate
        others_spun = all_spun - own if c.kind == "spin" else None
        verdict = verdict_of(best.confidence, leave, config, others_spun=others_spun)
        if verdict == "leave":
            continue
        if caution:
            verdict = "review"
        others = tuple(
            (reading.candidate.replacement, round(reading.confidence, DIGITS))
            for reading in decision.readings
            if reading.candidate is not None and reading is not best and _same_span(reading.candidate, c)
        )
        edits.append(
            Edit(
                start=document.starts[c.first],
                end=document.ends[c.last - 1],
                original=document.covered(c.first, c.last),
                replacement=c.replacement,
                kind=c.kind,
                confidence=round(min(best.confidence, 1.0), DIGITS),
                verdict=verdict,
                evidence=c.evidence,
                harm=round(leave, DIGITS),
                channel=c.channel,
                readings=others[:READINGS],
            )
        )
    return edits


def _spun(decision: Decision) -> float:
    """Return the probability that the place was spun, zero where it is likelier that it was not."""
    share = sum(r.confidence for r in decision.readings if r.candidate is not None and r.candidate.kind == "spin")
    return share if share >= 0.5 else 0.0


def verdict_of(confidence: float, harm: float, config: Config, *, others_spun: float | None = None) -> Verdict:
    """Return what to do with a reading of this confidence where the observed text was right with P = `harm`.

    For a spun word `others_spun` is the number of other words believed spun: where they are few, it must be surer.
    """
    allowed = config.harm_at
    if others_spun is not None:
        allowed *= next((share for few, share in COMPANY if others_spun < few), 1.0)
    if confidence >= config.apply_at and harm <= allowed:
        return "apply"
    return "review" if confidence >= config.review_at else "leave"


def _same_span(one: Candidate, other: Candidate) -> bool:
    return one.first == other.first and one.last == other.last
