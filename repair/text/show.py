"""The one place that makes untrusted text safe to show: on a terminal and in HTML."""

from __future__ import annotations

import html
import re

# Whatever a terminal obeys or a reader cannot see: the categories Cc, Cs, Zl, Zp, and Cf save the number signs and
# joiners of Arabic, Syriac, Kaithi and hieroglyphs.  Unicode 16; tests/test_show.py compares it with `unicodedata`.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\ud800-\udfff"
)
# Joiners are part of emoji and of Persian and Indic words, but stand for nothing beside a Latin letter.
_JOINER_IN_PLACE = "(?<=[^\x00-\x7f])[\u200c\u200d][^\x00-\x7f]"
_HIDDEN = re.compile(f"(?!{_JOINER_IN_PLACE})[{_UNSEEN}]")
_CONTROL_PICTURES = 0x2400  # U+2400 is SYMBOL FOR NULL; the others follow in the order of ASCII
_DELETE = 0x7F
_SYMBOL_FOR_DELETE = "\N{SYMBOL FOR DELETE}"


def visible(text: str, *, keep: str = "\n\t") -> str:
    """Return `text` with every character that a terminal obeys or a reader cannot see replaced by a visible sign.

    C0 controls become their pictures (U+2400 onwards), all others `<U+202E>`.  Characters in `keep` stay; where a
    line feed stays, a carriage return before it is dropped, because it only ends the line.
    """
    if "\n" in keep:
        text = text.replace("\r\n", "\n")
    return _HIDDEN.sub(lambda match: match[0] if match[0] in keep else _sign(match[0]), text)


def one_line(text: str) -> str:
    """Return `text` on one line: as `visible`, with line ends and tabs shown as pictures too."""
    return visible(text, keep="")


def _sign(character: str) -> str:
    code = ord(character)
    if code < ord(" "):
        return chr(_CONTROL_PICTURES + code)
    return _SYMBOL_FOR_DELETE if code == _DELETE else f"<U+{code:04X}>"


def in_html(text: str) -> str:
    """Return `text` for use between HTML tags or inside a quoted attribute."""
    return html.escape(visible(text), quote=True)
