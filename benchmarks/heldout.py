"""Dictionaries that know nothing of the odd half of the cases, so that measuring on it is fair.

What is shipped was learned from all rows.  `even/` holds the same files learned from the even half alone, by the same
commands with `--fold even` (`--fold 0/2` for pairs and costs); `--held-out` measures with those.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from repair.knowledge.resources import dictionary_folder

EVEN = Path(__file__).with_name("even")


@cache
def even_dictionaries() -> Path:
    """Return a folder of dictionaries like the shipped ones, but for the files in `even/`; it lasts till the end."""
    root = Path(tempfile.mkdtemp(prefix="repair-even-"))
    (root / "en").mkdir()
    learned = {path.name for path in EVEN.iterdir()}
    for path in (dictionary_folder() / "en").iterdir():
        (root / "en" / path.name).symlink_to((EVEN / path.name if path.name in learned else path).resolve())
    return root


def dictionaries(*, held_out: bool) -> Path | None:
    """Return the folder for `Repairer.load`: None for the shipped dictionaries."""
    return even_dictionaries() if held_out else None
