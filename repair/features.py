"""What the ranking knows of each reading: n-gram gain, two-sided context, frequency, channel cost, document evidence.

Candidates are grouped into *units*, one for each place that a decision is about.  All features of a document are
computed as columns of one matrix, a row for each candidate; "leave it" is the origin, every feature zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from repair.context_model import ContextModel, Sides, one_thread
from repair.facts import KIND_NUMBERS, Columns, FactFinder, Floats, Ints
from repair.gazetteer import Gazetteer
from repair.habits import Habits, gain_of
from repair.language_model import LanguageModel
from repair.lattice import Draft
from repair.lexicon import Lexicon
from repair.profile import Evidence
from repair.records import Kind
from repair.units import Known, Matrix, Seen, Unit

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
    "habit",
    "telltales",
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
    "telltales",
    "best spelling",
    "best ocr",
    "best spin",
    "document words",
)
BEST_OF: tuple[Kind, ...] = ("spelling", "ocr", "spin")
"""Kinds whose likeliest channel speaks against "none of these": that a misspelling has a near word, say."""
LEAST_CHANNEL = -15.0
"""ln P(observed | intended) below which a candidate is as good as none."""
NUMBER_OF = {name: number for number, name in enumerate(COLUMNS)}


class Extractor:
    """Computes the feature matrix of a document; holds only shared read-only models.

    What a column holds stands beside its name in `facts`, in `_of_contexts`, `_of_ngrams` or `_of_evidence`.
    """

    def __init__(
        self, lexicon: Lexicon, gazetteer: Gazetteer, ngrams: LanguageModel, context: ContextModel, habits: Habits
    ) -> None:
        self.facts = FactFinder(lexicon, gazetteer, ngrams, context.index).find
        self._ngrams = ngrams
        self._context = context
        self.habits = habits

    def sides(self, drafts: Sequence[Draft], seen: Seen) -> dict[int, Sides]:
        """Return the two-sided states of each draft, by its first token."""
        wanted = dict.fromkeys(draft.forms for draft in drafts)
        for forms in seen.sides.keys() - wanted.keys():  # else a long document would hold the states of all rounds
            del seen.sides[forms]
        unseen = [forms for forms in wanted if forms not in seen.sides]
        seen.sides.update(zip(unseen, self._context.sides(unseen), strict=True))
        return {draft.first: seen.sides[draft.forms] for draft in drafts}

    def matrix(self, known: Known, units: list[Unit], *, ngrams: bool = True) -> Matrix:
        """Return the features.

        Without `ngrams` the n-gram columns stay zero (for a first, cheap pruning), and where `known` has no sides,
        those of the two-sided model.
        """
        facts = known.facts
        candidates = [c for unit in units for c in unit.candidates]
        numbers = np.array([facts.numbers[id(c)] for c in candidates], dtype=np.int64)
        unit_of = np.repeat(np.arange(len(units)), [len(unit.candidates) for unit in units])
        rows = np.zeros((len(candidates), len(COLUMNS)))
        other = np.zeros((len(units), len(OTHER_COLUMNS)))
        kinds, routes = facts.kinds[numbers], facts.routes[numbers]
        matrix = Matrix(units, candidates, unit_of, rows, other, kinds, routes, facts.route_names)
        if not units:
            return matrix
        rows[:, _numbers(facts.table.columns)] = facts.table.values[numbers]
        places = np.array([facts.places[unit.first] for unit in units])
        rows[:, _numbers(facts.observed.columns)] = facts.observed.values[places[unit_of]]
        if known.sides:
            _fill(rows, self._of_contexts(known, units, unit_of, facts.words[numbers]))
        if ngrams:
            _fill(rows, self._of_ngrams(known, units))
        begins = np.searchsorted(unit_of, np.arange(len(units)))
        for k, name in enumerate(OTHER_COLUMNS):
            if name in COLUMNS:
                other[:, k] = rows[begins, NUMBER_OF[name]]
        channel = rows[:, NUMBER_OF["channel"]]
        for kind in BEST_OF:
            of_kind = kinds == KIND_NUMBERS[kind]
            best = np.full(len(units), LEAST_CHANNEL)
            np.maximum.at(best, unit_of[of_kind], channel[of_kind])
            other[:, OTHER_COLUMNS.index(f"best {kind}")] = best - LEAST_CHANNEL
        self._fill_evidence(matrix, known)
        return matrix

    def with_ngrams(self, matrix: Matrix, known: Known, kept: Ints) -> Matrix:
        """Return the `kept` rows, in order, of a matrix without n-grams, their n-gram columns filled in."""
        unit_of = matrix.unit_of[kept]
        staying, unit_of = np.unique(unit_of, return_inverse=True)
        candidates = [matrix.candidates[row] for row in kept]
        ends = np.searchsorted(unit_of, np.arange(len(staying) + 1))
        units = [
            replace(matrix.units[unit], candidates=tuple(candidates[ends[k] : ends[k + 1]]))
            for k, unit in enumerate(staying)
        ]
        rows = matrix.rows[kept]
        _fill(rows, self._of_ngrams(known, units))
        other, kinds, routes = matrix.other[staying], matrix.kinds[kept], matrix.routes[kept]
        return Matrix(units, candidates, unit_of, rows, other, kinds, routes, matrix.route_names)

    def with_evidence(self, matrix: Matrix, known: Known) -> Matrix:
        """Return the matrix with the columns that hold the evidence of the last round filled in anew."""
        matrix = replace(matrix, rows=matrix.rows.copy(), other=matrix.other.copy())
        self._fill_evidence(matrix, known)
        return matrix

    def _fill_evidence(self, matrix: Matrix, known: Known) -> None:
        if not matrix.units:
            return
        rates_at = lru_cache(maxsize=None)(known.evidence.log_rates)
        if not any(known.evidence.places.values()):  # the same rates everywhere
            rates_at = lru_cache(maxsize=None)(lambda kind, _: known.evidence.log_rates(kind, 0))
        _fill(matrix.rows, self._of_evidence(matrix, known, rates_at))
        begin, end = OTHER_COLUMNS.index("document rate of spin"), OTHER_COLUMNS.index("telltales")
        matrix.other[:, begin:end] = [
            (*rates_at("spin", u.first), rates_at("ocr", u.first)[0], rates_at("spelling", u.first)[0])
            for u in matrix.units
        ]

    def _of_contexts(self, known: Known, units: list[Unit], unit_of: Any, words: Any) -> Columns:
        """Return the two-sided model's columns; readings of several words and unknown words have no score."""
        model, find, forms = self._context, self._context.index.get, known.document.forms
        spans: dict[tuple[int, int], int] = {}
        left: list[Any] = []
        right: list[Any] = []

        def row_of(draft: Draft, first: int, last: int) -> int:
            row = spans.get((first, last))
            if row is None:
                row = spans[first, last] = len(left)
                state = known.sides[draft.first]
                begin = draft.places[draft.arc_at[first]]
                end = draft.places[draft.arc_at[last]] if last < draft.last else len(draft.forms)
                left.append(state.left[begin])
                right.append(state.right[end])
            return row

        rows, observed_rows, observed_words = [], [], []
        for unit in units:
            observed_rows.append(row_of(unit.draft, unit.first, unit.last))
            observed_words.append(find(forms[unit.first], 0) if unit.last == unit.first + 1 else 0)
            rows.extend([row_of(unit.draft, c.first, c.last) for c in unit.candidates])
        with one_thread:
            contexts = model.contexts(np.array(left), np.array(right))
            log_sum = model.log_normaliser(contexts)
        of_candidate = model.scores(contexts[rows], words) - log_sum[rows]
        of_observed = model.scores(contexts[observed_rows], np.array(observed_words)) - log_sum[observed_rows]
        of_observed = of_observed[unit_of]
        unknown, observed_unknown = words == 0, (np.array(observed_words) == 0)[unit_of]
        gain = np.where(unknown | observed_unknown, 0, (of_candidate - of_observed).clip(-12, 12))
        return {
            "context gain": gain,
            "context loss": np.minimum(gain, 0),
            "context of candidate": np.where(unknown, 0, of_candidate.clip(-16, 0)),
            "context of observed": np.where(observed_unknown, 0, of_observed.clip(-16, 0)),
            "context unknown": unknown,
            "context observed unknown": observed_unknown,
        }

    def _of_ngrams(self, known: Known, units: list[Unit]) -> Columns:
        gain = np.array([g for unit in units for g in self._gains(known, unit)]).clip(-15, 15)
        return {
            "ngram gain": gain,
            "ngram loss": np.minimum(gain, 0),
            "ngram gain over 4": np.maximum(gain - 4, 0),
        }

    def _gains(self, known: Known, unit: Unit) -> list[float]:
        """Return the n-gram gain of each candidate over leaving the unit, its neighbours as in the draft."""
        first = min(unit.first, *(c.first for c in unit.candidates))
        last = max(unit.last, *(c.last for c in unit.candidates))
        left, right = unit.draft.left(first), unit.draft.right(last)
        place = (first, last, *left, 0, *right)
        seen = known.seen.gains.setdefault(place, {})
        new = [c for c in unit.candidates if (c.first, c.last, c.forms) not in seen]
        if new:
            observed = known.document.forms[first:last]
            readings = [(*observed[: c.first - first], *c.forms, *observed[c.last - first :]) for c in new]
            gains = self._ngrams.gains(left, observed, readings, right)
            seen.update(((c.first, c.last, c.forms), gain) for c, gain in zip(new, gains, strict=True))
        return [seen[c.first, c.last, c.forms] for c in unit.candidates]

    def _habit_gains(self, matrix: Matrix, evidence: Evidence) -> list[float]:
        """Return how much likelier the other swaps of the document make each candidate's rule."""
        everywhere = self.habits.gains(evidence.swaps)
        elsewhere = {place: self.habits.gains(evidence.swaps, without=own) for place, own in evidence.swaps_at.items()}
        return [
            gain_of(elsewhere.get(matrix.units[unit].first, everywhere), c)
            for c, unit in zip(matrix.candidates, matrix.unit_of, strict=True)
        ]

    def _of_evidence(
        self, matrix: Matrix, known: Known, rates_at: Callable[[Kind, int], tuple[float, float]]
    ) -> Columns:
        """Return what the last round has shown of the document."""
        rates = np.array([rates_at(c.kind, c.first) for c in matrix.candidates])
        changes = [0.0] * len(matrix.candidates)
        if known.same:
            covered, same = known.document.covered, known.same.get
            changes = [same((covered(c.first, c.last).lower(), c.replacement.lower()), 0.0) for c in matrix.candidates]
        habit = self._habit_gains(matrix, known.evidence) if known.evidence.swaps else 0.0
        return {
            "document rate": rates[:, 0],
            "neighbourhood rate": rates[:, 1],
            "habit": habit,
            "same change elsewhere": np.log1p(changes),
        }


def _numbers(columns: Sequence[str]) -> list[int]:
    return [NUMBER_OF[name] for name in columns]


def _fill(rows: Floats, columns: Columns) -> None:
    for name, values in columns.items():
        rows[:, NUMBER_OF[name]] = values
