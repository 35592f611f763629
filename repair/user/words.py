"""The user dictionary: words and names that are right, and pairs that were taken for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

EntryKind = Literal["word", "name", "pair"]
ENTRY_KINDS: tuple[EntryKind, ...] = ("word", "name", "pair")

LONGEST_LEARNED = 200  # characters of an entry, as in plans
MOST_ENTRIES = 100_000  # far beyond what a person takes for good, and still read in a tenth of a second


class UserWordsError(ValueError):
    """A user dictionary is damaged or cannot hold an entry; the message names the file and the line."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One entry of the user dictionary: a word or a name that is right, or a pair that is always mended.

    Attributes:
        kind: "word", "name" or "pair".  Words and pairs are compared without case, names are right as written.
        text: the word, the name, or what is observed.
        intended: what takes its place, of a pair; else empty.
    """

    kind: EntryKind
    text: str
    intended: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What two entries for the same thing have in common: names go by their capitals, words and pairs do not."""
        return self.kind, self.text if self.kind == "name" else self.text.casefold()


@dataclass(frozen=True, slots=True)
class UserWords:
    """What a user dictionary says, or several of them, the one that wins first.

    Attributes:
        entries: what it says.  Where a word is both right and the observed text of a pair, whatever comes first holds.
    """

    entries: tuple[Entry, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Words that are never changed, in lower case."""
        return frozenset(entry.text.lower() for entry in self._in_force() if entry.kind == "word")

    @property
    def names(self) -> frozenset[str]:
        """Names that are always right, as they are written."""
        return frozenset(entry.text for entry in self._in_force() if entry.kind == "name")

    @property
    def pairs(self) -> dict[str, str]:
        """What is observed, as it was entered, and what always takes its place."""
        return {entry.text: entry.intended for entry in self._in_force() if entry.kind == "pair"}

    def _in_force(self) -> list[Entry]:
        kept: dict[str, Entry] = {}
        for entry in self.entries:
            kept.setdefault(entry.text if entry.kind == "name" else entry.text.casefold(), entry)
        return list(kept.values())


def with_entry(entries: frozenset[Entry], entry: Entry) -> frozenset[Entry]:
    """Return the dictionary with `entry`; one that says another thing of the same word gives way."""
    same = frozenset(other for other in entries if other.key == entry.key)
    if any(other.intended == entry.intended for other in same):
        return entries
    return (entries - same) | {entry}


def entry_refused(entry: Entry) -> str:
    """Return why the dictionary cannot hold the entry, in words for the reader; empty if it can."""
    texts = (entry.text, entry.intended) if entry.kind == "pair" else (entry.text,)
    for text in texts:
        if not text.strip():
            return "an empty text cannot be learned"
        if text != text.strip() or any(not character.isprintable() for character in text):
            return "line ends, tabs and hidden characters cannot be learned"
        if len(text) > LONGEST_LEARNED:
            return f"longer than {LONGEST_LEARNED} characters: too long to be learned"
    if entry.kind == "word" and len(entry.text.split()) > 1:
        return "several words cannot be learned as one; learn them as a name"
    if entry.kind == "pair" and entry.text.casefold() == entry.intended.casefold():
        return "a pair needs two different texts"
    return ""


def checked(entries: Iterable[Entry], *, where: str) -> tuple[Entry, ...]:
    """Return the entries; UserWordsError that begins with `where` if they are too many."""
    kept = tuple(entries)
    if len(kept) > MOST_ENTRIES:
        raise UserWordsError(f"{where}: more than {MOST_ENTRIES:,} entries")
    return kept
