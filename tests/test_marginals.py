"""Probabilities of overlapping readings, against the sum over all ways written out."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from repair.decision.marginals import stretches

SIZE = 6
spans = st.tuples(st.integers(0, SIZE - 1), st.integers(1, 3)).map(lambda s: (s[0], min(SIZE, s[0] + s[1])))
readings = st.lists(st.tuples(spans, st.floats(-6, 6)), min_size=1, max_size=8).map(
    lambda found: sorted(found, key=lambda reading: reading[0][0])
)
others = st.lists(st.floats(-6, 3), min_size=SIZE, max_size=SIZE)


def ways(readings, other, token=0):
    """Yield the weight of each way to read all tokens, and the readings in it (None: a token is left)."""
    if token == SIZE:
        yield 1.0, ()
        return
    for weight, rest in ways(readings, other, token + 1):
        yield weight, ((token, None), *rest)
        yield weight * math.exp(other[token]), rest
    for number, ((first, last), score) in enumerate(readings):
        if first == token:
            for weight, rest in ways(readings, other, last):
                yield weight * math.exp(score), ((token, number), *rest)


@settings(max_examples=150, deadline=None)
@given(readings, others)
def test_shares_equal_the_sum_over_all_ways(readings, other):
    found = [span for span, _ in readings]
    scores = [score for _, score in readings]
    listed = list(ways(readings, other))
    total = sum(weight for weight, _ in listed)
    parts = list(stretches(found, scores, dict(enumerate(other))))
    for number, (span, score) in enumerate(readings):
        stretch = next(s for s in parts if s.first <= span[0] < s.last)
        expected = sum(weight for weight, way in listed if (span[0], number) in way) / total
        assert math.isclose(expected, math.exp(stretch.log_share(span, score)), rel_tol=1e-6, abs_tol=1e-9)
        left = {(token, None) for token in range(*span)}
        expected = sum(weight for weight, way in listed if left <= set(way)) / total
        assert math.isclose(expected, math.exp(stretch.log_share(span, 0.0)), rel_tol=1e-6, abs_tol=1e-9)


def test_stretches_are_what_overlapping_readings_tie_together():
    parts = stretches([(0, 2), (1, 3), (4, 5)], [0.0, 0.0, 0.0], dict.fromkeys(range(5), -3.0))
    assert [(0, 3), (4, 5)] == [(part.first, part.last) for part in parts]


def test_no_readings_no_stretches():
    assert [] == list(stretches([], [], {}))
