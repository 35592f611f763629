"""Shows why each edit was made, and takes one back.

python examples/show_evidence.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import repair

FOLDER = Path(__file__).parent


def main(path: Path) -> None:
    """Print every edit with its verdict, confidence, harm and evidence; then undo the least sure one."""
    revision = repair.revise(path.read_text(encoding="utf-8"))
    for kind, rate in revision.profile.rates.items():
        print(f"{kind}: {rate:.1%} of the words")
    for edit in revision.edits:
        print(
            f"{edit.start:5} {edit.verdict:6} {edit.original!r} → {edit.replacement!r}"
            f"  confidence {edit.confidence:.2f}, harm {edit.harm:.2f}  ({edit.evidence})"
        )
    applied = [edit for edit in revision.edits if edit.verdict == "apply"]
    if applied:
        least = min(applied, key=lambda edit: edit.confidence)
        print(f"without the least sure edit, {least.original!r} stays:")
        print(revision.undo(least).text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "spun_article.txt")
