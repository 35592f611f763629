"""What surrounds a review: the files read and locked, the journal, what is learned, and the writing at the end."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from repair.cli import terminal
from repair.cli.told import Suggest, plural
from repair.output.revision import Revision
from repair.review.actions import Action, SetOrder, Undo
from repair.review.agenda import Article, Order
from repair.review.answers import Effect, Learn
from repair.review.history import changed_between
from repair.review.journal import originals
from repair.review.journal.lines import JournalError, Record
from repair.review.journal.resume import dictionary_to_revise_with, resume
from repair.review.journal.storage import Lock, find, read_journal
from repair.review.journal.writing import Journal, open_review
from repair.review.results import edits_of, written
from repair.review.session import step
from repair.review.state import State, Step
from repair.text.files.reading import MAX_BYTES, Source, TextError, decode, encode, encoding_refused, read_bytes
from repair.text.files.writing import write
from repair.user import files as user_files
from repair.user.words import Entry, UserWords, UserWordsError

Revise = Callable[[str], Revision]
MakeRevise = Callable[[UserWords], Revise]
"""Gives what revises texts with a user dictionary."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file under review: as the user named it, its whole path, its bytes and what they say."""

    file: str
    path: Path
    data: bytes
    source: Source

    @property
    def name(self) -> str:
        """The name of its article: the same from run to run."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Words:
    """The user dictionary at the start, the entries that win first; `is_kept` if what is learned goes there."""

    known: tuple[Entry, ...] = ()
    is_kept: bool = False

    def having(self, entries: frozenset[Entry]) -> UserWords:
        """Return a dictionary of just these entries, in the order of this one."""
        ordered = tuple(entry for entry in self.known if entry in entries)
        return UserWords((*sorted(entries.difference(ordered)), *ordered))


class Review:
    """A review that is going on: `on_step` is for the screen or the prompts, `write` for when they are done."""

    def __init__(
        self, texts: Sequence[Text], state: State, *, journal: Journal | None = None, words: Words | None = None
    ) -> None:
        self.texts = texts
        self.state = state
        self.journal = journal
        self._words = words
        self.suggest: Suggest | None = None
        """Gives what a stretch of a text can have been."""
        self.opening = ""
        """What is to be said before the first question."""
        self.untold: list[str] = []
        """What could not be learned or unlearned, for when the screen is gone."""

    def on_step(self, before: State, action: Action, made: Step) -> None:
        """Record a step, then carry out its effects.

        Raises:
            TextError: the file's encoding cannot hold an answer; nothing is recorded.
            JournalError: it cannot be recorded.
        """
        for place, answer in changed_between(before, made.state).items():
            if answer is not None and answer.verb != "keep":
                text = self.texts[made.state.inventory.places[place].article]
                reason = encoding_refused(answer.text, text.source)
                if reason:
                    raise TextError(f"{text.file}: {reason}")
        if self.journal is not None:
            self.journal.record(before, action, made)
        self.state = made.state
        self.carry_out(made.effects)

    def carry_out(self, effects: Sequence[Effect]) -> None:
        """Learn and unlearn for good.  What fails is told at the end: the step is in the journal already."""
        for effect in effects if self._words is not None and self._words.is_kept else ():
            try:
                _carry_out(effect)
            except UserWordsError as error:
                self.untold.append(f"{effect.entry.text}: {error}")

    def learned(self) -> str:
        """Return one line on what was learned since the start; empty if nothing was."""
        if self._words is None:
            return ""
        new = sorted(self.state.entries - frozenset(self._words.known))
        how = f"for good, in {user_files.user_file()}" if self._words.is_kept else "for this review only"
        return f"learned {how}: {', '.join(entry.text for entry in new)}" if new else ""

    def act(self, action: Action) -> None:
        """Take a step that nobody has asked for by a key."""
        self.on_step(self.state, action, step(self.state, action))

    def write(self) -> int:
        """Write each article that has changed; tell what was done; return the exit code, 0 or 2."""
        code = 0
        for number, text in enumerate(self.texts):
            try:
                changed = self._write(number, text)
            except (TextError, JournalError) as error:
                terminal.error(f"{error}; not written, the answers are kept", file=text.file)
                code = 2
                continue
            undo = "; `repair undo` gives the old text back" if changed else ""
            terminal.note(f"{summary(self.state, number, changed=changed)}{undo}", file=text.file)
        return code

    def _write(self, number: int, text: Text) -> bool:
        new = written(self.state, number)
        if new == text.source.text:
            return False
        reason = encoding_refused(new, text.source)
        if reason:
            raise TextError(reason)
        data = encode(new, text.source)
        if read_bytes(text.path) != text.data:
            raise TextError("has been changed by another program since the review began")
        originals.keep(text.path, text.data, data)
        write(text.path, data, follow_link=False)
        return True


def _carry_out(effect: Effect) -> None:
    path = user_files.user_file()
    if isinstance(effect, Learn):
        user_files.add(effect.entry, path)
    elif effect.entry in user_files.entries_of(path):  # `remove` alone would take another pair of the same word
        user_files.remove(effect.entry, path)


def summary(state: State, number: int, *, changed: bool) -> str:
    """Return one line on what a review has done to an article: `4 edits and 3 answers written, 1 kept, 2 open`."""
    counts = dict.fromkeys(("applied", "taken", "own", "kept", "asked"), 0)
    for _, _, stands in edits_of(state, number):
        counts[stands] += 1
    answers = counts["taken"] + counts["own"]
    done = []
    if counts["applied"]:
        done.append(plural(counts["applied"], "edit of repair", "edits of repair"))
    if answers:
        done.append(plural(answers, "answer of yours", "answers of yours"))
    parts = [" and ".join(done) + " written"] if changed and done else ["nothing to write"]
    if counts["kept"]:
        parts.append(
            f"{counts['kept']:,} left as it stands" if counts["kept"] == 1 else f"{counts['kept']:,} left as they stand"
        )
    if counts["asked"]:
        parts.append(f"{plural(counts['asked'], 'place')} still open")
    return ", ".join(parts)


def read_texts(files: Sequence[str]) -> tuple[list[Text], int]:
    """Return the texts of some files, each once, and the exit code: 2 if any cannot be reviewed, which is told."""
    texts: dict[Path, Text] = {}
    code = 0
    for file in files:
        try:
            path = _reviewable(file)
            data = read_bytes(path, max_bytes=MAX_BYTES)
            source = decode(data)
        except TextError as error:
            terminal.error(str(error), file="standard input" if file == "-" else file)
            code = 2
            continue
        if source.notice:
            terminal.note(source.notice, file=file)
        texts.setdefault(path, Text(file, path, data, source))
    return list(texts.values()), code


def _reviewable(file: str) -> Path:
    """Return the whole path of a file that can be written back; TextError if it cannot."""
    if file == "-":
        raise TextError("a review needs a file that it can write")
    path = Path(file)
    if path.is_symlink():
        raise TextError("is a symbolic link; give the file that it points to")
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = stat.S_IFREG  # reading it tells the reason
    if stat.S_ISREG(mode) and path.exists() and not os.access(path, os.W_OK):
        raise TextError("is read-only")
    if not stat.S_ISREG(mode):
        raise TextError("is a folder" if stat.S_ISDIR(mode) else "is no regular file")
    return Path(os.path.realpath(path))


@contextmanager
def opened(texts: Sequence[Text], make: MakeRevise, *, words: Words, program: str, order: Order) -> Iterator[Review]:
    """Give the review of some texts, at the first question that is open; lock the files meanwhile.

    Raises:
        JournalError: another review has one of them, or the journal cannot be read or written.
    """
    paths = [text.path for text in texts]
    with Lock(paths):
        try:
            found = find(paths, [text.name for text in texts])
        except JournalError as error:
            raise JournalError(f"{error}; move it away to start anew") from error
        records = [kept.record for kept in found]
        articles = _articles(texts, make, records, words)
        resumed, journal = open_review(paths, articles, found, known=words.known, program=program)
        try:
            review = Review(texts, resumed.state, journal=journal, words=words)
            review.carry_out(resumed.effects)
            if review.state.done:  # or else leaving without writing would look like done
                review.act(Undo())
            # After a review that was written, what was taken has no place any more, and should not.
            over = resumed.replayed is None and any(originals.is_written(text.path, text.data) for text in texts)
            notice = f"answers of the last review that hold here too: {resumed.restored}" if over else resumed.notice
            if resumed.restored or (resumed.lost and not over):
                review.opening = notice
            review.act(SetOrder(order, restart=True))
            yield review
        finally:
            journal.close()


def replayed(texts: Sequence[Text], make: MakeRevise, journal: Path, *, words: Words) -> tuple[Review, int]:
    """Return the review of some texts with the answers of a journal, and how many of these have no place any more.

    A journal from another machine has other paths: articles that have the same name without folders are the same.

    Raises:
        JournalError: it cannot be read, or says nothing of any of these texts.
    """
    try:
        record = read_journal(journal)
    except JournalError as error:
        raise JournalError(f"{journal}: {error}") from error
    record = _renamed(record, texts)
    articles = _articles(texts, make, [record], words)
    names = {article.name for article in record.articles}
    shas = {article.sha256 for article in record.articles}
    for article, text in zip(articles, texts, strict=True):
        if article.name not in names and article.sha256 not in shas:
            raise JournalError(f"{journal}: has no answers to {text.file}")
    resumed = resume(articles, [record], known=words.known)
    return Review(texts, resumed.state), resumed.lost


def _renamed(record: Record, texts: Sequence[Text]) -> Record:
    """Return a record that names articles by the paths of this machine, where base names leave no doubt."""
    bases: dict[str, list[Text]] = {}
    for text in texts:
        bases.setdefault(text.path.name, []).append(text)
    theirs = [article.name.replace("\\", "/").rpartition("/")[2] for article in record.articles]
    named = {article.name for article in record.articles}
    articles = list(record.articles)
    for index, base in enumerate(theirs):
        ours = bases.get(base, [])
        if len(ours) == 1 and theirs.count(base) == 1 and ours[0].name not in named:
            articles[index] = replace(articles[index], name=ours[0].name)
    return replace(record, articles=tuple(articles))


def _articles(texts: Sequence[Text], make: MakeRevise, records: Sequence[Record], words: Words) -> list[Article]:
    named = [(text.name, text.source.text) for text in texts]
    revise = make(words.having(dictionary_to_revise_with(named, records, frozenset(words.known))))
    return [Article(text.name, revise(text.source.text)) for text in texts]
