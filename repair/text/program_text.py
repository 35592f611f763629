"""Which lines of a text are program source or shell: nobody garbled them, and all of it looks garbled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 200
"""Characters of a line that are looked at."""
LEAST_LINES, LEAST_SHARE = 2, 0.5
"""Lines of code in a block between blank lines, and their share of its lines, from which all of it is code."""
WHOLE = ((3, 0.5), (5, 0.22))
"""The same of a whole text by its characters, one or the other: the rest of a source file are comments and strings."""

_WORD = r"[A-Za-z_]\w{0,60}"
_DOTTED = r"[\w.]{1,80}"
_BEGINS = (
    r"#\s?(?:include|define|undef|ifn?def|if|elif|else|endif|pragma|error)\b|#!/",
    rf"(?:from {_DOTTED} )?import (?:[\w.*]{{1,80}};?|[({{\"<].*|\w[\w. ]*,.*|{_DOTTED} as \w+)$",
    rf"(?:async )?def {_WORD}\(|class {_WORD}\s?[(:{{]|@{_WORD}(?:\.{_WORD})*(?:\(|$)",
    r"(?:el)?if [^.]{1,200}:$|else:$|try:$|finally:$|except[^.]{0,80}:$|while [^ ]{1,60}:$",
    r"for \w[\w, ()]{0,60} in [^ ]{1,60}:$",
    (
        r"(?:pub |static |public |private |protected |export |extern |inline |const |unsigned |async )+"
        rf"{_WORD}(?=[^.!?]*[;{{(=]$|.*[({{=])"
    ),
    (
        r"(?:let|var|const|func|fn|function|struct|union|enum|typedef|typename|interface|namespace|package|impl|trait|sub)"
        rf" {_WORD}\s?[^a-z\s]"
    ),
    rf"(?:int|char|void|float|double|long|short|bool|auto|size_t|string) \*{{0,2}}{_WORD}\s?[;=(\[,]",
    r"(?:return|raise|yield|throw|assert)\b[^.]{0,100}(?:[()\[\]{}=]|;$)|(?:return|break|continue|pass);?$",
    rf"{_WORD}(?:[.\[\]'\"\w]|->){{0,80}}\s?(?:[-+*/|&^%:]?=|:=|\+\+|--)(?:\s|;|$)",  # an assignment
    r"[)\]}]{1,6}[;,]?$|[{(\[]$|\}\s?(?:else|catch|finally)\b",
    r"(?:\$|>>>|\.\.\.|%|#) \w",
)
_HOLDS = (
    rf"{_WORD}\((?:[^()]|\([^()]{{0,80}}\)){{0,120}}\)\s?[;:{{]$|[)\]\"'\w]\s?[{{]$|[()\[\]{{}}=]\s?;$",
    r"\s=\s.{0,80}[()\[\]{}\"'<>]",
    r"\s(?:==|!=|&&|\|\||->|=>|\+=|-=|<<|>>|:=)\s|\b\w{1,40}::\w|\bself\.\w",
    rf"\b{_WORD}\.{_WORD}\(|\\$",
)
CODE_LINE = re.compile(rf"\s*(?:{'|'.join(_BEGINS)})|.*(?:{'|'.join(_HOLDS)})")
_SIGNS = frozenset('{}[]()<>=;:"_/\\|&$#@+*')
DENSE, LEAST_DENSE = 0.12, 40
"""Share of signs in a line of at least so many characters, from which it is code: prose has one in fifty."""
SAMPLE = 1000
"""Characters of a line whose signs are counted."""
_PROSE = re.compile(r"(?:\b[a-z]{2,} ){5}")
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|\"\"\"|'''|--|;;)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    is_blank: bool
    is_code: bool
    is_comment: bool
    is_indented: bool


def program_text(text: str) -> list[tuple[int, int]]:
    """Return the stretches (code points, ascending) that are program source: fenced, indented, blocks, or all."""
    lines = list(_lines(text))
    code = [line.end - line.start for line in lines if line.is_code]
    size = sum(line.end - line.start for line in lines)
    if any(len(code) >= least and sum(code) >= share * size for least, share in WHOLE):
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    for block in _blocks(text, lines):
        fenced = _FENCE.match(text, block[0].start) is not None
        lines_of_code = sum(line.is_code for line in block)
        is_indented = all(line.is_indented for line in block)
        told = sum(line.is_code or not line.is_comment for line in block)
        is_code = lines_of_code >= LEAST_LINES and lines_of_code >= LEAST_SHARE * told
        if fenced or is_code or (lines_of_code and is_indented):
            found.append((block[0].start, block[-1].end))
    return found


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start : min(end, start + LONGEST_LINE)].rstrip()
        yield _Line(
            start,
            end,
            not line.strip(),
            (CODE_LINE.match(line) is not None and _PROSE.search(line) is None) or _is_dense(text, start, end),
            _COMMENT.match(line) is not None,
            line.startswith(("    ", "\t")),
        )
        start = end + 1


def _is_dense(text: str, start: int, end: int) -> bool:
    """Tell whether a long line has as many signs as packed scripts, style sheets and data have."""
    sample = text[start : min(end, start + SAMPLE)]
    return len(sample) >= LEAST_DENSE and sum(map(_SIGNS.__contains__, sample)) > DENSE * len(sample)


def _blocks(text: str, lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines between blank ones; a fence and all up to the one that closes it are a block of its own."""
    block: list[_Line] = []
    in_fence = False
    for line in lines:
        is_fence = _FENCE.match(text, line.start) is not None
        if is_fence and not in_fence and block:
            yield block
            block = []
        if not line.is_blank or in_fence:
            block.append(line)
        elif block:
            yield block
            block = []
        if is_fence and in_fence:
            yield block
            block = []
        in_fence ^= is_fence
    if block:
        yield block
