"""Cuts forms into wordpieces, the longest first (Wu et al. 2016), as the reader was trained to see them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

UNKNOWN, BEGIN, END, MASK = "[UNK]", "[CLS]", "[SEP]", "[MASK]"
MOST = 8
"""Pieces of a form; the reader was trained on the first eight."""
LONGEST = 100
"""Letters of a part; a longer one is unknown as a whole."""
CACHED = 50_000


class WordPieces:
    """A vocabulary of pieces; those that go on inside a word begin with `##`.  Safe to share between threads."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """Take the pieces in the order of their numbers."""
        self._index = {piece: number for number, piece in enumerate(pieces)}
        self._unknown = self._index[UNKNOWN]
        self.begin, self.end, self.mask = self._index[BEGIN], self._index[END], self._index[MASK]
        self.cut = lru_cache(maxsize=CACHED)(self._cut)

    def _cut(self, form: str) -> tuple[int, ...]:
        """Return the numbers of one to MOST pieces of a form."""
        found: list[int] = []
        for part in _parts(form):
            found += self._pieces(part)
            if len(found) >= MOST:
                break
        return tuple(found[:MOST]) or (self._unknown,)

    def _pieces(self, part: str) -> list[int]:
        """Return the pieces of a part without marks; only "unknown" if some stretch of it has none."""
        number = self._index.get(part)
        if number is not None:
            return [number]
        if len(part) > LONGEST:
            return [self._unknown]
        found = []
        begin = 0
        while begin < len(part):
            for end in range(len(part), begin, -1):
                number = self._index.get(part[begin:end] if begin == 0 else f"##{part[begin:end]}")
                if number is not None:
                    break
            else:
                return [self._unknown]
            found.append(number)
            begin = end
        return found


def _parts(form: str) -> Iterator[str]:
    """Yield the runs of letters and digits of a form, accents taken off, and each mark by itself."""
    if form.isalpha() and form.isascii():
        yield form
        return
    run = ""
    for character in unicodedata.normalize("NFD", form.lower()):
        category = unicodedata.category(character)
        if category == "Mn" or category[0] == "C":
            continue
        stands_alone = category[0] == "P" or (character.isascii() and not character.isalnum()) or _is_chinese(character)
        if not stands_alone and not character.isspace():
            run += character
            continue
        if run:
            yield run
            run = ""
        if stands_alone and not character.isspace():
            yield character
    if run:
        yield run


def _is_chinese(character: str) -> bool:
    """Tell whether the character is one of those that the vocabulary has by themselves."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0002fa1f"
    )
