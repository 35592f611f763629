"""Header, notice and footer: where the review is, what was just done, which keys there are."""

from __future__ import annotations

from textual.content import Content

from repair import show
from repair.cli.screen.card import FAINT, KEY, NEW, Part
from repair.cli.screen.keys import KEYS
from repair.cli.screen.marks import cut
from repair.review.results import headline, progress
from repair.review.state import State

_BAR = 20  # cells of the progress bar
_LONGEST_NAME = 40  # characters of a file's name in the header: half of a terminal of 80


def header(state: State, article: int) -> Content:
    """Return the two lines of the header: the article and its profile; how far the review is."""
    parts: list[Part] = []
    if article >= 0:
        count = len(state.board.articles)
        name = show.one_line(state.board.articles[article].name.replace("\\", "/").rpartition("/")[2])
        parts.append((cut(name, _LONGEST_NAME), "bold"))
        if count > 1:
            parts.append((f"  article {article + 1} of {count}", FAINT))
        profile = headline(state, article)
        if profile:
            parts.append((f"  {show.one_line(profile)}", FAINT))
    done = progress(state)
    answered = done.questions - done.questions_left
    filled = round(_BAR * answered / done.questions) if done.questions else _BAR
    parts += ["\n", ("━" * filled, NEW), ("━" * (_BAR - filled), "$text-disabled")]
    if done.questions:
        parts.append(f"  {answered} of {done.questions} questions answered")
        parts.append((f"  {done.answered} of {done.places} places", FAINT))
    else:
        parts.append("  no questions")
    return Content.assemble(*parts)


def notice(state: State, text: str, *, failed: bool) -> Content:
    """Return the line that tells what was done; `text` is safe to show."""
    if failed:
        return Content(f"Not done: {text}")
    if not progress(state).questions_left and state.board.asked:
        return Content.assemble(text, "  " if text else "", ("All answered: q writes and leaves.", NEW))
    return Content(text)


def footer() -> Content:
    """Return the keys, as many as fit on the lines that there are."""
    parts: list[Part] = []
    for key in KEYS:
        if key.footer:
            # No-break spaces keep a key and what it does on one line.
            parts += [(key.label.replace(" ", "\N{NO-BREAK SPACE}"), KEY)]
            parts += ["\N{NO-BREAK SPACE}" + key.footer.replace(" ", "\N{NO-BREAK SPACE}"), "  "]
    return Content.assemble(*parts)
