"""Cleans the articles of a feed with one repairer and prints what was done to each.

    python examples/clean_a_feed.py [FILE …]

Without files, the three damaged articles beside this script are the feed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import repair

FOLDER = Path(__file__).parent
FEED = [FOLDER / "spun_article.txt", FOLDER / "scanned_page.txt", FOLDER / "scraped_page.txt"]


def main(paths: list[Path]) -> None:
    """Print one line for each article, then its first words after repair."""
    repairer = repair.Repairer.load("en")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    for path, revision in zip(paths, repairer.stream(texts), strict=True):
        print(f"{path.name}: {revision.summary()}")
        print(f"    {' '.join(revision.text.split()[:12])} …")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or FEED)
