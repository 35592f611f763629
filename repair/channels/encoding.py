"""The encoding channel: undoes mojibake, escaped entities, homoglyphs, ligatures and stray invisible characters.

It works on the whole text before there are tokens: `decode(text)` gives the decoded text and where it differs.  Only
what no writer means is touched: quotes, widths, line ends and Unicode forms stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from repair.records import Candidate, Decoding, Document, Trigger
from repair.text.accents import find_accents
from repair.text.entities import find_entities
from repair.text.mojibake import Patch, find_mojibake, trim

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

# Passes over the text: each may lay bare work for another (an escaped entity of a mojibake of a ligature).  Every
# pass undoes all levels of one kind, so more than three are only needed by text made to need them.
_PASSES = 4
_WORD = 40  # letters looked at to either side of a foreign letter: longer than English words get

# Letters of other scripts that look exactly like a Latin one.
_CYRILLIC = dict(
    zip(
        "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u0501\u04bb\u04cf\u051b\u051d"
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0406\u0408\u0405"
        "\u050c\u051a\u051c\u04c0\u0585\u0251\u0261",  # the last three: an Armenian o, the a and g of phonetics
        "aeopcxyijsdhlqwABEKMHOPCTXYIJSGQWIoag",
        strict=True,
    )
)
_GREEK_CAPITAL = dict(
    zip(
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
        "ABEZHIKMNOPTYXo",
        strict=True,
    )
)
# Small Greek letters stand beside Latin ones in science (TNF\u03b1): between two Latin letters they are a disguise.
_GREEK_SMALL = dict(zip("\u03b1\u03b9\u03bd\u03c1\u03c5", "aivpu", strict=True))
_LATIN_OF = _CYRILLIC | _GREEK_CAPITAL | _GREEK_SMALL

_LIGATURES = dict(zip(map(chr, range(0xFB00, 0xFB07)), "ff fi fl ffi ffl st st".split(), strict=True)) | {
    "\uf001": "fi",  # private use: the ligatures of fonts made for the Macintosh
    "\uf002": "fl",
    "\uf0b7": "\u2022",  # private use: the bullet of the Symbol font, as word processors paste it
}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# What the character pass looks at, one alternative for each way that it goes on from there.
_CHARACTER = re.compile(
    "(?P<c1>[\x80-\x9f])|(?P<hyphen>\xad+(?:\r?\n(?=[a-z]))?)|(?P<invisible>[\u200b-\u200d\u2060\ufeff]+)"
    "|(?P<bidi>[\u200e\u200f\u202a-\u202e\u2066-\u2069]+)|(?P<ligature>[" + "".join(_LIGATURES) + "])"
    "|(?P<surrogates>[\ud800-\udbff][\udc00-\udfff])|(?P<homoglyph>[" + "".join(_LATIN_OF) + "]+)"
)

_LOOKED_AT = re.compile(  # any of these characters: scanning for it is five times as fast as for the alternatives
    "[\x80-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ud800-\udbff\ufeff"
    + "".join(_LIGATURES)
    + "".join(_LATIN_OF)
    + "]"
)

# Texts and what `decode` makes of them; texts that it leaves alone.
EXAMPLES: tuple[tuple[str, str], ...] = (
    ("The mayor wasn\xe2\u20ac\u2122t there.", "The mayor wasn\u2019t there."),
    ("\xe2\u20ac\u0153Not now,\xe2\u20ac\x9d she said.", "\u201cNot now,\u201d she said."),
    ("a caf\xc3\u0192\xc2\xa9 in Lyon", "a caf\xe9 in Lyon"),
    ("He couldn\u0393\xc7\xd6t pay \u252c\xfa20.", "He couldn\u2019t pay \xa320."),
    ("the na\u251c\xbbve plan", "the na\xefve plan"),
    ("an old clich\xe3\xa9 again", "an old clich\xe9 again"),
    ("We don\xd5t know.", "We don\u2019t know."),
    ("They\ufffdre late.", "They\u2019re late."),
    ("salt &amp;amp; pepper", "salt & pepper"),
    ("the town&amp;#8217;s &quot;plan&quot;", 'the town\u2019s "plan"'),
    ("Johnson &amp; Sons", "Johnson & Sons"),
    ("a c\u043em\u0440any", "a company"),
    ("of\ufb01ce and \ufb02oor", "office and floor"),
    ("inter\xadnational re\u200bport", "international report"),
    ("the council\x92s plan \x96 dropped", "the council\u2019s plan \u2013 dropped"),
    ("left \u200eto right", "left to right"),
    ("a caf\xb4e by M\xa8uller, na\xa8\u0131ve, with cr`eme", "a caf\xe9 by M\xfcller, na\xefve, with cr\xe8me"),
    ("a \xa1\xb0good\xa1\xb1 plan", "a \u201cgood\u201d plan"),
    ("\xd2Not now,\xd3 she said.", "\u201cNot now,\u201d she said."),
)
GUARDRAILS: tuple[str, ...] = (
    "\u201cCurly quotes,\u201d he said \u2013 it\u2019s fine\u2026",
    "The na\xefve caf\xe9 owner from S\xe3o Paulo paid \xa35 at 30\xb0C.",
    "AT&T and R&D: this&that; Q&A;",
    "<p>Fish &amp; chips</p>",
    "Write \u201c&amp;\u201d for an ampersand, or `&nbsp;` for a space.",
    "See https://example.org/?a=1&amp;b=2 for more.",
    "\u041c\u043e\u0441\u043a\u0432\u0430 is Moscow, \u0391\u03b8\u03ae\u03bd\u03b1 is Athens.",
    "TNF\u03b1 rose by 5 \u03bcg, and h\u03bd fell.",
    "Pa\xeds and ra\xedz are Spanish.",
    "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 and \u05e9\u05dc\u05d5\u05dd\u200f!",
    "it\xb4s here, don\xb4t go, d\xb4Ivoire, didn`t, Hawai`i, `e` and Qur`an",
    "\xa1Ol\xe9! said 20\xa8, a `code` span and rock\xb4n\xb4roll",
    "\xd2scar in CAN\xd3 and Benic\xe0ssim",
    "half-width \uff21\uff22\uff23 and \u2460 stay",
    "Windows\r\nline ends\rand old ones\u2028too",
)


class Channel:
    """The place of encoding repair among the channels.

    It proposes nothing for tokens: what encodings garble leaves no choice of readings and moves the borders of
    tokens, so `decode` mends it before the text is cut, and reports each change as a `Decoding`.
    """

    name = "encoding"
    triggers = Trigger.NONE

    def __init__(self, resources: Resources) -> None:
        del resources

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return no candidates."""
        return ()


