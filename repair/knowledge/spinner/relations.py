"""What the thesaurus relates to a phrase: mates, mates of mates, derivations, longer lemmas and what is inside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import Analysis, Feature, Morphology
from repair.knowledge.spinner.costs import ROUTE_OF
from repair.knowledge.spinner.listed import DECADE
from repair.knowledge.thesaurus import COMMONEST, DERIVATION, POSES, Pos, Thesaurus

RELATIONS = ("mate", "similar", "derivation")
RAREST = 35  # single words below zipf 2.2 are not what news writers meant
WIDEST_HOP = 60  # mates of a middle word beyond which its chains are not followed
AUXILIARIES = frozenset({"be", "have", "do"})
VERB_FORMS: tuple[Feature, ...] = ("base", "third", "past", "participle", "gerund")
OTHER_FORMS: dict[Pos, tuple[Feature, ...]] = {"n": ("plural",), "v": VERB_FORMS[1:], "a": (), "r": ()}
LOG_FORMS = (0.0, *np.log(np.arange(1, 6)).tolist())  # a changed form is any of the others
MOST_CHAINED = 40  # two-hop readings of a lemma
SHORTEST_PART = 3  # letters of a word taken from inside a longer lemma
# Key, ln P(observed | intended, operation), operation, route and evidence ("" for the usual ones of the operation).
Operation = tuple[str, float, str, str, str]


class Relations:
    """Follows the relations of the thesaurus backwards; read-only, safe to share between threads."""

    def __init__(self, thesaurus: Thesaurus, morphology: Morphology, lexicon: Lexicon) -> None:
        self._thesaurus = thesaurus
        self._morphology = morphology
        self._lexicon = lexicon
        self._log_fan_outs = np.log(np.maximum(thesaurus.fan_outs, 1))

    def of(self, tokens: tuple[str, ...]) -> Iterator[Operation]:
        """Yield what the thesaurus relates to the lemmas of which the phrase is a form."""
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
                yield from self._inside(analysis)

    def _one_hop(self, lemma: int, analysis: Analysis) -> Iterator[Operation]:
        neighbours, relations = self._thesaurus.related(lemma)
        if analysis.feature != "base":
            inflects = relations % len(POSES) == POSES.index(analysis.pos)
            neighbours, relations = neighbours[inflects], relations[inflects]
        common = self._thesaurus.frequencies[neighbours] >= RAREST
        neighbours, relations = neighbours[common], relations[common]
        costs = (-self._log_fan_outs[neighbours]).tolist()
        for mate, relation, cost in zip(neighbours.tolist(), relations.tolist(), costs, strict=True):
            kind = relation // len(POSES)
            if kind == DERIVATION and analysis.feature != "base":
                continue
            yield from self._inflected(mate, POSES[relation % len(POSES)], analysis.feature, cost, RELATIONS[kind])

    def _chains(self, lemma: int, analysis: Analysis) -> Iterator[Operation]:
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
        costs = first_costs[kept] - self._log_fan_outs[mates]
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

    def _inflected(self, lemma: int, pos: Pos, feature: Feature, cost: float, operation: str) -> Iterator[Operation]:
        """Yield a lemma in the observed feature, and the other forms that spinners reduce to it."""
        key = self._thesaurus.key(lemma)
        inflect = self._morphology.inflect
        route = ROUTE_OF[operation]
        for form in (key,) if feature == "base" else inflect(key, pos, feature)[:2]:
            yield form, cost, operation, route, ""
        if key in AUXILIARIES and pos == "v":
            others: tuple[Feature, ...] = VERB_FORMS
            changed = operation + "+auxiliary"
        elif feature == "base" and operation == "mate" and self._thesaurus.frequencies[lemma] >= COMMONEST:
            others, changed = OTHER_FORMS[pos], operation + "+form"
        else:
            return
        cost -= LOG_FORMS[len(others)]
        for other in others:
            for form in inflect(key, pos, other):
                yield form, cost, changed, route, ""

    def _inside(self, analysis: Analysis) -> Iterator[Operation]:
        """Yield what a longer lemma has inside: its head (a noun's last word, a verb's first), and its other words."""
        words = analysis.lemma.split(" ")
        heads = {"n": len(words) - 1, "v": 0}
        head = heads.get(analysis.pos)
        if head is None:
            return
        for place, word in enumerate(words):
            if not word.isalpha() or len(word) < SHORTEST_PART:
                continue
            if place == head:
                for form in self._morphology.inflect(word, analysis.pos, analysis.feature)[:1]:
                    yield form, 0.0, "head", "head", ""
            elif analysis.pos == "n" and self._lexicon.zipf(word) >= COMMONEST / 16:
                yield word, 0.0, "part", "head", ""
