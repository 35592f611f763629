"""Fuzz the readers of untrusted input.

    python -m tests.fuzz [TARGET ...] [--seconds 120] [--crashes FOLDER]

Each target has its share of the seconds, in a process of its own that begins with its seeds.  An input that breaks one
is written to the folder of crashes; the exit status is 1 then.  It belongs into `seeds/` once it is mended.
Without atheris, which has no builds for some systems, nothing is fuzzed and that is said.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SLOWEST = 30
"""Seconds after which an input counts as a hang."""
MOST_MEMORY = 2_048
"""Megabytes: the instrumented process, its dictionaries and corpus."""


def main() -> int:
    """Fuzz each target in turn; return 1 if any of them broke."""
    from tests.fuzz.targets import LONGEST, SEEDS, TARGETS

    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], default=[], help="all if none is named")
    parser.add_argument("--seconds", type=int, default=120, help="for all of them together")
    parser.add_argument("--crashes", type=Path, default=Path("fuzz-crashes"), help="where inputs go that break one")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: NOTHING WAS FUZZED")
        return 0
    targets = options.targets or list(TARGETS)
    options.crashes.mkdir(parents=True, exist_ok=True)
    broken = []
    for target in targets:
        with tempfile.TemporaryDirectory() as corpus:
            shutil.copytree(SEEDS / target, corpus, dirs_exist_ok=True)
            command = [sys.executable, "-m", "tests.fuzz.one", target, corpus]
            command += [f"-max_total_time={max(1, options.seconds // len(targets))}", f"-max_len={LONGEST}"]
            command += [f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MEMORY}", "-print_final_stats=1"]
            command += [f"-artifact_prefix={options.crashes.resolve()}/{target}-"]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        runs = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        print(
            f"{target}: {'BROKEN' if done.returncode else 'whole'} after {runs[0] if runs else '?'} inputs", flush=True
        )
        if done.returncode:
            broken.append(target)
            print(done.stdout[-4_000:], done.stderr[-4_000:], sep="\n", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
