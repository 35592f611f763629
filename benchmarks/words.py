"""Single words: misspellings in isolation, misspelled names in carrier sentences, and good names that must stay.

    python -m benchmarks.words --cases DIR [--fold odd] [--held-out] [--names 10000] [--sentences 600] [--errors 20]

*words*: how often the intended word is the first spelling of `Repairer.spellings`, among the first five, or proposed
at all; rows are split by the intended word, so that no word is learned and measured.  *names*: each row stands in every
carrier sentence by itself, which is all the context there is.  *good names*: half are drawn from the gazetteer, half
are made letter by letter, as likely as the gazetteer's words have them, and are in no list; none may be changed.

*in sentences*: misspelled words that are no words themselves, each in a carrier sentence, alone and within 3,000 words
of good news.  *good words*: known words of a zipf frequency of 2.5 or more, those of British spelling and a sample of
all, each in a carrier sentence.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.table import Table

from benchmarks import record
from benchmarks.cases import Case, Fold, load_cases
from benchmarks.heldout import dictionaries
from benchmarks.options import common_parser
from repair import Edit, Repairer
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon

CARRIERS = (
    "She said that {} was there.",
    "They went to {} on Monday.",
    "The report about {} was published last week.",
)
LONG = 3000
"""Words of clean text around a sentence, half of them before it."""
LONG_SOURCE, LONG_TEXTS = "clean_bbc.jsonl", 40
LEAST_ZIPF = 2.5
BRITISH = re.compile(
    r"(?:is(?:e[sd]?|ing|ers?|ations?|able)|our(?:s|ed|ing|able|ful|less)?|ys(?:e[sd]?|ing)|[^aeiou]res?|ogues?"
    r"|[ae]mias?|ll(?:ed|ing|ers?)|ss(?:ed|ing)|ae.+|oe.+)$"
)
"""Endings of British spelling, and words that look so."""
FIRST = (1, 5)
MOST = 1000  # spellings asked for: all of them
ORDER = 4  # letters that the next one of a made name depends on: real ones look so, and are hardly ever copied
SHORTEST_NAME, LONGEST_NAME = 4, 12
SEED = 20

Figures = dict[str, float]


def measure_words(cases: Sequence[Case], repairer: Repairer, *, errors: int, console: Console) -> dict[str, Figures]:
    """Return the shares of misspellings whose intended word is first, among the first five, and proposed at all."""
    known = repairer.resources.get(Lexicon.read).known
    places: dict[str, list[int | None]] = {"all": [], "non-words": [], "real words": []}
    for case in cases:
        found = [reading.text.lower() for reading in repairer.spellings(case.observed, most=MOST)]
        intended = {text.lower() for text in case.intended}
        place = next((number for number, text in enumerate(found, 1) if text in intended), None)
        places["all"].append(place)
        places["real words" if known(case.observed) else "non-words"].append(place)
        if errors and (place is None or place > 1):
            errors -= 1
            console.print(f"{case.observed} → {case.intended[0]}, not {', '.join(found[:5])}", highlight=False)
    return {
        name: {
            "words": len(found),
            **{f"first {most}": sum(p is not None and p <= most for p in found) / len(found) for most in FIRST},
            "proposed": sum(p is not None for p in found) / len(found),
        }
        for name, found in places.items()
        if found
    }


def measure_names(cases: Sequence[Case], repairer: Repairer, *, errors: int, console: Console) -> Figures:
    """Return the shares of misspelled names in carrier sentences that came out right, and wrong."""
    counts = Counter[str]()
    for case in cases:
        for carrier in CARRIERS:
            observed, output = carrier.format(case.observed), repairer.clean(carrier.format(case.observed))
            right = output.lower() in {carrier.format(intended).lower() for intended in case.intended}
            counts.update(repaired=right, wrong=not right and output != observed)
            if errors and not right:
                errors -= 1
                console.print(f"{case.intended[0]}: {output}", style="dim", highlight=False)
    sentences = len(cases) * len(CARRIERS)
    return {"sentences": sentences, "repaired": counts["repaired"] / sentences, "wrong": counts["wrong"] / sentences}


def measure_good(names: Iterable[str], repairer: Repairer, *, console: Console) -> Figures:
    """Return how many good names there were, and in how many carrier sentences anything was changed."""
    changed = count = 0
    for number, name in enumerate(names):
        text = CARRIERS[number % len(CARRIERS)].format(name)
        output = repairer.clean(text)
        count += 1
        if output != text:
            changed += 1
            console.print(f"changed: {text} → {output}", style="dim", highlight=False)
    return {"names": count, "changed": changed}


def measure_in_sentences(
    cases: Sequence[Case], repairer: Repairer, clean: Sequence[str], *, errors: int, console: Console
) -> dict[str, Figures]:
    """Return the shares of misspelled words mended, and made wrong, in sentences alone and in a long text each."""
    counts = {"alone": Counter[str](), f"in {LONG:,} words": Counter[str]()}
    for number, case in enumerate(cases):
        sentence = CARRIERS[number % len(CARRIERS)].format(case.observed)
        before = clean[number % len(clean)] + "\n\n"
        for name, count in counts.items():
            head = "" if name == "alone" else before
            edits = repairer.revise(head + sentence + "\n\n" + head).applied
            here = [edit for edit in edits if len(head) <= edit.start < len(head) + len(sentence)]
            output = _applied(sentence, here, len(head)).lower()
            right = output in {sentence.replace(case.observed, text).lower() for text in case.intended}
            count.update(mended=right, wrong=not right and bool(here))
            if errors and not right and name == "alone":
                errors -= 1
                console.print(f"{case.intended[0]}: {output}", style="dim", highlight=False)
    return {
        f"in sentences, {name}": {"words": len(cases), **{key: count[key] / len(cases) for key in ("mended", "wrong")}}
        for name, count in counts.items()
    }


def long_texts(cases: Path) -> list[str]:
    """Return good texts of LONG / 2 words each, made of the articles of one source."""
    texts, here = [], ""
    for case in load_cases(cases / LONG_SOURCE):
        here += case.observed + "\n\n"
        if len(here.split()) >= LONG / 2:
            texts.append(here.strip())
            here = ""
    return texts[:LONG_TEXTS]


def _applied(sentence: str, edits: Sequence[Edit], offset: int) -> str:
    for edit in sorted(edits, key=lambda edit: -edit.start):
        sentence = sentence[: edit.start - offset] + edit.replacement + sentence[edit.end - offset :]
    return sentence


def good_words(lexicon: Lexicon, count: int, chance: random.Random) -> dict[str, list[str]]:
    """Return known words that are not rare, a sample of those of British spelling and of all."""
    words = [word for word in lexicon.words() if word.isalpha() and len(word) > 2 and lexicon.zipf(word) >= LEAST_ZIPF]
    words = [word for word in words if lexicon.known(word) and lexicon.case_counts(word)[1] == 0]
    british = [word for word in words if BRITISH.search(word)]
    return {
        name: sorted(chance.sample(found, min(count, len(found))))
        for name, found in (("British", british), ("all", words))
    }


def listed_names(gazetteer: Gazetteer, count: int, chance: random.Random) -> list[str]:
    """Return names drawn from the gazetteer, phrases and single words alike, each as likely as any other."""
    names = sorted(phrase for phrase in gazetteer.phrases() if phrase[0].isupper())
    return chance.sample(names, min(count, len(names)))


def made_names(gazetteer: Gazetteer, lexicon: Lexicon, count: int, chance: random.Random) -> list[str]:
    """Return made names in no list; every other one has a common first name before it."""
    words = sorted(word for word in gazetteer.words() if word.isascii() and word.isalpha() and word.istitle())
    following: dict[str, list[str]] = {}
    for word in words:
        marked = "^" * ORDER + word.lower() + "$"
        for place in range(ORDER, len(marked)):
            following.setdefault(marked[place - ORDER : place], []).append(marked[place])
    firsts = sorted(word for word in words if gazetteer.kind(word) == "person")
    firsts = sorted(firsts or words, key=lambda word: (-gazetteer.word_count(word), word))[:300]
    made: list[str] = []
    while len(made) < count:
        letters = "^" * ORDER
        while letters[-1] != "$":
            letters += chance.choice(following[letters[-ORDER:]])
        name = letters.strip("^$").capitalize()
        if not SHORTEST_NAME <= len(name) <= LONGEST_NAME or gazetteer.has_word(name) or lexicon.known(name):
            continue
        made.append(f"{chance.choice(firsts)} {name}" if len(made) % 2 else name)
    return made


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one run."""
    parser = common_parser("words", __doc__, "--cases", "--fold", "--held-out", "--limit", "--errors", "--no-record")
    parser.add_argument("--names-fold", choices=get_args(Fold), default="all", help="names: all, for there are few")
    parser.add_argument("--names", type=int, default=10_000, help="good names to try")
    parser.add_argument(
        "--sentences", type=int, default=600, help="misspelled words in sentences, and good words, to try"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the dated record."""
    options = parse(arguments)
    console = Console(width=140)
    repairer = Repairer.load("en", folder=dictionaries(held_out=options.held_out))
    gazetteer, lexicon = (repairer.resources.get(read) for read in (Gazetteer.read, Lexicon.read))
    figures: dict[str, Figures] = {}
    words = load_cases(options.cases / "typo_words.jsonl", fold=options.fold, limit=options.limit)
    for name, row in measure_words(words, repairer, errors=options.errors, console=console).items():
        figures[f"words: {name}"] = row
    cases = load_cases(options.cases / "typo_names.jsonl", fold=options.names_fold, limit=options.limit)
    figures["names"] = measure_names(cases, repairer, errors=options.errors, console=console)
    chance = random.Random(SEED)
    half = options.names // 2
    good = [
        *listed_names(gazetteer, half, chance),
        *made_names(gazetteer, lexicon, options.names - half, chance),
    ]
    figures["good names"] = measure_good(good, repairer, console=console)
    unknown = [case for case in words if case.observed.isalpha() and not lexicon.known(case.observed)]
    sample = chance.sample(unknown, min(options.sentences, len(unknown)))
    clean = long_texts(options.cases)
    figures |= measure_in_sentences(sample, repairer, clean, errors=options.errors, console=console)
    for name, found in good_words(lexicon, options.sentences, chance).items():
        figures[f"good words, {name}"] = measure_good(found, repairer, console=console)
    show(figures, console)
    if not options.no_record:
        settings = {
            name: getattr(options, name) for name in ("fold", "names_fold", "held_out", "limit", "names", "sentences")
        }
        console.print("written to", record.write("words", settings=settings, figures=figures).name)


def show(figures: dict[str, Figures], console: Console) -> None:
    """Print one row for each figure."""
    table = Table(title="single words")
    for column in ("cases", "figure", "value"):
        table.add_column(column)
    for name, row in figures.items():
        for number, (figure, value) in enumerate(row.items()):
            shown = f"{value:,}" if isinstance(value, int) else f"{value:.1%}"
            table.add_row("" if number else name, figure, shown)
        table.add_section()
    console.print(table)


if __name__ == "__main__":
    main()
