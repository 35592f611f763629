"""Chooses among edits, carries them back to the text as it was given, applies and undoes them: the `Revision`."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Literal

from repair import diff as word_diff
from repair.alignment import Alignment
from repair.page import page
from repair.records import ADJECTIVES, Decoding, Document, Edit, Profile
from repair.unified import unified

DiffFormat = Literal["words", "unified", "html", "json"]

FORMAT_VERSION = 1  # of `Revision.to_dict`; raised when a field changes its meaning or goes

# Decoding undoes only what cannot have been meant as it stands, and gives no probability of its own.
_ENCODING_CONFIDENCE = 0.99
# From which probability on a profile is worth a word, and from which it is sure; round figures, only shown.
_LIKELY, _CONFIDENT = 0.5, 0.9
_FOREIGN = 0.1  # share of words in another language from which it is worth a word: an article may quote a sentence


def resolve(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that do not overlap a more confident one, ascending.

    Of equally confident ones the longer stays, then the first.  Two insertions at one place overlap too; an
    insertion at the edge of another edit does not.
    """
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (-edit.confidence, edit.start - edit.end, edit.start)):
        place = bisect.bisect_left(chosen, (edit.start, edit.end), key=lambda other: (other.start, other.end))
        if not any(_overlap(edit, other) for other in chosen[max(0, place - 1) : place + 1]):
            chosen.insert(place, edit)
    return tuple(chosen)


def _overlap(edit: Edit, other: Edit) -> bool:
    same = edit.start == other.start and edit.end == other.end
    return same or (edit.start < other.end and other.start < edit.end)


def apply_edits(original: str, edits: Iterable[Edit]) -> str:
    """Return `original` with all of `edits` made, whatever their verdict.

    Raises:
        ValueError: edits are not ascending, overlap, or do not fit the text.
    """
    parts: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position or original[edit.start : edit.end] != edit.original:
            raise ValueError(f"edit at {edit.start} overlaps the one before it or does not fit the text")
        parts += (original[position : edit.start], edit.replacement)
        position = edit.end
    return "".join(parts) + original[position:]


def to_original(document: Document, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return `edits` of `document.text` as edits of `document.original`, together with the document's decodings.

    A decoding that no edit touches becomes an edit of kind `encoding`; one that an edit touches is merged into it,
    so that the original span turns into the final text at once.  Where the edit is only for review, the decoding
    is applied and the edit's text is its second reading.  Overlaps are resolved, verdict `leave` is dropped.
    """
    alignment = Alignment(document.decodings)
    merged = (
        _merge(document, alignment, *group)
        for group in _groups(document.decodings, resolve(edit for edit in edits if edit.verdict != "leave"))
    )
    return tuple(edit for edit in merged if edit.original != edit.replacement)


def profile_to_original(document: Document, profile: Profile) -> Profile:
    """Return the profile with the offsets of its parts in `document.original`."""
    alignment = Alignment(document.decodings)
    spans = [alignment.original_span(part.start, part.end) for part in profile.parts]
    parts = tuple(replace(part, start=start, end=end) for part, (start, end) in zip(profile.parts, spans, strict=True))
    return replace(profile, parts=parts)


def _groups(decodings: Sequence[Decoding], edits: Sequence[Edit]) -> Iterator[tuple[list[Decoding], list[Edit]]]:
    """Yield decodings and edits that overlap each other in the decoded text, together."""
    spans: list[tuple[int, int, Decoding | Edit]] = [(d.decoded_start, d.decoded_end, d) for d in decodings]
    spans += [(edit.start, edit.end, edit) for edit in edits]
    spans.sort(key=lambda span: (span[0], span[1]))
    group: tuple[list[Decoding], list[Edit]] = ([], [])
    reach = 0
    for start, end, record in spans:
        if any(group) and start >= reach:
            yield group
            group = ([], [])
        if isinstance(record, Decoding):
            group[0].append(record)
        else:
            group[1].append(record)
        reach = max(reach, end)
    if any(group):
        yield group


def _merge(document: Document, alignment: Alignment, decodings: list[Decoding], edits: list[Edit]) -> Edit:
    start = min([edit.start for edit in edits] + [decoding.decoded_start for decoding in decodings])
    end = max([edit.end for edit in edits] + [decoding.decoded_end for decoding in decodings])
    original_start, original_end = alignment.original_span(start, end)
    if not decodings:
        return replace(edits[0], start=original_start, end=original_end)
    # Decodings to nothing have no width in the decoded text, so where one is the edge, its own offsets count.
    if start == decodings[0].decoded_start:
        original_start = decodings[0].start
    if end == decodings[-1].decoded_end:
        original_end = decodings[-1].end
    applied = [edit for edit in edits if edit.verdict == "apply"]
    evidence = [edit.evidence for edit in applied] + [decoding.evidence for decoding in decodings]
    surest = max(applied, key=lambda edit: edit.confidence, default=None)
    readings = surest.readings if surest else ()
    if len(applied) < len(edits):
        least = min(edit.confidence for edit in edits)
        readings = ((_composed(document, start, end, edits), least),)
    return Edit(
        start=original_start,
        end=original_end,
        original=document.original[original_start:original_end],
        replacement=_composed(document, start, end, applied),
        kind=surest.kind if surest else "encoding",
        confidence=min([_ENCODING_CONFIDENCE, *(edit.confidence for edit in applied)]),
        verdict="apply",
        evidence="; ".join(dict.fromkeys(evidence)),
        harm=max([0.0, *(edit.harm for edit in applied)]),
        channel=surest.channel if surest else "encoding",
        readings=readings,
    )


def _composed(document: Document, start: int, end: int, edits: Sequence[Edit]) -> str:
    moved = (replace(edit, start=edit.start - start, end=edit.end - start) for edit in edits)
    return apply_edits(document.text[start:end], moved)


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


@dataclass(frozen=True)
class Revision:
    """A text with its edits: `edits` are ascending, do not overlap, and are applied or up for review.

    Offsets of edits are code points of `original`.  Equal when all three fields are.

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
