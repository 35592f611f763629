"""The wheel as a user gets it: built, installed into a clean environment, run from an unrelated folder."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GARBLED = "The goverment said on Monday that talks would resume next week.Both sides were hopeful.\n"
MENDED = "The government said on Monday that talks would resume next week. Both sides were hopeful.\n"

pytestmark = pytest.mark.slow


def run(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the source distribution, so that the latter is known to be complete."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of commands of a clean environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return commands


def test_wheel_holds_what_runs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    folder = ROOT / "dictionaries"
    files = (path for language in ("en", "mul") for path in (folder / language).rglob("*"))
    dictionaries = {path.relative_to(folder).as_posix() for path in files if path.is_file()}
    shipped = {name.removeprefix("repair/dictionaries/") for name in names if "/dictionaries/" in name}
    assert dictionaries == shipped
    assert "repair/py.typed" in names
    assert any(name.endswith("licenses/NOTICE") for name in names)
    strangers = [name for name in names if not name.startswith(("repair/", "repair-"))]
    assert [] == strangers
    assert [] == [name for name in names if "/build/" in name or "/tests/" in name or "__pycache__" in name]


def test_installed_command_mends_text(installed, tmp_path):
    (tmp_path / "article.txt").write_text(GARBLED, encoding="utf-8")
    assert MENDED == run(installed / "repair", "fix", "article.txt", cwd=tmp_path)


def test_installed_command_shows_a_diff(installed, tmp_path):
    output = run(installed / "repair", "diff", ROOT / "examples" / "spun_article.txt", cwd=tmp_path)
    assert output.strip()


def test_installed_library_mends_text(installed, tmp_path):
    code = f"import repair; print(repair.clean({GARBLED!r}), end='')"
    assert MENDED == run(installed / "python", "-c", code, cwd=tmp_path)


def test_dependencies_agree(installed):
    run(installed / "python", "-m", "pip", "check")
