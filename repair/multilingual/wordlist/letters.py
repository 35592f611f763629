"""Letters: without their marks, and as places in the table of how likely they follow each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

ORDER = 4
"""Letters of a row: the last one, given those before it."""


def letter_places(alphabet: str) -> dict[str, int]:
    """Return a number for each letter; 0 is the end of a word, one more than the last any other character."""
    return {letter: place for place, letter in enumerate(dict.fromkeys(alphabet), 1)}


def grams(word: str, places: Mapping[str, int], size: int) -> Iterator[int]:
    """Yield the place in the table of each row of letters of a word, the end among them."""
    row, limit = 0, size**ORDER
    other = size - 1
    for letter in word:
        row = (row * size + places.get(letter, other)) % limit
        yield row
    yield row * size % limit


@lru_cache(maxsize=4096)
def bare(letter: str) -> str:
    """Return a letter without its marks: `e` of `é`; `o` of `ø`."""
    return _STROKES.get(letter) or unicodedata.normalize("NFD", letter)[0]


_STROKES = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "a", "œ": "o", "ґ": "г", "й": "й", "ё": "е", "ї": "і"}


def bare_word(word: str) -> str:
    """Return a word without any marks on its letters."""
    return word if word.isascii() else "".join(map(bare, word))
