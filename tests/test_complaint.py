"""A complaint becomes a test case that fails until the program is mended."""

from __future__ import annotations

import json

import pytest

from tests import complaint, quality_gate


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "clean.jsonl"
    path.write_text(
        json.dumps({"id": "complaint-007", "kind": "clean", "clean": "A good line."}) + "\n", encoding="utf-8"
    )
    return path


def test_a_changed_passage_is_a_known_failure(repairer, cases):
    said = complaint.add("The comittee met on Tuesday.", repairer, cases=cases)
    row = json.loads(cases.read_text(encoding="utf-8").splitlines()[-1])
    assert said == "complaint-008: still changed: comittee -> committee"
    assert row["known_failure"] == "false alarm"
    assert row.keys() == {"id", "kind", "clean", "known_failure"}


def test_a_passage_that_stays_must_go_on_staying(repairer, cases):
    assert complaint.add(" The committee met on Tuesday.\n", repairer, cases=cases) == "complaint-008: stays as it is"
    assert quality_gate.load_cases(cases)[-1].observed == "The committee met on Tuesday."
    assert not quality_gate.load_cases(cases)[-1].known_failure


@pytest.mark.parametrize("text", ["", " \n", "A good line.", "x" * (complaint.LONGEST + 1)])
def test_what_is_no_new_case_is_refused(repairer, cases, text):
    before = cases.read_bytes()
    with pytest.raises(ValueError, match="passage"):
        complaint.add(text, repairer, cases=cases)
    assert cases.read_bytes() == before
