"""Where the user dictionary lies: the user's own file, and the project file `.repair.toml`, which wins.

The user's file has one entry a line, its parts between tabs: `word`, `name` or `pair`, the text, and what takes its
place.  The project file has a table `[words]` with the lists `words` and `names` and the table `pairs`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from repair.text.files.reading import TextError, read
from repair.text.files.writing import locked, write
from repair.user.words import ENTRY_KINDS, Entry, UserWords, UserWordsError, checked, entry_refused

PROJECT_FILE, USER_FILE = ".repair.toml", "words.tsv"
LOCK = "words.lock"  # beside the user's own file; a dictionary itself is replaced as a whole, and cannot hold a lock
MOST_BYTES = 5 * 2**20  # as of a plan
_HEAD = "# The user dictionary of repair. One entry a line, its parts between tabs: word, name or pair; the text; for\n"
_HEAD += "# a pair what takes its place. `repair words --help` says more.\n"


def user_file() -> Path:
    """Return where the user's own file lies; it need not be there."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "repair" / USER_FILE
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "repair" / USER_FILE
    given = os.environ.get("XDG_CONFIG_HOME", "")  # a relative path there is to be ignored, says the standard
    return (Path(given) if given.startswith("/") else Path.home() / ".config") / "repair" / USER_FILE


def project_file(start: Path | None = None) -> Path | None:
    """Return the nearest project file at or above a folder (the current one), no higher than a repository or home."""
    try:
        here = (start or Path.cwd()).resolve()
    except OSError:  # the current folder is gone
        return None
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder / PROJECT_FILE
        if (folder / ".git").exists() or folder == Path.home():
            break
    return None


def read_all(start: Path | None = None) -> UserWords:
    """Return what the project file and the user's file say together; UserWordsError if one is damaged."""
    project, own = project_file(start), user_file()
    entries = (*(entries_of(project) if project else ()), *(entries_of(own) if own.is_file() else ()))
    return UserWords(entries)


def entries_of(path: Path) -> tuple[Entry, ...]:
    """Return the entries of one of the two files, by its name; none if it is not there.

    UserWordsError if it cannot be read, or at the first line that is damaged.
    """
    if not path.exists():
        return ()
    try:
        text = read(path, max_bytes=MOST_BYTES).text
    except TextError as error:
        raise UserWordsError(f"{path}: {error}") from error
    found = _of_project(text, path) if path.name == PROJECT_FILE else _of_lines(text.splitlines(), path)
    return checked(found, where=str(path))


def add(entry: Entry, path: Path) -> bool:
    """Put an entry into a file, which is made if need be; tell whether that changed anything.

    One that says another thing of the same text gives way.  UserWordsError if the file is damaged, cannot hold the
    entry, or cannot be written; comments stay.
    """
    if refused := entry_refused(entry):
        raise UserWordsError(refused)
    with locked(user_file().with_name(LOCK)):  # others may be adding at the same time
        known = entries_of(path)
        if any(other.key == entry.key and other.intended == entry.intended for other in known):
            return False
        checked((*known, entry), where=str(path))
        _rewrite(path, drop=lambda other: other.key == entry.key, put=entry)
        return True


def remove(entry: Entry, path: Path) -> bool:
    """Take an entry out of a file; tell whether it was there.  A pair goes by what is observed.  Errors as in `add`."""
    with locked(user_file().with_name(LOCK)):
        if not any(other.key == entry.key for other in entries_of(path)):
            return False
        _rewrite(path, drop=lambda other: other.key == entry.key, put=None)
        return True


def _rewrite(path: Path, *, drop: Callable[[Entry], bool], put: Entry | None) -> None:
    text = read(path, max_bytes=MOST_BYTES).text if path.exists() else ""
    new = _project_text(text, drop, put) if path.name == PROJECT_FILE else _lines_text(text, path, drop, put)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, new.encode())
    except (OSError, TextError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise UserWordsError(f"{path}: {reason}") from error


def _of_lines(lines: Iterable[str], path: Path) -> list[Entry]:
    found = (_of_line(line, f"{path}, line {number}") for number, line in enumerate(lines, 1))
    return [entry for entry in found if entry is not None]


def _of_line(line: str, where: str) -> Entry | None:
    """Return the entry of a line, None for a comment or an empty line."""
    if not line.strip() or line.startswith("#"):
        return None
    kind, *parts = line.split("\t")
    wanted = 2 if kind == "pair" else 1
    if kind not in ENTRY_KINDS or len(parts) != wanted:
        raise UserWordsError(f"{where}: not word, name or pair and {'its text' if wanted == 1 else 'two texts'}")
    return _checked_entry(Entry(kind, *parts), where)


def _lines_text(text: str, path: Path, drop: Callable[[Entry], bool], put: Entry | None) -> str:
    kept = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = _of_line(line, f"{path}, line {number}")
        if entry is None or not drop(entry):
            kept.append(line)
    if put is not None:
        kept.append("\t".join((put.kind, put.text, put.intended) if put.kind == "pair" else (put.kind, put.text)))
    return ("" if text else _HEAD) + "".join(f"{line}\n" for line in kept)


def _of_project(text: str, path: Path) -> list[Entry]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        table = tomllib.loads(text).get("words", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserWordsError(f"{path}: {error}") from error
    if not isinstance(table, dict) or table.keys() - {"words", "names", "pairs"}:
        raise UserWordsError(f"{path}: [words] may hold words, names and pairs, and nothing else")
    found = [Entry("word", each) for each in _strings(table.get("words", []), f"{path}, words")]
    found += [Entry("name", each) for each in _strings(table.get("names", []), f"{path}, names")]
    pairs = table.get("pairs", {})
    if not isinstance(pairs, dict):
        raise UserWordsError(f"{path}, pairs: not a table of observed = “intended”")
    intended = _strings(list(pairs.values()), f"{path}, pairs")
    found += [Entry("pair", observed, meant) for observed, meant in zip(pairs, intended, strict=True)]
    return [_checked_entry(entry, f"{path}, {entry.kind} “{entry.text}”") for entry in found]


def _strings(value: Any, where: str) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UserWordsError(f"{where}: not a list of texts in quotes")
    return value


def _project_text(text: str, drop: Callable[[Entry], bool], put: Entry | None) -> str:
    """Return the text of a project file with an entry put in or taken out; all else stays as it is."""
    import tomlkit

    document: Any = tomlkit.parse(text)
    table = document.setdefault("words", tomlkit.table())
    for kind, name in (("word", "words"), ("name", "names")):
        kept = table.get(name, [])
        for place in reversed(range(len(kept))):
            if drop(Entry(kind, str(kept[place]))):  # type: ignore[arg-type]
                del kept[place]
        if put is not None and put.kind == kind:
            if name not in table:
                table[name] = tomlkit.array()
            table[name].append(put.text)
    pairs = table.get("pairs", {})
    for observed in list(pairs):
        if drop(Entry("pair", str(observed))):
            del pairs[observed]
    if put is not None and put.kind == "pair":
        if "pairs" not in table:
            table["pairs"] = tomlkit.table()
        table["pairs"][put.text] = put.intended
    return tomlkit.dumps(document)


def _checked_entry(entry: Entry, where: str) -> Entry:
    if refused := entry_refused(entry):
        raise UserWordsError(f"{where}: {refused}")
    return entry
