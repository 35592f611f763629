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

from repair.adapters.mending import Mender, missing, path_of, refuse_taken

try:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    from repair.adapters.arrow import MendArrow
except ImportError as error:
    raise missing("pyspark") from error


class MendFrame:
    """Mends a field of a frame's batches, a column or `doc.text` for a field of structs; all else stays.

    `edits` and `profile` name new columns for what was changed and how much garble each text had.
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
        """Return the schema of the result for that of the frame; what the frame has keeps its types and comments.

        KeyError if there is no such column; ValueError if several columns have one name, or if one has the name of
        `edits` or `profile` already, which Spark compares without case.
        """
        path_of(self.step.field, given.names)
        names = [name.lower() for name in given.names]
        if double := next((name for name in given.names if names.count(name.lower()) > 1), None):
            raise ValueError(f"several columns are called {double!r}; rename them first")
        taken = [name for name in (self.step.edits, self.step.profile) if name and name.lower() in names]
        refuse_taken(self.step.field, [*given.names, *taken], edits=self.step.edits, profile=self.step.profile)
        side = from_arrow_schema(self.step.schema(pa.schema([])))
        return StructType([*given.fields, *side.fields])


def mend(
    frame: DataFrame,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
) -> DataFrame:
    """Return the frame with a field mended; errors as in `MendFrame.schema`."""
    step = MendFrame(field, edits=edits, profile=profile, mender=mender)
    return frame.mapInArrow(step, step.schema(frame.schema))
