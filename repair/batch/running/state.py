"""What a run remembers on the disk so that it can go on: its settings, and for each source how far it has come."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from repair.batch.places import STATE, put
from repair.batch.running.sinks import Sizes, working_file
from repair.batch.shards import Cursor, Tally
from repair.text.files.reading import TextError, read
from repair.text.files.writing import lock

VERSION = 1  # raised when a file of the state folder changes its meaning


STATUSES = ("under way", "complete", "finished")
MOST = 2**60
"""Bytes, records and words that no run has."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a source has come; all that is told of is on the disk.

    `status` is `under way`, `complete` (everything is written under working names) or `finished` (under its own).
    """

    status: str = "under way"
    cursor: Cursor = field(default_factory=dict)
    sizes: Sizes = field(default_factory=dict)
    tally: Tally = field(default_factory=Counter)
    read: int = 0


class State:
    """The state folder of a run, locked for as long as it lives."""

    def __init__(self, output: Path) -> None:
        """Make or find the folder; TextError if another run works on it."""
        self.folder = output / STATE
        if self.folder.is_symlink():
            raise TextError(f"{self.folder}: is a symbolic link")
        self.folder.mkdir(exist_ok=True)
        self._lock = _locked(self.folder / "lock")

    def stem(self, number: int) -> Path:
        """Return where the working files of a source lie, less their endings."""
        return self.folder / f"{number:06d}"

    def settings(self) -> dict[str, Any] | None:
        """Return the settings of the run that was begun; None if none was."""
        return _json(self.folder / "settings.json")

    def begin(self, settings: Mapping[str, Any]) -> None:
        """Forget everything that was done before and note the settings of a new run."""
        self.clear()
        put(self.folder / "settings.json", json.dumps(settings, indent=1).encode())

    def progress(self, number: int) -> Progress:
        """Return how far a source has come."""
        path = self.stem(number).with_suffix(".json")
        values = _json(path)
        return Progress() if values is None else _progress(values, path)

    def note(self, number: int, progress: Progress) -> None:
        """Remember how far a source has come, all at once or not at all."""
        values = {name: getattr(progress, name) for name in Progress.__dataclass_fields__}
        put(self.stem(number).with_suffix(".json"), json.dumps(values).encode())

    def clear(self) -> None:
        """Remove what this program keeps in the folder, and nothing else."""
        for path in self.folder.iterdir():
            if path.name == "settings.json" or path.name.startswith(".repair-") or path.name[:6].isdecimal():
                path.unlink()

    def remove(self) -> None:
        """Remove the folder, for the run is over."""
        self.clear()
        self.close()
        (self.folder / "lock").unlink()
        self.folder.rmdir()

    def close(self) -> None:
        """Let others have the folder."""
        self._lock.close()

    def rename(self, number: int, targets: Mapping[str, Path]) -> None:
        """Give the working files of a source their own names; those that have them already are passed over."""
        for name, target in targets.items():
            working = working_file(self.stem(number), name)
            if working.exists():
                working.replace(target)


def _locked(path: Path) -> IO[bytes]:
    stream = path.open("ab")
    try:
        lock(stream.fileno(), wait=False)
    except OSError as error:
        stream.close()
        raise TextError(f"{path.parent}: another run is at work here") from error
    os.set_inheritable(stream.fileno(), False)
    return stream


def _json(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    try:
        values = json.loads(read(path).text)
    except (ValueError, RecursionError, TextError):
        values = None
    if not isinstance(values, dict):
        raise _damaged(path)
    return values


def _progress(values: dict[str, Any], path: Path) -> Progress:
    """Return what a state file tells; TextError if a field is missing, unknown or of another type."""
    if set(values) != set(Progress.__dataclass_fields__) or values["status"] not in STATUSES:
        raise _damaged(path)
    counts = [values["cursor"], values["sizes"], values["tally"], {"read": values["read"]}]
    if not all(isinstance(table, dict) and all(_is_count(count) for count in table.values()) for table in counts):
        raise _damaged(path)
    return Progress(**{**values, "tally": Counter(values["tally"])})


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < MOST


def _damaged(path: Path) -> TextError:
    return TextError(f"{path}: damaged; begin anew with --force")
