"""Words that the reader chooses in the article, for which nothing was proposed: how they are chosen, and mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from repair.cli.screen.marks import cut
from repair.cli.screen.passages import word_at, word_beside
from repair.cli.screen.prompts import Ask, Pick
from repair.cli.told import Suggest
from repair.review import actions
from repair.review.actions import Action
from repair.review.agenda import is_chosen
from repair.review.answers import Scope
from repair.review.state import Found, State

_QUOTED = 30  # characters of a text in the label of a prompt: half a line of 80
_OFFERED = 9  # readings of words that were chosen: as many as there are keys


class Desk(Protocol):
    """What the app offers for it."""

    state: State

    def act(self, action: Action) -> bool:
        """Take the review one action further."""

    def tell(self, notice: str) -> None:
        """Show a line for the reader."""

    def push_screen(self, screen: Any, callback: Callable[[str | None], None]) -> Any:
        """Show something over the screen."""


class Choosing:
    """Chooses and mends words; `suggest` gives readings of them."""

    def __init__(self, desk: Desk, suggest: Suggest | None) -> None:
        self._desk = desk
        self._suggest = suggest

    def at(self, article: int, offset: int) -> None:
        """Choose the word at a character of an article."""
        span = word_at(self._desk.state.inventory.articles[article].text, offset)
        if span is not None:
            self._desk.act(actions.Select(article, *span))
            self._desk.tell("e types what it was, t offers readings; ← → choose another word, ⇧→ more, Esc none")

    def type(self, chosen: Found, scope: Scope | None) -> None:
        """Ask what the chosen words were."""
        observed = self._desk.state.inventory.articles[chosen.article].text[chosen.start : chosen.end]

        def typed(text: str | None) -> None:
            if text is not None:
                self._put(chosen, text, scope)

        label = f"In place of {cut(observed, _QUOTED)}:"
        self._desk.push_screen(Ask(label, observed, hint="empty: take it out"), typed)

    def offer(self, scope: Scope | None) -> None:
        """Offer what the chosen words, or those of the edit at hand, can have been."""
        chosen = self._desk.state.stretch
        if chosen is None or self._suggest is None:
            self._desk.tell("choose a word first: click it, or / finds one")
            return
        article = self._desk.state.inventory.articles[chosen.article]
        observed = article.text[chosen.start : chosen.end]
        readings = self._suggest(article.text, chosen.start, chosen.end)[:_OFFERED]
        if not readings:
            self._desk.tell(f"nothing is known that “{cut(observed, _QUOTED)}” can have been")
            return

        def picked(key: str | None) -> None:
            if key is not None:
                self._put(chosen, readings[int(key) - 1][0], scope)

        choices = [(str(number), f"{text}  {share:.0%}") for number, (text, share) in enumerate(readings, start=1)]
        self._desk.push_screen(Pick(f"In place of {cut(observed, _QUOTED)}", choices), picked)

    def _put(self, chosen: Found, text: str, scope: Scope | None) -> None:
        place = self._desk.state.place
        here = place is not None and Found(place.article, place.edit.start, place.edit.end) == chosen
        if here and place is not None and not is_chosen(place.edit):
            self._desk.act(actions.Type(text, scope))
        else:
            self._desk.act(actions.Mend(chosen.article, chosen.start, chosen.end, text, scope or "place"))

    def beside(self, direction: int, *, extend: bool = False) -> None:
        """Choose the word after (1) or before (-1); with `extend` a word more, or one less."""
        found = self._desk.state.found
        if found is None:
            self._desk.tell("choose a word first: click it, or / finds one")
            return
        text = self._desk.state.inventory.articles[found.article].text
        other = word_beside(text, found.start, found.end, direction, extend=extend)
        if other is not None:
            self._desk.act(actions.Select(found.article, *other))
