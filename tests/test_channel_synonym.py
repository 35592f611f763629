"""The synonym channel: what it proposes for spun words, and at what cost."""

from __future__ import annotations

import pytest

from repair.channels.synonym import MOST, Channel
from repair.knowledge.spinner.costs import ROUTE_OF, with_changes
from repair.knowledge.spinner.substitutions import Substitution
from repair.records import Trigger
from repair.text import tokens


@pytest.fixture(scope="module")
def channel(resources):
    return Channel(resources)


def proposed(channel, text, index):
    document = tokens.read(text)
    return {
        (document.covered(c.first, c.last), c.replacement): c
        for c in channel.propose(document, index, Trigger.UNEXPECTED)
    }


@pytest.mark.parametrize(
    ("text", "index", "observed", "intended"),
    [
        ("The plan volition change.", 2, "volition", "will"),
        ("They accepted lunch.", 1, "accepted", "had"),
        ("The trains ar late.", 2, "ar", "are"),
        ("It could live on late.", 2, "live on", "be"),
        ("A pocket-sized shop closed.", 1, "pocket-sized", "small"),
        ("Every charge per unit rose.", 1, "charge per unit", "rate"),
        ("Blessing is in autumn.", 0, "Blessing", "Thanksgiving"),
        ("On th it rained.", 1, "th", "Thursday"),
        ("They play tricks often.", 1, "play tricks", "trick"),
        ("Rain together with wind came.", 1, "together with", "and"),
        ("Yous know it.", 0, "Yous", "You"),
        ("Her concern relationship ended.", 1, "concern relationship", "account"),
        ("Her concern human relationship ended.", 1, "concern human relationship", "account"),
        ("They met in i instance.", 2, "in i instance", "once"),
        ("Bread as good equally butter.", 1, "as good equally", "as well as"),
        ("They told United States today.", 2, "United States", "us"),
        ("Take it Oregon leave it.", 2, "Oregon", "or"),
        ("Oregon he left.", 0, "Oregon", "Or"),
        ("The White Oregon Plan.", 2, "Oregon", "Or"),
        ("A spider web broke.", 1, "spider web", "spider"),
    ],
)
def test_intended_word_is_proposed(channel, text, index, observed, intended):
    assert (observed, intended) in proposed(channel, text, index)


def test_inflection_is_kept(channel):
    found = proposed(channel, "She gained twice.", 1)
    assert ("gained", "won") in found
    assert ("gained", "win") not in found


def test_words_with_many_mates_cost_more(channel):
    found = proposed(channel, "They ready food.", 1)
    assert found["ready", "gear up"].log_channel > found["ready", "make"].log_channel


def test_two_hops_cost_more_than_one(channel):
    found = proposed(channel, "The trains volition stop.", 2)
    assert found["volition", "will"].log_channel > found["volition", "leave"].log_channel
    assert found["volition", "leave"].route == "chain"


def test_pairs_say_whose_habit_they_are():
    rows = [Substitution("x", "y", -1.0, source, 2) for source in ("A", "B", "AB", "raw-A", "raw-AB", "general")]
    assert [row.route for row in rows] == ["pair-a", "pair-b", "pair", "pair-a", "pair", "pair"]
    assert rows[0].evidence.startswith("a spinner writes")
    assert rows[3].evidence.endswith("believed 2 times in spun articles")
    assert Substitution("x", "y", -1.0, "tortured", 0).route == "tortured"


def test_ways_that_change_the_inflection_cost_both():
    log_operations = dict.fromkeys((*ROUTE_OF, "+form", "+auxiliary"), -1.0)
    found = with_changes(log_operations)
    assert found["mate"] == -1.0
    assert found["mate+form"] == -2.0
    assert found["listed"] == 0.0


def test_list_is_short_and_has_no_reading_twice(channel):
    document = tokens.read("They make a set of runs.")
    candidates = channel.propose(document, 1, Trigger.UNEXPECTED)
    assert len(candidates) <= MOST
    places = [(c.last, c.replacement) for c in candidates]
    assert len(places) == len(set(places))


def test_phrases_do_not_cross_marks_or_protected_tokens(channel):
    assert ("together, with", "and") not in proposed(channel, "We sat together, with tea.", 2)
    assert all(c.last == 2 for c in proposed(channel, "We carry http://example.org out.", 1).values())


def test_curly_apostrophe_is_read_as_a_plain_one(channel):
    assert ("y’all", "you") in proposed(channel, "Will y’all come?", 1)
