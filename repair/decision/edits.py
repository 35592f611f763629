"""Chooses among edits that overlap, and carries them back to the text as it was given."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from repair.records import Decoding, Document, Edit, Profile
from repair.text.alignment import Alignment, apply_edits
from repair.user.overrides import USER

# Decoding undoes only what cannot have been meant as it stands, and gives no probability of its own.
_ENCODING_CONFIDENCE = 0.99


def resolve(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that do not overlap a more confident one, ascending.

    Of equally confident ones the longer stays, then the first.  Two insertions at one place overlap too; an
    insertion at the edge of another edit does not.
    """
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (-edit.confidence, edit.start - edit.end, edit.start)):
        _add(chosen, edit)
    return tuple(chosen)


def _add(chosen: list[Edit], edit: Edit) -> None:
    """Put an edit among others, ascending, unless it overlaps one of them."""
    place = bisect.bisect_left(chosen, (edit.start, edit.end), key=lambda other: (other.start, other.end))
    if not any(_overlap(edit, other) for other in chosen[max(0, place - 1) : place + 1]):
        chosen.insert(place, edit)


def _overlap(edit: Edit, other: Edit) -> bool:
    same = edit.start == other.start and edit.end == other.end
    return same or (edit.start < other.end and other.start < edit.end)


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


def then(text: str, first: Sequence[Edit], mended: str, second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits of `first`, of a text, and those of `second`, of what came of them, as edits of that text.

    `second` has applied edits only.  Those of both that overlap become one, no surer than the least sure of them; what
    was asked about where one is made is not asked about any more.
    """
    made = [edit for edit in first if edit.verdict == "apply"]
    decodings, shift = [], 0
    for edit in made:
        begin = edit.start + shift
        decodings.append(Decoding(edit.start, edit.end, begin, begin + len(edit.replacement), edit.evidence))
        shift += len(edit.replacement) - len(edit.original)
    alignment, edit_of = Alignment(decodings), dict(zip(decodings, made, strict=True))
    found: list[Edit] = []
    for before, after in _groups(decodings, second):
        if not before:
            start, end = alignment.original_span(after[0].start, after[0].end)
            found.append(replace(after[0], start=start, end=end))
        elif not after or any(edit_of[decoding].channel == USER for decoding in before):
            found += [edit_of[decoding] for decoding in before]  # what a user has said is final
        else:
            found.append(_both(text, mended, alignment, before, [edit_of[d] for d in before], after))
    chosen = [edit for edit in found if edit.original != edit.replacement]
    for edit in first:
        if edit.verdict != "apply":
            _add(chosen, edit)
    return tuple(chosen)


def _both(
    text: str,
    mended: str,
    alignment: Alignment,
    decodings: Sequence[Decoding],
    first: Sequence[Edit],
    second: Sequence[Edit],
) -> Edit:
    """Return the one edit that two rounds of applied edits make together where they overlap."""
    begin = min(decodings[0].decoded_start, second[0].start)
    stop = max(decodings[-1].decoded_end, second[-1].end)
    start, end = alignment.original_span(begin, stop)
    start, end = min(start, first[0].start), max(end, first[-1].end)
    moved = (replace(edit, start=edit.start - begin, end=edit.end - begin) for edit in second)
    together = [*first, *second]
    return replace(
        max(together, key=lambda edit: edit.confidence),
        start=start,
        end=end,
        original=text[start:end],
        replacement=apply_edits(mended[begin:stop], moved),
        confidence=min(edit.confidence for edit in together),
        harm=max(edit.harm for edit in together),
        evidence="; ".join(dict.fromkeys(edit.evidence for edit in together)),
        readings=(),
    )


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
