"""Hugging Face datasets: a function for `map(batched=True)` that pickles small and keeps the cache's fingerprints.

>>> step = MendBatch("text", edits="edits")
>>> batch = step({"text": ["Yous tin cross it.", None]})
>>> batch["text"], [len(edits) for edits in batch["edits"]]
(['You can cross it.', None], [2, 0])

On a dataset: `dataset.map(step, batched=True, features=step.features(dataset.features))`, or `mend(dataset)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repair.adapters.mending import Mender, missing

try:
    import datasets
    import pyarrow as pa
    from datasets import Features

    from repair.adapters.arrow import EDITS, PROFILE
except ImportError as error:
    raise missing("datasets") from error


class MendBatch:
    """Mends the column `field` of batches; the other columns stay.

    `edits` and `profile` name columns for what was changed and how much garble each text had.  Where they are asked
    for, give `map` the `features` too: a first batch without any edit would tell nothing of their type.
    """

    def __init__(
        self,
        field: str = "text",
        *,
        edits: str | None = None,
        profile: str | None = None,
        mender: Mender | None = None,
    ) -> None:
        self.field = field
        self.edits = edits
        self.profile = profile
        self.mender = mender or Mender()

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return the columns that are new or changed; TypeError for a batch in a format that is no mapping."""
        if not isinstance(batch, Mapping):
            raise TypeError(f"a batch of columns is needed, not {type(batch).__name__}: use dataset.with_format(None)")
        mended = [self.mender.mend(value) for value in batch[self.field]]
        columns: dict[str, list[Any]] = {self.field: [one.value for one in mended]}
        if self.edits:
            columns[self.edits] = [one.edits for one in mended]
        if self.profile:
            columns[self.profile] = [one.profile for one in mended]
        return columns

    def features(self, given: Features | None) -> Features | None:
        """Return the features of the result for those of a dataset; None where these are not known (a stream)."""
        if given is None:
            return None
        side = pa.schema([(name, kind) for name, kind in ((self.edits, EDITS), (self.profile, PROFILE)) if name])
        return Features({**given, **Features.from_arrow_schema(side)})


def mend(
    dataset: Any,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
    **options: Any,
) -> Any:
    """Return a dataset, a dictionary of datasets, or a stream of either kind, with a column mended.

    `options` go to `map`: `num_proc`, `batch_size` and so on, as far as the kind of dataset has them.
    """
    step = MendBatch(field, edits=edits, profile=profile, mender=mender)
    if isinstance(dataset, (datasets.DatasetDict, datasets.IterableDatasetDict)):
        parts = {
            name: part.map(step, batched=True, features=step.features(part.features), **options)
            for name, part in dataset.items()
        }
        return type(dataset)(parts)
    return dataset.map(step, batched=True, features=step.features(dataset.features), **options)
