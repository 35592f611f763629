"""Mends a column of a Spark frame on this machine.

Needs Java 17 or later and the extra `pyspark`: pip install "repair[pyspark]"
"""

from __future__ import annotations

from pyspark.sql import SparkSession

from repair.adapters.pyspark import mend

ROWS = [
    (1, "The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost."),
    (2, None),
    (3, "The curator said that the roof had been mended."),
]


def main() -> None:
    """Print the mended texts with the number of their edits."""
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    frame = spark.createDataFrame(ROWS, "id int, text string").coalesce(1)
    for row in mend(frame, "text", edits="edits").orderBy("id").collect():
        print(row.id, len(row.edits), row.text)
    spark.stop()


if __name__ == "__main__":
    main()
