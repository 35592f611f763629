"""Columns of pandas frames."""

from __future__ import annotations

import math

import pytest

pd = pytest.importorskip("pandas", reason="the extra `pandas` is not installed: NOT CHECKED")

from repair.adapters.mending import Mender, restore  # noqa: E402
from repair.adapters.pandas import clean, mend  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402


@pytest.mark.parametrize("dtype", ["object", "str", "string"])
def test_values_that_are_no_text_stay(dtype):
    column = clean(pd.Series([GARBLED, None, float("nan")], dtype=dtype))
    assert MENDED == column[0]
    assert column.isna().tolist() == [False, True, True]
    assert column.dtype == pd.Series([""], dtype=dtype).dtype


def test_a_mixed_column_stays_mixed():
    mixed = [GARBLED, None, 3, math.pi, ["tin"], b"tin"]
    assert [MENDED, *mixed[1:]] == clean(pd.Series(mixed, dtype=object)).tolist()


@pytest.mark.parametrize("values", [[1, 2], [1.5, None], [True, False], pd.to_datetime(["2024-01-01", None])])
def test_a_column_without_texts_stays(values):
    column = pd.Series(values)
    pd.testing.assert_series_equal(column, clean(column))


def test_a_categorical_column_loses_no_value():
    column = clean(pd.Series([GARBLED, "Good.", None, GARBLED], dtype="category"))
    assert [MENDED, "Good.", MENDED] == column.dropna().tolist()
    assert "category" == column.dtype


def test_frame_keeps_everything_else():
    frame = pd.DataFrame({"id": [1, 2], 3: ["x", "y"], "text": [GARBLED, None]}, index=[5, 5])
    frame.attrs["source"] = "here"
    given = frame.copy()
    result = mend(frame, edits="edits", profile="profile")
    pd.testing.assert_frame_equal(given, frame)
    pd.testing.assert_frame_equal(given[["id", 3]], result[["id", 3]])
    assert ["id", 3, "text", "edits", "profile"] == list(result.columns)
    assert {"source": "here"} == result.attrs
    assert GARBLED == restore(result["text"].iloc[0], result["edits"].iloc[0])
    assert ([], None) == (result["edits"].iloc[1], result["profile"].iloc[1])
    assert list(given.columns) == list(mend(frame).columns)


@pytest.mark.parametrize("ordered", [False, True])
def test_a_categorical_column_keeps_its_order_and_mends_each_category_once(monkeypatch, ordered):
    calls = []
    mend_one = Mender.mend
    monkeypatch.setattr(Mender, "mend", lambda self, value: calls.append(value) or mend_one(self, value))
    dtype = pd.CategoricalDtype(["z", GARBLED, "a", MENDED, 3], ordered=ordered)
    frame = mend(pd.DataFrame({"text": pd.Series([GARBLED, None, "a", MENDED, GARBLED], dtype=dtype)}), edits="edits")
    assert pd.CategoricalDtype(["z", MENDED, "a", 3], ordered=ordered) == frame["text"].dtype
    assert [MENDED, None, "a", MENDED, MENDED] == [None if value != value else value for value in frame["text"]]
    assert [3, 0, 0, 0, 3] == [len(edits) for edits in frame["edits"]]
    assert ["z", GARBLED, "a", MENDED, 3] == calls


def test_other_columns_may_have_one_name_and_columns_may_be_numbers():
    frame = pd.DataFrame([["x", "y", GARBLED]], columns=["a", "a", 0])
    result = mend(frame, 0, edits=1)
    assert ["a", "a", 0, 1] == list(result.columns)
    assert ["x", "y", MENDED] == result.iloc[0, :3].tolist()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"edits": "id"}, "edits='id' is the name of a column that exists; choose another"),
        ({"profile": "text"}, "profile='text' is the column of the texts; choose another"),
        ({"edits": "both", "profile": "both"}, "edits and profile are both to be 'both'"),
    ],
)
def test_a_column_that_exists_is_never_written_over(names, message):
    with pytest.raises(ValueError, match=message):
        mend(pd.DataFrame({"id": [1], "text": [GARBLED]}), **names)


def test_a_name_of_two_columns_is_refused():
    with pytest.raises(ValueError, match="2 columns are called 'text'"):
        mend(pd.DataFrame([["x", "y"]], columns=["text", "text"]))


def test_a_field_of_dictionaries_in_a_column():
    rows = [{"title": "T", "body": {"en": GARBLED}}, {"body": None}, None, "x"]
    given = pd.DataFrame({"doc": pd.Series(rows, dtype=object)})
    result = mend(given, "doc.body.en", edits="edits")
    assert [{"title": "T", "body": {"en": MENDED}}, *rows[1:]] == result["doc"].tolist()
    assert GARBLED == given["doc"][0]["body"]["en"]
    assert [3, 0, 0, 0] == [len(edits) for edits in result["edits"]]


def test_accessors():
    frame = pd.DataFrame({"text": [GARBLED]})
    assert MENDED == frame["text"].repair.clean()[0] == frame.repair.mend()["text"][0]
    assert "Yous" in frame["text"].repair.clean(mender=Mender(kinds=["ocr"]))[0]


def test_empty_frame():
    assert [] == mend(pd.DataFrame({"text": []}), edits="edits")["edits"].tolist()


def test_settings_reach_the_repairer():
    assert clean(pd.Series(["Yous tin."]), mender=Mender(kinds=["ocr"]))[0] == "Yous tin."


def test_no_such_column():
    with pytest.raises(KeyError):
        mend(pd.DataFrame({"text": []}), "body")
