"""The cheap pass: which tokens are worth a look, and why.  Most words of most articles never get a candidate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from repair.gazetteer import Gazetteer
from repair.language_model import LanguageModel
from repair.lexicon import Lexicon
from repair.records import Document, Suspect, Trigger

RARE_ZIPF = 3.0
"""Known words rarer than one in a million may be misspellings of commoner ones."""
DOUBTFUL_ISOLATION, CLEAN_ISOLATION = 0.12, 0.02
"""Share of isolated words: 0.02 (median) to 0.043 (nine in ten) in clean news, 0.08 where one word in ten is spun."""
SCANNED_ODDITY = 0.008
"""Share of unknown words in lower case: 0.0007 in clean news, 0.03 and more in OCR and learners' text."""
SHORT = 80
"""Words of a text so short that its shares say nothing."""
PROBES, PROBED = 3, 0.5
"""Probes of any document, and of the isolated words beyond the clean share; more cost speed on clean text."""
_LAUGHTER = re.compile(r"(?:[hj][aeiou]){2,}h?|(?:lo)+l|hm+")
_ACCENTED = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
FOREIGN_WORDS, FOREIGN_SHARE = 4, 0.6
"""Shortest sentence, and share of strange words in it, that is taken for another language; bad OCR stays below 0.5."""
_MEETING = re.compile(r"(?<=[^\W\d_])(?=[\d|/\\_])|(?<=[\d|/\\_])(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Surprise:
    """How each token was expected: `log_probability` given its left neighbours (nats) and the n-gram length used.

    Both lists have one entry more than the document has tokens; entry i + 1 belongs to the right neighbour of
    token i, which at the end of a sentence is the end mark, kept in `end_log_probability` and `end_order`.
    """

    log_probability: list[float]
    order: list[int]
    ends: dict[int, tuple[float, int]]

    def after(self, index: int) -> tuple[float, int]:
        """Return ln P and n-gram length of what follows token `index`."""
        return self.ends.get(index) or (self.log_probability[index + 1], self.order[index + 1])

    def is_isolated(self, index: int) -> bool:
        """Tell whether neither the left nor the right pair of the token was ever seen in the training text."""
        return self.order[index] <= 1 and self.after(index)[1] <= 1


def measure(document: Document, model: LanguageModel) -> Surprise:
    """Return the n-gram surprise of every token."""
    log_probability: list[float] = []
    order: list[int] = []
    ends = {}
    for first, last in document.sentences:
        scored = model.sentence(document.forms[first:last])
        ends[last - 1] = scored.pop()
        for log_p, length in scored:
            log_probability.append(log_p)
            order.append(length)
    return Surprise(log_probability, order, ends)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the cheap pass sees of a document before anything is looked up twice.

    `lookups` says of each word as written whether it is unknown, a possible name, or rare; `isolation` is the share
    of isolated words, `oddity` that of unknown words in lower case and of letters joined to digits.
    """

    words: int
    isolation: float
    oddity: float
    odd: int
    lookups: dict[str, Trigger]
    shapes: frozenset[int]

    @property
    def is_doubtful(self) -> bool:
        """Tell whether every unsure word deserves a look: in short texts, and in what is very likely spun."""
        return self.words < SHORT or (self.isolation > DOUBTFUL_ISOLATION and not self.is_scanned)

    @property
    def is_scanned(self) -> bool:
        """Tell whether there are as many odd words as OCR makes."""
        return self.oddity > SCANNED_ODDITY and self.odd > 1

    @property
    def probes(self) -> int:
        """The number of isolated words that a quick look takes: all in a scan, where real words are misread too."""
        if self.is_scanned:
            return self.words
        return PROBES + int(self.words * max(0.0, self.isolation - CLEAN_ISOLATION) * PROBED)


def read_signs(document: Document, surprise: Surprise, lexicon: Lexicon, gazetteer: Gazetteer) -> Signs:
    """Return the signs of a document."""
    lookups: dict[str, Trigger] = {}
    words = lower = isolated = odd = 0
    shapes = set()
    order, starts, ends, protected = surprise.order, document.starts, document.ends, document.protected
    joined = _joined_to_signs(document)
    for index, text in enumerate(document.texts):
        if not text[0].isalpha():
            words += text[0].isdigit()
            continue
        words += 1
        if index in protected:
            continue
        lookup = lookups.get(text)
        if lookup is None:
            lookup = lookups[text] = _lookup(text, document.forms[index], lexicon, gazetteer)
        if starts[index] in joined or ends[index] in joined:
            shapes.add(index)
            odd += 1
        elif lookup is Trigger.UNKNOWN:
            odd += 1
        if text[0].islower():
            lower += 1
            isolated += order[index] <= 1 and surprise.is_isolated(index)
    return Signs(words, (isolated + 1) / (lower + 30), odd / (words + 20), odd, lookups, frozenset(shapes))


def find_suspects(
    document: Document, surprise: Surprise, signs: Signs, joints: Iterable[int], *, thorough: bool
) -> list[Suspect]:
    """Return the suspects in order.

    A thorough look takes every word as unexpected unless the model knows it together with two neighbours on both
    sides, or only isolated ones where nothing hints at spinning; a quick look takes a few probes, the most
    surprising of the isolated words, which tell whether the thorough one is worth it.
    """
    suspects = []
    joined = set(joints)
    order, after, lookups = surprise.order, surprise.after, signs.lookups
    probes = frozenset[int]() if thorough else _probes(document, surprise, signs)
    foreign = _foreign(document, signs)
    scanned = Trigger.SCANNED if signs.is_scanned else Trigger.NONE
    for index, text in enumerate(document.texts):
        trigger = Trigger.JOINT if index in joined else Trigger.NONE
        lookup = lookups.get(text)
        if lookup is not None and index not in document.protected:
            if lookup is not Trigger.RARE or (order[index] <= 1 and (thorough or index in probes)):
                trigger |= lookup
            if index in probes or (thorough and (order[index] <= 2 or after(index)[1] <= 2)):
                trigger |= Trigger.UNEXPECTED
            if index in signs.shapes:
                trigger |= Trigger.SHAPE
        if trigger and index not in foreign:
            log_surprise = -surprise.log_probability[index] - after(index)[0]
            suspects.append(Suspect(index, trigger | scanned, log_surprise))
    return suspects


def _probes(document: Document, surprise: Surprise, signs: Signs) -> frozenset[int]:
    """Return the isolated lower-case words that surprise most."""
    found = [
        (surprise.log_probability[index] + surprise.after(index)[0], index)
        for index, text in enumerate(document.texts)
        if surprise.order[index] <= 1
        and text[0].islower()
        and surprise.is_isolated(index)
        and index not in document.protected
        and signs.lookups[text] is not Trigger.UNKNOWN
    ]
    return frozenset(index for _, index in nsmallest(signs.probes, found))


def _foreign(document: Document, signs: Signs) -> frozenset[int]:
    """Return the tokens of sentences in which most words are no English: another language, or past mending."""
    if not signs.odd and not any(lookup is Trigger.NAME for lookup in signs.lookups.values()):
        return frozenset()
    found: list[int] = []
    for first, last in document.sentences:
        words = [document.texts[i] for i in range(first, last) if document.texts[i][0].isalpha()]
        strange = sum(
            signs.lookups.get(word, Trigger.UNKNOWN) in (Trigger.UNKNOWN, Trigger.NAME) or not word.isascii()
            for word in words
        )
        if len(words) >= FOREIGN_WORDS and strange > FOREIGN_SHARE * len(words):
            found.extend(range(first, last))
    return frozenset(found)


def _lookup(text: str, form: str, lexicon: Lexicon, gazetteer: Gazetteer) -> Trigger:
    if text[-1] == ".":  # an abbreviation: only these tokens hold a point
        return Trigger.NONE
    if not lexicon.known(form):
        if _LAUGHTER.fullmatch(form):
            return Trigger.NONE
        if text[0].islower():  # accents are no slip of the pen: the word is of another language
            return Trigger.UNKNOWN if text.isascii() or not _ACCENTED.search(text) else Trigger.NONE
        return Trigger.NONE if gazetteer.has_word(text) else Trigger.NAME
    return Trigger.RARE if text[0].islower() and len(text) > 2 and lexicon.zipf(form) < RARE_ZIPF else Trigger.NONE


def _joined_to_signs(document: Document) -> frozenset[int]:
    """Return the offsets at which a letter meets a digit or a sign that OCR makes of letters."""
    return frozenset(match.start() + 1 for match in _MEETING.finditer(document.text))
