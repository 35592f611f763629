"""Damages clean text as made-up spinners, typists, scanners and scrapers do; what stood there is known to the letter.

    python dictionaries/build/damage.py --forward forward.tsv.gz --seed 3 < article.txt

Every seed is another hand: how much it damages, which words its thesaurus has and how often it takes each mate, whether
it always makes the same swap, whether it damages only a part.  Nobody's habits are in it.
"""

import argparse
import gzip
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.knowledge.confusions import Confusions
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.records import Document
from repair.text import tokens
from repair.text.casing import match_case

STYLES = {"clean": 0.24, "spinner": 0.29, "typist": 0.17, "scanner": 0.1, "scraper": 0.13, "both": 0.07}
"""Shares of the hands; `both` is a spinner with slips."""
LIGHT, HEAVY, HEAVY_SHARE = (0.02, 0.2), (0.2, 0.7), 0.25
"""Shares of words that a spinner swaps, evenly by logarithm; and how many spinners are heavy ones."""
SLIPS = (0.006, 0.2)
PART_SHARE = 0.25
"""Hands that damage only a part of the text."""
PHRASE_SHARE = 0.7
"""Swaps that begin with the longest phrase of the table, as spinners look words up."""
MOST_OBSERVED, LEAST_OBSERVED = 28, 0.0008
_NEAR_KEYS = (
    "wa qes wrd etf ryg tuh yij uok ipl ol qsz awdx sefc drgv fthb gyjn hukm jil kop asx zsdc xdfv cfgb vghn bhjm njk"
)
KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", _NEAR_KEYS.split(), strict=True))
HOMOPHONES = (
    "their there they're|its it's|your you're|to too two|then than|loose lose|lead led|affect effect|principal principle|"
    "weather whether|peace piece|meat meet|brake break|site sight cite|council counsel|whose who's|quite quiet|"
    "where were wear|hear here|passed past|accept except|advice advise|complement compliment|desert dessert|die dye|"
    "fair fare|flour flower|hole whole|knew new|know no|mail male|pair pear|pray prey|rain reign|right write rite|"
    "road rode|role roll|sail sale|scene seen|stationary stationery|steal steel|tail tale|threw through|waist waste|"
    "wait weight|weak week|would wood|born borne|coarse course|moral morale|breath breathe|choose chose|form from|a an|"
    "of off"
)
VOWELS = "aeiou"
CONTRACTED = frozenset("n't 're 've 'll 'm".split())
STRAY_MARKS = ",.!?"


class Damaged(NamedTuple):
    """A damaged text; `edits` are code points [start, end) of it and what stood there, ascending, apart."""

    text: str
    clean: str
    edits: tuple[tuple[int, int, str], ...]
    style: str


@dataclass(frozen=True)
class Swap:
    """One change to the clean text: tokens, or code points between two of them, and what is written there."""

    start: int
    end: int
    written: str


def read_forward(path: Path) -> dict[tuple[str, ...], list[tuple[str, float]]]:
    """Return what can stand for each intended phrase, and how likely, from `substitution_table.py`."""
    found = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            intended, observed, p = line.rstrip("\n").split("\t")
            if float(p) >= LEAST_OBSERVED:
                found[tuple(intended.split(" "))].append((observed, float(p)))
    return {key: sorted(rows, key=lambda row: -row[1])[:MOST_OBSERVED] for key, rows in found.items() if len(key) <= 3}


