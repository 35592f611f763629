"""What a review has come to: the text as it would be written now, the standing of each edit, progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from repair.output.revision import Revision, profile_line
from repair.records import Edit
from repair.review.agenda import Question, is_chosen
from repair.review.state import State

Standing = Literal["applied", "asked", "taken", "own", "kept"]
"""Of an edit: applied by the program, waiting for an answer, or answered: a reading taken, own text, kept as is."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is.  `places` and `answered` count places that were up for review, not edits applied."""

    places: int
    answered: int
    questions: int
    questions_left: int


def standing(state: State, place: int) -> Standing:
    """Return how an edit stands; a stretch that the reader chose, and took the answer back, is kept."""
    answer = state.answers.get(place)
    if answer is None and is_chosen(state.inventory.places[place].edit):
        return "kept"
    if answer is None:
        return "asked" if state.inventory.places[place].edit.verdict == "review" else "applied"
    return {"take": "taken", "own": "own", "keep": "kept"}[answer.verb]  # type: ignore[return-value]


def standing_text(state: State, place: int) -> str:
    """Return what stands at a place as it would be written now; the original where the question is open."""
    answer = state.answers.get(place)
    if answer is not None:
        return answer.text
    edit = state.inventory.places[place].edit
    return edit.original if edit.verdict == "review" else edit.replacement


def edits_of(state: State, article: int) -> Iterator[tuple[int, Edit, Standing]]:
    """Yield the place, the edit as proposed, and how it stands, for each edit of an article in order.

    Stretches that the reader chose are among them while they have an answer.
    """
    for place in state.inventory.range_of(article):
        if is_chosen(state.inventory.places[place].edit) and place not in state.answers:
            continue
        yield place, state.inventory.places[place].edit, standing(state, place)


def written(state: State, article: int) -> str:
    """Return the text of an article as it would be written now."""
    text = state.inventory.articles[article].text
    parts: list[str] = []
    position = 0
    for place in state.inventory.range_of(article):  # the revision has checked that they ascend and fit
        edit = state.inventory.places[place].edit
        parts += (text[position : edit.start], standing_text(state, place))
        position = edit.end
    return "".join(parts) + text[position:]


def revision_of(state: State, article: int) -> Revision:
    """Return an article's revision with the answers in it: for diffs and reports of what would be written now.

    Answered edits are applied with the text that was chosen, those kept as they stand are gone, open ones are still
    up for review.  Its `text` is what `written` gives.
    """
    edits = []
    for place, edit, stands in edits_of(state, article):
        if stands in ("taken", "own"):
            edits.append(replace(edit, replacement=standing_text(state, place), verdict="apply"))
        elif stands != "kept":
            edits.append(edit)
    return replace(state.inventory.articles[article].revision, edits=tuple(edits))


def progress(state: State) -> Progress:
    """Return how far the review is."""
    questions, number_of = state.agenda.questions, state.agenda.number_of
    # By the answers, not by the places: a screen asks after every key.
    given = Counter(number_of[place] for place in state.answers if place in number_of)
    given = Counter({number: count for number, count in given.items() if questions[number].asked})
    asked = [len(question.places) for question in questions if question.asked]
    settled = sum(count == len(questions[number].places) for number, count in given.items())
    return Progress(sum(asked), sum(given.values()), len(asked), len(asked) - settled)


def articles_of(state: State, question: Question) -> tuple[int, ...]:
    """Return the articles that a question has places in, ascending."""
    return tuple(dict.fromkeys(state.inventory.places[place].article for place in question.places))


def headline(state: State, article: int) -> str:
    """Return what the profile of an article says in a few words; empty where it found nothing."""
    return profile_line(state.inventory.articles[article].revision.profile)
