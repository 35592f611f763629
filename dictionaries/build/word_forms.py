"""Rules that let an unlisted word count as English: regular inflection, productive prefixes, closed compounds."""

from __future__ import annotations

from collections.abc import Collection

# Productive today, each forming words that no list is complete in (Quirk et al. 1985, appendix I).
PREFIXES = (
    "anti", "auto", "bio", "co", "counter", "cross", "cyber", "de", "dis", "eco", "ex", "extra", "geo", "hyper", "inter",
    "macro", "mega", "meta", "micro", "mid", "mini", "mis", "mono", "multi", "nano", "neo", "neuro", "non", "out", "over",
    "photo", "poly", "post", "pre", "pro", "pseudo", "psycho", "re", "semi", "socio", "sub", "super", "techno", "tele",
    "trans", "ultra", "un", "under", "uni",
)  # fmt: skip
SUFFIXES = ("like", "less", "ness", "ship", "ly", "ism", "ist", "wise", "free", "proof", "able", "er", "hood")
LEAST_STEM = 5  # letters: shorter stems turn up by chance (`un` + `til`, `re` + `cive`)
LEAST_PART = 4  # letters of either half of a closed compound


def inflected(word: str) -> list[str]:
    """Return the stems of which `word` may be a regular plural, third person, past or -ing form."""
    if len(word) < LEAST_STEM:
        return []
    stems = []
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
        stems.append(word[:-2])
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and not _hard_y(word[:-1]):
        stems.append(word[:-1])
    if word.endswith(("ed", "er")):
        stems.append(word[:-1])
    # -ed and -ing after a bare consonant often need doubling, so that only stems that end in two letters of
    # consonants or a vowel pair are regular; the rest would admit `stoped`, `begining`.
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 4 and _takes_ending(stem):
            stems.append(stem)
        if stem != word and len(stem) >= 4 and ending == "ing" and not _takes_ending(stem):
            stems.append(stem + "e")
    return stems


def affixed(word: str) -> list[str]:
    """Return the stems from which `word` may be derived by a productive prefix or suffix."""
    stems = [word[len(p) :] for p in PREFIXES if word.startswith(p) and len(word) - len(p) >= LEAST_STEM]
    for suffix in SUFFIXES:
        stem = word.removesuffix(suffix)
        # A final y or e changes before a suffix, -ic takes -ally: `happyness`, `basicly` are misspellings.
        if stem != word and len(stem) >= LEAST_STEM and not stem.endswith(("y", "le", "ic")):
            stems.append(stem)
    return stems


def compounds(word: str, known: Collection[str]) -> bool:
    """Return True if `word` falls into two known words of four letters or more (`frontrunner`)."""
    return any(word[:cut] in known and word[cut:] in known for cut in range(LEAST_PART, len(word) - LEAST_PART + 1))


def _hard_y(stem: str) -> bool:
    return stem[-1] == "y" and stem[-2] not in "aeiou"


def _takes_ending(stem: str) -> bool:
    vowels = "aeiou"
    return (
        (stem[-1] not in vowels + "c" and stem[-2] not in vowels)
        or (stem[-1] not in vowels and stem[-2] in vowels and stem[-3] in vowels)
        or stem[-1] in "wxy"
    )
