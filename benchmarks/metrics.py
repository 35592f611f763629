"""Figures of merit: word errors before and after, gold spans repaired or made wrong, good words harmed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TypeVar

from rapidfuzz.distance import Levenshtein

from benchmarks.cases import Case, GoldEdit

# Words for error counts: letters and digits with inner apostrophes, or one mark of punctuation.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
# Words for span scores keep inner hyphens and dots as well, so that `U.S.` and `well-known` are one word each.
SPAN_WORD = re.compile(r"https?://\S+|[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]|_")

# Costs of the word alignment: a gap is dearer than keeping a word in place with a look-alike and cheaper than two
# words that share nothing.
GAP = 0.6
LARGEST_TABLE = 250_000  # cells; beyond it words are paired in order, which bounds time and memory

Pair = tuple[int | None, int | None]
Counts = TypeVar("Counts", "WordCounts", "SpanCounts", "ExactCounts")


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Word errors against the intended text; `harmed` counts observed words that were right and are gone."""

    words: int = 0
    before: int = 0
    after: int = 0
    harmed: int = 0


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Gold spans, how many came out right, how many were changed into something else, and words hit outside them."""

    words: int = 0
    gold: int = 0
    repaired: int = 0
    wrong: int = 0
    harmed: int = 0


@dataclass(frozen=True, slots=True)
class ExactCounts:
    """Rows that came out exactly right, and rows right from the start that were touched."""

    rows: int = 0
    exact: int = 0
    negatives: int = 0
    touched: int = 0


def add(left: Counts, right: Counts) -> Counts:
    """Return the sum, field by field."""
    return type(left)(*(getattr(left, field.name) + getattr(right, field.name) for field in fields(left)))


def words_of(text: str) -> list[str]:
    """Return the words and marks of a text, without case and with plain apostrophes."""
    return [word.casefold().replace("’", "'") for word in WORD.findall(text)]


def count_words(case: Case, output: str) -> WordCounts:
    """Compare observed text and output with the intended text, word by word (Levenshtein)."""
    clean, observed, out = words_of(case.intended[0]), words_of(case.observed), words_of(output)
    if observed == out:
        errors = Levenshtein.distance(observed, clean)
        return WordCounts(len(clean), errors, errors, 0)
    right, kept = _unchanged(observed, clean), _unchanged(observed, out)
    return WordCounts(
        words=len(clean),
        before=Levenshtein.distance(observed, clean),
        after=Levenshtein.distance(out, clean),
        harmed=len(right - kept),
    )


def count_exact(case: Case, output: str) -> ExactCounts:
    """Compare output and intended text as they stand, white space at the ends aside."""
    exact = any(output.strip() == intended.strip() for intended in case.intended)
    return ExactCounts(1, exact, case.is_clean, case.is_clean and output != case.observed)


def _unchanged(source: Sequence[str], target: Sequence[str]) -> set[int]:
    return {
        index
        for block in Levenshtein.opcodes(source, target)
        if block.tag == "equal"
        for index in range(block.src_start, block.src_end)
    }


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def counts(self) -> bool:
        return any(character.isalnum() for character in self.text)


def _span_words(text: str) -> list[_Word]:
    return [
        _Word(match[0].casefold().replace("’", "'").strip("."), match.start(), match.end())
        for match in SPAN_WORD.finditer(text)
    ]


def count_spans(case: Case, output: str) -> SpanCounts:
    """Align output with observed text and judge every gold span by the words that came to stand in its place."""
    edits = case.edits or ()
    source, target = _span_words(case.observed), _span_words(output)
    owner = {
        index: number
        for number, edit in enumerate(edits)
        for index, word in enumerate(source)
        if word.start < edit.end and word.end > edit.start
    }
    became, harmed = _assign(source, target, owner, len(edits))
    repaired = wrong = 0
    for number, edit in enumerate(edits):
        inside = [word for index, word in enumerate(source) if owner.get(index) == number]
        if inside:
            right, changed = _judge(case.observed, edit, inside, became[number])
            repaired += right
            wrong += changed and not right
    return SpanCounts(sum(word.counts for word in source), len(edits), repaired, wrong, harmed)


def _assign(
    source: Sequence[_Word], target: Sequence[_Word], owner: dict[int, int], spans: int
) -> tuple[list[list[str]], int]:
    """Return the output words that stand for each span, and how many words outside all spans were changed."""
    became: list[list[str]] = [[] for _ in range(spans)]
    pairs = _align([word.text for word in source], [word.text for word in target])
    following = _following_owners(pairs, owner)
    harmed, last = 0, None
    for (index, other), upcoming in zip(pairs, following, strict=True):
        if index is None:
            assert other is not None
            # An inserted word belongs to the span before it, else to the one after it, else it is harm.
            span = last if last is not None else upcoming
            if span is not None:
                became[span].append(target[other].text)
            else:
                harmed += target[other].counts
            continue
        last = owner.get(index)
        if last is not None:
            if other is not None:
                became[last].append(target[other].text)
        elif source[index].counts and (other is None or source[index].text != target[other].text):
            harmed += 1
    return became, harmed


def _following_owners(pairs: Sequence[Pair], owner: dict[int, int]) -> list[int | None]:
    """Return, for each pair, the span of the next observed word to its right."""
    following: list[int | None] = []
    upcoming: int | None = None
    for index, _ in reversed(pairs):
        following.append(upcoming)
        if index is not None:
            upcoming = owner.get(index)
    return following[::-1]


def _judge(observed: str, edit: GoldEdit, inside: Sequence[_Word], got: list[str]) -> tuple[bool, bool]:
    """Tell whether a span came out right, and whether it was changed at all."""
    first, last = inside[0].start, inside[-1].end
    # Words may stick out of the span (`they'rhenium`); what sticks out is part of what is wanted.
    wanted = [
        [word.text for word in _span_words(observed[first : edit.start] + intended + observed[edit.end : last])]
        for intended in edit.intended
    ]
    was = [word.text for word in inside]
    if any(_letters(reading) == _letters(was) for reading in wanted):  # only the spacing differs
        return got in wanted, got != was
    return _letters(got) in map(_letters, wanted), _letters(got) != _letters(was)


def _letters(words: Sequence[str]) -> str:
    return "".join(character for word in words for character in word if character.isalnum())


def _align(source: list[str], target: list[str]) -> list[Pair]:
    """Pair the words of two texts: equal runs first, then look-alikes between them (Needleman and Wunsch 1970)."""
    pairs: list[Pair] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, source, target, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs.extend(zip(range(i1, i2), range(j1, j2), strict=True))
            continue
        for i, j in _align_block(source[i1:i2], target[j1:j2]):
            pairs.append((None if i is None else i1 + i, None if j is None else j1 + j))
    return pairs


def _align_block(source: list[str], target: list[str]) -> list[Pair]:
    rows, columns = len(source), len(target)
    if rows * columns > LARGEST_TABLE:
        in_order: list[Pair] = [(i, i if i < columns else None) for i in range(rows)]
        return in_order + [(None, j) for j in range(rows, columns)]
    cost = [[GAP * (i + j) if not i or not j else 0.0 for j in range(columns + 1)] for i in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            swap = cost[i - 1][j - 1] + _swap_cost(source[i - 1], target[j - 1])
            cost[i][j] = min(swap, cost[i - 1][j] + GAP, cost[i][j - 1] + GAP)
    pairs: list[Pair] = []
    i, j = rows, columns
    while i or j:
        if i and j and abs(cost[i][j] - cost[i - 1][j - 1] - _swap_cost(source[i - 1], target[j - 1])) < 1e-9:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and abs(cost[i][j] - cost[i - 1][j] - GAP) < 1e-9:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


@lru_cache(maxsize=1 << 18)
def _swap_cost(observed: str, other: str) -> float:
    if observed == other:
        return 0.0
    return 1.0 - 0.5 * difflib.SequenceMatcher(None, observed, other, autojunk=False).ratio()
