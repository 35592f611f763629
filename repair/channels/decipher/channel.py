"""Undoes a substitution that one document, or one site, makes all the time: `issues` wherever `the` was meant.

A spinner with a broken table writes the same wrong word for every occurrence of a common one.  Such a word stands in
the document far more often than its frequency in English explains, and between all kinds of neighbours, where a topic
word keeps to a few.  What a whole site makes of its words is written in its plan (`repair.site.learning` makes it).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repair.channels.decipher.planned import FormsOf, Planned
from repair.knowledge.confusions import forms_of as plain_forms_of
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.plan import Plan
from repair.records import Candidate, Document, Trigger
from repair.text.casing import match_case
from repair.text.per_document import PerDocument

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

FEWEST = 4  # occurrences
SURPRISE = 8.0  # nats by which a Poisson count must be unlikely; topic words reach it too, hence the tests below
# Nats by which the common word's count must be too low.  At 6.5 the channel speaks up in 6 of 523 clean news texts and
# 117 of 123 spun ones, the texts it was chosen on; at 4.6 in 41 and 121, at 9 in 1 and 108.
MISSED = 6.5
MISSED_BY_STYLE = 15.0  # the same for words, such as pronouns, that good texts may do without
WORST_FIT = 1.4  # |ln(count / number missing)|: four times too many or too few is no substitution for all occurrences
COMMONEST = 6.2  # zipf of the observed word from which it is a common word itself
GREATEST_SHARE = 0.12  # of all words: no topic word stands so often, even in a text too short to miss a common word
DETERMINED = 0.3  # share of occurrences after a determiner from which the word is a noun of the topic
NAMED = 0.5  # share of occurrences with a capital inside a sentence from which it is a name
UNSEEN_ZIPF = 2.0  # what a word outside the lexicon is taken for
SPREAD = 0.7  # standard deviation of ln(count / number missing), set by judgement
BASE = -1.0  # nats, where the count fits exactly
LOWEST = -6.0
DETERMINERS = frozenset("the a an this that these those his her its their our my your no some any every each".split())
# The commonest words of English; good texts of 60 words and more hold nearly all of the first list.
STEADY = "the of to and in a for on with at by that".split()
BY_STYLE = "is be are was it as from have not this will or but they you we he an has can who when i".split()
INTENDED = (*STEADY, *BY_STYLE)

EXAMPLES = (
    (
        "Lantern mayor closed lantern bridge on Monday. Cars crossed lantern river by lantern ferry.",
        "The mayor closed the bridge on Monday. Cars crossed the river by the ferry.",
    ),
)
GUARDRAILS = (
    "The bank said the bank would lend. A bank lends. The bank said so.",
    "One lantern stood near the river, and the ferry left.",
    "lantern.example.org lantern@example.org #lantern @lantern https://lantern.org",
)


@dataclass(frozen=True, slots=True)
class _Statistics:
    """Of one document: how often each word that stands in for a common one occurs, and how many of each are missing."""

    counts: dict[str, int]
    missing: dict[str, float]


class Channel:
    """Proposes the commonest words for a word that stands where they are missing."""

    name = "decipher"
    triggers = Trigger.UNEXPECTED | Trigger.UNKNOWN | Trigger.RARE | Trigger.PLANNED

    def __init__(self, resources: Resources, plan: Plan | None = None, *, forms_of: FormsOf = plain_forms_of) -> None:
        """Remember the resources; a document's statistics are computed at its first proposal.

        `plan` holds substitutions of the site; `forms_of` cuts them up as documents are.  PlanError if a row has more
        words than a candidate may cover.
        """
        self._resources = resources
        self._forms_of = forms_of
        self.planned = Planned(plan or Plan(), forms_of)
        self._statistics = PerDocument(self._count)

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return what the site writes the words at `index` for, and common words if the document uses it like one."""
        if index in document.protected:
            return ()
        planned = list(self._propose_planned(document, index)) if Trigger.PLANNED in trigger else []
        return [*planned, *self._propose_missing(document, index)] if trigger != Trigger.PLANNED else planned

    def _propose_planned(self, document: Document, index: int) -> Iterator[Candidate]:
        usual_case = self._resources.get(Lexicon.read).usual_case
        for last, row in self.planned.at(document, index):
            covered = document.covered(index, last)
            usual = row.intended
            if usual == usual.lower():
                usual = "I" if usual == "i" else " ".join(map(usual_case, usual.split(" ")))
            replacement = match_case(covered, row.intended, usual)
            if replacement != covered:
                yield Candidate(
                    index,
                    last,
                    replacement,
                    self._forms_of(replacement),
                    self.name,
                    "plan",
                    row.kind,
                    self.planned.log_channel(document, row),
                    row.evidence,
                )

    def _propose_missing(self, document: Document, index: int) -> Sequence[Candidate]:
        statistics = self._statistics[document]
        form = document.forms[index]
        count = statistics.counts.get(form)
        if count is None:
            return ()
        observed = document.texts[index]
        evidence = f"“{form}” stands {count} times in this text, as a common word would"
        return [
            Candidate(
                index,
                index + 1,
                match_case(observed, word, "I" if word == "i" else word),
                (word,),
                self.name,
                "decipher",
                "spin",
                max(LOWEST, BASE - 0.5 * (math.log(count / missing) / SPREAD) ** 2),
                evidence,
            )
            for word, missing in statistics.missing.items()
            if count >= GREATEST_SHARE * len(document) or abs(math.log(count / missing)) <= WORST_FIT
        ]

    def _count(self, document: Document) -> _Statistics:
        """Return the document's ciphers and missing words; nothing of either if one of them is empty."""
        lexicon = self._resources.get(Lexicon.read)
        counts = Counter(form for form in document.forms if form.isalpha())
        total = sum(counts.values())
        frequent: dict[str, list[int]] = {}
        for form, count in counts.items():
            zipf = lexicon.zipf(form) or UNSEEN_ZIPF
            if count < FEWEST or form in INTENDED or zipf >= COMMONEST:
                continue
            if poisson_surprise(count, total * 10 ** (zipf - 9)) >= SURPRISE:
                frequent[form] = []
        if frequent:
            for index, form in enumerate(document.forms):
                if form in frequent:
                    frequent[form].append(index)
        ciphers = {form: counts[form] for form, places in frequent.items() if not _is_topical(document, places)}
        if not ciphers:
            return _Statistics({}, {})
        # In a text too short to miss a word by count, a share that no topic word has is enough.
        is_certain = max(ciphers.values()) >= GREATEST_SHARE * total
        missing = {}
        for word in INTENDED:
            expected = total * 10 ** (lexicon.zipf(word) - 9)
            seen = counts[word]
            least = MISSED if word in STEADY else MISSED_BY_STYLE
            if (seen < expected and poisson_surprise(seen, expected) >= least) or (not seen and is_certain):
                missing[word] = max(expected - seen, 0.5)
        fitting = {
            form: count
            for form, count in ciphers.items()
            if is_certain or any(abs(math.log(count / number)) <= WORST_FIT for number in missing.values())
        }
        return _Statistics(fitting, missing if fitting else {})


def poisson_surprise(count: float, expected: float) -> float:
    """Return Poisson's log-likelihood ratio of a count against its expectation, in nats (Dunning 1993)."""
    return (count * math.log(count / expected) if count else 0.0) - count + expected


def _is_topical(document: Document, places: Sequence[int]) -> bool:
    """Tell whether a frequent word, by where it stands, behaves like a noun or a name rather than a function word."""
    if not document.protected.isdisjoint(places):
        return True
    determined = sum(index > 0 and document.forms[index - 1] in DETERMINERS for index in places)
    capitals = sum(document.texts[i][0].isupper() and not document.is_sentence_start(i) for i in places)
    return determined >= DETERMINED * len(places) or capitals >= NAMED * len(places)
