"""The user dictionary: two files, read carefully, written whole; what it settles in a text."""

from __future__ import annotations

import pickle
import stat
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import repair
from repair.cli import main
from repair.text import tokens
from repair.user import files as user_files
from repair.user.overrides import Overrides
from repair.user.words import Entry, UserWords, UserWordsError, entry_refused

WORD, NAME, PAIR = Entry("word", "plogging"), Entry("name", "Holday Inn"), Entry("pair", "tin", "can")
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20).map(str.strip)
ENTRIES = st.one_of(
    st.builds(lambda text: Entry("word", text), TEXTS),
    st.builds(lambda text: Entry("name", text), TEXTS),
    st.builds(lambda text, intended: Entry("pair", text, intended), TEXTS, TEXTS),
).filter(lambda entry: not entry_refused(entry))


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A place of its own for both files; the current folder is a project's."""
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(project)
    return tmp_path


@pytest.fixture(params=["words.tsv", ".repair.toml"])
def path(request, tmp_path):
    return tmp_path / "folder" / request.param


# Files


def test_entries_go_in_and_out(path):
    for entry in (WORD, NAME, PAIR):
        assert user_files.add(entry, path)
        assert not user_files.add(entry, path)
    assert {WORD, NAME, PAIR} == set(user_files.entries_of(path))
    assert user_files.remove(Entry("pair", "TIN"), path)
    assert not user_files.remove(PAIR, path)
    assert not user_files.remove(Entry("name", "holday inn"), path), "names go by their capitals"
    assert {WORD, NAME} == set(user_files.entries_of(path))


def test_another_meaning_of_a_pair_takes_its_place(path):
    user_files.add(PAIR, path)
    assert user_files.add(Entry("pair", "Tin", "could"), path)
    assert (Entry("pair", "Tin", "could"),) == user_files.entries_of(path)


@given(entries=st.lists(ENTRIES, max_size=6))
@pytest.mark.parametrize("name", ["words.tsv", ".repair.toml"])
def test_what_is_written_is_read_again(tmp_path_factory, name, entries):
    path = tmp_path_factory.mktemp("words") / name
    expected = {}
    for entry in entries:
        user_files.add(entry, path)
        expected[entry.key] = expected.get(entry.key, entry)
        if expected[entry.key].intended != entry.intended:
            expected[entry.key] = entry
    assert set(expected.values()) == set(user_files.entries_of(path))
    for entry in entries:
        user_files.remove(entry, path)
    assert () == user_files.entries_of(path)


def test_comments_and_layout_stay(tmp_path):
    project = tmp_path / ".repair.toml"
    project.write_text('# ours\n[other]\nkept = 1  # too\n\n[words]\nwords = [\n  "fintech",  # a trade\n]\n')
    user_files.add(WORD, project)
    user_files.add(PAIR, project)
    text = project.read_text()
    assert "# ours\n" in text
    assert "kept = 1  # too" in text
    assert '"fintech",  # a trade' in text
    own = tmp_path / "words.tsv"
    own.write_text("# mine\n\nword\tfintech\n# end\n")
    user_files.add(WORD, own)
    user_files.remove(Entry("word", "fintech"), own)
    assert own.read_text() == "# mine\n\n# end\nword\tplogging\n"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("words.tsv", "word\tgood\nwort\tbad\n", r"words.tsv, line 2: not word, name or pair"),
        ("words.tsv", "pair\tonly one\n", "line 1: not word, name or pair and two texts"),
        ("words.tsv", "word\ttwo words\n", "line 1: several words cannot be learned as one"),
        ("words.tsv", "name\tan \x1b[31mescape\n", "line 1: line ends, tabs and hidden characters"),
        ("words.tsv", "word\t" + "x" * 201 + "\n", "line 1: longer than 200"),
        ("words.tsv", "word\t\0\n", "not a text"),
        (".repair.toml", "[words\n", r"\.repair\.toml: .*line 1"),
        (".repair.toml", "[words]\nwords = 'plogging'\n", "words: not a list"),
        (".repair.toml", "[words]\nwords = [1]\n", "words: not a list"),
        (".repair.toml", "[words]\nwrods = []\n", "may hold words, names and pairs"),
        (".repair.toml", "words = 3\n", "may hold words, names and pairs"),
        (".repair.toml", "[words]\npairs = ['tin']\n", "pairs: not a table"),
        (".repair.toml", "[words.pairs]\ntin = 'tin'\n", "pair “tin”: a pair needs two different texts"),
        (".repair.toml", "[words]\nnames = " + "[" * 5000, r"\.repair\.toml: "),
    ],
)
def test_a_damaged_file_is_told(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text)
    for use in (user_files.entries_of, lambda path: user_files.add(WORD, path)):
        with pytest.raises(UserWordsError, match=message):
            use(path)
    assert path.read_text() == text


