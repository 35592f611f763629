"""The whole flow on one page.

text → document → look → read → propose → rank → verdicts → revision
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from repair import pieces
from repair.channels import ChannelModel, load_channels
from repair.channels.decipher.channel import Channel as Decipher
from repair.channels.encoding import decode
from repair.channels.spacing.channel import Channel as Spacing
from repair.channels.spelling.channel import Listed
from repair.channels.spelling.speller import Speller
from repair.config import Config
from repair.decision import passages, profile, verdicts
from repair.decision.agreement import agreed
from repair.decision.candidates import APART, Proposer, parts, suspects_of
from repair.decision.doubts import Doubts
from repair.decision.edits import profile_to_original, to_original
from repair.decision.features import Extractor
from repair.decision.look import BESIDE, SPREAD, Look, Looker, garbled, places_to_read, read_telltales
from repair.decision.ranking import Ranker, Weights
from repair.decision.verdicts import Judgement
from repair.knowledge.confusions import Confusions
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.language_model import LanguageModel
from repair.knowledge.languages import Languages
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.plan import Plan
from repair.knowledge.reader.network import UNREAD, Detection, Reader
from repair.knowledge.resources import Resources
from repair.output.revision import Revision
from repair.records import KINDS, Candidate, Decision, Document, Doubt, Edit, Profile, Suspect, Trigger
from repair.text import tokens
from repair.text.program_text import program_text
from repair.text.stretches import Apart, merged, nothing_apart
from repair.user.overrides import Overrides

PART = 150
"""Suspects whose candidates are weighed together."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known of a text before verdicts are given.

    `settled` are the edits taken for good; about the `cautious` tokens nothing is changed without asking.  `doubts` say
    what is left of the harm allowed at some decisions, by their first tokens, and why.  `inspection` is what was known
    before anything was proposed.
    """

    document: Document
    profile: Profile
    decisions: tuple[Decision, ...]
    settled: tuple[Edit, ...] = ()
    cautious: frozenset[int] = frozenset()
    doubts: Mapping[int, Doubt] = field(default_factory=dict)
    inspection: Inspection | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a document before anything is proposed: the look, what the reader saw, what is worth asking."""

    document: Document
    look: Look
    seen: Detection
    foreign: frozenset[int]
    suspects: list[Suspect]
    settled: frozenset[int]
    taken: tuple[Edit, ...]


def revision_of(text: str, analysis: Analysis, judgements: Iterable[Judgement]) -> Revision:
    """Return the revision of a text that was decided on and judged."""
    document = analysis.document
    edits = to_original(document, [*analysis.settled, *verdicts.give(document, judgements)])
    return Revision(text, edits, profile_to_original(document, analysis.profile))


