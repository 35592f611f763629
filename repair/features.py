"""What the ranking knows of each reading: n-gram gain, two-sided context, frequency, channel cost, document evidence.

Candidates are grouped into *units*, one for each place that a decision is about.  All features of a document are
computed as columns of one matrix, a row for each candidate; "leave it" is the origin, every feature zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log
from typing import Any

import numpy as np

from repair.context_model import ContextModel, Sides, one_thread
from repair.gazetteer import Gazetteer
from repair.language_model import LanguageModel
from repair.lattice import Draft
from repair.lexicon import Lexicon
from repair.records import Candidate, Document
from repair.suspicion import Surprise
from repair.units import Known, Matrix, Unit

COLUMNS = (
    "bias",
    "ngram gain",
    "ngram loss",
    "ngram gain over 4",
    "context gain",
    "context loss",
    "context of candidate",
    "context of observed",
    "context unknown",
    "context observed unknown",
    "surprise",
    "isolated",
    "channel",
    "frequency gain",
    "frequency loss",
    "frequency of observed",
    "frequency of candidate",
    "observed words",
    "candidate words",
    "observed is unknown",
    "observed is unknown to the n-grams",
    "observed is capital",
    "observed is a name",
    "phrase becomes a name",
    "phrase was a name",
    "candidate in document",
    "observed in document",
    "same change elsewhere",
    "document rate",
    "neighbourhood rate",
    "document words",
    "length",
)
OTHER_COLUMNS = (
    "bias",
    "surprise",
    "isolated",
    "context of observed",
    "context observed unknown",
    "frequency of observed",
    "observed is unknown",
    "observed is capital",
    "document rate of spin",
    "neighbourhood rate of spin",
    "document rate of ocr",
    "document rate of spelling",
    "document words",
)


class Extractor:
    """Computes the feature matrix of a document; holds only shared read-only models."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, ngrams: LanguageModel, context: ContextModel) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._ngrams = ngrams
        self._context = context

    def sides(self, drafts: Sequence[Draft]) -> dict[int, Sides]:
        """Return the two-sided states of each draft, by its first token."""
        states = self._context.sides([draft.forms for draft in drafts])
        return {draft.first: sides for draft, sides in zip(drafts, states, strict=True)}

    def matrix(self, known: Known, units: list[Unit], *, ngrams: bool = True) -> Matrix:
        """Return the features.

        Without `ngrams` the n-gram columns stay zero (for a first, cheap pruning), and where `known` has no sides,
        those of the two-sided model.
        """
        document = known.document
        candidates = [c for unit in units for c in unit.candidates]
        unit_of = np.repeat(np.arange(len(units)), [len(unit.candidates) for unit in units])
        rows = np.zeros((len(candidates), len(COLUMNS)))
        other = np.zeros((len(units), len(OTHER_COLUMNS)))
        matrix = Matrix(units, candidates, unit_of, rows, other)
        if not units:
            return matrix
        column = {name: rows[:, k] for k, name in enumerate(COLUMNS)}
        column["bias"][:] = 1
        self._fill_observed(document, known.surprise, units, unit_of, column)
        if known.sides:
            self._fill_context(document, units, unit_of, known.sides, column)
        self._fill_candidates(document, candidates, column)
        if ngrams:
            gain = np.array([g for unit in units for g in self._gains(document, unit)]).clip(-15, 15)
            column["ngram gain"][:] = gain
            column["ngram loss"][:] = np.minimum(gain, 0)
            column["ngram gain over 4"][:] = np.maximum(gain - 4, 0)
        begins = np.searchsorted(unit_of, np.arange(len(units)))
        for k, name in enumerate(OTHER_COLUMNS):
            if name in column:
                other[:, k] = column[name][begins]
        return self.with_evidence(matrix, known)

    @staticmethod
    def with_evidence(matrix: Matrix, known: Known) -> Matrix:
        """Return the matrix with the columns that hold the evidence of the last round filled in anew."""
        if not matrix.units:
            return matrix
        rows, other = matrix.rows.copy(), matrix.other.copy()
        rates_at = lru_cache(maxsize=None)(known.evidence.log_rates)
        rates = [rates_at(c.kind, c.first) for c in matrix.candidates]
        rows[:, [COLUMNS.index("document rate"), COLUMNS.index("neighbourhood rate")]] = rates
        if known.same:
            covered, same = known.document.covered, known.same
            rows[:, COLUMNS.index("same change elsewhere")] = [
                log(1 + same.get((covered(c.first, c.last).lower(), c.replacement.lower()), 0.0))
                for c in matrix.candidates
            ]
        begin, end = OTHER_COLUMNS.index("document rate of spin"), OTHER_COLUMNS.index("document words")
        other[:, begin:end] = [
            (*rates_at("spin", u.first), rates_at("ocr", u.first)[0], rates_at("spelling", u.first)[0])
            for u in matrix.units
        ]
        return Matrix(matrix.units, matrix.candidates, matrix.unit_of, rows, other)

    def _gains(self, document: Document, unit: Unit) -> list[float]:
        """Return the n-gram gain of each candidate over leaving the unit, its neighbours as in the draft."""
        first = min(unit.first, *(c.first for c in unit.candidates))
        last = max(unit.last, *(c.last for c in unit.candidates))
        left, right = unit.draft.left(first), unit.draft.right(last)
        observed = document.forms[first:last]
        state = self._ngrams.start(left)
        extend = self._ngrams.extend
        base = extend(state, (*observed, *right))[0]
        gains = []
        for c in unit.candidates:
            if c.first == first:
                forms: tuple[str, ...] = (*c.forms, *observed[c.last - first :], *right)
            else:
                forms = (*observed[: c.first - first], *c.forms, *observed[c.last - first :], *right)
            gains.append(extend(state, forms)[0] - base)
        return gains

    def _fill_observed(
        self, document: Document, surprise: Surprise, units: list[Unit], unit_of: Any, column: dict[str, Any]
    ) -> None:
        """Fill what depends on the observed token alone; for a phrase its first word stands for all."""
        lexicon, gazetteer = self._lexicon, self._gazetteer
        table = np.empty((len(units), 8))
        words = log(len(document) + 1)
        for k, unit in enumerate(units):
            index = unit.first
            text, form = document.texts[index], document.forms[index]
            log_surprise = -surprise.log_probability[index] - surprise.after(index)[0]
            capital = text[0].isupper() and not document.is_sentence_start(index)
            is_name = text[0].isupper() and gazetteer.has_word(text)
            table[k] = (
                min(log_surprise, 40.0),
                surprise.is_isolated(index),
                not lexicon.known(text) and not is_name,
                form not in self._ngrams,
                capital,
                is_name,
                log(document.vocabulary[text]),
                words,
            )
        names = (
            "surprise",
            "isolated",
            "observed is unknown",
            "observed is unknown to the n-grams",
            "observed is capital",
            "observed is a name",
            "observed in document",
            "document words",
        )
        for k, name in enumerate(names):
            column[name][:] = table[unit_of, k]

    def _fill_context(
        self,
        document: Document,
        units: list[Unit],
        unit_of: Any,
        sides: Mapping[int, Sides],
        column: dict[str, Any],
    ) -> None:
        """Fill the two-sided model's columns; readings of several words and unknown words have no score."""
        model = self._context
        spans: dict[tuple[int, int], int] = {}
        left: list[Any] = []
        right: list[Any] = []

        def row_of(draft: Draft, first: int, last: int) -> int:
            key = (first, last)
            if key not in spans:
                spans[key] = len(left)
                state = sides[draft.first]
                begin = draft.places[draft.arc_at[first]]
                end = draft.places[draft.arc_at[last]] if last < draft.last else len(draft.forms)
                left.append(state.left[begin])
                right.append(state.right[end])
            return spans[key]

        rows, ids, observed_rows, observed_ids = [], [], [], []
        find = model.index.get
        for unit in units:
            observed_rows.append(row_of(unit.draft, unit.first, unit.last))
            single = unit.last == unit.first + 1
            observed_ids.append(find(document.forms[unit.first], 0) if single else 0)
            for c in unit.candidates:
                rows.append(row_of(unit.draft, c.first, c.last))
                ids.append(find(c.forms[0], 0) if len(c.forms) == 1 else 0)
        with one_thread:
            contexts = model.contexts(np.array(left), np.array(right))
            log_sum = model.log_normaliser(contexts)
        of_candidate = model.scores(contexts[rows], np.array(ids)) - log_sum[rows]
        of_observed = (model.scores(contexts[observed_rows], np.array(observed_ids)) - log_sum[observed_rows])[unit_of]
        unknown = np.array(ids) == 0
        observed_unknown = (np.array(observed_ids) == 0)[unit_of]
        both = ~unknown & ~observed_unknown
        gain = np.where(both, (of_candidate - of_observed).clip(-12, 12), 0)
        column["context gain"][:] = gain
        column["context loss"][:] = np.minimum(gain, 0)
        column["context of candidate"][:] = np.where(unknown, 0, of_candidate.clip(-16, 0))
        column["context of observed"][:] = np.where(observed_unknown, 0, of_observed.clip(-16, 0))
        column["context unknown"][:] = unknown
        column["context observed unknown"][:] = observed_unknown

    def _fill_candidates(self, document: Document, candidates: list[Candidate], column: dict[str, Any]) -> None:
        """Fill what depends on the candidate and its span."""
        zipf, vocabulary, forms = self._lexicon.zipf, document.vocabulary, document.forms
        table = np.empty((len(candidates), 11))
        for k, c in enumerate(candidates):
            first, last = c.first, c.last
            of_observed = zipf(forms[first]) if last == first + 1 else min(map(zipf, forms[first:last]))
            of_candidate = zipf(c.forms[0]) if len(c.forms) == 1 else min(map(zipf, c.forms), default=0.0)
            gain = of_candidate - of_observed
            becomes, was = self._names(document, c)
            times = vocabulary[c.replacement]
            table[k] = (
                c.log_channel,
                gain if gain > 0 else 0.0,
                gain if gain < 0 else 0.0,
                of_observed,
                of_candidate,
                last - first - 1,
                len(c.forms) - 1,
                becomes,
                was,
                log(1 + times) if times else 0.0,
                min(len(c.replacement), 12),
            )
        names = (
            "channel",
            "frequency gain",
            "frequency loss",
            "frequency of observed",
            "frequency of candidate",
            "observed words",
            "candidate words",
            "phrase becomes a name",
            "phrase was a name",
            "candidate in document",
            "length",
        )
        for k, name in enumerate(names):
            column[name][:] = table[:, k]

    def _names(self, document: Document, candidate: Candidate) -> tuple[float, float]:
        """Return whether a name of several words stands there after the change, and whether one stood before."""
        if not candidate.replacement[:1].isupper() and not document.texts[candidate.first][0].isupper():
            return 0.0, 0.0
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
            becomes += count(f"{replacement} {after}") > 0
            was += count(f"{observed} {after}") > 0
            if before[:1].isupper():
                becomes += count(f"{before} {replacement} {after}") > 0
                was += count(f"{before} {observed} {after}") > 0
        return float(becomes > 0), float(was > 0)
