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


def test_empty_frame():
    assert [] == mend(pd.DataFrame({"text": []}), edits="edits")["edits"].tolist()


def test_settings_reach_the_repairer():
    assert clean(pd.Series(["Yous tin."]), mender=Mender(kinds=["ocr"]))[0] == "Yous tin."


def test_no_such_column():
    with pytest.raises(KeyError):
        mend(pd.DataFrame({"text": []}), "body")
