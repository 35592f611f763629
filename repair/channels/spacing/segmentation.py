"""Cuts letters without spaces into words: by word frequency (Viterbi, k best), and at inner capitals."""

from __future__ import annotations

from functools import lru_cache

from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.language_model import LanguageModel
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources

LONGEST_WORD = 20
"""Letters; in news one word in 100,000 is longer."""
LONGEST_RUN = 300
"""Letters; nothing longer is cut, which bounds the cost of hostile text."""
SHORT = 3
"""Up to so many letters a part must be a common word: most short strings are in a lexicon as somebody's acronym."""
LEAST_SHORT_COUNT = 3000
"""Times in 90 million words of news, in lower case, that make a short word common: `its` has it, `dis` has not."""
LEAST_PLAIN_COUNT, LEAST_PLAIN_ZIPF = 300, 4.35
"""The same of a word that is seldom in capitals, if other texts than news have it often: `cat`, `leg`."""
LEAST_COUNT = 1000
"""The same of a longer word in lower case that mostly has a capital, as `university` in the names of some."""
LEAST_ZIPF = 2.5
"""A longer part must be this frequent: once in three million words."""
PART_COST = 0.7
"""Decades charged for each further part, beside its own probability: fewer, longer words are likelier."""
PARTS_CACHED = 100_000
MOST_COST = 5.6
"""Decades a part, on average, above which a cut is less likely than a word that the lexicon lacks."""

LONGEST_CAPITALS = 80
"""Letters; longer tokens are not cut at their capitals."""
MOST_CAPITALS = 4
"""Inner capitals before which a token is cut, at most."""
LEAST_BEFORE_CAPITAL, SHORT_BEFORE_CAPITAL = 10_000, 3
"""Times in 90 million words that a string of so few letters must be a word, to be one before a capital (`ofThe`)."""
LEAST_AFTER_CAPITAL = 50_000
"""The same for one of two letters after it (`saidIt`, `newsIn`)."""
LEAST_LOG_BEGIN = -9.0
"""ln P(word | a sentence begins) of a longer plain word there: `The` and `Officials`, not the `Date` of `endDate`."""
LEAST_ZIPF_AFTER_PROSE = 3.5
"""A longer plain word after a word that begins no identifier."""
PROSE = frozenset("the of and that said with this their his her they we our its than was were".split())
NAME_BEGINNINGS = frozenset("Mc Mac De Di Du La Le Lo Van Von Fitz San Ben Al El Ab Mau".split())
"""What goes on with a capital in names (McDonald, LaGuardia)."""
BEGINNING = frozenset(
    "The This These Those There They When What Why How While Although Because Since After He She It His Her Their We "
    "Our You Your But And As At In On".split()
)
"""What begins a sentence and seldom ends a brand or a name in code, after a word that tells of a page or a person."""
AFTER_NAME = frozenset("The This He She They When But His Her In On At".split())
"""Those that seldom end a brand that begins with a name."""
AFTER_BYLINE = frozenset(
    "Updated Published Posted Advertisement Photo Photos Image Video Comments Share Tweet Email Print Subscribe Follow "
    "Read Related Continue Like".split()
)
"""What pages set after a name, that of a writer or of a place to share."""
SECTIONS = frozenset(
    "Images Getty Reuters Home News Politics Opinion Sports World Business Technology Source Sources Credit Caption "
    "Headline Menu Topics Archive Archives Tags Author Reporter Editor Correspondent Staff Bureau Press".split()
)
"""What news sites call their parts and the people who write them."""
CALENDAR = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday".split()
)
BYLINES = frozenset("By Photo Photos Image Author Credit Reporter Correspondent".split())
"""What stands before the name of who made it."""
TITLES = frozenset(
    "President Senator Governor Mayor Minister Secretary Chancellor Chairman Chairwoman Congressman Congresswoman "
    "Representative Ambassador Judge Justice Attorney General Colonel Captain Sergeant Officer Detective Sheriff "
    "Professor Doctor Reverend Bishop Cardinal Pope Prince Princess Queen King Lord Lady Coach Director".split()
)
"""What stands before the name of a person."""
FURNITURE = frozenset(
    "Sign Subscribe Share Read Click Photo Photos Image Video Watch Follow Advertisement By Updated Published Posted "
    "Story More View Related Get Tweet Email Print Copyright Source Comments Caption Media Loading Show Close Hide "
    "Toggle Enlarge Skip Please Download Register Log Join Donate Updates Newsletter Newsletters".split()
)
"""What web pages set beside the text, and scrapers glue to it."""

Cut = tuple[float, tuple[str, ...]]