def decode(text: str, *before: Callable[[str], Iterable[Patch]]) -> tuple[str, tuple[Decoding, ...]]:
    """Return `text` with its encoding repaired, and where: minimal spans that ascend and do not touch.

    `before` find what a language knows of its encodings; they come first.
    Outside the spans both texts are the same; a span that was deleted is empty in the decoded text.  Decoding what
    was decoded changes nothing more.  The time is linear in the length; plain ASCII without `&` costs nothing.
    """
    decodings: tuple[Decoding, ...] = ()
    if text.isascii() and "&" not in text and "`" not in text:
        return text, decodings
    original = text
    for _ in range(_PASSES):
        last = text
        for find in (*before, find_entities, find_mojibake, find_accents, _find_characters):
            patches = list(find(text))
            if patches:
                text, decodings = _compose(original, text, decodings, patches)
        if text == last:
            break
    return text, decodings


def _compose(
    original: str, text: str, decodings: Sequence[Decoding], patches: Sequence[Patch]
) -> tuple[str, tuple[Decoding, ...]]:
    """Return `text` with `patches` made, and the decodings from `original` to it; both inputs ascend."""
    pieces: list[str] = []
    composed: list[Decoding] = []
    position = length = shift = at = 0  # in text; of the new text; original minus text; in decodings
    number = 0
    while number < len(patches) or at < len(decodings):
        low = min(
            patches[number][0] if number < len(patches) else len(text),
            decodings[at].decoded_start if at < len(decodings) else len(text),
        )
        original_low, high, evidence, new = low + shift, low, "", []
        pieces.append(text[position:low])
        length += low - position
        position = low
        while True:
            if number < len(patches) and patches[number][0] <= high:
                start, end, replacement, why = patches[number]
                new += [text[position:start], replacement]
                position, high, evidence = end, max(high, end), evidence or why
                number += 1
            elif at < len(decodings) and decodings[at].decoded_start <= high:
                decoding = decodings[at]
                high, evidence = max(high, decoding.decoded_end), decoding.evidence
                shift = decoding.end - decoding.decoded_end
                at += 1
            else:
                break
        new.append(text[position:high])
        position = high
        fresh = "".join(new)
        pieces.append(fresh)
        trimmed = trim(original, original_low, high + shift, fresh)
        if trimmed:
            start, end, head, tail = trimmed
            composed.append(Decoding(start, end, length + head, length + tail, evidence))
        length += len(fresh)
    pieces.append(text[position:])
    return "".join(pieces), tuple(composed)


