"""A preprocessing step for a scraper: takes items as a pipeline passes them, mends the body, keeps the evidence.

The class needs nothing from the scraper but a mapping, so it fits Scrapy item pipelines, Kafka consumers and
plain loops.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import repair

FOLDER = Path(__file__).parent


class RepairStep:
    """Mends one field of every item.  Make it once: loading the dictionaries is the slow part."""

    def __init__(self, field: str = "body", *, apply_at: float = 0.5) -> None:
        self.field = field
        self.repairer = repair.Repairer.load("en", apply_at=apply_at)

    def process_item(self, item: MutableMapping[str, Any], _spider: object = None) -> MutableMapping[str, Any]:
        """Return the item, its text mended; the changes go beside it, so that they can be undone."""
        revision = self.repairer.revise(item[self.field])
        item[self.field] = revision.text
        item[f"{self.field}_edits"] = [
            {"at": edit.start, "was": edit.original, "is": edit.replacement, "confidence": round(edit.confidence, 3)}
            for edit in revision.edits
            if edit.verdict == "apply"
        ]
        return item


def main() -> None:
    """Run one scraped page through the step."""
    page = (FOLDER / "scraped_page.txt").read_text(encoding="utf-8")
    item = RepairStep().process_item({"url": "https://example.org/bees", "body": page})
    print(f"{item['url']}: {len(item['body_edits'])} edits")
    print(item["body"])


if __name__ == "__main__":
    main()
