"""Where the outcomes of one source are written: its output, the side file of edits, the rejects."""

from __future__ import annotations

import base64
import json
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

from repair.batch.formats.compression import Slices, compress, compression_of
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

    def stands(self, record: Record, outcome: Outcome) -> bool:
        """Tell whether a rejected record is in the output as it stood."""
        ...

    def finish(self) -> None:
        """Make of what was written the whole output, if it is more than the growing file itself."""
        ...


class StreamOutput:
    """Records one after the other in one file; of compressed lines a member for each shard."""

    def __init__(self, source: Source, stream: GrowingFile, *, takes_out: bool) -> None:
        self._stream = stream
        self._takes_out = takes_out
        # The records of an archive are compressed one by one, and come like that.
        self._name = source.path.name
        self._compression = compression_of(self._name) if source.form == "json lines" else ""
        self.slices = Slices(source.path, self._compression)

    def write(self, mended: Mended) -> None:
        """Add the records, rejected ones as they stood."""
        pieces: list[bytes] = []
        for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
            if outcome.reject is not None and not self.stands(record, outcome):
                continue
            data = record.kept if outcome.output is None else outcome.output
            if isinstance(data, Slice):
                self._add(b"".join(pieces))
                pieces.clear()
                for piece in self.slices.pieces(*data):
                    self._add(piece)
            else:
                pieces.append(data)
        self._add(b"".join(pieces))

    def _add(self, data: bytes) -> None:
        if data:
            self._stream.append(compress(data, self._compression))

    def stands(self, record: Record, _outcome: Outcome) -> bool:
        """Tell whether a rejected record is in the output as it stood; after damage there is nothing to copy."""
        return bool(record.kept) and (record.stays or not self._takes_out)

    def finish(self) -> None:
        """Give an empty output the one member that makes it a compressed file."""
        if not self._stream.size and (compression := compression_of(self._name)):
            self._stream.append(compress(b"", compression))


class Sink:
    """The files of one source that grow under working names in the state folder."""

    def __init__(
        self, source: Source, stem: Path, sizes: Sizes, *, folder: Path, options: Options, takes_out: bool
    ) -> None:
        """Open the files beside `stem` at the sizes that are known to be whole; OSError if they cannot be.

        `folder` is the output folder, for a source whose pages are files of their own.  `takes_out` leaves rejected
        records out of the output, where they are as they stood otherwise.
        """
        self.source = source
        with ExitStack() as opened:

            def growing(name: str) -> GrowingFile:
                return opened.enter_context(closing(GrowingFile(working_file(stem, name), size=sizes.get(name, 0))))

            self._files = {name: growing(name) for name in (EDITS, REJECTS)}
            self._output: Output
            if source.form == "pages":
                self._output = PagesOutput(source, folder, takes_out=takes_out)
            elif source.form == "parquet":
                self._files["changes"] = changes = growing("changes")
                target = working_file(stem, OUTPUT)
                self._output = ParquetOutput(source, changes, target, options, takes_out=takes_out)
            else:
                self._files[OUTPUT] = stream = growing(OUTPUT)
                self._output = made = StreamOutput(source, stream, takes_out=takes_out)
                opened.enter_context(closing(made.slices))
            self._opened = opened.pop_all()

    def write(self, mended: Mended) -> int:
        """Add what became of a shard to all files; return how many records are in the output as they stood."""
        self._output.write(mended)
        unmended = 0
        for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
            self._files[EDITS].append(outcome.edits)
            if outcome.reject:
                self._files[REJECTS].append(reject_line(self.source, record, outcome))
                if self._output.stands(record, outcome):
                    self._files[EDITS].append(unmended_line(record, outcome))
                    unmended += 1
        return unmended

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


def unmended_line(record: Record, outcome: Outcome) -> bytes:
    """Return the line of the side file of edits that tells that a record is in the output as it stood, and why."""
    assert outcome.reject
    reason, detail, identity = outcome.reject
    path = {"path": record.where["path"]} if "path" in record.where else {}
    rest = json.dumps({**path, "summary": f"as it stood: {reason}", "edits": [], "rejected": reason, "detail": detail})
    return f'{{"position": {record.position}, "id": {identity or "null"}, {rest[1:]}\n'.encode()


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
