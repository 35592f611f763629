"""Turns decisions into edits with a verdict each: apply, review or leave."""

from __future__ import annotations

from collections.abc import Sequence

from repair.config import Config
from repair.records import Candidate, Decision, Document, Edit, Verdict

READINGS = 5
"""Other readings shown with an edit."""


def give(document: Document, decisions: Sequence[Decision], config: Config) -> list[Edit]:
    """Return the edits (offsets in `document.text`) worth applying or asking about; they may overlap."""
    edits = []
    for decision in decisions:
        leave = next(reading.confidence for reading in decision.readings if reading.candidate is None)
        best = next((reading for reading in decision.readings if reading.candidate is not None), None)
        if best is None or best.candidate is None:
            continue
        verdict = verdict_of(best.confidence, leave, config)
        if verdict == "leave":
            continue
        c = best.candidate
        others = tuple(
            (reading.candidate.replacement, reading.confidence)
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
                confidence=min(best.confidence, 1.0),
                verdict=verdict,
                evidence=c.evidence,
                harm=leave,
                channel=c.channel,
                readings=others[:READINGS],
            )
        )
    return edits


def verdict_of(confidence: float, harm: float, config: Config) -> Verdict:
    """Return what to do with a reading of this confidence where the observed text was right with P = `harm`."""
    if confidence >= config.apply_at and harm <= config.harm_at:
        return "apply"
    return "review" if confidence >= config.review_at else "leave"


def _same_span(one: Candidate, other: Candidate) -> bool:
    return one.first == other.first and one.last == other.last
