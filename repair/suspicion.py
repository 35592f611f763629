"""The cheap pass: which tokens are worth a look, and why.  Most words of most articles never get a candidate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repair.gazetteer import Gazetteer
from repair.language_model import LanguageModel
from repair.lexicon import Lexicon
from repair.records import Document, Suspect, Trigger

RARE_ZIPF = 3.0
"""Known words rarer than one in a million may be misspellings of commoner ones."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """How each token was expected: `log_probability` given its left neighbours (nats) and the n-gram length used.

    Both lists have one entry more than the document has tokens; entry i + 1 belongs to the right neighbour of
    token i, which at the end of a sentence is the end mark, kept in `end_log_probability` and `end_order`.
    """

    log_probability: list[float]
    order: list[int]
    ends: dict[int, tuple[float, int]]

    def after(self, index: int) -> tuple[float, int]:
        """Return ln P and n-gram length of what follows token `index`."""
        return self.ends.get(index) or (self.log_probability[index + 1], self.order[index + 1])

    def is_isolated(self, index: int) -> bool:
        """Tell whether neither the left nor the right pair of the token was ever seen in the training text."""
        return self.order[index] <= 1 and self.after(index)[1] <= 1


def measure(document: Document, model: LanguageModel) -> Surprise:
    """Return the n-gram surprise of every token."""
    log_probability: list[float] = []
    order: list[int] = []
    ends = {}
    for first, last in document.sentences:
        scored = model.sentence(document.forms[first:last])
        ends[last - 1] = scored.pop()
        for log_p, length in scored:
            log_probability.append(log_p)
            order.append(length)
    return Surprise(log_probability, order, ends)


def isolation(document: Document, surprise: Surprise) -> float:
    """Return the share of lower-case words that are isolated: about 0.03 in clean news, above 0.08 in spun text."""
    words = isolated = 0
    for index, text in enumerate(document.texts):
        if text[0].islower() and index not in document.protected:
            words += 1
            isolated += surprise.is_isolated(index)
    return (isolated + 1) / (words + 30)


def find_suspects(
    document: Document,
    surprise: Surprise,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
    joints: Iterable[int],
    *,
    wide: bool,
) -> list[Suspect]:
    """Return the suspects in order.

    With `wide`, for documents that their profile makes doubtful, every word counts as unexpected unless the model
    knows it together with two neighbours on both sides; otherwise only isolated words do.
    """
    suspects = []
    joined = set(joints)
    unknown: dict[str, Trigger] = {}
    order = surprise.order
    for index, text in enumerate(document.texts):
        trigger = Trigger.JOINT if index in joined else Trigger.NONE
        if index not in document.protected and text[0].isalpha():
            if text not in unknown:
                unknown[text] = _lookup(text, document.forms[index], lexicon, gazetteer)
            lookup = unknown[text]
            if lookup is Trigger.RARE and order[index] > 1:
                lookup = Trigger.NONE
            trigger |= lookup
            left, right = order[index], surprise.after(index)[1]
            if (left <= 2 or right <= 2) if wide else (left <= 1 and right <= 1):
                trigger |= Trigger.UNEXPECTED
            if _touches_digit(document, index):
                trigger |= Trigger.SHAPE
        if trigger:
            log_surprise = -surprise.log_probability[index] - surprise.after(index)[0]
            suspects.append(Suspect(index, trigger, log_surprise))
    return suspects


def _lookup(text: str, form: str, lexicon: Lexicon, gazetteer: Gazetteer) -> Trigger:
    if text[-1] == ".":  # an abbreviation: only these tokens hold a point
        return Trigger.NONE
    if not lexicon.known(form):
        return Trigger.NONE if text[0].isupper() and gazetteer.has_word(text) else Trigger.UNKNOWN
    return Trigger.RARE if text[0].islower() and len(text) > 2 and lexicon.zipf(form) < RARE_ZIPF else Trigger.NONE


def _touches_digit(document: Document, index: int) -> bool:
    """Tell whether a digit or a sign that OCR makes of letters is joined to the word."""
    start, end = document.starts[index], document.ends[index]
    before = document.text[start - 1] if start else " "
    after = document.text[end] if end < len(document.text) else " "
    return before.isdigit() or after.isdigit() or before in "|/\\_" or after in "|/\\_"
