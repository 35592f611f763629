"""Which function reads the records of each form, and which takes the text out of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from repair.batch.formats import archives, json_lines, pages, parquet
from repair.batch.forms import Found, Options, Source
from repair.batch.shards import Cursor, FormName, Record

Read = Callable[[Source, Options, Cursor], Iterator[tuple[Record, Cursor, int]]]
Take = Callable[[Any, Options], Found]

READERS: dict[FormName, Read] = {
    "json lines": json_lines.read,
    "parquet": parquet.read,
    "pages": pages.read,
    "archive": archives.read,
}
CHECKS: dict[FormName, Callable[[Source, Options], None]] = {"json lines": json_lines.check, "parquet": parquet.check}
"""What looks for the field of the texts before anything is written, in the forms that have fields."""

TAKES: dict[FormName, Take] = {
    "json lines": json_lines.take,
    "parquet": parquet.take,
    "pages": pages.take,
    "archive": archives.take,
}
