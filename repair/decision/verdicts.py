"""Turns decisions into edits with a verdict each: apply, review or leave."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import inf, sqrt
from types import MappingProxyType

from repair.config import Config
from repair.records import ASKED, NO_DOUBT, Candidate, Decision, Document, Doubt, Edit, Kind, Reading, Verdict

COMPANY = ((1.5, 0.2), (2.5, 0.4), (inf, 1.4))
"""Other words nearby believed spun, and what becomes below that of the harm allowed: spinners go on.

A short text in good but unusual English (an infirmary, corridors scrubbed round the clock) can look like some of them.
"""
MISREAD_ALONE, MISREAD_COMPANY = Doubt(0.1, "no other word nearby looks misread"), 0.5
"""What is left for a word taken for a misread one, and other words nearby believed so from which that is no matter."""
CARELESS, CLOSE, CARELESS_CLOSE = 4.0, 12, 1.5
"""Other words nearby believed misspelled or misread, from which doubts count half (their square root); tokens that are
close, and such words among them from which they do."""
PHRASE = 0.2
"""The same of a phrase with few words spun nearby: many a good one has a shorter mate (`in the event that`)."""
NEARBY = 150
"""Tokens on either side that count as nearby, in a text of any length."""
DIGITS = 4
"""Decimals of a probability: numpy adds in another order on another number of threads, and that is no difference."""
TELLING = 0.1
"""How well a reading must fit, from which it is worth a word."""
_COMPANY: tuple[Kind, ...] = ("spin", "ocr", "spelling")
READINGS = 5
"""Other readings shown with an edit."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is done about a decision, and what that hung on.

    `reading` is the likeliest one that changes something; `harm` the probability that the text was right as it stood,
    `allowed` the highest one at which the reading would be applied, after what the `doubt` leaves of it; `held` tells
    that only the doubt keeps it from being applied.
    """

    decision: Decision
    reading: Reading
    candidate: Candidate
    harm: float
    allowed: float
    doubt: Doubt
    verdict: Verdict
    held: bool


def judge(
    decisions: Sequence[Decision],
    config: Config,
    *,
    cautious: Collection[int] = (),
    doubts: Mapping[int, Doubt] = MappingProxyType({}),
) -> Iterator[Judgement]:
    """Yield what is done about each decision that has a reading.

    About the `cautious` tokens nothing is applied without asking; `doubts` are what is left of the harm allowed at some
    decisions, by their first tokens.
    """
    believed = [[_believed(decision, kind) for decision in decisions] for kind in _COMPANY]
    near, close = (_company(decisions, believed, reach) for reach in (NEARBY, CLOSE))
    for decision, beside, (_, *closest) in zip(decisions, near, close, strict=True):
        harm = next(reading.confidence for reading in decision.readings if reading.candidate is None)
        best = next((reading for reading in decision.readings if reading.candidate is not None), None)
        if best is None or best.candidate is None:
            continue
        share, doubt = _allowed(best.candidate, doubts.get(decision.first, NO_DOUBT), beside, sum(closest))
        allowed = config.harm_at * share
        verdict = verdict_of(best.confidence, harm, config, allowed=allowed * doubt.share)
        if decision.first in cautious and verdict == "apply":
            verdict = "review"
        held = verdict == "review" and "apply" == verdict_of(best.confidence, harm, config, allowed=allowed)
        yield Judgement(
            decision, best, best.candidate, harm, allowed * doubt.share, doubt, verdict, held and bool(doubt.why)
        )


def give(document: Document, judgements: Iterable[Judgement]) -> list[Edit]:
    """Return the edits (offsets in `document.text`) worth applying or asking about; they may overlap.

    Where a doubt makes the difference, the evidence says why.
    """
    edits = []
    for judged in judgements:
        if judged.verdict != "leave":
            c = judged.candidate
            observed = document.covered(c.first, c.last)
            evidence = _evidence(judged.reading, c, observed)
            edits.append(
                Edit(
                    start=document.starts[c.first],
                    end=document.ends[c.last - 1],
                    original=observed,
                    replacement=c.replacement,
                    kind=c.kind,
                    confidence=round(min(judged.reading.confidence, 1.0), DIGITS),
                    verdict=judged.verdict,
                    evidence=evidence + (f"{ASKED}{judged.doubt.why}" if judged.held else ""),
                    harm=round(judged.harm, DIGITS),
                    channel=c.channel,
                    readings=_others(judged.decision, judged.reading, c)[:READINGS],
                )
            )
    return _alike(edits)


def _alike(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits, each as doubtful as the most doubtful one of the same change with the same two numbers.

    These are occurrences of one unknown word, of which some stand in better company than others.
    """
    asked = {_change(edit): edit.evidence.partition(ASKED)[2] for edit in edits if ASKED in edit.evidence}
    return [
        replace(edit, verdict="review", evidence=f"{edit.evidence}{ASKED}{asked[_change(edit)]}")
        if edit.verdict == "apply" and _change(edit) in asked
        else edit
        for edit in edits
    ]


