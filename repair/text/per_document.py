"""Remembers what was computed of a document for as long as the document lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from repair.records import Document

Computed = TypeVar("Computed")


class PerDocument(Generic[Computed]):
    """Calls a function once for each document; what it returned is dropped with the document.

    Safe to share between threads: two may compute one thing twice, and the results are equal.
    """

    def __init__(self, compute: Callable[[Document], Computed]) -> None:
        self._compute = compute
        # By id, since hashing a document would read all of it.
        self._known: dict[int, tuple[weakref.ref[Document], Computed]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, document: Document) -> Computed:
        place = id(document)
        known = self._known.get(place)
        if known is None or known[0]() is not document:
            reference = weakref.ref(document, lambda _: self._known.pop(place, None))
            known = (reference, self._compute(document))
            self._known[place] = known
        return known[1]
