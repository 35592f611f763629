"""Marks around a token: quotes that touch it, and what the text nearby does after such a mark."""

from __future__ import annotations

from repair.records import Document

QUOTES, ALL_QUOTES = tuple("\"'`"), frozenset("'\"’”‘“`")
NEARBY, FEW_CLOSE = 2000, 3  # characters to either side that show a habit, and marks without a space that make none
CLIPPED = frozenset("an jus wi th ol mo fo yo tha de lil po chile mis bo".split())
"""Words whose last letters speakers leave off."""
_LOOK_BACK = 4000  # characters: longer than paragraphs get


def is_quoted(document: Document, index: int) -> bool:
    """Tell whether quotes touch a word on both sides, or code does on its right: a key, a field, a function."""
    after = document.texts[index + 1] if index + 1 < len(document) and not document.gap(index + 1) else ""
    before = document.texts[index - 1] if index and not document.gap(index) else ""
    return after[:1] in tuple("=([_/&") or before in tuple(".$_/=&") or (after in QUOTES and before in QUOTES)


def is_mentioned(document: Document, index: int) -> bool:
    """Tell whether quotes, and nothing else, stand on both sides of a token."""
    before, after = index - 1, index + 1
    if before < 0 or after >= len(document) or document.gap(index):
        return False
    is_after = document.texts[after] in ALL_QUOTES or (
        document.texts[after] in ",.;" and after + 1 < len(document) and document.texts[after + 1] in ALL_QUOTES
    )
    return document.texts[before] in ALL_QUOTES and is_after


def is_habit(document: Document, index: int) -> bool:
    """Tell whether the text nearby leaves no space after such a mark more often than not, as program source does."""
    mark = document.texts[index]
    nearby = document.text[max(0, document.starts[index] - NEARBY) : document.starts[index] + NEARBY]
    spaced = nearby.count(f"{mark} ") + nearby.count(f"{mark}\n")
    close = nearby.count(mark) - spaced
    return close > FEW_CLOSE and close > spaced


def quotes_before(document: Document, index: int) -> int:
    """Return how many straight quotes stand before token `index` in its paragraph."""
    end = document.starts[index]
    start = max(0, end - _LOOK_BACK)
    return document.text.count('"', max(start, document.text.rfind("\n", start, end) + 1), end)


def is_clipped(document: Document, index: int) -> bool:
    """Tell whether a writer left letters off on purpose: `mornin'`, `an'`."""
    text = document.texts[index]
    if index + 1 >= len(document) or not (text.endswith("in") or text.lower() in CLIPPED):
        return False
    return document.texts[index + 1] in "'’" and not document.gap(index + 1)
