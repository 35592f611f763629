"""N-gram log-probabilities of English news, in nats (the KenLM file itself speaks log10)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

LN10 = math.log(10)
FILE, VERSION = "news3-q8.bin", 1
REACH = 2
"""Words on either side whose probability a change can touch: order of the model less one."""


class LanguageModel:
    """An n-gram model, memory-mapped.  Words are forms as `repair.text.tokens` gives them."""

    def __init__(self, path: str) -> None:
        import kenlm  # here, not at the top: a shared library that only this class needs

        self._state = kenlm.State
        self._model: Any = kenlm.Model(path)

    @classmethod
    def read(cls, resources: Resources) -> LanguageModel:
        """Map the model of the language; DictionaryError if it is missing or damaged."""
        return cls(str(resources.path(FILE, VERSION)))

    def __contains__(self, form: str) -> bool:
        return form in self._model

    def sentence(self, forms: Sequence[str]) -> list[tuple[float, int]]:
        """Return ln P and the length of the n-gram used, for each form of a sentence and for its end."""
        return [(log10 * LN10, length) for log10, length, _ in self._model.full_scores(" ".join(forms))]

    def start(self, left: Sequence[str]) -> Any:
        """Return the state after the forms `left`, of which the last REACH count; `<s>` may be the first of them."""
        state, spare = self._state(), self._state()
        left = left[-REACH:]
        if left and left[0] == "<s>":
            self._model.BeginSentenceWrite(state)
            left = left[1:]
        else:
            self._model.NullContextWrite(state)
        for form in left:
            self._model.BaseScore(state, form, spare)
            state, spare = spare, state
        return state

    def extend(self, state: Any, forms: Sequence[str]) -> tuple[float, Any]:
        """Return ln P(forms | state) and the state after them; `</s>` may be among the forms."""
        total, state = self._walk(state, forms)
        return total * LN10, state

    def _walk(self, state: Any, forms: Sequence[str]) -> tuple[float, Any]:
        """Return log10 P(forms | state) and the state after them."""
        total = 0.0
        score, make = self._model.BaseScore, self._state
        for form in forms:
            after = make()
            total += score(state, form, after)
            state = after
        return total, state
