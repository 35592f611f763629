"""Revises many texts in order, with processes beside this one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from repair.output.revision import Revision
from repair.processes.pool import Failure, Pool, WorkerError

AHEAD = 4
"""Texts read ahead for each worker, so that an endless input is never held in memory."""


class Reviser(Protocol):
    """What revises a text and can be pickled: a `Repairer`."""

    def revise(self, text: str) -> Revision:
        """Return the revision of a text."""
        ...

    def warm_up(self) -> None:
        """Load what most texts need."""
        ...


def check_several(texts: object) -> None:
    """Raise TypeError for one text where several are asked for."""
    if isinstance(texts, (str, bytes)):
        raise TypeError("several texts are asked for: give a list of them, not one")


def stream(reviser: Reviser, texts: Iterable[str], *, workers: int) -> Iterator[Revision]:
    """Yield the revision of each text, in order; what `revise` raises is raised in the text's place.

    WorkerError if a process crashes over a text twice.
    """
    if workers <= 1:
        yield from map(reviser.revise, texts)
        return
    with Pool[str, Revision](partial(_warmed, reviser), workers=workers) as pool:
        waiting: deque[Future[list[Revision | Failure]]] = deque()
        for text in texts:
            waiting.append(pool.submit([text]))
            if len(waiting) >= AHEAD * workers:
                yield _revision_of(waiting.popleft())
        while waiting:
            yield _revision_of(waiting.popleft())


def _warmed(reviser: Reviser) -> Callable[[str], Revision]:
    reviser.warm_up()
    return reviser.revise


def _revision_of(future: Future[list[Revision | Failure]]) -> Revision:
    (made,) = future.result()
    if isinstance(made, Failure):
        raise made.error or WorkerError("a text crashes the process that revises it; is memory short?")
    return made