def test_a_file_without_end_is_refused(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("# long\n" * (user_files.MOST_BYTES // 6))
    with pytest.raises(UserWordsError, match="larger than 5 MB"):
        user_files.entries_of(path)


def test_a_read_only_file_is_told(path):
    user_files.add(WORD, path)
    path.chmod(stat.S_IREAD)
    path.parent.chmod(stat.S_IREAD | stat.S_IEXEC)
    try:
        if path.stat().st_uid == 0:
            pytest.skip("root writes everywhere: NOT CHECKED")
        with pytest.raises(UserWordsError, match="read-only"):
            user_files.add(NAME, path)
    finally:
        path.parent.chmod(stat.S_IRWXU)


# Which files


def test_the_project_wins(home):
    user_files.add(Entry("pair", "tin", "box"), user_files.user_file())
    user_files.add(Entry("word", "Virago"), user_files.user_file())
    user_files.add(PAIR, home / "project" / ".repair.toml")
    user_files.add(Entry("pair", "virago", "Amazon"), home / "project" / ".repair.toml")
    words = user_files.read_all()
    assert {"tin": "can", "virago": "Amazon"} == words.pairs
    assert frozenset() == words.words


def test_the_project_file_is_the_nearest_above_and_no_higher_than_the_repository(home, monkeypatch):
    inner = home / "project" / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    user_files.add(WORD, home / ".repair.toml")
    assert user_files.project_file() is None
    user_files.add(WORD, home / "project" / ".repair.toml")
    assert user_files.project_file() == home / "project" / ".repair.toml"
    user_files.add(WORD, inner.parent / ".repair.toml")
    assert user_files.project_file() == inner.parent / ".repair.toml"


@pytest.mark.usefixtures("home")
def test_no_file_is_no_entry():
    assert UserWords() == user_files.read_all()


# What it settles


def settled(text, **options):
    options = {"names": (), "ignore": (), "pairs": {}, **options}
    found, edits = Overrides(**options, forms_of=tokens.forms_of).find(tokens.read(text))
    return found, [(edit.start, edit.original, edit.replacement) for edit in edits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You tin go.", [(4, "tin", "can")]),
        ("TIN it? Tin it.", [(0, "TIN", "CAN"), (8, "Tin", "Can")]),
        ("The tinned tin-opener, tin2 and martin_tin.", []),
        ("See https://example.org/tin and @tin, #tin.", []),
        ("The tin's lid", [(4, "tin", "can")]),
        ("“tin”", [(1, "tin", "can")]),
    ],
)
def test_a_pair_holds_for_whole_words_alone(text, expected):
    assert expected == settled(text, pairs={"tin": "can"})[1]


def test_the_longest_pair_that_fits_holds():
    pairs = {"spider web": "web", "spider": "bug"}
    assert [(0, "Spider web", "Web"), (15, "spider", "bug")] == settled("Spider web and spider.", pairs=pairs)[1]


def test_names_of_several_words_are_settled_as_written():
    found, _ = settled("The Holday Inn, the holday inn.", names=["Holday Inn"])
    assert found == {1, 2}


TYPOS = "The goverment of the town will recieve the money on Monday, said the goverment spokesman."


def test_words_names_and_pairs_hold_in_a_revision(repairer):
    plain = repairer.revise(TYPOS)
    assert plain.text == TYPOS.replace("goverment", "government").replace("recieve", "receive")
    words = UserWords((Entry("word", "Goverment"), Entry("pair", "recieve", "get")))
    mine = repair.Repairer.load("en", user_words=words)
    revision = mine.revise(TYPOS)
    assert revision.text == TYPOS.replace("recieve", "get")
    (edit,) = revision.edits
    assert (edit.confidence, edit.harm, edit.verdict, edit.channel) == (1.0, 0.0, "apply", "user")
    assert edit.evidence == "you took “recieve” for “get” for good"
    assert revision.undo(edit).text == TYPOS
    assert pickle.loads(pickle.dumps(mine)).revise(TYPOS) == revision


def test_every_repairer_reads_the_files_unless_told_not_to(home):
    user_files.add(Entry("word", "goverment"), user_files.user_file())
    user_files.add(Entry("name", "Holday Inn"), home / "project" / ".repair.toml")
    config = repair.Repairer.load("en").config
    assert (config.ignore, config.names) == ({"goverment"}, {"Holday Inn"})
    config = repair.Repairer.load("en", user_words=False, ignore=["Recieve"]).config
    assert (config.ignore, config.names) == ({"recieve"}, frozenset())
    user_files.user_file().write_text("damaged")
    with pytest.raises(UserWordsError, match=r"words\.tsv, line 1"):
        repair.Repairer.load("en")


# Commands


@pytest.mark.usefixtures("home")
def test_words_are_kept_by_command(capsys):
    assert main(["words", "add", "plogging", "fintech"]) == 0
    assert main(["words", "add", "--name", "Holday Inn", "--project"]) == 0
    assert main(["words", "add", "--pair", "Virago", "Amazon"]) == 0
    assert main(["words", "add", "plogging"]) == 0
    assert "“plogging” stands already in " in capsys.readouterr().err
    assert main(["words", "list"]) == 0
    listed = capsys.readouterr().out
    assert listed == "name  Holday Inn  (.repair.toml)\nword  plogging\nword  fintech\npair  Virago → Amazon\n"
    assert main(["words", "remove", "--pair", "Virago", "Amazonas"]) == 1
    assert "“Virago” → “Amazonas” does not stand in " in capsys.readouterr().err
    assert main(["words", "remove", "--pair", "Virago", "Amazon"]) == 0
    assert main(["words", "add", "--pair", "Virago", "Amazon"]) == 0
    assert main(["words", "remove", "--pair", "virago"]) == 0
    assert main(["words", "remove", "virago"]) == 1
    capsys.readouterr()
    assert main(["words", "list", "--json"]) == 0
    assert capsys.readouterr().out.count("\n") == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "--pair", "one"], "--pair takes two texts"),
        (["remove", "--pair", "one", "two", "three"], "--pair takes two texts"),
        (["add", "--pair", "--name", "a", "b"], "exclude each other"),
        (["add", "two words"], "several words cannot be learned as one"),
        (["add", "an\x1b[31mescape"], "hidden characters"),
        (["add", ""], "an empty text"),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_cannot_be_learned_is_refused(capsys, arguments, message):
    assert main(["words", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "\x1b" not in error
    assert not user_files.user_file().exists()


def test_commands_go_by_the_user_dictionary(home, capsys):
    (home / "project" / "a.txt").write_text(TYPOS)
    main(["words", "add", "goverment"])
    assert main(["fix", "a.txt", "--quiet"]) == 0
    assert "goverment" in capsys.readouterr().out
    assert main(["fix", "a.txt", "--quiet", "--no-user-words"]) == 0
    assert "goverment" not in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_twelve_at_once_keep_twelve_words():
    """Each reads, changes and replaces the file; none may take another's word out."""
    command = [sys.executable, "-m", "repair", "words", "add"]
    started = [subprocess.Popen([*command, f"word{number}"], stderr=subprocess.DEVNULL) for number in range(12)]
    assert [0] * 12 == [one.wait(timeout=120) for one in started]
    kept = {entry.text for entry in user_files.entries_of(user_files.user_file())}
    assert {f"word{number}" for number in range(12)} == kept


@pytest.mark.usefixtures("home")
def test_where_nothing_can_be_locked_words_are_added_all_the_same(monkeypatch):
    def refused(*_):
        raise OSError("no locks here")

    monkeypatch.setattr("fcntl.flock", refused)
    assert main(["words", "add", "plogging"]) == 0
    assert {"plogging"} == user_files.read_all().words
