"""The whole flow on one page.

text → document → profile → suspects → candidates → lattice → ranking → edits → revision
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from repair import profile, suspicion, tokens
from repair.channels import ChannelModel, load_channels
from repair.channels.decipher import Channel as Decipher
from repair.channels.encoding import decode
from repair.channels.spacing import Channel as Spacing
from repair.config import Config
from repair.context_model import ContextModel
from repair.features import Extractor
from repair.gazetteer import Gazetteer
from repair.habits import Habits
from repair.language_model import LN10, LanguageModel
from repair.lexicon import Lexicon
from repair.neural import Scorer
from repair.plan import Plan
from repair.rank import load_stages
from repair.records import Candidate, Decision, Document, Edit, Profile, Suspect, Trigger
from repair.rescoring import Rescorer, load_weights
from repair.resources import Resources
from repair.rounds import Rounds
from repair.settled import Settled

SPUN_WORDS = 0.2
"""Spun words that a quick look must believe in before a thorough one.

Measured on 55 clean articles: none at all in 95 of 100; on the same with one word in fifteen spun, 0.2 or more in 95.
"""
OLD_ENGLISH = "verse, dialect or old English"
QUICK_CANDIDATES = 12
"""Candidates of a place that a quick look weighs; the thorough one weighs all."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known of a text before verdicts are given; `settled` are the edits taken for good."""

    document: Document
    profile: Profile
    decisions: tuple[Decision, ...]
    settled: tuple[Edit, ...] = ()


class Engine:
    """The models of one repairer and the flow through them."""

    def __init__(self, resources: Resources, config: Config, plan: Plan | None = None) -> None:
        if plan and plan.names:
            config = replace(config, names=config.names.union(plan.names))
        self.config = config
        self.lexicon = resources.get(Lexicon.read)
        self.gazetteer = resources.get(Gazetteer.read).with_names(config.names)
        self.ngrams = resources.get(LanguageModel.read)
        self.habits = resources.get(Habits.read)
        self.telltales = resources.get(suspicion.read_telltales)
        extractor = Extractor(self.lexicon, self.gazetteer, self.ngrams, resources.get(ContextModel.read), self.habits)
        rescorer = Rescorer(Scorer(config.model), resources.get(load_weights)) if config.neural else None
        self.rounds = Rounds(extractor, self.ngrams, resources.get(load_stages), plan, rescorer)
        self.settled = Settled(
            names=config.names, ignore=config.ignore, pairs=dict(config.pairs), forms_of=tokens.forms_of
        )
        self.decipher = Decipher(resources, plan, forms_of=tokens.forms_of)
        self.channels: tuple[ChannelModel, ...] = tuple(
            self.decipher if plan and isinstance(channel, Decipher) else channel
            for channel in resources.get(load_channels)
        )
        self._channels_of: dict[int, tuple[ChannelModel, ...]] = {}
        self.spacing = next(channel for channel in self.channels if isinstance(channel, Spacing))

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Run the flow up to the ranking's decisions; with `explain` they hold what weighed for and against."""
        decoded, decodings = decode(text) if "encoding" in self.config.kinds else (text, ())
        document = tokens.read(text, decoded, decodings)
        surprise = suspicion.measure(document, self.ngrams)
        signs = suspicion.read_signs(document, surprise, self.lexicon, self.gazetteer, self.telltales)
        joints = self.spacing.find_joints(document)
        foreign = suspicion.foreign_tokens(document, signs)
        planned = self.decipher.planned.places(document)
        settled, taken = self.settled.find(document)
        for thorough in (True,) if signs.is_doubtful else (False, True):
            suspects = suspicion.find_suspects(
                document, surprise, signs, joints, thorough=thorough, planned=planned, foreign=foreign
            )
            candidates = self.propose(document, suspects, settled, most=None if thorough else QUICK_CANDIDATES)
            decisions, evidence = self.rounds.weigh(
                document, surprise, candidates, signs, thorough=thorough, explain=explain
            )
            if evidence.total["spin"] < SPUN_WORDS:
                break
        estimated = profile.estimate(
            evidence,
            document,
            self.habits,
            foreign=suspicion.foreign_share(document, foreign),
            caution=OLD_ENGLISH if suspicion.is_archaic(document) else "",
        )
        return Analysis(document, estimated, tuple(decisions), tuple(taken))

    def propose(
        self,
        document: Document,
        suspects: Sequence[Suspect],
        settled: frozenset[int] = frozenset(),
        *,
        most: int | None = None,
    ) -> dict[int, list[Candidate]]:
        """Return the candidates of the kinds asked for, by the token where they begin; the `most` likeliest there."""
        candidates: dict[int, list[Candidate]] = {}
        kinds = self.config.kinds
        for suspect in suspects:
            index, trigger = suspect.index, suspect.trigger
            if index in settled:
                continue
            found = [
                candidate
                for channel in self._channels_for(trigger)
                for candidate in channel.propose(document, index, trigger)
                if candidate.kind in kinds
                and not (settled and any(i in settled for i in range(candidate.first, candidate.last)))
            ]
            if found:
                candidates[index] = found
        if most is not None:
            for index, found in candidates.items():
                if len(found) > most:
                    candidates[index] = nlargest(most, found, key=self._worth)
        return candidates

    def _channels_for(self, trigger: Trigger) -> tuple[ChannelModel, ...]:
        """Return the channels that look at words with the trigger; remembered, since flags are slow to compare."""
        found = self._channels_of.get(trigger.value)
        if found is None:
            found = tuple(channel for channel in self.channels if channel.triggers & trigger)
            self._channels_of[trigger.value] = found
        return found

    def _worth(self, candidate: Candidate) -> float:
        """Return ln P(observed | intended) P(intended) of a candidate, as far as single words go."""
        return candidate.log_channel + LN10 * min(map(self.lexicon.zipf, candidate.forms), default=0.0)
