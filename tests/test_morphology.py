"""Inflection there and back again."""

from __future__ import annotations

import pytest

from repair.knowledge.morphology import Analysis, Morphology


@pytest.fixture(scope="module")
def morphology(resources):
    return resources.get(Morphology.read)


INFLECTED = [
    ("stop", "v", "past", "stopped"),
    ("carry out", "v", "past", "carried out"),
    ("take", "v", "past", "took"),
    ("take", "v", "participle", "taken"),
    ("begin", "v", "past", "began"),
    ("begin", "v", "participle", "begun"),
    ("run", "v", "participle", "run"),
    ("put", "v", "past", "put"),
    ("show", "v", "past", "showed"),
    ("show", "v", "participle", "shown"),
    ("make", "v", "gerund", "making"),
    ("die", "v", "gerund", "dying"),
    ("see", "v", "gerund", "seeing"),
    ("open", "v", "past", "opened"),
    ("refer", "v", "past", "referred"),
    ("try", "v", "third", "tries"),
    ("play", "v", "third", "plays"),
    ("city", "n", "plural", "cities"),
    ("knife", "n", "plural", "knives"),
    ("spider web", "n", "plural", "spider webs"),
    ("big", "a", "superlative", "biggest"),
    ("easy", "a", "comparative", "easier"),
    ("be", "v", "participle", "been"),
    ("have", "v", "third", "has"),
    ("do", "v", "gerund", "doing"),
]


@pytest.mark.parametrize(("lemma", "pos", "feature", "form"), INFLECTED)
def test_inflects(morphology, lemma, pos, feature, form):
    assert morphology.inflect(lemma, pos, feature)[0] == form


@pytest.mark.parametrize(("lemma", "pos", "feature", "form"), INFLECTED)
def test_analysis_is_the_inverse(morphology, lemma, pos, feature, form):
    assert Analysis(lemma, pos, feature) in set(morphology.analyse_phrase(tuple(form.split(" "))))


def test_base_form_is_every_part_of_speech(morphology):
    found = {(a.lemma, a.pos) for a in morphology.analyse("tin") if a.feature == "base"}
    assert found == {("tin", "n"), ("tin", "v"), ("tin", "a"), ("tin", "r")}


def test_be_has_all_its_present_forms(morphology):
    assert morphology.inflect("be", "v", "base") == ("be", "are", "am")
    assert morphology.inflect("be", "v", "past") == ("was", "were")
