"""The rounds of a decision: rank, decode the lattice, rank again with what the document has shown (EM)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from repair import lattice, profile, rank
from repair.features import Extractor
from repair.language_model import LanguageModel
from repair.records import Candidate, Decision, Document
from repair.suspicion import Surprise
from repair.units import Known, Matrix, Unit, units_of

STAGES = 3
"""By n-grams alone; with the two-sided model; with the evidence of the document."""
KEPT_FIRST, KEPT = 10, 6
"""Candidates kept at each place after the cheap pruning, and for the lattice."""
DOUBTFUL = 0.25
"""Probability of garble, by n-grams alone, from which a quick look goes on to the two-sided model."""
CALM = 0.25
"""Garbled words expected in a document, below which nothing is decoded: the neighbours are as they stand."""


class Rounds:
    """Weighs candidates against each other; holds only shared read-only models."""

    def __init__(self, extractor: Extractor, ngrams: LanguageModel, stages: tuple[rank.Weights, ...]) -> None:
        """Take the weights of the three stages; ValueError for another number of them."""
        if len(stages) != STAGES:
            raise ValueError(f"{len(stages)} stages of weights instead of {STAGES}: rebuild ranking.tsv")
        self._extractor = extractor
        self._ngrams = ngrams
        self.stages = stages

    def weigh(
        self,
        document: Document,
        surprise: Surprise,
        candidates: Mapping[int, Sequence[Candidate]],
        words: int,
        *,
        thorough: bool,
        explain: bool = False,
    ) -> tuple[list[Decision], profile.Evidence]:
        """Return decisions and evidence: a first look without a profile, then decode, rank and re-estimate."""
        rounds = self.run(document, surprise, candidates, words, thorough=thorough)
        stage, matrix = deque(rounds, maxlen=1)[0]  # each round but the last only serves the next
        decisions = rank.decide(document, matrix, self.stages[stage], final=True, explain=explain)
        # N-grams alone are no evidence: what they leave in doubt is judged again, the rest is nothing.
        return decisions, profile.gather(decisions, words) if stage else profile.nothing(words)

    def run(
        self,
        document: Document,
        surprise: Surprise,
        candidates: Mapping[int, Sequence[Candidate]],
        words: int,
        *,
        thorough: bool,
        every: bool = False,
    ) -> Iterator[tuple[int, Matrix]]:
        """Yield stage and matrix of each round; the last are the ones that count.  `every` leaves none out (training).

        Stage 0 goes by n-grams alone and ends a quick look that finds next to nothing; stage 1 adds the two-sided
        model, stage 2 the evidence of the document.
        """
        quick, first, second = self.stages
        known = Known(document, surprise, {}, profile.nothing(words), {})
        drafts = _untouched(document, candidates)
        if not thorough or every:
            if every:  # a quick look comes with few candidates
                matrix = self._pruned(known, drafts, candidates, quick)
            else:
                matrix = self._extractor.matrix(known, _units(drafts, candidates))
            yield 0, matrix
            doubtful = rank.doubtful(matrix, quick, DOUBTFUL)
            if not every:
                candidates = {index: found for index, found in candidates.items() if index in doubtful}
                drafts = _untouched(document, candidates)
            if not candidates:
                return
        known = replace(known, sides=self._extractor.sides(drafts))
        matrix = self._pruned(known, drafts, candidates, first)
        yield 1, matrix
        evidence, same = self._learn(document, matrix, first, words)
        if sum(evidence.total.values()) < CALM:  # nothing to decode: the neighbours are as they stand
            yield 2, self._extractor.with_evidence(matrix, replace(known, evidence=evidence, same=same))
            return
        kept = rank.strongest(matrix.candidates, first.candidate_scores(matrix), KEPT)
        found = _by_first(matrix.candidates[row] for row in kept)
        for is_last, weights in ((False, first), (True, second)):
            arcs = _arcs(matrix, weights.candidate_scores(matrix, without_ngrams=True))
            drafts = [
                lattice.decode(document, draft.first, draft.last, arcs, self._ngrams, weights.lattice_weight)
                for draft in drafts
            ]
            known = Known(document, surprise, self._extractor.sides(drafts), evidence, same)
            matrix = self._extractor.matrix(known, _units(drafts, found))
            yield 2, matrix
            if not is_last:
                evidence, same = self._learn(document, matrix, second, words)

    def _pruned(
        self,
        known: Known,
        drafts: Sequence[lattice.Draft],
        candidates: Mapping[int, Sequence[Candidate]],
        weights: rank.Weights,
    ) -> Matrix:
        """Return the matrix of the candidates that are best without the n-grams, which cost most."""
        matrix = self._extractor.matrix(known, _units(drafts, candidates), ngrams=False)
        kept = rank.strongest(matrix.candidates, weights.candidate_scores(matrix, without_ngrams=True), KEPT_FIRST)
        found = _by_first(matrix.candidates[row] for row in kept)
        return self._extractor.matrix(known, _units(drafts, found))

    def _learn(
        self, document: Document, matrix: Matrix, weights: rank.Weights, words: int
    ) -> tuple[profile.Evidence, dict[tuple[str, str], float]]:
        """Return what a round of ranking says of the document: evidence by kind, and by pair of words."""
        decisions = rank.decide(document, matrix, weights)
        pairs: dict[tuple[str, str], list[float]] = defaultdict(list)
        for decision in decisions:
            for reading in decision.readings:
                c = reading.candidate
                if c is not None and reading.confidence > 0.05:
                    observed = document.covered(c.first, c.last).lower()
                    pairs[observed, c.replacement.lower()].append(reading.confidence)
        same = {pair: sum(found) - max(found) for pair, found in pairs.items() if len(found) > 1}
        return profile.gather(decisions, words), same


def _by_first(candidates: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        found[candidate.first].append(candidate)
    return found


def _untouched(document: Document, candidates: Mapping[int, Sequence[Candidate]]) -> list[lattice.Draft]:
    """Return the sentences that hold candidates, as they stand."""
    return [
        lattice.unchanged(document, *sentence)
        for sentence in document.sentences
        if any(index in candidates for index in range(*sentence))
    ]


def _units(drafts: Iterable[lattice.Draft], candidates: Mapping[int, Sequence[Candidate]]) -> list[Unit]:
    return [unit for draft in drafts for unit in units_of(draft, candidates)]


def _arcs(matrix: Matrix, scores: Any) -> dict[int, list[lattice.Arc]]:
    arcs: dict[int, list[lattice.Arc]] = defaultdict(list)
    for c, score in zip(matrix.candidates, scores, strict=True):
        arcs[c.first].append(lattice.Arc(c.first, c.last, c.forms, float(score), c))
    return arcs
