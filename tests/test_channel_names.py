"""The names channel: the gazetteer's names, the document's own spelling, spun names, and names that are right."""

from __future__ import annotations

import time

import pytest

from repair.channels.names import Channel
from repair.knowledge.resources import Resources
from repair.records import Candidate, Trigger
from repair.text import tokens


@pytest.fixture(scope="module")
def channel(resources: Resources) -> Channel:
    return Channel(resources)


def proposals(channel: Channel, text: str, word: str) -> dict[str, Candidate]:
    document = tokens.read(text)
    index = len(document.texts) - 1 - document.texts[::-1].index(word)
    return {found.replacement: found for found in channel.propose(document, index, Trigger.UNKNOWN)}


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("He lives in Pennsilvania.", "Pennsilvania", "Pennsylvania"),
        ("She flew to Afganistan.", "Afganistan", "Afghanistan"),
        ("A visit to Buckingam Palace.", "Buckingam", "Buckingham"),
    ],
)
def test_misspelled_names(channel: Channel, text: str, word: str, meant: str) -> None:
    found = proposals(channel, text, word)
    assert ("misspelled name", "spelling") == (found[meant].route, found[meant].kind)


def test_a_known_phrase_is_likelier_than_a_lone_name(channel: Channel) -> None:
    alone = proposals(channel, "We saw Buckingam there.", "Buckingam")["Buckingham"]
    phrase = proposals(channel, "We saw Buckingam Palace there.", "Buckingam")["Buckingham"]
    assert phrase.log_channel > alone.log_channel


def test_the_document_spells_it_otherwise(channel: Channel) -> None:
    text = "Brzenkova spoke. Brzenkova left. They thanked Brzenkvoa."
    assert "document name" == proposals(channel, text, "Brzenkvoa")["Brzenkova"].route


def test_a_repeated_name_is_right(channel: Channel) -> None:
    assert {} == proposals(channel, "Brzenkvoa spoke and Brzenkvoa left.", "Brzenkvoa")


def test_a_plural_is_no_other_spelling(channel: Channel) -> None:
    text = "Brzenkova spoke. Brzenkova left. They thanked the Brzenkovas."
    assert "Brzenkova" not in proposals(channel, text, "Brzenkovas")


def test_spun_names(channel: Channel) -> None:
    spun = proposals(channel, "He works for the World Wellness Organization.", "Wellness")["Health"]
    assert ("spun name", "spin") == (spun.route, spun.kind)


def test_a_name_spun_word_by_word(channel: Channel) -> None:
    found = proposals(channel, "He wrote for the Raw York Multiplication then.", "Raw")
    assert "spun name" == found["New York Times"].route
    assert found["New York Times"].log_channel < 0


@pytest.mark.parametrize("word", ["Obama", "Merkel", "London", "Google", "NASA", "table", "McDonald", "USA"])
def test_leaves_known_names_and_plain_words(channel: Channel, word: str) -> None:
    assert {} == proposals(channel, f"We saw {word} yesterday.", word)


def test_many_names_are_cheap(channel: Channel) -> None:
    names = [f"Qz{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10 % 10]}{'uvwxyzabcd'[i // 100]}v" for i in range(600)]
    document = tokens.read(" and ".join(names))
    start = time.perf_counter()
    for index in range(len(document)):
        channel.propose(document, index, channel.triggers)
    assert time.perf_counter() - start < 3.0
