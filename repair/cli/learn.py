"""`repair learn`: the plan of a site, from texts of it: the substitutions that they make consistently."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from repair.cli import options, terminal
from repair.files import Source, TextError

if TYPE_CHECKING:
    from repair.plan import Plan

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair learn articles/*.txt -o site.json\n"
    "  repair learn --field body crawl.jsonl -o site.json\n"
    "  repair fix --plan site.json article.txt\n"
)
_SHOWN = 10  # substitutions listed in the summary

Field = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Read JSON lines; the text of each is in this field.", show_default=False),
]


def learn(
    *,
    files: options.Files,
    output: options.Output = None,
    field: Field = None,
    rounds: Annotated[int, typer.Option(min=1, max=10, help="Times that every text is looked at.")] = 2,
    quiet: options.Quiet = False,
    language: options.Language = "en",
    names: options.Names = None,
    ignore: options.Ignore = None,
    kinds: options.Kinds = None,
    plan: options.Plan = None,
    user_words: options.UserWords = True,
) -> None:
    """Learn the substitutions that texts of one site make all the time, as a plan that --plan takes."""
    repairer = options.load_repairer(
        language=language,
        names=names,
        ignore=ignore,
        apply_at=None,
        review_at=None,
        harm_at=None,
        kinds=kinds,
        neural=False,
        plan=plan,
        user_words=user_words,
    )
    texts: list[str] = []

    def work(_file: str, source: Source) -> None:
        texts.extend([source.text] if field is None else _texts(source.text, field))

    code = options.each_file(files, work, progress=False, quiet=quiet)
    if not texts:
        raise typer.Exit(code or _nothing())
    with terminal.counting(shown=not quiet) as progress:
        learned = repairer.learn(texts, rounds=rounds, progress=progress)
    if output:
        learned.write(output)
    else:
        terminal.write(learned.dumps())
    if not quiet:
        _summarise(learned)
    raise typer.Exit(code)


def _nothing() -> int:
    terminal.error("no text to learn from")
    return 2


def _texts(lines: str, field: str) -> list[str]:
    """Return the text of each line of JSON; TextError, which names the line, where there is none."""
    texts = []
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TextError(f"line {number} is no JSON") from error
        text = row.get(field) if isinstance(row, dict) else None
        if not isinstance(text, str):
            raise TextError(f"line {number} has no text in the field {field!r}")
        texts.append(text)
    return texts


def _summarise(plan: Plan) -> None:
    found, spun = len(plan.substitutions), plan.rates.get("spin", 0.0)
    rate = f"; spun: {spun:.1%} of words".replace("%", " %") if spun >= 0.001 else ""
    counted = f"{_plural(plan.documents, 'text')}, {_plural(plan.words, 'word')}"
    terminal.note(f"{counted}: {_plural(found, 'substitution')} learned{rate}")
    for row in plan.substitutions[:_SHOWN]:
        terminal.note(f"  {row.observed} → {row.intended} ({row.times:,.0f} of {row.of:,} times)")
    if found > _SHOWN:
        terminal.note(f"  and {found - _SHOWN:,} more")


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
