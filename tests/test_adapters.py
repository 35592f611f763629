"""What all adapters share: the mender, undoing from a side field, the hint where a package is missing."""

from __future__ import annotations

import importlib
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import repair
from repair.adapters.mending import Mender, restore
from repair.knowledge.plan import PlannedSubstitution
from repair.repairer import Repairer
from tests.adapters import ADAPTERS, needed

ROOT = Path(__file__).resolve().parent.parent
GARBLED = "Yous tin walk to the harbour, but it wasnâ€™t open."
MENDED = "You can walk to the harbour, but it wasn’t open."


class TestMender:
    def test_mends_and_tells(self):
        mended = Mender().mend(GARBLED)
        assert MENDED == mended.value
        assert ["Yous", "tin", "â€™"] == [edit["original"] for edit in mended.edits]
        assert mended.profile["rates"]["spin"] > 0.1
        assert mended.profile["certainty"]["spin"] > 0.9

    @pytest.mark.parametrize("value", [None, float("nan"), 7, b"Yous tin", ["Yous tin"], {"a": 1}])
    def test_what_is_no_text_stays(self, value):
        mended = Mender().mend(value)
        assert mended.value is value
        assert ([], None, "") == (mended.edits, mended.profile, mended.error)

    def test_clean_text_is_the_same_object(self):
        text = "".join(["Nothing is wrong ", "with this sentence."])
        assert Mender().clean(text) is text

    def test_a_text_that_fails_stays_and_is_logged_without_its_words(self, monkeypatch, caplog):
        def fail(*_):
            raise RuntimeError("a bug")

        monkeypatch.setattr(Repairer, "revise", fail)
        mended = Mender().mend(GARBLED)
        assert (GARBLED, "RuntimeError: a bug") == (mended.value, mended.error)
        assert "a text of 51 characters stays as it is" in caplog.text
        assert "harbour" not in caplog.text

    def test_settings_are_those_of_load(self):
        assert Mender(kinds=["encoding"]).clean(GARBLED) == "Yous tin walk to the harbour, but it wasn’t open."
        assert " tin walk" in Mender(ignore=["tin"]).clean(GARBLED)

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"kinds": ["typo"]}, ValueError),
            ({"kinds": "spin"}, TypeError),
            ({"apply_at": 2}, ValueError),
            ({"nonsense": 1}, TypeError),
            ({"language": "xx"}, repair.DictionaryError),
            ({"plan": "no-such-file.json"}, repair.PlanError),
        ],
    )
    def test_wrong_settings_show_at_once(self, wrong, error):
        with pytest.raises(error):
            Mender(**wrong)

    def test_pickle_is_small_and_settled(self):
        one = Mender(kinds={"spin", "encoding", "ocr"}, names=["Zoem", "Alder"])
        other = Mender(names=("Alder", "Zoem"), kinds=["ocr", "spin", "encoding"])
        one.clean(GARBLED)
        assert pickle.dumps(one) == pickle.dumps(other)
        assert len(pickle.dumps(one)) < 500
        assert pickle.dumps(one) != pickle.dumps(Mender(names=["Zoem"]))

    def test_one_repairer_for_the_same_settings(self):
        one = Mender(names=["Zoem"])
        assert pickle.loads(pickle.dumps(one)).repairer is one.repairer

    def test_a_plan_travels_as_its_content(self, tmp_path):
        plan = repair.Plan(substitutions=(PlannedSubstitution("lantern", "the"),))
        path = tmp_path / "site.json"
        plan.write(path)
        mender = Mender(plan=path)
        path.unlink()
        assert pickle.dumps(Mender(plan=plan)) == pickle.dumps(mender)
        assert (
            mender.clean("Two buses crossed lantern square in lantern town.")
            == "Two buses crossed the square in the town."
        )

    def test_unpickling_loads_nothing(self):
        code = (
            "import pickle, sys; from repair.adapters.mending import Mender;"
            f"mender = pickle.loads({pickle.dumps(Mender())!r});"
            "print(mender._repairer)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert "None" == done.stdout.strip()


WORDS = st.sampled_from(
    [
        "Yous",
        "tin",
        "testament",
        "goverment",
        "astatine",
        "wasnâ€™t",
        "the",
        "harbour",
        "saidJohn",
        "😀",
        "open.",
        "rnodern",
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_restore_undoes_all(text):
    mended = Mender().mend(text)
    assert text == restore(mended.value, mended.edits)


def test_restore_refuses_edits_of_another_text():
    with pytest.raises(ValueError, match="the edit at 0 is none of this text's"):
        restore("Quite another text.", Mender().mend(GARBLED).edits)


def test_there_are_adapters():
    assert len(ADAPTERS) >= 2


@pytest.mark.parametrize("adapter", ADAPTERS)
class TestAdapter:
    def test_says_what_to_install(self, adapter, monkeypatch):
        for package in needed(adapter):
            monkeypatch.setitem(sys.modules, package, None)
            for name in [name for name in sys.modules if name.startswith(f"{package}.")]:
                monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, f"repair.adapters.{adapter}", raising=False)
        with pytest.raises(ImportError, match=re.escape(f'pip install "repair[{adapter}]"')):
            importlib.import_module(f"repair.adapters.{adapter}")

    def test_has_an_extra(self, adapter):
        extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        assert re.search(rf"^{adapter} = \[", extras, re.MULTILINE)
        (everything,) = re.findall(r"^adapters = \[\"repair\[(.*)\]\"\]", extras, re.MULTILINE)
        assert adapter in everything.split(",")

    def test_has_an_example_and_is_told_of(self, adapter):
        module = f"repair.adapters.{adapter}"
        assert any(module in path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("*.py"))
        assert module in (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")
