"""One system in a process of its own: says `ready` after its first result, then its speed and peak memory as JSON.

Run by `benchmarks.speed`, which times the process from outside; it imports as little as it can.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from benchmarks.peers import LOADERS

FIRST = "The goverment said on Monday that the talks would resume next week.Both sides were hopeful."
KIB_PER_UNIT = 1 / 1024 if sys.platform == "darwin" else 1  # macOS counts bytes, Linux KiB


def main(system: str, path: str | None = None) -> None:
    """Load the system, clean one sentence, then the texts of the JSON file `path` by group."""
    clean = LOADERS[system]()
    clean(FIRST)
    print("ready", flush=True)
    figures: dict[str, float] = {}
    if path is not None:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - pathlib would add to the start-up measured
            groups: dict[str, list[str]] = json.load(stream)
        for group, texts in groups.items():
            words = sum(len(text.split()) for text in texts)
            started = time.perf_counter()
            for text in texts:
                clean(text)
            figures[f"{group}_words_per_second"] = words / (time.perf_counter() - started)
    figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB_PER_UNIT / 1024
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
