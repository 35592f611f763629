"""Units and their feature matrix: the places where a decision is made, and the candidates that compete there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from repair.context_model import Sides
from repair.facts import Facts, Floats, Ints
from repair.lattice import Draft
from repair.profile import Evidence
from repair.records import Candidate, Document

WIDEST = 5
"""Tokens that a candidate covers at most: the longest phrase of the synonym channel."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A place to decide: tokens [first, last) as the draft reads them, and the candidates that compete there."""

    draft: Draft
    first: int
    last: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Features of all candidates (`rows`, unit `unit_of[k]`) and of the reading "garbled, but not one of these".

    `kinds` are the places of the candidates' kinds in KINDS; `routes` say which of `route_names` each one has.
    """

    units: list[Unit]
    candidates: list[Candidate]
    unit_of: Ints
    rows: Floats
    other: Floats
    kinds: Ints
    routes: Ints
    route_names: list[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What earlier rounds have computed and later ones may ask again: two-sided states and n-gram gains."""

    sides: dict[tuple[str, ...], Sides] = field(default_factory=dict)
    gains: dict[tuple[object, ...], dict[tuple[int, int, tuple[str, ...]], float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What a round of ranking goes by: the document, its facts, the states of its drafts, evidence of the last round.

    `same` maps an observed and an intended text to the number of times that change was believed in elsewhere.
    """

    document: Document
    facts: Facts
    seen: Seen
    sides: Mapping[int, Sides]
    evidence: Evidence
    same: Mapping[tuple[str, str], float]


def units_of(draft: Draft, candidates_from: Mapping[int, Sequence[Candidate]], widest: int = WIDEST) -> list[Unit]:
    """Return the units of one sentence: each changed arc, and each unchanged token where a candidate begins."""
    units = []
    changed = any(arc.candidate is not None for arc in draft.arcs)
    for arc in draft.arcs:
        if arc.candidate is None:
            chosen = [
                c
                for c in candidates_from.get(arc.first, ())
                if c.last <= draft.last
                and (not changed or c.last == arc.last or all(_is_plain(draft, i) for i in range(arc.last, c.last)))
            ]
        else:
            chosen = [
                c
                for first in range(max(draft.first, arc.first - widest + 1), arc.last)
                for c in candidates_from.get(first, ())
                if arc.first < c.last <= draft.last
                and all(_is_plain(draft, i) for i in range(c.first, c.last) if not arc.first <= i < arc.last)
            ]
        if chosen:
            units.append(Unit(draft, arc.first, arc.last, tuple(chosen)))
    return units


def _is_plain(draft: Draft, index: int) -> bool:
    return draft.arcs[draft.arc_at[index]].candidate is None
