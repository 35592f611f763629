"""Plain, gzip and zstd files: read as one stream of bytes, written as members that can be put one after the other."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from repair.batch.extras import need
from repair.batch.shards import MEGABYTE

Compression = Literal["", "gz", "zst"]
LEVELS = {"gz": 6, "zst": 3}
"""What both tools take unless told."""
PIECE = 2048
"""Bytes unpacked at once: zstd can make 128 kB of four bytes, so this many become 64 MB at most."""


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
    with path.open("rb") as raw:
        if compression == "zst":
            yield io.BufferedReader(_Frames(raw)), raw.tell
        elif compression == "gz":
            with gzip.GzipFile(fileobj=raw) as unzipped:
                yield cast("BinaryIO", unzipped), raw.tell
        else:
            yield raw, raw.tell


class _Frames(io.RawIOBase):
    """The contents of zstd frames one after the other; EOFError if the last is cut off, which the library overlooks."""

    def __init__(self, raw: BinaryIO) -> None:
        zstandard = need("zstandard", "reading .zst files")
        self._raw = raw
        self._begin = zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None  # None between two frames
        self._rest, self._ready = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = self._rest or self._raw.read(PIECE)
            self._rest = b""
            if not packed:
                if self._frame is not None:
                    raise EOFError("cut off before its end")
                return 0
            self._frame = self._frame or self._begin()
            self._ready = memoryview(self._frame.decompress(packed))
            if self._frame.eof:
                self._rest, self._frame = self._frame.unused_data, None
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def go_to(stream: BinaryIO, offset: int, *, at: int = 0) -> None:
    """Go on to a place in a stream that stands at `at`; one that cannot be told where to go is read up to there."""
    if stream.seekable():
        stream.seek(offset)
    while at < offset and not stream.seekable() and (read := len(stream.read(min(offset - at, MEGABYTE)))):
        at += read


class Slices:
    """Bytes of a file, unpacked, a piece at a time; asked for in order, the file is read once."""

    def __init__(self, path: Path, compression: Compression) -> None:
        """Open nothing yet."""
        self._path, self._compression = path, compression
        self._opened = ExitStack()
        self._stream: BinaryIO | None = None
        self._at = 0

    def pieces(self, offset: int, length: int) -> Iterator[bytes]:
        """Yield the bytes from `offset` on, `length` of them or as many as there are."""
        if self._stream is None or offset < self._at:
            self.close()
            self._stream, _ = self._opened.enter_context(opened(self._path, self._compression))
        go_to(self._stream, offset, at=self._at)
        self._at = offset
        while length > 0 and (piece := self._stream.read(min(length, MEGABYTE))):
            length -= len(piece)
            self._at += len(piece)
            yield piece

    def close(self) -> None:
        """Close the file."""
        self._opened.close()
        self._stream, self._at = None, 0


def compress(data: bytes, compression: Compression) -> bytes:
    """Return the data as a member of a compressed file, always the same bytes for the same data."""
    if not compression:
        return data
    if compression == "gz":
        return gzip.compress(data, LEVELS["gz"], mtime=0)
    zstandard = need("zstandard", "writing .zst files")
    packed: bytes = zstandard.ZstdCompressor(level=LEVELS["zst"], write_checksum=True).compress(data)
    return packed
