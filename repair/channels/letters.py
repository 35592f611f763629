"""Undoes the spinner inside a token: an element for its symbol, a state for its code, a word for its figure.

`they'rhenium` was `they're`, `28thorium` was `28th`, `wear't` was `don't`: the spinner cut at the apostrophe or after
the digits and swapped what was left, a one- or two-letter lemma of the thesaurus.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import Morphology
from repair.knowledge.spinner.costs import read_log_operations
from repair.knowledge.thesaurus import Thesaurus, forms_of
from repair.records import POWERS, Candidate, Document, Trigger

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

LONGEST = 3  # tokens of the name of a symbol: `adenosine monophosphate`, `atomic number 8`
LONGEST_SYMBOL = 2  # letters of a symbol, code or compass point
CLITICS = frozenset({"s", "re", "ve", "ll", "d", "m", "t"})
# What stands before 't; the spinner looks the first part up as a word (don: to put on; won: gained).
NEGATED = frozenset("don won can haven hadn hasn isn wasn aren weren doesn didn couldn shouldn ain".split())
ORDINALS = {"1": "st", "2": "nd", "3": "rd"}
SUFFIXES = frozenset("st nd rd th s k m b g gb mb tb mp mm cm km kg kw mw ft lb px x d p bn".split())
CAPITAL_SUFFIXES = frozenset("k m b".split())  # `4K`, but `1080p`
NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
TENS = "thirty forty fifty sixty seventy eighty ninety hundred".split()
FIGURES = {word: str(n) for n, word in enumerate(NUMBERS)} | {word: str(10 * n) for n, word in enumerate(TENS, 3)}
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_VIRUS = ("influenza", "a", "virus", "subtype", "h", "5", "n", "1")
_JOINED = re.compile(r"([^\W\d_]+)['’]([^\W\d_]{2,})")

EXAMPLES = (
    ("They said they'rhenium late.", "They said they're late."),
    ("The vote is on May 9thorium.", "The vote is on May 9th."),
    ("We wear’t know yet.", "We don’t know yet."),
    ("It was Influenza A virus subtype H5N1 long day.", "It was a long day."),
    ("Her new Pixel four broke.", "Her new Pixel 4 broke."),
    ("It earned $1.5 1000000 that year.", "It earned $1.5 million that year."),
)
GUARDRAILS = (
    "The O'Brien family won't say, and they're late.",
    "https://example.org/thorium/28thorium",
    "#thorium @thorium",
    "The prize is 1000000 dollars.\n3 1000000\n5 1000000 12\n2019 1000000 units",
)

SMALL_NUMBER = 3  # digits before the point of what counts millions
COMMON = 4.5  # zipf of words that stand capitalised only because they begin a sentence


class Channel:
    """Proposes the symbol, suffix or figure for which a spinner wrote a name."""

    name = "letters"
    triggers = Trigger.UNEXPECTED | Trigger.UNKNOWN | Trigger.RARE | Trigger.SHAPE | Trigger.JOINT

    def __init__(self, resources: Resources) -> None:
        """Remember the resources; the thesaurus is loaded at the first proposal."""
        self._resources = resources
        self._lexicon = resources.get(Lexicon.read)
        self._symbols = lru_cache(maxsize=4096)(self._symbols_of)
        self._words = lru_cache(maxsize=1024)(self._words_of)

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the readings of the tokens from `index` on."""
        if index in document.protected:
            return ()
        best: dict[tuple[int, str], Candidate] = {}
        log_operations = self._resources.get(read_log_operations)
        for last, replacement, cost, route in self._readings(document, index):
            cost += log_operations[route]
            observed = document.covered(index, last)
            place = (last, replacement)
            if replacement != observed and (place not in best or best[place].log_channel < cost):
                evidence = f"spinners take “{replacement}” apart and write “{observed}”"
                forms = forms_of(_key(replacement))
                best[place] = Candidate(index, last, replacement, forms, self.name, route, "spin", cost, evidence)
        return list(best.values())

    def _readings(self, document: Document, index: int) -> Iterator[tuple[int, str, float, str]]:
        text = document.texts[index]
        joined = _JOINED.fullmatch(text)
        if joined:
            mark = text[joined.start(2) - 1]
            for symbol, _ in self._symbols(joined[2].lower()):
                if symbol.lower() in CLITICS:
                    yield index + 1, f"{joined[1]}{mark}{symbol.lower()}", 0.0, "clitic"
            return
        if text[0].isdigit():
            yield from self._after_digits(document, index)
            if text in POWERS and _counts_powers(document, index):
                yield index + 1, POWERS[text], 0.0, "figure"
        elif text[0].isalpha():
            yield from self._negation(document, index)
            yield from self._named_symbol(document, index)
            yield from self._figure(document, index)

    def _after_digits(self, document: Document, index: int) -> Iterator[tuple[int, str, float, str]]:
        """Yield `28th` for `28thorium` and `2.0` for `2.Zero`."""
        text = document.texts[index]
        for last, name in _names(document, index + 1, joined=True):
            for symbol, _ in self._symbols(name):
                suffix = symbol.lower()
                if suffix in SUFFIXES:
                    expected = "th" if text[-2:-1] == "1" else ORDINALS.get(text[-1], "th")
                    if suffix in ("st", "nd", "rd", "th") and suffix != expected:
                        continue
                    yield last, text + (symbol if suffix in CAPITAL_SUFFIXES else suffix), 0.0, "suffix"
        last = index + 1
        while last < len(document) and not document.gap(last) and last not in document.protected:
            digit = FIGURES.get(document.forms[last], "")
            if len(digit) == 1 and document.texts[last - 1].isdigit():  # 1,00Zero
                yield last + 1, document.covered(index, last) + digit, 0.0, "figure"
            if document.texts[last] != "," and not document.texts[last].isdigit():
                break
            last += 1
        if index + 2 < len(document) and document.texts[index + 1] == "." and not document.gap(index + 1):
            figure = FIGURES.get(document.forms[index + 2])
            if figure and not document.gap(index + 2) and not document.protected & {index + 1, index + 2}:
                yield index + 3, f"{text}.{figure}", 0.0, "figure"

    def _negation(self, document: Document, index: int) -> Iterator[tuple[int, str, float, str]]:
        """Yield `don't` for `wear't`, and `can't` for `tin can't`."""
        if index + 2 >= len(document) or document.protected & {index + 1, index + 2}:
            return
        first, second, third = document.texts[index : index + 3]
        if second in ("'", "’") and third.lower() == "t" and not document.gap(index + 1) + document.gap(index + 2):
            for stem in self._words(first.lower()):
                if stem in NEGATED:
                    word = _like(first, stem)
                    yield index + 3, f"{word}{second}t", 0.0, "clitic"
        elif first.lower() == "tin" and second.lower() == "ca" and document.forms[index + 2] == "n't":
            yield index + 3, _like(first, "can") + document.texts[index + 2][1:], 0.0, "clitic"

    def _named_symbol(self, document: Document, index: int) -> Iterator[tuple[int, str, float, str]]:
        """Yield the symbol for its name, as the thesaurus writes it."""
        if document.texts[index].lower() == _VIRUS[0] and (
            tuple(text.lower() for text in document.texts[index : index + len(_VIRUS)]) == _VIRUS
        ):
            yield index + len(_VIRUS), self._letter_a(document, index), 0.0, "symbol"
        # In lower case the symbol is a word (`arsenic` for `as`), which the synonym channel proposes.
        if not document.texts[index][0].isupper():
            return
        for last, name in _names(document, index, joined=False):
            if len(name) <= LONGEST_SYMBOL:
                continue
            for symbol, cost in self._symbols(name):
                letter = symbol.upper() if len(symbol) == 1 else symbol
                if letter[0].isupper():
                    yield last, letter, cost, "symbol"

    def _letter_a(self, document: Document, index: int) -> str:
        """Return the article in the case that its place asks for, or the letter of a name (`Serie A`)."""
        last = index + len(_VIRUS)
        after = document.texts[last] if last < len(document) else ""
        is_name = index > 0 and document.texts[index - 1][0].isupper() and not after[:1].islower()
        return "A" if document.is_sentence_start(index) or is_name else "a"

    def _figure(self, document: Document, index: int) -> Iterator[tuple[int, str, float, str]]:
        """Yield the figure for its word, as part of a name or with a stray capital: `Pixel four`, `up to Seven hours`.

        Elsewhere figures and words are style: `runs for about fourteen hours`.
        """
        if not index or document.gap(index) != " " or document.is_sentence_start(index):
            return
        before = document.texts[index - 1]
        after = document.texts[index + 1] if index + 1 < len(document) else ""
        is_part = before[0].isupper() and not (
            document.is_sentence_start(index - 1) and self._lexicon.zipf(before) >= COMMON
        )
        if not is_part and not (document.texts[index].istitle() and before.islower() and after.islower()):
            return
        form = document.forms[index]
        figure = FIGURES.get(form) or ROMAN.get(form)
        if figure:
            yield index + 1, figure, 0.0, "figure"

    def _symbols_of(self, name: str) -> tuple[tuple[str, float], ...]:
        """Return the one- and two-letter mates of a name as written, each with -ln of its mates."""
        thesaurus = self._resources.get(Thesaurus.read)
        lemma = thesaurus.find(name)
        if lemma is None:
            return ()
        mates = [mate for mate in thesaurus.mates(lemma) if len(thesaurus.key(mate)) <= LONGEST_SYMBOL]
        return tuple(
            (thesaurus.written(mate), -math.log(max(1, int(thesaurus.fan_outs[mate]))))
            for mate in mates
            if thesaurus.key(mate).isalpha()
        )

    def _words_of(self, observed: str) -> frozenset[str]:
        """Return the words of which a surface form is a mate, in its inflection."""
        thesaurus, morphology = self._resources.get(Thesaurus.read), self._resources.get(Morphology.read)
        found: set[str] = set()
        for analysis in morphology.analyse(observed):
            lemma = thesaurus.find(analysis.lemma)
            for mate in thesaurus.mates(lemma) if lemma is not None else ():
                found.update(morphology.inflect(thesaurus.key(mate), analysis.pos, analysis.feature))
        return frozenset(found)


