"""The journal: what is written, damage of every kind, locks, where it lies, resuming after a kill."""

import json
import os
import stat
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repair.review import actions as do
from repair.review.agenda import Article
from repair.review.answers import Answer, Learn
from repair.review.journal.events import action_from_json, action_to_json
from repair.review.journal.lines import MOST_BYTES, JournalError, event_line, event_of, header_line, parse
from repair.review.journal.resume import dictionary_to_revise_with, resume
from repair.review.journal.storage import Lock, find, locations, read_journal, state_folder
from repair.review.journal.writing import open_review
from repair.review.results import written
from repair.review.session import step
from repair.review.state import begin
from repair.user.words import Entry
from tests.reviews import article, harbour

STEPS = (do.Take(), do.Next(), do.Type("chase \u2028"[:-1]), do.LearnWord(), do.Undo(), do.Previous())


def written_journal(steps=STEPS, articles=None):
    state, lines, anchored = begin(articles or harbour()), [], set()
    for action in steps:
        made = step(state, action)
        event = event_of(state, action, made, anchored=anchored)
        anchored |= set(event.anchors)
        lines.append(event_line(len(lines) + 1, event))
        state = made.state
    return header_line(state.inventory, program="0.1.0") + b"".join(lines), state


GONE = object()


def summed(line, **changes):
    """The line with some fields replaced, or left out where GONE, and a right checksum."""
    values = json.loads(line)
    del values["sum"]
    values.update(changes)
    values = {name: value for name, value in values.items() if value is not GONE}
    body = json.dumps(values, separators=(",", ":"))[:-1].encode()
    return body + b',"sum":"%08x"}' % zlib.crc32(body)


DATA, STATE = written_journal()
LINES = DATA.splitlines()


def joined(lines):
    return b"\n".join(lines) + b"\n"


# What is in it


def test_header_binds_to_articles_and_edits():
    header = json.loads(LINES[0])
    assert ("repair journal", 1, "0.1.0") == (header["format"], header["version"], header["program"])
    one = harbour()[0]
    row = header["articles"][0]
    assert (one.name, one.sha256, len(one.text), 6) == (row["name"], row["sha256"], row["length"], row["edits"])


def test_a_line_has_the_action_and_an_anchor_for_each_place():
    line = json.loads(LINES[1])
    assert ("take", None, 1) == (line["do"], line["scope"], line["n"])
    anchors = {row[0]: row[1:] for row in line["anchors"]}
    before, after = " ferries testament sail. ", " so they said.\nThe police rail him; you "
    start = harbour()[0].text.index("Oregon")
    assert [0, start, "Oregon", ("Boats oregon" + before)[-40:], after[:40], "Or", "spin"] == anchors[2]
    assert json.loads(LINES[5])["unlearned"] == [["word", "tin", ""]] == json.loads(LINES[4])["learned"]


def test_lines_are_plain_ascii():
    data, _ = written_journal([do.Type("\x1b]0;\u202e\udc80\u00e9", "place")])
    assert data.isascii()
    assert b"\x1b" not in data
    record = parse(data)
    assert "\x1b]0;\u202e\udc80\u00e9" == record.events[0].action.text


# Damage


@pytest.mark.parametrize("cut", range(1, len(LINES[-1]) + 1, 7))
def test_a_torn_last_line_is_left_out(cut):
    record = parse(DATA[:-cut])
    assert len(STEPS) - 1 == len(record.events)
    assert len(DATA) - len(LINES[-1]) - 1 == record.sound_bytes


def test_a_torn_header_is_an_empty_journal():
    for cut in range(len(LINES[0]) + 1):
        assert parse(DATA[:cut]) is None


@given(st.integers(0, len(DATA) - 2), st.integers(1, 255))
def test_a_changed_byte_is_always_noticed(place, by):
    damaged = bytearray(DATA)
    damaged[place] ^= by
    try:
        record = parse(bytes(damaged))
    except JournalError as error:
        assert "\n" not in str(error)
    else:
        # Only the line feed before the last line can go without notice: both lines are a torn one then.
        assert record is None or len(record.events) < len(STEPS)
        assert place == len(DATA) - len(LINES[-1]) - 2 or damaged[place] == ord("\n")


@given(st.binary(max_size=200) | st.builds(lambda tail: LINES[0] + b"\n" + tail, st.binary(max_size=200)))
def test_any_bytes_are_read_or_refused(data):
    try:
        parse(data)
    except JournalError as error:
        assert "\n" not in str(error)


