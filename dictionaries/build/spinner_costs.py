"""Estimates how often spinners go each way (`spinner.tsv`): a mate, a chain, a longer word, a changed inflection …

    python dictionaries/build/spinner_costs.py --aligned spin.jsonl spin_heavy.jsonl spin_hand.jsonl --out dictionaries/en

Expectation maximisation over the aligned substitutions of each spinner: which way made a substitution is hidden, where
several explain it.  The E step shares each one out among its ways; the M step divides what a way got by how often it
could have been gone.  Spinners weigh the same, however much text there is of each.  Mined pairs take no part: these
are the ways to what was never seen.  Rows with an even CRC-32 of their source alone, as for `pairs.py`.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

from container import write_text
from pairs import Aligner, Pair, aligned_pairs, rows_of, unlisted

from repair.channels.letters import FIGURES
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.costs import CHANGES, FILE, ROUTE_OF, VERSION
from repair.knowledge.spinner.inversion import Spinner
from repair.knowledge.spinner.substitutions import Substitutions, read_function_words
from repair.knowledge.thesaurus import Thesaurus

ROUNDS = 30
PRIOR, PRIOR_GONE = 1.0, 0.5  # Jeffreys' prior: one chance of each way, taken half the time
START = 0.1  # P of each way before the first round
TOGETHER = 50.0  # chances by which each spinner is drawn to the mean of all (chosen: a tenth of a short article)
Explained = list[tuple[float, dict[str, float]]]  # how often, and P(observed | intended, way) of each way

# Intended and observed of what the letters channel undoes, as aligned tokens.
LETTERS = {
    "clitic": (re.compile(r"[a-z]+ ?(?:'(?:s|re|ve|ll|d|m)|n't)"), re.compile(r"[a-z]+'[a-z]{2,}|[a-z]+ ?' ?t")),
    "suffix": (re.compile(r"\d+ ?(?:st|nd|rd|th|p|k|m|g)"), re.compile(r"\d+ ?[a-z]{3,}")),
    "figure": (re.compile(r"[\d.,]+"), re.compile(rf"(?:\d+ ?\.? ?)?(?:{'|'.join(FIGURES)})")),
    "symbol": (re.compile(r"[a-z]{1,2}"), None),
}


def explained_by(spinner: Spinner, pairs: Counter[Pair]) -> Explained:
    """Return what ways explain each pair, and how likely each way leads there.

    The hand-kept words are left out: they were written by people who knew spun text.
    """
    found = []
    for (observed, intended), count in pairs.items():
        ways: dict[str, float] = {}
        for key, log_channel, way in spinner.operations(tuple(observed.split(" "))):
            if key == intended and way != "function":
                ways[way] = max(ways.get(way, 0.0), math.exp(log_channel))
        found.append((float(count), ways))
    return found


def has_mates(intended: str, spinner: Spinner, thesaurus: Thesaurus) -> bool:
    """Tell whether the thesaurus can say anything for an intended phrase, whatever its inflection."""
    lemmas = {analysis.lemma for analysis in spinner.analyses(tuple(intended.split(" ")))}
    numbers = (thesaurus.find(lemma) for lemma in lemmas)
    return any(number is not None and thesaurus.fan_outs[number] for number in numbers)


def estimate(explained: Explained, chances: float) -> tuple[dict[str, float], dict[str, float]]:
    """Return how often each way and each change was gone (expected), and how often it could have been."""
    ways = dict.fromkeys((way for way in ROUTE_OF if way not in ("listed", "function")), START)
    changes = dict.fromkeys(CHANGES, START)
    for _ in range(ROUNDS):
        gone: Counter[str] = Counter()
        for count, likelihoods in explained:
            weights = {}
            for name, likelihood in likelihoods.items():
                way, _, change = name.partition("+")
                weights[name] = likelihood * ways[way] * changes.get(change, 1.0)
            total = sum(weights.values())
            for name, weight in weights.items():
                for part in name.replace("+", " +").split():
                    gone[part] += count * weight / total
        ways = {way: (gone[way] + PRIOR_GONE) / (chances + PRIOR) for way in ways}
        changed = sum(gone[way] for way in ways)
        changes = {c: (gone["+" + c] + PRIOR_GONE) / (changed + PRIOR) for c in CHANGES}
    possible = dict.fromkeys(ways, chances) | {"+" + c: changed for c in CHANGES}
    return {way: gone[way] for way in possible}, possible


def listed_by_hand(pairs: Counter[Pair], table: Substitutions) -> tuple[float, float]:
    """Return how many substitutions the hand-kept table has, and how many its probabilities make expect."""
    masses: dict[str, float] = defaultdict(float)
    for row in table.rows():
        masses[row.intended] += math.exp(row.log_channel)
    gone = sum(n for (o, i), n in pairs.items() if any(row.intended == i for row in table[o]))
    return float(gone), sum(n * masses[i] for (_, i), n in pairs.items())


def letters(pairs: Counter[Pair], thesaurus: Thesaurus) -> dict[str, tuple[float, float]]:
    """Return for each way of the letters channel how often it was gone, and could have been."""
    found = {}
    for way, (intended_shape, observed_shape) in LETTERS.items():
        gone = chances = 0.0
        for (observed, intended), count in pairs.items():
            if intended_shape.fullmatch(intended):
                chances += count
                if observed_shape is not None:
                    gone += count * bool(observed_shape.fullmatch(observed))
                else:
                    lemma = thesaurus.find(observed) if len(observed) > 2 else None
                    gone += count * (lemma is not None and thesaurus.find(intended) in thesaurus.mates(lemma))
        found[way] = gone, chances
    return found


def main() -> None:
    """Align, estimate for each spinner, write the mean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--aligned", type=Path, nargs="+", required=True)
    parser.add_argument(
        "--fold", default="0/2", help="rows whose CRC-32 leaves R divided by M (R/M, several as R+S/M), or all"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    spinner, get = unlisted(), Resources().get
    counts: dict[str, Counter[Pair]] = defaultdict(Counter)
    for row, pair in aligned_pairs(rows_of(options.aligned, options.fold), Aligner(spinner)):
        counts[row["spinner"]][pair] += 1
    gone: dict[str, dict[str, float]] = {}
    possible: dict[str, dict[str, float]] = {}
    thesaurus = get(Thesaurus.read)
    for name, pairs in sorted(counts.items()):
        explained = explained_by(spinner, pairs)
        chances = float(sum(n for (_, i), n in pairs.items() if has_mates(i, spinner, thesaurus)))
        gone[name], possible[name] = estimate(explained, chances)
        others = letters(pairs, thesaurus)
        others["function"] = listed_by_hand(pairs, get(read_function_words))
        for way, (seen, chance) in others.items():
            gone[name][way], possible[name][way] = seen, chance
        unexplained = sum(count for count, likelihoods in explained if not likelihoods)
        print(f"{name}: {sum(pairs.values())} substitutions, {unexplained:.0f} explained by no way")
    rows = []
    for way in gone[min(gone)]:
        times = sum(by_way[way] for by_way in gone.values())
        pooled = (times + PRIOR_GONE) / (sum(by_way[way] for by_way in possible.values()) + PRIOR)
        # Each spinner is drawn towards what both do together: of one there is little text.
        means = [(gone[n][way] + TOGETHER * pooled) / (possible[n][way] + TOGETHER) for n in gone]
        print(f"  {way}", *(f"{n} {gone[n][way]:.1f} of {possible[n][way]:.0f}" for n in gone))
        rows.append(f"{way}\t{sum(means) / len(means):.4g}\t{times:.0f}")
    note = f"mined fold={options.fold} licence=project build=dictionaries/build/spinner_costs.py"
    write_text(options.out / FILE, VERSION, rows, note=note)


if __name__ == "__main__":
    main()
