"""What the ranker knows of each reading: what the reader saw, the channel's cost, frequency, names, the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from repair.decision.feature_table import NAMES, PLANNED, UNSEEN
from repair.decision.look import JARGON
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.reader.network import INSIDE, Detection, Guess, Reader
from repair.knowledge.unknown_words import UnknownWords
from repair.records import Candidate, Document, TokenSpan

_FIRST_WORD, _LAST_WORD, _NO_OPINION, _NOT_DOUBTED, _FREQUENCY, _CHANNEL = map(
    NAMES.index, ("first word", "last word", "no opinion", "not doubted", "frequency", "channel")
)
LEAST_CHANNEL, LEAST_WORD, POOR_WORD = -15.0, -14.0, -6.0
"""ln P beyond which a channel, or a word in its place, is as unlikely as can be."""
SURE = 3.0
LARGEST_ODDS = 8.0
MOST_WORDS = 3  # of a reading, less one: who loses a space loses many
LONGEST_COUNTED = 20  # letters of a reading, at most
NEARBY, SAME_TEXT = 150, 200
"""Tokens on either side that count as nearby, and in which words are counted: no text's length counts."""
LEAST_NEARBY = 40.0, 0.2
"""Tokens, and garbled ones among them, that are counted beside those nearby: a lone word is no evidence for itself."""
_FIT = frozenset({"first word", "last word", "first word poor"})
NAME_RULE = "names/spun name"
"""The rule whose candidates make a known name together with their neighbours."""

Floats = npt.NDArray[np.float64]


