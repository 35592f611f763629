"""Ray Data: batches mended by workers in processes of their own."""

from __future__ import annotations

import logging

import pytest

ray = pytest.importorskip("ray", reason="the extra `ray` is not installed: NOT CHECKED")
pytest.importorskip("ray.data", reason="the extra `ray` is not installed in full: NOT CHECKED")

import pyarrow as pa  # noqa: E402

from repair.adapters.arrow import EDITS, PROFILE  # noqa: E402
from repair.adapters.mending import Mender, restore  # noqa: E402
from repair.adapters.ray import MendBatches, mend  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402

# What Ray leaves behind or says of itself is no fault of the adapter.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray"),
]
TABLE = pa.table({"id": range(40), "text": [GARBLED, None, "Good.", ""] * 10})


@pytest.fixture(scope="module")
def cluster():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        logging.getLogger("ray.data").setLevel("ERROR")
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


def rows_of(dataset):
    return sorted(dataset.take_all(), key=lambda row: row["id"])


@pytest.mark.usefixtures("cluster")
def test_dataset_keeps_everything_else():
    dataset = mend(ray.data.from_arrow(TABLE).repartition(4), edits="edits", profile="profile", workers=(1, 2))
    rows = rows_of(dataset)
    assert TABLE["id"].to_pylist() == [row["id"] for row in rows]
    assert [MENDED, None, "Good.", ""] * 10 == [row["text"] for row in rows]
    assert [GARBLED] * 10 == [restore(row["text"], row["edits"]) for row in rows[::4]]
    assert [True, False] == [row["profile"] is not None for row in rows[:2]]
    kinds = dict(zip(dataset.schema().names, dataset.schema().types, strict=True))
    assert (EDITS, PROFILE) == (kinds["edits"], kinds["profile"])


@pytest.mark.usefixtures("cluster")
def test_class_for_map_batches():
    dataset = ray.data.from_arrow(TABLE.slice(0, 4)).map_batches(
        MendBatches,
        fn_constructor_kwargs={"field": "text", "mender": Mender(kinds=["encoding"])},
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=1),
    )
    assert "Yous tin walk to the harbour, but it wasn’t open." == rows_of(dataset)[0]["text"]


def test_batches_of_another_format_are_refused():
    with pytest.raises(TypeError, match='use batch_format="pyarrow"'):
        MendBatches()({"text": [GARBLED]})
