"""Answers given: which places an answer reaches, what each gets, what is learned, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from repair.records import Edit
from repair.review import actions, history, navigation
from repair.review.agenda import Agenda, Inventory, is_chosen
from repair.review.answers import SCOPES, Answer, Scope, carried, kept_entry, options, typed_refused
from repair.review.navigation import NOTHING
from repair.review.state import State, Step
from repair.text.casing import match_case
from repair.user.words import Entry, entry_refused, with_entry

LONGEST_CHOSEN = 200  # characters of a stretch that the reader chose, as of entries of a user dictionary
MOST_CHOSEN = 10_000  # places that one answer may add to an article
_QUOTED = 40  # characters of a text quoted in a notice: a line of a terminal holds two and what was done


def quoted(text: str) -> str:
    """Return a text short enough for a notice."""
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


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


def take(state: State, action: actions.Take) -> Step:
    """Take the reading proposed; where the reader chose the words, none is, and what is open comes next."""
    if state.place is not None and is_chosen(state.place.edit):
        return navigation.walk(state, actions.Next(is_open=True))
    return _put(state, None, action.scope)


def choose(state: State, action: actions.Choose) -> Step:
    """Take the reading with a number."""
    if state.place is None:
        return Step(state, (), NOTHING)
    readings = options(state.place.edit)
    if not 1 <= action.number <= len(readings):
        return Step(state, (), f"there is no reading {action.number}; there are {len(readings)}")
    return _put(state, readings[action.number - 1][0], action.scope)


def type_(state: State, action: actions.Type) -> Step:
    """Put a text of the reader's own."""
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
            return put_at(edit, edit.replacement if given != "good" else carried(here.replacement, here, edit), given)
        return put_at(edit, text if index == state.at else carried(text, here, edit), given)

    wanted = here.replacement if text is None else text
    entry = Entry("pair", here.original, wanted) if given == "good" else None
    return _give(state, _Plan(places, answer, f"{quoted(here.original)} → {quoted(wanted)}", entry))


def mend(state: State, action: actions.Mend) -> Step:
    """Put a text for a stretch for which nothing was proposed, and elsewhere where the scope says so."""
    inventory = state.inventory
    if not 0 <= action.article < len(inventory.articles):
        return Step(state, (), NOTHING)
    text = inventory.articles[action.article].text
    observed = text[action.start : action.end]
    refused = typed_refused(action.text) or chosen_refused(observed, action)
    if refused:
        return Step(state, (), refused)
    touched = inventory.place_at(action.article, action.start, action.end)
    if touched >= 0 and not _is_same(inventory.places[touched].edit, action):
        return Step(navigation.stand_at(state, touched), (), "a change is proposed there: answer that")
    spans = [(action.article, action.start, action.end)] if touched < 0 else []
    if action.scope != "place":
        articles = range(len(inventory.articles)) if action.scope != "article" else (action.article,)
        spans += [span for number in articles for span in _elsewhere(inventory, number, observed, action)]
    grown = inventory.with_chosen(spans)
    here = grown.place_at(action.article, action.start, action.end)
    agenda = Agenda.of(grown, split=state.split, applied=state.applied, order=state.order)
    state = navigation.stand_at(replace(state, inventory=grown, agenda=agenda), here)
    places = [here] if action.scope == "place" else grown.series[grown.places[here].series].places
    edits = grown.places

    def answer(index: int) -> Answer:
        edit = edits[index].edit
        return put_at(
            edit, action.text if index == here else match_case(edit.original, action.text, action.text), action.scope
        )

    if action.scope == "article":
        places = [place for place in places if edits[place].article == action.article]
    entry = Entry("pair", observed, action.text) if action.scope == "good" else None
    return _give(state, _Plan(places, answer, f"{quoted(observed)} → {quoted(action.text)}", entry))


