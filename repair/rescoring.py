"""The neural step: readings that the ranking left in doubt are weighed again by a language model, left to right.

Only units whose answer is open are read, and of each only its likeliest readings and the words around them.  What has
been decided stands in the passage when the next unit is read.  The new score is log-linear in the old one and in what
the model says; the few weights are data, fitted by `dictionaries/build/train_neural.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from repair import rank
from repair.neural import Passage, Scorer
from repair.records import Candidate, Document
from repair.units import Matrix

if TYPE_CHECKING:
    from repair.resources import Resources

Floats = npt.NDArray[np.float64]
Key = tuple[int, int, str]  # what makes two candidates the same reading: first and last token, replacement
Window = tuple[int, ...]

FILE, VERSION = "neural.tsv", 1
COLUMNS = (
    "score",
    "own gain",
    "right gain",
    "neural loss",
    "first gain",
    "not read",
    "more tokens",
    "is spin",
    "surprise",
)
OTHER_COLUMNS = ("bias", "score", "surprise", "best gain")

ASKED = 1.0
"""Words believed spun from which a document is read by the model."""
OPEN = 0.02
"""A unit is open where all readings but the likeliest have at least this probability together."""
READINGS, BEHIND = 5, 7.0
"""Readings of a unit read in full at most, leaving it not counted; and how far in nats they may lie behind the best.

On 1,645 labelled units the right reading was among these in 99 of 100; two in three of all readings were.
"""
EXPECTED = 3
"""Readings read in full that a unit is reckoned to have, where the budget is shared out."""
RIGHT = 4
"""Tokens of the document read behind a reading: what does not fit shows there."""
TOKENS, READ_ONCE = 7.5, 1.4
"""Model tokens spent on a word of text at most; and those of the passage itself, which is read once."""
FIRST = 0.5
"""What a nat of the first token's gain counts beside the old score, where the readings are chosen that are read on."""
LIKELY = 0.35
"""Probability that a reading needs to stand in the passage while other places are judged."""
FAR = 64
"""Tokens of the document before an open unit from which the passage begins anew."""
LONGEST, MOST_TOKENS = 64, 16
"""Characters and model tokens of one chunk of text that are read: longer ones are no words."""
LIMIT = 20.0
"""Nats beyond which a gain counts no more: heavy tails are no better evidence."""
CHUNK = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the neural step, over COLUMNS and OTHER_COLUMNS."""

    reading: Floats
    other: Floats


def load_weights(resources: Resources) -> Weights:
    """Return the weights; DictionaryError if the file is damaged."""
    found: dict[str, dict[str, float]] = {"reading": {}, "other": {}}
    for line in resources.lines(FILE, VERSION):
        group, name, value = line.split("\t")
        found[group][name] = float(value)
    return Weights(
        np.array([found["reading"].get(name, 0.0) for name in COLUMNS]),
        np.array([found["other"].get(name, 0.0) for name in OTHER_COLUMNS]),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model was asked: a row for each candidate and each unit of a matrix, and which units were read."""

    rows: Floats
    other: Floats
    read: npt.NDArray[np.bool_]


class Rescorer:
    """Weighs open units again; safe to share between threads, which take turns."""

    def __init__(self, scorer: Scorer, weights: Weights) -> None:
        self.scorer = scorer
        self.weights = weights

    def rescore(
        self, document: Document, matrix: Matrix, weights: rank.Weights, *, explain: bool = False
    ) -> tuple[Matrix, rank.Scored | None]:
        """Return the matrix, its evidence told, and the new scores; None where the document does not ask for it."""
        scores, other = weights.candidate_scores(matrix), matrix.other @ weights.other
        if not is_asked_for(matrix, scores, other):
            return matrix, None
        measured = self.measure(document, matrix, scores, other)
        read = measured.read
        new, new_other = _new(self.weights, measured.rows, measured.other)
        told = [_told(c, row) for c, row in zip(matrix.candidates, measured.rows, strict=True)]
        rows = zip(matrix.candidates, matrix.rows, measured.rows, strict=True)
        terms = tuple(self._terms(*row, weights) for row in rows) if explain else ()
        scored = rank.Scored(np.where(read[matrix.unit_of], new, scores), np.where(read, new_other, other), terms)
        return replace(matrix, candidates=told), scored

    def _terms(self, candidate: Candidate, row: Floats, measured: Floats, weights: rank.Weights) -> dict[str, float]:
        """Return what adds up to the score of a candidate: the ranking's terms, and those of the neural step."""
        terms = rank.terms_of(row, weights, candidate)
        if not measured.any():  # not read: the ranking has the last word
            return terms
        share, *rest = (self.weights.reading * measured).tolist()
        factor = share / measured[0] if measured[0] else 0.0
        return {name: value * factor for name, value in terms.items()} | {
            name: value for name, value in zip(COLUMNS[1:], rest, strict=True) if value
        }

    def measure(self, document: Document, matrix: Matrix, scores: Floats, other: Floats) -> Measured:
        """Return the features of the units that are open by the scores of the ranking."""
        with self.scorer.passage() as passage:
            return _Walk(self, document, matrix, scores, other, passage).run()


