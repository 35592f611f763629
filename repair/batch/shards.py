"""What passes from reading through mending to writing: records, outcomes, shards, and what is counted of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Tally = Counter[str]
"""Counts by dotted name: `documents`, `words`, `applied.spin`, `profile.ocr`, `rejected.timeout`; see `counting`."""
Cursor = dict[str, int]
"""Where in a source to go on reading: what its form makes of it, as JSON."""

FormName = Literal["json lines", "parquet", "pages", "archive"]

OUTPUT, EDITS, REJECTS = "output", "edits", "rejects"
"""What the files of a source hold."""

MEGABYTE = 2**20
SHARD_BYTES = MEGABYTE // 16
"""Of records in one shard, unless one record has more: 10,000 words, half a second of clean text, a quarter of a minute
of spun.  With four times as many, workers wait idle for the last of a spun corpus; .gz and .zst files are 6 % shorter.
"""
SHARD_RECORDS = 1000
"""Of which most are short, then; keeps the bookkeeping of empty records bounded."""


class RefusedError(Exception):
    """A record is not fit to be mended: `reason` in a word or two, `detail` for a person."""

    def __init__(self, reason: str, detail: str = "", *, id: str | None = None) -> None:  # noqa: A002 - a field's name
        super().__init__(reason, detail)
        self.reason, self.detail, self.id = reason, detail, id


class Slice(NamedTuple):
    """Bytes of the source, unpacked where it is one compressed stream, that are copied without being held in memory."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record as read.

    Attributes:
        position: its number in the source, from 0: of the line, the row, the file, the archive's record.
        body: what `take` of the form makes a text of; None where there is nothing to mend.
        kept: its bytes, or where they lie in the source, of what stands in the output as long as nothing changes.
        size: bytes, for the shards.
        where: how to find it in the source, for the rejects: `offset` and `length`, or `path`.
        refused: why it is none, where reading has told already.
        stays: whether it is in the output even where rejects are taken out: only something made of it is missing.
    """

    position: int
    body: Any
    kept: bytes | Slice = b""
    size: int = 0
    where: dict[str, int | str] = field(default_factory=dict)
    refused: tuple[str, str] | None = None
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record.

    Attributes:
        output: what takes the place of `Record.kept`; None where that stays.
        edits: its line in the side file, or nothing where there is no edit.
        tally: what it counts for.
        reject: the reason, the detail and the identity in JSON of a record that was rejected.
    """

    output: Any = None
    edits: bytes = b""
    tally: Tally = field(default_factory=Counter)
    reject: tuple[str, str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """Records of one source that stand one after the other, and how to go on after them.

    `read` is how many bytes of the source have been read so far, `is_last` tells that no more records follow.
    """

    source: int
    form: FormName
    records: Sequence[Record]
    after: Cursor
    read: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """A shard with the outcomes of its records, in order."""

    shard: Shard
    outcomes: Sequence[Outcome]


def rejected(reason: str, detail: str = "", id: str | None = None) -> Outcome:  # noqa: A002 - a field's name
    """Return the outcome of a record that goes to the rejects."""
    return Outcome(reject=(reason, detail, id), tally=Counter({f"rejected.{reason}": 1}))
