"""The journal of a review: JSON lines, one for each action, read back with every field checked.

The first line is a header that binds the journal to its articles.  Each line ends with a checksum of itself (`sum`,
CRC-32) and a line feed; a last line without one was being written when the program was stopped, and is left out.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from repair.records import KINDS
from repair.review.actions import Action
from repair.review.agenda import Article, Inventory
from repair.review.anchors import CONTEXT, Anchor, anchor_of
from repair.review.answers import Answer, Effect, Learn, Unlearn
from repair.review.history import changed_between
from repair.review.journal.events import (
    MOST_LENGTH,
    FieldError,
    action_from_json,
    action_to_json,
    answer_from_json,
    answer_to_json,
    entry_from_json,
    entry_to_json,
    items,
    mapping,
    one_of,
    string,
    whole,
)
from repair.review.state import State, Step
from repair.user.words import Entry

FORMAT, VERSION = "repair journal", 1  # the version is raised when a field changes its meaning or goes
MOST_BYTES = 64 * 2**20  # some 700,000 actions; as large as the largest text
MOST_HEADER = 4 * 2**20  # some 15,000 articles
_OPENING = f'{{"format":"{FORMAT}"'.encode()


MOST_CHOSEN = 10_000  # places that one answer may add: stretches that the reader chose


class JournalError(Exception):
    """A journal is damaged, foreign, of a newer version or in use; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An article as the header names it: the SHA-256 and length of its text, and of what was proposed for it."""

    name: str
    sha256: str
    length: int
    edits: int
    edits_sha256: str

    @classmethod
    def of(cls, article: Article) -> Recorded:
        """Return what a header says of an article."""
        return cls(article.name, article.sha256, len(article.text), len(article.revision.edits), article.edits_sha256)


@dataclass(frozen=True, slots=True)
class Event:
    """One action as it was recorded.

    Attributes:
        action: what the reader did.
        at: where the reader stood then.
        changed: the answers that it changed, None where one was taken away.
        effects: what was learned and unlearned.
        anchors: those of places that are answered or stood at for the first time.
    """

    action: Action
    at: int
    changed: Mapping[int, Answer | None]
    effects: tuple[Effect, ...]
    anchors: Mapping[int, Anchor]


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal holds; `sound_bytes` is its length without a torn last line."""

    program: str
    articles: tuple[Recorded, ...]
    events: tuple[Event, ...]
    sound_bytes: int


def header_line(inventory: Inventory, *, program: str) -> bytes:
    """Return the first line of a journal."""
    articles = [
        {"name": r.name, "sha256": r.sha256, "length": r.length, "edits": r.edits, "edits_sha256": r.edits_sha256}
        for r in map(Recorded.of, inventory.articles)
    ]
    return _line({"format": FORMAT, "version": VERSION, "program": program, "articles": articles})


def event_of(before: State, action: Action, step: Step, *, anchored: Iterable[int] = ()) -> Event:
    """Return what is recorded of a step from `before`; places `anchored` have their anchors in the journal already."""
    changed, known = changed_between(before, step.state), set(anchored)
    told = [place for place in (*changed, step.state.at) if place >= 0 and place not in known]
    anchors = {place: anchor_of(step.state.inventory, place) for place in told}
    return Event(action, step.state.at, changed, step.effects, anchors)


def event_line(number: int, event: Event) -> bytes:
    """Return the line of an event; the first after the header has the number 1."""
    values: dict[str, Any] = {"n": number, **action_to_json(event.action), "stands": event.at}
    if event.changed:
        groups: dict[Answer | None, list[int]] = {}
        for place, answer in event.changed.items():
            groups.setdefault(answer, []).append(place)
        values["changed"] = [[answer_to_json(answer), places] for answer, places in groups.items()]
    if event.anchors:
        values["anchors"] = [[place, *astuple(anchor)] for place, anchor in event.anchors.items()]
    for name, kind in (("learned", Learn), ("unlearned", Unlearn)):
        entries = [entry_to_json(effect.entry) for effect in event.effects if isinstance(effect, kind)]
        if entries:
            values[name] = entries
    return _line(values)


def parse(data: bytes) -> Record | None:
    """Return what a journal holds; None where it was stopped before its first line was whole.

    Raises:
        JournalError: it is damaged, foreign, too large, or of a version that this release does not know.
    """
    if len(data) > MOST_BYTES:
        raise JournalError(f"journal larger than {MOST_BYTES / 2**20:g} MB")
    end = data.rfind(b"\n") + 1
    if not end:
        if data.startswith(_OPENING) or _OPENING.startswith(data):
            return None
        raise JournalError("not a journal of repair")
    lines = data[:end].split(b"\n")[:-1]
    program, articles = parse_header(lines[0])
    most = sum(article.edits for article in articles)
    anchored: set[int] = set()
    events = []
    for number, line in enumerate(lines[1:], start=1):
        try:
            values = _values(line)
            most += MOST_CHOSEN * (values.get("do") in ("mend", "restore"))
            event = _event(values, number, most, len(articles))
        except FieldError as error:
            raise JournalError(f"damaged journal: line {number + 1}: {error}") from error
        anchored.update(event.anchors)
        if not anchored.issuperset(event.changed):
            raise JournalError(f"damaged journal: line {number + 1}: a place without its anchor")
        events.append(event)
    return Record(program, articles, tuple(events), end)


