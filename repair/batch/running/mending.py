"""What a worker does with one record: find the text, revise it, put it back, and tell what was done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from repair.batch.formats import pages
from repair.batch.formats.readers import TAKES
from repair.batch.forms import Found, Options
from repair.batch.running.site_plans import SitePlans
from repair.batch.shards import FormName, Outcome, Record, RefusedError, Tally, rejected
from repair.output.revision import Revision
from repair.repairer import Repairer

DIGITS = 6
"""Decimals of probabilities in the side file; fewer than what a sum in another order would change."""
PRESENT = 0.5
"""Certainty from which on a document counts as garbled in a way, as the summary of a revision has it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker is told: how records are read, and how they are repaired.  Travels pickled."""

    repairer: Repairer
    options: Options
    plans: Path | None = None
    has_html: bool = False

    def ready(self) -> Callable[[tuple[FormName, Record]], Outcome]:
        """Load what the records will need and return the function that mends one."""
        self.repairer.warm_up()
        if self.has_html:
            pages.prepare()
        return partial(_mend, self.options, SitePlans(self.repairer, self.plans))


def _mend(options: Options, plans: SitePlans, item: tuple[FormName, Record]) -> Outcome:
    form, record = item
    try:
        found = TAKES[form](record.body, options)
    except RefusedError as refused:
        return rejected(refused.reason, refused.detail, refused.id)
    try:
        revision = plans.repairer_for(found.site).revise(found.text)
        changed = revision.text != found.text
        output = found.put(revision.text) if changed or found.always else None
    except RefusedError as refused:
        return rejected(refused.reason, refused.detail, found.id)
    except Exception as error:  # a bug of ours shall cost one record and be told
        return rejected("error", f"{type(error).__name__}: {error}", found.id)
    return Outcome(output, _side_line(record, found, revision), _tally(revision, changed=changed))


def _side_line(record: Record, found: Found, revision: Revision) -> bytes:
    """Return the line of the side file; nothing for a record without edits."""
    if not revision.edits:
        return b""
    path = {"path": record.where["path"]} if "path" in record.where else {}
    edits = [{**_rounded(asdict(edit)), "readings": _rounded(edit.readings)} for edit in revision.edits]
    profile = _rounded(asdict(revision.profile))
    rest = json.dumps({**path, "summary": revision.summary(), "edits": edits, "profile": profile})
    return f'{{"position": {record.position}, "id": {found.id or "null"}, {rest[1:]}\n'.encode()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _tally(revision: Revision, *, changed: bool) -> Tally:
    profile = revision.profile
    tally: Tally = Counter({"documents": 1, "words": profile.words})
    if changed:
        tally["changed"] = 1
    for edit in revision.edits:
        tally[f"{'applied' if edit.verdict == 'apply' else 'review'}.{edit.kind}"] += 1
    for kind, certainty in profile.certainty.items():
        if certainty >= PRESENT and profile.rates.get(kind):
            tally[f"profile.{kind}"] = 1
    if profile.caution:
        tally["profile.caution"] = 1
    return tally
