"""The thesaurus: look-ups, neighbours, and how a key is written."""

from __future__ import annotations

import pytest

from repair.knowledge.thesaurus import Thesaurus, forms_of, text_of
from repair.text import tokens


@pytest.fixture(scope="module")
def thesaurus(resources):
    return resources.get(Thesaurus.read)


def mates_of(thesaurus, key):
    return {thesaurus.key(mate) for mate in thesaurus.mates(thesaurus.find(key))}


@pytest.mark.parametrize(
    ("observed", "intended"),
    [
        ("volition", "will"),
        ("oregon", "or"),
        ("push button", "button"),
        ("pocket - sized", "pocket - size"),
        ("dorsum", "back"),
        ("thorium", "th"),
    ],
)
def test_mates_are_found_both_ways(thesaurus, observed, intended):
    assert intended in mates_of(thesaurus, observed)
    assert observed in mates_of(thesaurus, intended)


def test_unknown_key_is_not_found(thesaurus):
    assert thesaurus.find("zzgarble") is None
    assert thesaurus.find("") is None


def test_fan_out_counts_the_mates(thesaurus):
    lemma = thesaurus.find("volition")
    assert len(thesaurus.mates(lemma)) == thesaurus.fan_outs[lemma]


def test_capitals_are_kept(thesaurus):
    assert thesaurus.written(thesaurus.find("thursday")) == "Thursday"
    assert thesaurus.written(thesaurus.find("pocket - sized")) == "pocket-sized"


def test_phrases_are_known_by_their_first_token(thesaurus):
    assert thesaurus.is_phrase("carry out")
    assert not thesaurus.is_phrase("carry banana")
    assert not thesaurus.is_phrase("carry")


def test_keys_are_sorted_and_read_as_the_tokens_do(thesaurus):
    keys = [thesaurus.key(lemma) for lemma in range(0, len(thesaurus), 97)]
    assert keys == sorted(keys, key=str.encode)
    for lemma in range(0, len(thesaurus), 97):
        assert tokens.forms_of(thesaurus.written(lemma)) == forms_of(thesaurus.key(lemma))


def test_text_of_joins_hyphens_and_clitics():
    assert text_of("well - known") == "well-known"
    assert text_of("spider 's web") == "spider's web"
    assert text_of("do n't") == "don't"
