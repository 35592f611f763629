"""The thesaurus: which lemmas share a synset, read in place from a memory-mapped table.

A lemma is named by its *key*: its tokens in lower case, digits kept, joined by single spaces
(`spider 's web`, `pocket - sized`).
Nothing is unpacked at load: a look-up is a binary search in the sorted keys.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from repair.knowledge.resources import Columns, Resources

Pos = Literal["n", "v", "a", "r"]
POSES: tuple[Pos, ...] = ("n", "v", "a", "r")
MATE, SIMILAR, DERIVATION = range(3)
LONGEST_PHRASE = 4  # tokens of a lemma that is looked up as a phrase; what is longer is a name or a definition
PREFIX = 4  # bytes by which keys are looked up first: most ranges hold fewer than ten
# Two hops reach a quarter of the thesaurus; only common words are worth proposing then (zipf in sixteenths).
COMMONEST = 64
VERSION = 1
NAME = "synonyms.bin"

_DIGIT = re.compile(r"\d")


def text_of(key: str) -> str:
    """Return how a key is usually written; for nearly all lemmas what `written` returns."""
    return key.replace(" - ", "-").replace(" '", "'").replace(" n't", "n't")


def forms_of(key: str) -> tuple[str, ...]:
    """Return the language model's forms of a key: its tokens, digits as 0."""
    return tuple(_DIGIT.sub("0", key).split(" "))


def code(pos: int, relation: int) -> int:
    """Return the byte that stands for a part of speech (its place in `POSES`) and a relation."""
    return pos + len(POSES) * relation


class _Keys(Sequence[bytes]):
    """Texts stored end to end, seen as a sequence of bytes."""

    def __init__(self, columns: Columns, name: str) -> None:
        self.starts = columns.array(name + "_starts").data
        self.texts = columns.array(name).data

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        return bytes(self.texts[self.starts[number] : self.starts[number + 1]])


def _ranges_of(keys: _Keys) -> dict[bytes, tuple[int, int]]:
    """Return the range of the sorted keys that begin with each prefix, which saves two thirds of a binary search."""
    starts, texts = np.asarray(keys.starts), np.asarray(keys.texts).view(np.uint8)
    if len(starts) < 2:
        return {}
    places = starts[:-1, None] + np.arange(PREFIX)
    prefixes = np.where(places < starts[1:, None], texts[np.minimum(places, len(texts) - 1)], 0).astype(np.uint8)
    new = np.flatnonzero((prefixes[1:] != prefixes[:-1]).any(axis=1)) + 1
    begins = [0, *new.tolist()]
    return {
        prefixes[begin].tobytes(): (begin, end) for begin, end in zip(begins, [*begins[1:], len(prefixes)], strict=True)
    }


class Thesaurus:
    """WordNet's lemmas and their neighbours.  Lemmas are numbers; `find` and `key` translate.

    Neighbours are mates (in one synset), members of similar adjective synsets, and derivations.  A spinner picks
    among the mates of a lemma: their number is `fan_outs[lemma]`.  `frequencies` are zipf values in sixteenths.
    """

    def __init__(self, columns: Columns) -> None:
        """Take the columns of `synonyms.bin`; `read` is the way to make one."""
        self._keys = _Keys(columns, "keys")
        self._written = _Keys(columns, "written")
        self.starts: NDArray[np.uint32] = columns.array("neighbours_starts")
        self.neighbours: NDArray[np.uint32] = columns.array("neighbours")
        self.relations: NDArray[np.uint8] = columns.array("relations")
        self.fan_outs: NDArray[np.uint16] = columns.array("fan_outs")
        self.frequencies: NDArray[np.uint8] = columns.array("frequencies")
        self._ranges = _ranges_of(self._keys)
        self.find = lru_cache(maxsize=20_000)(self._find)
        self.key = lru_cache(maxsize=20_000)(self._key)

    @classmethod
    def read(cls, resources: Resources) -> Thesaurus:
        """Map the thesaurus of a language; DictionaryError if it is missing or damaged."""
        return cls(resources.columns(NAME, VERSION))

    def __len__(self) -> int:
        return len(self._keys)

    def _find(self, key: str) -> int | None:
        """Return the number of a lemma, None if the thesaurus has it not."""
        wanted = key.encode()
        first, last = self._ranges.get(wanted[:PREFIX].ljust(PREFIX, b"\0"), (0, 0))
        number = bisect_left(self._keys, wanted, first, last)
        return number if number < last and self._keys[number] == wanted else None

    def _key(self, lemma: int) -> str:
        """Return the key of a lemma."""
        return self._keys[lemma].decode()

    def written(self, lemma: int) -> str:
        """Return the lemma as written in the middle of a sentence (`Thursday`, `pocket-sized`)."""
        return self._written[lemma].decode() or text_of(self.key(lemma))

    def related(self, lemma: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Return the neighbours of a lemma and, beside each, its `code`."""
        first, last = self.starts[lemma], self.starts[lemma + 1]
        return self.neighbours[first:last], self.relations[first:last]

    def mates(self, lemma: int) -> list[int]:
        """Return the lemmas that share a synset with a lemma, each once."""
        neighbours, relations = self.related(lemma)
        found: list[int] = neighbours[relations < len(POSES)].tolist()
        return list(dict.fromkeys(found))

    @cached_property
    def continuations(self) -> dict[str, set[str]]:
        """The rest of every key of two to four tokens, by its first token: tells cheaply which phrases are lemmas."""
        texts = bytes(self._keys.texts)
        starts = np.asarray(self._keys.starts)
        spaces = np.flatnonzero(np.frombuffer(texts, np.uint8) == ord(" "))
        owners, firsts, counts = np.unique(
            np.searchsorted(starts, spaces, "right") - 1, return_index=True, return_counts=True
        )
        short = counts < LONGEST_PHRASE
        owners, cuts = owners[short], spaces[firsts[short]]
        found: dict[str, set[str]] = {}
        rows = zip(starts[owners].tolist(), cuts.tolist(), starts[owners + 1].tolist(), strict=True)
        for first, cut, last in rows:
            found.setdefault(texts[first:cut].decode(), set()).add(texts[cut + 1 : last].decode())
        return found

    def rests(self, head: str, length: int) -> tuple[tuple[str, ...], ...]:
        """Return what follows a first token in the lemmas of `length` further tokens, 1 to 3, in order."""
        rests = sorted(rest for rest in self.continuations.get(head, ()) if rest.count(" ") == length - 1)
        return tuple(tuple(rest.split(" ")) for rest in rests)

    def is_phrase(self, key: str) -> bool:
        """Tell whether a key of two to four tokens is a lemma."""
        head, _, rest = key.partition(" ")
        return rest in self.continuations.get(head, ())
