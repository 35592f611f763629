"""Turn the spinner's inversions round: what can stand for each intended phrase, with P(observed | intended).

    python dictionaries/build/substitution_table.py --out forward.tsv.gz [--folder DICTIONARIES]

Asks the spinner about every word of the lexicon, every lemma of the thesaurus in all its forms, and every known pair;
about two minutes.  Rows: intended, observed, P.
"""

import argparse
import gzip
import sys
from collections import defaultdict
from math import exp
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import FEATURES, Morphology
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.substitutions import read_foreign, read_function_words, read_pairs
from repair.knowledge.thesaurus import Thesaurus

LONGEST_LEMMA, LONGEST_OBSERVED, LONGEST_INTENDED = 4, 5, 3
LEAST = 0.0005
FOREIGN = 0.02


def observed_phrases(resources: Resources) -> list[tuple[str, ...]]:
    """Return every phrase that a spinner may have written."""
    thesaurus, morphology = resources.get(Thesaurus.read), resources.get(Morphology.read)
    found = {(word,) for word in resources.get(Lexicon.read).words() if word.replace("'", "").isalnum()}
    for number in range(len(thesaurus)):
        key = thesaurus.key(number)
        if key.count(" ") >= LONGEST_LEMMA:
            continue
        found.add(tuple(key.split(" ")))
        for pos in "nv":
            for feature in FEATURES[pos]:
                if feature != "base":
                    found.update(tuple(form.split(" ")) for form in morphology.inflect(key, pos, feature)[:1])
    for read in (read_pairs, read_function_words):
        found.update(tuple(row.observed.split(" ")) for row in resources.get(read).rows())
    return sorted(phrase for phrase in found if len(phrase) <= LONGEST_OBSERVED)


def table(resources: Resources) -> dict[str, dict[str, float]]:
    """Return P of each observed phrase by intended phrase."""
    spinner = resources.get(Spinner.read)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for observed in observed_phrases(resources):
        text = " ".join(observed)
        for inversion in spinner.inversions(observed):
            if len(inversion.forms) <= LONGEST_INTENDED:
                row = found[" ".join(inversion.forms)]
                row[text] = max(exp(inversion.log_channel), row.get(text, 0.0))
    for row in resources.get(read_foreign).rows():
        found[row.intended].setdefault(row.observed, FOREIGN)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folder", type=Path, help="dictionaries, if not the shipped ones")
    args = parser.parse_args()
    rows = table(Resources("en", args.folder))
    with gzip.open(args.out, "wt", encoding="utf-8") as stream:
        for intended in sorted(rows):
            for observed, p in sorted(rows[intended].items()):
                if p >= LEAST:
                    stream.write(f"{intended}\t{observed}\t{p:.5f}\n")


if __name__ == "__main__":
    main()
