"""Weighted confusions: how likely each short string was written for another, and the best alignment of two words.

The error model is that of Brill and Moore, "An Improved Error Model for Noisy Channel Spelling Correction" (2000):
a garbled word is a chain of steps, each of which writes a short observed string for a short intended one.  One
table holds the steps of OCR engines, another those of people who misspell; `dictionaries/build/confusions.py`
counts both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

VERSION = 1
START, END, EDGES = "^", "$", "^$"  # the edges of a word; a step that holds one is bound to that edge
LONGEST_STEP = 4  # characters on either side of a step; the build keeps none longer
IMPOSSIBLE = -math.inf

# Rows of the table that stand for any step not counted by itself.
KEEP, SUBSTITUTE, INSERT, DELETE, SWAP, CASE = "<keep>", "<substitute>", "<insert>", "<delete>", "<swap>", "<case>"


# The language model's tokens in an intended word or name, which are a small part of what texts hold.
_TOKEN = re.compile(
    r"[a-z]+?(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|[^\W\d_]+(?:'(?!(?:s|re|ve|ll|d|m|t)\b)[^\W\d_]{2,})*|\d+|\S"
)
_DIGIT = re.compile(r"\d")


def forms_of(intended: str) -> tuple[str, ...]:
    """Return an intended word, name or short phrase as the n-gram model reads it (`don't` is `do` and `n't`)."""
    lower = intended.lower().replace("’", "'")
    return (lower,) if lower.isalpha() else tuple(_TOKEN.findall(_DIGIT.sub("0", lower)))


@dataclass(frozen=True)
class Confusions:
    """The steps of one error model.

    `steps` maps (observed, intended) to ln P(observed | intended); `rest` has the same for the steps without a
    row of their own: <keep> a character, <substitute>, <insert>, <delete>, <swap> two neighbours, <case> change.
    """

    steps: Mapping[tuple[str, str], float]
    rest: Mapping[str, float]

    @classmethod
    def read_ocr(cls, resources: Resources) -> Confusions:
        """Read the confusions of OCR engines."""
        return cls.parse(resources.lines("confusions.tsv", VERSION))

    @classmethod
    def read_misspellings(cls, resources: Resources) -> Confusions:
        """Read the confusions of people who misspell."""
        return cls.parse(resources.lines("misspellings.tsv", VERSION))

    @classmethod
    def parse(cls, lines: list[str]) -> Confusions:
        """Read rows `observed TAB intended TAB count TAB log-probability`."""
        steps: dict[tuple[str, str], float] = {}
        rest: dict[str, float] = {}
        for line in lines:
            observed, intended, _, log_step = line.split("\t")
            if intended.startswith("<") and intended.endswith(">") and not observed:
                rest[intended] = float(log_step)
            else:
                steps[observed, intended] = float(log_step)
        return cls(steps, rest)

    @cached_property
    def inverse(self) -> Mapping[str, tuple[tuple[str, float], ...]]:
        """The steps by what was observed, likeliest first; insertions (nothing intended) are left in."""
        found: dict[str, list[tuple[str, float]]] = {}
        for (observed, intended), log_step in self.steps.items():
            found.setdefault(observed, []).append((intended, log_step))
        return {observed: tuple(sorted(rows, key=lambda row: -row[1])) for observed, rows in found.items()}

    @cached_property
    def by_intended(self) -> Mapping[str, Mapping[str, float]]:
        """The steps by what was intended."""
        found: dict[str, dict[str, float]] = {}
        for (observed, intended), log_step in self.steps.items():
            found.setdefault(intended, {})[observed] = log_step
        return found

    def log_channel(self, observed: str, intended: str) -> float:
        """Return ln P(observed | intended) along the likeliest chain of steps."""
        return Alignment(self, observed).log_channel(intended)

    def origins(self, observed: str, *, least: float, most: int = 40) -> dict[str, float]:
        """Return the strings that one or two counted steps may have turned into `observed`, with their log-probability.

        Only steps of `least` or more are taken, the `most` likeliest of them.  Plain insertions and deletions are left
        out: an edit-distance search finds those.
        """
        marked = START + observed + END
        found: list[tuple[float, int, int, str]] = []
        for start in range(len(marked)):
            for end in range(start + 1, min(start + LONGEST_STEP, len(marked)) + 1):
                for intended, log_step in self.inverse.get(marked[start:end], ()):
                    if log_step < least:
                        break
                    if intended:
                        found.append((log_step, start, end, intended))
        found.sort(reverse=True)
        origins: dict[str, float] = {}
        for number, (log_one, start, end, intended) in enumerate(found[:most]):
            origin = marked[:start] + intended + marked[end:]
            _keep_best(origins, origin, log_one)
            for log_two, first, last, other in found[:number]:
                if log_one + log_two < least:
                    break
                log_both = log_one + log_two
                if last <= start:
                    _keep_best(origins, marked[:first] + other + marked[last:start] + intended + marked[end:], log_both)
                elif first >= end:
                    _keep_best(origins, marked[:start] + intended + marked[end:first] + other + marked[last:], log_both)
        return origins

    def explain(self, observed: str, intended: str) -> list[tuple[str, str]]:
        """Return the likeliest chain of steps as (observed, intended) strings, edges marked, kept characters too."""
        observed, intended = START + observed + END, START + intended + END
        best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
        for row in range(len(observed) + 1):
            for column in range(len(intended) + 1):
                if (row, column) not in best:
                    continue
                score = best[row, column][0]
                for rows, columns, log_step in self._steps_at(observed, row, intended, column):
                    there = (row + rows, column + columns)
                    if there not in best or best[there][0] < score + log_step:
                        best[there] = (score + log_step, (row, column))
        chain = []
        here = (len(observed), len(intended))
        while here != (0, 0):
            before = best[here][1]
            chain.append((observed[before[0] : here[0]], intended[before[1] : here[1]]))
            here = before
        return chain[::-1]

    def _steps_at(self, observed: str, row: int, intended: str, column: int) -> list[tuple[int, int, float]]:
        """Return the steps that may follow here: characters of observed, of intended, and the log-probability."""
        rest = self.rest
        one, other = observed[row : row + 1], intended[column : column + 1]
        found = []
        if one and one == other:
            found.append((1, 1, rest[KEEP]))
        elif one and other and one != END and other != END:
            found.append((1, 1, rest[CASE] if one.lower() == other.lower() else rest[SUBSTITUTE]))
            if observed[row : row + 2] == intended[column + 1 : column + 2] + other:
                found.append((2, 2, rest[SWAP]))
        if one and one != END:
            found.append((1, 0, rest[INSERT]))
        if other and other != END:
            found.append((0, 1, rest[DELETE]))
        by_intended = self.by_intended
        longest = min(LONGEST_STEP, len(observed) - row)
        for columns in range(min(LONGEST_STEP, len(intended) - column) + 1):
            steps = by_intended.get(intended[column : column + columns])
            if steps:
                for rows in range(longest + 1):
                    log_step = steps.get(observed[row : row + rows])
                    if log_step is not None:
                        found.append((rows, columns, log_step))
        return found


class Alignment:
    """One observed word, aligned with many intended ones; sorted ones share the work on their common beginnings.

    `log_channel` fills a table with one row for each observed and one column for each intended character, edges
    included; a cell holds the log-probability of the likeliest chain that leads there.
    """

    def __init__(self, model: Confusions, observed: str) -> None:
        """Take the word; for one thread."""
        self._model = model
        self._observed = marked = START + observed + END
        self._ends: dict[str, list[int]] = {}
        for start in range(len(marked)):
            for end in range(start + 1, min(start + LONGEST_STEP, len(marked)) + 1):
                self._ends.setdefault(marked[start:end], []).append(end)
        insert = model.rest[INSERT]
        self._log_inserts = [
            IMPOSSIBLE if character in EDGES else model.steps.get((character, ""), insert) for character in marked
        ]
        self._intended = ""
        self._columns = [[0.0] + [IMPOSSIBLE] * len(marked)]

    def log_channel(self, intended: str) -> float:
        """Return ln P(observed | intended) along the likeliest chain of steps."""
        intended = START + intended + END
        shared = 0
        for one, other in zip(intended, self._intended, strict=False):
            if one != other:
                break
            shared += 1
        del self._columns[shared + 1 :]
        for width in range(shared + 1, len(intended) + 1):
            self._columns.append(self._column(intended, width))
        self._intended = intended
        return self._columns[-1][-1]

    def _column(self, intended: str, width: int) -> list[float]:
        """Return the column of the first `width` intended characters."""
        observed, rest, before = self._observed, self._model.rest, self._columns[width - 1]
        character = intended[width - 1]
        keep = rest[KEEP]
        if character in EDGES:
            column = [IMPOSSIBLE] * len(before)
            row = 1 if character == START else len(observed)
            column[row] = before[row - 1] + keep
        else:
            delete, substitute = rest[DELETE], rest[SUBSTITUTE]
            column = [score + delete for score in before]
            for row in range(2, len(observed)):
                score = before[row - 1] + (keep if observed[row - 1] == character else substitute)
                if score > column[row]:
                    column[row] = score
            self._other_case(character, before, column)
        self._counted_steps(intended, width, column)
        for row in range(2, len(observed)):
            score = column[row - 1] + self._log_inserts[row - 1]
            if score > column[row]:
                column[row] = score
        return column

    def _other_case(self, character: str, before: list[float], column: list[float]) -> None:
        for row in self._ends.get(character.swapcase(), ()):
            column[row] = max(column[row], before[row - 1] + self._model.rest[CASE])

    def _counted_steps(self, intended: str, width: int, column: list[float]) -> None:
        """Let the steps that have a row of their own, and swaps, end in this column."""
        ends = self._ends
        for columns in range(1, min(LONGEST_STEP, width) + 1):
            steps = self._model.by_intended.get(intended[width - columns : width])
            if not steps:
                continue
            before = self._columns[width - columns]
            for written in steps.keys() & ends.keys():
                for row in ends[written]:
                    score = before[row - len(written)] + steps[written]
                    if score > column[row]:
                        column[row] = score
            dropped = steps.get("")
            if dropped is not None:
                for row, score in enumerate(before):
                    if score + dropped > column[row]:
                        column[row] = score + dropped
        if width > 2:
            for row in ends.get(intended[width - 1] + intended[width - 2], ()):
                column[row] = max(column[row], self._columns[width - 2][row - 2] + self._model.rest[SWAP])


def _keep_best(origins: dict[str, float], marked: str, log_steps: float) -> None:
    origin = marked[1:-1]
    if marked[0] == START and marked[-1] == END and origins.get(origin, IMPOSSIBLE) < log_steps:
        origins[origin] = log_steps
