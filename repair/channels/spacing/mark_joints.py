"""Joints beside marks: spaces lost after a sentence, a comma, a closing quote, before a number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from repair.channels.spacing.page_joints import CURRENCIES, is_before_number, is_beside_amount, words_after_number
from repair.channels.spacing.segmentation import SHORT, Segmenter
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.records import Candidate, Document
from repair.text.marks import is_habit, quotes_before

# A glued pair of tokens has one way to come about: its space was lost.  What is left to 1 is for the other reading
# of a straight quote, which opens or closes: in scraped news the number of quotes before it in the paragraph told 39
# of 39 right, so one in 41 by the rule of succession.
LOG_ONE_WAY, LOG_OTHER_QUOTE = math.log(40 / 41), math.log(1 / 41)
_SENTENCE_MARKS = frozenset(".!?")
_CLOSING = frozenset("\"”’')]")
_OPENING = frozenset('"“‘([')
_SAYING = frozenset("said says he she they we it i the a added told but and who according".split())  # after a quotation
_DOTTED = frozenset("a.m. p.m. u.s. u.k. u.n. d.c. e.u.".split())  # abbreviations that may end a sentence
_TITLES = frozenset("Mr Mrs Ms Dr Prof Sen Rep Gov Gen Lt Col Sgt Capt St Jr Sr Inc Corp Co Ltd".split())
_DOMAINS = frozenset("Com Org Net Gov Edu".split())
_LEAST_LOG_BEGIN = -12.0  # ln P(word | a sentence begins) of a word said twice
_COMMON = 5.0  # zipf of words that begin sentences, too common to be the end of an address


class MarkJoints:
    """Finds them; read-only, safe to share between threads."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, segmenter: Segmenter) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._segmenter = segmenter

    def find(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield a space between this token and the next, where a mark asks for one."""
        left, right = document.texts[index], document.texts[index + 1]
        after = _joined_to(document, index + 1)
        before = document.texts[index - 1] if index and not document.gap(index) else ""
        route, log_channel = "sentence joint", LOG_ONE_WAY
        if left in _SENTENCE_MARKS and before:
            found = (
                self._ends_sentence(document, index)
                and not self._is_identifier(before, right)
                and ((right in _OPENING and _may_begin(after)) or _may_begin(right, after, left=before))
            )
            if right == '"' and quotes_before(document, index + 1) % 2:
                log_channel = LOG_OTHER_QUOTE
        elif (
            left in _CLOSING
            and before
            and before in _SENTENCE_MARKS | {","}
            and (_may_begin(right, after) or (left == '"' and right in _SAYING))
        ):
            found, log_channel = _is_after_quote(document, index, before, right)
        elif left in ",;:)]”" and before:
            route, found = "comma joint", self._is_after_mark(document, index, before, right, after)
            found = found and not is_habit(document, index)
        elif right in "“([" and left[-1].isalnum():
            route = "comma joint"
            found = len(left) > 1 and len(after) > 1 and after[0].isupper() and (right == "“" or left.islower())
        elif left == "%" or right in CURRENCIES:
            route, found = "number joint", is_beside_amount(self._lexicon, left, right, after)
        elif left[-1].isdigit():
            if (not before or before in CURRENCIES) and (words := words_after_number(self._segmenter, left, right)):
                yield _spaced(document, index, "number joint", log_channel, words)
            return
        elif right[0].isdigit():
            found = not before and not after[:1].isalpha() and is_before_number(self._segmenter, document, index)
            route = "number joint"
        else:
            found = left.lower() in _DOTTED and _may_begin(right, after) and len(right) > 2
        if found:
            yield _spaced(document, index, route, log_channel)

    def _ends_sentence(self, document: Document, index: int) -> bool:
        """Tell whether the mark at `index` may end a sentence: a whole word, a number or a bracket stands before it."""
        before = document.texts[index - 1]
        if index - 1 in document.protected:
            word = document.texts[index + 1]
            return before[-1].isalpha() and "/" not in before and self._lexicon.zipf(word) >= _COMMON
        if before[-1].isalpha():
            return len(before) > 1 and (before[1:].islower() or before in _TITLES or self._segmenter.is_word(before))
        return before[-1].isdigit() or before in '%)]”’"'

    def _is_identifier(self, before: str, right: str) -> bool:
        """Tell whether a capital inside a word, or a short word that is none, tells of code: `typing.ParamSpec`."""
        is_code = right[1:] != right[1:].lower() and not right.isupper() and not self._gazetteer.has_word(right)
        return (
            is_code
            or (before == right.lower() and self._segmenter.log_begin(right) < _LEAST_LOG_BEGIN)  # `decimal.Decimal`
            or (before.islower() and len(before) <= SHORT and not self._segmenter.is_common(before))
        )

    def _is_after_mark(self, document: Document, index: int, before: str, right: str, after: str) -> bool:
        """Tell whether a comma, colon, semicolon, closing quote or bracket stands between two words."""
        left = document.texts[index]
        if left == "”":
            is_closing = before[-1].isalnum() or before in ".!?…,)’"
            return is_closing and (right[0].isalpha() or right == "“")
        if right in _OPENING and left in ",;:":
            is_open = right != '"' or quotes_before(document, index + 1) % 2 == 0
            return is_open and right != "'" and after[:1].isalpha() and (before[-1].isalnum() or before in "'’)%")
        if not right[0].isalpha() or (len(right) == 1 and right not in "aAI") or index - 1 in document.protected:
            return False
        if left in ")]":
            inner = document.text[max(0, document.starts[index] - 40) : document.starts[index]]
            inner = inner[max(inner.rfind("("), inner.rfind("[")) + 1 :]
            if inner.isupper() and len(inner) > 1:  # `(AP)The`
                return right[0].isupper() and len(right) > 2 and _may_begin(right, after)
            return len(inner) > 2 and (right[0].isupper() or " " in inner) and _may_begin(right.capitalize(), after)
        if after[:1] in ("(", ":", "_", "=") or after[:1].isdigit() or (before.isupper() and right.isupper()):
            return False
        if before in "'’\"" and left == ":" and right[0].isupper():
            return self._segmenter.is_word(right)
        is_word = self._segmenter.is_word
        return before[-1].isalpha() and len(before) > 1 and is_word(before) and is_word(right)


def _is_after_quote(document: Document, index: int, before: str, right: str) -> tuple[bool, float]:
    """Return whether a word follows the quote at `index` that closes, and ln P of the joint; a small one only so."""
    quote = document.texts[index]
    is_open = quote == '"' and quotes_before(document, index) % 2 == 0
    if right.islower():
        return before == "," and not is_open, LOG_ONE_WAY
    return quote != "'" or before != ",", LOG_OTHER_QUOTE if is_open else LOG_ONE_WAY


def _may_begin(right: str, after: str = " ", *, left: str = "") -> bool:
    """Tell whether a word may begin a sentence: capitalised, not an initial, a stock symbol or a piece of code."""
    if not right[:1].isupper() or (len(right) == 1 and right not in "AI") or right in _DOMAINS:
        return False
    if left and len(right) > 1 and right.isupper() and not left.islower():
        return False
    return not after or after[0] not in "(_=.@/\\" or (after == "." and len(right) > 2)


def _joined_to(document: Document, index: int) -> str:
    """Return the token that touches token `index` on its right, or nothing; a dot inside a name is told as `_`."""
    if index + 1 >= len(document) or document.gap(index + 1):
        return ""
    after = document.texts[index + 1]
    is_inside = after == "." and index + 2 < len(document) and not document.gap(index + 2)
    return "_" if is_inside and document.texts[index + 2][0].islower() else after


def _spaced(document: Document, index: int, route: str, log_channel: float, words: Sequence[str] = ()) -> Candidate:
    """Return the candidate that puts a space between token `index` and the next, which may be several `words`."""
    replacement = " ".join((document.texts[index], *(words or (document.texts[index + 1],))))
    forms = (document.forms[index], *map(str.lower, words)) if words else document.forms[index : index + 2]
    return Candidate(index, index + 2, replacement, forms, "spacing", route, "spacing", log_channel, "lost space")
