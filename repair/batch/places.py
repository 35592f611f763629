"""Which inputs there are, what their outputs are called, and why none lies outside the output folder or on an input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from repair.batch.forms import Source, form_of
from repair.batch.shards import EDITS, OUTPUT, REJECTS
from repair.text.files import writing
from repair.text.files.reading import TextError

STATE = ".repair-batch"
SUMMARY = "repair-batch.json"
HTML = (".html", ".htm")
PAGES = (".txt", *HTML)
_OWN = (f".{EDITS}.jsonl", f".{REJECTS}.jsonl")


def sources_of(inputs: Sequence[Path], output: Path) -> list[Source]:
    """Return the sources of files and folders, in a settled order; TextError for what cannot be one.

    A folder counts as each file of records in it, and as one source more if it holds pages.
    """
    found: list[Source] = []
    for given in inputs:
        if given.is_dir():
            found += _of_folder(given, output, len(found))
        elif given.exists():
            form = form_of(given.name)
            if form is None:
                raise TextError(f"{given}: not .jsonl, .parquet, .warc, or a folder of .txt and .html files")
            found.append(Source(len(found), given, given.name, form, has_html=form == "archive"))
        else:
            raise TextError(f"{given}: no such file or folder")
    _refuse_doubles(found)
    return found


def _of_folder(folder: Path, output: Path, number: int) -> Iterator[Source]:
    inside, outside = folder.resolve(), output.resolve()
    if outside == inside or inside in outside.parents:
        raise TextError(f"{output}: the output folder must not lie in the input folder {folder}")
    name = inside.name or "root"
    has_pages = has_html = False
    for path in walk(folder):
        has_pages = has_pages or is_page(path.name)
        has_html = has_html or is_html(path.name)
        form = form_of(path.name)
        if form:
            relative = PurePosixPath(name, *path.relative_to(folder).parts)
            yield Source(number, path, str(relative), form, has_html=form == "archive")
            number += 1
    if has_pages:
        yield Source(number, folder, name, "pages", has_html=has_html)


def is_page(name: str) -> bool:
    """Tell whether a file is a page: a text or HTML."""
    return name.lower().endswith(PAGES)


def is_html(name: str) -> bool:
    """Tell whether a file is an HTML page."""
    return name.lower().endswith(HTML)


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted within each; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield Path(place, name)


def _refuse_doubles(sources: Iterable[Source]) -> None:
    known: dict[str, Path] = {}
    for source in sources:
        for name in outputs_of(source).values():
            other = known.setdefault(name.casefold(), source.path)
            if other != source.path:
                raise TextError(f"{other} and {source.path} would both write {name}")


def outputs_of(source: Source) -> dict[str, str]:
    """Return the paths, relative to the output folder, of what a source writes, by what they hold."""
    output = {} if source.form == "pages" else {OUTPUT: source.name}
    return {**output, EDITS: source.name + _OWN[0], REJECTS: source.name + _OWN[1]}


def target(output: Path, name: str) -> Path:
    """Return the path of an output; the folders above it are made.  TextError if it would lie outside."""
    parts = PurePosixPath(name).parts
    if not parts or any(part in ("", ".", "..") or "/" in part for part in parts) or PurePosixPath(name).is_absolute():
        raise TextError(f"{name}: not a name for an output")
    place = output
    for part in parts[:-1]:
        place = place / part
        if place.is_symlink():
            raise TextError(f"{place}: is a symbolic link, and may lead out of the output folder")
        place.mkdir(exist_ok=True)
    return place / parts[-1]


def put(path: Path, data: bytes) -> None:
    """Write a file as a whole; TextError, which names it, if that fails."""
    try:
        writing.write(path, data, follow_link=False)
    except TextError as error:
        raise TextError(f"{path}: {error}") from error


def sweep(sources: Iterable[Source], output: Path) -> None:
    """Delete what a killed run was just writing: files with temporary names, where pages and the summary lie."""
    writing.sweep(output, older=0)
    for source in sources:
        for folder, _, _ in os.walk(output / source.name) if source.form == "pages" else ():
            writing.sweep(Path(folder), older=0)


def refuse_inputs(sources: Iterable[Source], output: Path) -> None:
    """Raise TextError if an output would take the place of an input."""
    for source in sources:
        own = output / source.name
        if own.exists() and own.samefile(source.path):
            raise TextError(f"{source.path}: would be overwritten; choose another output folder")


def missing(source: Source, output: Path, *, damaged: bool) -> Path | None:
    """Return the first output of a finished source that is not there, or None; a `damaged` one may have none."""
    names = outputs_of(source)
    if damaged:
        names.pop(OUTPUT, None)
    return next((output / name for name in names.values() if not os.path.lexists(output / name)), None)


def existing(sources: Iterable[Source], output: Path) -> Path | None:
    """Return the first output that exists already, or None."""
    names = [name for source in sources for name in (*outputs_of(source).values(), source.name)]
    for name in (SUMMARY, *names):
        if os.path.lexists(output / name):
            return output / name
    return None
