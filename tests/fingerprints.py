"""Fingerprints of the clean development articles: a hash of each, and the edits that are applied to it today.

The articles may not be copied here, so that a hash stands for each.  `python -m tests.fingerprints DIR` writes the file
anew, after somebody has read what changed; the test says where a change starts to touch good text.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import repair
from benchmarks.cases import case_files, load_cases

FILE = Path(__file__).parent / "cases" / "fingerprints.tsv"
HASH_LENGTH = 16
"""Hex digits kept: with 2,000 articles two share them once in 10^13 times."""

Edits = list[list[str | int]]
"""Start (code points), original and replacement of each applied edit."""


def fingerprint(text: str) -> str:
    """Return the hash that stands for an article."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LENGTH]


NEWS = ("clean_allsides", "clean_bbc", "clean_modern", "clean_reuters")
OTHERS = ("clean_code", "clean_other")
OTHERS_STEP = 4
"""They are read five times as slowly as news."""


def articles(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the case file and the text of each good text of news, and of one in OTHERS_STEP of other kinds."""
    for path in case_files(folder, [*NEWS, *OTHERS]):
        step = OTHERS_STEP if path.stem in OTHERS else 1
        for case in load_cases(path)[::step]:
            yield path.stem, case.observed


def edits_of(revise: Callable[[str], repair.Revision], text: str) -> Edits:
    """Return the edits that are made without asking."""
    return [[edit.start, edit.original, edit.replacement] for edit in revise(text).applied]


def read() -> dict[str, Edits]:
    """Return the edits on record by fingerprint."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return {key: json.loads(edits) for _, key, edits in rows}


def main(arguments: list[str]) -> None:
    """Write the file for the clean articles of a folder; print what differs from before."""
    known = read() if FILE.exists() else {}
    revise = repair.Repairer.load("en", user_words=False).revise
    rows = []
    for name, text in articles(Path(arguments[0])):
        key, edits = fingerprint(text), edits_of(revise, text)
        rows.append(f"{name}\t{key}\t{json.dumps(edits, ensure_ascii=False)}\n")
        if edits != known.get(key, []):
            print(f"{name} {key}: {known.get(key, 'new')} -> {edits}")
    FILE.write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
