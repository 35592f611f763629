"""Keeps numpy's linear algebra on one thread: small matrices are slower on several, and sums come out otherwise."""

from __future__ import annotations

from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController


class _OneThread:
    """A context in which BLAS has one thread, for all threads of the process while any of them is inside.

    Several threads wait for each other longer than they compute (measured on two busy cores: 13 times the processor
    time).  The limit is the process's, so it is counted in and out.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._controller: ThreadpoolController | None = None
        self._limit: Any = None

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                if self._controller is None:
                    self._controller = ThreadpoolController()
                self._limit = self._controller.limit(limits=1, user_api="blas")

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._limit.restore_original_limits()


one_thread = _OneThread()