FOREIGN = {
    "other text": b"Dear diary,\n",
    "other JSON": b'{"format":"repair plan","version":1}\n',
    "empty line": b"\n",
    "zeros": b"\0" * 100,
    "no end": b"x" * 100,
}


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_is_refused(data):
    with pytest.raises(JournalError, match="^not a journal of repair$"):
        parse(data)


BAD_HEADERS = {
    "newer": ({"version": 2}, "journal of version 2; this release reads 1: update repair"),
    "version": ({"version": "1"}, "damaged journal: line 1: version"),
    "program": ({"program": 3}, "damaged journal: line 1: program"),
    "articles": ({"articles": {}}, "damaged journal: line 1: articles"),
    "article": ({"articles": [3]}, "damaged journal: line 1: articles"),
    "name": ({"articles": [{"name": None}]}, "damaged journal: line 1: name"),
    "digest": ({"articles": [{"name": "", "sha256": "../../x"}]}, "damaged journal: line 1: sha256"),
    "length": (
        {"articles": [{"name": "", "sha256": "0" * 64, "length": -1}]},
        "damaged journal: line 1: length",
    ),
}


@pytest.mark.parametrize(("changes", "message"), BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_a_bad_header_is_refused(changes, message):
    with pytest.raises(JournalError) as caught:
        parse(joined([summed(LINES[0], **changes), *LINES[1:]]))
    assert message == str(caught.value)


BAD_LINES = {
    "action": ({"do": "format disk"}, "no known action"),
    "no action": ({"do": []}, "no known action"),
    "field": ({"more": 1}, "fields of the action take"),
    "fields": ({"do": "choose"}, "fields of the action choose"),
    "scope": ({"scope": "galaxy"}, "scope"),
    "number": ({"n": 2}, "lines are missing before it"),
    "bool": ({"n": True}, "n"),
    "stands": ({"stands": 9}, "place"),
    "stands nowhere": ({"stands": -2}, "place"),
    "changed": ({"changed": 3}, "changed"),
    "changed place": ({"changed": [[None, [9]]]}, "place"),
    "answer": ({"changed": [[["take", "x"], [0]]]}, "answer"),
    "verb": ({"changed": [[["rm", "x", "run"], [0]]]}, "verb"),
    "text": ({"changed": [[["take", 1, "run"], [0]]]}, "text"),
    "anchors": ({"anchors": [[0]]}, "anchors"),
    "anchor's article": ({"anchors": [[0, 2, 0, "", "", "", "", "spin"]]}, "anchors"),
    "anchor's kind": ({"anchors": [[0, 0, 0, "", "", "", "", "magic"]]}, "kind"),
    "long context": ({"anchors": [[0, 0, 0, "", "x" * 41, "", "", "spin"]]}, "anchors"),
    "no anchor": ({"anchors": GONE}, "a place without its anchor"),
    "entry": ({"learned": [["word", "two words", ""]]}, "entry"),
    "entry's kind": ({"learned": [["verb", "x", ""]]}, "entry"),
}


@pytest.mark.parametrize(("changes", "message"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_refused_by_its_number(changes, message):
    with pytest.raises(JournalError) as caught:
        parse(joined([LINES[0], summed(LINES[1], **changes), *LINES[2:]]))
    assert str(caught.value).startswith(f"damaged journal: line 2: {message}")


def test_lines_that_are_missing_or_swapped_are_noticed():
    for lines in (LINES[:2] + LINES[3:], [LINES[0], LINES[2], LINES[1], *LINES[3:]], [LINES[0], *LINES[2:]]):
        with pytest.raises(JournalError, match="lines are missing before it"):
            parse(joined(lines))


def test_deep_nesting_is_refused():
    deep = b'{"n":1,"do":' + b"[" * 100_000
    line = deep + b',"sum":"%08x"}' % zlib.crc32(deep)
    with pytest.raises(JournalError, match="line 2: no JSON"):
        parse(LINES[0] + b"\n" + line + b"\n")


def test_what_is_too_large_is_refused():
    with pytest.raises(JournalError, match="larger than 64 MB"):
        parse(b"x" * (MOST_BYTES + 1))


# On the disk


@pytest.fixture(autouse=True)
def state_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def files(tmp_path):
    """Two files and their articles."""
    made = []
    for one in harbour():
        path = tmp_path / "texts" / Path(one.name).name
        path.parent.mkdir(exist_ok=True)
        path.write_text(one.text)
        made.append((path, Article(str(path), one.revision)))
    return tuple(zip(*made, strict=True))


def start(files, known=()):
    paths, articles = files
    found = find(paths, [one.name for one in articles])
    return open_review(paths, articles, found, known=known, program="0.1.0")


def state_after(files):
    """Where the review goes on, looked at only."""
    resumed, journal = start(files)
    journal.close()
    return resumed.state


def go(state, journal, *steps):
    for action in steps:
        made = step(state, action)
        journal.record(state, action, made)
        state = made.state
    return state


def test_a_review_goes_on_where_it_stopped(files):
    resumed, journal = start(files)
    assert ("", None) == (resumed.notice, resumed.replayed)
    state = go(resumed.state, journal, *STEPS)
    journal.close()
    again, journal = start(files)
    assert state == again.state
    assert "resumed: 5 answers" == again.notice
    state = go(again.state, journal, do.Undo(), do.Redo(), do.Keep("good"))
    journal.close()
    third, journal = start(files, known=state.entries)
    assert state == third.state
    assert (Learn(Entry("word", "tin")),) == third.effects
    journal.discard()
    assert [] == find(files[0], [one.name for one in files[1]])


def test_the_last_effect_is_told_again(files):
    resumed, journal = start(files)
    go(resumed.state, journal, do.LearnWord(), do.Next())
    journal.close()
    again, journal = start(files)  # killed before the dictionary was written
    journal.close()
    assert (Learn(Entry("word", "oregon")),) == again.effects


def test_it_lies_beside_the_first_file_and_is_private(files):
    resumed, journal = start(files)
    journal.close()
    assert files[0][0].with_name(".one.txt.repair-journal") == journal.path
    assert 0o600 == stat.S_IMODE(journal.path.stat().st_mode)
    assert resumed.state.inventory.articles == files[1]
    assert ["one.txt", "two.txt"] == sorted(p.name for p in files[0][0].parent.iterdir() if p.suffix == ".txt")
    assert 3 == len(list(files[0][0].parent.iterdir()))


def test_a_torn_line_is_cut_off_before_going_on(files):
    resumed, journal = start(files)
    state = go(resumed.state, journal, do.Take())
    journal.close()
    with journal.path.open("ab") as stream:
        stream.write(b'{"n":2,"do":"ke')
    again, journal = start(files)
    assert state == again.state
    state = go(again.state, journal, do.Keep())
    journal.close()
    assert state == state_after(files)


def test_a_folder_that_cannot_be_written(files, monkeypatch):
    folder, access = files[0][0].parent, os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder and access(path, mode))
    resumed, journal = start(files)
    state = go(resumed.state, journal, do.Take())
    journal.close()
    assert state_folder() == journal.path.parent
    assert state == state_after(files)


def test_nowhere_to_write(files, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(JournalError, match="neither beside the file nor in the state folder"):
        start(files)


def test_a_full_disk_leaves_the_journal_sound(files, monkeypatch):
    resumed, journal = start(files)
    state = go(resumed.state, journal, do.Take())
    written = os.write

    def half(descriptor, data):
        written(descriptor, bytes(data)[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(JournalError, match="no space left on device"):
        go(state, journal, do.Keep())
    monkeypatch.undo()
    journal.close()
    assert state.answers == parse_answers(journal.path)


def parse_answers(path):
    answers = {}
    for event in read_journal(path).events:
        answers.update(event.changed)
    return answers


def test_a_long_name(tmp_path):
    beside, _ = locations(tmp_path / ("x" * 250))
    assert len(beside.name) < 255
    assert beside != locations(tmp_path / ("x" * 249))[0]


def test_a_damaged_journal_is_not_overwritten(files):
    place = locations(files[0][0])[0]
    place.write_bytes(b"Dear diary,\n")
    with pytest.raises(JournalError) as caught:
        start(files)
    assert f"{place}: not a journal of repair" == str(caught.value)
    assert b"Dear diary,\n" == place.read_bytes()


def test_no_link_and_no_pipe_is_followed(files, tmp_path):
    place = locations(files[0][0])[0]
    place.symlink_to(tmp_path / "victim")
    with pytest.raises(JournalError):
        start(files)
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(JournalError, match="not a journal"):
        start(files)


def test_the_newest_sound_one_wins(files):
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take())
    journal.close()
    beside, apart = locations(files[0][0])
    apart.parent.mkdir(parents=True)
    apart.write_bytes(beside.read_bytes())
    resumed, journal = start(files)
    assert beside == journal.path or apart == journal.path
    state = go(resumed.state, journal, do.Keep())
    journal.close()
    older = apart if journal.path == beside else beside
    os.utime(older, ns=(1, 1))
    assert state == state_after(files)
    older.write_bytes(b"nonsense\n")  # the newest, but not sound
    assert state == state_after(files)


def test_one_of_two_files_alone_and_both_again(files):
    paths, articles = files
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take(), do.GoToPlace(8), do.Keep("place"))
    journal.close()
    both = journal.path
    os.utime(both, ns=(0, both.stat().st_mtime_ns - 10**9))  # the clock of a disk has ticks of some milliseconds
    alone, journal = start((paths[1:], articles[1:]))
    assert {1: Answer("take", "or", "run"), 2: Answer("keep", "tin", "place")} == alone.state.answers
    assert "resumed after a change: 2 answers found again" == alone.notice
    go(alone.state, journal, do.GoToPlace(2), do.Type("box", "place"))
    journal.close()
    assert both != journal.path
    again, journal = start(files)
    journal.close()
    assert {0: "or", 2: "Or", 5: "or", 7: "or", 8: "box"} == {p: a.text for p, a in again.state.answers.items()}


def test_the_first_alone_does_not_overwrite_the_answers_to_the_second(files):
    paths, articles = files
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take())
    journal.close()
    alone, second = start((paths[:1], articles[:1]))
    go(alone.state, second, do.Keep())
    second.close()
    assert ".one.txt.2.repair-journal" == second.path.name
    assert 4 == len(parse_answers(journal.path))


def test_to_look_loses_nothing(files):
    """The same files with other edits: the old journal stays until something is answered."""
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take())
    journal.close()
    old = journal.path.read_bytes()
    paths, articles = files
    bare = tuple(Article(one.name, article("", one.text).revision) for one in articles)
    other, journal = start((paths, bare))
    lost = "4 no longer fit: what is open there is asked again"
    assert f"resumed after a change: 0 answers found again, {lost}" == other.notice
    go(other.state, journal, do.Next(), do.ShowApplied(True))
    journal.close()
    assert old == journal.path.read_bytes()


def test_what_was_restored_is_the_first_event_of_the_new_journal(files):
    paths, articles = files
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take(), do.GoToPlace(3))
    journal.close()
    moved = Article(articles[0].name, prefixed(harbour()[0].revision, "A line more.\n"))
    resumed, journal = start((paths, (moved, articles[1])))
    assert "resumed after a change: 4 answers found again" == resumed.notice
    assert 3 == resumed.state.at
    state = go(resumed.state, journal, do.Keep("place"))
    journal.close()
    again, journal = start((paths, (moved, articles[1])))
    journal.close()
    assert state == again.state
    assert {} == step(step(state, do.Undo()).state, do.Undo()).state.answers


