"""The channels: one file each, every one undoing one way of garbling text; found by listing this folder.

A channel module defines one class named `Channel` that fulfils `ChannelModel`, plus `EXAMPLES` and `GUARDRAILS`
(see docs/author-a-channel.md).  Channels never look at context: they say what a span could have been and how
likely such garbling is; the ranking decides.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from repair.records import Candidate, Document, Trigger

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources


class ChannelModel(Protocol):
    """What every channel offers.  Instances are made once for each `Resources` and used from many threads."""

    name: str
    triggers: Trigger

    def __init__(self, resources: Resources) -> None: ...

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the candidates whose span begins at token `index` (and may reach further right)."""
        ...


def load_channels(resources: Resources) -> tuple[ChannelModel, ...]:
    """Return one instance of every channel in this folder, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").Channel(resources) for name in names)
