"""Plain, gzip and zstd files: read as one stream of bytes, written as members that can be put one after the other."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from repair.batch.extras import need

Compression = Literal["", "gz", "zst"]
LEVELS = {"gz": 6, "zst": 3}
"""What both tools take unless told."""


def compression_of(name: str) -> Compression:
    """Return how a file is compressed, by its name."""
    lower = name.lower()
    return "gz" if lower.endswith(".gz") else "zst" if lower.endswith((".zst", ".zstd")) else ""


def damage() -> tuple[type[Exception], ...]:
    """Return what reading a damaged file raises."""
    errors: list[type[Exception]] = [EOFError, OSError, zlib.error]
    try:
        import zstandard
    except ImportError:
        return tuple(errors)
    return (*errors, zstandard.ZstdError)


@contextmanager
def opened(path: Path, compression: Compression) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """Give the stream of decompressed bytes, and a function that tells how much of the file has been read.

    TextError if the library is missing; what `damage` returns, in the course of reading, if the file is damaged.
    """
    zstandard = need("zstandard", "reading .zst files") if compression == "zst" else None
    with path.open("rb") as raw:
        if zstandard:
            reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
            yield cast("BinaryIO", io.BufferedReader(reader, 2**17)), raw.tell
        elif compression == "gz":
            with gzip.GzipFile(fileobj=raw) as unzipped:
                yield cast("BinaryIO", unzipped), raw.tell
        else:
            yield raw, raw.tell


def compress(data: bytes, compression: Compression) -> bytes:
    """Return the data as a member of a compressed file, always the same bytes for the same data; nothing for none."""
    if not data or not compression:
        return data
    if compression == "gz":
        return gzip.compress(data, LEVELS["gz"], mtime=0)
    zstandard = need("zstandard", "writing .zst files")
    packed: bytes = zstandard.ZstdCompressor(level=LEVELS["zst"], write_checksum=True).compress(data)
    return packed
