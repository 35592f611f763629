"""`repair why`: what is thought of a word, in six lines a place; with `--all` the tables behind them."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repair.cli import options, terminal
from repair.output.word_diff import Lines
from repair.records import Decision, Reading
from repair.text import show
from repair.text.alignment import Alignment
from repair.text.files.reading import TextError

if TYPE_CHECKING:
    from rich.table import Table

    from repair.cli.explanation import Line, Place
    from repair.decision.verdicts import Judgement
    from repair.flow import Analysis
    from repair.output.revision import Revision

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    '  repair why rail --context "police rail the suspect through the city"\n'
    "  repair why Colina article.txt\n"
    "  repair why --all Colina article.txt      (every reading, and what its score is made of)\n"
)
_READINGS = 4  # columns that fit into 80 characters
_PLACES = 8  # further places that are named


@options.with_settings()
def why(
    *,
    settings: options.Settings,
    word: Annotated[str, typer.Argument(metavar="WORD", help="Word or phrase as it stands in the text.")],
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Text that holds it; - is standard input.")
    ] = None,
    context: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Sentence that holds the word, in place of a file.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also every reading, and what its score is made of.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Explain what is thought of one word: what it can have been, and why it is changed, asked about or left."""
    if file is not None and context is not None:
        raise typer.BadParameter("Give a file or --context, not both.")
    if not word.strip():
        raise typer.BadParameter("WORD is empty.")
    from repair.cli.explanation import explain

    text = _text(word, file, context)
    repairer = settings.repairer()
    analysis = repairer.decide(text, explain=True)
    judgements = tuple(repairer.judgements(analysis))
    places = list(_places(word, analysis, judgements, repairer.revise(text)))
    if not places:
        where = options.name_of(file) if file else "the context"
        raise TextError(f"{where} does not hold the word {word!r}")
    told = [(place, tuple(explain(place, analysis, repairer.config))) for place in places]
    if as_json:
        for place, lines in told:
            terminal.write(json.dumps({**_row(place), "explanation": dict(lines)}) + "\n")
        return
    for lines, same in _grouped(told):
        _print(same, lines, everything=everything)


def _grouped(told: Sequence[tuple[Place, tuple[Line, ...]]]) -> list[tuple[tuple[Line, ...], list[Place]]]:
    """Return what is said with the places it is said of, so that the same answer comes once."""
    groups: dict[tuple[str, str, tuple[Line, ...]], list[Place]] = {}
    for place, lines in told:
        groups.setdefault((place.observed, place.edit.replacement if place.edit else "", lines), []).append(place)
    return [(lines, places) for (_, _, lines), places in groups.items()]


def _text(word: str, file: str | None, context: str | None) -> str:
    if file is None:
        return word if context is None else context
    try:
        return options.read_source(file).text
    except TextError as error:
        raise TextError(f"{options.name_of(file)}: {error}") from error


def _places(word: str, analysis: Analysis, judgements: Sequence[Judgement], revision: Revision) -> Iterator[Place]:
    from repair.cli.explanation import Place

    document = analysis.document
    lines, alignment = Lines(document.original), Alignment(document.decodings)
    spans = [alignment.original_span(start, end) for start, end in zip(document.starts, document.ends, strict=True)]
    whole_word = re.compile(rf"(?<!\w){re.escape(word.strip())}(?!\w)", re.IGNORECASE)
    for match in whole_word.finditer(document.original):
        first = bisect.bisect_right(spans, match.start(), key=lambda span: span[1])
        last = max(first + 1, bisect.bisect_left(spans, match.end(), key=lambda span: span[0]))
        line, column = lines.place(match.start())
        edits = (edit for edit in revision.edits if edit.start < match.end() and match.start() < edit.end)
        edit = next(edits, None)
        found = [d for d in analysis.decisions if d.first < last and first < d.last]
        judged = [j for j in judgements if j.decision.first < last and first < j.decision.last]
        judged.sort(key=lambda j: (edit is None or j.candidate.replacement != edit.replacement, -j.reading.confidence))
        yield Place(line, column, match[0], first, min(last, len(document)), tuple(found), tuple(judged), edit)


def _row(place: Place) -> dict[str, Any]:
    return {
        "line": place.line,
        "column": place.column,
        "observed": place.observed,
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


def _print(places: Sequence[Place], lines: Sequence[Line], *, everything: bool) -> None:
    from rich.text import Text

    place, *others = places
    edit = place.edit
    head = f"line {place.line}, column {place.column}"
    if others:
        shown = ", ".join(f"{other.line}:{other.column}" for other in others[:_PLACES])
        head += f", and as well {shown}" + (" …" if len(others) > _PLACES else "")
    head += f": {show.one_line(place.observed)}"
    if edit:
        head += f" → {show.one_line(edit.replacement) or 'nothing'}" + " ?" * (edit.verdict == "review")
    terminal.print_text(Text(head, "bold"))
    if edit and not place.decisions:
        terminal.print_text(Text(f"  {'evidence':<9} {show.one_line(edit.evidence)}"))
    for heading, told in lines:
        terminal.print_text(Text.assemble((f"  {heading:<9} ", "dim"), show.one_line(told)))
    if not everything:
        return
    for decision in place.decisions:
        readings = decision.readings[:_READINGS]
        terminal.console().print(_readings_table(decision, readings))
        if any(reading.scores for reading in readings):
            terminal.console().print(_scores_table(readings))
            terminal.print_text(Text(_legend(readings), "dim"))


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
    scores = "  Scores add up to log-odds against leaving the words: +0.7 is 2 to 1 for the reading, +2.3 is 10 to 1."
    return "\n".join([scores, *(f"  {name}: {meaning}" for name, meaning in FEATURES.items() if name in names)])


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
    table.add_column("score from", Text("sum"))
    for reading in scored:
        name = reading.candidate.replacement if reading.candidate else ""
        total = Text(f"{sum(reading.scores.values()):+.2f}")
        table.add_column(Text(show.one_line(name)), total, justify="right")
    for name in sorted(weight, key=lambda name: -weight[name]):
        values = (f"{reading.scores[name]:+.2f}" if name in reading.scores else "" for reading in scored)
        table.add_row(Text(name), *map(Text, values))
    return table
