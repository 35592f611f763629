"""`repair languages`: the languages that texts may be in, and their words on this machine: listed, built, removed."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from repair.cli import options, terminal
from repair.cli.help import Command

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair languages list\n"
    "  repair languages build de fr\n"
    "  repair languages build all\n"
    "  repair languages remove de\n"
    "  repair fix --language de artikel.txt\n"
)
ALL = "all"
MEGABYTE = 1_000_000

app = typer.Typer(
    help="List the languages that texts may be in, and build or remove their words. A language beside English is built "
    "from wordfreq at its first use, and kept in your cache folder.",
    no_args_is_help=True,
)

Codes = Annotated[list[str], typer.Argument(metavar="CODE...", help="Codes of languages, or all.")]


@app.command("list", cls=Command, short_help="Print the languages.")
def list_languages(*, as_json: options.Json = False) -> None:
    """Print the code and the name of each language, and how much room its words take if they are built."""
    from repair.multilingual.facts import LANGUAGES
    from repair.multilingual.wordlist import cache

    sizes = {language.code: language.size for language in cache.built()}
    rows = [("en", "English", "comes with repair")]
    for code, facts in sorted(LANGUAGES.items()):
        built = f"built, {sizes[code] / MEGABYTE:.0f} MB" if code in sizes else "not built"
        rows.append((code, facts.name, built))
    for code, name, state in rows:
        if as_json:
            terminal.write(json.dumps({"code": code, "name": name, "built": code == "en" or code in sizes}) + "\n")
        else:
            terminal.write(f"{code}  {name:<12}{state}\n")
    if not as_json:
        terminal.note(f"Words are kept in {cache.root()}.")


@app.command("build", cls=Command, short_help="Build words ahead of their first use.")
def build(*, codes: Codes) -> None:
    """Build the words of languages anew, from the wordfreq that is installed."""
    from repair.multilingual.wordlist import cache

    chosen = _chosen(codes)
    for number, code in enumerate(chosen, 1):
        terminal.note(f"Building {_name(code)} ({number} of {len(chosen)}).")
        cache.build(code)


@app.command("remove", cls=Command, short_help="Delete words that were built.")
def remove(*, codes: Codes) -> None:
    """Delete the words of languages, of this and of former releases; the next use builds them again."""
    from repair.multilingual.wordlist import cache

    for code in _chosen(codes):
        done = cache.remove(code)
        if done or ALL not in codes:
            terminal.note(f"{_name(code)} {'was removed' if done else 'is not built'}.")


def _chosen(codes: list[str]) -> list[str]:
    """Return the codes asked for; a usage error for one that nothing is built of."""
    from repair.multilingual.facts import LANGUAGES

    if ALL in codes:
        return sorted(LANGUAGES)
    for code in codes:
        if code not in LANGUAGES:
            raise typer.BadParameter(f"nothing is built of {code!r}; known: {', '.join(sorted(LANGUAGES))}, all.")
    return list(dict.fromkeys(codes))


def _name(code: str) -> str:
    from repair.multilingual.facts import LANGUAGES

    return LANGUAGES[code].name
