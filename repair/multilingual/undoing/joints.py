"""Words that were cut in two: by a space, or by a hyphen at the end of a line."""

from __future__ import annotations

from collections.abc import Iterator

from repair.multilingual.undoing.readings import LONGEST_WORD, NATS_PER_ZIPF
from repair.multilingual.wordlist.words import Words
from repair.records import Candidate, Document

LOG_STRAY_SPACE, LOG_HYPHEN = -8.0, -1.0
"""ln P of a space inside a word; of a word that is hyphenated at the end of a line."""
LEAST_SPLIT, LEAST_BROKEN, UNLISTED = 2.5, 1.0, 0.5
"""Zipf of a word that was cut by a space, by the end of a line; what counts as that of a piece that is not listed."""
HYPHENS = frozenset("-\xad‐¬")
EVIDENCE = {"split": "stray space in “{}”", "line end": "“{}” cut at the end of a line"}


class Joints:
    """Finds them; read-only, so safe to share between threads."""

    def __init__(self, words: Words) -> None:
        """Take the words of a language."""
        self._words = words

    def at(self, document: Document, index: int) -> Iterator[tuple[Candidate, float]]:
        """Yield the token and those after it as one word, and by how many nats that is likelier than several words."""
        texts, forms = document.texts, document.forms
        if index + 1 >= len(document) or not forms[index].isalpha():
            return
        gap = document.gap(index + 1)
        if gap == " " and forms[index + 1].isalpha() and texts[index + 1].islower():
            yield from self._one(document, index, index + 2, LOG_STRAY_SPACE, "split")
        elif not gap and texts[index + 1] in HYPHENS and index + 2 < len(document) and texts[index + 2].islower():
            after = document.gap(index + 2)
            if after.isspace() and ("\n" in after or texts[index + 1] != "-"):
                yield from self._one(document, index, index + 3, LOG_HYPHEN, "line end")

    def _one(
        self, document: Document, first: int, last: int, log_channel: float, route: str
    ) -> Iterator[tuple[Candidate, float]]:
        pieces = [form for form in document.forms[first:last] if form[0].isalpha()]
        form = "".join(pieces)
        zipf = self._words.zipf(form)
        if len(form) > LONGEST_WORD or zipf < (LEAST_SPLIT if route == "split" else LEAST_BROKEN):
            return
        text = document.texts[first] + document.texts[last - 1]
        apart = sum((max(self._words.zipf(piece), UNLISTED) - 9) * NATS_PER_ZIPF for piece in pieces)
        candidate = Candidate(
            first, last, text, (form,), "spacing", route, "spacing", log_channel, EVIDENCE[route].format(text)
        )
        yield candidate, (zipf - 9) * NATS_PER_ZIPF + log_channel - apart
