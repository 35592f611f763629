"""`repair check`: the edits one a line, for editors and continuous integration."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from repair.cli import options, terminal
from repair.cli.told import edit_lines
from repair.text.files.reading import Source

EXAMPLES = (
    "\b\nExamples:\n  repair check article.txt\n  repair check --json *.txt\n  repair check -q article.txt && publish\n"
)


@options.with_settings()
def check(
    *,
    settings: options.Settings,
    files: options.Files,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """List the edits, those to review among them.  Exit code: 0 none, 1 some, 2 error."""
    repairer = settings.repairer()
    found = 0

    def work(file: str, source: Source) -> None:
        nonlocal found
        revision = repairer.revise(source.text)
        for line, column, edit, told in edit_lines(revision, file):
            found += 1
            if as_json:
                terminal.write(json.dumps({"file": file, "line": line, "column": column, **asdict(edit)}) + "\n")
            else:
                terminal.write(told + "\n")
        if not quiet:
            terminal.note(revision.summary(), file=options.name_of(file))

    code = options.each_file(files, work, progress=not terminal.is_terminal(), quiet=quiet)
    raise typer.Exit(code or int(found > 0))
