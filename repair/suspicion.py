"""The cheap pass: which tokens are worth a look, and why.  Most words of most articles never get a candidate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import exp, log
from typing import TYPE_CHECKING

from repair.casing import is_accented
from repair.gazetteer import Gazetteer
from repair.language_model import LN10, LanguageModel
from repair.lexicon import Lexicon
from repair.records import POWERS, Document, Suspect, Trigger
from repair.tokens import FUNCTION_WORDS

if TYPE_CHECKING:
    from repair.resources import Resources

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
TELLTALES, TELLTALES_VERSION = "telltales.tsv", 1
SPUN_SHARE = 0.02
"""Share of words spun in the hypothesis that `Signs.spun` weighs against a clean text."""
SPUN_SIGN = -1.0
"""`Signs.spun` from which a text gets the thorough look at once.

2 in 100 of 320 clean articles are above; of 24 articles of 445 words with 1 word in 15 spun all but one, with 1 in 30
three in four, and all 123 of a blog of spun articles.
"""
SURELY_SPUN = 8.0
"""`Signs.spun` from which odd words are the spinner's: no scan, where every word costs a search for what was misread.

Measured on even rows: at most 4.3 in scans and 6.7 in learners' texts; above it in 27 of the 35 heavily spun
paragraphs, and in all of the spun articles, that have as many odd words as scans.
"""
LARGEST_RATIO = 8.0
"""Nats that one word may add: a rare name must not betray a text alone."""
_LAUGHTER = re.compile(r"(?:[hj][aeiou]){2,}h?|(?:lo)+l|hm+")
FOREIGN_WORDS, FOREIGN_SHARE = 4, 0.6
"""Shortest sentence, and share of strange words in it, that is taken for another language; bad OCR stays below 0.5."""
SUSPECTED_SHARE = 0.3
"""The same where no word is an English function word and half of all words are strange or another language's own."""
FOREIGN_DOCUMENT, ENGLISH_WORDS = 0.4, 2
"""Share of foreign words from which a document is in another language, and function words of a sentence that is not."""
OTHER_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values()) - FUNCTION_WORDS["en"]
ARCHAIC = frozenset(
    "thee thou thy thine ye hath doth hast dost wert wast shalt wilt didst hadst tis twas o'er e'en ne'er nae".split()
)
ARCHAIC_WORDS, ARCHAIC_SHARE = 2, 0.02
"""Different old words, and their share of all, from which a text is verse, dialect or old English.

Its good words are rare ones everywhere, as a spinner's are.  None of 293 spun and 4,953 other texts of today counts.
"""
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
    of isolated words, `oddity` that of unknown words in lower case and of letters joined to digits.  `spun` is ln of
    how much likelier the words are if a spinner had swapped SPUN_SHARE of them (at most; words that it does not write
    oftener than writers do count as never swapped).
    """

    words: int
    isolation: float
    spun: float
    oddity: float
    odd: int
    lookups: dict[str, Trigger]
    shapes: frozenset[int]

    @property
    def is_doubtful(self) -> bool:
        """Tell whether every unsure word deserves a look: in short texts, and in what is very likely spun."""
        if self.words < SHORT or self.spun > SPUN_SIGN:
            return True
        return self.isolation > DOUBTFUL_ISOLATION and not self.is_scanned

    @property
    def is_scanned(self) -> bool:
        """Tell whether there are as many odd words as OCR makes, and no spinner that they are sooner due to."""
        return self.oddity > SCANNED_ODDITY and self.odd > 1 and self.spun < SURELY_SPUN

    @property
    def probes(self) -> int:
        """The number of isolated words that a quick look takes: all in a scan, where real words are misread too."""
        if self.is_scanned:
            return self.words
        return PROBES + int(self.words * max(0.0, self.isolation - CLEAN_ISOLATION) * PROBED)


def read_telltales(resources: Resources) -> dict[str, float]:
    """Return ln P(word) in a text of which a spinner swapped every word, for words that betray one."""
    rows = (line.split("\t") for line in resources.lines(TELLTALES, TELLTALES_VERSION))
    return {word: (float(zipf) - 9) * LN10 for word, zipf in rows}


def read_signs(
    document: Document, surprise: Surprise, lexicon: Lexicon, gazetteer: Gazetteer, telltales: Mapping[str, float]
) -> Signs:
    """Return the signs of a document."""
    lookups: dict[str, Trigger] = {}
    words = lower = isolated = odd = 0
    shapes = set()
    order, starts, ends, protected = surprise.order, document.starts, document.ends, document.protected
    telltale, forms, log_probability = telltales.get, document.forms, surprise.log_probability
    spun = 0.0
    joined = _joined_to_signs(document)
    for index, text in enumerate(document.texts):
        if not text[0].isalpha():
            words += text[0].isdigit()
            if text in POWERS:
                lookups[text] = Trigger.UNKNOWN
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
            log_spun = telltale(forms[index])
            if log_spun is not None:
                ratio = min(log_spun - log_probability[index], LARGEST_RATIO)
                spun += log(1 - SPUN_SHARE + SPUN_SHARE * exp(ratio))
    spun -= SPUN_SHARE * lower
    return Signs(words, (isolated + 1) / (lower + 30), spun, odd / (words + 20), odd, lookups, frozenset(shapes))


def find_suspects(
    document: Document,
    surprise: Surprise,
    signs: Signs,
    joints: Iterable[int],
    *,
    thorough: bool,
    planned: frozenset[int] = frozenset(),
    foreign: frozenset[int] | None = None,
) -> list[Suspect]:
    """Return the suspects in order, those of the plan (`planned`) among them.

    A thorough look takes every word as unexpected unless the model knows it together with two neighbours on both
    sides, or only isolated ones where nothing hints at spinning; a quick look takes a few probes, the most
    surprising of the isolated words, which tell whether the thorough one is worth it.
    """
    suspects = []
    joined = set(joints)
    order, after, lookups = surprise.order, surprise.after, signs.lookups
    probes = frozenset[int]() if thorough else _probes(document, surprise, signs)
    foreign = foreign_tokens(document, signs) if foreign is None else foreign
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
        if index in planned:
            trigger |= Trigger.PLANNED
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


def foreign_tokens(document: Document, signs: Signs) -> frozenset[int]:
    """Return the tokens of sentences in which most words are no English: another language, or past mending.

    In a document that is mostly in another language, all its sentences are, but for those with English function words.
    """
    if not signs.odd and not document.protected and Trigger.NAME not in signs.lookups.values():
        return frozenset()
    texts, forms, unknown = document.texts, document.forms, (Trigger.UNKNOWN, Trigger.NAME)
    plain = {text for text, lookup in signs.lookups.items() if lookup not in unknown and text.isascii()}
    strange = [index for index, text in enumerate(texts) if text not in plain and text[0].isalpha()]
    found: set[int] = set()
    for first, last in document.sentences:
        odd = bisect_left(strange, last) - bisect_left(strange, first)
        if odd <= SUSPECTED_SHARE * FOREIGN_WORDS:
            continue
        words = [i for i in range(first, last) if texts[i][0].isalpha()]
        if len(words) < FOREIGN_WORDS:  # too few to tell, unless all are strange and some have accents
            if odd < len(words) or not any(is_accented(texts[i]) for i in words):
                continue
        elif odd <= SUSPECTED_SHARE * len(words):
            continue
        if odd > FOREIGN_SHARE * len(words) or (
            2 * (odd + sum(forms[i] in OTHER_FUNCTION_WORDS for i in words)) >= len(words)
            and not _english(document, words)
        ):
            found.update(range(first, last))
    is_short = len(document) < 2 * FOREIGN_WORDS
    if not is_short and (found or document.protected) and foreign_share(document, found) >= FOREIGN_DOCUMENT:
        for first, last in document.sentences:
            if len(_english(document, range(first, last))) < ENGLISH_WORDS:
                found.update(range(first, last))
    return frozenset(found)


def is_archaic(document: Document) -> bool:
    """Tell whether the text is verse, dialect or old English, whose good words look like garbled ones of today."""
    found = [form for form in document.forms if form in ARCHAIC]
    return len(set(found)) >= ARCHAIC_WORDS and len(found) >= ARCHAIC_SHARE * len(document)


def _english(document: Document, indices: Iterable[int]) -> set[str]:
    """Return the English function words there; `i` in lower case is none."""
    forms = {document.forms[i] for i in indices if document.texts[i] != "i"}
    return forms & FUNCTION_WORDS["en"]


def foreign_share(document: Document, foreign: Collection[int]) -> float:
    """Return the share of words that are left alone as another language: `foreign`, and those that `tokens` protects.

    Protected addresses and code have placeholders for forms, so a protected word with a form of its own is of a
    sentence in another language, or of another script.
    """
    if not foreign and not document.protected:
        return 0.0
    words = [index for index, form in enumerate(document.forms) if form[0].isalpha()]
    return sum(index in foreign or index in document.protected for index in words) / max(1, len(words))


def _lookup(text: str, form: str, lexicon: Lexicon, gazetteer: Gazetteer) -> Trigger:
    if text[-1] == ".":  # an abbreviation: only these tokens hold a point
        return Trigger.NONE
    if not lexicon.known(form):
        if _LAUGHTER.fullmatch(form) or is_accented(text):
            return Trigger.NONE
        if text[0].islower():
            return Trigger.UNKNOWN
        return Trigger.NONE if gazetteer.has_word(text) else Trigger.NAME
    return Trigger.RARE if text[0].islower() and len(text) > 2 and lexicon.zipf(form) < RARE_ZIPF else Trigger.NONE


def _joined_to_signs(document: Document) -> frozenset[int]:
    """Return the offsets at which a letter meets a digit or a sign that OCR makes of letters."""
    return frozenset(match.start() + 1 for match in _MEETING.finditer(document.text))
