"""The one command that runs every check: format, lint, types, layers, docs, tests, known vulnerabilities.

`python -m tests` runs all of them, whatever fails, and says at the end what did; arguments after it go to pytest.
`python -m tests --quick` leaves out what few changes touch and takes long: adapters, batch, review, training, wheels.
`python -m tests --static` runs no tests, as before each commit.
"""

from __future__ import annotations

import os
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
    ("docs", ("mkdocs", "build", "--strict")),  # not --quiet: warnings would be lost with it
    ("tests", ("pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")),
    ("audit", ("tests.audit",)),
)

# import-linter has no `python -m`; this is what its console script does.
LAYERS = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command; lint_imports_command()"


ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
"""The theme advises at each build against the next major version of its generator, which we do not use."""
QUICK, STATIC = "--quick", "--static"
AFTER = "tests", "audit"
"""Steps that `--static` leaves out; `--quick` all but the first."""
SLOW = (
    "adapter*",
    "batch*",
    "bad_input",
    "build_*",
    "cli*",
    "examples",
    "length",
    "properties",
    "report",
    "review*",
    "web",
    "wheel",
)
"""Test modules that `--quick` leaves out: they take five of every six seconds."""


def main(arguments: list[str]) -> int:
    """Run the steps in order; return 1 if any of them failed, else 0."""
    failed = []
    for name, (module, *rest) in STEPS:
        command = [sys.executable, "-c", LAYERS] if name == "layers" else [sys.executable, "-m", module, *rest]
        if (name in AFTER and STATIC in arguments) or (name in AFTER[1:] and QUICK in arguments):
            continue
        if name == "tests":
            slow = SLOW if QUICK in arguments else ()
            command += [f"--ignore-glob=*/test_{pattern}.py" for pattern in slow]
            command += [argument for argument in arguments if argument not in (QUICK, STATIC)]
        print(f"== {name}: {module} {' '.join(rest)}", flush=True)
        started = time.perf_counter()
        status = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False).returncode
        print(f"== {name}: {'failed' if status else 'passed'} in {time.perf_counter() - started:.1f} s\n", flush=True)
        if status:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
