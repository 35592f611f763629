"""Accents as characters of their own, which a reader of PDF files puts before their letters: `caf´e`, `M¨uller`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_COMBINING = {
    "`": "\u0300",
    "\xb4": "\u0301",
    "\xa8": "\u0308",
    "\xb8": "\u0327",
    "\u02c7": "\u030c",
    "\u02dc": "\u0303",
    "\u02dd": "\u030b",
}
_DOTLESS = {"\u0131": "i", "\u0237": "j"}
_BEFORE_LETTER = re.compile("(?<=[A-Za-z\xc0-\u024f])[" + "".join(_COMBINING) + "](?=([A-Za-z\u0131\u0237]))")
# A grave and an acute accent are apostrophes, too (`it´s`, `d´Ivoire`, `Qur`an`, `rock´n´roll`).
_IS_GRAVE = re.compile("[b-df-hj-np-tv-z]`e[a-z]", re.IGNORECASE)
_IS_APOSTROPHE = re.compile("\xb4(?:(?:s|t|m|d|re|ve|ll|en)\\b|[a-z]\xb4)|\\b(?:[dlojnsmcty]|qu)\xb4", re.IGNORECASE)


def find_accents(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, replacement, evidence) for accents between two letters, the second of which takes them."""
    for match in _BEFORE_LETTER.finditer(text):
        accent, letter, start = match.group(), match.group(1), match.start()
        if accent == "`" and not _IS_GRAVE.match(text, start - 1):
            continue
        if accent == "\xb4" and any(_IS_APOSTROPHE.match(text, place) for place in range(max(0, start - 2), start + 1)):
            continue
        composed = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[accent])
        if len(composed) == 1:
            yield start, start + 2, composed, "accent set beside its letter"
