"""The names channel: misspelled names by gazetteer and document, and spun names by the thesaurus.

A name that is known, or that the document spells the same way again and again, is right, however odd it looks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

from rapidfuzz.distance import OSA

from repair.knowledge.confusions import Confusions, forms_of
from repair.knowledge.gazetteer import Gazetteer, surface
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.substitutions import read_foreign
from repair.records import Candidate, Document, Kind, Trigger
from repair.text.casing import is_accented, match_case
from repair.text.per_document import PerDocument

MOST_CANDIDATES = 10
SHORTEST = 4  # letters; shorter names have neighbours everywhere (Kim, Tim, Jim)
LONG_NAME = 5  # letters from which two edits still leave a name recognisable
VERY_LONG_NAME, FAMOUS = 8, 1000  # letters, and times in the news, from which three edits leave it recognisable
NEAR_LIMIT = 10
LONGEST_PHRASE = 4  # tokens of a phrase looked up; 98 of 100 gazetteer phrases are no longer
SPUN_TOKENS = 2  # tokens of a name swapped at once
LONGEST_SPUN = 3  # words of a name that was swapped word by word
WORD_READINGS = {
    2: 24,
    3: 7,
}  # readings of each word then, by the length of the name (chosen: some 600 names to look up)
SEEN_PHRASE = 5  # times the news had a phrase before it counts as a name
FAR_OFTENER = 3  # how many times oftener the document must have the other spelling of a repeated name
LOG_LONELY = (
    -3.0
)  # nats: most unknown names are rare names, not misspelled ones, unless a phrase or the document says so
SMALL_WORDS = frozenset({"of", "the", "and", "for", "&", "de"})

EXAMPLES = (
    ("They stayed at the Holday Inn.", "They stayed at the Holiday Inn."),
    ("Tourists fly home from Los Angelas today.", "Tourists fly home from Los Angeles today."),
    (
        "Kowalczyk said no. Kowalczyk left, and reporters chased Kowalzcyk.",
        "Kowalczyk said no. Kowalczyk left, and reporters chased Kowalczyk.",
    ),
    ("Experts at the World Wellness Organization agree.", "Experts at the World Health Organization agree."),
    ("She wrote for the Raw York Multiplication then.", "She wrote for the New York Times then."),
    ("Amazon said that Spider web Services grew.", "Amazon said that Web Services grew."),
)
GUARDRAILS = (
    "Angela Merkel met Xi Jinping in Washington before flying to Reykjavik.",
    "The iPhone, eBay and YouTube brands belong to Apple, Google and others.",
    "NASA and UNICEF said on Monday that the White House agreed.",
    "Zbqtor and his brother opened a shop. Zbqtor sells lamps.",
    "See https://example.org/Holday or write to editor@example.org.",
)


class Channel:
    """Reads misspelled and spun names; see the module."""

    name = "names"
    triggers = Trigger.UNKNOWN | Trigger.NAME | Trigger.RARE | Trigger.UNEXPECTED

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon, the gazetteer, the thesaurus and the misspellings of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self._gazetteer = resources.get(Gazetteer.read)
        self._spinner = resources.get(Spinner.read)
        self._foreign = resources.get(read_foreign)
        self._model = resources.get(Confusions.read_misspellings)
        self._names = PerDocument(self._names_by_length)

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the candidates for the name that begins at `index`, the likeliest first."""
        observed = document.texts[index]
        if not trigger & self.triggers or index in document.protected:
            return ()
        if len(observed) < SHORTEST - 1 or not observed.isalpha() or not observed[0].isupper():
            return ()
        found = {candidate.replacement: candidate for candidate in self._spun(document, index)}
        is_name = observed == observed.capitalize() and len(observed) >= SHORTEST and not is_accented(observed)
        if is_name and not self._gazetteer.has_word(observed):
            for candidate in self._misspelled(document, index, observed):
                found.setdefault(candidate.replacement, candidate)
        return sorted(found.values(), key=lambda candidate: -candidate.log_channel)[:MOST_CANDIDATES]

    def _misspelled(self, document: Document, index: int, observed: str) -> Iterator[Candidate]:
        distance = 2 if len(observed) >= LONG_NAME else 1
        is_known = self._lexicon.known(observed)
        times = document.vocabulary[observed]
        if not is_known:
            for other in self._same_name(document, observed, distance):
                if document.vocabulary[other] >= FAR_OFTENER * times or times == 1:
                    evidence = f"the document spells it {other} {document.vocabulary[other]} times"
                    log_channel = self._log_misspelled(observed, other)
                    yield self._candidate(index, index + 1, other, "document name", "spelling", log_channel, evidence)
        if times > 1:
            return
        for name in self._near(observed, distance):
            intended = match_case(observed, name, name)
            log_channel = self._log_misspelled(observed, intended)
            if intended == observed:
                continue
            phrase = self._phrase_with(document, index, index + 1, intended)
            if phrase:
                evidence = f"{phrase} is a known name"
                yield self._candidate(index, index + 1, intended, "misspelled name", "spelling", log_channel, evidence)
            elif not is_known:
                evidence = f"{intended} is a known name"
                log_channel += LOG_LONELY
                yield self._candidate(index, index + 1, intended, "misspelled name", "spelling", log_channel, evidence)

    def _near(self, observed: str, distance: int) -> list[str]:
        names = [name for name, _ in self._gazetteer.near(observed, distance=distance, limit=NEAR_LIMIT)]
        if len(observed) >= VERY_LONG_NAME:
            for name, edits in self._gazetteer.near(observed, distance=3, limit=2 * NEAR_LIMIT):
                if edits > 2 and self._gazetteer.word_count(name) >= FAMOUS:
                    names.append(name)
        return names

    def _log_misspelled(self, observed: str, intended: str) -> float:
        return self._model.log_channel(observed.lower(), intended.lower())

    def _same_name(self, document: Document, observed: str, distance: int) -> Iterator[str]:
        """Yield the other spellings that the document repeats, or has once and the gazetteer knows."""
        names = self._names[document]
        for length in range(len(observed) - distance, len(observed) + distance + 1):
            for name in names.get(length, ()):
                # A plural of the name is another form of it, not another spelling.
                is_form = name[0] != observed[0] or name + "s" == observed or observed + "s" == name
                if not is_form and 0 < OSA.distance(observed, name, score_cutoff=distance) <= distance:
                    yield name

    def _names_by_length(self, document: Document) -> dict[int, list[str]]:
        """Return the capitalised words that the document confirms."""
        names: dict[int, list[str]] = {}
        for word, times in document.vocabulary.items():
            is_title = len(word) >= SHORTEST and word[0].isupper() and word.isalpha() and word == word.capitalize()
            if is_title and (times > 1 or self._gazetteer.has_word(word)):
                names.setdefault(len(word), []).append(word)
        return names

    def _spun(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield the spinner's readings that turn a phrase no one has seen into a name."""
        for last in range(index + 1, min(index + SPUN_TOKENS, len(document)) + 1):
            # Of a phrase the spinner leaves only the first capital: `Spider web Services`.
            if last > index + 1 and not document.texts[last - 1][0].isupper() and not _may_join(document, last, last):
                return
            observed = document.covered(index, last)
            readings = self._readings(document, index, last)
            if not readings or self._windows(document, index, last, observed):
                continue
            for intended, log_channel in readings.items():
                phrase = self._phrase_with(document, index, last, intended) if intended != observed + "." else ""
                phrase = phrase or self._end_of_name(document, index, last, intended)
                if phrase:
                    evidence = f"{phrase} is a known name, {observed} a synonym inside it"
                    yield self._candidate(index, last, intended, "spun name", "spin", log_channel, evidence)
        for last in range(index + 2, index + LONGEST_SPUN + 1):
            if not _may_join(document, last - 1, last - 1):
                return
            yield from self._word_by_word(document, index, last)

    def _word_by_word(self, document: Document, first: int, last: int) -> Iterator[Candidate]:
        """Yield the names that a phrase was if two or more of its words were swapped, each by its share in the news."""
        observed = document.texts[first:last]
        if self._gazetteer.count(surface(observed)) or any(not text.isalpha() for text in observed):
            return
        options = [{text: 0.0} for text in observed]
        for place, option in enumerate(options):
            for intended, log_channel in self._readings(document, first + place, first + place + 1).items():
                if len(option) <= WORD_READINGS[last - first] and self._gazetteer.has_word(intended):
                    option[intended] = log_channel
        found = {}
        for words in product(*options):
            if sum(word != text for word, text in zip(words, observed, strict=True)) > 1:
                count = self._gazetteer.count(surface(words))
                if count >= SEEN_PHRASE:
                    found[words] = count
        total = sum(found.values())
        for words, count in found.items():
            log_channel = sum(option[word] for word, option in zip(words, options, strict=True))
            log_channel += math.log(count / total)
            phrase = surface(words)
            evidence = f"{phrase} is a known name, {document.covered(first, last)} the same with synonyms for its words"
            yield self._candidate(first, last, phrase, "spun name", "spin", log_channel, evidence)

    def _readings(self, document: Document, first: int, last: int) -> dict[str, float]:
        """Return what the spinner and the foreign words make of a span, capitalised, with ln P(observed | it)."""
        tokens = tuple(text.lower() for text in document.texts[first:last])
        if not all(token.isalpha() for token in tokens):
            return {}
        found: dict[str, float] = {}
        for inversion in self._spinner.inversions(tokens):
            intended = " ".join(word[:1].upper() + word[1:] for word in inversion.written.split())
            found[intended] = max(found.get(intended, -math.inf), inversion.log_channel)
        for row in self._foreign[tokens[0]] if len(tokens) == 1 else ():
            found.setdefault(row.intended.capitalize(), row.log_channel)
        found.pop(document.covered(first, last), None)
        return found

    def _phrase_with(self, document: Document, first: int, last: int, intended: str) -> str:
        """Return the longest known phrase that the span makes with its neighbours when it is read so, or nothing."""
        phrases = self._windows(document, first, last, intended)
        return max(phrases, key=len, default="")

    def _end_of_name(self, document: Document, first: int, last: int, intended: str) -> str:
        """Return the known name that the span ends when it is read so, where the text has its beginning elsewhere."""
        if not _may_join(document, last, last) or document.texts[last] in SMALL_WORDS:
            return ""
        end = surface((intended, document.texts[last]))
        return next((f"{head} {end}" for head in self._gazetteer.heads(end) if head in document.vocabulary), "")

    def _windows(self, document: Document, first: int, last: int, intended: str) -> list[str]:
        """Return the phrases of two tokens or more around a span that the gazetteer has."""
        phrases = []
        room = LONGEST_PHRASE - (last - first)
        for left in range(room + 1):
            if left and not _may_join(document, first - left, first - left + 1):
                break
            for right in range(room - left + 1):
                if right and not _may_join(document, last + right - 1, last + right - 1):
                    break
                tokens = (*document.texts[first - left : first], intended, *document.texts[last : last + right])
                if len(tokens) > 1 and tokens[0] not in SMALL_WORDS and tokens[-1] not in SMALL_WORDS:
                    phrase = surface(tokens)
                    if self._gazetteer.count(phrase) >= SEEN_PHRASE:
                        phrases.append(phrase)
        return phrases

    def _candidate(
        self, first: int, last: int, replacement: str, route: str, kind: Kind, log_channel: float, evidence: str
    ) -> Candidate:
        return Candidate(
            first=first,
            last=last,
            replacement=replacement,
            forms=forms_of(replacement),
            channel=self.name,
            route=route,
            kind=kind,
            log_channel=min(0.0, log_channel),
            evidence=evidence,
        )


def _may_join(document: Document, index: int, gap_at: int) -> bool:
    """Tell whether the token may be part of a name whose next or last gap stands before token `gap_at`."""
    if not 0 <= index < len(document) or index in document.protected:
        return False
    token = document.texts[index]
    return document.gap(gap_at) == " " and (token[0].isupper() or token in SMALL_WORDS)
