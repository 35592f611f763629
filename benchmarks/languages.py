"""Other languages: harm on good texts, and how much of damage made on purpose is mended, language by language.

    python -m benchmarks.language_texts --out TEXTS
    python -m benchmarks.languages --texts TEXTS [--only de fr] [--words 40000] [--list]

Texts are taken in blocks of forty paragraphs: weights were learned from even blocks and from the declaration of human
rights (`dictionaries/build/multilingual.py`), figures come from odd blocks and, 3 words in 100, from the declaration.
Each text has some thousand words, as an article has.

- changed: words of good text that are changed, in 10,000; with --list they are printed, for the manuals have slips
  of their own, and asked: places that a reader is asked about.
- mojibake: paragraphs with letters beyond ASCII, encoded and read in the wrong code page in each way that occurs in the
  language and loses nothing, that come back exactly, in texts of five paragraphs.
- slips: one edit in words of five letters or more, in one word of a hundred; mended, right among the first three asked
  about, made wrong.
- spaces: two words run together, both of the language's 20,000 most frequent, in one place of a hundred.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import wordfreq
from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.options import common_parser
from repair import Repairer
from repair.knowledge.languages import Languages
from repair.knowledge.resources import Resources
from repair.multilingual.facts import LANGUAGES, Facts
from repair.multilingual.undoing.decoding import UTF_8, WESTERN
from repair.output.revision import Revision

SOURCES = ("man", "help", "gnome", "fortunes", "rights")
BLOCK, TEXT_WORDS = 40, 1000
SLIPS, LOST_SPACES = 0.01, 0.01
LEAST_LETTERS, COMMON = 5, 20_000
KEYBOARD = 0.6
"""Share of wrong letters that lie beside the right one on the keyboard; the others are any."""
APART = frozenset(" ,.;:!?\n«»“”„\"'’()")
"""What may stand around a word that is damaged: others are parts of names, addresses, code."""
_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")


@dataclass(frozen=True)
class Damage:
    """What was done to a text: code points of the damaged text, and what stood there."""

    start: int
    end: int
    intended: str


@dataclass
class Figures:
    """What was counted."""

    words: int = 0
    changed: int = 0
    asked: int = 0
    seconds: float = 0.0
    mojibake: int = 0
    mojibake_exact: int = 0
    slips: int = 0
    slips_mended: int = 0
    slips_asked: int = 0
    slips_wrong: int = 0
    spaces: int = 0
    spaces_mended: int = 0
    spaces_asked: int = 0
    spaces_wrong: int = 0
    changes: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, float]:
        """Return the figures of the table."""
        return {
            "changed in 10,000": 10_000 * self.changed / max(1, self.words),
            "asked in 10,000": 10_000 * self.asked / max(1, self.words),
            "mojibake exact": self.mojibake_exact / max(1, self.mojibake),
            "slips mended": self.slips_mended / max(1, self.slips),
            "slips mended or asked": (self.slips_mended + self.slips_asked) / max(1, self.slips),
            "slips made wrong": self.slips_wrong / max(1, self.slips),
            "spaces mended": self.spaces_mended / max(1, self.spaces),
            "spaces mended or asked": (self.spaces_mended + self.spaces_asked) / max(1, self.spaces),
            "words a second": self.words / max(1e-9, self.seconds),
        }


def paragraphs(folder: Path, language: str, source: str, *, odd: bool = True) -> list[str]:
    """Return the paragraphs of a source that are in its language: those of odd blocks, or of even ones."""
    path = folder / f"{language}-{source}.txt"
    if not path.is_file():
        return []
    found = path.read_text(encoding="utf-8").splitlines()
    if source != "rights":
        found = [paragraph for place, paragraph in enumerate(found) if place // BLOCK % 2 == odd]
    letters = Resources().get(Languages.read)

    def is_english(paragraph: str) -> bool:
        words = [word.lower() for word in _WORD.findall(paragraph)]
        return letters.likeliest(words)[0] == "en"

    return [paragraph for paragraph in found if not is_english(paragraph)]


def texts(folder: Path, language: str, *, words: int, odd: bool = True) -> Iterator[str]:
    """Yield texts of some thousand words, so many words of them, as much of each source as there is."""
    sources = [paragraphs(folder, language, source, odd=odd) for source in SOURCES]
    share = words // max(1, sum(map(bool, sources)))
    for found in sources:
        text: list[str] = []
        size = total = 0
        for paragraph in found:
            text.append(paragraph)
            size += len(paragraph.split())
            if size >= TEXT_WORDS:
                yield "\n\n".join(text)
                total, text, size = total + size, [], 0
                if total >= share:
                    break
        if text and total < share:
            yield "\n\n".join(text)


def slip(word: str, facts: Facts, rng: random.Random) -> str:
    """Return a word with one edit: a letter exchanged, left out, put in, or two that changed places."""
    letters = facts.alphabet.replace("ß", "").replace("ς", "")
    for _ in range(20):
        place = rng.randrange(len(word))
        beside = facts.neighbours.get(word[place].lower(), "")
        letter = rng.choice(beside if beside and rng.random() < KEYBOARD else letters)
        if not letter.isalpha():
            continue
        kind = rng.randrange(4)
        if kind == 0:
            made = word[:place] + (facts.upper(letter) if word[place].isupper() else letter) + word[place + 1 :]
        elif kind == 1:
            made = word[:place] + word[place + 1 :]
        elif kind == 2:
            made = word[: place + 1] + letter + word[place + 1 :]
        else:
            one, two = word[place], word[place + 1 : place + 2]
            if one.isupper() and two:
                one, two = one.lower(), facts.upper(two)
            made = word[:place] + two + one + word[place + 2 :]
        if made != word and made.isalpha():
            return made
    return word


Change = tuple[int, int, str, Damage]
"""Code points of a good text, what takes their place, and where in that the damage lies and what stood there."""


def changed(text: str, changes: Iterable[Change]) -> tuple[str, list[Damage]]:
    """Return a text with some places changed, ascending, and where the damage lies in it."""
    pieces: list[str] = []
    made: list[Damage] = []
    done = length = 0
    for start, end, new, damage in changes:
        pieces += [text[done:start], new]
        length += start - done
        made.append(Damage(length + damage.start, length + damage.end, damage.intended))
        length += len(new)
        done = end
    return "".join([*pieces, text[done:]]), made


def exchange(match: re.Match[str], new: str) -> Change:
    """Return the change of a word for another string."""
    return *match.span(), new, Damage(0, len(new), match.group())


def slipped(text: str, facts: Facts, rate: float, rng: random.Random) -> tuple[str, list[Damage]]:
    """Return a text with a slip in some of its words of five letters or more, and where."""

    def slips() -> Iterator[Change]:
        for match in _WORD.finditer(text):
            word = match.group()
            around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            if len(word) < LEAST_LETTERS or rng.random() >= rate or not set(around) <= APART:
                continue
            if (other := slip(word, facts, rng)) != word:
                yield exchange(match, other)

    return changed(text, slips())


def glued(
    text: str, common: frozenset[str], facts: Facts, rng: random.Random, *, rate: float = LOST_SPACES
) -> tuple[str, list[Damage]]:
    """Return a text with some spaces between two common words lost, and where."""
    words = {match.end(): match for match in _WORD.finditer(text)}
    starts = {match.start(): match for match in words.values()}

    def lost() -> Iterator[Change]:
        last = -1
        for space in _SPACE.finditer(text):
            if rng.random() >= rate or space.start() not in words or space.end() not in starts:
                continue
            one, two = words[space.start()], starts[space.end()]
            if one.start() != last and {facts.fold(one.group()), facts.fold(two.group())} <= common:
                yield (
                    one.start(),
                    two.start(),
                    one.group(),
                    Damage(0, two.end() - one.start() - 1, f"{one.group()} {two.group()}"),
                )
                last = two.start()

    return changed(text, lost())


def outcome(revision: Revision, damage: Damage) -> str:
    """Return what became of a damage: mended, asked (right among the first three), wrong, or left."""
    inside = [edit for edit in revision.edits if edit.start < damage.end and damage.start < edit.end]
    applied = [edit for edit in inside if edit.verdict == "apply"]
    for edits, result in ((applied, "mended"), (inside, "asked")):
        for edit in edits:
            readings = [edit.replacement, *(reading for reading, _ in edit.readings[:2])]
            whole = revision.original[damage.start : edit.start], revision.original[edit.end : damage.end]
            made = [whole[0] + reading + whole[1] for reading in (readings[:1] if result == "mended" else readings)]
            if damage.intended in made:
                return result
    return "wrong" if applied else "left"


def ways(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield what a text of a language was encoded in, and what it was read in by mistake."""
    for wrong in dict.fromkeys((*facts.code_pages[:3], *WESTERN[:1])):
        yield UTF_8, wrong
    for right in facts.code_pages[:3]:
        for wrong in dict.fromkeys((facts.code_pages[0], WESTERN[0])):
            if wrong != right:
                yield right, wrong


