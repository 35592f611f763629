"""Ray in the place of local processes: shards are its tasks, on this machine or on a cluster, and come back in order.

A task hands the shard to a worker of `workers` in the process that Ray keeps for it: time limits and crashes cost one
record, as they do locally.  Reading, writing and the state stay with the program that runs the batch.
"""

from __future__ import annotations

import os
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from repair.batch import extras
from repair.batch.running.engine import AHEAD, Item, Made, items_of, joined
from repair.batch.running.mending import Job
from repair.batch.shards import MEGABYTE, Mended, Outcome, Shard
from repair.processes.pool import Pool, WorkerError

STORE_BYTES = 256 * MEGABYTE
"""For shards under way on this machine, a few dozen kilobytes each; what does not fit Ray keeps on the disk."""
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
"""Nothing is sent anywhere, and no warning of a coming default is printed; read when Ray is imported."""

Parcel = tuple[Job, str, float | None]
"""What every task needs: the job, the checksum of the dictionaries, the seconds that a document may take."""
_POOLS: dict[str, Pool[Item, Outcome]] = {}
"""In a process of Ray's, its worker by run."""


class RayEngine:
    """Tasks of Ray, one CPU each; a document that takes over `seconds`, or crashes its worker, is given up.

    Without an address Ray is started on this machine and ended with the run.  Every machine of a cluster needs the same
    `repair` and the same dictionaries at the same place.
    """

    def __init__(self, *, workers: int | None = None, seconds: float | None = None, address: str | None = None) -> None:
        """Take the most shards to be at work at once; None for one here, or all CPUs that the cluster has now.

        TextError if Ray is missing.
        """
        extras.require("ray", "--engine ray", extra="ray")
        self._workers = workers
        self._seconds = seconds
        self._address = address

    def run(self, job: Job, shards: Iterable[Shard]) -> Iterator[Mended]:
        """Yield each shard with the outcomes of its records, in order; WorkerError if Ray or its workers fail."""
        with self._connected() as ray:
            workers = self._workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            mend = ray.remote(num_cpus=1)(_mend)
            parcel = ray.put((job, job.repairer.fingerprint(), self._seconds))
            key = secrets.token_hex(8)
            waiting: deque[tuple[Shard, Any]] = deque()
            at_work: list[Any] = []
            for shard in shards:
                if len(at_work) >= workers:
                    _, at_work = ray.wait(at_work, num_returns=1, fetch_local=False)
                items = items_of(shard)
                task = mend.remote(key, parcel, items) if items else None
                waiting.append((shard, task))
                if task:
                    at_work.append(task)
                while waiting and (len(waiting) >= AHEAD * workers or waiting[0][1] not in at_work):
                    yield self._mended(ray, *waiting.popleft())
            while waiting:
                yield self._mended(ray, *waiting.popleft())

    def _mended(self, ray: Any, shard: Shard, task: Any) -> Mended:
        return joined(shard, ray.get(task) if task else (), seconds=self._seconds)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """Give the library, connected; what was started or connected here is let go again."""
        os.environ.update(QUIET)
        ray = extras.need("ray", "--engine ray", extra="ray")
        is_ours = not ray.is_initialized()
        try:
            if is_ours:
                self._connect(ray)
            yield ray
        except ray.exceptions.RayTaskError as error:
            raise WorkerError(f"Ray: {error.cause}") from error
        except ray.exceptions.RayError as error:
            raise WorkerError(f"Ray: {_first_line(error)}") from error
        finally:
            if is_ours:
                ray.shutdown()

    def _connect(self, ray: Any) -> None:
        silent = {"log_to_driver": False, "logging_level": "CRITICAL"}
        try:
            if self._address:
                ray.init(address=self._address, **silent)
            else:
                ray.init(
                    address="local",
                    num_cpus=self._workers or 1,
                    num_gpus=0,
                    object_store_memory=STORE_BYTES,
                    include_dashboard=False,
                    **silent,
                )
        except (OSError, RuntimeError, ValueError) as error:
            raise WorkerError(f"Ray at {self._address or 'this machine'}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _mend(key: str, parcel: Parcel, items: list[Item]) -> list[Made]:
    """Run in a process of Ray's: mend the records of a shard; the key names the run that the parcel belongs to."""
    if key not in _POOLS:
        _POOLS[key] = _pool(parcel)
    return _POOLS[key].submit(items).result()


def _pool(parcel: Parcel) -> Pool[Item, Outcome]:
    """Return the worker of this process, which ends when the process does; WorkerError if it would mend otherwise."""
    job, fingerprint, seconds = parcel
    if job.repairer.fingerprint() != fingerprint:
        raise WorkerError("a machine of the cluster has other dictionaries; install the same version on all")
    return Pool(job.ready, workers=1, seconds=seconds)
