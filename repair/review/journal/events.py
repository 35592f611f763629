"""Actions, answers and entries as JSON values, and back with every field checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, cast

from repair.review import actions
from repair.review.actions import Action
from repair.review.agenda import ORDERS
from repair.review.answers import (
    LONGEST_TYPED,
    SCOPES,
    VERBS,
    Answer,
)
from repair.user.words import ENTRY_KINDS, LONGEST_LEARNED, Entry, entry_refused

MOST_PLACES = 10_000_000  # far beyond any run: a number above it is no place
MOST_LENGTH = 10**9  # code points of an article, likewise

_NAMES: dict[type[Any], str] = {
    actions.Take: "take",
    actions.Choose: "choose",
    actions.Type: "type",
    actions.Mend: "mend",
    actions.Select: "select",
    actions.Keep: "keep",
    actions.Ignore: "ignore",
    actions.TakeAtLeast: "take at least",
    actions.KeepRest: "keep rest",
    actions.Split: "split",
    actions.LearnWord: "learn word",
    actions.LearnName: "learn name",
    actions.Undo: "undo",
    actions.Redo: "redo",
    actions.Finish: "finish",
    actions.Restore: "restore",
    actions.Next: "next",
    actions.Previous: "previous",
    actions.GoToQuestion: "go to question",
    actions.GoToArticle: "go to article",
    actions.GoToPlace: "go to place",
    actions.ShowApplied: "show applied",
    actions.Search: "search",
    actions.SetOrder: "set order",
}
_TYPES = {name: kind for kind, name in _NAMES.items()}


class FieldError(ValueError):
    """A value is not what it should be; the message names the field."""


def action_to_json(action: Action) -> dict[str, Any]:
    """Return an action as a JSON-ready object."""
    values: dict[str, Any] = {"do": _NAMES[type(action)]}
    for field in fields(action):
        value = getattr(action, field.name)
        if field.name == "answers":
            value = [[place, answer_to_json(answer)] for place, answer in value]
        values[field.name] = value
    return values


def action_from_json(values: Any) -> Action:
    """Return the action of an object; FieldError if it is none, lacks a field or has one too many."""
    name = values.get("do") if isinstance(values, dict) else None
    kind = _TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FieldError("no known action")
    wanted = [field.name for field in fields(kind)]
    if kind is actions.Restore:
        values = {"chosen": [], **values}  # release 0.1 wrote none
    if set(values) != {"do", *wanted}:
        raise FieldError(f"fields of the action {name}")
    scoped = kind not in (actions.Ignore, actions.Mend)
    read = {field: _READERS[field](values[field]) for field in wanted if field != "scope"}
    if "scope" in wanted:
        read["scope"] = None if scoped and values["scope"] is None else one_of(values["scope"], SCOPES, "scope")
    return cast(Action, kind(**read))


def answer_to_json(answer: Answer | None) -> list[str] | None:
    """Return an answer as a JSON-ready list; None, which is no answer, stays None."""
    return None if answer is None else [answer.verb, answer.text, answer.scope]


def answer_from_json(value: Any) -> Answer:
    """Return the answer of a list; FieldError if it is none."""
    verb, text, scope = items(value, 3, "answer")
    return Answer(one_of(verb, VERBS, "verb"), string(text, "text"), one_of(scope, SCOPES, "scope"))


def entry_to_json(entry: Entry) -> list[str]:
    """Return an entry of the user dictionary as a JSON-ready list."""
    return [entry.kind, entry.text, entry.intended]


def entry_from_json(value: Any) -> Entry:
    """Return the entry of a list; FieldError if it is none, or none that the dictionary takes."""
    kind, text, intended = items(value, 3, "entry")
    entry = Entry(
        one_of(kind, ENTRY_KINDS, "entry"),
        string(text, "entry", LONGEST_LEARNED),
        string(intended, "entry", LONGEST_LEARNED),
    )
    if entry_refused(entry):
        raise FieldError(f"entry: {entry_refused(entry)}")
    return entry


def whole(value: Any, name: str, most: int = MOST_PLACES) -> int:
    """Return a whole number from 0 to `most`; FieldError if it is none."""
    if type(value) is not int or not 0 <= value <= most:
        raise FieldError(name)
    return value


def string(value: Any, name: str, longest: int | None = None) -> str:
    """Return a text of at most `longest` characters; FieldError if it is none."""
    if not isinstance(value, str) or (longest is not None and len(value) > longest):
        raise FieldError(name)
    return value


def truth(value: Any, name: str) -> bool:
    """Return true or false; FieldError if it is neither."""
    if not isinstance(value, bool):
        raise FieldError(name)
    return value


def items(value: Any, count: int | None, name: str) -> list[Any]:
    """Return a list, of `count` items where that is given; FieldError if it is none."""
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise FieldError(name)
    return value


def mapping(value: Any, name: str) -> Mapping[str, Any]:
    """Return an object; FieldError if it is none."""
    if not isinstance(value, dict):
        raise FieldError(name)
    return value


def one_of(value: Any, known: tuple[Any, ...], name: str) -> Any:
    """Return a value that is one of those known; FieldError if it is not."""
    if not isinstance(value, str) or value not in known:
        raise FieldError(name)
    return value


def _answers(value: Any) -> tuple[tuple[int, Answer], ...]:
    pairs = [items(pair, 2, "answers") for pair in items(value, None, "answers")]
    return tuple((whole(place, "answers"), answer_from_json(answer)) for place, answer in pairs)


def _spans(value: Any) -> tuple[tuple[int, int, int], ...]:
    rows = [items(row, 3, "chosen") for row in items(value, None, "chosen")]
    return tuple(
        (whole(a, "chosen"), whole(start, "chosen", MOST_LENGTH), whole(end, "chosen", MOST_LENGTH))
        for a, start, end in rows
    )


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": lambda value: whole(value, "number"),
    "place": lambda value: whole(value, "place"),
    "text": lambda value: string(value, "text", LONGEST_TYPED),
    "is_open": lambda value: truth(value, "is_open"),
    "shown": lambda value: truth(value, "shown"),
    "backward": lambda value: truth(value, "backward"),
    "article": lambda value: whole(value, "article"),
    "start": lambda value: whole(value, "start", MOST_LENGTH),
    "end": lambda value: whole(value, "end", MOST_LENGTH),
    "chosen": _spans,
    "order": lambda value: one_of(value, tuple(ORDERS), "order"),
    "restart": lambda value: truth(value, "restart"),
    "questions": lambda value: truth(value, "questions"),
    "answers": _answers,
    "at": lambda value: -1 if type(value) is int and value == -1 else whole(value, "at"),
}
