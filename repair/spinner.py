"""The article spinner, inverted: every phrase that a spinner could have turned into an observed phrase, with its cost.

A spinner maps an intended phrase to one of the mates it has over all its synsets, so each phrase of which the observed
one is a mate costs -ln of how many mates *it* has.  Measured on aligned spun text, this is a better cost than a
constant (31 against 29 % of word errors mended).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from repair.lexicon import NO_CASE, Lexicon
from repair.morphology import Analysis, Feature, Morphology, is_spelling_variant
from repair.substitutions import Substitutions, read_function_words, read_pairs
from repair.thesaurus import DERIVATION, POSES, Pos, Thesaurus, forms_of, text_of

if TYPE_CHECKING:
    from repair.resources import Resources

LONGEST = 4  # tokens of an observed phrase: `concern human relationship`, `at that topographic point`
CACHED = 12_000  # phrases kept; most of them have no reading (chosen, not measured)
MOST = 60  # readings a phrase (chosen for speed; what fewer would lose is not measured)

# Costs in nats on top of -ln(mates of the intended lemma): set by judgement, not fitted.
OTHER_FEATURE = -3.0  # the spinner lost or changed the inflection
AUXILIARY_FEATURE = -1.5  # be, have and do come back in any form
HEAD = -3.0  # a longer lemma for its head
CHAIN = -2.5
PHRASE_CHAIN = -3.5  # word by word inside a phrase: business relationship → concern human relationship
RELATION_COSTS = np.array([0.0, -2.5, -4.5])  # mate, similar, derivation
ROUTES = ("mate", "similar", "derivation")
KNOWN = frozenset({"pair", "function", "tortured"})
EVIDENCE = {
    "mate": "“{}” is a synonym of “{}” in some sense",
    "similar": "“{}” is near “{}” in meaning",
    "derivation": "“{}” is derived from “{}”",
    "head": "“{}” is a longer word for “{}”",
    "chain": "“{}” is two synonyms away from “{}”",
    "phrase": "“{}” is “{}”, swapped for a phrase and then word by word",
}
# Two hops reach a quarter of the thesaurus; only common words are worth proposing then (zipf in sixteenths).
COMMONEST = 64
RAREST = 35  # single words below zipf 2.2 are not what news writers meant
WIDEST_HOP = 60  # mates of a middle word beyond which its chains are not followed
AUXILIARIES = frozenset({"be", "have", "do"})
VERB_FORMS: tuple[Feature, ...] = ("base", "third", "past", "participle", "gerund")
OTHER_FORMS: dict[Pos, tuple[Feature, ...]] = {"n": ("plural",), "v": VERB_FORMS[1:], "a": (), "r": ()}
LOWER_SHARE = 0.1  # of its occurrences from which a word may be meant as a common noun: `web`, but not `Amazon`
# What one decade of frequency of the intended word is worth when the list must be cut (measured: 0.3 in log10).
DECADE = 0.7
MOST_CHAINED = 40  # two-hop readings of a lemma
_Route = tuple[str, float, str, str]  # key, log_channel, route, evidence ("" for the usual one of the route)


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
        self.inversions = lru_cache(maxsize=CACHED)(self._inversions)
        self._piece = lru_cache(maxsize=4096)(self._piece_of)
        self._log_fan_outs = np.log(np.maximum(thesaurus.fan_outs, 1))

    @classmethod
    def read(cls, resources: Resources) -> Spinner:
        """Load what the spinner needs; DictionaryError if any of it is missing or damaged."""
        tables = {"pair": resources.get(read_pairs), "function": resources.get(read_function_words)}
        get = resources.get
        return cls(get(Thesaurus.read), get(Morphology.read), get(Lexicon.read), tables)

    def _inversions(self, tokens: tuple[str, ...]) -> tuple[Inversion, ...]:
        """Return what the phrase (lower-case tokens, digits kept) can have been, the likeliest first."""
        observed = " ".join(tokens)
        best: dict[str, tuple[float, float, str, str]] = {}
        for key, log_channel, route, evidence in self._routes(observed, tokens):
            known = best.get(key)
            if key == observed or is_spelling_variant(key, observed):
                continue
            if known is None or known[1] < log_channel:
                worth = known[0] - known[1] if known else DECADE * self._frequency(key)
                if known and known[2] in KNOWN:  # a known habit says more than a relation in the thesaurus
                    route, evidence = known[2:]
                best[key] = (worth + log_channel, log_channel, route, evidence)
        ranked = sorted(best.items(), key=lambda item: -item[1][0])[:MOST]
        return tuple(self._inversion(observed, key, *reading) for key, reading in ranked)

    def _inversion(
        self, observed: str, key: str, score: float, log_channel: float, route: str, evidence: str
    ) -> Inversion:
        written = self._written(key)
        text = evidence or EVIDENCE[route].format(text_of(observed), written)
        return Inversion(written, forms_of(key), log_channel, "chain" if route == "phrase" else route, text, score)

    def _frequency(self, key: str) -> float:
        """Return the zipf frequency of a key; a phrase counts as its rarest word, and 0.7 less for each further."""
        words = key.split(" ")
        return min(self._lexicon.zipf(word) for word in words) - 0.7 * (len(words) - 1)

    def _written(self, key: str) -> str:
        """Return a key in its usual case; WordNet writes `amazon` for the river and `At` for the element."""
        counts = self._lexicon.case_counts(key) if key.isalpha() else NO_CASE
        if counts == NO_CASE:
            lemma = self._thesaurus.find(key)
            return self._thesaurus.written(lemma) if lemma is not None else text_of(key)
        return key if counts[0] >= LOWER_SHARE * sum(counts) else self._lexicon.usual_case(key)

    def _routes(self, observed: str, tokens: tuple[str, ...]) -> Iterator[_Route]:
        for name, table in self._tables.items():
            for row in table[observed]:
                route = "tortured" if row.source == "tortured" else name
                yield row.intended, row.log_channel, route, row.evidence
        done: set[tuple[str, Feature]] = set()
        for analysis in self._morphology.analyse_phrase(tokens):
            if len(tokens) > 1 and not self._thesaurus.is_phrase(analysis.lemma):
                continue
            lemma = self._thesaurus.find(analysis.lemma)
            # A base form stands for every part of speech at once: spinners do not tag.
            place = (analysis.lemma, analysis.feature)
            if lemma is None or place in done:
                continue
            if analysis.feature == "base":
                done.add(place)
            yield from self._one_hop(lemma, analysis)
            yield from self._chains(lemma, analysis)
            if len(tokens) > 1:
                yield from self._head(analysis)
        if len(tokens) > 1:
            yield from self._phrase_chains(tokens, observed)

    def _one_hop(self, lemma: int, analysis: Analysis) -> Iterator[_Route]:
        neighbours, relations = self._thesaurus.related(lemma)
        if analysis.feature != "base":
            inflects = relations % len(POSES) == POSES.index(analysis.pos)
            neighbours, relations = neighbours[inflects], relations[inflects]
        common = self._thesaurus.frequencies[neighbours] >= RAREST
        neighbours, relations = neighbours[common], relations[common]
        costs = (-self._log_fan_outs[neighbours] + RELATION_COSTS[relations // len(POSES)]).tolist()
        for mate, relation, cost in zip(neighbours.tolist(), relations.tolist(), costs, strict=True):
            kind = relation // len(POSES)
            if kind == DERIVATION and analysis.feature != "base":
                continue
            yield from self._inflected(mate, POSES[relation % len(POSES)], analysis.feature, cost, ROUTES[kind])

    def _chains(self, lemma: int, analysis: Analysis) -> Iterator[_Route]:
        """Yield common words two swaps away."""
        thesaurus = self._thesaurus
        middles, relations = thesaurus.related(lemma)
        wanted = relations < len(POSES)
        if analysis.feature != "base":
            wanted &= relations == POSES.index(analysis.pos)
        middles = np.unique(middles[wanted])
        middles = middles[thesaurus.fan_outs[middles] <= WIDEST_HOP]
        if not len(middles):
            return
        slices = [thesaurus.related(middle) for middle in middles.tolist()]
        mates = np.concatenate([mate for mate, _ in slices])
        relations = np.concatenate([relation for _, relation in slices])
        first_costs = np.repeat(-self._log_fan_outs[middles], [len(mate) for mate, _ in slices])
        kept = (relations < len(POSES)) & (mates != lemma) & (thesaurus.frequencies[mates] >= COMMONEST)
        if analysis.feature != "base":
            kept &= relations == POSES.index(analysis.pos)
        mates, relations = mates[kept], relations[kept]
        costs = first_costs[kept] - self._log_fan_outs[mates] + CHAIN
        order = np.argsort(-(costs + DECADE / 16 * thesaurus.frequencies[mates]))
        done: set[tuple[int, int]] = set()
        for place in order.tolist():
            reached = (int(mates[place]), int(relations[place]))
            if reached not in done:
                done.add(reached)
                cost = float(costs[place])
                yield from self._inflected(reached[0], POSES[reached[1]], analysis.feature, cost, "chain")
                if len(done) == MOST_CHAINED:
                    return

    def _inflected(self, lemma: int, pos: Pos, feature: Feature, cost: float, route: str) -> Iterator[_Route]:
        """Yield a lemma in the observed feature, and the other forms that spinners reduce to it."""
        key = self._thesaurus.key(lemma)
        inflect = self._morphology.inflect
        for form in (key,) if feature == "base" else inflect(key, pos, feature)[:2]:
            yield form, cost, route, ""
        if key in AUXILIARIES and pos == "v":
            others: tuple[Feature, ...] = VERB_FORMS
            extra = AUXILIARY_FEATURE
        elif feature == "base" and route == "mate" and self._thesaurus.frequencies[lemma] >= COMMONEST:
            others, extra = OTHER_FORMS[pos], OTHER_FEATURE
        else:
            return
        for other in others:
            for form in inflect(key, pos, other):
                yield form, cost + extra, route, ""

    def _head(self, analysis: Analysis) -> Iterator[_Route]:
        """Yield the head of a longer lemma: the last word of a noun, the first of a verb."""
        words = analysis.lemma.split(" ")
        heads = {"n": words[-1], "v": words[0]}
        head = heads.get(analysis.pos)
        if head and head.isalpha():
            for form in self._morphology.inflect(head, analysis.pos, analysis.feature)[:1]:
                yield form, HEAD, "head", ""

    def _phrase_chains(self, tokens: tuple[str, ...], observed: str) -> Iterator[_Route]:
        """Yield what a phrase was when its words were swapped one by one after the phrase itself was."""
        for cut in range(1, len(tokens)):
            lefts, rights = self._piece(tokens[:cut]), self._piece(tokens[cut:])
            for left, left_cost in lefts.items():
                head, _, rest = left.partition(" ")
                continuations = self._thesaurus.continuations.get(head)
                if not continuations:
                    continue
                for right in rights if rest else rights.keys() & continuations:
                    middle = f"{left} {right}"
                    if middle == observed or not self._thesaurus.is_phrase(middle):
                        continue
                    total = PHRASE_CHAIN + left_cost + rights[right]
                    yield from self._phrase_mates(middle, total)

    def _phrase_mates(self, middle: str, total: float) -> Iterator[_Route]:
        lemma = self._thesaurus.find(middle)
        for mate in self._thesaurus.mates(lemma) if lemma is not None else ():
            if self._thesaurus.frequencies[mate] >= COMMONEST:
                cost = total - float(self._log_fan_outs[mate])
                yield self._thesaurus.key(mate), cost, "phrase", ""

    def _piece_of(self, tokens: tuple[str, ...]) -> dict[str, float]:
        """Return what one piece of a phrase can have been, itself included, with its cost."""
        piece = " ".join(tokens)
        found = {piece: 0.0}
        if len(tokens) > 1 and not self._thesaurus.is_phrase(piece):
            return found
        lemma = self._thesaurus.find(piece)
        if lemma is not None:
            for mate in self._thesaurus.mates(lemma):
                found.setdefault(self._thesaurus.key(mate), -float(self._log_fan_outs[mate]))
        return found
