"""Stray spaces: words split in two, letter-spaced words, line-end hyphens, spaces before punctuation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from repair.channels.spacing.lost_apostrophes import (
    AFTER,
    BEFORE,
    LETTERS_IN_A_ROW,
    LONGEST_ROW,
    NEARBY,
    LostApostrophes,
    row_of_letters,
)
from repair.channels.spacing.segmentation import Segmenter
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.records import Candidate, Document

LOG_CUT_WORD, LOG_CUT_COMPOUND = math.log(0.94), math.log(0.06)
"""Of 1,668 hyphens before white space in scanned newspapers, 94 in 100 cut a word, the others stood in a compound."""
LOG_ONE_WAY = math.log(0.9)
"""A word of spaced letters, or a comma with a space before it, comes about in one way."""
RARE = 500
"""Times in 90 million words of news; a rarer short string may be a piece of a word, whatever the lexicon says."""
LONGEST_RARE = 3
"""Letters of such strings."""
LEAST_JOINED_ZIPF, LEAST_GAIN = 3.0, 1.5
"""How frequent the joined word must be, and how many decades more so than its rarest piece."""
LEAST_CLOSE = 4
"""How many times as many marks must stand close to their word as apart, if those apart are slips."""
MOST_PIECES = 5
"""Pieces of a split word; ligatures that a reader of PDF files set apart make three, and two of them five."""
SPLITTING = frozenset((" ", "\n"))  # what splits a word; a line end where its hyphen was lost
HYPHENS = frozenset("-.")  # and what scans have in its place
STRAY_MARKS = frozenset(",.!?")  # not the colon and semicolon: some house styles set them apart
WORDS_CACHED = 50_000
SUSPENDING = frozenset("and or to but nor".split())  # after `pre-` they say that another half follows


class StraySpaces:
    """Finds spaces that do not belong; read-only, safe to share between threads."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, segmenter: Segmenter) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._segmenter = segmenter
        self.is_fragment = lru_cache(maxsize=WORDS_CACHED)(self._is_fragment)
        self._apostrophes = LostApostrophes(self.is_fragment)
        self.find_misread_apostrophe = self._apostrophes.find_misread

    @classmethod
    def read(cls, resources: Resources) -> StraySpaces:
        """Make one from the dictionaries of `resources`."""
        return cls(resources.get(Lexicon.read), resources.get(Gazetteer.read), resources.get(Segmenter.read))

    def find(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield readings without the white space after token `index`, or after the hyphen that follows it."""
        left, right, gap = document.texts[index], document.texts[index + 1], document.gap(index + 1)
        if right in STRAY_MARKS:
            is_apart = gap == " " and left[-1].isalnum() and _is_free(document, index + 2)
            if is_apart and is_slip(document, index + 1):
                yield _joined(document, index, index + 2, left + right, "stray space", LOG_ONE_WAY)
        elif left.isalpha() and right.isalpha() and gap in SPLITTING:
            yield from self._apostrophes.find(document, index, index + 1)
            first, last = row_of_letters(document, index)
            if first == index and document.gap(index).startswith("  ") and len(document.texts[index - 1]) == 1:
                return  # the rows began before
            rows = _rows_of_letters(document, index) if first == index else []
            if len(rows) > 1 and all(self._is_spelt(document, row) for row in rows):
                words = tuple("".join(document.texts[begin:end]) for begin, end in rows)
                yield _cut(index, rows[-1][1], words, "letter spaced", LOG_ONE_WAY, "letters set apart")
            elif last - first >= LETTERS_IN_A_ROW:
                found = list(self._spaced_letters(document, index, last)) if first == index else []
                yield from found or (self._split_word(document, index) if first == index else ())
            else:
                yield from self._split_word(document, index)

    def find_hyphen(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield readings of word, hyphen, white space, word; `index` is that of the first.

        A scan may have the hyphen as a stop, which must then stand between pieces that are no words.
        """
        if index + 2 >= len(document) or document.texts[index + 1] not in HYPHENS or index + 2 in document.protected:
            return
        left, right, gap = document.texts[index], document.texts[index + 2], document.gap(index + 2)
        if not gap or not left.isalpha() or not right.isalpha() or not right.islower() or right in SUSPENDING:
            return
        joined = left + right
        if document.texts[index + 1] != "-":
            if self._is_misread_hyphen(left, right):
                yield _joined(document, index, index + 3, joined, "hyphen", LOG_CUT_WORD)
            return
        both = self._is_whole(left) and self._is_whole(right)
        if self._lexicon.known(joined) and not (both and self._lexicon.zipf(joined) < LEAST_JOINED_ZIPF):
            yield _joined(document, index, index + 3, joined, "hyphen", LOG_CUT_WORD)
        elif not both:
            parts = next(iter(self._segmenter.segment(joined, limit=1)), None)
            if parts and left not in parts:
                yield _cut(index, index + 3, parts, "hyphen", LOG_CUT_WORD, "word cut by a hyphen, then glued")
            elif "\n" in gap:
                yield _joined(document, index, index + 3, joined, "hyphen", LOG_CUT_WORD)
        if both:
            yield _joined(document, index, index + 3, f"{left}-{right}", "hyphen", LOG_CUT_COMPOUND)

    def _is_misread_hyphen(self, left: str, right: str) -> bool:
        """Tell whether two pieces around a stop are halves of one word: `Isling. ton`."""
        zipf = self._lexicon.zipf(left + right)
        rarest = min(self._zipf(left), self._zipf(right))
        return (
            min(len(left), len(right)) > 1
            and self._lexicon.known(left + right)
            and (self.is_fragment(left) or self.is_fragment(right))
            and zipf >= max(LEAST_JOINED_ZIPF, rarest + LEAST_GAIN)
        )

    def _zipf(self, piece: str) -> float:
        """Return how frequent a piece is as a word; what is none has the frequency of other things (`ing`, `ment`)."""
        is_word = len(piece) > 1 and self._lexicon.known(piece) and not self.is_fragment(piece)
        return self._lexicon.zipf(piece) if is_word else 0.0

    def _is_fragment(self, text: str) -> bool:
        """Tell whether a string of letters is more likely a piece of a word than a word."""
        if len(text) == 1:
            return text not in "aAIO"
        if text.islower() and self._lexicon.case_counts(text)[0] < RARE and len(text) <= LONGEST_RARE:
            return True  # `ted`, which with a capital is a name
        if self._gazetteer.has_word(text):
            return False
        return not self._is_whole(text)

    def _is_whole(self, text: str) -> bool:
        if not self._lexicon.known(text):
            return False
        return len(text) > LONGEST_RARE or self._lexicon.case_counts(text)[0] >= RARE

    def _split_word(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield two or three tokens joined to a known word, if one of them is none by itself."""
        pieces = [document.texts[index]]
        if index and not document.gap(index) and document.texts[index - 1] not in BEFORE:
            return
        if self._is_letter(document, index) and self._is_letter(document, index - 1):
            return  # it began before
        for last in range(index + 1, min(index + MOST_PIECES, len(document))):
            piece = document.texts[last]
            if (
                document.gap(last) not in SPLITTING
                or not piece.isalpha()
                or not piece.islower()
                or last in document.protected
            ):
                return
            pieces.append(piece)
            if self._is_letter(document, last + 1):
                continue  # it goes on
            joined = "".join(pieces)
            if not any(self.is_fragment(piece) for piece in pieces) or not self._lexicon.known(joined):
                continue
            if last + 1 < len(document) and not document.gap(last + 1) and document.texts[last + 1] not in AFTER:
                return
            zipf = self._lexicon.zipf(joined)
            rarest = min(map(self._zipf, pieces))
            if zipf >= max(LEAST_JOINED_ZIPF, rarest + LEAST_GAIN):
                log_places = -math.log(max(1, math.comb(len(joined) - 1, len(pieces) - 1)))
                yield _joined(document, index, last + 1, joined, "split word", log_places)

    def _is_letter(self, document: Document, index: int) -> bool:
        """Tell whether a small letter that is no word stands there alone."""
        if not 0 <= index < len(document) or len(document.texts[index]) > 1 or not document.texts[index].islower():
            return False
        return document.gap(index) in SPLITTING and self.is_fragment(document.texts[index])

    def _is_spelt(self, document: Document, row: tuple[int, int]) -> bool:
        """Tell whether letters spell a word or a name."""
        joined = "".join(document.texts[row[0] : row[1]])
        if len(joined) == 1:
            return not self.is_fragment(joined)
        return self._lexicon.known(joined) or self._gazetteer.has_word(joined)

    def _spaced_letters(self, document: Document, first: int, last: int) -> Iterator[Candidate]:
        """Yield the word, or the words, that the single letters [first, last) with spaces between them spell."""
        joined = "".join(document.texts[first:last])
        if self._lexicon.known(joined) or self._gazetteer.has_word(joined):
            yield _joined(document, first, last, joined, "letter spaced", LOG_ONE_WAY)
            return
        for parts in self._segmenter.segment(joined, limit=1):
            yield _cut(first, last, parts, "letter spaced", LOG_ONE_WAY, "letters set apart")


def _is_free(document: Document, index: int) -> bool:
    """Tell whether white space or the end stands before token `index`, and no other mark does (`. . .`)."""
    if index >= len(document):
        return True
    return bool(document.gap(index)) and document.texts[index] not in STRAY_MARKS


def is_slip(document: Document, index: int) -> bool:
    """Tell whether the space before the mark at token `index` is a slip, not the habit of the document.

    Tokenised texts put one there always: the marks that stand close must be many times those apart.
    """
    start = max(0, document.starts[index] - NEARBY)
    nearby = document.text[start : document.starts[index] + NEARBY]
    apart = sum(nearby.count(f" {mark}") for mark in STRAY_MARKS)
    close = sum(nearby.count(mark) for mark in STRAY_MARKS) - apart
    return close > LEAST_CLOSE * apart


def _rows_of_letters(document: Document, index: int) -> list[tuple[int, int]]:
    """Return the rows of single letters from `index` on between which the gaps are wider (`t h e   m a n`)."""
    texts, gap = document.texts, document.gap
    rows: list[tuple[int, int]] = []
    first = last = index
    while last < min(len(texts), index + LONGEST_ROW) and len(texts[last]) == 1 and texts[last].isalpha():
        last += 1
        white = gap(last) if last < len(texts) else ""
        if white != " " or len(texts[last]) > 1:
            rows.append((first, last))
            first = last
            if not white.startswith("  ") or white.strip(" "):
                break
    return rows if sum(end - begin for begin, end in rows) > LETTERS_IN_A_ROW else []


def _cut(first: int, last: int, parts: tuple[str, ...], route: str, log_channel: float, evidence: str) -> Candidate:
    """Return the candidate that reads the tokens [first, last) as these words."""
    forms = tuple(part.lower() for part in parts)
    return Candidate(first, last, " ".join(parts), forms, "spacing", route, "spacing", log_channel, evidence)


def _joined(document: Document, first: int, last: int, joined: str, route: str, log_channel: float) -> Candidate:
    """Return the candidate that reads the tokens [first, last) as one word, or side by side if a mark is among them."""
    forms = (joined.lower(),) if joined.isalpha() else document.forms[first:last]
    return Candidate(first, last, joined, forms, "spacing", route, "spacing", log_channel, "stray space")
