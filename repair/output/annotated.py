"""A text as HTML with every edit marked by colour and sign, and behind each mark its readings and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repair.output.html_frame import in_line, table
from repair.output.word_diff import pieces
from repair.records import ADJECTIVES, KINDS, Edit
from repair.text.show import in_html

LEGEND = (
    '<p class="legend"><del>text</del> <ins>text</ins> changed; '
    '<span class="ask"><del>text</del><ins>text</ins></span> to review. '
    "Point at a mark, touch it, or go to it with the Tab key, for its readings and evidence.</p>\n"
)

_LONGEST = 400  # characters of evidence or of a reading in a note: some eight lines of a phone
_MOST_READINGS = 5  # other readings in a note; further ones have next to no probability
_WORTH_SHOWING = 0.005  # below it a reading would show as 0 %


def marked(
    original: str, edits: Sequence[Edit], *, context: int = 0, full: bool = True, prefix: str = ""
) -> Iterator[str]:
    """Yield the HTML of `original` with ascending `edits` marked; with `full` all of it, else as `diff.pieces`.

    The mark of the n-th edit, counted from 1, has the id `{prefix}edit-{n}`, which a link can lead to.
    """
    numbers = {id(edit): number for number, edit in enumerate(edits, 1)}
    asked = [number for number, edit in enumerate(edits, 1) if edit.verdict == "review"]
    following = dict(zip(asked, [*asked[1:], *asked[:1]], strict=True)) if len(asked) > 1 else {}
    is_open, last = False, None
    for piece in pieces(original, edits, context=context, full=full):
        if piece.role == "place":
            yield "</div>\n" if is_open else ""
            place = in_html(piece.text.strip("@ \n"))
            yield f'<p class="place">{place}</p>\n'
            is_open = False
            continue
        if not is_open:
            yield '<div class="stretch" dir="auto">'
            is_open = True
        if piece.edit is None:
            yield in_html(piece.text)
        elif piece.edit is not last:  # what goes and what comes are two pieces, and one mark
            last = piece.edit
            number = numbers[id(last)]
            onward = f"{prefix}edit-{following[number]}" if number in following else ""
            yield _mark(last, f"{prefix}edit-{number}", onward)
    yield "</div>\n" if is_open else ""


def by_kind(edits: Sequence[Edit]) -> str:
    """Return a table of how many edits of each kind were made and are to review; empty without edits."""
    rows = []
    for kind in KINDS:
        applied, asked = (
            sum(e.kind == kind and e.verdict == verdict for e in edits) for verdict in ("apply", "review")
        )
        if applied or asked:
            rows.append((f"{ADJECTIVES[kind]} ({kind})", f"{applied:,}", f"{asked:,}"))
    heads = (("Kind", ""), ("Applied", "number"), ("To review", "number"))
    return table(heads, rows, short=True) if rows else ""


def first_to_review(edits: Sequence[Edit], *, prefix: str = "") -> str:
    """Return a link to the first edit to review; empty where there is none."""
    number = next((number for number, edit in enumerate(edits, 1) if edit.verdict == "review"), 0)
    told = "first to review (n: next, p: before)"
    return f'<p class="next"><a href="#{prefix}edit-{number}">{told}</a></p>\n' if number else ""


def _mark(edit: Edit, name: str, onward: str) -> str:
    old, new = _bounded("del", edit.original), _bounded("ins", edit.replacement)
    asked = " ask" * (edit.verdict == "review")
    more = f'<a class="line" href="#{onward}">next to review</a>' if onward else ""
    if asked and not new:
        new = "<ins>nothing</ins>"
    return (
        f'<span class="edit{asked}" id="{name}" tabindex="0" role="group" aria-describedby="{name}-why">{old}{new}'
        f'<span class="note" role="tooltip" id="{name}-why">{"".join(_lines(edit))}{more}</span></span>'
    )


def _bounded(tag: str, text: str) -> str:
    return f"<{tag}><bdi>{in_line(text)}</bdi></{tag}>" if text else ""


def _lines(edit: Edit) -> Iterator[str]:
    asked = edit.verdict == "review"
    yield _line(f"{'To review' if asked else 'Applied'}: {ADJECTIVES[edit.kind]}")
    yield _line(f"{edit.confidence:.0%} <strong>{_text(edit.replacement)}</strong>")
    for text, confidence in edit.readings[:_MOST_READINGS]:
        if confidence >= _WORTH_SHOWING:
            yield _line(f"{confidence:.0%} {_text(text)}")
    yield _line(f"{edit.harm:.0%} {_text(edit.original)} (as it stands)")
    yield _line(f"Why: {_cut(edit.evidence) or 'no evidence was given'}")


def _line(html: str) -> str:
    return f'<span class="line">{html}</span>'


def _text(text: str) -> str:
    if text.strip():
        return f"<bdi>{_cut(text)}</bdi>"
    return "a space" if text == " " else "white space" if text else "nothing"


def _cut(text: str) -> str:
    return in_line(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
