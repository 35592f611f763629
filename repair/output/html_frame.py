"""The frame of a self-contained HTML page: style, keys, and a policy under which nothing else is loaded or run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence

from repair.text import show

# Colours keep a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3), and no meaning hangs on them alone (1.4.1): what goes
# is struck through and has a minus, what comes a plus, what is asked a question mark and a dotted line.
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #5a5a5a; --rule: #d0d0d0; --panel: #f5f5f3;
  --old: #ffdedb; --old-ink: #82071e; --new: #d2f4d9; --new-ink: #0a4a1c; --ask: #fff0b8; --ask-ink: #5c4400;
  --bar: #2c7a45; --bar-ask: #b98900; --bar-rate: #3b6ea8; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181b; --soft: #a4a9b0; --rule: #3a3f45;
  --panel: #22262b; --old: #4d1a1d; --old-ink: #ffc1bb; --new: #123d22; --new-ink: #a8eebb; --ask: #4a3a05;
  --ask-ink: #ffe08a; --bar: #58b377; --bar-ask: #e0b341; --bar-rate: #7fb0e8; --link: #8fc2ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.7 Georgia, serif; }
h1, h2, table, figure, nav, .line, .place, .legend, .soft, summary { font-family: system-ui, sans-serif; }
h1 { font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
a { color: var(--link); }
p, summary { overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .3rem 0; font-size: .9rem; }
.soft, .place, .legend { color: var(--soft); font-size: .875rem; line-height: 1.5; }
.legend del, .legend ins { margin-right: .2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; }
table.short { width: auto; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule);
  overflow-wrap: break-word; }
th { font-weight: 600; }
td.text { overflow-wrap: anywhere; min-width: 7rem; }
td.long { overflow-wrap: anywhere; min-width: 9rem; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.stretch { position: relative; white-space: pre-wrap; overflow-wrap: anywhere; margin: .8rem 0; }
.place { margin: 1.5rem 0 0; }
del, ins { padding: 0 .12em; border-radius: .15em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
del { background: var(--old); color: var(--old-ink); text-decoration: line-through; }
ins { background: var(--new); color: var(--new-ink); text-decoration: none; }
del::before { content: "\\2212\\2060"; }
ins::before { content: "+\\2060"; }
.ask del, del.ask { background: none; color: inherit; text-decoration: none; border-bottom: 2px dotted; padding: 0; }
.ask del::before { content: none; }
.ask ins, ins.ask { background: var(--ask); color: var(--ask-ink); }
.ask ins::before { content: "?\\2060"; }
.edit { cursor: help; border-radius: .15em; }
.edit:hover, .edit:focus, .edit:target { outline: 2px solid currentColor; outline-offset: 1px; }
.note { display: none; position: absolute; z-index: 1; left: 0; right: 0; max-width: 34rem; padding: .5rem .8rem;
  background: var(--panel); color: var(--ink); border: 1px solid var(--soft); border-radius: .3rem;
  box-shadow: 0 .2rem .8rem #0006; white-space: normal; overflow-wrap: anywhere; cursor: auto; }
.edit:hover > .note, .edit:focus-within > .note { display: block; }
.line { display: block; font-size: .875rem; line-height: 1.5; }
.line strong { font-weight: 600; }
figure { margin: .5rem 0 1rem; }
svg { display: block; width: 100%; max-width: 27rem; height: auto; font: 11px system-ui, sans-serif; }
svg text { fill: var(--ink); }
svg .faint { fill: var(--soft); }
svg .axis { stroke: var(--soft); }
svg .applied { fill: var(--bar); }
svg .asked { stroke: var(--bar-ask); }
svg .hatch { stroke: var(--bar-ask); stroke-width: 2; }
svg .rate { fill: var(--bar-rate); }
article { border-bottom: 1px solid var(--rule); }
.next { font-family: system-ui, sans-serif; font-size: .875rem; }
@media (max-width: 40rem) {
  table.stacked, .stacked tbody, .stacked tr, .stacked td { display: block; width: 100%; min-width: 0; }
  .stacked thead { display: none; }
  .stacked tr { border-bottom: 1px solid var(--rule); padding: .5rem 0; }
  .stacked td { display: flex; gap: .8rem; border: 0; padding: .1rem 0; text-align: left; white-space: normal; }
  .stacked td::before { content: attr(data-head); flex: 0 0 6.5rem; color: var(--soft); }
  .stacked td.text, .stacked td.long { min-width: 0; }
}
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #333; --old: none; --old-ink: #000; --new: none; --new-ink: #000;
    --ask: none; --ask-ink: #000; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .note, .next, .legend { display: none !important; }
  ins { text-decoration: underline; } .ask ins { text-decoration: underline dotted; }
  a { text-decoration: none; } details, .stretch { break-inside: auto; }
  h1, h2, summary { break-after: avoid; } tr, figure { break-inside: avoid; } .wide { overflow: visible; }
}
"""

# Reading needs none of it: n and p go from one edit to review to the next, and notes open beside their word.
_SCRIPT = """
"use strict";
const asked = [...document.querySelectorAll(".edit.ask")];
function go(step) {
  const here = asked.indexOf(document.activeElement), one = asked[(here + step + asked.length) % asked.length];
  if (!one) return;
  const folded = one.closest("details");
  if (folded) folded.open = true;
  one.focus();
  one.scrollIntoView({ block: "center" });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n") go(1);
  else if (event.key === "p") go(document.activeElement.matches(".edit.ask") ? -1 : 0);
  else if (event.key === "Escape") document.activeElement.blur();
});
function place(event) {
  const edit = event.target.closest(".edit");
  if (!edit) return;
  const note = edit.querySelector(".note"), frame = edit.closest(".stretch").getBoundingClientRect();
  const lines = edit.getClientRects(), word = lines[lines.length - 1];
  note.style.right = "auto";
  note.style.width = `${Math.min(frame.width, 544)}px`;
  note.style.left = `${Math.max(0, Math.min(word.left - frame.left, frame.width - Math.min(frame.width, 544)))}px`;
  note.style.top = `${word.bottom - frame.top}px`;
}
document.addEventListener("mouseover", place);
document.addEventListener("focusin", place);
"""


def sheet(title: str, body: str) -> str:
    """Return a whole HTML page; `title` is text from anywhere, `body` is HTML that is safe already."""
    style, script = map(hash_source, (_STYLE, _SCRIPT))
    policy = f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{in_line(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def hash_source(part: str) -> str:
    """Return how a content security policy names a style or a script by its hash (CSP 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'"


def in_line(text: str) -> str:
    """Return text from anywhere as HTML on one line."""
    return show.in_html(show.one_line(text))


def table(heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], *, short: bool = False) -> str:
    """Return an HTML table; each head has the class of its column (`number`, `text`, `long` or none), cells are HTML.

    On a phone a row is a list of its cells, each with its head; a `short` table stays a table.
    """
    names = [f' class="{name}"' if name else "" for _, name in heads]
    head = "".join(f'<th scope="col"{name}>{text}</th>' for (text, _), name in zip(heads, names, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            f'<td{name} data-head="{text}">{cell}</td>' for cell, name, (text, _) in zip(row, names, heads, strict=True)
        )
        + "</tr>\n"
        for row in rows
    )
    kind = ' class="short"' if short else ' class="stacked"'
    return (
        f'<div class="wide" tabindex="0">\n<table{kind}>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def folded(summary: str, body: str, *, is_open: bool = False) -> str:
    """Return HTML behind a line to click; both are HTML already."""
    return f"<details{' open' * is_open}>\n<summary>{summary}</summary>\n{body}</details>\n"
