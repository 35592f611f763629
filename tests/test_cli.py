"""The command line, one behaviour a case file in tests/cli, on a repairer that knows five words.

A case names `args`, the `files` that it starts from, perhaps `stdin`, and what must come out: `exit`, `stdout`,
`stderr` (absent: not compared), and `files_after`.  Bytes are written as text in Latin-1 where a value is
`{"bytes": "..."}`.
"""

import errno
import io
import json
import os
import re
import subprocess
import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from repair import cli
from repair.cli import terminal
from repair.config import Config
from repair.decision.edits import to_original
from repair.knowledge.plan import Plan, PlannedSubstitution
from repair.output.revision import Revision
from repair.records import Candidate, Decision, Document, Edit, Profile, Reading

CASES = sorted((Path(__file__).parent / "cli").glob("*.json"))
KNOWN = {
    "Colina": ("Hill", "spin", 0.93, "apply"),
    "yous tin": ("you can", "spin", 0.8, "apply"),
    "recieve": ("receive", "spelling", 0.97, "apply"),
    "rail": ("track", "spin", 0.41, "review"),
    "arrow": ("→", "ocr", 0.9, "apply"),
    "evil": ("\x1b[31mgood\u202e", "ocr", 0.9, "apply"),
}


class FakeRepairer:
    """Has the interface of `Repairer`, and mends `KNOWN` only."""

    loaded: ClassVar[dict] = {}

    @classmethod
    def load(cls, language="en", **options):
        cls.loaded = {"language": language, **options}
        if set(options.get("kinds", ())) - {"spin", "ocr", "spelling"}:
            raise ValueError("unknown kind")
        return cls()

    def revise(self, text):
        if "crash" in text:
            raise RuntimeError("bug\nin two lines")
        if "too long" in text:
            raise ValueError("text of 9 characters; at most 8 are read")
        kinds = self.loaded.get("kinds")
        edits = [
            Edit(match.start(), match.end(), word, new, kind, confidence, verdict, f"{word}: told so")
            for word, (new, kind, confidence, verdict) in KNOWN.items()
            if word not in self.loaded["ignore"] and (not kinds or kind in kinds)
            for match in re.finditer(word, text)
        ]
        document = Document(text, text, (), (), (), (), (), frozenset(), ())
        return Revision(text, to_original(document, edits), Profile(text.count(" ") + 1))

    config = Config()

    def judgements(self, _analysis):
        return ()

    def decide(self, text, *, explain=False):
        document = self._read(text)
        decisions = []
        for index, token in enumerate(document.texts):
            if token in KNOWN:
                new, kind, confidence, _ = KNOWN[token]
                candidate = Candidate(index, index + 1, new, (new,), "synonym", "mate", kind, -2.5, f"{token}: told so")
                scores = {"gain": 3.25, "[red]cost": -1.5} if explain else {}
                readings = (Reading(candidate, confidence, scores), Reading(None, 1 - confidence))
                decisions.append(Decision(index, index + 1, token, readings))
        return types.SimpleNamespace(
            document=document, profile=Profile(1), decisions=tuple(decisions), inspection=None, cautious=()
        )

    def learn(self, texts, *, rounds, progress):
        rows = [PlannedSubstitution(word, new, 0.9, 9.0, 10) for word, (new, *_) in KNOWN.items() if new.isascii()]
        while len(rows) > 1 and not any("many" in text for text in texts):
            rows.pop()
        for done in range(len(texts)):
            if progress:
                progress(done + 1, rounds * len(texts))
        rows += [PlannedSubstitution(f"word{k}", "the", 0.9, 5.0, 5) for k in range(8 * (len(rows) > 1))]
        return Plan(documents=len(texts), words=1234, rates={"spin": 0.0712}, substitutions=tuple(rows))

    @staticmethod
    def _read(text):
        found = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
        starts, ends = tuple(start for start, _ in found), tuple(end for _, end in found)
        texts = tuple(text[start:end] for start, end in found)
        protected = frozenset(index for index, token in enumerate(texts) if token == "as_is")
        return Document(text, text, (), starts, ends, texts, texts, protected, ((0, len(texts)),) if texts else ())


