"""Folders of pages: texts come out as texts in the same encoding, HTML as the text of the article in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from repair.batch import places
from repair.batch.extras import need
from repair.batch.forms import Found, Options, Source
from repair.batch.shards import Cursor, Mended, Outcome, Record, RefusedError
from repair.text.files.reading import Source as TextSource
from repair.text.files.reading import TextError, decode, encode
from repair.text.files.writing import copy

TEXT_OF_HTML = ".txt"
"""What is added to the name of an HTML page, for its text is none."""
_NO_FILE, _UNREADABLE = "no regular file", "unreadable"
_NO_BYTES = frozenset({_NO_FILE, _UNREADABLE})
"""Reasons to reject a page that cannot be copied either."""


def read(source: Source, _options: Options, cursor: Cursor) -> Iterator[tuple[Record, Cursor, int]]:
    """Yield each page of a folder with the cursor after it and the bytes of the pages so far."""
    position, total = 0, cursor.get("read", 0)
    for path in places.walk(source.path):
        if not places.is_page(path.name):
            continue
        if position >= cursor.get("position", 0):
            size = path.lstat().st_size
            total += size
            yield _record(source, position, path, size), {"position": position + 1, "read": total}, total
        position += 1


def _record(source: Source, position: int, path: Path, size: int) -> Record:
    where: dict[str, int | str] = {"path": path.relative_to(source.path).as_posix()}
    refused = None
    if path.is_symlink() or not path.is_file():
        refused = _NO_FILE, "a symbolic link or a special file"
    elif places.is_html(path.name) and path.with_name(path.name + TEXT_OF_HTML).exists():
        refused = "name taken", f"there is a {path.name}{TEXT_OF_HTML} too"
    return Record(position, str(path), size=size, where=where, refused=refused)


def take(body: str, options: Options) -> Found:
    """Return the text of a page; RefusedError if it cannot be read, is too long, or holds none."""
    try:
        with Path(body).open("rb") as stream:
            data = stream.read(options.most_bytes + 1)
    except OSError as error:
        raise RefusedError(_UNREADABLE, error.strerror or str(error)) from error
    if len(data) > options.most_bytes:
        raise RefusedError("too long", f"more than {options.most_bytes:,} bytes")
    if places.is_html(body):
        return Found(text_of_html(data), lambda text: encode(text, TextSource(text)), always=True)
    try:
        source = decode(data)
    except TextError as error:
        raise RefusedError("undecodable", str(error)) from error

    def put(text: str) -> bytes:
        try:
            return encode(text, source) if text != source.text else data
        except TextError:  # the old encoding lacks a character of the new text
            return encode(text, TextSource(text, newline=source.newline))

    return Found(source.text, put, always=True)


def prepare() -> None:
    """Load what reads HTML, so that workers need not; TextError if it is missing."""
    need("trafilatura", "reading HTML")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it thinks of a page is no message of ours


def text_of_html(data: bytes, charset: str | None = None) -> str:
    """Return the article in an HTML page; RefusedError if there is none.  Nothing is fetched."""
    trafilatura = need("trafilatura", "reading HTML")
    html: bytes | str = data
    if charset:
        try:
            html = data.decode(charset, "replace")
        except LookupError:
            html = data  # no such encoding: guessed by the library
    text: str | None = trafilatura.extract(html)
    if not text or not text.strip():
        raise RefusedError("no text", "no article found in the HTML")
    return text + "\n" * (not text.endswith("\n"))


class PagesOutput:
    """Pages under their own names in the output folder, each written whole or not at all."""

    def __init__(self, source: Source, folder: Path, *, takes_out: bool) -> None:
        self._source = source
        self._folder = folder
        self._takes_out = takes_out

    def write(self, mended: Mended) -> None:
        """Write the pages, rejected ones as they stood, HTML as HTML; TextError if one cannot be written."""
        for record, outcome in zip(mended.shard.records, mended.outcomes, strict=True):
            name = f"{self._source.name}/{record.where['path']}"
            if outcome.reject is None:
                name += TEXT_OF_HTML if places.is_html(name) else ""
                places.put(places.target(self._folder, name), outcome.output)
            elif self.stands(record, outcome):
                copy(Path(record.body), places.target(self._folder, name))

    def stands(self, _record: Record, outcome: Outcome) -> bool:
        """Tell whether a rejected page is in the output as it stood."""
        return not self._takes_out and outcome.reject is not None and outcome.reject[0] not in _NO_BYTES

    def finish(self) -> None:
        """Nothing is left to do."""
