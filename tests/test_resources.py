"""A dictionary that is missing, truncated, altered or of another version is refused, never read."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictionaries.build.container import Column, rewrite_header, write_binary, write_columns, write_text
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import DictionaryError, Resources, languages

ROWS = ["pear\tfruit", "odd\u2028mark\tdata", "oak\ttree"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_text(tmp_path / "en" / "words.tsv", 1, ROWS, note="licence=CC0")
    write_binary(tmp_path / "en" / "model.bin", 2, b"\x00\x01\x02" * 50)
    columns: dict[str, Column] = {
        "names": ["Ann", "Björk"],
        "counts": np.array([7, 9], np.uint32),
        "none": [],
        "wide": np.array([1.5]),
    }
    write_columns(tmp_path / "en" / "table.bin", 1, columns)
    return tmp_path


def test_text_rows_come_back(folder: Path) -> None:
    assert ROWS == Resources("en", folder).lines("words.tsv", 1)


def test_an_empty_text_dictionary_has_no_rows(folder: Path) -> None:
    write_text(folder / "en" / "empty.tsv", 1, [])
    assert [] == Resources("en", folder).lines("empty.tsv", 1)


def test_binary_comes_back(folder: Path) -> None:
    resources = Resources("en", folder)
    assert b"\x00\x01\x02" * 50 == resources.mapped("model.bin", 2)[:]
    assert folder / "en" / "model.bin" == resources.path("model.bin", 2)


def test_columns_come_back(folder: Path) -> None:
    columns = Resources("en", folder).columns("table.bin", 1)
    assert ("Ann", "Björk") == columns.strings("names")
    assert [7, 9] == columns.array("counts").tolist()
    assert [1.5] == columns.array("wide").tolist()
    assert () == columns.strings("none")
    with pytest.raises(DictionaryError, match="no column"):
        columns.array("colour")


def test_columns_are_read_only(folder: Path) -> None:
    assert not Resources("en", folder).columns("table.bin", 1).array("counts").flags.writeable


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def blank(path: Path) -> None:
    path.write_bytes(b"")


def replace_with_garbage(path: Path) -> None:
    path.write_bytes(b"\xff\xfe garbage")


@pytest.mark.parametrize("damage", [truncate, alter, blank, Path.unlink, replace_with_garbage])
@pytest.mark.parametrize("file", ["words.tsv", "model.bin", "table.bin", "model.bin.header"])
def test_damage_is_refused(folder: Path, file: str, damage: Callable[[Path], None]) -> None:
    damage(folder / "en" / file)
    resources = Resources("en", folder)
    read: dict[str, Callable[[], object]] = {
        "words.tsv": lambda: resources.lines("words.tsv", 1),
        "table.bin": lambda: resources.columns("table.bin", 1),
        "model.bin": lambda: resources.path("model.bin", 2),
    }
    with pytest.raises(DictionaryError):
        read[file.removesuffix(".header")]()


@pytest.mark.parametrize("version", [0, 2])
def test_another_version_is_refused(folder: Path, version: int) -> None:
    with pytest.raises(DictionaryError, match="format version 1"):
        Resources("en", folder).lines("words.tsv", version)


def test_another_dictionary_under_the_name_is_refused(folder: Path) -> None:
    (folder / "en" / "trees.tsv").write_bytes((folder / "en" / "words.tsv").read_bytes())
    with pytest.raises(DictionaryError, match=r"holds words\.tsv"):
        Resources("en", folder).lines("trees.tsv", 1)


def test_columns_need_a_table_of_contents(folder: Path) -> None:
    with pytest.raises(DictionaryError, match="no table of contents"):
        Resources("en", folder).columns("model.bin", 2)


@pytest.mark.parametrize("file", ["lexicon.bin", "entities.bin", "overrides.tsv"])
@pytest.mark.parametrize("damage", [truncate, alter, Path.unlink])
def test_no_lexicon_or_gazetteer_from_a_damaged_file(tmp_path: Path, file: str, damage: Callable[[Path], None]) -> None:
    real, copy = Resources("en").folder, tmp_path / "en"
    copy.mkdir()
    for path in real.glob("*"):
        if path.name.startswith(("lexicon", "entities", "overrides")):
            (copy / path.name).write_bytes(path.read_bytes())
    damage(copy / file)
    with pytest.raises(DictionaryError):
        (Gazetteer if file == "entities.bin" else Lexicon).read(Resources("en", tmp_path))


@pytest.mark.parametrize(
    "language", ["xx", "", ".", "..", "../en", "/en", "en/..", "en/", "EN", "en\n", "e" * 300, "en\0"]
)
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(DictionaryError, match="no dictionaries for language .*known: en"):
        Resources(language)


def test_languages_are_listed() -> None:
    assert "en" in languages()


def test_what_is_built_is_built_once(folder: Path) -> None:
    calls: list[str] = []

    def make(resources: Resources) -> str:
        calls.append(resources.language)
        return "built"

    resources = Resources("en", folder)
    assert ["built", "built"] == [resources.get(make), resources.get(make)]
    assert ["en"] == calls


def test_pickling_keeps_language_and_folder_only(folder: Path) -> None:
    resources = Resources("en", folder)
    resources.get(lambda held: held.mapped("model.bin", 2))
    copy = pickle.loads(pickle.dumps(resources))
    assert (resources.language, resources.folder) == (copy.language, copy.folder)
    assert ROWS == copy.lines("words.tsv", 1)


def test_an_edited_text_gets_a_new_header(folder: Path) -> None:
    path = folder / "en" / "words.tsv"
    path.write_bytes(path.read_bytes() + b"elm\ttree\n\n")
    rewrite_header(path, 1)
    assert [*ROWS, "elm\ttree"] == Resources("en", folder).lines("words.tsv", 1)


def test_the_header_says_what_it_covers(folder: Path) -> None:
    head, _, body = (folder / "en" / "words.tsv").read_bytes().partition(b"\n")
    assert f"#repair words.tsv 1 {hashlib.sha256(body).hexdigest()} licence=CC0".encode() == head


def test_a_line_feed_cannot_be_in_a_string_column(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line feed"):
        write_columns(tmp_path / "t.bin", 1, {"names": ["two\nlines"]})
