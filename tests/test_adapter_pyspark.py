"""PySpark frames: batches mended by Spark's Python workers."""

from __future__ import annotations

import pytest

pytest.importorskip("pyspark", reason="the extra `pyspark` is not installed: NOT CHECKED")

from tests.adapters import HAS_JAVA

if not HAS_JAVA:
    pytest.skip("Java is not installed: NOT CHECKED", allow_module_level=True)

from pyspark.sql import SparkSession

from repair.adapters.mending import Mender, restore
from repair.adapters.pyspark import mend
from tests.test_adapters import GARBLED, MENDED

# What Spark says of pandas, and leaves behind, is no fault of the adapter.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
]
SCHEMA = "id int, text string COMMENT 'of the article', tags array<string>"
ROWS = [(1, GARBLED, ["a"]), (2, None, None), (3, "Good.", []), (4, "", ["b", None])]


@pytest.fixture(scope="module")
def spark():
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


def test_frame_keeps_everything_else(spark):
    frame = spark.createDataFrame(ROWS, SCHEMA)
    mended = mend(frame, edits="edits", profile="profile")
    assert frame.schema.fields == mended.schema.fields[:3]
    rows = mended.orderBy("id").collect()
    assert [1, 2, 3, 4] == [row.id for row in rows]
    assert [tags for *_, tags in ROWS] == [row.tags for row in rows]
    assert [MENDED, None, "Good.", ""] == [row.text for row in rows]
    assert GARBLED == restore(rows[0].text, rows[0].edits)
    assert [3, 0, 0, 0] == [len(row.edits) for row in rows]
    assert rows[0].profile.rates.spin > 0.1
    assert rows[1].profile is None


def test_settings_reach_the_workers(spark):
    frame = spark.createDataFrame(ROWS[:1], SCHEMA)
    (row,) = mend(frame, mender=Mender(kinds=["encoding"])).collect()
    assert "Yous tin walk to the harbour, but it wasn’t open." == row.text


def test_side_column_that_is_there_is_replaced(spark):
    mended = mend(spark.createDataFrame(ROWS[:1], SCHEMA), edits="tags")
    assert ["id", "text", "tags"] == mended.columns
    assert 3 == len(mended.collect()[0].tags)


def test_a_column_of_another_type_stays(spark):
    frame = spark.createDataFrame(ROWS[:2], SCHEMA)
    assert frame.collect() == mend(frame, "tags").collect()


def test_no_such_column(spark):
    with pytest.raises(KeyError):
        mend(spark.createDataFrame(ROWS, SCHEMA), "body")
