"""Finds words that stand for another one all through a set of documents: no thesaurus proposes `issues` for `the`.

A cipher is a word that occurs far more often than English explains, while one other word fits the places where it
stands better than it does itself.  Which word that is, the reader tells from all places together: a mixture
of the word itself and of what could have been meant, its shares estimated by EM.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from repair.channels.decipher.channel import DETERMINERS, INTENDED, NAMED, UNSEEN_ZIPF, poisson_surprise
from repair.knowledge.language_model import LN10
from repair.knowledge.languages import FUNCTION_WORDS
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.plan import PlannedSubstitution
from repair.knowledge.reader.network import Guess, Reader
from repair.records import Document

NEVER = DETERMINERS.union(INTENDED, FUNCTION_WORDS)
"""Words that no spinner writes for all others: no thesaurus has them."""
FEWEST = 8  # occurrences in all documents together
SURPRISE = 12.0  # nats by which a Poisson count must be unlikely
MOST_WORDS = 300  # words looked at, the most surprising first
# Of the documents that as many occurrences would reach if they were strewn at random, the share that a cipher reaches
# at least: a topic word keeps to the documents of its topic.
SPREAD = 0.5
FIXED = 0.5  # share of the places with the same neighbour on one side, from which a word is part of a phrase
PLACES = 60  # places looked at for each, spread evenly over the documents
RAREST = 4.0  # zipf of an intended word: what is rarer is no word that a set of documents must have
HYPOTHESES = 8  # words that compete for a cipher
TEMPER = 0.5  # places of one word are not independent: each counts half
GAIN = 6.0  # nats by which a row must explain the places, and the count of the intended word, better
CONTEXT_GAIN = 2.0  # nats of these that the places must give
LEAST_SHARE = 0.25  # of the places, from which a word of the mixture is proposed
STEPS = 20  # of EM
TOPIC = math.log(0.5)  # highest ln P of the word itself: no topic word is likelier wherever it stands

Documents = Callable[[], Iterable[Document]]


@dataclass
class Counted:
    """Words of a set of documents: how often each form stands, and how often with an inner capital.

    `documents` counts the documents that hold a form, `texts` all of them.
    """

    texts: int
    forms: Counter[str]
    capital: Counter[str]
    documents: Counter[str]

    @property
    def total(self) -> int:
        """The number of words."""
        return self.forms.total()


def count(documents: Iterable[Document]) -> Counted:
    """Return the word counts of a set of documents."""
    counted = Counted(0, Counter(), Counter(), Counter())
    for document in documents:
        counted.texts += 1
        forms = document.forms
        words = [i for i, form in enumerate(forms) if form.isalpha() and i not in document.protected]
        counted.forms.update(forms[i] for i in words)
        counted.documents.update({forms[i] for i in words})
        counted.capital.update(
            forms[i] for i in words if document.texts[i][0].isupper() and not document.is_sentence_start(i)
        )
    return counted


def find(documents: Documents, counted: Counted, lexicon: Lexicon, reader: Reader) -> tuple[PlannedSubstitution, ...]:
    """Return the ciphers of a set of documents, as rows of a plan."""
    suspects = _suspects(counted, lexicon)
    if not suspects:
        return ()
    contexts = _contexts(documents(), suspects, counted, reader)
    intended = _Intended(counted, lexicon, reader)
    explained = [found for form, rows in contexts.items() for found in intended.explain(form, rows)]
    # The best first: what is found to stand for a word is no longer missing when the next one asks for it.
    explained.sort(key=lambda found: (-found[0], found[1].observed, found[1].intended))
    return tuple(row for gain, row in explained if intended.accepts(gain, row))


def _suspects(counted: Counted, lexicon: Lexicon) -> set[str]:
    surprising = {}
    for form, times in counted.forms.items():
        if times < FEWEST or len(form) < 2 or form in NEVER:
            continue
        if counted.documents[form] < SPREAD * counted.texts * -math.expm1(-times / counted.texts):
            continue
        if counted.capital[form] >= NAMED * times:
            continue
        expected = counted.total * 10 ** ((lexicon.zipf(form) or UNSEEN_ZIPF) - 9)
        surprise = poisson_surprise(times, expected)
        if times > expected and surprise >= SURPRISE:
            surprising[form] = surprise
    return set(sorted(surprising, key=lambda form: -surprising[form])[:MOST_WORDS])


def _contexts(
    documents: Iterable[Document], suspects: set[str], counted: Counted, reader: Reader
) -> dict[str, list[Guess]]:
    """Return what the reader expects at up to PLACES places of each suspect, without seeing the word there."""
    step = {form: math.ceil(counted.forms[form] / PLACES) for form in suspects}
    seen: Counter[str] = Counter()
    guesses: dict[str, list[Guess]] = defaultdict(list)
    left: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for first, last in document.sentences:
            for index in range(first, last):
                form = document.forms[index]
                if form in suspects and index not in document.protected:
                    if seen[form] % step[form] == 0:
                        guesses[form].append(reader.masked(document, index))
                    seen[form] += 1
                    left[form][document.forms[index - 1] if index > first else ""] += 1
                    right[form][document.forms[index + 1] if index + 1 < last else ""] += 1
    return {
        form: found
        for form, found in guesses.items()
        if all(side[form].most_common(1)[0][1] <= FIXED * seen[form] for side in (left, right))
    }


class _Intended:
    """The words that a cipher may stand for, and how well each fits."""

    def __init__(self, counted: Counted, lexicon: Lexicon, reader: Reader) -> None:
        words = [word for word in reader.words if word.isalpha() and lexicon.zipf(word) >= RAREST]
        self._words = [word for word in words if lexicon.known(word) or lexicon.usual_case(word) != word]
        self._numbers = [reader.number(word) or 0 for word in self._words]
        self._counted, self._lexicon, self._reader = counted, lexicon, reader
        self._seen: dict[str, float] = defaultdict(float, counted.forms)

    def explain(self, form: str, contexts: Sequence[Guess]) -> list[tuple[float, PlannedSubstitution]]:
        """Return a row for each word that explains a good part of the places of `form`, and the nats that it gains."""
        log_all = self._reader.log_table(contexts, self._numbers)
        times = self._counted.forms[form]
        own = self._own(form, contexts, times)
        gains = np.logaddexp(own[:, None], log_all).sum(axis=0)
        best = [int(k) for k in np.argsort(-gains)[: HYPOTHESES + 1] if self._words[k] != form][:HYPOTHESES]
        log_p = np.concatenate([own[:, None], log_all[:, best]], axis=1)
        shares = np.full(log_p.shape[1], 1 / log_p.shape[1])
        for _ in range(STEPS):
            weighted = np.log(shares) + log_p
            posterior = np.exp(weighted - np.logaddexp.reduce(weighted, axis=1)[:, None])
            shares = posterior.mean(axis=0).clip(1e-6, 1 - 1e-6)
        rows = []
        for k, place in enumerate(best, 1):
            intended, share = self._words[place], float(shares[k])
            gain = TEMPER * float((np.logaddexp(np.log1p(-share) + own, np.log(share) + log_p[:, k]) - own).sum())
            if share >= LEAST_SHARE and gain >= CONTEXT_GAIN:
                row = PlannedSubstitution(form, intended, round(share, 3), round(share * times, 1), times)
                rows.append((gain, row))
        return rows

    def accepts(self, gain: float, row: PlannedSubstitution) -> bool:
        """Tell whether context and counts together speak for a row; if so, its intended word is seen more often."""
        if gain + self._missing(row.intended, row.times) < GAIN:
            return False
        self._seen[row.intended] += row.times
        return True

    def _own(self, form: str, contexts: Sequence[Guess], times: int) -> Any:
        """Return ln P of the word itself at each place, raised as far as it is a topic of the documents."""
        usual = LN10 * ((self._lexicon.zipf(form) or UNSEEN_ZIPF) - 9)
        topical = math.log(times / self._counted.total) - usual
        number = self._reader.number(form)
        if number is None:
            return np.full(len(contexts), min(usual + topical, TOPIC))
        return np.minimum(self._reader.log_table(contexts, [number])[:, 0] + topical, TOPIC)

    def _missing(self, word: str, believed: float) -> float:
        """Return how much likelier the count of a word becomes, in nats, by what is believed to stand for it."""
        expected = self._counted.total * 10 ** (self._lexicon.zipf(word) - 9)
        seen = self._seen[word]
        return poisson_surprise(seen, expected) - poisson_surprise(seen + believed, expected)
