"""Resuming a review: a journal replayed exactly where nothing has changed, its answers re-anchored where it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from repair.review.actions import Restore
from repair.review.agenda import Article, sha256_of
from repair.review.anchors import Anchor, find_again, find_exactly, find_in_text
from repair.review.answers import Answer, Effect
from repair.review.history import changed_between
from repair.review.journal.lines import Record, Recorded, net_entries
from repair.review.session import step
from repair.review.state import State, begin
from repair.user.words import Entry


@dataclass(frozen=True, slots=True)
class Resumed:
    """Where a review goes on.

    Attributes:
        state: its state.
        replayed: the record that was replayed exactly; None where the review starts anew, perhaps with old answers.
        start: the state before `restore`, where that is given.
        restore: gives back the answers of earlier reviews; to be recorded first in a new journal.
        restored: how many answers are there again.
        lost: how many have no place any more; where something is still proposed there, it is asked again.
        effects: those of the last action: the program may have been stopped before they were carried out.
    """

    state: State
    replayed: Record | None = None
    start: State | None = None
    restore: Restore | None = None
    restored: int = 0
    lost: int = 0
    effects: tuple[Effect, ...] = ()

    @property
    def notice(self) -> str:
        """One line for the reader; empty where nothing was there to resume."""
        answers = f"{self.restored} answer{'s' * (self.restored != 1)}"
        if self.replayed is not None:
            return f"resumed: {answers}"
        if not self.restored and not self.lost:
            return ""
        lost = f", {self.lost} no longer fit: what is open there is asked again" if self.lost else ""
        return f"resumed after a change: {answers} found again{lost}"


def resume(articles: Iterable[Article], records: Sequence[Record], *, known: Iterable[Entry] = ()) -> Resumed:
    """Return where the review of `articles` goes on, after records of earlier reviews, the newest first.

    The newest is replayed, to the card, if it is of exactly these articles and edits.  Else every article takes its
    answers from the newest record that names it.  `known` is the user dictionary as it is now.
    """
    kept, dictionary = tuple(articles), frozenset(known)
    newest = next(iter(records), None)
    if newest is not None and newest.articles == tuple(map(Recorded.of, kept)):
        state = replay(kept, newest, known=dictionary)
        if state is not None:
            last = next((event for event in reversed(newest.events) if event.changed or event.effects), None)
            return Resumed(state, newest, restored=len(state.answers), effects=last.effects if last else ())
    start = begin(kept, known=dictionary)
    answers: list[tuple[int, Answer]] = []
    chosen: list[tuple[int, int, int]] = []
    lost = 0
    for number in range(len(kept)):
        found, own, missing = _answers_of(start, number, records)
        answers += found
        for (begin_at, end), answer in own:
            answers.append((len(start.inventory.places) + len(chosen), answer))
            chosen.append((number, begin_at, end))
        lost += missing
    if not answers:
        return Resumed(start, lost=lost)
    restore = Restore(tuple(sorted(answers, key=lambda pair: pair[0])), _standing_of(start, records[0]), tuple(chosen))
    state = step(start, restore).state
    return Resumed(state, None, start, restore, len(state.answers), lost + len(answers) - len(state.answers))


def replay(articles: Iterable[Article], record: Record, *, known: frozenset[Entry] = frozenset()) -> State | None:
    """Return the state that a record leads to, step by step; None if a step leads elsewhere than it did then.

    `known` is the user dictionary of now; what the record has put in and taken out is reckoned back first.
    """
    state = begin(articles, known=dictionary_at_start(record, known))
    for event in record.events:
        after = step(state, event.action).state
        if after.at != event.at or changed_between(state, after) != event.changed:
            return None
        state = after
    return state


def dictionary_at_start(record: Record, known: frozenset[Entry]) -> frozenset[Entry]:
    """Return the user dictionary as it was when the review of a record began; `known` is that of now."""
    put, taken = net_entries(record.events)
    return (known - put) | taken


def dictionary_to_revise_with(
    texts: Iterable[tuple[str, str]], records: Sequence[Record], known: frozenset[Entry]
) -> frozenset[Entry]:
    """Return the user dictionary with which to revise texts (pairs of name and text) before `resume`.

    What a review has learned changes what is proposed, and then it could not be replayed exactly.  So where the newest
    record is of just these texts it is the dictionary that this review began with, else the one of now.
    """
    now = [(name, sha256_of(text)) for name, text in texts]
    if records and now == [(article.name, article.sha256) for article in records[0].articles]:
        return dictionary_at_start(records[0], known)
    return known


def _answers_of(
    start: State, number: int, records: Sequence[Record]
) -> tuple[list[tuple[int, Answer]], list[tuple[tuple[int, int], Answer]], int]:
    """Return the answers that an article has from the newest record that names it.

    First by their places, then those of stretches that the reader chose, by where these are; last how many have none.
    """
    article = start.inventory.articles[number]
    # A copy under another name has answers of its own; content counts only where no record has the name.
    naming = [record for record in records if any(article.name == other.name for other in record.articles)]
    for record in naming or records:
        index = recorded_as(article, record.articles)
        if index < 0:
            continue
        answers: dict[int, Answer] = {}
        anchors: dict[int, Anchor] = {}
        for event in record.events:
            anchors.update((place, anchor) for place, anchor in event.anchors.items() if anchor.article == index)
            for place, answer in event.changed.items():
                if answer is None:
                    answers.pop(place, None)
                elif place in anchors:
                    answers[place] = answer
        places = _find(start, number, record.articles[index], [anchors[place] for place in answers])
        found = [(place, answer) for place, answer in zip(places, answers.values(), strict=True) if place >= 0]
        own = []
        for (place, answer), there in zip(answers.items(), places, strict=True):
            anchor = anchors[place]
            is_own = there < 0 and anchor.replacement == anchor.original
            span = find_in_text(anchor, article.text) if is_own else None
            if span is not None and start.inventory.place_at(number, *span) < 0:
                own.append((span, answer))
        return found, own, len(answers) - len(found) - len(own)
    return [], [], 0


def _standing_of(start: State, record: Record) -> int:
    """Return the place where the reader of a record stood last, or -1 where it cannot be found."""
    at = record.events[-1].at if record.events else -1
    anchor = next((event.anchors[at] for event in reversed(record.events) if at in event.anchors), None)
    if anchor is None:
        return -1
    recorded = record.articles[anchor.article]
    for number, article in enumerate(start.inventory.articles):
        if recorded_as(article, (recorded,)) == 0:
            return _find(start, number, recorded, [anchor])[0]
    return -1


def _find(start: State, number: int, recorded: Recorded, anchors: Sequence[Anchor]) -> list[int]:
    same = recorded.sha256 == start.inventory.articles[number].sha256
    return (find_exactly if same else find_again)(anchors, start.inventory, number)


def recorded_as(article: Article, recorded: Sequence[Recorded]) -> int:
    """Return which of the articles of a record is this one: by name, else by content; -1 if none is."""
    named = (index for index, other in enumerate(recorded) if other.name == article.name)
    alike = (index for index, other in enumerate(recorded) if other.sha256 == article.sha256)
    return next(named, next(alike, -1))
