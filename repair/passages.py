"""Which passages are English of today: sentences in other languages, verse, dialect and old English."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping

from repair.casing import is_accented
from repair.records import Document, Trigger
from repair.tokens import FUNCTION_WORDS

FOREIGN_WORDS, FOREIGN_SHARE = 4, 0.6
"""Shortest sentence, and share of strange words in it, that is taken for another language; bad OCR stays below 0.5."""
SUSPECTED_SHARE = 0.3
"""The same where no word is an English function word and half of all words are strange or another language's own."""
FOREIGN_DOCUMENT, ENGLISH_WORDS = 0.4, 2
"""Share of foreign words from which a document is in another language, and function words of a sentence that is not."""
SLIPS = 0.5
"""Share of the strange words of a sentence that are misspelled English, from which it is English."""
OTHER_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values()) - FUNCTION_WORDS["en"]
ARCHAIC = frozenset(
    "thee thou thy thine ye hath doth hast dost wert wast shalt wilt didst hadst tis twas o'er e'en ne'er nae "
    "arter sich wos wot hisself theirselves yer gie tae oot doon wis wisnae didnae cannae dinnae summat nowt".split()
)
ARCHAIC_WORDS, ARCHAIC_SHARE = 2, 0.02
"""Different words of verse or dialect, and their share of all, from which a text is verse, dialect or old English.

Its good words are rare ones everywhere, as a spinner's are.  None of 293 spun and 4,953 other texts of today counts.
"""
OLD_ENGLISH = "verse, dialect or old English"
_UNKNOWN = (Trigger.UNKNOWN, Trigger.NAME)


def foreign_sentences(document: Document, lookups: Mapping[str, Trigger]) -> list[tuple[int, int]]:
    """Return the sentences in which most words are no English: another language, or past mending.

    `lookups` say of each word as written whether any list has it.
    """
    if not document.protected and not any(lookup in _UNKNOWN for lookup in lookups.values()):
        return []
    texts, forms = document.texts, document.forms
    plain = {text for text, lookup in lookups.items() if lookup not in _UNKNOWN and text.isascii()}
    strange = [index for index, text in enumerate(texts) if text not in plain and text[0].isalpha()]
    found = []
    for first, last in document.sentences:
        odd = bisect_left(strange, last) - bisect_left(strange, first)
        if odd <= SUSPECTED_SHARE * FOREIGN_WORDS:
            continue
        words = [i for i in range(first, last) if texts[i][0].isalpha()]
        if len(words) < FOREIGN_WORDS:  # too few to tell, unless all are strange and some have accents
            if odd < len(words) or not any(is_accented(texts[i]) for i in words):
                continue
        elif odd <= SUSPECTED_SHARE * len(words):
            continue
        if odd > FOREIGN_SHARE * len(words) or (
            2 * (odd + sum(forms[i] in OTHER_FUNCTION_WORDS for i in words)) >= len(words)
            and not _english(document, words)
        ):
            found.append((first, last))
    return found


def foreign_tokens(
    document: Document,
    sentences: Collection[tuple[int, int]],
    lookups: Mapping[str, Trigger],
    is_slip: Callable[[int], bool],
) -> frozenset[int]:
    """Return the tokens in other languages: of `sentences`, but those where most strange words are English slips.

    In a document that is mostly in another language, all its sentences are, but for those with English function words.
    """
    found: set[int] = set()
    for first, last in sentences:
        strange = [i for i in range(first, last) if lookups.get(document.texts[i]) in _UNKNOWN]
        if not strange or sum(map(is_slip, strange)) < SLIPS * len(strange):
            found.update(range(first, last))
    is_short = len(document) < 2 * FOREIGN_WORDS
    if not is_short and (found or document.protected) and foreign_share(document, found) >= FOREIGN_DOCUMENT:
        for first, last in document.sentences:
            if len(_english(document, range(first, last))) < ENGLISH_WORDS:
                found.update(range(first, last))
    return frozenset(found)


def foreign_share(document: Document, foreign: Collection[int]) -> float:
    """Return the share of words that are left alone as another language: `foreign`, and those that `tokens` protects.

    Protected addresses and code have placeholders for forms, so a protected word with a form of its own is of a
    sentence in another language, or of another script.
    """
    if not foreign and not document.protected:
        return 0.0
    words = [index for index, form in enumerate(document.forms) if form[0].isalpha()]
    return sum(index in foreign or index in document.protected for index in words) / max(1, len(words))


def is_archaic(document: Document) -> bool:
    """Tell whether the text is verse, dialect or old English, whose good words look like garbled ones of today."""
    found = [form for form in document.forms if form in ARCHAIC]
    return len(set(found)) >= ARCHAIC_WORDS and len(found) >= ARCHAIC_SHARE * len(document)


def _english(document: Document, indices: Iterable[int]) -> set[str]:
    """Return the English function words there; `i` in lower case is none."""
    forms = {document.forms[i] for i in indices if document.texts[i] != "i"}
    return forms & FUNCTION_WORDS["en"]