class Engine:
    """The models of one repairer and the flow through them."""

    def __init__(
        self, resources: Resources, config: Config, plan: Plan | None = None, weights: Weights | None = None
    ) -> None:
        """Take the plan of a site if there is one; `weights` take the place of those of the ranking (training)."""
        if plan and plan.names:
            config = replace(config, names=config.names.union(plan.names))
        self.config = config
        self.reader = reader = resources.get(Reader.read)  # first, for it loads beside the others
        lexicon = resources.get(Lexicon.read)
        gazetteer = resources.get(Gazetteer.read).with_names(config.names)
        self._languages = resources.get(Languages.read)
        ngrams, telltales = resources.get(LanguageModel.read), resources.get(read_telltales)
        self.speller = resources.get(Speller)
        misspelled = resources.get(Listed.read).meant
        self._looker = Looker(lexicon, gazetteer, ngrams, telltales, self.speller.is_plain_slip, misspelled)
        self._overrides = Overrides(
            names=config.names, ignore=config.ignore, pairs=dict(config.pairs), forms_of=tokens.forms_of
        )
        self._decipher = Decipher(resources, plan, forms_of=tokens.forms_of)
        channels: Sequence[ChannelModel] = [
            self._decipher if plan and isinstance(channel, Decipher) else channel
            for channel in resources.get(load_channels)
        ]
        self._spacing = next(channel for channel in channels if isinstance(channel, Spacing))
        self.proposer = Proposer(channels, reader, lexicon, self.speller, resources.get(Confusions.read_ocr))
        self._known = lexicon.known
        self._doubts = Doubts(lexicon, gazetteer, self._languages, ngrams)
        extractor = Extractor(reader, lexicon, gazetteer, self._looker.is_plain_slip)
        self.ranker = Ranker(extractor, weights or resources.get(Weights.read))

    def revise(self, text: str) -> Revision:
        """Run the whole flow; a long text goes through it in chunks, so that memory does not grow with it."""
        return pieces.revise(text, lambda piece: self.revision(piece, self.decide(piece)))

    def revision(self, text: str, analysis: Analysis) -> Revision:
        """Give the verdicts on what was decided, and carry the edits back to the text as it was given."""
        return revision_of(text, analysis, self.judgements(analysis))

    def judgements(self, analysis: Analysis) -> Iterator[Judgement]:
        """Yield what is done about each decision, and what that hung on."""
        return verdicts.judge(analysis.decisions, self.config, cautious=analysis.cautious, doubts=analysis.doubts)

    def decide(self, text: str, *, explain: bool = False, apart: Apart = nothing_apart) -> Analysis:
        """Run the flow up to the ranking's decisions; with `explain` they hold what weighed for and against.

        `apart` gives the stretches of the decoded text that are known to be in other languages.
        """
        inspection = self.inspect(text, apart=apart)
        document = inspection.document
        decisions: list[Decision] = []
        done = 0
        for part in parts(inspection.suspects, PART):  # bounds the memory for candidates
            candidates = self.propose(inspection, part)
            decisions += self.ranker.decide(document, inspection.seen, candidates, explain=explain)
            inspection.seen.forget(done, part[-1].index - APART)  # the next part may look back a few words
            done = max(done, part[-1].index - APART)
        decisions = agreed(document, decisions, self._known)
        archaic = passages.archaic_tokens(document)
        estimated = profile.estimate(
            profile.gather(decisions, inspection.look.words),
            document,
            foreign=passages.foreign_share(document, inspection.foreign),
            caution=passages.OLD_ENGLISH if len(archaic) > passages.ARCHAIC_SHARE * len(document) else "",
        )
        doubts = self._doubts.of(document, decisions)
        return Analysis(document, estimated, tuple(decisions), inspection.taken, archaic, doubts, inspection)

    def inspect(self, text: str, *, everything: bool = False, apart: Apart = nothing_apart) -> Inspection:
        """Run the flow up to the suspects; `everything` is read, whatever the look says (training).

        Program source is left alone unless kinds of garble are asked for.
        """
        decoded, decodings = decode(text) if "encoding" in self.config.kinds else (text, ())
        code = program_text(decoded) if self.config.kinds == frozenset(KINDS) else ()
        document = tokens.read(text, decoded, decodings, merged([*code, *apart(decoded)]))
        joints, planned = self._spacing.find_joints(document), self._decipher.planned.places(document)
        look = self._looker.look(document, joints, planned)
        foreign = passages.foreign_tokens(document, look.lookups, self._languages)
        document = document.protecting(foreign)
        seen = self._read(document, look, planned, foreign, everything=everything)
        settled, taken = self._overrides.find(document)
        triggers = [Trigger.NONE if i in foreign else trigger for i, trigger in enumerate(look.triggers)]
        return Inspection(document, look, seen, foreign, suspects_of(document, triggers, seen), settled, tuple(taken))

    def propose(self, inspection: Inspection, suspects: Sequence[Suspect]) -> list[Candidate]:
        """Return the candidates of the kinds asked for at some suspects.

        Where they are slips of an unknown word about which the reader is not sure, it is asked again without seeing
        the word: a frequent misspelling looks right to it, for it stood in what the reader learned from.
        """
        document, seen, kinds = inspection.document, inspection.seen, self.config.kinds
        candidates = self.proposer.propose(document, suspects, seen, kinds=kinds, settled=inspection.settled)
        self.reader.expect(document, self.proposer.slips(document, candidates, seen), seen)
        return candidates

    def _read(
        self, document: Document, look: Look, planned: frozenset[int], foreign: frozenset[int], *, everything: bool
    ) -> Detection:
        """Return what the reader saw: of what is odd, then around what it finds garbled until it finds nothing more.

        Of what the plan has rows for it tells what it expects there.  About other languages it has nothing to say.
        """
        rows = ((index, last) for index in planned for last, _ in self._decipher.planned.at(document, index))
        seen = Detection.nothing(len(document), frozenset(place for row in rows for place in range(*row)))
        abroad = np.fromiter(foreign, np.int64, len(foreign))
        odd, beside = look.odd | everything, BESIDE
        odd[abroad] = False
        while ranges := places_to_read(odd, seen, beside=beside):
            self.reader.look(document, ranges, seen)
            odd, beside = garbled(seen), SPREAD
            odd[abroad] = False
        seen.log_odds[abroad] = UNREAD
        seen.settle()
        return seen
