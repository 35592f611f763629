"""Finds, checks and loads the dictionaries of one language; the only reader of `dictionaries/`.

Every dictionary opens with a header that gives its name, format version and the SHA-256 of what follows.  A text
dictionary has it in its first line, `#repair NAME VERSION SHA256 …`; a binary one beside it in `FILE.header`.  A
wrong version or a damaged file raises `DictionaryError`, never a wrong answer.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import re
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Built = TypeVar("Built")

TEXT = "text"
NUMBERS = re.compile(r"[|<][iufS][1248]")
"""What columns of binary dictionaries hold: strings, or numbers of up to eight bytes."""

# A BCP 47 tag, loosely: letters, digits and inner hyphens only, so that no language can name a path.
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


class DictionaryError(RuntimeError):
    """A dictionary is missing, damaged, or of another format version than this release reads."""


def dictionary_folder() -> Path:
    """Return the folder that holds the languages: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "dictionaries", here.parent / "dictionaries"):
        if folder.is_dir():
            return folder
    raise DictionaryError(f"no dictionaries found beside {here}: reinstall the package")


class Columns:
    """A binary dictionary of named columns: lists of strings, and numpy arrays that stay memory-mapped.

    The first line is a table of contents in JSON, `{column: [dtype, offset, bytes]}`, offsets counted from the
    start of the file; a column of strings has the dtype `text` and is UTF-8, one string a line.
    """

    def __init__(self, name: str, body: mmap.mmap) -> None:
        self._name = name
        self._body = body
        try:
            self._contents: dict[str, list[Any]] = json.loads(body[: body.find(b"\n")])
        except (ValueError, RecursionError) as error:
            raise DictionaryError(f"dictionary {name} has no table of contents: rebuild it") from error

    def array(self, column: str) -> NDArray[Any]:
        """Return a column of numbers, read-only; DictionaryError if there is none of that name."""
        dtype, offset, size = self._entry(column)
        kind = np.dtype("|u1" if dtype == TEXT else dtype)
        return np.frombuffer(self._body, kind, size // kind.itemsize, offset)

    def strings(self, column: str) -> tuple[str, ...]:
        """Return a column of strings; DictionaryError if there is none of that name.

        A tuple, for the garbage collector soon stops looking through tuples of strings, but never through a list.
        """
        _, offset, size = self._entry(column)
        try:
            return tuple(self._body[offset : offset + size].decode("utf-8").split("\n")) if size else ()
        except UnicodeDecodeError as error:
            raise DictionaryError(f"dictionary {self._name}: column {column} is no UTF-8: rebuild it") from error

    def _entry(self, column: str) -> tuple[str, int, int]:
        try:
            dtype, offset, size = self._contents[column]
        except (KeyError, TypeError, ValueError) as error:
            raise DictionaryError(f"dictionary {self._name} has no column {column}: rebuild it") from error
        is_inside = type(offset) is type(size) is int and 0 <= offset <= offset + size <= len(self._body)
        is_known = isinstance(dtype, str) and (dtype == TEXT or NUMBERS.fullmatch(dtype))
        if not is_known or not is_inside:
            raise DictionaryError(f"dictionary {self._name}: column {column} is not where it is said to be: rebuild it")
        return dtype, offset, size


class Resources:
    """The dictionaries of one language, each read on first use and kept; safe to share between threads.

    What is built from a file is cached under its maker: `resources.get(Lexicon.read)`.  Pickling keeps only
    the language, and the folder if one was given, so that a worker process, here or on another machine, maps its files.
    """

    def __init__(self, language: str = "en", folder: Path | None = None) -> None:
        """Find the dictionaries of `language` in `folder`; DictionaryError if there are none."""
        root = folder or dictionary_folder()
        self.language = language
        self._given = folder
        self.folder = root / language
        if not LANGUAGE.fullmatch(language) or not self.folder.is_dir():
            known = ", ".join(languages(root))
            raise DictionaryError(f"no dictionaries for language {language!r}; known: {known or 'none'}")
        self._built: dict[Callable[[Resources], Any], Any] = {}
        self._lock = RLock()

    def __reduce__(self) -> tuple[type[Resources], tuple[str, Path | None]]:
        return Resources, (self.language, self._given)

    def get(self, make: Callable[[Resources], Built]) -> Built:
        """Return what `make(self)` returned the first time; `make` is a function or a classmethod.

        DictionaryError if the dictionaries that it reads do not fit together.
        """
        if make not in self._built:
            with self._lock:
                if make not in self._built:
                    try:
                        self._built[make] = make(self)
                    except (LookupError, TypeError, ValueError) as error:
                        reason = " ".join(str(error).split())
                        raise DictionaryError(f"dictionaries of {self.language} are damaged: {reason}") from error
        built: Built = self._built[make]
        return built

    def lines(self, name: str, version: int) -> list[str]:
        """Return the rows of a text dictionary, header left off; DictionaryError if it is damaged."""
        head, _, body = self._read(name).partition(b"\n")
        self._check(name, version, head, body)
        # Not splitlines(): a row may hold U+2028, U+0085 and the like as data.
        return body.decode("utf-8").removesuffix("\n").split("\n") if body else []

    def columns(self, name: str, version: int) -> Columns:
        """Return a binary dictionary of named columns; DictionaryError if it is damaged."""
        return Columns(name, self.mapped(name, version))

    def mapped(self, name: str, version: int) -> mmap.mmap:
        """Return a binary dictionary, memory-mapped read-only; DictionaryError if it is damaged."""
        head = self._read(name + ".header")
        try:
            with (self.folder / name).open("rb") as stream:
                body = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
            raise DictionaryError(f"dictionary {name} cannot be read: {error}; reinstall the package") from error
        self._check(name, version, head, body)
        return body

    def checksum(self, name: str) -> str:
        """Return the checksum that the header of a dictionary gives, unchecked; DictionaryError if it has none."""
        head, _, _ = self._read(name if name.endswith(".tsv") else name + ".header").partition(b"\n")
        fields = head.decode("utf-8", "replace").split()
        if len(fields) < 4 or fields[0] != "#repair":
            raise DictionaryError(f"dictionary {name} has no header: reinstall the package or rebuild it")
        return fields[3]

    def fingerprint(self) -> str:
        """Return one checksum of all dictionaries, from their headers; DictionaryError if one has none."""
        names = sorted(path.name for path in self.folder.iterdir() if path.suffix in (".tsv", ".header"))
        sums = [f"{name} {self.checksum(name.removesuffix('.header'))}\n" for name in names]
        return hashlib.sha256("".join(sums).encode()).hexdigest()

    def path(self, name: str, version: int) -> Path:
        """Return the path of a checked binary dictionary, for a library that maps it itself."""
        self.mapped(name, version).close()
        return self.folder / name

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise DictionaryError(
                f"dictionary {name} cannot be read: {error.strerror}; reinstall the package"
            ) from error

    @staticmethod
    def _check(name: str, version: int, head: bytes, body: bytes | mmap.mmap) -> None:
        fields = head.decode("utf-8", "replace").split()
        if len(fields) < 4 or fields[0] != "#repair":
            raise DictionaryError(f"dictionary {name} has no header: reinstall the package or rebuild it")
        if fields[1] not in (name, Path(name).stem):
            raise DictionaryError(f"dictionary {name} holds {fields[1]} instead: reinstall the package")
        if fields[2] != str(version):
            raise DictionaryError(
                f"dictionary {name} has format version {fields[2]}, this release reads {version}: rebuild it"
            )
        if fields[3] != hashlib.sha256(body).hexdigest():
            raise DictionaryError(f"dictionary {name} is damaged (checksum differs): reinstall the package")


def languages(folder: Path | None = None) -> list[str]:
    """Return the codes of the languages that have a lexicon, in alphabetical order."""
    root = folder or dictionary_folder()
    return sorted(header.parent.name for header in root.glob("*/lexicon.bin.header"))
