"""Readings of a bare phrase that is known to be garbled (`profound learning` → `deep learning`), the likeliest first.

Science papers that were run through a paraphraser are full of such *tortured phrases* (Cabanac, Labbé and Magazinov
2021).  A bare phrase has no context, so what counts is what each word can have been, and whether the words that come
out are said together.  All of it is one log-linear model; what depends on words alone was added up beforehand by
`dictionaries/build/phrases.py` and lies in `phrases.bin`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import numpy as np

from repair.knowledge.language_model import LanguageModel
from repair.knowledge.thesaurus import Thesaurus

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

FILE, VERSION = "phrases.bin", 1
STEP = 0.125  # nats that one unit of a stored score stands for
WEIGHTS = ("kept", "news", "news over 1", "lemma", "no joint", "none")
LONGEST = 6  # words of a phrase; longer ones are sentences, which have context
LONGEST_PIECE = 3  # words that one reading explains: `half and half` → `hybrid`
KNOWN = 0.9  # share of the probability that the readings of a listed phrase have; set by judgement, not fitted
LEAST_GAIN, MOST_GAIN = -3.0, 8.0  # nats that the n-grams may add at one joint: an unseen pair is no proof
# Hypotheses kept at each word, readings tried of each piece, and hypotheses that the end is weighed for.
WIDTH, TRIED, ENDS = 60, 40, 120
MARGIN = 9.0  # nats behind the best reading of a piece, from which another is not tried
FREE, ANCHORS = 12, 3  # words tried because a neighbour asks for them; readings of the right neighbour that may ask

Words = tuple[str, ...]


class Scores(Protocol):
    """The parts of the log-linear model that a decoder adds up, each in nats."""

    def pieces(self, observed: Words) -> Sequence[tuple[Words, float]]:
        """Return the readings of some words that stand side by side, themselves among them, the best first."""

    def free(self, left: Words, following: Words) -> Sequence[tuple[Words, float]]:
        """Return words that the intended word on the left, or else the observed one on the right, asks for."""

    def joint(self, left: str, right: str) -> float:
        """Return how well two intended words go together."""

    def whole(self, intended: Words) -> float:
        """Return how well the words make a phrase as a whole."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of a phrase, its score in nats, and which observed words [first, last) became what."""

    intended: Words
    score: float
    pieces: tuple[tuple[int, int, Words], ...]


def decode(scores: Scores, observed: Words, *, most: int, width: int = WIDTH) -> list[Hypothesis]:
    """Return the `most` best readings of the words by beam search, other than the words themselves."""
    joint = lru_cache(maxsize=None)(scores.joint)
    beams: list[dict[Words, Hypothesis]] = [{} for _ in range(len(observed) + 1)]
    beams[0][()] = Hypothesis((), 0.0, ())
    for first in range(len(observed)):
        for last in range(first + 1, min(first + LONGEST_PIECE, len(observed)) + 1):
            readings = scores.pieces(observed[first:last])[:TRIED]
            readings = [reading for reading in readings if reading[1] > readings[0][1] - MARGIN]
            listed = {words for words, _ in readings}
            found = beams[last]
            for hypothesis in _best(beams[first], width):
                free = scores.free(hypothesis.intended[-1:], observed[last : last + 1]) if last == first + 1 else ()
                for words, score in chain(readings, (reading for reading in free if reading[0] not in listed)):
                    total = hypothesis.score + score
                    left = hypothesis.intended[-1:]
                    for word in words:
                        total += joint(left[0], word) if left else 0.0
                        left = (word,)
                    intended = hypothesis.intended + words
                    known = found.get(intended)
                    if known is None or known.score < total:
                        found[intended] = Hypothesis(intended, total, (*hypothesis.pieces, (first, last, words)))
    ends = [
        Hypothesis(h.intended, h.score + scores.whole(h.intended), h.pieces)
        for h in _best(beams[-1], ENDS)
        if h.intended != observed
    ]
    return sorted(ends, key=lambda h: (-h.score, h.intended))[:most]


def _best(beam: dict[Words, Hypothesis], width: int) -> list[Hypothesis]:
    return sorted(beam.values(), key=lambda h: (-h.score, h.intended))[:width]


def words_of(text: str) -> Words:
    """Return the words of a phrase in lower case; hyphens, commas and slashes part them like spaces."""
    plain = text.lower().replace("’", "'")
    return tuple("".join(c if c.isalnum() or c in "'+." else " " for c in plain).split())


