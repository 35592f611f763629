"""The languages from the terminal."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from repair.cli import app
from repair.knowledge.resources import DictionaryError
from repair.multilingual.wordlist import cache

runner = CliRunner()


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "artikel.txt"
    path.write_text("Die Regierng hat gestern ein neues Gesetz beschlossen.\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("option", ["--language", "--languages"])
@pytest.mark.parametrize("languages", ["de", "de,fr", "auto"])
def test_fix_takes_languages(article, option, languages):
    result = runner.invoke(app, ["fix", option, languages, str(article)])
    assert result.exit_code == 0, result.output
    assert "Die Regierung hat gestern" in result.stdout


def test_an_unknown_language_is_told_with_those_there_are(article):
    with pytest.raises(DictionaryError, match="no language 'tlh'; there are en, cs, da, de"):
        runner.invoke(app, ["fix", "--language", "tlh", str(article)], catch_exceptions=False)


def test_list_names_them_all():
    result = runner.invoke(app, ["languages", "list", "--json"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 18
    assert {"code": "en", "name": "English", "built": True} in rows


def test_build_and_remove(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert runner.invoke(app, ["languages", "build", "da"]).exit_code == 0
    assert cache.is_built("da")
    assert "Danish      built, " in runner.invoke(app, ["languages", "list"]).stdout
    assert runner.invoke(app, ["languages", "remove", "da", "el"]).exit_code == 0
    assert not cache.is_built("da")
    assert runner.invoke(app, ["languages", "build", "xx"]).exit_code == 2


def test_the_first_use_says_that_it_builds(article, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    result = runner.invoke(app, ["check", "--language", "da", str(article)])
    assert "Building the words of Danish in" in result.stderr
    assert "Building" not in runner.invoke(app, ["check", "--language", "da", str(article)]).stderr


def test_why_explains_a_word_of_another_language(article):
    result = runner.invoke(app, ["why", "--language", "de", "Regierng", str(article)])
    assert result.exit_code == 0, result.output
    assert "misspelling of “Regierung”" in result.stdout
    assert "% sure" in result.stdout


def test_why_tells_why_a_word_is_left(article):
    result = runner.invoke(app, ["why", "--language", "de", "gestern", str(article)])
    assert "no suspect" in result.stdout
