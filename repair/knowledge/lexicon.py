"""The words of a language: how frequent each is, whether it is a correct word, and how it is capitalised."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repair.knowledge.near_words import NearIndex
from repair.knowledge.resources import DictionaryError, Resources

VERSION = 1
OVERRIDES_VERSION = 1
# A word's byte is twice its zipf frequency in sixteenths, plus one if the word is known: zipf ends at 7.94 (`the`
# has 7.7), its error is 0.03, and Python shares the objects of all integers below 257.
ZIPF_STEPS = 16
RARE_ZIPF = 3.0
"""Known words rarer than one in a million may be misspellings of commoner ones."""
LOWER_SHARE = 0.1
NO_CASE = (0, 0, 0, 0)
CACHED = 8192  # words whose case counts are kept: readings are common words, the same again and again


class Lexicon:
    """Word frequencies, correctness and case of one language; read-only, safe to share between threads."""

    __slots__ = ("_case_counts", "_case_rows", "_codes", "_near", "_row_codes", "_usual", "_words", "case_counts")

    def __init__(
        self,
        *,
        words: Sequence[str],
        codes: Mapping[str, int],
        near: NearIndex,
        case_rows: NDArray[np.uint32],
        case_counts: NDArray[np.uint32],
        usual: Mapping[str, str],
    ) -> None:
        """Take the columns of `lexicon.bin`; `read` is the way to make one."""
        self._words = words
        self._codes = codes
        self._row_codes = np.frombuffer(bytes(codes.values()), np.uint8)  # of `words`, in their order
        self._near = near
        self._case_rows = case_rows
        self._case_counts = case_counts
        self._usual = usual
        self.case_counts = lru_cache(maxsize=CACHED)(self._case_counts_of)

    @classmethod
    def read(cls, resources: Resources) -> Lexicon:
        """Load `lexicon.bin` and `overrides.tsv`; DictionaryError if either is damaged."""
        columns = resources.columns("lexicon.bin", VERSION)
        words = columns.strings("words")
        codes = dict(zip(words, columns.array("codes").tobytes(), strict=True))
        _override(codes, resources.lines("overrides.tsv", OVERRIDES_VERSION))
        words += tuple(codes)[len(words) :]  # what only the overrides have comes last
        return cls(
            words=words,
            codes=codes,
            near=NearIndex(
                words, columns.array("near_rows"), columns.array("near_masks"), columns.array("near_bounds")
            ),
            case_rows=columns.array("case_rows"),
            case_counts=columns.array("case_counts").reshape(-1, 4),
            usual={surface.lower(): surface for surface in columns.strings("usual")},
        )

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, word: str) -> bool:
        """Tell whether a word, in lower case, is listed, known or not."""
        return word in self._codes

    def words(self) -> Sequence[str]:
        """Return every listed word, known or not, in lower case."""
        return self._words

    def zipf(self, word: str) -> float:
        """Return log10 of the word's occurrences in 10^9 words, to 1/16; any case; 0.0 if it is not listed."""
        code = self._codes.get(word)
        if code is None:
            code = self._codes.get(word.lower(), 0)
        return (code >> 1) / ZIPF_STEPS

    def known(self, word: str) -> bool:
        """Tell whether it is a correct word, British or American, in any case; possessives count as their noun.

        Frequent misspellings and bare names are not known, however often they are seen.
        """
        code = self._codes.get(word)
        if code is None:
            word = word.lower()
            code = self._codes.get(word)
            if code is None:
                if len(word) < 4 or word[-1] != "s" or word[-2] not in "'’" or not word[0].isalpha():
                    return False
                code = self._codes.get(word[:-2], 0)
        return code & 1 == 1

    def _case_counts_of(self, word: str) -> tuple[int, int, int, int]:
        """Return how often news had the word inside a sentence as lower, Title, UPPER and miXed; zeros if unseen."""
        lower = word.lower()
        words = self._words
        place = bisect_left(self._case_rows, lower, key=words.__getitem__)
        if place == len(self._case_rows) or words[self._case_rows[place]] != lower:
            return NO_CASE
        lowers, titles, uppers, mixed = self._case_counts[place].tolist()
        return lowers, titles, uppers, mixed

    def usual_case(self, word: str, observed: str = "") -> str:
        """Return the word as it mostly stands inside a sentence; a word that is not listed keeps its case.

        In place of an `observed` word in lower case it is in lower case, too, if it is at times: `university`.
        """
        lower = word.lower()
        if observed.islower():
            counts = self.case_counts(lower)
            if counts[0] > LOWER_SHARE * sum(counts):
                return lower
        surface = self._usual.get(lower)
        if surface is not None:
            return surface
        return lower if lower in self._codes else word

    def near(self, word: str, *, distance: int = 2, limit: int = 30) -> list[tuple[str, int]]:
        """Return (known word, distance), nearest then most frequent first; the word itself is left out.

        The distance is optimal string alignment; only words of zipf 1.5 or more are offered.
        """
        lower = word.lower()
        rows, edits = self._search(lower, distance, limit + 1)
        words = self._words
        return list(zip([words[row] for row in rows.tolist()], edits.tolist(), strict=True))[:limit]

    def within(self, word: str, *, distance: int) -> tuple[list[str], NDArray[np.uint8], NDArray[np.float64]]:
        """Return all known words so near, in no order, with distances and zipf; `word`, in lower case, is left out."""
        rows, edits = self._search(word, distance, None)
        words = self._words
        return [words[row] for row in rows.tolist()], edits, (self._row_codes[rows] >> 1) / ZIPF_STEPS

    def _search(self, word: str, distance: int, limit: int | None) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        rows, edits = self._near.search(word, distance=distance, limit=limit)
        wanted = (edits > 0) & (self._row_codes[rows] & 1 == 1)
        return rows[wanted], edits[wanted]


def _override(codes: dict[str, int], rows: Iterable[str]) -> None:
    """Set what `overrides.tsv` says: a word is `known` or `unknown`, whatever the sources have."""
    for row in rows:
        if not row or row.startswith("#"):
            continue
        fields = row.split("\t")
        if len(fields) != 3 or fields[1] not in ("known", "unknown") or not fields[2]:
            raise DictionaryError(f"overrides.tsv: not word, known or unknown, reason: {row!r}")
        word = fields[0].lower()
        codes[word] = codes.get(word, 0) & ~1 | (fields[1] == "known")
