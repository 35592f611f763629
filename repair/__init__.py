"""Mends text that machines have garbled: spun articles, OCR, broken encoding, lost spaces, misspellings.

>>> import repair
>>> repair.clean("Nothing is wrong with this sentence.")
'Nothing is wrong with this sentence.'
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repair.config import Config
    from repair.edits import Revision
    from repair.plan import Plan, PlanError
    from repair.records import Edit, PhraseReading, Profile
    from repair.repairer import Repairer
    from repair.resources import DictionaryError
    from repair.user_words import Entry, UserWords, UserWordsError

__all__ = [
    "Config",
    "DictionaryError",
    "Edit",
    "Entry",
    "PhraseReading",
    "Plan",
    "PlanError",
    "Profile",
    "Repairer",
    "Revision",
    "UserWords",
    "UserWordsError",
    "clean",
    "revise",
]

_HOMES = {
    "Config": "repair.config",
    "DictionaryError": "repair.resources",
    "Edit": "repair.records",
    "Entry": "repair.user_words",
    "PhraseReading": "repair.records",
    "Plan": "repair.plan",
    "PlanError": "repair.plan",
    "Profile": "repair.records",
    "Repairer": "repair.repairer",
    "Revision": "repair.edits",
    "UserWords": "repair.user_words",
    "UserWordsError": "repair.user_words",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `repair --help` does not load numpy and the rest."""
    if name not in _HOMES:
        raise AttributeError(f"module 'repair' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


@lru_cache(maxsize=1)
def _default() -> Repairer:
    from repair.repairer import Repairer

    return Repairer.load("en")


def clean(text: str) -> str:
    """Return `text` with what is surely garbled mended, by a `Repairer` of default settings made on first use."""
    return _default().clean(text)


def revise(text: str) -> Revision:
    """Return the `Revision` of `text` by a `Repairer` of default settings made on first use."""
    return _default().revise(text)
