"""The operations of a spinner, and how often each is done: ln P, counted in aligned spun text (`spinner.tsv`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

FILE, VERSION = "spinner.tsv", 1
# The operations of a spinner, and the route of the candidates that each explains.  One that changes the inflection too
# is named after a plus sign: `mate+form`.
ROUTE_OF = {
    "mate": "mate",
    "similar": "similar",
    "derivation": "derivation",
    "head": "head",  # a longer lemma for its head: spider web for web
    "part": "head",  # a longer lemma for another of its words: apple tree for apple
    "chain": "chain",
    "phrase": "chain",  # word by word inside a phrase: business relationship → concern human relationship
    "twice": "chain",  # swapped, and a mate of it set beside: tin strength out for can (force out, fire: can)
    "function": "function",
    "listed": "pair",  # rows of `pairs.tsv` have their own probability
}
EVIDENCE = {
    "mate": "“{}” is a synonym of “{}” in some sense",
    "similar": "“{}” is near “{}” in meaning",
    "derivation": "“{}” is derived from “{}”",
    "head": "“{}” is a longer word for “{}”",
    "part": "“{}” is a longer word for “{}”",
    "chain": "“{}” is two synonyms away from “{}”",
    "phrase": "“{}” is “{}”, swapped for a phrase and then word by word",
    "twice": "“{}” says “{}” twice, each time in other words",
    "function": "",
    "listed": "",
}
CHANGES = ("form", "auxiliary")  # the inflection was lost or changed; be, have and do come back in any form


def with_changes(log_operations: Mapping[str, float]) -> dict[str, float]:
    """Return ln P of every operation, also of those that change the inflection as well (`mate+form`)."""
    operations = {"listed": 0.0} | {
        operation: log_operations[operation] for operation in ROUTE_OF if operation != "listed"
    }
    changed = {
        f"{operation}+{change}": log + log_operations[f"+{change}"]
        for operation, log in operations.items()
        for change in CHANGES
    }
    return operations | changed


def read_log_operations(resources: Resources) -> dict[str, float]:
    """Read ln P of each operation of a spinner; DictionaryError if the file is damaged."""
    rows = (line.split("\t") for line in resources.lines(FILE, VERSION))
    return {operation: math.log(float(probability)) for operation, probability, _ in rows}