class Extractor:
    """Computes the features of candidates; holds only shared read-only models."""

    def __init__(
        self, reader: Reader, lexicon: Lexicon, gazetteer: Gazetteer, is_plain_slip: Callable[[str], bool]
    ) -> None:
        self._is_plain_slip = is_plain_slip
        self._reader = reader
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._unknown = UnknownWords(lexicon)

    def features(self, document: Document, seen: Detection, candidates: Sequence[Candidate]) -> Floats:
        """Return a row over FEATURES for each candidate."""
        rows = np.zeros((len(candidates), len(NAMES)))
        columns = {**self._of_reader(seen, candidates), **self._of_words(document, seen, candidates)}
        for name, values in columns.items():
            rows[:, NAMES.index(name)] = values
        _fill_best(rows, [c.first for c in candidates])
        unseen = [k for k, c in enumerate(candidates) if c.rule in UNSEEN]
        channel = rows[unseen, _CHANNEL]
        rows[unseen] *= [[name in _FIT and candidates[k].rule == PLANNED for name in NAMES] for k in unseen] or 0
        rows[unseen, NAMES.index("counted")] = channel
        return rows

    def other_features(self, document: Document, seen: Detection, tokens: set[int]) -> dict[int, Floats]:
        """Return a row over OTHER_FEATURES for each token."""
        near = nearby(seen, [(token, token + 1) for token in tokens])
        found = {}
        for token, rate in zip(tokens, near, strict=True):
            unknown, name, capital = self._observed(document, token)
            odds = min(max(float(seen.log_odds[token]), -LARGEST_ODDS), LARGEST_ODDS)
            found[token] = np.array([1.0, odds, unknown, name, capital, rate])
        return found

    def _of_reader(self, seen: Detection, candidates: Sequence[Candidate]) -> dict[str, Any]:
        """Return what the reader says of the observed tokens, and of the first and the last word of each reading."""
        odds, most = seen.log_odds, LARGEST_ODDS
        of_spans = {
            span: odds[span[0] : span[1]].clip(-most, most).tolist() for span in {(c.first, c.last) for c in candidates}
        }
        of_span = {span: (min(found), sum(found) / len(found)) for span, found in of_spans.items()}
        least, mean = np.array([of_span[c.first, c.last] for c in candidates]).T
        first, last = self.log_words(seen, candidates)
        unknown = np.isnan(first) | np.isnan(last)
        doubted = [c.first in seen.first and c.last - 1 in seen.last for c in candidates]
        first, last = np.where(unknown, 0, first), np.where(unknown, 0, last)
        return {
            "garbled": least,
            "garbled elsewhere": mean - least,
            "surely garbled": np.maximum(least - SURE, 0),
            "first word": first.clip(LEAST_WORD, 0),
            "last word": last.clip(LEAST_WORD, 0),
            "first word poor": (first - POOR_WORD).clip(LEAST_WORD - POOR_WORD, 0),
            "no opinion": unknown & doubted,
            "not doubted": np.logical_not(doubted),
            "inside": self._inside(seen, candidates),
            **self._unseen(seen, candidates),
        }

    def _unseen(self, seen: Detection, candidates: Sequence[Candidate]) -> dict[str, Any]:
        """Return how well each word fits at a token that the reader does not see, 0 where it was not asked so."""
        asked = [c.first in seen.expected and c.is_of_one_token for c in candidates]
        words = [(seen.expected[c.first], c.forms[0]) for c, here in zip(candidates, asked, strict=True) if here]
        expected = np.zeros(len(candidates))
        expected[asked] = np.nan_to_num(self._log_words(words), nan=LEAST_WORD).clip(LEAST_WORD, 0)
        return {"expected": expected, "asked unseen": asked}

    def log_words(self, seen: Detection, candidates: Sequence[Candidate]) -> tuple[Floats, Floats]:
        """Return ln P of the first and of the last word of each candidate; NaN where the reader has no opinion."""
        first = [
            ((seen.expected if c.rule == PLANNED else seen.first).get(c.first), c.forms[0] if c.forms else "")
            for c in candidates
        ]
        last = [
            ((seen.expected if c.rule == PLANNED else seen.last).get(c.last - 1), c.forms[-1] if c.forms else "")
            for c in candidates
        ]
        return self._log_words(first), self._log_words(last)

    def _log_words(self, asked: Sequence[tuple[Guess | None, str]]) -> Floats:
        number = self._reader.number
        places: list[int] = []
        numbers: dict[tuple[int, int], int] = {}
        guesses: list[Guess] = []
        for guess, form in asked:
            wanted = None if guess is None else number(form)
            if guess is None or wanted is None:
                places.append(-1)
                continue
            key = (id(guess), wanted)
            place = numbers.get(key)
            if place is None:
                place = numbers[key] = len(guesses)
                guesses.append(guess)
            places.append(place)
        log_p = np.full(len(guesses) + 1, np.nan)
        log_p[:-1] = self._reader.log_words(guesses, [wanted for _, wanted in numbers])
        found: Floats = log_p[places]
        return found

    def _inside(self, seen: Detection, candidates: Sequence[Candidate]) -> Floats:
        """Return the mean ln P that the tokens after the first begin no phrase of their own; 0 for single tokens."""
        tokens = sorted({i for c in candidates for i in range(c.first + 1, c.last) if i in seen.first})
        values = self._reader.log_words([seen.first[i] for i in tokens], [INSIDE] * len(tokens))
        log_p = dict(zip(tokens, values.clip(LEAST_WORD, 0).tolist(), strict=True))
        return np.array(
            [
                sum(log_p.get(i, LEAST_WORD) for i in range(c.first + 1, c.last)) / max(1, c.last - c.first - 1)
                for c in candidates
            ]
        )

    def _of_words(self, document: Document, seen: Detection, candidates: Sequence[Candidate]) -> dict[str, Any]:
        """Return what lists and the document say of the observed and the intended words."""
        zipf = self._lexicon.zipf
        spans = {(c.first, c.last): self._rarest(document.forms[c.first : c.last]) for c in candidates}
        near = dict(zip(spans, nearby(seen, list(spans)), strict=True))
        joined = {span: _is_joined(document, span) for span in spans}
        repeats = {span: self._times(document, span) for span in spans}
        names = np.array(
            [
                self._names(document, c)
                if document.texts[c.first][0].isupper() or c.replacement[:1].isupper()
                else (0.0, 0.0)
                for c in candidates
            ]
        )
        return {
            **self._of_observed(document, candidates),
            "channel": [max(c.log_channel, LEAST_CHANNEL) for c in candidates],
            "channel a letter": [
                max(c.log_channel, LEAST_CHANNEL) / max(1, document.ends[c.last - 1] - document.starts[c.first])
                for c in candidates
            ],
            "frequency": [min(map(zipf, c.forms), default=0.0) for c in candidates],
            "frequency of observed": [spans[c.first, c.last] for c in candidates],
            "observed repeats": np.log([max(1, repeats[c.first, c.last] - 1) for c in candidates]),
            "reading in text": np.log1p([len(document.near(c.replacement, c.first, SAME_TEXT)) for c in candidates]),
            "becomes a name": names[:, 0],
            "was a name": names[:, 1],
            "garble nearby": [near[c.first, c.last] for c in candidates],
            "observed words": [c.last - c.first - 1 for c in candidates],
            "reading words": [min(len(c.forms) - 1, MOST_WORDS) for c in candidates],
            "length": [min(len(c.replacement), LONGEST_COUNTED) for c in candidates],
            "joined": [joined[c.first, c.last] for c in candidates],
        }

    def _times(self, document: Document, span: TokenSpan) -> int:
        """Return how often the tokens of a span stand nearby, all of them side by side; an unknown one in the text.

        Jargon is repeated, and so is what a writer always misspells: a plain slip counts once.
        """
        (first, last), forms, text = span, document.forms, document.texts[span[0]]
        if last == first + 1 and not self._lexicon.known(text):
            times = document.vocabulary[text]
            return 1 if times >= JARGON and self._is_plain_slip(forms[first]) else times
        near = document.near(text, first, SAME_TEXT)
        return sum(forms[place : place + last - first] == forms[first:last] for place in near)

    def _rarest(self, forms: Sequence[str]) -> float:
        """Return how frequent the rarest word is; a letter among several is none: a piece of a word (`pro f i t`)."""
        is_piece = len(forms) > 2 and any(len(form) == 1 and form not in "aio" for form in forms)
        return 0.0 if is_piece else min(map(self._lexicon.zipf, forms))

    def _of_observed(self, document: Document, candidates: Sequence[Candidate]) -> dict[str, Any]:
        """Return what lists say of the first observed word, and where it stands."""
        observed = {c.first: self._observed(document, c.first) for c in candidates}
        return {
            "observed is unknown": [observed[c.first][0] for c in candidates],
            "observed is composed": [
                observed[c.first][0] and c.kind != "spacing" and self._unknown.is_composed(document.forms[c.first])
                for c in candidates
            ],
            "observed is derived": [
                observed[c.first][0] and self._unknown.is_derived(document.forms[c.first]) for c in candidates
            ],
            "observed is a name": [observed[c.first][1] for c in candidates],
            "observed is capital": [observed[c.first][2] for c in candidates],
            "observed begins": [
                document.texts[c.first][0].isupper() and document.is_sentence_start(c.first) for c in candidates
            ],
        }

    def _observed(self, document: Document, token: int) -> tuple[float, float, float]:
        """Return whether a token is an unknown word, a name, and capital inside a sentence."""
        text = document.texts[token]
        is_upper = text[0].isupper()
        name = is_upper and self._gazetteer.has_word(text)
        unknown = text[0].isalpha() and not name and not self._lexicon.known(text)
        return float(unknown), float(name), float(is_upper and not document.is_sentence_start(token))

    def _names(self, document: Document, candidate: Candidate) -> tuple[float, float]:
        """Return whether a name of several words stands there after the change, and whether one stood before."""
        first, last = candidate.first, candidate.last
        before = document.texts[first - 1] if first else ""
        after = document.texts[last] if last < len(document) else ""
        count = self._gazetteer.count
        observed, replacement = document.covered(first, last), candidate.replacement
        becomes = was = False
        if before[:1].isupper():
            becomes |= count(f"{before} {replacement}") > 0
            was |= count(f"{before} {observed}") > 0
        if after[:1].isupper():
            becomes |= count(f"{replacement} {after}") > 0 or candidate.rule == NAME_RULE
            was |= count(f"{observed} {after}") > 0
            if before[:1].isupper():
                becomes |= count(f"{before} {replacement} {after}") > 0
                was |= count(f"{before} {observed} {after}") > 0
        return float(becomes), float(was)


