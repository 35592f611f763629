"""The state of a review: where the reader stands, what is answered, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from repair.review.agenda import Agenda, Article, Inventory, Order, Place, Question, is_chosen, question_of
from repair.review.answers import Answer, Effect
from repair.user.words import Entry


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader has chosen in an article, by a search or otherwise: its code points."""

    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one action changed, both ways, so that it can be undone and redone.

    Attributes:
        label: what was done, in a few words for the reader.
        answers: place, its answer before and after; None where it had none.
        at: where the reader stood before and after.
        split: the series that are split, before and after.
        entries: the user dictionary before and after.
        done: whether the review was marked as done, before and after.
    """

    label: str
    answers: tuple[tuple[int, Answer | None, Answer | None], ...]
    at: tuple[int, int]
    split: tuple[frozenset[int], frozenset[int]]
    entries: tuple[frozenset[Entry], frozenset[Entry]]
    done: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class State:
    """Where a review stands.  `answers` is never changed in place.

    Attributes:
        inventory: articles, places and series; words that the reader chooses come to it.
        agenda: the questions in order, as they are split and shown now.
        at: the place where the reader stands, an index into `inventory.places`; -1 where there are none.
        answers: the answer of each place that has one.
        split: series that are asked place by place.
        entries: the user dictionary as it should be now: what was known at the start, with what has been learned.
        applied: whether applied edits are on the agenda.
        order: the order in which questions are asked.
        done: whether the reader has marked the review as done.
        found: where the last search in the articles found its text.
        past: changes that can be undone, the last one last.
        future: changes that can be redone, the next one last.
    """

    inventory: Inventory
    agenda: Agenda = field(repr=False, compare=False)  # follows from the others
    at: int
    answers: Mapping[int, Answer]
    split: frozenset[int] = frozenset()
    entries: frozenset[Entry] = frozenset()
    applied: bool = False
    order: Order = "gain"
    done: bool = False
    found: Found | None = None
    past: tuple[Change, ...] = ()
    future: tuple[Change, ...] = ()

    @property
    def place(self) -> Place | None:
        """The place where the reader stands; None where there is nothing to review."""
        return self.inventory.places[self.at] if self.at >= 0 else None

    @property
    def chosen(self) -> Found | None:
        """What the reader has chosen to mend; None where a proposed edit touches it, for that is answered as such."""
        if self.found is None:
            return None
        touched = self.inventory.place_at(self.found.article, self.found.start, self.found.end)
        return self.found if touched < 0 or is_chosen(self.inventory.places[touched].edit) else None

    @property
    def stretch(self) -> Found | None:
        """What the reader has chosen to mend, else the words of the edit at hand; None where there is neither."""
        if self.chosen is not None or self.place is None:
            return self.chosen
        return Found(self.place.article, self.place.edit.start, self.place.edit.end)

    @property
    def question(self) -> Question | None:
        """The question at hand; of a place that is not on the agenda, what would be asked there."""
        if self.at < 0:
            return None
        number = self.agenda.number_of.get(self.at)
        if number is not None:
            return self.agenda.questions[number]
        series = self.inventory.places[self.at].series
        return question_of(self.inventory, series, (self.at,) if series in self.split else None)

    @property
    def number(self) -> int:
        """The number of the question at hand, counted from 1; 0 where the place is not on the agenda."""
        return self.agenda.number_of.get(self.at, -1) + 1

    def is_open(self, place: int) -> bool:
        """Tell whether a place waits for an answer."""
        return place not in self.answers and self.inventory.places[place].edit.verdict == "review"

    @property
    def open_questions(self) -> int:
        """How many questions wait for an answer."""
        return sum(self.first_open(question) >= 0 for question in self.agenda.questions)

    def first_open(self, question: Question) -> int:
        """Return the first open place of a question, or -1."""
        if question.asked:
            for place in question.places:  # a plain loop: thousands of questions may be looked at for one key
                if place not in self.answers:
                    return place
        return -1


class Step(NamedTuple):
    """What an action leads to: the new state, what the shell has to do, and one line for the reader, or none."""

    state: State
    effects: tuple[Effect, ...] = ()
    notice: str = ""


def begin(articles: Iterable[Article], *, known: Iterable[Entry] = ()) -> State:
    """Return the state at the start of a review: at the first question, nothing answered, the order of release 0.1.

    `known` are the entries of the user dictionary: they are not learned again, so that undoing cannot take them out.
    """
    inventory = Inventory.of(articles)
    agenda = Agenda.of(inventory, split=frozenset(), applied=False)
    first = agenda.questions[0].places[0] if agenda.questions else 0
    at = first if inventory.places else -1
    return State(inventory, agenda, at, {}, entries=frozenset(known))
