"""`repair review` and `repair undo`: prompts, replays, the old bytes; the real program, killed and resumed."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repair import cli
from repair.cli.interview import spoken, typed
from repair.cli.interview.surroundings import Review, Text
from repair.records import PhraseReading
from repair.review import actions as do
from repair.review.journal import originals
from repair.review.journal.lines import JournalError
from repair.review.journal.storage import Lock
from repair.review.state import begin
from repair.text.files.reading import Source
from tests import test_cli
from tests.reviews import SEQUENCES, articles, harbour, play

run = test_cli.run
fake_repairer = test_cli.fake_repairer

GARBLED = "The Colina said: yous tin rail.\nA rail, a Rail, one rail.\n"
JOURNAL = ".a.txt.repair-journal"


@pytest.fixture(autouse=True)
def state_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def review(run, tmp_path):
    """Review files at plain prompts with some lines typed; return exit code, what was said, and what is on stderr."""

    def review(*lines, files=("a.txt",), text=None, options=()):
        if text is not None:
            (tmp_path / "a.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
        typed_in = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        code, out, err = run("review", "--plain", *options, *files, stdin=typed_in, at_terminal=True)
        return code, out.decode(), err

    return review


# What a line means


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("", do.Take()),
        ("y", do.Take()),
        (" y ", do.Take()),
        ("y g", do.Take("good")),
        ("n", do.Keep()),
        ("n h", do.Keep("place")),
        ("2", do.Choose(2)),
        ("12 t", do.Choose(12, "article")),
        ("e two words ", do.Type("two words ")),
        ('e ""', do.Type("")),
        ("e", "type"),
        ("a", do.Take("run")),
        ("A", do.TakeAtLeast()),
        ("s", do.Split()),
        ("l", do.LearnWord()),
        ("L", do.LearnName()),
        ("i", "ignore"),
        ("i r", do.Ignore("run")),
        ("j", do.Next()),
        ("k", do.Previous()),
        ("J", do.Next(is_open=True)),
        ("]", do.Next(is_open=True)),
        ("[", do.Previous(is_open=True)),
        ("K", do.KeepRest()),
        ("O", "order"),
        ("t", "readings"),
        ("g 3", do.GoToQuestion(3)),
        ("g a 2", do.GoToArticle(2)),
        ("/ the river", do.Search("the river")),
        ("/river", do.Search("river")),
        (">", "after"),
        ("<", "before"),
        ("w", "why"),
        ("d", "diff"),
        ("c", "card"),
        ("v", "applied"),
        ("u", do.Undo()),
        ("U", do.Redo()),
        ("q", "save"),
        ("Q", "leave"),
        ("?", "help"),
    ],
)
def test_a_line_means_what_its_key_does(line, meaning):
    assert meaning == typed.meaning(line)


@pytest.mark.parametrize(
    "line", ["x", "yes", "y z", "y g g", "g", "g x", "i z", "/", "-1", "٣", "9" * 50, "e \udcff", "Q now"]
)
def test_anything_else_is_a_mistake_that_is_told(line):
    found = typed.meaning(line)
    assert isinstance(found, typed.Mistake)
    assert found.told


@given(st.text())
def test_no_line_raises(line):
    typed.meaning(line)
    typed.own(line)


def test_every_letter_is_in_the_help():
    told = "\n".join(typed.HELP)
    for letter in (*typed._PLAIN, *typed._ORDERS, "y", "n", "g", "/"):
        if letter != "?":
            assert re.search(rf"(?:^  |[ ;]){re.escape(letter)}(?: |:)", told, re.MULTILINE), letter


# What is said


def test_the_card_says_where_what_and_why():
    state, _, _ = play(harbour())
    assert list(spoken.card(state)) == [
        "Question 1 of 3, 4 places in 2 articles, this is place 1. one.txt, line 1, spin.",
        "  Boats [oregon] ferries will sail.",
        'Change "oregon" to "or"? 60 % sure.',
        "  1  or, 60 %",
        "  n  oregon, as it stands, 0 %",
        "Why: because.",
    ]


def test_the_card_says_how_it_was_answered():
    state, _, _ = play(harbour(), do.Type("hunt"), do.GoToQuestion(1))
    assert 'Answered: "oregon" changed to "hunt".' in list(spoken.card(state))
    state, _, _ = play(harbour(), do.Keep(), do.GoToQuestion(1))
    assert 'Answered: "oregon" left as it stands.' in list(spoken.card(state))
    state, _, _ = play(harbour(), do.ShowApplied(shown=True), do.GoToPlace(1))
    assert 'Changed by repair: "testament" to "will", 95 % sure.' in list(spoken.card(state))


@given(articles(), SEQUENCES)
def test_every_state_can_be_told_in_safe_lines(given_articles, sequence):
    state, _, _ = play(given_articles, *sequence)
    lines = list(spoken.opening(state))
    if state.place is not None:
        lines += [*spoken.card(state), *spoken.why(state)]
    assert "" == "".join(re.findall("[\x00-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", "".join(lines)))


# At the prompts


def test_answers_are_written_and_undone_to_the_byte(review, run, tmp_path):
    code, out, err = review("s", "n", "2", "e track!", "y", "q", "y", text=GARBLED)
    assert code == 0
    assert "\x1b" not in out
    assert (tmp_path / "a.txt").read_text() == "The Hill said: you can rail.\nA track!, a Rail, one track.\n"
    assert err.splitlines()[-1] == (
        "a.txt: 2 edits of repair and 2 answers of yours written, 1 left as it stands; "
        "`repair undo` gives the old text back"
    )
    assert run("undo", "a.txt") == (0, b"", "a.txt: The file is as it was before the review.\n")
    assert (tmp_path / "a.txt").read_text() == GARBLED
    assert run("undo", "a.txt")[0] == 2
    assert list((tmp_path / "state" / "repair" / "originals").iterdir()) == []


def test_leaving_writes_nothing_and_the_next_start_goes_on_there(review, tmp_path):
    code, out, err = review("s", "y", "n", "Q", text=GARBLED)
    assert code == 0
    assert (tmp_path / "a.txt").read_text() == GARBLED
    assert err == f"nothing written; your answers are kept in {tmp_path / JOURNAL}\n"
    _, out, err = review("Q")
    assert out.startswith("Resumed: 2 answers.\n")
    assert "Question 3 of 3. a.txt, line 2" in out
    for line in ("u", "u", "u"):
        _, out, _ = review(line, "Q")
    assert "Question 1 of 1, 3 places" in out


def test_the_end_of_the_input_leaves(review, tmp_path):
    code, _, err = review("y", text=GARBLED)
    assert code == 0
    assert "nothing written; your answers are kept" in err
    assert (tmp_path / "a.txt").read_text() == GARBLED


def test_answers_may_come_through_a_pipe(run, tmp_path):
    (tmp_path / "a.txt").write_text(GARBLED)
    code, out, _ = run("review", "--plain", "a.txt", stdin=b"s\nwhat now\nn\ny\ny\nq\n")
    assert code == 0
    assert b'Answer, or ? for help: what now\n"what now" is no answer; ? lists them' in out
    assert (tmp_path / "a.txt").read_text() == "The Hill said: you can rail.\nA track, a Rail, one track.\n"


def test_a_word_that_was_found_is_mended(review, tmp_path):
    code, out, _ = review("/ said", "e", "told us", "q", "y", text=GARBLED)
    assert code == 0
    assert "Line 1: The Colina [said]: yous tin rail." in " ".join(out.split())
    assert (tmp_path / "a.txt").read_text().startswith("The Hill told us: you can rail.")


def test_readings_of_a_word_that_was_found_are_listed(review, tmp_path, monkeypatch):
    monkeypatch.setattr(
        test_cli.FakeRepairer,
        "alternatives",
        lambda *_: [PhraseReading("told", 0.5), PhraseReading("says", 0.25)],
        raising=False,
    )
    _, out, _ = review("/ said", "t", "2", "q", "y", text=GARBLED)
    assert "2 says, 25 %" in " ".join(out.split())
    assert (tmp_path / "a.txt").read_text().startswith("The Hill says: you can rail.")


def test_a_missing_file_is_told_before_a_missing_terminal(run):
    code, _, err = run("review", "missing.txt")
    assert (code, err) == (2, "repair: missing.txt: no such file or folder\n")


@pytest.mark.parametrize(("order", "told"), [("reading", "in reading order"), ("doubt", "the least sure first")])
def test_the_order_is_told(review, order, told):
    _, out, _ = review("Q", text=GARBLED, options=("--order", order))
    assert told in " ".join(out.split())


def test_open_questions_are_asked_about_before_writing(review, tmp_path):
    _, out, err = review("q", "n", "Q", text=GARBLED)
    question = "1 question is open. Write the answers, and leave the rest as it stands? y or n: "
    assert f"{question}Not written; the review goes on." in out
    assert err == "nothing written\n"
    assert not (tmp_path / JOURNAL).exists() or "y" not in err
    review("q", "y")
    assert (tmp_path / "a.txt").read_text() == "The Hill said: you can rail.\nA rail, a Rail, one rail.\n"


def test_leaving_a_finished_review_does_not_write(review, run, tmp_path):
    review("y", "q", text=GARBLED)
    run("undo", "a.txt")
    _, out, err = review("Q")
    assert (tmp_path / "a.txt").read_text() == GARBLED
    assert out.startswith("Resumed: 3 answers.\n")
    assert err.startswith("nothing written")
    review("q")
    assert (tmp_path / "a.txt").read_text() == "The Hill said: you can track.\nA track, a Rail, one track.\n"


def test_what_was_kept_is_not_asked_again_after_writing(review):
    review("s", "n", "y", "y", "q", text=GARBLED)
    _, out, _ = review("Q")
    assert out.startswith("Answers of the last review that hold here too: 1.\n")
    assert "1 question, 0 of them open" in out


def test_reviews_are_undone_one_by_one(review, run, tmp_path):
    review("s", "y", "n", "n", "q", text=GARBLED)
    first = (tmp_path / "a.txt").read_bytes()
    review("g 1", "y", "q")
    assert (tmp_path / "a.txt").read_bytes() != first
    assert run("undo", "a.txt")[0] == 0
    assert (tmp_path / "a.txt").read_bytes() == first
    assert run("undo", "a.txt")[0] == 0
    assert (tmp_path / "a.txt").read_text() == GARBLED


def test_a_changed_file_is_told_and_its_answers_find_their_places(review):
    review("s", "n", "n", "n", "Q", text=GARBLED)
    _, out, _ = review("Q", text="A new line.\n" + GARBLED.replace(", one rail", ""))
    told = "Resumed after a change: 2 answers found again, 1 no longer fit: what is open there is asked again."
    assert " ".join(out.split()).startswith(told)


def test_a_file_changed_meanwhile_is_not_overwritten(review, tmp_path, monkeypatch):
    from repair.cli.interview import plain

    asked = plain.run

    def meanwhile(state, *, on_step, **options):
        (tmp_path / "a.txt").write_text("Somebody else was here.\n")
        return asked(state, on_step=on_step, **options)

    monkeypatch.setattr(plain, "run", meanwhile)
    code, _, err = review("y", "q", text=GARBLED)
    assert code == 2
    assert "has been changed by another program since the review began; not written, the answers are kept" in err
    assert (tmp_path / "a.txt").read_text() == "Somebody else was here.\n"


def test_several_files_each_once(review, tmp_path):
    (tmp_path / "b.txt").write_text("one rail\n")
    code, out, err = review("y", "q", files=("a.txt", "b.txt", "./a.txt", "missing"), text=GARBLED)
    assert code == 2
    assert "4 places in 2 articles" in out
    assert "repair: missing: no such file or folder\n" in err
    assert ((tmp_path / "b.txt").read_text(), err.count("a.txt:")) == ("one track\n", 1)


def test_nothing_to_change(review):
    told = "a.txt: nothing to change; --anyway opens it, to mend words of your choice\n"
    assert review(text="fine\n") == (0, "", told)


def test_a_text_without_a_finding_is_opened_anyway(review, tmp_path):
    keys = ("y", "n", "1", "A", "K", "s", "l", "u", "j", "[", "w", "d", "e", "t", "O", "v", "g 1", "i", "h")
    code, out, _ = review(*keys, "/ fine", "e", "fire", "q", text="A fine one.\n", options=["--anyway"])
    assert code == 0
    assert "Nothing was found here." in out
    assert (tmp_path / "a.txt").read_text() == "A fire one.\n"


def test_a_link_a_folder_and_a_read_only_file_are_refused_at_once(review, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(GARBLED)
    (tmp_path / "link").symlink_to("a.txt")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(os, "access", lambda *_: False)
    code, out, err = review(files=("link", "folder", "pipe", "a.txt", "-"))
    assert (code, out) == (2, "")
    assert [line.partition(": ")[2] for line in err.splitlines()] == [
        "link: is a symbolic link; give the file that it points to",
        "folder: is a folder",
        "pipe: is no regular file",
        "a.txt: is read-only",
        "standard input: a review needs a file that it can write",
    ]


def test_a_second_review_is_kept_out(review, tmp_path):
    (tmp_path / "a.txt").write_text(GARBLED)
    with Lock([tmp_path / "a.txt"]):
        code, _, err = review()
        assert (code, err.endswith("a.txt: is open in another review\n")) == (2, True)


def test_a_damaged_journal_is_told_and_not_touched(review, tmp_path):
    review("y", "Q", text=GARBLED)
    (tmp_path / JOURNAL).write_text("no journal\n")
    code, _, err = review()
    assert (code, err.endswith("not a journal of repair; move it away to start anew\n")) == (2, True)
    assert (tmp_path / JOURNAL).read_text() == "no journal\n"


def test_what_the_encoding_lacks_is_refused_when_it_is_typed(review, tmp_path):
    text = "caf\xe9: a rail\r\n".encode("cp1252")
    code, out, _ = review("e \u4e2d", "e caf\xe9", "q", text=text)
    assert code == 0
    assert "Not done: a.txt: Windows-1252 has no place for U+4E2D" in out
    assert (tmp_path / "a.txt").read_bytes() == "caf\xe9: a caf\xe9\r\n".encode("cp1252")


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (b"\xef\xbb\xbfa rail\r\n", b"\xef\xbb\xbfa track\r\n"),
        (b"\xff\xfea\x00 \x00r\x00a\x00i\x00l\x00", b"\xff\xfea\x00 \x00t\x00r\x00a\x00c\x00k\x00"),
        (b"\xc3\xa9\xc3\xa9 \xff rail\r", b"\xc3\xa9\xc3\xa9 \xff track\r"),
        (b"a rail\nb\r\nc\r", b"a track\nb\r\nc\r"),
    ],
)
def test_encoding_mark_and_line_ends_stay(review, run, tmp_path, data, after):
    assert review("y", "q", text=data)[0] == 0
    assert (tmp_path / "a.txt").read_bytes() == after
    assert run("undo", "a.txt")[0] == 0
    assert (tmp_path / "a.txt").read_bytes() == data


def test_hostile_text_and_names_reach_no_terminal(review, run, tmp_path):
    name = "a\x1b[31m\u202eb.txt"
    (tmp_path / name).write_text("\x1b]0;owned\x07 \u202e [red]rail[/red] evil \x9b2J rail\n")
    code, out, err = review("w", "d", "v", "e \x1b[2J", "/ \x1b", "n", "k", "q", "y", files=(name,))
    assert code == 0
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out + err) == []
    assert "[red]" in out
    assert run("undo", name)[0] == 0
    assert re.findall("[\x00-\x09\x0b-\x1f]", run("undo", name)[2]) == []


def test_a_line_of_a_megabyte(review, tmp_path):
    code, out, _ = review("w", "y", "q", text="word " * 200_000 + "rail")
    assert (code, len(out) < 10_000) == (0, True)
    assert (tmp_path / "a.txt").read_bytes()[-6:] == b" track"


def test_bytes_that_are_no_text_are_refused(review):
    code, out, _ = review("e \udcff", "y", "q", text=GARBLED)
    assert code == 0
    assert "not in the encoding of this terminal" in out


def test_what_fails_while_asking_loses_nothing(review, tmp_path, monkeypatch):
    from repair.review.journal.writing import Journal

    record, failures = Journal.record, iter([False, True, False, False])

    def fails_once(self, *rest):
        if next(failures):
            raise JournalError("the journal cannot be written: no space left on device")
        record(self, *rest)

    monkeypatch.setattr(Journal, "record", fails_once)
    _, out, _ = review("y", "y", "q", text=GARBLED)
    assert "Not done: the journal cannot be written" in out
    assert "track" in (tmp_path / "a.txt").read_text()


def test_nothing_is_written_that_could_not_be_undone(review, tmp_path, monkeypatch):
    def fails(*_):
        raise JournalError("the old text cannot be kept for undo: no space left on device")

    monkeypatch.setattr(originals, "keep", fails)
    code, _, err = review("y", "q", text=GARBLED)
    assert (code, "cannot be kept for undo" in err) == (2, True)
    assert (tmp_path / "a.txt").read_text() == GARBLED


def test_what_is_learned_goes_to_the_user_dictionary_and_out_again(review, run, tmp_path):
    _, out, err = review("l", "Q", text=GARBLED)
    assert "learned as a word: rail" in out
    words = tmp_path / "config" / "repair" / "words.tsv"
    assert f"learned for good, in {words}: rail\n" in err
    assert run("words", "list")[1] == b"word  rail\n"
    _, out, err = review("u", "y g", "Q")
    assert out.startswith("Resumed: 3 answers.\n")  # revised with the dictionary of the start
    assert "rail → track, 3 places; learned." in out
    assert run("words", "list")[1] == "pair  rail → track\n".encode()
    review("u", "Q")
    assert run("words", "list")[1] == b""


def test_without_the_user_dictionary_nothing_is_learned_for_good(review, run):
    _, _, err = review("l", "Q", text=GARBLED, options=["--no-user-words"])
    assert "learned for this review only: rail\n" in err
    assert run("words", "list")[1] == b""


def test_unlearning_leaves_another_pair_of_the_word_alone(review, run):
    review("y g", "Q", text=GARBLED)
    run("words", "add", "--pair", "rail", "trail")
    review("u", "Q")
    assert run("words", "list")[1] == "pair  rail → trail\n".encode()


def test_what_cannot_be_learned_is_told_at_the_end(review, monkeypatch):
    from repair.user import files as user_files
    from repair.user.words import UserWordsError

    def fails(*_):
        raise UserWordsError("words.tsv: no space left on device")

    monkeypatch.setattr(user_files, "add", fails)
    _, _, err = review("l", "Q", text=GARBLED)
    assert "rail: words.tsv: no space left on device\n" in err


# Undo


def test_undo_refuses_a_file_that_was_changed_unless_forced(review, run, tmp_path):
    review("y", "q", text=GARBLED)
    (tmp_path / "a.txt").write_text("My own work.\n")
    code, _, err = run("undo", "a.txt")
    assert (code, "has been changed since the review; --force" in err) == (2, True)
    assert (tmp_path / "a.txt").read_text() == "My own work.\n"
    assert run("undo", "--force", "-q", "a.txt") == (0, b"", "")
    assert (tmp_path / "a.txt").read_text() == GARBLED
    assert run("undo", "a.txt")[0] == 0  # even that is undone
    assert (tmp_path / "a.txt").read_text() == "My own work.\n"


def test_undo_finds_a_file_that_was_moved(review, run, tmp_path):
    review("y", "q", text=GARBLED)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert run("undo", "b.txt")[0] == 0
    assert (tmp_path / "b.txt").read_text() == GARBLED


def test_a_damaged_original_is_refused(review, run, tmp_path):
    review("y", "q", text=GARBLED)
    after = (tmp_path / "a.txt").read_bytes()
    (kept,) = (tmp_path / "state" / "repair" / "originals").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    data = kept.read_bytes()
    for damaged in (data[:-1], b"", b"{}\n", b"[" * 100_000, data.replace(b'"version": 1', b'"version": 2')):
        kept.write_bytes(damaged)
        assert run("undo", "a.txt")[0] == 2
        assert (tmp_path / "a.txt").read_bytes() == after
    kept.unlink()
    kept.symlink_to("/etc/passwd")
    assert run("undo", "a.txt")[0] == 2


def test_originals_lie_beside_the_file_where_the_state_folder_cannot_be_written(review, run, tmp_path):
    (tmp_path / "state").write_text("no folder")
    assert review("y", "q", text=GARBLED)[0] == 0
    assert len(list(tmp_path.glob(".*.repair-original"))) == 1
    assert run("undo", "a.txt")[0] == 0
    assert (tmp_path / "a.txt").read_text() == GARBLED


def test_the_oldest_originals_go_first(tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "MOST_KEPT", 3)
    for number in range(5):
        originals.keep(tmp_path / "a", b"%d" % number, b"new %d" % number)
        for age, kept in enumerate(originals._kept()):
            del age
            os.utime(kept, ns=(number, kept.stat().st_mtime_ns // 10**9 or number))
    assert len(list(originals._kept())) == 3
    assert originals.find(tmp_path / "a", b"new 4").data == b"4"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(articles(), SEQUENCES, st.sampled_from(["utf-8", "utf-16-le"]))
def test_any_answers_then_undo_give_the_original_bytes(tmp_path, given_articles, sequence, encoding):
    texts = []
    for number, article in enumerate(given_articles):
        path = tmp_path / f"{number}.txt"
        data = article.text.encode(encoding)
        path.write_bytes(data)
        texts.append(Text(path.name, path, data, Source(article.text, encoding)))
    review = Review(texts, begin(given_articles))
    for action in sequence:
        review.act(action)
    assert review.write() == 0
    changed = [text.file for text in texts if text.path.read_bytes() != text.data]
    if changed:
        assert cli.main(["undo", "-q", *(str(tmp_path / name) for name in changed)]) == 0
    assert [text.data for text in texts] == [text.path.read_bytes() for text in texts]


# Replay


def test_a_journal_is_replayed_without_a_terminal(review, run, tmp_path):
    review("s", "n", "e trail", "y", "Q", text=GARBLED)
    code, out, err = run("review", "--replay", JOURNAL, "a.txt")
    assert (code, out) == (0, b"")
    after = "The Hill said: you can rail.\nA trail, a Rail, one track.\n"
    assert (tmp_path / "a.txt").read_text() == after
    assert "2 answers of yours written, 1 left as it stands" in err
    assert run("undo", "a.txt")[0] == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.txt").write_text("Title\n\n" + GARBLED)  # another machine, and the text has changed, too
    assert run("review", "--replay", JOURNAL, "elsewhere/a.txt")[0] == 0
    assert (elsewhere / "a.txt").read_text() == "Title\n\n" + after


def test_a_replay_tells_answers_that_no_longer_fit(review, run, tmp_path):
    review("s", "n", "y", "y", "Q", text=GARBLED)
    (tmp_path / "a.txt").write_text("Nothing of it is left.\n")
    code, _, err = run("review", "--replay", JOURNAL, "a.txt")
    assert (code, err.splitlines()[0]) == (
        1,
        "3 answers of the journal no longer fit: what is open there stays open",
    )


def test_a_replay_for_another_file_is_refused(review, run, tmp_path):
    review("y", "Q", text=GARBLED)
    (tmp_path / "b.txt").write_text("one rail\n")
    code, _, err = run("review", "--replay", JOURNAL, "b.txt")
    assert (code, err) == (2, f"repair: {JOURNAL}: has no answers to b.txt\n")


# The real program, killed

ARTICLE = """Ferry harbour volition shut for a twelvemonth

