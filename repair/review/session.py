"""The one function of a review, `step`: pure, and defined for every action in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from repair.records import Edit
from repair.review import actions, history, navigation
from repair.review.actions import Action
from repair.review.agenda import Agenda
from repair.review.answers import (
    SCOPES,
    Answer,
    Scope,
    carried,
    kept_entry,
    options,
    typed_refused,
)
from repair.review.navigation import NOTHING
from repair.review.state import State, Step
from repair.user.words import Entry, entry_refused, with_entry

_QUOTED = 40  # characters of a text quoted in a notice: a line of a terminal holds two and what was done


def step(state: State, action: Action) -> Step:
    """Return what `action` leads to.  No action raises; what cannot be done leaves the state and says why.

    Notices quote the texts of the article and of the reader as they are: show them through `repair.text.show`.
    """
    handler = _HANDLERS.get(type(action))
    return Step(state, (), "no such action") if handler is None else handler(state, action)


def quoted(text: str) -> str:
    """Return a text short enough for a notice."""
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


# Answers


@dataclass(frozen=True, slots=True)
class _Plan:
    """An answer before it is given: to which places, what each gets, what is learned, and how it is told."""

    places: Iterable[int]
    answer: Callable[[int], Answer]
    label: str
    entry: Entry | None = None


def _give(state: State, plan: _Plan) -> Step:
    """Answer the places of a plan and go on to what is asked next.

    A place that was answered on its own, or in its article, keeps its answer when a wider one is given, unless the
    reader stands there.
    """
    if plan.entry is not None and (reason := entry_refused(plan.entry)):
        return Step(state, (), reason)
    changed: list[tuple[int, Answer | None, Answer | None]] = []
    spared = 0
    for place in plan.places:
        old, new = state.answers.get(place), plan.answer(place)
        if old is None:
            changed.append((place, old, new))
        elif place != state.at and SCOPES.index(old.scope) < SCOPES.index(new.scope):
            spared += (old.verb, old.text) != (new.verb, new.text)
        elif old != new:
            changed.append((place, old, new))
    entries = state.entries if plan.entry is None else with_entry(state.entries, plan.entry)
    if not changed and entries == state.entries:
        return Step(navigation.advanced(state), (), "answered so already")
    count = f", {len(changed)} places" if len(changed) > 1 else ""
    change = history.change_of(state, plan.label + count, answers=tuple(changed), entries=entries)
    kept = f"; {spared} keep another answer of their own" if spared else ""
    return history.make(state, change, change.label + kept, go_on=True)


def _reach(state: State, scope: Scope | None) -> tuple[Iterable[int], Scope]:
    """Return the places that an answer with this scope is for, and the scope that it is given with."""
    question, place = state.question, state.place
    assert question is not None
    assert place is not None
    if scope is None:
        return question.places, "run" if len(question.places) > 1 else "place"
    if scope == "place":
        return (state.at,), scope
    if scope == "good":
        return state.inventory.by_word[place.edit.original.casefold()], scope
    series = state.inventory.series[place.series].places
    if scope == "article":
        return [other for other in series if state.inventory.places[other].article == place.article], scope
    return series, scope


def _take(state: State, action: actions.Take) -> Step:
    return _put(state, None, action.scope)


def _choose(state: State, action: actions.Choose) -> Step:
    if state.place is None:
        return Step(state, (), NOTHING)
    readings = options(state.place.edit)
    if not 1 <= action.number <= len(readings):
        return Step(state, (), f"there is no reading {action.number}; there are {len(readings)}")
    return _put(state, readings[action.number - 1][0], action.scope)


def _type(state: State, action: actions.Type) -> Step:
    reason = typed_refused(action.text)
    return Step(state, (), reason) if reason else _put(state, action.text, action.scope)


def _put(state: State, text: str | None, scope: Scope | None) -> Step:
    """Put a text, or at each place the reading that is proposed there."""
    place = state.place
    if place is None:
        return Step(state, (), NOTHING)
    here, inventory = place.edit, state.inventory
    if text == here.original:
        return _leave(state, scope)
    places, given = _reach(state, scope)

    def answer(index: int) -> Answer:
        edit = inventory.places[index].edit
        if text is None:
            # A pair learned here is the same at the other places of the word, whatever is proposed there.
            return _put_at(edit, edit.replacement if given != "good" else carried(here.replacement, here, edit), given)
        return _put_at(edit, text if index == state.at else carried(text, here, edit), given)

    wanted = here.replacement if text is None else text
    entry = Entry("pair", here.original, wanted) if given == "good" else None
    return _give(state, _Plan(places, answer, f"{quoted(here.original)} → {quoted(wanted)}", entry))


def _put_at(edit: Edit, text: str, scope: Scope) -> Answer:
    if text == edit.original:
        return Answer("keep", text, scope)
    return Answer("take" if any(text == reading for reading, _ in options(edit)) else "own", text, scope)


def _keep(state: State, action: actions.Keep) -> Step:
    return _leave(state, action.scope)


def _leave(state: State, scope: Scope | None) -> Step:
    if state.place is None:
        return Step(state, (), NOTHING)
    if scope == "good":
        return _learn(state, kept_entry(state.place.edit.original))
    places, given = _reach(state, scope)
    return _leave_at(state, places, given, "kept")


def _ignore(state: State, action: actions.Ignore) -> Step:
    if state.place is None:
        return Step(state, (), NOTHING)
    if action.scope == "good":
        return _learn(state, kept_entry(state.place.edit.original))
    if action.scope == "place":
        return _leave_at(state, (state.at,), "place", "ignored")
    places: Iterable[int] = state.inventory.by_word[state.place.edit.original.casefold()]
    if action.scope == "article":
        places = [place for place in places if state.inventory.places[place].article == state.place.article]
    return _leave_at(state, places, action.scope, "ignored")


def _learn_word(state: State, _: actions.LearnWord) -> Step:
    return Step(state, (), NOTHING) if state.place is None else _learn(state, Entry("word", state.place.edit.original))


def _learn_name(state: State, _: actions.LearnName) -> Step:
    return Step(state, (), NOTHING) if state.place is None else _learn(state, Entry("name", state.place.edit.original))


def _learn(state: State, entry: Entry) -> Step:
    """Learn a word or a name; edits on a name with other capitals are edits on another word."""
    places: Iterable[int] = state.inventory.by_word[entry.text.casefold()]
    if entry.kind == "name":
        places = [place for place in places if state.inventory.places[place].edit.original == entry.text]
    return _leave_at(state, places, "good", f"learned as a {entry.kind}", entry)


def _leave_at(state: State, places: Iterable[int], scope: Scope, done: str, entry: Entry | None = None) -> Step:
    inventory, place = state.inventory, state.place
    assert place is not None

    def answer(index: int) -> Answer:
        return Answer("keep", inventory.places[index].edit.original, scope)

    return _give(state, _Plan(places, answer, f"{done}: {quoted(place.edit.original)}", entry))


def _take_at_least(state: State, _: actions.TakeAtLeast) -> Step:
    if state.question is None:
        return Step(state, (), NOTHING)
    least = state.question.confidence
    given: dict[int, Answer] = {}
    shared: dict[tuple[str, Scope], Answer] = {}  # thousands of places with few different answers
    for question in state.agenda.questions:
        if not question.asked or question.confidence < least:
            continue
        scope: Scope = "run" if len(question.places) > 1 else "place"
        for place in question.places:
            if place in state.answers:
                continue
            edit = state.inventory.places[place].edit
            key = edit.replacement, scope
            if edit.replacement == edit.original:
                given[place] = Answer("keep", edit.original, scope)
            elif key in shared:
                given[place] = shared[key]
            else:
                given[place] = shared[key] = Answer("take", edit.replacement, scope)
    if not given:
        return Step(state, (), "no question is open that is as sure as this one")
    return _give(state, _Plan(given, given.__getitem__, f"taken: all with {least:.0%} or more"))


# Everything else that can be undone


def _split(state: State, _: actions.Split) -> Step:
    place = state.place
    if place is None:
        return Step(state, (), NOTHING)
    count = len(state.inventory.series[place.series].places)
    if place.series in state.split or count < 2:
        return Step(state, (), "this is a single place already")
    label = f"split into {count} places: {quoted(place.edit.original)}"
    change = history.change_of(state, label, split=state.split | {place.series})
    return history.make(state, change, label)


def _finish(state: State, _: actions.Finish) -> Step:
    if state.done:
        return Step(state, (), "marked as done already")
    left = sum(state.first_open(question) >= 0 for question in state.agenda.questions)
    label = "marked as done" + (f"; open questions, left as they stand: {left}" if left else "")
    return history.make(state, history.change_of(state, "marked as done", done=True), label)


def _restore(state: State, action: actions.Restore) -> Step:
    changed = {}
    for index, answer in action.answers:
        # A reading that was taken may have line ends, where the program has proposed it.
        if 0 <= index < len(state.inventory.places) and "\0" not in answer.text:
            edit = state.inventory.places[index].edit
            text = edit.original if answer.verb == "keep" else answer.text
            new = _put_at(edit, text, answer.scope)
            if state.answers.get(index) != new:
                changed[index] = (index, state.answers.get(index), new)
    if not changed:
        return Step(state, (), "nothing to restore")
    label = f"restored: {len(changed)} answers"
    change = history.change_of(state, label, answers=tuple(changed.values()))
    if 0 <= action.at < len(state.inventory.places):
        return history.make(state, replace(change, at=(state.at, action.at)), label)
    return history.make(state, change, label, go_on=True)


def _show_applied(state: State, action: actions.ShowApplied) -> Step:
    if action.shown == state.applied:
        return Step(state)
    agenda = Agenda.of(state.inventory, split=state.split, applied=action.shown)
    return Step(replace(state, agenda=agenda, applied=action.shown))


_HANDLERS: dict[type[Any], Callable[[State, Any], Step]] = {
    actions.Take: _take,
    actions.Choose: _choose,
    actions.Type: _type,
    actions.Keep: _keep,
    actions.Ignore: _ignore,
    actions.TakeAtLeast: _take_at_least,
    actions.Split: _split,
    actions.LearnWord: _learn_word,
    actions.LearnName: _learn_name,
    actions.Undo: history.undo,
    actions.Redo: history.redo,
    actions.Finish: _finish,
    actions.Restore: _restore,
    actions.Next: navigation.walk,
    actions.Previous: navigation.walk,
    actions.GoToQuestion: navigation.go_to_question,
    actions.GoToArticle: navigation.go_to_article,
    actions.GoToPlace: navigation.go_to_place,
    actions.ShowApplied: _show_applied,
    actions.Search: navigation.search,
}
