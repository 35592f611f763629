"""Mends a column of a Ray dataset with two workers on this machine.

Needs the extra `ray`: pip install "repair[ray]"
"""

from __future__ import annotations

import os

import ray

from repair.adapters.ray import mend

ROWS = [
    {"id": 1, "text": "The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost."},
    {"id": 2, "text": None},
    {"id": 3, "text": "The curator said that the roof had been mended."},
]


def main() -> None:
    """Print the mended texts with the number of their edits."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    dataset = mend(ray.data.from_items(ROWS), "text", edits="edits", workers=2)
    for row in sorted(dataset.take_all(), key=lambda row: row["id"]):
        print(row["id"], len(row["edits"]), row["text"])
    ray.shutdown()


if __name__ == "__main__":
    main()
