"""Where pickles of release 0.1 look for classes that have moved since; they hold the names of its modules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

HOMES = {
    "repair.edits": "repair.output.revision",
    "repair.plan": "repair.knowledge.plan",
    "repair.resources": "repair.knowledge.resources",
    "repair.user_words": "repair.user.words",
}


class FormerModules:
    """Finds a module of release 0.1 as one that gives the names of the module of today."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG004 - as Python calls it
        """Return how to make a former module, None for any other name."""
        return ModuleSpec(name, FormerModules) if name in HOMES else None  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Leave the making of the module to Python."""

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Look every name of the module up in its place of today, when it is asked for."""
        today = import_module(HOMES[module.__name__])
        module.__dict__["__getattr__"] = lambda name: getattr(today, name)


def find_former_modules() -> None:
    """Have Python ask here for what it finds nowhere else."""
    sys.meta_path.append(FormerModules)
