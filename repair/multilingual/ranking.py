"""How likely a word is garbled, and what it was: frequency, channel cost and the document weigh against the word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repair.knowledge.resources import DictionaryError, Resources
from repair.multilingual.undoing.readings import NATS_PER_ZIPF, Word
from repair.multilingual.wordlist.letters import bare
from repair.multilingual.wordlist.words import Words
from repair.records import Candidate, Document, Kind

AFFIX, FUNCTION = 4.5, 5.0
"""ln of the words with an affix from which it is one, and zipf from which a word is of the commonest."""
COMMON_PIECE = 4.5
"""Zipf of a word that parts of identifiers (`getName`) seldom have."""
FOLDER, FILE, PRODUCTS, VERSION = "mul", "weights.tsv", "products.tsv", 1
FEATURES = (
    "bias",
    "against letters",
    "against listed",
    "listed",
    "compound",
    "derived",
    "name",
    "capital at start",
    "capitals",
    "repeated",
    "letters",
    "zipf",
    "marks",
    "marks too many",
    "inner capital",
    "in part",
    "shape",
    "odd shape",
    "glued",
    "glued against letters",
    "glued compound",
    "glued short",
    "glued pieces",
    "glued no part",
    "glued affix",
    "function first",
    "function last",
    "at capitals",
    "at capitals rare",
    "digits",
    "short",
    "channel",
    "rivals",
)
PAIRS = tuple(combinations(range(1, len(FEATURES)), 2))
"""Features, without the first, whose products count beside them."""
_ONE, _OTHER = np.array(PAIRS).T


class Standing(NamedTuple):
    """What speaks for a folded string as it stands: zipf, ln P of its letters, how well it is built of words."""

    zipf: float
    log_letters: float
    compound: float
    derived: float


PRIOR, CALIBRATED = 0.008, 0.03
"""Share of words garbled in a text of which nothing is known, and of those from which the weights were learned."""
KIND_SHARES: dict[Kind, float] = {"spelling": 0.68, "spacing": 0.2, "ocr": 0.12}
"""How they were garbled there, and are thought to be."""
PRIOR_WORDS = 150
"""Words of such a text that the prior counts for."""
LEAST_RATE = 0.003
"""Share of garbled words thought possible in any text, however long and clean: a lone slip is found there, too."""
PASSES = 3
"""Times that the share of garbled words of a document is estimated."""
SHARPNESS, NONE = 0.5, 0.15
"""What scores of readings are multiplied by before they are compared; share of garbled words that no reading fits."""


@dataclass(frozen=True)
class Weights:
    """The weights of the features for one language, and of their products for all."""

    own: NDArray[np.float64]
    products: NDArray[np.float64]

    @classmethod
    def of(cls, code: str) -> Weights:
        """Return the weights of a language."""
        resources = Resources(FOLDER)
        head, *rows = map(_fields, resources.lines(FILE, VERSION))
        products = {(one, other): float(w) for one, other, w in map(_fields, resources.lines(PRODUCTS, VERSION))}
        own = {language: values for language, *values in rows}
        if tuple(head[1:]) != FEATURES or code not in own:
            raise DictionaryError(f"{FILE} has no weights for {code}: reinstall the package")
        named = [products.get((FEATURES[one], FEATURES[other]), 0.0) for one, other in PAIRS]
        return cls(np.array(own[code], float), np.array(named))


def _fields(row: str) -> list[str]:
    return row.split("\t")


def together(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the products of features, in the order of PAIRS, for rows of features."""
    return rows[:, _ONE] * rows[:, _OTHER]


