"""What lies over the screen: a line to type, a choice of keys, a page to read (the help, what is known of an edit)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click, Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from repair.cli.screen.card import ASKED, FAINT, KEPT, KEY, NEW, OLD, Part, changed, stands
from repair.cli.screen.keys import GROUPS
from repair.cli.screen.marks import LEGEND, SIGNS, cut, shown
from repair.cli.screen.passages import passages
from repair.output.word_diff import Lines
from repair.review.answers import options
from repair.review.results import Standing
from repair.review.state import State
from repair.text import show

_STYLES: dict[Standing, str] = {"applied": NEW, "taken": NEW, "own": NEW, "asked": ASKED, "kept": KEPT}
_MOST_PLACES = 200  # of a series on the page: more than anyone reads
_REACH = 40  # characters of context on each side of a place: with the number a line of 100
_LONGEST = 2_000  # characters of evidence or of a text


class SafeInput(Input):
    """A line to type in; what a terminal would obey cannot be pasted into it."""

    def _on_paste(self, event: Paste) -> None:
        pasted = " ".join(event.text.split())
        self.replace("".join(c for c in pasted if show.one_line(c) == c), *self.selection)
        event.stop()
        event.prevent_default()


class Ask(ModalScreen[str | None]):
    """Asks for a line of text; None where the reader thinks better of it."""

    BINDINGS: ClassVar[list[Binding]] = [Binding("escape", "dismiss(None)", "Back", show=False)]  # type: ignore[assignment]

    def __init__(self, label: str, value: str = "", *, hint: str = "") -> None:
        super().__init__()
        self._label, self._hint = show.one_line(label), show.one_line(hint)
        # Hidden characters cannot be edited by sight: such a text is left for the reader to type.
        self._value = value if show.one_line(value) == value else ""

    def compose(self) -> ComposeResult:
        """Lay out the label, the line and what the keys do."""
        with Vertical(classes="prompt"):
            yield Static(Content.assemble((self._label, "bold")))
            yield SafeInput(self._value, select_on_focus=True, compact=True)
            keys: tuple[Part, ...] = (("Enter", KEY), " done  ", ("Esc", KEY), " back  ", (self._hint, FAINT))
            yield Static(Content.assemble(*keys))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line to whoever asked."""
        event.stop()
        self.dismiss(event.value)


class Pick(ModalScreen[str | None]):
    """Asks for one of a few keys, each a line; None where the reader thinks better of it."""

    BINDINGS: ClassVar[list[Binding]] = [Binding("escape", "dismiss(None)", "Back", show=False)]  # type: ignore[assignment]

    def __init__(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._label, self._choices = show.one_line(label), choices

    def compose(self) -> ComposeResult:
        """Lay out the label and the choices."""
        with Vertical(classes="prompt"):
            yield Static(Content.assemble((self._label, "bold")))
            lines = [Content.assemble((f" {key}", KEY), f"  {text}") for key, text in self._choices]
            yield Static(Content("\n").join(lines), id="choices")
            yield Static(Content.assemble(("Esc", KEY), " back"))

    def on_key(self, event: Key) -> None:
        """Take a choice by its key."""
        if event.character is not None and any(key == event.character for key, _ in self._choices):
            event.stop()
            self.dismiss(event.character)

    def on_click(self, event: Click) -> None:
        """Take a choice by a click on its line."""
        if event.widget is not None and event.widget.id == "choices":
            offset = event.get_content_offset(event.widget)
            if offset is not None and offset.y < len(self._choices):
                self.dismiss(self._choices[offset.y][0])


class Page(ModalScreen[None]):
    """Something to read: the help, or all that is known of an edit."""

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,enter,q,question_mark,w", "dismiss(None)", "Back", show=False),
        Binding("j,down", "scroll_page('down')", "Down", show=False),
        Binding("k,up", "scroll_page('up')", "Up", show=False),
        Binding("pagedown,space", "scroll_page('page_down')", "Page down", show=False),
        Binding("pageup", "scroll_page('page_up')", "Page up", show=False),
    ]

    def __init__(self, title: str, content: Content) -> None:
        super().__init__()
        self._title, self._content = title, content

    def compose(self) -> ComposeResult:
        """Lay out the title and the text."""
        with Vertical(classes="page"):
            yield Static(Content.assemble((self._title, "bold"), ("   Esc back, j k scroll", FAINT)))
            with VerticalScroll(can_focus=False):
                yield Static(self._content)

    def action_scroll_page(self, way: str) -> None:
        """Scroll the text."""
        pane = self.query_one(VerticalScroll)
        moves = {
            "down": pane.scroll_down,
            "up": pane.scroll_up,
            "page_down": pane.scroll_page_down,
            "page_up": pane.scroll_page_up,
        }
        moves[way](animate=False)


def help_page() -> Content:
    """Return the help: every key, and what the marks in the article mean."""
    parts: list[Part] = []
    for group in GROUPS:
        parts.append((f"{group.heading}\n", "bold"))
        for key in group.keys:
            parts += [(f"  {key.label:<6}", KEY), f"{key.help}\n"]
        parts.append("\n")
    parts.append(("In the article\n", "bold"))
    for standing, text in LEGEND:
        parts += ["  ", (f"{SIGNS[standing]}text", _STYLES[standing]), f"  {text}\n"]
    parts += ["  ", ("-text", OLD), "  what stood there, in the whole diff (d)\n", f"  {'∅':<5}  no text at all\n"]
    parts.append(("\nClick an edit to go there, a reading to take it.  Every answer is kept at once.\n", FAINT))
    return Content.assemble(*parts)


def why_page(state: State) -> Content:
    """Return all that is known of the edit at hand, and the places of its question."""
    place = state.place
    assert place is not None
    edit, article = place.edit, state.inventory.articles[place.article]
    line, column = Lines(article.text).place(edit.start)
    parts: list[Part] = [
        *changed(state, state.at),
        "   ",
        stands(state),
        (f"\n{show.one_line(article.name)}, line {line}, column {column}\n\n", FAINT),
        ("Evidence\n", "bold"),
        f"  {cut(show.one_line(edit.evidence[: _LONGEST + 1]), _LONGEST) or 'none was given'}\n",
        (f"  kind {edit.kind}" + (f", found by {show.one_line(edit.channel)}" if edit.channel else ""), FAINT),
        (f"\n  likely right as it stands: {edit.harm:.0%}\n\n", FAINT),
        ("Readings\n", "bold"),
    ]
    for number, (text, confidence) in enumerate(options(edit), start=1):
        parts += [(f"  {number}", KEY), (f" {confidence:>4.0%}  ", FAINT), f"{shown(text)}\n"]
    parts += _places(state)
    return Content.assemble(*parts)


def _places(state: State) -> Iterator[Part]:
    question = state.question
    assert question is not None
    yield f"\nPlaces of this question: {len(question.places)}\n", "bold"
    article = -1
    for place in question.places[:_MOST_PLACES]:
        at = state.inventory.places[place]
        if at.article != article:
            article = at.article
            yield f"  {show.one_line(state.inventory.articles[article].name)}\n", FAINT
        yield "  > " if place == state.at else "    ", KEY
        for passage in passages(state, place, reach=_REACH):
            if passage.place == place:
                yield from changed(state, place)
            else:
                yield show.one_line(passage.text.replace("\n", " ")[:_LONGEST])
        yield "\n"
    if len(question.places) > _MOST_PLACES:
        yield f"    and {len(question.places) - _MOST_PLACES} more\n", FAINT
