"""English inflection both ways: a surface form to (lemma, part of speech, feature), and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from repair.knowledge.thesaurus import Pos

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

Feature = Literal["base", "plural", "third", "past", "participle", "gerund", "comparative", "superlative"]
FEATURES: dict[Pos, tuple[Feature, ...]] = {
    "n": ("base", "plural"),
    "v": ("base", "third", "past", "participle", "gerund"),
    "a": ("base", "comparative", "superlative"),
    "r": ("base", "comparative", "superlative"),
}
NAME = "irregular.tsv"
VERSION = 1

_AUXILIARIES: dict[str, dict[Feature, tuple[str, ...]]] = {
    "be": {
        "base": ("be", "are", "am"),
        "third": ("is",),
        "past": ("was", "were"),
        "participle": ("been",),
        "gerund": ("being",),
    },
    "have": {"base": ("have",), "third": ("has",), "past": ("had",), "participle": ("had",), "gerund": ("having",)},
    "do": {"base": ("do",), "third": ("does",), "past": ("did",), "participle": ("done",), "gerund": ("doing",)},
    "go": {"base": ("go",), "third": ("goes",), "past": ("went",), "participle": ("gone",), "gerund": ("going",)},
    # Modals have no inflection to copy.
    "can": {"base": ("can",), "past": ("could",)},
    "will": {"base": ("will",), "past": ("would",)},
    "may": {"base": ("may",), "past": ("might",)},
}
_VOWELS = frozenset("aeiou")
# One short vowel before one consonant doubles it (stop → stopped); w, x, y never double.
_DOUBLING = re.compile(r"(?:^|[^aeiou])[aeiouy][bcdfgklmnprstvz]$|qu[aeiou][bdgklmnprtvz]$")
# Verbs of several syllables with the stress on the last one, which double too.
_FINAL_STRESS = frozenset(
    "admit allot begin commit compel concur confer control defer deter dispel emit equip excel expel forbid forget "
    "format forgo impel incur infer input occur offset omit outfit outrun overlap patrol permit prefer program "
    "propel rebel recur refer regret remit repel reset submit transfer transmit transship unplug upset".split()
)
# A rule: ending of the form, ending of the lemma.  Tried all, filtered by the caller's lexicon.
_ENDINGS: dict[tuple[Pos, Feature], tuple[tuple[str, str], ...]] = {
    ("n", "plural"): (("ies", "y"), ("es", ""), ("s", ""), ("men", "man"), ("ves", "f"), ("ves", "fe")),
    ("v", "third"): (("ies", "y"), ("es", ""), ("s", "")),
    ("v", "past"): (("ied", "y"), ("ed", ""), ("ed", "e")),
    ("v", "gerund"): (("ying", "ie"), ("ing", ""), ("ing", "e")),
    ("a", "comparative"): (("ier", "y"), ("er", ""), ("er", "e")),
    ("a", "superlative"): (("iest", "y"), ("est", ""), ("est", "e")),
}
# Verbs whose past and participle are the base form; the exception lists leave them out.
_INVARIANT = frozenset(
    "bet bid broadcast burst cast cost cut forecast hit hurt let offset put quit read recast reset rid set shed shut "
    "slit split spread thrust upset wed wet".split()
)
# Verbs whose participle alone is the base form (ran, has run).
_PARTICIPLE_IS_BASE = frozenset("run come become overcome outrun overrun".split())
_PARTICIPLE = re.compile(r"(?:en|[wr]n|u(?:n|ng|nk|m))$")
_ONLY_PARTICIPLE = re.compile(r"(?:en|wn)$")


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to read a surface form; `lemma` is lower case."""

    lemma: str
    pos: Pos
    feature: Feature