@pytest.fixture(autouse=True)
def fake_repairer(monkeypatch, tmp_path):
    module = types.ModuleType("repair.repairer")
    module.Repairer = FakeRepairer
    monkeypatch.setitem(sys.modules, "repair.repairer", module)
    for name in ("NO_COLOR", "FORCE_COLOR", "REPAIR_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(tmp_path)


class Terminal(io.TextIOWrapper):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def run(monkeypatch):
    """Run the command line; return exit code, stdout in bytes and stderr as text."""
    monkeypatch.setenv("REPAIR_PAGER", "")  # none

    def run(*args, stdin=b"", at_terminal=False):
        make = Terminal if at_terminal else io.TextIOWrapper
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as streams:
            streams.setattr(sys, "stdin", make(io.BytesIO(stdin), encoding="utf-8"))
            streams.setattr(sys, "stdout", make(out, encoding="utf-8", write_through=True))
            streams.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
            code = cli.main(list(args))
            return code, out.getvalue(), err.getvalue().decode()

    return run


def to_bytes(value):
    return value["bytes"].encode("latin-1") if isinstance(value, dict) else value.encode()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path, run, tmp_path):
    case = json.loads(path.read_text("utf-8"))
    for name, content in case.get("files", {}).items():
        (tmp_path / name).write_bytes(to_bytes(content))
    code, out, err = run(*case["args"], stdin=to_bytes(case.get("stdin", "")))
    if "stdout" in case:
        assert out == to_bytes(case["stdout"])
    if "stderr" in case:
        assert err == case["stderr"]
    assert code == case["exit"]
    after = {name: (tmp_path / name).read_bytes() for name in case.get("files_after", {})}
    assert after == {name: to_bytes(content) for name, content in case.get("files_after", {}).items()}


def test_there_are_cases():
    assert len(CASES) > 20


# Every failure is one line, whatever the cause


@pytest.mark.parametrize(
    "args",
    [
        ["fix"],
        ["fix", "missing.txt"],
        ["fix", "."],
        ["fix", "a\nb\x1b[31m.txt"],
        ["frobnicate"],
        ["fix", "--frobnicate", "a"],
        ["fix", "--apply-at", "2", "a"],
        ["fix", "--apply-at", "often", "a"],
        ["fix", "--kinds", "spin,magic", "a"],
        ["fix", "--names", "missing.txt", "a"],
        ["fix", "-w", "-"],
        ["fix", "-w", "-o", "b", "a"],
        ["fix", "-o", "b", "a", "a"],
        ["diff", "--format", "latex", "a"],
        ["diff", "--format", "html", "a", "a"],
        ["why", "word", "a", "--context", "b"],
        ["fix", "--plan", "missing.json", "a"],
        ["learn"],
        ["learn", "missing.txt"],
        ["learn", "--rounds", "0", "a"],
        ["why", " "],
        ["why", "absent", "--context", "other words"],
        ["tokens"],
    ],
)
def test_errors_are_one_line_and_exit_2(run, args):
    code, out, err = run(*args)
    assert (code, out) == (2, b"")
    assert err.startswith("repair: ")
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_help_names_ranges_and_examples(run):
    code, out, _ = run("fix", "--help")
    assert code == 0
    assert b"[0 to 1]" in out
    assert b"Usage: repair fix [OPTIONS] FILE...\n" in out
    assert b"range>" not in out
    assert b"<str>" not in out
    assert b"list[" not in out
    assert b"repair fix -w" in out
    assert run()[0] == 0
    assert run("--version")[1].startswith(b"repair ")


def test_list_of_commands_cuts_no_summary(run):
    code, out, _ = run("--help")
    assert code == 0
    assert b"..." not in out.partition(b"Commands:")[2]


def test_verbose_lists_each_edit(run, tmp_path):
    (tmp_path / "a").write_text("The Colina and rail")
    told = "a:1:5: Colina → Hill (spin, 93 %) Colina: told so\na:1:16: rail → track (spin, 41 %, to review)"
    for command in ("fix", "diff"):
        code, _, err = run(command, "-v", "a")
        assert code == 0
        assert err.startswith(told)


