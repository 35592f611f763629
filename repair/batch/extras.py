"""The libraries of the extra `batch`: loaded when a form needs them, with a clear word where they are missing."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from repair.files import TextError


def need(name: str, what: str) -> ModuleType:
    """Return a module by its full name; TextError, which says what to install for `what`, if it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise _missing(name, what) from error


def require(name: str, what: str) -> None:
    """Raise what `need` would raise, without loading a module that is there."""
    try:
        found = importlib.util.find_spec(name.partition(".")[0])
    except ValueError:  # somebody has barred it
        found = None
    if found is None:
        raise _missing(name, what)


def _missing(name: str, what: str) -> TextError:
    return TextError(f'{what} needs {name.partition(".")[0]}: python -m pip install "repair[batch]"')