def prefixed(revision, text):
    from dataclasses import replace

    edits = tuple(replace(edit, start=edit.start + len(text), end=edit.end + len(text)) for edit in revision.edits)
    return replace(revision, original=text + revision.original, edits=edits)


def test_a_copy_of_a_file_has_answers_of_its_own(files, tmp_path):
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take())
    journal.close()
    copy = tmp_path / "texts" / "copy.txt"
    copy.write_bytes(files[0][0].read_bytes())
    assert {} == state_after(((copy,), (Article(str(copy), files[1][0].revision),))).answers


def test_a_file_moved_with_its_journal_keeps_its_answers(files, tmp_path):
    resumed, journal = start(files)
    go(resumed.state, journal, do.Take())
    journal.close()
    folder = files[0][0].parent.rename(tmp_path / "elsewhere")
    paths = tuple(folder / path.name for path in files[0])
    moved = tuple(Article(str(path), one.revision) for path, one in zip(paths, files[1], strict=True))
    assert {0, 2, 5, 7} == set(state_after((paths, moved)).answers)


def test_texts_are_revised_with_the_dictionary_of_the_start(files):
    resumed, journal = start(files)
    state = go(resumed.state, journal, do.LearnWord())
    journal.close()
    records = [kept.record for kept in find(files[0], [one.name for one in files[1]])]
    texts = [(one.name, one.text) for one in files[1]]
    assert frozenset() == dictionary_to_revise_with(texts, records, state.entries)
    assert state.entries == dictionary_to_revise_with(texts[:1], records, state.entries)
    assert state.entries == dictionary_to_revise_with(
        [(name, text + "!") for name, text in texts], records, state.entries
    )
    assert state.entries == dictionary_to_revise_with(texts, [], state.entries)


