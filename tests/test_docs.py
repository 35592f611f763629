"""The documentation keeps its word: the worked example is a sound channel, links lead somewhere, commands exist."""

from __future__ import annotations

import re
import types
from pathlib import Path

import pytest

from tests.test_contract import can_become, candidates_of, check, read

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
TEST_COMMANDS = ('pip install -e ".[dev]"', "python -m tests")


def test_worked_example_is_a_sound_channel(resources):
    page = (ROOT / "docs" / "author-a-channel.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    module = types.ModuleType("censor")
    exec(compile(source, "docs/author-a-channel.md", "exec"), module.__dict__)
    channel = module.Channel(resources)
    for observed, intended in module.EXAMPLES:
        document = read(observed)
        candidates = candidates_of(channel, document)
        assert can_become(document, candidates, intended)
        for index, proposed in candidates.items():
            for candidate in proposed:
                check(channel, document, index, candidate)
    for text in module.GUARDRAILS:
        assert [] == [c for proposed in candidates_of(channel, read(text)).values() for c in proposed]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_ci_runs_what_the_readme_says():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in TEST_COMMANDS:
        assert command in readme
        assert command.removeprefix("pip install ") in script
