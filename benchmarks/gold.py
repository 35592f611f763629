"""What was intended, reading by reading: a garbled document aligned with its clean twin."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from repair.records import Candidate, Document
from repair.text import tokens

Block = tuple[int, int, int, int]
"""Observed tokens [first, last) that the clean text has otherwise, and the range of clean tokens in their place."""


class Gold:
    """The alignment of a garbled document with its clean twin, asked reading by reading.

    Tokens are aligned by their forms (lower case, digits as 0), so that case alone is no garble.  Gold is one
    wording: where the clean text says `big`, `large` counts as wrong.  Where several words in a row differ, a reading
    counts as right if it stands about where its span does in the words of the clean text there.
    """

    def __init__(self, document: Document, clean: str) -> None:
        self.document = document
        self.clean = tokens.read(clean)
        self.observed, self.intended = document.forms, self.clean.forms
        self.exact: dict[int, int] = {}  # token → clean token, where equal
        for op in Levenshtein.opcodes(self.observed, self.intended):
            if op.tag == "equal":
                pairs = zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)
                self.exact.update(pairs)
        self.block: dict[int, Block] = {}
        last_observed = last_clean = -1
        for here, there in [*sorted(self.exact.items()), (len(self.observed), len(self.intended))]:
            block = (last_observed + 1, here, last_clean + 1, there)
            self.block.update(dict.fromkeys(range(last_observed + 1, here), block))
            last_observed, last_clean = here, there

    def kept(self, first: int, last: int) -> bool:
        """Tell whether the clean text has the tokens [first, last) as they stand, one after the other."""
        exact = self.exact
        return all(k in exact for k in range(first, last)) and all(
            exact[k + 1] == exact[k] + 1 for k in range(first, last - 1)
        )

    def kept_spacing(self, first: int, last: int) -> bool:
        """Tell whether the gaps before and after the tokens are as in the clean text (missing spaces are garble)."""
        for k in range(first, min(last + 1, len(self.observed))):
            together = k - 1 in self.exact and k in self.exact and self.exact[k] == self.exact[k - 1] + 1
            if together and bool(self.document.gap(k)) != bool(self.clean.gap(self.exact[k])):
                return False
        return True

    def right(self, candidate: Candidate) -> bool:
        """Tell whether the candidate's reading is what the clean text has there."""
        first, last, forms = candidate.first, candidate.last, candidate.forms
        begin = self.exact.get(first - 1, -1) + 1 if first - 1 in self.exact or first == 0 else None
        end = self.exact.get(last, len(self.intended)) if last in self.exact or last == len(self.observed) else None
        if begin is not None and end is not None:
            return self.intended[begin:end] == forms and self._surface(candidate, begin, end)
        inside = [self.block[k] for k in range(first, last) if k in self.block]
        if not inside or len({block[:2] for block in inside}) > 1:
            return False
        a, b, c, d = inside[0]
        if begin is not None:
            places = [begin]
        elif end is not None:
            places = [end - len(forms)]
        else:
            slack = abs((b - a) - (d - c)) + (last - first - 1)
            places = [p for p in range(c, d - len(forms) + 1) if abs((p - c) - (first - a)) <= slack]
        return any(p >= c and p + len(forms) <= d and self.intended[p : p + len(forms)] == forms for p in places)

    def _surface(self, candidate: Candidate, begin: int, end: int) -> bool:
        """Spacing readings have the same forms as what they replace, or forms glued: compare the text itself."""
        if candidate.kind != "spacing" or begin >= end:
            return True
        return self.clean.covered(begin, end).split() == candidate.replacement.split()
