"""Mends a column of an Arrow table and gives back what it was before.

Needs the extra `arrow`: pip install "repair[arrow]"
"""

from __future__ import annotations

import pyarrow as pa

from repair.adapters.arrow import MendArrow
from repair.adapters.mending import restore

TABLE = pa.table(
    {
        "id": [1, 2],
        "text": ["The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost.", None],
    }
)


def main() -> None:
    """Print the mended column, its profile, and the first text as it was."""
    table = MendArrow("text", edits="edits", profile="profile")(TABLE)
    for row in table.to_pylist():
        print(row["id"], row["text"], row["profile"] and row["profile"]["summary"])
    first = table.to_pylist()[0]
    print("before:", restore(first["text"], first["edits"]))


if __name__ == "__main__":
    main()
