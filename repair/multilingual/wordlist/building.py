"""Builds the words of a language from wordfreq: frequencies, words by what a slip leaves of them, and their letters."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from repair.multilingual.facts import Facts
from repair.multilingual.wordlist.letters import ORDER, bare_word, grams, letter_places

ZIPF_STEPS = 16
"""Codes of a unit of zipf, log10 of the occurrences in 10^9 words."""
LEAST_TARGET, PREFIX = 1.5, 8
"""Zipf from which a word can be what was meant; letters by which words are found, as symspellpy's prefix length."""
MARKED = "="
"""What stands before a word without its marks, under which those with marks are found."""
FAR_TARGETS = 30_000
"""Most frequent words, which are found over two edits."""
LONGEST = 40
"""Letters of a word."""

LEAST_BUILT = 2.0
"""Zipf of the words that show which parts and endings words have."""
LEAST_STEM, LEAST_PART = 3, 3
"""Letters of what is before an ending or after a beginning, and of the parts of a compound."""
LONGEST_AFFIX, AFFIXES = 6, 1000
"""Letters of a beginning or an ending, and how many of them are kept."""


def key(text: str) -> int:
    """Return the number under which a string is found: equal numbers are no proof, for there are 2^32."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def columns_of(facts: Facts) -> dict[str, Sequence[str] | NDArray[np.generic]]:
    """Return the columns of the dictionary of a language, from the words of wordfreq."""
    import wordfreq

    frequencies = {
        word: frequency
        for word, frequency in wordfreq.get_frequency_dict(facts.wordlist or facts.code, "best").items()
        if is_word(word)
    }
    words = sorted(frequencies, key=key)
    encoded = [word.encode() for word in words]
    zipf_of = {word: math.log10(frequency) + 9 for word, frequency in frequencies.items()}
    zipfs = np.array([zipf_of[word] for word in words])
    row_of = {word: row for row, word in enumerate(words)}
    targets = [word for word in frequencies if zipf_of[word] >= LEAST_TARGET]
    found, rows = _deletes(targets, row_of)
    firsts, lasts, beginnings, endings = _pieces([word for word in targets if zipf_of[word] >= LEAST_BUILT])
    return {
        "keys": np.array([key(word) for word in words], np.uint32),
        "ends": np.cumsum([len(word) for word in encoded], dtype=np.uint32),
        "letters": np.frombuffer(b"".join(encoded), np.uint8),
        "zipfs": np.clip(np.rint(zipfs * ZIPF_STEPS), 0, 255).astype(np.uint8),
        "found": found,
        "rows": rows,
        "model": _letter_model(frequencies, facts),
        "firsts": np.array([_log_code(firsts[word]) for word in words], np.uint8),
        "lasts": np.array([_log_code(lasts[word]) for word in words], np.uint8),
        "beginnings": list(beginnings),
        "beginning codes": np.array([_log_code(count) for count in beginnings.values()], np.uint8),
        "endings": list(endings),
        "ending codes": np.array([_log_code(count) for count in endings.values()], np.uint8),
    }


def is_word(text: str) -> bool:
    """Tell whether it is one word of letters, with apostrophes inside."""
    return len(text) <= LONGEST and text.replace("'", "").isalpha()


def _deletes(targets: Sequence[str], row_of: Mapping[str, int]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the keys of what is left of words with letters deleted, ascending, and the rows of the words."""
    from symspellpy import SymSpell

    pairs = array("Q")
    for distance, words in ((1, targets), (2, targets[:FAR_TARGETS])):  # they fall in frequency
        index = SymSpell(max_dictionary_edit_distance=distance, prefix_length=PREFIX)
        for word in words:
            index.create_dictionary_entry(word, 1)
        for left, near in index.deletes.items():
            number = key(left) << 32
            pairs.extend(number | row_of[word] for word in near)
    for word in targets:
        if (bare := bare_word(word)) != word:
            pairs.append(key(MARKED + bare) << 32 | row_of[word])
    both = np.unique(np.frombuffer(pairs, np.uint64))
    return (both >> np.uint64(32)).astype(np.uint32), (both & np.uint64(2**32 - 1)).astype(np.uint32)


def _pieces(words: Sequence[str]) -> tuple[Counter[str], Counter[str], dict[str, int], dict[str, int]]:
    """Return in how many words each word comes first and last, before and after another word, and affixes likewise."""
    listed = frozenset(words)
    firsts, lasts, beginnings, endings = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for word in words:
        for cut in range(1, len(word)):
            first, last = word[:cut], word[cut:]
            if len(first) >= LEAST_STEM and first in listed:
                endings[last] += len(last) <= LONGEST_AFFIX
                if len(last) >= LEAST_PART and last in listed:
                    firsts[first] += 1
                    lasts[last] += 1
            if len(last) >= LEAST_STEM and last in listed:
                beginnings[first] += len(first) <= LONGEST_AFFIX
    return firsts, lasts, dict(beginnings.most_common(AFFIXES)), dict(endings.most_common(AFFIXES))


def _log_code(count: int) -> int:
    """Return the code of a count: 16 ln(1 + count)."""
    return min(255, round(16 * math.log1p(count)))


def _letter_model(frequencies: Mapping[str, float], facts: Facts) -> NDArray[np.uint8]:
    """Return -ln P(letter | the three before it) in sixteenths, of words as types, the rare ones as much as others."""
    places = letter_places(facts.alphabet)
    size = len(places) + 2
    counts: Counter[int] = Counter()
    for word in frequencies:
        counts.update(grams(word, places, size))
    table = np.zeros(size**ORDER)
    table[list(counts)] = list(counts.values())
    table = table.reshape(size, size, size, size)
    smoothed = np.full(size, 1 / size)
    for order in range(ORDER):  # Witten-Bell: as much for what was not seen as there are letters that were
        seen = table.sum(axis=tuple(range(ORDER - 1 - order)))
        different, total = (seen > 0).sum(axis=-1, keepdims=True), seen.sum(axis=-1, keepdims=True)
        mixed = (seen + different * smoothed) / np.maximum(total + different, 1)
        smoothed = np.where(total > 0, mixed, smoothed)
    codes: NDArray[np.uint8] = np.clip(np.rint(-np.log(smoothed) * 16), 0, 255).astype(np.uint8).ravel()
    return codes
