"""The one command that runs every check: format, lint, types, layers, tests.

`python -m tests` runs all of them and stops at the first failure; arguments after it go to pytest.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy", "--strict", "repair")),
    ("layers", ("importlinter",)),
    ("tests", ("pytest",)),
)

# import-linter has no `python -m`; this is what its console script does.
LAYERS = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command; lint_imports_command()"


def main(arguments: list[str]) -> int:
    """Run the steps in order; return the exit status of the first that fails, or 0."""
    for name, (module, *rest) in STEPS:
        command = [sys.executable, "-c", LAYERS] if name == "layers" else [sys.executable, "-m", module, *rest]
        if name == "tests":
            command += arguments
        print(f"== {name}: {module} {' '.join(rest)}", flush=True)
        started = time.perf_counter()
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"== {name}: {'failed' if status else 'passed'} in {time.perf_counter() - started:.1f} s\n", flush=True)
        if status:
            return status
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