class Damager:
    """Damages texts; what it makes depends only on the text and the seed."""

    def __init__(self, resources: Resources, forward, misspellings=()) -> None:
        """Take the forward table, and pairs (written, meant) of real misspellings."""
        self.forward = forward
        lexicon = resources.get(Lexicon.read)
        self.known, self.zipf = lexicon.known, lexicon.zipf
        self.slips = defaultdict(list)
        for written, meant in misspellings:
            self.slips[meant.lower()].append(written.lower())
        self.sounds = defaultdict(list)
        for group in HOMOPHONES.split("|"):
            for word in group.split():
                self.sounds[word] += [other for other in group.split() if other != word]
        confusions = Confusions.read_ocr(resources)
        self.shapes = defaultdict(list)
        for (observed, intended), log_p in confusions.steps.items():
            if intended and not set("^$") & set(intended + observed):
                self.shapes[intended].append((observed, exp(log_p)))

    def damage(self, text: str, seed: int, style: str = "") -> Damaged:
        """Return the text as one hand, chosen by the seed, damages it."""
        chance = random.Random(seed)
        style = style or chance.choices(list(STYLES), list(STYLES.values()))[0]
        document = tokens.read(text)
        first, last = 0, len(document)
        if chance.random() < PART_SHARE and last > 40:
            first = chance.randrange(last - 20)
            last = min(last, first + chance.randrange(20, 200))
        swaps: list[Swap] = []
        if style in ("spinner", "both"):
            swaps += self._spun(document, first, last, chance)
        if style in ("typist", "both"):
            swaps += self._slips(document, first, last, chance, self._typo)
            swaps += self._apostrophes(document, first, last, chance)
        if style == "scanner":
            swaps += self._slips(document, first, last, chance, self._misread)
            swaps += self._hyphens(document, first, last, chance)
        if style == "scraper":
            swaps += self._spaces(document, first, last, chance)
        return _made(text, swaps, style)

    def _spun(self, document: Document, first: int, last: int, chance):
        heavy = chance.random() < HEAVY_SHARE
        rate = chance.uniform(*HEAVY) if heavy else exp(chance.uniform(*map(log, LIGHT)))
        power, share = chance.uniform(0.25, 1.0), chance.uniform(0.3, 1.0)
        consistent, salt = chance.random() < 0.6, chance.random()
        index = first
        while index < last:
            width = self._width(document, index, last, chance)
            if not width or chance.random() >= rate:
                index += 1
                continue
            key = tuple(document.texts[k].lower() for k in range(index, index + width))
            # A spinner's own thesaurus has only a part of the words, always the same part.
            own = random.Random(f"{salt} {key}")
            if own.random() > share:
                index += 1
                continue
            rows = self.forward[key]
            source = own if consistent else chance
            written = source.choices([o for o, _ in rows], [p**power for _, p in rows])[0]
            observed = document.covered(index, index + width)
            written = match_case(observed, written, written)
            if written.lower() != observed.lower():
                yield Swap(document.starts[index], document.ends[index + width - 1], written)
            index += width

    def _width(self, document: Document, index: int, last: int, chance) -> int:
        widths = (3, 2, 1) if chance.random() < PHRASE_SHARE else (1,)
        for width in widths:
            if index + width > last or any(k in document.protected for k in range(index, index + width)):
                continue
            if any(document.gap(k) != " " for k in range(index + 1, index + width)):
                continue
            if tuple(document.texts[k].lower() for k in range(index, index + width)) in self.forward:
                return width
        return 0

    def _slips(self, document: Document, first: int, last: int, chance, slip):
        rate = exp(chance.uniform(*map(log, SLIPS)))
        for index in range(first, last):
            word = document.texts[index]
            if index in document.protected or not word.isalpha() or chance.random() >= rate:
                continue
            written = slip(word, chance)
            if written and written.lower() != word.lower():
                yield Swap(document.starts[index], document.ends[index], written)

    def _typo(self, word: str, chance) -> str:
        lower = word.lower()
        kind = chance.random()
        if kind < 0.5 and lower in self.slips:
            return match_case(word, written := chance.choice(self.slips[lower]), written)
        if kind < 0.6 and lower in self.sounds:
            return match_case(word, written := chance.choice(self.sounds[lower]), written)
        if kind < 0.68:  # a slip that is a word
            for _ in range(12):
                written = slipped(lower, chance)
                if written != lower and self.known(written) and self.zipf(written) > 2.5:
                    return match_case(word, written, written)
        if len(word) < 3:
            return ""
        written = slipped(lower, chance)
        if chance.random() < 0.12:
            written = slipped(written, chance)
        return match_case(word, written, written)

    def _misread(self, word: str, chance) -> str:
        written = word
        for _ in range(1 + (chance.random() < 0.15 + 0.03 * len(word))):
            places = [
                (k, k + width, observed, p)
                for width in (1, 2, 3)
                for k in range(len(written) - width + 1)
                for observed, p in self.shapes.get(written[k : k + width], ())
            ]
            if not places:
                break
            begin, end, observed, _ = chance.choices(places, [place[3] ** 0.7 for place in places])[0]
            written = written[:begin] + observed + written[end:]
        return written if written.strip() == written else ""

    def _apostrophes(self, document: Document, first: int, last: int, chance):
        """Lose apostrophes, as in `dont` and `youre`."""
        rate = chance.uniform(0.0, 0.6)
        for index in range(first + 1, last):
            text = document.texts[index]
            if text.lower() in CONTRACTED and not document.gap(index) and chance.random() < rate:
                place = document.starts[index] + text.index("'")
                yield Swap(place, place + 1, "")

    def _hyphens(self, document: Document, first: int, last: int, chance):
        if chance.random() < 0.5:
            return
        rate = chance.uniform(0.005, 0.05)
        mark = chance.choice(("-\n", "-\n", "- ", "-"))
        for index in range(first, last):
            word = document.texts[index]
            if len(word) >= 5 and word.isalpha() and index not in document.protected and chance.random() < rate:
                cut = document.starts[index] + chance.randrange(2, len(word) - 1)
                yield Swap(cut, cut, mark)

    def _spaces(self, document: Document, first: int, last: int, chance):
        """Lose spaces between sentences, or between words; or set words apart."""
        rates = {}
        for how in ("joint", "glue", "cut", "apart"):
            rates[how] = exp(chance.uniform(log(0.01), log(0.6))) if chance.random() < 0.6 else 0.0
        for index in range(first + 1, last):
            if index in document.protected or index - 1 in document.protected:
                continue
            left, right, start = document.texts[index - 1], document.texts[index], document.starts[index]
            if right in STRAY_MARKS and not document.gap(index) and left.isalnum() and chance.random() < rates["apart"]:
                yield Swap(start, start, " ")
            if document.gap(index) in (" ", "\n", "\n\n"):
                is_joint = (left in '.!?,;:"”)' and right[0].isalpha()) or (left.islower() and right[0].isupper())
                is_glue = left.isalpha() and right.isalpha() and left.islower() and right.islower()
                if (is_joint and chance.random() < rates["joint"] * (0.2 if left in ",;:" else 1.0)) or (
                    is_glue and chance.random() < rates["glue"] * 0.5
                ):
                    yield Swap(document.ends[index - 1], start, "")
                elif right.isalpha() and len(right) > 4 and right.islower() and chance.random() < rates["cut"] * 0.5:
                    cut = start + chance.randrange(1, len(right))
                    yield Swap(cut, cut, " ")


