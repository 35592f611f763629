"""Parquet: one column of texts changes; schema, metadata, compression, row groups and all other columns stay."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from repair.batch.extras import need
from repair.batch.formats.json_lines import LONGEST_ID, site_of
from repair.batch.forms import Found, Options, Source, no_field
from repair.batch.growing import GrowingFile
from repair.batch.shards import Cursor, Mended, Outcome, Record, RefusedError
from repair.text.files import writing
from repair.text.files.reading import TextError

ROWS_READ = 64
"""Rows decoded at a time, so that long texts do not pile up."""
_CODECS = {"UNCOMPRESSED": "none", "LZ4_RAW": "lz4"}
_INT96 = "INT96"


def read(source: Source, options: Options, cursor: Cursor) -> Iterator[tuple[Record, Cursor, int]]:
    """Yield each row with the cursor after it and about how many bytes of the file were read; damage is refused.

    TextError if the column of the texts is missing or holds none.
    """
    position, size = cursor.get("position", 0), source.path.stat().st_size
    if cursor.get("is_damaged"):
        return
    try:
        with _opened(source.path) as file:
            _require_texts(file.schema_arrow, options, source)
            for row in _rows(file, options, position):
                read = size * (position + 1) // file.metadata.num_rows
                yield _record(position, row, options), {"position": position + 1}, read
                position += 1
    except _damage() as error:
        refused = "damaged file", f"nothing can be read of it: {error}"
        yield Record(position, None, refused=refused), {"position": position + 1, "is_damaged": 1}, size


def _opened(path: Path) -> Any:
    return need("pyarrow.parquet", "reading Parquet").ParquetFile(path)


def _damage() -> tuple[type[Exception], ...]:
    return OSError, need("pyarrow", "reading Parquet").ArrowException


def check(source: Source, options: Options) -> None:
    """Raise TextError, which names the columns that there are, where that of the texts is missing or holds none."""
    with suppress(*_damage()), _opened(source.path) as file:
        _require_texts(file.schema_arrow, options, source)


def _require_texts(schema: Any, options: Options, source: Source) -> None:
    pyarrow = need("pyarrow", "reading Parquet")
    if options.field not in schema.names:
        raise TextError(no_field(source, options.field, schema.names))
    kind = schema.field(options.field).type
    if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
        raise TextError(f"{source.path}: column {options.field!r} holds {kind}, no texts")


def _rows(file: Any, options: Options, start: int) -> Iterator[tuple[Any, ...]]:
    """Yield text, identity and site of the rows from `start` on; an exception in place of what cannot be decoded."""
    wanted = [name for name in (options.field, options.id_field, options.by) if name in file.schema_arrow.names]
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if start >= rows:
            start -= rows
            continue
        batches = file.iter_batches(ROWS_READ, row_groups=[group], columns=list(dict.fromkeys(wanted)))
        for batch in batches:
            for row in range(min(start, batch.num_rows), batch.num_rows):
                yield tuple(
                    _value(batch.column(name)[row]) if name in wanted else None
                    for name in (options.field, options.id_field, options.by)
                )
            start = max(0, start - batch.num_rows)


def _value(cell: Any) -> Any:
    try:
        return cell.as_py()
    except UnicodeDecodeError as error:
        return error


def _record(position: int, row: tuple[Any, ...], options: Options) -> Record:
    text, identity, site = row
    where: dict[str, int | str] = {"row": position}
    if isinstance(text, UnicodeDecodeError):
        return Record(position, None, where=where, refused=("undecodable", f"not UTF-8 at byte {text.start}"))
    if text is None:
        return Record(position, None, where=where, refused=("no field", f"null in {options.field!r}"))
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > options.most_bytes:
        return Record(position, None, where=where, refused=("too long", f"{size:,} bytes"))
    id_json = json.dumps(identity, default=str) if identity is not None else None
    body = text, id_json if id_json and len(id_json) <= LONGEST_ID else None, site_of(site)
    return Record(position, body, size=size, where=where)


def take(body: tuple[str, str | None, str | None], _options: Options) -> Found:
    """Return the text of a row."""
    text, id_json, site = body
    return Found(text, _whole, id_json, site)


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RefusedError("undecodable", "the new text is no Unicode") from error
    return text


class ParquetOutput:
    """Notes which rows change, and writes the file anew at the end, for a Parquet file cannot grow after a crash."""

    def __init__(
        self, source: Source, changes: GrowingFile, target: Path, options: Options, *, takes_out: bool
    ) -> None:
        self._source = source
        self._takes_out = takes_out
        self._changes = changes
        self._target = target
        self._options = options

    def write(self, mended: Mended) -> None:
        """Note the rows of a shard that change, and those that go."""
        for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
            if outcome.reject is not None and not self.stands(record, outcome):
                self._changes.append(f"[{record.position}]\n".encode())
            elif outcome.output is not None:
                self._changes.append(json.dumps([record.position, outcome.output]).encode() + b"\n")

    def stands(self, _record: Record, _outcome: Outcome) -> bool:
        """Tell whether a rejected row is in the output as it stood."""
        return not self._takes_out

    def finish(self) -> None:
        """Write the file anew, row group by row group, of which one is in memory at a time."""
        try:
            with _opened(self._source.path) as file:
                self._copy(file)
        except _damage():
            self._target.unlink(missing_ok=True)  # the rejects tell that nothing was mended
            if not self._takes_out:
                writing.copy(self._source.path, self._target)

    def _copy(self, file: Any) -> None:
        changes = _Changes(map(json.loads, self._changes.lines()))
        start = 0
        writer = need("pyarrow.parquet", "writing Parquet").ParquetWriter(
            self._target, file.schema_arrow, **_settings(file.metadata)
        )
        with writer:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                rows = table.num_rows
                table = _changed(table, self._options.field, start, changes.up_to(start + rows))
                if table.num_rows:
                    writer.write_table(table, row_group_size=table.num_rows)
                start += rows
        with self._target.open("rb") as stream:
            os.fsync(stream.fileno())


class _Changes:
    """The changed rows in order, read as far as they are asked for."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def up_to(self, end: int) -> list[list[Any]]:
        found = []
        while self._next is not None and self._next[0] < end:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _changed(table: Any, field: str, start: int, changes: Sequence[list[Any]]) -> Any:
    """Return a row group, which begins at row `start`, with its changes made."""
    if not changes:
        return table
    pyarrow = need("pyarrow", "writing Parquet")
    compute = need("pyarrow.compute", "writing Parquet")
    gone = {row - start for row, *texts in changes if not texts}
    texts = {row - start: texts[0] for row, *texts in changes if texts}
    column = table.schema.get_field_index(field)
    schema_field = table.schema.field(column)
    mask = [row in texts for row in range(table.num_rows)]
    new = pyarrow.array([texts[row] for row in sorted(texts)], schema_field.type)
    mended = compute.replace_with_mask(table.column(column).combine_chunks(), pyarrow.array(mask), new)
    table = table.set_column(column, schema_field, mended)
    if gone:
        table = table.filter(pyarrow.array([row not in gone for row in range(table.num_rows)]))
    return table


def _settings(metadata: Any) -> dict[str, Any]:
    """Return how the file was written, as far as it tells."""
    settings: dict[str, Any] = {"version": metadata.format_version}
    if metadata.num_row_groups:
        first = metadata.row_group(0)
        columns = [first.column(number) for number in range(first.num_columns)]
        settings |= {
            "compression": {c.path_in_schema: _CODECS.get(c.compression, c.compression.lower()) for c in columns},
            "use_dictionary": [c.path_in_schema for c in columns if c.has_dictionary_page],
            "write_statistics": [c.path_in_schema for c in columns if c.is_stats_set],
            "use_deprecated_int96_timestamps": any(c.physical_type == _INT96 for c in columns),
            "sorting_columns": first.sorting_columns or None,
        }
    return settings
