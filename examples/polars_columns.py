"""Mends a column of a lazy Polars frame, then counts what was changed.

Needs the extra `polars`: pip install "repair[polars]"
"""

from __future__ import annotations

import polars as pl

from repair.adapters.polars import mend

FRAME = pl.LazyFrame(
    {
        "id": [1, 2, 3],
        "text": [
            "The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost.",
            None,
            "The curator said that the roof had been mended.",
        ],
    }
)


def main() -> None:
    """Print each mended text with the number of its edits."""
    frame = mend(FRAME, "text", edits="edits").with_columns(changes=pl.col("edits").list.len())
    for row in frame.collect().iter_rows(named=True):
        print(row["id"], row["changes"], row["text"])


if __name__ == "__main__":
    main()
