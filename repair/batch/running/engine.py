"""What works through the shards: the processes of this machine, or whatever else takes shards and gives them back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import Protocol

from repair.batch.running.mending import Job
from repair.batch.shards import FormName, Mended, Outcome, Record, Shard, rejected
from repair.processes.pool import Failure, Pool

AHEAD = 3
"""Shards under way for each worker, so that none waits for the next and memory stays bounded."""

Item = tuple[FormName, Record]
"""What a worker is sent of a record."""
Made = Outcome | Failure
"""What it gives back."""

_Waiting = tuple[Shard, "Future[list[Made]] | None"]


class Engine(Protocol):
    """Mends shards: as many come out as went in, in the same order, a bounded number of them under way."""

    def run(self, job: Job, shards: Iterable[Shard]) -> Iterator[Mended]:
        """Yield each shard with the outcomes of its records; WorkerError if there is nobody to do the work."""
        ...


class LocalEngine:
    """Worker processes of this machine; a document that takes over `seconds`, or crashes its worker, is given up."""

    def __init__(self, *, workers: int, seconds: float | None = None) -> None:
        self._workers = workers
        self._seconds = seconds

    def run(self, job: Job, shards: Iterable[Shard]) -> Iterator[Mended]:
        """Yield each shard with the outcomes of its records, in order."""
        with Pool[Item, Outcome](job.ready, workers=self._workers, seconds=self._seconds) as pool:
            waiting: deque[_Waiting] = deque()
            for shard in shards:
                items = items_of(shard)
                waiting.append((shard, pool.submit(items) if items else None))
                while waiting and (len(waiting) >= AHEAD * self._workers or _is_done(waiting[0])):
                    yield self._mended(*waiting.popleft())
            while waiting:
                yield self._mended(*waiting.popleft())

    def _mended(self, shard: Shard, future: Future[list[Made]] | None) -> Mended:
        return joined(shard, future.result() if future else (), seconds=self._seconds)


def items_of(shard: Shard) -> list[Item]:
    """Return what there is to mend in a shard."""
    return [(shard.form, record) for record in shard.records if record.body is not None and not record.refused]


def joined(shard: Shard, made: Iterable[Made], *, seconds: float | None) -> Mended:
    """Return the shard with an outcome for every record, given what was made of `items_of(shard)` in `seconds` each."""
    answers = iter(made)
    return Mended(shard, [_outcome(record, answers, seconds) for record in shard.records])


def _outcome(record: Record, answers: Iterator[Made], seconds: float | None) -> Outcome:
    if record.refused:
        return rejected(*record.refused)
    if record.body is None:
        return Outcome()
    made = next(answers)
    if isinstance(made, Outcome):
        return made
    if made.reason == "timeout":
        return rejected("timeout", f"more than {seconds:g} s")
    if made.reason == "crash":
        return rejected("crash", "its worker died over it, twice; most likely out of memory")
    return rejected("error", f"{type(made.error).__name__}: {made.error}")


def _is_done(waiting: _Waiting) -> bool:
    return waiting[1] is None or waiting[1].done()
