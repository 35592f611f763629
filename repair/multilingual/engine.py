"""The flow for a language beside English: text → document → readings → ranking → verdicts → revision."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

from repair import pieces
from repair.config import Config
from repair.decision import profile, verdicts
from repair.decision.verdicts import Judgement
from repair.flow import Analysis, revision_of
from repair.knowledge.languages import Languages
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.multilingual.facts import ENGLISH, Facts
from repair.multilingual.orthography import orthography
from repair.multilingual.passages import Passages
from repair.multilingual.ranking import Ranker, Weights
from repair.multilingual.undoing.decoding import Decoder
from repair.multilingual.undoing.joints import Joints
from repair.multilingual.undoing.readings import Readings, Word
from repair.multilingual.undoing.written import written
from repair.multilingual.wordlist.words import Words
from repair.output.revision import Revision
from repair.records import KINDS, Candidate, Decision, Document, Doubt, Reading
from repair.text import tokens
from repair.text.program_text import program_text
from repair.text.stretches import merged
from repair.user.overrides import Overrides


class LanguageEngine:
    """The words of one language and the flow through them; has the methods of `flow.Engine` that a repairer calls."""

    def __init__(self, resources: Resources, config: Config, passages: Passages | None = None) -> None:
        """Take the words of the language; `passages` tell it from others, of which they know."""
        self.config = config
        self.language = resources.language
        self.words = words = resources.get(Words.read)
        self._orthography = orthography(words.facts)
        self._readings = resources.get(_readings)
        self._joints = Joints(words)
        self.passages = passages or Passages({self.language: words}, english().get(Languages.read))
        self._decoder = Decoder(words)
        self._ranker = Ranker(words, Weights.of(words.facts.code))
        self._overrides = Overrides(
            names=config.names, ignore=config.ignore, pairs=dict(config.pairs), forms_of=self._forms_of
        )

    def _forms_of(self, text: str) -> tuple[str, ...]:
        return tokens.read(text, orthography=self._orthography).forms

    def revise(self, text: str) -> Revision:
        """Run the whole flow; a long text goes through it in chunks."""
        return pieces.revise(text, lambda piece: self.revision(piece, self.decide(piece)))

    def revision(self, text: str, analysis: Analysis) -> Revision:
        """Give the verdicts on what was decided, and carry the edits back to the text as it was given."""
        return revision_of(text, analysis, self.judgements(analysis))

    def judgements(self, analysis: Analysis) -> Iterator[Judgement]:
        """Yield what is done about each decision, and what that hung on."""
        return verdicts.judge(analysis.decisions, self.config, doubts=analysis.doubts)

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Run the flow up to the ranking's decisions; with `explain` they hold what weighed for and against."""
        document = self.read(text)
        settled, taken = self._overrides.find(document)
        left = document.protected | settled
        decisions = list(self._decide(document, left, explain=explain))
        words = sum(form[0].isalpha() for form in document.forms)
        foreign = self.passages.share_outside(document.text, (self.language,))
        estimated = profile.estimate(profile.gather(decisions, words), document, foreign=foreign)
        doubts = {decision.first: doubt for decision in decisions if (doubt := self._doubt(document, decision))}
        return Analysis(document, estimated, tuple(decisions), tuple(taken), doubts=doubts)

    def _doubt(self, document: Document, decision: Decision) -> Doubt | None:
        """Return why nothing is done about a decision without asking; None if there is no such reason."""
        reading, form = decision.readings[0], document.forms[decision.first]
        if reading.candidate is None or reading.candidate.route == "line end":
            return None
        if reading.candidate.route != "spelled out" and self._readings.is_common(form):
            return COMMON_WORD
        is_one = decision.last == decision.first + 1 and form.isascii() and form.isalpha()
        if is_one and reading.confidence >= self.config.apply_at and english().get(Lexicon.read).known(form):
            return ENGLISH_WORD
        return None

    def spellings(self, word: str) -> list[tuple[str, float]]:
        """Return what a single word can have been with its probability, the likeliest first, if it is garbled."""
        form = self.words.facts.fold(word)
        found = self._readings.any_of_text(word, form)
        shares = self._ranker.shares_among(found)
        return [(written(word, form, one.text, self.words.facts), p) for one, p in zip(found, shares, strict=True)]

    def alternatives(self, text: str, start: int, end: int) -> list[tuple[str, float]]:
        """Return what code points [start, end) can have been with its probability, given that they are garbled.

        Of several words: what they can have been as one.
        """
        words = tokens.read(text[start:end], orthography=self._orthography).texts
        joined = "".join(words)
        found = self.spellings(joined)
        if len(words) > 1 and self.words.zipf(self.words.facts.fold(joined)):
            return [(joined, 0.5), *((reading, p / 2) for reading, p in found)]
        return found

    def read(self, text: str) -> Document:
        """Return the document of a text, its encoding mended; source code and other languages are protected."""
        others = partial(self.passages.others, language=self.language)
        decoded, decodings = self._decoder.decode(text, others) if "encoding" in self.config.kinds else (text, ())
        code = program_text(decoded) if self.config.kinds == frozenset(KINDS) else ()
        apart = merged([*code, *self.passages.outside(decoded, self.language)])
        return tokens.read(text, decoded, decodings, apart, self._orthography)

    def _decide(self, document: Document, left: frozenset[int], *, explain: bool) -> Iterator[Decision]:
        kinds = self.config.kinds
        places: list[tuple[int, tuple[Word, ...]]] = []
        for index, readings in self._suspects(document, left):
            wanted = readings if len(kinds) == len(KINDS) else tuple(word for word in readings if word.kind in kinds)
            if wanted:
                places.append((index, wanted))
        for (index, readings), shares in zip(places, self._ranker.shares(document, places), strict=True):
            garbled, of_readings, scores = shares
            found = [
                Reading(_candidate(self.words.facts, document, index, word), share, scores if explain else {})
                for word, share in zip(readings, of_readings, strict=True)
            ]
            yield _decision(document, index, index + 1, [*found, Reading(None, 1 - garbled)])
        if "spacing" in kinds:
            yield from self._joined(document, left)

    def _suspects(self, document: Document, left: frozenset[int]) -> Iterator[tuple[int, tuple[Word, ...]]]:
        """Yield the tokens that are no common words, with what they can have been."""
        known: dict[str, tuple[Word, ...]] = {}
        for index, text in enumerate(document.texts):
            if index in left:
                continue
            readings = known.get(text)
            if readings is None:
                readings = known[text] = self._readings.of_text(text, document.forms[index])
            if readings:
                yield index, readings

    def _joined(self, document: Document, left: frozenset[int]) -> Iterator[Decision]:
        """Yield the decisions about words that were cut in two."""
        for index in range(len(document) - 1):
            if index in left or index + 1 in left:
                continue
            for candidate, score in self._joints.at(document, index):
                share = self._ranker.share_of_joined(candidate, score)
                readings = [Reading(candidate, share), Reading(None, 1 - share)]
                yield _decision(document, candidate.first, candidate.last, readings)


