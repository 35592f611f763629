"""`repair why`: the scoring table of one decision: readings, confidences, and what each feature adds."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repair.cli import options, terminal
from repair.output.word_diff import Lines
from repair.records import ASKED, Decision, Document, Edit, Reading
from repair.text import show
from repair.text.alignment import Alignment
from repair.text.files import TextError

if TYPE_CHECKING:
    from rich.table import Table

    from repair.output.revision import Revision

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    '  repair why rail --context "police rail the suspect through the city"\n'
    "  repair why Colina article.txt\n"
)
_READINGS = 4  # columns that fit into 80 characters


@options.with_settings()
def why(
    *,
    settings: options.Settings,
    word: Annotated[str, typer.Argument(metavar="WORD", help="Word or phrase as it stands in the text.")],
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Text that holds it; - is standard input.")
    ] = None,
    context: Annotated[str | None, typer.Option(help="Sentence that holds the word, in place of a file.")] = None,
    as_json: options.Json = False,
) -> None:
    """Explain what is thought of one word: its readings, how likely each is, and why."""
    if file is not None and context is not None:
        raise typer.BadParameter("Give a file or --context, not both.")
    if not word.strip():
        raise typer.BadParameter("WORD is empty.")
    text = _text(word, file, context)
    repairer = settings.repairer()
    analysis = repairer.decide(text, explain=True)
    places = list(_places(word, analysis.document, analysis.decisions, repairer.revise(text)))
    if not places:
        where = options.name_of(file) if file else "the context"
        raise TextError(f"{where} does not hold the word {word!r}")
    for place in places:
        terminal.write(json.dumps(_row(place)) + "\n") if as_json else _print(place)


def _text(word: str, file: str | None, context: str | None) -> str:
    if file is None:
        return word if context is None else context
    try:
        return options.read_source(file).text
    except TextError as error:
        raise TextError(f"{options.name_of(file)}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Place:
    """One place where the word stands, what was decided there, and the edit made of it."""

    line: int
    column: int
    observed: str
    protected: bool
    decisions: tuple[Decision, ...]
    edit: Edit | None


def _places(word: str, document: Document, decisions: tuple[Decision, ...], revision: Revision) -> Iterator[_Place]:
    lines, alignment = Lines(document.original), Alignment(document.decodings)
    spans = [alignment.original_span(start, end) for start, end in zip(document.starts, document.ends, strict=True)]
    whole_word = re.compile(rf"(?<!\w){re.escape(word.strip())}(?!\w)", re.IGNORECASE)
    for match in whole_word.finditer(document.original):
        inside = range(
            bisect.bisect_right(spans, match.start(), key=lambda span: span[1]),
            bisect.bisect_left(spans, match.end(), key=lambda span: span[0]),
        )
        line, column = lines.place(match.start())
        found = [d for d in decisions if d.first < inside.stop and inside.start < d.last]
        edits = (edit for edit in revision.edits if edit.start < match.end() and match.start() < edit.end)
        protected = any(index in document.protected for index in inside)
        yield _Place(line, column, match[0], protected, tuple(found), next(edits, None))


def _row(place: _Place) -> dict[str, Any]:
    return {
        "line": place.line,
        "column": place.column,
        "observed": place.observed,
        "protected": place.protected,
        "verdict": place.edit.verdict if place.edit else "leave",
        "decisions": [
            {"observed": decision.observed, "readings": [_reading(reading) for reading in decision.readings]}
            for decision in place.decisions
        ],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    candidate = reading.candidate
    if candidate is None:
        return {"replacement": None, "confidence": reading.confidence}
    return {
        "replacement": candidate.replacement,
        "confidence": reading.confidence,
        "kind": candidate.kind,
        "channel": candidate.channel,
        "route": candidate.route,
        "log_channel": candidate.log_channel,
        "fit": reading.fit,
        "evidence": candidate.evidence,
        "scores": reading.scores,
    }


def _print(place: _Place) -> None:
    from rich.text import Text

    head = f"line {place.line}, column {place.column}: {show.one_line(place.observed)}"
    edit = place.edit
    if edit:
        verdict = "applied" if edit.verdict == "apply" else "to review"
        head += f" → {show.one_line(edit.replacement)}: {verdict}, {edit.confidence:.0%} sure, {edit.kind}"
        _, asked, why = edit.evidence.partition(ASKED)
        head += show.one_line(asked + why)
    elif place.protected:
        head += ": not a suspect, because it is protected (address, code, file name, number, foreign text)"
    elif not place.decisions:
        head += ": not a suspect; it is expected here, or nothing likely explains it"
    else:
        head += ": left as it stands"
    terminal.print_text(Text(head, "bold"))
    if edit and not place.decisions:
        terminal.print_text(Text(f"  {show.one_line(edit.evidence)}"))
    for decision in place.decisions:
        shown = decision.readings[:_READINGS]
        terminal.console().print(_readings_table(decision, shown))
        if any(reading.scores for reading in shown):
            terminal.console().print(_scores_table(shown))
            terminal.print_text(Text(_legend(shown), "dim"))


def _readings_table(decision: Decision, readings: tuple[Reading, ...]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("reading", "sure", "fits", "rule", "why", box=box.SIMPLE_HEAD, pad_edge=False)
    for reading in readings:
        candidate = reading.candidate
        if candidate is None:
            cells = [f"{decision.observed} (as it stands)", f"{reading.confidence:.1%}", "", "", ""]
        else:
            rule = f"{candidate.channel}/{candidate.route} {candidate.log_channel:+.1f}"
            fit = "" if reading.fit is None else f"{reading.fit:.1%}"
            cells = [candidate.replacement, f"{reading.confidence:.1%}", fit, rule, candidate.evidence]
        table.add_row(*(Text(show.one_line(cell)) for cell in cells))
    return table


def _legend(readings: tuple[Reading, ...]) -> str:
    """Return what the features of the table mean, a line each."""
    from repair.decision.feature_table import FEATURES

    names = {name for reading in readings for name in reading.scores}
    return "\n".join(f"  {name}: {meaning}" for name, meaning in FEATURES.items() if name in names)


def _scores_table(readings: tuple[Reading, ...]) -> Table:
    """Return what each feature adds to the log-odds of each reading, the weightiest feature first."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    scored = [reading for reading in readings if reading.candidate and reading.scores]
    weight = {name: 0.0 for reading in scored for name in reading.scores}
    for reading in scored:
        for name, value in reading.scores.items():
            weight[name] = max(weight[name], abs(value))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    table.add_column("log-odds from", Text("sum"))
    for reading in scored:
        name = reading.candidate.replacement if reading.candidate else ""
        total = Text(f"{sum(reading.scores.values()):+.2f}")
        table.add_column(Text(show.one_line(name)), total, justify="right")
    for name in sorted(weight, key=lambda name: -weight[name]):
        values = (f"{reading.scores[name]:+.2f}" if name in reading.scores else "" for reading in scored)
        table.add_row(Text(name), *map(Text, values))
    return table
