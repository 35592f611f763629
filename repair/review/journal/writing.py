"""Writing the journal of a review so that no crash loses an answer."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from repair.review.actions import Action
from repair.review.agenda import Article, Inventory
from repair.review.journal.lines import MOST_BYTES, MOST_HEADER, JournalError, event_line, event_of, header_line, parse
from repair.review.journal.resume import Resumed, resume
from repair.review.journal.storage import ENDING, Kept, locations, locked, read_bytes
from repair.review.session import step
from repair.review.state import State, Step
from repair.user.words import Entry

_MOST_NAMES = 100  # journals of one file: one for each set of files that it was reviewed with


def open_review(
    paths: Sequence[Path], articles: Iterable[Article], found: Sequence[Kept], *, known: Iterable[Entry], program: str
) -> tuple[Resumed, Journal]:
    """Return where the review of some files goes on, and the journal to record it in.

    `found` is what `storage.find` has found, while a `storage.Lock` is held; `known` is the user dictionary of now;
    `program` is the version of this release.
    JournalError if the journal cannot be written.
    """
    resumed = resume(articles, [kept.record for kept in found], known=known)
    if resumed.replayed is not None:
        return resumed, Journal.reopen(found[0])
    return resumed, Journal.create(paths, resumed, program=program)


class Journal:
    """A journal that is being written: each change is on the disk before `record` returns.

    Moves, which change no answer, are handed to the system only: a crash of the program keeps them, a power cut may
    not.  Where an older journal has to give way, nothing is written before the first change: to look at a review
    loses nothing.
    """

    def __init__(self, path: Path, *, size: int, lines: int, anchored: set[int]) -> None:
        self.path = path
        self._descriptor = -1
        self._size = size
        self._lines = lines
        self._anchored = anchored
        self._waiting = b""

    @classmethod
    def create(cls, paths: Sequence[Path], resumed: Resumed, *, program: str) -> Journal:
        """Start a new journal beside the first of the files, or in the state folder where that folder is not writable.

        What was restored is its first event.  A journal of these files that is there already gives way once the new
        one is whole, unless it has answers to other files, too: then the new one has a number in its name.
        JournalError if neither folder can be written.
        """
        inventory = resumed.state.inventory
        journal = cls(_new_path(paths[0], inventory), size=0, lines=0, anchored=set())
        journal._waiting = header_line(inventory, program=program)
        if len(journal._waiting) > MOST_HEADER:
            raise JournalError("too many files for one review; take fewer")
        if resumed.start is not None and resumed.restore is not None:
            journal._wait(resumed.start, resumed.restore, step(resumed.start, resumed.restore))
        if not journal.path.exists():
            journal._start()
        return journal

    @classmethod
    def reopen(cls, kept: Kept) -> Journal:
        """Go on with a journal that was replayed; a torn last line is cut off.

        Raises:
            JournalError: it cannot be written, or another process has it open.
        """
        record = kept.record
        anchored = {place for event in record.events for place in event.anchors}
        journal = cls(kept.path, size=record.sound_bytes, lines=len(record.events), anchored=anchored)
        try:
            flags = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            journal._descriptor = locked(os.open(kept.path, flags))
            os.ftruncate(journal._descriptor, record.sound_bytes)
        except OSError as error:
            raise _unwritable(error) from error
        return journal

    def record(self, before: State, action: Action, made: Step) -> None:
        """Write down what an action led to, before its effects are carried out; nothing where nothing has changed.

        Raises:
            JournalError: it cannot be written, or is full; the action has not been recorded.
        """
        if made.state is before:
            return
        changed = made.state.past is not before.past
        if self._descriptor < 0:
            earlier = self._waiting, self._lines
            self._wait(before, action, made)
            try:
                if changed:
                    self._start()
            except JournalError:
                self._waiting, self._lines = earlier
                raise
            return
        event = event_of(before, action, made, anchored=self._anchored)
        line = event_line(self._lines + 1, event)
        if self._size + len(line) > MOST_BYTES:
            raise JournalError(f"the journal is full ({MOST_BYTES / 2**20:g} MB); save and start anew")
        try:
            _write(self._descriptor, line)
            if changed:
                os.fsync(self._descriptor)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            raise _unwritable(error) from error
        self._size += len(line)
        self._lines += 1
        self._anchored.update(event.anchors)

    def _wait(self, before: State, action: Action, made: Step) -> None:
        event = event_of(before, action, made, anchored=self._anchored)
        self._lines += 1
        self._waiting += event_line(self._lines, event)
        self._anchored.update(event.anchors)

    def _start(self) -> None:
        try:
            self._descriptor = create_private(self.path, self._waiting)
        except OSError as error:
            raise _unwritable(error) from error
        self._size, self._waiting = len(self._waiting), b""

    def close(self) -> None:
        """Stop writing and keep the file; doing it twice does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def discard(self) -> None:
        """Stop writing and remove the file: the review is over and written."""
        with suppress(OSError):
            self.path.unlink()
        self.close()


def _unwritable(error: OSError) -> JournalError:
    return JournalError(f"the journal cannot be written: {(error.strerror or str(error)).lower()}")


def _new_path(file: Path, inventory: Inventory) -> Path:
    """Return where a new journal goes; JournalError if no folder can be written."""
    for base in locations(file):
        with suppress(OSError):
            base.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(base.parent, os.W_OK | os.X_OK):
            path = next((path for path in _numbered(base) if _may_replace(path, inventory)), None)
            if path is not None:
                return path
    raise JournalError("the journal cannot be written: neither beside the file nor in the state folder")


def _numbered(base: Path) -> Iterator[Path]:
    yield base
    stem = base.name.removesuffix(ENDING)
    yield from (base.with_name(f"{stem}.{number}{ENDING}") for number in range(2, _MOST_NAMES))


def _may_replace(path: Path, inventory: Inventory) -> bool:
    """Tell whether nothing is lost if a new journal takes this name."""
    try:
        record = parse(read_bytes(path, MOST_BYTES)[0])
    except FileNotFoundError:
        return True
    except (OSError, JournalError):
        return False
    names = {article.name for article in inventory.articles}
    return record is None or all(article.name in names for article in record.articles)


def create_private(path: Path, data: bytes) -> int:
    """Return the descriptor of a new file that holds `data`, locked; it takes its name when it is whole.

    Only its owner can read it.  OSError if it cannot be written; then nothing is left.
    """
    temporary = path.with_name(f".repair-{secrets.token_hex(8)}.tmp")
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o600)  # it quotes the text: nobody else's business
    try:
        locked(descriptor)
        _write(descriptor, data)
        os.fsync(descriptor)
        temporary.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        os.close(descriptor)
        with suppress(OSError):
            temporary.unlink()
        raise
    return descriptor


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk, too; not all systems can open a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
