"""Doubts: what speaks for an unknown word beyond the ranking, as the share of the allowed harm that is left.

Unknown is not wrong: jargon, names in small letters and new words outnumber slips in most kinds of text.  Each share
was chosen on clean and misspelled even rows so that it holds back several good words for each slip.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from repair.channels.spacing.segmentation import CALENDAR
from repair.decision.feature_table import UNSEEN
from repair.decision.passages import ARCHAIC
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.language_model import LanguageModel
from repair.knowledge.languages import FUNCTION_WORDS, Languages
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.unknown_words import UnknownWords
from repair.records import NO_DOUBT, Candidate, Decision, Document, Doubt, Reading
from repair.text.marks import is_mentioned

UNLIKELY, LOG_UNLIKELY, LOG_UNLIKELY_LETTER = Doubt(0.2, "so large a slip is unlikely"), -9.0, -1.5
"""A slip is unlikely below both of these: ln P(observed | intended), and the same for each letter observed."""
REPEATED, REPEATED_SLIP = (Doubt(share, "the word stands here several times") for share in (0.04, 0.2))
LOG_LIKELY = -8.0
"""An unknown word that stands there twice: slips seldom do; the same of a writer's likely one, and how likely."""
DERIVED, UNLIKELY_DERIVED, WELL_MADE = (
    Doubt(share, "the word may be made of known ones") for share in (0.24, 0.04, 0.002)
)
"""A regular derivation of a known word, or a compound of two (`datamined`), and if a slip is unlikely, too."""
NAME = Doubt(0.06, "it may be a name that no list has")
"""A capitalised word.  In 900,000 words of news 8 of 11 names made wrong lie beyond it, and 6 of 31 misspelled ones."""
ONE_OF_A_KIND, ALONE, LEAST_ALONE = NAME._replace(share=0.5), 0.45, 50
"""The same where it becomes a place, a people, a day: in so large a part of its uses, and so often in 90 million words
of news, that name stands alone.  People share their names, and spell them as they like."""
PART_OF_NAME = NAME._replace(share=0.01)
"""A capitalised word that becomes a common one, or stands after another with which it makes no name: a surname."""
IN_TEXT, COMMON_NAME, NO_EVIDENCE = "names/document name", 4.0, NAME._replace(share=0.0)
"""The rule of a name that the text has elsewhere, and zipf from which that is no evidence: most texts have a George."""
SMALL_NAME, LEAST_COUNT = Doubt(0.2, "with a capital it is a name"), 3
"""A name in small letters, and how often lists must have it with a capital: `degeneres`."""
SHORT, LETTERS = Doubt(0.1, "so short a word can be many things"), 3
"""A word of so few letters, at most, can be a slip of very many."""
ABROAD, LOG_ABROAD = Doubt(0.001, "the words beside it may be of another language"), -4.0
"""A word beside a strange one that is left as it is, and ln of how much likelier the two are English than another
language: `sua sponte`, `hors d'oeuvres`."""
KNOWN, KNOWN_RARE = (Doubt(share, "it is a word") for share in (0.8, 0.05))
RARE_ZIPF, RAREST_ZIPF = 4.5, 2.5
"""A known word, and one rarer than so: writers mistake common words for one another, and seldom rare ones; the second
is for what scanners misread, which is often a rare word."""
QUOTED = Doubt(0.008, "it is quoted")
"""A lone word between quotes: what is named or made fun of."""
SPUN_NAME = Doubt(0.1, "it may be a name")
"""A capitalised word inside a sentence taken for a spun one: *Persia* is not *Iran*."""
OLD_WORD = Doubt(0.0, "it may be a word of verse or dialect")
COMMON_PHRASE, PHRASE_LENGTH = Doubt(0.0, "the phrase is a common one"), 3
"""A phrase of so many words and more, of which news has every three in a row: `twenty-four hours`."""
COMPOUND = Doubt(0.2, "it may be a compound")
"""Two words without a space, none a function word: more words are made so than lose a space (`techspeak`)."""
LIKELY = 0.3
"""Confidence from which a word is taken for mended."""
_OF_SHAPE = frozenset({"spelling", "ocr"})


