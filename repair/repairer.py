"""What a program calls: texts in, revisions out, one by one, as a stream, or a site's texts to learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

from repair import streaming
from repair.alternatives import alternatives
from repair.bare_phrases import bare_readings
from repair.channels.decipher.channel import Channel as Decipher
from repair.channels.spelling.speller import Speller
from repair.config import APPLY_AT, HARM_AT, REVIEW_AT, REVIEW_AT_BY_WORDS, Config, number, strings
from repair.decision.verdicts import Judgement
from repair.flow import Analysis, Engine
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.plan import Plan, PlanError
from repair.knowledge.resources import Resources
from repair.multilingual.engines import ENGLISH, AnyEngine, asked_for, build, engine_for, fingerprint
from repair.output.revision import Revision
from repair.records import KINDS, Kind, PhraseReading
from repair.site import learning
from repair.text import tokens
from repair.text.casing import match_case
from repair.user import files as user_files
from repair.user.words import UserWords

if TYPE_CHECKING:
    from typing_extensions import Unpack

SPUN_TEXT = (
    "The mayor testament open the bridge inwards May. Yous tin cross it astatine no cost, for they'rhenium novel."
)
"""What `warm_up` reads: it takes the reader and all channels."""
DIGITS = 4
"""Decimals of the confidence of a phrase's reading."""


class Options(TypedDict, total=False):
    """What `repair.clean`, `repair.revise` and `Repairer.load` take; `Repairer.load` says what each means."""

    apply_at: float
    review_at: float | None
    harm_at: float
    kinds: Iterable[Kind]
    names: Iterable[str]
    ignore: Iterable[str]
    plan: Plan | Path | str | None
    user_words: UserWords | bool


