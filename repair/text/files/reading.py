"""Reads text files whatever their encoding, and tells how they are written back."""

from __future__ import annotations

import codecs
import errno
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

NewlineStyle = Literal["", "\n", "\r\n", "\r", "mixed"]

MAX_BYTES = 64 * 2**20  # some 10 million words: far beyond an article, and still read in well under a second

# The UTF-32 marks come first, because the UTF-16 one begins them.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE = re.compile("\r\n|\r|\n")
_BARE_NEWLINE = re.compile("(?<!\r)\n")
_CONTROLS = re.compile("[\x01-\x06\x0e-\x1a\x1c-\x1f\x7f]")  # not bell to form feed and escape, which logs hold
_BINARY_SHARE = 0.02  # compressed data has about 26 control bytes in 256, or 10 %; text has none
_SAMPLE = 65536  # enough of a file to judge that share
# Windows-1252 as browsers read it: the five bytes that it leaves undefined are C1 controls (WHATWG Encoding Standard).
_CP1252 = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
# Surrogates stand for broken bytes (PEP 383).  Text in Windows-1252 that happens to be UTF-8 somewhere is rare.
_BROKEN, _WHOLE = re.compile("[\udc80-\udcff]+"), re.compile("[^\x00-\x7f\udc80-\udcff]")


class TextError(Exception):
    """A text cannot be read or written; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text as read, and all it takes to write it back as it was.

    Attributes:
        text: the decoded text, line ends untouched, byte-order mark left off.
        encoding: `utf-8`, `utf-16-le`, `utf-16-be`, `utf-32-le`, `utf-32-be` or `cp1252`.
        mark: the byte-order mark that the file began with.
        newline: what ends its lines; empty where it has one line only.
        notice: one line for the user if the encoding had to be guessed, else empty.
    """

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    newline: NewlineStyle = ""
    notice: str = ""


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> Source:
    """Return the text of a file; TextError if it cannot be read, is longer than `max_bytes`, or is no text."""
    return decode(read_bytes(path, max_bytes=max_bytes))


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file; TextError if it cannot be read or is longer than `max_bytes`."""
    try:
        with path.open("rb") as stream:
            return _all_of(stream, max_bytes)
    except OSError as error:
        raise TextError(reason(error)) from error


def read_stream(stream: BinaryIO, *, max_bytes: int = MAX_BYTES) -> Source:
    """Return the text of an open stream; TextError as in `read`."""
    return decode(_all_of(stream, max_bytes))


def _all_of(stream: BinaryIO, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise TextError(f"larger than {max_bytes / 2**20:g} MB; split it first")
    return data


def decode(data: bytes) -> Source:
    """Return `data` as text: by its byte-order mark, else as UTF-8, else as Windows-1252 with a notice.

    UTF-8 with a few broken bytes, such as a text cut inside a character, stays UTF-8: the broken bytes become lone
    surrogates (PEP 383) and `encode` gives them back.  TextError if it is binary.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body, notice = data[len(mark) :], ""
    if encoding == "utf-8":
        text, encoding, notice = _decode_bytes(body)
    else:
        text = _decode_wide(body, encoding)
    _refuse_binary(text)
    return Source(text, encoding, mark, _newline(text), notice)


def _decode_wide(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise TextError(f"damaged {encoding.upper()} text: {error.reason} at byte {error.start}") from error


def _decode_bytes(body: bytes) -> tuple[str, str, str]:
    try:
        return body.decode("utf-8"), "utf-8", ""
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    broken = len(_BROKEN.findall(text))
    whole = len(_WHOLE.findall(text))
    if broken <= whole:
        return text, "utf-8", f"not quite UTF-8; broken places kept as they are: {broken}"
    return codecs.charmap_decode(body, "strict", _CP1252)[0], "cp1252", "not UTF-8; read as Windows-1252"


def _refuse_binary(text: str) -> None:
    place = text.find("\0")
    if place >= 0:
        raise TextError(f"not a text: NUL at character {place + 1} (binary, or UTF-16 without a byte-order mark)")
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > _BINARY_SHARE * len(sample) + 1:
        raise TextError("not a text: full of control characters")


def _newline(text: str) -> NewlineStyle:
    styles = set(_NEWLINE.findall(text))
    if len(styles) > 1:
        return "mixed"
    for style in ("\n", "\r\n", "\r"):
        if style in styles:
            return style
    return ""


def encode(text: str, source: Source) -> bytes:
    """Return `text` as bytes with the encoding, byte-order mark and line ends of `source`.

    Raises:
        TextError: the encoding of `source` cannot hold the text.
    """
    reason = encoding_refused(text, source)
    if reason:
        raise TextError(f"{reason}; write to another file, as UTF-8, with -o")
    if source.newline == "\r\n":
        text = _BARE_NEWLINE.sub("\r\n", text)
    return source.mark + _encoded(text, source.encoding)


def encoding_refused(text: str, source: Source) -> str:
    """Return why the encoding of `source` cannot hold a text, in words for the user; empty if it can."""
    try:
        _encoded(text, source.encoding)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        name = "Windows-1252" if source.encoding == "cp1252" else source.encoding.upper()
        return f"{name} has no place for U+{ord(character):04X}"
    return ""


def _encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-8":
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # lone surrogates that no broken byte stands for
            return text.encode("utf-8", "surrogatepass")
    if encoding != "cp1252":
        return text.encode(encoding, "surrogatepass")
    return codecs.charmap_encode(text, "strict", codecs.charmap_build(_CP1252))[0]


def reason(error: OSError) -> str:
    """Return why a file could not be read or written, in words for the user."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, IsADirectoryError):
        return "is a folder"
    if isinstance(error, PermissionError):
        return "is read-only" if error.strerror == "is read-only" else "permission denied"
    if error.errno == errno.ENOSPC:
        return "no space left on the disk"
    return (error.strerror or str(error)).lower()
