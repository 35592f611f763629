"""The article spinner, inverted: every phrase that a spinner could have turned into an observed phrase, with its cost.

A spinner maps an intended phrase to one of the mates it has over all its synsets, so each phrase of which the observed
one is a mate costs -ln of how many mates *it* has.  Measured on aligned spun text, this is a better cost than a
constant (31 against 29 % of word errors mended).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from repair.lexicon import Lexicon
from repair.morphology import Analysis, Feature, Morphology
from repair.substitutions import Substitutions, read_function_words, read_pairs
from repair.thesaurus import Pos, Thesaurus, forms_of, text_of

if TYPE_CHECKING:
    from repair.resources import Resources

LONGEST = 4  # tokens of an observed phrase: `concern human relationship`, `at that topographic point`
MOST = 60  # readings a phrase; benchmarks/coverage.py shows what fewer would lose

# Costs in nats on top of -ln(mates of the intended lemma).
OTHER_FEATURE = -3.0  # the spinner lost or changed the inflection
AUXILIARY_FEATURE = -1.5  # be, have and do come back in any form
HEAD = -3.0  # a longer lemma for its head
SIMILAR = -2.5
DERIVATION = -4.5
CHAIN = -2.5
PHRASE_CHAIN = -3.5  # word by word inside a phrase: business relationship → concern human relationship
# Two hops reach a quarter of the thesaurus; only common words are worth proposing then.
CHAIN_ZIPF = 4.0
RARE_ZIPF = 2.5  # single words rarer than this are not what news writers meant
WIDEST_HOP = 60  # mates of a middle word beyond which its chains are not followed
AUXILIARIES = frozenset({"be", "have", "do"})
VERB_FORMS: tuple[Feature, ...] = ("third", "past", "participle", "gerund")
OTHER_FORMS: dict[Pos, tuple[Feature, ...]] = {"n": ("plural",), "v": VERB_FORMS, "a": (), "r": ()}
# What one decade of frequency of the intended word is worth when the list must be cut (measured: 0.3 in log10).
DECADE = 0.7


@dataclass(frozen=True, slots=True)
class Inversion:
    """An intended phrase, without its place and case in the text.

    `written` is the phrase as it stands inside a sentence; `score` orders inversions: channel and frequency together.
    """

    written: str
    forms: tuple[str, ...]
    log_channel: float
    route: str
    evidence: str
    score: float


class Spinner:
    """Inverts substitutions of single words and phrases; safe to share between threads."""

    def __init__(
        self, thesaurus: Thesaurus, morphology: Morphology, lexicon: Lexicon, tables: dict[str, Substitutions]
    ) -> None:
        """Take the thesaurus and the tables of known substitutions by route ("pair", "function")."""
        self._thesaurus = thesaurus
        self._morphology = morphology
        self._lexicon = lexicon
        self._tables = tables
        self.inversions = lru_cache(maxsize=8192)(self._inversions)
        self._mates = lru_cache(maxsize=8192)(self._mates_of)

    @classmethod
    def read(cls, resources: Resources) -> Spinner:
        """Load what the spinner needs; DictionaryError if any of it is missing or damaged."""
        tables = {"pair": resources.get(read_pairs), "function": resources.get(read_function_words)}
        get = resources.get
        return cls(get(Thesaurus.read), get(Morphology.read), get(Lexicon.read), tables)

    def _inversions(self, tokens: tuple[str, ...]) -> tuple[Inversion, ...]:
        """Return what the phrase (lower-case tokens, digits kept) can have been, the likeliest first."""
        observed = " ".join(tokens)
        best: dict[str, Inversion] = {}
        for key, written, log_channel, route, evidence in self._routes(observed, tokens):
            if key == observed:
                continue
            known = best.get(key)
            if known is None or known.log_channel < log_channel:
                score = log_channel + DECADE * self._frequency(key)
                best[key] = Inversion(written, forms_of(key), log_channel, route, evidence, score)
        ranked = sorted(best.values(), key=lambda inversion: -inversion.score)
        return tuple(ranked[:MOST])

    def _frequency(self, key: str) -> float:
        """Return the zipf frequency of a key; a phrase counts as its rarest word, and one less for each further."""
        words = key.split(" ")
        return min(self._lexicon.zipf(word) for word in words) - 0.7 * (len(words) - 1)

    def _routes(self, observed: str, tokens: tuple[str, ...]) -> Iterator[tuple[str, str, float, str, str]]:
        for route, table in self._tables.items():
            for row in table[observed]:
                name = "tortured" if row.source == "tortured" else route
                yield row.intended, text_of(row.intended), row.log_channel, name, row.evidence
        for analysis in self._morphology.analyse_phrase(tokens):
            lemma = self._thesaurus.find(analysis.lemma)
            if lemma is not None:
                yield from self._one_hop(lemma, analysis, observed)
                yield from self._chains(lemma, analysis, observed)
                if len(tokens) > 1:
                    yield from self._head(analysis, observed)
        if len(tokens) > 1:
            yield from self._phrase_chains(tokens, observed)

    def _one_hop(self, lemma: int, analysis: Analysis, observed: str) -> Iterator[tuple[str, str, float, str, str]]:
        evidence = f"“{observed}” is a synonym of “{{}}” in another sense"
        for mate, pos, cost in self._mates(lemma, analysis.pos):
            yield from self._inflected(mate, pos, analysis.feature, cost, "mate", evidence)
        evidence = f"“{observed}” is near “{{}}” in meaning"
        for mate, cost in self._similar(lemma, analysis.pos):
            yield from self._inflected(mate, analysis.pos, analysis.feature, cost, "similar", evidence)
        if analysis.feature == "base":
            for other in self._thesaurus.derivations(lemma):
                cost = DERIVATION - math.log(1 + self._thesaurus.fan_out(other))
                key = self._thesaurus.key(other)
                yield key, self._thesaurus.written(other), cost, "derivation", f"“{observed}” is derived from “{key}”"

    def _mates_of(self, lemma: int, pos: Pos) -> tuple[tuple[int, Pos, float], ...]:
        """Return (mate, part of speech, cost) of the lemma's mates that are no rarer than news words."""
        found: dict[int, float] = {}
        for mate, mate_pos, _ in self._thesaurus.mates(lemma):
            if mate_pos == pos and mate not in found:
                found[mate] = -math.log(self._thesaurus.fan_out(mate))
        return tuple((mate, pos, cost) for mate, cost in found.items())

    def _similar(self, lemma: int, pos: Pos) -> Iterator[tuple[int, float]]:
        if pos != "a":
            return
        for synset, sense_pos, _, _ in self._thesaurus.senses(lemma):
            if sense_pos == "a":
                for near in self._thesaurus.similar(synset):
                    for mate in self._thesaurus.members(near):
                        yield mate, SIMILAR - math.log(1 + self._thesaurus.fan_out(mate))

    def _chains(self, lemma: int, analysis: Analysis, observed: str) -> Iterator[tuple[str, str, float, str, str]]:
        """Yield common words two swaps away."""
        evidence = f"“{observed}” is two synonyms away from “{{}}”"
        reached: dict[tuple[int, Pos], float] = {}
        for middle, _, first_cost in self._mates(lemma, analysis.pos):
            if self._thesaurus.fan_out(middle) > WIDEST_HOP:
                continue
            for pos in self._poses(middle, analysis):
                for mate, _, cost in self._mates(middle, pos):
                    total = first_cost + cost + CHAIN
                    if mate != lemma and total > reached.get((mate, pos), -math.inf):
                        reached[mate, pos] = total
        for (mate, pos), total in reached.items():
            if self._frequency(self._thesaurus.key(mate)) >= CHAIN_ZIPF:
                yield from self._inflected(mate, pos, analysis.feature, total, "chain", evidence)

    def _poses(self, lemma: int, analysis: Analysis) -> tuple[Pos, ...]:
        """Return the parts of speech a chain may go on in: any for a base form, since spinners do not tag."""
        if analysis.feature != "base":
            return (analysis.pos,)
        return tuple(dict.fromkeys(pos for _, pos, _, _ in self._thesaurus.senses(lemma)))

    def _inflected(
        self, lemma: int, pos: Pos, feature: Feature, cost: float, route: str, evidence: str
    ) -> Iterator[tuple[str, str, float, str, str]]:
        """Yield a lemma in the observed feature, and the other forms that spinners reduce to it."""
        key = self._thesaurus.key(lemma)
        if feature == "base":
            written = self._thesaurus.written(lemma)
            yield key, written, cost, route, evidence.format(written)
            if route == "chain" and key not in AUXILIARIES:
                return
            extra = AUXILIARY_FEATURE if key in AUXILIARIES else OTHER_FEATURE
            others = OTHER_FORMS[pos] if " " not in key else ()
            for form in (*self._morphology.inflect(key, pos, "base")[1:], *self._forms(key, pos, others)):
                yield form, form, cost + extra, route, evidence.format(form)
            return
        for form in self._morphology.inflect(key, pos, feature)[:2]:
            yield form, text_of(form), cost, route, evidence.format(text_of(form))
        if pos == "v" and key in AUXILIARIES:
            for form in (key, *self._forms(key, pos, VERB_FORMS)):
                yield form, form, cost + AUXILIARY_FEATURE, route, evidence.format(form)

    def _forms(self, key: str, pos: Pos, features: tuple[Feature, ...]) -> Iterator[str]:
        for feature in features:
            yield from self._morphology.inflect(key, pos, feature)

    def _head(self, analysis: Analysis, observed: str) -> Iterator[tuple[str, str, float, str, str]]:
        """Yield the head of a longer lemma: the last word of a noun, the first of a verb."""
        words = analysis.lemma.split(" ")
        heads = {"n": words[-1], "v": words[0]}
        head = heads.get(analysis.pos)
        if head and head.isalpha():
            for form in self._morphology.inflect(head, analysis.pos, analysis.feature)[:1]:
                yield form, form, HEAD, "head", f"“{observed}” is a longer word for “{form}”"

    def _phrase_chains(self, tokens: tuple[str, ...], observed: str) -> Iterator[tuple[str, str, float, str, str]]:
        """Yield what a phrase was when its words were swapped one by one after the phrase itself was."""
        evidence = f"“{observed}” is “{{}}” swapped word by word for “{{}}”"
        for cut in range(1, len(tokens)):
            lefts, rights = self._piece(tokens[:cut]), self._piece(tokens[cut:])
            if len(lefts) * len(rights) < 2:
                continue
            for left, left_cost in lefts.items():
                for right, right_cost in rights.items():
                    middle = f"{left} {right}"
                    if middle == observed or middle not in self._thesaurus.phrases:
                        continue
                    lemma = self._thesaurus.find(middle)
                    for mate, _, _ in self._thesaurus.mates(lemma) if lemma is not None else ():
                        key = self._thesaurus.key(mate)
                        if self._frequency(key) >= CHAIN_ZIPF - 1.0:
                            cost = PHRASE_CHAIN + left_cost + right_cost - math.log(self._thesaurus.fan_out(mate))
                            yield key, self._thesaurus.written(mate), cost, "chain", evidence.format(key, middle)

    def _piece(self, tokens: tuple[str, ...]) -> dict[str, float]:
        """Return what one piece of a phrase can have been, itself included, with its cost."""
        piece = " ".join(tokens)
        found = {piece: 0.0}
        lemma = self._thesaurus.find(piece)
        if lemma is not None:
            for mate, _, _ in self._thesaurus.mates(lemma):
                found.setdefault(self._thesaurus.key(mate), -math.log(self._thesaurus.fan_out(mate)))
        return found
