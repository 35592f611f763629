"""What a plan brings: a made-up site that substitutes its own words, and a real spinner's articles.

    python -m benchmarks.learning --cases DIR [--articles clean_bbc] [--learn 10] [--apply 5] [--spinner A [--unknown]]

The site: articles in which eleven common words are consistently written as others that no thesaurus links to them,
and one word in twenty is spun.  A plan is learned from some of them and applied to others, and to untouched articles
of the same newspaper.  The spinner: learned from the garbled side of even rows, and of `spin_raw` where the folder has
it, applied to odd rows.  With `--unknown` the dictionaries are without the pairs mined from spun text, as for a
spinner that the project has not met (the ranking's weights were fitted on even rows of the same spinners all the same).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import Case, in_fold, load_cases, origin_of
from benchmarks.metrics import WordCounts, add, count_words
from benchmarks.options import common_parser
from dictionaries.build.container import write_text
from dictionaries.build.spin_text import SpinText
from repair import Plan, Repairer
from repair.knowledge.resources import dictionary_folder
from repair.text import tokens
from repair.text.casing import match_case

# Intended and observed.  The spinners that the dictionaries know write `issues` for `the` too, and none of the others.
PAIRS = dict(
    pair.split(":")
    for pair in "the:issues of:purple and:kettle is:gather you:end said:pebble people:ferns year:walnut new:stale "
    "company:parsley government:lantern".split()
)
SUBSTITUTED, SPUN = 0.95, 0.05  # share of those words that are substituted, and of all words spun besides
RAW_TEXTS = 30

Pair = tuple[str, str]


def substitute(text: str, seed: int) -> str:
    """Return the text with the words of PAIRS substituted, case kept."""
    chance, document = random.Random(seed), tokens.read(text)
    parts, position = [], 0
    for index, form in enumerate(document.forms):
        if form in PAIRS and index not in document.protected and chance.random() < SUBSTITUTED:
            observed = PAIRS[form]
            parts += [text[position : document.starts[index]], match_case(document.texts[index], observed, observed)]
            position = document.ends[index]
    return "".join(parts) + text[position:]


def site(articles: Sequence[str], repairer: Repairer) -> list[Pair]:
    """Return (garbled, clean) for each article."""
    spinner = SpinText(repairer.resources, seed=1)
    return [(spinner.spin(substitute(text, seed), SPUN), text) for seed, text in enumerate(articles)]


def spun_rows(folder: Path, spinner: str) -> tuple[list[str], dict[str, list[Pair]]]:
    """Return the texts to learn from, and by case file the (garbled, clean) rows to apply the plan to."""
    texts: list[str] = []
    rows: dict[str, list[Pair]] = defaultdict(list)
    for name in ("spin", "spin_heavy", "spin_raw"):
        path = folder / f"{name}.jsonl"
        found = [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []
        found = [row for row in found if row.get("spinner") == spinner]
        if name == "spin_raw":
            texts += [row["garbled"] for row in found[:RAW_TEXTS]]
            continue
        articles = defaultdict(list)
        for row in found:
            if in_fold(origin_of(row), "even"):
                articles[origin_of(row)].append(row["garbled"])
            else:
                rows[name].append((row["garbled"], row["clean"]))
        texts += ["\n\n".join(paragraphs) for paragraphs in articles.values()]
    return texts, rows


def without_mined_pairs(folder: Path) -> Path:
    """Fill `folder` with dictionaries that lack the pairs mined from spun text, and return it."""
    source = dictionary_folder() / "en"
    (folder / "en").mkdir()
    for path in source.iterdir():
        if path.name != "pairs.tsv":
            (folder / "en" / path.name).symlink_to(path)
    rows = (source / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    write_text(folder / "en" / "pairs.tsv", 1, [row for row in rows if row.split("\t")[3] == "tortured"])
    return folder


def counted(pairs: Sequence[Pair], repairer: Repairer) -> WordCounts:
    """Return the word errors of the texts after mending."""
    total = WordCounts()
    for garbled, clean in pairs:
        total = add(total, count_words(Case("", garbled, (clean,)), repairer.clean(garbled)))
    return total


Figures = dict[str, dict[str, WordCounts]]


def compare(groups: dict[str, list[Pair]], without: Repairer, plan: Plan) -> Figures:
    """Return the figures of each group without and with the plan."""
    planned = Repairer(without.resources, without.config, plan)
    return {
        name: {"without": counted(pairs, without), "with plan": counted(pairs, planned)}
        for name, pairs in groups.items()
    }


def learned(texts: Sequence[str], repairer: Repairer, console: Console) -> Plan:
    """Return the plan of the texts, and say what it took."""
    started = time.perf_counter()
    plan = repairer.learn(texts)
    seconds = time.perf_counter() - started
    console.print(f"{len(texts)} texts, {plan.words:,} words, {len(plan.substitutions)} substitutions, {seconds:.0f} s")
    return plan


def show(figures: Figures, console: Console) -> None:
    """Print one table, two rows for each group."""
    table = Table("texts", "plan", title="learning")
    for title in ("words", "errors", "left", "mended", "good words changed"):
        table.add_column(title, justify="right")
    for name, systems in figures.items():
        for system, total in systems.items():
            mended = f"{1 - total.after / total.before:.1%}" if total.before else ""
            cells = (f"{total.words:,}", f"{total.before:,}", f"{total.after:,}", mended, f"{total.harmed:,}")
            table.add_row(name if system == "without" else "", system, *cells)
        table.add_section()
    console.print(table)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one run."""
    parser = common_parser("learning", __doc__, "--cases", "--no-record")
    parser.add_argument("--articles", default="clean_bbc", help="case file with the clean articles of the site")
    parser.add_argument("--learn", type=int, default=10, metavar="N", help="articles to learn from")
    parser.add_argument("--apply", type=int, default=5, metavar="N", help="other articles to mend")
    parser.add_argument("--clean", type=int, default=40, metavar="N", help="untouched articles to leave alone")
    parser.add_argument("--spinner", help="also learn this spinner's habits from real rows")
    parser.add_argument("--unknown", action="store_true", help="leave the pairs mined from spun text out")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn, apply, print, and write the dated record."""
    options = parse(arguments)
    console, folder = Console(width=120), Path(tempfile.mkdtemp())
    without = Repairer.load(folder=without_mined_pairs(folder) if options.unknown else None, user_words=False)
    wanted = options.learn + options.apply + options.clean
    cases = load_cases(options.cases / f"{options.articles}.jsonl", fold="odd", limit=wanted)
    articles = [case.intended[0] for case in cases]
    garbled = site(articles[: options.learn + options.apply], without)
    untouched = [(text, text) for text in articles[options.learn + options.apply :]]
    plan = learned([text for text, _ in garbled[: options.learn]], without, console)
    figures = compare({"the site": garbled[options.learn :], "the site, untouched": untouched}, without, plan)
    if options.spinner:
        texts, rows = spun_rows(options.cases, options.spinner)
        plan = learned(texts, without, console)
        groups = {f"{name}, odd rows": pairs for name, pairs in rows.items()}
        figures |= compare({**groups, "clean articles": untouched}, without, plan)
    show(figures, console)
    if not options.no_record:
        plain = {name: {system: asdict(total) for system, total in row.items()} for name, row in figures.items()}
        settings = {name: str(value) for name, value in vars(options).items() if name != "cases"}
        console.print("written to", record.write("learning", settings=settings, figures=plain).name)


if __name__ == "__main__":
    main()
