"""The foreign channel: lone foreign words, and the names and quotations that it must leave alone."""

from __future__ import annotations

import pytest

from repair.channels.foreign import Channel
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
        for c in channel.propose(document, index, Trigger.UNKNOWN)
    }


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Then nosotros left.", ("nosotros", "we")),
        ("Small pero strong.", ("pero", "but")),
        ("Tea avec milk.", ("avec", "with")),
        ("A letter to The Colina.", ("Colina", "Hill")),
    ],
)
def test_lone_word_is_translated(channel, text, pair):
    assert pair in proposed(channel, text)


@pytest.mark.parametrize(
    "text",
    [
        "He said pero nosotros and left.",
        "Signora Della Rossi sang.",
        "A case of Smith versus Jones via Rome.",
        "The die was cast in Los Angeles.",
    ],
)
def test_names_runs_and_loans_are_left(channel, text):
    assert proposed(channel, text) == set()
