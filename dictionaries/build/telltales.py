"""Lists the words that betray a spinner: those that it writes far oftener than writers do.

    python dictionaries/build/telltales.py --out dictionaries/en

How often a spinner that swaps every word would write a word is the sum, over all that it can stand for, of how often
that was meant times P(observed | intended): the channel of `repair.knowledge.spinner.inversion`, the frequencies of the lexicon.  A word is
listed when that is at least LEAST times its own frequency.  `volition` is rare, `will` is not.
"""

import argparse
import sys
from math import exp, log10
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from container import write_text

from repair.decision.look import TELLTALES, TELLTALES_VERSION
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.inversion import Spinner

LEAST = 10.0
LOWEST_ZIPF = 1.0  # a word that is never seen counts as this
FURTHER = 0.7  # zipf lost by each further word of an intended phrase


def expected(spinner: Spinner, lexicon: Lexicon, word: str) -> float:
    """Return how often a spinner would write the word in 10^9 words, if it swapped every word."""
    return sum(
        exp(inversion.log_channel)
        * 10 ** (min(map(lexicon.zipf, inversion.forms)) - FURTHER * (len(inversion.forms) - 1))
        for inversion in spinner.inversions((word,))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    get = Resources().get
    spinner, lexicon = get(Spinner.read), get(Lexicon.read)
    rows = []
    for word in lexicon.words():
        if word.isalpha() and word.isascii() and lexicon.known(word):
            often = expected(spinner, lexicon, word)
            if often >= LEAST * 10 ** max(lexicon.zipf(word), LOWEST_ZIPF):
                rows.append(f"{word}\t{log10(often):.2f}")
    write_text(options.out / TELLTALES, TELLTALES_VERSION, sorted(rows), note="build=dictionaries/build/telltales.py")
    print(f"{len(rows)} words")


if __name__ == "__main__":
    main()
