"""The diff as one self-contained HTML page: nothing loaded, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repair.output.annotated import LEGEND, by_kind, first_to_review, marked
from repair.output.html_frame import folded, in_line, sheet, table
from repair.output.word_diff import Lines
from repair.records import Edit

_HEADS = (
    ("Line", "number"),
    ("Observed", "text"),
    ("Intended", "text"),
    ("Kind", ""),
    ("Sure", "number"),
    ("Verdict", ""),
    ("Why", "long"),
)


def page(
    original: str, edits: Sequence[Edit], *, name: str, summary: str, context: int | None = None, full: bool = False
) -> str:
    """Return the diff of `original` under ascending `edits` as an HTML page: the whole text, a table of the edits.

    With `context`, and without `full`, only the lines with edits and as many lines around them.
    """
    whole = full or context is None
    body = [f"<h1>{in_line(name)}</h1>\n<p>{in_line(summary)}</p>\n"]
    if edits:
        body += [by_kind(edits), LEGEND, first_to_review(edits)]
    body += ["<main>\n", *marked(original, edits, context=context or 0, full=whole), "</main>\n"]
    if edits:
        body.append(folded("Table of edits", table(_HEADS, _rows(original, edits))))
    return sheet(f"Edits of {name}", "".join(body))


def _rows(original: str, edits: Sequence[Edit]) -> Iterator[tuple[str, ...]]:
    lines = Lines(original)
    for number, edit in enumerate(edits, 1):
        line, _ = lines.place(edit.start)
        yield (
            f'<a href="#edit-{number}">{line}</a>',
            _cell(edit.original),
            _cell(edit.replacement),
            edit.kind,
            f"{edit.confidence:.0%}",
            "to review" if edit.verdict == "review" else "applied",
            in_line(edit.evidence),
        )


def _cell(text: str) -> str:
    return f"<bdi>{in_line(text)}</bdi>"
