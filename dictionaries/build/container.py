"""Writes dictionaries with the header that `repair.knowledge.resources` checks, and prints them for a reader."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from repair.multilingual.wordlist.container import Column, body_of, header


def write_text(path: Path, version: int, rows: Iterable[str], *, note: str = "") -> None:
    """Write a text dictionary, one row a line, its header in the first line."""
    body = "".join(row + "\n" for row in rows).encode("utf-8")
    _replace(path, header(path.name, version, body, note) + body)


def write_binary(path: Path, version: int, body: bytes, *, note: str = "") -> None:
    """Write a binary dictionary, its header beside it in `FILE.header`."""
    _replace(path, body)
    _replace(path.with_name(path.name + ".header"), header(path.name, version, body, note))


def write_columns(path: Path, version: int, columns: Mapping[str, Column], *, note: str = "") -> None:
    """Write a binary dictionary of named columns, as `repair.knowledge.resources.Columns` reads it."""
    write_binary(path, version, body_of(columns), note=note)


def rewrite_header(path: Path, version: int, *, note: str = "") -> None:
    """Renew the header of a text dictionary that was edited by hand."""
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = lines[1:] if lines[0].startswith("#repair ") else lines
    while rows and not rows[-1]:
        rows.pop()
    write_text(path, version, rows, note=note)


def _replace(path: Path, content: bytes) -> None:
    """Write in one step, so that a build stopped half-way leaves the old file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    os.replace(draft, path)


def main() -> int:
    """Print a binary dictionary's columns, or renew the header of an edited text dictionary."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("action", choices=("show", "header"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--version", type=int, default=1, help="format version to write (header)")
    parser.add_argument("--rows", type=int, default=20, help="rows to print of each column (show)")
    options = parser.parse_args()
    if options.action == "header":
        rewrite_header(options.file, options.version)
        return 0
    body = options.file.read_bytes()
    for name, (dtype, offset, size) in json.loads(body[: body.find(b"\n")]).items():
        block = body[offset : offset + size]
        values = block.decode().split("\n") if dtype == "text" else np.frombuffer(block, dtype).tolist()
        print(f"{name} ({dtype}, {len(values)}): {values[: options.rows]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
