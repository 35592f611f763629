"""`repair batch --engine ray`: the same bytes as with local workers, resumed as they are, nothing left running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repair.batch import places

ROOT = Path(__file__).resolve().parent.parent
DAMAGE = {20: b"{not json}\n", 130: b'{"text": "DIE"}\n', 150: b'{"text": "WAIT"}\n', 170: b'{"text": "RAISE"}\n'}


def start(*arguments, cwd, stream=subprocess.PIPE):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fake_repairer", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=stream,
        stderr=stream,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def corpus(folder, records):
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        lines = [
            DAMAGE.get(k, json.dumps({"id": k, "text": f"NAP Over teh hill {k}." + " teh" * (k % 50)}).encode() + b"\n")
            for k in range(records)
        ]
        (folder / name).write_bytes(b"".join(lines))


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != places.SUMMARY
    }


def test_missing_ray_is_told_in_one_line(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"text": "teh"}\n')
    bar = "import sys; sys.modules['ray'] = None; from tests.fake_repairer import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", bar, "x.jsonl", "-o", "out", "--engine", "ray"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, 'repair: --engine ray needs ray: python -m pip install "repair[ray]"\n') == (
        done.returncode,
        done.stderr,
    )


def test_address_goes_with_ray(tmp_path):
    code, _, err = finish(start("x.jsonl", "-o", "out", "--ray-address", "auto", cwd=tmp_path))
    assert 2 == code
    assert "--engine ray" in err


@pytest.mark.slow
def test_same_bytes_as_local(tmp_path):
    pytest.importorskip("ray", reason="the extra `ray` is not installed: NOT CHECKED")
    corpus(tmp_path / "in", 200)
    settings = ("--workers", "2", "--max-seconds-per-document", "1", "-q")
    assert (1, "", "") == finish(start("in", "-o", "local", *settings, cwd=tmp_path))
    assert (1, "", "") == finish(start("in", "-o", "ray", *settings, "--engine", "ray", cwd=tmp_path))
    expected = files_of(tmp_path / "local")
    assert 6 == len(expected)
    assert len(DAMAGE) == len(expected["in/a.jsonl.rejects.jsonl"].splitlines())
    assert expected == files_of(tmp_path / "ray")


@pytest.mark.slow
def test_killed_run_goes_on_with_the_other_engine(tmp_path):
    pytest.importorskip("ray", reason="the extra `ray` is not installed: NOT CHECKED")
    corpus(tmp_path / "in", 900)
    settings = ("--max-seconds-per-document", "1", "-q")  # far from the minute that one of the records takes
    assert (1, "", "") == finish(start("in", "-o", "local", *settings, cwd=tmp_path))
    # No pipes: agents of Ray hold them open for a while after their program was killed.
    run = start("in", "-o", "ray", *settings, "--engine", "ray", cwd=tmp_path, stream=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while run.poll() is None and time.monotonic() < until:
        if list((tmp_path / "ray").glob(f"{places.STATE}/000000.json")):
            run.send_signal(signal.SIGKILL)
        time.sleep(0.01)
    assert -signal.SIGKILL == run.wait()
    assert (1, "", "") == finish(start("in", "-o", "ray", *settings, "--resume", cwd=tmp_path))
    one, other = files_of(tmp_path / "local"), files_of(tmp_path / "ray")
    assert sorted(one) == sorted(other)
    assert [] == [name for name in one if one[name] != other[name]]


@pytest.mark.slow
def test_a_cluster_that_loses_a_node_gives_the_same_bytes(tmp_path):
    pytest.importorskip("ray", reason="the extra `ray` is not installed: NOT CHECKED")
    from ray.cluster_utils import Cluster

    corpus(tmp_path / "in", 300)
    settings = ("--max-seconds-per-document", "1", "-q")
    assert (1, "", "") == finish(start("in", "-o", "local", *settings, cwd=tmp_path))
    node = {"num_cpus": 1, "object_store_memory": 100 * 2**20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        second = cluster.add_node(**node)
        engine = ("--engine", "ray", "--ray-address", cluster.address)
        run = start("in", "-o", "ray", *settings, *engine, cwd=tmp_path, stream=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while run.poll() is None and time.monotonic() < until:
            if list((tmp_path / "ray").glob(f"{places.STATE}/000000.json")):
                break
            time.sleep(0.01)
        assert run.poll() is None, "the run was over before a node could be lost"
        cluster.remove_node(second, allow_graceful=False)
        assert run.wait(timeout=240) == 1
    finally:
        cluster.shutdown()
    assert files_of(tmp_path / "local") == files_of(tmp_path / "ray")
