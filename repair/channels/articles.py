"""The articles channel: `a` for `an` and the other way round, by what news writes before the next word."""

from __future__ import annotations

import math
from collections.abc import Sequence

from repair.knowledge.language_model import LanguageModel
from repair.knowledge.resources import Resources
from repair.records import Candidate, Document, Trigger

ARTICLES = frozenset({"a", "an"})
LOG_ARTICLE = math.log(0.9)
LEAST, LEAST_SEEN = 2.0, 3.5
"""Nats by which the two words must be likelier with the other article; where news has it with either."""
BEFORE = "of"
"""A word before both, so that neither begins a sentence."""

EXAMPLES = (
    ("The trip takes a hour by bus.", "The trip takes an hour by bus."),
    ("An large crowd was waiting.", "A large crowd was waiting."),
)
GUARDRAILS = (
    "A European one is a unique user of an honest MRI, an FBI man in an SUV and an hotel.",
    "A union, an hour, an heir, a one-off, an 8-year plan, a U-turn and a 10 stay.",
)


class Channel:
    """Exchanges the articles; see the module."""

    name = "articles"
    triggers = Trigger.USAGE

    def __init__(self, resources: Resources) -> None:
        """Take the n-grams of one language."""
        self._ngrams = resources.get(LanguageModel.read)

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the other article, where news has the next word after that one far oftener."""
        if document.forms[index] not in ARTICLES or index + 1 == len(document) or index in document.protected:
            return ()
        observed, word = document.texts[index], document.forms[index + 1]
        other = observed[0] if len(observed) > 1 else f"{observed}n"
        if len(other) == 1 and word[0] == "h":  # `an hotel` is style
            return ()
        _, before, after = self._ngrams.sentence((BEFORE, other.lower(), word))[:3]
        _, observed_before, observed_after = self._ngrams.sentence((BEFORE, observed.lower(), word))[:3]
        gain = before[0] + after[0] - observed_before[0] - observed_after[0]
        if after[1] < 2 or gain < (LEAST_SEEN if observed_after[1] > 1 else LEAST):
            return ()
        evidence = f"“{other} {document.texts[index + 1]}”, not “{observed}”"
        forms = (other.lower(),)
        return (Candidate(index, index + 1, other, forms, self.name, "article", "spelling", LOG_ARTICLE, evidence),)