def test_a_reading_with_a_line_end_is_restored():
    """The program may propose one; only typed texts may have none."""
    one = article("/a", "Con- {firmed|new\nline|0.5} {tin|can|0.5}")
    data, _ = written_journal([do.Take(), do.Keep()], [one])
    other = article("/a", "Con- {firmed|new\nline|0.6} {tin|can|0.5}")
    resumed = resume([other], [parse(data)])
    assert ({0: "new\nline", 1: "tin"}, 0) == ({p: a.text for p, a in resumed.state.answers.items()}, resumed.lost)


def test_a_journal_for_nobody_is_refused(tmp_path):
    with pytest.raises(JournalError, match="cannot be read: no such file"):
        read_journal(tmp_path / "none")
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(JournalError, match="an empty journal"):
        read_journal(tmp_path / "empty")


def test_a_replay_that_goes_elsewhere_falls_back_to_the_answers():
    """A release whose steps differ must not answer other places than the reader did."""
    line = json.loads(LINES[1])
    near = [row for row in line["anchors"] if row[0] in (0, 4)]
    moved = summed(LINES[1], changed=[[line["changed"][0][0], [0]]], anchors=near)
    record = parse(joined([LINES[0], moved]))
    resumed = resume(harbour(), [record])
    assert resumed.replayed is None
    assert {0: "or"} == {place: answer.text for place, answer in resumed.state.answers.items()}


