"""The word models: what they answer fast must be what they answer slowly."""

from __future__ import annotations

import pytest

from repair.knowledge.language_model import LanguageModel
from repair.knowledge.resources import Resources
from repair.knowledge.thesaurus import Thesaurus


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources("en")


@pytest.mark.parametrize(
    "sentence", [("the", "mayor", "closed", "it", "."), ("zzxq",), ("he", "said", "so", "on", "friday")]
)
def test_a_sentence_costs_what_its_words_cost_one_by_one(resources, sentence):
    model = resources.get(LanguageModel.read)
    whole = sum(log_p for log_p, _ in model.sentence(sentence))
    assert pytest.approx(whole, abs=1e-4) == model.extend(model.start(["<s>"]), (*sentence, "</s>"))[0]


def test_every_lemma_is_found_and_nothing_else(resources):
    thesaurus = resources.get(Thesaurus.read)
    for lemma in (0, 1, *range(2, len(thesaurus), 997), len(thesaurus) - 1):
        assert lemma == thesaurus.find(thesaurus.key(lemma))
    assert {None} == {thesaurus.find(key) for key in ("", "zzxq", "\N{SNOWMAN}", "mayor zzxq", "\0\0\0\0")}
