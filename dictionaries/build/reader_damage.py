"""Damage on the fly, for training the reader: windows of text in which words were swapped, misspelled, split, glued.

Two tables say what can stand for each word or phrase: spun words (from `substitution_table.py`) and noise (slips of the
pen, of OCR, words split, glued and cut at a line end).  A compiled loop damages five million words a second a thread, so
that no window is seen twice.  Needs numba.
"""

import random
from collections import defaultdict
from typing import NamedTuple

import numba
import numpy as np
from damage import HOMOPHONES, slipped
from reader_corpus import BREAK, Corpus

CLS, SEP, MASK = 101, 102, 103
"""Numbers of the wordpieces [CLS], [SEP] and [MASK]."""
IGNORED = -100
INSIDE, SPECIAL = 0, 3
"""Label inside a garbled phrase; labels of words are their ids and SPECIAL."""
LONGEST = 3
"""Words of an intended phrase."""
POWER, MOST_SPUN, LEAST_SHARE = 0.5, 28, 0.12
"""Root taken of P(observed | intended), so that rare mates are seen; mates kept; and their least share of the likeliest."""
SLIPPED, SPLIT, GLUED = 70_000, 20_000, 60_000
"""Types that slips are made of, types that are split, and pairs of words that are glued: the most frequent."""
SHAPES = (
    "rn m|m rn|cl d|d cl|li h|h li|h b|b h|e c|c e|l i|i l|l 1|i 1|o 0|n u|u n|t f|f t|s f|g q|w vv|ri n|in m|tt it|"
    "o c|c o|e o|a o|s 5|b 8|y v|v y|ll u|r i|t l|l t|th tb|ii u|nn m"
)
SHAPE_PAIRS = [tuple(pair.split()) for pair in SHAPES.split("|")]
MODES = (0.30, 0.36, 0.11, 0.14, 0.09)
"""Shares of windows: clean, lightly spun, heavily spun, noise, lightly spun with noise."""


class Table(NamedTuple):
    """What can stand for what: keys (up to LONGEST ids in one number, ascending), and for each its observed phrases.

    Entry k has the phrases [starts[k], starts[k + 1]); phrase n the ids [at[n], at[n + 1]) of `observed`, and `share`
    is the cumulative share of the phrases of an entry.
    """

    keys: np.ndarray
    starts: np.ndarray
    at: np.ndarray
    share: np.ndarray
    observed: np.ndarray


class Numbering:
    """Numbers of types; observed words that the corpus lacks get new ones."""

    def __init__(self, types: list[str]) -> None:
        self.types = list(types)
        self._numbers = {form: k for k, form in enumerate(types)}

    def __call__(self, form: str) -> int:
        if form not in self._numbers:
            self._numbers[form] = len(self.types)
            self.types.append(form)
        return self._numbers[form]

    def __contains__(self, form: str) -> bool:
        return form in self._numbers


def key_of(ids: tuple[int, ...]) -> int:
    """Return up to LONGEST ids as one number."""
    return sum((number + 1) << (21 * (LONGEST - 1 - place)) for place, number in enumerate(ids))


def table_of(rows: dict[tuple[int, ...], list[tuple[tuple[int, ...], float]]]) -> Table:
    """Return rows {intended ids: [(observed ids, weight)]} as arrays."""
    keys = sorted(rows, key=key_of)
    starts, at, share, observed = [0], [0], [], []
    for key in keys:
        total = sum(weight for _, weight in rows[key])
        reached = 0.0
        for ids, weight in rows[key]:
            reached += weight / total
            share.append(reached)
            observed.extend(ids)
            at.append(len(observed))
        starts.append(len(share))
    return Table(
        np.array([key_of(key) for key in keys], np.int64),
        np.array(starts, np.int32),
        np.array(at, np.int32),
        np.array(share, np.float32),
        np.array(observed, np.int32),
    )


def spin_table(forward: dict[tuple[str, ...], list[tuple[str, float]]], number: Numbering) -> Table:
    """Return the table of spun words; intended words must be in the corpus."""
    rows = {}
    for intended, found in forward.items():
        if len(intended) > LONGEST or not all(word in number for word in intended):
            continue
        weighed = sorted(((p**POWER, observed) for observed, p in found), reverse=True)[:MOST_SPUN]
        kept = [(weight, observed) for weight, observed in weighed if weight > LEAST_SHARE * weighed[0][0]]
        rows[tuple(map(number, intended))] = [
            (tuple(map(number, observed.split(" "))), weight) for weight, observed in kept
        ]
    return table_of(rows)


