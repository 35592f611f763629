"""Letters that a reading machine takes for others of the same shape, in print of each language."""

from __future__ import annotations

from repair.multilingual.facts import Facts

Shape = tuple[str, str]
"""What was read, and what stood there."""


def _pairs(rows: str) -> tuple[Shape, ...]:
    """Return the pairs of a table: `1:l` is a 1 that was an l."""
    found = [row.partition(":") for row in rows.split()]
    return tuple((seen, meant) for seen, _, meant in found)


_LATIN = _pairs(
    "1:l 1:i 0:o 5:s 6:b 8:b |:l |:i ¢:ç ¢:c rn:m m:rn vv:w cl:d d:cl li:h ii:u ii:n h:b b:h c:e e:c i:l l:i "
    "l:t t:l n:u u:n f:t ri:n in:m ni:m fi:ß"
)
_CYRILLIC = _pairs(
    "0:о 3:з 6:б 4:ч н:п п:н и:н н:и ш:щ щ:ш п:и и:п ц:п с:е е:с ь:ъ б:о о:б іо:ю ьі:ы ii:н п1:т в:а к:н"
)
_GREEK = _pairs("υ:ν ν:υ ο:σ σ:ο 0:ο 6:δ 8:θ η:π π:η")
_OWN = {
    # b and 8 for ß, whose folded form is ss; f for the long s, k for t and y for h in black letter
    "de": _pairs("ii:ü ii:ä 0:ö 6:ö b:ss 8:ss fs:ss f:s k:t y:h r:x tf:tz d):ch k:f é:ö é:e it:ü a:ä"),
    "fr": _pairs("é:è è:é 0:ô 6:é ii:û"),
    "es": _pairs("ii:ñ fi:ñ 6:ó i:í"),
    "it": _pairs("6:ò é:è"),
    "pt": _pairs("5:ã 8:ã 6:ó fi:ã é:ê"),
    "nl": _pairs("ij:y y:ij ii:ij"),
    "sv": _pairs("ii:ä 6:ö 0:ö 3:å a:å a:ä o:ö"),
    "da": _pairs("0:ø o:ø 6:ø ae:æ a:å ö:ø ä:æ"),
    "no": _pairs("0:ø o:ø 6:ø ae:æ a:å ö:ø ä:æ"),
    "fi": _pairs("ii:ä a:ä 6:ö o:ö å:ä"),
    "pl": _pairs("t:ł l:ł q:ą e:ę 6:ó z:ż"),
    "cs": _pairs("6:ě é:ě ii:ů f:ř"),
    "ro": _pairs("a:ă i:î"),
    "tr": _pairs("1:ı g:ğ s:ş ii:ü 5:ş 6:ö"),
}
LONG_S, LOST = "ſ", "\ufffd"
"""The s of old print, which folding makes an s; what stands for a letter that a wrong code page lost."""
LOOKALIKES = {
    "ru": str.maketrans("aceopxykmthbABCEHKMOPTXYu", "асеорхукмтнвАВСЕНКМОРТХУи"),
    "uk": str.maketrans("aceopxyikmthbABCEHIKMOPTXYu", "асеорхуікмтнвАВСЕНІКМОРТХУи"),
    "el": str.maketrans("ovpuayxnwABEZHIKMNOPTYX", "ονρυαγχηωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
}
"""Latin letters that look like one of another script."""


def shapes_of(facts: Facts) -> tuple[Shape, ...]:
    """Return the shapes that are confused in a language."""
    lost = tuple((LOST, facts.fold(letter)) for letter in facts.letters)
    if facts.is_latin:
        return tuple(dict.fromkeys((*_LATIN, *_OWN.get(facts.code, ()), *lost)))
    return (*(_GREEK if facts.code == "el" else _CYRILLIC), *lost)
