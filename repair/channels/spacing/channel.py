"""The spacing channel: lost spaces (`way.Hounding`, `saidJohn`, `ofthe`) and stray ones (`t he`, `investi- gation`).

A space is a thing of two tokens, so a candidate that puts one in covers both of its neighbours.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from repair.channels.spacing.mark_joints import LOG_ONE_WAY, MarkJoints
from repair.channels.spacing.page_joints import is_before_address
from repair.channels.spacing.segmentation import Segmenter
from repair.channels.spacing.stray_spaces import StraySpaces
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.languages import FUNCTION_WORDS
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.knowledge.unknown_words import UnknownWords
from repair.records import Candidate, Document, Trigger
from repair.text.marks import is_quoted

# A guess (glue of three lower-case words and more is too rare to count): each further space lost costs this much.
LOG_FURTHER_SPACE = math.log(0.3)

# What may hide a joint, in one scan; `propose` then looks closely.  It begins with one set of characters, so that the
# search skips to the next of them: four times as fast as the alternatives side by side.
_JOINT = re.compile(
    r"[A-Z0-9.!?,:;)\]”\"“(\[$€£%-](?:"
    r"(?<=[a-z][A-Z])[A-Za-z]"
    r"|(?<=\d)[^\W\d_]{3}|(?<=[a-z]\d)"
    r"|(?<=[.!?,:;)\]”\"])[\"”’')\]]{0,2}[\"“‘(\[]?[^\W\d_]"
    r"|(?<=\S[“(\[])[A-Z]|(?<=[a-z][$€£])\d|(?<=\d%)[a-z]"
    r"|(?<=[ ][,.!?])(?!\S)"
    r"|(?<=-)\s+[a-z])"
)
_SHORTEST_GLUE, _SHORTEST_TITLE_GLUE = 3, 5  # letters: shorter unknown words with a capital are abbreviations

EXAMPLES: tuple[tuple[str, str], ...] = (
    (
        "The bridge was closed on Monday.Drivers took the ferry.",
        "The bridge was closed on Monday. Drivers took the ferry.",
    ),
    ("“It was a cold night.”But nobody left.", "“It was a cold night.” But nobody left."),
    ('The mayor said."Everything must go," he added.', 'The mayor said. "Everything must go," he added.'),
    ("Nobody there knew what saidAngela Merkel.", "Nobody there knew what said Angela Merkel."),
    ("They spoke alreadyabout it and opened thedoor.", "They spoke already about it and opened the door."),
    ("The soup was hot,salty and cost 10million or$12.", "The soup was hot, salty and cost 10 million or $12."),
    ('"I am happy,"she said, "and you?"', '"I am happy," she said, "and you?"'),
    ("PublishedMarch 3, 2019byAnna Smith4 min read", "Published March 3, 2019 by Anna Smith 4 min read"),
    ("Mary Smithhttps://example.org/mary", "Mary Smith https://example.org/mary"),
    ("SourceThe Post says that MayorAnna Smith left.", "Source The Post says that Mayor Anna Smith left."),
    ("They read t he letter twice.", "They read the letter twice."),
    ("The frag. ments of the ser\nvants, too.", "The fragments of the servants, too."),
    ("A stu dent asked why.", "A student asked why."),
    ("It was con fi rmed today.", "It was confirmed today."),
    ("The investi- gation goes on.", "The investigation goes on."),
    ("A well-\nknown singer came.", "A well-known singer came."),
    ("He s p o k e slowly.", "He spoke slowly."),
    ("They didn t say so.", "They didn't say so."),
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

# Rules that change no word, and letters set apart: the reader sees neither.
BESIDE_MARKS = frozenset(
    {
        "sentence joint",
        "comma joint",
        "number joint",
        "page joint",
        "address joint",
        "stray space",
        "letter spaced",
        "lost apostrophe",
    }
)
_RUN = 4  # words without a space, one of them a function word, that are no word of any kind
LONGEST_GLUE = 2000  # letters without a space


class Channel:
    """Puts lost spaces back and takes stray ones out; see the module."""

    name = "spacing"
    triggers = Trigger.JOINT | Trigger.UNKNOWN | Trigger.NAME | Trigger.SHAPE

    def __init__(self, resources: Resources) -> None:
        """Take the lexicon and the gazetteer of one language."""
        self._lexicon = resources.get(Lexicon.read)
        self._gazetteer = resources.get(Gazetteer.read)
        self._segmenter = resources.get(Segmenter.read)
        self._strays = resources.get(StraySpaces.read)
        self._mark_joints = MarkJoints(self._lexicon, self._gazetteer, self._segmenter)
        self._unknown = UnknownWords(self._lexicon)

    def find_joints(self, document: Document) -> dict[int, bool]:
        """Return, ascending, the tokens where a candidate of a joint rule begins: all but plain segmentation.

        Each with whether its words would change: a space beside a mark leaves them as they are.
        """
        starts = document.starts
        found: set[int] = set()
        for match in _JOINT.finditer(document.text):
            index = bisect_right(starts, match.start()) - 1
            last = bisect_right(starts, match.end() - 1)
            found.update(range(max(0, index - 1), last))
        found.update(index - 1 for index in document.protected if document.texts[index].startswith("http") and index)
        fragments = {word for word in document.vocabulary if word.isalpha() and self._strays.is_fragment(word)}
        if fragments:
            for index, text in enumerate(document.texts):
                if text in fragments:
                    found.update(range(max(0, index - 2), index + 1))
        joints = {index: {c.route for c in self._joints(document, index)} for index in sorted(found)}
        return {index: not routes <= BESIDE_MARKS for index, routes in joints.items() if routes}

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the candidates for the tokens from `index` on."""
        candidates = list(self._joints(document, index))
        if candidates or index in document.protected:
            return candidates
        if trigger & Trigger.UNKNOWN:
            candidates += self._segmentations(document, index)
        elif trigger & Trigger.NAME and document.is_sentence_start(index):
            found = self._segmentations(document, index)  # most are names; but `Hewent` is none
            candidates = [candidate for candidate in found if candidate.forms[0] in FUNCTION_WORDS]
        return candidates

    def _joints(self, document: Document, index: int) -> Iterator[Candidate]:
        if index in document.protected:
            return
        text = document.texts[index]
        if index + 1 < len(document) and index + 1 in document.protected:
            if is_before_address(self._segmenter, document, index):  # which stays protected
                yield _cut(index, (text, ""), "address joint", LOG_ONE_WAY)
        elif index + 1 < len(document):
            if document.ends[index] == document.starts[index + 1]:
                yield from self._mark_joints.find(document, index)
                yield from self._strays.find_hyphen(document, index)
                yield from self._strays.find_misread_apostrophe(document, index)
            else:
                yield from self._strays.find(document, index)
        if len(text) > 3 and not text.islower() and text.isalpha() and text[1:] != text[1:].lower():
            yield from self._inner_capitals(document, index)

    def _inner_capitals(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield the token cut at inner capitals into words and names, unless it is a brand or a name itself."""
        text = document.texts[index]
        if (
            is_quoted(document, index)
            or document.vocabulary[text] > 1
            or self._gazetteer.has_word(text)
            or any(self._lexicon.case_counts(text))
        ):
            return
        if text.endswith("s") and self._gazetteer.has_word(text[:-1]):
            return
        pieces = self._segmenter.cut_at_capitals(text)
        if pieces:
            is_page = self._segmenter.is_page_glue(*pieces[:2])
            route = "page joint" if is_page else "case joint" if pieces[0].islower() else "title joint"
            log_channel = LOG_ONE_WAY + LOG_FURTHER_SPACE * (len(pieces) - 2)
            yield _cut(index, pieces, route, log_channel)

    def _segmentations(self, document: Document, index: int) -> Iterator[Candidate]:
        """Yield the likeliest ways to cut an unknown word into known ones."""
        text = document.texts[index]
        shortest = _SHORTEST_GLUE if text.islower() else _SHORTEST_TITLE_GLUE
        if not shortest <= len(text) <= LONGEST_GLUE or not text.isalpha() or not text[1:].islower():
            return
        if text[0].isupper() and document.vocabulary[text] > 1:
            return
        found = self._segmenter.segment(text)
        if self._unknown.is_derived(text.lower()):
            return  # `capitalisations`
        if found and _RUN <= len(found[0]) < len(text) / 2 and not FUNCTION_WORDS.isdisjoint(map(str.lower, found[0])):
            yield _cut(index, found[0], "run", LOG_ONE_WAY)
            return
        for parts in found:
            log_channel = LOG_FURTHER_SPACE * (len(parts) - 1) - math.log(len(found))
            yield _cut(index, parts, "segmentation", log_channel)


def _cut(index: int, parts: tuple[str, ...], route: str, log_channel: float) -> Candidate:
    """Return the candidate that cuts the token into these words; an empty one stands for what follows."""
    forms = tuple(part.lower() for part in parts if part)
    parts = tuple("I" if part == "i" else part for part in parts)
    return Candidate(index, index + 1, " ".join(parts), forms, "spacing", route, "spacing", log_channel, "lost space")
