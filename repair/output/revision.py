"""The `Revision`: a text with its edits, which can be applied, undone, accepted, and shown as a diff."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from repair.output import word_diff
from repair.output.html_page import page
from repair.output.notebook import fragment
from repair.output.unified import unified
from repair.records import ADJECTIVES, Edit, Profile
from repair.text.alignment import apply_edits

if TYPE_CHECKING:
    from rich.text import Text

DiffFormat = Literal["words", "unified", "html", "json"]

FORMAT_VERSION = 1  # of `Revision.to_dict`; raised when a field changes its meaning or goes

# From which probability on a profile is worth a word, and from which it is sure; round figures, only shown.
_LIKELY, _CONFIDENT = 0.5, 0.9
_QUOTED = 60  # characters of the text in `repr`
_FOREIGN = 0.1  # share of words in another language from which it is worth a word: an article may quote a sentence


def profile_line(profile: Profile) -> str:
    """Return what the profile says in a few words: `spun: 9 % of words, confident`; empty where it found nothing."""
    found = []
    for kind, rate in sorted(profile.rates.items(), key=lambda item: -item[1]):
        certainty = profile.certainty.get(kind, 0.0)
        if certainty >= _LIKELY and rate > 0:
            share = f"{rate:.0%}".replace("%", " %") if rate >= 0.01 else "under 1 %"
            sure = "confident" if certainty >= _CONFIDENT else "likely"
            found.append(f"{ADJECTIVES[kind]}: {share} of words, {sure}")
    if profile.foreign >= _FOREIGN:
        found.append(f"another language: {profile.foreign:.0%} of words, left alone".replace("%", " %"))
    if profile.caution:
        found.append(f"{profile.caution}: nothing is changed without asking")
    return "; ".join(found)


@dataclass(frozen=True, repr=False)
class Revision:
    """A text with its edits; equal when all three fields are.

    Attributes:
        original: the text as it was given.
        edits: its edits, ascending, without overlap, applied or up for review; offsets are code points of `original`.
        profile: how much of each kind of garble the text has.

    Raises:
        ValueError: edits overlap, are out of order, do not fit `original`, or have the verdict `leave`.
    """

    original: str
    edits: tuple[Edit, ...]
    profile: Profile

    def __post_init__(self) -> None:
        position = 0
        for edit in self.edits:
            if not position <= edit.start <= edit.end or self.original[edit.start : edit.end] != edit.original:
                raise ValueError(f"edit at {edit.start} overlaps another one or does not fit the text")
            if edit.verdict == "leave":
                raise ValueError(f"edit at {edit.start} has the verdict leave, which is no edit")
            position = edit.end

    def __repr__(self) -> str:
        beginning = self.original if len(self.original) <= _QUOTED else self.original[: _QUOTED - 1] + "…"
        return f"<Revision of {beginning!r}: {self.summary()}>"

    def __rich__(self) -> Text:
        """Show the word diff where rich prints."""
        from rich.text import Text  # here, not at the top: a library that only terminals need

        return Text.from_ansi(self.diff(color=True)) if self.edits else Text(self.summary())

    def _repr_html_(self) -> str:
        """Show the word diff in notebooks."""
        return fragment(self.original, self.edits, summary=self.summary())

    @cached_property
    def text(self) -> str:
        """The text with the applied edits made."""
        return apply_edits(self.original, self.applied)

    @property
    def applied(self) -> tuple[Edit, ...]:
        """The edits that are sure enough to be made without asking."""
        return tuple(edit for edit in self.edits if edit.verdict == "apply")

    @property
    def asked(self) -> tuple[Edit, ...]:
        """The edits that wait for a reader's answer."""
        return tuple(edit for edit in self.edits if edit.verdict == "review")

    def undo(self, edit: Edit) -> Revision:
        """Return a revision without `edit`; undoing all edits gives `original` back exactly.  ValueError if absent."""
        place = self._index(edit)
        return replace(self, edits=self.edits[:place] + self.edits[place + 1 :])

    def accept(self, edit: Edit) -> Revision:
        """Return a revision in which `edit` is applied.  ValueError if it is none of this revision's."""
        place = self._index(edit)
        return replace(self, edits=(*self.edits[:place], replace(edit, verdict="apply"), *self.edits[place + 1 :]))

    def _index(self, edit: Edit) -> int:
        if edit not in self.edits:
            raise ValueError(f"no such edit in this revision: {edit.original!r} at {edit.start}")
        return self.edits.index(edit)

    def diff(
        self,
        format: DiffFormat = "words",  # noqa: A002 - the name that users expect, as in the command line
        *,
        color: bool = False,
        context: int | None = None,
        full: bool = False,
        name: str = "text",
    ) -> str:
        """Return the edits beside the text.

        `words` shows `[-old-]{+new+}` and `[?old → new, 41%?]` for review, with escape sequences and the like made
        visible; in terminal colours with `color`.  `unified` is for `patch` and holds applied edits only, text as it
        is.  `html` is one page, `json` is `to_dict`.  `context` counts the lines around an edit (if not given, 3 in
        `unified`, none in `words`, the whole text in `html`); `full` shows all lines in `words` and `html`.
        ValueError for any other format.
        """
        around = 0 if context is None else context
        if format == "words":
            return word_diff.words(self.original, self.edits, color=color, context=around, full=full)
        if format == "unified":
            return unified(self.original, self.applied, name=name, context=3 if context is None else context)
        if format == "html":
            return page(self.original, self.edits, name=name, summary=self.summary(), context=context, full=full)
        if format == "json":
            return json.dumps(self.to_dict(), indent=2)
        raise ValueError(f"unknown diff format {format!r}; known: words, unified, html, json")

    def to_dict(self) -> dict[str, Any]:
        """Return the revision as JSON-ready values; `version` tells the meaning of the fields."""
        return {
            "version": FORMAT_VERSION,
            "original": self.original,
            "text": self.text,
            "edits": [{**asdict(edit), "readings": list(map(list, edit.readings))} for edit in self.edits],
            "profile": {**asdict(self.profile), "parts": list(map(asdict, self.profile.parts))},
        }

    def summary(self) -> str:
        """Return one line: `12 edits applied, 3 to review; spun: 9 % of words, confident`."""
        applied, asked = len(self.applied), len(self.asked)
        counts = [f"{applied} edit{'s' * (applied != 1)} applied"] if applied or asked else ["nothing to change"]
        if asked:
            counts.append(f"{asked} to review")
        return "; ".join(part for part in (", ".join(counts), profile_line(self.profile)) if part)
