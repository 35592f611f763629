"""The figures channel: figures with letters that look like digits (`l911`, `19O5`, `£l2,000`)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from repair.records import Candidate, Document, Trigger

if TYPE_CHECKING:
    from repair.resources import Resources

LONGEST = 9
"""Tokens joined without a space: a figure of nine digits with three letters among them."""
LEAST_DIGITS = 2
"""Digits that a figure must have, one after the sign of a currency."""
CURRENCIES = frozenset("$£€¥")
LOG_FIGURE = math.log(0.9)
_FIGURE = re.compile(r"[l|]?\d[\dlIOo|]*(?:[.,][\dlIOo|]+)*")
"""A capital does not begin one: that is a road or a size (`I95`, `O2`)."""
_ZERO = re.compile(r"\dO+")
_DIGIT = re.compile(r"\d")
_AS_DIGITS = str.maketrans("l|IOo", "11100")

EXAMPLES = (
    ("It was built in l911 and sold for £l2,000.", "It was built in 1911 and sold for £12,000."),
    ("The law of 19O5 counts.", "The law of 1905 counts."),
)
GUARDRAILS = (
    "The I95, the A320, an MP3 of 12kg at 3GHz, the 1990s and the 1st of 10l stay.",
    "See https://example.org/l911 and room 5o.",
)


class Channel:
    """Reads figures by their shape; see the module."""

    name = "figures"
    triggers = Trigger.SHAPE

    def __init__(self, resources: Resources) -> None:
        """Take nothing from the dictionaries."""

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the figure that the tokens from `index` on show, if letters stand in it."""
        if index in document.protected or not trigger & self.triggers:
            return ()
        before = document.texts[index - 1] if index and not document.gap(index) else ""
        if before and before not in CURRENCIES:
            return ()
        last = index + 1
        while last < min(len(document), index + LONGEST) and not document.gap(last) and last not in document.protected:
            last += 1
        while last > index + 1 and not document.texts[last - 1][-1].isalnum():
            last -= 1
        observed = document.covered(index, last)
        figure = observed.translate(_AS_DIGITS)
        digits = sum(character.isdigit() for character in observed)
        least = 1 if before or _ZERO.fullmatch(observed) else LEAST_DIGITS
        if figure == observed or not _FIGURE.fullmatch(observed) or digits < least:
            return ()
        if observed[-1] == "l" and digits == len(observed) - 1:  # `10l`, a unit
            return ()
        evidence = f"{observed} has the shape of {figure}"
        return (
            Candidate(
                index, last, figure, (_DIGIT.sub("0", figure),), self.name, "figure", "ocr", LOG_FIGURE, evidence
            ),
        )
