"""Turn tokenised text into the numbers that the reader is trained on: word types, their wordpieces, ids, case.

    python dictionaries/build/reader_corpus.py TEXT.txt.xz … --words words.txt.gz --out corpus.npz

One sentence or paragraph a line, words as `repair.text.tokens` cuts them, spaces between.  The first types are the output
words, in their order; every type that is seen twice keeps its letters.
"""

import argparse
import lzma
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from export_reader import lines

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.knowledge.reader.network import case_class
from repair.knowledge.reader.wordpieces import WordPieces
from repair.text.tokens import form_of

BREAK = -1
"""Between two lines, in place of an id."""
LEAST_SEEN = 2
RARE = "[UNK]"
"""The type of all words that were seen less often."""


class Corpus(NamedTuple):
    """Text as numbers.

    `ids` are places in `types`, BREAK between lines; `case` is the reader's class of each; the first `outputs` types
    are those that it can name.
    """

    types: list[str]
    counts: np.ndarray
    ids: np.ndarray
    case: np.ndarray
    outputs: int


def corpus_of(texts: list[list[str]], words: list[str]) -> Corpus:
    """Return the corpus of tokenised lines."""
    counts: Counter[str] = Counter()
    for line in texts:
        counts.update(map(form_of, line))
    known = set(words)
    types = [*words, *(form for form, n in counts.most_common() if n >= LEAST_SEEN and form not in known), RARE]
    number = {form: k for k, form in enumerate(types)}
    ids, case = [], []
    for line in texts:
        ids += [number.get(form_of(word), number[RARE]) for word in line]
        case += map(case_class, line)
        ids.append(BREAK)
        case.append(0)
    seen = np.array([counts.get(form, 0) for form in types])
    return Corpus(types, seen, np.array(ids, np.int32), np.array(case, np.uint8), len(words))


def pieces_of(types: list[str], pieces: WordPieces) -> tuple[np.ndarray, np.ndarray]:
    """Return where the pieces of each type start, and the pieces of all types in a row."""
    cut = [pieces.cut(form) if form != RARE else (100,) for form in types]
    starts = np.concatenate([[0], np.cumsum([len(found) for found in cut])]).astype(np.int32)
    return starts, np.array([number for found in cut for number in found], np.int32)


def save(corpus: Corpus, path: Path) -> None:
    """Write a corpus; `load` reads it."""
    np.savez_compressed(
        path, types=np.array("\n".join(corpus.types)), counts=corpus.counts, ids=corpus.ids, case=corpus.case,
        outputs=corpus.outputs,
    )  # fmt: skip


def load(path: Path) -> Corpus:
    """Read a corpus."""
    found = np.load(path, allow_pickle=False)
    types = str(found["types"]).split("\n")
    return Corpus(types, found["counts"], found["ids"], found["case"], int(found["outputs"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts = []
    for path in args.texts:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            texts += [line.split() for line in stream]
    corpus = corpus_of(texts, lines(args.words))
    save(corpus, args.out)
    print(f"{len(corpus.ids):,} ids, {len(corpus.types):,} types")


if __name__ == "__main__":
    main()
