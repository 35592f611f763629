"""What a run has counted, summed up for a person and for a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repair.batch.shards import Tally
from repair.records import KINDS

_KIND_KEYS = ("applied", "review", "profile")


def as_values(tally: Tally) -> dict[str, Any]:
    """Return a tally as JSON-ready values, every kind told: counts of documents, words, edits, profiles, rejects.

    `unmended` are the rejects that are in the output as they stood.
    """
    values: dict[str, Any] = {name: tally[name] for name in ("documents", "words", "changed")}
    for key in _KIND_KEYS:
        values[key] = {kind: tally[f"{key}.{kind}"] for kind in KINDS}
    values["profile"]["caution"] = tally["profile.caution"]
    values["rejected"] = _under(tally, "rejected.")
    values["unmended"] = tally["unmended"]
    return values


def rejects(tally: Tally) -> int:
    """Return how many records were rejected."""
    return sum(_under(tally, "rejected.").values())


def _under(tally: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): tally[name] for name in sorted(tally) if name.startswith(prefix)}
