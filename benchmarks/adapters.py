"""Adapters: words a second of each on its host, beside the library alone, on the same clean articles.

    python -m benchmarks.adapters [--cases DIR] [--words 20000] [--only pandas ray]

Each host is started and the dictionaries are loaded before; edits are kept where the host can keep them.  Ray and Spark
have two workers, the others one.  Hosts that are not installed are named and left out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.options import common_parser
from benchmarks.speed import case_texts, first_words, own_texts
from tests.adapters import ABSENT, HAS_JAVA

Texts = Sequence[str]
Run = Callable[[Texts], Any]


def _library(_: ExitStack) -> Run:
    from repair import Repairer

    repairer = Repairer.load(user_words=False)
    return lambda texts: [repairer.revise(text) for text in texts]


def _pandas(_: ExitStack) -> Run:
    import pandas as pd

    from repair.adapters.pandas import mend

    return lambda texts: mend(pd.DataFrame({"text": texts}), edits="edits")


def _polars(_: ExitStack) -> Run:
    import polars as pl

    from repair.adapters.polars import mend

    return lambda texts: mend(pl.LazyFrame({"text": texts}), edits="edits").collect()


def _arrow(_: ExitStack) -> Run:
    import pyarrow as pa

    from repair.adapters.arrow import MendArrow

    return lambda texts: MendArrow(edits="edits")(pa.table({"text": texts}))


def _datasets(_: ExitStack) -> Run:
    import datasets

    from repair.adapters.datasets import mend

    datasets.disable_progress_bars()
    datasets.disable_caching()
    return lambda texts: mend(datasets.Dataset.from_dict({"text": texts}), edits="edits")


def _scrapy(_: ExitStack) -> Run:
    import asyncio

    from repair.adapters.scrapy import RepairPipeline

    pipeline = RepairPipeline()

    async def crawl(texts: Texts) -> list[Any]:
        return [await pipeline.process_item({"text": text}) for text in texts]

    return lambda texts: asyncio.run(crawl(texts))


def _spacy(_: ExitStack) -> Run:
    import spacy

    from repair.adapters.spacy import add_precleaner

    pipeline = add_precleaner(spacy.blank("en"))
    return lambda texts: list(pipeline.pipe(texts))


def _datatrove(_: ExitStack) -> Run:
    from datatrove.data import Document

    from repair.adapters.datatrove import RepairFormatter

    step = RepairFormatter(edits="edits")
    return lambda texts: list(step.run(Document(text, str(number)) for number, text in enumerate(texts)))


def _trafilatura(_: ExitStack) -> Run:
    from repair.adapters.trafilatura import extract

    def run(texts: Texts) -> list[Any]:
        pages = ["".join(f"<p>{line}</p>" for line in text.split("\n")) for text in texts]
        return [extract(f"<html><body><article>{page}</article></body></html>") for page in pages]

    return run


def _ray(stack: ExitStack) -> Run:
    import ray

    from repair.adapters.ray import mend

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(address="local", num_cpus=4, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    stack.callback(ray.shutdown)  # four slots: those of the workers, and some for reading
    return lambda texts: mend(
        ray.data.from_items([{"text": text} for text in texts], override_num_blocks=4), edits="edits", workers=2
    ).take_all()


def _pyspark(stack: ExitStack) -> Run:
    from pyspark.sql import SparkSession

    from repair.adapters.pyspark import mend

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    stack.callback(spark.stop)
    return lambda texts: mend(
        spark.createDataFrame([(text,) for text in texts], "text string"), edits="edits"
    ).collect()


HOSTS: Mapping[str, Callable[[ExitStack], Run]] = {
    "the library alone": _library,
    "pandas": _pandas,
    "polars": _polars,
    "arrow": _arrow,
    "datasets": _datasets,
    "scrapy": _scrapy,
    "spacy": _spacy,
    "datatrove": _datatrove,
    "trafilatura": _trafilatura,
    "ray": _ray,
    "pyspark": _pyspark,
}


def is_installed(host: str) -> bool:
    """Tell whether a host, and for Spark a Java to run it, is here."""
    return host not in ABSENT and (host != "pyspark" or HAS_JAVA)


def words_a_second(host: str, texts: Texts) -> float:
    """Return the speed of a host, started and its dictionaries loaded."""
    words = sum(len(text.split()) for text in texts)
    with ExitStack() as stack:
        run = HOSTS[host](stack)
        run(texts[:8])
        started = time.perf_counter()
        run(texts)
        return words / (time.perf_counter() - started)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    parser = common_parser("adapters", __doc__, "--cases", "--no-record", defaults={"--cases": None})
    parser.add_argument("--words", type=int, default=20_000, help="about how many words")
    parser.add_argument("--only", nargs="+", choices=HOSTS, help="measure exactly these")
    options = parser.parse_args(arguments)
    texts = (case_texts(options.cases) if options.cases else own_texts())["clean news"]
    texts = first_words(texts, options.words)
    wanted = options.only or list(HOSTS)
    figures = {host: words_a_second(host, texts) for host in wanted if is_installed(host)}
    console = Console(width=100)
    table = Table(title="adapters, clean news")
    table.add_column("host")
    table.add_column("words/s", justify="right")
    for host, rate in figures.items():
        table.add_row(host, f"{rate:,.0f}")
    console.print(table)
    if absent := [host for host in wanted if host not in figures]:
        console.print(f"not installed, so not measured: {', '.join(absent)}")
    if not options.no_record:
        settings = {"text": "given cases" if options.cases else "own cases", "words": options.words}
        console.print("written to", record.write("adapters", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
