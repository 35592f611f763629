"""`repair batch` on a corpus: words a second with one worker and two, start and memory of workers, kills and damage.

    python -m benchmarks.batch [--cases DIR] [--words 150000] [--runs 3] [--kills 10]

The corpora are made on the fly of the texts in DIR: clean articles, single clean paragraphs of other kinds, whole spun
articles, and pages read by OCR.  Rates are of all words over the time from the first shard to the last output, without
the start of the program; the best of several runs counts, for a machine has other things to do.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.options import common_parser
from benchmarks.speed import case_texts, first_words
from repair.processes.pool import Failure, Pool
from repair.repairer import Repairer

Told = tuple[int, int, float]
"""Of a text that was mended: number of the process, words, seconds of CPU."""

ROOT = Path(__file__).parent.parent
CASES = ROOT.parent / "shared" / "data"
NAP = 1.0
"""Seconds a worker is left alone before its memory is read."""
SORTS = {"clean news": 1.0, "single paragraphs": 0.3, "spun": 0.1, "scanned": 0.1}
"""What is measured, and how much of each in a corpus, by how long it takes."""
DAMAGE_EVERY = 100
DAMAGED = b'{"id": 1, "text": "cut off in the mid\n', b'{"id": 2}\n', b'{"text": "\xff\xfe"}\n', b"[1, 2]\n"


def corpus(path: Path, texts: Sequence[str], words: int) -> int:
    """Write records of the texts, over and over, until there are so many words; return how many there are."""
    total, number = 0, 0
    with path.open("w", encoding="utf-8") as stream:
        while total < words:
            text = texts[number % len(texts)]
            stream.write(json.dumps({"id": number, "text": text}) + "\n")
            total += len(text.split())
            number += 1
    return total


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of a batch that prints its summary."""
    return [sys.executable, "-m", "repair", "batch", *map(str, arguments), "--id-field", "id", "--json", "-q"]


def batch(*arguments: str | Path) -> dict[str, Any]:
    """Run a batch and return its summary."""
    done = subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def rate(source: Path, words: int, *, workers: int, folder: Path) -> float:
    """Return the words a second of one run, start of the workers included."""
    output = folder / "rate"
    summary = batch(source, "-o", output, "--workers", str(workers), "--force")
    shutil.rmtree(output)
    return words / float(summary["seconds"])


def rates(sources: dict[str, tuple[Path, int]], *, runs: int, folder: Path) -> dict[str, float]:
    """Return the best rate for each sort of text and number of workers; runs take turns, to share the noise."""
    best: dict[str, float] = {}
    for _ in range(runs):
        for name, (source, words) in sources.items():
            for workers in (1, 2):
                key = f"{name}, {workers} worker{'s' * (workers > 1)}: words/s"
                best[key] = max(best.get(key, 0.0), rate(source, words, workers=workers, folder=folder))
    for name in sources:
        best[f"{name}: two workers over one"] = best[f"{name}, 2 workers: words/s"] / best[f"{name}, 1 worker: words/s"]
    return best


