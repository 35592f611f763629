"""Leaves the doctests of adapters alone whose package is not installed; the test header says which those are."""

from __future__ import annotations

from tests.adapters import ABSENT, HAS_JAVA

collect_ignore = [f"repair/adapters/{adapter}.py" for adapter in ABSENT]


def pytest_report_header() -> list[str]:
    """Say loudly which adapters are not checked."""
    missing = f"ABSENT, NOT CHECKED: {', '.join(ABSENT)}; pip install -e '.[adapters]'" if ABSENT else "all installed"
    java = "installed" if HAS_JAVA else "ABSENT, Spark NOT CHECKED"
    return [f"packages of the adapters: {missing}", f"java: {java}"]
