"""The mixture over spinners: what swaps say of the spinner, and what it says of further swaps."""

from __future__ import annotations

import pytest

from repair import profile
from repair.habits import FURTHEST, Habits, gain_of, shares_of, swaps_of
from repair.records import Candidate, Decision, Reading
from repair.tokens import read

HABITS = Habits(
    {"general": 0.5, "left": 0.25, "right": 0.25},
    {
        "general": {"synonym/mate": 0.5, "synonym/left": 0.25, "synonym/right": 0.25},
        "left": {"synonym/mate": 0.5, "synonym/left": 0.49, "synonym/right": 0.01},
        "right": {"synonym/mate": 0.5, "synonym/left": 0.01, "synonym/right": 0.49},
    },
)


def decision(index: int, route: str, confidence: float, kind: str = "spin") -> Decision:
    candidate = Candidate(index, index + 1, "word", ("word",), "synonym", route, kind, -1.0, "")  # type: ignore[arg-type]
    return Decision(index, index + 1, "mot", (Reading(candidate, confidence), Reading(None, 1 - confidence)))


def test_without_swaps_the_prior_stands():
    assert HABITS.estimate({}) == {"general": 0.5, "left": 0.25, "right": 0.25}
    assert list(HABITS.gains({}).values()) == pytest.approx([0.0] * 4)


@pytest.mark.parametrize("name", ["left", "right"])
def test_swaps_tell_the_spinner_and_raise_its_own_rules(name):
    other = {"left": "right", "right": "left"}[name]
    counts = {f"synonym/{name}": 6.0}
    assert HABITS.estimate(counts)[name] > 0.9
    gains = HABITS.gains(counts)
    assert gains[f"synonym/{name}"] > 0.3
    assert gains[f"synonym/{other}"] < -1
    assert gains["synonym/mate"] == pytest.approx(0.0, abs=1e-9)
    assert all(abs(gain) <= FURTHEST for gain in gains.values())


def test_a_swap_is_no_evidence_for_itself():
    counts = {"synonym/left": 0.9}
    assert HABITS.gains(counts, without=counts) == pytest.approx(HABITS.gains({}))


def test_rules_that_no_spinner_was_seen_to_use_count_alike():
    assert HABITS.estimate({"letters/symbol": 3.0}) == HABITS.estimate({})


def test_only_spun_words_are_swaps():
    assert swaps_of(decision(0, "left", 0.8)) == {"synonym/left": 0.8}
    assert swaps_of(decision(0, "left", 0.01)) == {}
    assert swaps_of(decision(0, "left", 0.8, kind="ocr")) == {}
    candidate = decision(0, "left", 0.8, kind="ocr").readings[0].candidate
    assert candidate is not None
    assert gain_of(HABITS.gains({"synonym/left": 6.0}), candidate) == 0.0


def test_evidence_gathers_swaps_by_place():
    evidence = profile.gather([decision(3, "left", 0.8), decision(5, "left", 0.6)], words=10, prior={})
    assert evidence.swaps == {"synonym/left": pytest.approx(1.4)}
    assert evidence.swaps_at == {3: {"synonym/left": 0.8}, 5: {"synonym/left": 0.6}}


def test_shares_sum_to_one_and_lean_on_all_spinners():
    pooled = {"synonym/mate": 60.0, "synonym/left": 40.0}
    shares = shares_of({"synonym/left": 10.0}, pooled, smoothing=10.0)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares == {"synonym/mate": pytest.approx(0.3), "synonym/left": pytest.approx(0.7)}


def test_the_profile_names_parts_and_spinners():
    text = "One two three.\nFour five six seven eight.\n\nNine ten."
    document = read(text)
    place = document.texts.index("five")
    evidence = profile.gather([decision(place, "left", 0.9)], words=10, prior={})
    found = profile.estimate(evidence, document, HABITS)
    assert [text[part.start : part.end] for part in found.parts] == ["Four five six seven eight."]
    assert found.parts[0].words == 5
    assert found.parts[0].rates == {"spin": pytest.approx(0.18)}
    assert sum(found.spinners.values()) == pytest.approx(1.0, abs=1e-3)
    assert found.spinners["left"] > found.spinners["right"]


def test_a_clean_text_has_neither_parts_nor_spinners():
    found = profile.estimate(profile.nothing(3, {}), read("One two three."), HABITS)
    assert found.parts == ()
    assert found.spinners == {}


def test_shipped_habits_are_probabilities(resources):
    habits = resources.get(Habits.read)
    assert "general" in habits.names
    assert sum(habits.estimate({}).values()) == pytest.approx(1.0, abs=1e-3)
