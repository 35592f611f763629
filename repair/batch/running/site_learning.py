"""Learns a plan for each site of a corpus: texts are sorted by site on the disk, then each site is learned alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from repair.batch.formats.readers import READERS, TAKES
from repair.batch.forms import Options, Source
from repair.batch.growing import GrowingFile
from repair.batch.running.site_plans import file_name
from repair.batch.shards import MEGABYTE, RefusedError
from repair.knowledge.plan import Plan
from repair.processes.pool import Failure, Pool
from repair.repairer import Repairer
from repair.text.files.reading import TextError

MOST_CHARACTERS = 2_000_000
"""Of one site, the first in the corpus: some 700 articles.  Plans from 10 articles already bring most of the gain."""
FEWEST_TEXTS = 2
"""A substitution counts from two documents on, so one alone teaches nothing."""
MOST_SITES = 200_000
"""More values are most likely a wrong field, such as the address of the page; sorting takes a file for each."""
HELD = 32 * MEGABYTE
"""Characters held in memory before they are sorted away."""
AHEAD = 2
"""Sites under way for each worker."""

Progress = Callable[[int, int], object]


@dataclass(slots=True)
class Learned:
    """What came of it: plans written, sites with too few texts, records that were no use, and what failed."""

    plans: int = 0
    too_few: int = 0
    unread: int = 0
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Site:
    texts: int = 0
    characters: int = 0
    waiting: list[str] = field(default_factory=list)


class _Sorter:
    """Texts sorted by site into one file for each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sites: dict[str, _Site] = {}
        self._held = 0

    def add(self, site: str, text: str) -> None:
        """Keep a text, unless there is enough of its site; TextError for too many sites."""
        known = self._sites.setdefault(site, _Site())
        if len(self._sites) > MOST_SITES:
            raise TextError(f"more than {MOST_SITES:,} sites; is it the right field?")
        if known.characters + len(text) > MOST_CHARACTERS:
            return
        known.texts += 1
        known.characters += len(text)
        known.waiting.append(text)
        self._held += len(text)
        if self._held > HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held in memory."""
        for site, known in self._sites.items():
            if known.waiting:
                path = self._path(site)
                stream = GrowingFile(path, size=path.stat().st_size if path.exists() else 0)
                for text in known.waiting:
                    stream.append(json.dumps(text).encode() + b"\n")
                stream.close()
                known.waiting.clear()
        self._held = 0

    def sites(self) -> Iterator[tuple[str, Path, int]]:
        """Yield each site with its file and the number of its texts, in alphabetical order."""
        for site in sorted(self._sites):
            yield site, self._path(site), self._sites[site].texts

    def _path(self, site: str) -> Path:
        return self._folder / file_name(site)


def learn_sites(
    sources: Sequence[Source],
    options: Options,
    repairer: Repairer,
    output: Path,
    *,
    rounds: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> Learned:
    """Write one plan for each value of the field `options.by` to the folder `output`.

    `progress` is called with sites done and sites to do.  TextError if something cannot be read or written,
    WorkerError if no worker can be had.
    """
    learned = Learned()
    output.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".repair-learn-", dir=output) as folder:
        sorter = _sorted(sources, options, Path(folder), learned)
        todo = [(site, path) for site, path, texts in sorter.sites() if texts >= FEWEST_TEXTS]
        learned.too_few = sum(texts < FEWEST_TEXTS for _, _, texts in sorter.sites())
        with Pool[Path, Plan](partial(_learner, repairer, rounds), workers=workers) as pool:
            for done, (site, made) in enumerate(_each(pool, todo, AHEAD * workers), 1):
                if isinstance(made, Failure):
                    learned.failed[site] = str(made.error or made.reason)
                else:
                    made.write(output / file_name(site))
                    learned.plans += 1
                if progress:
                    progress(done, len(todo))
    return learned


def _sorted(sources: Sequence[Source], options: Options, folder: Path, learned: Learned) -> _Sorter:
    sorter = _Sorter(folder)
    for source in sources:
        for record, _, _ in READERS[source.form](source, options, {}):
            if record.body is None and not record.refused:
                continue
            try:
                found = TAKES[source.form](record.body, options) if not record.refused else None
            except RefusedError:
                found = None
            if found is None or found.site is None:
                learned.unread += 1
            else:
                sorter.add(found.site, found.text)
    sorter.flush()
    return sorter


def _each(pool: Pool[Path, Plan], todo: Sequence[tuple[str, Path]], ahead: int) -> Iterator[tuple[str, Plan | Failure]]:
    """Yield what was learned of each site, in order, with some under way."""
    waiting: list[tuple[str, Future[list[Plan | Failure]]]] = []
    rest = iter(todo)
    while True:
        waiting += [(site, pool.submit([path])) for site, path in islice(rest, ahead - len(waiting))]
        if not waiting:
            return
        site, future = waiting.pop(0)
        yield site, future.result()[0]


def _learner(repairer: Repairer, rounds: int) -> Callable[[Path], Plan]:
    repairer.warm_up()

    def learn(path: Path) -> Plan:
        with path.open("rb") as stream:
            return repairer.learn(map(json.loads, stream), rounds=rounds)

    return learn
