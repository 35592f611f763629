"""Evaluation cases: rows of JSON with an observed text and what was intended, chosen by file, fold and number."""

from __future__ import annotations

import fnmatch
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from repair.knowledge.spinner.phrases import singular, words_of

Fold = Literal["odd", "even", "all"]

WITHOUT_GOLD = ("spin_raw",)
PHRASE_LISTS = ("tortured", "typo_names", "typo_words")
BY_ROW = ("typo_names", "typo_holbrook")  # files with one source for all their rows

WHOLE_KINDS = "Debian package text"  # sources that name a kind of text; the id says which work: `novel 19c:austen3:6`

_NOTE = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")


@dataclass(frozen=True, slots=True)
class GoldEdit:
    """A garbled span, offsets in code points of the observed text, and every reading that counts as right."""

    start: int
    end: int
    intended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One evaluation row; `edits` is None where the gold is a whole clean text only."""

    id: str
    observed: str
    intended: tuple[str, ...]
    edits: tuple[GoldEdit, ...] | None = None
    known_failure: str = ""
    origin: str = ""

    @property
    def is_clean(self) -> bool:
        """Tell whether the row is right as it stands."""
        return self.observed in self.intended


def read_case(row: dict[str, Any]) -> Case:
    """Return the case of one JSON row; KeyError where it has neither `garbled` nor `text` nor `clean`."""
    observed = row.get("garbled") or row.get("text") or row["clean"]
    edits = None
    if "edits" in row:
        edits = tuple(
            GoldEdit(
                edit["start"],
                edit["end"],
                tuple(edit["intended"]) if isinstance(edit["intended"], list) else (edit["intended"],),
            )
            for edit in row["edits"]
        )
    intended = (row.get("clean") or observed, *row.get("alternatives", ()))
    return Case(row["id"], observed, intended, edits, row.get("known_failure", ""), origin_of(row))


def origin_of(row: dict[str, Any]) -> str:
    """Return what a row was taken from; rows of one article must not be tuned on and measured on.

    Where a file has one source for all its rows it is the row itself, for texts of other kinds than news the work; for
    misspelled words the intended word and for tortured phrases the intended phrase: all garbles of one stay together,
    its plural too.
    """
    name = row["id"].split("-")[0]
    if name == "tortured":
        return " ".join(map(singular, words_of(without_notes(row["clean"]))))
    if str(row.get("source", "")).startswith(WHOLE_KINDS):
        return str(row["id"]).rsplit(":", 1)[0]
    if name == "typo_words":
        return str(row["clean"]).lower()
    return str(row["id"] if name in BY_ROW else row.get("source", row["id"]))


def without_notes(phrase: str) -> str:
    """Return a phrase of the list without its notes in brackets: `secret key (cryptography)`."""
    return _NOTE.sub(" ", phrase).strip() or phrase


def in_fold(origin: str, fold: Fold) -> bool:
    """Tell whether a row belongs to a fold: even rows are for tuning, odd rows for measuring what was tuned."""
    return fold == "all" or zlib.crc32(origin.encode()) % 2 == (fold == "odd")


def load_cases(path: Path, *, fold: Fold = "all", limit: int | None = None) -> list[Case]:
    """Return the first `limit` cases of one file that lie in the fold."""
    with path.open(encoding="utf-8") as lines:
        cases: Iterable[Case] = (read_case(json.loads(line)) for line in lines if line.strip())
        return [case for case in cases if in_fold(case.origin, fold)][:limit]


def case_files(folder: Path, kinds: Sequence[str] = ()) -> list[Path]:
    """Return the case files whose name matches one of the patterns (`spin`, `clean_*`), or all that have gold text.

    Phrase lists are left out unless named: a phrase by itself has no context to decide by.
    """
    files = [path for path in sorted(folder.glob("*.jsonl")) if path.stem not in WITHOUT_GOLD]
    if kinds:
        return [path for path in files if any(fnmatch.fnmatch(path.stem, kind) for kind in kinds)]
    return [path for path in files if path.stem not in PHRASE_LISTS]
