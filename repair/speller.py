"""The speller: what a misspelled word can have been, the likeliest first, by error model and frequency.

Candidates come from the lexicon by edit distance and from the commonest misspelling steps (`ph` for `f`, `-able` for
`-ible`); each is weighed by the error model of `repair.confusions`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from repair.confusions import Alignment, Confusions
from repair.lexicon import Lexicon

if TYPE_CHECKING:
    from repair.resources import Resources

SHORTEST = 3  # letters; nearly every string of two is somebody's abbreviation
LONG_WORD = 6  # letters from which three edits still leave a word recognisable
FEW, FAR_LIMIT = 12, 20  # three edits are tried where two lead to fewer words than this, and so many words are taken
NEAR_LIMIT = 25  # neighbours weighed a word; forty found 5 more of 1,000 misspellings and cost a quarter more time
LEAST_ORIGIN = -7.0  # nats; steps rarer than this are left to the edit distance: -9 found none more in 1,000
NATS_PER_ZIPF = math.log(10)
LONGEST_WORD = 45  # letters, of the longest word in large dictionaries; bounds the cost of hostile text


class Spelling(NamedTuple):
    """A word that may have been meant: ln P(observed | intended), and that plus ln P(intended) up to a constant."""

    intended: str
    log_channel: float
    score: float


class Speller:
    """Reads misspelled words; read-only, safe to share between threads."""

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon and the error model of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self.model = resources.get(Confusions.read_misspellings)

    def spellings(self, observed: str, *, distance: int = 2, floor: float = 0.0) -> list[Spelling]:
        """Return what a lower-case word can have been, itself left out, the likeliest first.

        `distance` is how far the lexicon is searched; words rarer than the zipf frequency `floor` are left out.
        Nothing for words of fewer than SHORTEST or more than LONGEST_WORD letters.
        """
        if not SHORTEST <= len(observed) <= LONGEST_WORD:
            return []
        found = []
        alignment = Alignment(self.model, observed)
        for intended in sorted(self._neighbours(observed, distance)):
            zipf = self._lexicon.zipf(intended)
            if zipf >= floor:
                log_channel = alignment.log_channel(intended)
                found.append(Spelling(intended, log_channel, log_channel + NATS_PER_ZIPF * zipf))
        return sorted(found, key=lambda spelling: (-spelling.score, spelling.intended))

    def shares(self, word: str, *, most: int) -> list[tuple[str, float]]:
        """Return the `most` likeliest spellings of a word that is misspelled for sure, with their probabilities."""
        found = self.spellings(word.lower())
        if not found:
            return []
        total = sum(math.exp(spelling.score - found[0].score) for spelling in found)
        return [(s.intended, math.exp(s.score - found[0].score) / total) for s in found[:most]]

    def _neighbours(self, observed: str, distance: int) -> set[str]:
        found = {word for word, _ in self._lexicon.near(observed, distance=distance, limit=NEAR_LIMIT)}
        if distance > 1:
            if len(observed) >= LONG_WORD and len(found) < FEW:
                found.update(word for word, _ in self._lexicon.near(observed, distance=3, limit=FAR_LIMIT))
            origins = self.model.origins(observed, least=LEAST_ORIGIN)
            found.update(word for word in origins if word != observed and self._lexicon.known(word))
        return found
