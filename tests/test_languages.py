"""Other languages are told by the letters of their words; misspelled English, scans and spun text are English."""

from __future__ import annotations

import pytest

import repair
from repair.knowledge.languages import Languages, trigrams

OTHERS = [
    "La empresa requiere personal para diferentes areas a nivel nacional.",
    "El hotel tiene un restaurante y una piscina para los visitantes.",
    "Les enfants jouent dans le jardin de la maison avec leur chien.",
    "Der Hund ist nicht in dem Garten der Nachbarn gewesen.",
    "Buongiorno a tutti, come state?",
    "Gallia est omnis divisa in partes tres.",
    "E pluribus unum.",
]
ENGLISH = [
    ("Teh comittee recieved it definately.", "The committee received it definitely."),
    ("Teh cat adn teh dog sat on the mat.", "The cat and the dog sat on the mat."),
    ("Recieve the goverment letter.", "Receive the government letter."),
]


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_left_alone(text):
    revision = repair.revise(text)
    assert revision.edits == ()
    assert revision.profile.foreign == 1


@pytest.mark.parametrize(("text", "mended"), ENGLISH)
def test_misspelled_english_is_english(text, mended):
    assert repair.clean(text) == mended


@pytest.mark.parametrize("text", OTHERS[:5])
def test_a_sentence_in_another_language_is_left_alone_in_english_text(text):
    english = "The council said on Monday that teh bridge would open before the end of the year. "
    assert repair.clean(f"{english}{text} {english}") == f"{english}{text} {english}".replace("teh", "the")


def test_log_odds_tell_each_language_from_the_others(resources):
    languages = resources.get(Languages.read)
    assert languages.log_odds(["the", "weather", "which", "nothing"]) > 6
    assert languages.log_odds(["nicht", "zwischen", "geworden"], "de") > 6
    assert languages.log_odds(["nicht", "zwischen", "geworden"]) < -6
    assert languages.log_odds([]) == 0
    assert languages.log_odds(["12", "…"]) == 0


def test_trigrams_begin_and_end_with_a_space():
    assert list(trigrams("the")) == [" th", "the", "he "]
    assert list(trigrams("a")) == [" a "]
    assert len(list(trigrams("x" * 10_000))) == 40