class Doubts:
    """Weighs what speaks for observed words; holds only shared read-only models."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, languages: Languages, ngrams: LanguageModel) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._languages = languages
        self._ngrams = ngrams
        self._unknown = UnknownWords(lexicon)

    def of(self, document: Document, decisions: Sequence[Decision]) -> dict[int, Doubt]:
        """Return what speaks for the observed words at decisions, by their first tokens.

        What is said of a spun word is meant for one that stands alone.
        """
        found = {}
        likely = (d for d in decisions if _best(d).confidence >= LIKELY and not _is_foreign(_best(d)))
        mended = {token for decision in likely for token in range(decision.first, decision.last)}
        for decision in decisions:
            best = _best(decision).candidate
            if best is None or best.rule in UNSEEN:
                continue
            doubt = NO_DOUBT
            if best.kind in _OF_SHAPE:
                doubt = min(self._of_name(document, best), self._of_word(document, best))
            if (best.kind in _OF_SHAPE or best.channel == "foreign") and self._is_abroad(document, best, mended):
                doubt = min(doubt, ABROAD)
            if best.rule == "spacing/segmentation" and _is_compound(best.forms):
                doubt = min(doubt, COMPOUND)
            if best.kind == "spin" and best.route != "plan":
                doubt = min(doubt, self._of_spun(document, best))
            if doubt.share < 1:
                found[decision.first] = doubt
        return found

    def _of_spun(self, document: Document, candidate: Candidate) -> Doubt:
        """Return what is left for a lone word or phrase taken for a spun one."""
        first, last = candidate.first, candidate.last
        if last == first + 1:
            if document.forms[first] in ARCHAIC:
                return OLD_WORD
            is_name = document.texts[first][0].isupper() and not document.is_sentence_start(first)
            return SPUN_NAME if is_name else NO_DOUBT
        if last - first < PHRASE_LENGTH:
            return NO_DOUBT
        orders = [order for _, order in self._ngrams.sentence(document.forms[first:last])]
        is_common = all(order >= PHRASE_LENGTH for order in orders[PHRASE_LENGTH - 1 : last - first])
        return COMMON_PHRASE if is_common else NO_DOUBT

    def _is_abroad(self, document: Document, candidate: Candidate, mended: Collection[int]) -> bool:
        """Tell whether a word and a strange one beside it, which is left as it is, look like another language."""
        first, texts = candidate.first, document.texts
        if not candidate.is_of_one_token or not _is_plain(document, first):
            return False
        for step in (-1, 1):
            other = first + step
            if 0 <= other < len(document) and texts[other] == ",":
                other += step
            if not 0 <= other < len(document) or other in mended or not _is_plain(document, other):
                continue
            if self._lexicon.known(texts[other]) or self._gazetteer.has_word(texts[other]):
                continue
            if self._languages.log_odds((document.forms[first], document.forms[other])) < LOG_ABROAD:
                return True
        return False

    def _of_name(self, document: Document, candidate: Candidate) -> Doubt:
        """Return what is left for a capitalised word inside a sentence, or one that becomes a name at its start."""
        if not document.texts[candidate.first][0].isupper():
            return NO_DOUBT
        name = candidate.replacement
        lower, title, _, _ = self._lexicon.case_counts(name)
        if document.is_sentence_start(candidate.first) and (lower >= title or not self._gazetteer.has_word(name)):
            return NO_DOUBT
        if name in CALENDAR:
            return ONE_OF_A_KIND
        if candidate.rule == IN_TEXT:
            return NAME if self._lexicon.zipf(name) < COMMON_NAME else NO_EVIDENCE
        times, is_part = self._gazetteer.word_count(name), self._is_part_of_name(document, candidate)
        if times >= LEAST_ALONE and self._gazetteer.count(name) >= ALONE * times:
            return PART_OF_NAME if is_part else ONE_OF_A_KIND
        if candidate.log_channel < LOG_UNLIKELY or is_part or lower >= title:
            return PART_OF_NAME
        return NAME

    def _is_part_of_name(self, document: Document, candidate: Candidate) -> bool:
        """Tell whether a capitalised word stands before, with which the new one makes no name."""
        before = document.texts[candidate.first - 1] if candidate.first else ""
        is_capital = before[:1].isupper() and before.isalpha() and not document.is_sentence_start(candidate.first - 1)
        return is_capital and not self._gazetteer.count(f"{before} {candidate.replacement}")

    def _of_word(self, document: Document, candidate: Candidate) -> Doubt:
        """Return what is left for a word that lists do not have, or that is unlikely to have become this one."""
        if not candidate.is_of_one_token:
            return NO_DOUBT
        text, form = document.texts[candidate.first], document.forms[candidate.first]
        doubts = [NO_DOUBT]
        if candidate.log_channel < min(LOG_UNLIKELY, LOG_UNLIKELY_LETTER * len(text)):
            doubts.append(UNLIKELY)
        if self._lexicon.known(text):
            is_rare = text[0].islower() and self._lexicon.zipf(text) < (
                RAREST_ZIPF if candidate.channel == "ocr" else RARE_ZIPF
            )
            doubts.append(KNOWN_RARE if is_rare and candidate.route != "confusable" else KNOWN)
        elif not self._gazetteer.has_word(text):
            is_name = text.islower() and self._gazetteer.word_count(text.capitalize()) >= LEAST_COUNT
            if document.vocabulary[text] > 1:
                is_likely = candidate.channel != "ocr" and candidate.log_channel > LOG_LIKELY
                doubts.append(REPEATED_SLIP if is_likely else REPEATED)
            if self._unknown.is_derived(form) or self._unknown.is_compound(form):
                is_stripped = form[1:] == candidate.replacement and self._unknown.is_prefixed(form)
                is_likely = candidate.log_channel > LOG_UNLIKELY and not is_stripped
                is_whole = is_stripped or self._unknown.is_compound(form)
                doubts.append(DERIVED if is_likely else WELL_MADE if is_whole else UNLIKELY_DERIVED)
            doubts.append(SHORT if len(text) <= LETTERS else NO_DOUBT)
            doubts.append(SMALL_NAME if is_name else NO_DOUBT)
            doubts.append(QUOTED if is_mentioned(document, candidate.first) else NO_DOUBT)
        return min(doubts)


def _best(decision: Decision) -> Reading:
    """Return the likeliest reading that changes something, else what is left."""
    return next((reading for reading in decision.readings if reading.candidate is not None), decision.readings[0])


def _is_compound(forms: Sequence[str]) -> bool:
    """Tell whether two words may make one: no function word is among them, and the first is no verb in the past."""
    return len(forms) == 2 and FUNCTION_WORDS.isdisjoint(forms) and not forms[0].endswith(("ed", "ly"))


def _is_foreign(reading: Reading) -> bool:
    return reading.candidate is not None and reading.candidate.channel == "foreign"


def _is_plain(document: Document, index: int) -> bool:
    """Tell whether a token is a word in small letters, or one that begins a sentence."""
    text = document.texts[index]
    return text.islower() or (text[0].isupper() and document.is_sentence_start(index))
