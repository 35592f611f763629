"""Works out ahead what every listed word can have been before a spinner.

    python dictionaries/build/inversions.py --out dictionaries/en

It asks the spinner itself, and must be run again whenever one of `repair.knowledge.spinner.listed.SOURCES` or the spinner changes:
a table that was made from other sources is not used, which costs speed, and fails a test.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from container import write_columns

from repair.knowledge.lexicon import ZIPF_STEPS, Lexicon
from repair.knowledge.morphology import Morphology
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.costs import EVIDENCE, read_log_operations
from repair.knowledge.spinner.inversion import KNOWN, Spinner
from repair.knowledge.spinner.listed import BLOCK, NAME, OPERATIONS, SOURCES, STEPS, VERSION, checksums, read_tables
from repair.knowledge.thesaurus import Thesaurus

HIGHEST = 2**16 - 1
WAY_OF = {evidence: OPERATIONS.index(way) for way, evidence in EVIDENCE.items() if evidence}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    resources = Resources()
    get = resources.get
    lexicon = get(Lexicon.read)
    spinner = Spinner(
        get(Thesaurus.read), get(Morphology.read), lexicon, read_tables(resources), get(read_log_operations)
    )
    numbers: dict[str, int] = {}
    rows, counts, readings, costs = [], [], [], []
    words = lexicon.words()
    for row in sorted(range(len(words)), key=words.__getitem__):
        ranked = spinner.ranked((words[row],))
        for key, _, log_channel, route, evidence in ranked:
            way = (
                OPERATIONS.index("function" if route == "function" else "listed")
                if route in KNOWN
                else WAY_OF[evidence]
            )
            readings.append(numbers.setdefault(key, len(numbers)) << 8 | way)
            costs.append(min(HIGHEST, max(0, round(-STEPS * log_channel))))
        if ranked:
            rows.append(row)
            counts.append(len(ranked))
    texts = []
    for key in numbers:
        written = spinner.written(key)
        texts.append((key if written == key else f"{key}\t{written}").encode())
    columns = {
        "sources": checksums(resources),
        "rows": np.array(rows, np.uint32),
        "starts": np.cumsum([0, *counts])[:-1:BLOCK].astype(np.uint32),
        "counts": np.array(counts, np.uint8),
        "readings": np.array(readings, np.uint32),
        "costs": np.array(costs, np.uint16),
        "keys": np.frombuffer(b"".join(texts), "S1"),
        "keys_starts": np.cumsum([0, *map(len, texts)]).astype(np.uint32),
        "frequencies": np.array([round(ZIPF_STEPS * spinner.zipf(key)) for key in numbers], np.uint8),
    }
    write_columns(options.out / NAME, VERSION, columns, note=f"from={','.join(SOURCES)}")
    print(f"{len(rows)} words of {len(words)}, {len(readings)} readings of {len(numbers)} keys")


if __name__ == "__main__":
    main()
