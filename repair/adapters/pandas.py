"""Pandas: columns of text, mended in a copy of the frame.

>>> import pandas as pd
>>> from repair.adapters.pandas import mend
>>> frame = pd.DataFrame({"id": [1, 2], "text": ["Yous tin cross it.", None]})
>>> mend(frame, edits="edits")["text"][0]
'You can cross it.'

Importing it gives every series and frame an accessor: `series.repair.clean()`, `frame.repair.mend("text")`.

>>> frame["text"].repair.clean()[0]
'You can cross it.'
"""

from __future__ import annotations

from collections.abc import Hashable

from repair.adapters.mending import Mended, Mender, mend_inside, missing, path_of, refuse_taken

try:
    import pandas as pd
except ImportError as error:
    raise missing("pandas") from error


def clean(series: pd.Series, *, mender: Mender | None = None) -> pd.Series:
    """Return the column with its texts mended; index, name and type stay, and so does all that is no text.

    Of a categorical column the categories are mended, in their order; two that become the same text are one.
    """
    return _mended(series, [], mender or Mender())[0]


def mend(
    frame: pd.DataFrame,
    field: Hashable = "text",
    *,
    edits: Hashable | None = None,
    profile: Hashable | None = None,
    mender: Mender | None = None,
) -> pd.DataFrame:
    """Return a copy of the frame in which a field is mended: a column, or `doc.text` for a key of dictionaries in one.

    `edits` and `profile` name new columns for what was changed (a list of dictionaries in each row) and how much
    garble the text had (a dictionary, or None where the value is no text); by default they are not kept.

    Raises:
        KeyError: there is no such column.
        ValueError: several columns have its name, or one has that of `edits` or `profile` already.
    """
    column, *path = path_of(field, frame.columns)
    refuse_taken(column, frame.columns, edits=edits, profile=profile)
    given = frame[column]
    if not isinstance(given, pd.Series):
        raise ValueError(f"{given.shape[1]} columns are called {column!r}")
    values, mended = _mended(given, path, mender or Mender())
    copy = frame.copy(deep=False)
    copy[column] = values
    for name, side in ((edits, [one.edits for one in mended]), (profile, [one.profile for one in mended])):
        if name is not None:
            copy[name] = pd.Series(side, index=given.index, dtype=object)
    return copy


def _mended(series: pd.Series, path: list[str], mender: Mender) -> tuple[pd.Series, list[Mended]]:
    """Return a column with the texts at a path inside its values mended, and what became of each."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return _mended_categories(series, mender)
    pairs = [mend_inside(mender, value, path) for value in series]
    values = pd.Series([value for value, _ in pairs], index=series.index, name=series.name, dtype=object)
    return values.astype(series.dtype), [one for _, one in pairs]


def _mended_categories(series: pd.Series, mender: Mender) -> tuple[pd.Series, list[Mended]]:
    ones = [mender.mend(value) for value in series.cat.categories]
    places = {value: place for place, value in enumerate(dict.fromkeys(one.value for one in ones))}
    codes = [places[ones[code].value] if code >= 0 else -1 for code in series.cat.codes]
    column = pd.Categorical.from_codes(codes, list(places), ordered=series.cat.ordered)
    mended = [ones[code] if code >= 0 else Mended(None) for code in series.cat.codes]
    return pd.Series(column, index=series.index, name=series.name), mended


@pd.api.extensions.register_series_accessor("repair")
class SeriesRepair:
    """What `series.repair` gives."""

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def clean(self, *, mender: Mender | None = None) -> pd.Series:
        """Return the column mended; see `clean`."""
        return clean(self._series, mender=mender)


@pd.api.extensions.register_dataframe_accessor("repair")
class FrameRepair:
    """What `frame.repair` gives."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def mend(
        self,
        field: Hashable = "text",
        *,
        edits: Hashable | None = None,
        profile: Hashable | None = None,
        mender: Mender | None = None,
    ) -> pd.DataFrame:
        """Return a copy in which a field is mended; see `mend`."""
        return mend(self._frame, field, edits=edits, profile=profile, mender=mender)
