"""The records that pass from step to step: token, document, suspect, candidate, reading, edit, profile, revision."""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

Kind = Literal["encoding", "spacing", "spelling", "ocr", "spin"]
KINDS: tuple[Kind, ...] = ("encoding", "spacing", "spelling", "ocr", "spin")
ADJECTIVES: dict[Kind, str] = {
    "spin": "spun",
    "ocr": "misread by OCR",
    "spelling": "misspelled",
    "spacing": "wrongly spaced",
    "encoding": "wrongly decoded",
}
"""What a word is that was garbled so, in the words shown to users."""
Verdict = Literal["apply", "review", "leave"]
TokenSpan = tuple[int, int]
"""Tokens [first, last) of a document."""

POWERS = {"1000000": "million", "1000000000": "billion", "1000000000000": "trillion"}
"""Figures that a thesaurus gives for number words; nobody writes one of them after another number."""


class Trigger(enum.Flag):
    """Why a token is worth a look; a channel names the triggers that it answers to."""

    NONE = 0
    UNKNOWN = enum.auto()  # a word that neither lexicon nor gazetteer has
    NAME = enum.auto()  # the same, capitalised: most likely a name that no list has
    RARE = enum.auto()  # a known word, rare enough to be a misspelling of a common one
    UNEXPECTED = enum.auto()  # a known word that the language model did not expect here
    JOINT = enum.auto()  # no space where one is due, an inner capital, or a stray space
    SHAPE = enum.auto()  # odd characters for a word: digits, foreign letters, symbols inside it
    SCANNED = enum.auto()  # one of the above, in a document with so many that it may be a scan
    PLANNED = enum.auto()  # a word that the plan of the site has a substitution for
    USAGE = enum.auto()  # `a` before what may begin with a vowel sound, or a word that its neighbours speak against


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a document; offsets are code points of `Document.text`."""

    start: int
    end: int
    text: str
    form: str  # as the n-gram model reads it: lower case, plain quotes, digits as 0
    protected: bool


@dataclass(frozen=True)
class Document:
    """A text cut into tokens that tile it: only white space lies between two of them.

    The columns are parallel tuples, which is what makes reading clean text fast; `token(i)` gives one row.
    `text` is the decoded text (encoding repaired); `original` is what the caller gave.  `sentences` are ranges
    of token indices that tile the tokens.
    """

    original: str
    text: str
    decodings: tuple[Decoding, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    texts: tuple[str, ...]
    forms: tuple[str, ...]
    protected: frozenset[int]
    sentences: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.texts)

    def token(self, index: int) -> Token:
        """Return the token at `index`; IndexError outside [0, len)."""
        return Token(
            self.starts[index], self.ends[index], self.texts[index], self.forms[index], index in self.protected
        )

    def protecting(self, tokens: frozenset[int]) -> Document:
        """Return the document with more tokens protected."""
        return replace(self, protected=self.protected | tokens) if tokens else self

    def gap(self, index: int) -> str:
        """Return the white space before the token at `index` (empty where it is joined to its left neighbour)."""
        return self.text[self.ends[index - 1] if index else 0 : self.starts[index]]

    def covered(self, first: int, last: int) -> str:
        """Return the text from token `first` up to and without token `last`, inner white space included."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def is_sentence_start(self, index: int) -> bool:
        """Tell whether only quotes, brackets or dashes lie between the start of the sentence and the token."""
        return index in self._sentence_starts

    @cached_property
    def _sentence_starts(self) -> frozenset[int]:
        starts = []
        for first, last in self.sentences:
            for index in range(first, last):
                starts.append(index)
                if self.forms[index][:1].isalnum():
                    break
        return frozenset(starts)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The indices of the tokens with each text (case kept), ascending."""
        found: dict[str, list[int]] = {}
        for index, text in enumerate(self.texts):
            found.setdefault(text, []).append(index)
        return found

    def near(self, text: str, index: int, reach: int) -> list[int]:
        """Return the indices of the tokens with this text that are within `reach` of one, itself among them."""
        places = self.places.get(text, [])
        return places[bisect_left(places, index - reach) : bisect_right(places, index + reach)]

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """How often each token text (case kept) stands in the document."""
        return Counter(self.texts)


@dataclass(frozen=True, slots=True)
class Decoding:
    """One encoding repair: `original[start:end]` was read as `text[decoded_start:decoded_end]`."""

    start: int
    end: int
    decoded_start: int
    decoded_end: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """A token worth asking the channels about, and why.  `log_odds` is ln P(garbled) / P(as intended) by the reader."""

    index: int
    trigger: Trigger
    log_odds: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a channel proposes for the tokens [first, last): the intended text, and how likely this garbling is.

    `log_channel` is ln P(observed | intended, this channel garbled it), at most 0.  `forms` is `replacement` as
    language-model tokens (lower case, digits as 0).  `route` names the rule inside the channel, for the ranking.
    """

    first: int
    last: int
    replacement: str
    forms: tuple[str, ...]
    channel: str
    route: str
    kind: Kind
    log_channel: float
    evidence: str

    @property
    def rule(self) -> str:
        """The name under which the ranking knows the rule that made it: `synonym/mate`."""
        return f"{self.channel}/{self.route}"

    @property
    def is_of_one_token(self) -> bool:
        """Whether one token is read as a word, or as several."""
        return self.last == self.first + 1 and bool(self.forms)


