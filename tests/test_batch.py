"""`repair batch`: forms come out as they went in, damage goes to the rejects, nothing lies or leads elsewhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from repair.batch import places
from repair.batch.formats.compression import compress
from repair.batch.formats.json_lines import walk
from repair.batch.forms import Options
from repair.batch.running.engine import LocalEngine
from repair.batch.running.order import Order
from repair.batch.running.run import Run, StoppedError
from repair.text.files.reading import TextError
from tests.fake_repairer import FakeRepairer

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
zstandard = pytest.importorskip("zstandard")

ROOT = Path(__file__).resolve().parent.parent
GOOD, BAD, MENDED = "All is well.", "Over teh hill and teh bridge.", "Over the hill and the bridge."


def mend(inputs, output, *, workers=1, seconds=None, **settings):
    """Run a batch with the fake repairer; return the summary."""
    names = ("field", "id_field", "by", "most_bytes")
    options = Options(**{name: settings.pop(name) for name in names if name in settings})
    order = Order(inputs=inputs, output=output, repairer=FakeRepairer(), options=options, **settings)
    return Run(order, LocalEngine(workers=workers, seconds=seconds)).run()


def write_lines(path, rows):
    path.parent.mkdir(exist_ok=True, parents=True)
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows]
    data = b"".join(lines)
    kind = {".gz": "gz", ".zst": "zst"}.get(path.suffix, "")
    path.write_bytes(compress(data, kind))
    return data


def read_lines(path):
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    return data


def rows_of(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst", "x.ndjson"])
def test_json_lines_change_in_the_text_alone(tmp_path, name):
    lines = [
        b'{"id": 1, "text": "All is well.",   "n": 1.0e5, "big": 123456789012345678901234567890, "n": NaN}\n',
        b' {"text" : "Over teh hill.", "n": 1.0E+5 , "deep": {"text": "teh"}, "list": ["teh"] }\r\n',
        '{"text": "Café teh", "é": "teh"}\n'.encode(),
        b'{"text": "Caf\\u00e9 teh", "x": "\\/"}\n',
        b"\n",
        '{"text": "Café \\ud800 teh"}\n'.encode(),
        b'{"text": "teh first", "text": "teh last"}\n',
        b'{"id": 2, "text": ""}',
    ]
    expected = [
        lines[0],
        lines[1].replace(b"Over teh", b"Over the"),
        lines[2].replace("Café teh".encode(), "Café the".encode()),
        lines[3].replace(b"teh", b"the"),
        b"\n",
        b'{"text": "Caf\\u00e9 \\ud800 the"}\n',
        b'{"text": "teh first", "text": "the last"}\n',
        lines[7],
    ]
    write_lines(tmp_path / "in" / name, lines)
    summary = mend([tmp_path / "in" / name], tmp_path / "out")
    assert b"".join(expected) == read_lines(tmp_path / "out" / name)
    assert (7, 5, {}) == (summary["documents"], summary["changed"], summary["rejected"])
    assert not (tmp_path / "out" / places.STATE).exists()


def test_side_file_names_records_and_edits(tmp_path):
    rows = [{"text": GOOD}, {"text": BAD, "url": {"a": [1.50]}}, {"text": BAD, "url": "x\n"}]
    write_lines(tmp_path / "x.jsonl", rows)
    mend([tmp_path / "x.jsonl"], tmp_path / "out", id_field="url")
    edits = rows_of(tmp_path / "out" / "x.jsonl.edits.jsonl")
    assert [(1, {"a": [1.5]}), (2, "x\n")] == [(row["position"], row["id"]) for row in edits]
    assert [(5, "teh", "the"), (18, "teh", "the")] == [
        (edit["start"], edit["original"], edit["replacement"]) for edit in edits[0]["edits"]
    ]


@pytest.mark.parametrize(("name", "on_error"), [("x.jsonl", "skip"), ("x.jsonl.gz", "skip"), ("x.jsonl", "reject")])
def test_damaged_records_come_out_as_they_stood_or_are_taken_out(tmp_path, name, on_error):
    damage = {
        17: (b"{not json}\n", "bad JSON"),
        180: (b"[1, 2]\n", "bad JSON"),
        260: (b'{"text": "teh"} {"text": "teh"}\n', "bad JSON"),
        333: (b'{"id": 333}\n', "no field"),
        404: (b'{"text": ["teh"]}\n', "not a string"),
        500: (b'{"text": "\xff\xfe"}\n', "undecodable"),
        611: (b'{"text": "' + b"x" * 5000 + b'"}\n', "too long"),
        700: (b"[" * 4000 + b"\n", "bad JSON"),
        801: (b'{"text": "WAIT"}\n', "timeout"),
        802: (b'{"text": "DIE"}\n', "crash"),
        999: (b'{"text": "RAISE"}\n', "error"),
    }
    rows = [damage.get(number, ({"id": number, "text": f"{BAD} {number}"},))[0] for number in range(1000)]
    data = write_lines(tmp_path / name, rows)
    summary = mend([tmp_path / name], tmp_path / "out", workers=2, seconds=0.5, most_bytes=4096, on_error=on_error)
    lines = [
        line if number in damage else line.replace(b"teh", b"the")
        for number, line in enumerate(data.splitlines(keepends=True))
        if number not in damage or on_error == "skip"
    ]
    assert b"".join(lines) == read_lines(tmp_path / "out" / name)
    rejects = rows_of(tmp_path / "out" / f"{name}.rejects.jsonl")
    assert {number: reason for number, (_, reason) in damage.items()} == {
        row["position"]: row["reason"] for row in rejects
    }
    for row in rejects:
        assert rows[row["position"]] == data[row["offset"] : row["offset"] + row["length"]]
        if row["reason"] not in ("too long", "undecodable"):
            assert rows[row["position"]].decode() == row["record"]
    assert (989, 11) == (summary["documents"], sum(summary["rejected"].values()))
    edits = rows_of(tmp_path / "out" / f"{name}.edits.jsonl")
    marked = {row["position"]: row["rejected"] for row in edits if "rejected" in row}
    assert marked == ({number: reason for number, (_, reason) in damage.items()} if on_error == "skip" else {})
    assert summary["unmended"] == len(marked)
    assert list(range(1000)) == sorted({row["position"] for row in rejects + edits})


def test_stop_at_the_first_reject_and_go_on_skipping(tmp_path):
    write_lines(tmp_path / "x.jsonl", [{"text": BAD}, b"no\n", {"text": BAD}])
    with pytest.raises(StoppedError, match="record 1: bad JSON"):
        mend([tmp_path / "x.jsonl"], tmp_path / "out", on_error="stop")
    assert not (tmp_path / "out" / "x.jsonl").exists()
    summary = mend([tmp_path / "x.jsonl"], tmp_path / "out", existing="resume")
    assert (2, {"bad JSON": 1}) == (summary["documents"], summary["rejected"])


def test_a_run_goes_on_with_rejects_as_it_began(tmp_path):
    write_lines(tmp_path / "x.jsonl", [{"text": BAD}, b"no\n"])
    mend([tmp_path / "x.jsonl"], tmp_path / "out", on_error="reject")
    with pytest.raises(TextError, match="had --on-error reject; --force begins anew"):
        mend([tmp_path / "x.jsonl"], tmp_path / "out", existing="resume")
    told = tmp_path / "out" / places.SUMMARY
    values = json.loads(told.read_bytes())
    del values["settings"]["on_error"]  # release 0.1 took rejects out, and did not say so
    told.write_text(json.dumps(values))
    assert 1 == mend([tmp_path / "x.jsonl"], tmp_path / "out", existing="resume", on_error="reject")["documents"]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst", "x.parquet"])
def test_a_wrong_field_stops_at_once_and_the_fields_are_told(tmp_path, name):
    rows = [{"id": number, "body": BAD, "a\x1bb": 1} for number in range(5)]
    if name.endswith("parquet"):
        parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / name)
    else:
        write_lines(tmp_path / name, [b"no\n", *rows])
    with pytest.raises(TextError) as caught:
        mend([tmp_path / name], tmp_path / "out")
    told = "no field 'text'; there are 'id', 'body', 'a\\x1bb'; --field names the one with the texts"
    assert str(caught.value) == f"{tmp_path / name}: {told}"
    assert not (tmp_path / "out").exists()
    assert 5 == mend([tmp_path / name], tmp_path / "out", field="body")["documents"]


def test_a_field_that_not_all_records_have_is_none_that_is_wrong(tmp_path):
    write_lines(tmp_path / "x.jsonl", [*[{"title": "A"}] * 300, {"text": BAD}])
    assert {"no field": 300} == mend([tmp_path / "x.jsonl"], tmp_path / "out")["rejected"]
    write_lines(tmp_path / "bad.jsonl", [b"no\n"])
    assert {"bad JSON": 1} == mend([tmp_path / "bad.jsonl"], tmp_path / "bad")["rejected"]


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl.zst"])
def test_file_that_is_cut_off_keeps_what_can_be_read(tmp_path, name):
    rows = [{"text": f"{BAD} {os.urandom(500).hex()}"} for _ in range(300)]
    data = write_lines(tmp_path / name, rows)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    summary = mend([tmp_path / name], tmp_path / "out")
    made = read_lines(tmp_path / "out" / name)
    assert data.replace(b"teh", b"the").startswith(made)
    assert len(made) > len(data) / 4 or name.endswith("zst")  # one frame is checked as a whole
    assert {"damaged file": 1} == summary["rejected"]


@pytest.mark.parametrize("on_error", ["skip", "reject"])
def test_parquet_keeps_all_but_the_texts(tmp_path, on_error):
    texts = [GOOD, BAD, None, BAD + " RAISE", *[f"{BAD} {number}" for number in range(196)]]
    table = pyarrow.table(
        {
            "id": pyarrow.array(range(200), pyarrow.int32()),
            "text": pyarrow.array(texts, pyarrow.large_string()),
            "when": pyarrow.array(range(200), pyarrow.timestamp("us", tz="UTC")),
            "tags": pyarrow.array([["teh"], []] * 100),
            "deep": pyarrow.array([{"text": "teh"}] * 200),
        }
    ).replace_schema_metadata({"origin": "a crawl", "huggingface": "{}"})
    codecs = {"text": "zstd", "id": "gzip", "when": "snappy", "tags.list.element": "none", "deep.text": "brotli"}
    parquet.write_table(table, tmp_path / "x.parquet", row_group_size=70, compression=codecs)
    summary = mend([tmp_path / "x.parquet"], tmp_path / "out", id_field="id", workers=2, on_error=on_error)
    before = parquet.ParquetFile(tmp_path / "x.parquet")
    after = parquet.ParquetFile(tmp_path / "out" / "x.parquet")
    kept = [row for row in range(200) if row not in (2, 3) or on_error == "skip"]
    expected = table.take(kept).to_pydict()
    expected["text"] = [
        text if row in (2, 3) else text.replace("teh", "the") for row, text in zip(kept, expected["text"], strict=True)
    ]
    assert expected == after.read().to_pydict()
    assert before.schema_arrow.equals(after.schema_arrow, check_metadata=True)
    own = b"origin", b"huggingface"  # beside the schema, which the library writes in any order of its metadata
    assert [before.metadata.metadata[key] for key in own] == [after.metadata.metadata[key] for key in own]
    assert [len(kept) - 130, 70, 60] == [after.metadata.row_group(group).num_rows for group in range(3)]
    columns = range(before.metadata.num_columns)
    assert [before.metadata.row_group(0).column(k).compression for k in columns] == [
        after.metadata.row_group(0).column(k).compression for k in columns
    ]
    assert {"no field": 1, "error": 1} == summary["rejected"]
    assert [2, 3] == [row["row"] for row in rows_of(tmp_path / "out" / "x.parquet.rejects.jsonl")]
    edits = rows_of(tmp_path / "out" / "x.parquet.edits.jsonl")
    assert [1, *range(4, 200)] == [row["position"] for row in edits if "rejected" not in row]
    assert [2, 3] * (on_error == "skip") == [row["position"] for row in edits if "rejected" in row]


def test_parquet_of_no_rows_and_parquet_that_is_none(tmp_path):
    parquet.write_table(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}), tmp_path / "empty.parquet")
    (tmp_path / "none.parquet").write_bytes(b"no parquet")
    summary = mend([tmp_path / "empty.parquet", tmp_path / "none.parquet"], tmp_path / "out")
    assert 0 == parquet.read_table(tmp_path / "out" / "empty.parquet").num_rows
    assert b"no parquet" == (tmp_path / "out" / "none.parquet").read_bytes()
    assert {"damaged file": 1} == summary["rejected"]
    mend([tmp_path / "none.parquet"], tmp_path / "rejected", on_error="reject")
    assert not (tmp_path / "rejected" / "none.parquet").exists()
    with pytest.raises(TextError, match="no field 'body'; there are 'text'"):
        mend([tmp_path / "empty.parquet"], tmp_path / "elsewhere", field="body")


HTML = (
    "<html><head><title>A bridge</title></head><body><article><h1>The bridge</h1>"
    + "<p>The council voted to open teh bridge over teh river on Monday, after a long and public debate.</p>" * 3
    + "</article></body></html>"
)


def test_folder_of_pages(tmp_path):
    pytest.importorskip("trafilatura")
    folder = tmp_path / "pages"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbfOver teh hill\r\nand teh bridge.\r\n")
    (folder / "deep" / "b.txt").write_bytes("Café teh ‘hill’".encode("cp1252"))
    (folder / "deep" / "er" / "c.html").write_text(HTML)
    (folder / "taken.html").write_text(HTML)
    (folder / "taken.html.txt").write_text(GOOD)
    (folder / "empty.html").write_text("<html></html>")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "image.png").write_bytes(b"teh")
    write_lines(folder / "deep" / "x.jsonl", [{"text": BAD}])
    summary = mend([folder], tmp_path / "out", workers=2)
    out = tmp_path / "out" / "pages"
    assert b"\xef\xbb\xbfOver the hill\r\nand the bridge.\r\n" == (out / "a.txt").read_bytes()
    assert "Café the ‘hill’".encode("cp1252") == (out / "deep" / "b.txt").read_bytes()
    assert "open the bridge over the river" in (out / "deep" / "er" / "c.html.txt").read_text()
    assert GOOD == (out / "taken.html.txt").read_text()
    assert json.dumps({"text": MENDED}).encode() + b"\n" == (out / "deep" / "x.jsonl").read_bytes()
    assert {"name taken": 1, "no text": 1, "undecodable": 1, "no regular file": 1} == summary["rejected"]
    as_they_stood = {"taken.html", "empty.html", "binary.txt"}
    assert {"a.txt", "taken.html.txt", "deep"} | as_they_stood == {path.name for path in out.iterdir()}
    assert all((folder / name).read_bytes() == (out / name).read_bytes() for name in as_they_stood)
    assert 3 == summary["unmended"]
    mend([folder], tmp_path / "rejected", on_error="reject")
    assert {"a.txt", "taken.html.txt", "deep"} == {path.name for path in (tmp_path / "rejected" / "pages").iterdir()}
    paths = {row["path"] for row in rows_of(tmp_path / "out" / "pages.edits.jsonl")}
    assert {"a.txt", "deep/b.txt", "deep/er/c.html"} | as_they_stood == paths


def archive(*, zipped):
    """Return an archive of five records as bytes."""
    http = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\n"
    blocks = [
        ("warcinfo", "application/warc-fields", b"software: teh\r\n"),
        ("response", "application/http; msgtype=response", (http.format("text/html; charset=utf-8") + HTML).encode()),
        ("response", "application/http; msgtype=response", http.format("image/png").encode() + b"teh" * 100),
        ("conversion", "text/plain", BAD.encode()),
        ("conversion", "text/plain", GOOD.encode()),
    ]
    data = b""
    for number, (kind, content, block) in enumerate(blocks):
        head = (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Target-URI: http://example.org/{number}\r\nWARC-Date: 2024-05-0{number + 1}T00:00:00Z\r\n"
            f"Content-Type: {content}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        data += gzip.compress(record) if zipped else record
    return data


def records_in(data):
    ArchiveIterator = pytest.importorskip("warcio.archiveiterator").ArchiveIterator  # noqa: N806 - a class

    return [
        (record.rec_type, record.rec_headers, record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(data), check_digests="raise")
    ]


@pytest.mark.parametrize("zipped", [False, True])
def test_archive(tmp_path, zipped):
    pytest.importorskip("fastwarc")
    pytest.importorskip("trafilatura")
    data = archive(zipped=zipped)
    path = tmp_path / ("x.warc.gz" if zipped else "x.warc")
    path.write_bytes(data)
    summary = mend([path], tmp_path / "out", workers=2)
    made = (tmp_path / "out" / path.name).read_bytes()
    before, after = records_in(data), records_in(made)
    assert ["warcinfo", "response", "conversion", "response", "conversion", "conversion"] == [r[0] for r in after]
    assert data[:600] == made[:600] or zipped
    untouched = [(0, 0), (1, 1), (2, 3), (4, 5)]
    for old, new in untouched:
        assert before[old][1].headers == after[new][1].headers
        assert before[old][2] == after[new][2]
    page = after[2]
    assert b"open the bridge over the river" in page[2]
    assert before[1][1].get_header("WARC-Record-ID") == page[1].get_header("WARC-Refers-To")
    assert MENDED.encode() == after[4][2]
    assert before[3][1].get_header("WARC-Record-ID") == after[4][1].get_header("WARC-Refers-To")
    assert 6 == len({record[1].get_header("WARC-Record-ID") for record in after})
    assert {"WARC/1.1"} == {record[1].protocol for record in after}
    assert (3, {}) == (summary["documents"], summary["rejected"])


HEAD = (
    "WARC/1.1\r\nWARC-Type: resource\r\nx-odd:  two  blanks,\r\n\tand a line more\r\nWARC-Refers-To: <urn:page>\r\n"
    "warc-record-id: <urn:text>\r\nWARC-Date: 2024-05-01T00:00:00Z\r\nContent-Type: text/plain\r\n"
    "X-Name: caf\u00e9\r\nWARC-Payload-Digest: {payload}\r\nWARC-Block-Digest: {block}\r\nContent-Length: {length}"
)


def test_headers_of_a_mended_text_stay_to_the_byte(tmp_path):
    pytest.importorskip("fastwarc")

    def digests(text):
        payload = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        block = "sha1:" + base64.b32encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()
        return {"payload": payload, "block": block, "length": len(text)}

    old = (HEAD.format(**digests(BAD)) + f"\r\n\r\n{BAD}\r\n\r\n").encode()
    (tmp_path / "x.warc.gz").write_bytes(gzip.compress(old))
    mend([tmp_path / "x.warc.gz"], tmp_path / "out")
    made = gzip.decompress((tmp_path / "out" / "x.warc.gz").read_bytes()).decode()
    identity = re.search("warc-record-id: (<urn:uuid:[0-9a-f-]{36}>)", made)
    expected = (HEAD.format(**digests(MENDED)) + f"\r\n\r\n{MENDED}\r\n\r\n").replace(": resource", ": conversion")
    links = f"warc-record-id: {identity[1]}\r\nWARC-Refers-To: <urn:text>\r\nX-Former-WARC-Refers-To: <urn:page>"
    expected = expected.replace("WARC-Refers-To: <urn:page>\r\n", "").replace("warc-record-id: <urn:text>", links)
    assert made == expected


def test_a_part_of_a_segmented_text_stays(tmp_path):
    pytest.importorskip("fastwarc")
    data = archive(zipped=False).replace(b"WARC-Type: conversion", b"WARC-Segment-Number: 1\r\nWARC-Type: conversion")
    (tmp_path / "x.warc").write_bytes(data)
    mend([tmp_path / "x.warc"], tmp_path / "out")
    assert BAD.encode() in (tmp_path / "out" / "x.warc").read_bytes()


def test_a_record_of_bare_line_feeds_stays(tmp_path):
    pytest.importorskip("fastwarc")
    data = archive(zipped=False).replace(b"\r\n", b"\n")
    (tmp_path / "x.warc").write_bytes(data)
    mend([tmp_path / "x.warc"], tmp_path / "out")
    assert data == (tmp_path / "out" / "x.warc").read_bytes()


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl.zst", "x.warc.gz"])
def test_an_empty_compressed_output_is_a_whole_file(tmp_path, name):
    zstandard = pytest.importorskip("zstandard")
    pytest.importorskip("fastwarc")
    (tmp_path / name).write_bytes(b"")
    mend([tmp_path / name], tmp_path / "out")
    made = (tmp_path / "out" / name).read_bytes()
    assert (zstandard.decompress if name.endswith("zst") else gzip.decompress)(made) == b""
    assert made
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / name).write_bytes(made)
    assert mend([tmp_path / "again" / name], tmp_path / "out2")["documents"] == 0


def test_archive_that_is_cut_off_or_zipped_as_a_whole(tmp_path):
    pytest.importorskip("fastwarc")
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(archive(zipped=False)))
    (tmp_path / "cut.warc").write_bytes(archive(zipped=False)[:-20])
    summary = mend([tmp_path / "whole.warc.gz", tmp_path / "cut.warc"], tmp_path / "out")
    assert {"damaged file": 1} == summary["files"]["whole.warc.gz"]["rejected"]
    assert {"damaged record": 1} == summary["files"]["cut.warc"]["rejected"]
    assert 2 == summary["files"]["cut.warc"]["documents"]


def test_many_files_keep_their_order_and_empty_ones_are_written(tmp_path):
    names = [f"{number:02}.jsonl" for number in range(20)]
    for number, name in enumerate(names):
        write_lines(tmp_path / name, [{"text": f"{BAD} {number} {row}"} for row in range(number)])
    mend([tmp_path / name for name in names], tmp_path / "out", workers=3)
    for name in names:
        assert (tmp_path / name).read_bytes().replace(b"teh", b"the") == (tmp_path / "out" / name).read_bytes()


def test_outputs_are_not_overwritten_unless_asked(tmp_path):
    write_lines(tmp_path / "x.jsonl", [{"text": BAD}])
    mend([tmp_path / "x.jsonl"], tmp_path / "out")
    with pytest.raises(TextError, match="--resume goes on, --force overwrites"):
        mend([tmp_path / "x.jsonl"], tmp_path / "out")
    assert 1 == mend([tmp_path / "x.jsonl"], tmp_path / "out", existing="resume")["documents"]
    write_lines(tmp_path / "x.jsonl", [{"text": BAD}] * 2)
    with pytest.raises(TextError, match="other inputs"):
        mend([tmp_path / "x.jsonl"], tmp_path / "out", existing="resume")
    assert 2 == mend([tmp_path / "x.jsonl"], tmp_path / "out", existing="overwrite")["documents"]


@pytest.mark.parametrize("existing", ["refuse", "resume", "overwrite"])
def test_inputs_are_never_overwritten(tmp_path, existing):
    data = write_lines(tmp_path / "x.jsonl", [{"text": BAD}])
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(BAD)
    for given, output in (("x.jsonl", tmp_path), ("pages", tmp_path), ("pages", tmp_path / "pages" / "out")):
        with pytest.raises(TextError, match="overwritten|must not lie in|exists already"):
            mend([tmp_path / given], output, existing=existing)
    assert data == (tmp_path / "x.jsonl").read_bytes()
    assert BAD == (tmp_path / "pages" / "a.txt").read_text()


def test_two_inputs_of_one_name_are_refused(tmp_path):
    for folder in ("a", "b"):
        write_lines(tmp_path / folder / "x.jsonl", [{"text": BAD}])
    with pytest.raises(TextError, match="would both write"):
        mend([tmp_path / "a" / "x.jsonl", tmp_path / "b" / "x.jsonl"], tmp_path / "out")


def test_links_do_not_lead_out_of_the_output_folder(tmp_path):
    (tmp_path / "pages" / "deep").mkdir(parents=True)
    (tmp_path / "pages" / "deep" / "a.txt").write_text(BAD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "pages").mkdir(parents=True)
    (tmp_path / "out" / "pages" / "deep").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TextError, match="symbolic link"):
        mend([tmp_path / "pages"], tmp_path / "out", existing="overwrite")
    assert [] == list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "a/./b/.."])
def test_names_of_outputs_stay_inside(tmp_path, name):
    with pytest.raises(TextError):
        places.target(tmp_path, name)


HOSTILE = ["-o.jsonl", "a\nb.jsonl", "\x1b[31m.jsonl", "..jsonl.jsonl", "$(rm).jsonl", "é\udcff.jsonl", " .jsonl"]


def test_hostile_names(tmp_path):
    for name in HOSTILE:
        write_lines(tmp_path / "in" / name, [{"text": BAD}, b"teh \x1b[31m\n"])
    summary = mend([tmp_path / "in"], tmp_path / "out", id_field="id")
    for name in HOSTILE:
        expected = json.dumps({"text": MENDED}).encode() + b"\nteh \x1b[31m\n"
        assert expected == (tmp_path / "out" / "in" / name).read_bytes()
    assert {"bad JSON": len(HOSTILE)} == summary["rejected"]
    assert {"in", places.SUMMARY} == {path.name for path in (tmp_path / "out").iterdir()}


def test_one_run_at_a_time(tmp_path):
    write_lines(tmp_path / "x.jsonl", [{"text": BAD}])
    order = Order(inputs=[tmp_path / "x.jsonl"], output=tmp_path / "out", repairer=FakeRepairer(), options=Options())
    first = Run(order, LocalEngine(workers=1))
    with pytest.raises(TextError, match="another run"):
        Run(replace(order, existing="resume"), LocalEngine(workers=1))
    assert 1 == first.run()["documents"]


def test_walk_finds_fields():
    line = '{"a": {"b": "}"}, "b\\u0031": [1, "]"], "b1": "x", "c":2}'
    found = walk(line, {"b1", "c", "none"})
    assert ('"x"', "2") == tuple(line[found[name].start : found[name].end] for name in ("b1", "c"))
    assert {} == walk(" {} ", {"a"})
    for bad in ("", "{", "{}x", '{"a"}', '{"a":1,}', '{"a":1 "b":2}', "{a:1}", '{"a":}', "[]", '"a"', "{1:2}"):
        with pytest.raises(ValueError, match="."):
            walk(bad, {"a"})


def command(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "tests.fake_repairer", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_line(tmp_path):
    write_lines(tmp_path / "in" / "\x1b[31mx.jsonl", [{"text": BAD}, {"text": GOOD}, b"no\n"])
    done = command("in", "-o", "out", "--json", cwd=tmp_path)
    assert 1 == done.returncode, done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    assert "edits: spelling 2" in done.stderr
    assert "rejected: bad JSON 1" in done.stderr
    assert (2, {"bad JSON": 1}) == (json.loads(done.stdout)["documents"], json.loads(done.stdout)["rejected"])
    again = command("in", "-o", "out", cwd=tmp_path)
    assert (2, "") == (again.returncode, again.stdout)
    assert 1 == again.stderr.count("\n")
    assert 1 == command("in", "-o", "out", "-q", "--resume", cwd=tmp_path).returncode
    stopped = command("in", "-o", "out", "-q", "--force", "--on-error", "stop", cwd=tmp_path)
    assert (2, 1) == (stopped.returncode, stopped.stderr.count("\n"))
    for wrong in (["--plans", "p"], ["--resume", "--force"], ["--workers", "0"]):
        assert 2 == command("in", "-o", "out", *wrong, cwd=tmp_path).returncode


@pytest.mark.parametrize(
    ("name", "library"), [("x.jsonl.zst", "zstandard"), ("x.parquet", "pyarrow"), ("p", "trafilatura")]
)
def test_missing_library_is_told_in_one_line(tmp_path, name, library):
    if name == "p":
        (tmp_path / "p").mkdir()
        (tmp_path / "p" / "a.html").write_text(HTML)
    else:
        (tmp_path / name).write_bytes(b"")
    code = f"import sys; sys.modules[{library!r}] = None; from tests.fake_repairer import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, name, "-o", "out"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 2 == done.returncode
    assert 1 == done.stderr.count("\n"), done.stderr
    assert f"needs {library}" in done.stderr
    assert 'pip install "repair[batch]"' in done.stderr
