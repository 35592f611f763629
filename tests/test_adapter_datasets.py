"""Hugging Face datasets: mapped, cached, streamed, in several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

datasets = pytest.importorskip("datasets", reason="the extra `datasets` is not installed: NOT CHECKED")

from datasets import ClassLabel, Dataset, DatasetDict, Features, Value  # noqa: E402
from datasets.fingerprint import Hasher  # noqa: E402

from repair.adapters.datasets import MendBatch, mend  # noqa: E402
from repair.adapters.mending import Mender, restore  # noqa: E402
from repair.repairer import Repairer  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
FEATURES = Features({"label": ClassLabel(names=["no", "yes"]), "text": Value("large_string")})
TEXTS = ["Good.", None, GARBLED, ""]


@pytest.fixture(autouse=True)
def quiet():
    datasets.disable_progress_bars()


@pytest.fixture
def dataset():
    return Dataset.from_dict({"label": [0, 1, 0, 1], "text": TEXTS}, features=FEATURES)


def test_columns_and_their_types_stay(dataset):
    # The first batches have no edit, which must not settle the type of the column.
    mended = mend(dataset, edits="edits", profile="profile", batch_size=1)
    assert FEATURES == Features({name: mended.features[name] for name in FEATURES})
    assert ["Good.", None, MENDED, ""] == mended["text"][:]
    assert dataset["label"][:] == mended["label"][:]
    assert GARBLED == restore(mended[2]["text"], mended[2]["edits"])
    assert [0, 0, 3, 0] == [len(edits) for edits in mended["edits"]]
    assert mended[2]["profile"]["rates"]["spin"] > 0.1
    assert mended[1]["profile"] is None


def test_fingerprint_is_the_same_in_every_process():
    options = "'text', mender=Mender(kinds={'spin', 'ocr', 'encoding'}, names={'Zoem', 'Alder'})"
    code = (
        "from datasets.fingerprint import Hasher; from repair.adapters.datasets import MendBatch;"
        f"from repair.adapters.mending import Mender; print(Hasher.hash(MendBatch({options})))"
    )
    hashes = {
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert 1 == len(hashes)
    assert Hasher.hash(MendBatch()) != Hasher.hash(MendBatch(mender=Mender(kinds=["ocr"])))


def test_used_step_has_the_same_fingerprint():
    step = MendBatch()
    before = Hasher.hash(step)
    step({"text": [GARBLED]})
    assert before == Hasher.hash(step)


def test_second_run_comes_from_the_cache(dataset, tmp_path, monkeypatch):
    dataset.save_to_disk(tmp_path)
    first = mend(Dataset.load_from_disk(str(tmp_path)))

    def fail(*_):
        raise AssertionError("not from the cache")

    monkeypatch.setattr(Repairer, "revise", fail)
    again = mend(Dataset.load_from_disk(str(tmp_path)))
    assert first["text"][:] == again["text"][:]
    assert first.cache_files == again.cache_files


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_processes(dataset, monkeypatch):
    # datasets leaves a copy of the environment in place of it, of which what has read it before knows nothing.
    monkeypatch.setattr(os, "environ", os.environ)
    assert mend(dataset)["text"][:] == mend(dataset, num_proc=2)["text"][:]


def test_stream(dataset):
    stream = mend(dataset.to_iterable_dataset(), edits="edits")
    assert ["Good.", None, MENDED, ""] == [row["text"] for row in stream]


def test_stream_of_unknown_features():
    stream = datasets.IterableDataset.from_generator(lambda: iter([{"text": GARBLED}, {"text": None}]))
    assert stream.features is None
    assert [3, 0] == [len(row["edits"]) for row in mend(stream, edits="edits")]


def test_dictionary_of_datasets(dataset):
    mended = mend(DatasetDict(train=dataset, test=dataset.select([2])), edits="edits")
    assert isinstance(mended, DatasetDict)
    assert [MENDED] == mended["test"]["text"][:]


@pytest.mark.parametrize("values", [[1, 2], [[GARBLED], []]])
def test_a_column_of_another_type_stays(values):
    given = Dataset.from_dict({"text": values})
    assert values == mend(given, edits="edits")["text"][:]


@pytest.mark.parametrize("form", ["arrow", "pandas"])
def test_a_format_that_hides_the_texts_is_refused(dataset, form):
    with pytest.raises(TypeError, match="with_format"):
        mend(dataset.with_format(form))


def test_numpy_format(dataset):
    assert MENDED == mend(dataset.select([2]).with_format("numpy"))["text"][0]


@pytest.mark.parametrize("names", [{"edits": "label"}, {"profile": "text"}, {"edits": "x", "profile": "x"}])
def test_a_column_that_exists_is_never_written_over(dataset, names):
    with pytest.raises(ValueError, match="choose another"):
        mend(dataset, **names)


def test_a_field_of_dictionaries():
    rows = [{"title": "T", "body": GARBLED}, {"title": "U", "body": None}]
    mended = mend(Dataset.from_dict({"doc": rows}), "doc.body", edits="edits")
    assert [{"title": "T", "body": MENDED}, rows[1]] == mended["doc"][:]
    assert [3, 0] == [len(edits) for edits in mended["edits"]]
