"""The run: sources are read into shards, an engine mends them, sinks write them, and the state can go on from there."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from repair.batch import extras, places
from repair.batch.formats.compression import compression_of
from repair.batch.formats.readers import CHECKS, READERS
from repair.batch.forms import Options, Source
from repair.batch.running import counting
from repair.batch.running.engine import Engine
from repair.batch.running.mending import Job
from repair.batch.running.order import Order, is_finished, is_same, settings_of
from repair.batch.running.sinks import Sink
from repair.batch.running.state import Progress, State
from repair.batch.shards import SHARD_BYTES, SHARD_RECORDS, Cursor, Mended, Record, Shard, Tally
from repair.text.files.reading import TextError

COMMIT_SECONDS = 1.0
"""Between two syncs with the disk, which take milliseconds to tens of them; a killed run loses no more than that."""

Report = Callable[[int, Tally], object]
"""Called with the bytes read of all sources so far and what was counted so far."""


class StoppedError(TextError):
    """A record was rejected, and the run was told to stop at the first."""


class Run:
    """One run of an order; `sources` are its inputs, `size` the bytes that they have together."""

    def __init__(self, order: Order, engine: Engine) -> None:
        """Look at inputs and outputs and lock the state; TextError for whatever stands in the way."""
        self._order = order
        self._engine = engine
        self.sources = places.sources_of(order.inputs, order.output)
        for source in self.sources:
            _require(source)
            CHECKS.get(source.form, _no_fields)(source, order.options)
        settings = settings_of(order, self.sources)
        order.output.mkdir(parents=True, exist_ok=True)
        places.refuse_inputs(self.sources, order.output)
        self._finished = order.existing == "resume" and is_finished(order.output, settings)
        if self._finished:
            self._require_outputs()
            return
        has_begun = (order.output / places.STATE).exists()
        if order.existing != "overwrite" and not (has_begun and order.existing == "resume"):
            there = places.existing(self.sources, order.output)
            if has_begun or there:
                raise TextError(f"{there or order.output}: exists already; --resume goes on, --force overwrites")
        self._settings = settings
        self._state = State(order.output)
        try:
            if not (order.existing == "resume" and is_same(self._state.settings(), settings)):
                self._state.begin(settings)
            places.sweep(self.sources, order.output)
            self._progress = {source.number: self._known(source) for source in self.sources}
        except BaseException:
            self._state.close()
            raise

    def _known(self, source: Source) -> Progress:
        """Return how far a source has come; one whose finished output has been deleted is begun anew."""
        progress = self._state.progress(source.number)
        damaged = bool(progress.tally["rejected.damaged file"])
        gone = progress.status == "finished" and places.missing(source, self._order.output, damaged=damaged)
        return Progress() if gone else progress

    def _require_outputs(self) -> None:
        """Raise TextError if an output of the finished run has been deleted since."""
        done = self._done()["files"]
        for source in self.sources:
            damaged = "damaged file" in done[source.name]["rejected"]
            gone = places.missing(source, self._order.output, damaged=damaged)
            if gone:
                raise TextError(f"{gone}: is gone, though the run was finished; --force makes all outputs anew")

    def _done(self) -> dict[str, Any]:
        done: dict[str, Any] = json.loads((self._order.output / places.SUMMARY).read_bytes())["summary"]
        return done

    @property
    def size(self) -> int:
        """Bytes of all sources together."""
        return sum(_size(source.path) for source in self.sources)

    def run(self, report: Report | None = None) -> dict[str, Any]:
        """Do what is left to do and return the summary, which is written to the output folder too.

        TextError if a file cannot be read or written, StoppedError at the first reject if the order says so,
        WorkerError if no worker can be had.  Whatever is raised, the run can be resumed.
        """
        if self._finished:
            return self._done()
        started = time.perf_counter()
        try:
            self._work(report)
            summary = self._summary(time.perf_counter() - started)
            values = {"finished": True, "settings": self._settings, "summary": summary}
            told = json.dumps(values, indent=1) + "\n"
            places.put(places.target(self._order.output, places.SUMMARY), told.encode())
            self._state.remove()
        except OSError as error:
            place = error.filename or self._order.output
            raise TextError(f"{place}: {(error.strerror or str(error)).lower()}; --resume goes on") from error
        finally:
            self._state.close()
        return summary

    def _work(self, report: Report | None) -> None:
        order = self._order
        todo = []
        for source in self.sources:
            if self._progress[source.number].status == "complete":
                self._finish(source)
            if self._progress[source.number].status == "under way":
                todo.append(source)
        job = Job(order.repairer, order.options, order.plans, any(source.has_html for source in todo))
        shards = self._shards(todo)
        mended = self._engine.run(job, shards) if todo else iter(())
        for source in todo:
            self._write(source, mended, report)

    def _shards(self, sources: Iterable[Source]) -> Iterator[Shard]:
        for source in sources:
            progress = self._progress[source.number]
            yield from cut(source, READERS[source.form](source, self._order.options, progress.cursor), progress)

    def _write(self, source: Source, mended: Iterator[Mended], report: Report | None) -> None:
        """Write the shards of one source, the next ones of `mended`, and finish its output."""
        progress = self._progress[source.number]
        stem, order = self._state.stem(source.number), self._order
        takes_out = order.on_error == "reject"
        sink = Sink(source, stem, progress.sizes, folder=order.output, options=order.options, takes_out=takes_out)
        tally = Counter(progress.tally)
        committed = time.monotonic()
        try:
            for done in mended:
                self._refuse(source, done)
                tally["unmended"] += sink.write(done)
                for outcome in done.outcomes:
                    tally.update(outcome.tally)
                shard = done.shard
                progress = replace(progress, cursor=shard.after, read=shard.read, tally=tally)
                self._progress[source.number] = progress
                if shard.is_last or time.monotonic() - committed >= COMMIT_SECONDS:
                    progress = replace(progress, sizes=sink.sync())
                    if shard.is_last:
                        sink.finish()
                        progress = replace(progress, status="complete")
                    self._note(source, progress)
                    committed = time.monotonic()
                if report:
                    report(sum(p.read for p in self._progress.values()), self._tally())
                if shard.is_last:
                    break
        finally:
            sink.close()
        self._finish(source)

    def _refuse(self, source: Source, done: Mended) -> None:
        if self._order.on_error != "stop":
            return
        for record, outcome in zip(done.shard.records, done.outcomes, strict=True):
            if outcome.reject:
                reason, detail, _ = outcome.reject
                raise StoppedError(f"{source.path}: record {record.position}: {reason}{detail and ': ' + detail}")

    def _finish(self, source: Source) -> None:
        targets = {name: places.target(self._order.output, path) for name, path in places.outputs_of(source).items()}
        self._state.rename(source.number, targets)
        self._note(source, replace(self._progress[source.number], status="finished"))

    def _note(self, source: Source, progress: Progress) -> None:
        self._progress[source.number] = progress
        self._state.note(source.number, progress)

    def _tally(self) -> Tally:
        total: Tally = Counter()
        for progress in self._progress.values():
            total.update(progress.tally)
        return total

    def _summary(self, seconds: float) -> dict[str, Any]:
        by_file = {source.name: counting.as_values(self._progress[source.number].tally) for source in self.sources}
        return {**counting.as_values(self._tally()), "seconds": round(seconds, 3), "files": by_file}


def cut(source: Source, records: Iterator[tuple[Record, Cursor, int]], progress: Progress) -> Iterator[Shard]:
    """Yield the records in shards, of which the last, maybe an empty one, says that it is; always the same cuts."""
    waiting: list[Record] = []
    size, after, read = 0, progress.cursor, progress.read
    for record, after, read in records:
        waiting.append(record)
        size += record.size
        if size >= SHARD_BYTES or len(waiting) >= SHARD_RECORDS:
            yield Shard(source.number, source.form, tuple(waiting), after, read, is_last=False)
            waiting, size = [], 0
    yield Shard(source.number, source.form, tuple(waiting), after, read, is_last=True)


def _require(source: Source) -> None:
    """Raise TextError if a library is missing that a source needs."""
    if source.form == "parquet":
        extras.require("pyarrow", "reading Parquet")
    if source.form == "archive":
        extras.require("fastwarc", "reading web archives")
    if source.has_html:
        extras.require("trafilatura", "reading HTML")
    if compression_of(source.path.name) == "zst":
        extras.require("zstandard", "reading .zst files")


def _no_fields(_source: Source, _options: Options) -> None:
    """Look for no field, where the form has none."""


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(page.lstat().st_size for page in places.walk(path) if places.is_page(page.name))
    return path.stat().st_size
