"""The question at hand in plain lines, to be read aloud or in braille: no colour, no columns, no signs to decode."""

from __future__ import annotations

from collections.abc import Iterator

from repair.cli.screen.marks import cut
from repair.cli.screen.passages import passages
from repair.cli.told import plural
from repair.output.word_diff import Lines
from repair.review.agenda import ORDERS, is_chosen
from repair.review.answers import options
from repair.review.results import articles_of, headline, progress, standing, standing_text
from repair.review.state import Found, State
from repair.text import show

NO_PLACE = "Nothing was found here. / and a word finds one to mend: e types what is to stand there, t lists readings."
"""Said where there is no place to stand at."""

_LONGEST = 400  # characters of a text or of evidence: some five lines
_AROUND = 60  # characters on either side of what was found
_MOST_READINGS = 9  # as many as the screen has keys for; `w` has all
_WORTH_SAYING = 0.005  # below it a confidence is 0 %, which tells no more than its place in the list
_MOST_PLACES = 200  # of a question: more than anyone listens to
_LETTERS = "y or Enter takes it, n keeps the text, a number takes that reading, e types your own."


def opening(state: State) -> Iterator[str]:
    """Yield what is said at the start: what lies here, and how to answer."""
    for number, article in enumerate(state.inventory.articles):
        places = state.inventory.range_of(number)
        asked = sum(state.inventory.places[place].edit.verdict == "review" for place in places)
        found = headline(state, number)
        yield (
            f"{base_name(article.name)}: {plural(len(places) - asked, 'change')} made by repair, "
            f"{plural(asked, 'place')} to answer" + (f"; {found}" if found else "") + "."
        )
    left = progress(state)
    if left.questions:
        open_ones = f", {left.questions_left} of them open" if left.questions_left < left.questions else ""
        yield f"{plural(left.questions, 'question')}{open_ones}, {ORDERS[state.order]}. {_LETTERS}"
    else:
        yield "There is no question." + (" v goes through the changes." if state.inventory.places else "")
    yield "? lists all answers, q writes and leaves, Q leaves without writing."


def card(state: State) -> Iterator[str]:
    """Yield the question at hand: where, the sentence, what is asked, the readings, the evidence."""
    place, question = state.place, state.question
    if place is None or question is None:
        yield NO_PLACE
        return
    edit, article = place.edit, state.inventory.articles[place.article]
    line, _ = Lines(article.text).place(edit.start)
    yield f"{_which(state)}. {base_name(article.name)}, line {line}, {edit.kind}."
    yield f"  {sentence(state, state.at)}"
    yield _asked(state)
    for number, (text, confidence) in enumerate(options(edit)[:_MOST_READINGS], start=1):
        yield f"  {number}  {told(text)}" + (f", {_percent(confidence)}" if confidence >= _WORTH_SAYING else "")
    yield f"  n  {told(edit.original)}, as it stands, {_percent(edit.harm)}"
    yield f"Why: {cut(show.one_line(edit.evidence[: _LONGEST + 1]), _LONGEST) or 'no reason was given'}."


def why(state: State) -> Iterator[str]:
    """Yield all that is known of the edit at hand, and the places of its question."""
    place, question = state.place, state.question
    if place is None or question is None:
        yield NO_PLACE
        return
    edit = place.edit
    yield f"{_told(edit.original)}: {edit.kind}" + (
        f", found by {show.one_line(edit.channel)}." if edit.channel and not is_chosen(edit) else "."
    )
    yield f"Right as it stands: {_percent(edit.harm)}."
    for number, (text, confidence) in enumerate(options(edit), start=1):
        yield f"  {number}  {told(text)}, {_percent(confidence)}"
    yield f"Why: {show.one_line(edit.evidence[:2000]) or 'no reason was given'}."
    yield f"{plural(len(question.places), 'place')} of this question:"
    for other in question.places[:_MOST_PLACES]:
        at = state.inventory.places[other]
        article = state.inventory.articles[at.article]
        line, _ = Lines(article.text).place(at.edit.start)
        here = "  here: " if other == state.at else "  "
        yield f"{here}{base_name(article.name)}, line {line}: {sentence(state, other)}"
    if len(question.places) > _MOST_PLACES:
        yield f"  and {len(question.places) - _MOST_PLACES:,} more"


def left(state: State) -> str:
    """Return how many questions are open."""
    count = progress(state).questions_left
    return f"{plural(count, 'question')} still open" if count else "no question is open"


def sentence(state: State, place: int) -> str:
    """Return the sentence of a place on one line, the text in question in square brackets."""
    parts = []
    for passage in passages(state, place):
        if passage.place == place:
            parts.append(
                f"[{cut(show.one_line(state.inventory.places[place].edit.original[: _LONGEST + 1]), _LONGEST)}]"
            )
        else:
            parts.append(show.one_line(passage.text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")))
    return "".join(parts).strip()


def observed(state: State, hit: Found) -> str:
    """Return the text of a stretch of an article."""
    return state.inventory.articles[hit.article].text[hit.start : hit.end]


def found(state: State) -> str:
    """Return where a text was found, with what stands around it, and what can be done about it."""
    hit = state.found
    assert hit is not None
    text = state.inventory.articles[hit.article].text
    line, _ = Lines(text).place(hit.start)
    before, after = text[max(0, hit.start - _AROUND) : hit.start], text[hit.end : hit.end + _AROUND]
    around = show.one_line(" ".join(f"{before}[{text[hit.start : hit.end]}]{after}".split()))
    return f"Line {line}: {around}  (e types what it was, t lists what it can have been)"


def told(text: str) -> str:
    """Return a text of an edit on one line; words where there is nothing to read."""
    return (
        cut(show.one_line(text[: _LONGEST + 1]), _LONGEST)
        if text.strip()
        else ("a space" if text == " " else "nothing" if not text else "white space")
    )


def base_name(name: str) -> str:
    """Return the name of an article without its folders, safe to show."""
    return show.one_line(name.replace("\\", "/").rpartition("/")[2] or name)


def _told(text: str) -> str:
    return f'"{told(text)}"' if text.strip() else told(text)


def _which(state: State) -> str:
    question = state.question
    assert question is not None
    which = f"Question {state.number} of {len(state.agenda.questions)}" if state.number else "Not a question"
    if len(question.places) > 1:
        which += f", {len(question.places)} places"
        articles = len(articles_of(state, question))
        which += f" in {articles} articles" if articles > 1 else ""
        if state.at in question.places:
            which += f", this is place {question.places.index(state.at) + 1}"
    return which


def _asked(state: State) -> str:
    assert state.place is not None
    edit, now = state.place.edit, standing_text(state, state.at)
    old, new, sure = _told(edit.original), _told(edit.replacement), _percent(edit.confidence)
    return {
        "asked": f"Change {old} to {new}? {sure} sure.",
        "applied": f"Changed by repair: {old} to {new}, {sure} sure.",
        "taken": f"Answered: {old} changed to {_told(now)}.",
        "own": f"Answered: {old} changed to {_told(now)}.",
        "kept": f"Answered: {old} left as it stands.",
    }[standing(state, state.at)]


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
