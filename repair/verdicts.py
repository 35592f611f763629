"""Turns decisions into edits with a verdict each: apply, review or leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from repair.config import Config
from repair.records import Candidate, Decision, Document, Edit, Kind, Verdict

COMPANY = ((1.5, 0.15), (3.0, 0.3))
"""Other words believed spun, and what is left below that of the harm allowed: spinners do not stop at three words.

A short text in good but unusual English (an infirmary, corridors scrubbed round the clock) can look like some of them.
"""
ALONE = ((1.0, 0.3),)
"""The same for words misread by OCR: a scan seldom has one only, and a strange word in good text is a strange word."""
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
    spun = [_share(decision, "spin") for decision in decisions]
    misread = [_share(decision, "ocr") for decision in decisions]
    all_spun, all_misread = sum(spun), sum(misread)
    words = sum(text[0].isalnum() for text in document.texts) if config.neural else 0
    if config.neural and all_spun < LIGHT * words:
        config = replace(config, harm_at=LIGHT_NEURAL * config.harm_at)
    for decision, own_spun, own_misread in zip(decisions, spun, misread, strict=True):
        leave = next(reading.confidence for reading in decision.readings if reading.candidate is None)
        best = next((reading for reading in decision.readings if reading.candidate is not None), None)
        if best is None or best.candidate is None:
            continue
        c = best.candidate
        allowed = config.harm_at
        if c.kind == "spin":
            allowed *= _part_of(COMPANY, all_spun - own_spun)
        elif c.kind == "ocr":
            allowed *= _part_of(ALONE, all_misread - own_misread)
        verdict = verdict_of(best.confidence, leave, config, allowed=allowed)
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


def _share(decision: Decision, kind: Kind) -> float:
    """Return the probability that the place was garbled this way, zero where it is likelier that it was not."""
    share = sum(r.confidence for r in decision.readings if r.candidate is not None and r.candidate.kind == kind)
    return share if share >= 0.5 else 0.0


def _part_of(company: tuple[tuple[float, float], ...], others: float) -> float:
    """Return the part of the allowed harm where so many other words are believed to be of the kind."""
    return next((share for few, share in company if others < few), 1.0)


def verdict_of(confidence: float, harm: float, config: Config, *, allowed: float | None = None) -> Verdict:
    """Return what to do with a reading of this confidence where the observed text was right with P = `harm`.

    `allowed` is the highest harm at which it is applied, that of `config` if not given.
    """
    allowed = config.harm_at if allowed is None else allowed
    if confidence >= config.apply_at and harm <= allowed:
        return "apply"
    return "review" if confidence >= config.review_at else "leave"


def _same_span(one: Candidate, other: Candidate) -> bool:
    return one.first == other.first and one.last == other.last
