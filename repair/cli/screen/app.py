"""The app: keys and clicks become actions, each step goes to the caller, and what has changed is drawn anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.widgets import Static

from repair.cli import terminal
from repair.cli.screen import bars, keys
from repair.cli.screen.article import ArticleView
from repair.cli.screen.card import Card, Readings, holds_for, scopes
from repair.cli.screen.choosing import Choosing
from repair.cli.screen.marks import cut
from repair.cli.screen.prompts import Ask, Page, Pick, help_page, why_page
from repair.cli.screen.style import CSS
from repair.cli.told import Suggest, leaving
from repair.review import actions
from repair.review.actions import Action
from repair.review.agenda import ORDERS
from repair.review.answers import Scope
from repair.review.journal.lines import JournalError
from repair.review.results import progress, standing_text
from repair.review.session import step
from repair.review.state import State, Step
from repair.text import show

_QUOTED = 30  # characters of a text in the label of a prompt: half a line of 80
_NARROW, _WIDE = (0, "-narrow"), (100, "-wide")  # columns from which card and article fit side by side


class ReviewApp(App[None]):
    """The review on the whole terminal; `state` is where it stands."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [_NARROW, _WIDE]  # noqa: RUF012 - declared so in Textual
    BINDINGS: ClassVar[list[Binding]] = [Binding(key, does, show=False) for key, does in keys.bindings()]  # type: ignore[assignment]

    def __init__(
        self,
        state: State,
        *,
        on_step: Callable[[State, Action, Step], None],
        opening: str = "",
        suggest: Suggest | None = None,
    ) -> None:
        super().__init__()
        self.state = state
        self._on_step = on_step
        self._scope: Scope | None = None
        self._whole = False
        self._sought = ""
        self._progress = progress(state)
        self._opening = opening
        self._choosing = Choosing(self, suggest)

    def compose(self) -> ComposeResult:
        """Lay out header, article, card, notice and footer."""
        yield Static(id="header")
        with Container(id="body"):
            yield ArticleView(self.state, id="article")
            yield Card(id="card")
        yield Static(id="notice")
        yield bars.Footer(id="footer")

    def on_mount(self) -> None:
        """Show the first question."""
        self._draw()
        self.tell(self._opening)
        # Where the terminal has gone, Textual would read its closed input for ever.
        self.set_interval(2.0, lambda: None if self.is_headless or sys.stdin.isatty() else self.exit())

    @property
    def failure(self) -> Exception | None:
        """What has ended the app, if it was a bug."""
        return self._exception

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which shows the article as it is."""
        self._close_messages_no_wait()

    def act(self, action: Action) -> bool:
        """Take the review one action further; tell whether the caller could record it."""
        before = self.state
        made = step(before, action)
        try:
            self._on_step(before, action, made)
        except Exception as error:  # whatever has failed, the answers so far and the screen stay
            self.tell(str(error) if isinstance(error, JournalError) else terminal.reason(error), failed=True)
            return False
        self.state = made.state
        if made.state is not before:
            self._scope = None
        if made.state.answers is not before.answers or made.state.agenda is not before.agenda:
            self._progress = progress(made.state)  # milliseconds, where there are thousands of places
        self.tell(made.notice)
        self._draw()
        return True

    def _draw(self) -> None:
        article = self.query_one(ArticleView)
        article.show(self.state, whole=self._whole)
        self.query_one(Card).show(self.state, scope=self._scope)
        self.query_one("#header", Static).update(bars.header(self.state, article.article, self._progress), layout=False)

    def tell(self, notice: str, *, failed: bool = False) -> None:
        """Show a line for the reader."""
        line = self.query_one("#notice", Static)
        all_answered = self._progress.questions > 0 == self._progress.questions_left
        line.update(bars.notice(show.one_line(notice), failed=failed, all_answered=all_answered), layout=False)
        line.set_class(failed, "-failed")

    # Answers

    def action_take(self) -> None:
        """Take the reading proposed."""
        self.act(actions.Take(self._scope))

    def action_keep(self) -> None:
        """Keep the text as it stands."""
        self.act(actions.Keep(self._scope))

    def action_choose(self, number: int) -> None:
        """Take another reading."""
        self.act(actions.Choose(number, self._scope))

    def action_type(self) -> None:
        """Ask for a text of the reader's own."""
        chosen = self.state.chosen
        if chosen is not None:
            self._choosing.type(chosen, self._scope)
            return
        place = self.state.place
        if place is None:
            return
        scope, answered = self._scope, self.state.at in self.state.answers

        def typed(text: str | None) -> None:
            if text is not None:
                self.act(actions.Type(text, scope))

        value = standing_text(self.state, self.state.at) if answered else place.edit.replacement
        label = f"In place of {cut(place.edit.original, _QUOTED)}, for {holds_for(self.state, scope)[0]}:"
        self.push_screen(Ask(label, value, hint="empty: take it out"), typed)

    def action_readings(self) -> None:
        """Offer what the chosen words, or those of the edit at hand, can have been."""
        self._choosing.offer(self._scope)

    def action_scope(self) -> None:
        """Let the next answer hold further, or less far."""
        found = scopes(self.state)
        self._scope = found[(found.index(self._scope) + 1) % len(found)] if self._scope in found else None
        self.query_one(Card).show(self.state, scope=self._scope)

    def action_act(self, name: str) -> None:
        """Take the review further by an action that needs nothing more than its key."""
        self.act(keys.ACTIONS[name])

    def action_ignore(self) -> None:
        """Ask how far the word is to be left alone."""
        if self.state.place is None:
            return
        reach: dict[str, Scope] = {"h": "place", "t": "article", "r": "run", "g": "good"}

        def picked(key: str | None) -> None:
            if key is not None:
                self.act(actions.Ignore(reach[key]))

        choices = (("h", "here only"), ("t", "in this article"), ("r", "in this run"), ("g", "for good: learn it"))
        label = f"Leave {cut(self.state.place.edit.original, _QUOTED)} alone"
        self.push_screen(Pick(label, choices), picked)

    # Moves

    def action_edit(self, direction: int) -> None:
        """Go to the next edit in the text (1), or the one before (-1); where words are chosen, to the word there."""
        if self.state.found is not None:
            self._choosing.beside(direction)
            return
        inside = [place for places in self.state.inventory.by_article for place in places]
        number = inside.index(self.state.at) + direction if self.state.at >= 0 else -1
        if 0 <= number < len(inside):
            self.act(actions.GoToPlace(inside[number]))

    def action_extend(self, direction: int) -> None:
        """Choose a word more (1), or one less (-1)."""
        self._choosing.beside(direction, extend=True)

    def action_deselect(self) -> None:
        """Choose no words any more."""
        if self.state.found is not None:
            self.act(actions.GoToPlace(self.state.at))

    def action_go_to(self) -> None:
        """Ask for the number of a question or an article."""

        def typed(text: str | None) -> None:
            text = (text or "").strip().lower()
            digits = text.removeprefix("a").strip()
            if digits.isascii() and digits.isdigit() and len(digits) < 8:
                number = int(digits)
                self.act(actions.GoToArticle(number) if text.startswith("a") else actions.GoToQuestion(number))
            elif text:
                self.tell("a number, or a and a number for an article")

        self.push_screen(Ask("Go to question:", hint="a2: article 2"), typed)

    def action_search(self) -> None:
        """Ask for a text and go where it stands."""

        def typed(text: str | None) -> None:
            if text:
                self._sought = text
                self.act(actions.Search(text))

        self.push_screen(Ask("Find:", self._sought, hint="> next, < before"), typed)

    def action_hit(self, direction: int) -> None:
        """Go to the next place where the text stands that was searched for (1), or to the one before (-1)."""
        if self._sought:
            self.act(actions.Search(self._sought, backward=direction < 0))
        else:
            self.tell("nothing was searched for yet: / asks")

    def action_scroll(self, way: str) -> None:
        """Scroll the article."""
        pane = self.query_one(ArticleView)
        name = {"pageup": "page_up", "pagedown": "page_down"}.get(way, way)
        getattr(pane, f"scroll_{name}")(animate=False)

    def action_order(self) -> None:
        """Ask the questions in another order."""
        orders = list(ORDERS)
        self.act(actions.SetOrder(orders[(orders.index(self.state.order) + 1) % len(orders)]))

    def action_applied(self) -> None:
        """Have changes already made among the questions, or no longer."""
        if self.act(actions.ShowApplied(shown=not self.state.applied)):
            self.tell("changes already made are among the questions" if self.state.applied else "open questions only")

    def action_why(self) -> None:
        """Show all that is known of the edit."""
        if self.state.place is not None:
            self.push_screen(Page("Why", why_page(self.state)))

    def action_diff(self) -> None:
        """Show old and new text side by side, or no longer."""
        self._whole = not self._whole
        self._draw()
        self.tell("old and new text" if self._whole else "the text as it would be written")

    def action_help(self) -> None:
        """Show the help."""
        self.push_screen(Page("Help", help_page()))

    def action_save(self) -> None:
        """Mark the review as done and leave; ask first where questions are open."""
        left = self._progress.questions_left

        def picked(key: str | None) -> None:
            if key in ("y", "q"):
                self._finish()

        if left:
            choices = (("y", "write and leave"), ("n", "go on with the review"))
            self.push_screen(Pick(leaving(left), choices), picked)
        else:
            self._finish()

    def _finish(self) -> None:
        if self.state.done or self.act(actions.Finish()):
            self.exit()

    def action_leave(self) -> None:
        """Leave without writing; the answers are in the journal."""
        self.exit()

    def on_article_view_clicked(self, message: ArticleView.Clicked) -> None:
        """Go to the edit that was clicked."""
        self.act(actions.GoToPlace(message.place))

    def on_article_view_picked(self, message: ArticleView.Picked) -> None:
        """Choose the word that was clicked."""
        self._choosing.at(message.article, message.offset)

    def on_readings_clicked(self, message: Readings.Clicked) -> None:
        """Do what the key of the clicked line does."""
        if message.key == "n":
            self.action_keep()
        elif message.key == "e":
            self.action_type()
        else:
            self.action_choose(int(message.key))
