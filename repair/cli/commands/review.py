"""`repair review`: what repair is not sure of is answered on a screen, at prompts, or from a journal; `repair undo`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from repair.cli import options, terminal
from repair.text.files.reading import TextError, read_bytes
from repair.text.files.writing import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repair.cli.interview.surroundings import MakeRevise, Review, Revise, Text, Words
    from repair.cli.told import Suggest
    from repair.review.state import State
    from repair.user.words import UserWords

EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  repair review article.txt\n"
    "  repair review --order doubt article.txt\n"
    "  repair review --plain *.txt\n"
    "  printf 'y\\nn\\nq\\n' | repair review --plain article.txt\n"
    "  repair review --replay .article.txt.repair-journal article.txt\n"
    "  repair undo article.txt\n"
)
UNDO_EXAMPLES = "\b\nExamples:\n  repair undo article.txt\n  repair undo --force article.txt\n"

Order = Literal["reading", "doubt", "gain"]


@options.with_settings()
def review(
    *,
    settings: options.Settings,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Texts to review; they are written in place.")],
    plain: Annotated[
        bool, typer.Option("--plain", help="Line prompts and no cursor control, for screen readers and dumb terminals.")
    ] = False,
    order: Annotated[
        Order, typer.Option(help="In which order: as in the text, the least sure first, by what one answer settles.")
    ] = "reading",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Open texts in which nothing was found too, to mend words of your choice.")
    ] = False,
    replay: Annotated[
        Path | None,
        typer.Option(
            metavar="JOURNAL", help="Write the answers of a journal; no terminal is needed.", show_default=False
        ),
    ] = None,
) -> None:
    """Ask what is not sure, and write the answers; each is kept at once, and the next start goes on where this ends.

    Exit code: 0 done, 1 some answers of --replay have no place any more, 2 error.
    """
    from repair.cli.interview.surroundings import Words, read_texts
    from repair.user import files as user_files

    def make(dictionary: UserWords) -> Revise:
        return settings.repairer(user_words=dictionary).revise

    def suggest(text: str, start: int, end: int) -> list[tuple[str, float]]:
        return [(reading.text, reading.confidence) for reading in settings.repairer().alternatives(text, start, end)]

    texts, code = read_texts(files)
    if texts and replay is None and not plain and not terminal.is_interactive():
        raise TextError(
            "a review needs a terminal; without one, --plain reads answers, --replay JOURNAL those of before"
        )
    if texts:
        words = Words(user_files.read_all().entries, is_kept=True) if settings.user_words else Words()
        code = max(
            code,
            _replay(texts, make, words, replay)
            if replay
            else _ask(texts, make, words, plain=plain, order=order, anyway=anyway, suggest=suggest),
        )
    raise typer.Exit(code)


def _replay(texts: Sequence[Text], make: MakeRevise, words: Words, journal: Path) -> int:
    from repair.cli.interview.surroundings import replayed
    from repair.cli.told import plural
    from repair.review.journal.storage import Lock

    with Lock([text.path for text in texts]):
        review, lost = replayed(texts, make, journal, words=words)
        if lost:
            terminal.note(f"{plural(lost, 'answer')} of the journal no longer fit: what is open there stays open")
        return max(review.write(), int(lost > 0))


def _ask(
    texts: Sequence[Text],
    make: MakeRevise,
    words: Words,
    *,
    plain: bool,
    order: Order,
    anyway: bool,
    suggest: Suggest,
) -> int:
    from repair.cli.interview.surroundings import opened

    with opened(texts, make, words=words, program=options.program_version(), order=order) as review:
        if not review.state.inventory.places and not anyway:
            for text in texts:
                terminal.note("nothing to change; --anyway opens it, to mend words of your choice", file=text.file)
            return 0
        review.suggest = suggest
        state = _shown(review, plain=plain or os.environ.get("TERM", "dumb") == "dumb")
        for told in filter(None, (review.learned(), *review.untold)):
            terminal.note(told)
        if state.done:
            return review.write()
        where = f" in {review.journal.path}" if review.journal and review.journal.path.exists() else ""
        terminal.note(f"nothing written; your answers are kept{where}" if state.answers else "nothing written")
        return 0


def _shown(review: Review, *, plain: bool) -> State:
    """Let the reader answer; return the state at the end."""
    if plain:
        from repair.cli.interview import plain as prompts

        return prompts.run(review.state, on_step=review.on_step, opening=review.opening, suggest=review.suggest)
    from repair.cli import screen

    return screen.run(review.state, on_step=review.on_step, opening=review.opening, suggest=review.suggest)


def undo(
    *,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Texts that a review has written.")],
    force: Annotated[
        bool, typer.Option("--force", help="Also where the file was changed since; `undo` then takes that back, too.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Give files back as they were before the last review was written; once more for the review before."""
    code = 0
    for file in files:
        try:
            _undo(Path(file), force=force)
        except Exception as error:
            terminal.error(terminal.reason(error), file=file)
            code = 2
            continue
        if not quiet:
            terminal.note("The file is as it was before the review.", file=file)
    raise typer.Exit(code)


def _undo(path: Path, *, force: bool) -> None:
    from repair.review.journal import originals
    from repair.review.journal.storage import Lock

    if path.is_symlink():
        raise TextError("is a symbolic link; give the file that it points to")
    now = read_bytes(path)
    with Lock([path]):
        original = originals.find(path, now)
        if original is None:
            original = originals.latest(path)
            if original is None:
                raise TextError("no review has written this file, or its old text is no longer kept")
            if original.data == now:
                raise TextError("is as it was before the review already")
            if not force:
                raise TextError("has been changed since the review; --force gives the old text back all the same")
            originals.keep(path, now, original.data)
        write(path, original.data, follow_link=False)
        originals.forget(original)
