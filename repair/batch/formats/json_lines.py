"""JSON lines: the text in one field of an object a line; a line comes out as the same bytes but for that text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from repair.batch.formats.compression import compression_of, damage, go_to, opened
from repair.batch.forms import Found, Options, Source, no_field
from repair.batch.shards import MEGABYTE, Cursor, Record, RefusedError, Slice
from repair.text.files.reading import TextError

_SPACE = " \t\n\r"
_MARK = b"\xef\xbb\xbf"
_DECODER = json.JSONDecoder()
LONGEST_ID = 4096  # characters of an identity in JSON that the side files repeat
LONGEST_SITE = 1024  # characters of the value that names a site


LOOKED_AT = 1000, 16 * MEGABYTE
"""Lines, and bytes of them, in which the field of the texts has to stand at least once."""


def check(source: Source, options: Options) -> None:
    """Raise TextError, which names the fields that there are, where none of the first objects has that of the texts."""
    names: dict[str, None] = {}
    most, size = LOOKED_AT
    with suppress(*damage()), opened(source.path, compression_of(source.path.name)) as (stream, _):
        for line, length in islice(lines(stream, options.most_bytes), most):
            fields = _fields(line or b"")
            if options.field in fields:
                return
            names.update(dict.fromkeys(fields))
            size -= length
            if size <= 0:
                break
    if names:
        raise TextError(no_field(source, options.field, names))


def _fields(line: bytes) -> list[str]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return list(value) if isinstance(value, dict) else []


def read(source: Source, options: Options, cursor: Cursor) -> Iterator[tuple[Record, Cursor, int]]:
    """Yield each line with the cursor after it and the bytes of the file read so far; a damaged end is refused."""
    position, offset = cursor.get("position", 0), cursor.get("offset", 0)
    if offset < 0:  # the damaged end has been told
        return
    try:
        with opened(source.path, compression_of(source.path.name)) as (stream, told):
            go_to(stream, offset)
            for line, length in lines(stream, options.most_bytes):
                yield (
                    _record(position, line, offset, length),
                    {"position": position + 1, "offset": offset + length},
                    told(),
                )
                position, offset = position + 1, offset + length
    except damage() as error:
        refused = ("damaged file", f"nothing can be read from here on: {type(error).__name__}: {error}")
        record = Record(position, None, where={"offset": offset}, refused=refused)
        yield record, {"position": position + 1, "offset": -1}, source.path.stat().st_size


def _record(position: int, line: bytes | None, offset: int, length: int) -> Record:
    where: dict[str, int | str] = {"offset": offset, "length": length}
    if line is None:
        refused = "too long", f"{length:,} bytes in one line"
        return Record(position, None, Slice(offset, length), where=where, refused=refused)
    if not line.strip():
        return Record(position, None, line, length)
    return Record(position, line, line, length, where)


def lines(stream: BinaryIO, most: int) -> Iterator[tuple[bytes | None, int]]:
    """Yield each line, its end with it, and its length in bytes; None for a line of more than `most` bytes."""
    while line := stream.readline(most + 1):
        if len(line) <= most or line.endswith(b"\n"):
            yield line, len(line)
            continue
        length = len(line)
        while not line.endswith(b"\n") and (line := stream.readline(MEGABYTE)):
            length += len(line)
        yield None, length


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the object: where it stands in the line, and what it is."""

    start: int
    end: int
    value: object


def take(body: bytes, options: Options) -> Found:
    """Return the text of a line; RefusedError if it is no object with a text in the field."""
    mark = _MARK if body.startswith(_MARK) else b""
    try:
        line = body[len(mark) :].decode()
    except UnicodeDecodeError as error:
        raise RefusedError("undecodable", f"not UTF-8 at byte {error.start}") from error
    fields = {name for name in (options.field, options.id_field, options.by) if name is not None}
    try:
        values = walk(line, fields)
    except RecursionError as error:
        raise RefusedError("bad JSON", "nested too deep") from error
    except ValueError as error:
        raise RefusedError("bad JSON", str(error)) from error
    identity = values.get(options.id_field or "")
    id_json = line[identity.start : identity.end] if identity else None
    if id_json and len(id_json) > LONGEST_ID:
        id_json = None
    found = values.get(options.field)
    if found is None:
        raise RefusedError("no field", f"no field {options.field!r}", id=id_json)
    if not isinstance(found.value, str):
        raise RefusedError("not a string", f"{type(found.value).__name__} in {options.field!r}", id=id_json)
    site = values.get(options.by or "")

    def put(text: str) -> bytes:
        written = json.dumps(text, ensure_ascii=line.isascii())
        if not line.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            written = json.dumps(text)
        return mark + (line[: found.start] + written + line[found.end :]).encode()

    return Found(found.value, put, id_json, site_of(site.value) if site else None)


def site_of(value: object) -> str | None:
    """Return the site that the value of a field names: a string or a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    name = str(value)
    return name if 0 < len(name) <= LONGEST_SITE else None


def walk(line: str, fields: set[str]) -> dict[str, _Value]:
    """Return where the values of some fields stand in a JSON object; ValueError if the line is none.

    Of a field that stands twice the last counts, as for `json`.
    """
    place = _past_space(line, 0)
    if line[place : place + 1] != "{":
        _DECODER.decode(line)  # says what is wrong with it, if it is no JSON at all
        raise ValueError("not an object")
    values: dict[str, _Value] = {}
    place = _past_space(line, place + 1)
    if line[place : place + 1] == "}":
        return _ended(line, place, values)
    while True:
        if line[place : place + 1] != '"':
            raise ValueError(f"a name is due at character {place}")
        name, place = _DECODER.raw_decode(line, place)
        place = _past_space(line, place)
        if line[place : place + 1] != ":":
            raise ValueError(f"a colon is due at character {place}")
        start = _past_space(line, place + 1)
        value, end = _DECODER.raw_decode(line, start)
        if name in fields:
            values[name] = _Value(start, end, value)
        place = _past_space(line, end)
        if line[place : place + 1] == "}":
            return _ended(line, place, values)
        if line[place : place + 1] != ",":
            raise ValueError(f"a comma is due at character {place}")
        place = _past_space(line, place + 1)


def _ended(line: str, place: int, values: dict[str, _Value]) -> dict[str, _Value]:
    if _past_space(line, place + 1) != len(line):
        raise ValueError(f"more follows at character {place + 1}")
    return values


def _past_space(line: str, place: int) -> int:
    while place < len(line) and line[place] in _SPACE:
        place += 1
    return place
