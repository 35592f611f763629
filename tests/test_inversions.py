"""The table of inversions says what the spinner works out, and is made from the dictionaries beside it."""

import random

import pytest

from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.listed import NAME, Inversions, checksums

SAMPLE = 400
RESOURCES = Resources()


def listed() -> Inversions:
    table = RESOURCES.get(Inversions.read)
    assert table is not None, f"{NAME} is out of date: run dictionaries/build/inversions.py --out dictionaries/en"
    return table


def test_table_is_made_from_the_dictionaries_beside_it() -> None:
    assert checksums(RESOURCES) == RESOURCES.columns(NAME, 1).strings("sources")
    listed()


def test_table_says_what_the_spinner_works_out() -> None:
    spinner, table = RESOURCES.get(Spinner.read), listed()
    words = [*random.Random(1).sample(RESOURCES.get(Lexicon.read).words(), SAMPLE), "testament", "volition", "brand"]
    for word in words:
        worked_out = spinner.worked_out((word,))
        found = table(word)
        assert found is not None
        assert [reading[:2] + reading[3:5] for reading in worked_out] == [
            reading[:2] + reading[3:5] for reading in found
        ]
        assert [reading.log_channel for reading in worked_out] == pytest.approx(
            [reading.log_channel for reading in found], abs=0.001
        )
        assert [reading.score for reading in worked_out] == pytest.approx(
            [reading.score for reading in found], abs=0.001
        )


def test_table_does_not_answer_for_words_that_are_not_listed() -> None:
    assert listed()("zzyzxq") is None


def test_table_made_from_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Resources, "checksum", lambda _self, _name: "other")
    assert Inversions.read(Resources()) is None
