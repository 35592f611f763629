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

from repair.adapters.mending import Mender, mend_inside, missing, path_of, refuse_taken

try:
    import datasets
    import pyarrow as pa
    from datasets import Features

    from repair.adapters.arrow import EDITS, PROFILE
except ImportError as error:
    raise missing("datasets") from error


class MendBatch:
    """Mends a field of batches, a column or `doc.text` for a key of dictionaries in one; the other columns stay.

    `edits` and `profile` name new columns for what was changed and how much garble each text had.  Where they are asked
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
        """Return the columns that are new or changed.

        Raises:
            KeyError: there is no such column.
            TypeError: the batch has a format that is no mapping.
            ValueError: a column has the name of `edits` or `profile` already.
        """
        if not isinstance(batch, Mapping):
            raise TypeError(f"a batch of columns is needed, not {type(batch).__name__}: use dataset.with_format(None)")
        column, *path = path_of(self.field, batch.keys())
        refuse_taken(column, batch.keys(), edits=self.edits, profile=self.profile)
        pairs = [mend_inside(self.mender, value, path) for value in batch[column]]
        columns: dict[str, list[Any]] = {column: [value for value, _ in pairs]}
        if self.edits:
            columns[self.edits] = [one.edits for _, one in pairs]
        if self.profile:
            columns[self.profile] = [one.profile for _, one in pairs]
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