def is_asked_for(matrix: Matrix, scores: Floats, other: Floats) -> bool:
    """Tell whether the ranking believes in enough spun words for the document to be read by the model."""
    p, _, _ = rank.probabilities(scores, other, matrix.unit_of)
    spun = np.array([c.kind == "spin" for c in matrix.candidates], dtype=bool)
    share = np.bincount(matrix.unit_of[spun], weights=p[spun], minlength=len(matrix.units))
    return bool(share[share >= 0.5].sum() >= ASKED)


def _told(candidate: Candidate, measured: Floats) -> Candidate:
    """Return the candidate with what the model says of it in plain words, where it was read in full."""
    gain = float(measured[COLUMNS.index("own gain")] + measured[COLUMNS.index("right gain")])
    if not gain:
        return candidate
    times = f"{round(exp(abs(gain))):,}" if abs(gain) < log(1e6) else "more than a million"
    likelier = "likelier" if gain > 0 else "less likely"
    said = "about as likely" if abs(gain) < log(2) else f"{times} times {likelier}"
    return replace(candidate, evidence=f"{candidate.evidence}; the language model finds it {said} in this sentence")


class _Walk:
    """One document read from left to right; `choice` holds the reading that stands at each place so far."""

    def __init__(
        self, rescorer: Rescorer, document: Document, matrix: Matrix, scores: Floats, other: Floats, passage: Passage
    ) -> None:
        self._document, self._matrix, self._passage = document, matrix, passage
        self._scores, self._other = scores, other
        self._scorer, self._weights = rescorer.scorer, rescorer.weights
        self._p, self._leave, _ = rank.probabilities(scores, other, matrix.unit_of)
        self._begins = np.searchsorted(matrix.unit_of, np.arange(len(matrix.units) + 1))
        self._choice: dict[int, Candidate] = {}
        for number in range(len(matrix.units)):
            rows = slice(self._begins[number], self._begins[number + 1])
            self._choose(number, self._p[rows], float(self._leave[number]))
        self._measured = Measured(
            np.zeros((len(matrix.candidates), len(COLUMNS))),
            np.zeros((len(matrix.units), len(OTHER_COLUMNS))),
            np.zeros(len(matrix.units), dtype=bool),
        )
        self._place = self._decided = 0
        self._words = sum(bool(document.gap(index)) for index in range(1, len(document))) + 1

    def run(self) -> Measured:
        """Read the open units in the order of the text."""
        most = self._scorer.tokens_read + TOKENS * self._words
        for number in sorted(self._affordable(), key=lambda number: self._matrix.units[number].first):
            if self._scorer.tokens_read > most:  # text that takes more tokens a word than was reckoned with
                break
            if self._matrix.units[number].first >= self._decided:
                self._read(number)
        return self._measured

    def _affordable(self) -> list[int]:
        """Return the numbers of the open units, the most open ones where there are too many to read."""
        best = np.zeros(len(self._matrix.units))
        np.maximum.at(best, self._matrix.unit_of, self._p)
        open_by = 1 - np.maximum(best, self._leave)
        allowance = (TOKENS - READ_ONCE) * self._words
        chosen = []
        for number in np.argsort(-open_by, kind="stable"):
            allowance -= RIGHT * (1 + min(EXPECTED, self._begins[number + 1] - self._begins[number]))
            if open_by[number] < OPEN or allowance < 0:
                break
            chosen.append(int(number))
        return chosen

    def _read(self, number: int) -> None:
        """Ask the model about one unit, and decide it."""
        unit, document = self._matrix.units[number], self._document
        begin, end = self._begins[number], self._begins[number + 1]
        rows = [row for row in range(begin, end) if self._matrix.candidates[row].first >= self._decided]
        if not rows:
            return
        candidates = [self._matrix.candidates[row] for row in rows]
        first = min(unit.first, *(c.first for c in candidates))
        last = max(unit.last, *(c.last for c in candidates))
        self._go_to(first)
        for c in candidates:
            if self._choice.get(c.first) is c:
                del self._choice[c.first]
        behind = self._text(last, min(last + RIGHT, len(document)), whole=True)
        leave = self._cut(self._text(first, last) + behind)
        windows: dict[Key, Window] = {}
        for c in candidates:
            text = self._text(first, c.first) + self._written(c) + self._text(c.last, last) + behind
            windows[_key(c)] = self._cut(text) or self._scorer.opening()
        self._measure(number, rows, leave, windows, behind=len(self._cut(behind)))
        scores, other = _new(self._weights, self._measured.rows[begin:end], self._measured.other[number])
        p, left, _ = rank.probabilities(scores, other, np.zeros(end - begin, dtype=np.int64))
        chosen = self._choose(number, p, float(left[0]))
        self._decided = unit.last if chosen is None else chosen.last

    def _measure(
        self, number: int, rows: Sequence[int], leave: Window, windows: Mapping[Key, Window], *, behind: int
    ) -> None:
        """Fill the features of one unit: those of what is read in full, and those that the first token tells."""
        candidates, measured = self._matrix.candidates, self._measured
        following = self._passage.following()
        firsts = {key: _clip(float(following[w[0]] - following[leave[0]])) for key, w in windows.items()}
        worth = {_key(candidates[row]): -np.inf for row in rows}
        for row in rows:
            key = _key(candidates[row])
            worth[key] = max(worth[key], self._scores[row] + FIRST * firsts[key])
        least = max(0.0, *worth.values()) - BEHIND
        full = sorted((key for key in worth if worth[key] >= least), key=lambda key: -worth[key])[:READINGS]
        of_leave, *found = self._passage.scores([leave, *(windows[key] for key in full)])
        gains = {key: _gains(of_leave, score, behind) for key, score in zip(full, found, strict=True)}
        surprise = -float(of_leave.mean())
        for row in range(self._begins[number], self._begins[number + 1]):  # some may overlap what is decided
            measured.rows[row] = (self._scores[row], 0, 0, 0, 0, 1, 0, 0, surprise)
        for row in rows:
            key, is_spin = _key(candidates[row]), candidates[row].kind == "spin"
            own, right = gains.get(key, (0.0, 0.0))
            more = len(windows[key]) - len(leave)
            unread = key not in gains
            loss = min(own + right, 0.0)
            measured.rows[row] = (
                self._scores[row], own, right, loss, firsts[key], unread, more, is_spin, surprise,
            )  # fmt: skip
        measured.other[number] = (1.0, self._other[number], surprise, max(map(sum, gains.values()), default=0.0))
        measured.read[number] = True

    def _choose(self, number: int, p: Floats, leave: float) -> Candidate | None:
        """Return the reading that stands in the passage from now on, None for the text as it is."""
        best = int(np.argmax(p))
        if p[best] <= max(leave, LIKELY):
            return None
        c = self._matrix.candidates[self._begins[number] + best]
        return self._choice.setdefault(c.first, c)

    def _go_to(self, index: int) -> None:
        """Let the passage end before a token, whatever stands in between read as it was decided."""
        self._place = max(self._place, index - FAR)
        self._passage.append(self._cut(self._text(self._place, index)))
        self._place = index

    def _text(self, first: int, last: int, *, whole: bool = False) -> str:
        """Return the tokens [first, last) with the white space before each, as they read by now.

        A reading that reaches beyond `last` is left out, unless the `whole` of it is asked for.
        """
        parts, index = [], first
        while index < last:
            c = self._choice.get(index)
            if c is None or (c.last > last and not whole):
                parts.append(self._gap(index) + self._document.texts[index])
                index += 1
            else:
                parts.append(self._written(c))
                index = c.last
        return "".join(parts)

    def _written(self, candidate: Candidate) -> str:
        return self._gap(candidate.first) + candidate.replacement if candidate.replacement else ""

    def _gap(self, index: int) -> str:
        gap = self._document.gap(index)
        return "\n\n" if gap.count("\n") > 1 else " " if gap else ""

    def _cut(self, text: str) -> Window:
        tokens = self._scorer.tokens
        return tuple(token for chunk in CHUNK.findall(text) for token in tokens(chunk[:LONGEST])[:MOST_TOKENS])


def _key(candidate: Candidate) -> Key:
    return candidate.first, candidate.last, candidate.replacement


def _gains(of_leave: Any, of_reading: Any, behind: int) -> tuple[float, float]:
    """Return the gain of a reading over leaving the text: of its own tokens, and of the last `behind` ones."""
    right = float(of_reading[len(of_reading) - behind :].sum() - of_leave[len(of_leave) - behind :].sum())
    own = float(of_reading[: len(of_reading) - behind].sum() - of_leave[: len(of_leave) - behind].sum())
    return _clip(own), _clip(right)


def _new(weights: Weights, rows: Floats, other: Floats) -> tuple[Floats, Floats]:
    return rows @ weights.reading, np.atleast_1d(other @ weights.other)


def _clip(gain: float) -> float:
    return max(-LIMIT, min(LIMIT, gain))
