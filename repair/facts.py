"""Facts: what the ranking knows of candidates and their places whatever the drafts and the evidence of the rounds.

They are computed once for a document; a matrix of a round takes the rows that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from repair.gazetteer import Gazetteer
from repair.language_model import LanguageModel
from repair.lexicon import Lexicon
from repair.records import KINDS, Candidate, Document
from repair.suspicion import Signs, Surprise

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Columns = dict[str, Any]
"""Columns by name: an array or a list with an entry for each row, or one number for all of them."""
MOST_TELLTALES = 10.0
"""Nats of `Signs.spun` beyond which a text is as spun, or as clean, as can be."""
NAME_RULE = "names/spun name"
"""The rule whose candidates make a known name together with their neighbours, or its end, its head being elsewhere."""
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Table:
    """Some columns of the matrix: their names, and the values, a row for each candidate or place."""

    columns: list[str]
    values: Floats


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the candidates of a document, whatever the drafts and the evidence: computed once.

    `numbers` maps the id of a candidate to its row in `table`, `kinds`, `routes` and `words` (the two-sided model's
    number of a reading of one word, 0 for all others); `places` a token where candidates begin to its row in
    `observed`.
    """

    candidates: list[Candidate]  # kept, so that no id is used twice
    numbers: Mapping[int, int]
    table: Table
    kinds: Ints
    routes: Ints
    route_names: list[str]
    words: Ints
    places: Mapping[int, int]
    observed: Table


class FactFinder:
    """Finds the facts of a document; holds only shared read-only models.

    What a column holds stands beside its name in `_of_observed` or `_of_candidates`.
    """

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, ngrams: LanguageModel, words: Mapping[str, int]) -> None:
        """Take the models; `words` are the two-sided model's numbers."""
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._ngrams = ngrams
        self._words = words

    def find(
        self, document: Document, surprise: Surprise, signs: Signs, candidates: Mapping[int, Sequence[Candidate]]
    ) -> Facts:
        """Return the facts of all candidates; their keys are the tokens where they begin."""
        every = [c for found in candidates.values() for c in found]
        places = list(candidates)
        names: dict[str, int] = {}
        find = self._words.get
        return Facts(
            every,
            {id(c): number for number, c in enumerate(every)},
            _table(self._of_candidates(document, every), len(every)),
            np.array([KIND_NUMBERS[c.kind] for c in every], dtype=np.int64),
            np.array([names.setdefault(c.rule, len(names)) for c in every], dtype=np.int64),
            list(names),
            np.array([find(c.forms[0], 0) if len(c.forms) == 1 else 0 for c in every], dtype=np.int64),
            {index: number for number, index in enumerate(places)},
            _table(self._of_observed(document, surprise, signs, places), len(places)),
        )

    def _of_observed(self, document: Document, surprise: Surprise, signs: Signs, places: Sequence[int]) -> Columns:
        """Return what depends on the observed token alone; for a phrase its first word stands for all."""
        lexicon, gazetteer = self._lexicon, self._gazetteer
        texts, forms = [document.texts[i] for i in places], [document.forms[i] for i in places]
        is_name = [text[0].isupper() and gazetteer.has_word(text) for text in texts]
        capital = [
            text[0].isupper() and not document.is_sentence_start(i) for i, text in zip(places, texts, strict=True)
        ]
        return {
            "bias": 1.0,
            "surprise": [min(-surprise.log_probability[i] - surprise.after(i)[0], 40.0) for i in places],
            "isolated": [surprise.is_isolated(i) for i in places],
            "observed is unknown": [
                not name and not lexicon.known(text) for name, text in zip(is_name, texts, strict=True)
            ],
            "observed is unknown to the n-grams": [form not in self._ngrams for form in forms],
            "observed is capital": capital,
            "observed is a name": is_name,
            "observed in document": np.log([document.vocabulary[text] for text in texts]),
            "telltales": min(max(signs.spun, -MOST_TELLTALES), MOST_TELLTALES),
            "document words": log(len(document) + 1),
        }

    def _of_candidates(self, document: Document, candidates: Sequence[Candidate]) -> Columns:
        """Return what depends on the candidate and its span."""
        zipf, times = self._lexicon.zipf, document.vocabulary.get
        spans = {(c.first, c.last): 0.0 for c in candidates}
        for first, last in spans:
            spans[first, last] = min(map(zipf, document.forms[first:last]))
        of_observed = np.array([spans[c.first, c.last] for c in candidates])
        of_candidate = np.array(
            [zipf(c.forms[0]) if len(c.forms) == 1 else min(map(zipf, c.forms), default=0.0) for c in candidates]
        )
        gain = of_candidate - of_observed
        capitals = [text[0].isupper() for text in document.texts]
        names = np.array(
            [
                self._names(document, c) if capitals[c.first] or c.replacement[:1].isupper() else (0.0, 0.0)
                for c in candidates
            ]
        ).reshape(-1, 2)
        return {
            "channel": [c.log_channel for c in candidates],
            "frequency gain": np.maximum(gain, 0),
            "frequency loss": np.minimum(gain, 0),
            "frequency of observed": of_observed,
            "frequency of candidate": of_candidate,
            "observed words": [c.last - c.first - 1 for c in candidates],
            "candidate words": [len(c.forms) - 1 for c in candidates],
            "phrase becomes a name": names[:, 0],
            "phrase was a name": names[:, 1],
            "candidate in document": np.log1p([times(c.replacement, 0) for c in candidates]),
            "length": np.minimum([len(c.replacement) for c in candidates], 12),
        }

    def _names(self, document: Document, candidate: Candidate) -> tuple[float, float]:
        """Return whether a name of several words stands there after the change, and whether one stood before."""
        first, last = candidate.first, candidate.last
        before = document.texts[first - 1] if first else ""
        after = document.texts[last] if last < len(document) else ""
        count = self._gazetteer.count
        observed, replacement = document.covered(first, last), candidate.replacement
        becomes = was = 0
        if before[:1].isupper():
            becomes += count(f"{before} {replacement}") > 0
            was += count(f"{before} {observed}") > 0
        if after[:1].isupper():
            becomes += count(f"{replacement} {after}") > 0 or candidate.rule == NAME_RULE
            was += count(f"{observed} {after}") > 0
            if before[:1].isupper():
                becomes += count(f"{before} {replacement} {after}") > 0
                was += count(f"{before} {observed} {after}") > 0
        return float(becomes > 0), float(was > 0)


def _table(columns: Columns, count: int) -> Table:
    """Return columns as one array of `count` rows."""
    values = np.empty((count, len(columns)))
    for number, column in enumerate(columns.values()):
        values[:, number] = column
    return Table(list(columns), values)