def misread(text: str, right: str, wrong: str) -> str | None:
    """Return a text as it looks in the wrong code page; None if that loses anything."""
    try:
        made = text.encode(right).decode(f"sloppy-{wrong}" if wrong.startswith("windows") else wrong)
    except UnicodeError:
        return None
    return None if made == text else made


def measure(language: str, folder: Path, *, words: int) -> Figures:
    """Return the figures of one language."""
    facts, figures, rng = LANGUAGES[language], Figures(), random.Random(language)
    repairer = Repairer.load(language, user_words=False)
    repairer.warm_up()
    common = frozenset(wordfreq.top_n_list(facts.wordlist or language, COMMON))
    for text in texts(folder, language, words=words):
        started = time.process_time()
        revision = repairer.revise(text)
        figures.seconds += time.process_time() - started
        figures.words += len(text.split())
        for edit in revision.edits:
            figures.changed += edit.verdict == "apply"
            figures.asked += edit.verdict == "review"
            if edit.verdict == "apply":
                figures.changes.append(f"{edit.original} → {edit.replacement} ({edit.confidence:.2f}, {edit.evidence})")
        for kind, damage in (("slips", slipped(text, facts, SLIPS, rng)), ("spaces", glued(text, common, facts, rng))):
            count(figures, kind, repairer.revise(damage[0]), damage[1])
    count_mojibake(figures, repairer, facts, folder)
    return figures


