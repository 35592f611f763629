"""Processes that work through lists of items for a program: no item lost, time limits kept, crashes told.

Every worker has a thread here that feeds it and waits for its answers, item by item.  So a worker that crashes or takes
too long costs the item that it was at; the others of the list go to a new worker.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar

from repair.processes import fork_server

Item = TypeVar("Item")
Made = TypeVar("Made")

TRIES = 2
"""Workers that an item may crash: the first may have fallen to a system short of memory, through no fault of its."""
CAN_FORK = sys.platform == "linux"
"""Elsewhere system libraries do not bear it, or it does not exist; there each worker loads everything itself."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""For numpy: workers are as many as there are cores, and a process with threads cannot be forked safely."""


class WorkerError(RuntimeError):
    """No worker can be had, or one crashed over an item each time that it was tried."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What became of an item in place of a result; `error` is the exception that was raised."""

    reason: Literal["crash", "timeout", "error"]
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Worker:
    connection: Connection
    kill: Callable[[], object]

    def end(self) -> None:
        self.kill()
        self.connection.close()


class Pool(Generic[Item, Made]):
    """A fixed number of workers.

    `make` is pickled; called in a process of its own, it returns the function that makes one result of one item.  The
    processes start with the first items, about half a second for the models and a few milliseconds for each worker.
    """

    def __init__(
        self, make: Callable[[], Callable[[Item], Made]], *, workers: int, seconds: float | None = None
    ) -> None:
        """Take `seconds`, the longest that a worker may take for one item; None for as long as it takes."""
        self._make = make
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="repair-worker")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._live: dict[int, _Worker] = {}
        self._fork_server: _ForkServer | None = None
        self._closed = False

    def __enter__(self) -> Pool[Item, Made]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, items: Sequence[Item]) -> Future[list[Made | Failure]]:
        """Return what will hold a result or a failure for each item; it raises WorkerError if no worker can be had."""
        return self._threads.submit(self._run, items)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        with self._lock:
            self._closed = True
            for worker in self._live.values():
                worker.kill()
            if self._fork_server:
                self._fork_server.close()
        self._threads.shutdown(cancel_futures=True)

    def _run(self, items: Sequence[Item]) -> list[Made | Failure]:
        done: list[Made | Failure] = []
        crashes = 0
        while len(done) < len(items):
            reached = len(done)
            worker = self._worker()
            try:
                self._feed(worker, items, done)
            except TimeoutError:
                self._lose()
                done.append(Failure("timeout"))
            except (EOFError, OSError):
                self._lose()
                crashes = crashes + 1 if len(done) == reached else 1
                if crashes == TRIES:
                    done.append(Failure("crash"))
                    crashes = 0
        return done

    def _feed(self, worker: _Worker, items: Sequence[Item], done: list[Made | Failure]) -> None:
        """Let a worker work through what is not done of the items; TimeoutError, EOFError, OSError if it fails."""
        worker.connection.send(items[len(done) :])
        while len(done) < len(items):
            if self._seconds is not None and not worker.connection.poll(self._seconds):
                raise TimeoutError
            made, answer = worker.connection.recv()
            done.append(answer if made else Failure("error", answer))

    def _worker(self) -> _Worker:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            with self._lock:
                if self._closed:
                    raise WorkerError("the workers were told to end")
                worker = self._own.worker = self._live[threading.get_ident()] = self._hatched()
        return worker

    def _lose(self) -> None:
        with self._lock:
            self._own.worker = None
            worker = self._live.pop(threading.get_ident(), None)
            if worker:
                worker.end()

    def _hatched(self) -> _Worker:
        if not CAN_FORK:
            return _spawned(self._make)
        for _ in range(TRIES):
            try:
                if self._fork_server is None:
                    self._fork_server = _ForkServer(self._make)
                return self._fork_server.fork()
            except (EOFError, OSError):
                if self._fork_server:
                    self._fork_server.close()
                self._fork_server = None
        raise WorkerError("workers cannot be started: the process that starts them ends each time")


class _ForkServer:
    """The program's end of a fork server: a process that has loaded everything, and forks workers."""

    def __init__(self, make: Callable[[], Any]) -> None:
        ours, theirs = socket.socketpair()
        # As `multiprocessing` starts its processes, but without importing the main module, which may have no guard.
        serve = f"from repair.processes.fork_server import serve; serve({theirs.fileno()})"
        code = f"import sys; sys.path[:] = {sys.path!r}; {serve}"
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and nothing that comes from outside
            [sys.executable, "-c", code],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=os.environ | ONE_THREAD,
        )
        theirs.close()
        self._socket = ours
        self._orders = Connection(os.dup(ours.fileno()))
        self._orders.send(make)
        self._is_ready = False

    def fork(self) -> _Worker:
        """Return a new worker; what `make` raised, if it did; EOFError or OSError if the fork server has died."""
        if not self._is_ready:
            made, error = self._orders.recv()
            if not made:
                raise WorkerError(str(error)) from error
            self._is_ready = True
        self._orders.send(None)
        number, descriptors, _, _ = socket.recv_fds(self._socket, 8, 1)
        if not descriptors:
            raise EOFError
        return _Worker(Connection(descriptors[0]), _killer(int.from_bytes(number, "big")))

    def close(self) -> None:
        self._orders.close()
        self._socket.close()
        self._process.kill()  # if it is still loading, it does not hear that the socket has closed
        self._process.wait()


def _killer(process: int) -> Callable[[], object]:
    """Return what kills a process, and never another one that has got its number since."""
    try:
        handle = os.pidfd_open(process)
    except OSError:  # it has died already, or the system is older than Linux 5.3
        return lambda: None
    closed = False

    def kill() -> None:
        nonlocal closed
        if not closed:
            closed = True
            with suppress(OSError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)

    return kill


def _spawned(make: Callable[[], Any]) -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=fork_server.alone, args=(theirs, make), daemon=True)
    process.start()
    theirs.close()
    return _Worker(ours, process.kill)  # type: ignore[arg-type, unused-ignore]
