"""The speller: what a misspelled word can have been, the likeliest first, by itself.

Words of the lexicon within a few edits are sifted by frequency and edits a letter.  What is left is ranked by one
log-linear model of frequency, the error model of `knowledge.confusions` and the named `differences` of the two words.
Its weights (`spelling.tsv`) were fitted to misspellings by `dictionaries/build/spelling.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from repair.channels.spelling.differences import features
from repair.knowledge.confusions import Alignment, Confusions
from repair.knowledge.lexicon import Lexicon

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

FILE, VERSION = "spelling.tsv", 1
SHORTEST = 3  # letters; nearly every string of two is somebody's abbreviation
LONGEST_WORD = 45  # letters, of the longest word in large dictionaries; bounds the cost of hostile text
# Edits searched, by the letters of the observed word: more of them leave nothing to recognise.
DISTANCES = ((3, 2), (5, 3), (math.inf, 4))
FAR = 4  # edits, and words kept of the search: 97 in 100 words that it found on even rows are among the first 25
KEPT = 25
# Sifting weights of zipf, edits, edits a letter, another first letter, another last one; fitted to even rows.
SIFT = np.array([1.6, 0.26, -25.3, -1.64, -0.53])
NATS_PER_ZIPF = math.log(10)
PLAIN, WORDS_CACHED = 0.87, 20_000
"""Share of the likeliest spelling from which a word is nothing else: `lyft` for *left* has 0.69, `chia` 0.85."""
LOG_EXCHANGE = -7.0
"""ln P of two letters exchanged in a word, at least: one slip of a typist in ten, at one of its places (judgement)."""


class Spelling(NamedTuple):
    """A word that may have been meant: ln P(observed | intended), and its score against others, in nats."""

    intended: str
    log_channel: float
    score: float


class Speller:
    """Reads misspelled words; read-only, safe to share between threads."""

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon, the error model and the weights of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self.model = resources.get(Confusions.read_misspellings)
        self._weights = resources.get(read_weights)
        self.is_plain_slip = lru_cache(maxsize=WORDS_CACHED)(self._is_plain_slip)

    def spellings(self, observed: str, *, distance: int = FAR, most: int = KEPT, floor: float = 0.0) -> list[Spelling]:
        """Return what a lower-case word can have been, itself left out, the likeliest first.

        `distance` is how far the lexicon is searched, less for short words; words rarer than the zipf frequency
        `floor` are left out.  Nothing for words of fewer than SHORTEST or more than LONGEST_WORD letters.
        """
        if not SHORTEST <= len(observed) <= LONGEST_WORD:
            return []
        known = self._lexicon.known(observed)
        alignment = Alignment(self.model, observed)
        found = []
        for intended in sorted(self.sift(observed, distance=distance, most=most)):
            zipf = self._lexicon.zipf(intended)
            if zipf >= floor:
                found.append(self._weigh(alignment, observed, intended, zipf, known=known))
        return sorted(found, key=lambda spelling: (-spelling.score, spelling.intended))

    def log_channel(self, observed: str, intended: str) -> float:
        """Return ln P(observed | intended) of two lower-case words."""
        known = self._lexicon.known(observed)
        return self._weigh(Alignment(self.model, observed), observed, intended, 0.0, known=known).log_channel

    def shares(self, word: str, *, most: int) -> list[tuple[str, float]]:
        """Return the `most` likeliest spellings of a word that is misspelled for sure, with their probabilities.

        What is missing to 1 belongs to words that are not proposed.
        """
        found = self.spellings(word.lower())
        if not found:
            return []
        none = self._weights["none"]
        top = max(none, found[0].score)
        total = math.exp(none - top) + sum(math.exp(spelling.score - top) for spelling in found)
        return [(s.intended, math.exp(s.score - top) / total) for s in found[:most]]

    def _is_plain_slip(self, form: str) -> bool:
        """Tell whether an unknown lower-case word is plainly a misspelled one: `recieve`, however often it stands."""
        return any(share >= PLAIN for _, share in self.shares(form, most=1))

    def sift(self, observed: str, *, distance: int = FAR, most: int = KEPT) -> list[str]:
        """Return the `most` words near a lower-case word that a glance takes for the likeliest, itself left out."""
        distance = min(distance, next(edits for letters, edits in DISTANCES if len(observed) <= letters))
        words, edits, zipfs = self._lexicon.within(observed, distance=distance)
        if not words:
            return []
        first, last = observed[0], observed[-1]
        columns = (
            zipfs,
            edits,
            edits / [len(word) for word in words],
            [word[0] != first for word in words],
            [word[-1] != last for word in words],
        )
        scores = SIFT @ np.array(columns, dtype=float)
        return [words[place] for place in np.argsort(-scores, kind="stable")[:most].tolist()]

    def _weigh(self, alignment: Alignment, observed: str, intended: str, zipf: float, *, known: bool) -> Spelling:
        weights = self._weights
        score = weights["steps"] * alignment.log_channel(intended)
        for name, value in features(observed, intended, known=known):
            weight = weights.get(name)
            if weight is not None:
                score += weight * value
        # Scaled so that log-probabilities of words, which the ranking knows, may be added to it.
        log_channel = score * NATS_PER_ZIPF / weights["frequency"] + weights["level"]
        score += (weights["frequency"] + (weights["known frequency"] if known else 0.0)) * zipf
        return Spelling(intended, log_channel, score)


def read_weights(resources: Resources) -> Mapping[str, float]:
    """Read the weights of the log-linear model: rows `feature TAB weight`."""
    rows = (line.split("\t") for line in resources.lines(FILE, VERSION))
    return {name: float(weight) for name, weight in rows}


def log_slip(observed: str, intended: str, log_channel: float) -> float:
    """Return ln P of a slip; typists exchange two letters far oftener than the writers that the model learned from."""
    differing = [place for place, (one, other) in enumerate(zip(observed, intended, strict=False)) if one != other]
    if len(observed) == len(intended) and len(differing) == 2 and differing[1] == differing[0] + 1:
        one, other = differing
        if observed[one] == intended[other] and observed[other] == intended[one]:
            return max(log_channel, LOG_EXCHANGE)
    return log_channel
