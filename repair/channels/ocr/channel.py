"""The OCR channel: words that a reading machine took for others of the same shape (`rn` for `m`, `1` for `l`).

The span may reach over digits and marks inside the word (`bro1ught`, `t/ie`) and over one space (`enga. ed`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from repair.channels.ocr.shapes import COMMON, LONE_I, LONG_WORD, Shapes, has_odd_case
from repair.knowledge.confusions import Confusions, forms_of
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.records import Candidate, Document, Trigger

LONGEST_RUN = 7  # tokens joined without a space: three breaks inside one word
LOG_LONE_I = math.log(0.2)  # a lone `l` or `|` is nearly always the pronoun

MARKS = frozenset(
    "/|!\\~*^•°§«»®©{}[]<>_'‘’.,:;=+\N{BROKEN BAR}\N{NOT SIGN}"
)  # what specks and broken strokes are read as
MIDDLE_MARKS = frozenset(".,:;'‘’")  # these also end sentences and clauses: inside a word only between scraps
UNITS = frozenset("h s hr min sec l kg ha day".split())  # what stands after a stroke in km/h and the like
CLOSING_MARKS = frozenset("])>/*_®©°»")  # these close what a writer opened, or note something
LOOKALIKE_DIGITS = frozenset("01568")
_CUT = re.compile(r"[-‐‑.]?\s+")
HYPHENS = frozenset("-‐‑")

EXAMPLES = (
    ("The rnodern world of lndiana wil1 change.", "The modern world of Indiana will change."),
    ("He was bro1ught before tlie court.", "He was brought before the court."),
    ("She v/as glad t/iat the liouse stood.", "She was glad that the house stood."),
    ("KING EDWARn spoke and l heard hirn.", "KING EDWARD spoke and I heard him."),
    ("The bIood on the cIoth waſ old.", "The blood on the cloth was old."),
    ("The prison- ors had been as. saultod.", "The prisoners had been assaulted."),
    ("The vvhole farnily had gonc horne.", "The whole family had gone home."),
)
GUARDRAILS = (
    "Angela Merkel saw Emmanuel Macron before flying to Reykjavik.",
    "The iPhone, eBay and YouTube brands belong to different companies.",
    "NASA and UNICEF said 21 May that MP3 players and A320 jets have and/or need batteries.",
    "See https://example.org/rnodern and write to editor@example.org, says O'Neill.",
    "The colour of the neighbouring theatre surprised the organisers.",
    "It weighs 12kg, runs 3GHz from 10:30 a.m. and won the 1st prize of the 1990s.",
)

LONGEST_WORD = 45  # letters, of the longest word in large dictionaries; bounds the cost of hostile text


class Channel:
    """Reads words by their shape; see the module."""

    name = "ocr"
    triggers = Trigger.SHAPE | Trigger.SCANNED

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon, the gazetteer and the confusions of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self._gazetteer = resources.get(Gazetteer.read)
        self._shapes = Shapes(self._lexicon, self._gazetteer, resources.get(Confusions.read_ocr))

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the candidates for the word or broken word that begins at `index`, the likeliest first."""
        if index in document.protected or not trigger & self.triggers or not self._begins_word(document, index):
            return ()
        observed = document.texts[index]
        if observed in LONE_I and _stands_alone(document, index):
            return (self._candidate(index, index + 1, observed, "I", LOG_LONE_I),)
        is_start = document.is_sentence_start(index)
        ends = list(self._ends(document, index))
        if ends == [index + 1] and self._is_good_word(observed):
            if not trigger & Trigger.UNEXPECTED:
                return ()
            readings = self._shapes.lookalikes(observed)
            return [self._candidate(index, index + 1, observed, *reading) for reading in readings]
        found: list[Candidate] = []
        for last in ends:
            observed = document.covered(index, last)
            if len(observed) > LONGEST_WORD:
                continue
            # What was cut at a line end is one word; only a stop may also be what a letter was read as (`enga. ed`).
            shapes = {_CUT.sub("", observed), observed if HYPHENS.isdisjoint(observed) else ""} - {""}
            for shape in sorted(shapes):
                if not self._is_right(document, shape, is_start=is_start):
                    readings = self._shapes.readings(shape, is_start=is_start)
                    found += [self._candidate(index, last, observed, *reading) for reading in readings]
        return found

    def _is_good_word(self, observed: str) -> bool:
        """Tell whether it is a word so common that only its context can speak against it."""
        return self._lexicon.known(observed) and self._lexicon.zipf(observed) >= COMMON and not has_odd_case(observed)

    def _begins_word(self, document: Document, index: int) -> bool:
        """Tell whether no letter, digit or mark is joined to the left of the token."""
        if not (document.texts[index][0].isalnum() or document.texts[index] in MARKS - MIDDLE_MARKS):
            return False
        return not index or bool(document.gap(index)) or not _is_inner(document.texts[index - 1])

    def _ends(self, document: Document, index: int) -> Iterator[int]:
        """Yield the token indices at which the word that begins at `index` may end."""
        last = index + 1
        while (
            last < min(len(document), index + LONGEST_RUN)
            and not document.gap(last)
            and last not in document.protected
            and (_is_inner(document.texts[last]) or document.texts[last] in MIDDLE_MARKS)
        ):
            last += 1
        run = last
        while last > index + 1 and document.texts[last - 1] in MIDDLE_MARKS | {"!"}:
            last -= 1
        yield last
        trimmed = last
        while trimmed > index + 1 and not document.texts[trimmed - 1].isalnum():
            trimmed -= 1
        if trimmed < last:
            yield trimmed
        if run >= len(document) or run in document.protected:
            return
        if document.texts[run] in HYPHENS and not document.gap(run):
            if self._goes_on(document, index, last, run + 1):
                yield run + 2
        elif document.gap(run) == " " and self._goes_on(document, index, last, run):
            yield run + 1

    def _goes_on(self, document: Document, first: int, last: int, rest: int) -> bool:
        """Tell whether a broken word [first, last) may go on with the token `rest`, after white space."""
        if rest >= len(document) or rest in document.protected or not document.gap(rest):
            return False
        piece = document.texts[rest]
        if not piece.islower() or not piece.isalpha():
            return False
        scraps = self._is_scrap(document.covered(first, last)), self._is_scrap(piece)
        # A hyphen, or a stop before a small letter, is odd by itself; without one both pieces must be.
        return any(scraps) if rest > last else all(scraps)

    def _is_scrap(self, observed: str) -> bool:
        return len(observed) > 1 and not self._is_listed(observed)

    def _is_right(self, document: Document, observed: str, *, is_start: bool) -> bool:
        """Tell whether the string is as good as it looks: a common word, a name, an acronym, a figure."""
        if observed.isalpha():
            if observed[0].isupper() and (
                self._gazetteer.has_word(observed) or (not is_start and document.vocabulary[observed] > 1)
            ):
                return True
            is_short_acronym = observed.isupper() and len(observed) < LONG_WORD
            return len(observed) < 2 or is_short_acronym or self._is_brand(observed)
        has_apostrophe = observed[0].isupper() and ("'" in observed[1:3] or "’" in observed[1:3])  # O'Neill, D'Arcy
        return has_apostrophe or not _is_broken_word(observed) or self._is_pair(observed)

    def _is_brand(self, observed: str) -> bool:
        """Tell whether inner capitals are a writer's (`YouTube`, `comScore`), not a misread letter's (`dlschaTged`)."""
        if observed.isupper() or observed.islower() or observed == observed.capitalize() or has_odd_case(observed):
            return False
        if observed.startswith("VV") and observed[2:].islower():  # a W
            return False
        inner = [place for place, character in enumerate(observed) if place and character.isupper()]
        if len(inner) > 1 or len(observed) < LONG_WORD or observed[0].isupper():
            return True
        return self._lexicon.known(observed[: inner[0]]) or self._lexicon.known(observed[inner[0] :])

    def _is_pair(self, observed: str) -> bool:
        """Tell whether marks only join known words (`and/or`), or scraps too short to be a broken word (`w/o`)."""
        pieces = "".join(character if character.isalpha() else " " for character in observed).split()
        words = [piece for piece in pieces if len(piece) > 1]
        if " " in observed or any(character.isdigit() for character in observed):
            return False
        if observed.rpartition("/")[2] in UNITS:
            return True
        if any(character in MIDDLE_MARKS for character in observed):
            return any(len(word) > 2 and self._lexicon.known(word) for word in words)
        return len(words) > 1 and all(self._is_listed(word) for word in words)

    def _is_listed(self, word: str) -> bool:
        return self._lexicon.known(word) or self._gazetteer.has_word(word)

    def _candidate(self, first: int, last: int, observed: str, replacement: str, log_channel: float) -> Candidate:
        return Candidate(
            first=first,
            last=last,
            replacement=replacement,
            forms=forms_of(replacement),
            channel=self.name,
            route="broken" if last > first + 1 else "shape",
            kind="ocr",
            log_channel=log_channel,
            evidence=f"{observed} has the shape of {replacement}",
        )


