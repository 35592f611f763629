"""The words of a language: built from wordfreq once, whole or not at all, checked when they are read."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
import wordfreq

from repair.knowledge.resources import DictionaryError, Resources
from repair.multilingual.facts import LANGUAGES
from repair.multilingual.wordlist import cache
from repair.multilingual.wordlist.words import FILE, Words


@pytest.fixture(scope="module")
def danish():
    return cache.resources("da").get(Words.read)


@pytest.fixture
def own_cache(monkeypatch, tmp_path):
    """A cache folder with a short list, so that building takes no time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    frequencies = {"huset": 1e-4, "hunden": 5e-5, "jeg": 1e-2, "ikke": 9e-3, "12": 1e-3}
    monkeypatch.setattr(wordfreq, "get_frequency_dict", lambda *_: frequencies)
    return tmp_path


@pytest.mark.parametrize("word", ["ikke", "regeringen", "københavn", "børnene"])
def test_frequencies_are_those_of_wordfreq(danish, word):
    assert wordfreq.zipf_frequency(word, "da") == pytest.approx(danish.zipf(word), abs=0.04)


@pytest.mark.parametrize("word", ["regerinegn", "", "x" * 100, "日本"])
def test_what_is_not_listed_has_no_frequency(danish, word):
    assert danish.zipf(word) == 0.0


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("regerigen", "regeringen"), ("regerignen", "regeringen"), ("reegringen", "regeringen"), ("brnene", "børnene")],
)
def test_words_are_found_over_an_edit(danish, slip, meant):
    assert meant in {word for word, _ in danish.near(slip, far=False)}


def test_words_are_found_over_two_edits_where_asked(danish):
    assert "regeringen" not in {word for word, _ in danish.near("regrigen", far=False)}
    assert "regeringen" in {word for word, _ in danish.near("regrigen", far=True)}


def test_letters_tell_danish_from_none(danish):
    assert danish.log_letters("skoleborn") > danish.log_letters("xkqoebznr") + 5


def test_compounds_and_endings_are_seen(danish):
    assert danish.log_compound("arbejdsmanden") > 0
    assert danish.log_compound("xyzzymanden") == 0
    assert danish.log_derived("regeringens") > danish.log_derived("xregeqz")


def test_all_languages_of_wordfreq_are_there():
    available = wordfreq.available_languages()
    assert {facts.wordlist or facts.code for facts in LANGUAGES.values()} <= set(available)
    assert len(LANGUAGES) == 17


def test_builds_once_and_maps_it_then(own_cache, monkeypatch):
    assert not cache.is_built("da")
    assert cache.resources("da").get(Words.read).zipf("jeg") > 6
    monkeypatch.setattr(cache, "columns_of", None)  # a second build would fail
    assert cache.resources("da").get(Words.read).zipf("jeg") > 6
    assert [built.code for built in cache.built()] == ["da"]
    leftovers = [path.name for path in cache.root().iterdir() if path.name.startswith(cache.DRAFT)]
    assert leftovers == []
    assert own_cache in cache.root().parents


@pytest.mark.usefixtures("own_cache")
def test_damaged_words_are_built_anew():
    cache.build("da")
    path = cache.root() / "da" / FILE
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    with pytest.raises(DictionaryError, match="damaged"):
        Resources("da", cache.root()).get(Words.read)
    assert cache.resources("da").get(Words.read).zipf("jeg") > 6


@pytest.mark.usefixtures("own_cache")
def test_words_of_another_wordfreq_are_not_read(monkeypatch):
    cache.build("da")
    monkeypatch.setattr(cache, "version", lambda _name: "99.0")
    assert not cache.is_built("da")


@pytest.mark.usefixtures("own_cache")
def test_building_that_fails_leaves_nothing(monkeypatch):
    def fail(_columns):
        raise MemoryError

    monkeypatch.setattr(cache, "body_of", fail)
    with pytest.raises(MemoryError):
        cache.build("da")
    assert not cache.is_built("da")
    assert [path.name for path in cache.root().iterdir() if path.is_dir()] == []


def test_a_folder_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    (tmp_path / "repair").write_text("a file in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(DictionaryError, match="Danish cannot be kept in"):
        cache.resources("da")


def test_no_home_is_told(monkeypatch):
    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(cache.Path, "home", staticmethod(no_home))
    with pytest.raises(DictionaryError, match="set XDG_CACHE_HOME"):
        cache.resources("da")


@pytest.mark.usefixtures("own_cache")
def test_remove_deletes_all_releases():
    cache.build("da")
    old = cache.cache_folder() / "words-0-wordfreq-1.0" / "da"
    old.mkdir(parents=True)
    assert cache.remove("da")
    assert not old.exists()
    assert not cache.is_built("da")
    assert not cache.remove("da")


@pytest.mark.usefixtures("own_cache")
def test_two_that_start_at_once_build_once(monkeypatch):
    count = []
    make = cache.columns_of

    def counted(facts):
        count.append(facts.code)
        return make(facts)

    monkeypatch.setattr(cache, "columns_of", counted)
    threads = [threading.Thread(target=cache.resources, args=("da",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == ["da"]


def test_nothing_of_it_is_imported_for_english():
    code = "import sys, repair; repair.clean('The goverment resigned.'); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "wordfreq" not in modules
    assert "symspellpy" not in modules
    assert "repair.multilingual.wordlist.building" not in modules