class Ranker:
    """Turns readings into probabilities; read-only, so safe to share between threads."""

    def __init__(self, words: Words, weights: Weights) -> None:
        self.features = Features(words)
        self._weights = weights

    def shares(
        self, document: Document, places: Sequence[tuple[int, Sequence[Word]]]
    ) -> list[tuple[float, list[float], dict[str, float]]]:
        """Return for each place P(garbled), P of each reading, and what weighed, by the names of the features."""
        if not places:
            return []
        rows = np.array([self.features.of(document, index, readings) for index, readings in places])
        weighed, products = rows * self._weights.own, together(rows) @ self._weights.products
        odds = weighed.sum(axis=1) + products
        garbled, log_rates = self._believed(document, odds, [readings[0].kind for _, readings in places])
        found = []
        for place, (_, readings) in enumerate(places):
            p = float(garbled[place])
            names = dict(zip(FEATURES, weighed[place].tolist(), strict=True))
            names |= {"together": float(products[place]), "document": float(log_rates[place])}
            found.append((p, [p * share for share in self.shares_among(readings)], names))
        return found

    @staticmethod
    def shares_among(readings: Sequence[Word]) -> list[float]:
        """Return the probability of each reading of a garbled string; what is missing to 1 is that of none."""
        parts = [math.exp(SHARPNESS * (word.score - readings[0].score)) for word in readings]
        total = sum(parts) + NONE
        return [part / total for part in parts]

    def _believed(
        self, document: Document, odds: NDArray[np.float64], kinds: Sequence[Kind]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return P(garbled) of places, and by how many nats the document has more of its kind than it was learned from.

        The share of each kind of garble is estimated from what is believed with the last estimate.
        """
        words = sum(form[0].isalpha() for form in document.forms)
        log_rates = np.full(len(odds), math.log(PRIOR / CALIBRATED))
        places = [(np.array([one == kind for one in kinds]), share) for kind, share in KIND_SHARES.items()]
        for _ in range(PASSES):
            garbled = 1 / (1 + np.exp(-(odds + log_rates)))
            for of_kind, share in places:
                rate = (garbled[of_kind].sum() + PRIOR * share * PRIOR_WORDS) / (words + PRIOR_WORDS)
                log_rates[of_kind] = math.log(max(LEAST_RATE, rate / share) / CALIBRATED)
        return 1 / (1 + np.exp(-(odds + log_rates))), log_rates

    def share_of_joined(self, candidate: Candidate, score: float) -> float:
        """Return the probability that words were one, from how much likelier they are as one word, in nats."""
        return 1 / (1 + math.exp(-(score - JOINED[candidate.route]) / 2))


JOINED = {"split": 6.0, "line end": -2.0}
"""Nats by which words must be likelier as one, for an even chance that they were (judgement)."""


def _marks(word: str) -> int:
    return sum(bare(letter) != letter for letter in word)


class Features:
    """Weighs readings of a string against it; read-only, so safe to share between threads."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.standing = lru_cache(maxsize=20_000)(self._standing)
        self._nouns_have_capitals = words.facts.code == "de"

    def _standing(self, form: str) -> Standing:
        words = self._words
        return Standing(words.zipf(form), words.log_letters(form), words.log_compound(form), words.log_derived(form))

    def _of_pieces(self, pieces: Sequence[str]) -> tuple[float, float, float]:
        """Return whether one of the words may be an affix, and how common the first and the last are if not."""
        if not pieces:
            return 0.0, 0.0, 0.0
        words, first, last = self._words, pieces[0], pieces[-1]
        beginning, ending = words.log_beginning(first) >= AFFIX, words.log_ending(last) >= AFFIX
        return (
            float(beginning or ending),
            0.0 if beginning else max(0.0, words.zipf(first) - FUNCTION) / 2,
            0.0 if ending else max(0.0, words.zipf(last) - FUNCTION) / 2,
        )

    def of(self, document: Document, index: int, readings: Sequence[Word]) -> tuple[float, ...]:
        """Return the features of a place and its readings, the likeliest first, in the order of FEATURES."""
        form, text, best = document.forms[index], document.texts[index], readings[0]
        standing = self.standing(form)
        capital = text[0].isupper()
        at_start = document.is_sentence_start(index)
        upper = len(text) > 1 and text.isupper()
        glued, pieces = best.kind == "spacing", best.text.split()
        against = min(3.0, max(-1.0, (best.score - standing.log_letters - 15) / 10))
        return (
            1.0,
            against,
            min(3.0, max(-1.0, (best.score - standing.zipf * NATS_PER_ZIPF) / 10)) if standing.zipf else 0.0,
            float(standing.zipf > 0),
            standing.compound / 10,
            standing.derived / 10,
            float(capital and not at_start and not upper and not self._nouns_have_capitals),
            float(capital and (at_start or self._nouns_have_capitals) and not upper),
            float(upper),
            math.log(document.vocabulary[text]),
            min(len(form), 12) / 10,
            best.log_frequency / NATS_PER_ZIPF / 3 if best.kind != "spacing" else 1.5,
            float(best.route in ("marks", "spelled out")),
            float(best.route == "marks" and _marks(form) > _marks(best.text)),
            float(not glued and not upper and text[1:] != text[1:].lower()),
            float(best.route == "slip in part"),
            float(best.route == "shape"),
            float(best.route == "odd shape"),
            float(glued),
            against if glued else 0.0,
            standing.compound / 10 if glued else 0.0,
            float(glued and min(map(len, pieces)) <= 2),
            float(best.text.count(" ")),
            float(glued and not (self._words.log_first(pieces[0]) and self._words.log_last(pieces[-1]))),
            *self._of_pieces(pieces if glued else ()),
            float(best.route == "at capitals"),
            float(best.route == "at capitals" and min(map(self._words.zipf, pieces)) < COMMON_PIECE),
            float(not form.isalpha()),
            float(len(form) <= 4),
            best.log_channel / 10,
            math.log(sum(math.exp(SHARPNESS * (word.score - best.score)) for word in readings)),
        )
