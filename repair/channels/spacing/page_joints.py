"""Joints of what pages set beside their text: dates and bylines (`2019byAnna`), counts (`Holm4 min`), addresses."""

from __future__ import annotations

from repair.channels.spacing.segmentation import BEGINNING, Segmenter
from repair.knowledge.lexicon import Lexicon
from repair.records import Document

COUNTED = frozenset(
    "million billion trillion thousand hundred percent people years year days months weeks hours minutes times".split()
)
"""What counts after a number: not a unit that is written close."""
BEFORE_NUMBER = frozenset("in on at of the by from to and since until about over than for nearly was is were".split())
AFTER_NUMBER = frozenset("by in on at and to from of".split())
"""Words that a name or a sentence follows in a byline, and a number comes before."""
COUNTED_BESIDE = frozenset(
    "min mins minute minutes hour hours day days week weeks month months year years comment comments share shares "
    "view views photo photos image images like likes reply replies".split()
)
"""What the numbers beside an article count."""
CURRENCIES = frozenset("$€£")
AFTER_SHARE = frozenset("in of to from on at by and or for more less higher lower".split())
LEAST_ZIPF = 4.0
"""How frequent a word is before an amount; rarer ones may be names in code."""
LONGEST_COUNT = 3
"""Digits of such a number."""


def words_after_number(segmenter: Segmenter, left: str, right: str) -> tuple[str, ...]:
    """Return the words that were glued to a number (`10million`, `2019Trump`, `2019byAnna`); none if it was made so.

    `3D` and `1990s` were.
    """
    if not right[0].isalpha():
        return ()
    if right.lower() in COUNTED:
        return (right,)
    is_year = len(left) == 4 and left[:2] in ("19", "20")
    if right[0].isupper():
        is_new = right in BEGINNING or (len(right) > 2 and segmenter.is_word(right))
        return (right,) if is_year and (is_new or right == "By") else ()
    if is_year and right in AFTER_NUMBER:
        return (right,)
    pieces = segmenter.cut_at_capitals(right)
    return pieces if pieces and pieces[0] in AFTER_NUMBER else ()


def is_before_number(segmenter: Segmenter, document: Document, index: int) -> bool:
    """Tell whether the word at `index` and the number that touches it are two: `in2019`, `Holm4 min read`."""
    word, number = document.texts[index : index + 2]
    if word in BEFORE_NUMBER:
        return True
    if not word[0].isupper() or len(word) < 3 or len(number) > LONGEST_COUNT or index + 2 >= len(document):
        return False
    is_counted = document.gap(index + 2) == " " and document.texts[index + 2].lower() in COUNTED_BESIDE
    return is_counted and segmenter.is_word(word) and not document.gap(index + 1)


def is_beside_amount(lexicon: Lexicon, left: str, right: str, after: str) -> bool:
    """Tell whether a word touches a share or an amount of money: `10%in`, `costs$50`."""
    if left == "%":
        return right in AFTER_SHARE
    return after[:1].isdigit() and left.islower() and lexicon.zipf(left) >= LEAST_ZIPF


def is_before_address(segmenter: Segmenter, document: Document, index: int) -> bool:
    """Tell whether a word touches the address of a page at `index` + 1: `Doehttps://example.org`."""
    word, address = document.texts[index : index + 2]
    if not address.startswith(("http://", "https://")) or document.gap(index + 1) or index in document.protected:
        return False
    return word.isalpha() and len(word) > 1 and segmenter.is_word(word)