def _names(document: Document, index: int, *, joined: bool) -> Iterator[tuple[int, str]]:
    """Yield (end, key) of the names of one to three tokens at `index`; the first one joined to its left, if asked."""
    if joined and index < len(document) and document.gap(index):
        return
    for last in range(index + 1, min(index + LONGEST, len(document)) + 1):
        if last - 1 in document.protected or not document.forms[last - 1][0].isalnum():
            return
        yield last, " ".join(text.lower() for text in document.texts[index:last])


def _counts_powers(document: Document, index: int) -> bool:
    """Tell whether a small number stands before the figure and the sentence goes on after it: no column of a table."""
    before = document.texts[index - 1] if index else ""
    if not before[:1].isdigit() or len(before.partition(".")[0]) > SMALL_NUMBER or document.gap(index) != " ":
        return False
    if index + 1 == len(document):
        return False
    return document.gap(index + 1) == (" " if document.texts[index + 1][0].isalpha() else "")


def _like(observed: str, intended: str) -> str:
    """Return the intended word with a capital where the observed one has it."""
    return intended.capitalize() if observed[:1].isupper() else intended


def _key(replacement: str) -> str:
    """Return a replacement as language-model tokens; a figure with its suffix is one."""
    text = replacement.lower().replace("’", "'")
    if text[0].isdigit() or "'" not in text:
        return text
    if text.endswith("n't"):
        return f"{text[:-3]} n't"
    return text.replace("'", " '")