SIGNS = "signs"
"""The channel of signs inside words, which no word has: one alone is as sure as many."""
COMMON_WORD = Doubt(0.0, "it is a common word as it stands")
ENGLISH_WORD = Doubt(0.0, "it is an English word")
EVIDENCE = {
    "marks": "“{}” with other marks",
    "slip": "misspelling of “{}”",
    "slip in part": "misspelling of “{}”, which is made of known words",
    "shape": "“{}” misread",
    "odd shape": "“{}” misread",
    "spelled out": "“{}” without its key",
    "glued": "lost space: “{}”",
    "at capitals": "lost space: “{}”",
}
"""What is said of a reading, by the rule that gave it."""


@lru_cache(maxsize=1)
def english() -> Resources:
    """Return the dictionaries of English: of its letters, and of its words where a word may be one."""
    return Resources(ENGLISH)


def _readings(resources: Resources) -> Readings:
    return Readings(resources.get(Words.read))


def _decision(document: Document, first: int, last: int, readings: list[Reading]) -> Decision:
    readings.sort(key=lambda reading: -reading.confidence)
    return Decision(first, last, document.covered(first, last), tuple(readings))


def _candidate(facts: Facts, document: Document, index: int, word: Word) -> Candidate:
    text = written(document.texts[index], document.forms[index], word.text, facts)
    return Candidate(
        index,
        index + 1,
        text,
        tuple(word.text.split()),
        SIGNS if word.route == "odd shape" else word.kind,
        word.route,
        word.kind,
        word.log_channel,
        EVIDENCE[word.route].format(text),
    )
