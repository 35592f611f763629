"""Workers: order, bounded reading, crashes, time limits, and the end of all processes whatever happens."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from repair.processes.pool import Failure, Pool, WorkerError


def square(item):
    if item == "die":
        os._exit(3)
    if item == "wait":
        time.sleep(60)
    if item == "kill me":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "raise":
        raise ValueError("no such number")
    if item == "local":
        return lambda: None  # does not travel
    if item == "pid":
        return os.getpid()
    if item == "nap":
        time.sleep(0.2)
        return "napped"
    return item * item


def make():
    return square


def make_fails():
    raise ValueError("the models are missing")


def make_dies():
    os._exit(7)


def is_alive(pid):
    try:
        with Path(f"/proc/{pid}/stat").open() as stream:
            return stream.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


def is_gone(pid, *, seconds=5.0):
    """Tell whether a process ends in time; a busy machine takes a while to end what was killed."""
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


def test_results_come_item_by_item():
    with Pool(make, workers=2) as pool:
        futures = [pool.submit([k, k + 1]) for k in range(20)]
        assert [[k * k, (k + 1) ** 2] for k in range(20)] == [future.result() for future in futures]
        assert [] == pool.submit([]).result()


@pytest.mark.parametrize(("bad", "reason"), [("die", "crash"), ("kill me", "crash"), ("wait", "timeout")])
def test_only_the_item_is_lost(bad, reason):
    with Pool(make, workers=1, seconds=0.5) as pool:
        assert [1, 4, Failure(reason), 9, Failure(reason), Failure(reason), 16] == pool.submit(
            [1, 2, bad, 3, bad, bad, 4]
        ).result()


def test_what_is_raised_comes_back():
    with Pool(make, workers=1) as pool:
        one, failure, four, stuck = pool.submit([1, "raise", 2, "local"]).result()
    assert (1, 4) == (one, four)
    assert isinstance(failure.error, ValueError)
    assert str(failure.error) == "no such number"
    assert stuck.reason == "error"


def test_worker_that_fell_to_somebody_else_costs_nothing():
    with Pool(make, workers=1) as pool:
        (pid,) = pool.submit(["pid"]).result()
        os.kill(pid, signal.SIGKILL)
        assert [9] == pool.submit([3]).result()
        waiting = pool.submit(["nap", 2])
        (pid,) = [worker for worker in children_of_fork_server(pool) if worker != pid]
        time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        assert ["napped", 4] == waiting.result()


def children_of_fork_server(pool):
    server = pool._fork_server._process.pid
    with Path(f"/proc/{server}/task/{server}/children").open() as stream:
        return [pid for pid in map(int, stream.read().split()) if is_alive(pid)]


def test_fork_server_that_died_is_replaced():
    with Pool(make, workers=1) as pool:
        (pid,) = pool.submit(["pid"]).result()
        pool._fork_server._process.kill()
        os.kill(pid, signal.SIGKILL)
        assert [4] == pool.submit([2]).result()


@pytest.mark.parametrize(
    ("maker", "message"), [(make_fails, "the models are missing"), (make_dies, "cannot be started")]
)
def test_no_worker_can_be_had(maker, message):
    with Pool(maker, workers=2) as pool, pytest.raises(WorkerError, match=message):
        pool.submit([1]).result()


def test_close_ends_workers_that_are_busy():
    pool = Pool(make, workers=2)
    (pid,) = pool.submit(["pid"]).result()
    futures = [pool.submit(["wait"]) for _ in range(2)]
    time.sleep(0.3)
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 5
    assert all(future.cancelled() or future.exception() for future in futures)
    assert is_gone(pid)


def test_workers_end_with_the_program_that_is_killed():
    code = (
        "from tests.test_workers import make, time\n"
        "from repair.processes.pool import Pool\n"
        "pool = Pool(make, workers=1)\n"
        "print(*pool.submit(['pid']).result(), pool._fork_server._process.pid, flush=True)\n"
        "pool.submit(['wait']); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as program:
        pids = [int(pid) for pid in program.stdout.readline().split()]
        assert len(pids) == 2
        program.kill()
    deadline = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [] == [pid for pid in pids if is_alive(pid)]


def test_stream_keeps_order_and_reads_a_bounded_number_ahead(repairer):
    taken = 0

    def texts():
        nonlocal taken
        for number in itertools.count():
            taken += 1
            yield f"Yous tin walk to harbour number {number}."

    stream = repairer.stream(texts(), workers=2)
    for number, revision in enumerate(itertools.islice(stream, 30)):
        assert revision.text.endswith(f"number {number}.")
    assert taken <= 30 + 2 * 4 + 1
    stream.close()


def test_streams_of_one_repairer_run_in_several_threads(repairer):
    results = {}

    def work(name):
        texts = [f"The mayor testament open bridge {name} inwards May."] * 5
        results[name] = [revision.text for revision in repairer.stream(texts, workers=2)]

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {name: [repairer.clean(f"The mayor testament open bridge {name} inwards May.")] * 5 for name in results}
    assert len(expected) == 2
    assert expected == results


def test_stream_raises_what_revise_raises(repairer):
    with pytest.raises(TypeError):
        list(repairer.stream(["Good.", None], workers=2))