def count(figures: Figures, kind: str, revision: Revision, damages: Sequence[Damage]) -> None:
    """Count what became of damages."""
    outcomes = Counter(outcome(revision, damage) for damage in damages)
    setattr(figures, kind, getattr(figures, kind) + len(damages))
    for result in ("mended", "asked", "wrong"):
        name = f"{kind}_{result}"
        setattr(figures, name, getattr(figures, name) + outcomes[result])


def count_mojibake(figures: Figures, repairer: Repairer, facts: Facts, folder: Path) -> None:
    """Count the paragraphs that come back exactly."""
    found = [p for source in SOURCES for p in paragraphs(folder, facts.code, source)[:200:8] if not p.isascii()]
    repairer = repairer.with_kinds(["encoding"])
    for right, wrong in ways(facts):
        for start in range(0, len(found), 5):
            made = [(text, misread(text, right, wrong)) for text in found[start : start + 5]]
            kept = [(text, bad) for text, bad in made if bad is not None]
            if not kept:
                continue
            mended = repairer.clean("\n\n".join(bad for _, bad in kept)).split("\n\n")
            figures.mojibake += len(kept)
            figures.mojibake_exact += sum(one == text for one, (text, _) in zip(mended, kept, strict=False))


def main() -> None:
    """Measure, print a table, keep a record."""
    parser = common_parser("languages", __doc__, "--no-record")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=list(LANGUAGES), metavar="CODE")
    parser.add_argument("--words", type=int, default=40_000)
    parser.add_argument("--list", action="store_true", help="print what was changed in good texts")
    arguments = parser.parse_args()
    found: dict[str, Figures] = {}
    table = Table(title="other languages")
    for column in ("", "words", *Figures().shares()):
        table.add_column(column, justify="right")
    for language in arguments.only:
        figures = found[language] = measure(language, arguments.texts, words=arguments.words)
        shares = figures.shares()
        cells = [
            f"{value:,.1f}" if "10,000" in name or "second" in name else f"{value:.1%}"
            for name, value in shares.items()
        ]
        table.add_row(language, f"{figures.words:,}", *cells)
        print(
            language, figures.words, *(f"{name}: {cell};" for name, cell in zip(shares, cells, strict=True)), flush=True
        )
        if arguments.list:
            print(*(f"    {change}" for change in figures.changes), sep="\n", flush=True)
    Console().print(table)
    figures_of: dict[str, Any] = {language: asdict(figures) | figures.shares() for language, figures in found.items()}
    if not arguments.no_record:
        print(record.write("languages", settings={"words": arguments.words}, figures=figures_of))


if __name__ == "__main__":
    main()
