"""Where the outcomes of one source are written: its output, the side file of edits, the rejects."""

from __future__ import annotations

import base64
import json
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

from repair.batch.formats import archives
from repair.batch.formats.compression import compress, compression_of
from repair.batch.formats.pages import PagesOutput
from repair.batch.formats.parquet import ParquetOutput
from repair.batch.forms import Options, Source
from repair.batch.growing import GrowingFile
from repair.batch.shards import EDITS, MEGABYTE, OUTPUT, REJECTS, Mended, Outcome, Record, Slice

COPIED = MEGABYTE
"""Bytes of a record that the rejects repeat; a longer one is to be looked up in the source."""

Sizes = dict[str, int]


class Output(Protocol):
    """The output of one form of source, written in an order that a cut-back can undo."""

    def write(self, mended: Mended) -> None:
        """Add what became of a shard."""
        ...

    def finish(self) -> None:
        """Make of what was written the whole output, if it is more than the growing file itself."""
        ...


class StreamOutput:
    """Records one after the other in one file; of compressed lines a member for each shard."""

    def __init__(self, source: Source, stream: GrowingFile) -> None:
        self._source = source
        self._stream = stream
        # The records of an archive are compressed one by one, and come like that.
        self._compression = compression_of(source.path.name) if source.form == "json lines" else ""

    def write(self, mended: Mended) -> None:
        """Add the records that were not rejected."""
        pieces: list[bytes] = []
        for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
            if outcome.reject is not None and not record.stays:
                continue
            data = record.kept if outcome.output is None else outcome.output
            if isinstance(data, Slice):
                self._stream.append(b"".join(pieces))
                pieces.clear()
                archives.copy(self._source.path, data, self._stream.append)
            else:
                pieces.append(data)
        self._stream.append(compress(b"".join(pieces), self._compression))

    def finish(self) -> None:
        """Nothing is left to do: the growing file is the output."""


class Sink:
    """The files of one source that grow under working names in the state folder."""

    def __init__(self, source: Source, stem: Path, sizes: Sizes, *, folder: Path, options: Options) -> None:
        """Open the files beside `stem` at the sizes that are known to be whole; OSError if they cannot be.

        `folder` is the output folder, for a source whose pages are files of their own.
        """
        self.source = source
        with ExitStack() as opened:

            def growing(name: str) -> GrowingFile:
                return opened.enter_context(closing(GrowingFile(working_file(stem, name), size=sizes.get(name, 0))))

            self._files = {name: growing(name) for name in (EDITS, REJECTS)}
            self._output: Output
            if source.form == "pages":
                self._output = PagesOutput(source, folder)
            elif source.form == "parquet":
                self._files["changes"] = changes = growing("changes")
                self._output = ParquetOutput(source, changes, working_file(stem, OUTPUT), options)
            else:
                self._files[OUTPUT] = stream = growing(OUTPUT)
                self._output = StreamOutput(source, stream)
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

    def finish(self) -> None:
        """Complete the output."""
        self._output.finish()

    def close(self) -> None:
        """Close all files."""
        self._opened.close()


def working_file(stem: Path, name: str) -> Path:
    """Return where a file of a source lies while it is under way, by what it holds."""
    return stem.with_name(f"{stem.name}.{name}")


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
