"""The OCR channel: shapes, broken words, case, what it leaves, and its cost on hostile text."""

from __future__ import annotations

import time

import pytest

from repair.channels.ocr import Channel
from repair.knowledge.confusions import Confusions
from repair.knowledge.resources import Resources
from repair.records import Trigger
from repair.text import tokens

SHAPE = Trigger.UNKNOWN | Trigger.RARE | Trigger.SHAPE


@pytest.fixture(scope="module")
def channel(resources: Resources) -> Channel:
    return Channel(resources)


def readings(channel: Channel, text: str, index: int = 0, trigger: Trigger = SHAPE) -> list[tuple[str, str]]:
    document = tokens.read(text)
    return [
        (document.covered(candidate.first, candidate.last), candidate.replacement)
        for candidate in channel.propose(document, index, trigger)
    ]


@pytest.mark.parametrize(
    ("observed", "meant"),
    [
        ("sumrner", "summer"),
        ("tliey", "they"),
        ("vvinter", "winter"),
        ("wbich", "which"),
        ("8ritain", "Britain"),
        ("peop1e", "people"),
        ("g00d", "good"),
        ("lreland", "Ireland"),
        ("LONDOn", "LONDON"),
        ("gardeu", "garden"),
        ("h}ospital", "hospital"),
        ("morn/ing", "morning"),
    ],
)
def test_shapes(channel: Channel, observed: str, meant: str) -> None:
    assert meant in [reading for _, reading in readings(channel, f"the {observed} came", 1)][:5]


def test_a_broken_word_is_one_span(channel: Channel) -> None:
    assert ("gar7den", "garden") == readings(channel, "The gar7den.", 1)[0]
    assert ("desig. ned", "designed") in readings(channel, "It was desig. ned well.", 2)


def test_proposes_nothing_inside_a_broken_word(channel: Channel) -> None:
    document = tokens.read("The gar7den.")
    assert [] == [found for index in (2, 3) for found in channel.propose(document, index, SHAPE)]


def test_good_words_are_compared_only_where_unexpected(channel: Channel) -> None:
    assert [] == readings(channel, "it will he done", 2)
    assert ("he", "be") in readings(channel, "it will he done", 2, Trigger.UNEXPECTED | Trigger.SCANNED)


@pytest.mark.parametrize(
    "text", ["and/or", "24/7", "km/h", "MP3", "A320", "H1N1", "B2B", "1st", "12kg", "YouTube", "eBay", "O'Neill", "3D"]
)
def test_leaves_units_codes_and_brands(channel: Channel, text: str) -> None:
    document = tokens.read(f"the {text} here")
    assert [] == [found for index in range(1, len(document) - 1) for found in channel.propose(document, index, SHAPE)]


def test_the_table_knows_the_classical_shapes(resources: Resources) -> None:
    model = resources.get(Confusions.read_ocr)
    for observed, meant in (("rn", "m"), ("cl", "d"), ("li", "h"), ("1", "l"), ("0", "o"), ("ſ", "s"), ("vv", "w")):
        assert model.log_channel(f"a{observed}a", f"a{meant}a") > model.log_channel("axqa", f"a{meant}a")


def test_hostile_text_is_cheap(channel: Channel) -> None:
    start = time.perf_counter()
    for text in ("a1" * 3000, "a/" * 3000, "lI1|" * 1000, "a. " * 3000):
        document = tokens.read(text)
        for index in range(min(len(document), 2000)):
            channel.propose(document, index, channel.triggers)
    assert time.perf_counter() - start < 3.0
