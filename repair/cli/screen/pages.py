"""The pages behind `?` and `w`: the help, and all that is known of an edit."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

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
