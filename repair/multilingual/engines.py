"""Which engine reads the texts of which languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from repair.flow import Engine
from repair.knowledge.resources import DictionaryError
from repair.multilingual.facts import AUTO, ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repair.config import Config
    from repair.decision.verdicts import Judgement
    from repair.flow import Analysis
    from repair.knowledge.plan import Plan
    from repair.knowledge.resources import Resources
    from repair.output.revision import Revision

__all__ = ["AUTO", "ENGLISH", "AnyEngine", "asked_for", "build", "engine_for", "fingerprint"]


class WordEngine(Protocol):
    """What a repairer calls of the engine of a language beside English, or of several."""

    def revise(self, text: str) -> Revision:
        """Run the whole flow."""
        ...

    def decide(self, text: str, *, explain: bool = False) -> Analysis:
        """Run it up to the decisions; ValueError from an engine of several languages."""
        ...

    def alternatives(self, text: str, start: int, end: int) -> list[tuple[str, float]]:
        """Return what code points [start, end) can have been with its probability, given that they are garbled."""
        ...

    def spellings(self, word: str) -> list[tuple[str, float]]:
        """Return what a single word can have been, likewise; ValueError from an engine of several languages."""
        ...

    def judgements(self, analysis: Analysis) -> Iterator[Judgement]:
        """Yield what is done about each decision."""
        ...


AnyEngine: TypeAlias = Engine | WordEngine


def asked_for(language: str) -> tuple[str, ...]:
    """Return the languages that a setting names: `de`, `en,de,fr` or `auto`; DictionaryError for one there is not."""
    codes = tuple(dict.fromkeys(code.strip() for code in language.split(",")))
    for code in codes:
        if code not in (AUTO, ENGLISH) and code not in LANGUAGES:
            known = ", ".join((ENGLISH, *sorted(LANGUAGES)))
            raise DictionaryError(f"there is no language {code!r}; there are {known}, and auto for each passage's own")
    if AUTO in codes and len(codes) > 1:
        raise DictionaryError("auto finds the languages by itself: name no others with it")
    return codes


def build(languages: Sequence[str]) -> None:
    """Build the words of those languages whose words are not there; DictionaryError if they cannot be kept."""
    for code in languages:
        if code in LANGUAGES:
            from repair.multilingual.wordlist import cache

            cache.resources(code)


def fingerprint(languages: Sequence[str], english: Resources) -> str:
    """Return what differs when texts of some languages are read with anything else; `english` as in `engine_for`."""
    if tuple(languages) == (ENGLISH,):
        return english.fingerprint()
    from repair.multilingual.wordlist import cache

    found = [cache.resources(code).fingerprint() for code in languages if code in LANGUAGES]
    return " ".join([*languages, cache.root().name, english.fingerprint(), *found])


def engine_for(languages: Sequence[str], english: Resources, config: Config, plan: Plan | None) -> AnyEngine:
    """Return what reads texts of some languages; `english` are the dictionaries of English."""
    if tuple(languages) == (ENGLISH,):
        return Engine(english, config, plan)
    if len(languages) == 1 and AUTO not in languages:
        from repair.multilingual.engine import LanguageEngine
        from repair.multilingual.wordlist import cache

        return LanguageEngine(cache.resources(languages[0]), config)
    from repair.multilingual.mixed import MixedEngine

    return MixedEngine(languages, english, config)
