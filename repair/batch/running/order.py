"""What is to be done, and all that the bytes of its outputs depend on: a run goes on only where that is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from repair.batch import places
from repair.batch.forms import Options, Source
from repair.batch.running import site_plans
from repair.batch.running.state import VERSION
from repair.repairer import Repairer
from repair.text.files.reading import TextError


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done.

    Attributes:
        inputs: files and folders.
        output: the folder of the outputs; made if there is none.
        repairer: what mends the texts.
        options: how records are read.
        plans: folder of the plans of sites, by `options.by`.
        existing: what to do where outputs exist: refuse, resume the run that made them, or overwrite them.
        on_error: whether a record that cannot be mended is written as it stood (`skip`), is taken out (`reject`), or
            stops the run.
    """

    inputs: Sequence[Path]
    output: Path
    repairer: Repairer
    options: Options
    plans: Path | None = None
    existing: Literal["refuse", "resume", "overwrite"] = "refuse"
    on_error: Literal["skip", "reject", "stop"] = "skip"


def settings_of(order: Order, sources: Sequence[Source]) -> dict[str, Any]:
    """Return all that the bytes of the outputs depend on."""
    config = asdict(order.repairer.config)
    config = {
        name: sorted(value) if isinstance(value, frozenset) else str(value) if isinstance(value, Path) else value
        for name, value in config.items()
    }
    plan = order.repairer.plan
    repair = {
        "language": ",".join(order.repairer.languages),
        "dictionaries": order.repairer.fingerprint(),
        "config": hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest(),
        "plan": hashlib.sha256(plan.dumps().encode()).hexdigest() if plan else "",
        "plans": site_plans.checksum(order.plans),
    }
    inputs = [[source.name, source.form, *_identity(source.path)] for source in sources]
    on_error = "reject" if order.on_error == "reject" else "skip"
    return {
        "version": VERSION,
        "repair": repair,
        "options": asdict(order.options),
        "inputs": inputs,
        "on_error": on_error,
    }


def _identity(path: Path) -> list[int | str]:
    """Return what changes when a file, or a page of a folder, is written anew."""
    if path.is_dir():
        digest = hashlib.sha256()
        for page in places.walk(path):
            if places.is_page(page.name):
                status = page.lstat()
                digest.update(f"{page!s}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
        return [digest.hexdigest()]
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def is_finished(output: Path, settings: dict[str, Any]) -> bool:
    """Tell whether a run with these settings has been finished; TextError, as `is_same`, if one with others was."""
    path = output / places.SUMMARY
    if not path.exists() or (output / places.STATE).exists():
        return False
    values = json.loads(path.read_bytes())
    return bool(values.get("finished")) and is_same(values.get("settings"), settings)


def is_same(begun: dict[str, Any] | None, settings: dict[str, Any]) -> bool:
    """Tell whether a run was begun, with these settings; TextError, which names the difference, if with others."""
    if begun is None:
        return False
    begun = {"on_error": "reject", **begun}  # as release 0.1 did without saying so
    for name, value in settings.items():
        if begun.get(name) != json.loads(json.dumps(value)):
            other = f"--on-error {begun[name]}" if name == "on_error" else f"other {name}"
            raise TextError(f"the run that is to go on had {other}; --force begins anew")
    return True
