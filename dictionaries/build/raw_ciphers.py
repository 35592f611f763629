"""Deciphers spun words that no thesaurus explains, from many texts of one spinner without originals.

A word that a spinner writes for another stands far oftener than English has it, and between neighbours that expect
the other word.  For each such word the two-sided model and the n-grams are asked, at all places together, which word
they expect; it must win by a margin, and not be what they expect everywhere.  `raw_pairs.py` calls this.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.context_model import ContextModel
from repair.language_model import LanguageModel
from repair.lexicon import Lexicon
from repair.morphology import Morphology
from repair.resources import Resources

# Chosen on the words that are in aligned text too (even rows): of 11, 9 are deciphered right.
FEWEST = 5  # places, and texts
FEWEST_TEXTS = 50  # texts of a spinner: in fewer, overuse tells of the topic (of 11 words in 17 texts, 1 was right)
OVERUSE = 6.0  # times that the word stands oftener than in English
LEAST_GAIN = 2.5  # nats a place by which the neighbours prefer the other word
LEAST_MARGIN = 0.25  # nats a place by which they prefer it to the next best
LEAST_WORTH = 0.8  # the margin times the root of the number of places, over the root of how many ciphers it has
MOST_CIPHERS = 3  # words that one intended word is found for; what the models expect everywhere is found for dozens
RIGHT = 0.8  # share of right ones

MOST_PLACES = 150
MOST_NGRAM_PLACES = 40
TRIED = 20  # words that the n-grams judge too
COMMON = 3.6  # zipf of intended words
SHORT = frozenset("of to in on at by as or if up we he it me us is am be do go so no my an".split())
FLOOR, LIMIT = -14.0, 8.0  # ln P of a word at its least; nats that one place adds at most
CAPITALS = 0.5  # share of capitals from which a word is a name
SEEN_AT_LEAST = 0.05  # occurrences expected of any word

Sentence = list[str]
Place = tuple[int, int, int, bool]  # sentence, token, text, capital
Draft = list[tuple[Sentence, list[tuple[int, str]]]]


@dataclass
class Cipher:
    """A word, what its neighbours expect instead, and by how much."""

    observed: str
    intended: str
    places: int
    overuse: float
    gain: float
    margin: float


class Decipherer:
    """Holds the models."""

    def __init__(self, resources: Resources) -> None:
        self.model, self.ngrams = resources.get(ContextModel.read), resources.get(LanguageModel.read)
        self.lexicon, self.morphology = resources.get(Lexicon.read), resources.get(Morphology.read)
        self.words = list(self.model.index)
        self.output = self.model._rows("output", np.arange(len(self.words)))  # noqa: SLF001 - all words at once
        self.bias = self.model._arrays["bias"]  # noqa: SLF001
        self.log_p = np.array([math.log(self.expected(word, 1)) for word in self.words])
        self.possible = np.array(
            [
                word.isalpha() and self.lexicon.zipf(word) >= COMMON and (len(word) > 2 or word in SHORT)
                for word in self.words
            ]
        )

    def expected(self, word: str, tokens: int) -> float:
        """Return how often English has a word in so many tokens."""
        return tokens * 10 ** ((self.lexicon.zipf(word) or 1.0) - 9)

    def lemmas(self, word: str) -> set[str]:
        """Return all lemmas of a form."""
        return {analysis.lemma for analysis in self.morphology.analyse(word)}

    def ciphers(self, sentences: list[Sentence], places: dict[str, list[Place]]) -> list[Cipher]:
        """Return the best reading of each word that stands often enough, whatever its worth."""
        sides = self.model.sides(sentences)
        tokens = sum(map(len, sentences))
        found = []
        for word, at in sorted(places.items()):
            if len(at) < FEWEST or len({place[2] for place in at}) < FEWEST:
                continue
            overuse = len(at) / max(self.expected(word, tokens), SEEN_AT_LEAST)
            if sum(place[3] for place in at) > CAPITALS * len(at):
                continue
            chosen = at[:: -(-len(at) // MOST_PLACES)]
            gains = self.gains(word, sentences, sides, chosen, math.log(len(at) / tokens))
            if len(gains) > 1:
                (best, intended), (second, _) = sorted(gains, reverse=True)[:2]
                found.append(Cipher(word, intended, len(at), overuse, best, best - second))
        return found

    def gains(self, word, sentences, sides, places, log_share) -> list[tuple[float, str]]:
        """Return (nats a place by which the neighbours prefer it, word) of the likeliest words."""
        left = np.array([sides[s].left[p] for s, p, _, _ in places])
        right = np.array([sides[s].right[p + 1] for s, p, _, _ in places])
        scores = self.model.contexts(left, right) @ self.output.T + self.bias
        top = scores.max(1, keepdims=True)
        scores -= np.log(np.exp(scores - top).sum(1, keepdims=True)) + top
        means = np.maximum(scores, FLOOR).mean(0)
        number = self.model.index.get(word)
        own = means[number] if number else FLOOR
        # P(word | other) is at most the share of the other that the word can make up.
        worth = means + np.minimum(math.log(0.9), log_share - self.log_p)
        worth[~self.possible] = -np.inf
        lemmas = self.lemmas(word)
        found = []
        for other in np.argsort(-worth)[:TRIED]:
            intended = self.words[other]
            if not self.lemmas(intended) & lemmas:
                gain = self.ngram_gain(word, intended, sentences, places[:MOST_NGRAM_PLACES])
                found.append((0.5 * float(worth[other] - own) + 0.5 * gain, intended))
        return found

    def ngram_gain(self, word: str, intended: str, sentences: list[Sentence], places: list[Place]) -> float:
        """Return the mean gain of the n-grams."""
        total = 0.0
        for number, place, _, _ in places:
            forms = sentences[number]
            state = self.ngrams.start(["<s>", *forms[:place]][-4:])
            right = [*forms[place + 1 : place + 4], "</s>"][:3]
            gain = self.ngrams.extend(state, [intended, *right])[0] - self.ngrams.extend(state, [word, *right])[0]
            total += max(-LIMIT, min(LIMIT, gain))
        return total / len(places)


def decipher(drafts: list[Draft], spinner: str, source: str) -> list[str]:
    """Return rows `observed intended P source count`.

    Each draft is one text: its sentences as they were mended, each with the places of words that were not, and their
    text as written.
    """
    if len(drafts) < FEWEST_TEXTS:
        return []
    sentences: list[Sentence] = []
    places: dict[str, list[Place]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for forms, left_alone in draft:
            for place, text in left_alone:
                places[forms[place]].append((len(sentences), place, number, text[0].isupper()))
            sentences.append(forms)
    words = Counter(form for forms in sentences for form in forms)
    ciphers = [c for c in Decipherer(Resources()).ciphers(sentences, places) if c.gain >= 1]
    times = Counter(cipher.intended for cipher in ciphers)
    rows = []
    for c in ciphers:
        worth = c.margin * min(c.places, 25) ** 0.5 / times[c.intended] ** 0.5
        if c.overuse < OVERUSE or c.gain < LEAST_GAIN or c.margin < LEAST_MARGIN:
            continue
        if worth >= LEAST_WORTH and times[c.intended] <= MOST_CIPHERS:
            probability = min(0.9, RIGHT * c.places / (words[c.intended] + c.places))
            rows.append(f"{c.observed}\t{c.intended}\t{probability:.4g}\t{source}{spinner}\t{c.places}")
    return rows
