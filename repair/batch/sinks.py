"""Where the outcomes of one source are written: its output, the side file of edits, the rejects."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from repair.batch.compression import compress, compression_of
from repair.batch.forms import Source
from repair.batch.growing import GrowingFile
from repair.batch.shards import MEGABYTE, Mended, Outcome, Record

EDITS, REJECTS = "edits", "rejects"
COPIED = MEGABYTE
"""Bytes of a record that the rejects repeat; a longer one is to be looked up in the source."""

Sizes = dict[str, int]


class Output(Protocol):
    """The output of one form of source, written in an order that a cut-back can undo."""

    def write(self, mended: Mended) -> None:
        """Add what became of a shard."""
        ...

    def finish(self, target: Path) -> None:
        """Make of what was written the whole output, if it is more than the growing file itself."""
        ...


class StreamOutput:
    """Records one after the other in one file, compressed as the source is, a member for each shard."""

    def __init__(self, source: Source, stream: GrowingFile) -> None:
        self._source = source
        self._stream = stream

    def write(self, mended: Mended) -> None:
        """Add the records that were not rejected."""
        compression = compression_of(self._source.path.name)
        self._stream.append(compress(b"".join(_kept(mended)), compression))

    def finish(self, target: Path) -> None:
        """Nothing is left to do: the growing file is the output."""


def _kept(mended: Mended) -> Iterator[bytes]:
    for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
        if outcome.reject is None:
            data = record.kept if outcome.output is None else outcome.output
            assert isinstance(data, bytes)
            yield data


class Sink:
    """The files of one source that grow under working names in the state folder."""

    def __init__(self, source: Source, stem: Path, sizes: Sizes) -> None:
        """Open the files beside `stem` at the sizes that are known to be whole; OSError if they cannot be."""
        self.source = source
        self._stem = stem
        with ExitStack() as opened:
            self._files = {
                name: opened.enter_context(GrowingFile(path, size=sizes.get(name, 0)))
                for name, path in working_files(stem).items()
            }
            self._output: Output = StreamOutput(source, self._files["output"])
            self._opened = opened.pop_all()

    def write(self, mended: Mended) -> None:
        """Add what became of a shard to all files."""
        self._output.write(mended)
        for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
            self._files[EDITS].append(outcome.edits)
            if outcome.reject:
                self._files[REJECTS].append(reject_line(self.source, record, outcome))

    def sync(self) -> Sizes:
        """Return the sizes of all files, once everything is on the disk."""
        for stream in self._files.values():
            stream.sync()
        return {name: stream.size for name, stream in self._files.items()}

    def finish(self, target: Path) -> None:
        """Complete the output."""
        self._output.finish(target)

    def close(self) -> None:
        """Close all files."""
        self._opened.close()


def working_files(stem: Path) -> dict[str, Path]:
    """Return the files of a source by what they hold, while it is under way."""
    return {name: stem.with_name(f"{stem.name}.{name}") for name in ("output", EDITS, REJECTS)}


def reject_line(source: Source, record: Record, outcome: Outcome) -> bytes:
    """Return the line that tells of a rejected record: where it stands, why, and the record if it is not too long."""
    assert outcome.reject
    reason, detail, identity = outcome.reject
    row: dict[str, object] = {"file": source.name, "reason": reason, "detail": detail, **record.where}
    body = record.body if isinstance(record.body, bytes) else b""
    if 0 < len(body) <= COPIED:
        try:
            row["record"] = body.decode()
        except UnicodeDecodeError:
            row["record_base64"] = base64.b64encode(body).decode()
    return f'{{"position": {record.position}, "id": {identity or "null"}, {json.dumps(row)[1:]}\n'.encode()
