"""Arrow tables and record batches, with all that a column can hold."""

from __future__ import annotations

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed: NOT CHECKED")

from repair.adapters.arrow import EDITS, PROFILE, MendArrow  # noqa: E402
from repair.adapters.mending import EDIT_FIELDS, Mender, restore  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402

TYPES = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]


@pytest.mark.parametrize("kind", TYPES, ids=str)
@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_types_stay(kind, make):
    rows = MendArrow()(make({"id": pa.array([1, 2, 3]), "text": pa.array([GARBLED, None, "Good."]).cast(kind)}))
    assert [MENDED, None, "Good."] == rows["text"].to_pylist()
    assert kind == rows.schema.field("text").type
    assert [1, 2, 3] == rows["id"].to_pylist()
    rows.validate(full=True)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_what_is_no_utf_8_stays_to_the_byte(kind):
    raw = pa.binary() if kind == pa.string() else pa.large_binary()
    damaged = pa.array([b"caf\xe9 tin", GARBLED.encode(), None], raw).view(kind)
    table = MendArrow(edits="edits")(pa.table({"text": damaged}))
    assert [b"caf\xe9 tin", MENDED.encode(), None] == table["text"].combine_chunks().view(raw).to_pylist()
    assert [0, 3, 0] == [len(edits) for edits in table["edits"].to_pylist()]


def test_side_columns_undo():
    table = MendArrow(edits="edits", profile="profile")(pa.table({"text": [GARBLED, None, "Good."]}))
    assert [EDITS, PROFILE] == [table.schema.field(name).type for name in ("edits", "profile")]
    assert GARBLED == restore(table["text"][0].as_py(), table["edits"][0].as_py())
    profiles = table["profile"].to_pylist()
    assert profiles[0]["rates"]["spin"] > 0.1
    assert profiles[1] is None
    assert Mender().mend(GARBLED).profile == profiles[0]


def test_fields_of_the_records():
    edit = EDITS.value_type
    assert list(EDIT_FIELDS) == [edit.field(place).name for place in range(edit.num_fields)]
    profile = [PROFILE.field(place).name for place in range(PROFILE.num_fields)]
    assert list(Mender().mend(GARBLED).profile) == profile


def test_chunks_slices_and_metadata():
    schema = pa.schema([pa.field("text", pa.string(), metadata={"a": "b"}), pa.field("id", pa.int64())], {"c": "d"})
    whole = pa.table({"text": pa.chunked_array([["x", GARBLED], [], [GARBLED]]), "id": [1, 2, 3]}, schema)
    table = MendArrow()(whole.slice(1))
    assert [MENDED, MENDED] == table["text"].to_pylist()
    assert schema.equals(table.schema, check_metadata=True)
    assert [2, 3] == table["id"].to_pylist()


@pytest.mark.parametrize("values", [[1, None], [[GARBLED], None], [b"tin", None], [None, None]])
@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_a_column_of_another_type_stays(values, make):
    given = make({"text": pa.array(values)})
    assert given.equals(MendArrow()(given))
    assert [[], []] == MendArrow(edits="edits")(given)["edits"].to_pylist()


@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_no_rows(make):
    step = MendArrow(edits="edits", profile="profile")
    rows = make({"text": pa.array([], pa.string())})
    assert step.schema(rows.schema) == step(rows).schema


def test_side_column_that_is_there_is_replaced():
    step = MendArrow(edits="old")
    table = pa.table({"old": [1], "text": [GARBLED]})
    assert ["old", "text"] == step(table).column_names
    assert step.schema(table.schema) == step(table).schema


def test_no_such_column():
    with pytest.raises(KeyError):
        MendArrow("body")(pa.table({"text": [GARBLED]}))
