"""A seeded corruptor: damages clean text in each of the ways that repair mends, for tests and speed runs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

WORD = re.compile(r"[A-Za-z]+")

# What an OCR engine reads for what was printed: the classic look-alikes, strokes that join and strokes that part.
SHAPES: Mapping[str, tuple[str, ...]] = {
    "m": ("rn", "in"),
    "n": ("u", "ri"),
    "h": ("b", "li"),
    "d": ("cl",),
    "e": ("c",),
    "l": ("1", "i"),
    "w": ("vv",),
    "c": ("e",),
    "o": ("0",),
    "I": ("l", "1"),
    "rn": ("m",),
    "cl": ("d",),
    "ti": ("li",),
}

NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

# What spinners put for a word: the wrong sense from a thesaurus, a lemma too long, a symbol or a code.
SPUN: Mapping[str, tuple[str, ...]] = {
    "after": ("afterwards",),
    "and": ("together with", "as well as"),
    "as": ("arsenic",),
    "at": ("astatine",),
    "big": ("large",),
    "called": ("called",),
    "can": ("tin",),
    "city": ("metropolis",),
    "class": ("course of study",),
    "club": ("order",),
    "company": ("troupe", "society"),
    "council": ("quango",),
    "day": ("twenty-four hour period",),
    "faster": ("quicker",),
    "first": ("foremost",),
    "found": ("institute", "constitute"),
    "game": ("crippled",),
    "have": ("get",),
    "he": ("helium",),
    "hour": ("60 minutes",),
    "in": ("inward", "inwards", "inch"),
    "kind": ("genial",),
    "last": ("final",),
    "left": ("allow",),
    "month": ("calendar month",),
    "more": ("to a greater extent",),
    "mountains": ("mount",),
    "near": ("close to",),
    "new": ("novel",),
    "night": ("nighttime",),
    "old": ("sometime",),
    "or": ("oregon",),
    "patients": ("affected role",),
    "people": ("mass",),
    "price": ("damage",),
    "said": ("aforesaid",),
    "school": ("schooltime",),
    "season": ("flavour",),
    "small": ("lilliputian",),
    "state": ("commonwealth",),
    "street": ("thoroughfare",),
    "third": ("tierce",),
    "train": ("caravan",),
    "water": ("H2O",),
    "week": ("hebdomad",),
    "well": ("good",),
    "will": ("volition", "testament"),
    "would": ("would",),
    "year": ("twelvemonth",),
    "years": ("old age",),
    "you": ("yous",),
}


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged text and the clean text that it came from."""

    garbled: str
    clean: str


def corrupt(text: str, *, kind: str, seed: int, rate: float = 0.15) -> Damage:
    """Damage about `rate` of the words of `text` in the manner of `kind`; the same seed gives the same damage."""
    return CORRUPTORS[kind](text, random.Random(seed), rate)


def _by_word(text: str, damage: Callable[[str], str]) -> Damage:
    return Damage(WORD.sub(lambda match: damage(match[0]), text), text)


def misspell(text: str, source: random.Random, rate: float) -> Damage:
    """Slip in longer lower-case words: drop, double, swap, or hit the neighbouring key."""

    def slip(word: str) -> str:
        if len(word) < 5 or not word.islower() or source.random() > rate:
            return word
        at = source.randrange(1, len(word) - 1)
        how = source.choice(("drop", "double", "swap", "neighbour"))
        if how == "drop":
            return word[:at] + word[at + 1 :]
        if how == "double":
            return word[:at] + word[at] + word[at:]
        if how == "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        row = next(keys for keys in NEIGHBOURS if word[at] in keys)
        place = row.index(word[at])
        return word[:at] + row[place + 1 if place + 1 < len(row) else place - 1] + word[at + 1 :]

    return _by_word(text, slip)


def scan(text: str, source: random.Random, rate: float) -> Damage:
    """Misread one shape in a word, as an OCR engine does."""

    def misread(word: str) -> str:
        shapes = [shape for shape in SHAPES if shape in word]
        if len(word) < 3 or not shapes or source.random() > rate:
            return word
        shape = source.choice(shapes)
        places = [match.start() for match in re.finditer(shape, word)]
        at = source.choice(places)
        return word[:at] + source.choice(SHAPES[shape]) + word[at + len(shape) :]

    return _by_word(text, misread)


def spin(text: str, source: random.Random, rate: float) -> Damage:
    """Swap words of the table for their spun mates; rate is the share of such words that are swapped, times three."""

    def swap(word: str) -> str:
        mates = SPUN.get(word.lower())
        if mates is None or source.random() > 3 * rate:
            return word
        mate = source.choice(mates)
        return mate[0].upper() + mate[1:] if word[0].isupper() else mate

    return _by_word(text, swap)


def lose_spaces(text: str, source: random.Random, rate: float) -> Damage:
    """Lose spaces after sentences and before capitals, and now and then put one inside a longer word."""

    def joint(match: re.Match[str]) -> str:
        return match[1] if source.random() < 4 * rate else match[0]

    def split(word: str) -> str:
        if len(word) < 8 or not word.islower() or source.random() > rate / 2:
            return word
        at = source.randrange(2, len(word) - 2)
        return word[:at] + " " + word[at:]

    glued = re.sub(r"([a-z][.,]) (?=[A-Z])", joint, text)
    glued = re.sub(r"([a-z]{3}) (?=[A-Z][a-z]{2})", lambda m: m[1] if source.random() < rate else m[0], glued)
    return Damage(_by_word(glued, split).garbled, text)


def misdecode(text: str, source: random.Random, rate: float) -> Damage:
    """Set curly quotes, then read UTF-8 as Windows-1252, escape ampersands twice and leave soft hyphens."""
    clean = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    clean = re.sub(r'"(?=\w)', "“", clean).replace('"', "”")
    garbled = "".join(
        character.encode().decode("cp1252", "ignore") if ord(character) > 127 else character for character in clean
    )
    garbled = garbled.replace("&", "&amp;amp;")

    def soften(word: str) -> str:
        if len(word) < 7 or source.random() > rate:
            return word
        at = source.randrange(3, len(word) - 3)
        return word[:at] + "\N{SOFT HYPHEN}" + word[at:]

    return Damage(_by_word(garbled, soften).garbled, clean)


CORRUPTORS: Mapping[str, Callable[[str, random.Random, float], Damage]] = {
    "encoding": misdecode,
    "ocr": scan,
    "spacing": lose_spaces,
    "spelling": misspell,
    "spin": spin,
}
