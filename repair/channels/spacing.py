"""The spacing channel: lost spaces (`way.Hounding`, `saidJohn`, `ofthe`) and stray ones (`t he`, `investi- gation`).

A space is a thing of two tokens, so a candidate that puts one in covers both of its neighbours.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from repair.gazetteer import Gazetteer
from repair.lexicon import Lexicon
from repair.records import Candidate, Document, Trigger
from repair.resources import Resources
from repair.segmentation import Segmenter
from repair.strays import Strays

# A glued pair of tokens has one way to come about: its space was lost.  What is left to 1 is for the other reading
# of a straight quote, which opens or closes; of 60 such quotes in scraped news, counting the quotes before them in
# the paragraph told 54 right.
LOG_ONE_WAY = math.log(0.9)
LOG_OTHER_QUOTE = math.log(0.1)
# In text that lost spaces between lower-case words, about one space in three is lost there: each further space that
# a reading puts back costs this much, and each way to cut the letters shares with the others.
LOG_FURTHER_SPACE = math.log(0.3)
# What may hide a joint, in one scan; `propose` then looks closely.  A match begins at the left neighbour.
_JOINT = re.compile(
    r"[.!?,:;)\]”\"][\"”’')\]]{0,2}[\"“‘(\[]?(?=[^\W\d_])"
    r"|[a-z](?=[A-Z][A-Za-z])"
    r"|[^\W_](?=[“(\[][A-Z])"
    r"|[,:;](?=[“(])"
    r"|\d(?=[^\W\d_]{3})|[a-z](?=\d)"
    r"|(?<=\w)[ ](?=[,.;:!?](?:\s|$))"
    r"|(?<=[^\W\d_])-(?=\s+[a-z])"
    r"|(?<![^\s\"“‘(])[b-hj-zB-HJ-Z](?=[ ][a-z])|(?<=[a-z][ ])[b-hj-z](?![^\s.,;:!?])"
)
_SENTENCE_MARKS = frozenset(".!?")
_CLOSING = frozenset("\"”’')]")
_OPENING = frozenset('"“‘([')
_DOTTED = frozenset("a.m. p.m. u.s. u.k. u.n. d.c. e.u.".split())  # abbreviations that may end a sentence
_TITLES = frozenset("Mr Mrs Ms Dr Prof Sen Rep Gov Gen Lt Col Sgt Capt St Jr Sr Inc Corp Co Ltd".split())
# Beginnings of names that go on with a capital (McDonald, LaGuardia, O'Neill has its apostrophe).
_NAME_BEGINNINGS = frozenset("Mc Mac De Di Du La Le Lo Van Von Fitz San Ben Al El Ab Mau".split())
_COUNTED = frozenset(  # after a number: what counts, not a unit that is written close
    "million billion trillion thousand hundred percent people years year days months weeks hours minutes times".split()
)
_BEFORE_NUMBER = frozenset("in on at of the by from to and since until about over than for nearly was is were".split())
_MOST_PIECES = 5  # of one token with inner capitals
_LONGEST_TOKEN = 2000
_RARE = 500  # times in 90 million words of news

EXAMPLES: tuple[tuple[str, str], ...] = (
    (
        "The bridge was closed on Monday.Drivers took the ferry.",
        "The bridge was closed on Monday. Drivers took the ferry.",
    ),
    ("“It was a cold night.”But nobody left.", "“It was a cold night.” But nobody left."),
    ('The mayor said."Everything must go," he added.', 'The mayor said. "Everything must go," he added.'),
    ("Nobody there knew what saidAngela Merkel.", "Nobody there knew what said Angela Merkel."),
    ("They spoke alreadyabout it.", "They spoke already about it."),
    ("She opened thedoor and left.", "She opened the door and left."),
    ("The soup was hot,salty and thick.", "The soup was hot, salty and thick."),
    ("It cost 10million dollars.", "It cost 10 million dollars."),
    ("They read t he letter twice.", "They read the letter twice."),
    ("A stu dent asked why.", "A student asked why."),
    ("It was con fi rmed today.", "It was confirmed today."),
    ("The investi- gation goes on.", "The investigation goes on."),
    ("A well-\nknown singer came.", "A well-known singer came."),
    ("He s p o k e slowly.", "He spoke slowly."),
    (
        "We waited , then left. She sat, he stood, and we sang, too.",
        "We waited, then left. She sat, he stood, and we sang, too.",
    ),
)
GUARDRAILS: tuple[str, ...] = (
    "Amazon.com, Node.js and e.g. the U.S.A. or a Ph.D. stay.",
    "See https://example.org/a,b.Html or write to a.b@example.org, @JohnSmith or #BlackFriday.",
    "easyJet, YouTube, an iPhone, a MacBook, McDonald and LaGuardia are names.",
    "At 10:30, some 1,200,300 people paid $4.50 for 3D films by J.K.Rowling.",
    "pre- and post-war towns, two- or three-year plans",
    "f(X) and parent(s) are left alone :D",
    "These texts , tokenised as they are , put a space before commas , always .",
)


class Channel:
    """Puts lost spaces back and takes stray ones out; see the module."""

    name = "spacing"
    triggers = Trigger.JOINT | Trigger.UNKNOWN | Trigger.SHAPE

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon and the gazetteer of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self._gazetteer = resources.get(Gazetteer.read)
        self._segmenter = resources.get(Segmenter.read)
        self._strays = resources.get(Strays.read)

    def find_joints(self, document: Document) -> list[int]:
        """Return, ascending, the tokens where a candidate of a joint rule begins: all but plain segmentation."""
        starts = document.starts
        found: set[int] = set()
        for match in _JOINT.finditer(document.text):
            index = bisect_right(starts, match.start()) - 1
            last = bisect_right(starts, match.end() - 1)
            found.update(range(max(0, index - 1), last))
        fragments = {word for word in document.vocabulary if word.isalpha() and self._strays.is_fragment(word)}
        if fragments:
            for index, text in enumerate(document.texts):
                if text in fragments:
                    found.update(range(max(0, index - 2), index + 1))
        return sorted(index for index in found if any(True for _ in self._joints(document, index)))

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the candidates for the tokens from `index` on."""
        candidates = list(self._joints(document, index))
        if trigger & Trigger.UNKNOWN and not candidates and index not in document.protected:
            candidates += self._segmentations(document, index)
        return candidates

    def _joints(self, document: Document, index: int) -> Iterator[Candidate]:
        if index in document.protected:
            return
        text = document.texts[index]
        if index + 1 < len(document) and index + 1 not in document.protected:
            if document.ends[index] == document.starts[index + 1]:
                yield from self._glued(document, index)
                yield from self._strays.find_hyphen(document, index)
            else:
                yield from self._strays.find(document, index)
        if len(text) > 3 and not text.islower() and text.isalpha() and text[1:] != text[1:].lower():
            yield from self._inner_capitals(document, index)

    # --- lost spaces -----------------------------------------------------------------------------------------------

    def _glued(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield a space between this token and the next, where a mark asks for one."""
        left, right = document.texts[index], document.texts[index + 1]
        after = document.texts[index + 2] if index + 2 < len(document) and not document.gap(index + 2) else ""
        before = document.texts[index - 1] if index and not document.gap(index) else ""
        if left in _SENTENCE_MARKS and before and self._ends_sentence(document, index):
            opened = right in _OPENING and self._may_begin(after)
            if right == '"' and opened:
                is_open = _quotes_before(document, index + 1) % 2 == 0
                yield _spaced(document, index, "sentence joint", LOG_ONE_WAY if is_open else LOG_OTHER_QUOTE)
            elif opened or self._may_begin(right, after):
                yield _spaced(document, index, "sentence joint", LOG_ONE_WAY)
        elif (
            left in _CLOSING
            and before
            and (before in _SENTENCE_MARKS or before == ",")
            and self._may_begin(right, after)
        ):
            if left == '"':
                is_open = _quotes_before(document, index) % 2 == 0
                yield _spaced(document, index, "sentence joint", LOG_OTHER_QUOTE if is_open else LOG_ONE_WAY)
            elif left != "'" or before != ",":
                yield _spaced(document, index, "sentence joint", LOG_ONE_WAY)
        elif left in ",;:)]”" and before:
            yield from self._after_mark(document, index, before, right, after)
        elif right in "“([" and left[-1].isalnum() and len(left) > 1 and after[:1].isupper() and len(after) > 1:
            if right == "“" or left.islower():
                yield _spaced(document, index, "comma joint", LOG_ONE_WAY)
        elif left.lower() in _DOTTED and self._may_begin(right, after) and len(right) > 2:
            yield _spaced(document, index, "sentence joint", LOG_ONE_WAY)
        elif left[-1].isdigit() or right[0].isdigit():
            if self._is_number_joint(left, right, before, after):
                yield _spaced(document, index, "number joint", LOG_ONE_WAY)

    def _ends_sentence(self, document: Document, index: int) -> bool:
        """Tell whether the mark at `index` may end a sentence: a whole word, a number or a bracket stands before it."""
        before = document.texts[index - 1]
        if index - 1 in document.protected:
            return False
        if before[-1].isalpha():
            return len(before) > 1 and (self._is_word(before) or before in _TITLES or before[1:].islower())
        return before[-1].isdigit() or before in '%)]”’"'

    def _may_begin(self, right: str, after: str = " ") -> bool:
        """Tell whether a word may begin a sentence: capitalised, not an initial or a piece of code."""
        if not right[:1].isupper() or (len(right) == 1 and right not in "AI"):
            return False
        return not after or after[0] not in "(_=.@/\\" or (after == "." and len(right) > 2)

    def _after_mark(self, document: Document, index: int, before: str, right: str, after: str) -> Iterator[Candidate]:
        """Yield a space after a comma, colon, semicolon or closing bracket that stands between two words."""
        left = document.texts[index]
        if right in _OPENING and left in ",;:":
            is_open = right != '"' or _quotes_before(document, index + 1) % 2 == 0
            if is_open and after[:1].isalpha() and before[-1].isalnum() and right != "'":
                yield _spaced(document, index, "comma joint", LOG_ONE_WAY)
        elif not right[0].isalpha() or (len(right) == 1 and right not in "aAI") or index - 1 in document.protected:
            return
        elif left in ")]":
            inner = document.text[max(0, document.starts[index] - 40) : document.starts[index]]
            inner = inner[max(inner.rfind("("), inner.rfind("[")) + 1 :]
            if len(inner) > 2 and (right[0].isupper() or " " in inner) and self._may_begin(right.capitalize(), after):
                yield _spaced(document, index, "comma joint", LOG_ONE_WAY)
        elif left == "”" or (
            before[-1].isalpha() and len(before) > 1 and self._is_word(before) and self._is_word(right)
        ):
            if after[:1] not in ("(", ":", "_", "=") or left == "”":
                yield _spaced(document, index, "comma joint", LOG_ONE_WAY)

    def _is_number_joint(self, left: str, right: str, before: str, after: str) -> bool:
        """Tell whether a number and a word were glued (`10million`, `2019Trump`), and not made so (`3D`, `F16`)."""
        if left[-1].isdigit():
            if before or not right[0].isalpha():
                return False
            if right.lower() in _COUNTED:
                return True
            is_year = len(left) == 4 and left[:2] in ("19", "20")
            return is_year and right[:1].isupper() and len(right) > 2 and self._is_word(right)
        return left in _BEFORE_NUMBER and not before and not after[:1].isalpha()

    def _inner_capitals(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield the token cut at inner capitals into words and names, unless it is a brand or a name itself."""
        text = document.texts[index]
        if len(text) > _LONGEST_TOKEN or document.vocabulary[text] > 1 or self._gazetteer.has_word(text):
            return
        if sum(self._lexicon.case_counts(text)) or text.endswith("s") and self._gazetteer.has_word(text[:-1]):
            return
        pieces = self._cut_at_capitals(text)
        if pieces:
            forms = tuple(piece.lower() for piece in pieces)
            log_channel = LOG_ONE_WAY + LOG_FURTHER_SPACE * (len(pieces) - 2)
            yield _candidate(index, index + 1, " ".join(pieces), forms, "case joint", log_channel)

    def _cut_at_capitals(self, text: str) -> tuple[str, ...]:
        """Return the fewest words and names that `text` is made of, cut before capitals only; none if there are none."""
        borders = [place for place in range(2, len(text) - 1) if text[place].isupper() and text[place - 1].islower()]
        for border in borders[:_MOST_PIECES]:
            left, right = text[:border], text[border:]
            if left in _NAME_BEGINNINGS or not self._begins_glue(left) or not right[1:].strip():
                continue
            if right[1:].islower():
                if self._ends_glue(right):
                    return (*self._words_of(left), right)
            elif self._gazetteer.has_word(right):
                return (*self._words_of(left), right)
            elif rest := self._cut_at_capitals(right):
                return (*self._words_of(left), *rest)
        return ()

    def _words_of(self, left: str) -> tuple[str, ...]:
        if self._is_word(left):
            return (left,)
        return next(iter(self._segmenter.segment(left, limit=1)), (left,))

    def _begins_glue(self, left: str) -> bool:
        """Tell whether the letters before an inner capital are a word by themselves, or glued words."""
        if left.islower() or left[1:].islower():
            if len(left) < 4:
                return self._lexicon.case_counts(left)[0] >= _RARE * 20
            return self._is_word(left) or bool(self._segmenter.segment(left, limit=1))
        return self._gazetteer.has_word(left)

    def _ends_glue(self, right: str) -> bool:
        """Tell whether a capitalised word is a name, or one that often begins sentences."""
        lower, title, _, _ = self._lexicon.case_counts(right)
        if len(right) < 3:
            return lower >= _RARE * 100
        is_name = title > lower or (self._gazetteer.has_word(right) and title * 4 > lower)
        return is_name or self._lexicon.known(right) and self._lexicon.zipf(right) >= 3.5

    def _segmentations(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield the likeliest ways to cut an unknown word into known ones."""
        text = document.texts[index]
        if len(text) < 5 or not text.isalpha() or not (text.islower() or text[1:].islower()):
            return
        if text[0].isupper() and not document.is_sentence_start(index) and document.vocabulary[text] > 1:
            return
        found = self._segmenter.segment(text)
        for parts in found:
            log_channel = LOG_FURTHER_SPACE * (len(parts) - 1) - math.log(len(found))
            forms = tuple(part.lower() for part in parts)
            yield _candidate(index, index + 1, " ".join(parts), forms, "segmentation", log_channel)

    def _is_word(self, text: str) -> bool:
        """Tell whether it is a word or a name."""
        return self._lexicon.known(text) or self._gazetteer.has_word(text)


def _quotes_before(document: Document, index: int) -> int:
    """Return how many straight quotes stand before token `index` in its paragraph."""
    start = document.starts[index]
    return document.text.count('"', document.text.rfind("\n", 0, start) + 1, start)


def _spaced(document: Document, index: int, route: str, log_channel: float) -> Candidate:
    """Return the candidate that puts a space between token `index` and the next."""
    replacement = f"{document.texts[index]} {document.texts[index + 1]}"
    return _candidate(index, index + 2, replacement, document.forms[index : index + 2], route, log_channel)


def _candidate(
    first: int, last: int, replacement: str, forms: tuple[str, ...], route: str, log_channel: float
) -> Candidate:
    return Candidate(first, last, replacement, forms, "spacing", route, "spacing", log_channel, f"lost space: {route}")
