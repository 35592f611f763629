"""Measures lightly spun articles: clean news with a few words swapped, so that every swap is known.

    python -m benchmarks.light --cases DIR [--fold odd] [--articles 30] [--rates 0.03 0.06 0.1]

The spinner swaps words and phrases for thesaurus mates of any sense, and now and then by a known habit (the mined pairs
turned round).  Many of its swaps are good English, so a perfect score is out of reach; what counts is the comparison.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dictionaries" / "build"))
from spin_text import SpinText

from benchmarks.cases import in_fold, origin_of
from benchmarks.heldout import dictionaries, even_dictionaries
from benchmarks.options import common_parser
from repair import Repairer
from repair.knowledge.resources import Resources

WORDS = 445  # words of an article
HABIT = 0.4  # share of swaps made by a mined pair, where the word has one


def articles(folder: Path, fold: str, count: int) -> list[str]:
    """Return the beginnings of clean articles of a fold."""
    with (folder / "clean_allsides.jsonl").open(encoding="utf-8") as stream:
        rows: list[dict[str, Any]] = [json.loads(line) for line in stream]
    texts = [row["clean"] for row in rows if fold == "all" or in_fold(origin_of(row), fold)]
    random.Random(7).shuffle(texts)
    return [" ".join(text.split(" ")[:WORDS]) for text in texts if len(text.split(" ")) >= WORDS][:count]


def measure(repairer: Repairer, spinner: SpinText, texts: list[str], rate: float) -> dict[str, float]:
    """Return counts over the articles: swaps, repaired, made wrong, other words changed, words, seconds."""
    total = dict.fromkeys(("swaps", "repaired", "wrong", "others", "words", "seconds", "noticed"), 0.0)
    for text in texts:
        spun, swaps = spinner.spin_with_swaps(text, rate, habit=HABIT)
        begin = time.perf_counter()
        revision = repairer.revise(spun)
        total["seconds"] += time.perf_counter() - begin
        total["words"] += len(spun.split())
        total["noticed"] += bool(revision.edits)
        applied = [edit for edit in revision.edits if edit.verdict == "apply" and edit.kind != "encoding"]
        used = set()
        for start, end, original in swaps:
            inside = [k for k, edit in enumerate(applied) if edit.start < end and edit.end > start]
            used.update(inside)
            total["swaps"] += 1
            low = min([start, *(applied[k].start for k in inside)])
            high = max([end, *(applied[k].end for k in inside)])
            wanted = spun[low:start] + original + spun[end:high]
            got, place = "", low
            for k in inside:
                got += spun[place : applied[k].start] + applied[k].replacement
                place = applied[k].end
            got += spun[place:high]
            total["repaired"] += bool(inside) and got.lower() == wanted.lower()
            total["wrong"] += bool(inside) and got.lower() != wanted.lower()
        total["others"] += len(applied) - len(used)
    return total


def main() -> None:
    """Print a table, one row for each rate."""
    parser = common_parser("light", __doc__, "--cases", "--fold", "--held-out")
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.03, 0.06, 0.1])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    repairer = Repairer.load("en", folder=dictionaries(held_out=options.held_out), user_words=False)
    even = Resources("en", even_dictionaries())  # the same texts, with or without --held-out
    texts = articles(options.cases, options.fold, options.articles)
    table = Table(
        "share spun", "swaps", "repaired", "made wrong", "other words", "in 445", "words/s", "articles noticed"
    )
    for rate in options.rates:
        spinner = SpinText(even, options.seed)
        t = measure(repairer, spinner, texts, rate)
        table.add_row(
            f"{t['swaps'] / t['words']:.1%}",
            f"{t['swaps']:.0f}",
            f"{t['repaired'] / t['swaps']:.1%}",
            f"{t['wrong'] / t['swaps']:.1%}",
            f"{t['others']:.0f}",
            f"{t['others'] / t['words'] * WORDS:.2f}",
            f"{t['words'] / t['seconds']:,.0f}",
            f"{t['noticed']:.0f} of {len(texts)}",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