def chosen_refused(observed: str, action: actions.Mend | actions.Select) -> str:
    """Return why a stretch cannot be mended, in words for the reader; empty if it can."""
    if not observed.strip() or not 0 <= action.start < action.end:
        return "there is no text to mend"
    if len(observed) > LONGEST_CHOSEN:
        return f"longer than {LONGEST_CHOSEN} characters: choose less"
    return ""


def _is_same(edit: Edit, action: actions.Mend) -> bool:
    return is_chosen(edit) and (edit.start, edit.end) == (action.start, action.end)


def _elsewhere(
    inventory: Inventory, article: int, observed: str, action: actions.Mend
) -> Iterator[tuple[int, int, int]]:
    """Yield where the same words stand in an article, whatever their case, and no place is; at most MOST_CHOSEN."""
    text, sought = inventory.articles[article].folded, observed.lower()
    start, found = text.find(sought), 0
    while start >= 0 and found < MOST_CHOSEN:
        end = start + len(sought)
        is_whole = not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()
        is_here = (article, start) == (action.article, action.start)
        if is_whole and not is_here and inventory.place_at(article, start, end) < 0:
            found += 1
            yield article, start, end
        start = text.find(sought, end)


def put_at(edit: Edit, text: str, scope: Scope) -> Answer:
    """Return the answer that puts a text at an edit."""
    if text == edit.original:
        return Answer("keep", text, scope)
    return Answer("take" if any(text == reading for reading, _ in options(edit)) else "own", text, scope)


def keep(state: State, action: actions.Keep) -> Step:
    """Leave the text as it stands."""
    return _leave(state, action.scope)


def _leave(state: State, scope: Scope | None) -> Step:
    if state.place is None:
        return Step(state, (), NOTHING)
    if scope == "good":
        return _learn(state, kept_entry(state.place.edit.original))
    places, given = _reach(state, scope)
    return _leave_at(state, places, given, "kept")


def ignore(state: State, action: actions.Ignore) -> Step:
    """Leave the word alone, as far as the scope says."""
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


def learn_word(state: State, _: actions.LearnWord) -> Step:
    """Learn the word at hand."""
    return Step(state, (), NOTHING) if state.place is None else _learn(state, Entry("word", state.place.edit.original))


def learn_name(state: State, _: actions.LearnName) -> Step:
    """Learn the name at hand."""
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


def take_at_least(state: State, _: actions.TakeAtLeast) -> Step:
    """Take every open question that is as sure as the one at hand, where the reading is likelier than the text."""
    if state.question is None:
        return Step(state, (), NOTHING)
    least = state.question.confidence
    given: dict[int, Answer] = {}
    spared = 0
    shared: dict[tuple[str, Scope], Answer] = {}  # thousands of places with few different answers
    for question in state.agenda.questions:
        if not question.asked or question.confidence < least:
            continue
        scope: Scope = "run" if len(question.places) > 1 else "place"
        for place in question.places:
            if place in state.answers:
                continue
            edit = state.inventory.places[place].edit
            if edit.confidence < edit.harm:
                spared += 1
                continue
            key = edit.replacement, scope
            if edit.replacement == edit.original:
                given[place] = Answer("keep", edit.original, scope)
            elif key in shared:
                given[place] = shared[key]
            else:
                given[place] = shared[key] = Answer("take", edit.replacement, scope)
    left = f"{spared} left open, where the text as it stands is likelier" if spared else ""
    if not given:
        return Step(state, (), left or "no question is open that is as sure as this one")
    made = _give(state, _Plan(given, given.__getitem__, f"taken: all with {least:.0%} or more"))
    return made._replace(notice=f"{made.notice}; {left}") if left else made


def keep_rest(state: State, _: actions.KeepRest) -> Step:
    """Keep the text at every open place."""
    open_places = [place for question in state.agenda.questions for place in question.places if state.is_open(place)]
    if not open_places:
        return Step(state, (), "no question is open")

    def answer(place: int) -> Answer:
        return Answer("keep", state.inventory.places[place].edit.original, "place")

    return _give(state, _Plan(open_places, answer, "kept all that remained"))
