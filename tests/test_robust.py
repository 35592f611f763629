"""Work grows with the text and not faster, whatever the text; counted in calls, since seconds depend on the machine."""

from __future__ import annotations

import sys
import time

import pytest

from benchmarks import robust

SHORT, TIMES = 500, (1, 4, 16)
MOST_GROWTH, CHEAP = 2.0, 5.0
"""Calls a character at sixteen times the length over the most at shorter ones; and so few that nothing depends on them.

Work that grows with the square has four times as many.
"""
SHUFFLED = ("words in no order", "list of words")
"""Sorts of text that begin to look odd at some length only."""
LONG, MOST_SLOWER = 10_000, 5.0
"""Characters of a text that is mostly skipped, and seconds a character at sixteen times that over those at once."""
SKIPPED = (
    "zero width, combining marks, accents apart, white space, empty lines, points, quotes, brackets, hyphens, "
    "entities, mojibake, links without end, controls, one letter, capital and digit, base64, emoji, Chinese"
).split(", ")
PROSE = robust.own_prose()


def calls(repairer, text: str) -> int:
    """Return how often functions of Python and of its libraries are called while a text is revised."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        repairer.revise(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("sort", robust.SORTS)
def test_work_is_linear_in_the_length(repairer, sort):
    short = SHORT * (4 if sort in SHUFFLED else 1)
    texts = [robust.SORTS[sort](PROSE, short * times) for times in TIMES]
    repairer.revise(texts[0])  # what is loaded and cached once
    once, four, sixteen = (calls(repairer, text) / len(text) for text in texts)
    assert sixteen <= MOST_GROWTH * max(once, four, CHEAP)


@pytest.mark.parametrize("sort", SKIPPED)
def test_time_is_linear_where_patterns_do_the_work(repairer, sort):
    """A pattern that is tried again and again in a run is one call each time, so here the processor's time counts."""
    rates = []
    for times in (1, 1, 16):
        text = robust.SORTS[sort](PROSE, LONG * times)
        started = time.process_time()
        repairer.revise(text)
        rates.append((time.process_time() - started) / len(text))
    assert rates[-1] <= MOST_SLOWER * max(rates[:-1])


@pytest.mark.parametrize("sort", robust.SORTS)
def test_sorts_of_text_have_their_length(sort):
    made = robust.SORTS[sort](PROSE, 2_000)
    assert 900 < len(made) <= 2_600


def test_figures_of_two_sorts(capsys):
    robust.main(["--size", "8", "--only", "spun", "Spanish", "--no-record"])
    told = capsys.readouterr().out
    assert "spun" in told
    assert "Spanish" in told
    assert "over 40 s/MB or 400 MB: " in told
