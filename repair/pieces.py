"""Takes a text of any length through a flow: in pieces that bound the memory, and again until nothing more changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from repair.decision import profile
from repair.decision.edits import then
from repair.output.revision import Revision
from repair.text import tokens
from repair.text.chunks import around, chunks

Once = Callable[[str], Revision]
"""The flow: gives the revision of a text that it has looked at once."""

ROUNDS = 4
"""Times that a text is looked at, at most: again as long as the last time changed something."""
MANY, CONVERGING = 20, 0.3
"""Edits of a look, and share of those of the look before, up to which it goes on: beyond, no end is in sight."""


def revise(text: str, once: Once) -> Revision:
    """Return the revision of a text; a long one goes through the flow in chunks, which bounds the memory."""
    ranges = list(chunks(text))
    if len(ranges) == 1:
        return _until_stable(text, once)
    parts = [_part(text, start, end, once) for start, end in ranges]
    starts = [start for start, _ in ranges]
    edits = tuple(
        replace(edit, start=edit.start + start, end=edit.end + start)
        for start, part in zip(starts, parts, strict=True)
        for edit in part.edits
    )
    return Revision(text, edits, profile.combined([part.profile for part in parts], starts))


def _part(text: str, start: int, end: int, once: Once) -> Revision:
    """Return the revision of a stretch of a text, read with what stands beside it."""
    left, right = around(text, start, end)
    whole = _until_stable(text[left:right], once)
    first, last = start - left, end - left
    edits = tuple(
        replace(edit, start=edit.start - first, end=edit.end - first)
        for edit in whole.edits
        if first <= edit.start and edit.end <= last and (edit.start < last or right == end)
    )
    words = sum(tokens.count_words(text[slice(*beside)]) for beside in ((left, start), (end, right)))
    return Revision(
        text[start:end], edits, profile.within(whole.profile, first, last, words=whole.profile.words - words)
    )


def _until_stable(text: str, once: Once) -> Revision:
    """Run the flow until it changes nothing more: words are clearer once their neighbours are mended."""
    revision = once(text)
    changed = len(revision.applied)
    for _ in range(ROUNDS - 1):
        if not changed:
            break
        again = once(revision.text).applied
        edits = then(text, revision.edits, revision.text, again)
        if edits == revision.edits or not again:
            break
        revision = replace(revision, edits=edits)
        changed = len(again) if len(again) <= max(MANY, changed * CONVERGING) else 0
    return revision
