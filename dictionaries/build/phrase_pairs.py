"""Reads the list of tortured phrases, aligns both sides word by word, and reads WordNet's broader and narrower words."""

import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from pairs import Aligner

from benchmarks.cases import load_cases, without_notes
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import Morphology
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.phrases import words_of
from repair.knowledge.spinner.substitutions import Substitutions
from repair.knowledge.thesaurus import Thesaurus

PASSES = 2
ABOVE, BELOW, BESIDE = "above", "below", "beside"
WIDEST = {BELOW: 80, BESIDE: 120}  # words of a relation beyond which it says little
MOST_CHILDREN = 40  # of a broader synset, beyond which two of them are not beside each other


def load(path: Path, fold: str):
    """Return the cases of one fold; all garbles of one intended phrase lie in the same."""
    return [case for case in load_cases(path, fold=fold) if words_of(case.observed) and words_of(case.intended[0])]


def spinner_of(get) -> Spinner:
    """Return the spinner inverted without any known pair: those may come from the other half of the list."""
    return Spinner(get(Thesaurus.read), get(Morphology.read), get(Lexicon.read), {"pair": Substitutions([])})


def mine(cases, get) -> Counter:
    """Return how often each word or piece of a phrase stands for another; equal ones are left out."""
    aligner = Aligner(spinner_of(get))
    for _ in range(PASSES):
        counts = Counter()
        for case in cases:
            counts.update(aligner.align(list(words_of(case.observed)), list(words_of(without_notes(case.intended[0])))))
        aligner.counted = counts
    return counts


def read_relations(folder: Path) -> dict[str, dict[str, set[str]]]:
    """Return, by relation and word, WordNet's broader words (up to two steps), narrower ones, and those beside it."""
    found = {name: defaultdict(set) for name in (ABOVE, BELOW, BESIDE)}
    for pos in ("noun", "verb", "adj"):
        words, parents, children, also = {}, {}, defaultdict(list), {}
        for line in (folder / f"data.{pos}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split(" | ")[0].split()
            place, at = fields[0], 4 + 2 * int(fields[3], 16)
            words[place] = [w.partition("(")[0].lower() for w in fields[4:at:2] if "_" not in w]
            links = [fields[at + 1 + 4 * k : at + 3 + 4 * k] for k in range(int(fields[at]))]
            parents[place] = [target for symbol, target in links if symbol in ("@", "@i")]
            also[place] = [target for symbol, target in links if symbol in ("&", "^", "*")]
            for parent in parents[place]:
                children[parent].append(place)
        for place, own in words.items():
            above = [*parents[place], *(far for near in parents[place] for far in parents.get(near, ()))]
            beside = [c for p in parents[place] if len(children[p]) <= MOST_CHILDREN for c in children[p] if c != place]
            beside += [*also[place], *(far for near in also[place] for far in also.get(near, ()))]
            for name, places in ((ABOVE, above), (BELOW, children[place]), (BESIDE, beside)):
                related = [word for other in places for word in words.get(other, ())][: WIDEST.get(name)]
                for word in own:
                    found[name][word].update(related)
    return found
