"""Undoes wrong code pages by the words of a language: UTF-8 read in an 8-bit one, or one of them read in another.

A pair of code pages is taken if it makes words of what were none; the whole text decides on the pair, each run of
letters on whether it was garbled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import ftfy.bad_codecs  # registers the codecs that map bytes without a character to control characters

from repair.channels.encoding import decode
from repair.multilingual.undoing.shapes import LONG_S, LOOKALIKES, LOST
from repair.multilingual.wordlist.words import Words
from repair.records import Decoding
from repair.text.mojibake import Patch, trim
from repair.text.stretches import Apart, is_inside

ftfy.bad_codecs.ok()

UTF_8 = "utf-8"
WESTERN = ("windows-1252", "iso8859_1", "mac_roman", "cp437", "cp850")
"""Code pages in which texts of any language were read by mistake."""
MOST_RUNS, LONGEST_RUN = 400, 200
"""Different runs that decide on the pair, and characters of one."""
LEAST_GAIN, LEAST_LEGACY, ENOUGH_WORDS, ENOUGH_SIGNS = 8.0, 14.0, 3, 2
"""Nats that a pair must gain, with UTF-8 and with two 8-bit code pages; words that must speak for such a pair where no
sign inside a word does, and odd ones (a sign, a capital) that are enough."""
SURE_GAIN = 16.0
"""Nats from which one word with a sign where none belongs is enough."""
LISTED = 2.5
"""Zipf of a word that is surely one: lists have fragments of words, too."""
LETTER, ENOUGH_LETTERS, USUAL_ZIPF = 1.2, 6, 4.0
"""Nats for each letter of a listed word, up to so many letters; the zipf of a word that gains nothing beside."""
USUAL_LETTER, FOREIGN_LETTER = 1.5, -4.0
"""Nats by which a letter of a word that is not listed is better than its letters say; what a letter costs that the
language does not have."""
MISPLACED, ODD_CASE = -7.0, -4.0
"""What a no-break space inside a word costs, or a control character, and a capital inside a word."""
LEAST_BETTER = 4.0
"""Nats that a run must gain in a text that was garbled in parts."""
MADE_WORDS = 0.3
"""Share of the runs that a pair changes which must be words then: of nonsense any pair makes some."""
EVERYWHERE, KNOWN = 0.7, 3
"""Share of runs that a pair changes and makes likelier, from which the whole text was garbled by it; letters of a word
that then speaks for itself."""
EVIDENCE = "{} read as {}"
_RUN = re.compile(r"[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*")
_ODD = re.compile(rf"[^\x00-\x7f{LOST}]+")
_ANY_WORD, _LATIN_LETTER = re.compile(r"[^\W\d_]+"), re.compile("[A-Za-z]")
_SIGN = r"[^\w\s\x00-\x7f’]"
_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"(?:{_LETTER}|{_SIGN}|['’](?={_LETTER}))+")
"""Letters, apostrophes, and the signs among them that no writer puts there."""
_BEFORE, _AFTER = "„“”«»‘‚‹›¿¡—–…•°§", "”“»«’‘›‹…°§®©™ªº"
"""Signs that stand before a word, and after one."""
_USUAL = "’“”„«»–—…‘‚°€£§©®¿¡ªº·‹›•†‡‐‑‒―′″−×\u0300-\u036f"
_NO_TEXT = re.compile(rf"[^\w\s\x00-\x7f{_USUAL}]|[\u0530-\u1dff\u2c00-\ud7ff\uf900-\uffff]")
"""Signs, and letters of far scripts: letters become such in a wrong code page, never in the right one."""
_SIGN_INSIDE = re.compile(rf"(?<={_LETTER})[^\w\s\x00-\x7f{_USUAL}](?={_LETTER})|[\x80-\x9f]")
_MISPLACED = re.compile(rf"{_LETTER}{_SIGN}+{_LETTER}|{_LETTER}[„‚«‹¿¡–—•]|[\x80-\x9f]")
_STRANGE = re.compile(rf"{_MISPLACED.pattern}|[a-zà-ÿ][A-ZÀ-Þ]")
"""What makes a run worth a look, whatever its words: such a sign, or a capital after a small letter."""
_CONTROL = re.compile(r"[\x80-\x9f]")
_SPACE_INSIDE = re.compile(rf"(?<={_LETTER})\xa0(?={_LETTER})")


class Pair(NamedTuple):
    """What the bytes were, and what they were read as."""

    right: str
    wrong: str


class Decoder:
    """Finds and undoes wrong code pages; read-only, so safe to share between threads."""

    def __init__(self, words: Words) -> None:
        """Take the words of a language."""
        self._words = words
        pages = words.facts.code_pages
        seen_as = dict.fromkeys((*pages, *WESTERN))
        self._pairs = [Pair(UTF_8, wrong) for wrong in seen_as]
        self._pairs += [Pair(right, wrong) for right, wrong in product(pages, seen_as) if right != wrong]
        self._log_word = lru_cache(maxsize=20_000)(self._log_word_of)

    def decode(self, text: str, apart: Apart) -> tuple[str, tuple[Decoding, ...]]:
        """Return a text with its encoding mended, and where, as `channels.encoding.decode` does.

        In what `apart` gives nothing is done by the words of this language.
        """

        def own(text: str) -> list[Patch]:
            stretches = apart(text)
            patches = self._patches(text) or list(self._letters(text))
            return [patch for patch in patches if not is_inside(patch[0], stretches)]

        return decode(text, own)

    def _letters(self, text: str) -> Iterator[Patch]:
        """Yield what letters of old print and of other scripts stand for in words of the language."""
        facts = self._words.facts
        lookalikes = LOOKALIKES.get(facts.code)
        if LONG_S not in text and (lookalikes is None or text.isascii()):
            return
        for match in _ANY_WORD.finditer(text):
            word, other, evidence = match.group(), "", ""
            if LONG_S in word:
                other, evidence = word.replace(LONG_S, "s"), "long s"
            elif lookalikes and not word.isascii() and _LATIN_LETTER.search(word):
                other, evidence = word.translate(lookalikes), "letters of another script"
            if other not in ("", word) and self._is_listed(other):
                yield match.start(), match.end(), other, evidence

    def _patches(self, text: str) -> list[Patch]:
        """Return what the likeliest pair of code pages changes; nothing where none is likely."""
        if text.isascii():
            return []
        runs: dict[str, None] = {}
        for match in _RUN.finditer(text):
            runs[match.group()[:LONGEST_RUN]] = None
            if len(runs) >= MOST_RUNS:
                break
        strange = [run for run in runs if not self._is_known(run)]
        found = max((self._gain(strange, pair) for pair in self._pairs), default=None) if strange else None
        if found is None or found[0] <= 0:
            return []
        pair = found[1]
        reread = {run: _reread(run, pair) or run for run in runs}
        changed = [(run, other) for run, other in reread.items() if other != run]
        if sum(self._is_known(other) for _, other in changed) < MADE_WORDS * len(changed):
            return []
        better = sum(self._log_run(other) > self._log_run(run) for run, other in changed)
        everywhere = better >= EVERYWHERE * len(changed)
        return [
            patch for match in _RUN.finditer(text) for patch in self._run_patches(match, pair, everywhere=everywhere)
        ]

    def _is_known(self, run: str) -> bool:
        """Tell whether a run is words of the language; single letters between signs are none."""
        words = self._words_of(run)
        if len(words) > 2 and sum(map(len, words)) < 2 * len(words):
            return False
        letters = self._words.facts.alphabet
        if any(not letter.isascii() and letter.isalpha() and letter.lower() not in letters for letter in run):
            return False
        return all(map(self._is_listed, words)) and not _STRANGE.search(run)

    def _is_listed(self, word: str) -> bool:
        return self._words.zipf(self._words.facts.fold(word)) >= LISTED

    def _gain(self, runs: Sequence[str], pair: Pair) -> tuple[float, Pair]:
        """Return by how many nats a pair makes strange runs likelier, 0 if that proves nothing, and the pair."""
        total, words, misplaced, is_odd = 0.0, 0, 0, False
        for run in runs:
            other = _reread(run, pair)
            if other is None or other == run:
                continue
            gain = self._log_run(other) - self._log_run(run)
            words += gain > LEAST_GAIN
            misplaced += gain > LEAST_GAIN and _STRANGE.search(run) is not None
            is_odd |= gain > SURE_GAIN and _MISPLACED.search(run) is not None
            is_odd |= gain > LEAST_GAIN and _SIGN_INSIDE.search(run) is not None
            total += gain if gain > 0 else gain / 4  # a text may be garbled in part
        if pair.right == UTF_8:
            return (total if total >= LEAST_GAIN else 0.0), pair
        proves = total >= LEAST_LEGACY and (is_odd or words >= ENOUGH_WORDS or misplaced >= ENOUGH_SIGNS)
        return (total if proves else 0.0), pair

    def _run_patches(self, match: re.Match[str], pair: Pair, *, everywhere: bool) -> Iterator[Patch]:
        run = match.group()
        other = _reread(run, pair) if len(run) <= LONGEST_RUN else None
        if other is None or other == run or not self._is_better(other, run, pair, everywhere=everywhere):
            return
        at = match.start()
        for odd in _ODD.finditer(run):
            piece = _reread(odd.group(), pair)
            if piece is not None and piece != odd.group():
                trimmed = trim(run, odd.start(), odd.end(), piece)
                if trimmed:
                    start, end, head, tail = trimmed
                    evidence = EVIDENCE.format(_name(pair.right), _name(pair.wrong))
                    yield at + start, at + end, piece[head:tail], evidence

    def _is_better(self, other: str, run: str, pair: Pair, *, everywhere: bool) -> bool:
        """Tell whether a run was garbled, in a text that was by this pair, nearly everywhere or in parts."""
        if pair.right == UTF_8:
            return True  # what is text then was by chance no sequence of its bytes
        if everywhere:
            known = [word for word in self._words_of(run) if len(word) >= KNOWN and self._is_listed(word)]
            return not known or self._log_run(other) >= self._log_run(run)
        return self._log_run(other) > self._log_run(run) + LEAST_BETTER

    def _log_run(self, run: str) -> float:
        """Return how much a run looks like words, in nats."""
        spaces = len(_SPACE_INSIDE.findall(run)) + len(_CONTROL.findall(run))
        return sum(map(self._log_word, self._words_of(run))) + MISPLACED * spaces

    def _words_of(self, run: str) -> list[str]:
        """Return the words of a run, without the signs before and after a word; elided ones by themselves."""
        found = []
        for match in _WORD.finditer(run):
            word = match.group().lstrip(_BEFORE).rstrip(_AFTER)
            elided, apostrophe, rest = word.replace("’", "'").partition("'")
            if apostrophe and (elided.lower() in self._words.facts.elisions or self._words.facts.code == "tr"):
                found += [elided, rest]
            elif any(map(str.isalpha, word)):
                found.append(word)
        return found

    def _log_word_of(self, word: str) -> float:
        facts = self._words.facts
        form = facts.fold(word)
        odd_case = ODD_CASE * (word[1:] != word[1:].lower() and not word.isupper())
        if zipf := self._words.zipf(form):
            letters = min(len(form), ENOUGH_LETTERS) if len(form) > 1 else 0
            return LETTER * letters + zipf - USUAL_ZIPF + odd_case
        foreign = sum(letter not in facts.alphabet for letter in form)
        return self._words.log_letters(form) + USUAL_LETTER * len(form) + FOREIGN_LETTER * foreign + odd_case


def _reread(run: str, pair: Pair) -> str | None:
    """Return a run with its odd characters as the right code page has them; None where that is no text."""
    try:
        if pair.right == UTF_8:
            other = _ODD.sub(lambda match: match.group().encode(_codec(pair.wrong)).decode(UTF_8), run)
        else:
            table = _table(pair)
            other = "".join(letter if letter.isascii() or letter == LOST else table[letter] for letter in run)
    except (UnicodeError, KeyError):
        return None
    return None if len(_NO_TEXT.findall(other)) > len(_NO_TEXT.findall(run)) else other


@lru_cache
def _table(pair: Pair) -> dict[str, str]:
    """Return what each character stands for."""
    found = {}
    for byte in range(128, 256):
        try:
            seen = bytes([byte]).decode(_codec(pair.wrong))
            meant = bytes([byte]).decode(_codec(pair.right))
        except UnicodeError:
            continue
        if not "\x80" <= meant <= "\x9f":
            found[seen] = meant
    return found


def _codec(page: str) -> str:
    """Return the codec of a code page, the one that loses no byte if there is one."""
    return f"sloppy-{page}" if page.startswith("windows-") else page


def _name(page: str) -> str:
    return {UTF_8: "UTF-8", "mac_roman": "Mac Roman"}.get(page, page.replace("_", "-"))