def proportional_kib(process: int) -> int:
    """Return the memory of a process in KiB, shared pages divided by those who share them (PSS)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@dataclass(frozen=True, slots=True)
class Telling:
    """Makes a worker that mends texts and tells its number, the words, and the seconds of CPU that they took."""

    repairer: Repairer

    def __call__(self) -> Callable[[str], Told]:
        """Load the models and return what mends one text."""
        self.repairer.warm_up()
        return partial(_told, self.repairer)


def _told(repairer: Repairer, text: str) -> Told:
    started = time.process_time()
    repairer.revise(text)
    return os.getpid(), len(text.split()), time.process_time() - started


def _made(futures: Sequence[Future[list[Told | Failure]]]) -> list[Told]:
    return [made for future in futures for made in future.result() if not isinstance(made, Failure)]


def start_seconds(repairer: Repairer) -> dict[str, float]:
    """Return how long the first worker takes to mend a short text, and one more worker."""
    with Pool[str, Told](Telling(repairer), workers=2) as pool:
        started = time.perf_counter()
        ((first, _, _),) = _made([pool.submit(["Good."])])
        figures = {"start of the first worker: s": time.perf_counter() - started}
        figures["start of the first worker: s of CPU"] = _cpu_seconds(first) + _cpu_seconds(_parent(first))
        started = time.perf_counter()
        _made([pool.submit(["Good."] * 20), pool.submit(["Good."] * 20)])
        return {**figures, "start of one more worker: s": time.perf_counter() - started}


def cpu_rates(repairer: Repairer, groups: dict[str, list[str]], words: int) -> dict[str, float]:
    """Return words a second of CPU, which other programs at work disturb less, for one worker and two at once."""
    figures = {}
    for group, texts in groups.items():
        for workers in (1, 2):
            with Pool[str, Told](Telling(repairer), workers=workers) as pool:
                part = first_words(texts, int(words * SORTS[group]))
                told = _made([pool.submit(part) for _ in range(workers)])
            rate = sum(row[1] for row in told) / sum(row[2] for row in told)
            figures[f"{group}, {workers} worker{'s' * (workers > 1)}: words/s of CPU"] = rate
        one, two = list(figures.values())[-2:]
        figures[f"{group}: two workers over one, by CPU time"] = 2 * two / one
    return figures


def memory_mib(repairer: Repairer, texts: Sequence[str]) -> dict[str, float]:
    """Return the memory of all processes of a pool together after these texts, and what one more worker takes."""
    sums = {}
    for workers in (1, 2, 4):
        with Pool[str, Told](Telling(repairer), workers=workers) as pool:
            numbers = {row[0] for row in _made([pool.submit(texts) for _ in range(workers)])}
            time.sleep(NAP)
            processes = [_parent(next(iter(numbers))), *numbers]
            sums[len(numbers)] = sum(map(proportional_kib, processes)) / 1024
    least, most = min(sums), max(sums)
    figures = {f"memory of {workers} worker{'s' * (workers > 1)}: MiB": mib for workers, mib in sums.items()}
    return {**figures, "memory of one more worker: MiB": (sums[most] - sums[least]) / (most - least)}


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def kills(source: Path, *, number: int, folder: Path) -> tuple[int, int, int]:
    """Kill a run at random moments and resume it; return kills that hit, hits under way, and equals."""
    started = time.perf_counter()
    batch(source, "-o", folder / "whole", "--workers", "2")
    whole = time.perf_counter() - started
    expected = dict(_outputs(folder / "whole"))
    hits, under_way, equal = 0, 0, 0
    for moment in (random.uniform(0.3, whole) for _ in range(number)):
        output = folder / "killed"
        run = subprocess.Popen(
            command(source, "-o", output, "--workers", "2"),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            run.wait(moment)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
        hits += run.wait() == -signal.SIGKILL
        under_way += any(output.glob(".repair-batch/0*.json"))
        batch(source, "-o", output, "--workers", "2", "--resume")
        equal += expected == dict(_outputs(output))
        shutil.rmtree(output)
    return hits, under_way, equal


def _outputs(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.iterdir():
        if path.name != "repair-batch.json":  # it holds the time that the run took
            yield path.name, path.read_bytes()


def damage(source: Path, folder: Path) -> dict[str, int]:
    """Put a damaged record after every hundredth; count those in the rejects, and whether all others are as without."""
    lines = source.read_bytes().splitlines(keepends=True)
    damaged = folder / "damaged.jsonl"
    count = 0
    with damaged.open("wb") as stream:
        for number, line in enumerate(lines):
            stream.write(line)
            if number % DAMAGE_EVERY == DAMAGE_EVERY // 2:
                stream.write(DAMAGED[count % len(DAMAGED)])
                count += 1
    summary = batch(damaged, "-o", folder / "damage", "--workers", "2", "--on-error", "reject")
    rejects = (folder / "damage" / "damaged.jsonl.rejects.jsonl").read_bytes().count(b"\n")
    same = (folder / "damage" / damaged.name).read_bytes() == (folder / "whole" / source.name).read_bytes()
    assert rejects == sum(summary["rejected"].values())
    return {"damaged records put in": count, "of them in the rejects": rejects, "all others as without": int(same)}


def show(figures: dict[str, float], console: Console) -> None:
    """Print one row for each figure."""
    table = Table(title=f"repair batch, {os.cpu_count()} cores")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.2f}" if value < 100 and value != int(value) else f"{value:,.0f}")
    console.print(table)


def groups_of(cases: Path) -> dict[str, list[str]]:
    """Return the sorts of text, by name."""
    texts = case_texts(cases)
    return {name: texts[name] for name in SORTS}


def mixed(texts: dict[str, list[str]]) -> list[str]:
    """Return clean articles with a spun one among twenty, so that a killed run has many shards behind it."""
    spun = iter(texts["spun"])
    return [next(spun, text) if n % 20 == 10 else text for n, text in enumerate(texts["clean news"])]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print one table, and write the dated record."""
    parser = common_parser("batch", __doc__, "--cases", "--no-record", defaults={"--cases": CASES})
    parser.add_argument("--words", type=int, default=150_000, help="clean words of the corpus; fewer garbled ones")
    parser.add_argument("--runs", type=int, default=3, help="runs to take the best of")
    parser.add_argument("--kills", type=int, default=0, help="moments to kill a run at")
    options = parser.parse_args(arguments)
    progress = Console(stderr=True)
    texts = groups_of(options.cases)
    repairer = Repairer.load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = {}
        for group, share in SORTS.items():
            path = folder / f"{group.replace(' ', '-')}.jsonl"
            sources[group] = path, corpus(path, texts[group], int(options.words * share))
        figures: dict[str, float] = {f"{group}: words": words for group, (_, words) in sources.items()}
        figures |= rates(sources, runs=options.runs, folder=folder)
        progress.log(figures)
        figures |= cpu_rates(repairer, texts, options.words // 4)
        starts = [start_seconds(repairer) for _ in range(2 * options.runs)]
        figures |= {key: min(one[key] for one in starts) for key in starts[0]}
        figures |= memory_mib(repairer, first_words(texts["spun"], options.words // 10))
        progress.log(figures)
        if options.kills:
            small = folder / "small.jsonl"
            corpus(small, mixed(texts), options.words)
            hits, under_way, equal = kills(small, number=options.kills, folder=folder)
            figures |= {"kill -9: times": hits, "of them under way": under_way, "same bytes after --resume": equal}
            figures |= damage(small, folder)
    show(figures, Console(width=100))
    if not options.no_record:
        settings = {"words": options.words, "runs": options.runs, "kills": options.kills, "cores": os.cpu_count()}
        Console().print("written to", record.write("batch", settings=settings, figures=figures).name)


if __name__ == "__main__":
    import_module("benchmarks.batch").main()  # workers cannot import `__main__`
