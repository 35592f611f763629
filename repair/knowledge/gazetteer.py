"""The names of people, organisations and places: what is a name, how often news had it, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from repair.knowledge.near_words import NearIndex, index_words
from repair.knowledge.resources import Resources

VERSION = 1
# The order is the format: a phrase's number is eight times its count, plus the place of its kind in this list.
KINDS = ("other", "person", "organisation", "place", "outlet", "acronym")
KIND_STEPS = 8
USER_COUNT = 1000  # a name that the user vouches for weighs as much as one that news mentions all the time

HEADED, LEAST_HEADED = 2, 20  # spaces, and times in the news, of a name whose last two words may stand alone

# `Al - Qaeda`, `AT & T`, `Levi 's` as tokens; `Procter & Gamble` keeps its spaces.
_GLUED = re.compile(r" ?(-|/) ?| (?='s?\b)|(?<=\b[A-Z]) & (?=[A-Z])|(?<=\b[A-Z]{2}) & (?=[A-Z]\b)")


def surface(tokens: Sequence[str]) -> str:
    """Return the name that these tokens spell, as a text writes it."""
    joined = " ".join(tokens)
    if joined.isalpha() or ("-" not in joined and "'" not in joined and "&" not in joined and "/" not in joined):
        return joined
    return _GLUED.sub(lambda match: match[0].strip(), joined)


class Gazetteer:
    """Names with counts and kinds; read-only, safe to share between threads."""

    __slots__ = ("_heads", "_inner", "_near", "_near_words", "_phrases", "_reach", "_user", "_words")

    def __init__(
        self,
        *,
        phrases: Mapping[str, int],
        words: Mapping[str, int],
        reach: Mapping[str, int],
        inner: frozenset[str],
        near_words: Sequence[str],
        near: NearIndex,
        user: tuple[Sequence[str], NearIndex] | None = None,
    ) -> None:
        """Take the columns of `entities.bin`; `read` is the way to make one."""
        self._phrases = phrases
        self._words = words
        self._reach = reach
        self._inner = inner
        self._near_words = near_words
        self._near = near
        self._user = user
        self._heads: dict[str, tuple[str, ...]] | None = None  # made when a spun text asks for it

    @classmethod
    def read(cls, resources: Resources) -> Gazetteer:
        """Load `entities.bin`; DictionaryError if it is damaged."""
        columns = resources.columns("entities.bin", VERSION)
        words = columns.strings("words")
        return cls(
            phrases=dict(zip(columns.strings("phrases"), columns.array("phrase_codes").tolist(), strict=True)),
            words=dict(zip(words, columns.array("word_counts").tolist(), strict=True)),
            reach=dict(zip(columns.strings("firsts"), columns.array("reach").tobytes(), strict=True)),
            inner=frozenset(columns.strings("inner")),
            near_words=words,
            near=NearIndex(
                words, columns.array("near_rows"), columns.array("near_masks"), columns.array("near_bounds")
            ),
        )

    def __len__(self) -> int:
        return len(self._phrases)

    def phrases(self) -> Iterable[str]:
        """Return every name, those of the user among them, case kept."""
        return self._phrases.keys()

    def words(self) -> Iterable[str]:
        """Return every word of the names, case kept."""
        return self._words.keys()

    def count(self, phrase: str) -> int:
        """Return how often news had exactly this name, case kept; 0 if it is none.

        A phrase that only other sources have counts 1; their single words are known to `has_word` alone.
        """
        return self._phrases.get(phrase, 0) // KIND_STEPS

    def kind(self, phrase: str) -> str:
        """Return person, organisation, place, outlet, acronym or other; empty if it is no name."""
        code = self._phrases.get(phrase)
        return "" if code is None else KINDS[code % KIND_STEPS]

    def has_word(self, word: str) -> bool:
        """Tell whether some name holds the word: case kept, or the whole word in capitals."""
        if word in self._words:
            return True
        if not word.isupper() or len(word) == 1:
            return False
        return word.capitalize() in self._words or word in self._inner

    def word_count(self, word: str) -> int:
        """Return the summed counts of the names that hold this word, case kept."""
        return self._words.get(word, 0)

    def near(self, word: str, *, distance: int = 2, limit: int = 10) -> list[tuple[str, int]]:
        """Return (name word, distance), nearest then commonest first; case does not count as an edit.

        The distance is optimal string alignment.  The word itself is left out, its other capitals are not.
        """
        lower = word.lower()
        found: list[tuple[str, int]] = []
        for words, index in (*([self._user] if self._user else []), (self._near_words, self._near)):
            rows, edits = index.search(lower, distance=distance, limit=limit + 1)
            found += zip([words[row] for row in rows.tolist()], edits.tolist(), strict=True)
        found.sort(key=lambda pair: pair[1])  # stable, so that the user's names stand first
        return [pair for pair in dict(found).items() if pair[0] != word][:limit]

    def longest(self, words: Sequence[str], start: int, most: int = 6) -> int:
        """Return how many of `words` from `start` on make up the longest name that begins there; 0 if none does."""
        first = words[start]
        reach = min(self._reach.get(first, 0), most, len(words) - start)
        for length in range(reach, 1, -1):
            if surface(words[start : start + length]) in self._phrases:
                return length
        return int(first in self._words)

    def heads(self, end: str) -> tuple[str, ...]:
        """Return the words that make a name in the news of a phrase of two words: `Amazon` of `Web Services`."""
        if self._heads is None:
            heads: dict[str, tuple[str, ...]] = {}
            for phrase, code in self._phrases.items():
                if phrase.count(" ") == HEADED and code >= LEAST_HEADED * KIND_STEPS:
                    head, _, rest = phrase.partition(" ")
                    heads[rest] = (*heads.get(rest, ()), head)
            self._heads = heads
        return self._heads.get(end, ())

    def with_names(self, names: Iterable[str]) -> Gazetteer:
        """Return a copy that also knows these names, phrases or single words, as the user writes them."""
        added = sorted({" ".join(name.split()) for name in names} - {""})
        if not added:
            return self
        phrases, words, reach = dict(self._phrases), dict(self._words), dict(self._reach)
        for name in added:
            kept = phrases.get(name, 0)
            phrases[name] = max(kept, USER_COUNT * KIND_STEPS + kept % KIND_STEPS)
            tokens = name_tokens(name)
            reach[tokens[0]] = max(reach.get(tokens[0], 0), min(len(tokens), 255))
            for token in tokens:
                words[token] = max(words.get(token, 0), USER_COUNT)
        own = sorted({token for name in added for token in name_tokens(name) if token[0].isalpha()})
        return Gazetteer(
            phrases=phrases,
            words=words,
            reach=reach,
            inner=self._inner | {token.upper() for token in own},
            near_words=self._near_words,
            near=self._near,
            user=(own, NearIndex(own, *index_words(own))),
        )


def name_tokens(name: str) -> list[str]:
    """Return a name's tokens, cut as a document is: `Al-Qaeda` is three, `O'Neill` and `U.S.` are one."""
    return re.findall(r"'s\b|[-/&]|[^\s/&-]+?(?='s\b|[\s/&-]|$)", name)
