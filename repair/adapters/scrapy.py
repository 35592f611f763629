"""Scrapy: an item pipeline that mends fields, keeps the edits beside them, and counts in the crawl's statistics.

In the settings of a project:

    ITEM_PIPELINES = {"repair.adapters.scrapy.RepairPipeline": 300}
    REPAIR_FIELDS = ["title", "body"]  # default: ["text"]
    REPAIR_SIDE_FIELD = "repair"  # where edits and profile go; "" keeps none
    REPAIR_OPTIONS = {"kinds": ["encoding", "spin"]}  # what Repairer.load takes

>>> import asyncio
>>> pipeline = RepairPipeline(["body"])
>>> item = asyncio.run(pipeline.process_item({"url": "https://example.org/1", "body": "Yous tin cross it."}))
>>> item["body"], [edit["original"] for edit in item["repair"]["body"]["edits"]]
('You can cross it.', ['Yous', 'tin'])
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from repair.adapters.mending import Mended, Mender, missing

try:
    from itemadapter import ItemAdapter
    from scrapy.utils.asyncio import run_in_thread
except ImportError as error:
    raise missing("scrapy") from error

log = logging.getLogger(__name__)

FIELDS = ("text",)
SIDE_FIELD = "repair"


class RepairPipeline:
    """Mends `fields` of every item, of whatever type `ItemAdapter` knows; everything else of an item stays.

    What was changed, and how much garble there was, goes into the item's field `side_field` as
    `{field: {"edits": […], "profile": {…}}}`.  An item whose class does not declare that field goes without, and the
    log says so once.  Statistics are `repair/texts`, `repair/changed`, `repair/failed`, `repair/edits/KIND` and
    `repair/review`, the edits that wait for an answer.

    Texts are mended in threads, so that downloads go on; the items of a page may come out in another order.
    """

    def __init__(
        self,
        fields: Iterable[str] = FIELDS,
        *,
        side_field: str = SIDE_FIELD,
        mender: Mender | None = None,
        stats: Any = None,
    ) -> None:
        self.fields = tuple(fields)
        self.side_field = side_field
        self.mender = mender or Mender()
        self.stats = stats
        self._told = False

    @classmethod
    def from_crawler(cls, crawler: Any) -> RepairPipeline:
        """Return the pipeline that the crawler's settings ask for; wrong REPAIR_OPTIONS stop the crawl at once."""
        settings = crawler.settings
        return cls(
            settings.getlist("REPAIR_FIELDS", FIELDS),
            side_field=settings.get("REPAIR_SIDE_FIELD", SIDE_FIELD),
            mender=Mender(**settings.getdict("REPAIR_OPTIONS")),
            stats=crawler.stats,
        )

    async def process_item(self, item: Any, spider: Any = None) -> Any:  # noqa: ARG002 - older releases pass it
        """Return the item with its fields mended."""
        adapter = ItemAdapter(item)
        side = {}
        for field in self.fields:
            value = adapter.get(field)
            if not isinstance(value, str):
                continue
            mended = await self._mend(value)
            self._count(mended)
            if mended.value != value:
                adapter[field] = mended.value
            side[field] = {"edits": mended.edits, "profile": mended.profile}
        if side and self.side_field:
            self._keep(adapter, side)
        return item

    async def _mend(self, value: str) -> Mended:
        mended: Mended = await run_in_thread(self.mender.mend, value)
        return mended

    def _keep(self, adapter: Any, side: dict[str, Any]) -> None:
        try:
            adapter[self.side_field] = side
        except KeyError:
            if not self._told:
                self._told = True
                log.warning("%s has no field %r: edits are not kept", type(adapter.item).__name__, self.side_field)

    def _count(self, mended: Mended) -> None:
        if self.stats is None:
            return
        self.stats.inc_value("repair/texts")
        if mended.revision is None:
            self.stats.inc_value("repair/failed")
            return
        if mended.revision.applied:
            self.stats.inc_value("repair/changed")
        for edit in mended.revision.edits:
            self.stats.inc_value(f"repair/edits/{edit.kind}" if edit.verdict == "apply" else "repair/review")