The council aforesaid on Monday that the old ferry testament stop in May, oregon perhaps June. Yous tin yet walk \
across the span, but the auto traffic must locomote around the hill.

"We desire to rest open," said the mayor, Tobias Renner, who caput the council. "Mass volition complain, oregon they \
volition not; inwards the end we had to take." He rail against the newspaper, which printed that the plan testament \
price $6.3 million.

Shop owners inwards the harbour are not pleased. Business has been slow since the novel mall opened astatine the edge \
of the metropolis. Marguerite Osei, who sells leger and paper, aforesaid she had counted fewer than forty customers on \
most days this wintertime.
"""


class Program:
    """The installed command at a terminal of its own."""

    def __init__(self, folder, *args):
        self.master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(Path(cli.__file__).parents[2])}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "repair", *args],
            cwd=folder,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.said = ""
        STARTED.append(self.process)

    def until(self, text, times=1):
        """Read until a text was said so many times; return all that was said."""
        end = time.monotonic() + 60
        while self.said.count(text) < times:
            if time.monotonic() > end:
                pytest.fail(f"{text!r} was not said in a minute: {self.said[-2000:]}")
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.said += os.read(self.master, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
                except OSError:
                    break
        return self.said

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self, *, kill=False):
        if kill:
            os.kill(self.process.pid, signal.SIGKILL)
        code = self.process.wait(60)
        os.close(self.master)
        return code


PROMPT = "Answer, or ? for help: "
STARTED: list[subprocess.Popen] = []


@pytest.fixture(autouse=True)
def _ended():
    """No program outlives its test."""
    yield
    while STARTED:
        process = STARTED.pop()
        process.kill()
        process.wait()


@pytest.fixture
def real(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE)
    return tmp_path


def test_the_screen_ends_with_its_terminal(real):
    """Without a controlling terminal nobody sends a hang-up signal."""
    program = Program(real, "review", "a.txt")
    program.until("Question 1 of ")
    program.type("n")
    program.until("Question 2 of ")
    os.close(program.master)
    program.process.wait(60)
    program = Program(real, "review", "a.txt")
    program.until("Question 2 of ")
    program.until("resumed: 1 answer")


def test_killed_in_the_middle_it_goes_on_at_the_same_question(real):
    program = Program(real, "review", "--plain", "a.txt")
    program.until(PROMPT)
    program.type("n\n")
    program.until(PROMPT, 2)
    program.type("y\n")
    before = program.until(PROMPT, 3)
    assert program.end(kill=True) == -signal.SIGKILL
    card = before.rsplit("\n\n", 1)[1].removesuffix(PROMPT)
    program = Program(real, "review", "--plain", "a.txt")
    after = program.until(PROMPT)
    assert "Resumed: 2 answers." in after
    assert card == after.rsplit("\n\n", 1)[1].removesuffix(PROMPT)
    program.type("A\n")
    program.until(PROMPT, 2)
    program.type("q\n")
    program.until("Write the answers, and leave the rest as it stands?")
    program.type("y\n")
    program.until("gives the old text back")
    assert program.end() == 0
    after = (real / "a.txt").read_text()
    assert "The council said on Monday that the old ferry will stop in May, or perhaps June." in after
    done = subprocess.run(
        [sys.executable, "-m", "repair", "undo", "a.txt"],
        cwd=real,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == "a.txt: The file is as it was before the review.\n"
    assert (real / "a.txt").read_text() == ARTICLE
    replay = ["review", "--replay", JOURNAL, "a.txt"]
    assert Program(real, *replay).end() == 0
    assert (real / "a.txt").read_text() == after


def test_the_screen_is_killed_and_goes_on(real):
    program = Program(real, "review", "a.txt")
    program.until("Question 1 of ")
    program.type("n")
    program.until("Question 2 of ")
    assert program.end(kill=True) == -signal.SIGKILL
    program = Program(real, "review", "a.txt")
    program.until("Question 2 of ")
    assert "Question 1 of" not in program.until("resumed: 1 answer")
    program.type("Q")
    program.until("nothing written; your answers are kept")
    assert program.end() == 0
    assert (real / "a.txt").read_text() == ARTICLE


def test_forty_five_edits_take_fifteen_keys_and_survive_a_kill(tmp_path):
    """Series: the same change is one question, and what was answered before the kill is not asked again."""
    towns = ("Harlow", "Leeds", "York", "Derby", "Bath", "Dover", "Truro", "Ripon", "Wells")
    line = (
        "The mayor of {} said on Monday that yous tin cross the river astatine no cost, "
        "and that the council testament open the bridge inwards May."
    )
    good = line.replace("yous tin", "you can").replace("astatine", "at").replace("testament", "will")
    last = "The comittee of the port has recieved the report, and the goverment will publish it."
    (tmp_path / "a.txt").write_text("\n\n".join([*map(line.format, towns), last]))
    arguments = ("review", "--apply-at", "1", "--no-user-words", "a.txt")
    keys = 0
    program = Program(tmp_path, *arguments)
    for question in range(1, 5):
        program.until(f"Question {question} of 8")
        program.type("a")
        keys += 1
    program.until("Question 5 of 8")
    assert program.end(kill=True) == -signal.SIGKILL
    program = Program(tmp_path, *arguments)
    program.until("Question 5 of 8")
    assert "Question 4 of 8" not in program.until("resumed: ")
    for question in range(5, 9):
        program.until(f"Question {question} of 8")
        program.type("a")
        keys += 1
    program.type("q")
    keys += 1
    program.until("gives the old text back")
    assert program.end() == 0
    assert keys <= 15
    mended = last.replace("comittee", "committee").replace("recieved", "received").replace("goverment", "government")
    good = good.replace("inwards", "in")
    assert (tmp_path / "a.txt").read_text() == "\n\n".join([*map(good.format, towns), mended])
