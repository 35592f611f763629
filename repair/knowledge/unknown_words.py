"""Unknown words that look well made: two known words in one (`filesystem`), or a regular derivation (`encouragers`)."""

from __future__ import annotations

from functools import lru_cache

from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import bases

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
