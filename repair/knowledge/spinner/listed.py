"""What single words can have been before a spinner, worked out ahead: `inversions.bin`, made by the spinner itself."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from repair.knowledge.lexicon import ZIPF_STEPS, Lexicon
from repair.knowledge.spinner.costs import EVIDENCE, ROUTE_OF
from repair.knowledge.spinner.substitutions import Substitutions, read_function_words, read_pairs
from repair.knowledge.thesaurus import forms_of, text_of

if TYPE_CHECKING:
    from repair.knowledge.resources import Columns, Resources

NAME, VERSION = "inversions.bin", 1
SOURCES = (
    "irregular.tsv",
    "lexicon.bin",
    "overrides.tsv",
    "pairs.tsv",
    "spinner.tsv",
    "synonyms-function.tsv",
    "synonyms.bin",
)
"""What the spinner goes by, and the table is out of date without."""
OPERATIONS = tuple(EVIDENCE)
"""The order in which the table numbers the operations."""
STEPS = 2048
"""Steps of a nat in which ln P is stored: 0.0005, and 32 nats in all."""
BLOCK = 8
"""Words to a start that is stored; between them the readings of each word are counted."""
# What one decade of frequency of the intended word is worth when the list must be cut (measured: 0.3 in log10), and
# the decades that each further word of a phrase takes off the frequency of its rarest word.
DECADE, FURTHER_WORD = 0.7, 0.7
CACHED = 12_000  # keys kept as text; common words are intended again and again


class Inversion(NamedTuple):
    """An intended phrase, without its place and case in the text.

    `written` is the phrase as it stands inside a sentence; `score` orders inversions: channel and frequency together.
    A tuple, since there are dozens for every word of spun text: it is made three times as fast as a dataclass.
    """

    written: str
    forms: tuple[str, ...]
    log_channel: float
    route: str
    evidence: str
    score: float


class Inversions:
    """The readings of every listed word, read in place from a memory-mapped table.

    A reading is the number of its key, the operation that explains it, and ln P; evidence and route follow from them.
    """

    def __init__(self, columns: Columns, lexicon: Lexicon, tables: dict[str, Substitutions]) -> None:
        """Take the columns of `inversions.bin`, the lexicon that it goes by, and the tables of the spinner."""
        self._lexicon = lexicon
        self._word = lexicon.words().__getitem__
        self._rows = columns.array("rows").data  # of the words that have readings, in alphabetical order
        self._tables = tables
        self._starts = columns.array("starts").data
        self._counts = columns.array("counts").tobytes()
        self._readings = columns.array("readings")
        self._costs = columns.array("costs")
        self._keys = columns.array("keys").data
        self._key_starts = columns.array("keys_starts").data
        self._frequencies = columns.array("frequencies").tobytes()
        self._key = lru_cache(maxsize=CACHED)(self._key_of)

    @classmethod
    def read(cls, resources: Resources) -> Inversions | None:
        """Map the table of a language, None if it is out of date; DictionaryError if it is missing or damaged."""
        columns = resources.columns(NAME, VERSION)
        if columns.strings("sources") != checksums(resources):
            return None
        return cls(columns, resources.get(Lexicon.read), read_tables(resources))

    def __call__(self, word: str) -> tuple[Inversion, ...] | None:
        """Return the readings of a word in lower case, the likeliest first; None if it is not listed."""
        if word not in self._lexicon:
            return None
        place = bisect_left(self._rows, word, key=self._word)
        if place == len(self._rows) or self._word(self._rows[place]) != word:
            return ()
        count = self._counts[place]
        first = self._starts[place // BLOCK] + sum(self._counts[place // BLOCK * BLOCK : place])
        observed = text_of(word)
        found = []
        readings, costs = self._readings[first : first + count].tolist(), self._costs[first : first + count].tolist()
        for reading, cost in zip(readings, costs, strict=True):
            key, written, forms, worth = self._key(reading >> 8)
            operation = OPERATIONS[reading & 255]
            log_channel = -cost / STEPS
            table = self._tables.get(operation)
            if table is None:
                route, evidence = ROUTE_OF[operation], EVIDENCE[operation].format(observed, written)
            else:
                row = next(row for row in table[word] if row.intended == key)
                route, evidence = row.route if operation == "listed" else operation, row.evidence
            found.append(Inversion(written, forms, log_channel, route, evidence, worth + log_channel))
        return tuple(found)

    def _key_of(self, number: int) -> tuple[str, str, tuple[str, ...], float]:
        """Return a key, how it is written, its forms, and what they are worth."""
        text = bytes(self._keys[self._key_starts[number] : self._key_starts[number + 1]]).decode()
        key, _, written = text.partition("\t")
        forms = forms_of(key)
        return key, written or key, forms, worth_of(self._frequencies[number] / ZIPF_STEPS, len(forms))


def worth_of(zipf: float, words: int) -> float:
    """Return what the frequency of an intended phrase is worth in nats, by the zipf frequency of its rarest word."""
    return DECADE * (zipf - FURTHER_WORD * (words - 1))


def read_tables(resources: Resources) -> dict[str, Substitutions]:
    """Return the tables of known substitutions, by the operation that they explain."""
    return {"listed": resources.get(read_pairs), "function": resources.get(read_function_words)}


def checksums(resources: Resources) -> tuple[str, ...]:
    """Return what the table must have been made from: the checksum of every source."""
    return tuple(f"{name} {resources.checksum(name)}" for name in SOURCES)