def test_completion_is_offered():
    environment = {**os.environ, "_REPAIR_COMPLETE": "source_bash"}
    done = subprocess.run([sys.executable, "-m", "repair"], capture_output=True, text=True, env=environment, check=True)
    assert "complete -o default -F" in done.stdout


def test_help_loads_nothing_heavy():
    import subprocess

    script = (
        "import sys; from repair import cli; cli.main(['--help']); print({'numpy', 'kenlm', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    assert done.stdout.splitlines()[-1] == "set()", done.stderr


@pytest.mark.parametrize(("failure", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141)])
def test_interruptions_are_silent(run, monkeypatch, tmp_path, failure, code):
    def fail(*_, **__):
        raise failure

    (tmp_path / "a").write_text("x")
    monkeypatch.setattr(FakeRepairer, "revise", fail)
    monkeypatch.setattr(terminal, "abandon_output", lambda: None)
    assert run("fix", "a") == (code, b"", "")


def test_full_disk(run, monkeypatch, tmp_path):
    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a").write_text("recieve")
    monkeypatch.setattr(os, "fsync", fail)
    assert run("fix", "-w", "a") == (2, b"", "repair: a: not written: no space left on the disk\n")
    assert ((tmp_path / "a").read_text(), len(list(tmp_path.iterdir()))) == ("recieve", 1)


def test_a_link_is_not_mended_in_place(run, tmp_path):
    (tmp_path / "a").write_text("recieve")
    (tmp_path / "link").symlink_to("a")
    code, _, err = run("fix", "-w", "link")
    assert (code, err) == (2, "repair: link: is a symbolic link; give the file that it points to\n")
    assert (tmp_path / "a").read_text() == "recieve"


def test_a_file_without_edits_is_not_written(run, tmp_path, monkeypatch):
    (tmp_path / "a").write_text("fine")
    monkeypatch.setattr(os, "fsync", lambda *_: pytest.fail("written"))
    assert run("fix", "-w", "a") == (0, b"", "a: Nothing to change.\n")


