"""Which passage is in which language: sentences and quotations, by how frequent their words are in each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from repair.knowledge.languages import Languages
from repair.multilingual.facts import ENGLISH, LANGUAGES, Facts
from repair.multilingual.undoing.readings import NATS_PER_ZIPF
from repair.text import tokens

LEAST_WORDS = 3
"""Words of a passage that tell anything; one with fewer goes with what stands around it."""
MARGIN, SURE = 4.0, 12.0
"""Nats by which a language must be likelier than the others asked for; than all others, to be found by itself."""
FOREIGN = 6.0
"""Nats by which the letters of a passage must speak for a language that was not asked for."""
USUAL_ZIPF = 4.5
"""Mean zipf of the words of a passage from which it is in a language, whatever its letters say.

Half of the sentences of manuals have more in their own language, one in a hundred in another.
"""
LISTED, MANY, STRANGE = 2.5, 8, 0.3
"""Zipf of a word that is surely one, words of a passage that tell, share of such words below which it is no text."""
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(
    '«([^«»\n]{8,2000})»|„([^„“”\n]{8,2000})[“”]|“([^“”\n]{8,2000})”|»([^«»\n]{8,2000})«|"([^"\n]{8,2000})"'
)
"""Quotations, with the marks of any language."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_OTHER_CYRILLIC = re.compile("[ўјљњћђџѓќѕѐѝ]")
_RUSSIAN, _UKRAINIAN = re.compile("[ыэёъ]"), re.compile("[іїєґ]")


class Frequencies(Protocol):
    """What tells how frequent a word is."""

    def zipf(self, word: str) -> float:
        """Return log10 of the occurrences of a word in 10^9 words; 0.0 if it is not listed."""
        ...


class Passage(NamedTuple):
    """A stretch of a text, in code points, and its language; none where it is not sure."""

    start: int
    end: int
    language: str


class Passages:
    """Finds the passages of some languages; read-only, so safe to share between threads."""

    def __init__(self, lists: Mapping[str, Frequencies], letters: Languages) -> None:
        """Take the words of each language, and the letters of many."""
        self._lists = lists
        self._letters = letters
        self.of = lru_cache(maxsize=16)(self._of)

    def outside(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return the stretches of a text that are not surely in a language, ascending."""
        return [(p.start, p.end) for p in self.of(text) if p.language != language]

    def others(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return the stretches of a text that are surely in another language, ascending."""
        return [(p.start, p.end) for p in self.of(text) if p.language not in ("", language)]

    def share_outside(self, text: str, languages: Collection[str]) -> float:
        """Return the share of the words of a text, in [0, 1], that are not surely in one of some languages."""
        sizes = [(tokens.count_words(text[p.start : p.end]), p.language in languages) for p in self.of(text)]
        return sum(size for size, is_inside in sizes if not is_inside) / max(1, sum(size for size, _ in sizes))

    def languages(self, text: str) -> set[str]:
        """Return the languages of a text, of those asked for."""
        return {passage.language for passage in self.of(text)} - {""}

    def _of(self, text: str) -> tuple[Passage, ...]:
        """Return the passages of a text, ascending and without overlap; what is in none has no words."""
        units = list(units_of(text))
        told = [self._language(words) for _, _, words in units]
        usual = self._usual(told, units)
        found = []
        for (start, end, words), language in zip(units, told, strict=True):
            if language is None:
                language = usual if self._may_be(words, usual) else ""
            found.append(Passage(start, end, language))
        return tuple(found)

    def _usual(self, told: Sequence[str | None], units: Sequence[tuple[int, int, list[str]]]) -> str:
        sizes: dict[str, int] = {}
        for language, (_, _, words) in zip(told, units, strict=True):
            if language:
                sizes[language] = sizes.get(language, 0) + len(words)
        if not sizes and len(self._lists) == 1:
            return next(iter(self._lists))
        return max(sizes, key=lambda language: sizes[language], default="")

    def _language(self, words: Sequence[str]) -> str | None:
        """Return the language of some words as written; empty if none of those asked for, None if nothing tells."""
        if len(words) < LEAST_WORDS:
            return None
        scores = {code: self._score(words, code) for code in self._lists}
        best = max(scores, key=lambda code: scores[code])
        if any(score > scores[best] - MARGIN for code, score in scores.items() if code != best):
            return None
        return best if self._may_be(words, best) else ""

    def _score(self, words: Iterable[str], code: str) -> float:
        words_of = self._lists[code]
        return NATS_PER_ZIPF * sum(words_of.zipf(_fold(word, code)) for word in words)

    def _may_be(self, words: Sequence[str], code: str) -> bool:
        """Tell whether some words can be of a language, or rather of one that was not asked for."""
        if not words or not code:
            return True
        listed = sum(self._lists[code].zipf(_fold(word, code)) >= LISTED for word in words)
        if len(words) >= MANY and listed < STRANGE * len(words):
            return False  # nothing is left to tell what the others were
        name = _name(code)
        if name not in self._letters.names:  # another script: its words are told from others by their letters
            return script_language(words) in ("", code)
        if self._score(words, code) >= USUAL_ZIPF * NATS_PER_ZIPF * len(words):
            return True
        plain = [word.lower() for word in words if word.islower()]
        return len(plain) < LEAST_WORDS or self._letters.log_odds(plain, name) > -FOREIGN


def units_of(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield start, end and words of the sentences of a text, and of quotations inside them, ascending."""
    document = tokens.read(text)
    for first, last in document.sentences:
        start, end = document.starts[first], document.ends[last - 1]
        position = start
        for quoted in _QUOTED.finditer(text, start, end):
            inner, outer = quoted.start() + 1, quoted.end() - 1
            if len(_WORD.findall(text, inner, outer)) < LEAST_WORDS:
                continue
            if words := _WORD.findall(text, position, inner):
                yield position, inner, words
            yield inner, outer, _WORD.findall(text, inner, outer)
            position = outer
        if words := _WORD.findall(text, position, end):
            yield position, end, words


def detected(text: str, letters: Languages) -> set[str]:
    """Return the languages of which a text surely has passages, by their letters alone."""
    found = set()
    names = {_name(code): code for code in (*LANGUAGES, ENGLISH)}
    for _, _, words in units_of(text):
        language = script_language(words)
        if not language and len(words) >= LEAST_WORDS:
            plain = [word.lower() for word in words if word.islower()]
            name, odds = letters.likeliest(plain)
            language = names.get(name, "") if odds >= SURE else ""
        if language:
            found.add(language)
    return found


def script_language(words: Sequence[str]) -> str:
    """Return the language of words that are not in Latin letters, where their letters tell; empty if they do not."""
    text = " ".join(words).lower()
    if 2 * len(_GREEK.findall(text)) > len(text):
        return "el"
    if 2 * len(_CYRILLIC.findall(text)) <= len(text) or _OTHER_CYRILLIC.search(text):
        return ""
    russian, ukrainian = _RUSSIAN.search(text), _UKRAINIAN.search(text)
    if russian and ukrainian:
        return ""  # Belarusian has both
    return "ru" if russian else "uk" if ukrainian else ""


def _name(code: str) -> str:
    facts = LANGUAGES.get(code)
    return (facts.wordlist or code) if facts else code


def _fold(word: str, code: str) -> str:
    facts: Facts | None = LANGUAGES.get(code)
    return facts.fold(word) if facts else word.lower()
