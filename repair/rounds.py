"""The rounds of a decision: rank, decode the lattice, rank again with what the document has shown (EM)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from repair import lattice, profile, rank
from repair.features import COLUMNS, Extractor
from repair.habits import Habits
from repair.language_model import LanguageModel
from repair.plan import Plan
from repair.records import Candidate, Decision, Document
from repair.rescoring import ASKED, Rescorer
from repair.suspicion import Signs, Surprise
from repair.units import Known, Matrix, Seen, Unit, units_of

STAGES = 3
"""By n-grams alone; with the two-sided model; with the evidence of the document."""
KEPT_FIRST, KEPT = 10, 6
"""Candidates kept at each place after the cheap pruning, and for the lattice."""
KEPT_NEURAL = KEPT_FIRST
"""Candidates of each place that the neural step may choose among."""
HOPELESS = 0.015
"""Probability of garble at a place, n-grams aside, below which a thorough look drops it before they are asked.

Measured on even rows: of what is right in the end it loses 0.1 % of the probability in news with one word in ten spun,
where it drops 43 % of the places, and nothing in heavily spun text.
"""
DOUBTFUL = 0.25
"""Probability of garble, by n-grams alone, from which a quick look goes on to the two-sided model."""
SURELY_SPUN = 0.03
"""Share of words that a quick look believes spun by itself, from which it need not ask the evidence of the document.

Measured on 40 even texts: 0.008 at most in clean news, 0.005 to 0.025 in news with one word in ten spun, 0.03 to 0.2 in
the articles of spinners.
"""
FAINT = -12.0
"""Score of a reading in the lattice, its neighbours as they are, below which it is not decoded.

On 101 even rows of spun text nothing changes with it; at -8 one word does.
"""
CALM = 0.25
"""Garbled words expected in a document, below which nothing is decoded: the neighbours are as they stand."""

HIGHEST_PRIOR = 0.01
"""Share of garbled words that a plan may make a text start from: spun texts show the rest themselves.

