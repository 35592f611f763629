"""Mojibake: text that was read in the wrong code page; finds it line by line and says what it was.

The reading is ftfy's where ftfy has one, with its restyling switched off, and a few kinds more that leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Patch = tuple[int, int, str, str]
"""One change to a text: start, end, replacement, evidence."""

# ftfy sees a line at a time, at most this many characters of it, which bounds its cost on a text of one line.
_CHUNK = 2000
_CHUNK_LEFT = 200  # and this many before the first odd character

# Characters that a byte of a UTF-8 sequence becomes in an 8-bit code page.  Left out: the no-break space and the
# punctuation of good typesetting, which only follow another such character in mojibake.
_ODD = re.compile(
    "[\x80-\x9f\xa1-\u04ff\u201a\u201e\u20ac\u2122\u2126\u2200-\u22ff\u2310-\u2321\u2500-\u25ff\ufb01\ufb02\ufffd]"
)
# Those that may be mojibake between two ASCII characters: the no-break space after them became a plain one, or a
# quote became one letter.  All others come in twos at least.
_ODD_ALONE = frozenset("\xc2\xc3\u0413\u0412\xd2\xd5\xed\ufffd")
# What ftfy can work on; without it the import of ftfy (a tenth of a second) is spared.
_PAIR = re.compile(f"{_ODD.pattern}[^\x00-\x7f]|[^\x00-\x7f]{_ODD.pattern}|[\xc2\xc3\u0412\u0413]")

# Box-drawing T-pieces touch a letter only as the UTF-8 lead bytes C2 and C3 read in a DOS code page.
_DOS = re.compile("(?<![\u2500-\u257f])[\u251c\u252c][\x80-\u25ff](?:(?=[A-Za-z0-9])|(?<=[A-Za-z]..))")
# Lower-casing turns the lead byte's \xc3 into \xe3; between ASCII letters no language writes these pairs.
_LOWERED = re.compile("(?<=[a-z])\xe3[\xa1\xa2\xa4\xa7-\xa9\xab\xaf\xb1\xb3\xb4\xb6\xbb\xbc\xad](?![^\\W_a-z])")
# E2 80 9D, the closing quote: 9D has no character in Windows-1252 and some decoders drop it.
_DROPPED_QUOTE = re.compile("(?<=[A-Za-z0-9.,;:!?%)\u2026\u2019])\xe2\u20ac(?=[\\s.,;:!)]|$)")
# The apostrophe D5 of Mac Roman read as Windows-1252, the 92 of Windows-1252 read as Mac Roman, or one lost: taken
# only in the contractions below, which leave no doubt (not in Pa\xeds or caf\ufffds).
_APOSTROPHE = re.compile("(?<=[A-Za-z])[\xd5\xed\ufffd](?=(s|t|re|ve|ll|d|m)\\b)")
_CONTRACTED = {
    "s": frozenset("it he she that there what who let here where how".split()),
    "t": frozenset(
        "don doesn didn isn wasn aren weren won wouldn can couldn shouldn hasn haven hadn ain mustn needn".split()
    ),
} | dict.fromkeys(("re", "ve", "ll", "d", "m"), frozenset("i we you they he she it that who there".split()))
# The double quotes D2 and D3 of Mac Roman: no language ends a word with the second after a small letter or a mark.
_MAC_QUOTES = re.compile("(?<![^\\s(\\[])\xd2(?=[A-Za-z0-9])([^\xd2\xd3\n]{1,1000})(?<=[a-z0-9.,!?])\xd3(?![^\\W\\d_])")
# Quotes, dashes and dots of Chinese and Korean encodings read as Latin-1, by their second bytes.
_EAST_ASIAN = dict(
    zip("\xaa\xad\xae\xaf\xb0\xb1\xa5\xa6\xa7\xa8", "\u2014\u2026" + 2 * "\u2018\u2019\u201c\u201d", strict=True)
)
_EAST_ASIAN_PAIR = re.compile("\xa1([" + "".join(_EAST_ASIAN) + "])")


def trim(old_text: str, start: int, end: int, new: str) -> tuple[int, int, int, int] | None:
    """Return where `old_text[start:end]` and `new` differ, as (start, end) of the one and of the other."""
    head, tail = 0, len(new)
    while start < end and head < tail and old_text[start] == new[head]:
        start, head = start + 1, head + 1
    while start < end and head < tail and old_text[end - 1] == new[tail - 1]:
        end, tail = end - 1, tail - 1
    return (start, end, head, tail) if start < end or head < tail else None


def find_mojibake(text: str) -> list[Patch]:
    """Return patches for text read in the wrong code page, chunk by chunk where two odd characters meet."""
    patches: list[Patch] = []
    position = 0
    for match in _ODD.finditer(text):
        at = match.start()
        if at < position:
            continue
        if text[at] not in _ODD_ALONE and (text[max(0, at - 1) : at] + text[at + 1 : at + 2]).isascii():
            continue
        start, position = _chunk(text, position, at)
        chunk = text[start:position]
        fixed = _fix_chunk(chunk)
        if fixed != chunk:
            patches += _align(chunk, fixed, start)
    return patches


def _chunk(text: str, floor: int, at: int) -> tuple[int, int]:
    """Return the borders of the line around `at`, cut to a bounded length and, if possible, between words."""
    low = max(floor, at - _CHUNK_LEFT)
    start = max(text.rfind("\n", low, at) + 1, low)
    end = text.find("\n", at, at + _CHUNK)
    if end < 0:
        end = min(at + _CHUNK, len(text))
        if end < len(text):
            end = max(text.rfind(" ", at + _CHUNK // 2, end), at + _CHUNK // 2)
    return start, end


def _fix_chunk(chunk: str) -> str:
    """Return a line with its mojibake undone: by ftfy first, then what ftfy leaves on purpose or cannot do."""
    chunk = _DROPPED_QUOTE.sub("\u201d", chunk)  # before ftfy, which would take the space for a part of a dagger
    if _PAIR.search(chunk):
        from ftfy import TextFixerConfig, fix_encoding_and_explain

        # Of ftfy only the change of code pages is used, none of its restyling.
        chunk = fix_encoding_and_explain(chunk, TextFixerConfig(fix_c1_controls=False)).text
    chunk = _DOS.sub(_read_dos, chunk)
    chunk = _LOWERED.sub(lambda match: match.group().replace("\xe3", "\xc3").encode("latin-1").decode("utf-8"), chunk)
    chunk = _MAC_QUOTES.sub("\u201c\\1\u201d", chunk)
    chunk = _EAST_ASIAN_PAIR.sub(lambda match: _EAST_ASIAN[match.group(1)], chunk)
    return _APOSTROPHE.sub(_read_apostrophe, chunk)


def _read_dos(match: re.Match[str]) -> str:
    """Return the Latin-1 letter or sign whose two UTF-8 bytes were read in code page 437 or 850."""
    for code_page in ("cp437", "cp850"):
        try:
            return match.group().encode(code_page).decode("utf-8")
        except UnicodeError:
            continue
    return match.group()


def _read_apostrophe(match: re.Match[str]) -> str:
    """Return an apostrophe if the word is a contraction, else the character as it stands."""
    word = re.split(r"[\W\d_]", match.string[max(0, match.start() - 12) : match.start()])[-1]
    return "\u2019" if word.lower() in _CONTRACTED[match.group(1)] else match.group()


def _align(old: str, new: str, offset: int) -> Iterator[Patch]:
    """Yield the patches from `old` to `new`: ASCII is kept by decoding, but for a space or `?` that it took in."""
    at = to = 0
    while at < len(old) or to < len(new):
        start, head = at, to
        while True:
            before = at, to
            while at < len(old) and not old[at].isascii():
                at += 1
            while to < len(new) and not new[to].isascii():
                to += 1
            if at < len(old) and (to == len(new) or old[at] != new[to]):
                if old[at] not in " ?\x1a":
                    at, to = len(old), len(new)
                else:
                    at += 1
            elif at == len(old):
                to = len(new)
            if (at, to) == before:
                break
        trimmed = trim(old, start, at, new[head:to])
        if trimmed:
            yield offset + trimmed[0], offset + trimmed[1], new[head + trimmed[2] : head + trimmed[3]], "mojibake"
        while at < len(old) and to < len(new) and old[at] == new[to] and old[at].isascii():
            at, to = at + 1, to + 1
