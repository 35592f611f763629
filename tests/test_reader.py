"""The reader: what it says depends on the window alone, any text has bounded cost, damaged files are told."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from repair.knowledge.reader.network import (
    LONGEST,
    MARGIN,
    NETWORK,
    SPECIAL,
    UNREAD,
    WORDS,
    Detection,
    Reader,
    case_class,
)
from repair.knowledge.reader.wordpieces import MOST, WordPieces
from repair.knowledge.resources import DictionaryError, Resources, dictionary_folder
from repair.text import tokens

SPUN = "The phone testament be on sale astatine the shop in May, and yous tin acquire it there."
CLEAN = "The council said on Monday that the bridge would open to traffic before the end of the year. "


@pytest.fixture(scope="module")
def reader():
    return Resources("en").get(Reader.read)


def seen_of(reader, text, ranges=None):
    document = tokens.read(text)
    seen = Detection.nothing(len(document))
    reader.look(document, [(0, len(document))] if ranges is None else ranges, seen)
    return document, seen


def best(reader, document, seen, word):
    index = document.texts.index(word)
    return [reader.word(guesses[index].best) for guesses in (seen.first, seen.last)]


@pytest.mark.parametrize(
    ("observed", "intended"), [("testament", "will"), ("astatine", "at"), ("yous", "you"), ("tin", "can")]
)
def test_spun_words_are_garbled_and_what_stood_there_is_known(reader, observed, intended):
    document, seen = seen_of(reader, SPUN)
    assert seen.log_odds[document.texts.index(observed)] > 2
    assert [intended, intended] == best(reader, document, seen, observed)


@pytest.mark.parametrize(
    ("text", "observed", "intended"),
    [
        ("I will meat you at the station after lunch on Friday.", "meat", "meet"),
        ("The comittee will decide on the plan next week.", "comittee", "committee"),
    ],
)
def test_slips_are_seen_too(reader, text, observed, intended):
    document, seen = seen_of(reader, text)
    assert seen.log_odds[document.texts.index(observed)] > 0
    assert [intended, intended] == best(reader, document, seen, observed)


def test_good_words_are_not(reader):
    _, seen = seen_of(reader, CLEAN)
    assert seen.log_odds.max() < 0


def test_what_is_not_asked_for_is_not_read(reader):
    _, seen = seen_of(reader, CLEAN * 20, [(40, 50), (200, 210)])
    read = np.flatnonzero(seen.log_odds != UNREAD).tolist()
    assert [*range(40, 50), *range(200, 210)] == read


def test_a_window_says_the_same_in_any_text(reader):
    alone = seen_of(reader, SPUN + " " + CLEAN * 4)[1]
    size = len(tokens.read(SPUN))
    beside = seen_of(reader, SPUN + " " + CLEAN * 400, [(0, size)])[1]
    again = seen_of(reader, SPUN + " " + CLEAN * 400, [(0, size), (900, 950)])[1]
    assert (beside.log_odds[:size] == again.log_odds[:size]).all()
    clear = np.abs(beside.log_odds[:size]) > 4  # what is read beside it is not the same, so the numbers are not
    assert clear.sum() > 10
    assert ((alone.log_odds[:size] > 0) == (beside.log_odds[:size] > 0))[clear].all()


def test_every_token_asked_for_is_read_whatever_it_is(reader):
    for text in ("¿ ∑ ∆ " * 3000, "word " * 5000, "x" * 5000 + " y", "\u0300\u0301 a", "１２３ Ａ", "\ud800 a"):
        document, seen = seen_of(reader, text)
        assert (seen.log_odds != UNREAD).all()
        assert len(document) == len(seen.log_odds)


def test_probabilities_of_words_are_probabilities(reader):
    _, seen = seen_of(reader, SPUN)
    guesses = list(seen.first.values())
    found = [reader.log_words(guesses, [number] * len(guesses)) for number in range(SPECIAL, SPECIAL + 3000)]
    assert (np.exp(found).sum(axis=0) <= 1 + 1e-3).all()
    assert (reader.log_words(guesses, [guess.best for guess in guesses]) <= 0.01).all()  # vectors are kept in 16 bits
    for guess in guesses:
        assert guess.log_best == pytest.approx(float(reader.log_words([guess], [guess.best])[0]), abs=0.02)


def test_a_masked_word_is_expected_from_its_neighbours(reader):
    document = tokens.read("The phone zzz be on sale at the shop in May, and zzz can buy it there.")
    places = [k for k, text in enumerate(document.texts) if text == "zzz"]
    will, you = (reader.masked(document, place) for place in places)
    table = np.exp(reader.log_table([will, you], [reader.number("will"), reader.number("you")]))
    assert table[0, 0] > 0.5 > table[0, 1]
    assert table[1, 1] > 0.2 > table[1, 0]


def test_numbers_and_words_are_inverse(reader):
    assert "bridge" == reader.word(reader.number("bridge"))
    assert reader.number("zzxqj") is None


def test_windows_are_as_long_as_in_training():
    assert 2 * MARGIN < LONGEST - 2 * MOST


@pytest.mark.parametrize(
    ("text", "expected"), [("word", 0), ("Word", 1), ("WORD", 2), ("iPhone", 0), ("McCain", 3), ("A", 1), ("90s", 0)]
)
def test_case_class(text, expected):
    assert expected == case_class(text)


def test_pieces_are_the_longest_ones():
    pieces = WordPieces(
        ["[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##able", "##ab", "##le", "unable", "'", "s", "cafe"]
    )
    assert (8,) == pieces.cut("unable")
    assert (4, 6, 7) == WordPieces(["[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "x", "##ab", "##le"]).cut("unable")
    assert (0,) == pieces.cut("zebra")
    assert (9, 10) == pieces.cut("'s")
    assert (11,) == pieces.cut("café")
    assert (0,) == pieces.cut("\u0301")


@pytest.mark.parametrize("name", [NETWORK, WORDS])
@pytest.mark.parametrize("damage", ["cut", "version", "missing"])
def test_a_damaged_reader_is_told(tmp_path, name, damage):
    (tmp_path / "en").mkdir()
    for path in (dictionary_folder() / "en").iterdir():
        if path.is_file() and not path.name.startswith(name):
            (tmp_path / "en" / path.name).symlink_to(path)
    for suffix in ("", ".header"):
        shutil.copy(dictionary_folder() / "en" / (name + suffix), tmp_path / "en")
    path, header = tmp_path / "en" / name, tmp_path / "en" / f"{name}.header"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "version":
        header.write_text(header.read_text().replace(f"{name} 1 ", f"{name} 99 "))
    else:
        path.unlink()
    with pytest.raises(DictionaryError, match=name):
        seen_of(Resources("en", tmp_path).get(Reader.read), CLEAN)