def slipped(word: str, chance) -> str:
    kind, place = chance.random(), chance.randrange(len(word))
    if kind < 0.22 and len(word) > 3:
        place = chance.randrange(len(word) - 1)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind < 0.45 and len(word) > 3:
        return word[:place] + word[place + 1 :]
    if kind < 0.6:
        return word[:place] + word[place] + word[place:]
    if kind < 0.78 and word[place] in KEYS:
        return word[:place] + chance.choice(KEYS[word[place]]) + word[place + 1 :]
    vowels = [k for k, letter in enumerate(word) if letter in VOWELS]
    if kind < 0.92 and vowels:
        place = chance.choice(vowels)
        return word[:place] + chance.choice(VOWELS) + word[place + 1 :]
    return word[:place] + chance.choice("etaoinshrdlu") + word[place:]


def _made(text: str, swaps: list[Swap], style: str) -> Damaged:
    """Return the text with the swaps made; of those that overlap the first stays."""
    parts, edits = [], []
    position = length = 0
    last = -1
    for swap in sorted(swaps, key=lambda swap: (swap.start, swap.end)):
        if swap.start < position or swap.start <= last or text[swap.start : swap.end] == swap.written:
            continue
        parts += [text[position : swap.start], swap.written]
        length += len(parts[-2])
        edits.append((length, length + len(swap.written), text[swap.start : swap.end]))
        length += len(swap.written)
        position, last = swap.end, swap.end if swap.end > swap.start else swap.start
    return Damaged("".join(parts) + text[position:], text, tuple(edits), style)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forward", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", choices=STYLES, default="")
    args = parser.parse_args()
    damager = Damager(Resources("en"), read_forward(args.forward))
    sys.stdout.write(damager.damage(sys.stdin.read(), args.seed, args.style).text)


if __name__ == "__main__":
    main()
