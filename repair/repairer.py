"""The whole flow on one page.

text → document → profile → suspects → candidates → lattice → ranking → edits → revision
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest
from pathlib import Path

from repair import learning, profile, suspicion, tokens, user_files, verdicts
from repair.casing import match_case
from repair.channels import ChannelModel, load_channels
from repair.channels.decipher import Channel as Decipher
from repair.channels.encoding import decode
from repair.channels.spacing import Channel as Spacing
from repair.config import APPLY_AT, HARM_AT, REVIEW_AT, Config
from repair.context_model import ContextModel
from repair.edits import Revision, profile_to_original, to_original
from repair.features import Extractor
from repair.gazetteer import Gazetteer
from repair.habits import Habits
from repair.language_model import LN10, LanguageModel
from repair.lexicon import Lexicon
from repair.neural import Scorer
from repair.phrases import Phrasebook
from repair.plan import Plan, PlanError
from repair.rank import load_stages
from repair.records import KINDS, Candidate, Decision, Document, Edit, Kind, PhraseReading, Profile, Suspect, Trigger
from repair.rescoring import Rescorer, load_weights
from repair.resources import Resources
from repair.rounds import Rounds
from repair.settled import Settled
from repair.speller import Speller
from repair.user_words import UserWords
from repair.workers import Failure, Pool, WorkerError

AHEAD = 4
"""Texts read ahead for each worker, so that an endless input is never held in memory."""
SPUN_WORDS = 0.2
"""Spun words that a quick look must believe in before a thorough one.

Measured on 55 clean articles: none at all in 95 of 100; on the same with one word in fifteen spun, 0.2 or more in 95.
"""
CLEAN_TEXT = "The mayor will open the bridge in May."
SPUN_TEXT = (
    "The mayor testament open the bridge inwards May. Yous tin cross it astatine no cost, for they'rhenium novel."
)
"""What `warm_up` reads; the second takes the thorough look through all channels."""
OLD_ENGLISH = "verse, dialect or old English"
DIGITS = 4
"""Decimals of the confidence of a phrase's reading."""
QUICK_CANDIDATES = 12
"""Candidates of a place that a quick look weighs; the thorough one weighs all."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known of a text before verdicts are given; `settled` are the edits taken for good."""

    document: Document
    profile: Profile
    decisions: tuple[Decision, ...]
    settled: tuple[Edit, ...] = ()


