"""Mends a column of a Hugging Face dataset.

Needs the extra `datasets`: pip install "repair[datasets]"
"""

from __future__ import annotations

import datasets

from repair.adapters.datasets import mend

TEXTS = [
    "The curator said that the roof had been mended.",
    "The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost.",
    None,
]


def main() -> None:
    """Print the mended texts, their edits, and the types of the columns."""
    datasets.disable_progress_bars()
    dataset = datasets.Dataset.from_dict({"id": [1, 2, 3], "text": TEXTS})
    mended = mend(dataset, "text", edits="edits", batch_size=1)
    for row in mended:
        print(row["id"], row["text"], [(edit["original"], edit["replacement"]) for edit in row["edits"]])
    print(list(mended.features))


if __name__ == "__main__":
    main()
