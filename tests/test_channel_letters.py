"""The letters channel: substitutions inside tokens."""

from __future__ import annotations

import pytest

from repair.channels.letters import Channel
from repair.records import Trigger
from repair.text import tokens


@pytest.fixture(scope="module")
def channel(resources):
    return Channel(resources)


def proposed(channel, text):
    document = tokens.read(text)
    return {
        (document.covered(c.first, c.last), c.replacement)
        for index in range(len(document))
        for c in channel.propose(document, index, Trigger.SHAPE)
    }


@pytest.mark.parametrize(
    ("text", "observed", "intended"),
    [
        ("We’rhenium here.", "We’rhenium", "We’re"),
        ("Who'rhenium they?", "Who'rhenium", "Who're"),
        ("It gained't work.", "gained't", "won't"),
        ("They oasis’t left.", "oasis’t", "haven’t"),
        ("Father't go.", "Father't", "Don't"),
        ("We tin can't go.", "tin can't", "can't"),
        ("On June 7thorium they met.", "7thorium", "7th"),
        ("Version 3.Zero is out.", "3.Zero", "3.0"),
        ("Plan Bel failed.", "Bel", "B"),
        ("The Pixel nine came.", "nine", "9"),
        ("So Chapter xii ends.", "xii", "12"),
        ("It lasts up to Seven hours.", "Seven", "7"),
        ("It costs 1,00Zero now.", "1,00Zero", "1,000"),
        ("A 1080phosphorus picture.", "1080phosphorus", "1080p"),
    ],
)
def test_intended_token_is_proposed(channel, text, observed, intended):
    assert (observed, intended) in proposed(channel, text)


@pytest.mark.parametrize(
    "text",
    [
        "They're late, isn't it? We won't wait; O'Neill's dog can't.",
        "On the 21st of May at 10:30 the 1990s ended.",
        "Thorium and arsenic are elements.",
        "9 thorium rods",
        "Seven men met the Magnificent Four; two left.",
    ],
)
def test_good_text_gets_no_token_inside(channel, text):
    assert not {pair for pair in proposed(channel, text) if "'" in pair[0] or pair[0][0].isdigit()}
