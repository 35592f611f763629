"""Robustness: CPU seconds a megabyte, growth with length and peak memory, on text of every sort, in fresh processes.

    python -m benchmarks.robust [--cases DIR] [--only PATTERN ...] [--size 256] [--workers 2]

Each sort of text is read at a sixteenth, a quarter and the whole of `--size`; "growth" is CPU seconds a character of
the whole over those of the sixteenth, 1.0 where time is linear.  Without --cases the prose is the project's own.
"""

from __future__ import annotations

import base64
import fnmatch
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import case_files, load_cases
from benchmarks.options import common_parser

ROOT = Path(__file__).parent.parent
SHARES = (1 / 16, 1 / 4, 1)
MEGABYTE = 1_000_000
SECONDS_A_MEGABYTE, MEMORY_MB = 40, 400
"""What no text may take; benchmark and tests hold every sort to it."""
TOO_LONG = 600
"""Seconds after which a sort of text is given up."""
Prose = Sequence[str]


def own_prose() -> list[str]:
    """Return the project's own good articles."""
    from tests.quality_gate import documents

    return documents()


def prose_of(folder: Path) -> list[str]:
    """Return the good articles of a folder of cases."""
    paths = [path for path in case_files(folder, ["clean*"]) if not path.stem.endswith(("_other", "_par", "_code"))]
    return [case.observed for path in paths for case in load_cases(path)]


def garbled(kind: str) -> Callable[[Prose, int], str]:
    """Return what makes text damaged in one way."""

    def make(prose: Prose, size: int) -> str:
        from tests.corruptor import corrupt

        return corrupt(joined(prose, size), kind=kind, seed=1).garbled

    return make


def joined(prose: Prose, size: int, between: str = "\n\n") -> str:
    """Return articles one after the other."""
    return between.join(_enough(prose, size))[:size]


def _enough(prose: Prose, size: int) -> Iterator[str]:
    while size > 0:
        for text in prose:
            yield text
            size -= len(text)
            if size <= 0:
                return


def _one_line(prose: Prose, size: int) -> str:
    return " ".join(joined(prose, size).split())


def _words(prose: Prose, size: int) -> list[str]:
    words = joined(prose, size).split()
    random.Random(1).shuffle(words)
    return words


