"""A repairer without models, for tests of what carries texts to it: some words make it mend, wait, raise or die.

    python -m tests.fake_repairer [repair batch options …]

is `repair batch` with this repairer and small shards, so that a run has many moments to be killed at.
"""

from __future__ import annotations

import importlib
import os
import sys
import time

from repair.config import Config
from repair.knowledge.plan import Plan
from repair.output.revision import Revision
from repair.records import Edit, Profile


class FakeRepairer:
    """Mends `teh`; DIE ends the process, WAIT takes a minute, RAISE raises, NAP takes a few milliseconds."""

    config = Config()
    languages = ("en",)

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan

    def with_plan(self, plan: Plan) -> FakeRepairer:
        return FakeRepairer(plan)

    def fingerprint(self) -> str:
        return "none"

    def warm_up(self) -> None:
        """There is nothing to load."""

    def revise(self, text: str) -> Revision:
        if "DIE" in text:
            os._exit(9)
        if "WAIT" in text:
            time.sleep(60)
        if "RAISE" in text:
            raise RuntimeError("a bug")
        if "NAP" in text:
            time.sleep(0.004)
        edits = []
        wrong, right = ("teh", "the")
        if self.plan and self.plan.substitutions:
            wrong, right = self.plan.substitutions[0].observed, self.plan.substitutions[0].intended
        place = text.find(wrong)
        while place >= 0:
            edits.append(Edit(place, place + len(wrong), wrong, right, "spelling", 0.9, "apply", "a test"))
            place = text.find(wrong, place + len(wrong))
        words = len(text.split())
        rates = {"spelling": len(edits) / words} if edits else {}
        return Revision(text, tuple(edits), Profile(words, rates, dict.fromkeys(rates, 1.0)))


def main() -> int:
    from repair.batch.running import run as running
    from repair.cli import main as command
    from repair.cli import options

    importable = importlib.import_module("tests.fake_repairer").FakeRepairer  # another process cannot import `__main__`
    options.Settings.repairer = lambda *_, **__: importable()
    running.SHARD_BYTES = int(os.environ.get("SHARD_BYTES", "2000"))
    running.COMMIT_SECONDS = float(os.environ.get("COMMIT_SECONDS", "0.02"))
    return command(["batch", *sys.argv[1:]])


if __name__ == "__main__":
    raise SystemExit(main())
