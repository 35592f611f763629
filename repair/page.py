"""The diff as one self-contained HTML page: no script, nothing loaded, everything from outside escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from repair import show
from repair.diff import Lines, Piece, pieces
from repair.records import Edit

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #5a5a5a; --rule: #d0d0d0;
  --old: #ffdedb; --old-ink: #82071e; --new: #d2f4d9; --new-ink: #0a4a1c; --ask: #fff0b8; --ask-ink: #5c4400; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181b; --soft: #a4a9b0; --rule: #3a3f45;
  --old: #4d1a1d; --old-ink: #ffc1bb; --new: #123d22; --new-ink: #a8eebb; --ask: #4a3a05; --ask-ink: #ffe08a; } }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.6 Georgia, serif; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font: .875rem/1.4 system-ui, sans-serif; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--rule);
  overflow-wrap: anywhere; }
.stretch { white-space: pre-wrap; overflow-wrap: anywhere; margin: 1rem 0; }
.place { color: var(--soft); margin: 1.5rem 0 0; font: .875rem system-ui, sans-serif; }
del { background: var(--old); color: var(--old-ink); }
ins { background: var(--new); color: var(--new-ink); text-decoration: none; }
del.ask { background: none; color: inherit; text-decoration: none; }
ins.ask { background: var(--ask); color: var(--ask-ink); }
:target { outline: 2px solid currentColor; outline-offset: 2px; }
"""


def page(original: str, edits: Sequence[Edit], *, name: str, summary: str, context: int = 0, full: bool = False) -> str:
    """Return the diff of `original` under ascending `edits` as an HTML page with a table of the edits."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = show.in_html(show.one_line(name))
    body = "".join(_body(original, edits, context=context, full=full))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Edits of {title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<p>{show.in_html(summary)}</p>\n{body}</body>\n</html>\n"
    )


def _body(original: str, edits: Sequence[Edit], *, context: int, full: bool) -> Iterator[str]:
    if edits:
        yield from _table(original, edits)
    numbers = {id(edit): number for number, edit in enumerate(edits, 1)}
    opened = anchored = None
    for piece in pieces(original, edits, context=context, full=full):
        if piece.role == "place":
            yield "</div>\n" if opened else ""
            place = show.in_html(piece.text.strip("@ \n"))
            yield f'<p class="place">{place}</p>\n'
            opened = None
            continue
        if not opened:
            yield '<div class="stretch" dir="auto">'
            opened = True
        first = piece.edit is not None and piece.edit is not anchored
        yield _marked(piece, numbers.get(id(piece.edit), 0) if first else 0)
        anchored = piece.edit or anchored
    yield "</div>\n" if opened else ""


def _table(original: str, edits: Sequence[Edit]) -> Iterator[str]:
    lines = Lines(original)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Line", "Observed", "Intended", "Kind", "Sure", "Why"))
    yield f"<details open>\n<summary>Table of edits</summary>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for number, edit in enumerate(edits, 1):
        line, _ = lines.place(edit.start)
        sure = f"{edit.confidence:.0%}" + (", to review" if edit.verdict == "review" else "")
        cells = (_cell(edit.original), _cell(edit.replacement), edit.kind, sure, show.in_html(edit.evidence))
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        yield f'<tr><td><a href="#edit-{number}">{line}</a></td>{row}</tr>\n'
    yield "</tbody>\n</table>\n</details>\n"


def _cell(text: str) -> str:
    return f"<bdi>{show.in_html(show.one_line(text))}</bdi>"


def _marked(piece: Piece, number: int) -> str:
    """Return one piece as HTML; `number` of the edit makes it the target of the table's link, 0 does not."""
    edit = piece.edit
    if edit is None:
        return show.in_html(piece.text)
    anchor = f' id="edit-{number}"' if number else ""
    title = f' title="{edit.confidence:.0%}, {edit.kind}: {show.in_html(show.one_line(edit.evidence))}"'
    if piece.role == "review":
        old, new = _cell(edit.original), _cell(edit.replacement)
        return f'<del class="ask"{anchor}{title}>{old}</del><ins class="ask"{title}>{new}?</ins>'
    tag = "del" if piece.role == "old" else "ins"
    return f"<{tag}{anchor}{title}><bdi>{show.in_html(piece.text)}</bdi></{tag}>"
