"""The article spinner, inverted: every phrase that a spinner could have turned into an observed phrase, with its cost.

A spinner maps an intended phrase to one of the mates it has over all its synsets, so each phrase of which the observed
one is a mate costs -ln of how many mates *it* has.  Measured on aligned spun text, this is a better cost than a
constant (31 against 29 % of word errors mended).  How often spinners do each operation (a mate, a chain of two mates,
a longer word …) is counted in aligned spun text: `spinner.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from repair.knowledge.lexicon import NO_CASE, Lexicon
from repair.knowledge.morphology import Analysis, Morphology
from repair.knowledge.spelling_variants import is_spelling_variant
from repair.knowledge.spinner.chains import PhraseChains
from repair.knowledge.spinner.costs import EVIDENCE, read_log_operations, with_changes
from repair.knowledge.spinner.listed import Inversion, Inversions, read_tables, worth_of
from repair.knowledge.spinner.relations import Operation, Relations
from repair.knowledge.spinner.substitutions import Substitutions
from repair.knowledge.thesaurus import LONGEST_PHRASE, Pos, Thesaurus, forms_of, text_of

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

LONGEST = 5  # tokens of an observed phrase: `at that topographic point`, `to a greater extent than`
STRONG = 12  # readings of a part that are tried in a longer phrase
CACHED = 12_000  # phrases kept; most of them have no reading (chosen, not measured)
MOST = 24  # readings a phrase: on even rows this loses 4 in 1000 of the intended ones that 60 have

KNOWN = frozenset({"pair", "pair-a", "pair-b", "function", "tortured"})
TWICE = 72  # the same for words that were said twice
LOWER_SHARE = 0.1  # of its occurrences from which a word may be meant as a common noun: `web`, but not `Amazon`


class Spinner:
    """Inverts substitutions of single words and phrases; safe to share between threads."""

    def __init__(
        self,
        thesaurus: Thesaurus,
        morphology: Morphology,
        lexicon: Lexicon,
        tables: dict[str, Substitutions],
        log_operations: Mapping[str, float],
        listed: Inversions | None = None,
    ) -> None:
        """Take the thesaurus, the tables of known substitutions ("listed", "function"), and ln P of each operation.

        `listed` has what is worked out ahead: it must have been made from just these.
        """
        self._thesaurus = thesaurus
        self._morphology = morphology
        self._lexicon = lexicon
        self._tables = tables
        self._log_operations = with_changes(log_operations)
        self._listed = listed
        self.inversions = lru_cache(maxsize=CACHED)(self._inversions)
        self._chained = PhraseChains(thesaurus)
        self._lemmas = lru_cache(maxsize=4096)(self._lemmas_of)
        self._doubles = {
            row.observed for table in tables.values() for row in table.rows() if self._may_be_doubled(row.intended)
        }
        self._lasts = {row.observed.rpartition(" ")[2] for row in tables["listed"].rows() if " " in row.observed}
        self._relations = Relations(thesaurus, morphology, lexicon)

    @classmethod
    def read(cls, resources: Resources) -> Spinner:
        """Load what the spinner needs; DictionaryError if any of it is missing or damaged."""
        get = resources.get
        return cls(
            get(Thesaurus.read),
            get(Morphology.read),
            get(Lexicon.read),
            read_tables(resources),
            get(read_log_operations),
            get(Inversions.read),
        )

    def operations(self, tokens: tuple[str, ...]) -> Iterator[tuple[str, float, str]]:
        """Yield what operations lead here from: the key, ln P(observed | it, operation), which operation."""
        for key, log_channel, operation, _, _ in self._operations(" ".join(tokens), tokens):
            yield key, log_channel, operation

    def is_name(self, observed: str) -> bool:
        """Tell whether a phrase is hardly ever written without its capitals."""
        return self.written(observed.lower()) == observed

    def analyses(self, tokens: tuple[str, ...]) -> Iterator[Analysis]:
        """Yield the analyses of a phrase."""
        return self._morphology.analyse_phrase(tokens)

    def _inversions(self, tokens: tuple[str, ...]) -> tuple[Inversion, ...]:
        """Return what the phrase (lower-case tokens, digits kept) can have been, the likeliest first."""
        if len(tokens) == 1 and self._listed is not None:
            found = self._listed(tokens[0])
            if found is not None:
                return found
        return self.worked_out(tokens)

    def worked_out(self, tokens: tuple[str, ...]) -> tuple[Inversion, ...]:
        """Return the same without asking the table."""
        ranked = self.ranked(tokens)
        if not ranked:
            return ()
        observed = text_of(" ".join(tokens))
        return tuple(self._inversion(observed, *reading) for reading in ranked)

    def ranked(self, tokens: tuple[str, ...]) -> list[tuple[str, float, float, str, str]]:
        """Work out the readings of a phrase: key, score, ln P(observed | it), route, and evidence to be filled in."""
        observed = " ".join(tokens)
        best: dict[str, tuple[float, float, str, str]] = {}
        log_operations = self._log_operations
        for key, log_channel, operation, route, evidence in self._operations(observed, tokens):
            known = best.get(key)
            if key == observed or is_spelling_variant(key, observed):
                continue
            log_channel += log_operations[operation]
            if known is None or known[1] < log_channel:
                worth = known[0] - known[1] if known else worth_of(self.zipf(key), key.count(" ") + 1)
                if known and known[2] in KNOWN:  # a known habit says more than a relation in the thesaurus
                    route, evidence = known[2:]
                best[key] = (worth + log_channel, log_channel, route, evidence or EVIDENCE[operation.partition("+")[0]])
        ranked = sorted(best.items(), key=lambda item: -item[1][0])[:MOST]
        return [(key, *reading) for key, reading in ranked]

    def _inversion(
        self, observed: str, key: str, score: float, log_channel: float, route: str, evidence: str
    ) -> Inversion:
        written = self.written(key)
        text = evidence if route in KNOWN else evidence.format(observed, written)
        return Inversion(written, forms_of(key), log_channel, route, text, score)

    def zipf(self, key: str) -> float:
        """Return the zipf frequency of the rarest word of a key."""
        return min(map(self._lexicon.zipf, key.split(" ")))

    def written(self, key: str) -> str:
        """Return a key in its usual case; WordNet writes `amazon` for the river and `At` for the element."""
        counts = self._lexicon.case_counts(key) if key.isalpha() else NO_CASE
        if counts == NO_CASE:
            lemma = self._thesaurus.find(key)
            return self._thesaurus.written(lemma) if lemma is not None else text_of(key)
        return key if counts[0] >= LOWER_SHARE * sum(counts) else self._lexicon.usual_case(key)

    def _operations(self, observed: str, tokens: tuple[str, ...]) -> Iterator[Operation]:
        for operation, table in self._tables.items():
            for row in table[observed]:
                yield (
                    row.intended,
                    row.log_channel,
                    operation,
                    row.route if operation == "listed" else operation,
                    row.evidence,
                )
        if len(tokens) > 1:
            yield from self._twice(tokens)
            yield from self._before_last(tokens)
        if len(tokens) > LONGEST_PHRASE:
            return
        if len(tokens) > 1:
            if self._is_form(tokens, observed):
                yield from self._relations.of(tokens)
            for key, cost in self._chained(tokens, observed):
                yield key, cost, "phrase", "chain", ""
        else:
            yield from self._relations.of(tokens)

    def _is_form(self, tokens: tuple[str, ...], observed: str) -> bool:
        """Tell whether a phrase is a lemma or a form of one: what most are not, told before they are analysed."""
        continuations = self._thesaurus.continuations
        head, _, rest = observed.partition(" ")
        if known := continuations.get(head):
            if rest in known:
                return True
            before = rest.removesuffix(tokens[-1])
            if any(before + lemma in known for lemma in self._lemmas(tokens[-1], "n")):
                return True
        return any(rest in continuations.get(lemma, ()) for lemma in self._lemmas(tokens[0], "v"))

    def _lemmas_of(self, token: str, pos: Pos) -> tuple[str, ...]:
        """Return what an inflected noun or verb can be a form of."""
        analyses = self._morphology.analyse(token)
        return tuple(x.lemma for x in analyses if x.pos == pos and x.feature != "base")

    def _strong(self, tokens: tuple[str, ...]) -> dict[str, float]:
        """Return the likeliest readings of a part of a phrase, itself included."""
        found = {" ".join(x.forms): x.log_channel for x in self.inversions(tokens)[:STRONG]}
        found[" ".join(tokens)] = 0.0
        return found

    def _twice(self, tokens: tuple[str, ...]) -> Iterator[Operation]:
        """Yield the common words that the first word is known to stand for, and the rest can have been too."""
        if tokens[0] not in self._doubles:
            return
        rest = self._strong(tokens[1:])
        for table in self._tables.values():
            for row in table[tokens[0]]:
                if row.intended in rest and self._may_be_doubled(row.intended):
                    yield row.intended, row.log_channel + rest[row.intended], "twice", "chain", ""

    def _may_be_doubled(self, word: str) -> bool:
        return word.isalpha() and self._lexicon.zipf(word) >= TWICE / 16

    def _before_last(self, tokens: tuple[str, ...]) -> Iterator[Operation]:
        """Yield what is listed for the reading of all but the last word, with that word: `to a greater extent than`."""
        listed = self._tables["listed"]
        if tokens[-1] not in self._lasts:
            return
        for key, log_channel in self._strong(tokens[:-1]).items():
            for row in listed[f"{key} {tokens[-1]}"] if key != " ".join(tokens[:-1]) else ():
                yield row.intended, log_channel + row.log_channel, "listed", row.route, row.evidence