@pytest.mark.parametrize(
    "data", [b"", b" \n\t", b"one\r\ntwo", b"\xef\xbb\xbffine\r\n", b"caf\xe9 \x81", b"\xff\xfea\x00"]
)
def test_text_without_edits_passes_to_the_byte(run, tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    assert run("fix", "-q", "a")[:2] == (0, data)
    assert run("fix", "-q", "-", stdin=data)[:2] == (0, data)
    assert run("fix", "-q", "a", "-o", "b")[0] == 0
    assert (tmp_path / "b").read_bytes() == data


def test_ten_megabytes_on_one_line(run, tmp_path):
    (tmp_path / "a").write_bytes(b"word " * 2_000_000 + b"recieve")
    code, out, _ = run("diff", "a")
    assert (code, out[-30:]) == (0, b"rd word [-recieve-]{+receive+}\n"[-30:])
    assert len(out) < 1000


def test_an_unbuffered_pipe_gets_everything(monkeypatch):
    class Pipe(io.RawIOBase):
        got = b""

        def writable(self):
            return True

        def write(self, data):
            self.got += bytes(data[:3])
            return min(3, len(data))

    pipe = Pipe()
    with monkeypatch.context() as streams:
        streams.setattr(sys, "stdout", io.TextIOWrapper(pipe, write_through=True))
        terminal.write_bytes(b"eight by")
    assert pipe.got == b"eight by"


# Options reach the repairer


def test_shared_options(run, tmp_path):
    (tmp_path / "a").write_text("rail")
    (tmp_path / "names").write_text("# people\nAda Lovelace\n\nTuring # Alan\n")
    (tmp_path / "ignore").write_text("rail\n")
    options = [
        "--apply-at",
        "0.8",
        "--review-at",
        "0.2",
        "--harm-at",
        "0.1",
        "--kinds",
        "spin, ocr",
        "--language",
        "fr",
    ]
    assert run("check", "a", "--names", "names", "--ignore", "ignore", *options)[0] == 0
    assert FakeRepairer.loaded == {
        "language": "fr",
        "names": ["Ada Lovelace", "Turing"],
        "ignore": ["rail"],
        "kinds": ["spin", "ocr"],
        "apply_at": 0.8,
        "review_at": 0.2,
        "harm_at": 0.1,
        "user_words": True,
    }


def test_a_plan_reaches_the_repairer(run, tmp_path):
    (tmp_path / "a").write_text("fine")
    plan = Plan(substitutions=(PlannedSubstitution("lantern", "the"),))
    plan.write(tmp_path / "site.json")
    for args in (["fix", "a"], ["diff", "a"], ["check", "a"], ["why", "fine"], ["learn", "a"]):
        assert run(*args, "--plan", "site.json")[0] == 0
        assert FakeRepairer.loaded.pop("plan") == plan


def test_what_was_learned_is_told_briefly(run, tmp_path):
    (tmp_path / "a").write_text("many")
    code, out, err = run("learn", "a", "a")
    assert (code, Plan.loads(out.decode()).documents) == (0, 2)
    lines = err.splitlines()
    assert lines[0] == "2 texts, 1,234 words: 12 substitutions learned; spun: 7.1 % of words"
    assert lines[1] == "  Colina → Hill (9 of 10 times)"
    assert (len(lines), lines[-1]) == (12, "  and 2 more")
    assert "\x1b" not in err
    assert run("learn", "-q", "a", "a") == (0, out, "")


def test_learning_goes_on_after_a_file_that_cannot_be_read(run, tmp_path):
    (tmp_path / "a").write_text("fine")
    code, out, err = run("learn", "-q", "missing", "a")
    assert (code, Plan.loads(out.decode()).documents) == (2, 1)
    assert err == "repair: missing: no such file or folder\n"


# At a terminal


def test_escape_sequences_in_a_text_do_not_reach_the_terminal(run, tmp_path):
    (tmp_path / "a").write_text("\x1b]0;owned\x07 \u202e [red]rail[/red] evil\n")
    for args in (["fix"], ["diff"], ["diff", "--format", "unified"], ["diff", "--format", "html"], ["check"]):
        _, out, err = run(*args, "a", at_terminal=True)
        safe = re.sub("\x1b\\[[0-9;]*m", "", out.decode() + err)
        assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe) == []
        assert "\x1b[31mgood" not in out.decode()
        assert "[red]" in safe or args[0] == "check"


