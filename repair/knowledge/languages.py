"""Which language some words are in, by their letters: naive Bayes over letter trigrams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

FILE, VERSION = "languages.bin", 1
STEPS = 16
"""Codes of a unit of -ln P."""
LONGEST = 40
"""Letters of a word; a longer string is no word."""
FUNCTION_WORDS = frozenset(
    "the of and to in a is that for it was on with as be at by i this have from or his he but are not you they we had "
    "has will would an their which were been its said who more all one there about what if".split()
)
"""Of English."""


class Languages:
    """The letters of 26 languages; read-only, safe to share between threads."""

    def __init__(self, names: Sequence[str], rows: Mapping[str, int], log_p: npt.NDArray[np.float32]) -> None:
        """Take the names of the languages, the row of each trigram, and ln P (trigrams, languages)."""
        self.names = names
        self._rows = rows
        self._log_p = log_p

    @classmethod
    def read(cls, resources: Resources) -> Languages:
        """Load `languages.bin`; DictionaryError if it is damaged."""
        columns = resources.columns(FILE, VERSION)
        names = columns.strings("languages")
        codes = columns.array("codes").reshape(-1, len(names))
        rows = {trigram: row for row, trigram in enumerate(columns.strings("trigrams"))}
        return cls(names, rows, codes.astype(np.float32) / np.float32(-STEPS))

    def log_odds(self, words: Iterable[str], language: str = "en") -> float:
        """Return ln P(words | language) - ln P(words | the likeliest other one); words in lower case.

        0 of words whose letters tell nothing.
        """
        scores = self._scores(words)
        if scores is None:
            return 0.0
        own = self.names.index(language)
        return float(scores[own] - np.delete(scores, own).max())

    def likeliest(self, words: Iterable[str]) -> tuple[str, float]:
        """Return the likeliest language of words in lower case, and its log-odds; none and 0 where nothing tells."""
        scores = self._scores(words)
        if scores is None:
            return "", 0.0
        best = int(scores.argmax())
        return self.names[best], float(scores[best] - np.delete(scores, best).max())

    def _scores(self, words: Iterable[str]) -> npt.NDArray[np.float32] | None:
        rows = [self._rows[trigram] for word in words for trigram in trigrams(word) if trigram in self._rows]
        scores: npt.NDArray[np.float32] | None = self._log_p[rows].sum(axis=0) if rows else None
        return scores


def trigrams(word: str) -> Iterator[str]:
    """Yield the trigrams of a word, with a space before and after it."""
    padded = f" {word[:LONGEST]} "
    for start in range(len(padded) - 2):
        yield padded[start : start + 3]
