"""What every form of a source has: options to read it by, a text found in a record, and the names that tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from repair.batch.shards import MEGABYTE, FormName

MOST_BYTES = 4 * MEGABYTE
"""Of one record: 700,000 words, longer than any novel in English, and some 2 GB of memory to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How records are read: the field of the text, of the identity, of the site, and the longest record."""

    field: str = "text"
    id_field: str | None = None
    by: str | None = None
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """One input: `name` is its path in the output folder, with `/` between the parts.

    `has_html` tells that pages may be HTML.
    """

    number: int
    path: Path
    name: str
    form: FormName
    has_html: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The text of a record, and `put`, which returns the record with another text in its place.

    `id` is the identity as JSON.  `always` tells that the record is written anew even where the text stays.
    """

    text: str
    put: Callable[[str], Any]
    id: str | None = None
    site: str | None = None
    always: bool = False


def no_field(source: Source, field: str, names: Iterable[str]) -> str:
    """Return the message that there is no such field, and which there are."""
    there = [repr(name[:_LONGEST_NAME]) for name in islice(names, _MOST_NAMES + 1)]
    if len(there) > _MOST_NAMES:
        there[_MOST_NAMES:] = ["…"]
    return f"{source.path}: no field {field!r}; there are {', '.join(there)}; --field names the one with the texts"


_MOST_NAMES, _LONGEST_NAME = 20, 40  # of fields that a message tells, characters of one


def form_of(name: str) -> FormName | None:
    """Return the form of a file by its name; None if it is none of ours."""
    lower = name.lower()
    for ending in (".gz", ".zst", ".zstd"):
        lower = lower.removesuffix(ending)
    if lower.endswith((".jsonl", ".ndjson")):
        return "json lines"
    if lower.endswith((".warc", ".wet")):
        return "archive" if not name.lower().endswith((".zst", ".zstd")) else None
    return "parquet" if name.lower().endswith(".parquet") else None
