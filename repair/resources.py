"""Finds, checks and loads the dictionaries of one language; the only reader of `dictionaries/`.

Every dictionary opens with a header that gives its name, format version and the SHA-256 of what follows.  A text
dictionary has it in its first line, `#repair NAME VERSION SHA256 …`; a binary one beside it in `FILE.header`.  A
wrong version or a damaged file raises `DictionaryError`, never a wrong answer.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

Built = TypeVar("Built")


class DictionaryError(RuntimeError):
    """A dictionary is missing, damaged, or of another format version than this release reads."""


def dictionary_folder() -> Path:
    """Return the folder that holds the languages: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    for folder in (here / "dictionaries", here.parent / "dictionaries"):
        if folder.is_dir():
            return folder
    raise DictionaryError(f"no dictionaries found beside {here}: reinstall the package")


class Resources:
    """The dictionaries of one language, each read on first use and kept; safe to share between threads.

    What is built from a file is cached under its maker: `resources.get(Lexicon.read)`.  Pickling keeps only
    language and folder, so that a worker process maps the same files again.
    """

    def __init__(self, language: str = "en", folder: Path | None = None) -> None:
        self.language = language
        self.folder = (folder or dictionary_folder()) / language
        if not self.folder.is_dir():
            known = sorted(p.name for p in self.folder.parent.iterdir() if (p / "lexicon.tsv").is_file())
            raise DictionaryError(f"no dictionaries for language {language!r}; known: {', '.join(known)}")
        self._built: dict[Any, Any] = {}
        self._lock = RLock()

    def __getstate__(self) -> tuple[str, Path]:
        return self.language, self.folder.parent

    def __setstate__(self, state: tuple[str, Path]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def get(self, make: Callable[[Resources], Built]) -> Built:
        """Return what `make(self)` returned the first time."""
        key = (getattr(make, "__module__", ""), getattr(make, "__qualname__", make))
        if key not in self._built:
            with self._lock:
                if key not in self._built:
                    self._built[key] = make(self)
        built: Built = self._built[key]
        return built

    def lines(self, name: str, version: int) -> list[str]:
        """Return the rows of a text dictionary, header left off; DictionaryError if it is damaged."""
        head, _, body = self._read(name).partition(b"\n")
        self._check(name, version, head, body)
        return body.decode("utf-8").splitlines()

    def mapped(self, name: str, version: int) -> mmap.mmap:
        """Return a binary dictionary, memory-mapped read-only; DictionaryError if it is damaged."""
        head = self._read(name + ".header")
        try:
            with (self.folder / name).open("rb") as stream:
                body = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
                self._check(name, version, head.strip(), stream)
        except (OSError, ValueError) as error:
            raise DictionaryError(f"dictionary {name} cannot be read: {error}") from error
        return body

    def path(self, name: str, version: int) -> Path:
        """Return the path of a checked binary dictionary, for a library that maps it itself."""
        self.mapped(name, version).close()
        return self.folder / name

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise DictionaryError(f"dictionary {name} cannot be read: {error.strerror}; reinstall the package") from error

    @staticmethod
    def _check(name: str, version: int, head: bytes, body: Any) -> None:
        fields = head.decode("utf-8", "replace").split()
        if len(fields) < 4 or fields[0] != "#repair":
            raise DictionaryError(f"dictionary {name} has no header: reinstall the package or rebuild it")
        if fields[2] != str(version):
            raise DictionaryError(
                f"dictionary {name} has format version {fields[2]}, this release reads {version}: rebuild it"
            )
        digest = hashlib.sha256(body) if isinstance(body, bytes) else hashlib.file_digest(body, "sha256")
        if fields[3] != digest.hexdigest():
            raise DictionaryError(f"dictionary {name} is damaged (checksum differs): reinstall the package")
