"""The lattice: all readings of all spans of a sentence side by side, decoded jointly by beam search.

An arc covers tokens [first, last) with a reading; "leave it" is an arc too.  The best path is the *draft*: what
every other word of the sentence most likely was, given which the ranking judges one span at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repair.language_model import REACH, LanguageModel
from repair.records import Candidate, Document

BEAM = 6
"""Hypotheses kept at each position; on 50 spun rows a beam of 12 changed 1 draft in 200 and cost twice the time."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A reading of tokens [first, last); `log_score` is its log-odds against leaving it, language model aside."""

    first: int
    last: int
    forms: tuple[str, ...]
    log_score: float
    candidate: Candidate | None


@dataclass(frozen=True, slots=True)
class Draft:
    """The best path through one sentence [first, last): arcs that tile it, and the forms they read.

    `places[k]` is where in `forms` the arc k begins; `arc_at` maps a token index to the number of its arc.
    """

    first: int
    last: int
    arcs: tuple[Arc, ...]
    forms: tuple[str, ...]
    places: tuple[int, ...]
    arc_at: Mapping[int, int]

    def left(self, index: int, count: int = REACH) -> list[str]:
        """Return up to `count` forms before the arc that holds token `index`, `<s>` among them at the start."""
        place = self.places[self.arc_at[index]] if index < self.last else len(self.forms)
        words = list(self.forms[max(0, place - count) : place])
        return ["<s>", *words] if len(words) < count else words

    def right(self, index: int, count: int = REACH) -> list[str]:
        """Return up to `count` forms from the arc that holds token `index` on, `</s>` among them at the end."""
        place = self.places[self.arc_at[index]] if index < self.last else len(self.forms)
        words = list(self.forms[place : place + count])
        return [*words, "</s>"] if len(words) < count else words


def draft_of(first: int, last: int, arcs: Sequence[Arc]) -> Draft:
    """Return the draft that a path of arcs makes."""
    forms: list[str] = []
    places = []
    arc_at = {}
    for number, arc in enumerate(arcs):
        places.append(len(forms))
        forms.extend(arc.forms)
        for index in range(arc.first, arc.last):
            arc_at[index] = number
    return Draft(first, last, tuple(arcs), tuple(forms), tuple(places), arc_at)


def unchanged(document: Document, first: int, last: int) -> Draft:
    """Return the draft of a sentence that leaves every token as it stands."""
    return draft_of(first, last, [Arc(i, i + 1, document.forms[i : i + 1], 0.0, None) for i in range(first, last)])


def decode(
    document: Document,
    first: int,
    last: int,
    arcs_from: Mapping[int, Sequence[Arc]],
    model: LanguageModel,
    weight: float,
) -> Draft:
    """Return the best path through the sentence [first, last); `weight` is that of the n-gram log-probability.

    Hypotheses whose last three words agree are recombined, so that stretches without candidates cost nothing.
    """
    beams: list[dict[tuple[str, ...], tuple[float, Any, Any]]] = [{} for _ in range(last - first + 1)]
    beams[0][("<s>",)] = (0.0, None, None)
    for index in range(first, last):
        here = beams[index - first]
        if not here:
            continue
        leave = Arc(index, index + 1, document.forms[index : index + 1], 0.0, None)
        arcs = [arc for arc in arcs_from.get(index, ()) if arc.last <= last]
        if len(here) == 1 and not arcs:  # one history and one way on: no score is needed
            ((words, (score, _, path)),) = here.items()
            _enter(beams[index + 1 - first], (words + leave.forms)[-REACH:], score, None, (leave, path))
            continue
        kept = sorted(here.items(), key=lambda item: -item[1][0])[:BEAM] if len(here) > BEAM else here.items()
        for words, (score, state, path) in kept:
            state = state or model.start(words)
            for arc in (leave, *arcs):
                log_probability, after = model.extend(state, arc.forms)
                total = score + weight * log_probability + arc.log_score
                _enter(beams[arc.last - first], (words + arc.forms)[-REACH:], total, after, (arc, path))
    best = None
    for words, (score, state, path) in beams[last - first].items():
        total = score + weight * model.extend(state or model.start(words), ("</s>",))[0]
        if best is None or total > best[0]:
            best = (total, path)
    taken = []
    path = best[1] if best else None
    while path is not None:
        arc, path = path
        taken.append(arc)
    return draft_of(first, last, taken[::-1])


def _enter(
    beam: dict[tuple[str, ...], tuple[float, Any, Any]], words: tuple[str, ...], total: float, state: Any, path: Any
) -> None:
    """Put a hypothesis into a beam unless a better one ends in the same words."""
    if words not in beam or beam[words][0] < total:
        beam[words] = (total, state, path)
