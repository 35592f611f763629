"""`repair words`: the user dictionary, listed, added to and taken from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from repair.cli import options, terminal
from repair.cli.help import Command
from repair.text import show

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair words add doomscroll plogging\n"
    '  repair words add --name "Holday Inn"\n'
    "  repair words add --pair Virago Amazon\n"
    "  repair words remove plogging\n"
    "  repair words remove --pair Virago Amazon\n"
    "  repair words list --json\n"
)

app = typer.Typer(
    help="Keep the user dictionary: words and names that are right, pairs that are always mended.",
    no_args_is_help=True,
)

Texts = Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words; with --name names, each in quotes.")]
_DONE = {
    ("add", True): "was added to",
    ("add", False): "stands already in",
    ("remove", True): "was taken out of",
    ("remove", False): "does not stand in",
}

Name = Annotated[bool, typer.Option("--name", help="The texts are names, right as they are written.")]
Project = Annotated[
    bool, typer.Option("--project", help="In the project file, .repair.toml, which wins over the user's own.")
]


@app.command("list", cls=Command, short_help="Print what it holds.")
def list_words(*, as_json: options.Json = False) -> None:
    """Print what the project file and the user's own file hold, the project's first."""
    from repair.user import files as user_files

    for path in filter(None, (user_files.project_file(), user_files.user_file())):
        for entry in user_files.entries_of(path):
            if as_json:
                row = {"file": str(path), "kind": entry.kind, "text": entry.text}
                pair = {"intended": entry.intended} if entry.kind == "pair" else {}
                terminal.write(json.dumps({**row, **pair}) + "\n")
            else:
                meant = f" → {entry.intended}" if entry.kind == "pair" else ""
                where = "" if path == user_files.user_file() else f"  ({path.name})"
                terminal.write(show.one_line(f"{entry.kind}  {entry.text}{meant}{where}") + "\n")


@app.command("add", cls=Command, short_help="Add words, names or a pair.")
def add(
    *,
    texts: Texts,
    name: Name = False,
    pair: Annotated[bool, typer.Option("--pair", help="Two texts: what is observed, and what it always is.")] = False,
    project: Project = False,
) -> None:
    """Add words, names or a pair; what is there already stays as it is."""
    _change("add", texts, name=name, pair=pair, project=project)


@app.command("remove", cls=Command, short_help="Take words, names or a pair out.")
def remove(
    *,
    texts: Texts,
    name: Name = False,
    pair: Annotated[
        bool, typer.Option("--pair", help="What is observed, and, if you like, what it always was.")
    ] = False,
    project: Project = False,
) -> None:
    """Take words, names or pairs out.  Exit code 1 if one was not there."""
    _change("remove", texts, name=name, pair=pair, project=project)


def _change(action: Literal["add", "remove"], texts: list[str], *, name: bool, pair: bool, project: bool) -> None:
    from repair.user import files as user_files
    from repair.user.words import Entry, EntryKind

    if name and pair:
        raise typer.BadParameter("--name and --pair exclude each other.")
    if pair and not (len(texts) == 2 or (action == "remove" and len(texts) == 1)):
        raise typer.BadParameter("--pair takes two texts: what is observed, and what it always is.")
    kind: EntryKind = "name" if name else "pair" if pair else "word"
    entries = [Entry(kind, *texts)] if pair else [Entry(kind, text) for text in texts]
    path = _file(project=project)
    missing = False
    for entry in entries:
        is_there = not (pair and entry.intended) or entry in user_files.entries_of(path) or action == "add"
        changed = is_there and getattr(user_files, action)(entry, path)
        missing |= action == "remove" and not changed
        text = f"“{entry.text}” → “{entry.intended}”" if entry.intended else f"“{entry.text}”"
        terminal.note(f"{text} {_DONE[action, changed]} {path}.")
    if missing:
        raise typer.Exit(1)


def _file(*, project: bool) -> Path:
    from repair.user import files as user_files

    return (user_files.project_file() or Path(user_files.PROJECT_FILE).resolve()) if project else user_files.user_file()
