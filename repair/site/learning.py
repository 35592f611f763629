"""Learns the plan of a site from its documents by EM: decide on each text, count what was believed, decide again.

The E step is the ranking itself, with the plan so far; the M step keeps the substitutions that it believed in often
and for a good share of the places of the observed text.  Words that no channel explains are looked at as ciphers, in
the texts as they read after the first round.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from repair.channels.decipher.planned import WIDEST
from repair.channels.encoding import decode
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.plan import LONGEST, MOST_ROWS, Plan, PlannedSubstitution
from repair.knowledge.reader.network import Reader
from repair.knowledge.resources import Resources
from repair.records import KINDS, Decision, Document, Kind, Profile
from repair.site import ciphers
from repair.text import tokens

ROUNDS = 2
MOST_CHARACTERS = 50_000_000
"""Of all texts together, which are held in memory; some 10,000 articles, far more than a plan needs."""
LEARNED: frozenset[Kind] = frozenset({"spin", "spelling", "ocr"})
"""Kinds of garble that are substitutions of one text for another; lost spaces and wrong decoding are none."""
FEWEST_TIMES, FEWEST_PLACES, FEWEST_DOCUMENTS = 3.0, 2, 2
"""Expected number of substitutions, places of some confidence, and documents that hold them."""
LEAST_SHARE = 0.4
"""Share of the places of the observed text at which a substitution was believed in."""
SOME_CONFIDENCE = 0.3
NAME_TIMES, NAME_DOCUMENTS, NAME_SPELLING, NAME_DOUBT = 5, 3, 0.95, 0.05
"""A name of the site: how often it stands, in how many documents, the share of its commonest spelling, and the share
of its places at most where the ranking believed in a change."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a round finds in one text; `mended` is the text with what is sure enough changed."""

    document: Document
    decisions: Sequence[Decision]
    profile: Profile
    mended: str


Looks = Callable[[Plan], Callable[[str], Look]]
Progress = Callable[[int, int], object]


def bounded(texts: Iterable[str]) -> list[str]:
    """Return the texts as a list; ValueError for more than MOST_CHARACTERS together."""
    found, total = [], 0
    for text in texts:
        total += len(text)
        if total > MOST_CHARACTERS:
            raise ValueError(f"more than {MOST_CHARACTERS:,} characters to learn from: a sample of them will do")
        found.append(text)
    return found


def learn(
    texts: Sequence[str],
    looks: Looks,
    resources: Resources,
    start: Plan,
    *,
    rounds: int = ROUNDS,
    progress: Progress | None = None,
) -> Plan:
    """Return the plan of the texts; `looks` makes the E step from a plan, `start` is the plan before the first round.

    `progress` is called with the number of texts looked at and the number to look at in all rounds together.
    """
    lexicon = resources.get(Lexicon.read)
    plan = start
    for number in range(rounds):
        tally, look = _Tally(), looks(plan)
        mended = []
        for done, text in enumerate(texts, 1):
            found = look(text)
            tally.add(found)
            mended.append(found.mended)
            if progress:
                progress(number * len(texts) + done, rounds * len(texts))
        plan = tally.plan(texts, start, lexicon, resources.get(Gazetteer.read))
        if number < rounds - 1:
            plan = _with_ciphers(plan, mended, lexicon, resources.get(Reader.read))
    return plan


def _with_ciphers(plan: Plan, texts: Sequence[str], lexicon: Lexicon, reader: Reader) -> Plan:
    """Return the plan with the ciphers found in the texts as they read so far, where it has nothing better."""

    def documents() -> Iterator[Document]:
        return map(_read, texts)

    found = ciphers.find(documents, ciphers.count(documents()), lexicon, reader)
    known = {row.observed for row in plan.substitutions}
    new = tuple(row for row in found if row.observed not in known and row.observed not in plan.names)
    return Plan(
        language=plan.language,
        documents=plan.documents,
        words=plan.words,
        rates=plan.rates,
        substitutions=(*plan.substitutions, *new)[:MOST_ROWS],
        names=plan.names,
        spinners=plan.spinners,
    )


