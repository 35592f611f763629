"""The encoding channel: undoes mojibake, escaped entities, homoglyphs, ligatures and stray invisible characters.

It works on the whole text before there are tokens: `decode(text)` gives the decoded text and where it differs.  Only
what no writer means is touched: quotes, widths, line ends and Unicode forms stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from repair.records import Candidate, Decoding, Document, Trigger

if TYPE_CHECKING:
    from repair.resources import Resources

Patch = tuple[int, int, str, str]  # start, end, replacement, evidence: one change to the text as it stands

# Passes over the text: each may lay bare work for another (an escaped entity of a mojibake of a ligature).  Every
# pass undoes all levels of one kind, so more than three are only needed by text made to need them.
_PASSES = 4
# ftfy sees a line at a time, at most this many characters of it, which bounds its cost on a text of one line.
_CHUNK = 2000
_CHUNK_LEFT = 200  # and this many before the first odd character
_WORD = 40  # letters looked at to either side of a foreign letter: longer than English words get

# Characters that a byte of a UTF-8 sequence becomes in an 8-bit code page.  Left out: the no-break space and the
# punctuation of good typesetting, which only follow another such character in mojibake.
_ODD = re.compile(
    "[\x80-\x9f\xa1-\u04ff\u201a\u201e\u20ac\u2122\u2126\u2200-\u22ff\u2310-\u2321\u2500-\u25ff\ufb01\ufb02\ufffd]"
)
# Those that may be mojibake between two ASCII characters: the no-break space after them became a plain one, or a
# quote became one letter.  All others come in twos at least.
_ODD_ALONE = frozenset("\xc2\xc3\u0413\u0412\xd5\xed\ufffd")
# What ftfy can work on; without it the import of ftfy (a tenth of a second) is spared.
_PAIR = re.compile(f"{_ODD.pattern}[^\x00-\x7f]|[^\x00-\x7f]{_ODD.pattern}|[\xc2\xc3\u0412\u0413]")

# Box-drawing T-pieces touch a letter only as the UTF-8 lead bytes C2 and C3 read in a DOS code page.
_DOS = re.compile("(?<![\u2500-\u257f])[\u251c\u252c][\x80-\u25ff](?:(?=[A-Za-z0-9])|(?<=[A-Za-z]..))")
# Lower-casing turns the lead byte's \xc3 into \xe3; between ASCII letters no language writes these pairs.
_LOWERED = re.compile("(?<=[a-z])\xe3[\xa1\xa2\xa4\xa7-\xa9\xab\xaf\xb1\xb3\xb4\xb6\xbb\xbc\xad](?![^\\W_a-z])")
# E2 80 9D, the closing quote: 9D has no character in Windows-1252 and some decoders drop it.
_DROPPED_QUOTE = re.compile("(?<=[A-Za-z0-9.,;:!?%)\u2026\u2019])\xe2\u20ac(?=[\\s.,;:!?)]|$)")
# The apostrophe D5 of Mac Roman read as Windows-1252, the 92 of Windows-1252 read as Mac Roman, or one lost: taken
# only in the contractions below, which leave no doubt (not in Pa\xeds or caf\ufffds).
_APOSTROPHE = re.compile("(?<=[A-Za-z])[\xd5\xed\ufffd](?=(s|t|re|ve|ll|d|m)\\b)")
_CONTRACTED = {
    "s": frozenset("it he she that there what who let here where how".split()),
    "t": frozenset(
        "don doesn didn isn wasn aren weren won wouldn can couldn shouldn hasn haven hadn ain mustn needn".split()
    ),
} | dict.fromkeys(("re", "ve", "ll", "d", "m"), frozenset("i we you they he she it that who there".split()))

# An entity, escaped any number of times; a number may have lost its semicolon, as a few common names may.
_ENTITY = re.compile(
    r"&(?:(?:amp|AMP|#38|#[xX]26);)*(?:(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|(?:#8[2-4]\d\d|amp|quot|nbsp|[lr][sd]quo|[mn]dash|hellip)(?![A-Za-z0-9;=_]))"
)
_UNPRINTABLE = "\n\t\xa0\xad\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u202f\ufeff"  # that an entity may mean
# Text with these is HTML or about it: its entities are as they should be.
_TAG = re.compile(
    r"(?:<|&(?:amp;)*lt;)(?:!--|!DOCTYPE|/?(?:a|abbr|article|b|blockquote|body|br|button|code|dd|div|dl|dt|em|font|form|h[1-6]"
    r"|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|pre|script|section|select|small"
    r"|span|strong|style|sub|sup|table|tbody|td|th|title|tr|u|ul)\b[^<>]{0,400}?(?:>|&(?:amp;)*gt;))",
    re.IGNORECASE,
)

# Letters of other scripts that look exactly like a Latin one.
_CYRILLIC = dict(
    zip(
        "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u0501\u04bb\u04cf\u051b\u051d\u0410\u0412\u0415\u041a\u041c\u041d\u041e"
        "\u0420\u0421\u0422\u0425\u0423\u0406\u0408\u0405\u050c\u051a\u051c\u04c0\u0585\u0251\u0261",
        "aeopcxyijsdhlqwABEKMHOPCTXYIJSGQWIoag",
        strict=True,
    )
)
_GREEK_CAPITAL = dict(
    zip("\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf", "ABEZHIKMNOPTYXo", strict=True)
)
# Small Greek letters stand beside Latin ones in science (TNF\u03b1): only between two Latin letters are they a disguise.
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
)
GUARDRAILS: tuple[str, ...] = (
    "\u201cCurly quotes,\u201d he said \u2013 it\u2019s fine\u2026",
    "The na\xefve caf\xe9 owner from S\xe3o Paulo paid \xa35 at 30\xb0C.",
    "AT&T and R&D: this&that; Q&A;",
    '<p>Fish &amp; chips</p>',
    "Write \u201c&amp;\u201d for an ampersand, or `&nbsp;` for a space.",
    "See https://example.org/?a=1&amp;b=2 for more.",
    "\u041c\u043e\u0441\u043a\u0432\u0430 is Moscow, \u0391\u03b8\u03ae\u03bd\u03b1 is Athens.",
    "TNF\u03b1 rose by 5 \u03bcg, and h\u03bd fell.",
    "Pa\xeds and ra\xedz are Spanish.",
    "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 and \u05e9\u05dc\u05d5\u05dd\u200f!",
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


def decode(text: str) -> tuple[str, tuple[Decoding, ...]]:
    """Return `text` with its encoding repaired, and where: minimal spans that ascend and do not touch.

    Outside the spans both texts are the same; a span that was deleted is empty in the decoded text.  Decoding what
    was decoded changes nothing more.  The time is linear in the length; plain ASCII without `&` costs nothing.
    """
    decodings: tuple[Decoding, ...] = ()
    if text.isascii() and "&" not in text:
        return text, decodings
    original = text
    for _ in range(_PASSES):
        before = text
        for find in (_find_entities, _find_mojibake, _find_characters):
            patches = find(text)
            if patches:
                text, decodings = _compose(original, text, decodings, patches)
        if text == before:
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
        trimmed = _trim(original, original_low, high + shift, fresh)
        if trimmed:
            start, end, head, tail = trimmed
            composed.append(Decoding(start, end, length + head, length + tail, evidence))
        length += len(fresh)
    pieces.append(text[position:])
    return "".join(pieces), tuple(composed)


def _trim(old_text: str, start: int, end: int, new: str) -> tuple[int, int, int, int] | None:
    """Return where `old_text[start:end]` and `new` differ, as (start, end) of the one and of the other."""
    head, tail = 0, len(new)
    while start < end and head < tail and old_text[start] == new[head]:
        start, head = start + 1, head + 1
    while start < end and head < tail and old_text[end - 1] == new[tail - 1]:
        end, tail = end - 1, tail - 1
    return (start, end, head, tail) if start < end or head < tail else None


# --- entities ------------------------------------------------------------------------------------------------------


def _find_entities(text: str) -> list[Patch]:
    """Return a patch for every entity, unless the text is HTML or speaks about it."""
    if "&" not in text or not _ENTITY.search(text) or _TAG.search(text):
        return []
    patches = []
    for match in _ENTITY.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if before and before in "`'\"\u2018\u201c" and after and after in "`'\"\u2019\u201d" or _in_address(text, start):
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


# --- mojibake ------------------------------------------------------------------------------------------------------


def _find_mojibake(text: str) -> list[Patch]:
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
    if _PAIR.search(chunk):
        from ftfy import TextFixerConfig, fix_encoding_and_explain

        # Of ftfy only the change of code pages is used, none of its restyling.
        chunk = fix_encoding_and_explain(chunk, TextFixerConfig(fix_c1_controls=False)).text
    chunk = _DOS.sub(_read_dos, chunk)
    chunk = _LOWERED.sub(lambda match: match.group().replace("\xe3", "\xc3").encode("latin-1").decode("utf-8"), chunk)
    chunk = _DROPPED_QUOTE.sub("\u201d", chunk)
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
    word = re.split(r"[^A-Za-z]", match.string[max(0, match.start() - 12) : match.start()])[-1]
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
        trimmed = _trim(old, start, at, new[head:to])
        if trimmed:
            yield offset + trimmed[0], offset + trimmed[1], new[head + trimmed[2] : head + trimmed[3]], "mojibake"
        while at < len(old) and to < len(new) and old[at] == new[to] and old[at].isascii():
            at, to = at + 1, to + 1


# --- single characters ---------------------------------------------------------------------------------------------


def _find_characters(text: str) -> list[Patch]:
    """Return patches for control characters, invisible ones, ligatures and homoglyphs."""
    patches: list[Patch] = []
    right_to_left: bool | None = None
    done = 0  # end of the last word that was looked at for homoglyphs
    for match in _CHARACTER.finditer(text):
        start, end = match.span()
        if match.lastgroup == "homoglyph":
            if start >= done:
                word_start, done = _word_around(text, start, end)
                patches += _find_homoglyphs(text, word_start, done)
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


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the borders of the letters around [start, end), `_WORD` of them to either side at most."""
    first = start
    while first > max(0, start - _WORD) and text[first - 1].isalpha():
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
    if not latin or latin + len(foreign) < len(word):
        return
    nearby = text[max(0, start - _WORD) : end + _WORD]
    if sum(letter.isascii() for letter in nearby if letter.isalpha()) * 2 < sum(map(str.isalpha, nearby)):
        return
    for place in foreign:
        inside = 0 < place < len(word) - 1
        if word[place] in _CYRILLIC or latin >= 3 and (inside or word[place] in _GREEK_CAPITAL):
            yield start + place, start + place + 1, _LATIN_OF[word[place]], "homoglyph"
