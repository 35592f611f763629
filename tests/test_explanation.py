"""`why` in plain words: what the reader saw, the channels say and the document shows, and what the verdict hung on."""

from __future__ import annotations

import json

import pytest

from repair import cli

SPUN = "The mayor testament open the bridge inwards May. Yous tin cross it astatine no cost."


@pytest.fixture
def why(capsys):
    def ask(*arguments):
        assert 0 == cli.main(["why", "--no-user-words", *arguments])
        return " ".join(capsys.readouterr().out.split())

    return ask


def test_six_lines_a_place(capsys):
    assert 0 == cli.main(["why", "tin", "--context", SPUN])
    head, *lines = capsys.readouterr().out.splitlines()
    assert "line 1, column 55: tin → can" == head
    headings = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert ["reader", "channel", "document", "readings", "verdict"] == headings


def test_verdict_names_the_thresholds_it_met(why):
    told = why("tin", "--context", SPUN)
    assert "changed:" in told
    assert "at least 50 % (--apply-at)" in told
    assert "--harm-at" in told


@pytest.mark.parametrize(
    ("word", "text", "reason"),
    [
        ("bridge", "They opened the bridge on Monday, and then they crossed it.", "no suspect"),
        ("Hund", "Der Hund ist groß und schwarz. The dog is black.", "taken for another language"),
        ("repair", "See https://example.org/repair for more of it.", "an address, a handle, code"),
    ],
)
def test_why_a_word_is_no_suspect(why, word, text, reason):
    assert reason in why(word, "--context", text)


def test_why_a_word_of_the_user_is_none(why, tmp_path):
    (tmp_path / "ignore").write_text("tin\n")
    assert "settled by you" in why("tin", "--context", SPUN, "--ignore", str(tmp_path / "ignore"))


def test_why_a_word_is_left(why):
    told = why("rail", "--context", "police rail the suspect through the city")
    assert "left as it stands" in told
    assert "asked about from 30 % on (--review-at)" in told


def test_why_a_word_is_asked_about(why):
    told = why("testament", "--context", "The council testament decide on Monday.", "--harm-at", "0")
    assert "asked about:" in told
    assert "→ will ?" in told


def test_the_same_answer_comes_once(why):
    told = why("bridge", "--context", "They saw the bridge. They saw the bridge. They saw the bridge.")
    assert told.count("verdict") < 3
    assert "and as well" in told


def test_no_internal_words(why):
    told = why("novel", "--context", f"{SPUN} It is a novel phone, and they like the novel phone.")
    assert "spinner A" not in told
    assert "log-odds" not in told


def test_tables_on_demand(why):
    told = why("--all", "tin", "--context", SPUN)
    assert "score from" in told
    assert "Scores add up to log-odds" in told


def test_json_has_the_explanation(capsys):
    assert 0 == cli.main(["why", "--json", "tin", "--context", SPUN])
    row = json.loads(capsys.readouterr().out)
    assert {"reader", "channel", "document", "readings", "verdict"} == set(row["explanation"])
    assert "apply" == row["verdict"]
