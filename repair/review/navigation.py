"""Moves through a review that change no answer: next and previous, go to, search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from repair.review.actions import LONGEST_SOUGHT, GoToArticle, GoToPlace, GoToQuestion, Next, Previous, Search
from repair.review.agenda import Article
from repair.review.state import Found, State, Step

NOTHING = "nothing to review here"


def stand_at(state: State, place: int) -> State:
    """Return the state with the reader at a place; what a search has found is forgotten."""
    return state if place == state.at and state.found is None else replace(state, at=place, found=None)


def stand_at_question(state: State, number: int) -> State:
    """Return the state with the reader at the first open place of a question (counted from 0), else at its first."""
    question = state.agenda.questions[number]
    place = state.first_open(question)
    return stand_at(state, place if place >= 0 else question.places[0])


def stand_at_first(state: State) -> State:
    """Return the state with the reader at the first open question; as it is where none is open."""
    questions = state.agenda.questions
    number = next((number for number, question in enumerate(questions) if state.first_open(question) >= 0), -1)
    return state if number < 0 else stand_at_question(state, number)


def advanced(state: State) -> State:
    """Return the state with the reader at what comes after an answer.

    That is the next open place of the same question, then the next open question, round the end.  After an edit that
    was applied anyway comes the next one of these.  Where nothing is left the reader stays.
    """
    number = state.agenda.number_of.get(state.at)
    if number is None:
        return stand_at(state, state.at)
    question = state.agenda.questions[number]
    if not question.asked:
        return stand_at_question(state, min(number + 1, len(state.agenda.questions) - 1))
    later = next((place for place in question.places if place > state.at and state.is_open(place)), -1)
    if later < 0:
        later = state.first_open(question)
    if later >= 0:
        return stand_at(state, later)
    other = _next_open(state, number, 1)
    return stand_at(state, state.at) if other < 0 else stand_at_question(state, other)


def _next_open(state: State, number: int, direction: int) -> int:
    """Return the number of the next open question in a direction, round the end, or -1."""
    questions = state.agenda.questions
    numbers = _round(number, len(questions), direction)
    return next((other for other in numbers if state.first_open(questions[other]) >= 0), -1)


def _round(number: int, count: int, direction: int) -> Iterator[int]:
    """Yield the numbers below `count` from the one after `number` on, round the end; `number` itself comes last."""
    return ((number + direction * distance) % count for distance in range(1, count + 1))


def walk(state: State, action: Next | Previous) -> Step:
    """Go to the next or the previous question."""
    count = len(state.agenda.questions)
    if not count:
        return Step(state, (), NOTHING)
    direction = 1 if isinstance(action, Next) else -1
    number = state.agenda.number_of.get(state.at, -1 if direction > 0 else count)
    if action.is_open:
        other = _next_open(state, number, direction)
        return Step(state, (), "no question is open") if other < 0 else Step(stand_at_question(state, other))
    if not 0 <= number + direction < count:
        return Step(state, (), "this is the last question" if direction > 0 else "this is the first question")
    return Step(stand_at_question(state, number + direction))


def go_to_question(state: State, action: GoToQuestion) -> Step:
    """Go to a question by its number."""
    count = len(state.agenda.questions)
    if not 1 <= action.number <= count:
        return Step(state, (), f"there is no question {action.number}; there are {count}")
    return Step(stand_at_question(state, action.number - 1))


def go_to_article(state: State, action: GoToArticle) -> Step:
    """Go to the first open place of an article, else to its first place."""
    count = len(state.inventory.articles)
    if not 1 <= action.number <= count:
        return Step(state, (), f"there is no article {action.number}; there are {count}")
    places = state.inventory.range_of(action.number - 1)
    if not places:
        return Step(state, (), f"article {action.number} has no edits")
    return Step(stand_at(state, next(filter(state.is_open, places), places[0])))


def go_to_place(state: State, action: GoToPlace) -> Step:
    """Go to a place by its index."""
    if not 0 <= action.place < len(state.inventory.places):
        return Step(state, (), "there is no such place")
    return Step(stand_at(state, action.place))


def search(state: State, action: Search) -> Step:
    """Go to where a text stands, in the articles or among the questions."""
    if not action.text or len(action.text) > LONGEST_SOUGHT:
        return Step(state, (), f"search for 1 to {LONGEST_SOUGHT:,} characters")
    found = _search_questions(state, action) if action.questions else _search_articles(state, action)
    return Step(state, (), "not found") if found is None else Step(found)


def _search_questions(state: State, action: Search) -> State | None:
    questions, sought = state.agenda.questions, action.text
    answered = {
        state.agenda.number_of.get(place) for place, answer in state.answers.items() if _holds(answer.text, sought)
    }
    number = state.agenda.number_of.get(state.at, len(questions) if action.backward else -1)
    for other in _round(number, len(questions), -1 if action.backward else 1):
        if other in answered or _holds(state.inventory.sought[questions[other].series], sought):
            return stand_at_question(state, other)
    return None


def _holds(text: str, sought: str) -> bool:
    return sought in text or (sought in text.lower() and sought == sought.lower())


def _search_articles(state: State, action: Search) -> State | None:
    """Look through the article from where the reader stands, the others in turn, and the first one again."""
    articles, place = state.inventory.articles, state.place
    if not articles:
        return None
    if state.found is not None:
        article, start = state.found.article, state.found.start
    else:
        article, start = (place.article, place.edit.start) if place is not None else (0, -1)
    found = _find(articles[article], action, start)
    distance = 0
    while found < 0 and distance < len(articles):
        distance += 1
        article = (article + (-1 if action.backward else 1)) % len(articles)
        found = _find(articles[article], action, None)
    if found < 0:
        return None
    return selected(state, article, found, found + len(action.text))


def selected(state: State, article: int, start: int, end: int) -> State:
    """Return the state with a stretch of an article chosen; where a place touches it, the reader stands there."""
    touched = state.inventory.place_at(article, start, end)
    return replace(state, found=Found(article, start, end), at=touched if touched >= 0 else state.at)


def _find(article: Article, action: Search, start: int | None) -> int:
    """Return where the text stands next after `start`, or before it; from the edge where `start` is None; or -1."""
    text = article.folded if action.text == action.text.lower() else article.text
    if not action.backward:
        return text.find(action.text, 0 if start is None else start + 1)
    if start is None:
        return text.rfind(action.text)
    return text.rfind(action.text, 0, max(0, start + len(action.text) - 1))
