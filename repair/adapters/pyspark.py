"""PySpark: a function for `mapInArrow`; each Python worker loads the dictionaries once.

    frame = spark.read.parquet("in/")
    mend(frame, "text", edits="edits").write.parquet("out/")

or, with every choice of `mapInArrow`:

    step = MendFrame("text", edits="edits")
    frame.mapInArrow(step, step.schema(frame.schema))

>>> import pyarrow as pa
>>> batches = MendFrame("text")([pa.record_batch({"text": ["Yous tin cross it.", None]})])
>>> next(batches)["text"].to_pylist()
['You can cross it.', None]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repair.adapters.mending import Mender, missing

try:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    from repair.adapters.arrow import MendArrow
except ImportError as error:
    raise missing("pyspark") from error


class MendFrame:
    """Mends the column `field` of a frame's batches; rows, types and other columns stay.

    `edits` and `profile` name columns for what was changed and how much garble each text had.
    """

    def __init__(
        self,
        field: str = "text",
        *,
        edits: str | None = None,
        profile: str | None = None,
        mender: Mender | None = None,
    ) -> None:
        self.step = MendArrow(field, edits=edits, profile=profile, mender=mender)

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield each batch with the column mended."""
        return map(self.step, batches)

    def schema(self, given: StructType) -> StructType:
        """Return the schema of the result for that of the frame; what the frame has keeps its types and comments."""
        if self.step.field not in given.names:
            raise KeyError(self.step.field)
        side = from_arrow_schema(self.step.schema(pa.schema([])))
        columns = {column.name: column for column in [*given.fields, *side.fields]}
        return StructType(list(columns.values()))


def mend(
    frame: DataFrame,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
) -> DataFrame:
    """Return the frame with a column mended; KeyError if there is none of that name."""
    step = MendFrame(field, edits=edits, profile=profile, mender=mender)
    return frame.mapInArrow(step, step.schema(frame.schema))