# Locks


HOLD = """
import sys, time
from pathlib import Path
from repair.review.journal.storage import Lock
with Lock([Path(name) for name in sys.argv[1:]]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_review_is_kept_out_until_the_first_is_gone(files):
    pytest.importorskip("fcntl")
    paths = [str(path) for path in files[0]]
    with subprocess.Popen([sys.executable, "-c", HOLD, *paths], stdout=subprocess.PIPE, text=True) as holder:
        assert "held\n" == holder.stdout.readline()
        with pytest.raises(JournalError, match="two.txt: is open in another review"):
            Lock([files[0][1]])
        holder.kill()
        holder.wait()
    with Lock(files[0]) as lock:
        lock.release()


def test_a_lock_of_what_is_not_there(tmp_path):
    with pytest.raises(JournalError, match="none: no such file"):
        Lock([tmp_path / "none"])


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.reviews import harbour
from repair.review import actions as do
from repair.review.agenda import Article
from repair.review.session import step
from repair.review.journal.storage import find
from repair.review.journal.writing import open_review
paths = [Path(name) for name in sys.argv[1:]]
articles = [Article(str(path), one.revision) for path, one in zip(paths, harbour())]
resumed, journal = open_review(paths, articles, [], known=[], program="0.1.0")
state = resumed.state
for action in (do.Take(), do.Next(), do.Keep("place"), do.Previous()):
    made = step(state, action)
    journal.record(state, action, made)
    state = made.state
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_at_any_point_it_goes_on_at_the_same_card(files):
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", KILLED, *map(str, files[0])], cwd=root, check=False)
    state = begin(files[1])
    for action in (do.Take(), do.Next(), do.Keep("place"), do.Previous()):
        state = step(state, action).state
    assert state == state_after(files)


# Words for which nothing was proposed

CALM_MARKED = "A boat sails. The Boat {tin|can|0.5} sail, boats do. One boat."
CALM = article("/calm.txt", CALM_MARKED)
MENDED = (do.Mend(0, 2, 6, "ship"), do.Take(), do.Take(), do.Mend(0, 14, 17, "That"))


def test_mended_words_are_replayed():
    data, state = written_journal(MENDED, [CALM])
    again = resume([CALM], [parse(data)])
    assert again.replayed is not None
    assert written(state, 0) == written(again.state, 0) == "A ship sails. That Boat can sail, boats do. One boat."


def test_mended_words_find_their_places_in_a_changed_text():
    data, _ = written_journal(MENDED, [CALM])
    changed = article(
        "/calm.txt", "New: a boat. A boat sails. The Boat {tin|can|0.5} sail, boats do. One boat. At last."
    )
    again = resume([changed], [parse(data)])
    assert (3, 0) == (again.restored, again.lost)
    assert "New: a boat. A ship sails. That Boat can sail, boats do. One boat. At last." == written(again.state, 0)


def test_a_restored_word_is_replayed_and_one_that_has_gone_is_told():
    data, _ = written_journal(MENDED, [CALM])
    changed = article("/calm.txt", "A {tin|can|0.5} of something else.")
    again = resume([changed], [parse(data)])
    assert 0 < again.lost
    assert changed.text == written(again.state, 0) or again.restored
    moved = article("/calm.txt", "Now: A boat sails. The Boat {tin|can|0.5} sail, boats do. One boat.")
    first = resume([moved], [parse(data)])
    event = event_of(first.start, first.restore, step(first.start, first.restore))
    second = parse(header_line(first.state.inventory, program="0.1.0") + event_line(1, event))
    assert written(first.state, 0) == written(resume([moved], [second]).state, 0)


def test_a_restore_of_release_0_1_is_read():
    values = action_to_json(do.Restore(()))
    del values["chosen"]
    assert do.Restore(()) == action_from_json(values)
