"""How two words differ, as named features: which letters were written for which, where, and between which others.

The speller's log-linear model adds up their weights.  Names are short strings such as `M:i>e` (inside the word *e* was
written for *i*), so that the weights fit into a text file.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein

VOWELS = frozenset("aeiouy")
LONGEST = 3  # letters of one difference, on either side, that is told letter by letter
MOST = 4  # differences counted one by one; more are as bad as four
_SHAPES = {character: "V" if character in VOWELS else "C" for character in "abcdefghijklmnopqrstuvwxyz"}
_BESIDE = {
    first + second
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmik")
    for one, other in pairwise(row)
    for first, second in ((one, other), (other, one))
}

Block = tuple[str, str, int, int]
"""What was intended, what was written for it, and where that begins and ends in the intended word, edges marked."""


def blocks(observed: str, intended: str) -> list[Block]:
    """Return the differences of two words, neighbouring edits as one; `^` and `$` mark the edges."""
    ranges: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.editops(intended, observed):
        tag, place, written = op.tag, op.src_pos, op.dest_pos
        edit = (place, place + int(tag != "insert"), written, written + int(tag != "delete"))
        if ranges and ranges[-1][1] == edit[0] and ranges[-1][3] == edit[2]:
            ranges[-1] = (ranges[-1][0], edit[1], ranges[-1][2], edit[3])
        else:
            ranges.append(edit)
    return [(intended[a:b], observed[c:d], a + 1, b + 1) for a, b, c, d in ranges]


def features(observed: str, intended: str, *, known: bool) -> Iterator[tuple[str, float]]:
    """Yield the features of a lower-case pair; `known` says that what was written is a word itself."""
    edits = OSA.distance(observed, intended)
    found = blocks(observed, intended)
    whole = [
        ("edits", float(edits)),
        ("edits over 2", float(max(0, edits - 2))),
        ("edits a letter", edits / len(intended)),
        (f"blocks {min(len(found), MOST)}", 1.0),
        ("first letter", float(observed[0] != intended[0])),
        ("last letter", float(observed[-1] != intended[-1])),
        ("shorter", float(max(0, len(intended) - len(observed)))),
        ("longer", float(max(0, len(observed) - len(intended)))),
    ]
    marked = f"^{intended}$"
    for block in found:
        whole.extend((name, 1.0) for name in _of_block(block, marked))
    whole.extend((name, 1.0) for name in _of_endings(observed, intended))
    yield from whole
    if known:
        for name, value in whole:
            if name[:2] in ("ed", "fi", "la", "t:", "+:", "-:"):
                yield f"known {name}", value


def _of_block(block: Block, marked: str) -> Iterator[str]:
    meant, written, begin, end = block
    if max(len(meant), len(written)) > LONGEST:
        yield "long block"
        return
    place = "S" if begin == 1 else "E" if end == len(marked) - 1 else "2" if begin == 2 else "M"
    left, right = marked[begin - 1], marked[end]
    step = f"{meant}>{written}"
    kind = _kind(meant, written)
    yield f"t:{kind}"
    yield f"t:{kind}{place}"
    yield f":{step}"
    yield f"{place}:{step}"
    yield f"l:{left}{step}"
    yield f"r:{step}{right}"
    yield f"b:{left}{step}{right}"
    yield f"L:{marked[max(0, begin - 2) : begin]}{step}"
    yield f"R:{step}{marked[end : end + 2]}"
    shape = f"{_shape(meant)}>{_shape(written)}"
    yield f"c:{shape}"
    yield f"C:{_shape(left)}.{shape}.{_shape(right)}"
    if kind == "drop" and meant in (left, right):
        yield "single"
        yield f"single {meant}"
    elif kind == "add" and written in (left, right):
        yield "double"
        yield f"double {written}"
    if (kind == "sub" and meant + written in _BESIDE) or (kind == "add" and _beside(written, left, right)):
        yield f"beside {kind}"


def _of_endings(observed: str, intended: str) -> Iterator[str]:
    """Yield the letters that one word has after the whole of the other, as inflected forms have."""
    rest = len(intended) - len(observed)
    if rest > 0 and intended.startswith(observed):
        yield f"-:{intended[-rest:]}" if rest <= LONGEST else "-:long"
    elif rest < 0 and observed.startswith(intended):
        yield f"+:{observed[rest:]}" if -rest <= LONGEST else "+:long"


def _kind(meant: str, written: str) -> str:
    if not written:
        return "drop" if len(meant) == 1 else f"drop{len(meant)}"
    if not meant:
        return "add" if len(written) == 1 else f"add{len(written)}"
    if len(meant) == len(written) == 1:
        return "sub"
    if len(meant) == 2 and written == meant[::-1]:
        return "swap"
    return f"{len(meant)}{len(written)}"


def _beside(written: str, left: str, right: str) -> bool:
    return written + left in _BESIDE or written + right in _BESIDE


def _shape(letters: str) -> str:
    return "".join([_SHAPES.get(letter, letter) for letter in letters])
