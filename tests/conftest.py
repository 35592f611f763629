"""What many tests share: one loaded repairer, and where the development cases lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import repair
from repair.knowledge.resources import Resources

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "test-cache"
"""Where the words of other languages are built: they take up to half a minute, and all processes share them."""


@pytest.fixture(scope="session", autouse=True)
def _no_user_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No user dictionary and no cache of whoever runs the tests: their results must not depend on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("XDG_CACHE_HOME", str(CACHE))
        yield


@pytest.fixture(scope="session")
def repairer() -> repair.Repairer:
    return repair.Repairer.load("en")


@pytest.fixture(scope="session")
def resources() -> Resources:
    return Resources("en")


@pytest.fixture(scope="session")
def development_cases() -> Path:
    """The folder of development cases, which may not be copied into the repository; skips loudly when absent."""
    folder = os.environ.get("REPAIR_CASES")
    if not folder:
        pytest.skip("REPAIR_CASES is not set: NOT CHECKED against the development cases")
    path = Path(folder)
    if not any(path.glob("*.jsonl")):
        pytest.fail(f"REPAIR_CASES={folder} holds no *.jsonl files")
    return path


LONGEST = ("test_batch_resume", "test_batch_ray", "test_wheel", "test_fingerprints", "test_examples", "test_bad_input")
"""Modules that take longest: begun first, so that no process is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_report_header() -> list[str]:
    cases = os.environ.get("REPAIR_CASES") or "ABSENT, set REPAIR_CASES to check against them"
    return [f"development cases: {cases}"]
