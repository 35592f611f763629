"""One frozen Config: every choice that a user can make, documented field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repair.records import KINDS, Kind

APPLY_AT, REVIEW_AT, HARM_AT = 0.5, 0.3, 0.25
"""Chosen on rows of even folds: the most words mended at no more than one changed in 10,000 clean ones."""

REVIEW_AT_BY_WORDS = 0.12
"""Lowest confidence of what is asked about in languages beside English, whose sentences nothing reads.

Chosen on texts damaged on purpose: two in three slips are mended or asked about, at ten to twenty questions in 10,000
words of good manuals.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of a `Repairer`.

    Attributes:
        apply_at: lowest confidence, in (0, 1], at which an edit is applied without asking.
        review_at: lowest confidence, in (0, apply_at], at which an edit is offered for review.
        harm_at: highest probability, in [0, 1], that the observed text was right, at which an edit is applied.
        kinds: kinds of garble to look for.
        names: names that are always right, beside the gazetteer.
        ignore: words that are never changed, compared without case.
        pairs: (observed, intended): what a user took for good, mended wherever it stands as whole words.
        max_characters: longest text accepted, in code points; ValueError beyond it.

    Raises:
        TypeError: a threshold is no number.
        ValueError: a setting is out of range, or a kind is unknown.
    """

    apply_at: float = APPLY_AT
    review_at: float = REVIEW_AT
    harm_at: float = HARM_AT
    kinds: frozenset[Kind] = frozenset(KINDS)
    names: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    max_characters: int = 50_000_000

    def __post_init__(self) -> None:
        for name in ("apply_at", "review_at", "harm_at"):
            number(getattr(self, name), name)
        if not 0 < self.apply_at <= 1:
            raise ValueError(f"apply_at must lie in (0, 1], not {self.apply_at}")
        if not 0 < self.review_at <= 1:
            raise ValueError(f"review_at must lie in (0, 1], not {self.review_at}")
        if self.review_at > self.apply_at:
            raise ValueError(f"review_at ({self.review_at}) must not lie above apply_at ({self.apply_at})")
        if not 0 <= self.harm_at <= 1:
            raise ValueError(f"harm_at must lie in [0, 1], not {self.harm_at}")
        unknown = sorted(set(self.kinds) - set(KINDS))
        if unknown:
            raise ValueError(f"unknown kind {', '.join(unknown)}; known: {', '.join(KINDS)}")


def number(value: object, name: str) -> float:
    """Return an option that is a number; TypeError if it is none."""
    if isinstance(value, (int, float)):
        return value
    raise TypeError(f"{name} must be a number, not {value!r}")


def strings(values: object, name: str) -> frozenset[str]:
    """Return the strings of an option that takes several; TypeError that says how, if it is one, or no strings."""
    if isinstance(values, (str, bytes)):
        raise TypeError(f"{name} must be a list of strings, not one string: {name}=[{values!r}]")
    if not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of strings, not {type(values).__name__}")
    found = list(values)
    if any(not isinstance(value, str) for value in found):
        raise TypeError(f"{name} must be a list of strings, not of {found!r:.60}")
    return frozenset(found)
