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


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Enum(["12"]), pl.Binary])
def test_a_column_of_another_type_stays(dtype):
    frame = pl.DataFrame({"text": ["12", None]}).with_columns(pl.col("text").cast(dtype))
    result = mend(frame, edits="edits")
    assert frame["text"].equals(result["text"])
    assert adapter.EDITS == result.schema["edits"]


def test_categories_are_mended():
    result = mend(FRAME.with_columns(pl.col("text").cast(pl.Categorical)), edits="edits")
    assert [MENDED, None, "Good."] == result["text"].to_list()
    assert pl.Categorical == result.schema["text"]
    assert [3, 0, 0] == result["edits"].list.len().to_list()


@pytest.mark.parametrize("lazy", [False, True])
def test_a_field_of_structs(lazy):
    rows = [{"title": "T", "body": {"en": GARBLED}}, {"title": "U", "body": None}, None]
    frame = pl.DataFrame({"doc": rows, "id": [1, 2, 3]})
    result = (
        mend(frame.lazy(), "doc.body.en", edits="edits").collect()
        if lazy
        else mend(frame, "doc.body.en", edits="edits")
    )
    assert [{"title": "T", "body": {"en": MENDED}}, *frame["doc"].to_list()[1:]] == result["doc"].to_list()
    assert frame.schema["doc"] == result.schema["doc"]
    assert [3, 0, 0] == result["edits"].list.len().to_list()


def test_expressions_of_all_sorts():
    result = FRAME.lazy().with_columns(
        upper=pl.concat_str([pl.lit("Good. "), pl.col("text")], ignore_nulls=True).repair.clean(),
        edits=adapter.edits("text"),
        profile=pl.col("text").repair.profile(),
    )
    result = result.collect()
    assert "Good. " + MENDED == result["upper"][0]
    assert (adapter.EDITS, adapter.PROFILE) == (result.schema["edits"], result.schema["profile"])
    assert GARBLED == restore(clean_series(FRAME["text"])[0], result["edits"][0].to_list())
    grouped = FRAME.group_by(pl.col("id") > 2).agg(clean(pl.col("text").first()))
    assert {MENDED, "Good."} == set(grouped["text"])


def clean_series(series):
    return series.repair.clean()


def test_series():
    mended = clean_series(FRAME["text"])
    assert ("text", [MENDED, None, "Good."]) == (mended.name, mended.to_list())


@pytest.mark.parametrize("names", [{"edits": "id"}, {"profile": "text"}, {"edits": "x", "profile": "x"}])
@pytest.mark.parametrize("lazy", [False, True])
def test_a_column_that_exists_is_never_written_over(names, lazy):
    with pytest.raises(ValueError, match="choose another"):
        mend(FRAME.lazy() if lazy else FRAME, **names)


def test_fields_of_an_edit():
    assert list(EDIT_FIELDS) == [field.name for field in adapter.EDITS.inner.fields]


def test_empty_frame():
    assert adapter.EDITS == mend(FRAME.head(0), edits="edits").schema["edits"]


def test_no_such_column():
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        mend(FRAME, "body")
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        mend(FRAME, "text.body")
