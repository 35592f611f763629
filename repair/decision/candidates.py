"""Candidates: what the channels propose at each suspect, and what the reader proposes where no channel does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz.distance import OSA

from repair.channels import ChannelModel
from repair.channels.spelling.speller import Speller, log_slip
from repair.knowledge.confusions import Alignment, Confusions
from repair.knowledge.lexicon import RARE_ZIPF, Lexicon
from repair.knowledge.reader.network import SPECIAL, Detection, Reader
from repair.knowledge.spelling_variants import is_british_form, is_spelling_variant
from repair.records import Candidate, Document, Kind, Suspect, TokenSpan, Trigger
from repair.text.casing import match_case
from repair.text.marks import is_clipped

SUSPICIOUS, MISREAD = -1.5, -1.0
"""Log-odds of garble from which channels are asked about any word, and what a scanner can have made it of.

Of the right readings in damaged text 4 in 100 of spun words and of slips lie below; so do 22 in 100 of all readings of
the thesaurus.
"""
LIKELY_GARBLED, AGREED = 0.0, -0.7
"""Log-odds of garble, and ln P of the word at both ends of a phrase, from which the reader proposes it."""
SURE = -0.1
"""ln P of a word at both ends of a token from which no list is searched for words that look like the token."""
SEARCHING = frozenset({"ocr", "spelling"})
"""Channels that search whole lists for look-alikes, which costs a hundred times what the others do."""
KNOWN = ("pair", "function")
"""How the routes of pairs begin that spinners are known to write."""
KNOWING = frozenset({"plan", "apostrophe", "negated", "usage"})
"""Routes beside which no other candidate counts."""
COUNTED = KNOWING | {"article", "capital", "digit", "figure"}
"""Routes that are judged by counts alone, so that the reader need not be asked about them."""
SURELY_GARBLED, LEAST_SLIP = 3.0, -9.0
"""Log-odds of garble from which the reader need not be asked again, and ln P of a slip below which it is not."""
APART = 8
"""Tokens between two suspects that no candidate spans."""
WIDEST = 4
"""Observed tokens that the reader may read as one word."""
FAR_WORSE = 3.0
"""Nats by which ln P of a slip is lower that is no explanation."""
LETTERS_AN_EDIT = 3
"""Letters of a misspelled word to each edit; a word that is farther off was no slip."""
LOG_SWAP = -9.0
"""ln P of a swap that no thesaurus has (judgement)."""


_BRAND = re.compile(r"[a-z]{1,2}[A-Z][a-z]+")


class Proposer:
    """Asks the channels and the reader; holds only shared read-only models."""

    def __init__(
        self, channels: Sequence[ChannelModel], reader: Reader, lexicon: Lexicon, speller: Speller, scanner: Confusions
    ) -> None:
        self._quick = [channel for channel in channels if channel.name not in SEARCHING]
        self._searching = [channel for channel in channels if channel.name in SEARCHING]
        self._reader = reader
        self._lexicon = lexicon
        self._speller = speller
        self._scanner = scanner

    def propose(
        self,
        document: Document,
        suspects: Sequence[Suspect],
        seen: Detection,
        *,
        kinds: Collection[Kind],
        settled: frozenset[int] = frozenset(),
    ) -> list[Candidate]:
        """Return the candidates of these kinds, ascending by their first tokens; none touches a `settled` token."""
        found: list[Candidate] = []
        for suspect in suspects:
            here = self._at(document, suspect, seen)
            found += [
                c
                for c in here
                if c.kind in kinds
                and settled.isdisjoint(range(c.first, c.last))
                and not (c.kind != "spacing" and (self._is_style(document, c) or is_clipped(document, c.last - 1)))
                and not (c.kind in SEARCHING and _is_piece(document, c))
                and not (c.kind == "spin" and c.last > c.first + 1 and _is_in_place(document, c, seen))
            ]
        # The plan knows better of what it has a row for, and a list of what leaves no doubt.
        sure = {i for c in found if c.route in KNOWING for i in range(c.first, c.last)}
        return [c for c in found if c.route in KNOWING or sure.isdisjoint(range(c.first, c.last))]

    def slips(self, document: Document, candidates: Sequence[Candidate], seen: Detection) -> list[int]:
        """Return the tokens, ascending, that may be slips of one word: unknown and rare ones it is not sure about."""
        lexicon, forms, odds = self._lexicon, document.forms, seen.log_odds
        slips = (c for c in candidates if c.kind in SEARCHING and c.route not in COUNTED and c.log_channel > LEAST_SLIP)
        places = {c.first for c in slips if c.is_of_one_token}
        return sorted(
            i
            for i in places
            if odds[i] < SURELY_GARBLED and (lexicon.zipf(forms[i]) < RARE_ZIPF or not lexicon.known(forms[i]))
        )

    def _at(self, document: Document, suspect: Suspect, seen: Detection) -> list[Candidate]:
        found = _asked(self._quick, document, suspect)
        agreed = list(self._agreed(document, suspect.index, seen)) if suspect.index in seen.first else []
        sure = {c.forms for c in agreed if c.last == suspect.index + 1 and seen.first[suspect.index].log_best >= SURE}
        if not sure or not (any(c.forms in sure for c in found) or agreed[0].kind == "spelling"):
            found += _asked(self._searching, document, suspect)
        known = {(c.last, c.replacement.lower()): c for c in found}
        for candidate in agreed:  # a word that a channel has is its own, unless the channel explains it far worse
            key = candidate.last, candidate.replacement.lower()
            other = known.get(key)
            if other is None or (other.kind in SEARCHING and other.log_channel + FAR_WORSE < candidate.log_channel):
                known[key] = candidate
                found = [c for c in found if c is not other] + [candidate]
        return found

    def _agreed(self, document: Document, index: int, seen: Detection) -> Iterator[Candidate]:
        """Yield the word that the reader sees at both ends of a phrase that begins at `index`."""
        first = seen.first[index]
        if first.log_best < AGREED or seen.log_odds[index] < LIKELY_GARBLED or first.best < SPECIAL:
            return
        word = self._reader.word(first.best)
        if not word.isalpha():
            return
        for last in range(index + 1, min(index + WIDEST, len(document)) + 1):
            text, end = document.texts[last - 1], seen.last.get(last - 1)
            if not text.isalpha() or last - 1 in document.protected or end is None:
                return
            if last - 1 > index and document.gap(last - 1) != " ":
                return
            if end.best == first.best and end.log_best >= AGREED:
                yield from self._candidate(document, (index, last), word)
                return

    def _candidate(self, document: Document, span: TokenSpan, word: str) -> Iterator[Candidate]:
        first, last = span
        observed = document.covered(first, last)
        lower = observed.lower()
        replacement = match_case(observed, word, self._lexicon.usual_case(word, observed))
        if replacement.lower() == lower:
            return
        kind: Kind = "spin"
        log_channel = LOG_SWAP
        if last == first + 1 and _looks_like(lower, word):
            kind, log_channel = "spelling", self._log_slip(lower, word)
        evidence = f"in this sentence “{replacement}” fits where “{observed}” stands"
        route = "slip" if kind == "spelling" else "swap"
        yield Candidate(first, last, replacement, (word,), "reader", route, kind, log_channel, evidence)

    def _is_style(self, document: Document, candidate: Candidate) -> bool:
        """Tell whether the change is between British and American spelling only, or touches a brand (`iLife`)."""
        observed = document.covered(candidate.first, candidate.last)
        if _BRAND.fullmatch(observed):
            return observed.replace("I", "l") != candidate.replacement  # `bIood`
        words = observed.lower(), candidate.replacement.lower()
        return is_spelling_variant(*words) if self._lexicon.known(observed) else is_british_form(*words)

    def _log_slip(self, observed: str, word: str) -> float:
        """Return ln P(observed | word) by a typist, or a scanner if that is likelier."""
        typed = log_slip(observed, word, self._speller.log_channel(observed, word))
        return min(0.0, max(typed, Alignment(self._scanner, observed).log_channel(word)))


def _asked(channels: Sequence[ChannelModel], document: Document, suspect: Suspect) -> list[Candidate]:
    index, trigger = suspect.index, suspect.trigger
    return [c for channel in channels if channel.triggers & trigger for c in channel.propose(document, index, trigger)]


def _is_piece(document: Document, candidate: Candidate) -> bool:
    """Tell whether a digit touches the span: it is a piece of a word that has one (`wil1`), or of a name."""
    first, last = candidate.first, candidate.last
    is_after = last < len(document) and not document.gap(last) and document.texts[last][0].isdigit()
    return is_after or bool(first and not document.gap(first) and document.texts[first - 1][-1].isdigit())


def _is_in_place(document: Document, candidate: Candidate, seen: Detection) -> bool:
    """Tell whether one of several words is as it should be: by the reader, or as a part of a compound.

    `cease-fire` is no spun *fire*, and `small-arms` no *firearms*: only known pairs touch a compound.
    """
    if candidate.route == "plan":  # which knows better
        return False
    if seen.log_odds[candidate.first : candidate.last].min() < LIKELY_GARBLED:
        return True
    is_compound = not any(document.gap(index) for index in range(candidate.first + 1, candidate.last))
    return is_compound and not candidate.route.startswith(KNOWN)


def _looks_like(observed: str, word: str) -> bool:
    return OSA.distance(observed, word) * LETTERS_AN_EDIT <= max(len(word), LETTERS_AN_EDIT)


def parts(suspects: Sequence[Suspect], size: int) -> Iterator[Sequence[Suspect]]:
    """Yield the suspects in parts of about `size`, cut where the next one stands apart, if it does soon."""
    begin = 0
    while begin < len(suspects):
        end = begin + size
        while end < min(len(suspects), begin + 2 * size) and suspects[end].index - suspects[end - 1].index < APART:
            end += 1
        yield suspects[begin:end]
        begin = end


def suspects_of(document: Document, triggers: Sequence[Trigger], seen: Detection) -> list[Suspect]:
    """Return the suspects: tokens with a trigger of their own, and all that the reader finds suspicious.

    `triggers` are what a look at each token alone shows.
    """
    found = []
    for index, (trigger, odds) in enumerate(zip(triggers, seen.log_odds.tolist(), strict=True)):
        if odds > SUSPICIOUS and document.texts[index][0].isalpha() and index not in document.protected:
            trigger |= Trigger.UNEXPECTED
        elif trigger is Trigger.RARE:
            continue
        if trigger is not Trigger.NONE:
            found.append(Suspect(index, trigger | Trigger.SCANNED if odds > MISREAD else trigger, odds))
    return found
