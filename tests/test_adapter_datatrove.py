"""Datatrove's formatter and filter, alone and in pipelines run by its executor."""

from __future__ import annotations

import json
import pickle
from copy import deepcopy

import pytest

pytest.importorskip("datatrove", reason="the extra `datatrove` is not installed: NOT CHECKED")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.utils.logging import logger

from repair.adapters.datatrove import ProfileFilter, RepairFormatter
from repair.adapters.mending import Mender, restore
from repair.repairer import Repairer
from tests.test_adapters import GARBLED, MENDED


@pytest.fixture(autouse=True)
def quiet():
    logger.disable("datatrove")
    yield
    logger.enable("datatrove")


def documents():
    return [Document(GARBLED, "1", metadata={"url": "here"}), Document("Good.", "2"), Document(None, "3")]


def totals(step):
    return {name: values.total for name, values in step.stats.stats.items()}


def test_formatter_keeps_everything_else():
    step = RepairFormatter(edits="edits")
    first, second, third = step(documents())
    assert [MENDED, "Good.", None] == [first.text, second.text, third.text]
    assert ["1", "2", "3"] == [first.id, second.id, third.id]
    assert "here" == first.metadata["url"]
    assert GARBLED == restore(first.text, first.metadata["edits"])
    assert first.metadata["repair_profile"]["rates"]["spin"] > 0.1
    assert ([], None) == (third.metadata["edits"], third.metadata["repair_profile"])
    assert {"total": 3, "changed": 1, "edits_spin": 2, "edits_encoding": 1} == totals(step)
    assert MENDED == step.format(GARBLED)


def test_formatter_without_side_fields():
    assert {"url": "here"} == next(iter(RepairFormatter(profile=None)(documents()))).metadata


def test_failures_are_counted(monkeypatch):
    def fail(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(Repairer, "revise", fail)
    step = RepairFormatter()
    assert [GARBLED, "Good.", None] == [document.text for document in step(documents())]
    assert {"total": 3, "failed": 2} == totals(step)


@pytest.mark.parametrize("formatted", [False, True])
def test_filter_goes_by_the_garble_there_was(formatted):
    given = documents()[:2]  # datatrove's filters count characters, so that none may be without a text
    data = list(RepairFormatter()(given)) if formatted else given
    step = ProfileFilter({"spin": 0.1})
    assert ["2"] == [document.id for document in step(data)]
    assert 1 == totals(step)["dropped_garbled_spin"]


def test_filter_reads_the_profile_of_a_written_document():
    (document,) = RepairFormatter()(documents()[:1])
    document.metadata = json.loads(json.dumps(document.metadata))
    assert (False, "garbled_spin") == ProfileFilter({"ocr": 0.1, "spin": 0.1}).filter(document)
    assert ProfileFilter({"ocr": 0.1}).filter(document) is True


@pytest.mark.parametrize(("rate", "certainty", "stays"), [(0.2, 0.95, False), (0.2, 0.5, True), (0.05, 1.0, True)])
def test_filter_needs_both_share_and_certainty(rate, certainty, stays):
    profile = {"rates": {"spin": rate}, "certainty": {"spin": certainty}}
    verdict = ProfileFilter({"spin": 0.1}).filter(Document("", "1", metadata={"repair_profile": profile}))
    assert stays == (verdict is True)


def test_filter_refuses_unknown_kinds():
    with pytest.raises(ValueError, match="unknown kind typo"):
        ProfileFilter({"typo": 0.1})


def test_steps_are_copied_and_pickled_small():
    step = RepairFormatter(mender=Mender(kinds=["encoding"]))
    list(step(documents()))
    for copy in (deepcopy(step), pickle.loads(pickle.dumps(step))):
        assert "Yous tin walk to the harbour, but it wasn’t open." == copy.format(GARBLED)
    assert len(pickle.dumps(RepairFormatter())) < 2000


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("workers", [1, 2])
def test_pipeline(tmp_path, workers):
    def write(data, rank, world_size):  # noqa: ARG001 - datatrove's signature
        for number, document in enumerate(data):
            (tmp_path / f"{rank}-{number}.txt").write_text(document.text, encoding="utf-8")
            yield document

    def read(data, rank, world_size):  # noqa: ARG001
        yield from documents()[rank : rank + 1]

    pipeline = [read, RepairFormatter(), ProfileFilter({"ocr": 0.1}), write]
    executor = LocalPipelineExecutor(pipeline, tasks=2, workers=workers, logging_dir=str(tmp_path / "logs"))
    executor.run()
    assert MENDED == (tmp_path / "0-0.txt").read_text(encoding="utf-8")
    assert "Good." == (tmp_path / "1-0.txt").read_text(encoding="utf-8")
