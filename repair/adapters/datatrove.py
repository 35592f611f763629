"""Datatrove: a formatter that mends documents, and a filter on how much garble they had.

    pipeline = [
        JsonlReader("in/"),
        RepairFormatter(edits="edits"),
        ProfileFilter({"spin": 0.1, "ocr": 0.2}, exclusion_writer=JsonlWriter("dropped/")),
        JsonlWriter("out/"),
    ]

>>> from datatrove.data import Document
>>> (document,) = RepairFormatter()([Document("Yous tin cross it astatine no cost.", "1")])
>>> document.text, document.metadata["repair_profile"]["summary"]
('You can cross it at no cost.', '3 edits applied; spun: 42 % of words, confident')
>>> ProfileFilter({"spin": 0.1}).filter(document)
(False, 'garbled_spin')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from repair.adapters.mending import Mender, missing
from repair.records import KINDS, Kind

try:
    from datatrove.data import Document
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.formatters.base import BaseFormatter
except ImportError as error:
    raise missing("datatrove") from error

PROFILE = "repair_profile"
CONFIDENT = 0.9
"""From which certainty on a profile calls itself confident."""


class RepairFormatter(BaseFormatter):
    """Mends the text of every document; `edits` and `profile` name metadata for what was changed and how much garble.

    Statistics count the documents `changed` and `failed`, and the edits of each kind.
    """

    name = "🩹 Repair"

    def __init__(
        self, *, edits: str | None = None, profile: str | None = PROFILE, mender: Mender | None = None
    ) -> None:
        super().__init__()
        self.edits = edits
        self.profile = profile
        self.mender = mender or Mender()

    def format(self, text: str) -> str:
        """Return the text, mended."""
        mended: str = self.mender.clean(text)
        return mended

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Yield the documents of `data`, mended; here and not in `format`, which never sees the metadata."""
        for document in data:
            self.stat_update("total")
            with self.track_time():
                self._mend(document)
            yield document

    def _mend(self, document: Document) -> None:
        mended = self.mender.mend(document.text)
        document.text = mended.value
        if self.edits:
            document.metadata[self.edits] = mended.edits
        if self.profile:
            document.metadata[self.profile] = mended.profile
        if mended.error:
            self.stat_update("failed")
        if mended.revision is not None and mended.revision.applied:
            self.stat_update("changed")
            for edit in mended.revision.applied:
                self.stat_update(f"edits_{edit.kind}")


class ProfileFilter(BaseFilter):
    """Drops documents with more garble than is allowed, with the reason `garbled_KIND`.

    `most` maps a kind of garble to the share of words, in [0, 1], that may be garbled so; a document is dropped when
    its expected share is greater and the profile has at least `certainty` that there is any.  The profile is that in
    the metadata `profile`, where a `RepairFormatter` has put it, and else is estimated here.  Documents without a
    profile stay.  ValueError for an unknown kind.
    """

    name = "🩹 Repair profile"

    def __init__(
        self,
        most: Mapping[Kind, float],
        *,
        certainty: float = CONFIDENT,
        profile: str = PROFILE,
        mender: Mender | None = None,
        exclusion_writer: Any = None,
    ) -> None:
        super().__init__(exclusion_writer)
        if unknown := sorted(set(most) - set(KINDS)):
            raise ValueError(f"unknown kind {', '.join(unknown)}; known: {', '.join(KINDS)}")
        self.most = dict(most)
        self.certainty = certainty
        self.profile = profile
        self.mender = mender or Mender()

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Tell whether the document stays, or with what reason it goes."""
        profile = doc.metadata.get(self.profile) or self.mender.mend(doc.text).profile
        if profile is not None:
            for kind, most in self.most.items():
                if profile["rates"][kind] > most and profile["certainty"][kind] >= self.certainty:
                    return False, f"garbled_{kind}"
        return True
