"""The libraries of the extras `batch` and `ray`: loaded when needed, with a clear word where they are missing."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from repair.text.files.reading import TextError


def need(name: str, what: str, *, extra: str = "batch") -> ModuleType:
    """Return a module by its full name; TextError, which says what to install for `what`, if it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise _missing(name, what, extra) from error


def require(name: str, what: str, *, extra: str = "batch") -> None:
    """Raise what `need` would raise, without loading a module that is there."""
    try:
        found = importlib.util.find_spec(name.partition(".")[0])
    except ValueError:  # somebody has barred it
        found = None
    if found is None:
        raise _missing(name, what, extra)


def _missing(name: str, what: str, extra: str) -> TextError:
    return TextError(f'{what} needs {name.partition(".")[0]}: python -m pip install "repair[{extra}]"')
