"""House rules that a linter does not know: who may read, print, parse arguments; how long things may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "repair"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "dictionaries" not in path.parts)

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MOST_MODULES = 12
# The modules that talk to the terminal.
TALKING = ("cli", "__main__.py")
# The modules that open files: dictionaries for resources, the user's texts for files,
# journals for the review, files of records for corpora.
READING = (
    "knowledge/resources.py",
    "multilingual/wordlist/cache.py",
    "text/files",
    "cli",
    "review/journal",
    "web/page.py",
    "batch",
)


def name_of(path):
    return str(path.relative_to(PACKAGE))


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def length(function):
    """Lines of what the function does: its parameters, which are declarations, and its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
class TestModule:
    def test_opens_with_what_it_holds(self, path):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert docstring.partition("\n\n")[0].strip().endswith((".", ":"))

    def test_stays_short(self, path):
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") <= LONGEST_MODULE
        assert [] == [f.name for f in functions(ast.parse(source)) if length(f) > LONGEST_FUNCTION]

    def test_reads_no_pickle(self, path):
        names = set(imports(ast.parse(path.read_text(encoding="utf-8"))))
        assert set() == names & {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}

    def test_prints_and_opens_only_where_it_should(self, path):
        called = set(calls(ast.parse(path.read_text(encoding="utf-8"))))
        if not name_of(path).startswith(TALKING):
            assert set() == called & {"print", "input", "exit"}
        if not name_of(path).startswith(READING):
            assert set() == called & {"open", "read_text", "read_bytes", "write_text", "write_bytes"}


def test_there_are_modules_to_check():
    assert len(SOURCES) > 20


def test_import_does_no_work():
    """`import repair` loads none of the heavy libraries; they come with the first text."""
    heavy = ("numpy", "rapidfuzz", "kenlm", "symspellpy", "wordfreq", "ftfy", "rich", "textual", "typer")
    code = f"import sys, repair; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()


FOLDERS = sorted({path.parent for path in SOURCES})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(PACKAGE.parent)))
def test_folder_is_a_room(folder):
    """About a dozen modules, and a line on what they know."""
    modules = [path for path in SOURCES if path.parent == folder and path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
