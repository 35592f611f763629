"""What is fuzzed: each target reads bytes and raises nothing; what readers refuse, they refuse in their own words.

A target asserts more than that nothing breaks: what was read can be written and read again, edits can be undone.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from repair import Repairer
from repair.batch.running.state import State
from repair.knowledge.languages import Languages
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.plan import Plan, PlanError
from repair.knowledge.resources import DictionaryError, Resources
from repair.review.journal.lines import JournalError, parse
from repair.text.files.reading import TextError, decode, encode
from repair.user.files import entries_of
from repair.user.words import UserWordsError

SEEDS = Path(__file__).parent / "seeds"
LONGEST = 4_000
"""Bytes of an input: longer ones find little more and take long."""


@cache
def _repairer() -> Repairer:
    return Repairer.load(user_words=False)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="repair-fuzz-"))


def text(data: bytes) -> None:
    """Read, revise and write back a file; undo brings back every byte."""
    try:
        source = decode(data)
    except TextError:
        return
    revision = _repairer().revise(source.text)
    assert revision.original == source.text
    ends = [0, *(edit.end for edit in revision.edits)]
    assert all(end <= edit.start <= edit.end for end, edit in zip(ends, revision.edits, strict=False))
    for edit in revision.applied:
        revision = revision.undo(edit)
    assert encode(revision.text, source) == data


def plan(data: bytes) -> None:
    """Read a plan and write it."""
    try:
        read = Plan.loads(data.decode("utf-8", "replace"))
    except PlanError as error:
        assert "\n" not in str(error)
        return
    assert Plan.loads(read.dumps()).dumps() == read.dumps()


def journal(data: bytes) -> None:
    """Read a journal as it is, and with the checksums of its lines made right, so that its fields are read, too."""
    for journal in (data, b"".join(map(_signed, data.split(b"\n")))):
        try:
            parse(journal)
        except JournalError as error:
            assert "\n" not in str(error)


def _signed(line: bytes) -> bytes:
    body = line[:-1] if b',"sum":"' not in line else line[: line.rindex(b',"sum":"')]
    return body + b',"sum":"%08x"}\n' % zlib.crc32(body)


def state(data: bytes) -> None:
    """Read how far a batch run has come."""
    folder = _folder() / "run"
    folder.mkdir(exist_ok=True)
    run = State(folder)
    try:
        (run.folder / "settings.json").write_bytes(data)
        run.stem(0).with_suffix(".json").write_bytes(data)
        for read in (run.settings, lambda: run.progress(0)):
            try:
                read()
            except TextError as error:
                assert "damaged" in str(error)
    finally:
        run.close()


def words(data: bytes) -> None:
    """Read a user dictionary, in both of its forms."""
    for name in ("words.tsv", ".repair.toml"):
        path = _folder() / name
        path.write_bytes(data)
        try:
            entries_of(path)
        except UserWordsError as error:
            assert str(path) in str(error)


def dictionary(data: bytes) -> None:
    """Read dictionaries whose header is right and whose content is not; the first byte says which kind."""
    folder = _folder() / "en"
    folder.mkdir(exist_ok=True)
    body = data[1:]
    for name, version in (("lexicon.bin", 1), ("languages.bin", 1)):
        (folder / name).write_bytes(body)
        header = f"#repair {name} {version} {hashlib.sha256(body).hexdigest()}\n"
        (folder / f"{name}.header").write_text(header)
    overrides = data[1:] if data[:1] == b"t" else b""
    header = f"#repair overrides.tsv 1 {hashlib.sha256(overrides).hexdigest()}\n".encode()
    (folder / "overrides.tsv").write_bytes(header + overrides)
    for read in (Lexicon.read, Languages.read):
        try:
            Resources("en", _folder()).get(read)
        except DictionaryError as error:
            assert "\n" not in str(error)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (text, plan, journal, state, words, dictionary)
}


def seeds(name: str) -> list[bytes]:
    """Return the seeds of a target, in settled order."""
    return [path.read_bytes() for path in sorted((SEEDS / name).iterdir())]