def _nonsense(size: int, letters: str = "abcdefghijklmnopqrstuvwxyz", longest: int = 10) -> str:
    chance = random.Random(2)
    words = ("".join(chance.choices(letters, k=chance.randint(3, longest))) for _ in range(size // 4))
    return " ".join(words)[:size]


def _repeated(unit: str) -> Callable[[Prose, int], str]:
    return lambda _, size: (unit * (size // len(unit) + 1))[:size]


def _swapped(prose: Prose, size: int) -> str:
    chance = random.Random(3)
    words = joined(prose, size).split(" ")
    for n, word in enumerate(words):
        if len(word) > 3 and chance.random() < 0.3:
            at = chance.randrange(len(word) - 1)
            words[n] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


SORTS: Mapping[str, Callable[[Prose, int], str]] = {
    "articles": joined,
    "articles on one line": _one_line,
    "all capitals": lambda prose, size: joined(prose, size).upper(),
    "title case": lambda prose, size: joined(prose, size).title(),
    "no capitals": lambda prose, size: joined(prose, size).lower(),
    "words in no order": lambda prose, size: " ".join(_words(prose, size)),
    "list of words": lambda prose, size: "\n".join(_words(prose, size)),
    "spun": garbled("spin"),
    "misspelled": garbled("spelling"),
    "misread": garbled("ocr"),
    "glued": garbled("spacing"),
    "misdecoded": garbled("encoding"),
    "letters swapped in every third word": _swapped,
    "no spaces at all": lambda prose, size: "".join(joined(prose, size).split()),
    "letters apart": lambda prose, size: " ".join(joined(prose, size // 2)),
    "reversed": lambda prose, size: joined(prose, size)[::-1],
    "unknown words": lambda _, size: _nonsense(size),
    "unknown names": lambda _, size: _nonsense(size).title(),
    "unknown long words": lambda _, size: _nonsense(size, longest=40),
    "consonants": lambda _, size: _nonsense(size, "bcdfghjklmnpqrstvwxz", 6),
    "letters and digits": lambda _, size: _nonsense(size, "abcdef0123456789l1O0", 8),
    "numbers": lambda _, size: " ".join(str(random.Random(n).random()) for n in range(size // 18))[:size],
    "base64": lambda _, size: base64.b64encode(random.Random(4).randbytes(size)).decode()[:size],
    "emoji": _repeated("👩‍👩‍👧‍👦🏳️‍🌈 👍🏽"),
    "Chinese": _repeated("市长星期一开放了新桥。居民们等了很多年。"),
    "Russian": _repeated("Мэр открыл новый мост в понедельник. "),
    "Spanish": _repeated("El alcalde abrió el nuevo puente el lunes. "),
    "markup": lambda prose, size: "".join(f"<p class='a'>{w}</p>\n" for w in _words(prose, size // 8))[:size],
    "links": lambda prose, size: " ".join(f"https://{w}.example/{w}?q={w}" for w in _words(prose, size // 8))[:size],
    "table": lambda prose, size: "\n".join("|".join(w) for w in zip(*[iter(_words(prose, size))] * 6, strict=False))[
        :size
    ],
    "program": _repeated("def f(x: int) -> int:\n    return x + fooBar(baz_qux) % 7  # the goverment\n"),
    "one letter": _repeated("x"),
    "one word": _repeated("the "),
    "one wrong word": _repeated("goverment "),
    "one spun word": _repeated("He testament live astatine home. "),
    "capital and digit": _repeated("0O1lI"),
    "zero width": _repeated("\u200b"),
    "zero width in words": lambda prose, size: "\u200b".join(joined(prose, size // 2)),
    "combining marks": lambda _, size: "e" + "\u0301" * (size - 1),
    "accents apart": _repeated("a\u0301"),
    "white space": _repeated(" \t\u00a0"),
    "empty lines": _repeated("\n"),
    "points": _repeated("."),
    "quotes": _repeated("'"),
    "brackets": _repeated("("),
    "hyphens": _repeated("x-"),
    "words and points": _repeated("word."),
    "entities": _repeated("&amp;"),
    "entities in entities": lambda _, size: "&amp" + ";amp" * (size // 4),
    "mojibake": _repeated("â€™"),
    "links without end": _repeated("https://"),
    "controls": lambda _, size: "".join(map(chr, random.Random(5).choices(range(1, 32), k=size))),
    "any characters": lambda _, size: "".join(map(chr, random.Random(6).choices(range(1, 0xD7FF), k=size))),
}


def measure(sort: str, size: int, folder: Path | None) -> dict[str, float]:
    """Return the figures of one sort of text, from a process of its own; "seconds" is negative if it was given up."""
    command = [sys.executable, "-m", "benchmarks.robust", "--probe", sort, "--size", str(size)]
    command += ["--cases", str(folder)] if folder else []
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TOO_LONG, check=True)
    except subprocess.TimeoutExpired:
        return {"seconds_a_megabyte": -1, "growth": -1, "peak_mb": -1}
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def probe(sort: str, size: int, prose: Prose) -> dict[str, float]:
    """Return the figures of one sort of text, measured in this process: of `size` thousand characters."""
    import resource
    import time

    from benchmarks.probe import KIB_PER_UNIT
    from repair import Repairer

    repairer = Repairer.load(user_words=False)
    repairer.warm_up()
    rates = []
    for share in SHARES:
        text = SORTS[sort](prose, int(size * 1000 * share))
        started = time.process_time()
        repairer.revise(text)
        rates.append((time.process_time() - started) / len(text))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB_PER_UNIT / 1024
    return {
        "seconds_a_megabyte": rates[-1] * MEGABYTE,
        "growth": rates[-1] / rates[0],
        "peak_mb": peak,
    }


def show(figures: Mapping[str, Mapping[str, float]], console: Console) -> None:
    """Print one row for each sort of text, the slowest first."""
    table = Table(title="robustness")
    for title in ("text", "CPU s/MB", "growth", "peak MB"):
        table.add_column(title, justify="left" if title == "text" else "right")
    for sort, row in sorted(figures.items(), key=lambda item: -item[1]["seconds_a_megabyte"]):
        table.add_row(sort, f"{row['seconds_a_megabyte']:.1f}", f"{row['growth']:.2f}", f"{row['peak_mb']:.0f}")
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    parser = common_parser("robust", __doc__, "--cases", "--no-record", defaults={"--cases": None})
    parser.add_argument("--size", type=int, default=256, help="thousands of characters of the longest text")
    parser.add_argument("--only", nargs="+", default=["*"], metavar="PATTERN", help="sorts of text by name")
    parser.add_argument("--workers", type=int, default=1, help="processes at once")
    parser.add_argument("--probe", choices=SORTS, help="one sort of text, in this process; prints JSON")
    options: Any = parser.parse_args(arguments)
    if options.probe:
        prose = prose_of(options.cases) if options.cases else own_prose()
        print(json.dumps(probe(options.probe, options.size, prose)))
        return
    sorts = [sort for sort in SORTS if any(fnmatch.fnmatch(sort, pattern) for pattern in options.only)]
    with ThreadPoolExecutor(options.workers) as pool:
        measured = pool.map(lambda sort: measure(sort, options.size, options.cases), sorts)
        figures = dict(zip(sorts, measured, strict=True))
    console = Console(width=100)
    show(figures, console)
    over = [
        sort
        for sort, row in figures.items()
        if not 0 <= row["seconds_a_megabyte"] <= SECONDS_A_MEGABYTE or row["peak_mb"] > MEMORY_MB
    ]
    console.print(f"over {SECONDS_A_MEGABYTE} s/MB or {MEMORY_MB} MB: {', '.join(over) or 'none'}")
    if not options.no_record:
        settings = {"text": "given cases" if options.cases else "own", "thousand_characters": options.size}
        console.print("written to", record.write("robust", settings=settings, figures=figures).name)


if __name__ == "__main__":
    main()
