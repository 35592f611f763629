"""PySpark frames: batches mended by Spark's Python workers."""

from __future__ import annotations

import sys

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
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # Spark would take the first python3 of the path
        yield from started()


def started():
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


@pytest.mark.parametrize("names", [{"edits": "tags"}, {"profile": "TEXT"}, {"edits": "x", "profile": "x"}])
def test_a_column_that_exists_is_never_written_over(spark, names):
    with pytest.raises(ValueError, match="choose another"):
        mend(spark.createDataFrame(ROWS[:1], SCHEMA), **names)


def test_several_columns_of_one_name_are_refused(spark):
    frame = spark.createDataFrame(ROWS[:1], SCHEMA)
    with pytest.raises(ValueError, match="several columns are called 'id'"):
        mend(frame.select("id", "text", "id"))


def test_a_field_of_structs(spark):
    frame = spark.createDataFrame([(1, ("T", GARBLED)), (2, None)], "id int, doc struct<title: string, body: string>")
    mended = mend(frame, "doc.body", edits="edits")
    assert frame.schema.fields == mended.schema.fields[:2]
    one, two = mended.orderBy("id").collect()
    assert ("T", MENDED) == one.doc
    assert (None, 3, 0) == (two.doc, len(one.edits), len(two.edits))


def test_a_column_of_another_type_stays(spark):
    frame = spark.createDataFrame(ROWS[:2], SCHEMA)
    assert frame.collect() == mend(frame, "tags").collect()


def test_no_such_column(spark):
    with pytest.raises(KeyError):
        mend(spark.createDataFrame(ROWS, SCHEMA), "body")
