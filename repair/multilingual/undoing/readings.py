"""What one string can have been: slips of the keyboard, misread letters, lost spaces."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from repair.multilingual.undoing.shapes import LOST, shapes_of
from repair.multilingual.undoing.slips import log_slip
from repair.multilingual.wordlist.words import Words
from repair.records import Kind

NATS_PER_ZIPF = math.log(10)
RARE, SHORTEST = 3.5, 3
"""Zipf of a listed word up to which it may be a slip of another one; letters from which a word is looked at."""
LOG_LOST_SPACE, LOG_MISREAD, LOG_ODD_SHAPE = -8.0, -6.0, -3.0
"""ln P of a lost space; of a letter misread as another, and as a sign."""
COMMONER = 1.7
"""Zipf by which a word with marks must be commoner than a common one without them."""
FAR = 8
"""Letters of a string from which words two edits away are looked for: in shorter ones nothing is left to recognise."""
LEAST_PART, LEAST_SLIPPED, PLAIN = 3, 4, 0.0
"""Letters of the part of a word that is right, of the one with the slip; nats of a reading from which none is built."""
COMPOUND, DERIVED = 3.0, 2.5
"""Zipf by which a word that is not listed is rarer than its rarer part, or its stem (judgement)."""
LOGS_A_ZIPF = 5
"""Nats of the words that are built likewise for which it is a unit of zipf commoner (judgement)."""
LEAST_LOG, LOG_IN_PART = 0.5, -2.0
"""How well a part must begin or end compounds; nats that such a reading loses against words of the list (judgement)."""
SMALL = 100_000
"""Words of a list up to which many good words are not in it."""
LEAST_GLUED, LONGEST_GLUE, MOST_GLUED, LONGEST_PIECE = 3.0, 40, 4, 25
"""Zipf of words that were written as one, letters of the whole, how many words, letters of one of them."""
LONGEST_WORD, KEPT, CACHED = 40, 8, 20_000
"""Letters of a word, longer strings are none; readings of a word that are kept; words whose readings are."""
LEAST_CASED = 2
"""Letters of a piece between two capitals."""
LOG_AT_CAPITAL = -2.0
"""ln P of a lost space where a capital stands: few other things put one inside a word."""
_AT_CAPITALS = re.compile("(?<=[^\\W\\d_A-ZÀ-ÞΑ-ΩА-ЯЁІЇЄҐ])(?=[A-ZÀ-ÞΑ-ΩА-ЯЁІЇЄҐ])")
_ONE_LETTER = {
    "fr": "aày", "es": "aeoyu", "it": "aeioè", "pt": "aeoéà", "nl": "u", "sv": "iåö", "da": "iåø", "no": "iåøo",
    "pl": "aiouwz", "cs": "aikosuvz", "ro": "aeo", "tr": "o", "el": "ηοω", "ru": "авикосуя", "uk": "авзійоує",
}  # fmt: skip
"""Words of one letter."""


class Word(NamedTuple):
    """A reading of a string: folded, with ln P(observed | intended), ln of its frequency, and the rule that gave it."""

    text: str
    log_channel: float
    log_frequency: float
    kind: Kind
    route: str

    @property
    def score(self) -> float:
        """Nats, against other readings of the same string."""
        return self.log_channel + self.log_frequency


class Readings:
    """Gives what a string can have been; read-only, so safe to share between threads."""

    def __init__(self, words: Words) -> None:
        """Take the words of a language."""
        self._words = words
        self.facts = words.facts
        self._shapes = shapes_of(self.facts)
        self._builds = self.facts.has_compounds or len(words) < SMALL
        self._one_letter = frozenset(_ONE_LETTER.get(self.facts.code, ""))
        self.of = lru_cache(maxsize=CACHED)(self._of)

    def is_odd(self, form: str) -> bool:
        """Tell whether a folded string is no common word, or a far commoner one without its marks."""
        if not self._is_long_enough(form) or not any(map(str.isalpha, form)):
            return False
        zipf = self._words.zipf(form)
        return zipf < RARE or any(other >= zipf + COMMONER for _, other, _ in self._marked(form))

    @staticmethod
    def _is_long_enough(form: str) -> bool:
        return len(form) >= SHORTEST or LOST in form

    def is_common(self, form: str) -> bool:
        """Tell whether a folded string is a word so common that nothing about it is sure."""
        return self._words.zipf(form) >= RARE

    def _marked(self, form: str) -> Iterator[tuple[str, float, str]]:
        """Yield the words that a string is but for marks, lost or changed or spelled out, with the rule.

        `fur` and `fuer` for `für`.
        """
        for other, zipf in self._words.with_marks(form):
            yield other, zipf, "marks"
        for spelled, letter in self.facts.spelled_out:
            if spelled in form:
                other = form.replace(spelled, letter)
                if zipf := self._words.zipf(other):
                    yield other, zipf, "spelled out"

    def _of(self, form: str) -> tuple[Word, ...]:
        """Return what a folded string can have been by itself, the likeliest first."""
        found: dict[str, Word] = {}
        if self._is_long_enough(form) and len(form) <= LONGEST_WORD:
            words = [*self._misread(form), *self._glued(form)]
            if form.isalpha():
                words += self._slips(form)
                if self._builds and not self._words.zipf(form) and not any(word.score > PLAIN for word in words):
                    words += (word for word in self._slips_in_part(form) if not self._words.zipf(word.text))
            for word in words:
                if word.text not in found or word.score > found[word.text].score:
                    found[word.text] = word
        return tuple(sorted(found.values(), key=lambda word: (-word.score, word.text))[:KEPT])

    def _slips(self, form: str) -> Iterator[Word]:
        for other, zipf, route in self._marked(form):
            yield Word(other, log_slip(form, other, self.facts), zipf * NATS_PER_ZIPF, "spelling", route)
        for other, zipf in self._words.near(form, far=len(form) >= FAR):
            yield Word(other, log_slip(form, other, self.facts), zipf * NATS_PER_ZIPF, "spelling", "slip")

    def _slips_in_part(self, form: str) -> Iterator[Word]:
        """Yield words that no list has: one with a slip and another one, or an ending, that is as it should be."""
        words = self._words
        for cut in range(LEAST_PART, len(form) - 1):
            first, last = form[:cut], form[cut:]
            if len(last) >= LEAST_SLIPPED and words.log_first(first) > LEAST_LOG:
                for other, _ in words.near(last, far=False):
                    yield from self._built(form, first, other)
            if len(first) >= LEAST_SLIPPED and (words.log_ending(last) or words.log_last(last) > LEAST_LOG):
                for other, _ in words.near(first, far=False):
                    yield from self._built(form, other, last)

    def _built(self, form: str, first: str, last: str) -> Iterator[Word]:
        """Yield the compound of two words, or a word with an ending, if it is one."""
        words = self._words
        zipf, parts = words.zipf(first), (words.log_first(first), words.log_last(last))
        if min(parts) > LEAST_LOG:
            zipf = min(zipf, words.zipf(last)) + sum(parts) / LOGS_A_ZIPF - COMPOUND
        elif log_ending := words.log_ending(last):
            zipf += log_ending / LOGS_A_ZIPF - DERIVED
        else:
            return
        log_channel = log_slip(form, first + last, self.facts) + LOG_IN_PART
        yield Word(first + last, log_channel, zipf * NATS_PER_ZIPF, "spelling", "slip in part")

    def of_text(self, text: str, form: str) -> tuple[Word, ...]:
        """Return what a string as written, folded to `form`, can have been; nothing if it is a common word."""
        return self.any_of_text(text, form) if self.is_odd(form) else ()

    def any_of_text(self, text: str, form: str) -> tuple[Word, ...]:
        """Return what a string as written, folded to `form`, can have been if it is garbled, the likeliest first."""
        found = self.of(form)
        cut = None if text.islower() or text[1:].islower() or text.isupper() else self._at_capitals(text)
        if cut is None:
            return found
        others = (word for word in found if word.text != cut.text and word.route != "slip in part")
        return (cut, *others)[:KEPT]

    def _at_capitals(self, text: str) -> Word | None:
        """Return a string as written, cut before its inner capitals, if all pieces are words: `dieRegierung`."""
        pieces = [self.facts.fold(piece) for piece in _AT_CAPITALS.split(text)]
        if not 1 < len(pieces) <= MOST_GLUED or min(map(len, pieces)) < LEAST_CASED:
            return None
        zipfs = [self._words.zipf(piece) for piece in pieces]
        if min(zipfs) < LEAST_GLUED:
            return None
        log_channel = LOG_AT_CAPITAL * (len(pieces) - 1)
        log_frequency = (sum(zipfs) - 9 * (len(zipfs) - 1)) * NATS_PER_ZIPF
        return Word(" ".join(pieces), log_channel, log_frequency, "spacing", "at capitals")

    def _misread(self, form: str) -> Iterator[Word]:
        """Yield words of which one shape, at one of its places or at all, was taken for another."""
        for seen, meant in self._shapes:
            count = form.count(seen)
            if not count:
                continue
            others = {form.replace(seen, meant)}
            if count > 1:
                pieces = form.split(seen)
                others |= {
                    seen.join(pieces[: place + 1]) + meant + seen.join(pieces[place + 1 :]) for place in range(count)
                }
            log_channel, route = (LOG_MISREAD, "shape") if seen.isalpha() else (LOG_ODD_SHAPE, "odd shape")
            for other in others:
                if other != form and (zipf := self._words.zipf(other)):
                    yield Word(other, log_channel, zipf * NATS_PER_ZIPF, "ocr", route)

    def _glued(self, form: str) -> Iterator[Word]:
        """Yield the likeliest way to cut a string into words, if there is one."""
        size = len(form)
        if size > LONGEST_GLUE or not form.replace("'", "").isalpha():
            return
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, size + 1):
            ways = []
            for start in range(max(0, end - LONGEST_PIECE), end):
                piece = form[start:end]
                before, parts = best[start]
                if len(parts) < MOST_GLUED and (start or end < size) and before > -math.inf:
                    zipf = self._words.zipf(piece) if end - start > 1 or piece in self._one_letter else 0.0
                    if zipf >= LEAST_GLUED:
                        ways.append(
                            (before + (zipf - 9) * NATS_PER_ZIPF + LOG_LOST_SPACE * bool(start), (*parts, piece))
                        )
            best.append(max(ways, default=(-math.inf, ())))
        score, parts = best[size]
        if len(parts) > 1:
            log_channel = LOG_LOST_SPACE * (len(parts) - 1)
            yield Word(" ".join(parts), log_channel, score - log_channel + 9 * NATS_PER_ZIPF, "spacing", "glued")
