"""Mine a spinner's habits from spun text that has no original: one round of expectation maximisation.

    python dictionaries/build/raw_pairs.py FILE.jsonl --out raw-pairs.tsv

Every article is ranked as it is for a user; each reading counts by its confidence.  A pair that many articles agree
on becomes a row `observed intended P(observed | intended) raw count` for `pairs.py --raw`.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from multiprocessing import Pool
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.repairer import Repairer

FEWEST, FEWEST_TEXTS = 3.0, 3
"""Expected sightings of a pair, and texts that hold it."""
SUREST = 0.45
"""Mean confidence of the reading over all places where the observed phrase stands as a suspect."""
KEPT_CHANNELS = ("synonym", "letters", "foreign")
REPAIRER: list[Repairer] = []


def counted(text: str):
    """Return expected counts of pairs and of intended words left alone, over one text."""
    if not REPAIRER:
        REPAIRER.append(Repairer.load("en", kinds=["spin"]))
    analysis = REPAIRER[0].decide(text)
    pairs: dict[tuple[str, str], float] = defaultdict(float)
    places: dict[str, int] = defaultdict(int)
    words: dict[str, float] = defaultdict(float)
    for form in analysis.document.forms:
        words[form] += 1
    for decision in analysis.decisions:
        seen = set()
        for reading in decision.readings:
            c = reading.candidate
            if c is not None and c.channel in KEPT_CHANNELS:
                observed = " ".join(analysis.document.forms[c.first : c.last])
                intended = " ".join(c.forms)
                pairs[observed, intended] += reading.confidence
                words[intended] += reading.confidence
                seen.add(observed)
        for observed in seen:
            places[observed] += 1
    return pairs, places, words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts = [json.loads(line)["garbled"] for line in args.raw.read_text(encoding="utf-8").splitlines()]
    pairs: dict[tuple[str, str], float] = defaultdict(float)
    in_texts: dict[tuple[str, str], int] = defaultdict(int)
    places: dict[str, int] = defaultdict(int)
    words: dict[str, float] = defaultdict(float)
    with Pool(2) as pool:
        for found, at, total in pool.imap_unordered(counted, texts):
            for pair, count in found.items():
                pairs[pair] += count
                in_texts[pair] += count > 0.4
            for observed, number in at.items():
                places[observed] += number
            for word, number in total.items():
                words[word] += number
    rows = []
    for (observed, intended), count in sorted(pairs.items()):
        if count >= FEWEST and in_texts[observed, intended] >= FEWEST_TEXTS and count / places[observed] >= SUREST:
            probability = min(0.9, count / (words[intended] + 1))
            rows.append(f"{observed}\t{intended}\t{probability:.4g}\traw\t{round(count)}")
    args.out.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    print(len(rows), "pairs")


if __name__ == "__main__":
    main()
