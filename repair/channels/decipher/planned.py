"""What is planned: where the substitutions of a plan stand in a document, and how much it shows of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from repair.knowledge.plan import Plan, PlanError, PlannedSubstitution
from repair.records import Document
from repair.text.per_document import PerDocument

WIDEST = 4  # tokens that a candidate may cover
# Words of a document that the share of the site counts as.  With 1, one observed word in a text that has the intended
# one ten times gets a tenth of the site's share, and the same text with the observed word ten times has all of it.
HABIT = 1.0

FormsOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one document shows: the rows that begin at each token, and how often each row and each word stands there."""

    rows: dict[int, list[tuple[int, PlannedSubstitution]]]
    places: Counter[tuple[str, str]]
    forms: Counter[str]


class Planned:
    """The rows of a plan, looked up by where they stand; safe to share between threads."""

    def __init__(self, plan: Plan, forms_of: FormsOf) -> None:
        """Cut the rows up by `forms_of`, as documents are; PlanError if one has more words than WIDEST."""
        self._rows: dict[str, list[tuple[tuple[str, ...], PlannedSubstitution]]] = defaultdict(list)
        for row in plan.substitutions:
            observed = forms_of(row.observed)
            if len(observed) > WIDEST:
                raise PlanError(
                    f"“{row.observed}” has {len(observed)} words and marks; at most {WIDEST} can be looked up"
                )
            if row.confidence:
                self._rows[observed[0]].append((observed, row))
        self._shown = PerDocument(self._look)

    def at(self, document: Document, index: int) -> list[tuple[int, PlannedSubstitution]]:
        """Return the rows whose observed text begins at token `index`, each with the token after its end."""
        return self._shown[document].rows.get(index, [])

    def places(self, document: Document) -> frozenset[int]:
        """Return the tokens where an observed text of the plan begins."""
        return frozenset(self._shown[document].rows) if self._rows else frozenset()

    def log_channel(self, document: Document, row: PlannedSubstitution) -> float:
        """Return ln P(observed | intended) as far as the plan and the document's counts of the two tell it, at most 0.

        Where the intended word stands all over the document, the site did not substitute it there, and one observed
        word more is no habit.
        """
        log_confidence = math.log(row.confidence)
        if not row.times or row.intended.lower() in row.observed.lower().split():
            return log_confidence
        shown = self._shown[document]
        substituted, kept = shown.places[row.observed, row.intended] - 1, shown.forms[row.intended.lower()]
        share = (substituted + HABIT * row.share) / (substituted + kept + HABIT)
        return log_confidence + min(0.0, math.log(share / row.share))

    def _look(self, document: Document) -> _Shown:
        rows: dict[int, list[tuple[int, PlannedSubstitution]]] = {}
        for index, form in enumerate(document.forms):
            if form in self._rows:
                found = list(self._find(document, index))
                if found:
                    rows[index] = found
        places = Counter((row.observed, row.intended) for found in rows.values() for _, row in found)
        return _Shown(rows, places, Counter(document.forms) if rows else Counter())

    def _find(self, document: Document, index: int) -> Iterator[tuple[int, PlannedSubstitution]]:
        for observed, row in self._rows[document.forms[index]]:
            last = index + len(observed)
            if (
                document.forms[index:last] == observed
                and document.protected.isdisjoint(range(index, last))
                and not _is_joined_to_digits(document, index, last)
            ):
                yield last, row


def _is_joined_to_digits(document: Document, first: int, last: int) -> bool:
    """Tell whether the span is a part of what a digit belongs to, such as `ES` of `ES2`."""
    before = first > 0 and not document.gap(first) and document.texts[first - 1][-1].isdigit()
    return before or (last < len(document) and not document.gap(last) and document.texts[last][0].isdigit())
