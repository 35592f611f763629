"""The examples: scripts run, damaged articles get nearer to their originals, originals stay as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.cases import Case
from benchmarks.metrics import count_words
from tests.adapters import ABSENT, HAS_JAVA, used

FOLDER = Path(__file__).resolve().parent.parent / "examples"
SCRIPTS = sorted(FOLDER.glob("*.py"))
DAMAGED = sorted(path for path in FOLDER.glob("*.txt") if not path.name.endswith(".clean.txt"))

# Scripts of hosts whose runtimes log to standard error.
NOISY = {"pyspark_frame.py", "ray_data.py"}

# Least share of the word errors that must go; a spun article has several wordings, a scanned page one.
LEAST = {"spun_article": 0.4, "scanned_page": 0.6, "scraped_page": 0.9}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_runs(script, tmp_path):
    if absent := used(script).intersection(ABSENT):
        pytest.skip(f"the extra `{absent.pop()}` is not installed: NOT CHECKED")
    if "pyspark" in used(script) and not HAS_JAVA:
        pytest.skip("Java is not installed: NOT CHECKED")
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        # As installed, or from a bare checkout; Spark would take the first python3 of the path.
        env=os.environ | {"PYTHONPATH": str(FOLDER.parent), "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert done.stderr == "" or script.name in NOISY


@pytest.mark.parametrize("path", DAMAGED, ids=lambda path: path.stem)
def test_damaged_article_comes_nearer_to_its_original(repairer, path):
    original = path.with_suffix(".clean.txt").read_text(encoding="utf-8")
    observed = path.read_text(encoding="utf-8")
    counts = count_words(Case(path.stem, observed, (original,)), repairer.clean(observed))
    assert counts.before > 20
    assert 1 - counts.after / counts.before >= LEAST[path.stem]


@pytest.mark.parametrize("path", DAMAGED, ids=lambda path: path.stem)
def test_original_article_stays(repairer, path):
    original = path.with_suffix(".clean.txt").read_text(encoding="utf-8")
    assert original == repairer.clean(original)


def test_there_are_examples():
    assert set(LEAST) == {path.stem for path in DAMAGED}
    assert len(SCRIPTS) >= 3
