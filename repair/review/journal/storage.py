"""Journals on the disk: where they lie, which ones belong to a file, and the lock of a review."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from repair.review.journal.lines import MOST_BYTES, MOST_HEADER, JournalError, Record, parse, parse_header
from repair.text.files.writing import lock

ENDING = ".repair-journal"
_LONGEST_NAME = 255  # bytes of a file name on the file systems in use
_MOST_JOURNALS = 1_000  # of other files in the same folder, looked at for an answer to these


@dataclass(frozen=True, slots=True)
class Kept:
    """A journal that was found: where, what it holds, and when it was written last (ns since the epoch)."""

    path: Path
    record: Record
    changed_ns: int


def state_folder() -> Path:
    """Return where journals lie whose own folder cannot be written; it need not be there yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "repair" / "journals"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "repair" / "journals"
    given = os.environ.get("XDG_STATE_HOME", "")  # a relative path there is to be ignored, says the standard
    return (Path(given) if given.startswith("/") else Path.home() / ".local" / "state") / "repair" / "journals"


def locations(path: Path) -> tuple[Path, Path]:
    """Return where the journal of a file may lie: beside it, and in the state folder under a name of its own."""
    real = Path(os.path.realpath(path))
    beside = f".{real.name}{ENDING}"
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:32]
    if len(os.fsencode(beside)) > _LONGEST_NAME - 3:  # room for a number
        beside = f".{digest}{ENDING}"
    return real.with_name(beside), state_folder() / f"{digest}{ENDING}"


def find(paths: Sequence[Path], names: Iterable[str]) -> list[Kept]:
    """Return the journals with answers to some files, the newest first.

    `names` are those of their articles.  Beside their own journals, others in the same folders are looked at, because
    a file may have been reviewed together with others; of these only what names an article counts, not a copy of it.

    Raises:
        JournalError: none is sound, and one that has the name of a journal of theirs is damaged or foreign.
    """
    own = dict.fromkeys(place for path in paths for place in locations(path))
    others = dict.fromkeys(place for folder in {place.parent for place in own} for place in _journals_in(folder))
    kept: list[Kept] = []
    reasons: list[str] = []
    named = set(names)
    for path in dict.fromkeys((*own, *others)):
        try:
            data, changed_ns = read_bytes(path, MOST_HEADER)
            if not data:
                continue
            if path not in own:
                _, articles = parse_header(data.partition(b"\n")[0])
                if not any(article.name in named for article in articles):
                    continue
            record = parse(read_bytes(path, MOST_BYTES)[0])
        except (JournalError, OSError) as error:
            if path in own and not isinstance(error, FileNotFoundError | NotADirectoryError):
                reasons.append(f"{path}: {error if isinstance(error, JournalError) else error.strerror}")
            continue
        if record is not None:
            kept.append(Kept(path, record, changed_ns))
    if reasons and not kept:
        raise JournalError(reasons[0])
    return sorted(kept, key=lambda found: (-found.changed_ns, str(found.path)))


def read_journal(path: Path) -> Record:
    """Return what a journal holds; JournalError, without the file's name, if it cannot be read or holds nothing."""
    try:
        record = parse(read_bytes(path, MOST_BYTES)[0])
    except OSError as error:
        raise JournalError(f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    if record is None:
        raise JournalError("an empty journal")
    return record


def _journals_in(folder: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith(ENDING)]
        yield from (folder / name for name in sorted(names)[:_MOST_JOURNALS])


def read_bytes(path: Path, most: int) -> tuple[bytes, int]:
    """Return up to a byte more than `most` of a journal, and when it was changed; no regular file is a JournalError."""
    # A pipe of that name must not hang the program, nor may a link lead it elsewhere.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise JournalError("not a journal of repair")
        return stream.read(most + 1), status.st_mtime_ns


class Lock:
    """Keeps a second review of the same files out, as long as it is held; advisory, and gone with the process.

    The files themselves are locked (flock), so that nothing is left behind and a folder need not be writable.

    Raises:
        JournalError: another process holds one of them.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._descriptors: list[int] = []
        for path in paths:
            try:
                self._descriptors.append(locked(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))))
            except JournalError as error:
                self.release()
                raise JournalError(f"{path}: {error}") from error
            except OSError as error:
                self.release()
                raise JournalError(f"{path}: {(error.strerror or str(error)).lower()}") from error

    def release(self) -> None:
        """Let others review the files; doing it twice does nothing."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def __enter__(self) -> Lock:  # noqa: PYI034 - `Self` is not in Python 3.10
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def locked(descriptor: int) -> int:
    """Return the descriptor, locked; JournalError, and it is closed, if another process has it.

    Windows has no advisory locks: two reviews of one file are not kept apart there.
    """
    try:
        lock(descriptor, wait=False)
    except BlockingIOError as error:
        os.close(descriptor)
        raise JournalError("is open in another review") from error
    except OSError:  # some network file systems have no locks; better without one than no review
        pass
    return descriptor
