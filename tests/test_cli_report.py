"""`repair report` on a repairer that mends one word: which files it takes, where it writes, how it ends."""

from __future__ import annotations

import re
import sys

import pytest

from repair import cli
from repair.cli import options
from repair.output import report as reports
from tests.fake_repairer import FakeRepairer


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Run `repair report` in a folder of its own; return the exit code, stdout and stderr."""
    asked = []
    monkeypatch.setattr(options.Settings, "repairer", lambda settings: asked.append(settings) or FakeRepairer())
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = cli.main(["report", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    run.asked = asked
    return run


@pytest.fixture
def articles(tmp_path):
    for name, text in {
        "b/two.txt": "Over teh hill and teh river.",
        "b/deep/three.MD": "# All is well",
        "a/one.txt": "One <b>\x1b[31mteh</b> end.",
        "a/skipped.html": "teh",
        "a/.hidden.txt": "teh",
        ".git/no.txt": "teh",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def listed(page):
    return re.findall(r'<a href="#article-\d+">(.*?)</a>', page)


def test_folders_give_their_texts_sorted(run, articles):
    assert run(".") == (0, "", "report.html: 3 articles, 13 words: 3 edits applied, 0 to review\n")
    page = (articles / "report.html").read_text("utf-8")
    assert listed(page) == ["./b/two.txt", "./a/one.txt", "./b/deep/three.MD"]
    assert "<b>" not in page
    assert "\x1b" not in page


def test_files_may_be_called_anything_and_come_once(run, articles):
    assert run("-q", "a/skipped.html", "b", "b/two.txt") == (0, "", "")
    page = (articles / "report.html").read_text("utf-8")
    assert listed(page) == ["b/two.txt", "a/skipped.html", "b/deep/three.MD"]


@pytest.mark.parametrize(
    ("output", "written"), [("x.html", "x.html"), ("a", "a/report.html"), ("a/", "a/report.html"), ("b/y", "b/y")]
)
def test_output_is_a_file_or_a_folder(run, articles, output, written):
    (articles / "x.html").write_text("old")
    assert run("-q", "a", "-o", output)[0] == 0
    assert (articles / written).read_text("utf-8").startswith("<!doctype html>")
    assert [] == list(articles.rglob(".repair-*"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a", "-o", "no/x.html"], "repair: no/x.html: not written: no such folder as no\n"),
        (["a", "-o", "no/"], "repair: no/report.html: not written: no such folder as no\n"),
        (["empty"], "repair: empty: no .txt or .md file in this folder\n"),
        (["missing.txt"], "repair: missing.txt: no such file or folder\n"),
    ],
)
def test_errors_are_one_line_and_write_nothing(run, articles, arguments, message):
    (articles / "empty").mkdir()
    assert run(*arguments) == (2, "", message)
    assert [] == [path for path in articles.rglob("*.html") if path.name != "skipped.html"]


def test_goes_on_after_an_error_and_names_the_file(run, articles):
    (articles / "a" / "binary.txt").write_bytes(b"\0\0\0")
    (articles / "a" / "crash.txt").write_text("RAISE")
    code, _, err = run("a")
    assert code == 2
    assert "repair: a/binary.txt: not a text: NUL at character 1" in err
    assert "repair: a/crash.txt: internal error, please report it: RuntimeError: a bug" in err
    page = (articles / "report.html").read_text("utf-8")
    assert "Not read or not mended, and not counted here: a/binary.txt, a/crash.txt." in page
    assert listed(page) == ["a/one.txt"]


@pytest.mark.usefixtures("articles")
def test_options_reach_the_repairer(run):
    assert run("a", "--no-user-words", "--kinds", "spin", "--apply-at", "0.9")[0] == 0
    (asked,) = run.asked
    assert (asked.user_words, asked.kinds, asked.apply_at) == (False, "spin", 0.9)


def test_page_is_bounded_and_says_so(run, articles, monkeypatch):
    monkeypatch.setattr(reports, "MOST_MARKUP", 900)
    for number in range(9):
        (articles / "a" / f"{number}.txt").write_text("teh " * 3)
    assert run("-q", "a")[0] == 0
    page = (articles / "report.html").read_text("utf-8")
    assert len(listed(page)) < 10
    assert re.search(r"The texts of \d articles are left out, to keep this page small", page)


def test_help_has_examples(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "repair report articles/" in out


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_folders_behind_links_are_left_out(run, articles):
    (articles / "a" / "loop").symlink_to(articles / "a", target_is_directory=True)
    assert run("-q", "a")[0] == 0
    assert listed((articles / "report.html").read_text("utf-8")) == ["a/one.txt"]
