"""Unknown words that look well made: two known words in one (`filesystem`), or a regular derivation (`encouragers`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from repair.knowledge.lexicon import Lexicon

LEAST_PART, LONGEST = 3, 40
"""Letters of a part of a composed word, and of the whole: a longer string is no word."""
LEAST_WHOLE = 4
"""Letters of a part of a compound that slips seldom make."""
LEAST_BASE = 2.0
"""Zipf frequency of a word from which others are derived."""
LEAST_PREFIXED, COMMON_BASE = 4, 3.5
"""Letters of a word before which one more stands, and how frequent it must be."""
PREFIXED = frozenset("cdflmnprstuvx")
"""Letters that names in code begin with; others are likelier a lost space (`ithink`) or a misread letter (`bours`)."""
CACHED = 10_000
_VOWELS = frozenset("aeiou")
_SUFFIXES = (
    "s es ed ing ings er ers ly ness less ful like able ish wise ism ist ists ship dom hood fest ward "
    "ize ise ized ised izing ising ization isation"
).split()
_PREFIXES = (
    "un re non pre anti over under sub super co de dis mis multi inter counter out semi micro mega mini cyber bio geo "
    "neo pro post trans ultra tele auto hyper crypto nano"
).split()
_SHORTEST_BASE = 3


class UnknownWords:
    """Tells how unknown words are made; read-only but for its caches, safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.is_composed = lru_cache(CACHED)(self._is_composed)
        self.is_compound = lru_cache(CACHED)(self._is_compound)
        self.is_derived = lru_cache(CACHED)(self._is_derived)

    def _is_composed(self, form: str) -> bool:
        """Tell whether two known words make the form, as in `filesystem` or `subdirectory`."""
        known = self._lexicon.known
        cuts = range(LEAST_PART, min(len(form), LONGEST) - LEAST_PART + 1)
        return any(known(form[:cut]) and known(form[cut:]) for cut in cuts)

    def _is_compound(self, form: str) -> bool:
        """Tell whether two longer known words make the form, as in `datamined`."""
        known = self._lexicon.known
        cuts = range(LEAST_WHOLE, min(len(form), LONGEST) - LEAST_WHOLE + 1)
        return any(known(form[:cut]) and known(form[cut:]) and self._is_base(form[cut:]) for cut in cuts)

    def _is_derived(self, form: str) -> bool:
        """Tell whether a known word makes the form with one or two endings, as in `unfondly` or `encouragers`.

        Or with a letter before it, as names in code have it (`fclose`): slips put few letters there.
        """
        if len(form) > LONGEST:
            return False
        if self.is_prefixed(form):
            return True
        return any(self._is_base(base) or any(map(self._is_base, bases(base))) for base in bases(form))

    def is_prefixed(self, form: str) -> bool:
        """Tell whether a letter stands before a common word (`fclose`), and is neither a slip nor a long s."""
        if len(form) <= LEAST_PREFIXED or form[0] not in PREFIXED or form[0] == form[1]:
            return False
        return self._lexicon.zipf(form[1:]) >= COMMON_BASE and not (form[0] == "f" and self._is_base("s" + form[1:]))

    def _is_base(self, form: str) -> bool:
        return self._lexicon.zipf(form) >= LEAST_BASE and self._lexicon.known(form)


def bases(form: str) -> Iterator[str]:
    """Yield the words of which a form would be a regular derivation, by one ending or one beginning.

    >>> sorted(bases("unfondly"))
    ['fondly', 'unfond']
    """
    for prefix in _PREFIXES:
        if form.startswith(prefix) and len(form) - len(prefix) >= _SHORTEST_BASE:
            yield form[len(prefix) :]
    for suffix in _SUFFIXES:
        stem = form.removesuffix(suffix)
        if len(stem) < _SHORTEST_BASE or stem == form:
            continue
        is_vowel = suffix[0] in _VOWELS
        if not (is_vowel and stem[-1] == "e"):  # an e falls before a vowel
            yield stem
        if is_vowel:
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
        if stem[-1] == "i":
            yield stem[:-1] + "y"
