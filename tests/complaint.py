"""Turns "you changed a correct word" into a test case: `python -m tests.complaint "The sentence as it was."`.

The sentence joins `cases/complaints.jsonl`, where every row must stay as it is.  While it is still changed, the row is
marked as a known failure, which the tests count and show; once it stays, `python -m tests.quality_gate --raise` takes
the mark off.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import repair
from tests.quality_gate import COMPLAINTS

LONGEST = 5000
"""Characters: a case is a passage with its context, not a document."""


def add(text: str, repairer: repair.Repairer, *, cases: Path = COMPLAINTS) -> str:
    """Add a passage in good English to the cases; return what is done to it today.  ValueError if it is no new case."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValueError(f"a passage of 1 to {LONGEST} characters is wanted, not of {len(text)}")
    rows = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]
    if any(row["clean"] == text for row in rows):
        raise ValueError("this passage is a case already")
    number = 1 + max((int(row["id"].rpartition("-")[2]) for row in rows), default=-1)
    row = {"id": f"complaint-{number:03}", "kind": "clean", "clean": text}
    changes = [f"{edit.original} -> {edit.replacement}" for edit in repairer.revise(text).applied]
    if changes:
        row["known_failure"] = "false alarm"
    with cases.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return f"{row['id']}: " + ("still changed: " + ", ".join(changes) if changes else "stays as it is")


def main(arguments: list[str]) -> int:
    """Add the passage given as arguments, or on standard input; return the exit code."""
    text = " ".join(arguments) or sys.stdin.read(LONGEST + 1)
    try:
        print(add(text, repair.Repairer.load("en", user_words=False)))
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
