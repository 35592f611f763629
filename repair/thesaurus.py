"""The thesaurus: which lemmas share a synset, read in place from a memory-mapped table.

A lemma is named by its *key*: its lower-case tokens joined by single spaces (`spider 's web`, `pocket - sized`).
Nothing is unpacked at load: a look-up is a binary search in the sorted keys.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from repair.resources import Columns, Resources

Pos = Literal["n", "v", "a", "r"]
POSES: tuple[Pos, ...] = ("n", "v", "a", "r")
VERSION = 1
NAME = "synonyms.bin"

_CLITIC = "s|re|ve|ll|d|m"
_TOKEN = re.compile(
    r"[a-z]+?(?=n't\b)|n't\b"
    rf"|'(?:{_CLITIC})\b|[^\W\d_]+(?:'(?!(?:{_CLITIC}|t)\b)[^\W\d_]{{2,}})*|\d+|\S"
)
_DIGIT = re.compile(r"\d")


def key_of(text: str) -> str:
    """Return the key of a lemma or short phrase: the language model's tokens, digits kept, single spaces between."""
    return " ".join(_TOKEN.findall(text.lower()))


def text_of(key: str) -> str:
    """Return how a key is usually written; the inverse of `key_of` for nearly all lemmas."""
    return key.replace(" - ", "-").replace(" '", "'").replace(" n't", "n't")


def forms_of(key: str) -> tuple[str, ...]:
    """Return the language model's forms of a key: its tokens, digits as 0."""
    return tuple(_DIGIT.sub("0", key).split(" "))


class _Rows:
    """Compressed sparse rows of numbers, or texts stored end to end."""

    def __init__(self, starts: memoryview, values: memoryview) -> None:
        self.starts = starts
        self.values = values

    def __getitem__(self, number: int) -> list[int]:
        row: list[int] = self.values[self.starts[number] : self.starts[number + 1]].tolist()
        return row


class _Keys(Sequence[bytes]):
    """Texts stored end to end, seen as a sequence of bytes."""

    def __init__(self, rows: _Rows) -> None:
        self.starts = rows.starts
        self.texts = rows.values

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        return bytes(self.texts[self.starts[number] : self.starts[number + 1]])


class Thesaurus:
    """WordNet's synsets.  Lemmas and synsets are numbers; `find` and `key` translate."""

    def __init__(self, columns: Columns) -> None:
        """Take the columns of `synonyms.bin`; `read` is the way to make one."""

        def rows(name: str) -> _Rows:
            return _Rows(memoryview(columns.array(name + "_starts")), memoryview(columns.array(name)))

        self._keys = _Keys(rows("keys"))
        self._written = _Keys(rows("written"))
        self._senses = rows("senses")
        self._members = rows("members")
        self._derivations = rows("derivations")
        self._similar = rows("similar")
        self._hypernyms = rows("hypernyms")
        self._ranks, self._tags = (memoryview(columns.array(name)) for name in ("sense_ranks", "sense_tags"))
        self._poses, self._fan_outs = (memoryview(columns.array(name)) for name in ("poses", "fan_outs"))
        self.find = lru_cache(maxsize=20_000)(self._find)

    @classmethod
    def read(cls, resources: Resources) -> Thesaurus:
        """Map the thesaurus of a language; DictionaryError if it is missing or damaged."""
        return cls(resources.columns(NAME, VERSION))

    def __len__(self) -> int:
        return len(self._keys)

    def _find(self, key: str) -> int | None:
        wanted = key.encode()
        number = bisect_left(self._keys, wanted)
        return number if number < len(self._keys) and self._keys[number] == wanted else None

    def key(self, lemma: int) -> str:
        """Return the key of a lemma."""
        return self._keys[lemma].decode()

    def written(self, lemma: int) -> str:
        """Return the lemma as written in the middle of a sentence (`Thursday`, `pocket-sized`)."""
        return self._written[lemma].decode() or text_of(self.key(lemma))

    def is_capitalised(self, lemma: int) -> bool:
        """Tell whether the lemma is always written with capitals."""
        return self._written.__getitem__(lemma)[:1].isupper()

    def senses(self, lemma: int) -> list[tuple[int, Pos, int, int]]:
        """Return (synset, part of speech, rank from 0 among that part of speech, tag count) of every sense."""
        first, last = self._senses.starts[lemma], self._senses.starts[lemma + 1]
        values = self._senses.values
        return [(values[i], POSES[self._poses[values[i]]], self._ranks[i], self._tags[i]) for i in range(first, last)]

    def members(self, synset: int) -> list[int]:
        """Return the lemmas of a synset."""
        return self._members[synset]

    def similar(self, synset: int) -> list[int]:
        """Return the synsets that WordNet calls similar to an adjective synset."""
        return self._similar[synset]

    def hypernyms(self, synset: int) -> list[int]:
        """Return the synsets one step more general."""
        return self._hypernyms[synset]

    def derivations(self, lemma: int) -> list[int]:
        """Return the lemmas that are derivationally related to a lemma in any sense."""
        return self._derivations[lemma]

    def fan_out(self, lemma: int) -> int:
        """Return how many mates a lemma has over all its synsets: a spinner picks one of them."""
        count: int = self._fan_outs[lemma]
        return count

    def mates(self, lemma: int) -> list[tuple[int, Pos, int]]:
        """Return (mate, part of speech, rank of the lemma's sense) over all synsets; a mate may come up twice."""
        return [
            (mate, pos, rank)
            for synset, pos, rank, _ in self.senses(lemma)
            for mate in self.members(synset)
            if mate != lemma
        ]

    @cached_property
    def phrases(self) -> frozenset[str]:
        """The keys of two and three tokens without marks, for joining phrases word by word."""
        texts = bytes(self._keys.texts)
        starts = self._keys.starts.tolist()
        found = (texts[first:last] for first, last in itertools.pairwise(starts))
        return frozenset(key.decode() for key in found if 1 <= key.count(b" ") <= 2 and b"-" not in key)
