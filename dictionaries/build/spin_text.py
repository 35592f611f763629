"""Spin clean text the way article spinners do, to train the ranking: any word for any mate of any of its senses.

python dictionaries/build/spin_text.py --rate 0.2 < article.txt
"""

import argparse
import random
import sys
from collections import defaultdict
from math import exp
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.knowledge.morphology import Morphology
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.substitutions import Substitution, read_pairs
from repair.knowledge.thesaurus import Thesaurus, text_of
from repair.text import tokens
from repair.text.casing import match_case


class SpinText:
    """A spinner without taste; what it writes depends only on the seed."""

    def __init__(self, resources: Resources, seed: int) -> None:
        self.thesaurus = resources.get(Thesaurus.read)
        self.morphology = resources.get(Morphology.read)
        self.random = random.Random(seed)
        self.habits: dict[str, list[Substitution]] = defaultdict(list)
        for row in resources.get(read_pairs).rows():
            if row.source != "tortured":
                self.habits[row.intended].append(row)

    def mate(self, phrase: tuple[str, ...]) -> str | None:
        """Return a mate of the phrase in its inflection, or None if it has none."""
        choices = []
        for analysis in self.morphology.analyse_phrase(phrase):
            lemma = self.thesaurus.find(analysis.lemma)
            if lemma is not None:
                mates = sorted(self.thesaurus.mates(lemma))
                choices += [(mate, analysis.pos, analysis.feature) for mate in mates if mate != lemma]
        if not choices:
            return None
        mate, pos, feature = self.random.choice(choices)
        if feature == "base":
            return self.thesaurus.written(mate)
        forms = self.morphology.inflect(self.thesaurus.key(mate), pos, feature)
        return text_of(forms[0]) if forms else None

    def habitual(self, phrase: tuple[str, ...]) -> str | None:
        """Return what known spinners write for the phrase, as often as they do, or None."""
        found = self.habits.get(" ".join(phrase))
        if not found:
            return None
        return text_of(self.random.choices([row.observed for row in found], [exp(row.log_channel) for row in found])[0])

    def spin(self, text: str, rate: float, *, habit: float = 0.0) -> str:
        """Return the text with about `rate` of its words spun (fewer where words have no mates)."""
        return self.spin_with_swaps(text, rate, habit=habit)[0]

    def spin_with_swaps(self, text: str, rate: float, *, habit: float = 0.0) -> tuple[str, list[tuple[int, int, str]]]:
        """Return the spun text, and of each swap its place there (code points) and what stood there before.

        A share `habit` of the swaps is made by a known pair, where the words have one.
        """
        document = tokens.read(text)
        parts: list[str] = []
        swaps: list[tuple[int, int, str]] = []
        position = index = length = 0
        while index < len(document):
            last = index + (2 if self.random.random() < 0.15 and index + 1 < len(document) else 1)
            span = range(index, last)
            plain = all(i not in document.protected and document.texts[i].isalpha() for i in span)
            if plain and self.random.random() < rate and (not document.texts[index].isupper() or rate > 0.3):
                observed = document.covered(index, last)
                phrase = tuple(document.texts[i].lower() for i in span)
                by_habit = habit and self.random.random() < habit
                mate = (self.habitual(phrase) if by_habit else None) or self.mate(phrase)
                if mate and mate.lower() != observed.lower():
                    mate = match_case(observed, mate, mate)
                    parts += [document.text[position : document.starts[index]], mate]
                    length += len(parts[-2]) + len(mate)
                    swaps.append((length - len(mate), length, observed))
                    position = document.ends[last - 1]
                    index = last
                    continue
            index += 1
        return "".join(parts) + document.text[position:], swaps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    sys.stdout.write(SpinText(Resources("en"), args.seed).spin(sys.stdin.read(), args.rate))


if __name__ == "__main__":
    main()
