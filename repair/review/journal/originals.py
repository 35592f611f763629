"""Texts as they were before a review was written, so that `repair undo` gives them back to the byte.

Each is a file of its own in the state folder: a line of JSON, then the bytes.  Its name holds a hash of the path and
one of what was written, so that the original of exactly this text is found, and reviews can be undone one by one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from repair.review.journal.lines import JournalError
from repair.review.journal.storage import read_bytes, state_folder
from repair.review.journal.writing import create_private
from repair.text.files.reading import MAX_BYTES

ENDING = ".repair-original"
FORMAT, VERSION = "repair original", 1  # the version is raised when a field changes its meaning or goes
_MOST_HEADER = 100_000  # bytes: a path has 4,096 at most on Linux, each written as up to six
_DIGITS = 32  # of a hash in a name; 128 bits are not met twice by chance
MOST_KEPT = 1_000  # originals on the disk, the oldest go first: of some years of daily work
MOST_BYTES_KEPT = 2**30  # the same by size: articles have some kilobytes, scanned books some megabytes


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a file had, and the SHA-256 of those that took their place; `kept_at` is where they are kept."""

    kept_at: Path
    data: bytes
    written_sha256: str


def folder() -> Path:
    """Return where originals lie; it need not be there yet."""
    return state_folder().parent / "originals"


def keep(path: Path, original: bytes, written: bytes) -> None:
    """Keep what a file holds before something else is written to it.

    Raises:
        JournalError: it cannot be kept; the file had better not be written then.
    """
    header = {
        "format": FORMAT,
        "version": VERSION,
        "path": os.path.realpath(path),
        "written": _sha256(written),
        "original": _sha256(original),
    }
    data = json.dumps(header).encode("ascii") + b"\n" + original
    last: OSError | None = None
    for place in _places(path, _sha256(written)):
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(create_private(place, data))
        except OSError as error:
            last = error
            continue
        _forget_oldest(place)
        return
    reason = (last.strerror or str(last)).lower() if last else "no folder"
    raise JournalError(f"the old text cannot be kept for undo: {reason}")


def find(path: Path, data: bytes) -> Original | None:
    """Return the original of a file that holds `data` as it was written; None where there is none.

    A file that was moved since is found by its content, where no other has the same.

    Raises:
        JournalError: what was kept is damaged.
    """
    written = _sha256(data)
    for place in _places(path, written):
        with suppress(FileNotFoundError):
            return _read(place)
    moved = [place for place in _kept() if place.name.endswith(f"-{written[:_DIGITS]}{ENDING}")]
    found = {original.data: original for original in map(_read, moved)}
    return next(iter(found.values())) if len(found) == 1 else None


def is_written(path: Path, data: bytes) -> bool:
    """Tell whether a file holds just what a review has written to it."""
    return any(place.exists() for place in _places(path, _sha256(data)))


def latest(path: Path) -> Original | None:
    """Return the original that was kept last for a file, whatever it holds now; JournalError as in `find`."""
    beside, start = path.parent, f"{_path_digits(path)}-"
    places = [*_kept(), *_kept(beside)]
    own = [place for place in places if place.name.removeprefix(".").startswith(start)]
    newest = max(own, key=lambda place: place.lstat().st_mtime_ns, default=None)
    return None if newest is None else _read(newest)


def forget(original: Original) -> None:
    """Remove an original that was given back; doing it twice does nothing."""
    with suppress(OSError):
        original.kept_at.unlink()


def _places(path: Path, written: str) -> tuple[Path, Path]:
    """Return where an original may lie: in the state folder, or beside the file where that cannot be written."""
    name = f"{_path_digits(path)}-{written[:_DIGITS]}{ENDING}"
    return folder() / name, Path(os.path.realpath(path)).with_name(f".{name}")


def _path_digits(path: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:_DIGITS]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _kept(place: Path | None = None) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder() if place is None else place) as entries:
        yield from [Path(entry.path) for entry in entries if entry.name.endswith(ENDING)]


def _read(place: Path) -> Original:
    """Return a kept original; FileNotFoundError where there is none, JournalError where it is not sound."""
    try:
        data, _ = read_bytes(place, _MOST_HEADER + MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFoundError(place) from error
    except OSError as error:
        raise JournalError(f"{place}: {(error.strerror or str(error)).lower()}") from error
    line, _, body = data.partition(b"\n")
    try:
        header = json.loads(line) if len(line) <= _MOST_HEADER else None
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise JournalError(f"{place}: not an original kept by repair")
    if header.get("version") != VERSION:
        raise JournalError(f"{place}: of another version; this release reads {VERSION}: update repair")
    if header.get("original") != _sha256(body) or not isinstance(header.get("written"), str):
        raise JournalError(f"{place}: damaged")
    return Original(place, body, header["written"])


def _forget_oldest(newest: Path) -> None:
    """Remove the oldest originals beyond what is kept; never the newest."""
    count = size = 0
    for place, bytes_kept in _by_age(path for path in _kept() if path != newest):
        count, size = count + 1, size + bytes_kept
        if count >= MOST_KEPT or size > MOST_BYTES_KEPT:
            with suppress(OSError):
                place.unlink()


def _by_age(places: Iterable[Path]) -> list[tuple[Path, int]]:
    """Return files with their sizes, the newest first."""
    found: list[tuple[int, Path, int]] = []
    for place in places:
        with suppress(OSError):
            status = place.lstat()
            found.append((status.st_mtime_ns, place, status.st_size))
    return [(place, size) for _, place, size in sorted(found, reverse=True)]
