"""Properties that hold for every text: tiling, exact undo, rest after one pass, protected spans, sound confidences."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repair.channels.encoding import decode
from repair.text import tokens
from tests import quality_gate
from tests.corruptor import corrupt

# Deadlines would measure the machine; the fixture is read-only, so that sharing it is sound.
# Every example is a whole repair, a tenth of a second or more, so their number is what the time allows.
thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

PARAGRAPHS = [case.observed for case in quality_gate.clean_cases()]
PROTECTED = (
    "https://example.org/recieve?teh=1",
    "desk@example.org",
    "@newsdesk",
    "#goverment",
    "report_v2.pdf",
    "$1,250.50",
    "12kg",
)

damaged = st.builds(
    lambda text, kind, seed, rate: corrupt(text, kind=kind, seed=seed, rate=rate).garbled,
    st.sampled_from(PARAGRAPHS),
    st.sampled_from(quality_gate.KINDS),
    st.integers(0, 10_000),
    st.floats(0, 0.5),
)
hostile = st.text(max_size=200)
texts = st.one_of(
    damaged,
    hostile,
    st.lists(st.one_of(damaged, hostile, st.sampled_from(PROTECTED)), max_size=4).map(" ".join),
)


@thorough
@given(texts)
def test_tokens_tile_the_text(text):
    document = tokens.read(text, *decode(text))
    position = 0
    for start, end, token in zip(document.starts, document.ends, document.texts, strict=True):
        assert document.text[position:start].strip() == ""
        assert start < end
        assert document.text[start:end] == token
        position = end
    assert document.text[position:].strip() == ""


@thorough
@given(texts)
def test_sentences_tile_the_tokens(text):
    document = tokens.read(text, *decode(text))
    covered = [index for first, last in document.sentences for index in range(first, last)]
    assert list(range(len(document))) == covered


@thorough
@given(texts)
def test_undo_of_all_edits_gives_the_original(repairer, text):
    revision = repairer.revise(text)
    assert revision.original == text
    for edit in revision.edits:
        assert text[edit.start : edit.end] == edit.original
        revision = revision.undo(edit)
    assert text == revision.text


@settings(thorough, derandomize=True)
@given(texts)
def test_repairing_twice_changes_nothing_more(repairer, text):
    """Not true of every text yet: where words nearby were mended, a doubtful one may be mended by a second run."""
    once = repairer.clean(text)
    assert once == repairer.clean(once)


@thorough
@given(st.lists(st.one_of(damaged, st.sampled_from(PROTECTED)), min_size=1, max_size=5))
def test_protected_spans_stay(repairer, parts):
    cleaned = repairer.clean(" ".join(parts))
    for part in parts:
        if part in PROTECTED:
            assert cleaned.count(part) >= parts.count(part)


@thorough
@given(texts)
def test_confidences_are_sound(repairer, text):
    for edit in repairer.revise(text).edits:
        assert 0 <= edit.confidence <= 1
        assert 0 <= edit.harm <= 1
        assert all(0 <= confidence <= 1 for _, confidence in edit.readings)
    for decision in repairer.decide(text).decisions:
        assert sum(reading.confidence for reading in decision.readings) <= 1 + 1e-6


@thorough
@given(texts)
def test_profile_is_sound(repairer, text):
    profile = repairer.revise(text).profile
    assert profile.words >= 0
    for figures in (profile.rates, profile.certainty):
        assert set(figures) <= set(quality_gate.KINDS)
        assert all(0 <= share <= 1 for share in figures.values())


@pytest.fixture(scope="module")
def articles():
    return [corrupt(text, kind=kind, seed=3).garbled for text in PARAGRAPHS[:4] for kind in quality_gate.KINDS]


def test_pickled_repairer_gives_the_same(repairer, articles):
    thawed = pickle.loads(pickle.dumps(repairer))
    assert [repairer.clean(text) for text in articles] == [thawed.clean(text) for text in articles]


def test_threads_give_the_same_as_one(repairer, articles):
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(repairer.revise, articles * 3))
    assert [repairer.revise(text) for text in articles] * 3 == threaded


def test_order_of_texts_does_not_matter(repairer, articles):
    forward = [repairer.clean(text) for text in articles]
    assert forward == [repairer.clean(text) for text in reversed(articles)][::-1]


def test_repetition_is_no_evidence(repairer):
    """A good article stays good when a scraper stored it four times over."""
    article = "\n\n".join(PARAGRAPHS[:6])
    once = repairer.clean(article)
    assert "\n\n".join([once] * 4) == repairer.clean("\n\n".join([article] * 4))


@pytest.mark.slow
def test_processes_give_the_same_as_one(repairer, articles):
    alone = [revision.text for revision in repairer.stream(articles)]
    assert alone == [revision.text for revision in repairer.stream(articles, workers=2)]
