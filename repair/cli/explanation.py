"""What is thought of one place of a text, in a few lines that need no knowledge of how the program works."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from repair.cli.told import plural
from repair.config import Config
from repair.decision.candidates import SUSPICIOUS
from repair.decision.features import nearby
from repair.decision.verdicts import Judgement
from repair.flow import Analysis, Inspection
from repair.knowledge.reader.network import UNREAD
from repair.records import Decision, Edit, Trigger

SEVERAL = 3
"""Other readings that are named."""
LEAST = 0.0005
"""Probability of a reading from which it is worth a word."""

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a word stands: tokens [first, last), what was decided about them, the edit made of it."""

    line: int
    column: int
    observed: str
    first: int
    last: int
    decisions: tuple[Decision, ...]
    judgements: tuple[Judgement, ...]
    edit: Edit | None


def explain(place: Place, analysis: Analysis, config: Config) -> Iterator[Line]:
    """Yield up to six lines, each with its heading."""
    inspection = analysis.inspection  # none in languages without a reader
    reason = _left_alone(place, inspection, analysis) if inspection else _left_alone_unread(place, analysis)
    if reason and not place.decisions:
        yield "verdict", _later(place) or reason
        return
    if inspection:
        yield "reader", _reader(place, inspection)
    judged = place.judgements[0] if place.judgements else None
    if judged:
        others = sum(reading.candidate is not None for reading in judged.decision.readings) - 1
        more = f" ({plural(others, 'other reading')})" if others else ""
        yield "channel", f"{judged.candidate.channel}: {judged.candidate.evidence}{more}"
    if inspection:
        yield "document", _document(place, inspection, analysis)
    if judged is None:
        yield "verdict", _later(place) or reason or "left as it stands: nothing is known that it can have been"
        return
    yield "readings", _readings(judged.decision)
    is_later = judged.verdict != "apply" and place.edit is not None and place.edit.verdict == "apply"
    yield "verdict", _later(place) if is_later else _verdict(judged, place, analysis, config)


def _left_alone_unread(place: Place, analysis: Analysis) -> str:
    """Return why nothing was decided about a place in a language without a reader."""
    if not analysis.document.protected.isdisjoint(range(place.first, place.last)):
        return "left alone: code, an address, or another language than was asked for"
    return "no suspect: a common word, or one that nothing near it can have been"


def _later(place: Place) -> str:
    """Return why the place was changed when the text was looked at once more; nothing if it was not changed."""
    edit = place.edit
    if edit is None or edit.verdict != "apply":
        return ""
    sure = f"{_share(edit.confidence)} sure, and {_share(edit.harm)} that the text was right"
    return f"changed to “{edit.replacement}” once the words around it were mended: {sure}; {edit.evidence}"


def _left_alone(place: Place, inspection: Inspection, analysis: Analysis) -> str:
    """Return why the place was never asked about; nothing if it was."""
    tokens = range(place.first, place.last)
    if not inspection.settled.isdisjoint(tokens):
        return "settled by you: it stands in a user dictionary, or among --names or --ignore"
    if not inspection.foreign.isdisjoint(tokens):
        return "left alone: its sentence or phrase was taken for another language"
    if not analysis.document.protected.isdisjoint(tokens):
        return "left alone: an address, a handle, code, a file name or a number, which nothing may change"
    suspects = {suspect.index for suspect in inspection.suspects}
    if suspects.isdisjoint(tokens):
        if max(inspection.seen.log_odds[place.first : place.last], default=UNREAD) <= UNREAD:
            return "no suspect: known words that go with those around them, so that nothing was read more closely"
        least = _share(_probability(SUSPICIOUS))
        return f"no suspect: the reader {_reader(place, inspection)}; from {least} on it asks what it was"
    return ""


def _reader(place: Place, inspection: Inspection) -> str:
    odds = [float(x) for x in inspection.seen.log_odds[place.first : place.last]]
    if not odds or max(odds) <= UNREAD:
        return "was not asked: a joint or a mark, which counts and shapes decide"
    told = f"finds it garbled here with {_share(_probability(max(odds)))}"
    fit = place.judgements[0].reading.fit if place.judgements else None
    if fit is not None:
        told += f"; “{place.judgements[0].candidate.replacement}” fits in its place with {_share(fit)}"
    return told


def _document(place: Place, inspection: Inspection, analysis: Analysis) -> str:
    document = analysis.document
    (log_rate,) = nearby(inspection.seen, [(place.first, place.last)])
    told = [f"{_share(math.exp(log_rate))} of the words around look garbled"]
    times = document.vocabulary[document.texts[place.first]]
    if times > 1 and place.last == place.first + 1:
        told.append(f"“{place.observed}” stands in it {times} times")
    look = inspection.look.triggers[place.first]
    if look & (Trigger.UNKNOWN | Trigger.NAME):
        told.append("no list has the word")
    elif look & Trigger.RARE:
        told.append("a rare word")
    if analysis.profile.caution:
        told.append(analysis.profile.caution)
    return "; ".join(told)


def _readings(decision: Decision) -> str:
    kept = [reading for reading in decision.readings if reading.confidence >= LEAST and reading.candidate is not None]
    told = [f"“{reading.candidate.replacement}” {_share(reading.confidence)}" for reading in kept[:SEVERAL]]  # type: ignore[union-attr]
    harm = sum(reading.confidence for reading in decision.readings if reading.candidate is None)
    none = 1 - sum(reading.confidence for reading in decision.readings)
    told.append(f"as it stands {_share(harm)}")
    if none >= LEAST:
        told.append(f"something else {_share(none)}")
    return ", ".join(told)


def _verdict(judged: Judgement, place: Place, analysis: Analysis, config: Config) -> str:
    sure, harm = _share(judged.reading.confidence), _share(judged.harm)
    verdict = place.edit.verdict if place.edit else "leave"
    if verdict == "leave":
        if judged.verdict != "leave":
            return "left as it stands: a likelier change overlaps it"
        return f"left as it stands: {sure} sure, and asked about from {_share(config.review_at)} on (--review-at)"
    least, most = f"at least {_share(config.apply_at)} (--apply-at)", f"at most {_share(judged.allowed)}"
    why = "--harm-at"
    if judged.doubt.why:
        why += f" is {_share(config.harm_at)}, lowered for {judged.doubt.why}"
    elif judged.allowed != config.harm_at:
        how = ("lowered", "few") if judged.allowed < config.harm_at else ("raised", "many")
        why += f" is {_share(config.harm_at)}, {how[0]} for {how[1]} words around look garbled in the same way"
    wanted = f"it takes {least}, and {most} that the text was right ({why})"
    if verdict == "apply":
        return f"changed: {sure} sure, and {harm} that the text was right; {wanted}"
    if judged.decision.first in analysis.cautious:
        return f"asked about, since {analysis.profile.caution or 'this passage'} is never changed without asking"
    return f"asked about: {sure} sure, but {harm} that the text was right; {wanted}"


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _share(share: float) -> str:
    """Return a probability as people say it.

    >>> _share(0.954), _share(0.0042), _share(0.00001), _share(0.99999)
    ('95 %', '0.4 %', 'less than 0.1 %', 'over 99.9 %')
    """
    if share < 0.001:
        return "less than 0.1 %"
    if share > 0.999:
        return "over 99.9 %"
    return f"{share:.1%}".replace("%", " %") if share < 0.1 or share > 0.98 else f"{share:.0%}".replace("%", " %")