Chosen on 120 clean articles and the even rows of a spinner, with a plan of 43 % spun words: at 0.1 six good words of
the clean ones changed, at 0.03 none, and 1 in 50 fewer errors of the spun ones were mended.  Lower since the
ranking of another release: at 0.03 one good word of the tests changed.
"""
MOST_TIMES = 20.0
"""Times that a plan may say a change was believed in elsewhere: what single documents, the training data, reach."""


class Rounds:
    """Weighs candidates against each other; holds only shared read-only models."""

    def __init__(
        self,
        extractor: Extractor,
        ngrams: LanguageModel,
        stages: tuple[rank.Weights, ...],
        plan: Plan | None = None,
        rescorer: Rescorer | None = None,
    ) -> None:
        """Take the weights of the three stages (ValueError for another number of them), what is known of the site, and
        the neural step if any.
        """
        if len(stages) != STAGES:
            raise ValueError(f"{len(stages)} stages of weights instead of {STAGES}: rebuild ranking.tsv")
        self._extractor = extractor
        self._ngrams = ngrams
        self.stages = stages
        self.rescorer = rescorer
        plan = plan or Plan()
        self._prior = {kind: min(rate, HIGHEST_PRIOR) for kind, rate in plan.rates.items()}
        self._same = {
            (row.observed.lower(), row.intended.lower()): min(row.times, MOST_TIMES) for row in plan.substitutions
        }

    def learn_habits(self, habits: Habits) -> None:
        """Take other habits of spinners, as training finds them."""
        self._extractor.habits = habits

    def weigh(
        self,
        document: Document,
        surprise: Surprise,
        candidates: Mapping[int, Sequence[Candidate]],
        signs: Signs,
        *,
        thorough: bool,
        explain: bool = False,
    ) -> tuple[list[Decision], profile.Evidence]:
        """Return decisions and evidence: a first look without a profile, then decode, rank and re-estimate."""
        rounds = self.run(document, surprise, candidates, signs, thorough=thorough)
        stage, matrix = deque(rounds, maxlen=1)[0]  # each round but the last only serves the next
        weights, scored = self.stages[stage], None
        if self.rescorer is not None and thorough and stage:
            matrix, scored = self.rescorer.rescore(document, matrix, weights, explain=explain)
        decisions = rank.decide(document, matrix, weights, final=True, explain=explain, scored=scored)
        # N-grams alone are no evidence: what they leave in doubt is judged again, the rest is nothing.
        return decisions, self._gathered(decisions, signs.words) if stage else self._nothing(signs.words)

    def run(
        self,
        document: Document,
        surprise: Surprise,
        candidates: Mapping[int, Sequence[Candidate]],
        signs: Signs,
        *,
        thorough: bool,
        every: bool = False,
    ) -> Iterator[tuple[int, Matrix]]:
        """Yield stage and matrix of each round; the last are the ones that count.  `every` leaves none out (training).

        Stage 0 goes by n-grams alone and ends a quick look that finds next to nothing; stage 1 adds the two-sided
        model, stage 2 the evidence of the document.
        """
        quick, first, second = self.stages
        extractor, seen = self._extractor, Seen()
        facts = extractor.facts(document, surprise, signs, candidates)
        known = Known(document, facts, seen, {}, self._nothing(signs.words), {})
        drafts = _untouched(document, candidates)
        if not thorough or every:
            if every:  # a quick look comes with few candidates
                matrix = self._pruned(known, drafts, candidates, quick, 0.0)
            else:
                matrix = extractor.matrix(known, _units(drafts, candidates))
            yield 0, matrix
            if not every:
                doubtful = _doubtful(matrix, quick)
                candidates = {index: found for index, found in candidates.items() if index in doubtful}
                drafts = _untouched(document, candidates)
            if not candidates:
                return
        known = replace(known, sides=extractor.sides(drafts, seen))
        matrix = self._pruned(known, drafts, candidates, first, 0.0 if every else HOPELESS)
        drafts = list({unit.draft.first: unit.draft for unit in matrix.units}.values())
        yield 1, matrix
        evidence, same = self._learn(document, matrix, first, signs.words)
        if not (thorough or every) and evidence.total["spin"] >= SURELY_SPUN * signs.words:
            return
        if sum(evidence.total.values()) < CALM:  # nothing to decode: the neighbours are as they stand
            yield 2, extractor.with_evidence(matrix, replace(known, evidence=evidence, same=same))
            return
        kept = rank.strongest(matrix, first.candidate_scores(matrix), KEPT)
        found = _by_first(matrix.candidates[row] for row in kept)
        wide = found
        if self.rescorer is not None and evidence.total["spin"] >= ASKED:
            kept = rank.strongest(matrix, first.candidate_scores(matrix), KEPT_NEURAL)
            wide = _by_first(matrix.candidates[row] for row in kept)
        for is_last, weights in ((False, first), (True, second)):
            arcs = _arcs(matrix, weights)
            drafts = [
                lattice.decode(document, draft.first, draft.last, arcs, self._ngrams, weights.lattice_weight)
                for draft in drafts
            ]
            known = Known(document, facts, seen, extractor.sides(drafts, seen), evidence, same)
            matrix = extractor.matrix(known, _units(drafts, wide if is_last else found))
            yield 2, matrix
            if not is_last:
                evidence, same = self._learn(document, matrix, second, signs.words)

    def _pruned(
        self,
        known: Known,
        drafts: Sequence[lattice.Draft],
        candidates: Mapping[int, Sequence[Candidate]],
        weights: rank.Weights,
        least: float,
    ) -> Matrix:
        """Return the matrix of the candidates that are best without the n-grams, which cost most.

        Units in which candidates have less than the probability `least` are left out.
        """
        matrix = self._extractor.matrix(known, _units(drafts, candidates), ngrams=False)
        scores = weights.candidate_scores(matrix, without_ngrams=True)
        kept = rank.strongest(matrix, scores, KEPT_FIRST)
        kept = kept[rank.garbled(matrix, weights, scores)[matrix.unit_of[kept]] >= least]
        return self._extractor.with_ngrams(matrix, known, kept)

    def _learn(
        self, document: Document, matrix: Matrix, weights: rank.Weights, words: int
    ) -> tuple[profile.Evidence, dict[tuple[str, str], float]]:
        """Return what a round of ranking says of the document: evidence by kind, and by pair of words."""
        decisions = rank.decide(document, matrix, weights, least=profile.FAINT)
        pairs: dict[tuple[str, str], list[float]] = defaultdict(list)
        for decision in decisions:
            for reading in decision.readings:
                c = reading.candidate
                if c is not None and reading.confidence > 0.05:
                    observed = document.covered(c.first, c.last).lower()
                    pairs[observed, c.replacement.lower()].append(reading.confidence)
        same = {pair: sum(found) - max(found) for pair, found in pairs.items() if len(found) > 1}
        for pair in pairs.keys() & self._same.keys():
            same[pair] = same.get(pair, 0.0) + self._same[pair]
        return self._gathered(decisions, words), same

    def _gathered(self, decisions: Sequence[Decision], words: int) -> profile.Evidence:
        return profile.gather(decisions, words, self._prior)

    def _nothing(self, words: int) -> profile.Evidence:
        return profile.nothing(words, self._prior)


def _by_first(candidates: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        found[candidate.first].append(candidate)
    return found


def _doubtful(matrix: Matrix, weights: rank.Weights) -> set[int]:
    """Return the tokens at which a candidate begins that competes where garble is likely enough for a second look."""
    likely = rank.garbled(matrix, weights, weights.candidate_scores(matrix)) >= DOUBTFUL
    return {c.first for c, unit in zip(matrix.candidates, matrix.unit_of, strict=True) if likely[unit]}


def _untouched(document: Document, candidates: Container[int]) -> list[lattice.Draft]:
    """Return the sentences that hold candidates, as they stand."""
    return [
        lattice.unchanged(document, *sentence)
        for sentence in document.sentences
        if any(index in candidates for index in range(*sentence))
    ]


def _units(drafts: Iterable[lattice.Draft], candidates: Mapping[int, Sequence[Candidate]]) -> list[Unit]:
    return [unit for draft in drafts for unit in units_of(draft, candidates)]


def _arcs(matrix: Matrix, weights: rank.Weights) -> dict[int, list[lattice.Arc]]:
    """Return the readings worth decoding, by the token where they begin; the lattice itself asks the n-grams."""
    scores = weights.candidate_scores(matrix, without_ngrams=True)
    in_place = scores + weights.lattice_weight * matrix.rows[:, COLUMNS.index("ngram gain")]
    arcs: dict[int, list[lattice.Arc]] = defaultdict(list)
    for row in np.flatnonzero(in_place >= FAINT).tolist():
        c = matrix.candidates[row]
        arcs[c.first].append(lattice.Arc(c.first, c.last, c.forms, float(scores[row]), c))
    return arcs
