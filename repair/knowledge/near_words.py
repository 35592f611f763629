"""Finds the words of a fixed list that lie within a few edits of a given word, without a slow start.

Words are kept by length, each with a 64-bit mask of the letters that it holds once or more, and twice or more.  One
edit can flip only so many bits, so that comparing masks leaves a few hundred words of a hundred thousand to measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

# Longer words are not indexed: no English word in use has more letters.
LONGEST = 40
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SPARE = 52  # bits 52 to 63 are shared by all characters beyond a to z


def letter_mask(word: str) -> int:
    """Return the letters of a lower-case word as 64 bits: 26 for "at least once", 26 for "at least twice"."""
    mask = 0
    for character in word:
        place = ord(character) - 97
        if not 0 <= place < 26:
            mask |= 1 << _SPARE + ord(character) % (64 - _SPARE)
        elif mask >> place & 1:
            mask |= 1 << 26 + place
        else:
            mask |= 1 << place
    return mask


class NearIndex:
    """Words in falling order of frequency, searchable by edit distance; read-only, so safe between threads."""

    def __init__(
        self, words: Sequence[str], rows: NDArray[np.uint32], masks: NDArray[np.uint64], bounds: NDArray[np.uint32]
    ) -> None:
        """Take words of any case and what `index_words` computed for them in lower case."""
        self._words = words
        self._rows = rows
        self._masks = masks
        self._bounds = bounds

    @cached_property
    def _lower(self) -> NDArray[np.object_]:
        """The words in lower case; made by the first search, for most texts need none."""
        return np.array([word if word.islower() else word.lower() for word in self._words], dtype=object)

    def search(self, word: str, *, distance: int, limit: int | None) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Return rows and distances of the nearest words, then the most frequent first; `word` is in lower case.

        With no `limit` all of them are returned, in no order.
        The distance is optimal string alignment (insertions, deletions, substitutions, swaps of neighbours) without
        regard to case.
        """
        rows = self._survivors(word, distance)
        if not rows.size:
            return rows, np.empty(0, np.uint8)
        near = self._lower[rows].tolist()
        found = cdist([word], near, scorer=OSA.distance, score_cutoff=distance, dtype=np.uint8)[0]
        within = np.nonzero(found <= distance)[0]
        best = within if limit is None else within[np.lexsort((rows[within], found[within]))[:limit]]
        return rows[best], found[best]

    def _survivors(self, word: str, distance: int) -> NDArray[np.uint32]:
        """Return the rows whose length and letters allow `distance` edits or fewer."""
        mask = np.uint64(letter_mask(word))
        kept = []
        for length in range(max(1, len(word) - distance), min(LONGEST, len(word) + distance) + 1):
            first, last = int(self._bounds[length]), int(self._bounds[length + 1])
            # A substitution flips two bits at most, an insertion or deletion one, a swap none.
            flips = 2 * distance - abs(length - len(word))
            survives = np.bitwise_count(self._masks[first:last] ^ mask) <= flips
            kept.append(self._rows[first:last][survives])
        return np.concatenate(kept) if kept else np.empty(0, np.uint32)


def index_words(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.uint32]]:
    """Return rows by length, their letter masks, and where each length begins, as `NearIndex` takes them."""
    words = [word.lower() for word in words]
    lengths = np.array([len(word) if len(word) <= LONGEST else 0 for word in words], np.uint32)
    rows = np.argsort(lengths, kind="stable").astype(np.uint32)
    masks = np.array([letter_mask(words[row]) for row in rows.tolist()], np.uint64)
    bounds = np.searchsorted(lengths[rows], np.arange(LONGEST + 2)).astype(np.uint32)
    return rows, masks, bounds
