"""Writes files whole or not at all, and locks them against other processes."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from repair.text.files.reading import TextError, reason

try:
    import fcntl
except ImportError:  # Windows has no advisory locks
    fcntl = None  # type: ignore[assignment]

TEMPORARY = (".repair-", ".tmp")
"""How the names of files begin and end that are written and not yet in place; what a killed process leaves."""
ABANDONED = 60
"""Seconds after which a file with such a name is a leftover, unless a process still holds it."""
BEFORE = ".before-repair"
"""How the name of the copy ends that is kept of a file while it is written over."""
LONGEST_NAME = 200


def write(path: Path, data: bytes, *, follow_link: bool = True) -> None:
    """Write `data` to a file as a whole: on any failure the file keeps what it had.

    A new file is written beside it, flushed to the disk and renamed over it, with the permissions, the owner and the
    extended attributes of the old one.  A file that has other names (hard links), or an owner that only root can give,
    is written over instead, and its old bytes lie beside it meanwhile.  What is no regular file (a pipe, a terminal) is
    written directly.  Leftovers of killed writes in the same folder are deleted.

    Raises:
        TextError: it cannot be written, is read-only, or is a symbolic link and `follow_link` is False.
    """
    if path.is_symlink():
        if not follow_link:
            raise TextError("is a symbolic link; give the file that it points to")
        path = Path(os.path.realpath(path))
    try:
        old = path.stat() if path.exists() else None
        if old is not None and stat.S_ISDIR(old.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if old is not None and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "is read-only")
        if old is not None and not stat.S_ISREG(old.st_mode):
            path.write_bytes(data)
        elif old is not None and (old.st_nlink > 1 or not _may_own(old)):
            _write_over(path, data)
        else:
            with _replacing(path, old) as stream:
                stream.write(data)
    except OSError as error:
        raise TextError(f"not written: {reason(error)}") from error


def copy(source: Path, target: Path) -> None:
    """Copy the bytes of a file as a whole, a piece at a time, or not at all; TextError if that fails."""
    try:
        with source.open("rb") as old, _replacing(target, None) as new:
            shutil.copyfileobj(old, new, 2**20)
    except OSError as error:
        raise TextError(f"{target}: not written: {reason(error)}") from error


def _may_own(old: os.stat_result) -> bool:
    """Tell whether a new file can be given the owner and group of an old one."""
    if sys.platform == "win32":
        return True
    user, group = os.geteuid(), os.getegid()
    return user == 0 or (old.st_uid == user and old.st_gid in (group, *os.getgroups()))


@contextmanager
def _replacing(path: Path, old: os.stat_result | None, *, private: bool = False) -> Iterator[BinaryIO]:
    """Give a stream whose bytes take the place of a file once all are on the disk; after a failure nothing is left.

    The new file takes after the `old` one; until then, or for good if it is `private`, nobody else may read it.
    """
    _sweep_once(path.parent)
    temporary = path.with_name(f"{TEMPORARY[0]}{secrets.token_hex(8)}{TEMPORARY[1]}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o600 if private or old is not None else 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with suppress(OSError):  # a file system without locks: its age alone tells whether it is a leftover
                lock(descriptor, wait=False)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if old is not None:
            _take_after(path, temporary, old)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _take_after(path: Path, new: Path, old: os.stat_result) -> None:
    """Give a new file the owner, the permissions and the extended attributes (access lists) of an old one."""
    made = new.stat()
    if sys.platform != "win32" and (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
        os.chown(new, old.st_uid, old.st_gid)
    new.chmod(stat.S_IMODE(old.st_mode))  # after the owner: giving a file away takes bits from it
    if sys.platform == "linux":
        with suppress(OSError):  # a file system without them
            for name in os.listxattr(path):
                with suppress(OSError):  # one that the system alone may set
                    os.setxattr(new, name, os.getxattr(path, name))


def _write_over(path: Path, data: bytes) -> None:
    """Write other bytes into a file that stays the same one; a copy lies beside it until they are on the disk.

    Where that fails the old bytes are put back.  If the process is killed, the copy stays.
    """
    kept = path.with_name(path.name[:LONGEST_NAME] + BEFORE)
    if os.path.lexists(kept):
        raise TextError(f"not written: {kept.name} is left of a run that was killed; keep the better of the two")
    with path.open("r+b") as stream:
        before = stream.read()
        with _replacing(kept, None, private=True) as copy:
            copy.write(before)
        try:
            _fill(stream, data)
        except BaseException:
            _fill(stream, before)
            kept.unlink()
            raise
    kept.unlink()


def _fill(stream: BinaryIO, data: bytes) -> None:
    stream.seek(0)
    stream.write(data)
    stream.flush()
    stream.truncate(len(data))
    os.fsync(stream.fileno())


def sweep(folder: Path, *, older: float = ABANDONED) -> None:
    """Delete what killed processes were just writing to a folder, at least `older` seconds ago."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(TEMPORARY[0]) and entry.name.endswith(TEMPORARY[1]):
                with suppress(OSError):
                    if entry.is_file(follow_symlinks=False) and time.time() - entry.stat().st_mtime >= older:
                        _delete_unheld(entry.path)


_sweep_once = lru_cache(maxsize=1024)(sweep)


def _delete_unheld(path: str) -> None:
    """Delete a file unless a process writes it still; BlockingIOError if one does."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    try:
        lock(descriptor, wait=False)
        os.unlink(path)  # noqa: PTH108 - a path as scandir gives it
    finally:
        os.close(descriptor)


def lock(descriptor: int, *, wait: bool) -> None:
    """Lock an open file against other processes until it is closed; does nothing where the system has no such locks.

    Raises:
        BlockingIOError: another process has it, and `wait` is False.
        OSError: its file system has no locks.
    """
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes that lock the same file out, and wait for one that has it; the file is made if need be.

    Where a file cannot be made or locked (a read-only home, a network drive), nothing is locked.
    """
    descriptor = -1
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            lock(descriptor, wait=True)
    try:
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)