class _Tally:
    """Counts over all texts of one round: expected substitutions, places, documents, garbled words by kind."""

    def __init__(self) -> None:
        self.documents = self.words = 0
        self._times: dict[tuple[str, str, Kind], float] = defaultdict(float)
        self._places: Counter[tuple[str, str, Kind]] = Counter()
        self._documents: Counter[tuple[str, str, Kind]] = Counter()
        self._doubted: dict[str, float] = defaultdict(float)
        self._garbled: dict[Kind, float] = dict.fromkeys(KINDS, 0.0)

    def add(self, look: Look) -> None:
        """Count one text."""
        self.documents += 1
        self.words += look.profile.words
        for kind, rate in look.profile.rates.items():
            self._garbled[kind] += rate * look.profile.words
        seen = set()
        for decision in look.decisions:
            self._doubted[decision.observed] += 1 - sum(r.confidence for r in decision.readings if not r.candidate)
            for reading in decision.readings:
                c = reading.candidate
                if c is None or c.kind not in LEARNED:
                    continue
                observed = " ".join(look.document.covered(c.first, c.last).lower().split())
                key = observed, c.replacement.lower(), c.kind
                self._times[key] += reading.confidence
                if reading.confidence >= SOME_CONFIDENCE:
                    self._places[key] += 1
                    seen.add(key)
        self._documents.update(seen)

    def plan(self, texts: Sequence[str], start: Plan, lexicon: Lexicon, gazetteer: Gazetteer) -> Plan:
        """Return the plan that the counts speak for."""
        rows = self._substitutions(texts)
        names = _names(texts, self._doubted, lexicon, gazetteer)
        changed = {row.observed for row in rows}
        return Plan(
            language=start.language,
            documents=self.documents,
            words=self.words,
            rates={kind: round(garbled / max(1, self.words), 5) for kind, garbled in self._garbled.items()},
            substitutions=rows,
            names=tuple(sorted({*start.names, *(name for name in names if name.lower() not in changed)})),
            spinners=start.spinners,
        )

    def _substitutions(self, texts: Sequence[str]) -> tuple[PlannedSubstitution, ...]:
        least = min(FEWEST_DOCUMENTS, self.documents)
        kept = [
            key
            for key, times in self._times.items()
            if times >= FEWEST_TIMES and self._places[key] >= FEWEST_PLACES and self._documents[key] >= least
        ]
        of = _occurrences(texts, {phrase for observed, intended, _ in kept for phrase in (observed, intended)})
        rows: dict[tuple[str, str], PlannedSubstitution] = {}
        for observed, intended, kind in kept:
            number = of[observed]
            times = round(min(self._times[observed, intended, kind], number), 1)
            share = round(times / (number + 1), 3)
            row = PlannedSubstitution(observed, intended, share, times, number, of[intended], kind)
            is_sound = times >= LEAST_SHARE * number and max(len(observed), len(intended)) <= LONGEST
            if is_sound and (observed + intended).isprintable() and observed != intended:
                other = rows.get((observed, intended))
                rows[observed, intended] = max(row, other or row, key=lambda row: row.times)
        return tuple(sorted(rows.values(), key=lambda row: (-row.times, row.observed, row.intended))[:MOST_ROWS])


def _read(text: str) -> Document:
    return tokens.read(text, *decode(text))


def _occurrences(texts: Sequence[str], phrases: set[str]) -> dict[str, int]:
    """Return how often each phrase of one to WIDEST tokens stands in the texts, in any case."""
    forms = {tokens.forms_of(phrase): phrase for phrase in phrases}
    begins = defaultdict(set)
    for words in forms:
        if 0 < len(words) <= WIDEST:
            begins[words[0]].add(len(words))
    counts = dict.fromkeys(phrases, 0)
    for document in map(_read, texts) if phrases else ():
        for index, form in enumerate(document.forms):
            for length in begins.get(form, ()):
                phrase = forms.get(document.forms[index : index + length])
                if phrase is not None:
                    counts[phrase] += 1
    return counts


def _names(texts: Sequence[str], doubted: dict[str, float], lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield words that no list has, which the texts spell one way, and which the ranking leaves alone."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    documents: Counter[str] = Counter()
    for document in map(_read, texts):
        words = {
            text: form
            for index, (text, form) in enumerate(zip(document.texts, document.forms, strict=True))
            if index not in document.protected and form.isalpha() and len(form) > 2
        }
        for text, times in document.vocabulary.items():
            if text in words:
                spellings[words[text]][text] += times
        documents.update(set(words.values()))
    for form, found in spellings.items():
        text, times = found.most_common(1)[0]
        if times < max(NAME_TIMES, NAME_SPELLING * found.total()) or documents[form] < NAME_DOCUMENTS:
            continue
        if lexicon.known(form) or gazetteer.has_word(text) or len(text) > LONGEST:
            continue
        if doubted.get(text, 0.0) <= NAME_DOUBT * times:
            yield text
