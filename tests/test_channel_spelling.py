"""The spelling channel: what it proposes and what it leaves, its error model, and its cost on hostile words."""

from __future__ import annotations

import math
import time

import pytest

from repair.channels.spelling.channel import Channel, Listed
from repair.knowledge.confusions import CASE, DELETE, INSERT, KEEP, SUBSTITUTE, SWAP, Confusions
from repair.knowledge.resources import Resources
from repair.records import Trigger
from repair.text import tokens

REST = {KEEP: -0.1, SUBSTITUTE: -8.0, INSERT: -9.0, DELETE: -7.0, SWAP: -5.0, CASE: -6.0}
MODEL = Confusions({("f", "ph"): -2.0, ("rn", "m"): -3.0, ("", "h"): -4.0, ("^n", "^kn"): -1.5}, REST)
WORD = Trigger.UNKNOWN | Trigger.RARE


@pytest.fixture(scope="module")
def channel(resources: Resources) -> Channel:
    return Channel(resources)


def intended(channel: Channel, text: str, index: int, trigger: Trigger = WORD) -> list[str]:
    return [candidate.replacement for candidate in channel.propose(tokens.read(text), index, trigger)]


@pytest.mark.parametrize(
    ("observed", "meant", "expected"),
    [
        ("cat", "cat", 5 * -0.1),
        ("fone", "phone", 5 * -0.1 - 2.0),
        ("rnan", "man", 4 * -0.1 - 3.0),
        ("night", "knight", 5 * -0.1 - 1.5),
        ("tat", "that", 5 * -0.1 - 4.0),
        ("acn", "can", 3 * -0.1 - 5.0),
        ("cAt", "cat", 4 * -0.1 - 6.0),
        ("cxt", "cat", 4 * -0.1 - 8.0),
        ("caxt", "cat", 5 * -0.1 - 9.0),
        ("ct", "cat", 4 * -0.1 - 7.0),
    ],
)
def test_log_channel_takes_the_likeliest_steps(observed: str, meant: str, expected: float) -> None:
    assert expected == pytest.approx(MODEL.log_channel(observed, meant))


def test_explain_names_the_steps() -> None:
    assert MODEL.explain("fone", "phone") == [
        ("^", "^"),
        ("f", "ph"),
        ("o", "o"),
        ("n", "n"),
        ("e", "e"),
        ("$", "$"),
    ]


def test_origins_undo_one_or_two_steps() -> None:
    origins = MODEL.origins("nrnf", least=-7.0)
    assert math.isclose(origins["nmf"], -3.0)
    assert math.isclose(origins["knrnf"], -1.5)
    assert math.isclose(origins["nmph"], -5.0)


@pytest.mark.parametrize(
    ("observed", "meant"),
    [
        ("accomodate", "accommodate"),
        ("adress", "address"),
        ("Acheive", "Achieve"),
        ("beleived", "believed"),
        ("calandar", "calendar"),
        ("enviroment", "environment"),
        ("foriegn", "foreign"),
        ("GARANTEE", "GUARANTEE"),
        ("independant", "independent"),
        ("occured", "occurred"),
        ("parlament", "parliament"),
        ("sincerly", "sincerely"),
        ("teh", "the"),
    ],
)
def test_common_misspellings_come_first(channel: Channel, observed: str, meant: str) -> None:
    assert meant == intended(channel, observed, 0)[0]


@pytest.mark.parametrize(("observed", "meant"), [("Dont", "Don't"), ("youre", "you're"), ("alot", "a lot")])
def test_listed_words(channel: Channel, observed: str, meant: str) -> None:
    assert [meant] == intended(channel, observed, 0)


def test_confusable_words_only_where_unexpected(channel: Channel) -> None:
    text = "They lost they're way."
    assert ["their", "there"] == sorted(intended(channel, text, 2, Trigger.UNEXPECTED))
    assert [] == intended(channel, text, 2)


def test_a_contraction_takes_its_two_tokens(channel: Channel) -> None:
    document = tokens.read("We saw it's tail.")
    (candidate,) = channel.propose(document, 2, Trigger.UNEXPECTED)
    assert (2, 4, "its", ("its",)) == (candidate.first, candidate.last, candidate.replacement, candidate.forms)


@pytest.mark.parametrize("text", ["mp3player", "def_recieve", "kHz", "McTavish", "I", "x"])
def test_leaves_what_is_no_plain_word(channel: Channel, text: str) -> None:
    document = tokens.read(text)
    assert [] == [found for index in range(len(document)) for found in channel.propose(document, index, WORD)]


def test_leaves_a_name_that_comes_again(channel: Channel) -> None:
    assert [] == intended(channel, "We met Mountan and Mountan met us.", 2)


def test_listed_rows_are_no_words_of_their_own(resources: Resources, channel: Channel) -> None:
    listed = resources.get(Listed.read)
    assert [] == [word for word in listed.meant if channel._lexicon.zipf(word) > 5.0]
    assert [] == [word for word, (meant, _) in listed.meant.items() if word == meant]
    assert all(word not in others for word, others in listed.confusable.items())


@pytest.mark.parametrize("word", ["a" * 5000, "ab" * 2000, "zxqj" * 500])
def test_hostile_words_are_cheap(channel: Channel, word: str) -> None:
    start = time.perf_counter()
    channel.propose(tokens.read(word), 0, channel.triggers)
    assert time.perf_counter() - start < 0.5
