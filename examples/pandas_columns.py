"""Mends a column of a pandas frame, and keeps beside it what was changed.

Needs the extra `pandas`: pip install "repair[pandas]"
"""

from __future__ import annotations

import pandas as pd

from repair.adapters.mending import Mender, restore
from repair.adapters.pandas import mend

FRAME = pd.DataFrame(
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
    """Print the mended column, the edits, and the first text as it was."""
    frame = mend(FRAME, "text", edits="edits", profile="profile", mender=Mender(kinds=["encoding", "spin"]))
    for row in frame.itertuples():
        print(row.id, row.text)
        for edit in row.edits:
            print(f"    {edit['original']} → {edit['replacement']}  ({edit['evidence']})")
    first = frame.iloc[0]
    print("before:", restore(first["text"], first["edits"]))


if __name__ == "__main__":
    main()