def noise_table(corpus: Corpus, misspellings: list[tuple[str, str]], number: Numbering, seed: int = 7) -> Table:
    """Return the table of slips of the pen and of OCR, split and glued words, and words cut at a line end."""
    chance = random.Random(seed)
    real = set(corpus.types)
    slips: dict[str, set[str]] = defaultdict(set)
    for written, meant in misspellings:
        if " " not in written and meant in number:
            slips[meant].add(written)
    rows: dict[tuple[int, ...], list[tuple[tuple[int, ...], float]]] = defaultdict(list)
    for k, form in enumerate(corpus.types[:SLIPPED]):
        if not form.isalpha() or len(form) < 2:
            continue
        for _ in range(8 if k < 4000 else 5 if k < 15_000 else 3):
            slips[form].add(
                slipped(form, chance) if len(form) > 3 and chance.random() < 0.5 else _misread(form, chance)
            )
        rows[k,] += [((number(slip),), 1.0) for slip in sorted(slips[form]) if slip and slip not in real]
        real_slips = [
            slip for slip in sorted({slipped(form, chance) for _ in range(12)}) if slip in real and slip != form
        ]
        share = 0.22 * len(rows[k,]) / max(1, len(real_slips))
        rows[k,] += [((number(slip),), share) for slip in real_slips]
        if k < SPLIT and len(form) >= 5:
            cut = chance.randrange(2, len(form) - 1)
            rows[k,] += [((number(form[:cut]), number(form[cut:])), 0.4)]
            rows[k,] += [((number(form[:cut]), number("-"), number(form[cut:])), 0.4)]
    for group in HOMOPHONES.split("|"):
        for word in group.split():
            others = [(number(other),) for other in group.split() if other != word and other in number]
            if word in number and others:
                share = max(0.5, 0.3 * sum(weight for _, weight in rows[number(word),]))
                rows[number(word),] += [(other, share) for other in others]
    for (left, right), _ in _pairs(corpus).most_common(GLUED):
        one, other = corpus.types[left], corpus.types[right]
        if one.isalpha() and other.isalpha() and one + other not in real:
            rows[left, right] = [((number(one + other),), 1.0)]
    return table_of({key: found for key, found in rows.items() if found})


def _misread(form: str, chance: random.Random) -> str:
    found = [(shape, read) for shape, read in SHAPE_PAIRS if shape in form]
    if not found:
        return ""
    shape, read = chance.choice(found)
    return form.replace(shape, read, 1)


def _pairs(corpus: Corpus):
    from collections import Counter

    ids = corpus.ids
    together = (ids[:-1] != BREAK) & (ids[1:] != BREAK)
    return Counter(zip(ids[:-1][together].tolist(), ids[1:][together].tolist(), strict=True))


@numba.njit(nogil=True, cache=True)
def _entry(keys, ids, place, words):
    """Return the entry of the phrase of so many words at a place of the text, -1 if there is none."""
    if place + words > len(ids):
        return -1
    key = np.int64(0)
    for k in range(words):
        if ids[place + k] < 0:
            return -1
        key += np.int64(ids[place + k] + 1) << (21 * (2 - k))
    found = np.searchsorted(keys, key)
    return found if found < len(keys) and keys[found] == key else -1


