"""What a string can have been by its shape: words and names near it, by counted confusions of letters."""

from __future__ import annotations

import math
from functools import lru_cache

from repair.knowledge.confusions import Alignment, Confusions
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.text.casing import capitalise

MOST_CANDIDATES = 15
WORDS_CACHED = 20_000  # surface forms; a text of a million words has about so many unknown ones
NEAR_LIMIT, NAMES_LIMIT = 30, 5  # words and names taken from the edit-distance search
FEW = 12  # three edits are tried where two lead to fewer words than this
LEAST_ORIGIN = -9.0  # nats; steps rarer than this are left to the edit distance
FAR_COMMONER = 2.0  # zipf; how much commoner than a known word the intended one must be (`arid` for `and`)
LEAST_KNOWN = -9.0  # nats; a known word must have been made by one or two counted steps
KNOWN_PENALTY = -1.6  # nats: one garbled word in five came out as another word in scanned newspapers
# A good word that does not fit (`be` for `he`) is compared with words that one likely step leads from and that are not
# much rarer: 186 of 303 such errors in scanned newspapers, while one clean word in ten has such a neighbour.
LEAST_LOOKALIKE, LOOKALIKE_RARER, MOST_LOOKALIKES = -4.5, 0.5, 5
NATS_PER_ZIPF = math.log(10)
COMMON = 4.0  # zipf; a known word as frequent as this is not taken for another by its shape alone
LONE_I = frozenset("l|")
LONG_WORD = 6  # letters from which three edits still leave a word recognisable


class Shapes:
    """Finds them; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, model: Confusions) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._model = model
        self.readings = lru_cache(maxsize=WORDS_CACHED)(self._readings)
        self.lookalikes = lru_cache(maxsize=WORDS_CACHED)(self._lookalikes)

    def _readings(self, observed: str, *, is_start: bool) -> tuple[tuple[str, float], ...]:
        """Return (intended, log_channel) of a string, the likeliest first."""
        lexicon = self._lexicon
        known = lexicon.known(observed)
        floor = lexicon.zipf(observed) + FAR_COMMONER if known and not has_odd_case(observed) else 0.0
        is_w = observed.startswith("VV") and observed[2:].islower()  # counted as small letters: scans have more of them
        alignment = Alignment(self._model, observed.lower() if is_w else observed)
        best: dict[str, tuple[float, float]] = {}
        for word, name_zipf in sorted(self._neighbours(observed, is_known=known).items()):
            zipf = lexicon.zipf(word) or name_zipf
            if zipf < floor:
                continue
            for intended in self._cased(observed, word, is_start=is_start):
                log_channel = alignment.log_channel(intended.lower() if is_w else intended) + (
                    KNOWN_PENALTY if floor else 0.0
                )
                if intended != observed and (not floor or log_channel > LEAST_KNOWN + KNOWN_PENALTY):
                    best[intended] = (log_channel + NATS_PER_ZIPF * zipf, log_channel)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple((intended, min(0.0, log_channel)) for intended, (_, log_channel) in ranked[:MOST_CANDIDATES])

    def _lookalikes(self, observed: str) -> tuple[tuple[str, float], ...]:
        """Return the (intended, log_channel) of a good word that one or two likely steps could have made of another."""
        if not observed.islower() or len(observed) < 2:
            return ()
        lexicon = self._lexicon
        floor = lexicon.zipf(observed) - LOOKALIKE_RARER
        found = [
            (origin, log_steps + KNOWN_PENALTY)
            for origin, log_steps in self._model.origins(observed, least=LEAST_LOOKALIKE).items()
            if origin != observed
            and origin.islower()
            and lexicon.known(origin)
            and lexicon.zipf(origin) >= max(COMMON, floor)
        ]
        return tuple(sorted(found, key=lambda reading: (-reading[1], reading[0]))[:MOST_LOOKALIKES])

    def _neighbours(self, observed: str, *, is_known: bool) -> dict[str, float]:
        """Return lower-case words that could have this shape, with a frequency for those that are only names."""
        lexicon = self._lexicon
        letters = "".join(character for character in observed if character.isalpha())
        found: dict[str, float] = {}
        for text in {observed.replace(" ", "").lower(), letters.lower()}:
            near = lexicon.near(text, distance=2, limit=NEAR_LIMIT)
            if len(text) >= LONG_WORD and len(near) < FEW and not is_known:
                near += lexicon.near(text, distance=3, limit=NEAR_LIMIT)
            found.update((word, 0.0) for word, _ in near)
            if lexicon.known(text):
                found[text] = 0.0
        for origin in self._model.origins(observed, least=LEAST_ORIGIN):
            if lexicon.known(origin):
                found[origin.lower()] = 0.0
        if observed[0].isupper() or not observed[0].isalpha() or observed[0] in LONE_I:
            for name, _ in self._gazetteer.near(letters, distance=2, limit=NAMES_LIMIT):
                found.setdefault(name.lower(), math.log10(1 + self._gazetteer.word_count(name)) + 1.0)
        return found

    def _cased(self, observed: str, word: str, *, is_start: bool) -> tuple[str, ...]:
        """Return the word in the cases that the shape may show; case is part of the shape, so the model weighs it."""
        letters = [character for character in observed.replace("VV", "W", 1) if character.isalpha()]
        uppers = sum(character.isupper() for character in letters)
        usual = self._lexicon.usual_case(word, observed)
        if uppers > 1 and uppers >= 0.6 * len(letters):
            return (word.upper(),)
        if usual != usual.lower():
            return (usual, word) if observed[0].islower() and self._lexicon.known(word) else (usual,)
        if (
            observed[0] == "§"
            or (is_start and not observed[0].isalpha())
            or (observed[0] in LONE_I and (is_start or word[0] == "i"))
        ):
            return (capitalise(word),)  # what was read as an `l` was a capital
        if not observed[0].isupper():
            return (word,)
        # A capital that was read for another letter may have been a small one (`Eentence`).
        return (capitalise(word),) if is_start or observed[0].lower() == word[0] else (capitalise(word), word)


def has_odd_case(observed: str) -> bool:
    """Tell whether one letter breaks the case of all others (`EDWARn`, `tHE`), or an I stands in for an l (`bIood`)."""
    if observed.isupper() or observed.islower() or observed == observed.capitalize():
        return False
    lowers = sum(character.islower() for character in observed)
    if "I" in observed[1:] and observed.replace("I", "l") in (observed.lower().replace("i", "l"),):
        return True
    return lowers == 1 and len(observed) > 2 and observed[-1] != "s"