class Segmenter:
    """Finds the words in glued letters; read-only, safe to share between threads."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, ngrams: LanguageModel) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._ngrams = ngrams
        self._cost = lru_cache(maxsize=PARTS_CACHED)(self._cost_of)

    @classmethod
    def read(cls, resources: Resources) -> Segmenter:
        """Make one from the dictionaries of `resources`."""
        return cls(resources.get(Lexicon.read), resources.get(Gazetteer.read), resources.get(LanguageModel.read))

    def is_word(self, text: str) -> bool:
        """Tell whether it is a word or a name."""
        return self._lexicon.known(text) or self._gazetteer.has_word(text)

    def is_common(self, short: str) -> bool:
        """Tell whether a word of up to SHORT letters is common in lower case, and not an acronym of somebody's."""
        return self._lexicon.case_counts(short)[0] >= LEAST_SHORT_COUNT

    def _is_plain(self, short: str) -> bool:
        """Tell whether a short word is frequent enough, and no acronym or name."""
        lower, title, upper, _ = self._lexicon.case_counts(short)
        is_lower = lower >= max(LEAST_PLAIN_COUNT, 2 * title, 2 * upper)
        return is_lower and self._lexicon.zipf(short) >= LEAST_PLAIN_ZIPF

    def log_begin(self, word: str) -> float:
        """Return ln P(word | a sentence begins)."""
        return self._ngrams.sentence((word.lower(),))[0][0]

    def segment(self, letters: str, *, limit: int = 3) -> list[tuple[str, ...]]:
        """Return up to `limit` ways to cut `letters` into two or more known words, the likeliest first; case kept.

        The time is proportional to length times `LONGEST_WORD`.  Ways that are less likely than a word unknown to
        the lexicon are left out.
        """
        if not 3 <= len(letters) <= LONGEST_RUN:
            return []
        best: list[list[Cut]] = [[(0.0, ())]]
        for end in range(1, len(letters) + 1):
            cuts: list[Cut] = []
            for start in range(max(0, end - LONGEST_WORD), end):
                if best[start]:
                    part = letters[start:end]
                    cost = self._cost(part) if part != "i" or not start else 0.0  # a lost space after a small `i`
                    if cost:
                        cuts += [(total + cost, (*parts, part)) for total, parts in best[start]]
            cuts.sort(key=lambda cut: cut[0])
            best.append(cuts[: limit + 1])
        return [parts for total, parts in best[-1] if len(parts) > 1 and total - PART_COST < MOST_COST * len(parts)][
            :limit
        ]

    def _cost_of(self, part: str) -> float:
        """Return -log10 P(part) plus `PART_COST`, or 0 if the part is not a word to count on."""
        lexicon = self._lexicon
        if len(part) == 1:
            if part not in ("a", "A", "I", "i"):
                return 0.0
        elif len(part) <= SHORT or part.islower():
            lower, title, _, _ = lexicon.case_counts(part)
            is_name = part.islower() and title > lower < LEAST_COUNT
            if is_name or (len(part) <= SHORT and not self.is_common(part) and not self._is_plain(part)):
                return 0.0
        zipf = lexicon.zipf(part)
        if zipf < LEAST_ZIPF or not lexicon.known(part):
            return 0.0
        return 9.0 - zipf + PART_COST

    def cut_at_capitals(self, text: str, *, most: int = MOST_CAPITALS) -> tuple[str, ...]:
        """Return the words and names that `text` is made of, cut before capitals; nothing if it is not so made.

        The last piece may be a name with a capital of its own (`saidMcCain`).
        """
        if most == 0 or len(text) > LONGEST_CAPITALS:
            return ()
        if text[-1] == "I" and text[:-1].islower() and len(text) > SHORT + 1 and self._lexicon.known(text[:-1]):
            return text[:-1], "I"
        borders = [place for place in range(2, len(text) - 1) if text[place].isupper() and text[place - 1].islower()]
        for border in borders[:MOST_CAPITALS]:
            left, right = text[:border], text[border:]
            words = self._before_capital(left)
            if not words or (left[0].isupper() and not self._is_title_glue(left, right)):
                continue
            if right[1:].islower():
                if self._is_after_capital(right, words[-1]):
                    return (*words, right)
            elif self._gazetteer.has_word(right) and not (right.isupper() and (len(right) < 3 or len(words) > 1)):
                return (*words, right)
            elif rest := self.cut_at_capitals(right, most=most - 1):
                return (*words, *rest)
        return ()

    def _before_capital(self, left: str) -> tuple[str, ...]:
        """Return the words that the letters before an inner capital are; nothing if they are none."""
        if left in NAME_BEGINNINGS:
            return ()
        if len(left) <= SHORT_BEFORE_CAPITAL:
            return (left,) if self._lexicon.case_counts(left)[0] >= LEAST_BEFORE_CAPITAL else ()
        if self.is_word(left):
            return (left,)
        return next(iter(self.segment(left, limit=1)), ()) if left.islower() else ()

    def _is_after_capital(self, right: str, left: str) -> bool:
        """Tell whether a capitalised word is a name, or one that may begin a sentence, after the word `left`."""
        lower, title, _, _ = self._lexicon.case_counts(right)
        if len(right) < SHORT:
            return lower >= LEAST_AFTER_CAPITAL
        if title > lower or (self._gazetteer.has_word(right) and title * 4 > lower):
            return True
        if right in FURNITURE or self.is_page_glue(left, right):
            return True
        if left in PROSE and self._lexicon.zipf(right) >= LEAST_ZIPF_AFTER_PROSE:
            return self._lexicon.known(right)
        return self._lexicon.known(right) and self.log_begin(right) >= LEAST_LOG_BEGIN

    def is_page_glue(self, left: str, right: str) -> bool:
        """Tell whether what a page sets beside its text, or a title, meets what begins something new, or a name."""
        if right in BEGINNING or right in CALENDAR:
            if left in FURNITURE or left in SECTIONS:
                return True
            lower, title, _, _ = self._lexicon.case_counts(left)
            return right in AFTER_NAME and len(left) > SHORT and lower < title and self._gazetteer.has_word(left)
        if right in AFTER_BYLINE:
            return self._gazetteer.has_word(left) and left not in FURNITURE
        is_name = right[1:].islower() and self._gazetteer.has_word(right)
        return is_name and (left in TITLES or (left in BYLINES and not self._lexicon.known(right)))

    def _is_title_glue(self, left: str, right: str) -> bool:
        """Tell whether two capitalised words were glued and are not a brand, as most pairs of plain nouns are."""
        if left in FURNITURE or right in FURNITURE or self.is_page_glue(left, right):
            return True
        lower, title, _, _ = self._lexicon.case_counts(right)
        is_name = right[1:].islower() and self._gazetteer.has_word(right) and title > lower
        return is_name and len(left) > SHORT and len(right) > SHORT
