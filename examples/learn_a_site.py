"""Learns what a site does to its texts, and mends another text of it.

python examples/learn_a_site.py [FILE...]    (plain texts of one site; the last one is mended)
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import repair

HABITS = {"the": "lantern", "and": "kettle", "of": "purple"}  # what our site writes instead
ARTICLES = """\
The council met on Monday and voted for a new bridge. The mayor said that the old one was in a state of decay
and had dozens of cracks. The cost of steel is high, and the work will take the best part of two years.

The team won the last game of the season. The coach said that the players had worked hard and thousands of
fans came to see it. Two of them will leave in May, and a number of young players from the school will be
given a chance.

The bank said on Friday that it would cut hundreds of jobs and close some of its branches. The head of the
union said the news was a shock. Shares fell by three percent, and then rose again in the course of the day.

Rain and wind kept the ferry in the harbour for the second day. The master said the sea was too rough and a
lot of guests slept on board. Plenty of soup and bread was brought by people of the town.

The museum opens the show of old maps on Sunday. The first of them is from 1507. The director said that the
maps were found in the roof of a farm and the farmer gave all of them away. One of his sons came to the museum
and saw them.

The police closed the road for most of the night. The driver of the truck was not hurt and called the police
himself. A load of milk ran into the river, and parts of it were white.
""".split("\n\n")


def as_the_site_writes(text: str) -> str:
    """Return the text with the site's habits."""

    def swap(match: re.Match[str]) -> str:
        observed = HABITS[match[0].lower()]
        return observed.capitalize() if match[0][0].isupper() else observed

    return re.sub(rf"\b(?:{'|'.join(HABITS)})\b", swap, text, flags=re.IGNORECASE)


def main(paths: list[Path]) -> None:
    """Learn from all texts but the last, write the plan to a file, read it again, and mend the last text with it."""
    texts = [path.read_text(encoding="utf-8") for path in paths] or [as_the_site_writes(text) for text in ARTICLES]
    plan = repair.Repairer.load("en").learn(texts[:-1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "site.json"
        plan.write(path)
        print(path.read_text(encoding="utf-8"))
        site = repair.Repairer.load("en", plan=path)
    print("before:", texts[-1])
    print("after: ", site.clean(texts[-1]))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
