"""Turns decisions into edits with a verdict each: apply, review or leave."""

from __future__ import annotations

from collections.abc import Sequence

from repair.config import Config
from repair.records import Candidate, Decision, Document, Edit, Verdict

COMPANY, LONE = 0.5, 0.1
"""Other words believed spun, below which a spun word is a lone one; and what is left of the harm allowed then."""
DIGITS = 4
"""Decimals of a probability: numpy adds in another order on another number of threads, and that is no difference."""
READINGS = 5
"""Other readings shown with an edit."""


def give(document: Document, decisions: Sequence[Decision], config: Config) -> list[Edit]:
    """Return the edits (offsets in `document.text`) worth applying or asking about; they may overlap."""
    edits = []
    spun = [_spun(decision) for decision in decisions]
    all_spun = sum(spun)
    for decision, own in zip(decisions, spun, strict=True):
        leave = next(reading.confidence for reading in decision.readings if reading.candidate is None)
        best = next((reading for reading in decision.readings if reading.candidate is not None), None)
        if best is None or best.candidate is None:
            continue
        c = best.candidate
        is_lone = c.kind == "spin" and all_spun - own < COMPANY
        verdict = verdict_of(best.confidence, leave, config, is_lone=is_lone)
        if verdict == "leave":
            continue
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


def verdict_of(confidence: float, harm: float, config: Config, *, is_lone: bool = False) -> Verdict:
    """Return what to do with a reading of this confidence where the observed text was right with P = `harm`.

    Spinners never spin a single word: a lone one must be ten times surer to be changed without asking.
    """
    if confidence >= config.apply_at and harm <= config.harm_at * (LONE if is_lone else 1):
        return "apply"
    return "review" if confidence >= config.review_at else "leave"


def _same_span(one: Candidate, other: Candidate) -> bool:
    return one.first == other.first and one.last == other.last
