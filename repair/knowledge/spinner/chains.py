"""Phrases that were swapped twice: for a mate of what was meant, and then word by word or piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from repair.knowledge.thesaurus import COMMONEST, Thesaurus

CACHED = 4096  # pieces of phrases
WIDEST_HEAD = 300  # lemmas of one length that begin with one word: `genus …` has thousands, none of them news
# An intended key and what it costs: -ln of the mates that the spinner chose among, each time.
Chain = tuple[str, float]


class PhraseChains:
    """Goes two swaps back from a phrase; safe to share between threads."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        """Take the thesaurus."""
        self._thesaurus = thesaurus
        self._log_fan_outs = np.log(np.maximum(thesaurus.fan_outs, 1))
        self._piece = lru_cache(maxsize=CACHED)(self._piece_of)
        self._heads = lru_cache(maxsize=CACHED)(self._heads_of)
        self._seconds = lru_cache(maxsize=CACHED)(self._seconds_of)

    def __call__(self, tokens: tuple[str, ...], observed: str) -> Iterator[Chain]:
        """Yield what a phrase was when its words were swapped one by one after the phrase itself was."""
        for cut in range(1, len(tokens)):
            heads = self._heads(tokens[:cut])
            rights = self._piece(tokens[cut:]) if heads else {}
            for head, left, left_cost, continuations in heads:
                if not left:
                    for right in rights.keys() & continuations:
                        yield from self._mates(f"{head} {right}", left_cost + rights[right], observed)
                    continue
                for right, right_cost in rights.items():
                    if left + right in continuations:
                        yield from self._mates(f"{head} {left}{right}", left_cost + right_cost, observed)
        if len(tokens) > 2:
            yield from self._word_by_word(tokens, observed)

    def _heads_of(self, tokens: tuple[str, ...]) -> tuple[tuple[str, str, float, set[str]], ...]:
        """Return what a piece can have been, if lemmas go on from it: first word, rest, cost, and how they go on."""
        found = []
        for left, cost in self._piece(tokens).items():
            head, gap, rest = left.partition(" ")
            if continuations := self._thesaurus.continuations.get(head):
                found.append((head, rest + gap, cost, continuations))
        return tuple(found)

    def _word_by_word(self, tokens: tuple[str, ...], observed: str) -> Iterator[Chain]:
        """Yield the same for a phrase of which every word may have been swapped: `in i instance` for `once`."""
        first, *others = tokens
        heads = [(head, cost) for head, left, cost, _ in self._heads((first,)) if not left]
        if not heads:
            return
        pieces = [self._piece((token,)) for token in others]
        for head, cost in heads:
            seconds = self._seconds(head, len(others))
            for second in pieces[0].keys() & seconds.keys():
                for rest in seconds[second]:
                    if all(word in piece for word, piece in zip(rest, pieces, strict=True)):
                        total = cost + sum(piece[word] for word, piece in zip(rest, pieces, strict=True))
                        yield from self._mates(" ".join((head, *rest)), total, observed)

    def _seconds_of(self, head: str, length: int) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """Return what follows a first word in the lemmas of `length` further words, by the second word."""
        rests = self._thesaurus.rests(head, length)
        found: dict[str, list[tuple[str, ...]]] = {}
        for rest in rests if len(rests) <= WIDEST_HEAD else ():
            found.setdefault(rest[0], []).append(rest)
        return found

    def _mates(self, middle: str, total: float, observed: str) -> Iterator[Chain]:
        lemma = self._thesaurus.find(middle) if middle != observed else None
        for mate in self._thesaurus.mates(lemma) if lemma is not None else ():
            if self._thesaurus.frequencies[mate] >= COMMONEST:
                yield self._thesaurus.key(mate), total - float(self._log_fan_outs[mate])

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
