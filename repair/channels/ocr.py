"""The OCR channel: words that a reading machine took for others of the same shape (`rn` for `m`, `1` for `l`).

The span may reach over digits and marks inside the word (`bro1ught`, `t/ie`) and over one space (`enga. ed`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from repair.knowledge.confusions import Alignment, Confusions, forms_of
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.records import Candidate, Document, Trigger
from repair.text.casing import capitalise

MOST_CANDIDATES = 15
WORDS_CACHED = 20_000  # surface forms; a text of a million words has about so many unknown ones
LONGEST_RUN = 7  # tokens joined without a space: three breaks inside one word
NEAR_LIMIT, NAMES_LIMIT = 30, 5  # words and names taken from the edit-distance search
LONG_WORD = 6  # letters from which three edits still leave a word recognisable
FEW = 12  # three edits are tried where two lead to fewer words than this
LEAST_ORIGIN = -9.0  # nats; steps rarer than this are left to the edit distance
COMMON = 4.0  # zipf; a known word as frequent as this is not taken for another by its shape alone
FAR_COMMONER = 2.0  # zipf; how much commoner than a known word the intended one must be (`arid` for `and`)
LEAST_KNOWN = -9.0  # nats; a known word must have been made by one or two counted steps
KNOWN_PENALTY = -1.6  # nats: one garbled word in five came out as another word in scanned newspapers
# A good word that does not fit (`be` for `he`) is compared with words that one likely step leads from and that are not
# much rarer: 186 of 303 such errors in scanned newspapers, while one clean word in ten has such a neighbour.
LEAST_LOOKALIKE, LOOKALIKE_RARER, MOST_LOOKALIKES = -4.5, 0.5, 5
LOG_LONE_I = math.log(0.2)  # a lone `l` or `|` is nearly always the pronoun
NATS_PER_ZIPF = math.log(10)

MARKS = frozenset(
    "/|!\\~*^•°§«»®©{}[]<>_'‘’.,:;=+\N{BROKEN BAR}\N{NOT SIGN}"
)  # what specks and broken strokes are read as
MIDDLE_MARKS = frozenset(".,:;'‘’")  # these also end sentences and clauses: inside a word only between scraps
UNITS = frozenset("h s hr min sec l kg ha day".split())  # what stands after a stroke in km/h and the like
CLOSING_MARKS = frozenset("])>/*_®©°»")  # these close what a writer opened, or note something
LOOKALIKE_DIGITS = frozenset("01568")
LONE_I = frozenset("l|")
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
        self._model = resources.get(Confusions.read_ocr)
        self._cached_readings = lru_cache(maxsize=WORDS_CACHED)(self._readings)
        self._cached_lookalikes = lru_cache(maxsize=WORDS_CACHED)(self._lookalikes)

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
            readings = self._cached_lookalikes(observed)
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
                    readings = self._cached_readings(shape, is_start=is_start)
                    found += [self._candidate(index, last, observed, *reading) for reading in readings]
        return found

    def _is_good_word(self, observed: str) -> bool:
        """Tell whether it is a word so common that only its context can speak against it."""
        return self._lexicon.known(observed) and self._lexicon.zipf(observed) >= COMMON and not _has_odd_case(observed)

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
        if observed.isupper() or observed.islower() or observed == observed.capitalize() or _has_odd_case(observed):
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

    def _readings(self, observed: str, *, is_start: bool) -> tuple[tuple[str, float], ...]:
        """Return (intended, log_channel) of a string, the likeliest first."""
        lexicon = self._lexicon
        known = lexicon.known(observed)
        floor = lexicon.zipf(observed) + FAR_COMMONER if known and not _has_odd_case(observed) else 0.0
        is_w = observed.startswith("VV") and observed[2:].islower()  # counted as small letters: scans have more of them
        alignment = Alignment(self._model, observed.lower() if is_w else observed)
        best: dict[str, tuple[float, float]] = {}
        for word, name_zipf in sorted(self._neighbours(observed, is_known=known).items()):
            zipf = lexicon.zipf(word) or name_zipf
            if zipf < floor:
                continue
            for intended in self._cased(observed, word, is_start=is_start):
                log_channel = alignment.log_channel(intended.lower() if is_w else intended) + (
                    KNOWN_PENALTY if floor else 0.0
                )
                if intended != observed and (not floor or log_channel > LEAST_KNOWN + KNOWN_PENALTY):
                    best[intended] = (log_channel + NATS_PER_ZIPF * zipf, log_channel)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple((intended, min(0.0, log_channel)) for intended, (_, log_channel) in ranked[:MOST_CANDIDATES])

    def _lookalikes(self, observed: str) -> tuple[tuple[str, float], ...]:
        """Return the (intended, log_channel) of a good word that one or two likely steps could have made of another."""
        if not observed.islower() or len(observed) < 2:
            return ()
        lexicon = self._lexicon
        floor = lexicon.zipf(observed) - LOOKALIKE_RARER
        found = [
            (origin, log_steps + KNOWN_PENALTY)
            for origin, log_steps in self._model.origins(observed, least=LEAST_LOOKALIKE).items()
            if origin != observed
            and origin.islower()
            and lexicon.known(origin)
            and lexicon.zipf(origin) >= max(COMMON, floor)
        ]
        return tuple(sorted(found, key=lambda reading: (-reading[1], reading[0]))[:MOST_LOOKALIKES])

    def _neighbours(self, observed: str, *, is_known: bool) -> dict[str, float]:
        """Return lower-case words that could have this shape, with a frequency for those that are only names."""
        lexicon = self._lexicon
        letters = "".join(character for character in observed if character.isalpha())
        found: dict[str, float] = {}
        for text in {observed.replace(" ", "").lower(), letters.lower()}:
            near = lexicon.near(text, distance=2, limit=NEAR_LIMIT)
            if len(text) >= LONG_WORD and len(near) < FEW and not is_known:
                near += lexicon.near(text, distance=3, limit=NEAR_LIMIT)
            found.update((word, 0.0) for word, _ in near)
            if lexicon.known(text):
                found[text] = 0.0
        for origin in self._model.origins(observed, least=LEAST_ORIGIN):
            if lexicon.known(origin):
                found[origin.lower()] = 0.0
        if observed[0].isupper() or not observed[0].isalpha() or observed[0] in LONE_I:
            for name, _ in self._gazetteer.near(letters, distance=2, limit=NAMES_LIMIT):
                found.setdefault(name.lower(), math.log10(1 + self._gazetteer.word_count(name)) + 1.0)
        return found

    def _cased(self, observed: str, word: str, *, is_start: bool) -> tuple[str, ...]:
        """Return the word in the cases that the shape may show; case is part of the shape, so the model weighs it."""
        letters = [character for character in observed.replace("VV", "W", 1) if character.isalpha()]
        uppers = sum(character.isupper() for character in letters)
        usual = self._lexicon.usual_case(word, observed)
        if uppers > 1 and uppers >= 0.6 * len(letters):
            return (word.upper(),)
        if usual != usual.lower():
            return (usual, word) if observed[0].islower() and self._lexicon.known(word) else (usual,)
        if (
            observed[0] == "§"
            or (is_start and not observed[0].isalpha())
            or (observed[0] in LONE_I and (is_start or word[0] == "i"))
        ):
            return (capitalise(word),)  # what was read as an `l` was a capital
        if not observed[0].isupper():
            return (word,)
        # A capital that was read for another letter may have been a small one (`Eentence`).
        return (capitalise(word),) if is_start or observed[0].lower() == word[0] else (capitalise(word), word)

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


def _has_odd_case(observed: str) -> bool:
    """Tell whether one letter breaks the case of all others (`EDWARn`, `tHE`), or an I stands in for an l (`bIood`)."""
    if observed.isupper() or observed.islower() or observed == observed.capitalize():
        return False
    lowers = sum(character.islower() for character in observed)
    if "I" in observed[1:] and observed.replace("I", "l") in (observed.lower().replace("i", "l"),):
        return True
    return lowers == 1 and len(observed) > 2 and observed[-1] != "s"


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