def _fill_best(rows: Floats, firsts: Sequence[int]) -> None:
    """Fill in what tells of the place: the reading that fits best of those that begin at the same token."""
    fit = rows[:, _FIRST_WORD] + rows[:, _LAST_WORD]
    fit[(rows[:, _NO_OPINION] > 0) | (rows[:, _NOT_DOUBTED] > 0)] = 2 * LEAST_WORD
    first_of = np.asarray(firsts)
    order = np.lexsort((-fit, first_of))
    first_of = first_of[order]
    begins = np.flatnonzero(np.concatenate([[True], first_of[1:] != first_of[:-1]]))
    best = np.empty(len(order), dtype=np.int64)
    best[order] = np.repeat(order[begins], np.diff(np.concatenate([begins, [len(order)]])))
    rows[:, NAMES.index("best fit here")] = fit[best]
    rows[:, NAMES.index("frequency of the best fit")] = rows[best, _FREQUENCY]
    rows[:, NAMES.index("channel of the best fit")] = rows[best, _CHANNEL]


def _is_joined(document: Document, span: TokenSpan) -> bool:
    """Tell whether a hyphen, a letter or a digit stands right beside the span: it is a part of something."""
    first, last = span
    before = document.texts[first - 1] if first and not document.gap(first) else " "
    after = document.texts[last] if last < len(document) and not document.gap(last) else " "
    return before == "-" or before[-1].isalnum() or after == "-" or after[0].isalnum()


def nearby(seen: Detection, spans: Sequence[TokenSpan]) -> list[float]:
    """Return ln of the share of garbled tokens, by the reader, within NEARBY of each span; its own are left out."""
    total = seen.before
    size = len(total) - 1
    tokens, garbled = LEAST_NEARBY
    found = []
    for first, last in spans:
        low, high = max(0, first - NEARBY), min(size, last + NEARBY)
        own = total[last] - total[first]
        found.append((total[high] - total[low] - own + garbled) / (high - low - (last - first) + tokens))
    return np.log(found).tolist() if found else []
