"""Trafilatura: the main text of a page, mended.

>>> page = f"<html><body><article><p>{3 * 'Yous tin board the ferry astatine no cost. '}</p></article></body></html>"
>>> extract(page).split(". ")[0]
'You can board the ferry at no cost'
>>> found = bare_extraction(page)
>>> found.document.text == extract(page), found.changes["text"]["edits"][0]["original"]
(True, 'Yous')
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from repair.adapters.mending import Mender, Record, missing

try:
    import trafilatura
except ImportError as error:
    raise missing("trafilatura") from error

FIELDS = ("text", "comments")
"""What is mended of a document.  Its `raw_text` stays as it was, so do title and other short metadata."""
FORMATS = ("txt", "markdown", "json")
"""Formats in which the text stands in one piece; in the others it is cut up by markup, so that words lack context."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """A document of trafilatura with its text mended; `changes` has edits and profile of each field."""

    document: Any
    changes: dict[str, Record]


def extract(filecontent: Any, *, mender: Mender | None = None, **options: Any) -> str | None:
    """Return what `trafilatura.extract` returns for the same options, its text mended; None where that finds nothing.

    The format may be `txt`, `markdown` or `json`, ValueError for others.  JSON has text and comments mended, and a
    field `repair` more, with edits and profile of each.  A header of metadata stays as it is.
    """
    asked = options.get("options")
    form = options.get("output_format", "txt") if asked is None else asked.format
    if form not in FORMATS:
        raise ValueError(f"{form!r} cannot be mended; known: {', '.join(FORMATS)}")
    found = trafilatura.extract(filecontent, **options)
    if found is None:
        return None
    mender = mender or Mender()
    if form == "json":
        values = json.loads(found)
        values["repair"] = _mend(values, mender)
        return json.dumps(values, ensure_ascii=False)
    header, mark, body = found.partition("\n---\n") if found.startswith("---\n") else ("", "", found)
    return f"{header}{mark}{mender.clean(body)}"


def bare_extraction(filecontent: Any, *, mender: Mender | None = None, **options: Any) -> Extraction | None:
    """Return what `trafilatura.bare_extraction` returns, text and comments mended; None where that finds nothing."""
    document = trafilatura.bare_extraction(filecontent, **options)
    if document is None:
        return None
    values = {field: getattr(document, field) for field in FIELDS}
    changes = _mend(values, mender or Mender())
    for field, value in values.items():
        setattr(document, field, value)
    return Extraction(document, changes)


def _mend(values: dict[str, Any], mender: Mender) -> dict[str, Record]:
    """Mend the fields in place, and return what was changed in each that has a text."""
    changes: dict[str, Record] = {}
    for field in FIELDS:
        if isinstance(text := values.get(field), str) and text:
            mended = mender.mend(text)
            values[field] = mended.value
            changes[field] = {"edits": mended.edits, "profile": mended.profile}
    return changes
