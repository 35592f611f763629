"""The plan of a site: what is written can be read, by later releases too; what is damaged or foreign is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repair.knowledge.plan import BY_HAND, LONGEST, MOST_BYTES, MOST_ROWS, Plan, PlanError, PlannedSubstitution
from repair.text.files.reading import TextError

FIXTURE = Path(__file__).parent / "plans" / "version-1.json"
HEAD = {"format": "repair plan", "version": 1}
ROW = {"observed": "lantern", "intended": "the"}


def test_version_1_is_still_read():
    """Written by the release that brought plans; whoever changes this file breaks the plans that users have."""
    plan = Plan.read(FIXTURE)
    assert (plan.language, plan.documents, plan.words) == ("en", 12, 10432)
    assert plan.rates["spin"] == 0.0713
    assert plan.spinners == {"general": 0.25, "harbour": 0.75}
    assert plan.names == ("Achterberg", "Zoem")
    assert plan.substitutions[0] == PlannedSubstitution("lantern", "the", 0.964, 213.1, 220, 12, "spin")
    assert plan.substitutions[3] == PlannedSubstitution("virago", "Amazon", BY_HAND)
    assert FIXTURE.read_text(encoding="utf-8") == plan.dumps()


def test_plan_comes_back(tmp_path):
    plan = Plan(
        documents=3,
        words=700,
        rates={"spin": 0.1, "ocr": 0.0},
        substitutions=(
            PlannedSubstitution("tin", "can", 0.5, 2.5, 5),
            PlannedSubstitution("„naïve“ “q”", "the\\", 1.0, 9, 9),
        ),
        names=("Zoem", "Ångström"),
        spinners={"a": 1.0},
    )
    again = Plan.from_dict(json.loads(json.dumps(plan.to_dict())))
    assert again.to_dict() == plan.to_dict()
    assert again.substitutions[0].times == 9
    path = tmp_path / "site.json"
    plan.write(path)
    assert Plan.read(path) == again
    assert [path] == list(tmp_path.iterdir())
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert text.count("\n") == len(plan.to_dict()) + 2 + 2 * 1 + 4
    assert Plan.loads(text) == again


def test_least_plan_and_row_by_hand():
    assert Plan.from_dict(HEAD) == Plan()
    (row,) = Plan.from_dict({**HEAD, "substitutions": [ROW]}).substitutions
    assert row == PlannedSubstitution("lantern", "the", BY_HAND, 0.0, 0, 0, "spin")
    assert row.evidence == "this site writes “lantern” for “the”"
    counted = PlannedSubstitution("lantern", "the", 0.96, 213.1, 220)
    assert counted.evidence == "this site writes “lantern” for “the” (213 of 220 times)"


def test_unknown_fields_are_dropped():
    """A later release of the same version may add fields; they are not believed and not kept."""
    later = {**HEAD, "comment": "ours", "rates": {"spin": 0.1, "smell": 3}, "substitutions": [{**ROW, "since": 2031}]}
    assert Plan.from_dict(later) == Plan(rates={"spin": 0.1}, substitutions=(PlannedSubstitution("lantern", "the"),))


def rows(**fields):
    return {"substitutions": [{**ROW, **fields}]}


BAD = {
    '"format"': [None, [], "plan", 3, {}, {"format": "other"}, {"version": 1}],
    "version": [{"version": None}, {"version": "1"}, {"version": 0}, {"version": True}, {"version": 1.5}],
    "version 2 is newer": [{"version": 2}],
    "language": [{"language": 3}, {"language": "../en"}, {"language": ""}],
    "documents": [{"documents": -1}, {"documents": 1.5}, {"documents": "3"}, {"documents": 1e300}],
    "words": [{"words": None}, {"words": float("nan")}, {"words": float("inf")}],
    "rates": [{"rates": []}, {"rates": {"spin": 1.1}}, {"rates": {"spin": True}}],
    "spinners": [{"spinners": 3}, {"spinners": {"a": -0.1}}, {"spinners": {"a\n": 0.1}}, {"spinners": {"": 0.1}}],
    "names": [{"names": "Zoem"}, {"names": [3]}, {"names": [" "]}, {"names": ["a\u202eb"]}, {"names": ["\ud800"]}],
    "substitutions must": [{"substitutions": {}}, {"substitutions": 3}],
    "substitutions[0] must": [{"substitutions": [3]}, {"substitutions": [["lantern", "the"]]}],
    "substitutions[0].observed": [
        {"substitutions": [{"intended": "the"}]},
        *(rows(observed=value) for value in ("", "\x1b[31m", "a" * (LONGEST + 1))),
    ],
    "substitutions[0].intended": [rows(intended=None), rows(intended="Lantern")],
    "substitutions[0].confidence": [rows(confidence=value) for value in (-0.1, 2, "1", None)],
    "substitutions[0].times": [rows(times=3), rows(times="3", of=5)],
    "substitutions[0].of": [rows(of=2.5)],
    "substitutions[0].left": [rows(left=-1)],
    "substitutions[0].kind": [rows(kind=kind) for kind in ("magic", None, ["spin"])],
    "substitutions[1] repeats": [{"substitutions": [ROW, {**ROW, "observed": "Lantern"}]}],
}


@pytest.mark.parametrize(("field", "values"), [(field, value) for field, values in BAD.items() for value in values])
def test_a_bad_field_is_named(field, values):
    if isinstance(values, dict) and field != '"format"':
        values = {**HEAD, **values}
    with pytest.raises(PlanError) as caught:
        Plan.from_dict(values)
    message = str(caught.value)
    assert field in message
    assert "\n" not in message
    assert message.isprintable()
    assert len(message) < 400


def test_too_many_rows_are_refused():
    rows = [{"observed": f"word{k}", "intended": "the"} for k in range(MOST_ROWS + 1)]
    with pytest.raises(PlanError, match="substitutions has 50001 rows"):
        Plan.from_dict({**HEAD, "substitutions": rows})


@pytest.mark.parametrize(
    "text",
    ["", "{", "no JSON", "[" * 100_000, '{"format": NaN', "1" * 10_000, "\x00", "{}", "null", '"repair plan"'],
    ids=lambda text: ascii(text[:12]),
)
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(PlanError, match="not a plan"):
        Plan.loads(text)


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "site.json"
    whole = FIXTURE.read_bytes()
    for data in (b"", whole[: len(whole) // 2], b"\x00" * 100, os.urandom(2000) + b"\x00", b" " * (MOST_BYTES + 1)):
        path.write_bytes(data)
        with pytest.raises(PlanError, match=r"site\.json"):
            Plan.read(path)
    for missing in (tmp_path / "none.json", tmp_path):
        with pytest.raises(PlanError, match=missing.name):
            Plan.read(missing)


def test_a_plan_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "site.json"
    path.write_text("before")

    def fail(*_):
        raise OSError("no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(TextError):
        Plan().write(path)
    assert (path.read_text(), list(tmp_path.iterdir())) == ("before", [path])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(["version", "language", "documents", "words", "rates", "spinners", "names", "substitutions"])
lists_of_rows = st.lists(
    st.dictionaries(st.sampled_from(["observed", "intended", "confidence", "times", "of", "kind"]), anything)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(fields, anything | lists_of_rows))
def test_anything_is_read_or_refused(values):
    try:
        plan = Plan.from_dict({**HEAD, **values})
    except PlanError as error:
        assert str(error).isprintable()
    else:
        assert Plan.loads(plan.dumps()) == Plan.from_dict(plan.to_dict())
