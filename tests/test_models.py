"""The word models: what they answer fast must be what they answer slowly."""

from __future__ import annotations

import pytest

from repair.language_model import LanguageModel
from repair.resources import Resources
from repair.thesaurus import Thesaurus


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources("en")


@pytest.mark.parametrize("left", [["<s>"], ["<s>", "the", "mayor"], ["said", "on", "friday"], ["zzxq"]])
@pytest.mark.parametrize("right", [["</s>"], ["by", "noon", "</s>"], ["the", "old", "bridge"]])
def test_gains_are_differences_of_whole_sentences(resources, left, right):
    model = resources.get(LanguageModel.read)
    readings = [("closed",), ("a", "plan"), ("zzxq",), ("volition",), ()]
    state = model.start(left)
    base = model.extend(state, ("volition", *right))[0]
    expected = [model.extend(state, (*reading, *right))[0] - base for reading in readings]
    assert pytest.approx(expected, abs=1e-5) == model.gains(left, ("volition",), readings, right)


def test_every_lemma_is_found_and_nothing_else(resources):
    thesaurus = resources.get(Thesaurus.read)
    for lemma in (0, 1, *range(2, len(thesaurus), 997), len(thesaurus) - 1):
        assert lemma == thesaurus.find(thesaurus.key(lemma))
    assert {None} == {thesaurus.find(key) for key in ("", "zzxq", "\N{SNOWMAN}", "mayor zzxq", "\0\0\0\0")}
