"""Pandas: columns of text, mended in a copy of the frame.

>>> import pandas as pd
>>> from repair.adapters.pandas import mend
>>> mend(pd.DataFrame({"id": [1, 2], "text": ["Yous tin cross it.", None]}), edits="edits")["text"][0]
'You can cross it.'
"""

from __future__ import annotations

from repair.adapters.mending import Mended, Mender, missing

try:
    import pandas as pd
except ImportError as error:
    raise missing("pandas") from error


def clean(series: pd.Series, *, mender: Mender | None = None) -> pd.Series:
    """Return the column with its texts mended; index, name and type stay, and so does all that is no text."""
    return _column(series, _mended(series, mender))


def mend(
    frame: pd.DataFrame,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
) -> pd.DataFrame:
    """Return a copy of the frame in which the column `field` is mended; KeyError if there is none.

    `edits` and `profile` name columns for what was changed (a list of dictionaries in each row) and how much garble
    the text had (a dictionary, or None where the value is no text); by default they are not kept.
    """
    given = frame[field]
    mended = _mended(given, mender)
    copy = frame.copy(deep=False)
    copy[field] = _column(given, mended)
    for name, values in ((edits, [one.edits for one in mended]), (profile, [one.profile for one in mended])):
        if name is not None:
            copy[name] = pd.Series(values, index=given.index, dtype=object)
    return copy


def _mended(series: pd.Series, mender: Mender | None) -> list[Mended]:
    mender = mender or Mender()
    return [mender.mend(value) for value in series]


def _column(series: pd.Series, mended: list[Mended]) -> pd.Series:
    values = pd.Series([one.value for one in mended], index=series.index, name=series.name, dtype=object)
    # A mended text is none of the old categories, which would make it a missing value.
    return values.astype("category" if isinstance(series.dtype, pd.CategoricalDtype) else series.dtype)
