"""`repair learn`: the plan of a site, from texts of it: the substitutions that they make consistently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from repair.cli import options, terminal
from repair.cli.told import plural
from repair.text.files.reading import Source

if TYPE_CHECKING:
    from repair.knowledge.plan import Plan
    from repair.repairer import Repairer

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair learn articles/*.txt -o site.json\n"
    "  repair learn --field body crawl.jsonl -o site.json\n"
    "  repair fix --plan site.json article.txt\n"
    "  repair learn crawl/*.jsonl.gz --by site -o plans/\n"
    "  repair batch --plans plans/ --by site crawl/*.jsonl.gz -o clean/\n"
)
_SHOWN = 10  # substitutions listed in the summary

Field = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Read JSON lines; the text of each is in this field.", show_default=False),
]
By = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Learn a plan for each value of this field, into a folder.", show_default=False),
]
Workers = Annotated[int, typer.Option(min=1, max=1024, metavar="N", help="Processes at work, with --by.")]


@options.with_settings(without=("apply_at", "review_at", "harm_at"))
def learn(
    *,
    settings: options.Settings,
    files: options.Files,
    output: options.Output = None,
    field: Field = None,
    by: By = None,
    workers: Workers = 1,
    rounds: Annotated[int, typer.Option(min=1, max=10, metavar="N", help="Times that every text is looked at.")] = 2,
    quiet: options.Quiet = False,
) -> None:
    """Learn the substitutions that texts of one site make all the time, as a plan that --plan takes.

    Exit code: 0 done, 1 some lines hold no text and were left out, 2 error.
    """
    repairer = settings.repairer()
    if by is not None:
        raise typer.Exit(_by_site(files, output, repairer, Fields(field or "text", by), rounds, workers, quiet=quiet))
    texts: list[str] = []
    skipped = 0

    def work(file: str, source: Source) -> None:
        nonlocal skipped
        for found in [source.text] if field is None else _texts(source.text, field):
            if isinstance(found, str):
                texts.append(found)
            else:
                skipped += 1
                if skipped <= _SHOWN:
                    terminal.error("line {} {}".format(*found), file=options.name_of(file))

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
    if skipped:
        terminal.error(f"{plural(skipped, 'line was', 'lines were')} left out for want of a text")
    raise typer.Exit(code or int(skipped > 0))


class Fields(NamedTuple):
    """The fields of the text and of the site."""

    text: str
    site: str


def _by_site(
    files: list[str], output: Path | None, repairer: Repairer, fields: Fields, rounds: int, workers: int, *, quiet: bool
) -> int:
    from repair.batch.forms import Options
    from repair.batch.places import sources_of
    from repair.batch.running.site_learning import learn_sites

    if output is None:
        raise typer.BadParameter("--by writes a folder of plans; name it with -o.")
    if output.exists() and not output.is_dir():
        raise typer.BadParameter(f"{output}: is no folder.")
    sources = sources_of([Path(file) for file in files], output)
    with terminal.counting(shown=not quiet) as progress:
        learned = learn_sites(
            sources,
            Options(field=fields.text, by=fields.site),
            repairer,
            output,
            rounds=rounds,
            workers=workers,
            progress=progress,
        )
    for site, reason in learned.failed.items():
        terminal.error(f"no plan: {reason}", file=site)
    if not quiet:
        notes = [f"{plural(learned.plans, 'plan')} learned"]
        notes += [f"{plural(learned.too_few, 'site')} with a single text"] if learned.too_few else []
        notes += [f"{plural(learned.unread, 'record')} without a text or a site"] if learned.unread else []
        terminal.note("; ".join(notes))
    return 2 if learned.failed else 0


def _nothing() -> int:
    terminal.error("no text to learn from")
    return 2


def _texts(lines: str, field: str) -> Iterator[str | tuple[int, str]]:
    """Yield the text of each line of JSON; where there is none, the number of the line and what is wrong with it."""
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "is no JSON"
            continue
        text = row.get(field) if isinstance(row, dict) else None
        yield text if isinstance(text, str) else (number, f"has no text in the field {field!r}")


def _summarise(plan: Plan) -> None:
    found, spun = len(plan.substitutions), plan.rates.get("spin", 0.0)
    rate = f"; spun: {spun:.1%} of words".replace("%", " %") if spun >= 0.001 else ""
    counted = f"{plural(plan.documents, 'text')}, {plural(plan.words, 'word')}"
    terminal.note(f"{counted}: {plural(found, 'substitution')} learned{rate}")
    for row in plan.substitutions[:_SHOWN]:
        terminal.note(f"  {row.observed} → {row.intended} ({row.times:,.0f} of {row.of:,} times)")
    if found > _SHOWN:
        terminal.note(f"  and {found - _SHOWN:,} more")
