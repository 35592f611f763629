"""The documentation keeps its word: the worked example is a sound channel, links lead somewhere, commands exist."""

from __future__ import annotations

import ast
import dataclasses
import doctest
import inspect
import pydoc
import re
import shutil
import subprocess
import sys
import textwrap
import types
from pathlib import Path

import pytest

import repair
from tests.adapters import ABSENT
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


EXAMPLES = re.compile(r"```pycon\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_do_what_they_show(page):
    """As doctests, from top to bottom; those of an adapter whose package is missing are left out, loudly."""
    blocks = EXAMPLES.findall(page.read_text(encoding="utf-8"))
    missing = [block for block in blocks if any(f"repair.adapters.{name}" in block for name in ABSENT)]
    kept = [block for block in blocks if block not in missing]
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    names: dict[str, object] = {}
    for block in kept:
        test = doctest.DocTestParser().get_doctest(block, {}, page.name, str(page), 0)
        test.globs = names  # one after the other, as a reader would
        runner.run(test, clear_globs=False)
    assert 0 == runner.failures
    if missing:
        pytest.skip(
            f"{len(missing)} of {len(blocks)} examples: the package of the adapter is not installed: NOT CHECKED"
        )


def test_man_page_is_in_step_with_the_help():
    made = subprocess.run([sys.executable, "docs/manpage.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "repair.1").read_text(encoding="utf-8") == made.stdout, (
        "python docs/manpage.py > docs/repair.1"
    )
    groff = shutil.which("groff")
    if groff:
        shown = subprocess.run(
            [groff, "-man", "-ww", "-z"], input=made.stdout, capture_output=True, text=True, check=True
        )
        assert "" == shown.stderr


def test_readme_is_read_in_a_minute():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 1300


def test_help_shows_what_most_programs_need_and_no_more():
    shown = pydoc.plain(pydoc.render_doc(repair))
    classes, _, functions = shown.partition("\nCLASSES\n")[2].partition("\nFUNCTIONS\n")
    assert ["Edit", "Profile", "Repairer", "Revision"] == re.findall(r"^    class (\w+)\(", classes, re.MULTILINE)
    assert ["clean", "revise"] == re.findall(r"^    (\w+)\(", functions.partition("\nDATA\n")[0], re.MULTILINE)


PUBLIC = [getattr(repair, name) for name in repair.PUBLIC]


def members(kind):
    """The public methods and properties of a class that it defines itself, with their functions."""
    for name, member in vars(kind).items():
        function = getattr(member, "__func__", getattr(member, "fget", getattr(member, "func", member)))
        if not name.startswith("_") and inspect.isfunction(function):
            yield name, function


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
class TestPublicName:
    def test_says_what_it_is(self, kind):
        assert (inspect.getdoc(kind) or "").split("\n")[0].endswith((".", ":"))
        assert [] == [name for name, function in members(kind) if not function.__doc__]

    def test_explains_every_field_and_its_range(self, kind):
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        text = " ".join((inspect.getdoc(kind) or "").split())
        explained = dict(re.findall(r"(\w+): (.*?)(?= \w+: |$)", text.partition("Attributes:")[2]))
        assert [] == [field.name for field in fields if field.name not in explained]
        numbers = [field.name for field in fields if "float" in str(field.type) and field.name != "times"]
        assert [] == [
            name for name in numbers if not re.search(r"[(\[]0, (1|apply_at)\]|[Ff]raction|share", explained[name])
        ]
        for name in {"start", "end", "max_characters"} & {field.name for field in fields}:
            assert "code point" in explained[name]

    def test_names_the_errors_it_raises(self, kind):
        for name, function in [*members(kind), ("__post_init__", getattr(kind, "__post_init__", None))]:
            if function is None:
                continue
            tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
            raised = {
                node.exc.func.id
                for node in ast.walk(tree)
                if isinstance(node, ast.Raise)
                and isinstance(node.exc, ast.Call)
                and isinstance(node.exc.func, ast.Name)
            }
            told = f"{function.__doc__} {kind.__doc__ if name == '__post_init__' else ''}"
            assert [] == [error for error in raised if error not in told], name


def test_every_public_name_is_in_the_reference():
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    told = re.findall(r"^::: (\S+)", page, re.MULTILINE)
    assert [] == [f"{home}.{name}" for name, home in repair.PUBLIC.items() if f"{home}.{name}" not in told]


NAMED = re.compile(
    r"(?<![\w/.])(?:repair|dictionaries|tests|benchmarks|examples|docs)/[\w/]+\.(?:py|md|tsv|json|txt)\b"
)


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=lambda path: path.name)
def test_files_it_names_exist(page):
    named = set(NAMED.findall(page.read_text(encoding="utf-8")))
    assert [] == sorted(name for name in named if not (ROOT / name).exists())
