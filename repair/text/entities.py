"""Escaped HTML entities left in plain text: finds them and says which characters they stand for."""

from __future__ import annotations

import re

# An entity, escaped any number of times; a number may have lost its semicolon, as a few common names may.
_ENTITY = re.compile(
    r"&(?:(?:amp|AMP|#38|#[xX]26);)*(?:(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|#8[2-4]\d\d(?![0-9;=])|(?:amp|quot|nbsp|[lr][sd]quo|[mn]dash|hellip)(?![A-Za-z0-9;=_]))"
)
# What is not printable, but may be meant by an entity.
_UNPRINTABLE = "\n\t\xa0\xad\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u202f\ufeff"
# Text with these is HTML or about it: its entities are as they should be.
_TAGS = (
    "a abbr article b blockquote body br button code dd div dl dt em font form h1 h2 h3 h4 h5 h6 head header hr html i "
    "iframe img input label li link main meta nav ol option p pre script section select small span strong style sub "
    "sup table tbody td th title tr u ul"
)
_TAG = re.compile(
    rf"(?:<|&(?:amp;)*lt;)(?:!--|!DOCTYPE|/?(?:{'|'.join(_TAGS.split())})\b[^<>&]{{0,400}}(?:>|&(?:amp;)*gt;))",
    re.IGNORECASE,
)


def find_entities(text: str) -> list[tuple[int, int, str, str]]:
    """Return (start, end, characters, evidence) of every entity, unless the text is HTML or speaks about it."""
    if "&" not in text or not _ENTITY.search(text) or _TAG.search(text):
        return []
    patches: list[tuple[int, int, str, str]] = []
    for match in _ENTITY.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        is_quoted = bool(before and after) and before in "`'\"\u2018\u201c" and after in "`'\"\u2019\u201d"
        if is_quoted or _in_address(text, start):
            continue  # the entity itself is meant
        character = _entity_value(match.group())
        if character:
            patches.append((start, end, character, "escaped entity"))
    return patches


def _entity_value(entity: str) -> str:
    """Return the characters that a (many times escaped) entity stands for, or the empty string if it is none."""
    from html import unescape
    from html.entities import name2codepoint

    last = entity[1:].rstrip(";").rpartition(";")[2]
    if last.startswith("#"):
        value = unescape(f"&{last};")
        return value if value != "\ufffd" and (value.isprintable() or value in _UNPRINTABLE) else ""
    if last in name2codepoint:
        return chr(name2codepoint[last])
    if len(last) > 3 and last.isupper() and last.lower() in name2codepoint:
        return chr(name2codepoint[last.lower()]).upper()
    return {"apos": "'", "AMP": "&", "QUOT": '"', "LT": "<", "GT": ">"}.get(last, "")


def _in_address(text: str, position: int) -> bool:
    """Tell whether `position` lies in a web address: a wrong `&amp;` there belongs to whoever made the link."""
    word = text[max(0, position - 300) : position]
    word = word[max(word.rfind(" "), word.rfind("\n"), word.rfind("\t")) + 1 :]
    return "://" in word or "www." in word
