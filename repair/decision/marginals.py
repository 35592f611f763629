"""Readings that overlap compete: exact probabilities over all ways to read a stretch of tokens (Sarawagi & Cohen 2004).

A way reads each token once: it leaves the token (score 0), takes it for garbled with none of the readings right
(score `other`), or covers it by one reading (its score).  P(way) is proportional to exp(sum of its scores); forward and
backward sums give the probability of each reading in time linear in readings and tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log

from repair.records import TokenSpan


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens [first, last) that readings tie together, with ln of the summed weights before and after each token."""

    first: int
    last: int
    before: Sequence[float]
    after: Sequence[float]

    def log_share(self, span: TokenSpan, score: float) -> float:
        """Return ln P that the tokens of `span` are read at once with this score; 0 for leaving all of them."""
        first, last = span[0] - self.first, span[1] - self.first
        return min(0.0, self.before[first] + score + self.after[last] - self.before[-1])


def stretches(spans: Sequence[TokenSpan], scores: Sequence[float], other: Mapping[int, float]) -> Iterator[Stretch]:
    """Yield the stretches that the readings form, ascending.

    `spans` are in ascending order of their first tokens, `scores` theirs; `other` has the score of "garbled, but none
    of these" for every token that a span covers.
    """
    number = 0
    while number < len(spans):
        first, last = spans[number]
        begin = number
        while number < len(spans) and spans[number][0] < last:
            last = max(last, spans[number][1])
            number += 1
        here = range(begin, number)
        width = last - first
        single = [_log_add(0.0, other[token]) for token in range(first, last)]
        before = [-inf] * (width + 1)
        before[0] = 0.0
        coming = iter(here)
        following = next(coming, None)
        for place in range(width):
            before[place + 1] = _log_add(before[place + 1], before[place] + single[place])
            while following is not None and spans[following][0] - first == place:
                end = spans[following][1] - first
                before[end] = _log_add(before[end], before[place] + scores[following])
                following = next(coming, None)
        after = [-inf] * (width + 1)
        after[width] = 0.0
        backward = reversed(here)
        following = next(backward, None)
        for place in range(width - 1, -1, -1):
            total = after[place + 1] + single[place]
            while following is not None and spans[following][0] - first == place:
                total = _log_add(total, after[spans[following][1] - first] + scores[following])
                following = next(backward, None)
            after[place] = total
        yield Stretch(first, last, before, after)


def _log_add(one: float, other: float) -> float:
    high, low = (one, other) if one > other else (other, one)
    return high if low == -inf else high + log(1.0 + exp(low - high))
