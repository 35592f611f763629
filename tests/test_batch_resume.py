"""A batch that is killed goes on and gives the same bytes; memory stays bounded however long the input is."""

from __future__ import annotations

import errno
import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from repair.batch import places
from repair.batch.formats.compression import compress
from repair.batch.forms import Options
from repair.batch.running.engine import LocalEngine
from repair.batch.running.order import Order
from repair.batch.running.run import Run, StoppedError
from repair.text.files.reading import TextError
from tests.fake_repairer import FakeRepairer

ROOT = Path(__file__).resolve().parent.parent
KILLS = 10
NOT_COMPARED = {places.SUMMARY}  # it holds the time that the run took


def start(*arguments, cwd, module="tests.fake_repairer", **environment):
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate()
    return process.returncode, out, err


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED
    }


def corpus(folder):
    """Write every form that can be written here; in all some 800 records that take four milliseconds each."""
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pytest.importorskip("zstandard")
    folder.mkdir()
    rows = [{"id": k, "text": f"NAP Over teh hill and far away {k}." + " teh" * (k % 50)} for k in range(180)]
    lines = b"".join(json.dumps(row).encode() + (b"\nno JSON\n" if row["id"] % 60 == 7 else b"\n") for row in rows)
    for name, kind in (("a.jsonl", ""), ("b.jsonl.gz", "gz"), ("c.jsonl.zst", "zst")):
        (folder / name).write_bytes(compress(lines, kind))
    parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "d.parquet", row_group_size=50)
    (folder / "pages").mkdir()
    for row in rows[:40]:
        (folder / "pages" / f"{row['id']}.txt").write_text(row["text"])


def test_run_that_is_killed_goes_on_to_the_same_bytes(tmp_path):
    corpus(tmp_path / "in")
    arguments = ("in", "-o", "out", "--workers", "2", "--id-field", "id", "-q")
    started = time.monotonic()
    code, _, err = finish(start(*arguments, cwd=tmp_path))
    assert (1, "") == (code, err)
    whole = time.monotonic() - started
    expected = files_of(tmp_path / "out")
    assert len(expected) > 40
    rng = random.Random(os.urandom(8))
    gone_on = 0
    for number in range(KILLS):
        output = f"out{number}"
        # From the start of the models to the end of the run; every other time it has surely begun to write.
        moment = rng.uniform(0.3, whole)
        process = start("in", "-o", output, *arguments[3:], cwd=tmp_path)
        if number % 2:
            moment = rng.uniform(0, 0.5)
            wait_for_progress(process, tmp_path / output, frozenset())
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        killed = finish(process)[0] == -signal.SIGKILL
        gone_on += killed and bool(progress(tmp_path / output))
        code, _, err = finish(start("in", "-o", output, *arguments[3:], "--resume", cwd=tmp_path))
        assert (1, "") == (code, err), moment
        assert expected == files_of(tmp_path / output), moment
    assert gone_on >= KILLS / 3  # else the test has tested little


def test_run_that_is_killed_again_and_again_gets_there(tmp_path):
    corpus(tmp_path / "in")
    arguments = ("in", "-o", "out", "--workers", "2", "-q", "--resume")
    code = -signal.SIGKILL
    runs = 0
    while code == -signal.SIGKILL:
        runs += 1
        before = progress(tmp_path / "out")
        process = start(*arguments, cwd=tmp_path)
        for _ in range(runs):  # each run lives a step longer, so that few are needed however fine the steps are
            wait_for_progress(process, tmp_path / "out", before)
            before = progress(tmp_path / "out")
        process.kill()
        code, _, err = finish(process)
        assert runs < 60
    assert (1, "") == (code, err)
    assert runs > 1
    code, _, _ = finish(start("in", "-o", "all", "--workers", "1", "-q", cwd=tmp_path))
    assert files_of(tmp_path / "all") == files_of(tmp_path / "out")


def progress(output):
    """Return what the run has put down about each input so far; a slow machine may need long for the first."""
    found = set()
    for path in (output / places.STATE).glob("00*.json"):
        with suppress(FileNotFoundError):  # replaced or done with between the two calls
            found.add((path.name, path.read_bytes()))
    return frozenset(found)


