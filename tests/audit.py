"""Looks up known vulnerabilities of the pinned packages: `python -m tests.audit`; exit status 1 if there are any.

Where no database can be reached that is said loudly, and is no failure.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements-dev.lock"
PATIENCE = 90
"""Seconds for all packages together."""


def main() -> int:
    """Audit and print; return 1 for vulnerabilities."""
    if importlib.util.find_spec("pip_audit") is None:
        return unaudited("pip-audit is not installed")
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError) as error:
        return unaudited(f"no answer of a database ({type(error).__name__})")
    audited = [package for package in found if "vulns" in package]
    if not audited:
        return unaudited("no database was reached")
    vulnerable = [package for package in audited if package["vulns"]]
    for package in vulnerable:
        print(f"{package['name']} {package['version']}: {', '.join(vuln['id'] for vuln in package['vulns'])}")
    print(f"{len(audited)} of {len(found)} packages audited, {len(vulnerable)} vulnerable")
    return 1 if vulnerable else 0


def unaudited(reason: str) -> int:
    """Say that nothing was audited, and why."""
    print(f"{reason}: NOTHING WAS AUDITED")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