def _is_inner(token: str) -> bool:
    """Tell whether the token may be part of a broken word: letters, digits, or a mark that no writer puts there."""
    return token.isalnum() or token in MARKS - MIDDLE_MARKS


def _stands_alone(document: Document, index: int) -> bool:
    before = document.gap(index) or not index
    return bool(before) and (index + 1 == len(document) or bool(document.gap(index + 1)))


def _is_broken_word(observed: str) -> bool:
    """Tell whether a string with digits or marks is more likely a broken word than a figure, a unit or a code."""
    letters = sum(character.isalpha() for character in observed)
    if letters < 2 or 2 * letters < len(observed):
        return False
    digits = [character for character in observed if character.isdigit()]
    if not digits:
        return letters > 2 and observed[-1] not in CLOSING_MARKS
    lowers = sum(character.islower() for character in observed)
    if lowers < letters - 1 or len(digits) > 2:
        return False
    if observed[0].isdigit():
        likely = LOOKALIKE_DIGITS if letters >= LONG_WORD - 1 else {"0", "1"}
        return len(digits) == 1 and observed[0] in likely and observed != "1st"
    if observed[-1].isdigit():
        return letters > 2 and set(digits) <= LOOKALIKE_DIGITS and len(digits) == 1
    return len(observed) > 3
