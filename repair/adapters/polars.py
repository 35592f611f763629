"""Polars: columns of text, mended in frames eager or lazy.

>>> import polars as pl
>>> from repair.adapters.polars import clean
>>> frame = pl.DataFrame({"id": [1, 2], "text": ["Yous tin cross it.", None]})
>>> frame.with_columns(clean("text"))["text"].to_list()
['You can cross it.', None]
"""

from __future__ import annotations

from typing import TypeVar

from repair.adapters.mending import Mender, missing
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


def clean(field: str, *, mender: Mender | None = None) -> pl.Expr:
    """Return the expression for a column of strings with its texts mended; nulls stay."""
    mender = mender or Mender()

    def mended(series: pl.Series) -> pl.Series:
        return pl.Series(series.name, [mender.clean(value) for value in series], pl.String)

    return pl.col(field).map_batches(mended, return_dtype=pl.String, is_elementwise=True)


def mend(
    frame: Frame,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
) -> Frame:
    """Return the frame with the column `field` mended; a column of anything but strings stays as it is.

    `edits` and `profile` name columns for what was changed and how much garble each text had (types `EDITS` and
    `PROFILE`); by default they are not kept.  A lazy frame stays lazy.  ColumnNotFoundError if there is no `field`.
    """
    mender = mender or Mender()

    def mended(series: pl.Series) -> pl.Series:
        rows = [(one.value, one.edits, one.profile) for one in map(mender.mend, series)]
        values = [dict(zip(("value", "edits", "profile"), row, strict=True)) for row in rows]
        return pl.Series(series.name, values, _MENDED)

    schema = frame.lazy().collect_schema()
    if field not in schema:
        raise pl.exceptions.ColumnNotFoundError(field)
    side = {"edits": (edits, EDITS), "profile": (profile, PROFILE)}
    if schema[field] != pl.String:
        return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in side.values() if name)
    struct = pl.col(_TEMPORARY).struct
    columns = [struct.field("value").alias(field)]
    columns += [struct.field(part).alias(name) for part, (name, _) in side.items() if name]
    # In two steps, so that no expression can be asked for twice: mending is the slow part.
    marked = frame.with_columns(
        pl.col(field).map_batches(mended, return_dtype=_MENDED, is_elementwise=True).alias(_TEMPORARY)
    )
    return marked.with_columns(columns).drop(_TEMPORARY)
