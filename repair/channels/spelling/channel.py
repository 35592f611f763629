"""The spelling channel: non-words, and rare words with a much commoner neighbour, read as what was meant to be written.

What an unknown word can have been, `speller` knows; hand-kept misspellings and sets of easily mistaken words come from
`misspellings-listed.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from repair.channels.spelling.speller import LONGEST_WORD, Speller, log_slip
from repair.knowledge.confusions import KEEP, forms_of
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.knowledge.spelling_variants import is_spelling_variant
from repair.records import Candidate, Document, Trigger
from repair.text.casing import match_case

MOST_CANDIDATES = 15
DISTANCE = 3  # edits searched; a fourth finds the intended word of 4 in 100 more, and takes three times as long
WORDS_CACHED = 20_000  # surface forms; a text of a million words has about so many unknown ones
COMMON = 3.0  # zipf; a known word as frequent as this is never a misspelling by its looks
FAR_COMMONER = 2.0  # zipf; how much commoner the neighbour of a rare known word must be
RARE_PENALTY = -4.0  # nats: a guess at how seldom a misspelling happens to be a word
# Nats beside the kept letters: a capitalised word inside a sentence is a name but for one likely step.
LEAST_NAME = -5.5
JOINING = frozenset("_@#/\\&+=*")  # beside a letter these make code, an address or a name, not a word
DOTTING = frozenset(".:(")  # and these between two words in lower case (`os.path`)
SHORT_WORD = {3: 1, 4: 1, 5: 2}
"""Edits that leave so short a word recognisable; most short unknown words are acronyms and code."""

# What was written for what is a choice of the writer, made every time: such words are seldom anything else.
LOG_LISTED = math.log(0.3)
# The share of easily mistaken words (their, there) that a careless writer mistakes: a guess, the context decides.
LOG_CONFUSABLE = math.log(0.02)
AUXILIARIES = frozenset(
    "do does did is are was were has have had ca wo could would should must need might ai".split(),
)
"""What stands before `n't`."""
LISTED, LISTED_VERSION = "misspellings-listed.tsv", 1

EXAMPLES = (
    ("The comittee will recieve the report tomorow.", "The committee will receive the report tomorrow."),
    ("Her reserch on vaccins won a prize.", "Her research on vaccines won a prize."),
    ("They dont have alot of fotographs.", "They don't have a lot of photographs."),
    ("The goverment's definately responsable position.", "The government's definitely responsible position."),
    ("He lost there keys and did not know were to look.", "He lost their keys and did not know where to look."),
)
GUARDRAILS = (
    "Angela Merkel met Xi Jinping at Hangzhou before flying into Reykjavik.",
    "The iPhone, eBay and YouTube brands have different owners.",
    "NASA, UNICEF and the WHO signed it at 10:30 a.m.",
    "See https://example.org/recieve and mail editor@example.org.",
    "The colour inside the neighbouring theatre surprised the organisers.",
    "It weighs 12kg, runs at 3GHz and costs $299.",
    "The mother's recipe isn't what they'd expected.",
)


class Channel:
    """Reads misspelled words; see the module."""

    name = "spelling"
    triggers = Trigger.UNKNOWN | Trigger.NAME | Trigger.RARE | Trigger.UNEXPECTED

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon, the gazetteer and the error model of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self._gazetteer = resources.get(Gazetteer.read)
        self._speller = resources.get(Speller)
        self._listed = resources.get(Listed.read)
        self._cached_readings = lru_cache(maxsize=WORDS_CACHED)(self._readings)

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the candidates for the word at `index`, the likeliest first."""
        observed = document.texts[index]
        if index in document.protected or len(observed) > LONGEST_WORD:
            return ()
        if not observed.isalpha():
            return self._misplaced(index, observed) if document.forms[index] in self._listed.meant else ()
        if _is_negated(document, index):
            return list(self._auxiliaries(index, observed))
        if _is_part(document, index):
            return ()
        found: list[Candidate] = []
        if trigger & Trigger.UNEXPECTED:
            found.extend(self._confusables(document, index))
        is_start = document.is_sentence_start(index)
        wanted = Trigger.UNKNOWN | Trigger.RARE | (Trigger.NAME if is_start else Trigger.NONE)
        if trigger & wanted and len(observed) > 1:
            is_name = observed[0].isupper() and not is_start
            if not self._is_right(document, observed, is_name=is_name):
                found.extend(self._misspelled(index, observed, is_name=is_name))
        return found

    def _is_right(self, document: Document, observed: str, *, is_name: bool) -> bool:
        """Tell whether the word is as good as it looks: known and common, a name, an acronym or a brand."""
        if observed.lower() in self._listed.meant:
            return observed.isupper()
        if self._lexicon.known(observed) and self._lexicon.zipf(observed) >= COMMON:
            return True
        if observed[1:] != observed[1:].lower() and not (observed.isupper() and len(observed) > 6):
            return True
        if observed[0].isupper() and self._gazetteer.has_word(observed):
            return True
        return is_name and document.vocabulary[observed] > 1

    def _misspelled(self, index: int, observed: str, *, is_name: bool) -> Iterator[Candidate]:
        for intended, route, log_channel in self._cached_readings(observed.lower()):
            if is_name and log_channel < LEAST_NAME + len(observed) * self._speller.model.rest[KEEP]:
                continue
            replacement = match_case(observed, intended, self._lexicon.usual_case(intended, observed))
            if replacement != observed:
                evidence = f"misspelling of {replacement}"
                yield self._candidate(index, index + 1, replacement, route, log_channel, evidence)

    def _misplaced(self, index: int, observed: str) -> list[Candidate]:
        """Return the reading of a listed word with an apostrophe in the wrong place (`is'nt`), which stays as it is."""
        found = self._misspelled(index, observed.replace("’", "'"), is_name=False)
        return [replace(c, replacement=c.replacement.replace("'", "’" if "’" in observed else "'")) for c in found]

    def _readings(self, observed: str) -> tuple[tuple[str, str, float], ...]:
        """Return (intended, route, log_channel) of a lower-case word, the likeliest first."""
        if observed in self._listed.meant:
            intended, route = self._listed.meant[observed]
            route = "confusable" if self._lexicon.known(observed) else route  # `wont` is a word, too
            return ((intended, route, LOG_LISTED),)
        penalty, distance, floor = 0.0, DISTANCE, 0.0
        if self._lexicon.known(observed):
            penalty, distance, floor = RARE_PENALTY, 1, self._lexicon.zipf(observed) + FAR_COMMONER
        found = self._speller.spellings(observed, distance=distance, most=MOST_CANDIDATES, floor=floor)
        edits = {spelling.intended: OSA.distance(observed, spelling.intended) for spelling in found}
        most = SHORT_WORD.get(len(observed), LONGEST_WORD)
        return tuple(
            (spelling.intended, "misspelled", log_slip(observed, spelling.intended, spelling.log_channel) + penalty)
            for spelling in found
            if edits[spelling.intended] <= most and not _has_nearer_variant(spelling.intended, edits)
        )

    def _auxiliaries(self, index: int, observed: str) -> Iterator[Candidate]:
        """Yield the auxiliaries near a word that stands before `n't` and is none: `dosen't`."""
        lower = observed.lower()
        for word in sorted(AUXILIARIES - {lower}) if lower not in AUXILIARIES else ():
            if OSA.distance(lower, word) == 1:
                evidence = f"“{observed}n't” is no word"
                yield self._candidate(
                    index, index + 1, match_case(observed, word, word), "negated", LOG_LISTED, evidence
                )

    def _confusables(self, document: Document, index: int) -> Iterator[Candidate]:
        for last in (index + 1, index + 2):
            if last > len(document) or (last > index + 1 and document.gap(index + 1)):
                continue
            observed = document.covered(index, last)
            if last < len(document) and not document.gap(last) and document.texts[last][0] in "'’":
                continue
            for intended in self._listed.confusable.get(observed.lower().replace("’", "'"), ()):
                replacement = match_case(observed, intended, intended)
                evidence = f"{observed} is often written for {replacement}"
                yield self._candidate(index, last, replacement, "confusable", LOG_CONFUSABLE, evidence)

    def _candidate(
        self, first: int, last: int, replacement: str, route: str, log_channel: float, evidence: str
    ) -> Candidate:
        return Candidate(
            first=first,
            last=last,
            replacement=replacement,
            forms=forms_of(replacement),
            channel=self.name,
            route=route,
            kind="spelling",
            log_channel=min(0.0, log_channel),
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """The hand-kept misspellings: what was written → (what was meant, route), and sets of words easily mistaken."""

    meant: Mapping[str, tuple[str, str]]
    confusable: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, resources: Resources) -> Listed:
        """Read the list of one language."""
        meant: dict[str, tuple[str, str]] = {}
        confusable: dict[str, tuple[str, ...]] = {}
        for row in resources.lines(LISTED, LISTED_VERSION):
            route, *words = row.split("\t")
            if route == "confusable":
                for word in words:
                    others = tuple(other for other in words if other != word)
                    confusable[word] = confusable.get(word, ()) + others
            else:
                meant[words[0]] = (words[1], route)
        return cls(meant, confusable)


