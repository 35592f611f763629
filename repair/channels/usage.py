"""The usage channel: words mistaken for others that sound alike, where their neighbours leave little doubt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from repair.casing import match_case
from repair.confusions import forms_of
from repair.records import Candidate, Document, Trigger
from repair.usage import intended

if TYPE_CHECKING:
    from repair.resources import Resources

LOG_SURE, LOG_LIKELY = math.log(0.9), math.log(0.02)
"""ln P that the word was mistaken, where nothing else and where something else can be meant (judgement)."""

EXAMPLES = (
    ("They should of told us.", "They should have told us."),
    ("Your going to love it.", "You're going to love it."),
    ("Its a long way, and he is taller then me.", "It's a long way, and he is taller than me."),
    ("The new rules will effect every driver.", "The new rules will affect every driver."),
    ("We wont agree to that.", "We won't agree to that."),
    ("He was to tired to eat.", "He was too tired to eat."),
)
GUARDRAILS = (
    "As was his wont, he rose early and was wont to sing; the effect on the team was its own, and so on.",
    "It was better, then it got worse. They want to effect change, and could of course effect a cure.",
    "Your welcome page, your A-level and your not-so-old car; its not inconsiderable size.",
    "They loose the dogs, listen to him breath by breath, and keep quite still over there.",
)


class Channel:
    """Proposes what is meant; see the module."""

    name = "usage"
    triggers = Trigger.USAGE

    def __init__(self, resources: Resources) -> None:
        """Take nothing from the dictionaries."""

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the word that the neighbours ask for."""
        rule = intended(document, index)
        if rule is None:
            return ()
        observed = document.texts[index]
        replacement = match_case(observed, rule.intended, rule.intended)
        log_channel = LOG_SURE if rule.is_sure else LOG_LIKELY
        evidence = f"“{replacement}” goes with the words beside it, not “{observed}”"
        forms = forms_of(replacement)
        return (Candidate(index, index + 1, replacement, forms, self.name, "usage", "spelling", log_channel, evidence),)
