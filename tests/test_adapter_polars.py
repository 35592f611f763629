"""Columns of Polars frames, eager and lazy."""

from __future__ import annotations

import pytest

pl = pytest.importorskip("polars", reason="the extra `polars` is not installed: NOT CHECKED")

from repair.adapters import polars as adapter  # noqa: E402
from repair.adapters.mending import EDIT_FIELDS, Mender, restore  # noqa: E402
from repair.adapters.polars import clean, mend  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402

FRAME = pl.DataFrame({"id": [1, 2, 3], "text": [GARBLED, None, "Good."]})


def test_expression():
    assert [MENDED, None, "Good."] == FRAME.select(clean("text"))["text"].to_list()


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_lazy_frame_stays_lazy(engine):
    result = mend(FRAME.lazy(), edits="edits")
    assert isinstance(result, pl.LazyFrame)
    assert [MENDED, None, "Good."] == result.collect(engine=engine)["text"].to_list()


def test_frame_keeps_everything_else():
    result = mend(FRAME, edits="edits", profile="profile")
    assert ["id", "text", "edits", "profile"] == result.columns
    assert (adapter.EDITS, adapter.PROFILE) == (result.schema["edits"], result.schema["profile"])
    assert FRAME["id"].equals(result["id"])
    assert GARBLED == restore(result["text"][0], result["edits"][0].to_list())
    assert [3, 0, 0] == result["edits"].list.len().to_list()
    assert [True, False, True] == result["profile"].is_not_null().to_list()
    assert FRAME.columns == mend(FRAME).columns


def test_each_text_is_mended_once(monkeypatch):
    calls = []
    mend_one = Mender.mend
    monkeypatch.setattr(Mender, "mend", lambda self, value: calls.append(value) or mend_one(self, value))
    mend(FRAME.lazy(), edits="edits", profile="profile").collect()
    assert sorted(FRAME["text"].to_list(), key=str) == sorted(calls, key=str)


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Categorical, pl.Binary])
def test_a_column_of_another_type_stays(dtype):
    frame = pl.DataFrame({"text": ["12", None]}).with_columns(pl.col("text").cast(dtype))
    result = mend(frame, edits="edits")
    assert frame["text"].equals(result["text"])
    assert adapter.EDITS == result.schema["edits"]


def test_fields_of_an_edit():
    assert list(EDIT_FIELDS) == [field.name for field in adapter.EDITS.inner.fields]


def test_empty_frame():
    assert adapter.EDITS == mend(FRAME.head(0), edits="edits").schema["edits"]


def test_no_such_column():
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        mend(FRAME, "body")
