"""`repair batch`: corpora: files of records in, the same files out, in parallel, to be resumed after any crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from repair.cli import options, terminal
from repair.text import show

if TYPE_CHECKING:
    from repair.batch.running.engine import Engine
    from repair.batch.running.run import Report
    from repair.batch.shards import Tally

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair batch crawl.jsonl.gz -o clean/\n"
    "  repair batch --field body --id-field url --workers 8 crawl/*.parquet -o clean/\n"
    "  repair batch --resume crawl/*.parquet -o clean/     (goes on after a crash)\n"
    "  repair batch pages/ archive.warc.gz -o clean/       (texts, HTML, web archives)\n"
    "  repair batch --engine ray --ray-address auto crawl/ -o clean/     (on a cluster)\n"
    "  repair learn --by site crawl.jsonl -o plans/ && repair batch --plans plans/ --by site crawl.jsonl -o clean/\n"
)

Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="Files of records (.jsonl, .parquet, .warc, the first and last also .gz, the first .zst), "
        "or folders of them and of .txt and .html files.",
        show_default=False,
    ),
]
OutputFolder = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the outputs.")]
Field = Annotated[str, typer.Option(metavar="NAME", help="Field that holds the text.")]
IdField = Annotated[
    str | None, typer.Option(metavar="NAME", help="Field that names a record in the side files.", show_default=False)
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=10_000,
        metavar="N",
        help="Processes at work.  [default: 1; with --ray-address all CPUs of the cluster]",
        show_default=False,
    ),
]
EngineName = Annotated[Literal["local", "ray"], typer.Option(help="Processes of this machine, or tasks of Ray.")]
RayAddress = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="A running cluster, for --engine ray; without it, this machine."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run that was begun in the output folder.")]
Force = Annotated[bool, typer.Option("--force", help="Begin anew, over outputs that exist.")]
Seconds = Annotated[
    float,
    typer.Option("--max-seconds-per-document", min=0.1, metavar="N", help="Give up a document that takes longer."),
]
Megabytes = Annotated[
    float,
    typer.Option("--max-mb-per-document", min=0.001, max=1024, metavar="N", help="Give up a record that is longer."),
]
Plans = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Plans that `repair learn --by` made, one for each value.", show_default=False),
]
By = Annotated[
    str | None, typer.Option(metavar="NAME", help="Field that names the plan of a record.", show_default=False)
]


@options.with_settings()
def batch(
    *,
    settings: options.Settings,
    inputs: Inputs,
    output: OutputFolder,
    field: Field = "text",
    id_field: IdField = None,
    workers: Workers = None,
    engine: EngineName = "local",
    ray_address: RayAddress = None,
    resume: Resume = False,
    force: Force = False,
    on_error: Annotated[
        Literal["skip", "reject", "stop"],
        typer.Option(help="A record that cannot be mended: write it as it stood, take it out, or stop there."),
    ] = "skip",
    seconds: Seconds = 60.0,
    megabytes: Megabytes = 4.0,
    plans: Plans = None,
    by: By = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Mend corpora: every FILE again in the output folder, beside it NAME.edits.jsonl and NAME.rejects.jsonl.

    The text changes, and nothing else. A record that cannot be read or mended comes out as it stood, and is in the
    rejects with the reason.
    """
    if (plans is None) != (by is None):
        raise typer.BadParameter("--plans and --by go together.")
    if plans is not None and not plans.is_dir():
        raise typer.BadParameter(f"{plans}: no such folder.")
    if resume and force:
        raise typer.BadParameter("--resume or --force, not both.")
    if ray_address is not None and engine != "ray":
        raise typer.BadParameter("--ray-address goes with --engine ray.")
    from repair.batch.forms import Options
    from repair.batch.running.order import Order
    from repair.batch.running.run import Run
    from repair.batch.shards import MEGABYTE

    repairer = settings.repairer()
    order = Order(
        inputs=inputs,
        output=output,
        repairer=repairer,
        options=Options(field=field, id_field=id_field, by=by, most_bytes=int(megabytes * MEGABYTE)),
        plans=plans,
        existing="resume" if resume else "overwrite" if force else "refuse",
        on_error=on_error,
    )
    run = Run(order, _engine(engine, workers=workers, seconds=seconds, address=ray_address))
    with _progress(run, shown=not quiet) as report:
        summary = run.run(report)
    if as_json:
        terminal.write(json.dumps(summary) + "\n")
    if not quiet:
        _show(summary)
    raise typer.Exit(1 if sum(summary["rejected"].values()) else 0)


def _engine(name: str, *, workers: int | None, seconds: float, address: str | None) -> Engine:
    if name == "ray":
        from repair.batch.running.ray_engine import RayEngine

        return RayEngine(workers=workers, seconds=seconds, address=address)
    from repair.batch.running.engine import LocalEngine

    return LocalEngine(workers=workers or 1, seconds=seconds)


@contextmanager
def _progress(run: Any, *, shown: bool) -> Iterator[Report | None]:
    """Give what shows bytes done and to do, words a second and the time left; None where nobody watches."""
    with terminal.measuring(shown=shown) as measure:
        if measure is None:
            yield None
            return
        size = run.size

        def report(read: int, tally: Tally) -> None:
            measure(read, size, tally["words"])

        yield report


def _show(summary: dict[str, Any]) -> None:
    """Print what was done to each file, edits by kind, and the pace, on stderr."""
    from rich.table import Table

    from repair.cli.told import plural

    table = Table(box=None, pad_edge=False)
    table.add_column("file", overflow="fold")
    for title in ("documents", "words", "changed", "edits", "to review", "rejected"):
        table.add_column(title, justify="right")
    rows = list(summary["files"].items())
    for name, counts in rows[:_SHOWN]:
        table.add_row(show.one_line(name), *_cells(counts))
    if len(rows) > _SHOWN:
        table.add_row(f"and {len(rows) - _SHOWN:,} more files")
    if len(rows) > 1:
        table.add_row("all", *_cells(summary))
    terminal.console(stderr=True).print(table, soft_wrap=not terminal.is_terminal())
    for key, title in (
        ("applied", "edits"),
        ("review", "to review"),
        ("profile", "documents with"),
        ("rejected", "rejected"),
    ):
        counts = ", ".join(f"{kind} {number:,}" for kind, number in summary[key].items() if number)
        if counts:
            terminal.note(f"{title}: {counts}")
    if summary["unmended"]:
        kept = plural(summary["unmended"], "record")
        terminal.note(f"in the output as they stood: {kept} (--on-error reject takes them out)")
    pace = summary["words"] / summary["seconds"] if summary["seconds"] else 0
    terminal.note(f"{summary['seconds']:,.1f} s, {pace:,.0f} words a second in this run")


_SHOWN = 40  # files in the table


def _cells(counts: dict[str, Any]) -> list[str]:
    numbers = (
        counts["documents"],
        counts["words"],
        counts["changed"],
        *(sum(counts[key].values()) for key in ("applied", "review", "rejected")),
    )
    return [f"{number:,}" for number in numbers]
