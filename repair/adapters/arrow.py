"""Arrow: columns of text in tables and record batches, mended; what Ray and Spark hand to a step.

>>> import pyarrow as pa
>>> step = MendArrow("text", edits="edits")
>>> table = step(pa.table({"id": [1, 2], "text": ["Yous tin cross it.", None]}))
>>> table["text"].to_pylist(), [len(edits) for edits in table["edits"].to_pylist()]
(['You can cross it.', None], [2, 0])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from repair.adapters.mending import Mended, Mender, missing, path_of, refuse_taken
from repair.records import KINDS

try:
    import pyarrow as pa
    import pyarrow.types as kinds
except ImportError as error:
    raise missing("arrow") from error

Rows = TypeVar("Rows", "pa.Table", "pa.RecordBatch")

_SHARES = pa.struct([(kind, pa.float64()) for kind in KINDS])
EDITS = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("original", pa.string()),
            ("replacement", pa.string()),
            ("kind", pa.string()),
            ("verdict", pa.string()),
            ("confidence", pa.float64()),
            ("harm", pa.float64()),
            ("evidence", pa.string()),
        ]
    )
)
PROFILE = pa.struct(
    [
        ("words", pa.int64()),
        ("rates", _SHARES),
        ("certainty", _SHARES),
        ("foreign", pa.float64()),
        ("caution", pa.string()),
        ("summary", pa.string()),
    ]
)


class MendArrow:
    """Mends a field of a table or record batch; rows, their order, types and other columns stay.

    The field is a column, or `doc.text` for a field of structs in one.  Nulls stay, and so do strings that are no
    UTF-8, to the byte, and columns of anything but strings; of a dictionary array the values are mended, each once.
    `edits` and `profile` name new columns, of the types `EDITS` and `PROFILE`, for what was changed and how much
    garble each text had.

    Called, it raises KeyError if there is no such field, or several of that name, and ValueError if a column has the
    name of `edits` or `profile` already.
    """

    def __init__(
        self,
        field: str = "text",
        *,
        edits: str | None = None,
        profile: str | None = None,
        mender: Mender | None = None,
    ) -> None:
        self.field = field
        self.edits = edits
        self.profile = profile
        self.mender = mender or Mender()

    def __call__(self, rows: Rows) -> Rows:
        """Return the rows with the column mended."""
        name, *path = path_of(self.field, rows.schema.names)
        refuse_taken(name, rows.schema.names, edits=self.edits, profile=self.profile)
        column = rows.column(name)
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        mended = [self._mend_inside(chunk, path) for chunk in chunks]
        columns = {name: pa.chunked_array([array for array, _ in mended], column.type)}
        records = [one for _, ones in mended for one in ones]
        if self.edits:
            columns[self.edits] = pa.array([one.edits for one in records], EDITS)
        if self.profile:
            columns[self.profile] = pa.array([one.profile for one in records], PROFILE)
        for name, values in columns.items():
            if isinstance(rows, pa.RecordBatch) and isinstance(values, pa.ChunkedArray):
                values = values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)
            rows = _with_column(rows, name, values)
        return rows

    def schema(self, given: pa.Schema) -> pa.Schema:
        """Return the schema of the result for that of the rows; ValueError as when called."""
        refuse_taken(self.field, given.names, edits=self.edits, profile=self.profile)
        for name, kind in ((self.edits, EDITS), (self.profile, PROFILE)):
            if name:
                given = given.append(pa.field(name, kind))
        return given

    def _mend_inside(self, array: pa.Array, path: Sequence[str]) -> tuple[pa.Array, list[Mended]]:
        """Return an array with the texts at a path inside its structs mended, and what became of each."""
        if not path:
            return self._mend(array)
        name, *rest = path
        place = array.type.get_field_index(name) if kinds.is_struct(array.type) else -1
        if place < 0:
            raise KeyError(self.field)
        parts = array.flatten()  # with the nulls of the structs, and without what a slice leaves off
        parts[place], mended = self._mend_inside(parts[place], rest)
        return pa.StructArray.from_arrays(parts, fields=list(array.type), mask=array.is_null()), mended

    def _mend(self, array: pa.Array) -> tuple[pa.Array, list[Mended]]:
        if kinds.is_dictionary(array.type) and _is_text(array.type.value_type):
            values, ones = self._mend(array.dictionary)
            mended = [Mended(None) if place is None else ones[place] for place in array.indices.to_pylist()]
            same = pa.DictionaryArray.from_arrays(array.indices, values, ordered=array.type.ordered)
            if len(values.unique()) < len(values):
                same = same.dictionary_decode().dictionary_encode().cast(array.type)
            return same, mended
        if not _is_text(array.type):
            return array, [Mended(None)] * len(array)
        # By way of bytes: a string that is no UTF-8 would raise, and take its whole batch along.
        stored = array.cast(pa.large_string()) if kinds.is_string_view(array.type) else array
        raw = pa.large_binary() if kinds.is_large_string(stored.type) else pa.binary()
        given = stored.view(raw).to_pylist()
        mended = [self.mender.mend(_decoded(value)) for value in given]
        values = [
            one.value.encode("utf-8", "surrogatepass") if one.revision is not None and one.revision.applied else value
            for one, value in zip(mended, given, strict=True)
        ]
        return pa.array(values, raw).view(stored.type).cast(array.type), mended


def _is_text(kind: pa.DataType) -> bool:
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind))


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _with_column(rows: Rows, name: str, values: pa.Array) -> Rows:
    place = rows.schema.get_field_index(name)
    if place < 0:
        return rows.append_column(name, values)
    # With the field of before, so that its metadata stays.
    field = rows.schema.field(place)
    return rows.set_column(place, field if field.type == values.type else name, values)
