"""Changes made, taken back and made again: the undo of a review, what was learned too."""

from __future__ import annotations

from dataclasses import replace

from repair.review import actions, navigation
from repair.review.agenda import Agenda
from repair.review.answers import Answer, effects_between
from repair.review.state import Change, State, Step
from repair.user.words import Entry

Changed = tuple[tuple[int, Answer | None, Answer | None], ...]


def change_of(
    state: State,
    label: str,
    *,
    answers: Changed = (),
    split: frozenset[int] | None = None,
    entries: frozenset[Entry] | None = None,
    done: bool = False,
) -> Change:
    """Return the change from `state` to other answers, splits or entries; whatever is left out stays as it is."""
    return Change(
        label,
        answers,
        (state.at, state.at),
        (state.split, state.split if split is None else split),
        (state.entries, state.entries if entries is None else entries),
        (state.done, done),
    )


def make(state: State, change: Change, notice: str, *, go_on: bool = False) -> Step:
    """Make a new change, and go on to what is asked next; what was undone before can no longer be redone."""
    made = _turn(state, change, forward=True)
    if go_on:
        made = navigation.advanced(made)
        change = replace(change, at=(state.at, made.at))
    made = replace(made, past=(*state.past, change), future=())
    return Step(made, effects_between(state.entries, made.entries), notice)


def undo(state: State, _: actions.Undo) -> Step:
    """Take the last change back."""
    if not state.past:
        return Step(state, (), "nothing to undo")
    change = state.past[-1]
    undone = replace(_turn(state, change, forward=False), past=state.past[:-1], future=(*state.future, change))
    return Step(undone, effects_between(state.entries, undone.entries), f"undone: {change.label}")


def redo(state: State, _: actions.Redo) -> Step:
    """Make the change again that was undone last."""
    if not state.future:
        return Step(state, (), "nothing to redo")
    change = state.future[-1]
    redone = replace(_turn(state, change, forward=True), past=(*state.past, change), future=state.future[:-1])
    return Step(redone, effects_between(state.entries, redone.entries), f"done again: {change.label}")


def changed_between(before: State, after: State) -> dict[int, Answer | None]:
    """Return the new answers of the places that one step changed, None where it took one away."""
    if len(after.past) > len(before.past):
        return {place: new for place, _, new in after.past[-1].answers}
    if len(after.past) < len(before.past):
        return {place: old for place, old, _ in before.past[-1].answers}
    return {}


def _turn(state: State, change: Change, *, forward: bool) -> State:
    """Return the state with a change made or taken back; histories as they were."""
    answers = dict(state.answers)  # 5,000 answers are copied in 20 microseconds; nothing cleverer is needed
    for place, before, after in change.answers:
        answer = after if forward else before
        if answer is None:
            del answers[place]
        else:
            answers[place] = answer
    split = change.split[forward]
    same = split == state.split
    return replace(
        state,
        agenda=state.agenda
        if same
        else Agenda.of(state.inventory, split=split, applied=state.applied, order=state.order),
        at=change.at[forward],
        answers=answers,
        split=split,
        entries=change.entries[forward],
        done=change.done[forward],
        found=None,
    )
