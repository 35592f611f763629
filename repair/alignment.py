"""Carries offsets of the decoded text back to the text as it was given."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from repair.records import Decoding


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
