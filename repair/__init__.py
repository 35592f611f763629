"""Mends text that machines have garbled: spun articles, OCR, broken encoding, lost spaces, misspellings.

>>> import repair
>>> repair.clean("Nothing is wrong with this sentence.")
'Nothing is wrong with this sentence.'
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from repair.former import find_former_modules

if TYPE_CHECKING:
    from repair.config import Config as Config
    from repair.knowledge.plan import Plan as Plan
    from repair.knowledge.plan import PlanError as PlanError
    from repair.knowledge.resources import DictionaryError as DictionaryError
    from repair.output.revision import Revision
    from repair.records import Edit, Profile
    from repair.records import PhraseReading as PhraseReading
    from repair.repairer import Repairer
    from repair.user.words import Entry as Entry
    from repair.user.words import UserWords as UserWords
    from repair.user.words import UserWordsError as UserWordsError

__all__ = ["Edit", "Profile", "Repairer", "Revision", "clean", "revise"]

PUBLIC = {
    "Config": "repair.config",
    "DictionaryError": "repair.knowledge.resources",
    "Edit": "repair.records",
    "Entry": "repair.user.words",
    "PhraseReading": "repair.records",
    "Plan": "repair.knowledge.plan",
    "PlanError": "repair.knowledge.plan",
    "Profile": "repair.records",
    "Repairer": "repair.repairer",
    "Revision": "repair.output.revision",
    "UserWords": "repair.user.words",
    "UserWordsError": "repair.user.words",
}
"""The classes that programs may build on, beside `clean` and `revise`, and where each lives."""

find_former_modules()


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `repair --help` does not load numpy and the rest."""
    if name not in PUBLIC:
        raise AttributeError(f"module 'repair' has no attribute {name!r}")
    return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    """Name what most programs need, so that `help(repair)` shows that and not what it is made of."""
    return [*__all__, "__all__", "__doc__", "__file__", "__name__", "__path__"]


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