def singular(word: str) -> str:
    """Return a word without the ending of a plural, by rule: `classes` stays, and `analysis` too."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y" if word not in ("series", "species") else word
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


class Phrasebook:
    """What garbled words can have been, and which words go together; read-only, safe to share between threads."""

    def __init__(self, resources: Resources) -> None:
        """Read `phrases.bin`; DictionaryError if it is missing or damaged."""
        columns = resources.columns(FILE, VERSION)
        self._ngrams = resources.get(LanguageModel.read)
        self._thesaurus = resources.get(Thesaurus.read)
        self._observed = {text: number for number, text in enumerate(columns.strings("observed"))}
        self._intended = columns.strings("intended")
        self._number = {text: number for number, text in enumerate(self._intended)}
        self._weights = dict(zip(WEIGHTS, columns.array("weights").tolist(), strict=True))
        self._starts, self._readings = columns.array("starts"), columns.array("readings")
        self._scores = columns.array("scores")
        self._joint_starts, self._joints = columns.array("joint_starts"), columns.array("joints")
        self._joint_scores = columns.array("joint_scores")
        self._known: dict[str, list[Words]] = {}
        for row in columns.strings("known"):
            listed, _, intended = row.partition("\t")
            self._known.setdefault(listed, []).append(tuple(intended.split(" ")))
        self._kept, self._first, self._head = (columns.array(name) for name in ("kept", "first", "head"))
        self._free = columns.array("free")
        self._before_starts, self._before = columns.array("before_starts"), columns.array("before")

    def readings(self, text: str, *, most: int) -> list[tuple[str, float]]:
        """Return up to `most` readings with their probabilities, given that the phrase is garbled.

        What is missing to 1 belongs to other readings and to "none that can be proposed".  The readings of a listed
        phrase come first.  Nothing for a phrase of more than LONGEST words.
        """
        observed = words_of(text)
        if not 1 <= len(observed) <= LONGEST:
            return []
        listed = self._known.get(" ".join(observed), [])
        shares = {words: KNOWN / len(listed) for words in listed}
        rest = 1 - sum(shares.values())
        found = decode(self, observed, most=ENDS)
        none = self._weights["none"]
        top = max([none, *(h.score for h in found[:1])])
        total = math.exp(none - top) + sum(math.exp(h.score - top) for h in found)
        for h in found:
            shares[h.intended] = shares.get(h.intended, 0.0) + rest * math.exp(h.score - top) / total
        best = sorted(shares.items(), key=lambda share: (-share[1], share[0]))[:most]
        return [(" ".join(words), share) for words, share in best]

    def pieces(self, observed: Words) -> Sequence[tuple[Words, float]]:
        """Return the readings of some words, themselves among them where it is one word, the best first."""
        number = self._observed.get(" ".join(observed))
        found: list[tuple[Words, float]] = []
        if number is not None:
            begin, end = self._starts[number], self._starts[number + 1]
            texts = [tuple(self._intended[k].split(" ")) for k in self._readings[begin:end].tolist()]
            found = list(zip(texts, (self._scores[begin:end] * STEP).tolist(), strict=True))
        if len(observed) == 1:
            kept = self._number.get(singular(observed[0]))
            score = self._weights["kept"] + (float(self._kept[kept]) * STEP if kept is not None else 0.0)
            found = sorted([*found, (observed, score)], key=lambda reading: -reading[1])
        return found

    def free(self, left: Words, following: Words) -> Sequence[tuple[Words, float]]:
        """Return words that the intended word on the left, or else the observed one on the right, asks for."""
        if left:
            number = self._number.get(singular(left[0]))
            if number is None:
                return ()
            begin, end = self._joint_starts[number], self._joint_starts[number + 1]
            best = np.argsort(-self._joint_scores[begin:end].astype(np.int16), kind="stable")[:FREE]
            numbers = self._joints[begin:end][best].tolist()
        else:
            anchors = [words for words, _ in self.pieces(following)[:ANCHORS] if len(words) == 1] if following else []
            rows = [self._number.get(singular(words[0])) for words in anchors]
            numbers = [
                k
                for n in rows
                if n is not None
                for k in self._before[self._before_starts[n] : self._before_starts[n + 1]]
            ]
        return [((self._intended[k],), float(self._free[k]) * STEP) for k in numbers]

    def joint(self, left: str, right: str) -> float:
        """Return how well two intended words go together: by news n-grams, and by what science says."""
        extend, start = self._ngrams.extend, self._ngrams.start
        gain = extend(start((left,)), (right,))[0] - extend(start(()), (right,))[0]
        gain = min(max(gain, LEAST_GAIN), MOST_GAIN)
        weights = self._weights
        total: float = weights["news"] * gain + weights["news over 1"] * (gain > 1)
        number, other = self._number.get(singular(left)), self._number.get(singular(right))
        if number is None:
            return total
        begin, end = self._joint_starts[number], self._joint_starts[number + 1]
        if begin == end:  # nothing is known of what follows the left word
            return total
        place = begin + self._joints[begin:end].searchsorted(other) if other is not None else end
        known = place < end and self._joints[place] == other
        return total + (float(self._joint_scores[place]) * STEP if known else weights["no joint"])

    def whole(self, intended: Words) -> float:
        """Return how well the words make a phrase: a lemma of the thesaurus, usual first and last words."""
        ends = ((self._first, intended[0]), (self._head, intended[-1]))
        numbers = [(column, self._number.get(singular(word))) for column, word in ends]
        total = sum(float(column[number]) * STEP for column, number in numbers if number is not None)
        if is_lemma(self._thesaurus, intended):
            total += self._weights["lemma"]
        return total


def is_lemma(thesaurus: Thesaurus, words: Words) -> bool:
    """Tell whether words, two or more, are a lemma of the thesaurus, as they stand or in the singular."""
    if len(words) < 2:
        return False
    return thesaurus.is_phrase(" ".join(words)) or thesaurus.is_phrase(" ".join((*words[:-1], singular(words[-1]))))
