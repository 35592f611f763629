"""The speller: what misspelled words can have been, by themselves."""

from __future__ import annotations

import json
import time

import pytest

from repair import Repairer
from repair.channels.spelling.speller import LONGEST_WORD, Speller
from repair.cli import main
from repair.knowledge.resources import Resources


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return Repairer.load("en")


@pytest.mark.parametrize(
    ("observed", "meant"),
    [
        ("recieve", "receive"),
        ("Comittee", "Committee"),
        ("TOMOROW", "TOMORROW"),
        ("fotograph", "photograph"),
        ("responsable", "responsible"),
    ],
)
def test_the_intended_word_comes_first(repairer: Repairer, observed: str, meant: str) -> None:
    assert meant == repairer.spellings(observed)[0].text


def test_a_known_word_is_read_as_another(repairer: Repairer) -> None:
    readings = [reading.text for reading in repairer.spellings("form", most=5)]
    assert "from" in readings
    assert "form" not in readings


def test_confidences_fall_and_sum_to_one_at_most(repairer: Repairer) -> None:
    confidences = [reading.confidence for reading in repairer.spellings("definately", most=1000)]
    assert confidences == sorted(confidences, reverse=True)
    assert 0.5 < confidences[0]
    assert sum(confidences) <= 1.001


def test_most_bounds_the_readings(repairer: Repairer) -> None:
    assert 2 == len(repairer.spellings("hte", most=2))
    with pytest.raises(ValueError, match="at least one"):
        repairer.spellings("hte", most=0)


@pytest.mark.parametrize("word", ["", "q", "zz", "x" * (LONGEST_WORD + 1), "1234", "\N{SNOWMAN}\N{SNOWMAN}\N{SNOWMAN}"])
def test_what_is_no_word_has_no_spelling(repairer: Repairer, word: str) -> None:
    assert () == repairer.spellings(word)


def test_hostile_words_are_bounded(resources: Resources) -> None:
    speller = resources.get(Speller)
    begun = time.perf_counter()
    for word in ("a" * LONGEST_WORD, "ab" * 22, "etaoinshrdlu" * 3, "q" * 30):
        speller.spellings(word)
    assert time.perf_counter() - begun < 5


def test_the_command_takes_an_unknown_word_for_misspelled(
    repairer: Repairer, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [reading for reading in repairer.spellings("comittee") if reading.confidence >= 0.005]
    assert found
    assert 0 == main(["readings", "--json", "comittee"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r.text, r.confidence) for r in found] == [(row["text"], row["confidence"]) for row in rows]


@pytest.mark.parametrize("word", ["recieve", "goverment", "teh", "untill", "occured", "becuase", "definately"])
def test_a_plain_slip_is_told(resources, word):
    assert resources.get(Speller).is_plain_slip(word)


@pytest.mark.parametrize("word", ["lyft", "chia", "sais", "softmax", "minibatch", "kombucha", "logits", "xq", "tha"])
def test_what_may_be_a_word_of_a_trade_is_no_plain_slip(resources, word):
    assert not resources.get(Speller).is_plain_slip(word)
