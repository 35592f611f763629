"""The options that benchmarks share, so that each means the same everywhere."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from benchmarks.cases import Fold

COMMON: dict[str, dict[str, Any]] = {
    "--cases": {"type": Path, "required": True, "help": "folder of *.jsonl case files"},
    "--kinds": {"nargs": "+", "default": [], "metavar": "PATTERN", "help": "case files by name, or patterns"},
    "--fold": {"choices": get_args(Fold), "default": "odd", "help": "odd: rows not used for tuning"},
    "--limit": {"type": int, "help": "first N rows of each file"},
    "--held-out": {"action": "store_true", "help": "use dictionaries learned from even rows only"},
    "--errors": {"type": int, "default": 0, "metavar": "N", "help": "print N of what went wrong"},
    "--peers": {"action": "store_true", "help": "measure other tools on the same text (slow)"},
    "--no-record": {"action": "store_true", "help": "do not write the run to benchmarks/runs"},
}


def common_parser(
    name: str, description: str | None, *options: str, defaults: Mapping[str, Any] = MappingProxyType({})
) -> argparse.ArgumentParser:
    """Return a parser for `python -m benchmarks.NAME` with these of the common options, some with other defaults."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{name}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for option in options:
        changed = {"default": defaults[option], "required": False} if option in defaults else {}
        settings = COMMON[option] | changed
        parser.add_argument(option, **{key: value for key, value in settings.items() if value is not False})
    return parser
