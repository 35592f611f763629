"""Writes dictionaries as `knowledge.resources` reads them: a header with a checksum, and columns that can be mapped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Column = Sequence[str] | NDArray[np.generic]

ALIGNMENT = 8  # bytes: the widest number that a column holds


def header(name: str, version: int, body: bytes, note: str = "") -> bytes:
    """Return the header line of a dictionary, newline included."""
    return (
        " ".join(filter(None, ["#repair", name, str(version), hashlib.sha256(body).hexdigest(), note])).encode() + b"\n"
    )


def body_of(columns: Mapping[str, Column]) -> bytes:
    """Return a binary dictionary of named columns, as `knowledge.resources.Columns` reads it."""
    blocks = [(name, *_block(column)) for name, column in columns.items()]
    # The table of contents is written at a fixed width, since its length moves every offset in it.
    room = 256 + sum(len(name) + 64 for name, _, _ in blocks)
    contents: dict[str, tuple[str, int, int]] = {}
    offset = _aligned(room)
    for name, dtype, block in blocks:
        contents[name] = (dtype, offset, len(block))
        offset = _aligned(offset + len(block))
    body = bytearray(offset)
    table = json.dumps(contents).encode()
    body[: len(table)] = table
    body[len(table) : _aligned(room)] = b" " * (_aligned(room) - len(table) - 1) + b"\n"
    for name, _, block in blocks:
        start = contents[name][1]
        body[start : start + len(block)] = block
    return bytes(body)


def _block(column: Column) -> tuple[str, bytes]:
    if isinstance(column, np.ndarray):
        little = column.astype(column.dtype.newbyteorder("<"))
        return little.dtype.str, little.tobytes()
    if any("\n" in text for text in column):
        raise ValueError("a string column cannot hold a line feed")
    return "text", "\n".join(column).encode("utf-8")


def _aligned(offset: int) -> int:
    return -(-offset // ALIGNMENT) * ALIGNMENT
