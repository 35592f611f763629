"""Measures what the spin channels propose: a bound on how much of spun text any ranking could mend.

    python benchmarks/coverage.py --cases DIR [--fold 1] [--misses 40] [--dictionaries FOLDER]

For aligned rows the bound is the edit distance between the clean text and the best path through all proposals; for
rows with hand-marked spans it is the share of spans whose intended reading is proposed.  Rows of the fold that the
pairs were mined from are left out by default.  `--fold 0/4 --dictionaries FOLDER`, with pairs mined of `2/4` there,
shows what is missed in rows that are for tuning.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.cases import origin_of
from repair.channels import foreign, letters, names, synonym
from repair.channels.decipher import channel as decipher
from repair.knowledge.resources import Resources
from repair.records import Candidate, Document, Trigger
from repair.text import tokens

CHANNELS = (decipher, foreign, letters, names, synonym)
WARM_UP = "The plan testament live on in i instance."  # tables are loaded at the first proposals


@dataclass
class Tally:
    """Counts over the rows of one file."""

    words: int = 0
    before: int = 0
    best: int = 0
    spans: int = 0
    proposed: int = 0
    starts: int = 0
    candidates: int = 0
    seconds: float = 0.0
    misses: Counter[tuple[str, str]] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)


def rows_of(path: Path, fold: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one fold: `all`, a remainder of the CRC-32 of the source by two, or `remainder/modulus`."""
    remainder, _, modulus = fold.partition("/")
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if fold == "all" or zlib.crc32(origin_of(row).encode()) % int(modulus or 2) == int(remainder):
            yield row


def proposals(channels: Sequence[Any], document: Document, tally: Tally) -> dict[int, list[Candidate]]:
    """Return every candidate by the index that its span begins at."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    for index in range(len(document)):
        if document.forms[index][0].isalnum():
            begun = process_time()
            for channel in channels:
                found[index] += channel.propose(document, index, Trigger.UNEXPECTED)
            tally.seconds += process_time() - begun
            tally.starts += 1
            tally.candidates += len(found[index])
    return found


def oracle(document: Document, clean: tuple[str, ...], found: dict[int, list[Candidate]], tally: Tally) -> None:
    """Add the edit distances before and after the best choice of candidates, and what the choice missed."""
    garbled = document.forms
    columns = len(clean) + 1
    infinite = len(garbled) + len(clean) + 1
    best = [[(infinite, 0, 0, "")] * columns for _ in range(len(garbled) + 1)]
    best[0][0] = (0, 0, 0, "")
    for i in range(len(garbled) + 1):
        steps = [(c.last - i, c.forms, c.channel + "/" + c.route) for c in found.get(i, ())]
        for j in range(columns):
            here = best[i][j][0]
            moves = [(1, 0, 1, ""), (0, 1, 1, "")]
            if i < len(garbled) and j < len(clean):
                moves.append((1, 1, int(garbled[i] != clean[j]), ""))
                moves += [(n, len(f), 0, r) for n, f, r in steps if clean[j : j + len(f)] == f]
            for di, dj, cost, route in moves:
                if i + di <= len(garbled) and j + dj < columns and here + cost < best[i + di][j + dj][0]:
                    best[i + di][j + dj] = (here + cost, di, dj, route)
    tally.best += best[-1][-1][0]
    i, j = len(garbled), len(clean)
    while i or j:
        _, di, dj, route = best[i][j]
        if route:
            tally.routes[route] += 1
        elif di and dj and garbled[i - 1] != clean[j - 1]:
            tally.misses[garbled[i - 1], clean[j - 1]] += 1
        elif di != dj:
            tally.misses[garbled[i - 1] if di else "", clean[j - 1] if dj else ""] += 1
        i, j = i - di, j - dj


def distance(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the edit distance in tokens."""
    row = list(range(len(right) + 1))
    for i, token in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (token != other))
    return row[-1]


def hand_marked(row: dict[str, Any], document: Document, found: dict[int, list[Candidate]], tally: Tally) -> None:
    """Count the marked spans whose intended reading is proposed for exactly that span."""
    for edit in row["edits"]:
        wanted = tokens.forms_of(edit["intended"])
        hits = [
            candidate
            for index, start in enumerate(document.starts)
            if start == edit["start"]
            for candidate in found[index]
            if document.ends[candidate.last - 1] == edit["end"] and candidate.forms == wanted
        ]
        tally.spans += 1
        tally.proposed += bool(hits)
        if not hits:
            tally.misses[edit["garbled"], edit["intended"]] += 1
        else:
            tally.routes[hits[0].channel + "/" + hits[0].route] += 1


def measure(path: Path, fold: str, channels: Sequence[Any]) -> Tally:
    """Return the tally of one file."""
    tally = Tally()
    for row in rows_of(path, fold):
        document = tokens.read(row.get("garbled") or row["text"])
        found = proposals(channels, document, tally)
        tally.words += len(document)
        if "edits" in row:
            hand_marked(row, document, found, tally)
        else:
            clean = tokens.forms_of(row["clean"])
            tally.before += distance(document.forms, clean)
            oracle(document, clean, found, tally)
    return tally


def main() -> None:
    """Print a table and the commonest misses."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--files", nargs="+", default=["spin.jsonl", "spin_heavy.jsonl", "spin_hand.jsonl"])
    parser.add_argument("--fold", default="1", help="0, 1, all, or R/M")
    parser.add_argument("--dictionaries", type=Path, help="folder that holds the language, instead of the shipped one")
    parser.add_argument("--misses", type=int, default=40)
    options = parser.parse_args()
    resources = Resources("en", options.dictionaries)
    channels = [module.Channel(resources) for module in CHANNELS]
    proposals(channels, tokens.read(WARM_UP), Tally())
    for name in options.files:
        tally = measure(options.cases / name, options.fold, channels)
        micro = 1e6 * tally.seconds / max(tally.starts, 1)
        print(f"{name}: {tally.candidates / max(tally.starts, 1):.1f} candidates a start, {micro:.0f} microseconds")
        if tally.spans:
            print(f"  spans proposed {tally.proposed} of {tally.spans}")
        else:
            cut = 1 - tally.best / max(tally.before, 1)
            print(f"  words {tally.words}, errors {tally.before}, at best {tally.best} ({cut:.0%} cut)")
        print("  routes", dict(tally.routes.most_common()))
        print("  misses", "; ".join(f"{o} → {i} ({n})" for (o, i), n in tally.misses.most_common(options.misses)))


if __name__ == "__main__":
    main()
