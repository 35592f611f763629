"""Gives an intended word or phrase the capitals of the observed one; pure functions on strings."""

from __future__ import annotations

import enum
import re


class Case(enum.Enum):
    """How a word or phrase is capitalised."""

    LOWER = "lower"
    TITLE = "Title"  # the first letter of a word, or of a phrase whose other words are not
    TITLES = "Title Case"  # the first letter of every word of a phrase that counts
    UPPER = "UPPER"
    MIXED = "miXed"
    NONE = "no letters"


# Headline style leaves these small inside a title (Associated Press stylebook: up to three letters).
SMALL_WORDS = frozenset("a an and as at but by for from in nor of off on or out per so the to up via with yet".split())

_ACCENTED = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")


def case_of(text: str) -> Case:
    """Return the case pattern of a word or phrase; a lone capital counts as Title."""
    words = [word for word in text.split() if any(character.isalpha() for character in word)]
    if not words:
        return Case.NONE
    if text == text.lower():
        return Case.LOWER
    letters = sum(character.isalpha() for character in text)
    if text == text.upper() and letters > 1:
        return Case.UPPER
    if not all(_is_title(word) or word == word.lower() for word in words):
        return Case.MIXED
    if not _is_title(words[0]):
        return Case.MIXED
    if len(words) > 1 and all(_is_title(word) for word in words if word.lower() not in SMALL_WORDS):
        return Case.TITLES
    return Case.TITLE


def capitalise(text: str) -> str:
    """Return the text with its first letter in upper case, all others as they are."""
    for place, character in enumerate(text):
        if character.isalpha():
            return text[:place] + character.upper() + text[place + 1 :]
    return text


def match_case(observed: str, intended: str, usual: str) -> str:
    """Return `intended` with the case pattern of `observed`; `usual` is how it stands inside a sentence.

    A proper name keeps its own capitals (`virago` → `Amazon`, `Ifone` → `iPhone`), except in all capitals.
    """
    pattern = case_of(observed)
    plain = usual if usual.lower() == intended.lower() else intended.lower()
    if pattern is Case.UPPER:
        # One or two capitals may be a name's or a sentence's own: `IN` says nothing on `in` against `iPhone`.
        return intended.upper() if plain == plain.lower() or len(observed) > 2 else plain
    if plain != plain.lower():
        return plain
    if pattern is Case.TITLES:
        return _title_each(plain)
    if pattern is Case.TITLE or (pattern is Case.MIXED and observed[:1].isupper()):
        return capitalise(plain)
    return plain


def _is_title(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return letters[0].isupper() and (len(letters) == 1 or word[1:] == word[1:].lower())


def _title_each(phrase: str) -> str:
    words = phrase.split(" ")
    return " ".join(
        word if place and word in SMALL_WORDS and place < len(words) - 1 else capitalise(word)
        for place, word in enumerate(words)
    )


def is_accented(text: str) -> bool:
    """Tell whether the word has accents, which are no slip of the pen: it is of another language."""
    return not text.isascii() and _ACCENTED.search(text) is not None
