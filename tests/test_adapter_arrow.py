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


@pytest.mark.parametrize("names", [{"edits": "old"}, {"profile": "text"}, {"edits": "x", "profile": "x"}])
@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_a_column_that_exists_is_never_written_over(names, make):
    rows = make({"old": [1], "text": [GARBLED]})
    with pytest.raises(ValueError, match="choose another"):
        MendArrow(**names)(rows)
    with pytest.raises(ValueError, match="choose another"):
        MendArrow(**names).schema(rows.schema)


def test_other_columns_may_have_one_name():
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([GARBLED])], names=["a", "a", "text"])
    assert ["a", "a", "text", "edits"] == MendArrow(edits="edits")(table).column_names
    with pytest.raises(KeyError, match="2 times"):
        MendArrow("a")(table)


@pytest.mark.parametrize(
    "kind", [pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.large_string(), ordered=True)]
)
def test_values_of_a_dictionary_are_mended_once_and_stay_one_dictionary(monkeypatch, kind):
    calls = []
    mend_one = Mender.mend
    monkeypatch.setattr(Mender, "mend", lambda self, value: calls.append(value) or mend_one(self, value))
    values = pa.array([GARBLED, MENDED, "Good."], kind.value_type)
    given = pa.DictionaryArray.from_arrays(pa.array([0, None, 1, 2, 0], kind.index_type), values, ordered=kind.ordered)
    table = MendArrow(edits="edits")(pa.table({"text": given.slice(0, 4)}))
    assert [MENDED, None, MENDED, "Good."] == table["text"].to_pylist()
    assert kind == table.schema.field("text").type
    assert sorted([MENDED, "Good."]) == sorted(table["text"].chunk(0).dictionary.to_pylist())
    assert [3, 0, 0, 0] == [len(edits) for edits in table["edits"].to_pylist()]
    assert [GARBLED, MENDED, "Good."] == calls
    table.validate(full=True)


@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_a_field_of_structs(make):
    rows = [
        None,
        {"title": "T", "body": {"en": GARBLED}},
        {"title": "U", "body": None},
        {"title": None, "body": {"en": None}},
    ]
    given = make({"doc": pa.array(rows), "id": [1, 2, 3, 4]}).slice(1)
    result = MendArrow("doc.body.en", edits="edits")(given)
    assert [{"title": "T", "body": {"en": MENDED}}, *rows[2:]] == result["doc"].to_pylist()
    assert given.schema.equals(result.schema.remove(2))
    assert [3, 0, 0] == [len(edits) for edits in result["edits"].to_pylist()]
    result.validate(full=True)
    with pytest.raises(KeyError):
        MendArrow("doc.body.de")(given)


def test_no_such_column():
    with pytest.raises(KeyError):
        MendArrow("body")(pa.table({"text": [GARBLED]}))