def test_diff_is_colored_at_a_terminal_only(run, tmp_path, monkeypatch):
    (tmp_path / "a").write_text("recieve " * 3 + "rail " * 40)
    assert b"\x1b[" not in run("diff", "a")[1]
    colored = run("diff", "a", at_terminal=True)[1].decode()
    assert "\x1b[1;32mreceive\x1b[0m" in colored
    assert max(len(re.sub("\x1b\\[[0-9;]*m", "", line)) for line in colored.splitlines()) <= 80
    monkeypatch.setenv("NO_COLOR", "1")
    plain = run("diff", "a", at_terminal=True)[1].decode()
    assert ("\x1b[" in plain, plain[:22]) == (False, "[-recieve-]{+receive+}")
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b[" in run("diff", "a")[1]


# diff for readers


def test_two_columns_with_line_numbers(run, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "a").write_text("fine\nThe Colina reported\tit.\nfine\nfine\na rail\n")
    code, out, _ = run("diff", "-y", "a")
    shown = [" ".join(line.split()) for line in out.decode().splitlines()]
    assert code == 0
    assert shown == ["2 The Colina reported it. │ The Hill reported it.", "⋯", "5 a rail │ a ?track"]
    full = run("diff", "--side-by-side", "--full", "a")[1].decode()
    assert full.count("fine") == 6
    assert "⋯" not in full


def test_two_columns_are_safe_and_need_room(run, tmp_path, monkeypatch):
    (tmp_path / "a").write_text("The Colina \x1b[31mred\n")
    assert b"\x1b" not in run("diff", "-y", "a")[1]
    monkeypatch.setenv("COLUMNS", "40")
    assert run("diff", "-y", "a")[0] == 2


def test_counts_by_file(run, tmp_path):
    (tmp_path / "a").write_text("The Colina reported it: yous tin recieve a rail.\n")
    (tmp_path / "b").write_text("fine\n")
    code, out, err = run("diff", "--stat", "a", "b")
    assert (code, err) == (0, "")
    first, last = out.decode().splitlines()
    assert first.split() == ["a", "|", "4", "+++?", "spelling", "1,", "spin", "3"]
    assert last == " 2 texts, 1 with edits: 3 edits made, 1 to review"


@pytest.mark.parametrize("arguments", [("-y", "--format", "html"), ("--stat", "-o", "x"), ("-y", "--json")])
def test_columns_and_counts_are_for_reading(run, tmp_path, arguments):
    (tmp_path / "a").write_text("The Colina")
    assert run("diff", *arguments, "a")[0] == 2


def test_a_long_diff_is_paged(run, tmp_path, monkeypatch):
    (tmp_path / "a").write_text("The Colina\n" * 50)
    monkeypatch.setenv(
        "REPAIR_PAGER", f"{sys.executable} -c \"import sys; open('paged', 'w').write(sys.stdin.read())\""
    )
    code, out, _ = run("diff", "a", at_terminal=True)
    assert (code, out) == (0, b"")
    assert (tmp_path / "paged").read_text().count("Hill") == 50
    code, out, _ = run("diff", "--no-pager", "a", at_terminal=True)
    assert out.count(b"Hill") == 50


def test_colours_can_be_read_on_white(run, tmp_path, monkeypatch):
    (tmp_path / "a").write_text("a rail\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLORTERM", "")
    assert b"\x1b[33m" in run("diff", "--no-pager", "a")[1]
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert b"\x1b[35m" in run("diff", "--no-pager", "a")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert b"\x1b[3" not in run("diff", "--no-pager", "a")[1]


# why, tokens


def test_why_prints_readings_and_scores(run):
    code, out, _ = run("why", "--all", "colina", "--context", "The Colina said. Colina!")
    text = out.decode()
    assert code == 0
    assert "line 1, column 5, and as well 1:18: Colina → Hill" in text
    for shown in (
        "Colina (as it stands)",
        "93.0%",
        "synonym/mate -2.5",
        "Colina: told so",
        "+3.25",
        "[red]cost",
        "+1.75",
        "+0.7 is 2 to 1",
    ):
        assert shown in text
    assert "+3.25" not in run("why", "colina", "--context", "The Colina said.")[1].decode()


def test_why_json(run):
    row = json.loads(run("why", "rail", "--json")[1])
    assert (row["verdict"], row["decisions"][0]["readings"][0]["scores"]) == (
        "review",
        {"gain": 3.25, "[red]cost": -1.5},
    )


def test_tokens(run, tmp_path):
    pytest.importorskip("repair.text.tokens")
    (tmp_path / "a").write_text("Don't stop: www.example.com\n")
    rows = run("tokens", "a")[1].decode().splitlines()
    assert rows[0] == "0-2\tDo\tdo"
    assert any(row.endswith("\tprotected") for row in rows)
    assert json.loads(run("tokens", "--json", "a")[1].splitlines()[0]) == {
        "sentence": 1, "start": 0, "end": 2, "text": "Do", "form": "do", "protected": False
    }  # fmt: skip


def test_the_fake_has_the_interface_of_the_repairer(monkeypatch):
    import inspect

    monkeypatch.undo()
    real = pytest.importorskip("repair.repairer", exc_type=ImportError).Repairer
    options = {"language", "names", "ignore", "kinds", "plan"}
    assert set(inspect.signature(real.load).parameters) >= options
    assert set(inspect.signature(real.learn).parameters) >= {"texts", "rounds", "progress"}
    assert "explain" in inspect.signature(real.decide).parameters
    assert list(inspect.signature(real.revise).parameters) == ["self", "text"]
    assert replace(Profile(1), words=2) == Profile(2)
