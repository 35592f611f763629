"""Which passages are English of today: sentences in other languages, verse, dialect and old English."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import numpy as np

from repair.knowledge.languages import FUNCTION_WORDS, Languages
from repair.records import Document, Trigger

ENGLISH_SHARE, STRANGE_SHARE = 0.25, 0.3
"""Share of function words from which, and of strange words up to which, a sentence is English beyond doubt."""
FOREIGN_WORDS, FOREIGN_ODDS = 3, 6.0
"""Fewest words that are no names, and ln of how much likelier another language is, of a sentence in that language.

By letters alone 3 in 100,000 sentences of clean English are beyond, and one in 300 of badly read scans; of sentences of
four words by chance in fourteen other languages one in 100 is not.
"""
LONGEST_TANGLED = 5
FEW_ODDS = 12.0
"""The same of fewer words, of which none may be known."""
FOREIGN_DOCUMENT, ENGLISH_WORDS = 0.4, 2
"""Share of foreign words from which a document is in another language, and function words of a sentence that is not."""
AROUND, LEAST_WORDS, STRANGE_PASSAGE = 30, 25, 0.7
"""Tokens on either side of a place that make its passage, fewest words of it that tell anything, and the share of them
in no list from which nobody can tell what it was: there is nothing left to read by.

Badly scanned English has up to 0.6, words whose inner letters are shuffled 0.6.
"""
LONGEST_STRANGE = 20
"""Letters of a word that counts there; longer ones are words without their spaces."""
ARCHAIC = frozenset(
    "thee thou thy thine ye quoth saith unto verily whither thither hither cometh goeth speaketh maketh giveth "
    "taketh hath doth hast dost wert wast shalt wilt didst hadst tis twas o'er e'en ne'er nae arter sich wos wot "
    "hisself theirselves yer gie tae oot doon wis wisnae didnae cannae dinnae summat nowt dinna canna isna frae "
    "auld bairn bairns whaur gane hame afore awa oor wha sae wi noo mair ane muckle lassie heid hoose mither weel "
    "puir guid gude fae jist efter whit ither anither wasnae isnae hasnae havenae wouldnae yon owt nobbut allus mek "
    "tek whan yow wolde sholde hym hir noght eek swich thilke wyf lyf tyme droghte soote roote ech shew shews "
    "shewed shewn shewing chuse chusing surprize surprized perchance ay methinks forsooth ere yonder hark betwixt "
    "nigh oft prithee gwine sho kilt ow t'owd sithee".split()
)
ARCHAIC_REACH, ARCHAIC_SHARE = 60, 0.5
"""Tokens around two different words of verse or dialect so near each other that are taken for such, and the share of
them from which a text is.

Its good words are rare ones everywhere, as a spinner's are.
"""
OLD_ENGLISH = "verse, dialect or old English"
_UNKNOWN = Trigger.UNKNOWN | Trigger.NAME


def foreign_tokens(document: Document, lookups: Mapping[str, Trigger], languages: Languages) -> frozenset[int]:
    """Return the tokens of the sentences in other languages, by their letters, and of passages of hardly any word.

    `lookups` say of each word as written whether any list has it.  In a document that is mostly in another language,
    all its sentences are, but for those with English function words.
    """
    found: set[int] = set()
    strange = {text for text, lookup in lookups.items() if lookup & _UNKNOWN or not text.isascii()}
    for first, last in document.sentences:
        if _is_foreign(document, range(first, last), strange, languages):
            found.update(range(first, last))
    if found and foreign_share(document, found) >= FOREIGN_DOCUMENT:
        for first, last in document.sentences:
            if len(FUNCTION_WORDS.intersection(document.forms[first:last])) < ENGLISH_WORDS:
                found.update(range(first, last))
    return frozenset(found | _strange_tokens(document, lookups))


def _strange_tokens(document: Document, lookups: Mapping[str, Trigger]) -> set[int]:
    """Return the tokens in passages of which too few words are in any list to tell what the others were."""
    strange = {text for text, lookup in lookups.items() if lookup & _UNKNOWN and len(text) <= LONGEST_STRANGE}
    if sum(document.vocabulary[text] for text in strange) < LEAST_WORDS * STRANGE_PASSAGE:
        return set()
    counted = [(1 < len(text) <= LONGEST_STRANGE and text in lookups, text in strange) for text in document.texts]
    before = np.concatenate([[[0, 0]], np.cumsum(counted, axis=0)])
    places = np.arange(len(document))
    ends, starts = np.minimum(places + AROUND + 1, len(document)), np.maximum(places - AROUND, 0)
    words, unknown = (before[ends] - before[starts]).T
    return set(np.flatnonzero((words >= LEAST_WORDS) & (unknown >= STRANGE_PASSAGE * words)).tolist())


def _is_foreign(document: Document, sentence: Sequence[int], strange: Collection[str], languages: Languages) -> bool:
    texts, forms = document.texts, document.forms
    words = [i for i in sentence if texts[i].isalpha() and i not in document.protected]
    if 2 * sum(len(texts[i]) == 1 for i in words) > len(words):
        return False  # letters set apart
    english = sum(forms[i] in FUNCTION_WORDS for i in words)
    odd = sum(texts[i] in strange for i in words)
    if english >= ENGLISH_SHARE * len(words) and odd <= STRANGE_SHARE * len(words):
        return False
    if len(words) < FOREIGN_WORDS:
        return 0 < len(words) == odd and languages.log_odds(forms[i] for i in words) < -FEW_ODDS
    # Capitals inside a sentence are names, which may be of any language.
    told = [_untangled(forms[i]) for i in words if i == words[0] or texts[i].islower()]
    return len(told) >= FOREIGN_WORDS and languages.log_odds(told) < -FOREIGN_ODDS


def _untangled(form: str) -> str:
    """Return the English function word that a form is with two letters exchanged, or the form: `teh` is English."""
    if 3 <= len(form) <= LONGEST_TANGLED and form not in FUNCTION_WORDS:
        for index, (one, two) in enumerate(pairwise(form)):
            other = form[:index] + two + one + form[index + 2 :]
            if other in FUNCTION_WORDS:
                return other
    return form


def foreign_share(document: Document, foreign: Collection[int]) -> float:
    """Return the share of words that are left alone as another language: `foreign`, and those of another script.

    Protected addresses and code have placeholders for forms, so a protected word with a form of its own is of these.
    """
    if not foreign and not document.protected:
        return 0.0
    words = [index for index, form in enumerate(document.forms) if form[0].isalpha()]
    return sum(index in foreign or index in document.protected for index in words) / max(1, len(words))


def archaic_tokens(document: Document) -> frozenset[int]:
    """Return the tokens in verse, dialect and old English, whose good words look like garbled ones of today."""
    places = [index for index, form in enumerate(document.forms) if form in ARCHAIC]
    found: set[int] = set()
    for one, other in pairwise(places):
        if other - one <= ARCHAIC_REACH and document.forms[one] != document.forms[other]:
            found.update(range(max(0, one - ARCHAIC_REACH), min(len(document), other + ARCHAIC_REACH)))
    return frozenset(found)
