"""The whole flow on one page.

text → document → profile → suspects → candidates → lattice → ranking → edits → revision
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path

from repair import profile, suspicion, tokens, verdicts
from repair.channels import ChannelModel, load_channels
from repair.channels.encoding import decode
from repair.channels.spacing import Channel as Spacing
from repair.config import APPLY_AT, HARM_AT, REVIEW_AT, Config
from repair.context_model import ContextModel
from repair.edits import Revision, to_original
from repair.features import Extractor
from repair.gazetteer import Gazetteer
from repair.language_model import LN10, LanguageModel
from repair.lexicon import Lexicon
from repair.rank import load_stages
from repair.records import KINDS, Candidate, Decision, Document, Kind, Profile, Suspect
from repair.resources import Resources
from repair.rounds import Rounds

AHEAD = 4
"""Texts read ahead for each worker, so that an endless input is never held in memory."""
SPUN_WORDS = 0.2
"""Spun words that a quick look must believe in before a thorough one.

Measured on 55 clean articles: none at all in 95 of 100; on the same with one word in fifteen spun, 0.2 or more in 95.
"""
QUICK_CANDIDATES = 12
"""Candidates of a place that a quick look weighs; the thorough one weighs all."""


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
        apply_at: float = APPLY_AT,
        review_at: float = REVIEW_AT,
        harm_at: float = HARM_AT,
        kinds: Iterable[Kind] = KINDS,
        names: Iterable[str] = (),
        ignore: Iterable[str] = (),
        neural: bool = False,
        folder: Path | None = None,
    ) -> Repairer:
        """Return a repairer for a language; `Config` says what the settings mean.

        `folder` holds other dictionaries than the package's.  DictionaryError if those of the language are missing or
        damaged; ValueError for a setting out of range, and for `neural`, which this release does not have.
        """
        if neural:
            raise ValueError("this release has no neural tier; leave neural=True (--neural) out")
        config = Config(
            apply_at=apply_at,
            review_at=review_at,
            harm_at=harm_at,
            kinds=frozenset(kinds),
            names=frozenset(names),
            ignore=frozenset(word.lower() for word in ignore),
        )
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
        extractor = Extractor(self.lexicon, self.gazetteer, self.ngrams, resources.get(ContextModel.read))
        self.rounds = Rounds(extractor, self.ngrams, resources.get(load_stages))
        self.channels: tuple[ChannelModel, ...] = resources.get(load_channels)
        self.spacing = next(channel for channel in self.channels if isinstance(channel, Spacing))

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        decoded, decodings = decode(text) if "encoding" in self.config.kinds else (text, ())
        document = tokens.read(text, decoded, decodings)
        surprise = suspicion.measure(document, self.ngrams)
        signs = suspicion.read_signs(document, surprise, self.lexicon, self.gazetteer)
        joints = self.spacing.find_joints(document)
        for thorough in (True,) if signs.is_doubtful else (False, True):
            suspects = suspicion.find_suspects(document, surprise, signs, joints, thorough=thorough)
            candidates = self.propose(document, suspects, most=None if thorough else QUICK_CANDIDATES)
            decisions, evidence = self.rounds.weigh(
                document, surprise, candidates, signs.words, thorough=thorough, explain=explain
            )
            if evidence.total["spin"] < SPUN_WORDS:
                break
        return Analysis(document, profile.estimate(evidence), tuple(decisions))

    def propose(
        self, document: Document, suspects: Sequence[Suspect], *, most: int | None = None
    ) -> dict[int, list[Candidate]]:
        """Return the candidates of the kinds asked for, by the token where they begin; the `most` likeliest there."""
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
        if most is not None:
            for index, found in candidates.items():
                if len(found) > most:
                    candidates[index] = nlargest(most, found, key=self._worth)
        return candidates

    def _worth(self, candidate: Candidate) -> float:
        """Return ln P(observed | intended) P(intended) of a candidate, as far as single words go."""
        return candidate.log_channel + LN10 * min(map(self.lexicon.zipf, candidate.forms), default=0.0)
