"""Header, notice and footer: where the review is, what was just done, which keys there are."""

from __future__ import annotations

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from repair.cli.screen.card import FAINT, KEY, NEW, TRACK, Part
from repair.cli.screen.keys import FOOTER
from repair.cli.screen.marks import cut
from repair.review.agenda import ORDERS
from repair.review.results import Progress, headline
from repair.review.state import State
from repair.text import show

_BAR = 20  # cells of the progress bar
_GAP = "  "
_LONGEST_NAME = 40  # characters of a file's name in the header: half of a terminal of 80


def header(state: State, article: int, done: Progress) -> Content:
    """Return the two lines of the header: the article and its profile; how far the review is."""
    parts: list[Part] = []
    if article >= 0:
        count = len(state.inventory.articles)
        name = show.one_line(state.inventory.articles[article].name.replace("\\", "/").rpartition("/")[2])
        parts.append((cut(name, _LONGEST_NAME), "bold"))
        if count > 1:
            parts.append((f"  article {article + 1} of {count}", FAINT))
        profile = headline(state, article)
        if profile:
            parts.append((f"  {show.one_line(profile)}", FAINT))
    answered = done.questions - done.questions_left
    filled = round(_BAR * answered / done.questions) if done.questions else _BAR
    parts += ["\n", ("━" * filled, NEW), ("━" * (_BAR - filled), TRACK)]
    if done.questions:
        parts.append(f"  {answered} of {done.questions} questions answered")
        parts.append((f"  {done.answered} of {done.places} places, {ORDERS[state.order]}", FAINT))
    else:
        parts.append("  no questions")
    return Content.assemble(*parts)


def notice(text: str, *, failed: bool, all_answered: bool) -> Content:
    """Return the line that tells what was done; `text` is safe to show."""
    if failed:
        return Content(f"Not done: {text}")
    if all_answered:
        return Content.assemble(text, "  " if text else "", ("All answered: q writes and leaves.", NEW))
    return Content(text)


class Footer(Static):
    """The keys, as many to a line as fit."""

    def on_resize(self, event: Resize) -> None:
        """Break the lines anew at the new width."""
        del event
        self.update(footer(self.content_size.width))


def footer(width: int) -> Content:
    """Return the keys in lines of at most `width` cells, a key always on one line with what it does."""
    parts: list[Part] = []
    used = 0
    for label, does in FOOTER:
        length = len(label) + 1 + len(does)
        if parts:
            fits = used + len(_GAP) + length <= width
            parts.append(_GAP if fits else "\n")
            used = used + len(_GAP) if fits else 0
        parts += [(label, KEY), f" {does}"]
        used += length
    return Content.assemble(*parts)
