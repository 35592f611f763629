"""Undoes single foreign words in English text: `nosotros` for `we`, `Colina` for `Hill`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from repair.knowledge.lexicon import Lexicon
from repair.knowledge.spinner.substitutions import read_foreign
from repair.knowledge.thesaurus import forms_of
from repair.records import Candidate, Document, Trigger
from repair.text.casing import match_case

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

# An English word at least this frequent is not taken for a foreign one; `pero` and `noir` stay below.
ENGLISH_ZIPF = 4.5

EXAMPLES = (
    ("Today nosotros will show the plans.", "Today we will show the plans."),
    ("The reporter of The Colina asked twice.", "The reporter of The Hill asked twice."),
    ("Bread und butter are served.", "Bread and butter are served."),
)
GUARDRAILS = (
    "He ordered pero con muchos amigos there.",
    "Mayor Bill de Blasio met Oscar de la Renta via Los Angeles.",
    "https://example.org/nosotros/pero",
    "John Colina spoke first.",
)


class Channel:
    """Proposes the English word for a foreign one that stands alone."""

    name = "foreign"
    triggers = Trigger.UNEXPECTED | Trigger.UNKNOWN | Trigger.RARE

    def __init__(self, resources: Resources) -> None:
        """Remember the resources; the list is loaded at the first proposal."""
        self._resources = resources

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the English readings of the word at `index`."""
        table = self._resources.get(read_foreign)
        form = document.forms[index]
        if index in document.protected or form not in table or not self._stands_alone(document, index):
            return ()
        lexicon = self._resources.get(Lexicon.read)
        if lexicon.zipf(form) >= ENGLISH_ZIPF:
            return ()
        observed = document.texts[index]
        candidates = {}
        for row in table[form]:
            intended = "I" if row.intended == "i" else row.intended
            replacement = match_case(observed, intended, intended)
            if replacement != observed:
                candidates[replacement] = Candidate(
                    index,
                    index + 1,
                    replacement,
                    forms_of(row.intended),
                    self.name,
                    "foreign",
                    "spin",
                    row.log_channel,
                    row.evidence,
                )
        return list(candidates.values())

    def _stands_alone(self, document: Document, index: int) -> bool:
        """Tell whether the neighbours are English, and the word is no part of a person's name."""
        table = self._resources.get(read_foreign)
        lexicon = self._resources.get(Lexicon.read)
        capital = document.texts[index][0].isupper() and not document.is_sentence_start(index)
        for near in (index - 1, index + 1):
            if not 0 <= near < len(document) or not document.forms[near][0].isalpha():
                continue
            form, text = document.forms[near], document.texts[near]
            if form in table and lexicon.zipf(form) < ENGLISH_ZIPF:
                return False
            if capital and text[0].isupper() and lexicon.zipf(form) < ENGLISH_ZIPF + 1:
                return False
        return True
