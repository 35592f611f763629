"""One system in a process of its own: says `ready` after its first result, then its speed and peak memory as JSON.

Run by `benchmarks.speed`, which times the process from outside; it imports as little as it can.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import deque
from collections.abc import Callable

from benchmarks.peers import LOADERS

FIRST = "The goverment said on Monday that the talks would resume next week.Both sides were hopeful."
KIB_PER_UNIT = 1 / 1024 if sys.platform == "darwin" else 1  # macOS counts bytes, Linux KiB


WORKERS = {"repair, two workers": 2}
"""Systems that clean texts in processes of their own."""


def loaded(system: str) -> Callable[[list[str]], None]:
    """Return what cleans several texts."""
    if system in WORKERS:
        import repair

        repairer = repair.Repairer.load(user_words=False)

        def together(texts: list[str]) -> None:
            deque(repairer.stream(texts, workers=WORKERS[system] if len(texts) > 1 else 1), maxlen=0)

        return together
    clean = LOADERS[system]()

    def each(texts: list[str]) -> None:
        for text in texts:
            clean(text)

    return each


def main(system: str, path: str | None = None) -> None:
    """Load the system, clean one sentence, then the texts of the JSON file `path` by group."""
    clean = loaded(system)
    clean([FIRST])
    print("ready", flush=True)
    figures: dict[str, float] = {}
    if path is not None:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - pathlib would add to the start-up measured
            groups: dict[str, list[str]] = json.load(stream)
        for group, texts in groups.items():
            words = sum(len(text.split()) for text in texts)
            started = time.perf_counter()
            clean(texts)
            figures[f"{group}_words_per_second"] = words / (time.perf_counter() - started)
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures["peak_mib"] = largest * KIB_PER_UNIT / 1024
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
