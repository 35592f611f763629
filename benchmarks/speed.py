"""Speed: words a second on clean, garbled and spun text, time to the first result, peak memory, in fresh processes.

    python -m benchmarks.speed [--cases DIR] [--peers] [--words 20000] [--runs 5]

Without --cases the text is the project's own clean cases, and the same damaged by the corruptor of the tests.
"Spun" are whole spun articles; "lightly spun" is clean news with about one word in ten swapped by `spin_text.py`;
"scanned" are old newspapers read by OCR.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import case_files, load_cases
from benchmarks.options import common_parser
from benchmarks.peers import LOADERS, missing_peers, systems_of
from benchmarks.probe import WORKERS

ROOT = Path(__file__).parent.parent
GROUPS = ("clean news", "single paragraphs", "garbled", "spun", "lightly spun", "scanned")
LIGHT_RATE, SPIN_SEED = 0.1, 7
ROWS_AN_ARTICLE = 6
"""Rows of spun text are paragraphs; joined they are about as long as the articles that they come from."""


def own_texts() -> dict[str, list[str]]:
    """Return the project's own articles, clean and damaged in every way in turn."""
    from tests.corruptor import CORRUPTORS, corrupt
    from tests.quality_gate import documents

    clean = documents()
    garbled = [corrupt(text, kind=kind, seed=n).garbled for kind in CORRUPTORS for n, text in enumerate(clean)]
    spun = [corrupt(text, kind="spin", seed=n).garbled for n, text in enumerate(clean)]
    paragraphs = [line for text in clean for line in text.split("\n") if line.strip()]
    groups = {"clean news": clean, "single paragraphs": paragraphs, "garbled": garbled}
    scanned = [corrupt(text, kind="ocr", seed=n).garbled for n, text in enumerate(clean)]
    return {**groups, "spun": spun, "lightly spun": lightly_spun(clean), "scanned": scanned}


def lightly_spun(texts: Sequence[str]) -> list[str]:
    """Return the texts with about one word in ten swapped."""
    sys.path.insert(0, str(ROOT / "dictionaries" / "build"))  # build scripts are no package
    from spin_text import SpinText

    from repair.knowledge.resources import Resources

    spinner = SpinText(Resources("en"), SPIN_SEED)
    return [spinner.spin(text, LIGHT_RATE) for text in texts]


def case_texts(folder: Path) -> dict[str, list[str]]:
    """Return the observed texts of a folder of cases by group, one row of each file in turn."""
    groups: dict[str, list[str]] = {group: [] for group in GROUPS[:3]}
    columns: dict[str, list[list[str]]] = {group: [] for group in GROUPS[:3]}
    for path in case_files(folder):
        if path.stem.endswith(("_other", "_code")):
            continue
        clean = "single paragraphs" if path.stem.endswith("_par") else "clean news"
        group = clean if path.stem.startswith("clean") else "garbled"
        columns[group].append([case.observed for case in load_cases(path)])
    for group, files in columns.items():
        for number in range(max(map(len, files), default=0)):
            groups[group].extend(texts[number] for texts in files if number < len(texts))
    rows = [case.observed for path in case_files(folder, ["spin*"]) for case in load_cases(path)]
    groups["spun"] = ["\n\n".join(rows[k : k + ROWS_AN_ARTICLE]) for k in range(0, len(rows), ROWS_AN_ARTICLE)]
    groups["scanned"] = [case.observed for path in case_files(folder, ["ocr*"]) for case in load_cases(path)]
    return groups


def first_words(texts: Sequence[str], words: int) -> list[str]:
    """Return the first texts that together hold about `words` words."""
    chosen, total = [], 0
    for text in texts:
        if total >= words:
            break
        chosen.append(text)
        total += len(text.split())
    return chosen


def start(system: str, path: Path | None = None) -> tuple[float, dict[str, float]]:
    """Return the seconds from starting a fresh process to its first result, and the figures that it printed."""
    command = [sys.executable, "-m", "benchmarks.probe", system, *([str(path)] if path else [])]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{system} did not start")
        seconds = time.perf_counter() - started
        figures: dict[str, float] = json.loads(process.stdout.read())
    return seconds, figures


def measure(system: str, path: Path, *, runs: int) -> dict[str, Any]:
    """Return the figures of one system; the first start is not counted, for it fills the file cache."""
    start(system)
    starts = [start(system)[0] for _ in range(runs)]
    _, figures = start(system, path)
    return {"first_result_s": statistics.median(starts), "first_result_runs_s": starts, **figures}


def show(figures: dict[str, dict[str, Any]], console: Console) -> None:
    """Print one row for each system."""
    table = Table(title="speed")
    for title in ("system", *(f"{group} words/s" for group in GROUPS), "first result (median)", "peak memory"):
        table.add_column(title, justify="left" if title == "system" else "right")
    for system, row in figures.items():
        table.add_row(
            system,
            *(f"{row[f'{group}_words_per_second']:,.0f}" for group in GROUPS),
            f"{row['first_result_s']:.2f} s",
            f"{row['peak_mib']:,.0f} MiB",
        )
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    parser = common_parser("speed", __doc__, "--cases", "--peers", "--no-record", defaults={"--cases": None})
    parser.add_argument("--words", type=int, default=20_000, help="about how many words of each sort")
    parser.add_argument("--runs", type=int, default=5, help="fresh starts to take the median of")
    parser.add_argument("--systems", nargs="+", choices=[*LOADERS, *WORKERS], help="measure exactly these")
    options = parser.parse_args(arguments)
    console = Console(width=120)
    systems = options.systems or ["repair", *WORKERS, *systems_of(peers=options.peers)[1:]]
    if options.peers and missing_peers():
        console.print(f"not installed, so not measured: {', '.join(missing_peers())}")
    groups = case_texts(options.cases) if options.cases else own_texts()
    groups = {name: first_words(texts, options.words) for name, texts in groups.items()}
    groups.setdefault("lightly spun", lightly_spun(groups["clean news"]))
    sizes = {name: sum(len(text.split()) for text in texts) for name, texts in groups.items()}
    console.print(f"text: {'given cases' if options.cases else 'own cases'}, words: {sizes}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(groups), encoding="utf-8")
        figures = {system: measure(system, path, runs=options.runs) for system in systems}
    show(figures, console)
    if not options.no_record:
        settings = {"text": "given cases" if options.cases else "own cases", "words": sizes, "runs": options.runs}
        console.print("written to", record.write("speed", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