class Morphology:
    """Inflects and analyses single words and multi-word lemmas, with the language's irregular forms."""

    def __init__(self, rows: list[tuple[str, Pos, str]]) -> None:
        """Take (form, part of speech, lemma) of every irregular form."""
        self._lemmas: dict[tuple[str, Pos], list[str]] = {}
        self._forms: dict[tuple[str, Pos], list[str]] = {}
        for form, pos, lemma in rows:
            self._lemmas.setdefault((form, pos), []).append(lemma)
            self._forms.setdefault((lemma, pos), []).append(form)
        self.inflect = lru_cache(maxsize=50_000)(self._inflect)
        self.analyse = lru_cache(maxsize=20_000)(self._analyse)

    @classmethod
    def read(cls, resources: Resources) -> Morphology:
        """Load the irregular forms of a language; DictionaryError if they are missing or damaged."""
        rows: list[tuple[str, Pos, str]] = []
        for line in resources.lines(NAME, VERSION):
            form, pos, lemma = line.split("\t")
            rows.append((form, pos, lemma))  # type: ignore[arg-type]
        return cls(rows)

    def _analyse(self, form: str) -> tuple[Analysis, ...]:
        """Return every analysis the rules allow, the base forms first; the lemmas need not be words."""
        found = dict.fromkeys(Analysis(form, pos, "base") for pos in FEATURES)
        found.update(dict.fromkeys(self._listed(form)))
        for (pos, feature), endings in _ENDINGS.items():
            if (form, pos) not in self._lemmas:
                found.update(dict.fromkeys(_regular_analyses(form, pos, feature, endings)))
        return tuple(found)

    def _listed(self, form: str) -> Iterator[Analysis]:
        """Yield the analyses that no rule gives: auxiliaries, unchanged and irregular forms."""
        for auxiliary, features in _AUXILIARIES.items():
            for feature, forms in features.items():
                if form in forms:
                    yield Analysis(auxiliary, "v", feature)
        if form in _INVARIANT:
            yield Analysis(form, "v", "past")
        if form in _INVARIANT or form in _PARTICIPLE_IS_BASE:
            yield Analysis(form, "v", "participle")
        for pos in FEATURES:
            for lemma in self._lemmas.get((form, pos), ()):
                for feature in _feature_of(form, pos):
                    yield Analysis(lemma, pos, feature)

    def analyse_phrase(self, tokens: tuple[str, ...]) -> Iterator[Analysis]:
        """Yield the analyses of a phrase: a verb phrase is inflected at its first word, another at its last."""
        if len(tokens) == 1:
            yield from self.analyse(tokens[0])
            return
        for pos in FEATURES:
            yield Analysis(" ".join(tokens), pos, "base")
        for analysis in self.analyse(tokens[0]):
            if analysis.pos == "v" and analysis.feature != "base":
                yield Analysis(" ".join((analysis.lemma, *tokens[1:])), "v", analysis.feature)
        for analysis in self.analyse(tokens[-1]):
            if analysis.pos == "n" and analysis.feature != "base":
                yield Analysis(" ".join((*tokens[:-1], analysis.lemma)), "n", analysis.feature)

    def _inflect(self, lemma: str, pos: Pos, feature: Feature) -> tuple[str, ...]:
        """Return the forms of a lemma with a feature, the usual one first; the lemma itself for "base"."""
        if pos == "v" and (auxiliary := _AUXILIARIES.get(lemma)):
            return auxiliary.get(feature, ())
        if feature == "base":
            return (lemma,)
        head, gap, rest = (lemma, "", "") if " " not in lemma else lemma.partition(" ")
        if pos == "v":
            return tuple(form + gap + rest for form in self._inflect_word(head, pos, feature))
        if pos == "n":
            before, gap, last = lemma.rpartition(" ")
            return tuple(before + gap + form for form in self._inflect_word(last, pos, feature))
        return () if rest else self._inflect_word(lemma, pos, feature)

    def _inflect_word(self, word: str, pos: Pos, feature: Feature) -> tuple[str, ...]:
        if pos == "v" and word in _AUXILIARIES:
            return _AUXILIARIES[word].get(feature, ())
        if pos == "v" and feature in ("past", "participle"):
            return self._past(word, feature)
        irregular = tuple(x for x in self._forms.get((word, pos), ()) if feature in _feature_of(x, pos))
        if irregular:
            return irregular
        return (_regular(word, feature),) if word.isalpha() else ()

    def _past(self, word: str, feature: Feature) -> tuple[str, ...]:
        """Return past or participle, the likelier form first."""
        if word in _INVARIANT or (feature == "participle" and word in _PARTICIPLE_IS_BASE):
            return (word,)
        forms = [x for x in self._forms.get((word, "v"), ()) if feature in _feature_of(x, "v")]
        if not forms:
            return (_regular(word, feature),) if word.isalpha() else ()
        if all(_ONLY_PARTICIPLE.search(form) for form in forms):
            forms = [_regular(word, feature), *forms] if feature == "past" else forms
        return tuple(sorted(forms, key=lambda x: (feature == "participle") != bool(_PARTICIPLE.search(x))))[:2]


def _feature_of(form: str, pos: Pos) -> tuple[Feature, ...]:
    """Return the features that an irregular form can have, told by its ending."""
    if pos == "n":
        return ("plural",)
    if pos == "v":
        if form.endswith("ing"):
            return ("gerund",)
        return ("third",) if form.endswith("s") else ("past", "participle")
    return ("superlative",) if form.endswith("st") else ("comparative",)


def _regular_analyses(
    form: str, pos: Pos, feature: Feature, endings: tuple[tuple[str, str], ...]
) -> Iterator[Analysis]:
    """Yield the lemmas to which the endings of a feature lead back; a regular past is a participle too."""
    for ending, restored in endings:
        if form.endswith(ending) and len(form) - len(ending) >= 2:
            for lemma in _stems(form[: -len(ending)], restored, feature):
                yield Analysis(lemma, pos, feature)
                if feature == "past":
                    yield Analysis(lemma, pos, "participle")


def _stems(stem: str, restored: str, feature: Feature) -> Iterator[str]:
    """Yield the lemmas that a stem can come from, its doubled consonant undone too."""
    yield stem + restored
    if not restored and feature not in ("plural", "third") and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        yield stem[:-1]


def _regular(word: str, feature: Feature) -> str:
    """Return the regular form of a word."""
    if feature in ("plural", "third"):
        if word.endswith("y") and word[-2:-1] not in _VOWELS and len(word) > 1:
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    ending = {"past": "ed", "participle": "ed", "gerund": "ing", "comparative": "er", "superlative": "est"}[feature]
    if feature == "gerund":
        if word.endswith("ie"):
            return word[:-2] + "ying"
        if word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and len(word) > 2:
            return word[:-1] + "ing"
    elif word.endswith("e"):
        return word + ending[1:]
    elif word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "i" + ending
    return _doubled(word) + ending


def _doubled(word: str) -> str:
    """Return the word with its last consonant doubled where English does."""
    syllables = len(re.findall(r"[aeiouy]+", word))
    if _DOUBLING.search(word) and (syllables == 1 or word in _FINAL_STRESS):
        return word + word[-1]
    return word
