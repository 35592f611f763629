"""Outputs: a hash of everything that is said of each case, to show that a change changes nothing.

    python -m benchmarks.outputs --cases DIR --out before.tsv
    python -m benchmarks.outputs --cases DIR --compare before.tsv

The hash is of the edits with their evidence, verdicts and both probabilities, and of the profile.  `--compare` prints
the cases of which something differs, and exits with 1 if there are any.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.cases import case_files, load_cases
from benchmarks.heldout import dictionaries
from benchmarks.options import common_parser
from repair import Repairer

HASH_LENGTH = 16
"""Hex digits kept."""


def outputs(options: argparse.Namespace, repairer: Repairer) -> Iterator[tuple[str, str]]:
    """Yield the identifier of each case and the hash of what is said of it."""
    for path in case_files(options.cases, options.kinds):
        for case in load_cases(path, fold=options.fold, limit=options.limit):
            said = json.dumps(repairer.revise(case.observed).to_dict(), ensure_ascii=False, sort_keys=True)
            yield (
                f"{path.stem} {case.id}",
                hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LENGTH],
            )


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one run."""
    parser = common_parser(
        "outputs", __doc__, "--cases", "--kinds", "--fold", "--limit", "--held-out", defaults={"--fold": "all"}
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FILE", help="write the hashes")
    what.add_argument("--compare", type=Path, metavar="FILE", help="print the cases that differ from those of a file")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the hashes, or compare them with those of a file; return 1 if any differs."""
    options = parse(arguments)
    console = Console(width=120, highlight=False)
    repairer = Repairer.load("en", folder=dictionaries(held_out=options.held_out), user_words=False)
    found = dict(outputs(options, repairer))
    if options.out:
        rows = "".join(f"{name}\t{key}\n" for name, key in found.items())
        options.out.write_text(rows, encoding="utf-8")
        console.print(f"{len(found):,} cases")
        return 0
    known = dict(line.split("\t") for line in options.compare.read_text(encoding="utf-8").splitlines())
    differing = [name for name, key in found.items() if known.get(name) != key]
    for name in differing:
        console.print(name)
    console.print(f"{len(differing):,} of {len(found):,} cases differ")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
