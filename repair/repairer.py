"""The whole flow on one page.

text → document → profile → suspects → candidates → lattice → ranking → edits → revision
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from repair import features, lattice, profile, rank, suspicion, tokens, verdicts
from repair.channels import ChannelModel, load_channels
from repair.channels.encoding import decode
from repair.channels.spacing import Channel as Spacing
from repair.config import Config
from repair.context_model import ContextModel
from repair.edits import Revision, to_original
from repair.gazetteer import Gazetteer
from repair.language_model import LanguageModel
from repair.lexicon import Lexicon
from repair.records import Candidate, Decision, Document, Profile, Suspect
from repair.resources import Resources
from repair.units import Known, Matrix, Unit, units_of

KEPT_FIRST, KEPT = 10, 6
"""Candidates kept at each place after the cheap pruning, and for the lattice."""
AHEAD = 4
"""Texts read ahead for each worker, so that an endless input is never held in memory."""
DOUBTFUL = 0.15
"""Probability of garble, by n-grams alone, from which a quick look goes on to the two-sided model."""
LIGHTLY_SPUN = 0.0015
"""Share of words that a quick look must believe spun before a thorough one: it sees one spun word in five or so."""
CALM = 0.25
"""Garbled words expected in a document, below which the first look is the last."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known of a text before verdicts are given."""

    document: Document
    profile: Profile
    decisions: tuple[Decision, ...]