@dataclass(frozen=True, slots=True)
class Edit:
    """One proposed change of a text.

    Attributes:
        start: code point of the text given at which the change begins.
        end: code point before which it ends; equal to `start` where something is put in.
        original: what stands there.
        replacement: what takes its place; empty where something is taken out.
        kind: the kind of garble: encoding, spacing, spelling, ocr or spin.
        confidence: probability, in [0, 1], that `replacement` is what was intended.
        verdict: "apply" if it is made without asking, "review" if it is asked about.
        evidence: why, in plain words.
        harm: probability, in [0, 1], that `original` was right as it stood.
        channel: the channel that proposed it; "user" for a pair of the user dictionary.
        readings: the other readings with their probabilities, in [0, 1], the likeliest first.
    """

    start: int
    end: int
    original: str
    replacement: str
    kind: Kind
    confidence: float
    verdict: Verdict
    evidence: str
    harm: float = 0.0
    channel: str = ""
    readings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph with garble in it.

    Attributes:
        start: code point of the text given at which it begins.
        end: code point before which it ends.
        words: how many words it has.
        rates: expected share of its words garbled in each kind of way, in [0, 1].
    """

    start: int
    end: int
    words: int
    rates: dict[Kind, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """How much of each kind of garble a text has.

    Attributes:
        words: how many words the text has.
        rates: expected share of words garbled in each kind of way, in [0, 1].
        certainty: probability, in [0, 1], that the text has any garble of the kind at all.
        foreign: share of words, in [0, 1], that were left alone because they are in another language.
        parts: the paragraphs where garble is, in the order of the text.
        caution: why nothing is applied without asking in this text, decodings aside; empty where it may be.
    """

    words: int
    rates: dict[Kind, float] = field(default_factory=dict)
    certainty: dict[Kind, float] = field(default_factory=dict)
    foreign: float = 0.0
    parts: tuple[Part, ...] = ()
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a span with its probability; `candidate` is None for "leave it as it stands".

    `scores` are the ranking's features by name, each already times its weight, so that they add up to the log-odds.
    `fit` is how likely the reader finds the outer words of the reading where they stand, in [0, 1], given that the
    observed ones are garbled; None where it has not asked itself, or cannot name them.
    """

    candidate: Candidate | None
    confidence: float
    scores: dict[str, float] = field(default_factory=dict)
    fit: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The ranking's answer for the tokens [first, last): readings, the likeliest first; confidences sum to 1 at most.

    What is missing to 1 is the probability that the text was garbled but the intended reading was not proposed.
    """

    first: int
    last: int
    observed: str
    readings: tuple[Reading, ...]


class Doubt(NamedTuple):
    """What speaks for an observed word: the share of the harm allowed that is left, in [0, 1], and why."""

    share: float
    why: str


NO_DOUBT = Doubt(1.0, "")
ASKED = "; asked about, for "
"""What stands in the evidence of an edit before the doubt that kept it from being applied."""


@dataclass(frozen=True, slots=True)
class PhraseReading:
    """One reading of a bare phrase.

    Attributes:
        text: what the phrase can have been.
        confidence: its probability, in [0, 1], given that the phrase is garbled.
    """

    text: str
    confidence: float
