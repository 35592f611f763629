"""What asks the reader something more: a line to type, a choice of keys, a page to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click, Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from repair.cli.screen.card import FAINT, KEY, Part
from repair.text import show


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
