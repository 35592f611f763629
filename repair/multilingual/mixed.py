"""Texts in several languages: each passage goes through the flow of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from repair import pieces
from repair.alternatives import alternatives
from repair.config import REVIEW_AT, REVIEW_AT_BY_WORDS, Config
from repair.decision import profile
from repair.decision.edits import resolve
from repair.decision.verdicts import Judgement
from repair.flow import Analysis, Engine
from repair.knowledge.languages import Languages
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.multilingual.engine import LanguageEngine
from repair.multilingual.facts import AUTO, ENGLISH
from repair.multilingual.passages import Frequencies, Passages, detected
from repair.multilingual.wordlist import cache
from repair.multilingual.wordlist.words import Words
from repair.output.revision import Revision

ONE_LANGUAGE = "this is asked of one language: name that of the passage alone"


class MixedEngine:
    """The engines of several languages; has the methods of `flow.Engine` that a repairer calls."""

    def __init__(self, languages: Sequence[str], english: Resources, config: Config) -> None:
        """Take the codes of the languages, or `auto`, and the dictionaries of English."""
        self._languages = tuple(languages)
        self._english = english
        self._config = config
        self._letters = english.get(Languages.read)
        self._among = lru_cache(maxsize=32)(self._engines)

    def _engines(self, languages: frozenset[str]) -> tuple[Passages, Mapping[str, Engine | LanguageEngine]]:
        """Return what tells these languages apart, and the engine of each."""
        others = {code: cache.resources(code) for code in sorted(languages - {ENGLISH})}
        lists: dict[str, Frequencies] = {code: resources.get(Words.read) for code, resources in others.items()}
        if ENGLISH in languages:
            lists[ENGLISH] = self._english.get(Lexicon.read)
        passages = Passages(lists, self._letters)
        engines: dict[str, Engine | LanguageEngine] = {
            code: LanguageEngine(resources, self._config, passages) for code, resources in others.items()
        }
        if ENGLISH in languages:
            engines[ENGLISH] = Engine(self._english, _for_english(self._config))
        return passages, engines

    def revise(self, text: str) -> Revision:
        """Run the flow of each language over its passages; a long text goes through it in chunks."""
        return pieces.revise(text, self._once)

    def _once(self, text: str) -> Revision:
        languages = self._languages_of(text)
        if not languages:
            return Revision(text, (), profile.nothing(text))
        passages, engines = self._among(languages)
        found = passages.languages(text) or languages
        revisions = []
        for code in sorted(found):
            engine = engines[code]
            if isinstance(engine, Engine):
                analysis = engine.decide(text, apart=lambda decoded: passages.outside(decoded, ENGLISH))
            else:
                analysis = engine.decide(text)
            revisions.append(engine.revision(text, analysis))
        edits = resolve(dict.fromkeys(edit for revision in revisions for edit in revision.edits))
        whole = profile.together([revision.profile for revision in revisions])
        return Revision(text, edits, replace(whole, foreign=round(passages.share_outside(text, found), profile.DIGITS)))

    def _languages_of(self, text: str) -> frozenset[str]:
        return frozenset(detected(text, self._letters) if AUTO in self._languages else self._languages)

    def alternatives(self, text: str, start: int, end: int) -> list[tuple[str, float]]:
        """Return what code points [start, end) can have been, as the engine of their passage says; nothing in none."""
        languages = self._languages_of(text)
        if not languages:
            return []
        passages, engines = self._among(languages)
        for passage in passages.of(text):
            if passage.start <= start < passage.end and passage.language:
                engine = engines[passage.language]
                if isinstance(engine, Engine):
                    return alternatives(engine, text, start, end)
                return engine.alternatives(text, start, end)
        return []

    def spellings(self, word: str) -> list[tuple[str, float]]:
        """Refuse, as `decide` does."""
        del word
        raise ValueError(ONE_LANGUAGE)

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Refuse: the decisions about a text are those of one language."""
        del text, explain
        raise ValueError(ONE_LANGUAGE)

    def judgements(self, analysis: Analysis) -> Iterator[Judgement]:
        """Refuse, as `decide` does."""
        del analysis
        raise ValueError(ONE_LANGUAGE)


def _for_english(config: Config) -> Config:
    """Return the settings with the lowest confidence that English has, where none was asked for."""
    if config.review_at != REVIEW_AT_BY_WORDS:
        return config
    return replace(config, review_at=min(REVIEW_AT, config.apply_at))
