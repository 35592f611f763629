"""Mine a spinner's habits from spun text that has no original: one round of expectation maximisation.

    python dictionaries/build/raw_pairs.py FILE.jsonl --out raw-pairs.tsv

Every article is ranked as it is for a user; each reading counts by its confidence.  A pair that many articles of one
spinner (the field `spinner`) agree on becomes a row `observed intended P(observed | intended) raw-SPINNER count` for
`pairs.py --raw`.  Words that no channel can explain are deciphered by `repair.site.ciphers` in the texts as they were mended.
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
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.reader.network import Reader
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.substitutions import RAW
from repair.repairer import Repairer
from repair.site import ciphers
from repair.text import tokens

FEWEST, FEWEST_TEXTS = 3.0, 3
"""Expected sightings of a pair, and texts that hold it."""
SUREST = 0.45
"""Mean confidence of the reading over all places where the observed phrase stands as a suspect."""
KEPT_CHANNELS = ("synonym", "letters", "foreign")
REPAIRER: list[Repairer] = []


def counted(row: dict):
    """Return the spinner, the mended text, and expected counts of pairs, of their places and of words, over one text."""
    if not REPAIRER:
        REPAIRER.append(Repairer.load("en", kinds=["spin"]))
    analysis = REPAIRER[0].decide(row["garbled"])
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
    return row["spinner"], REPAIRER[0].clean(row["garbled"]), pairs, places, words


class Habits:
    """Expected counts over all texts of one spinner."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[str, str], float] = defaultdict(float)
        self.in_texts: dict[tuple[str, str], int] = defaultdict(int)
        self.places: dict[str, int] = defaultdict(int)
        self.words: dict[str, float] = defaultdict(float)

    def add(self, pairs, places, words) -> None:
        """Add what one text has shown."""
        for pair, count in pairs.items():
            self.pairs[pair] += count
            self.in_texts[pair] += count > 0.4
        for observed, number in places.items():
            self.places[observed] += number
        for word, number in words.items():
            self.words[word] += number

    def rows(self, spinner: str) -> list[str]:
        """Return a row for each pair that enough texts agree on."""
        found = []
        for (observed, intended), count in sorted(self.pairs.items()):
            is_sure = count >= max(FEWEST, SUREST * self.places[observed])
            if is_sure and self.in_texts[observed, intended] >= FEWEST_TEXTS:
                probability = min(0.9, count / (self.words[intended] + 1))
                found.append(f"{observed}\t{intended}\t{probability:.4g}\t{RAW}{spinner}\t{round(count)}")
        return found


def decipher(texts: list[str], spinner: str) -> list[str]:
    """Return a row for each word that stands for another one all through the mended texts of a spinner."""
    resources = Resources()

    def documents():
        return map(tokens.read, texts)

    lexicon, reader = resources.get(Lexicon.read), resources.get(Reader.read)
    found = ciphers.find(documents, ciphers.count(documents()), lexicon, reader)
    return [f"{row.observed}\t{row.intended}\t{row.share:.4g}\t{RAW}{spinner}\t{round(row.times)}" for row in found]


def main() -> None:
    """Rank all texts, add up, write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    texts = [json.loads(line) for line in args.raw.read_text(encoding="utf-8").splitlines()]
    habits: dict[str, Habits] = defaultdict(Habits)
    mended: dict[str, list[str]] = defaultdict(list)
    with Pool(args.processes) as pool:
        for spinner, text, *shown in pool.imap(counted, texts):
            habits[spinner].add(*shown)
            mended[spinner].append(text)
    rows = [row for spinner, habit in sorted(habits.items()) for row in habit.rows(spinner)]
    known = {row.split("\t")[0] for row in rows}
    deciphered = [row for spinner in sorted(mended) for row in decipher(mended[spinner], spinner)]
    rows += [row for row in deciphered if row.split("\t")[0] not in known]
    args.out.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    print(len(rows), "pairs")


if __name__ == "__main__":
    main()
