"""How an edit is marked in the article: a sign and the text that stands there, old text too in the whole diff."""

from __future__ import annotations

from typing import Literal, NamedTuple

from repair.review.agenda import is_chosen
from repair.review.results import Standing, standing, standing_text
from repair.review.state import State
from repair.text import show

Role = Literal["same", "found", "old", "mark"]

SIGNS: dict[Standing, str] = {"applied": "+", "taken": "+", "own": "+", "asked": "?", "kept": "="}
"""The sign tells without colour what the colour tells: changed, waiting for an answer, left as it stands."""

NOTHING = "∅"
"""Stands for a text of no characters, which nobody could see or click."""

LEGEND: tuple[tuple[Standing, str], ...] = (
    ("applied", "changed by repair"),
    ("taken", "changed by you"),
    ("asked", "a question, not answered"),
    ("kept", "left as it stands"),
)

_LONGEST_SHOWN = 400  # characters of an edit shown in the article: five lines of a terminal


class Mark(NamedTuple):
    """A text to show, safe for a terminal, and what it is."""

    text: str
    role: Role


def marks_at(state: State, place: int, *, whole: bool) -> tuple[Mark, ...]:
    """Return what is shown in the article at a place; with `whole` the old text beside the new one."""
    edit, stands = state.inventory.places[place].edit, standing(state, place)
    if is_chosen(edit) and place not in state.answers:
        return (Mark(shown(edit.original), "same"),)
    sign = SIGNS[stands]
    if not whole or stands == "kept":
        return (Mark(sign + shown(standing_text(state, place)), "mark"),)
    if stands == "asked":
        return (Mark(f"{sign}{shown(edit.original)}→{shown(edit.replacement)}", "mark"),)
    return (
        Mark(f"-{shown(edit.original)}", "old"),
        Mark(" ", "same"),
        Mark(sign + shown(standing_text(state, place)), "mark"),
    )


def shown(text: str) -> str:
    """Return a text of an edit on one line, safe and not too long."""
    return cut(show.one_line(text[: _LONGEST_SHOWN + 1]), _LONGEST_SHOWN) or NOTHING


def cut(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters, with an ellipsis where something is missing."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