class Repairer:
    """Repairs texts of one language.  Make one with `load`, once; it may be pickled and shared between threads."""

    def __init__(self, resources: Resources, config: Config, plan: Plan | None = None) -> None:
        self.resources = resources
        self.config = config
        self.plan = plan
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
        plan: Plan | Path | str | None = None,
        model: Path | None = None,
        folder: Path | None = None,
        user_words: UserWords | bool = True,
    ) -> Repairer:
        """Return a repairer for a language; `Config` says what the settings mean.

        `plan` is what was learned from texts of the same site, or the file that holds it.  `folder` holds other
        dictionaries than the package's.  With `neural`, or a `model` (a GGUF file), a neural language model decides
        what is in doubt in spun texts.  `user_words` are the words, names and pairs of a user dictionary; True reads
        the project's and the user's own, False none.  DictionaryError if the dictionaries of the language are missing
        or damaged; PlanError if the plan is damaged or of another language; UserWordsError, a ValueError, if a user
        dictionary is damaged; NeuralError, a ValueError, if the extra or the model is missing or damaged; ValueError
        for a setting out of range.
        """
        if isinstance(user_words, bool):
            user_words = user_files.read_all() if user_words else UserWords()
        config = Config(
            apply_at=apply_at,
            review_at=review_at,
            harm_at=harm_at,
            kinds=frozenset(kinds),
            names=user_words.names.union(names),
            ignore=user_words.words.union(word.lower() for word in ignore),
            pairs=tuple(user_words.pairs.items()),
            neural=neural or model is not None,
            model=model,
        )
        if plan is not None and not isinstance(plan, Plan):
            plan = Plan.read(plan)
        repairer = cls(Resources(language, folder), config)
        if plan is not None:
            repairer = repairer.with_plan(plan)
        if config.neural:  # what is missing or damaged shall show here, not at the first text
            repairer.warm_up()
        return repairer

    def __getstate__(self) -> tuple[Resources, Config, Plan | None]:
        return self.resources, self.config, self.plan

    def __setstate__(self, state: tuple[Resources, Config, Plan | None]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def with_plan(self, plan: Plan) -> Repairer:
        """Return a repairer that differs in the plan alone and shares the dictionaries; PlanError as in `load`."""
        if plan.language != self.resources.language:
            raise PlanError(f"language: the plan is for {plan.language}, the texts are {self.resources.language}")
        Decipher(self.resources, plan, forms_of=tokens.forms_of)  # refuses rows of too many words now
        return Repairer(self.resources, self.config, plan)

    def clean(self, text: str) -> str:
        """Return the text with what is surely garbled mended."""
        return self.revise(text).text

    def revise(self, text: str) -> Revision:
        """Return the revision of a text: edits with their evidence, the mended text, the profile."""
        return self._revision(text, self.decide(text))

    def _revision(self, text: str, analysis: Analysis) -> Revision:
        given = verdicts.give(analysis.document, analysis.decisions, self.config, caution=analysis.profile.caution)
        edits = to_original(analysis.document, [*analysis.settled, *given])
        return Revision(text, edits, profile_to_original(analysis.document, analysis.profile))

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Return the ranking's decisions; ValueError if the text is longer than `Config.max_characters`."""
        if len(text) > self.config.max_characters:
            raise ValueError(f"text of {len(text)} characters; at most {self.config.max_characters} are read")
        return self._load().decide(text, explain=explain)

    def _load(self) -> _Engine:
        if self._engine is None:
            self._engine = _Engine(self.resources, self.config, self.plan)
        return self._engine

    def learn(
        self, texts: Iterable[str], *, rounds: int = learning.ROUNDS, progress: learning.Progress | None = None
    ) -> Plan:
        """Return what a set of texts of one site makes consistently, to be given to `load`, or written to a file.

        Each round decides on every text with the plan so far, beginning with the plan of this repairer, if it has
        one.  All texts are held in memory.  `progress` is called with texts done and texts to do, in all rounds.
        ValueError for texts of more than 50 million characters together, and for fewer than one round.
        """
        if rounds < 1:
            raise ValueError(f"at least one round, not {rounds}")
        start = self.plan or Plan(self.resources.language)
        return learning.learn(
            learning.bounded(texts), self._looks, self.resources, start, rounds=rounds, progress=progress
        )

    def _looks(self, plan: Plan) -> Callable[[str], learning.Look]:
        repairer = Repairer(self.resources, self.config, plan)

        def look(text: str) -> learning.Look:
            analysis = repairer.decide(text)
            mended = repairer._revision(text, analysis).text
            return learning.Look(analysis.document, analysis.decisions, analysis.profile, mended)

        return look

    def readings(self, phrase: str, *, most: int = 5) -> tuple[PhraseReading, ...]:
        """Return what a bare phrase can have been, the likeliest first, given that it is garbled: `profound learning`.

        Hyphens part words.  Capitals are those of the phrase.  Nothing for more than six words: a sentence has
        context, and `revise` uses it.  ValueError for `most` below 1.
        """
        if most < 1:
            raise ValueError(f"at least one reading must be asked for, not {most}")
        found = self.resources.get(Phrasebook).readings(phrase, most=most)
        return tuple(PhraseReading(match_case(phrase, text, text), round(p, DIGITS)) for text, p in found)

    def spellings(self, word: str, *, most: int = 5) -> tuple[PhraseReading, ...]:
        """Return what a single word can have been, the likeliest first, given that it is misspelled: `fisikal`.

        The word may be a known one (`form` for *from*); it is never a reading of itself.  Capitals are those of the
        word.  Nothing for fewer than three letters or more than 45.  ValueError for `most` below 1.
        """
        if most < 1:
            raise ValueError(f"at least one reading must be asked for, not {most}")
        usual = self.resources.get(Lexicon.read).usual_case
        found = self.resources.get(Speller).shares(word, most=most)
        return tuple(PhraseReading(match_case(word, text, usual(text)), round(p, DIGITS)) for text, p in found)

    def stream(self, texts: Iterable[str], *, workers: int = 1) -> Iterator[Revision]:
        """Yield the revision of each text, in order, with `workers` processes.

        A few texts are read ahead for each worker, so an endless input is never held in memory.  Streams may run in
        several threads at once; one stream belongs to one thread at a time.  What `revise` raises is raised in the
        text's place, and ends the stream; WorkerError if a process crashes over a text twice.
        """
        if workers <= 1:
            yield from map(self.revise, texts)
            return
        with Pool[str, Revision](partial(_reviser, self), workers=workers) as pool:
            waiting: deque[Future[list[Revision | Failure]]] = deque()
            for text in texts:
                waiting.append(pool.submit([text]))
                if len(waiting) >= AHEAD * workers:
                    yield _revision_of(waiting.popleft())
            while waiting:
                yield _revision_of(waiting.popleft())

    def warm_up(self) -> None:
        """Load what most texts need; otherwise each thing is loaded by the first text that needs it."""
        self.revise(CLEAN_TEXT if self.config.neural else SPUN_TEXT)  # no neural model: a fork cannot take it over


def _reviser(repairer: Repairer) -> Callable[[str], Revision]:
    repairer.warm_up()
    return repairer.revise


def _revision_of(future: Future[list[Revision | Failure]]) -> Revision:
    (made,) = future.result()
    if isinstance(made, Failure):
        raise made.error or WorkerError("a text crashes the process that revises it; is memory short?")
    return made


class _Engine:
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
