"""Polars: columns of text, mended in frames eager or lazy.

>>> import polars as pl
>>> from repair.adapters.polars import clean
>>> frame = pl.DataFrame({"id": [1, 2], "text": ["Yous tin cross it.", None]})
>>> frame.with_columns(clean("text"))["text"].to_list()
['You can cross it.', None]

Importing it gives expressions and series a namespace: `pl.col("text").repair.clean()`, `series.repair.clean()`.

>>> frame.select(pl.col("text").repair.clean())["text"].to_list()
['You can cross it.', None]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from repair.adapters.mending import Mended, Mender, missing, path_of, refuse_taken
from repair.records import KINDS

try:
    import polars as pl
except ImportError as error:
    raise missing("polars") from error

Frame = TypeVar("Frame", "pl.DataFrame", "pl.LazyFrame")

SHARES = pl.Struct(dict.fromkeys(KINDS, pl.Float64))
EDITS = pl.List(
    pl.Struct(
        {
            "start": pl.Int64,
            "end": pl.Int64,
            "original": pl.String,
            "replacement": pl.String,
            "kind": pl.String,
            "verdict": pl.String,
            "confidence": pl.Float64,
            "harm": pl.Float64,
            "evidence": pl.String,
        }
    )
)
PROFILE = pl.Struct(
    {
        "words": pl.Int64,
        "rates": SHARES,
        "certainty": SHARES,
        "foreign": pl.Float64,
        "caution": pl.String,
        "summary": pl.String,
    }
)
_MENDED = pl.Struct({"value": pl.String, "edits": EDITS, "profile": PROFILE})
_TEMPORARY = "__repair_mended"


def clean(field: str | pl.Expr, *, mender: Mender | None = None) -> pl.Expr:
    """Return the expression for strings, a column or any expression, with their texts mended; nulls stay."""
    return _mapped(field, mender or Mender(), lambda one: one.value, pl.String)


def edits(field: str | pl.Expr, *, mender: Mender | None = None) -> pl.Expr:
    """Return the expression for what is changed in strings, of type `EDITS`; `mend` gives both at the cost of one."""
    return _mapped(field, mender or Mender(), lambda one: one.edits, EDITS)


def profile(field: str | pl.Expr, *, mender: Mender | None = None) -> pl.Expr:
    """Return the expression for how much garble strings have, of the type `PROFILE`."""
    return _mapped(field, mender or Mender(), lambda one: one.profile, PROFILE)


def mend(
    frame: Frame,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
) -> Frame:
    """Return the frame with a field mended: a column, or `doc.text` for a field of structs in one.

    A column of anything but strings and categories stays as it is.  `edits` and `profile` name new columns for what
    was changed and how much garble each text had (types `EDITS` and `PROFILE`); by default they are not kept.  A lazy
    frame stays lazy.

    Raises:
        ColumnNotFoundError: there is no such column or field.
        ValueError: a column has the name of `edits` or `profile` already.
    """
    schema = frame.lazy().collect_schema()
    path, dtype = _place(schema, field)
    refuse_taken(path[0], schema.names(), edits=edits, profile=profile)
    side = {"edits": (edits, EDITS), "profile": (profile, PROFILE)}
    if dtype not in (pl.String, pl.Categorical):
        return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in side.values() if name)
    texts = pl.col(path[0])
    for name in path[1:]:
        texts = texts.struct.field(name)

    def parts(one: Mended) -> dict[str, Any]:
        return {"value": one.value, "edits": one.edits, "profile": one.profile}

    mended = _mapped(texts.cast(pl.String), mender or Mender(), parts, _MENDED)
    struct = pl.col(_TEMPORARY).struct
    columns = [_put(pl.col(path[0]), path[1:], struct.field("value").cast(dtype)).alias(path[0])]
    columns += [struct.field(part).alias(name) for part, (name, _) in side.items() if name]
    # In two steps, so that no expression can be asked for twice: mending is the slow part.
    return frame.with_columns(mended.alias(_TEMPORARY)).with_columns(columns).drop(_TEMPORARY)


def _mapped(field: str | pl.Expr, mender: Mender, part: Callable[[Mended], Any], dtype: Any) -> pl.Expr:
    def mended(series: pl.Series) -> pl.Series:
        return pl.Series(series.name, [part(mender.mend(value)) for value in series], dtype)

    texts = pl.col(field) if isinstance(field, str) else field
    return texts.map_batches(mended, return_dtype=dtype, is_elementwise=True)


def _place(schema: pl.Schema, field: str) -> tuple[list[str], pl.DataType]:
    """Return the way to a field, and its type; ColumnNotFoundError if there is none."""
    try:
        path = path_of(field, schema.names())
        dtype = schema[path[0]]
        for name in path[1:]:
            dtype = {inner.name: inner.dtype for inner in getattr(dtype, "fields", ())}[name]
    except KeyError:
        raise pl.exceptions.ColumnNotFoundError(field) from None
    return path, dtype


def _put(column: pl.Expr, path: list[str], value: pl.Expr) -> pl.Expr:
    """Return a column in which the field at a path has another value; where a struct is null it stays so."""
    if not path:
        return value
    inner = _put(column.struct.field(path[0]), path[1:], value).alias(path[0])
    return pl.when(column.is_not_null()).then(column.struct.with_fields(inner))


@pl.api.register_expr_namespace("repair")
class ExprRepair:
    """What `pl.col("text").repair` gives."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def clean(self, *, mender: Mender | None = None) -> pl.Expr:
        """Return the expression with its texts mended; see `clean`."""
        return clean(self._expr, mender=mender)

    def edits(self, *, mender: Mender | None = None) -> pl.Expr:
        """Return the expression for what is changed; see `edits`."""
        return edits(self._expr, mender=mender)

    def profile(self, *, mender: Mender | None = None) -> pl.Expr:
        """Return the expression for how much garble there is; see `profile`."""
        return profile(self._expr, mender=mender)


@pl.api.register_series_namespace("repair")
class SeriesRepair:
    """What `series.repair` gives."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def clean(self, *, mender: Mender | None = None) -> pl.Series:
        """Return the strings mended."""
        return pl.select(clean(pl.lit(self._series), mender=mender)).to_series().alias(self._series.name)
