"""The card of the question at hand: sentence with the change in it, numbered readings, evidence, how far it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from repair.cli.screen.marks import cut, shown
from repair.cli.screen.passages import passages
from repair.review.answers import Scope, options
from repair.review.results import articles_of, standing, standing_text
from repair.review.state import State
from repair.text import show

MOST_READINGS = 9  # as many as there are keys for
_LONGEST = 120  # characters of an edit in the sentence of a card: with the sentence it stays below six lines
_LONGEST_EVIDENCE = 400  # ten lines of a narrow card; the page behind `w` has the whole

Part = str | tuple[str, str]

OLD, NEW, ASKED, KEPT, FAINT, TRACK, KEY = (
    "$text-error strike",
    "$text-success bold",
    "$text-warning bold",
    "$text-primary bold",
    "$foreground 60%",
    "$foreground 25%",
    "$text-accent bold",
)


class Readings(Static):
    """The numbered readings, a line each; a click on one takes it."""

    class Clicked(Message):
        """The reader has clicked a line: the number of a reading, `n` or `e`."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._keys: list[str] = []

    def show(self, rows: list[tuple[str, Content]]) -> None:
        """Show lines, each with the key that does the same as a click on it."""
        self._keys = [key for key, _ in rows]
        self.update(Content("\n").join(content for _, content in rows))

    def on_click(self, event: Click) -> None:
        """Tell which line was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._keys):
            self.post_message(self.Clicked(self._keys[offset.y]))


class Card(VerticalScroll):
    """The question at hand."""

    can_focus = False
    BINDINGS: ClassVar[list[Any]] = []

    def compose(self) -> ComposeResult:
        """Lay out the parts of the card."""
        yield Static(id="card-head")
        yield Static(id="card-passage")
        with Container(id="card-answers"):
            yield Readings(id="card-readings")
            yield Static(id="card-why")

    def show(self, state: State, *, scope: Scope | None) -> None:
        """Show the question at hand of a state; `scope` is how far the next answer is going to hold."""
        empty = state.question is None
        head = Content(_NOTHING) if empty else headed(state)
        self.query_one("#card-head", Static).update(head)
        self.query_one("#card-passage", Static).update(Content("") if empty else sentence(state))
        self.query_one(Readings).show([] if empty else list(rows(state)))
        self.query_one("#card-why", Static).update(Content("") if empty else reasons(state, scope))
        self.scroll_to(y=0, animate=False, immediate=True)


_NOTHING = "Nothing to review: no edit was proposed. To mend a word, click it, or find it with /."


def headed(state: State) -> Content:
    """Return which question it is, how many places it has, and how it stands."""
    question, place = state.question, state.place
    assert question is not None
    assert place is not None
    number, count = state.number, len(state.agenda.questions)
    first = f"Question {number} of {count}" if number else "Not a question"
    parts: list[Part] = [(first, "bold"), (f"  {place.edit.kind}  ", FAINT), stands(state)]
    if len(question.places) > 1:
        articles = len(articles_of(state, question))
        told = f"\n{len(question.places)} places" + (f" in {articles} articles" if articles > 1 else "")
        here = question.places.index(state.at) + 1 if state.at in question.places else 0
        parts.append((f"{told}; this is place {here}" if here else told, FAINT))
    return Content.assemble(*parts)


def stands(state: State) -> tuple[str, str]:
    """Return how the place at hand stands, and the style of that."""
    return {
        "applied": ("+ changed by repair", NEW),
        "asked": ("? open", ASKED),
        "taken": ("+ changed by you", NEW),
        "own": ("+ changed by you", NEW),
        "kept": ("= left as it stands", KEPT),
    }[standing(state, state.at)]


def sentence(state: State) -> Content:
    """Return the sentence with the change in it, other edits as they stand now."""
    parts: list[Part] = []
    for passage in passages(state, state.at):
        if passage.place == state.at:
            parts += changed(state, state.at)
        elif passage.place >= 0:
            parts.append((cut(show.one_line(passage.text[: _LONGEST + 1]), _LONGEST), "underline"))
        else:
            parts.append(show.one_line(passage.text.replace("\n", " ").replace("\t", " ")))
    return Content.assemble(*parts)


def changed(state: State, place: int) -> Iterator[Part]:
    """Yield old and new text of a place, each with its sign; only the old one where it stays."""
    edit = state.inventory.places[place].edit
    old = cut(shown(edit.original), _LONGEST)
    stand = standing(state, place)
    if stand == "kept":
        yield f"={old}", KEPT
        return
    new = edit.replacement if stand == "asked" else standing_text(state, place)
    yield f"-{old}", OLD
    yield " "
    yield f"+{cut(shown(new), _LONGEST)}", NEW


def rows(state: State) -> Iterator[tuple[str, Content]]:
    """Yield the lines of the readings, each with its key: the numbered ones, as it stands, a text of one's own."""
    assert state.place is not None
    edit, stand, now = state.place.edit, standing(state, state.at), standing_text(state, state.at)
    for number, (text, confidence) in enumerate(options(edit)[:MOST_READINGS], start=1):
        chosen = stand in ("taken", "applied") and text == now
        yield str(number), _row(str(number), f"{confidence:.0%}", shown(text), chosen=chosen)
    yield "n", _row("n", f"{edit.harm:.0%}", shown(edit.original), chosen=stand == "kept", note="  as it stands")
    own = shown(now) if stand == "own" else "type your own"
    yield "e", _row("e", "", own, chosen=stand == "own")