@numba.njit(nogil=True, cache=True)
def _mixed(one, other):
    """Return a number in [0, 1) that depends on both."""
    x = np.uint64(one) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(other) * np.uint64(0xC2B2AE3D27D4EB4F)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(32)
    return (x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@numba.njit(nogil=True, cache=True)
def _fill(seed, ids, case, low, high, piece_starts, pieces, spin, noise, outputs, modes, out):
    """Fill one batch of windows; `out` has the arrays of `Windows`."""
    piece, piece_case, first, last, keep, first_label, last_label = out
    windows, length = piece.shape
    words = first.shape[1]
    np.random.seed(seed)
    for w in range(windows):
        place = low + np.random.randint(0, max(1, high - low - 2 * length))
        while place < high and ids[place] >= 0:
            place += 1
        u, mode = np.random.random(), 0
        while mode < 4 and u >= modes[mode]:
            u -= modes[mode]
            mode += 1
        spun = noisy = 0.0
        if mode == 1 or mode == 4:
            spun = np.exp(np.random.uniform(np.log(0.015), np.log(0.16)))
        if mode == 2:
            spun = np.random.uniform(0.15, 0.6)
        if mode >= 3:
            noisy = np.exp(np.random.uniform(np.log(0.008), np.log(0.22)))
        always, hand = np.random.random() < 0.6, np.random.randint(0, 1 << 30)
        begin, end = 0, words
        if np.random.random() < 0.22:
            begin = np.random.randint(0, 120)
            end = begin + np.random.randint(20, 120)
        caseless = np.random.random() < 0.07
        piece[w, :] = 0
        piece_case[w, :] = 0
        first[w, :] = 0
        last[w, :] = 0
        keep[w, :] = -1
        first_label[w, :] = IGNORED
        last_label[w, :] = IGNORED
        piece[w, 0] = CLS
        at, word = 1, 0
        while at < length - 1 and word < words - LONGEST * 2 and place < high:
            if ids[place] < 0:
                place += 1
                continue
            entry, wide, table, swapped, mask = -1, 1, spin, True, False
            u = np.random.random()
            if begin <= word < end and u < spun:
                for wide in (3, 2, 1) if np.random.random() < 0.7 else (1, 1, 1):
                    entry = _entry(spin[0], ids, place, wide)
                    if entry >= 0:
                        break
            elif begin <= word < end and u < spun + noisy:
                table, swapped = noise, False
                wide = 2 if np.random.random() < 0.12 else 1
                entry = _entry(noise[0], ids, place, wide)
                if entry < 0:
                    wide = 1
                    entry = _entry(noise[0], ids, place, 1)
            else:
                mask = np.random.random() < 0.04
            if entry < 0:
                wide = 1
            meant_first, meant_last = ids[place], ids[place + wide - 1]
            label_first = meant_first + SPECIAL if meant_first < outputs else IGNORED
            label_last = meant_last + SPECIAL if meant_last < outputs else IGNORED
            phrase_begin, phrase_end = 0, 1
            if entry >= 0:
                x = _mixed(hand, entry) if always and swapped else np.random.random()
                phrase = table[1][entry]
                while phrase < table[1][entry + 1] - 1 and table[3][phrase] < x:
                    phrase += 1
                phrase_begin, phrase_end = table[2][phrase], table[2][phrase + 1]
            for q in range(phrase_begin, phrase_end):
                form = table[4][q] if entry >= 0 else ids[place]
                own_case = case[place] if q == phrase_begin or case[place] == 2 else 0
                start = at
                if mask:
                    if at < length:
                        piece[w, at] = MASK
                        piece_case[w, at] = own_case
                    at += 1
                else:
                    for z in range(piece_starts[form], piece_starts[form + 1]):
                        if at < length:
                            piece[w, at] = pieces[z]
                            piece_case[w, at] = own_case
                        at += 1
                if at >= length:
                    break
                first[w, word], last[w, word] = start, at - 1
                if entry >= 0:
                    keep[w, word] = 0
                    first_label[w, word] = label_first if q == phrase_begin else INSIDE
                    last_label[w, word] = label_last if q == phrase_end - 1 else INSIDE
                elif mask:
                    first_label[w, word], last_label[w, word] = label_first, label_last
                else:
                    keep[w, word] = 1
                word += 1
            place += wide
        if caseless:
            piece_case[w, :] = 0
        piece[w, min(at, length - 1)] = SEP


class Windows(NamedTuple):
    """A batch: pieces and case (windows, length); outer pieces, keep (1, 0, -1 unknown) and labels (windows, words)."""

    piece: np.ndarray
    case: np.ndarray
    first: np.ndarray
    last: np.ndarray
    keep: np.ndarray
    first_label: np.ndarray
    last_label: np.ndarray


class Damage:
    """Makes batches of damaged windows of a corpus; the same seed makes the same batch."""

    def __init__(self, corpus: Corpus, spin: Table, noise: Table, piece_starts, pieces, *, held: int) -> None:
        """Take the corpus, the tables, and the pieces of all types; the last `held` ids are for measuring only."""
        self._corpus, self._spin, self._noise = corpus, tuple(spin), tuple(noise)
        self._pieces = piece_starts, pieces
        self._split = len(corpus.ids) - held

    def batch(self, seed: int, windows: int, length: int, *, held: bool = False, modes=MODES) -> Windows:
        """Return a batch of windows of `length` pieces."""
        shapes = [(np.int32, length), (np.int32, length), (np.int32, length), (np.int32, length)]
        shapes += [(np.int8, length), (np.int32, length), (np.int32, length)]
        made = Windows(*(np.zeros((windows, width), kind) for kind, width in shapes))
        low, high = (self._split, len(self._corpus.ids)) if held else (0, self._split)
        corpus = self._corpus
        _fill(
            seed, corpus.ids, corpus.case, low, high, *self._pieces, self._spin, self._noise, corpus.outputs,
            np.array(modes), tuple(made),
        )  # fmt: skip
        return made
