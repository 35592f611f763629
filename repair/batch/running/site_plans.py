"""A folder with one plan for each site: how its files are named, and the repairers that use them."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from pathlib import Path
from urllib.parse import quote

from repair.knowledge.plan import Plan
from repair.repairer import Repairer

KEPT = 16
"""Repairers with a plan that a worker keeps; each holds its own rows, and all share the dictionaries."""
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_LONGEST = 60  # characters of a name that has to be quoted, before its checksum
ENDING = ".json"


def file_name(site: str) -> str:
    """Return the name of the file of a site's plan: any value gives one, different values different ones.

    A plain host name stays as it is.  Everything else is quoted as in addresses and gets a checksum, so that neither
    capitals, nor separators, nor length can make two sites share a file or a file lie elsewhere.
    """
    if _PLAIN.fullmatch(site):
        return site + ENDING
    digest = hashlib.sha256(site.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    quoted = quote(site.encode("utf-8", "surrogatepass"), safe="").replace(".", "%2E").replace("~", "%7E")
    return f"{quoted[:_LONGEST]}~{digest}{ENDING}"


class SitePlans:
    """The repairer of each site: the given one where there is no folder, or no plan of the site in it."""

    def __init__(self, repairer: Repairer, folder: Path | None) -> None:
        self._repairer = repairer
        self._folder = folder
        self._kept: OrderedDict[str, Repairer] = OrderedDict()

    def repairer_for(self, site: str | None) -> Repairer:
        """Return the repairer for a site's texts; PlanError if its plan is damaged."""
        if site is None or self._folder is None:
            return self._repairer
        if site in self._kept:
            self._kept.move_to_end(site)
            return self._kept[site]
        path = self._folder / file_name(site)
        repairer = self._repairer
        if path.is_file() and not path.is_symlink():
            repairer = repairer.with_plan(Plan.read(path))
        self._kept[site] = repairer
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return repairer


def checksum(folder: Path | None) -> str:
    """Return one checksum of all plans of a folder; empty for none."""
    if folder is None:
        return ""
    digest = hashlib.sha256()
    for path in sorted(folder.glob(f"*{ENDING}")):
        digest.update(path.name.encode("utf-8", "surrogateescape") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
