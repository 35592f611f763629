"""How the texts of a language are cut into tokens: a word is a token, elided words are tokens of their own."""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from repair.multilingual.facts import Facts
from repair.multilingual.undoing.shapes import LOST
from repair.text.tokens import Orthography

_LETTER = r"[^\W\d_]"
_INSIDE = "¢|"
"""Marks that stand for a letter inside a word that was misread."""
_SCRIPTS = {"el": "Greek", "ru": "Cyrillic", "uk": "Cyrillic"}


@lru_cache
def orthography(facts: Facts) -> Orthography:
    """Return how a language is written."""
    elided = "|".join(sorted(facts.elisions, key=lambda word: -len(word)))
    token = re.compile(
        rf"(?:{_LETTER}\.){{2,}}"
        r"|\d+(?:[.,:]\d+){0,8}(?!\w)"
        + (rf"|\b(?i:{elided})['’](?={_LETTER}{{2}})" if elided else "")
        + rf"|[\w{LOST}](?:[\w{LOST}\u0300-\u036f]|[{_INSIDE}](?={_LETTER})|['’](?={_LETTER}))*"
        + r"|--+|\.\.\.+|[^\s\w]|_"
    )
    own = regex.compile(rf"\p{{{_SCRIPTS.get(facts.code, 'Latin')}}}")

    def is_foreign(word: str) -> bool:
        return not (facts.is_latin and word.isascii()) and word[:1].isalpha() and own.search(word) is None

    return Orthography(token, facts.fold, is_foreign)
