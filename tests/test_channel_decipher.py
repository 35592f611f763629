"""The decipher channel: one wrong word for every occurrence of a common one."""

from __future__ import annotations

import gc

import pytest

from repair.channels.decipher.channel import Channel
from repair.records import Trigger
from repair.text import tokens

SPUN = (
    "Lantern council met on Monday. After lantern vote, lantern mayor opened lantern road to cars and buses. "
    "People near lantern river asked for lantern bridge to be closed at night, since lantern noise is bad."
)
CLEAN = SPUN.replace("Lantern", "The").replace("lantern", "the")
TOPICAL = (
    "The lantern shop opened. A lantern costs ten dollars, and every lantern has a red lid. The owner said the "
    "lantern was made by hand, and that his lantern would last for years. People like this lantern."
)


@pytest.fixture
def channel(resources):
    return Channel(resources)


def proposed(channel, document):
    return {
        (document.forms[index], c.replacement.lower()): c
        for index in range(len(document))
        for c in channel.propose(document, index, Trigger.UNEXPECTED)
    }


def test_missing_common_word_is_proposed_for_the_frequent_one(channel):
    found = proposed(channel, tokens.read(SPUN))
    assert ("lantern", "the") in found
    assert {"lantern"} == {observed for observed, _ in found}


def test_best_fit_costs_least(channel):
    found = proposed(channel, tokens.read(SPUN))
    the = found["lantern", "the"].log_channel
    assert all(the >= candidate.log_channel for candidate in found.values())


@pytest.mark.parametrize("text", [CLEAN, TOPICAL, "", "lantern " * 50 + "https://example.org"])
def test_good_text_gets_nothing(channel, text):
    found = proposed(channel, tokens.read(text))
    assert not found or set(tokens.forms_of(text)) <= {"lantern", "https", ":", "/", "example", ".", "org"}


def test_statistics_go_with_their_document(channel):
    document = tokens.read(SPUN)
    assert proposed(channel, document)
    del document
    gc.collect()
    assert len(channel._statistics) == 0