def wait_for_progress(process, output, before):
    """Return once the run has put something new down, or has ended."""
    deadline = time.monotonic() + 120
    while process.poll() is None and progress(output) in (before, frozenset()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def peak_of(tmp_path, output, *arguments):
    """Run a batch and return the peak memory of the process that reads and writes, in MiB."""
    code = (
        "import resource, sys; from tests.fake_repairer import main; code = main();"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "-o", output, "-q"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "SHARD_BYTES": str(2**18), "COMMIT_SECONDS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kilobytes on Linux")
def test_memory_does_not_grow_with_the_input(tmp_path):
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = json.dumps({"text": "Over teh hill." + " And far away, too." * 300}).encode() + b"\n"
    (tmp_path / "short.jsonl").write_bytes(line * 1000)
    with (tmp_path / "long.jsonl").open("wb") as stream:
        for _ in range(100):
            stream.write(line * 100)
    (tmp_path / "long.jsonl.gz").write_bytes(gzip.compress(line * 10_000, 1))
    short = peak_of(tmp_path, "short", "short.jsonl")
    assert peak_of(tmp_path, "long", "long.jsonl") < short + 20
    assert peak_of(tmp_path, "zipped", "long.jsonl.gz") < short + 20
    assert (tmp_path / "long" / "long.jsonl").stat().st_size == (tmp_path / "long.jsonl").stat().st_size


@pytest.mark.parametrize("gone", ["a.jsonl", "b.jsonl.edits.jsonl"])
def test_an_output_deleted_meanwhile_is_made_again_or_told(tmp_path, gone):
    names = "a.jsonl", "b.jsonl", "c.jsonl"
    for name in names:
        (tmp_path / name).write_bytes(b'{"text": "teh"}\n')
    (tmp_path / "c.jsonl").write_bytes(b'{"text": "teh"}\nno\n')
    inputs, out = [tmp_path / name for name in names], tmp_path / "out"

    def run(**settings):
        order = Order(inputs=inputs, output=out, repairer=FakeRepairer(), options=Options(), **settings)
        return Run(order, LocalEngine(workers=1, seconds=None)).run()

    with pytest.raises(StoppedError):
        run(on_error="stop")
    whole = (out / gone).read_bytes()
    (out / gone).unlink()
    assert 3 == run(existing="resume")["documents"]
    assert whole == (out / gone).read_bytes()
    (out / gone).unlink()
    with pytest.raises(TextError, match=f"{gone}: is gone, though the run was finished; --force makes all"):
        run(existing="resume")


def test_a_full_disk_is_told_with_its_place(tmp_path, monkeypatch):
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "teh"}\n')

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    order = Order(inputs=[tmp_path / "a.jsonl"], output=tmp_path / "out", repairer=FakeRepairer(), options=Options())
    run = Run(order, LocalEngine(workers=1, seconds=None))
    monkeypatch.setattr("repair.batch.growing.GrowingFile.append", full)
    with pytest.raises(TextError, match=f"^{tmp_path / 'out'}: no space left on device; --resume goes on$"):
        run.run()
    run = Run(replace(order, existing="resume"), LocalEngine(workers=1, seconds=None))
    monkeypatch.undo()
    monkeypatch.setattr("repair.text.files.writing._replacing", full)
    with pytest.raises(TextError, match=r"out/\.repair-batch/000000\.json: not written: no space left on the disk$"):
        run.run()


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kilobytes on Linux")
def test_one_endless_line_is_not_held_in_memory(tmp_path):
    (tmp_path / "short.jsonl").write_bytes(b'{"text": "teh"}\n')
    with (tmp_path / "x.jsonl").open("wb") as stream:
        stream.write(b'{"text": "teh"}\n{"text": "')
        stream.seek(2**28, os.SEEK_CUR)  # a hole, which takes no room on the disk
        stream.write(b'"}\n{"text": "teh"}\n')
    short = peak_of(tmp_path, "short", "short.jsonl")
    assert peak_of(tmp_path, "out", "x.jsonl") < short + 40
    made = (tmp_path / "out" / "x.jsonl").read_bytes()
    assert made.replace(b'{"text": "the"}', b'{"text": "teh"}') == (tmp_path / "x.jsonl").read_bytes()
    assert 2 == made.count(b'{"text": "the"}\n')
    (reject,) = map(json.loads, (tmp_path / "out" / "x.jsonl.rejects.jsonl").read_text().splitlines())
    assert ("too long", 1, 16) == (reject["reason"], reject["position"], reject["offset"])
