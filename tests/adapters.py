"""Which adapters there are, which packages they need, and which of those are installed here."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "repair" / "adapters"
SHARED = {"__init__", "mending"}
ADAPTERS = tuple(path.stem for path in sorted(FOLDER.glob("*.py")) if path.stem not in SHARED)


def needed(adapter: str) -> set[str]:
    """Return the packages that the module of an adapter imports."""
    source = (FOLDER / f"{adapter}.py").read_text(encoding="utf-8")
    tried = source.partition("\ntry:\n")[2].partition("\nexcept ImportError")[0]
    return set(re.findall(r"^    (?:from|import) (\w+)", tried, re.MULTILINE)) - {"repair"}


def used(script: Path) -> set[str]:
    """Return the adapters that a script imports."""
    return set(re.findall(r"\brepair\.adapters\.(\w+)", script.read_text(encoding="utf-8"))) & set(ADAPTERS)


ABSENT = tuple(
    adapter for adapter in ADAPTERS if any(importlib.util.find_spec(name) is None for name in needed(adapter))
)
HAS_JAVA = bool(os.environ.get("JAVA_HOME") or shutil.which("java"))
"""Whether Spark can run here."""
