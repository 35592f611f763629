"""Cuts a run of letters without spaces into words: the likeliest ways, by word frequency (Viterbi, k best)."""

from __future__ import annotations

from repair.lexicon import Lexicon
from repair.resources import Resources

LONGEST_WORD = 20
"""Letters; in news one word in 100,000 is longer."""
LONGEST_RUN = 2000
"""Letters; nothing longer is cut, which bounds the cost of hostile text."""
SHORT = 3
"""Up to so many letters a part must be a common word: most short strings are in a lexicon as somebody's acronym."""
LEAST_SHORT_COUNT = 3000
"""Times in 90 million words of news, in lower case, that make a short word common: `its` has it, `dis` has not."""
LEAST_ZIPF = 2.5
"""A longer part must be this frequent: once in three million words."""
PART_COST = 0.7
"""Decades charged for each further part, beside its own probability: fewer, longer words are likelier."""
MOST_COST = 5.6
"""Decades a part, on average, above which a cut is less likely than a word that the lexicon lacks."""

Cut = tuple[float, tuple[str, ...]]


class Segmenter:
    """Finds the words in glued letters; read-only, safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def read(cls, resources: Resources) -> Segmenter:
        """Make one from the lexicon of `resources`."""
        return cls(resources.get(Lexicon.read))

    def segment(self, letters: str, *, limit: int = 3) -> list[tuple[str, ...]]:
        """Return up to `limit` ways to cut `letters` into two or more known words, the likeliest first; case kept.

        The time is proportional to length times `LONGEST_WORD`.  Ways that are less likely than a word unknown to
        the lexicon are left out.
        """
        if not 3 <= len(letters) <= LONGEST_RUN:
            return []
        best: list[list[Cut]] = [[(0.0, ())]]
        for end in range(1, len(letters) + 1):
            cuts: list[Cut] = []
            for start in range(max(0, end - LONGEST_WORD), end):
                if best[start]:
                    part = letters[start:end]
                    cost = self._cost(part)
                    if cost:
                        cuts += [(total + cost, (*parts, part)) for total, parts in best[start]]
            cuts.sort(key=lambda cut: cut[0])
            best.append(cuts[: limit + 1])
        return [parts for total, parts in best[-1] if len(parts) > 1 and total - PART_COST < MOST_COST * len(parts)][
            :limit
        ]

    def _cost(self, part: str) -> float:
        """Return -log10 P(part) plus `PART_COST`, or 0 if the part is not a word to count on."""
        lexicon = self._lexicon
        if len(part) <= SHORT:
            if len(part) == 1 and part not in ("a", "A", "I"):
                return 0.0
            if lexicon.case_counts(part)[0] < LEAST_SHORT_COUNT and part != "I":
                return 0.0
        zipf = lexicon.zipf(part)
        if zipf < LEAST_ZIPF or not lexicon.known(part):
            return 0.0
        return 9.0 - zipf + PART_COST
