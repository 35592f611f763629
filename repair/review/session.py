"""The one function of a review, `step`: pure, and defined for every action in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from repair.review import actions, answering, history, navigation
from repair.review.actions import Action
from repair.review.agenda import ORDERS, Agenda, Inventory
from repair.review.navigation import NOTHING
from repair.review.state import State, Step


def step(state: State, action: Action) -> Step:
    """Return what `action` leads to.  No action raises; what cannot be done leaves the state and says why.

    Notices quote the texts of the article and of the reader as they are: show them through `repair.text.show`.
    """
    handler = _HANDLERS.get(type(action))
    return Step(state, (), "no such action") if handler is None else handler(state, action)


# Everything else that can be undone


def _split(state: State, _: actions.Split) -> Step:
    place = state.place
    if place is None:
        return Step(state, (), NOTHING)
    count = len(state.inventory.series[place.series].places)
    if place.series in state.split or count < 2:
        return Step(state, (), "this is a single place already")
    label = f"split into {count} places: {answering.quoted(place.edit.original)}"
    change = history.change_of(state, label, split=state.split | {place.series})
    return history.make(state, change, label)


def _finish(state: State, _: actions.Finish) -> Step:
    if state.done:
        return Step(state, (), "marked as done already")
    left = state.open_questions
    label = "marked as done" + (f"; open questions, left as they stand: {left}" if left else "")
    return history.make(state, history.change_of(state, "marked as done", done=True), label)


def _select(state: State, action: actions.Select) -> Step:
    if not 0 <= action.article < len(state.inventory.articles):
        return Step(state, (), navigation.NOTHING)
    observed = state.inventory.articles[action.article].text[action.start : action.end]
    refused = answering.chosen_refused(observed, action)
    return (
        Step(state, (), refused)
        if refused
        else Step(navigation.selected(state, action.article, action.start, action.end))
    )


def _restore(state: State, action: actions.Restore) -> Step:
    changed = {}
    spans = [(a, start, end) for a, start, end in action.chosen if _is_free(state.inventory, a, start, end)]
    if spans:
        grown = state.inventory.with_chosen(spans)
        state = replace(
            state,
            inventory=grown,
            agenda=Agenda.of(grown, split=state.split, applied=state.applied, order=state.order),
        )
    for index, answer in action.answers:
        # A reading that was taken may have line ends, where the program has proposed it.
        if 0 <= index < len(state.inventory.places) and "\0" not in answer.text:
            edit = state.inventory.places[index].edit
            text = edit.original if answer.verb == "keep" else answer.text
            new = answering.put_at(edit, text, answer.scope)
            if state.answers.get(index) != new:
                changed[index] = (index, state.answers.get(index), new)
    if not changed:
        return Step(state, (), "nothing to restore")
    label = f"restored: {len(changed)} answers"
    change = history.change_of(state, label, answers=tuple(changed.values()))
    if 0 <= action.at < len(state.inventory.places):
        return history.make(state, replace(change, at=(state.at, action.at)), label)
    return history.make(state, change, label, go_on=True)


def _is_free(inventory: Inventory, article: int, start: int, end: int) -> bool:
    if not 0 <= article < len(inventory.articles) or not 0 <= start < end <= len(inventory.articles[article].text):
        return False
    return inventory.place_at(article, start, end) < 0


def _show_applied(state: State, action: actions.ShowApplied) -> Step:
    if action.shown == state.applied:
        return Step(state)
    agenda = Agenda.of(state.inventory, split=state.split, applied=action.shown, order=state.order)
    return Step(replace(state, agenda=agenda, applied=action.shown))


def _set_order(state: State, action: actions.SetOrder) -> Step:
    agenda = Agenda.of(state.inventory, split=state.split, applied=state.applied, order=action.order)
    ordered = replace(state, agenda=agenda, order=action.order)
    if action.restart:
        ordered = navigation.stand_at_first(ordered)
    return Step(state if ordered == state else ordered, (), f"questions are asked {ORDERS[action.order]}")


_HANDLERS: dict[type[Any], Callable[[State, Any], Step]] = {
    actions.Take: answering.take,
    actions.Choose: answering.choose,
    actions.Type: answering.type_,
    actions.Keep: answering.keep,
    actions.Ignore: answering.ignore,
    actions.TakeAtLeast: answering.take_at_least,
    actions.KeepRest: answering.keep_rest,
    actions.Mend: answering.mend,
    actions.Select: _select,
    actions.Split: _split,
    actions.LearnWord: answering.learn_word,
    actions.LearnName: answering.learn_name,
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
    actions.SetOrder: _set_order,
    actions.Search: navigation.search,
}
