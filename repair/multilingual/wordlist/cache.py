"""Where the words of the languages beside English lie: built at first use in the user's cache folder, then mapped."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from repair.knowledge.resources import DictionaryError, Resources
from repair.multilingual.facts import LANGUAGES
from repair.multilingual.wordlist.building import columns_of
from repair.multilingual.wordlist.container import body_of, header
from repair.multilingual.wordlist.words import FILE, VERSION, Words
from repair.text.files.writing import locked

NOTE = "word frequencies of wordfreq (Robyn Speer; CC BY-SA 4.0)"
DRAFT = "draft-"
"""How the name of a folder begins in which words are being written."""


class Built(NamedTuple):
    """The words of a language on the disk."""

    code: str
    folder: Path
    size: int


def root() -> Path:
    """Return the folder of the words of all languages, of this release's format and the wordfreq that is installed."""
    return cache_folder() / f"words-{VERSION}-wordfreq-{version('wordfreq')}"


def cache_folder() -> Path:
    """Return the folder of what can be made again; it need not be there.  DictionaryError where there is no home."""
    given = os.environ.get("XDG_CACHE_HOME", "")  # a relative path there is to be ignored, says the standard
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = Path(given) if given.startswith("/") else Path.home() / ".cache"
    except RuntimeError as error:
        raise DictionaryError("there is no home folder to keep words in: set XDG_CACHE_HOME") from error
    return base / "repair"


def built() -> Iterator[Built]:
    """Yield the languages whose words are there, in the order of their codes."""
    for code in sorted(LANGUAGES):
        folder = root() / code
        if is_built(code):
            yield Built(code, folder, sum(file.stat().st_size for file in folder.iterdir()))


def is_built(code: str) -> bool:
    """Tell whether the words of a language are there; whether they are whole shows when they are read."""
    return (root() / code / f"{FILE}.header").is_file()


def resources(code: str) -> Resources:
    """Return the words of a language, built first if they are not there, or damaged; DictionaryError if that fails."""
    if is_built(code):
        found = Resources(code, root())
        with suppress(DictionaryError):
            found.get(Words.read)
            return found
    build(code)
    return Resources(code, root())


def build(code: str) -> None:
    """Build the words of a language anew; DictionaryError if they cannot be written.

    They are written beside their place and moved there when they are whole.  A second process that builds them waits,
    and finds them built.
    """
    target = root() / code
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        before = _stamp(target)
        with locked(target.parent / f"{code}.lock"):
            if before == _stamp(target):
                _build(code, target)
    except OSError as error:
        raise DictionaryError(
            f"the words of {LANGUAGES[code].name} cannot be kept in {target.parent}: {error.strerror or error}"
        ) from error


def _stamp(target: Path) -> int:
    """Return what differs when words are built anew; 0 where there are none."""
    try:
        return (target / f"{FILE}.header").stat().st_mtime_ns
    except OSError:
        return 0


def _build(code: str, target: Path) -> None:
    body = body_of(columns_of(LANGUAGES[code]))
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=target.parent))
    try:
        (draft / FILE).write_bytes(body)
        (draft / f"{FILE}.header").write_bytes(header(FILE, VERSION, body, NOTE))
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def remove(code: str) -> bool:
    """Delete the words of a language, of all releases; tell whether there were any."""
    found = [folder for folder in cache_folder().glob(f"words-*/{code}") if folder.is_dir()]
    for folder in found:
        shutil.rmtree(folder)
    return bool(found)
