"""Names: counts, kinds, single words, near misses, the longest name in a row of tokens, names of the user."""

from __future__ import annotations

import pytest

from dictionaries.build.name_rules import KindRules, clean, is_junk
from repair.knowledge.gazetteer import KINDS, Gazetteer, name_tokens, surface
from repair.knowledge.resources import Resources


@pytest.fixture(scope="module")
def gazetteer(resources: Resources) -> Gazetteer:
    return resources.get(Gazetteer.read)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("Barack Obama", "person"),
        ("World Health Organization", "organisation"),
        ("The Hill", "outlet"),
        ("New York Times", "outlet"),
        ("Kuala Lumpur", "place"),
        ("NATO", "acronym"),
        ("Al-Qaeda", "other"),
        ("AT&T", "acronym"),
    ],
)
def test_count_and_kind(gazetteer: Gazetteer, phrase: str, kind: str) -> None:
    assert gazetteer.count(phrase) > 5
    assert kind == gazetteer.kind(phrase)


@pytest.mark.parametrize(
    "phrase", ["barack obama", "Xqzzt", "Monday", "Florida The Hill", "U.S. President Barack Obama", ""]
)
def test_no_name(gazetteer: Gazetteer, phrase: str) -> None:
    assert (0, "") == (gazetteer.count(phrase), gazetteer.kind(phrase))


@pytest.mark.parametrize(
    "word", ["Obama", "OBAMA", "O'Neill", "O'NEILL", "McDonald", "MCDONALD", "NATO", "Zagreb", "iPhone"]
)
def test_has_word(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.has_word(word)


@pytest.mark.parametrize("word", ["obama", "of", "and", "Goverment", "Xqzzt", "", "a"])
def test_has_no_word(gazetteer: Gazetteer, word: str) -> None:
    assert not gazetteer.has_word(word)


def test_word_count_sums_names(gazetteer: Gazetteer) -> None:
    assert gazetteer.word_count("Obama") > gazetteer.count("Barack Obama") > 0
    assert 0 == gazetteer.word_count("obama")


@pytest.mark.parametrize(
    ("observed", "intended"),
    [("Zuckerburg", "Zuckerberg"), ("lndiana", "Indiana"), ("obama", "Obama"), ("Netanyahoo", "Netanyahu")],
)
def test_the_intended_name_is_nearest(gazetteer: Gazetteer, observed: str, intended: str) -> None:
    assert intended == gazetteer.near(observed)[0][0]


def test_near_keeps_order_and_limit(gazetteer: Gazetteer) -> None:
    found = gazetteer.near("Jonson", limit=7)
    assert 7 == len(found)
    assert sorted(found, key=lambda pair: pair[1]) == found
    assert "Jonson" not in dict(found)
    assert [] == gazetteer.near("") or all(len(word) <= 2 for word, _ in gazetteer.near(""))


@pytest.mark.parametrize(
    ("tokens", "start", "most", "expected"),
    [
        ("the World Health Organization said", 1, 6, 3),
        ("the World Health Organization said", 1, 2, 1),
        ("fighters of Al - Qaeda fled", 2, 6, 3),
        ("AT & T rose", 0, 6, 3),
        ("the garden grew", 0, 6, 0),
        ("to Paris", 1, 6, 1),
        ("Barack", 0, 6, 1),
    ],
)
def test_longest(gazetteer: Gazetteer, tokens: str, start: int, most: int, expected: int) -> None:
    assert expected == gazetteer.longest(tokens.split(), start, most)


def test_names_of_the_user(gazetteer: Gazetteer) -> None:
    own = gazetteer.with_names(["Zorblax Qwibble", "Fnord-Acme", "  ", "Vexmoor"])
    assert own.count("Zorblax Qwibble") > 0
    assert own.has_word("Qwibble")
    assert own.has_word("QWIBBLE")
    assert "Qwibble" == own.near("qwibbel")[0][0]
    assert 2 == own.longest(["Zorblax", "Qwibble", "said"], 0)
    assert 3 == own.longest(["Fnord", "-", "Acme"], 0)
    assert gazetteer.count("Barack Obama") == own.count("Barack Obama")
    assert not gazetteer.has_word("Qwibble")
    assert gazetteer is gazetteer.with_names([])


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Al-Qaeda", ["Al", "-", "Qaeda"]),
        ("AT&T", ["AT", "&", "T"]),
        ("Procter & Gamble", ["Procter", "&", "Gamble"]),
        ("U.S. Senate", ["U.S.", "Senate"]),
        ("Levi's", ["Levi", "'s"]),
        ("O'Neill", ["O'Neill"]),
        ("Mary Ann", ["Mary", "Ann"]),
    ],
)
def test_tokens_and_surface_are_inverse(name: str, tokens: list[str]) -> None:
    assert tokens == name_tokens(name)
    assert name == surface(tokens)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("U.S. President Ann Perkins", {"Ann Perkins"}),
        ("President Perkins", {"President Perkins", "Perkins"}),
        ("On Tuesday Perkins", {"Perkins"}),
        ("Ohio The Beacon", {"Ohio", "The Beacon", "Beacon"}),
        ("Monday", set()),
        ("Both Perkins", {"Perkins"}),
        ("D - IL", set()),
        ("ANN PERKINS", set()),
        ("Bank of Ohio", {"Bank of Ohio"}),
    ],
)
def test_clean(run: str, expected: set[str]) -> None:
    assert expected == {" ".join(name) for name, _ in clean(tuple(run.split()), 9, {})}


def test_junk() -> None:
    assert is_junk(("The",))
    assert is_junk(("May", "March"))
    assert not is_junk(("Ohio",))


def test_kind_rules() -> None:
    rules = KindRules(
        first_names={"Ann"},
        surnames={"Perkins"},
        places={"Ohio"},
        listed={"Ganges": "place"},
        names={"Acme", "Acme Inc"},
    )
    names = [
        "Ann Perkins",
        "Perkins",
        "Ohio",
        "Ganges",
        "Acme",
        "Acme Inc",
        "ACME",
        "Ohio Gazette",
        "Zed",
        "Mayor Perkins",
    ]
    expected = "person person place place organisation organisation acronym outlet other person".split()
    assert expected == [rules.kind(name) for name in names]
    assert set(expected) == set(KINDS)


def test_heads_are_the_first_words_of_names_that_end_so(gazetteer):
    assert "Amazon" in gazetteer.heads("Web Services")
    assert gazetteer.heads("Zbqtor Services") == ()
    assert gazetteer.heads("Services") == ()
