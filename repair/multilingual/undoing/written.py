"""How a reading is written in the place of what was observed: capitals, `ß`, the last sigma, apostrophes."""

from __future__ import annotations

from collections.abc import Sequence

from repair.multilingual.facts import Facts
from repair.multilingual.undoing.shapes import LOST
from repair.multilingual.undoing.slips import common
from repair.text.casing import match_case

_SHARP_S = frozenset("bB8" + LOST)
"""What is read for `ß`, the only letter whose folded form is longer."""


def written(observed: str, form: str, meant: str, facts: Facts) -> str:
    """Return a folded reading as it is written in place of an observed string, whose folded form is `form`.

    Only what differs is exchanged, so that capitals, and letters that folding makes alike, stay.
    """
    folded = [facts.fold(letter) for letter in observed]
    head, tail = common(form, meant)
    first, before = _place(folded, head)
    last, after = _place(folded, len(form) - tail)
    if "".join(folded) != form or before != head or after != len(form) - tail:
        return match_case(observed, facts.unfold(meant), meant)
    middle = meant[head : len(meant) - tail]
    if facts.code == "de" and middle == "ss" and observed[first:last] in _SHARP_S:
        middle = "ß"
    if sum(map(str.isupper, observed)) >= max(2, len(observed) - 1):  # two that changed places may leave one small
        return " ".join(map(facts.unfold, facts.upper(observed[:first] + middle + observed[last:]).split(" ")))
    text = observed[:first] + middle + observed[last:]
    if not first and observed[0].isupper() and text:
        text = facts.upper(text[0]) + text[1:].lower()
    return " ".join(map(facts.unfold, text.split(" ")))


def _place(folded: Sequence[str], letters: int) -> tuple[int, int]:
    """Return how many of the pieces hold the first so many letters, or more, and how many letters they hold."""
    pieces = held = 0
    while held < letters:
        held += len(folded[pieces])
        pieces += 1
    return pieces, held
