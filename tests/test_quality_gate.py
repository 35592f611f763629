"""The quality gate: good text stays as it is, garbled text comes right at least as often as the floors say."""

from __future__ import annotations

import pytest

from benchmarks.cases import Case, case_files, load_cases
from benchmarks.metrics import WordCounts, add, count_words
from tests import quality_gate
from tests.corruptor import corrupt
from tests.fingerprints import NEWS

FEWEST_CLEAN = 60
FEWEST_HAND_MADE = 15


def marked(cases: list[Case]) -> list:
    return [
        pytest.param(
            case,
            id=case.id,
            marks=[pytest.mark.xfail(strict=True, reason=case.known_failure)] if case.known_failure else [],
        )
        for case in cases
    ]


def hand_made() -> list[Case]:
    by_kind = [quality_gate.hand_cases(kind) for kind in quality_gate.KINDS]
    return [case for cases in (*by_kind, *quality_gate.report_cases().values()) for case in cases]


@pytest.mark.parametrize("case", marked([*quality_gate.clean_cases(), *quality_gate.complaints()]))
def test_good_text_stays(repairer, case):
    assert case.observed == repairer.clean(case.observed)


@pytest.mark.parametrize("case", marked(hand_made()))
def test_garbled_text_comes_right(repairer, case):
    assert case.intended[0] == repairer.clean(case.observed)


@pytest.fixture(scope="module")
def figures(repairer):
    return {name: quality_gate.measure(cases, repairer.clean) for name, cases in quality_gate.groups().items()}


def test_there_is_something_to_measure():
    assert len(quality_gate.clean_cases()) >= FEWEST_CLEAN
    for kind in quality_gate.KINDS:
        assert len(quality_gate.hand_cases(kind)) >= FEWEST_HAND_MADE
        assert any(case.observed != case.intended[0] for case in quality_gate.rule_cases(kind))
    assert set(quality_gate.groups()) == set(quality_gate.read_floors())


@pytest.mark.parametrize("name", quality_gate.groups())
def test_figures_hold_the_floors(figures, name):
    figure, floor = figures[name], quality_gate.read_floors()[name]
    assert figure.repaired >= floor.repaired
    assert figure.harmed <= floor.harmed


@pytest.mark.parametrize("name", quality_gate.groups())
def test_floors_follow_the_figures(figures, name):
    """Floors only rise: once the figure is well above its floor, `python -m tests.quality_gate --raise` lifts it."""
    assert figures[name].repaired <= quality_gate.read_floors()[name].repaired + quality_gate.MARGIN


def test_cases_are_told_apart():
    identifiers = [case.id for case in [*hand_made(), *quality_gate.clean_cases(), *quality_gate.complaints()]]
    assert sorted(set(identifiers)) == sorted(identifiers)


@pytest.mark.parametrize("kind", quality_gate.KINDS)
def test_corruptor_is_seeded_and_bounded(kind):
    for text in quality_gate.documents():
        damage = corrupt(text, kind=kind, seed=7)
        assert damage == corrupt(text, kind=kind, seed=7)
        assert corrupt(text, kind=kind, seed=7, rate=0.0).clean == damage.clean
        assert 0.3 * len(text) < len(damage.garbled) < 2 * len(text)


def test_development_cases_are_not_copied(development_cases):
    """No row of the development cases may stand in the repository: they are under other licences."""
    own = {case.observed for case in [*hand_made(), *quality_gate.clean_cases(), *quality_gate.complaints()]}
    foreign = {case.observed for path in case_files(development_cases) for case in load_cases(path)}
    assert set() == own & foreign


@pytest.mark.slow
def test_clean_development_text_is_left_alone(repairer, development_cases):
    """On real news, fewer than 5 words in 10,000 may change; 8 articles of each source keep it quick."""
    total = WordCounts()
    paths = case_files(
        development_cases, [*NEWS, "clean_other*"]
    )  # program source and raw HTML are not known as such yet
    assert paths
    for path in paths:
        for case in load_cases(path, fold="odd", limit=8):
            total = add(total, count_words(case, repairer.clean(case.observed)))
    assert total.after <= 5e-4 * total.words
