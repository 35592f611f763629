"""The pane of the article: only the lines that are seen are drawn, so that its length costs nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from repair.cli.screen.layout import Layout, Run, Stretch
from repair.cli.screen.marks import Mark, marks_at
from repair.review.history import changed_between
from repair.review.results import standing
from repair.review.state import State

_CONTEXT = 3  # lines that stay in sight above and below the place at hand, where the pane is high enough


class ArticleView(ScrollView):
    """Shows the article where the reader stands, every edit marked; a click on an edit asks to go there."""

    can_focus = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"article--{name}" for name in ("applied", "taken", "own", "asked", "kept", "old", "found", "current", "series")
    }

    class Clicked(Message):
        """The reader has clicked an edit."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, state: State, **options: Any) -> None:
        super().__init__(**options)
        self._state = state
        self._article = -1
        self._whole = False
        self._layout: Layout | None = None
        self._width = 0
        self._styles: dict[str, Style] = {}

    @property
    def article(self) -> int:
        """The article that is shown; -1 where there is none."""
        found, place = self._state.found, self._state.place
        if found is not None:
            return found.article
        return place.article if place is not None else 0 if self._state.board.articles else -1

    @property
    def is_whole(self) -> bool:
        """Whether old and new text are shown side by side."""
        return self._whole

    def show(self, state: State, *, whole: bool) -> None:
        """Show a state; the lines are laid out anew where they have changed."""
        before, self._state = self._state, state
        if whole != self._whole or self.article != self._article or self._layout is None:
            self._whole = whole
            self._lay_out()
        else:
            self._layout.update(changed_between(before, state), self._stretch_found())
            self._measure()
        self._scroll_to_place()
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Break the lines anew at the new width."""
        del event
        if self.scrollable_content_region.width != self._width:
            self._lay_out()
            self._scroll_to_place()

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        super().notify_style_update()
        self._styles = {}

    def render_line(self, y: int) -> Strip:
        """Return one line of the pane."""
        plain = self._named("plain")
        runs = self._layout.runs(self.scroll_offset.y + y) if self._layout is not None else ()
        segments = [Segment(run.text, plain + self._style_of(run)) for run in runs]
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def on_click(self, event: Click) -> None:
        """Ask to go to the edit under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or self._layout is None:
            return
        column = 0
        for run in self._layout.runs(self.scroll_offset.y + offset.y):
            column += Segment(run.text).cell_length
            if offset.x < column:
                if run.place >= 0:
                    self.post_message(self.Clicked(run.place))
                return

    def _style_of(self, run: Run) -> Style:
        if run.place < 0:
            return self._named("found") if run.role == "found" else Style.null()
        if run.role == "old":
            return self._named("old")
        if run.role == "same":
            return Style.null()
        style = self._named(standing(self._state, run.place))
        place = self._state.place
        if run.place == self._state.at:
            return style + self._named("current")
        if place is not None and self._state.board.places[run.place].series == place.series:
            return style + self._named("series")
        return style

    def _named(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.rich_style if name == "plain" else self.get_component_rich_style(f"article--{name}", partial=True)
        return self._styles[name]

    def _stretch_found(self) -> Stretch | None:
        found = self._state.found
        return None if found is None else Stretch(found.start, found.end, -1)

    def _lay_out(self) -> None:
        self._article, self._width = self.article, self.scrollable_content_region.width
        if self._article < 0 or self._width < 1:
            self._layout = None
            return
        board = self._state.board
        edits = [
            Stretch(board.places[place].edit.start, board.places[place].edit.end, place)
            for place in board.range_of(self._article)
        ]
        text = board.articles[self._article].text
        self._layout = Layout(text, edits, width=self._width, marks=self._marks)
        self._layout.update((), self._stretch_found())
        self._measure()

    def _marks(self, place: int) -> tuple[Mark, ...]:
        return marks_at(self._state, place, whole=self._whole)

    def _measure(self) -> None:
        assert self._layout is not None
        self.virtual_size = Size(self._width, self._layout.height)

    def _scroll_to_place(self) -> None:
        """Bring the place at hand, or what was searched for, into sight; where it is in sight nothing moves."""
        if self._layout is None:
            return
        row = self._layout.row_of(self._state.at) if self._state.found is None else self._layout.row_of_found()
        height = self.scrollable_content_region.height
        margin = min(_CONTEXT, max(0, (height - 1) // 2))
        top = self.scroll_offset.y
        if not top + (margin if top else 0) <= row < top + height - margin:
            self.scroll_to(y=max(0, row - height // 3), animate=False, immediate=True)
