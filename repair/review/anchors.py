"""Anchors: how an answer finds its place again after the text around it, or what is proposed for it, has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from repair.records import Kind
from repair.review.agenda import Inventory

CONTEXT = 40  # characters kept on either side: some seven words, which few articles hold twice
# Contexts are alike by the characters that they have in common, in order.  Measured on this project's own documents:
# of two places picked at random 99 in 100 are up to 0.46 alike; with a word changed on either side, 0.70 and more.
ALIKE = 0.65
BETTER = 0.6  # weight of the more similar side: one side to the letter is enough, whatever the other
CLEARLY = 0.1  # by so much the best place must beat the second
# Beyond this many places of one text no context is looked at that is not the same to the letter: 200 comparisons
# cost 0.8 ms, and 5,000 answers may have to find their places.
MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an answer was given: `original` at code point `start` of an article, and the text on either side."""

    article: int
    start: int
    original: str
    before: str
    after: str
    replacement: str
    kind: Kind


def anchor_of(inventory: Inventory, place: int) -> Anchor:
    """Return the anchor of a place."""
    article, edit = inventory.places[place].article, inventory.places[place].edit
    text = inventory.articles[article].text
    before, after = text[max(0, edit.start - CONTEXT) : edit.start], text[edit.end : edit.end + CONTEXT]
    return Anchor(article, edit.start, edit.original, before, after, edit.replacement, edit.kind)


def find_exactly(anchors: Iterable[Anchor], inventory: Inventory, article: int) -> list[int]:
    """Return the place of each anchor in an article whose text is the same as it was; -1 where there is no edit now."""
    places = {
        (inventory.places[place].edit.start, inventory.places[place].edit.original): place
        for place in inventory.range_of(article)
    }
    return [places.get((anchor.start, anchor.original), -1) for anchor in anchors]


def find_again(anchors: Sequence[Anchor], inventory: Inventory, article: int) -> list[int]:
    """Return the place of each anchor in an article that has changed; -1 where none is likely, or several are.

    A place must have the same original.  Where contexts are the same to the letter (but for white space) and as many
    as the anchors that have them, order decides; else the most alike wins, if it is alike enough and beats the others
    clearly.  No place is found twice: the better anchor has it, and of equally good ones neither.
    """
    by_original: dict[str, list[int]] = {}
    by_context: dict[tuple[str, str, str], list[int]] = {}
    contexts: dict[int, tuple[str, str]] = {}
    for place in inventory.range_of(article):
        anchor = anchor_of(inventory, place)
        contexts[place] = _context(anchor)
        by_original.setdefault(anchor.original, []).append(place)
        by_context.setdefault((anchor.original, *contexts[place]), []).append(place)
    same: dict[tuple[str, str, str], list[int]] = {}
    for index, anchor in enumerate(anchors):
        same.setdefault((anchor.original, *_context(anchor)), []).append(index)
    claims: list[tuple[float, int, int]] = []  # how alike, anchor, place
    for key, indices in same.items():
        exact = by_context.get(key, [])
        if exact:
            if len(exact) == len(indices):
                indices.sort(key=lambda index: anchors[index].start)
                claims += ((1.0, index, place) for index, place in zip(indices, exact, strict=True))
            continue
        likely = by_original.get(key[0], [])
        if len(likely) <= MOST_COMPARED:
            found = _most_alike((key[1], key[2]), [(place, contexts[place]) for place in likely])
            claims += ((found[0], index, found[1]) for index in indices if found[1] >= 0)
    return _settled(claims, len(anchors))


def find_in_text(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Return where the text of a place that a reader chose stands, by its context; None where none is likely.

    Where it stood is looked at first, then at most MOST_COMPARED places of the same text.
    """
    end = anchor.start + len(anchor.original)
    before, after = text[max(0, anchor.start - CONTEXT) : anchor.start], text[end : end + CONTEXT]
    if text[anchor.start : end] == anchor.original and (before, after) == (anchor.before, anchor.after):
        return anchor.start, end
    found: list[tuple[int, tuple[str, str]]] = []
    start = text.find(anchor.original)
    while start >= 0 and len(found) < MOST_COMPARED:
        end = start + len(anchor.original)
        sides = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        found.append((start, (" ".join(sides[0].split()), " ".join(sides[1].split()))))
        start = text.find(anchor.original, start + 1)
    _, place = _most_alike(_context(anchor), found)
    return (place, place + len(anchor.original)) if place >= 0 else None


def _settled(claims: Iterable[tuple[float, int, int]], count: int) -> list[int]:
    best: dict[int, tuple[float, int]] = {}
    for alike, index, place in claims:
        other = best.get(place)
        if other is None or alike > other[0]:
            best[place] = (alike, index)
        elif alike == other[0]:
            best[place] = (alike, -1)
    places = [-1] * count
    for place, (_, index) in best.items():
        if index >= 0:
            places[index] = place
    return places


def _context(anchor: Anchor) -> tuple[str, str]:
    """Return the text on either side, near enough to be in both, with white space as single spaces.

    A text that was wrapped anew is the same text.
    """
    return " ".join(anchor.before.split()), " ".join(anchor.after.split())


def _most_alike(wanted: tuple[str, str], contexts: Iterable[tuple[int, tuple[str, str]]]) -> tuple[float, int]:
    ranked = sorted(((_likeness(wanted, context), place) for place, context in contexts), reverse=True)
    if not ranked or ranked[0][0] < ALIKE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEARLY):
        return 0.0, -1
    return ranked[0]


def _likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Return how alike two contexts are, in [0, 1]; the better side counts more, because a paragraph may have moved."""
    sides = [Indel.normalized_similarity(mine, yours) for mine, yours in zip(one, other, strict=True)]
    return BETTER * max(sides) + (1 - BETTER) * min(sides)
