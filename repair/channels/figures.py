"""The figures channel: shapes that leave no doubt, figures with letters in them (`l911`, `£l2,000`) and `lt was`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from repair.knowledge.lexicon import Lexicon
from repair.records import Candidate, Document, TokenSpan, Trigger
from repair.text.casing import capitalise

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

LONGEST = 9
"""Tokens joined without a space: a figure of nine digits with three letters among them."""
LEAST_DIGITS = 2
"""Digits that a figure must have, one after the sign of a currency."""
CURRENCIES = frozenset("$£€¥")
LOG_FIGURE = math.log(0.9)
CAPITAL_I = {  # by what follows: elsewhere `lt` may be a sign's name and `lf` the end of a line
    "lt": frozenset(
        "is was has had will would may might can could should must does did also seems seemed appears appeared took "
        "takes became becomes makes made means meant follows followed remains remained rained".split()
    ),
    "lf": frozenset(
        "i you he she it we they the a an this that these those there any not only your his her its".split()
    ),
}
_FIGURE = re.compile(r"[l|]?\d[\dlIOo|]*(?:[.,][\dlIOo|]+)*(?:st|nd|rd|th|tb|tli|ncl|rcl)?")
"""A capital does not begin one: that is a road or a size (`I95`, `O2`)."""
_DIGIT_IN_WORD = re.compile(r"([A-Za-z]{0,20})([01])([a-z]{0,20}|[A-Z]{0,20})")
LEAST_ZIPF, LEAST_LETTERS = 3.0, 2
"""How frequent a word is in which a digit stands, and its letters if the digit begins or ends it."""
_ORDINAL = re.compile(r"(?<=\d)(?:tb|t1i|nc1|rc1)$")
"""Ends of ordinal numbers as scanned, an `l` in them taken for a 1."""
_ZERO = re.compile(r"\dO+")
_DIGIT = re.compile(r"\d")
_AS_DIGITS = str.maketrans("l|IOo", "11100")

EXAMPLES = (
    ("It was built in l911 and sold for £l2,000.", "It was built in 1911 and sold for £12,000."),
    ("lt was late, and lf you waited, it rained.", "It was late, and If you waited, it rained."),
    ("The §tudents signed.", "The Students signed."),
    ("It is f0r the schoo1.", "It is for the school."),
    ("The law of 19O5 counts.", "The law of 1905 counts."),
)
GUARDRAILS = (
    "The I95, the A320, an MP3 of 12kg at 3GHz, the 1990s and the 1st of 10l stay.",
    "A level1, an n00b, a page0, a 1st, a v0z and an h1.",
    "A label of lt or gt, and a line that ends in lf.",
    "See https://example.org/l911 and room 5o.",
)


class Channel:
    """Reads figures, and It and If, by their shape; see the module."""

    name = "figures"
    triggers = Trigger.SHAPE

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon of one language."""
        self._lexicon = resources.get(Lexicon.read)

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the figure that the tokens from `index` on show, if letters stand in it; or It, or If."""
        if index in document.protected or not trigger & self.triggers:
            return ()
        word = document.texts[index]
        if index + 1 < len(document) and document.forms[index + 1] in CAPITAL_I.get(word, ()):
            return (_candidate((index, index + 1), word, word.replace("l", "I"), "capital"),)
        if word == "§" and index + 1 < len(document) and not document.gap(index + 1):
            rest = document.texts[index + 1]
            is_whole = (
                index + 2 >= len(document) or document.gap(index + 2) or not document.texts[index + 2][0].isalnum()
            )
            if rest.islower() and is_whole and self._lexicon.known("s" + rest) and not self._lexicon.known(rest):
                return (_candidate((index, index + 2), word + rest, "S" + rest, "capital"),)
        before = document.texts[index - 1] if index and not document.gap(index) else ""
        if before and before not in CURRENCIES:
            return ()
        last = index + 1
        while last < min(len(document), index + LONGEST) and not document.gap(last) and last not in document.protected:
            last += 1
        while last > index + 1 and not document.texts[last - 1][-1].isalnum():
            last -= 1
        observed = document.covered(index, last)
        if (misread := _DIGIT_IN_WORD.fullmatch(observed)) and (read := self._word(*misread.groups())):
            read = capitalise(read) if document.is_sentence_start(index) else read
            return (_candidate((index, last), observed, read, "digit"),)
        figure = _ORDINAL.sub(_ordinal, observed.translate(_AS_DIGITS))
        digits = sum(character.isdigit() for character in observed)
        least = 1 if before or _ZERO.fullmatch(observed) or figure[-2:].isalpha() else LEAST_DIGITS
        if figure == observed or not _FIGURE.fullmatch(observed) or digits < least:
            return ()
        if observed[-1] == "l" and digits == len(observed) - 1:  # `10l`, a unit
            return ()
        return (_candidate((index, last), observed, figure, "figure"),)

    def _word(self, before: str, digit: str, after: str) -> str | None:
        """Return the word in which a letter was read as a digit, if it is one beyond doubt: `f0r`, `schoo1`."""
        known, is_inside = self._lexicon.known, before and after
        if len(before) + len(after) < LEAST_LETTERS or (known(before + after) and not is_inside):
            return None
        for letter in "o" if digit == "0" else "li":
            word = before + (letter.upper() if (before + after).isupper() else letter) + after
            if known(word) and self._lexicon.zipf(word) >= LEAST_ZIPF:
                return word if before else self._lexicon.usual_case(word)
        return None


def _ordinal(match: re.Match[str]) -> str:
    return {"t": "th", "n": "nd", "r": "rd"}[match.group()[0]]


def _candidate(span: TokenSpan, observed: str, replacement: str, route: str) -> Candidate:
    form = _DIGIT.sub("0", replacement.lower())
    evidence = f"{observed} has the shape of {replacement}"
    return Candidate(*span, replacement, (form,), "figures", route, "ocr", LOG_FIGURE, evidence)
