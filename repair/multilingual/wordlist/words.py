"""The words of a language: how frequent each is, which lie within a slip of a string, how its letters follow."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from repair.multilingual.facts import LANGUAGES, Facts
from repair.multilingual.wordlist.building import (
    LEAST_PART,
    LEAST_STEM,
    LEAST_TARGET,
    LONGEST_AFFIX,
    MARKED,
    PREFIX,
    ZIPF_STEPS,
    key,
)
from repair.multilingual.wordlist.letters import bare_word, grams, letter_places

if TYPE_CHECKING:
    from repair.knowledge.resources import Columns, Resources

FILE, VERSION = "words.bin", 1
CACHED = 20_000
"""Words whose rows are kept."""
CODES_A_NAT = 16
CHANCE, CHANCE_ZIPF, CHANCE_WORDS = 1.15, 4.0, 300_000
"""Nats for each unit of zipf by which words beside a frequent one are there by chance, and the zipf from which, in a
list of so many words: in a shorter one there are fewer."""


class Words:
    """The words of one language; memory-mapped and read-only, so safe to share between threads."""

    def __init__(self, facts: Facts, columns: Columns) -> None:
        """Take what `building.columns_of` made."""
        self.facts = facts
        self._keys = _view(columns, "keys")
        self._ends = _view(columns, "ends")
        self._letters = _view(columns, "letters")
        self._zipfs = _view(columns, "zipfs")
        self._found = _view(columns, "found")
        self._rows = _view(columns, "rows")
        self._model = _view(columns, "model")
        self._firsts = _view(columns, "firsts")
        self._lasts = _view(columns, "lasts")
        self._beginnings = _logs(columns, "beginnings", "beginning codes")
        self._endings = _logs(columns, "endings", "ending codes")
        self._chance_zipf = CHANCE_ZIPF + math.log10(max(1.0, CHANCE_WORDS / len(self._keys)))
        self._places = letter_places(facts.alphabet)
        self.zipf = lru_cache(maxsize=CACHED)(self._zipf)

    @classmethod
    def read(cls, resources: Resources) -> Words:
        """Map the words of the language; DictionaryError if they are damaged."""
        return cls(LANGUAGES[resources.language], resources.columns(FILE, VERSION))

    def __len__(self) -> int:
        return len(self._keys)

    def word(self, row: int) -> str:
        """Return the word of a row."""
        return str(self._letters[self._ends[row - 1] if row else 0 : self._ends[row]], "utf-8")

    def _zipf(self, word: str) -> float:
        """Return log10 of the occurrences of a folded word in 10^9 words; 0.0 if it is not listed."""
        row = self._row(word)
        return 0.0 if row is None else self._zipfs[row] / ZIPF_STEPS

    def _row(self, word: str) -> int | None:
        number = key(word)
        row = bisect_left(self._keys, number)
        while row < len(self._keys) and self._keys[row] == number:
            if self.word(row) == word:
                return row
            row += 1
        return None

    def near(self, word: str, *, far: bool) -> Iterator[tuple[str, float]]:
        """Yield (other word, zipf) of the words within an edit of a folded string, or two."""
        prefix = word[:PREFIX]
        left = {prefix} | {prefix[:i] + prefix[i + 1 :] for i in range(len(prefix))}
        if far:
            left |= {prefix[:i] + prefix[i + 1 : j] + prefix[j + 1 :] for i, j in combinations(range(len(prefix)), 2)}
        rows = {row for string in left for row in self._found_by(string)}
        most = 2 if far else 1
        for row in rows:
            other = self.word(row)
            edits = OSA.distance(word, other, score_cutoff=most)
            if 0 < edits <= most:
                yield other, self._zipfs[row] / ZIPF_STEPS

    def with_marks(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield (other word, zipf) of the words that are a folded string but for the marks on their letters."""
        bare = bare_word(word)
        for row in self._found_by(MARKED + bare):
            other = self.word(row)
            if other != word and bare_word(other) == bare:
                yield other, self._zipfs[row] / ZIPF_STEPS

    def _found_by(self, string: str) -> Iterator[int]:
        """Yield the rows of the words that are found by a string, and of some others."""
        number = key(string)
        place = bisect_left(self._found, number)
        while place < len(self._found) and self._found[place] == number:
            yield self._rows[place]
            place += 1

    def log_first(self, word: str) -> float:
        """Return how well a folded string begins compounds: ln of the words that do with it; 0.0 if it begins none.

        Less for frequent words: `und` stands before more words by chance than `zeit` does on purpose.
        """
        return self._log_part(word, self._firsts)

    def log_last(self, word: str) -> float:
        """Return how well a folded string ends compounds, likewise."""
        return self._log_part(word, self._lasts)

    def _log_part(self, word: str, counts: memoryview) -> float:
        row = self._row(word)
        if row is None or not counts[row]:
            return 0.0
        by_chance = CHANCE * max(0.0, self._zipfs[row] / ZIPF_STEPS - self._chance_zipf)
        return max(0.0, counts[row] / CODES_A_NAT - by_chance)

    def log_beginning(self, affix: str) -> float:
        """Return ln of the words that are this beginning and another word; 0.0 if it is none."""
        return self._beginnings.get(affix, 0.0)

    def log_ending(self, affix: str) -> float:
        """Return ln of the words that are another one with this ending; 0.0 if it is none."""
        return self._endings.get(affix, 0.0)

    def log_compound(self, word: str) -> float:
        """Return how well a folded string is two words of which others begin and end: ln of both counts; 0.0 if not."""
        best = 0.0
        for cut in range(LEAST_PART, len(word) - LEAST_PART + 1):
            if (first := self.log_first(word[:cut])) and (last := self.log_last(word[cut:])):
                best = max(best, first + last)
        return best

    def log_derived(self, word: str) -> float:
        """Return how well a folded string is a word with a beginning or an ending: zipf of the one and ln of the other.

        0.0 if it is none.
        """
        best = 0.0
        for letters in range(1, min(LONGEST_AFFIX, len(word) - LEAST_STEM) + 1):
            for affix, log_count, stem in (
                (word[-letters:], self._endings, word[:-letters]),
                (word[:letters], self._beginnings, word[letters:]),
            ):
                if affix in log_count and (zipf := self.zipf(stem)) >= LEAST_TARGET:
                    best = max(best, zipf + log_count[affix])
        return best

    def log_letters(self, word: str) -> float:
        """Return ln P of a folded string by its letters alone, as a word that is drawn among all listed ones."""
        size = len(self._places) + 2
        model = self._model
        return -sum(model[place] for place in grams(word, self._places, size)) / CODES_A_NAT


def _view(columns: Columns, name: str) -> memoryview:
    return memoryview(columns.array(name))  # type: ignore[arg-type]  # numpy's arrays are buffers, which its types miss


def _logs(columns: Columns, names: str, codes: str) -> dict[str, float]:
    values = columns.array(codes).tolist()
    return {name: value / CODES_A_NAT for name, value in zip(columns.strings(names), values, strict=True)}