def _has_nearer_variant(word: str, edits: Mapping[str, int]) -> bool:
    """Tell whether the British or American spelling of the word is nearer: `tantalising` for `tantilising`."""
    return any(edits[other] < edits[word] and is_spelling_variant(other, word) for other in edits)


def _is_part(document: Document, index: int) -> bool:
    """Tell whether digits, symbols or a clitic are joined to the word, so that it is only part of one."""
    left = document.texts[index - 1] if index and not document.gap(index) else ""
    right = document.texts[index + 1] if index + 1 < len(document) and not document.gap(index + 1) else ""
    return (
        (bool(left) and (left[-1].isalnum() or left in JOINING))
        or (bool(right) and (right[0].isdigit() or right in JOINING))
        or _is_dotted(document, index)
    )


def _is_negated(document: Document, index: int) -> bool:
    return index + 1 < len(document) and document.forms[index + 1] == "n't" and not document.gap(index + 1)


def _is_dotted(document: Document, index: int) -> bool:
    """Tell whether a mark joins the word to another, both in lower case, as in `os.path` and `foo.tar`."""
    texts, gap = document.texts, document.gap
    is_after = index > 1 and texts[index - 1] in DOTTING and not gap(index) and not gap(index - 1)
    if is_after and texts[index][0].islower() and texts[index - 2][-1].isalnum():
        return True
    is_before = index + 2 < len(texts) and texts[index + 1] in DOTTING and not gap(index + 1) and not gap(index + 2)
    return is_before and texts[index].islower() and texts[index + 2][0].islower()
