"""Dated records of benchmark runs: the figures, the settings, the commit and the versions that gave them."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "runs"
PACKAGES = (
    *("repair", "ftfy", "kenlm-ex", "numpy", "rapidfuzz", "symspellpy", "wordfreq"),
    *("autocorrect", "pyspellchecker"),
)


def write(name: str, *, settings: dict[str, Any], figures: Any, folder: Path = FOLDER) -> Path:
    """Write one run to `folder` under its name and time (UTC) and return the path."""
    now = dt.datetime.now(dt.timezone.utc)
    run = {
        "benchmark": name,
        "time": now.isoformat(timespec="seconds"),
        "commit": _commit(),
        "versions": _versions(),
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": platform.system()},
        "settings": settings,
        "figures": figures,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def _commit() -> str:
    commit = _git("rev-parse", "HEAD")
    if commit and _git("status", "--porcelain", "--", "..", ":(exclude)runs"):
        return f"{commit} with uncommitted changes"
    return commit or "not in a git checkout"


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
