"""Ray Data: a class for `map_batches`, on Arrow batches; each worker loads the dictionaries once.

    dataset = ray.data.read_parquet("in/")
    mend(dataset, "text", edits="edits", workers=(1, 16)).write_parquet("out/")

or, with every choice of `map_batches`:

    dataset.map_batches(MendBatches, fn_constructor_kwargs={"field": "text"}, batch_format="pyarrow", compute=…)

>>> import pyarrow as pa
>>> MendBatches("text")(pa.table({"text": ["Yous tin cross it.", None]}))["text"].to_pylist()
['You can cross it.', None]
"""

from __future__ import annotations

from typing import Any

from repair.adapters.mending import Mender, missing

try:
    import pyarrow as pa
    import ray.data

    from repair.adapters.arrow import MendArrow
except ImportError as error:
    raise missing("ray") from error


class MendBatches(MendArrow):
    """Mends the column `field` of Arrow batches, as `MendArrow` does; TypeError for batches of another format."""

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Return the batch with the column mended."""
        if not isinstance(batch, pa.Table):
            raise TypeError(f'batches must be Arrow tables, not {type(batch).__name__}: use batch_format="pyarrow"')
        return super().__call__(batch)


def mend(
    dataset: ray.data.Dataset,
    field: str = "text",
    *,
    edits: str | None = None,
    profile: str | None = None,
    mender: Mender | None = None,
    workers: int | tuple[int, int] = 1,
    **options: Any,
) -> ray.data.Dataset:
    """Return the dataset with a column mended, by as many workers, or by between the least and the most of a pair.

    `options` go to `map_batches`: `batch_size`, `num_cpus`, `memory` and so on.
    """
    least, most = (workers, workers) if isinstance(workers, int) else workers
    return dataset.map_batches(
        MendBatches,
        fn_constructor_kwargs={"field": field, "edits": edits, "profile": profile, "mender": mender or Mender()},
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
        **options,
    )
