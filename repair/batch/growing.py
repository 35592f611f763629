"""A file that only grows: written under a working name, cut back to what is known to be whole, renamed when done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_EXCLUSIVE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class GrowingFile:
    """Bytes are appended; after `sync` they outlast a crash."""

    def __init__(self, path: Path, *, size: int = 0) -> None:
        """Open a file, new or begun before, and cut off what follows the first `size` bytes.

        OSError if it is shorter than that, or cannot be written.
        """
        self._stream: BinaryIO = os.fdopen(os.open(path, _EXCLUSIVE, 0o666), "r+b")
        if self._stream.seek(0, os.SEEK_END) < size:
            self._stream.close()
            raise OSError(f"{path.name} is shorter than it was")
        self._stream.truncate(size)
        self._stream.seek(size)
        self.size = size

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        if data:
            self._stream.write(data)
            self.size += len(data)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines that were appended; nothing may be appended meanwhile."""
        self._stream.seek(0)
        yield from self._stream
        self._stream.seek(self.size)

    def sync(self) -> None:
        """Return when everything appended is on the disk."""
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file; what was not synced may be lost in a crash of the system."""
        self._stream.close()
