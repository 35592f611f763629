"""Builds `lexicon.bin`: wordfreq for frequency, SCOWL and WordNet for correctness, news for case and new words.

    python -m dictionaries.build.lexicon --case case.tsv.gz --text news.txt.xz --wordnet DICT

A word is *known* when SCOWL or WordNet lists it in lower case, when it is regularly derived from such a word, or
when edited news writes it in lower case and it is no misspelling of a far commoner word.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import wordfreq

from dictionaries.build.container import write_columns
from dictionaries.build.word_forms import PREFIXES, affixed, compounds, inflected
from repair.knowledge.lexicon import VERSION, ZIPF_STEPS
from repair.knowledge.near_words import NearIndex, index_words

Case = tuple[int, int, int, int]

# SCOWL 70 is its "large" list; 80 holds rare but correct words, taken only where they are in use at all.
SCOWL_SIZE, SCOWL_RARE_SIZE = 70, 80
LEAST_RARE_ZIPF = 1.5
LEAST_ZIPF = 2.0  # rarer words that are not known say little; leaving them out saves a third of the loading time
LEAST_NEAR_ZIPF = 1.5  # rarer words are not worth proposing
# In news a word counts as established at 10 lower-case uses (the floor of the case counts), and as a misspelling of
# a neighbour that is 60 times as frequent: `employes` stands 1 to 1,017 against `employees`, and `recieve`,
# `goverment`, `seperate` and `occured` do not reach the floor at all.
LEAST_NEWS, MISSPELT_RATIO = 10, 60
# From 40 uses on, all 58 words that the ratio rejected were good ones (`servicer`, `financials`) or halves of others.
SURE_NEWS = 40
INNER_CAPITALS = re.compile(r"\b(?:[a-z]+[A-Z]|[A-Z]+[a-z]+[A-Z])[A-Za-z]*\b")
CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")
# What stays of a word when its clitic is cut off: ca n't, wo n't, sha n't, ai n't.
STEMS = ("ca", "wo", "sha", "ai")


def read_scowl(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Return SCOWL's lower-case words, its rare ones, and its capitalised ones, American and British."""
    words, rare, capitalised = set(), set(), set()
    for path in sorted(folder.glob("*.[0-9]*")):
        name, _, size = path.name.rpartition(".")
        region, _, kind = name.partition("-")
        if region not in ("english", "american", "british", "british_z", "variant_1") or int(size) > SCOWL_RARE_SIZE:
            continue
        for line in path.read_text(encoding="utf-8").split():
            word = line.removesuffix("'s")
            if kind in ("upper", "proper-names", "abbreviations") or word != word.lower():
                capitalised.add(word)
            elif int(size) <= SCOWL_SIZE:
                words.add(word)
            else:
                rare.add(word)
    return words, rare - words, capitalised


