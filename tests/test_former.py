"""What release 0.1 wrote is still read: pickles, although classes have moved since, and the journal of a review.

`tests/former/` was made by that release; plans have a test of their own.
"""

from __future__ import annotations

import base64
import pickle
from pathlib import Path

import repair
from repair import cli
from repair.former import HOMES

ROOT = Path(__file__).resolve().parent.parent
FORMER = Path(__file__).parent / "former"
PICKLES = dict(line.split("\t") for line in (FORMER / "pickles.tsv").read_text(encoding="ascii").splitlines())


def pickled(name):
    return base64.b64decode(PICKLES[name])


def test_pickles_hold_names_that_have_moved():
    everything = b"".join(map(pickled, PICKLES))
    assert all(name.encode() in everything for name in HOMES)


def test_revision():
    revision = pickle.loads(pickled("revision"))
    assert isinstance(revision, repair.Revision)
    assert "You can walk to the harbour, but it wasn’t open." == revision.text
    assert "You can walk to the harbour, but it wasnâ€™t open." == revision.undo(revision.edits[-1]).text


def test_repairer_with_a_plan(monkeypatch):
    monkeypatch.chdir(ROOT)  # its dictionaries are those of the folder that one stands in
    repairer = pickle.loads(pickled("repairer"))
    assert isinstance(repairer, repair.Repairer)
    assert frozenset({"Zoem"}) == repairer.config.names
    assert "Two buses crossed the square." == repairer.clean("Two buses crossed lantern square.")


def test_user_words():
    words = pickle.loads(pickled("user_words"))
    assert isinstance(words, repair.UserWords)
    assert ({"plogging"}, {"Virago": "Amazon"}) == (words.words, dict(words.pairs))


def test_what_is_pickled_now_names_the_places_of_today():
    revision = pickle.loads(pickled("revision"))
    again = pickle.dumps(revision)
    assert revision == pickle.loads(again)
    assert not any(name.encode() in again for name in HOMES)


def test_journal_of_a_review(tmp_path, capsys):
    article = tmp_path / "article.txt"
    article.write_bytes((ROOT / "examples" / "spun_article.txt").read_bytes())
    journal = str(FORMER / "article.repair-journal")
    assert 0 == cli.main(["review", "--no-user-words", "--replay", journal, str(article)])
    assert "2 answers of yours written" in capsys.readouterr().err
    assert article.read_text(encoding="utf-8").startswith("Haven city will seek free buses")
