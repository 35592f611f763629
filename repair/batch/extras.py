"""The libraries of the extra `batch`: loaded when a form needs them, with a clear word where they are missing."""

from __future__ import annotations

import importlib
from types import ModuleType

from repair.files import TextError


def need(name: str, what: str) -> ModuleType:
    """Return a module by its full name; TextError, which says what to install for `what`, if it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise TextError(f'{what} needs {package}: python -m pip install "repair[batch]"') from error
