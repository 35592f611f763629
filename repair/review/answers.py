"""Answers to edits: how far each holds, what is learned from it, and which typed text is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from repair.records import Edit
from repair.text.casing import Case, case_of, match_case
from repair.user.words import Entry

Scope = Literal["place", "article", "run", "good"]
SCOPES: tuple[Scope, ...] = ("place", "article", "run", "good")
"""How far an answer holds, ascending: this place, the series in this article, in all articles of the run, for good."""

Verb = Literal["take", "own", "keep"]
VERBS: tuple[Verb, ...] = ("take", "own", "keep")

LONGEST_TYPED = 1_000  # characters of a typed text: far more than a sentence, and still one line of a journal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader decided at one place.

    Attributes:
        verb: `take` (the reading proposed, or another one), `own` (typed), `keep` (as it stands).
        text: what stands at the place now; the original where it is kept.
        scope: how far the answer was meant to hold when it was given.
    """

    verb: Verb
    text: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Learn:
    """Effect: the shell adds the entry to the user dictionary; adding what is there already does nothing."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Unlearn:
    """Effect: the shell takes the entry out of the user dictionary; taking out what is not there does nothing."""

    entry: Entry


Effect = Learn | Unlearn


def effects_between(before: frozenset[Entry], after: frozenset[Entry]) -> tuple[Effect, ...]:
    """Return what turns one dictionary into the other, in a settled order, removals first."""
    if before is after:
        return ()
    return (*map(Unlearn, sorted(before - after)), *map(Learn, sorted(after - before)))


def kept_entry(original: str) -> Entry:
    """Return what is learned where a text is kept for good: a word, or a name where it is several words."""
    return Entry("name" if len(original.split()) > 1 else "word", original)


def typed_refused(text: str) -> str:
    """Return why a typed text cannot stand in the article, in words for the reader; empty if it can.

    All characters are kept as typed, but no line end may be among them, nor NUL, with which a file is no text.
    """
    if len(text) > LONGEST_TYPED:
        return f"longer than {LONGEST_TYPED:,} characters"
    if len(text.splitlines()) > 1 or text != "".join(text.splitlines()):
        return "line ends cannot be typed into an article"
    return "NUL cannot be typed into an article" if "\0" in text else ""


def options(edit: Edit) -> tuple[tuple[str, float], ...]:
    """Return the readings of an edit as they are numbered from 1: the one proposed, then the others, best first.

    There is none of words that nobody proposed to change: the reader chose them.
    """
    numbered = {edit.replacement: edit.confidence} if edit.replacement != edit.original else {}
    for text, confidence in edit.readings:
        numbered.setdefault(text, confidence)
    return tuple(numbered.items())


def carried(text: str, given_at: Edit, to: Edit) -> str:
    """Return a text that was chosen or typed at one place of a series as it should stand at another one.

    A reading that the other place has too is taken from there.  Capitals follow the place where the replacements that
    the program proposes at the two places differ in theirs, and the text was typed in accord with the first.
    """
    folded = text.casefold()
    for reading, _ in options(to):
        if reading.casefold() == folded:
            return text if to.replacement == given_at.replacement else reading
    given, wanted = case_of(given_at.replacement), case_of(to.replacement)
    if given is wanted or case_of(text) is not given or wanted in (Case.MIXED, Case.NONE):
        return text
    return match_case(to.replacement, text, text.lower())