def _find_characters(text: str) -> list[Patch]:
    """Return patches for control characters, invisible ones, ligatures and homoglyphs."""
    patches: list[Patch] = []
    right_to_left: bool | None = None
    done = word_end = 0  # ends of the last match, and of the last word that was looked at for homoglyphs
    for place in _LOOKED_AT.finditer(text):
        if place.start() < done:  # asked first: a match may be a run as long as the text
            continue
        match = _CHARACTER.match(text, place.start())
        if match is None:
            continue
        start, end = match.span()
        done = end
        if match.lastgroup == "homoglyph":
            if start >= word_end:
                word_start, word_end = _word_around(text, word_end, start, end)
                patches += _find_homoglyphs(text, word_start, word_end)
        elif match.lastgroup == "c1":
            character = match.group().encode("latin-1").decode("cp1252", "ignore")
            if character:
                patches.append((start, end, character, "Windows-1252 read as Latin-1"))
        elif match.lastgroup == "bidi":
            if right_to_left is None:
                right_to_left = _RIGHT_TO_LEFT.search(text) is not None
            if not right_to_left:
                patches.append((start, end, "", "direction mark in text that runs one way"))
        elif match.lastgroup == "surrogates":
            character = match.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            patches.append((start, end, character, "character cut into surrogates"))
        else:
            patches += _find_stray(text, start, end)
    return patches


def _find_stray(text: str, start: int, end: int) -> Iterator[Patch]:
    """Yield the patch for a ligature, a soft hyphen or a zero-width character, if its neighbours ask for it."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    observed = text[start:end]
    if observed in _LIGATURES:
        if observed == "\uf0b7" or _is_latin(before) or _is_latin(after):
            yield start, end, _LIGATURES[observed], "ligature"
    elif not before.strip() or not after.strip():
        return  # beside white space they do no harm
    elif observed[0] == "\xad":
        if observed[-1] != "\n" or _is_latin(before):
            yield start, end, "", "soft hyphen"
    elif _is_plain(before) and _is_plain(after):
        yield start, end, "", "zero-width character"


def _is_latin(character: str) -> bool:
    """Tell whether it is a letter of the Latin alphabet (or a ligature beside a ligature)."""
    return character.isalpha() and (character < "\u0250" or character in _LIGATURES)


def _is_plain(character: str) -> bool:
    """Tell whether it is of a script that knows no joiners: Latin, or its punctuation."""
    return character < "\u0250" or "\u2010" <= character <= "\u203a" or character in _LATIN_OF


def _word_around(text: str, floor: int, start: int, end: int) -> tuple[int, int]:
    """Return the borders of the letters around [start, end), not before `floor`, `_WORD` to either side at most."""
    first = start
    while first > max(floor, start - _WORD) and text[first - 1].isalpha():
        first -= 1
    last = end
    while last < min(len(text), end + _WORD) and text[last].isalpha():
        last += 1
    return first, last


def _find_homoglyphs(text: str, start: int, end: int) -> Iterator[Patch]:
    """Yield a patch for every foreign letter of a word, if all of them have Latin twins and the rest is ASCII."""
    word = text[start:end]
    latin = sum(letter.isascii() for letter in word)
    foreign = [place for place, letter in enumerate(word) if letter in _LATIN_OF]
    if not latin or latin + len(foreign) < len(word) or len(word) > _WORD:
        return
    nearby = text[max(0, start - _WORD) : end + _WORD]
    if sum(letter.isascii() for letter in nearby if letter.isalpha()) * 2 < sum(map(str.isalpha, nearby)):
        return
    for place in foreign:
        inside = 0 < place < len(word) - 1
        if word[place] in _CYRILLIC or (latin >= 3 and (inside or word[place] in _GREEK_CAPITAL)):
            yield start + place, start + place + 1, _LATIN_OF[word[place]], "homoglyph"
