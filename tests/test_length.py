"""Length decides nothing: a passage gets the same edits alone and in a text of 30,000 words."""

from __future__ import annotations

import functools
import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks.cases import Case
from tests import quality_gate

BESIDE = 250
"""Words of good text on either side of a sentence in its passage."""
Treatment = tuple[tuple[int, str, str, str], ...]


def sentences() -> list[Case]:
    return [case for kind in quality_gate.KINDS for case in quality_gate.hand_cases(kind)]


def good_text(words: int, chance: random.Random) -> str:
    good = [case.observed for case in quality_gate.clean_cases()]
    found: list[str] = []
    while sum(len(text.split()) for text in found) < words:
        found.append(chance.choice(good))
    return "\n\n".join(found)


def passages() -> Iterator[tuple[str, str, str]]:
    """Yield what stands before each sentence of the gate, the sentence, and what stands after it."""
    chance = random.Random(17)
    for case in sentences():
        yield good_text(BESIDE, chance) + "\n\n", case.observed, "\n\n" + good_text(BESIDE, chance) + "\n\n"


def treatment(edits, start: int, end: int) -> Treatment:
    """Return the edits that begin in [start, end), by their places from `start` on.

    A misspelled word that two sentences have is left out: where it stands twice it is another matter.
    """
    return tuple(
        (e.start - start, e.original, e.replacement, e.verdict)
        for e in edits
        if start <= e.start < end and e.original not in shared()
    )


def applied(edits: Treatment) -> Treatment:
    return tuple(edit for edit in edits if edit[3] == "apply")


@functools.cache
def shared() -> frozenset[str]:
    """Return the words that stand in more than one sentence of the gate."""
    times = Counter(word for case in sentences() for word in set(re.findall(r"\w+", case.observed)))
    return frozenset(word for word, count in times.items() if count > 1)


@pytest.fixture(scope="module")
def in_passages(repairer) -> list[Treatment]:
    """What is done to each sentence in a passage of 500 words."""
    revised = ((before, text, repairer.revise(before + text + after)) for before, text, after in passages())
    return [treatment(x.edits, len(before), len(before) + len(text)) for before, text, x in revised]


@pytest.mark.parametrize(("words", "most"), [(5_000, 20), (30_000, None)])
def test_a_passage_gets_the_same_treatment_in_a_longer_text(repairer, in_passages, words, most):
    chance = random.Random(4)
    treatments: list[Treatment] = []
    todo, in_passages = list(passages())[:most], in_passages[:most]
    while todo:
        text, places = "", []
        while todo and len(text.split()) < words:
            before, sentence, after = todo.pop(0)
            text += good_text(BESIDE, chance) + "\n\n" + before
            places.append((len(text), len(text) + len(sentence)))
            text += sentence + after
        edits = repairer.revise(text).edits
        treatments += [treatment(edits, start, end) for start, end in places]
    assert list(map(applied, treatments)) == list(map(applied, in_passages))
    # Where the reader's windows are cut may move a question over the threshold.
    asked = Counter(t == there for t, there in zip(treatments, in_passages, strict=True))
    assert asked[False] <= 0.03 * len(treatments)


def test_misspelled_sentences_are_mended_alone_as_in_a_passage(repairer):
    """Alone there is less to go by, but what is mended is mostly the same."""
    chance = random.Random(5)
    same = 0
    cases = [case for kind in ("encoding", "spacing", "spelling") for case in quality_gate.hand_cases(kind)]
    for case in cases:
        before = good_text(20, chance) + "\n\n"
        there = treatment(repairer.revise(before + case.observed).edits, len(before), len(before + case.observed))
        alone = treatment(repairer.revise(case.observed).edits, 0, len(case.observed))
        same += applied(there) == applied(alone)
    assert same >= 0.9 * len(cases)
