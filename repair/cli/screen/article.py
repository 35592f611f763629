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

from repair.cli.screen.layout import Anchor, Layout, Run
from repair.cli.screen.line_breaks import Stretch
from repair.cli.screen.marks import Mark, marks_at
from repair.review.history import changed_between
from repair.review.results import standing
from repair.review.state import State

# Lines out of sight are laid out in slices that no key has to wait for, a short pause between them.
_SLICE, _PAUSE = 0.01, 0.01  # seconds
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

    class Picked(Message):
        """The reader has clicked a word for which nothing is proposed: a code point of the article."""

        def __init__(self, article: int, offset: int) -> None:
            super().__init__()
            self.article, self.offset = article, offset

    def __init__(self, state: State, **options: Any) -> None:
        super().__init__(**options)
        self._state = state
        self._article = -1
        self._whole = False
        self._layout: Layout | None = None
        self._width = 0
        self._waits = False
        self._styles: dict[str, Style] = {}

    @property
    def article(self) -> int:
        """The article that is shown; -1 where there is none."""
        found, place = self._state.found, self._state.place
        if found is not None:
            return found.article
        return place.article if place is not None else 0 if self._state.inventory.articles else -1

    @property
    def is_whole(self) -> bool:
        """Whether old and new text are shown side by side."""
        return self._whole

    def show(self, state: State, *, whole: bool) -> None:
        """Show a state; the lines are laid out anew where they have changed."""
        before, self._state = self._state, state
        if self._layout is None or self.article != self._article or state.inventory is not before.inventory:
            self._whole = whole
            self._lay_out()
        else:
            top = self._layout.anchor(self.scroll_offset.y)
            if whole != self._whole:
                self._whole = whole
                self._layout.restart()
            self._layout.update(changed_between(before, state), self._stretch_found())
            self._settle(top)
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Break the lines anew at the new width."""
        del event
        if self.scrollable_content_region.width != self._width:
            self._lay_out()
        elif self._layout is not None:
            self._settle(self._layout.anchor(self.scroll_offset.y))

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
                picked = self._layout.offset_at(self.scroll_offset.y + offset.y, offset.x)
                if picked >= 0:
                    self.post_message(self.Picked(self._article, picked))
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
        if place is not None and self._state.inventory.places[run.place].series == place.series:
            return style + self._named("series")
        return style

    def _named(self, name: str) -> Style:
        if name not in self._styles:
            is_plain = name == "plain"
            found = self.rich_style if is_plain else self.get_component_rich_style(f"article--{name}", partial=True)
            self._styles[name] = found
        return self._styles[name]

    def _stretch_found(self) -> Stretch | None:
        found = self._state.found
        return None if found is None else Stretch(found.start, found.end, -1)

    def _lay_out(self) -> None:
        self._article, self._width = self.article, self.scrollable_content_region.width
        if self._article < 0 or self._width < 1:
            self._layout = None
            return
        inventory = self._state.inventory
        edits = [
            Stretch(inventory.places[place].edit.start, inventory.places[place].edit.end, place)
            for place in inventory.range_of(self._article)
        ]
        text = inventory.articles[self._article].text
        self._layout = Layout(text, edits, width=self._width, marks=self._marks)
        self._layout.update((), self._stretch_found())
        self._settle(None)

    def _marks(self, place: int) -> tuple[Mark, ...]:
        return marks_at(self._state, place, whole=self._whole)

    def _settle(self, top: Anchor | None) -> None:
        """Lay out what is going to be seen, and bring the place at hand, or what was searched for, into sight.

        `top` is the line that was the first; it stays so where the place is in sight then.
        """
        layout = self._layout
        assert layout is not None
        height = self.scrollable_content_region.height
        layout.around(layout.offset_of(self._state.at), height)
        row = layout.row_of(self._state.at) if self._state.found is None else layout.row_of_found()
        first = layout.row_at(top) if top is not None else 0
        margin = min(_CONTEXT, max(0, (height - 1) // 2))
        if not first + (margin if first else 0) <= row < first + height - margin:
            first = max(0, row - height // 3)
        self._scroll(first)
        self._settle_later()

    def _settle_later(self) -> None:
        if self._layout is not None and not self._layout.is_settled and not self._waits:
            self._waits = True
            self.set_timer(_PAUSE, self._settle_more)

    def _settle_more(self) -> None:
        """Lay out some of the lines that are out of sight; when all are, count them and stay where we are."""
        self._waits = False
        if self._layout is None:
            return
        self._layout.more(_SLICE)
        if self._layout.is_settled:
            top = self._layout.anchor(self.scroll_offset.y)
            self._layout.count()
            self._scroll(self._layout.row_at(top))
            self.refresh()
        self._settle_later()

    def _scroll(self, first: int) -> None:
        assert self._layout is not None
        self.virtual_size = Size(self._width, self._layout.height)
        self.scroll_to(y=first, animate=False, immediate=True)
