"""The fuzzers' targets hold on their seeds, and on seeds that are damaged at random; `python -m tests.fuzz` goes on."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.targets import SEEDS, TARGETS, seeds

MUTATIONS = {"text": 40}
USUAL_MUTATIONS = 300


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to four changes: a byte, a stretch gone, doubled, or taken from elsewhere."""
    for _ in range(chance.randint(1, 4)):
        start, length = chance.randrange(len(data) + 1), chance.randint(1, 12)
        piece = data[start : start + length]
        other = chance.randrange(len(data) + 1)
        new = chance.choice(
            [bytes([chance.randrange(256)]), b"", piece * 2, data[other : other + length], b"-1", b"[[[{"]
        )
        data = data[:start] + new + data[start + length :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_target_has_seeds_and_holds_on_them(name):
    found = seeds(name)
    assert len(found) > 1
    for data in found:
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_target_holds_on_damaged_seeds(name):
    chance = random.Random(20)
    found = seeds(name)
    for _ in range(MUTATIONS.get(name, USUAL_MUTATIONS)):
        TARGETS[name](damaged(chance.choice(found), chance))


def test_every_folder_of_seeds_has_a_target():
    assert {path.name for path in SEEDS.iterdir()} == set(TARGETS)
