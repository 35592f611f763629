"""What is settled before anything is weighed: what a user knows to be right, and what was taken for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from repair.records import Document, Edit
from repair.text.casing import match_case

FormsOf = Callable[[str], tuple[str, ...]]
USER = "user"
"""The channel of what a user has said for good."""
EVIDENCE = "you took “{}” for “{}” for good"
# A row: its tokens in lower case, its text as entered, and what takes its place (None: it is right).
_Row = tuple[tuple[str, ...], str, str | None]


class Overrides:
    """Finds what a user has settled; safe to share between threads."""

    def __init__(
        self, *, names: Iterable[str], ignore: Iterable[str], pairs: Mapping[str, str], forms_of: FormsOf
    ) -> None:
        """Cut all texts up by `forms_of`, as documents are.  `names` are compared with case, the others without."""
        self._rows: dict[str, list[tuple[_Row, bool]]] = defaultdict(list)
        self._forms_of = forms_of
        for name in names:
            self._put(name, None, cased=True)
        for word in ignore:
            self._put(word, None, cased=False)
        for observed, intended in pairs.items():
            self._put(observed, intended, cased=False)
        for rows in self._rows.values():
            rows.sort(key=lambda row: -len(row[0][0]))  # the longest one that fits holds

    def find(self, document: Document) -> tuple[frozenset[int], list[Edit]]:
        """Return the tokens that no channel may touch, and the edits taken for good (offsets in `document.text`)."""
        tokens: set[int] = set()
        edits = []
        for first, last, (_, observed, intended) in self._places(document) if self._rows else ():
            tokens.update(range(first, last))
            covered = document.covered(first, last)
            replacement = covered if intended is None else match_case(covered, intended, intended)
            if replacement != covered:
                edits.append(
                    Edit(
                        start=document.starts[first],
                        end=document.ends[last - 1],
                        original=covered,
                        replacement=replacement,
                        kind="spelling",
                        confidence=1.0,
                        verdict="apply",
                        evidence=EVIDENCE.format(observed, intended),
                        channel=USER,
                    )
                )
        return frozenset(tokens), edits

    def _put(self, text: str, intended: str | None, *, cased: bool) -> None:
        text = " ".join(text.split())
        forms = self._forms_of(text)
        if forms:
            self._rows[forms[0]].append(((forms, text, intended), cased))

    def _places(self, document: Document) -> Iterator[tuple[int, int, _Row]]:
        """Yield first and last token and row of every place, left to right; none overlaps the one before."""
        index = 0
        while index < len(document):
            rows = self._rows.get(document.forms[index], ())
            row = next((row for row, cased in rows if _fits(document, index, row, cased=cased)), None)
            if row is None:
                index += 1
                continue
            yield index, index + len(row[0]), row
            index += len(row[0])


def _fits(document: Document, first: int, row: _Row, *, cased: bool) -> bool:
    """Tell whether a row stands at a token; a pair only as whole words, outside what is protected."""
    forms, text, intended = row
    last = first + len(forms)
    if document.forms[first:last] != forms:
        return False
    if intended is not None and (
        not document.protected.isdisjoint(range(first, last)) or _is_part(document, first, last)
    ):
        return False
    return not cased or " ".join(document.covered(first, last).split()) == text


def _is_part(document: Document, first: int, last: int) -> bool:
    """Tell whether the span is a part of a longer word: of `tin-opener`, `tin2`."""
    before = document.texts[first - 1][-1] if first > 0 and not document.gap(first) else " "
    after = document.texts[last][0] if last < len(document) and not document.gap(last) else " "
    is_possessive = after in "'’" or document.forms[last : last + 1] in {("'s",), ("'",)}
    return before in "-_" or before.isalnum() or ((after in "-_" or after.isalnum()) and not is_possessive)
