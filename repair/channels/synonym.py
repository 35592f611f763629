"""Undoes article spinners: a word or phrase swapped for a thesaurus mate of whatever sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from repair.knowledge.spinner.inversion import LONGEST, Spinner
from repair.records import Candidate, Document, Trigger
from repair.text.casing import match_case

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

MOST = 24  # candidates a start index: on even rows this loses 4 in 1000 of the readings that 60 have
# Nats of advantage in that list for each further token that a reading explains: chance phrases are rare (set
# by judgement, not fitted).
FURTHER_TOKEN = 3.0

EXAMPLES = (
    ("The jury testament decide on Friday.", "The jury will decide on Friday."),
    ("The coach volition accept a plan by noon.", "The coach will have a plan by noon."),
    ("She bought milk together with bread.", "She bought milk and bread."),
    ("A spider web page was offline.", "A web page was offline."),
)
GUARDRAILS = (
    "https://example.org/testament/volition",
    "1,250 42 1999 3.5",
    "@volition #testament name@example.org",
)


class Channel:
    """Proposes what a spun word or phrase was before."""

    name = "synonym"
    triggers = Trigger.UNEXPECTED | Trigger.UNKNOWN | Trigger.RARE

    def __init__(self, resources: Resources) -> None:
        """Remember the resources; the tables are loaded at the first proposal."""
        self._resources = resources

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the readings of the phrases of one to four tokens that begin at `index`."""
        if index in document.protected or not document.forms[index][0].isalpha():
            return ()
        spinner = self._resources.get(Spinner.read)
        found = [
            (inversion.score + FURTHER_TOKEN * (last - index - 1), last, inversion)
            for last, tokens in _phrases(document, index)
            for inversion in spinner.inversions(tokens)
        ]
        found.sort(key=lambda scored: -scored[0])
        candidates: dict[tuple[int, str], Candidate] = {}
        named = _own_capitals(document, index, spinner)
        for _, last, inversion in found[:MOST]:
            observed = document.covered(index, last)
            written = inversion.written
            plain = observed.islower() or (last, observed) in named
            replacement = written if plain else match_case(observed, written, written)
            if replacement != observed and (last, replacement) not in candidates:
                candidates[last, replacement] = Candidate(
                    index,
                    last,
                    replacement,
                    inversion.forms,
                    self.name,
                    inversion.route,
                    "spin",
                    inversion.log_channel,
                    inversion.evidence,
                )
        return list(candidates.values())


def _phrases(document: Document, index: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (end, lower-case tokens) of the phrases that begin at a token, inside one line and unprotected."""
    for last in range(index + 1, min(index + LONGEST, len(document)) + 1):
        if last - 1 in document.protected or (last - 1 > index and len(document.gap(last - 1)) > 1):
            return
        token = document.texts[last - 1]
        if not (token[0].isalnum() or token[0] in "-'’"):
            return
        if last == index + 1 or token[0].isalnum() or document.forms[last - 1][0].isalpha() or token[0] in "'’":
            yield last, tuple(text.lower().replace("’", "'") for text in document.texts[index:last])


def _own_capitals(document: Document, index: int, spinner: Spinner) -> set[tuple[int, str]]:
    """Return the phrases that are always written with their capitals: `Oregon` for `or` says nothing on `or`.

    Where a sentence or a title gives the capital, as its neighbours show, it is not the phrase's own.
    """
    if not document.texts[index][0].isupper() or document.is_sentence_start(index):
        return set()
    found = set()
    for last, _ in _phrases(document, index):
        around = document.texts[max(index - 1, 0) : index] + document.texts[last : last + 1]
        if any(text.islower() for text in around) and not any(text[0].isupper() for text in around):
            observed = document.covered(index, last)
            if spinner.is_name(observed):
                found.add((last, observed))
    return found
