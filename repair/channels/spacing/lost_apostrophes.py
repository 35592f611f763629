"""Lost apostrophes: a space, or another mark, in their place (`didn t`, `we;ve`)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from repair.records import Candidate, Document

CLITICS: dict[str, frozenset[str]] = {
    clitic: frozenset(words.split())
    for clitic, words in {
        "t": "don doesn didn isn aren wasn weren hasn haven hadn won can couldn wouldn shouldn mustn needn ain",
        "m": "i",
        "re": "you we they",
        "ve": "i you we they could would should might must",
        "ll": "i you he she it we they that there who",
        "d": "you he she we they it",
    }.items()
}
"""What may follow a lost apostrophe, and after which words; `s` after any word."""
LOG_CLITIC, LOG_POSSESSIVE = math.log(0.9), math.log(0.5)
"""ln P that the apostrophe was lost (judgement): `didn t` is nothing else."""
_LOST_CLITIC = re.compile(r"\b(?:\w{2,8}n t|[Ii] m|[Ii] ve|(?:[Yy]ou|[Ww]e|[Tt]hey) (?:re|ve|ll))\b")
"""What shows that apostrophes were lost: alone, `string s` may be a letter that names something."""
LOST = frozenset(';:,*^"')
"""Marks that an apostrophe was read as."""
NEARBY = 4000
"""Characters to either side that show the habit; bounds the cost."""
LETTERS_IN_A_ROW = 4
LONGEST_ROW = 200
"""Single letters that make a spaced word, at least (three are often initials), and tokens looked at for them."""
BEFORE, AFTER = frozenset('"“‘(['), frozenset(',.;:!?)]"”’')  # may touch a split word; hyphens and the like may not


class LostApostrophes:
    """Finds them; read-only, safe to share between threads."""

    def __init__(self, is_fragment: Callable[[str], bool]) -> None:
        """Take what tells a piece of a word from a word."""
        self._is_fragment = is_fragment

    def find(self, document: Document, index: int, place: int) -> Iterator[Candidate]:
        """Yield word, apostrophe and the clitic at `place`, if white space or a mark follows it."""
        word, clitic = document.texts[index], document.texts[place]
        if clitic != "s" and word.lower() not in CLITICS.get(clitic, ()):
            return
        if place in document.protected or (place + 1 < len(document) and not is_apart(document, place + 1)):
            return
        if row_of_letters(document, place)[1] > place + 1:
            return
        is_possessive = clitic == "s" and word.isalpha() and len(word) > 1 and not self._is_fragment(word)
        if is_possessive and place == index + 1:
            start = max(0, document.starts[index] - NEARBY)
            is_possessive = _LOST_CLITIC.search(document.text, start, start + 2 * NEARBY) is not None
        if is_possessive or clitic != "s":
            log_channel = LOG_POSSESSIVE if is_possessive else LOG_CLITIC
            parts = (word[:-1], f"n'{clitic}") if clitic == "t" else (word, f"'{clitic}")
            forms = tuple(part.lower() for part in parts)
            joined = f"{word}'{clitic}"
            yield Candidate(
                index, place + 1, joined, forms, "spacing", "lost apostrophe", "spacing", log_channel, "lost apostrophe"
            )

    def find_misread(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield the reading of `we;ve`, whose first token is `index`, with an apostrophe."""
        if index + 2 < len(document) and document.texts[index + 1] in LOST and not document.gap(index + 2):
            yield from self.find(document, index, index + 2)


def is_apart(document: Document, index: int) -> bool:
    """Tell whether white space or a mark that may follow a word stands between token `index` and the one before."""
    return bool(document.gap(index)) or document.texts[index] in AFTER


def row_of_letters(document: Document, index: int) -> tuple[int, int]:
    """Return the tokens [first, last) of the row of single letters, a space between, at `index` or right after it.

    Only a row that begins at `index` is followed to its end.
    """
    texts = document.texts

    def goes_on(place: int) -> bool:
        return len(texts[place]) == 1 and texts[place].isalpha() and place not in document.protected

    first = index if goes_on(index) else index + 1
    while first > max(0, index - LETTERS_IN_A_ROW) and goes_on(first - 1) and document.gap(first) == " ":
        first -= 1
    last = max(first, index)
    most = min(len(texts), last + (LONGEST_ROW if first == index else LETTERS_IN_A_ROW))
    while last < most and goes_on(last) and (last == first or document.gap(last) == " "):
        last += 1
    return first, last
