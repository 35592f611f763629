"""Known substitutions: tables of what a spinner, a letter rule or a foreign word list wrote for what was intended."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repair.knowledge.thesaurus import text_of

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

VERSION = 1
SPINNERS = frozenset("AB")
RAW = "raw-"  # before the spinners of pairs that were believed in texts without originals


@dataclass(frozen=True, slots=True)
class Substitution:
    """One row: `intended` was written as `observed` (both keys); `log_channel` is ln P(observed | intended).

    `source` says whose habit it is: the letters of the spinners (`A`, `B`, `AB`), with `raw-` before them if it was
    found in texts without originals; `tortured`, `general`, `foreign` and `habit` are of no spinner in particular.
    """

    observed: str
    intended: str
    log_channel: float
    source: str
    count: int

    @property
    def evidence(self) -> str:
        """Say in plain words where the row comes from."""
        observed, intended = text_of(self.observed), text_of(self.intended)
        if self.source == "tortured":
            return f"“{observed}” is a known tortured phrase for “{intended}”"
        if self.source == "foreign":
            return f"“{observed}” is a foreign word for “{intended}”"
        writes = "a spinner writes" if self._spinners in SPINNERS else "spinners write"
        if self.source.startswith(RAW):
            return f"{writes} “{observed}” for “{intended}”: believed {self.count} times in spun articles"
        if self.count:
            return f"{writes} “{observed}” for “{intended}”: seen {self.count} times"
        return f"{writes} “{observed}” for “{intended}”"

    @property
    def route(self) -> str:
        """Return the route of its candidates: `pair-a` or `pair-b` for the habit of one spinner, `tortured`, `pair`."""
        if self.source == "tortured":
            return "tortured"
        return f"pair-{spinners.lower()}" if (spinners := self._spinners) in SPINNERS else "pair"

    @property
    def _spinners(self) -> str:
        return self.source.removeprefix(RAW)


class Substitutions:
    """Rows of one table by their observed key."""

    def __init__(self, rows: Iterable[Substitution]) -> None:
        self._rows: dict[str, list[Substitution]] = defaultdict(list)
        for row in rows:
            self._rows[row.observed].append(row)

    def __getitem__(self, observed: str) -> list[Substitution]:
        """Return the rows of an observed key; an empty list if there are none."""
        return self._rows.get(observed, [])

    def rows(self) -> Iterator[Substitution]:
        """Yield all rows."""
        for rows in self._rows.values():
            yield from rows

    def __contains__(self, observed: str) -> bool:
        return observed in self._rows

    def __len__(self) -> int:
        return len(self._rows)


def read_table(resources: Resources, name: str) -> Substitutions:
    """Read `observed intended probability source count` rows; DictionaryError if the file is damaged."""
    rows = []
    for line in resources.lines(name, VERSION):
        observed, intended, probability, source, count = line.split("\t")
        rows.append(Substitution(observed, intended, math.log(float(probability)), source, int(count)))
    return Substitutions(rows)


def read_pairs(resources: Resources) -> Substitutions:
    """Read the pairs mined from aligned spun text and from the list of tortured phrases."""
    return read_table(resources, "pairs.tsv")


def read_function_words(resources: Resources) -> Substitutions:
    """Read the hand-kept function words and set phrases that no thesaurus explains."""
    return read_table(resources, "synonyms-function.tsv")


def read_foreign(resources: Resources) -> Substitutions:
    """Read the foreign words that stand for one English word."""
    return read_table(resources, "foreign.tsv")