def _row(key: str, sure: str, text: str, *, chosen: bool, note: str = "") -> Content:
    arrow = "▸" if chosen else " "
    return Content.assemble(
        (arrow, NEW), (key, KEY), (f" {sure:>4}  ", FAINT), (text, "bold" if chosen else ""), (note, FAINT)
    )


def reasons(state: State, scope: Scope | None) -> Content:
    """Return how far the next answer holds, what `A` would settle, and the evidence."""
    assert state.place is not None
    evidence = cut(show.one_line(state.place.edit.evidence[: _LONGEST_EVIDENCE + 1]), _LONGEST_EVIDENCE)
    parts: list[Part] = [("Holds for  ", FAINT), holds_for(state, scope)]
    least, count = as_sure(state)
    if count > 1:
        parts += ["\n", ("A", KEY), f" takes {count} questions, {least:.0%} or surer"]
    return Content.assemble(*parts, ("\nWhy  ", FAINT), evidence or "no evidence was given")


def as_sure(state: State) -> tuple[float, int]:
    """Return how sure the question at hand is, and how many open ones are as sure, as `A` takes them."""
    question = state.question
    assert question is not None
    least = question.confidence
    return least, sum(
        other.confidence >= least and state.first_open(other) >= 0 for other in state.agenda.questions if other.asked
    )


def holds_for(state: State, scope: Scope | None) -> tuple[str, str]:
    """Return how far the next answer holds, in words, and the style of that."""
    question = state.question
    assert question is not None
    count = len(question.places)
    if scope is None:
        return (f"all {count} places" if count > 1 else "this place"), ""
    return {
        "place": "this place only",
        "article": "this article",
        "run": "the whole series",
        "good": "good: it is learned",
    }[scope], ASKED


def scopes(state: State) -> tuple[Scope | None, ...]:
    """Return how far an answer here can hold, where each differs from those before."""
    question, place = state.question, state.place
    if question is None or place is None:
        return (None,)
    found: list[Scope | None] = [None]
    series = state.inventory.series[place.series].places
    here = sum(state.inventory.places[other].article == place.article for other in series)
    if len(question.places) > 1:
        found.append("place")
    if 1 < here < len(series) or (len(question.places) > 1 and here < len(series)):
        found.append("article")
    if len(question.places) < len(series):
        found.append("run")
    return (*found, "good")
