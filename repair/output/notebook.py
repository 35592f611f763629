"""The diff as a piece of HTML for notebooks: styles stand in the tags, for the page around it has its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repair.output.word_diff import Piece, pieces
from repair.records import Edit
from repair.text.show import in_html

_STYLES = {
    "old": "background:#ffdedb;color:#82071e;text-decoration:line-through",
    "new": "background:#d2f4d9;color:#0a4a1c;text-decoration:none",
    "review": "background:#fff0b8;color:#5c4400;border-bottom:2px dotted",
    "place": "opacity:.7;font-size:.85em",
    "gap": "opacity:.7",
}
_TAGS = {"old": "del", "new": "ins"}
MOST_EDITS = 200
"""Edits that are shown: a cell with more is no longer read, and slows the notebook down."""


def fragment(original: str, edits: Sequence[Edit], *, summary: str) -> str:
    """Return the lines with edits as HTML below a line that sums up; safe for any text, and bounded in length."""
    shown = list(edits[:MOST_EDITS])
    left = f" (the first {MOST_EDITS:,} are shown)" if len(edits) > MOST_EDITS else ""
    body = "".join(map(_marked, _bounded(original, shown)))
    return (
        f'<div><p style="opacity:.7;font-size:.85em">{in_html(summary)}{left}</p>'
        f'<div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">{body}</div></div>'
    )


def _bounded(original: str, edits: Sequence[Edit]) -> Iterator[Piece]:
    if edits:
        yield from pieces(original, edits)
    else:
        yield Piece("same", original[:1000] + "…" * (len(original) > 1000))


def _marked(piece: Piece) -> str:
    text = in_html(piece.text.strip("@ \n") + "\n" if piece.role == "place" else piece.text)
    style = _STYLES.get(piece.role)
    tag = _TAGS.get(piece.role, "span")
    why = f' title="{in_html(piece.edit.evidence[:400])}"' if piece.edit else ""
    return f'<{tag} style="{style}"{why}>{text}</{tag}>' if style else text
