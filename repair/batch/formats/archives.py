"""Web archives: every record is copied as it is; texts in it are mended, and each HTML page is followed by its text.

A text (`conversion` or `resource` of type text/plain, as in WET files) is mended in place: a `conversion` with an
identifier of its own, whose `WARC-Refers-To` names the record that it was, and with all other headers as they stood.
An HTML response is followed by a new `conversion` record with the mended text of its article, which names the page.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import uuid
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from repair.batch.extras import need
from repair.batch.formats.compression import LEVELS
from repair.batch.formats.json_lines import LONGEST_ID
from repair.batch.formats.pages import text_of_html
from repair.batch.forms import Found, Options, Source
from repair.batch.shards import Cursor, Record, RefusedError, Slice
from repair.text.files.reading import TextError, decode, encode

_GZIP = b"\x1f\x8b"
_DAMAGE = OSError, ValueError
_HTML = frozenset({"text/html", "application/xhtml+xml"})
LONGEST_HEADER = 2**16
"""Bytes of the head of a record; addresses of pages end far below."""


def read(source: Source, options: Options, cursor: Cursor) -> Iterator[tuple[Record, Cursor, int]]:
    """Yield each record with the cursor after it and the bytes read so far; what follows damage is refused."""
    position, offset = cursor.get("position", 0), cursor.get("offset", 0)
    size = source.path.stat().st_size
    if offset >= size:
        return
    with source.path.open("rb") as stream, source.path.open("rb") as slices:
        stream.seek(offset)
        waiting = ""
        try:
            for start, kind in _heads(stream, options, size):
                if waiting:
                    record = _record(slices, position, offset, start - offset, waiting, options)
                    yield record, {"position": position + 1, "offset": start}, start
                    position += 1
                offset, waiting = start, kind
            if waiting:
                record = _record(slices, position, offset, size - offset, waiting, options)
                yield record, {"position": position + 1, "offset": size}, size
        except _DAMAGE as error:
            refused = "damaged file", f"nothing can be read from here on: {error}"
            rest = {"offset": offset, "length": size - offset}
            record = Record(position, None, Slice(**rest), where={**rest}, refused=refused)
            yield record, {"position": position + 1, "offset": size}, size


def _heads(stream: BinaryIO, options: Options, size: int) -> Iterator[tuple[int, str]]:
    """Yield where each record starts, and what it is: `text`, `page` or `other`; ValueError where there is none."""
    warc = need("fastwarc.warc", "reading web archives")
    last = -1
    for record in warc.ArchiveIterator(stream, parse_http=True, max_header_len=LONGEST_HEADER):
        start = record.stream_pos
        if start <= last or start >= size:
            raise ValueError("its records are not compressed one by one, as the standard has it; recompress it")
        last = start
        yield start, _kind(record, options)


def _kind(record: Any, options: Options) -> str:
    name = str(record.headers.get("WARC-Type", "")).lower()
    if record.headers.get("WARC-Segment-Number"):
        return "other"  # a part of a text, whose other parts name it
    content = str(record.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
    if name == "response" and record.is_http:
        kind = "page" if (record.http_content_type or "").lower() in _HTML else "other"
    elif name in ("conversion", "resource"):
        kind = "text" if content == "text/plain" else "page" if content in _HTML else "other"
    else:
        kind = "other"
    return kind if kind == "other" or record.content_length <= options.most_bytes else f"long {kind}"


def _record(slices: BinaryIO, position: int, offset: int, length: int, kind: str, options: Options) -> Record:
    where: dict[str, int | str] = {"offset": offset, "length": length}
    if kind == "other":
        return Record(position, None, Slice(offset, length), where=where)
    stays = kind.endswith("page")
    if kind.startswith("long") or length > options.most_bytes + LONGEST_HEADER:
        refused = "too long", f"more than {options.most_bytes:,} bytes"
        return Record(position, None, Slice(offset, length), where=where, refused=refused, stays=stays)
    slices.seek(offset)
    body = slices.read(length)
    return Record(position, body, body, length, where, stays=stays)


def take(body: bytes, options: Options) -> Found:
    """Return the text of a record; RefusedError if it is cut off or holds none."""
    record, data, charset = _opened(body, options)
    address = str(record.headers.get("WARC-Target-URI", ""))
    identity = json.dumps(str(record.headers.get("WARC-Record-ID", ""))[:LONGEST_ID])
    is_page = record.is_http or str(record.headers.get("Content-Type", "")).partition(";")[0].strip() in _HTML
    site = _host(address)
    if is_page:
        text = text_of_html(data, charset)
        return Found(text, lambda text: body + _page_text(record, text, body), identity, site, always=True)
    try:
        source = decode(data)
    except TextError as error:
        raise RefusedError("undecodable", str(error), id=identity) from error

    def put(text: str) -> bytes:
        return _as_conversion(_unpacked(body, options.most_bytes), encode(text, source), zipped=body.startswith(_GZIP))

    return Found(source.text, put, identity, site)


def _opened(body: bytes, options: Options) -> tuple[Any, bytes, str | None]:
    """Return the record in some bytes, its payload, and the character set that the server named."""
    warc = need("fastwarc.warc", "reading web archives")
    try:
        whole = next(iter(warc.ArchiveIterator(io.BytesIO(body), parse_http=False)))
        if len(whole.reader.read()) < whole.content_length:
            raise RefusedError("damaged record", "cut off before its end")
        record = next(iter(warc.ArchiveIterator(io.BytesIO(body), parse_http=True, auto_decode="all")))
        data = record.reader.read(options.most_bytes + 1)
    except (*_DAMAGE, StopIteration) as error:
        raise RefusedError("damaged record", str(error)) from error
    if len(data) > options.most_bytes:
        raise RefusedError("too long", f"more than {options.most_bytes:,} bytes when unpacked")
    return record, data, record.http_charset if record.is_http else None


def _unpacked(body: bytes, most: int) -> bytes:
    """Return a record as bytes, unpacked, and its block cut off after `most` bytes."""
    return zlib.decompressobj(31).decompress(body, most + LONGEST_HEADER) if body.startswith(_GZIP) else body


def _page_text(record: Any, text: str, body: bytes) -> bytes:
    """Return the conversion record of a page: nothing in it depends on when it was made."""
    page, block = str(record.headers.get("WARC-Record-ID", "")), text.encode("utf-8", "replace")
    version = _unpacked(body, 0).partition(b"\r\n")[0]
    headers = [
        ("WARC-Type", "conversion"),
        ("WARC-Target-URI", str(record.headers.get("WARC-Target-URI", ""))),
        ("WARC-Date", str(record.headers.get("WARC-Date", ""))),
        ("WARC-Record-ID", _identifier(page.encode(), block)),
        ("WARC-Refers-To", page),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("WARC-Block-Digest", _digest(block)),
        ("WARC-Payload-Digest", _digest(block)),
        ("Content-Length", str(len(block))),
    ]
    fields = [
        f"{name}: {' '.join(value.split())}".encode("utf-8", "surrogateescape") for name, value in headers if value
    ]
    return _packed([version, *fields], block, zipped=body.startswith(_GZIP))


def _as_conversion(record: bytes, block: bytes, *, zipped: bool) -> bytes:
    """Return a record with another block; what says where it is from and what it holds is new, all else as it was."""
    lines = _FIELDS.split(record.partition(b"\r\n\r\n")[0])
    old = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    identity, link = old.get(b"warc-record-id", b""), old.get(b"warc-refers-to", b"")
    new = {
        b"warc-type": "conversion",  # the standard knows WARC-Refers-To of no other type that holds a text
        b"content-length": str(len(block)),
        b"warc-record-id": _identifier(identity, block),
        **{name: _digest(block, old[name]) for name in _DIGESTS if name in old},
    }
    head = lines[:1]
    for line in lines[1:]:
        name = line.partition(b":")[0]
        if name.lower() != b"warc-refers-to":
            head.append(name + b": " + new[name.lower()].encode() if name.lower() in new else line)
        if name.lower() == b"warc-record-id":
            head += [b"WARC-Refers-To: " + identity, *([_FORMER + b": " + link] if link else [])]
    return _packed(head, block, zipped=zipped)


_FIELDS = re.compile(rb"\r\n(?![ \t])")
"""What ends a header; a line that begins with white space goes on with it."""
_DIGESTS = b"warc-block-digest", b"warc-payload-digest"
_FORMER = b"X-Former-WARC-Refers-To"
"""Keeps what a mended record referred to before: of a text, mostly the page that it was taken from."""


def _identifier(of: bytes, block: bytes) -> str:
    """Return the identifier of what was made of a record: always the same for the same block."""
    name = f"{of.decode('utf-8', 'replace')} {hashlib.sha256(block).hexdigest()}"
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def _digest(block: bytes, like: bytes = b"") -> str:
    """Return the checksum of a block by the algorithm and in the digits of another one, else SHA-1 in base 32."""
    label, _, value = like.decode("ascii", "replace").partition(":")
    label = label.lower() if label.lower() in ("md5", "sha1", "sha256", "sha512") else "sha1"
    digest = hashlib.new(label, block, usedforsecurity=False)
    if len(value) == 2 * digest.digest_size:
        return f"{label}:{digest.hexdigest()}"
    return f"{label}:{base64.b32encode(digest.digest()).decode()}"


def _packed(head: list[bytes], block: bytes, *, zipped: bool) -> bytes:
    data = b"\r\n".join(head) + b"\r\n\r\n" + block + b"\r\n\r\n"
    return gzip.compress(data, LEVELS["gz"], mtime=0) if zipped else data


def _host(address: str) -> str | None:
    try:
        return (urlsplit(address).hostname or None) if address else None
    except ValueError:
        return None
