"""Offsets: those of the decoded text carried back to the text as it was given, and edits made at theirs."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from repair.records import Decoding, Edit


class Alignment:
    """Where each span of a decoded text lies in the text as it was given.

    Outside the decodings, which are ascending, both texts are the same.
    """

    def __init__(self, decodings: Sequence[Decoding]) -> None:
        self._decodings = decodings
        self._starts = [decoding.decoded_start for decoding in decodings]
        self._ends = [decoding.decoded_end for decoding in decodings]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a decoded one; where it cuts through a decoding, it takes all of that.

        What was decoded to nothing at either edge does not belong to the span.
        """
        first = bisect.bisect_right(self._ends, start)
        cut = first < len(self._starts) and self._starts[first] < start
        original_start = self._decodings[first].start if cut else start + self._shift(first)
        if start == end and not cut:
            return original_start, original_start
        begun, ended = bisect.bisect_left(self._starts, end), bisect.bisect_right(self._ends, end)
        if ended < begun:
            return original_start, self._decodings[ended].end
        return original_start, end + self._shift(begun)

    def _shift(self, count: int) -> int:
        return self._decodings[count - 1].end - self._decodings[count - 1].decoded_end if count else 0


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