def _change(edit: Edit) -> tuple[str, str, float, float]:
    return edit.original, edit.replacement, edit.confidence, edit.harm


def _allowed(candidate: Candidate, doubt: Doubt, beside: Sequence[float], close: float) -> tuple[float, Doubt]:
    """Return the share of the harm allowed by the company of a reading, and what is left of the doubt in it.

    `beside` are the words nearby believed of each of the kinds of _COMPANY, `close` the misread and misspelled ones
    that are close.
    """
    spun, misread, misspelled = beside
    if candidate.kind == "spin":
        # A scan of an old newspaper has words that nobody writes any more, and spinners do not misread.
        share = next(share for few, share in COMPANY if (spun if spun >= misread else 0) < few)
        if share >= 1:
            return share, NO_DOUBT
        return (share * PHRASE if candidate.last - candidate.first > 1 else share), doubt
    if misspelled + misread >= CARELESS or close >= CARELESS_CLOSE:
        return 1.0, doubt._replace(share=sqrt(doubt.share))
    if candidate.channel == "ocr" and misread < MISREAD_COMPANY:
        return 1.0, min(doubt, MISREAD_ALONE)
    return 1.0, doubt


def _others(decision: Decision, best: Reading, candidate: Candidate) -> tuple[tuple[str, float], ...]:
    """Return the other readings of the same span with their confidences, the likeliest first."""
    return tuple(
        (reading.candidate.replacement, round(reading.confidence, DIGITS))
        for reading in decision.readings
        if reading.candidate is not None and reading is not best and _same_span(reading.candidate, candidate)
    )


def _evidence(reading: Reading, candidate: Candidate, observed: str) -> str:
    """Return what the channel says of a reading, and what the reader sees."""
    if reading.fit is None or reading.fit < TELLING or candidate.kind == "spacing":
        return candidate.evidence
    seen = f"in this sentence “{candidate.replacement}” fits where “{observed}” stands: {reading.fit:.1%}"
    return (
        seen.replace("%", " %") if candidate.channel == "reader" else f"{candidate.evidence}; {seen}".replace("%", " %")
    )


def _company(
    decisions: Sequence[Decision], believed: Sequence[Sequence[float]], reach: int
) -> Iterator[tuple[float, ...]]:
    """Yield for each decision how many other words within `reach` are believed of each of the kinds of _COMPANY."""
    firsts = [decision.first for decision in decisions]
    totals = [[0.0, *accumulate(column)] for column in believed]
    for number, decision in enumerate(decisions):
        begin, end = bisect_left(firsts, decision.first - reach), bisect_left(firsts, decision.last + reach)
        yield tuple(total[end] - total[begin] - column[number] for total, column in zip(totals, believed, strict=True))


def _believed(decision: Decision, kind: Kind) -> float:
    """Return the probability that the place has this kind of garble, zero where it is likelier that it has not."""
    share = sum(r.confidence for r in decision.readings if r.candidate is not None and r.candidate.kind == kind)
    return share if share >= 0.5 else 0.0


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