class Repairer:
    """Repairs texts of one language.  Make one with `load`, once; it may be pickled and shared between threads."""

    def __init__(self, resources: Resources, config: Config) -> None:
        self.resources = resources
        self.config = config
        self._engine: _Engine | None = None

    @classmethod
    def load(
        cls,
        language: str = "en",
        *,
        neural: bool = False,
        names: Iterable[str] = (),
        ignore: Iterable[str] = (),
        kinds: Iterable[str] | None = None,
        folder: Path | None = None,
        **options: Any,
    ) -> Repairer:
        """Return a repairer.  `options` are fields of `Config`; ValueError for a wrong one or a missing extra."""
        if neural:
            raise ValueError("the neural tier is not part of this release")
        config = Config(names=frozenset(names), ignore=frozenset(word.lower() for word in ignore), **options)
        if kinds is not None:
            config = replace(config, kinds=frozenset(kinds))  # type: ignore[arg-type]
        return cls(Resources(language, folder), config)

    def __getstate__(self) -> tuple[Resources, Config]:
        return self.resources, self.config

    def __setstate__(self, state: tuple[Resources, Config]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def clean(self, text: str) -> str:
        """Return the text with what is surely garbled mended."""
        return self.revise(text).text

    def revise(self, text: str) -> Revision:
        """Return the revision of a text: edits with their evidence, the mended text, the profile."""
        analysis = self.decide(text)
        edits = to_original(analysis.document, verdicts.give(analysis.document, analysis.decisions, self.config))
        return Revision(text, edits, analysis.profile)

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Return the ranking's decisions; ValueError if the text is longer than `Config.max_characters`."""
        if len(text) > self.config.max_characters:
            raise ValueError(f"text of {len(text)} characters; at most {self.config.max_characters} are read")
        if self._engine is None:
            self._engine = _Engine(self.resources, self.config)
        return self._engine.decide(text, explain=explain)

    def stream(self, texts: Iterable[str], *, workers: int = 1) -> Iterator[Revision]:
        """Yield the revision of each text, in order, with `workers` processes."""
        if workers <= 1:
            yield from map(self.revise, texts)
            return
        with ProcessPoolExecutor(workers, initializer=_adopt, initargs=(self,)) as pool:
            waiting: deque[Future[Revision]] = deque()
            for text in texts:
                waiting.append(pool.submit(_revise, text))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


_adopted: list[Repairer] = []
"""The repairer of a worker process: sent once, since loading the models takes longer than most texts."""


def _adopt(repairer: Repairer) -> None:
    _adopted[:] = [repairer]


def _revise(text: str) -> Revision:
    return _adopted[0].revise(text)


class _Engine:
    """The models of one repairer and the flow through them."""

    def __init__(self, resources: Resources, config: Config) -> None:
        self.config = config
        self.lexicon = resources.get(Lexicon.read)
        self.gazetteer = resources.get(Gazetteer.read).with_names(config.names)
        self.ngrams = resources.get(LanguageModel.read)
        self.extractor = features.Extractor(self.lexicon, self.gazetteer, self.ngrams, resources.get(ContextModel.read))
        self.stages = resources.get(rank.load_stages)
        self.channels: tuple[ChannelModel, ...] = resources.get(load_channels)
        self.spacing = next(channel for channel in self.channels if isinstance(channel, Spacing))

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        decoded, decodings = decode(text) if "encoding" in self.config.kinds else (text, ())
        document = tokens.read(text, decoded, decodings)
        surprise = suspicion.measure(document, self.ngrams)
        signs = suspicion.read_signs(document, surprise, self.lexicon, self.gazetteer)
        joints = self.spacing.find_joints(document)
        for thorough in (False, True) if not signs.is_doubtful else (True,):
            suspects = suspicion.find_suspects(document, surprise, signs, joints, thorough=thorough)
            candidates = self.propose(document, suspects)
            decisions, evidence = self.weigh(
                document, surprise, candidates, signs.words, thorough=thorough, explain=explain
            )
            if evidence.total["spin"] < CALM + LIGHTLY_SPUN * signs.words:
                break
        return Analysis(document, profile.estimate(evidence), tuple(decisions))

    def propose(self, document: Document, suspects: Sequence[Suspect]) -> dict[int, list[Candidate]]:
        """Return the candidates of the kinds asked for, by the token where they begin."""
        candidates: dict[int, list[Candidate]] = defaultdict(list)
        names, ignore, kinds = self.config.names, self.config.ignore, self.config.kinds
        for suspect in suspects:
            text = document.texts[suspect.index]
            if text in names or (ignore and document.forms[suspect.index] in ignore):
                continue
            for channel in self.channels:
                if channel.triggers & suspect.trigger:
                    for candidate in channel.propose(document, suspect.index, suspect.trigger):
                        if candidate.kind in kinds and not any(
                            document.texts[i] in names or document.forms[i] in ignore
                            for i in range(candidate.first, candidate.last)
                        ):
                            candidates[suspect.index].append(candidate)
        return {index: found for index, found in candidates.items() if found}

    def weigh(
        self,
        document: Document,
        surprise: suspicion.Surprise,
        candidates: Mapping[int, Sequence[Candidate]],
        words: int,
        *,
        thorough: bool,
        explain: bool = False,
    ) -> tuple[list[Decision], profile.Evidence]:
        """Return decisions and evidence: a first look without a profile, then decode, rank and re-estimate."""
        decisions: list[Decision] = []
        for stage, matrix in self.rounds(document, surprise, candidates, words, thorough=thorough):
            decisions, _ = rank.decide(document, matrix, self.stages[stage], explain=explain)
        return decisions, profile.gather(decisions, words)

    def rounds(
        self,
        document: Document,
        surprise: suspicion.Surprise,
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
            matrix = self._pruned(known, drafts, candidates, quick)
            yield 0, matrix
            doubtful = rank.doubtful(matrix, quick, DOUBTFUL)
            if not every:
                candidates = {index: found for index, found in candidates.items() if index in doubtful}
                drafts = _untouched(document, candidates)
            if not candidates:
                return
        known = replace(known, sides=self.extractor.sides(drafts))
        matrix = self._pruned(known, drafts, candidates, first)
        yield 1, matrix
        evidence, same = self._learn(document, matrix, first, words)
        if sum(evidence.total.values()) < CALM:  # nothing to decode: the neighbours are as they stand
            yield 2, self.extractor.with_evidence(matrix, replace(known, evidence=evidence, same=same))
            return
        kept = rank.strongest(matrix.candidates, first.candidate_scores(matrix), KEPT)
        found = _by_first(matrix.candidates[row] for row in kept)
        for weights in (first, second):
            arcs = _arcs(matrix, weights.candidate_scores(matrix, without_ngrams=True))
            drafts = [
                lattice.decode(document, draft.first, draft.last, arcs, self.ngrams, weights.lattice_weight)
                for draft in drafts
            ]
            known = Known(document, surprise, self.extractor.sides(drafts), evidence, same)
            matrix = self.extractor.matrix(known, _units(drafts, found))
            yield 2, matrix
            evidence, same = self._learn(document, matrix, second, words)

    def _pruned(
        self,
        known: Known,
        drafts: Sequence[lattice.Draft],
        candidates: Mapping[int, Sequence[Candidate]],
        weights: rank.Weights,
    ) -> Matrix:
        """Return the matrix of the candidates that are best without the n-grams, which cost most."""
        matrix = self.extractor.matrix(known, _units(drafts, candidates), ngrams=False)
        kept = rank.strongest(matrix.candidates, weights.candidate_scores(matrix, without_ngrams=True), KEPT_FIRST)
        found = _by_first(matrix.candidates[row] for row in kept)
        return self.extractor.matrix(known, _units(drafts, found))

    def _learn(
        self, document: Document, matrix: Matrix, weights: rank.Weights, words: int
    ) -> tuple[profile.Evidence, dict[tuple[str, str], float]]:
        """Return what a round of ranking says of the document: evidence by kind, and by pair of words."""
        decisions, _ = rank.decide(document, matrix, weights)
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
