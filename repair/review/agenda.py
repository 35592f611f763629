"""What a review is about: articles, the places of their edits, series of equal changes, the order of the questions."""

from __future__ import annotations

import bisect
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from repair.output.revision import Revision
from repair.records import Edit
from repair.review.answers import options

Order = Literal["gain", "doubt", "reading"]
ORDERS: dict[Order, str] = {
    "reading": "in reading order",
    "doubt": "the least sure first",
    "gain": "first what one answer settles most of",
}
"""The orders in which questions may be asked, and what each is called."""


CHOSEN = "chosen"
"""The channel of an edit that nobody proposed: a stretch of the article that the reader has chosen to mend."""


def chosen_edit(text: str, start: int, end: int) -> Edit:
    """Return the edit of a stretch that the reader chose: it changes nothing by itself."""
    observed = text[start:end]
    return Edit(start, end, observed, observed, "spelling", 0.0, "apply", "chosen by the reader", 1.0, CHOSEN)


def is_chosen(edit: Edit) -> bool:
    """Tell whether the reader chose the stretch of an edit."""
    return edit.channel == CHOSEN and edit.original == edit.replacement


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in hexadecimal; broken bytes, which are lone surrogates, count too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Article:
    """A text to review, what is proposed for it, and a name that stays from run to run: best its whole path."""

    name: str
    revision: Revision

    @property
    def text(self) -> str:
        """The text as it was given to the repairer."""
        return self.revision.original

    @cached_property
    def folded(self) -> str:
        """The text in lower case, of the same length, for searching without case."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text: answers in a journal are bound to it."""
        return sha256_of(self.text)

    @cached_property
    def edits_sha256(self) -> str:
        """The SHA-256 of all that is proposed for the text: where it is the same, a journal can be replayed exactly."""
        digest = hashlib.sha256()
        for edit in self.revision.edits:
            told = (edit.start, edit.end, edit.replacement, edit.kind, edit.verdict, edit.confidence, edit.readings)
            digest.update(ascii(told).encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """One edit of one article: both by their index, and the series it belongs to."""

    article: int
    edit: Edit
    series: int


@dataclass(frozen=True, slots=True)
class Series:
    """The same change at several places: the same original and replacement whatever their case, and the same kind.

    `places` are indices into `Inventory.places`, ascending.  Edits that wait for an answer and edits that were applied
    form series of their own (`asked`), so that an answer reaches no place that the question has not counted.
    """

    places: tuple[int, ...]
    asked: bool


@dataclass(frozen=True)
class Inventory:
    """All places of a run, and the series that they form; stays as it is, `with_chosen` makes a larger one.

    Two inventories are equal if their articles are.
    """

    articles: tuple[Article, ...]
    places: tuple[Place, ...] = field(compare=False, repr=False)
    series: tuple[Series, ...] = field(compare=False, repr=False)
    by_article: tuple[tuple[int, ...], ...] = field(compare=False, repr=False)
    """The places of each article in the order of its text."""

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Inventory:
        """Return the inventory of some articles."""
        kept = tuple(articles)
        places: list[Place] = []
        by_article: list[tuple[int, ...]] = []
        members: dict[tuple[str, str, str, bool], list[int]] = {}
        numbers: dict[tuple[str, str, str, bool], int] = {}
        for number, article in enumerate(kept):
            first = len(places)
            for edit in article.revision.edits:
                key = (edit.original.casefold(), edit.replacement.casefold(), edit.kind, edit.verdict == "review")
                members.setdefault(key, []).append(len(places))
                places.append(Place(number, edit, numbers.setdefault(key, len(numbers))))
            by_article.append(tuple(range(first, len(places))))
        series = tuple(Series(tuple(indices), key[3]) for key, indices in members.items())
        return cls(kept, tuple(places), series, tuple(by_article))

    def with_chosen(self, spans: Iterable[tuple[int, int, int]]) -> Inventory:
        """Return the inventory with a place more for each span (article, start, end) that a reader has chosen.

        They come after all others, so that the numbers of those stay; each text in any case forms a series.  Spans must
        lie apart from each other and from all places.
        """
        places, series = list(self.places), list(self.series)
        by_article = [list(indices) for indices in self.by_article]
        known = {
            self.places[one.places[0]].edit.original.casefold(): number
            for number, one in enumerate(series)
            if is_chosen(self.places[one.places[0]].edit)
        }
        for article, start, end in spans:
            edit = chosen_edit(self.articles[article].text, start, end)
            number = known.setdefault(edit.original.casefold(), len(series))
            if number == len(series):
                series.append(Series((), asked=False))
            series[number] = Series((*series[number].places, len(places)), asked=False)
            inside = by_article[article]
            inside.insert(bisect.bisect(inside, start, key=lambda place: places[place].edit.start), len(places))
            places.append(Place(article, edit, number))
        return Inventory(self.articles, tuple(places), tuple(series), tuple(map(tuple, by_article)))

    def range_of(self, article: int) -> Sequence[int]:
        """Return the places of an article in the order of its text."""
        return self.by_article[article]

    def place_at(self, article: int, start: int, end: int) -> int:
        """Return the first place of an article that shares a character with [start, end), or -1."""
        places = self.range_of(article)
        index = bisect.bisect_right(places, start, key=lambda place: self.places[place].edit.end)
        found = places[index] if index < len(places) else -1
        return found if found >= 0 and self.places[found].edit.start < end else -1

    @cached_property
    def orders(self) -> Mapping[Order, tuple[int, ...]]:
        """The series in each order in which they may be asked, as `Agenda` says."""
        numbers = range(len(self.series))
        return {order: tuple(sorted(numbers, key=lambda number: self._rank(number, order))) for order in ORDERS}

    def _rank(self, number: int, order: Order) -> tuple[bool, float, int]:
        series = self.series[number]
        sure = [self.places[place].edit.confidence for place in series.places]
        gain = math.fsum(1 - confidence for confidence in sure)
        rank = {"reading": 0.0, "doubt": min(sure), "gain": -round(gain, 9)}[order]
        return not series.asked, rank, series.places[0]

    @cached_property
    def whole(self) -> tuple[Question, ...]:
        """The question of each series that is not split."""
        return tuple(question_of(self, number) for number in range(len(self.series)))

    @cached_property
    def sought(self) -> tuple[str, ...]:
        """What a search among the questions looks through for each series: original and readings, one a line."""
        edits = (self.places[series.places[0]].edit for series in self.series)
        return tuple("\n".join((edit.original, *(text for text, _ in options(edit)))) for edit in edits)

    @cached_property
    def asked(self) -> int:
        """How many series wait for an answer at the start."""
        return sum(series.asked for series in self.series)

    @cached_property
    def by_word(self) -> Mapping[str, Sequence[int]]:
        """The places of each original, case folded."""
        words: dict[str, list[int]] = {}
        for index, place in enumerate(self.places):
            words.setdefault(place.edit.original.casefold(), []).append(index)
        return words


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at once: the places of a series, or a single one of a series that was split.

    `places` are ascending.  `confidence` is the least that any of them has.
    """

    series: int
    places: tuple[int, ...]
    asked: bool
    confidence: float


def question_of(inventory: Inventory, series: int, places: tuple[int, ...] | None = None) -> Question:
    """Return what is asked of a series, or of some of its places."""
    chosen = inventory.series[series].places if places is None else places
    least = min(inventory.places[place].edit.confidence for place in chosen)
    return Question(series, chosen, inventory.series[series].asked, least)


@dataclass(frozen=True)
class Agenda:
    """The questions in the order in which they are asked; number 0 is the first.

    Questions that wait for an answer come first: in reading order, or by the least confidence of their places, or by
    what one answer settles, which is the doubts (1 - confidence) of its places added up, the greatest first.  Where
    `applied`, edits that were applied follow, by the same rule.  The places of a split series stand where the series
    stood.
    """

    questions: tuple[Question, ...]
    number_of: Mapping[int, int]
    """The number of the question that a place belongs to; places that are not on the agenda are missing."""

    @classmethod
    def of(cls, inventory: Inventory, *, split: frozenset[int], applied: bool, order: Order = "gain") -> Agenda:
        """Return the agenda of an inventory where the series `split` are asked place by place."""
        questions: list[Question] = []
        for number in inventory.orders[order] if applied else inventory.orders[order][: inventory.asked]:
            if number in split:
                questions += (question_of(inventory, number, (place,)) for place in inventory.series[number].places)
            else:
                questions.append(inventory.whole[number])
        number_of = {place: number for number, question in enumerate(questions) for place in question.places}
        return cls(tuple(questions), number_of)
