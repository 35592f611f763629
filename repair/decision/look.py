"""The look: a cheap pass over all tokens that finds which ones are worth the reader's time, and what is odd of each.

Each place is judged by itself and its neighbours within REACH, never by the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from repair.channels.usage import RULES, intended
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.language_model import LN10, LanguageModel
from repair.knowledge.lexicon import RARE_ZIPF, Lexicon
from repair.knowledge.reader.network import UNREAD
from repair.records import POWERS, Document, TokenSpan, Trigger
from repair.text.casing import is_accented
from repair.text.marks import is_clipped

if TYPE_CHECKING:
    from repair.knowledge.reader.network import Detection
    from repair.knowledge.resources import Resources

TELLTALES, TELLTALES_VERSION = "telltales.tsv", 1
SHORT = 80
"""Tokens of a text that is read whole."""
SPUN_SHARE = 0.05
"""Share of words spun in the hypothesis that is weighed against a clean passage."""
SPUN_PASSAGE, SPUN_WORD = 1.0, 5.0
"""ln of how much likelier a passage, or one word, is if it was spun, from which it is read."""
LARGEST_RATIO = 8.0
"""Nats that one word may add: a rare name must not betray a passage alone."""
REACH = 30
"""Tokens on either side of a place that make its passage."""
JARGON = 3
"""Times that an unknown word stands in a text, from which it is read for its own sake only if it is plainly a slip."""
COMMON = 5.0
"""Zipf frequency of a word from which an unknown one of its shape (`tlie`) is plainly a misread one."""
BESIDE = 8
"""Tokens on either side of an odd one that are read with it."""
SPREAD = 40
"""Tokens on either side of a garbled one that are read too: spinning and OCR noise come in clusters."""
NEAR = 30
"""Tokens between two places from which both are read in one piece: margins would be read twice."""
ARTICLES = {"a": re.compile("[aeiouhAEIOUH]|[A-Z]{2}"), "an": re.compile("[^aiAI\\W]")}
"""What follows an article that may have been the other one."""
ARTICLES |= {article.capitalize(): before for article, before in ARTICLES.items()}
SHAPES = (("rn", "m"), ("li", "h"), ("cl", "d"), ("ii", "u"), ("vv", "w"), ("ni", "m"), ("ln", "h"), ("tli", "th"))
"""Letters that a scanner reads for another one, and the one."""
LONGEST_MISREAD = 20
"""Letters of words looked at for them."""
_LAUGHTER = re.compile(r"(?:[hj][aeiou]){2,}h?|(?:lo)+l|hm+|\w{0,20}([aeiouy])\1\1\w{0,20}|\w{1,20}([a-z])\2\2")
"""And letters drawn out (`soooo`, `yesss`)."""
_MEETING = re.compile(r"(?<=[^\W\d_])(?=[\d|/\\_])|(?<=[\d|/\\_§])(?=[^\W\d_])")

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Look:
    """What the cheap pass sees of a document.

    `triggers` say what is odd of each token; `lookups` of each word as written whether it is unknown, a possible name,
    or rare; `odd` are the tokens that are read for their own sake, or because their passage looks spun.
    """

    words: int
    triggers: list[Trigger]
    lookups: dict[str, Trigger]
    odd: Bools


def read_telltales(resources: Resources) -> dict[str, float]:
    """Return ln P(word) in a text of which a spinner swapped every word, for words that betray one."""
    rows = (line.split("\t") for line in resources.lines(TELLTALES, TELLTALES_VERSION))
    return {word: (float(zipf) - 9) * LN10 for word, zipf in rows}


class Looker:
    """Looks at documents; holds only shared read-only models."""

    def __init__(
        self,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        ngrams: LanguageModel,
        telltales: Mapping[str, float],
        is_misspelled: Callable[[str], bool],
        misspelled: Collection[str] = (),
    ) -> None:
        """Take the models, what tells plain misspellings, and words misspelled however they are capitalised (`im`)."""
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._ngrams = ngrams
        self._telltales = telltales
        self._is_misspelled = is_misspelled
        self._misspelled = frozenset(misspelled)

    def look(self, document: Document, joints: Mapping[int, bool], planned: Collection[int]) -> Look:
        """Return what the cheap pass sees.

        `joints` are the tokens where a joint begins, and whether the reader is to see it; at `planned` ones a row of a
        plan begins.
        """
        lookups: dict[str, Trigger] = {}
        triggers: list[Trigger] = []
        odd = np.zeros(len(document), dtype=bool)
        shapes = _joined_to_signs(document)
        protected, starts, ends, times = document.protected, document.starts, document.ends, document.vocabulary
        words, nothing = 0, Trigger.NONE  # combining flags costs more than all the rest, so it is seldom done
        for index, text in enumerate(document.texts):
            trigger = nothing
            is_word = text[0].isalpha()
            words += is_word or text[0].isdigit()
            if (is_word or text in POWERS) and index not in protected:
                lookup = lookups.get(text)
                if lookup is None:
                    lookup = lookups[text] = self._lookup(text, document.forms[index])
                if lookup is not nothing and not is_clipped(document, index):
                    trigger = lookup
                    odd[index] = Trigger.UNKNOWN in lookup and (
                        times[text] < JARGON or self.is_plain_slip(document.forms[index])
                    )
                if starts[index] in shapes or ends[index] in shapes:
                    trigger |= Trigger.SHAPE
            elif (text[0].isdigit() or text == "§") and ends[index] in shapes and index not in protected:
                trigger = Trigger.SHAPE
            if (text in ARTICLES and _is_odd_article(document, index)) or (
                document.forms[index] in RULES and intended(document, index)
            ):
                trigger |= Trigger.USAGE
            if index in joints:
                trigger |= Trigger.JOINT
                odd[index] |= joints[index]
            if index in planned:
                trigger |= Trigger.PLANNED
                odd[index] = True
            triggers.append(trigger)
        odd |= self._looks_spun(document) if len(document) > SHORT else True
        return Look(words, triggers, lookups, odd)

    def _looks_spun(self, document: Document) -> Bools:
        """Return the tokens in passages that are likelier if a spinner swapped SPUN_SHARE of the words."""
        log_ratios = np.zeros(len(document))
        strong = np.zeros(len(document), dtype=bool)
        telltale, texts, forms = self._telltales.get, document.texts, document.forms
        for first, last in document.sentences:
            scored = self._ngrams.sentence(forms[first:last])
            for index in range(first, last):
                if not texts[index][0].islower():
                    continue
                log_spun = telltale(forms[index])
                if log_spun is None:
                    log_ratios[index] = -SPUN_SHARE
                    continue
                ratio = min(log_spun - scored[index - first][0], LARGEST_RATIO)
                log_ratios[index] = log(1 - SPUN_SHARE + SPUN_SHARE * exp(ratio)) - SPUN_SHARE
                strong[index] = ratio > SPUN_WORD
        total = np.concatenate([[0.0], np.cumsum(log_ratios)])
        places = np.arange(len(document))
        passages = total[np.minimum(places + REACH, len(document))] - total[np.maximum(places - REACH, 0)]
        found: Bools = strong | (passages > SPUN_PASSAGE)
        return found

    def _lookup(self, text: str, form: str) -> Trigger:
        if text[-1] == ".":  # an abbreviation: only these tokens hold a point
            return Trigger.NONE
        if text in POWERS:
            return Trigger.UNKNOWN
        if not self._lexicon.known(form):
            if _LAUGHTER.fullmatch(form) or is_accented(text):
                return Trigger.NONE
            is_misread = self._is_misread(text, form)
            if text[0].islower() or (form in self._misspelled and not text.isupper()):
                return Trigger.UNKNOWN | Trigger.SHAPE if is_misread else Trigger.UNKNOWN
            if is_misread and (form.startswith("vv") or not self._gazetteer.has_word(text)):
                return Trigger.NAME | Trigger.SHAPE
            return Trigger.NONE if self._gazetteer.has_word(text) else Trigger.NAME
        is_rare = text[0].islower() and len(text) > 2 and self._lexicon.zipf(form) < RARE_ZIPF
        return Trigger.RARE if is_rare else Trigger.NONE

    def is_plain_slip(self, form: str) -> bool:
        """Tell whether an unknown lower-case word is plainly another one, misspelled or misread.

        Writers make the same slip every time, and scanners too; jargon is repeated as well, but seldom so near a word.
        """
        return any(self._lexicon.zipf(word) >= COMMON for word in _before_scanning(form)) or self._is_misspelled(form)

    def _is_misread(self, text: str, form: str) -> bool:
        """Tell whether an unknown word has the shape of a known one: `rn` for m, a capital I for an l."""
        if form.startswith("vv") or (len(form) == 2 and form[0] == "l"):
            return True
        if "l" in text and text.replace("l", "").isupper() and len(text) > 2:
            return self._lexicon.known(text.replace("l", "I"))
        if "I" in text[1:] and not text.isupper():
            return self._lexicon.known(text.replace("I", "l"))
        if len(form) > LONGEST_MISREAD:
            return False
        return any(map(self._lexicon.known, _before_scanning(form)))


def _before_scanning(form: str) -> Iterator[str]:
    """Yield what a form was if a scanner read some of its letters for others everywhere."""
    return (form.replace(shape, letter) for shape, letter in SHAPES if shape in form)


def places_to_read(odd: Bools, seen: Detection, *, beside: int = BESIDE) -> list[TokenSpan]:
    """Return the tokens to read, as ranges ascending: those `beside` an odd one that have not been read."""
    wanted = np.zeros(len(odd), dtype=bool)
    for index in np.flatnonzero(odd).tolist():
        wanted[max(0, index - beside) : index + beside + 1] = True
    wanted &= seen.log_odds == UNREAD
    return list(_joined(_ranges(wanted)))


def garbled(seen: Detection) -> Bools:
    """Return the tokens that are more likely garbled than not."""
    found: Bools = seen.log_odds > 0
    return found


def _ranges(wanted: Bools) -> Iterator[TokenSpan]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _joined(ranges: Iterator[TokenSpan]) -> Iterator[TokenSpan]:
    """Yield the ranges, those as one that are NEAR each other."""
    last: TokenSpan | None = None
    for span in ranges:
        if last is not None and span[0] - last[1] <= NEAR:
            last = last[0], span[1]
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _is_odd_article(document: Document, index: int) -> bool:
    """Tell whether what follows may ask for the other article."""
    if index + 1 >= len(document) or document.gap(index + 1) != " ":
        return False
    return ARTICLES[document.texts[index]].match(document.texts[index + 1]) is not None


def _joined_to_signs(document: Document) -> frozenset[int]:
    """Return the offsets at which a letter meets a digit or a sign that OCR makes of letters."""
    return frozenset(match.start() for match in _MEETING.finditer(document.text))