def parse_header(line: bytes) -> tuple[str, tuple[Recorded, ...]]:
    """Return the program's version and the articles of a header, without the line feed; JournalError as in `parse`."""
    if not line.startswith(_OPENING) or len(line) > MOST_HEADER:
        raise JournalError("not a journal of repair")
    try:
        values = _values(line)
        version = whole(values.get("version"), "version")
        if version != VERSION:
            raise JournalError(f"journal of version {version}; this release reads {VERSION}: update repair")
        articles = [mapping(value, "articles") for value in items(values.get("articles"), None, "articles")]
        recorded = tuple(
            Recorded(
                string(article.get("name"), "name"),
                _digest(article.get("sha256"), "sha256"),
                whole(article.get("length"), "length", MOST_LENGTH),
                whole(article.get("edits"), "edits"),
                _digest(article.get("edits_sha256"), "edits_sha256"),
            )
            for article in articles
        )
        return string(values.get("program"), "program", 100), recorded
    except FieldError as error:
        raise JournalError(f"damaged journal: line 1: {error}") from error


def _event(values: dict[str, Any], number: int, places: int, articles: int) -> Event:
    if whole(values.pop("n", None), "n") != number:
        raise FieldError("lines are missing before it")
    at = values.pop("stands", None)
    at = -1 if at == -1 and type(at) is int else _place(at, places)
    changed: dict[int, Answer | None] = {}
    for group in items(values.pop("changed", []), None, "changed"):
        answer, indices = items(group, 2, "changed")
        read = None if answer is None else answer_from_json(answer)
        changed.update((_place(index, places), read) for index in items(indices, None, "changed"))
    rows = [items(row, 8, "anchors") for row in items(values.pop("anchors", []), None, "anchors")]
    anchors = {_place(row[0], places): _anchor(row[1:], articles) for row in rows}
    learned, unlearned = (
        [entry_from_json(entry) for entry in items(values.pop(name, []), None, name)]
        for name in ("learned", "unlearned")
    )
    effects: tuple[Effect, ...] = (*map(Unlearn, unlearned), *map(Learn, learned))
    return Event(action_from_json(values), at, changed, effects, anchors)


def _anchor(row: list[Any], articles: int) -> Anchor:
    article, start, original, before, after, replacement, kind = row
    if whole(article, "anchors") >= articles:
        raise FieldError("anchors")
    return Anchor(
        article,
        whole(start, "anchors", MOST_LENGTH),
        string(original, "anchors"),
        string(before, "anchors", CONTEXT),
        string(after, "anchors", CONTEXT),
        string(replacement, "anchors"),
        one_of(kind, KINDS, "kind"),
    )


def _place(value: Any, places: int) -> int:
    if whole(value, "place") >= places:
        raise FieldError("place")
    return int(value)


def _digest(value: Any, name: str) -> str:
    digest = string(value, name)
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise FieldError(name)
    return digest


# Lines


def _line(values: dict[str, Any]) -> bytes:
    body = json.dumps(values, separators=(",", ":"))[:-1].encode("ascii")
    return body + b',"sum":"%08x"}\n' % zlib.crc32(body)


_SUM = len(',"sum":"00000000"}')


def _values(line: bytes) -> dict[str, Any]:
    """Return the object of a line, its checksum checked and taken off."""
    body = line[:-_SUM]
    if line[-_SUM:] != b',"sum":"%08x"}' % zlib.crc32(body):
        raise FieldError("its checksum is wrong")
    try:
        values = json.loads(body + b"}")
    except (ValueError, RecursionError) as error:
        raise FieldError("no JSON") from error
    if not isinstance(values, dict):
        raise FieldError("no object")
    return values


def net_entries(events: Iterable[Event]) -> tuple[frozenset[Entry], frozenset[Entry]]:
    """Return what some events have put into the user dictionary, and what they have taken out, on the whole."""
    put: set[Entry] = set()
    taken: set[Entry] = set()
    for event in events:
        for effect in event.effects:
            gained, lost = (put, taken) if isinstance(effect, Learn) else (taken, put)
            if effect.entry in lost:
                lost.remove(effect.entry)
            else:
                gained.add(effect.entry)
    return frozenset(put), frozenset(taken)