class Repairer:
    """Repairs texts.  Make one with `load`, once; it may be pickled and shared between threads."""

    def __init__(
        self,
        resources: Resources,
        config: Config,
        plan: Plan | None = None,
        languages: tuple[str, ...] = (ENGLISH,),
    ) -> None:
        """Take the dictionaries of English, and the codes of the languages of the texts."""
        self.resources = resources
        self.config = config
        self.plan = plan
        self.languages = languages
        self._engine: AnyEngine | None = None

    @classmethod
    def load(
        cls,
        language: str = "en",
        *,
        apply_at: float = APPLY_AT,
        review_at: float | None = None,
        harm_at: float = HARM_AT,
        kinds: Iterable[Kind] = KINDS,
        names: Iterable[str] = (),
        ignore: Iterable[str] = (),
        plan: Plan | Path | str | None = None,
        folder: Path | None = None,
        user_words: UserWords | bool = True,
    ) -> Repairer:
        """Return a repairer for a language.

        Args:
            language: the language of the texts: "en", or another code of `repair languages`; several, "en,de,fr", and
                each passage goes by its own; "auto" for those that passages are surely in.  The words of a language
                beside English are built at its first use, in up to half a minute, and kept in the user's cache folder.
            apply_at: lowest confidence, in (0, 1], at which an edit is applied without asking.
            review_at: lowest confidence, in (0, apply_at], at which an edit is asked about; if not given, 0.3 (0.12 in
                languages beside English), or `apply_at` if that is lower.
            harm_at: highest probability, in [0, 1], that the observed text was right, at which an edit is applied.
            kinds: kinds of garble to look for; all if not given.
            names: names that are always right, beside the gazetteer; compared with case.
            ignore: words that are never changed, compared without case.
            plan: what was learned from texts of the same site, or the file that holds it.
            folder: where other dictionaries than the package's lie.
            user_words: words, names and pairs of a user dictionary; True reads the project's and the user's own, False
                none.

        Raises:
            DictionaryError: there is no such language, or its dictionaries are missing or damaged.
            PlanError: the plan is damaged or of another language.
            UserWordsError: a user dictionary is damaged.
            TypeError: `kinds`, `names` or `ignore` is one string, or not a list of strings.
            ValueError: a setting is out of range.  PlanError and UserWordsError are ValueErrors too.
        """
        languages = asked_for(language) if folder is None else (ENGLISH,)
        resources = Resources(ENGLISH if folder is None else language, folder)
        build(languages)
        return cls(resources, Config(), languages=languages).with_options(
            apply_at=apply_at,
            review_at=review_at,
            harm_at=harm_at,
            kinds=kinds,
            names=names,
            ignore=ignore,
            plan=plan,
            user_words=user_words,
        )

    def with_options(self, **options: Unpack[Options]) -> Repairer:
        """Return a repairer with these options, and defaults for all others, that shares the dictionaries.

        Options and errors are those of `load`; TypeError for an unknown option.  It costs next to nothing.
        """
        user_words = options.get("user_words", True)
        if isinstance(user_words, bool):
            user_words = user_files.read_all() if user_words else UserWords()
        apply_at, review_at = number(options.get("apply_at", APPLY_AT), "apply_at"), options.get("review_at")
        if review_at is None:
            review_at = min(REVIEW_AT if self.languages == (ENGLISH,) else REVIEW_AT_BY_WORDS, apply_at)
        config = Config(
            apply_at=apply_at,
            review_at=review_at,
            harm_at=options.get("harm_at", HARM_AT),
            kinds=cast(frozenset[Kind], strings(options.get("kinds", KINDS), "kinds")),
            names=user_words.names | strings(options.get("names", ()), "names"),
            ignore=user_words.words | {word.lower() for word in strings(options.get("ignore", ()), "ignore")},
            pairs=tuple(user_words.pairs.items()),
        )
        unknown = sorted(set(options) - set(Options.__annotations__))
        if unknown:
            raise TypeError(f"unknown option {unknown[0]!r}; known: {', '.join(Options.__annotations__)}")
        repairer = Repairer(self.resources, config, languages=self.languages)
        plan = options.get("plan")
        if plan is None:
            return repairer
        return repairer.with_plan(plan if isinstance(plan, Plan) else Plan.read(plan))

    def __getstate__(self) -> tuple[Resources, Config, Plan | None, tuple[str, ...]]:
        return self.resources, self.config, self.plan, self.languages

    def __setstate__(self, state: tuple[Resources, Config, Plan | None, tuple[str, ...]]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def with_plan(self, plan: Plan) -> Repairer:
        """Return a repairer that differs in the plan alone and shares the dictionaries; PlanError as in `load`."""
        if (plan.language,) != self.languages:
            raise PlanError(f"language: the plan is for {plan.language}, the texts are {', '.join(self.languages)}")
        Decipher(self.resources, plan, forms_of=tokens.forms_of)  # refuses rows of too many words now
        return Repairer(self.resources, self.config, plan)

    def with_kinds(self, kinds: Iterable[str]) -> Repairer:
        """Return a repairer that looks for these kinds of garble only, and shares all else; ValueError for others."""
        config = replace(self.config, kinds=cast(frozenset[Kind], strings(kinds, "kinds")))
        return Repairer(self.resources, config, self.plan, self.languages)

    def fingerprint(self) -> str:
        """Return what differs when the texts are read with other dictionaries; they are not read through for it."""
        return fingerprint(self.languages, self.resources)

    def clean(self, text: str) -> str:
        """Return the text with what is surely garbled mended."""
        return self.revise(text).text

    def revise(self, text: str) -> Revision:
        """Return the revision of a text: edits with their evidence, the mended text, the profile.

        A long text is read in chunks, so that memory does not grow with it.  ValueError if it is longer than
        `Config.max_characters`.
        """
        self._check(text)
        return self._load().revise(text)

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Return the ranking's decisions; ValueError if the text is longer than `Config.max_characters`."""
        self._check(text)
        return self._load().decide(text, explain=explain)

    def judgements(self, analysis: Analysis) -> Iterator[Judgement]:
        """Yield what is done about each decision of an analysis, and what that hung on."""
        return self._load().judgements(analysis)

    def _check(self, text: object) -> None:
        if not isinstance(text, str):
            hint = {"bytes": "; decode it first", "list": "; `stream` takes several texts"}.get(type(text).__name__, "")
            raise TypeError(f"a text is a str, not {type(text).__name__}{hint}")
        if len(text) > self.config.max_characters:
            raise ValueError(f"text of {len(text)} characters; at most {self.config.max_characters} are read")

    def _load(self) -> AnyEngine:
        if self._engine is None:
            self._engine = engine_for(self.languages, self.resources, self.config, self.plan)
        return self._engine

    def _english(self) -> Engine:
        engine = self._load()
        if not isinstance(engine, Engine):
            raise ValueError(f"this is for English alone, not for {', '.join(self.languages)}")
        return engine

    def learn(
        self, texts: Iterable[str], *, rounds: int = learning.ROUNDS, progress: learning.Progress | None = None
    ) -> Plan:
        """Return what a set of texts of one site makes consistently, to be given to `load`, or written to a file.

        Each round decides on every text with the plan so far, beginning with the plan of this repairer, if it has
        one.  All texts are held in memory; they are English.  `progress` is called with texts done and to do, in all.
        ValueError for texts of more than 50 million characters together, and for fewer than one round.
        """
        streaming.check_several(texts)
        if rounds < 1:
            raise ValueError(f"at least one round, not {rounds}")
        self._english()
        start = self.plan or Plan(self.resources.language)
        return learning.learn(
            learning.bounded(texts), self._looks, self.resources, start, rounds=rounds, progress=progress
        )

    def _looks(self, plan: Plan) -> Callable[[str], learning.Look]:
        repairer = Repairer(self.resources, self.config, plan)

        def look(text: str) -> learning.Look:
            analysis = repairer.decide(text)
            mended = repairer._english().revision(text, analysis).text
            return learning.Look(analysis.document, analysis.decisions, analysis.profile, mended)

        return look

    def readings(self, phrase: str, *, most: int = 5) -> tuple[PhraseReading, ...]:
        """Return what a bare phrase can have been, the likeliest first, given that it is garbled: `profound learning`.

        A phrase with capitals is taken for a name first (`Holday Inn`), a single word for a spun one (`testament` for
        *will*), else a misspelled one.  Hyphens part words.  Capitals are those of the phrase.  Nothing for more than
        six words: a sentence has context, and `revise` uses it.  ValueError for `most` below 1.
        """
        if most < 1:
            raise ValueError(f"at least one reading must be asked for, not {most}")
        found = bare_readings(self.resources, phrase, most=most) if self.languages == (ENGLISH,) else []
        if not found and phrase.isalpha():
            return self.spellings(phrase, most=most)
        return tuple(PhraseReading(match_case(phrase, text, text), round(p, DIGITS)) for text, p in found)

    def alternatives(self, text: str, start: int, end: int, *, most: int = 9) -> tuple[PhraseReading, ...]:
        """Return what code points [start, end) of a text can have been, the likeliest first, if they are garbled.

        For words that nothing was proposed for.  ValueError for a wrong span, `most` below 1, and as in `revise`.
        """
        self._check(text)
        if not 0 <= start < end <= len(text) or most < 1:
            raise ValueError(f"no readings of [{start}, {end}), at most {most}")
        engine = self._load()
        ask = partial(alternatives, engine) if isinstance(engine, Engine) else engine.alternatives
        found = ask(text, start, end)
        return tuple(PhraseReading(reading, round(share, DIGITS)) for reading, share in found[:most])

    def spellings(self, word: str, *, most: int = 5) -> tuple[PhraseReading, ...]:
        """Return what a single word can have been, the likeliest first, given that it is misspelled: `fisikal`.

        The word may be a known one (`form` for *from*); it is never a reading of itself.  Capitals are those of the
        word.  Nothing for fewer than three letters or more than 45.  ValueError for `most` below 1.
        """
        if most < 1:
            raise ValueError(f"at least one reading must be asked for, not {most}")
        engine = self._load()
        if not isinstance(engine, Engine):
            return tuple(PhraseReading(reading, round(p, DIGITS)) for reading, p in engine.spellings(word)[:most])
        usual = self.resources.get(Lexicon.read).usual_case
        found = self.resources.get(Speller).shares(word, most=most)
        return tuple(PhraseReading(match_case(word, text, usual(text)), round(p, DIGITS)) for text, p in found)

    def stream(self, texts: Iterable[str], *, workers: int = 1) -> Iterator[Revision]:
        """Yield the revision of each text, in order, with `workers` processes.

        A few texts are read ahead for each worker, so an endless input is never held in memory.  Streams may run in
        several threads at once; one stream belongs to one thread at a time.  What `revise` raises is raised in the
        text's place, and ends the stream; WorkerError if a process crashes over a text twice.
        """
        streaming.check_several(texts)
        return streaming.stream(self, texts, workers=workers)

    def warm_up(self) -> None:
        """Load what most texts need; otherwise each thing is loaded by the first text that needs it."""
        self.revise(SPUN_TEXT)
