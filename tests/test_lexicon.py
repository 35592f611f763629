"""Which words count as correct, how frequent they are, how they are capitalised, and what lies near."""

from __future__ import annotations

from pathlib import Path

import pytest
from rapidfuzz.distance import OSA

from dictionaries.build.container import write_text
from dictionaries.build.word_forms import affixed, compounds, inflected
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.near_words import LONGEST, NearIndex, index_words, letter_mask
from repair.knowledge.resources import DictionaryError, Resources


@pytest.fixture(scope="module")
def lexicon(resources: Resources) -> Lexicon:
    return resources.get(Lexicon.read)


@pytest.mark.parametrize(
    "word",
    "the The THE garden gardens colour color organise organize analyse centre grey gray realise defence don't "
    "o'clock n't 's 're 've 'll 'd 'm ca wo naïve café blog smartphone Monday French internet i dog's "
    "children's boss's pre".split(),
)
def test_known(lexicon: Lexicon, word: str) -> None:
    assert lexicon.known(word)


@pytest.mark.parametrize(
    "word",
    "\N{SNOWMAN} 's's recieve definately seperate goverment occured untill wich teh thier alot comming begining "
    "happyness basicly accomodate tommorow carrys olders stong beter rnodern xqzzt recieve's".split(),
)
def test_not_known(lexicon: Lexicon, word: str) -> None:
    assert not lexicon.known(word)


def test_zipf_is_log10_per_billion(lexicon: Lexicon) -> None:
    assert lexicon.zipf("the") == pytest.approx(7.73, abs=0.04)
    assert lexicon.zipf("Government") == lexicon.zipf("government") == pytest.approx(5.4, abs=0.3)
    assert 0.0 == lexicon.zipf("xqzzt")


def test_frequency_falls(lexicon: Lexicon) -> None:
    assert lexicon.zipf("house") > lexicon.zipf("cottage") > lexicon.zipf("hovel") > 0


def test_case_counts(lexicon: Lexicon) -> None:
    lower, title, upper, mixed = lexicon.case_counts("London")
    assert title > 10 * (lower + upper + mixed)
    assert lexicon.case_counts("LONDON") == lexicon.case_counts("london")
    assert (0, 0, 0, 0) == lexicon.case_counts("xqzzt") == lexicon.case_counts("")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("london", "London"),
        ("nasa", "NASA"),
        ("iphone", "iPhone"),
        ("mcdonald", "McDonald"),
        ("The", "the"),
        ("GARDEN", "garden"),
        ("i", "I"),
        ("monday", "Monday"),
        ("Xqzzt", "Xqzzt"),
    ],
)
def test_usual_case(lexicon: Lexicon, word: str, expected: str) -> None:
    assert expected == lexicon.usual_case(word)


@pytest.mark.parametrize(
    ("observed", "intended"),
    [("recieve", "receive"), ("Goverment", "government"), ("definately", "definitely"), ("rnodern", "modern")],
)
def test_the_intended_word_is_nearest(lexicon: Lexicon, observed: str, intended: str) -> None:
    assert intended == lexicon.near(observed)[0][0]


def test_near_is_sorted_by_distance_then_frequency(lexicon: Lexicon) -> None:
    found = lexicon.near("gardin", limit=20)
    keys = [(distance, -lexicon.zipf(word)) for word, distance in found]
    assert sorted(keys) == keys
    assert all(lexicon.known(word) and lexicon.zipf(word) >= 1.4 for word, _ in found)


def test_near_leaves_out_the_word_itself_and_keeps_to_the_limit(lexicon: Lexicon) -> None:
    found = lexicon.near("house", distance=1, limit=3)
    assert 3 == len(found)
    assert "house" not in dict(found)
    assert {1} == set(dict(found).values())


@pytest.mark.parametrize("word", ["", "q" * 200, "\N{SNOWMAN}" * 9, "zzzzqqqqxxxx"])
def test_near_nothing(lexicon: Lexicon, word: str) -> None:
    assert [] == lexicon.near(word, distance=1) or len(word) < 2


def test_overrides_win(tmp_path: Path, resources: Resources) -> None:
    (tmp_path / "en").mkdir()
    for name in ("lexicon.bin", "lexicon.bin.header"):
        (tmp_path / "en" / name).write_bytes((resources.folder / name).read_bytes())
    rows = ["xqzzt\tknown\ta test", "garden\tunknown\ta test"]
    write_text(tmp_path / "en" / "overrides.tsv", 1, rows)
    changed = Lexicon.read(Resources("en", tmp_path))
    assert (True, False) == (changed.known("Xqzzt"), changed.known("garden"))
    assert changed.zipf("garden") > 4
    assert "garden" not in dict(changed.near("gardin"))
    write_text(tmp_path / "en" / "overrides.tsv", 1, ["xqzzt\tmaybe\ta test"])
    with pytest.raises(DictionaryError, match="maybe"):
        Lexicon.read(Resources("en", tmp_path))


def test_every_override_changes_something_and_has_a_reason(resources: Resources) -> None:
    rows = [row.split("\t") for row in resources.lines("overrides.tsv", 1)]
    assert len(rows) == len({word for word, _, _ in rows})
    assert all(word == word.lower() and len(reason) > 10 for word, _, reason in rows)


@pytest.mark.parametrize("distance", [1, 2, 3])
def test_the_filter_loses_nothing(distance: int) -> None:
    words = ["letter", "litter", "better", "lettre", "etter", "letters", "lttr", "settler", "élan", "ab", "Butter"]
    index = NearIndex(words, *index_words(words))
    expected = {row for row, word in enumerate(words) if OSA.distance("letter", word.lower()) <= distance}
    assert expected == set(index.search("letter", distance=distance, limit=99)[0].tolist())


def test_letter_mask_counts_once_and_twice() -> None:
    assert 0b11 == letter_mask("ab")
    assert 1 << 26 | 1 == letter_mask("aa") == letter_mask("aaa")
    assert letter_mask("é") >= 1 << 52


def test_words_too_long_are_not_indexed() -> None:
    words = ["a" * (LONGEST + 1), "a" * LONGEST]
    index = NearIndex(words, *index_words(words))
    rows, edits = index.search("a" * LONGEST, distance=1, limit=5)
    assert ([1], [0]) == (rows.tolist(), edits.tolist())


@pytest.mark.parametrize(
    ("word", "stem"),
    [("podcasters", "podcaster"), ("memos", "memo"), ("boxes", "box"), ("tweeting", "tweet"), ("cosied", "cosie")],
)
def test_inflected(word: str, stem: str) -> None:
    assert stem in inflected(word)


@pytest.mark.parametrize("word", ["stoped", "begining", "carrys", "occured", "glass", "bus"])
def test_irregular_spelling_is_not_inflected(word: str) -> None:
    assert not {"stop", "begin", "carry", "occur", "glas", "bu"} & set(inflected(word))


def test_affixed() -> None:
    assert "election" in affixed("reelection")
    assert [] == affixed("happyness") == affixed("basicly")


def test_compounds() -> None:
    assert compounds("frontrunner", {"front", "runner"})
    assert not compounds("frontrunner", {"front"})
