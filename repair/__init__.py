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
    from typing_extensions import Unpack

    from repair.config import Config as Config
    from repair.knowledge.plan import Plan as Plan
    from repair.knowledge.plan import PlanError as PlanError
    from repair.knowledge.resources import DictionaryError as DictionaryError
    from repair.output.revision import Revision
    from repair.records import Edit, Profile
    from repair.records import PhraseReading as PhraseReading
    from repair.repairer import Options, Repairer
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


def clean(text: str, **options: Unpack[Options]) -> str:
    """Return `text` with what is surely garbled mended.

    `options` are those of `Repairer.load` (`kinds`, `apply_at`, `names` …).  The dictionaries are loaded once, with the
    first text.  TypeError and ValueError as there, and for what is no text or too long.
    """
    return _repairer(options).clean(text)


def revise(text: str, **options: Unpack[Options]) -> Revision:
    """Return the `Revision` of `text`: its edits, the mended text, the profile; options and errors as for `clean`."""
    return _repairer(options).revise(text)


@lru_cache(maxsize=1)
def _default() -> Repairer:
    from repair.repairer import Repairer

    return Repairer.load("en")


def _repairer(options: Options) -> Repairer:
    return _default().with_options(**options) if options else _default()
