"""The metrics of the benchmarks, on rows whose figures can be counted by hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import adapters, batch, outputs, speed
from benchmarks.cases import Case, GoldEdit, case_files, in_fold, load_cases, origin_of, read_case
from benchmarks.harm import Tally, good_texts, kind_of, paragraphs
from benchmarks.metrics import ExactCounts, SpanCounts, WordCounts, add, count_exact, count_spans, count_words
from benchmarks.words import made_names
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from tests.adapters import ADAPTERS

ROOT = Path(__file__).resolve().parent.parent
PAIR = Case("p", "the mayer said thatthe bridge is shut", ("the mayor said that the bridge is shut",))
SPANS = Case(
    "s",
    "They'rhenium astatine home, the coach aforesaid.",
    ("They're at home, the coach said.",),
    (GoldEdit(0, 12, ("They're",)), GoldEdit(13, 21, ("at", "in")), GoldEdit(38, 47, ("said",))),
)


@pytest.mark.parametrize(
    ("output", "figures"),
    [
        (PAIR.observed, WordCounts(words=8, before=3, after=3, harmed=0)),
        (PAIR.intended[0], WordCounts(words=8, before=3, after=0, harmed=0)),
        ("the mayor said thatthe bridge is shut", WordCounts(words=8, before=3, after=2, harmed=0)),
        ("the mayor says thatthe bridge is", WordCounts(words=8, before=3, after=4, harmed=2)),
        ("THE MAYOR SAID THAT THE BRIDGE IS SHUT", WordCounts(words=8, before=3, after=0, harmed=0)),
    ],
)
def test_words_are_counted(output, figures):
    assert figures == count_words(PAIR, output)


@pytest.mark.parametrize(
    ("output", "repaired", "wrong", "harmed"),
    [
        (SPANS.observed, 0, 0, 0),
        (SPANS.intended[0], 3, 0, 0),
        ("They're in home, the coach aforesaid.", 2, 0, 0),
        ("They'rhenium on home, the trainer said.", 1, 1, 1),
        ("They're at home, coach said.", 3, 0, 1),
    ],
)
def test_spans_are_counted(output, repaired, wrong, harmed):
    assert SpanCounts(6, 3, repaired, wrong, harmed) == count_spans(SPANS, output)


def test_exact_rows_are_counted():
    clean = Case("c", "easyJet flies.", ("easyJet flies.",))
    total = add(count_exact(clean, "easy Jet flies."), count_exact(PAIR, PAIR.intended[0] + "\n"))
    assert ExactCounts(rows=2, exact=1, negatives=1, touched=1) == total


def test_folds_part_the_rows():
    names = [f"row-{number}" for number in range(200)]
    odd = {name for name in names if in_fold(name, "odd")}
    even = {name for name in names if in_fold(name, "even")}
    assert set(names) == odd | even
    assert set() == odd & even
    assert 70 < len(odd) < 130


def test_rows_are_read(tmp_path):
    rows = [
        {"id": "a", "garbled": "teh", "clean": "the"},
        {"id": "b", "text": "teh", "clean": "the", "edits": [{"start": 0, "end": 3, "intended": "the"}]},
        {"id": "c", "garbled": "x y", "clean": "x", "alternatives": ["y"]},
        {"id": "d", "kind": "clean", "clean": "the"},
    ]
    path = tmp_path / "spin.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "typo_words.jsonl").write_text("", encoding="utf-8")
    assert [read_case(row) for row in rows] == load_cases(path)
    assert [("the",), ("the",), ("x", "y"), ("the",)] == [case.intended for case in load_cases(path)]
    assert [path] == case_files(tmp_path)
    assert ["typo_words"] == [found.stem for found in case_files(tmp_path, ["typo_*"])]


def test_quality_prints_and_records_nothing_when_told(tmp_path):
    row = {"id": "a", "garbled": "teh end", "clean": "the end"}
    (tmp_path / "spelling.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    command = ["benchmarks.quality", "--cases", tmp_path, "--systems", "unchanged", "--no-record"]
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "spelling" in done.stdout
    assert "0.0%" in done.stdout


def test_outputs_are_compared(tmp_path):
    row = {"id": "a", "garbled": "teh end of the road", "clean": "the end of the road"}
    (tmp_path / "spelling.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    file = tmp_path / "before.tsv"
    assert outputs.main(["--cases", str(tmp_path), "--out", str(file)]) == 0
    assert outputs.main(["--cases", str(tmp_path), "--compare", str(file)]) == 0
    name, key = file.read_text(encoding="utf-8").strip().split("\t")
    file.write_text(f"{name}\t{'0' * len(key)}\n", encoding="utf-8")
    assert outputs.main(["--cases", str(tmp_path), "--compare", str(file)]) == 1


def test_names_are_made_and_are_in_no_list(resources):
    gazetteer, lexicon = resources.get(Gazetteer.read), resources.get(Lexicon.read)
    names = made_names(gazetteer, lexicon, 40, random.Random(3))
    assert names == made_names(gazetteer, lexicon, 40, random.Random(3))
    last = [name.split()[-1] for name in names]
    assert not any(gazetteer.has_word(name) or lexicon.known(name) for name in last)
    assert all(name.isalpha() and name.istitle() for name in last)


def test_misspelled_words_are_split_by_what_was_intended():
    rows = [{"id": f"typo_words-{k}", "garbled": k, "clean": "Which"} for k in ("wich", "whitch")]
    assert {"which"} == {origin_of(row) for row in rows}


def test_harm_is_counted_by_kind_of_text_and_by_paragraph(tmp_path):
    import repair

    rows = [
        {"id": "man pages:ls", "source": "Debian package text: man pages", "text": "The comittee met.\n\nIt was late."},
        {"id": "clean_x-1", "source": "A paper", "garbled": "Good text.", "clean": "Good text."},
        {"id": "clean_x-2", "source": "Another", "garbled": "Bda text.", "clean": "Bad text."},
    ]
    (tmp_path / "clean_x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = list(good_texts(tmp_path, (), "all", None))
    assert [("man pages", rows[0]["text"]), ("clean_x", "Good text.")] == found
    assert "clean_x" == kind_of(rows[1], "clean_x")
    tally = Tally()
    tally.add(repair.revise(rows[0]["text"]))
    assert {"words": 6, "changed": 1, "changed_per_10k": 1666.67, "asked_per_10k": 0.0} == tally.figures()
    assert "The [comittee → committee] met." in tally.shown[0]
    assert ["one two three four five six seven eight"] == list(
        paragraphs("one\none two three four five six seven eight ")
    )


def test_harm_runs(tmp_path):
    (tmp_path / "clean_x.jsonl").write_text(
        json.dumps({"id": "clean_x-1", "text": "The bridge is open to all."}) + "\n"
    )
    command = [sys.executable, "-m", "benchmarks.harm", "--cases", str(tmp_path), "--fold", "all", "--no-record"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "clean_x" in output
    assert "changed, whole" in output


def test_sorts_of_text_of_the_batch_benchmark_are_those_of_the_speed_benchmark(tmp_path):
    assert set(batch.SORTS) <= set(speed.GROUPS) & set(speed.own_texts()) & set(speed.case_texts(tmp_path))


def test_hosts_of_the_adapters_benchmark():
    assert set(adapters.HOSTS) == {"the library alone", *ADAPTERS}
    assert adapters.words_a_second("the library alone", ["All is well."] * 10) > 0
