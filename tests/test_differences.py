"""The differences of two words: what was written for what, and where."""

from __future__ import annotations

import pytest

from repair.channels.spelling.differences import blocks, features


@pytest.mark.parametrize(
    ("observed", "intended", "expected"),
    [
        ("garden", "garden", []),
        ("gardin", "garden", [("e", "i", 5, 6)]),
        ("gaden", "garden", [("r", "", 3, 4)]),
        ("gardent", "garden", [("", "t", 7, 7)]),
        ("bgardem", "garden", [("", "b", 1, 1), ("n", "m", 6, 7)]),
    ],
)
def test_blocks_say_what_was_written_for_what(observed, intended, expected):
    assert expected == blocks(observed, intended)


@pytest.mark.parametrize(
    ("observed", "intended"), [("fisikal", "physical"), ("acn", "can"), ("a", "banana"), ("xyz", "physical")]
)
def test_blocks_rebuild_the_observed_word(observed, intended):
    rebuilt, at = "", 1
    for meant, written, begin, end in blocks(observed, intended):
        assert meant == intended[begin - 1 : end - 1]
        rebuilt += intended[at - 1 : begin - 1] + written
        at = end
    assert observed == rebuilt + intended[at - 1 :]


def named(observed, intended, *, known=False):
    return dict(features(observed, intended, known=known))


def test_features_name_place_and_neighbours():
    found = named("gardin", "garden")
    assert {"edits", "t:sub", "t:subM", ":e>i", "M:e>i", "l:de>i", "r:e>in", "b:de>in", "L:rde>i", "R:e>in$"} <= set(
        found
    )
    assert (1.0, 1 / 6) == (found["edits"], found["edits a letter"])
    assert {"single", "single t"} <= set(named("comitee", "committee")) | set(named("comittee", "committtee"))
    assert {"double", "double l"} <= set(named("untill", "until"))
    assert "beside sub" in named("fardem", "garden")
    assert "-:s" in named("garden", "gardens")
    assert "+:ly" in named("gardenly", "garden")
    assert "long block" in named("gaXXXXden", "garden")


def test_real_words_have_features_of_their_own():
    assert not any(name.startswith("known") for name in named("form", "from"))
    assert {"known edits", "known t:drop"} & set(named("form", "from", known=True))
