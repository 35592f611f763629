"""`repair fix`: the mended text on stdout, in another file, or in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.cli.told import edit_lines, outcome
from repair.text import show
from repair.text.files.reading import Source, TextError, encode
from repair.text.files.writing import write

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair fix article.txt > clean.txt\n"
    "  repair fix -w *.txt\n"
    "  curl URL | repair fix - --kinds ocr,spelling\n"
    "  repair fix --plan site.json article.txt\n"
)


@options.with_settings()
def fix(
    *,
    settings: options.Settings,
    files: options.Files,
    output: options.Output = None,
    in_place: Annotated[bool, typer.Option("--write", "-w", help="Mend each file in place.")] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write the mended text; encoding, line ends and byte-order mark stay as they are."""
    if in_place and (output or "-" in files):
        raise typer.BadParameter("-w goes with files alone, not with -o or standard input.")
    if output and (len(files) > 1 or as_json):
        raise typer.BadParameter("-o takes the text of one file.")
    repairer = settings.repairer()

    def work(file: str, source: Source) -> None:
        revision = repairer.revise(source.text)
        name = options.name_of(file)
        if in_place:
            _write_back(Path(file), revision.text, source)
        if output:
            write(output, encode_elsewhere(revision.text, source, name=name))
        elif as_json:
            terminal.write(json.dumps({"file": file, **revision.to_dict()}) + "\n")
        elif not in_place and terminal.is_terminal():
            terminal.write(show.visible(revision.text))
        elif not in_place:
            terminal.write_bytes(encode_elsewhere(revision.text, source, name=name))
        if verbose:
            terminal.list_edits(line for *_, line in edit_lines(revision, file))
        if not quiet:
            terminal.note(outcome(revision, file, written=in_place), file=name)

    raise typer.Exit(options.each_file(files, work, progress=in_place or not terminal.is_terminal(), quiet=quiet))


def _write_back(path: Path, text: str, source: Source) -> None:
    if path.is_symlink():
        raise TextError("is a symbolic link; give the file that it points to")
    if text != source.text:
        write(path, encode(text, source), follow_link=False)


def encode_elsewhere(text: str, source: Source, *, name: str) -> bytes:
    """Return `text` in the encoding of `source`, or as UTF-8, with a note, where that cannot hold it."""
    try:
        return encode(text, source)
    except TextError:
        terminal.note("written as UTF-8, because the old encoding cannot hold the new text", file=name)
        return encode(text, Source(text, newline=source.newline))