def read_wordnet(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Return words of three letters or more: WordNet's lower-case lemmas, parts of longer lemmas, capitalised ones."""
    lower: set[str] = set()
    parts: set[str] = set()
    capitalised: set[str] = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split(" ")
            for lemma in fields[4 : 4 + 2 * int(fields[3], 16) : 2]:
                lemma = lemma.partition("(")[0]
                for word in lemma.split("_"):
                    if len(word) > 2 and word.isalpha():
                        listed = lower if word == lemma else parts
                        (listed if word == word.lower() else capitalised).add(word)
    return lower, parts - lower, capitalised


def read_case(path: Path) -> dict[str, Case]:
    """Return how often news had each word as lower, Title, UPPER and miXed."""
    table = {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            word, *counts = line.rstrip("\n").split("\t")
            lower, title, upper, mixed = map(int, counts)
            table[word] = (lower, title, upper, mixed)
    return table


def read_inner_capitals(path: Path) -> dict[str, Counter[str]]:
    """Return, for each word that a text writes with inner capitals (`iPhone`), its forms with their counts."""
    counts: Counter[str] = Counter()
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            counts.update(INNER_CAPITALS.findall(line))
    surfaces: dict[str, Counter[str]] = {}
    for word, count in counts.items():
        surfaces.setdefault(word.lower(), Counter())[word] = count
    return surfaces


class Misspellings:
    """Tells whether an unlisted word looks like a misspelling of a far commoner listed one."""

    def __init__(self, listed: Iterable[str], frequency: dict[str, float]) -> None:
        self._words = sorted((w for w in listed if frequency.get(w, 0) >= 2.5), key=lambda w: -frequency[w])
        self._frequency = frequency
        self._index = NearIndex(self._words, *index_words(self._words))

    def likely(self, word: str, ratio: float) -> bool:
        """Return True if a listed word one edit away (two, if long) is `ratio` times as frequent."""
        floor = self._frequency.get(word, 1.0) + math.log10(ratio)
        distance = 2 if len(word) >= 9 else 1
        for row, edits in self._index.search(word, distance=distance, limit=8):
            if edits and self._frequency[self._words[row]] >= floor + (edits - 1):
                return True
        return False


def established(case: Case) -> bool:
    """Return True for a word that news mostly writes in lower case."""
    lower, title, upper, mixed = case
    return lower >= LEAST_NEWS and lower >= 0.5 * (lower + title + upper + mixed)


def usual_surface(word: str, case: Case | None, surfaces: Counter[str], capitalised: set[str]) -> str:
    """Return how a word mostly stands inside a sentence."""
    if case is not None:
        lower, title, upper, mixed = case
        if lower >= max(title, upper, mixed):
            return word
        if surfaces and mixed >= max(title, upper):
            return surfaces.most_common(1)[0][0]
        return word.capitalize() if title >= upper else word.upper()
    return next((form for form in (word.capitalize(), word.upper()) if form in capitalised), word)


def read_frequency() -> dict[str, float]:
    """Return the zipf frequency of wordfreq's English words made of letters and inner apostrophes."""
    return {
        word: round(math.log10(share) + 9, 2)
        for word, share in wordfreq.get_frequency_dict("en", wordlist="large").items()
        if word.replace("'", "").isalpha()
    }


def judge(
    frequency: dict[str, float], case: dict[str, Case], words: set[str], rare: set[str], capitalised: set[str]
) -> set[str]:
    """Return the known words: all of `words`, and others as far as they are in use and look like no misspelling."""
    known = set(words)
    # English adjectives and names that everyone writes without capitals now and then: monday, french, internet.
    known |= {w.lower() for w in capitalised if frequency.get(w.lower(), 0) >= 3.0 and w[1:].islower()}
    misspellings = Misspellings(known, frequency)

    def admit(candidates: Iterable[str]) -> None:
        known.update([w for w in candidates if w not in known and not misspellings.likely(w, MISSPELT_RATIO)])

    admit(w for w in rare if frequency.get(w, 0) >= LEAST_RARE_ZIPF)
    admit(w for w in frequency if not known.isdisjoint(inflected(w)))
    news = {w for w, counts in case.items() if established(counts)}
    fragments = {w.removesuffix("'t") for w in words if w.endswith("n't")}  # `didn`, cut from `didn't`
    known |= {w for w in news if compounds(w, known) or (case[w][0] >= SURE_NEWS and w not in fragments)}
    admit(news)
    admit(w for w in frequency if not known.isdisjoint(affixed(w)))
    admit(w for w in frequency if not known.isdisjoint(inflected(w)))
    return known.union(CLITICS, STEMS, PREFIXES, "abcdefghijklmnopqrstuvwxyz")


def columns(
    frequency: dict[str, float], known: set[str], case: dict[str, Case], usual: Iterable[str]
) -> Iterator[tuple[str, list[str] | np.ndarray]]:
    """Yield the columns of `lexicon.bin`."""
    # `Lexicon.known` asks for the noun of a possessive, which is why none is kept unless it is known itself (`let's`).
    kept = {w for w, zipf in frequency.items() if zipf >= LEAST_ZIPF and not w.endswith("'s")} | known | set(case)
    words = sorted(kept, key=lambda word: (-frequency.get(word, 0), word))
    steps = [min(127, round(frequency.get(word, 0) * ZIPF_STEPS)) for word in words]
    yield "words", words
    yield "codes", np.array([2 * step + (word in known) for step, word in zip(steps, words, strict=True)], np.uint8)
    proposable = [
        row for row, w in enumerate(words) if w in known and frequency.get(w, 0) >= LEAST_NEAR_ZIPF and w[0].isalpha()
    ]
    rows, masks, bounds = index_words([words[row] for row in proposable])
    yield "near_rows", np.array(proposable, np.uint32)[rows]
    yield "near_masks", masks
    yield "near_bounds", bounds
    place = {word: row for row, word in enumerate(words)}
    cased = sorted(case)
    yield "case_rows", np.array([place[word] for word in cased], np.uint32)
    yield "case_counts", np.array([case[word] for word in cased], np.uint32).reshape(-1)
    yield "usual", sorted(usual)


def main() -> None:
    """Read the sources, judge every word, write the dictionary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--case", type=Path, required=True, help="case counts of news: word, lower, Title, UPPER, miXed"
    )
    parser.add_argument(
        "--text", type=Path, required=True, help="the same news, .xz, one sentence a line, for inner capitals"
    )
    parser.add_argument("--wordnet", type=Path, required=True, help="WordNet's dict folder (data.noun …)")
    parser.add_argument(
        "--scowl", type=Path, default=Path("/usr/share/dict/scowl"), help="SCOWL's lists (Debian: scowl)"
    )
    parser.add_argument("--out", type=Path, default=Path("dictionaries/en"))
    options = parser.parse_args()
    frequency, case = read_frequency(), read_case(options.case)
    words, rare, names = read_scowl(options.scowl)
    lemmas, parts, capitalised_lemmas = read_wordnet(options.wordnet)
    words |= lemmas
    known = judge(frequency, case, words, rare | parts, names)
    capitalised = names | capitalised_lemmas
    surfaces = read_inner_capitals(options.text)
    usual = set()
    for word in set(case) | {w.lower() for w in capitalised} - words:
        surface = usual_surface(word, case.get(word), surfaces.get(word, Counter()), capitalised)
        if surface != word:
            usual.add(surface)
    note = "licence=CC-BY-SA-4.0,SCOWL,WordNet build=dictionaries/build/lexicon.py"
    built = dict(columns(frequency, known, case, usual))
    write_columns(options.out / "lexicon.bin", VERSION, built, note=note)
    print(f"{len(built['words'])} words, {len(known)} known, {len(usual)} with capitals")


if __name__ == "__main__":
    main()
