"""Readings of bare phrases: the decoder on scores that can be added by hand, and the shipped dictionary."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest

import repair
from benchmarks.tortured import rank_of, without_number
from repair.knowledge.spinner.phrases import LONGEST, Hypothesis, decode, singular, words_of


class Stub:
    """`deep learning` is said together; `dug learning` and `deep study` are not."""

    PIECES: ClassVar = {
        ("profound",): [(("deep",), -1.0), (("dug",), -0.5), (("profound",), -2.0)],
        ("learning",): [(("learning",), -0.5), (("study",), -0.1)],
        ("profound", "learning"): [(("wisdom",), -4.0)],
    }

    def pieces(self, observed):
        return self.PIECES.get(observed, [(observed, 0.0)] if len(observed) == 1 else [])

    def free(self, left, _following):
        return [(("learning",), -9.0), (("sleep",), -9.0)] if left == ("deep",) else []

    def joint(self, left, right):
        return 2.0 if (left, right) == ("deep", "learning") else -1.0

    def whole(self, intended):
        return 1.0 if intended == ("wisdom",) else 0.0


def test_readings_are_scored_as_a_whole():
    found = decode(Stub(), ("profound", "learning"), most=3)
    assert Hypothesis(("deep", "learning"), 0.5, ((0, 1, ("deep",)), (1, 2, ("learning",)))) == found[0]
    assert [0.5, -1.6, -2.0] == [round(h.score, 6) for h in found]
    assert all(h.intended != ("profound", "learning") for h in decode(Stub(), ("profound", "learning"), most=99))


def test_a_piece_may_cover_several_words():
    assert ("wisdom",) in [h.intended for h in decode(Stub(), ("profound", "learning"), most=99)]


def test_a_neighbour_may_ask_for_a_word_that_nothing_else_explains():
    found = {h.intended: h.score for h in decode(Stub(), ("profound", "learning"), most=99)}
    assert found["deep", "sleep"] == -1.0 - 9.0 - 1.0
    assert found["deep", "learning"] == 0.5


def test_words():
    assert ("non", "straight", "streamlining") == words_of("Non-straight  streamlining")
    assert () == words_of(" -- ")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("studies", "study"), ("classes", "classe"), ("analysis", "analysis"), ("gas", "gas"), ("series", "series")],
)
def test_singular_is_a_rule(word, expected):
    assert expected == singular(word)


@pytest.fixture(scope="module")
def repairer():
    return repair.Repairer.load("en")


def test_readings_of_the_shipped_dictionary(repairer):
    readings = repairer.readings("Gadget learning", most=5)
    assert len(readings) == 5
    assert all(0 <= reading.confidence <= 1 for reading in readings)
    assert sum(reading.confidence for reading in readings) <= 1 + 1e-3
    assert sorted((r.confidence for r in readings), reverse=True) == [r.confidence for r in readings]
    assert all(reading.text[0].isupper() and reading.text != "Gadget learning" for reading in readings)
    assert readings[:2] == repairer.readings("Gadget learning", most=2)


@pytest.mark.parametrize("text", ["", "   ", "…", "one two three four five six seven", "a\x00b" * 3000, "語 " * 50])
def test_what_is_no_phrase_has_no_reading_or_few(repairer, text):
    readings = repairer.readings(text)
    assert len(words_of(text)) in range(1, LONGEST + 1) or readings == ()


def test_at_least_one_reading_must_be_asked_for(repairer):
    with pytest.raises(ValueError, match="at least one"):
        repairer.readings("fake consciousness", most=0)


def test_the_command_prints_what_the_library_returns(repairer, capsys):
    from repair.cli import main

    assert main(["readings", "--json", "gadget learning"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    worth = [(r.text, r.confidence) for r in repairer.readings("gadget learning") if r.confidence >= 0.005]
    assert worth == [(row["text"], row["confidence"]) for row in rows]
    assert main(["readings", "…"]) == 1
    assert capsys.readouterr().err == "Nothing is known that “…” can have been.\n"
    assert main(["readings", "--most", "0", "gadget learning"]) == 2


def test_rank_of():
    assert rank_of([("a",), ("b", "c")], {("b", "c")}) == 2
    assert rank_of([("a",)], {("b",)}) is None
    assert ("neural", "network") == without_number(("neural", "networks"))


@pytest.mark.parametrize(
    ("phrase", "intended"),
    [
        ("Holday Inn", "Holiday Inn"),
        ("Harvad University", "Harvard University"),
        ("World Wellness Organization", "World Health Organization"),
        ("testament", "will"),
        ("Virago", "Amazon"),
        ("astatine", "at"),
        ("Colina", "Hill"),
        ("comittee", "committee"),
    ],
)
def test_names_and_single_words(repairer, phrase, intended):
    first, *others = repairer.readings(phrase)
    assert first.text == intended
    assert sum(reading.confidence for reading in (first, *others)) <= 1


def test_nothing_is_known_of_nonsense(repairer):
    assert not [reading for reading in repairer.readings("zzkq") if reading.confidence >= 0.005]
    assert () == repairer.readings("")
    assert () == repairer.readings("…")
