"""Count the letters of the languages written in Latin letters, and write `languages.bin`.

    python -m dictionaries.build.languages --out dictionaries/en

From the frequency lists of wordfreq (CC BY-SA 4.0): P(third letter, the two before it) of each language, smoothed.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import wordfreq
from container import write_columns

from repair.knowledge.languages import FILE, STEPS, VERSION, trigrams

LANGUAGES = "en ca cs da de es fi fil fr hu id is it lt lv ms nb nl pl pt ro sh sk sl sv tr vi".split()
WORDS, KEPT = 30_000, 9_000
"""Words of each language that are counted, and trigrams kept: the most frequent ones over all languages."""
TYPES = 0.3
"""Share of the counts that goes by different words and not by their frequency: it knows rare words better."""
SMOOTHING = 2e-6


def counts(language: str) -> Counter[str]:
    """Return the share of each trigram in a language."""
    found: Counter[str] = Counter()
    words = [word for word in wordfreq.top_n_list(language, WORDS) if word.isalpha()]
    total = sum(wordfreq.word_frequency(word, language) for word in words)
    for word in words:
        share = (1 - TYPES) * wordfreq.word_frequency(word, language) / total + TYPES / len(words)
        for trigram in trigrams(word):
            found[trigram] += share
    size = sum(found.values())
    return Counter({trigram: count / size for trigram, count in found.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    tables = {language: counts(language) for language in LANGUAGES}
    most: Counter[str] = Counter()
    for table in tables.values():
        most.update(table)
    kept = sorted(trigram for trigram, _ in most.most_common(KEPT))
    log_p = np.log([[tables[language][trigram] + SMOOTHING for language in LANGUAGES] for trigram in kept])
    codes = np.clip(np.rint(-log_p * STEPS), 0, 255).astype(np.uint8)
    note = "letters of the words of wordfreq 3 (Robyn Speer; CC BY-SA 4.0)"
    write_columns(
        args.out / FILE, VERSION, {"languages": LANGUAGES, "trigrams": kept, "codes": codes.ravel()}, note=note
    )
    print(f"{len(kept)} trigrams of {len(LANGUAGES)} languages")


if __name__ == "__main__":
    main()
