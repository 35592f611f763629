"""The features of the ranking by name, each with what a reader of `why` is told of it, and which rules have which."""

from __future__ import annotations

from repair.channels.spacing.channel import BESIDE_MARKS

FEATURES = {
    "garbled": "how sure the reader is that the words are garbled (the least sure of them)",
    "garbled elsewhere": "how sure it is of the others of them",
    "surely garbled": "the same beyond 3, which says little more",
    "first word": "how well the first word fits where it stands, by the reader",
    "last word": "how well the last word fits where it stands, by the reader",
    "first word poor": "the same below -6, where it hardly fits at all",
    "no opinion": "the reader cannot name one of the outer words",
    "not doubted": "the reader is so sure of the observed words that it did not ask itself what they were",
    "inside": "how sure the reader is that the inner words belong to one phrase",
    "expected": "how well the word fits where the observed one stands, by the reader when it does not see that one",
    "asked unseen": "the reader was asked without seeing the observed word",
    "channel": "how likely the word is garbled into just this",
    "channel a letter": "the same for each letter of the observed word",
    "frequency": "how frequent the rarest word of the reading is",
    "frequency of observed": "how frequent the rarest observed word is",
    "observed is unknown": "no list has the observed word",
    "observed is composed": "no list has the observed word, but it is made of two that lists have",
    "observed is derived": "no list has the observed word, but it is a regular derivation of one that lists have",
    "observed is a name": "the observed word is part of a known name",
    "observed is capital": "the observed word has a capital inside a sentence",
    "observed begins": "the observed word has a capital and begins a sentence",
    "observed repeats": "how often the observed word stands in the text more than twice: as jargon does",
    "reading in text": "how often the reading stands in the text",
    "becomes a name": "with its neighbours the reading makes a known name",
    "was a name": "with its neighbours the observed word made a known name",
    "garble nearby": "how much is garbled nearby",
    "observed words": "how many words are replaced, less one",
    "reading words": "how many words replace them, less one",
    "length": "how long the reading is",
    "joined": "the observed words are joined to a neighbour by a hyphen or without a space",
    "best fit here": "how well the reading fits, by the reader, that fits best of all that begin here",
    "frequency of the best fit": "how frequent its rarest word is",
    "channel of the best fit": "how likely the word is garbled into just this one",
    "counted": "of joints beside marks and rows of a plan, by counts alone: how likely they come about so",
}
"""Every feature and what a reader of `why` is told of it; "bias" and a bias for each rule come with them."""
OTHER_FEATURES = (
    "bias",
    "garbled",
    "observed is unknown",
    "observed is a name",
    "observed is capital",
    "garble nearby",
)
NAMES = tuple(FEATURES)
PLANNED = "decipher/plan"
"""The rule of a site's plan."""
_RULES = "articles/article figures/capital figures/digit figures/figure spelling/apostrophe spelling/negated"
UNSEEN = frozenset(
    {PLANNED, "spacing/run", "usage/usage", *_RULES.split(), *(f"spacing/{route}" for route in BESIDE_MARKS)}
)
"""Rules about what the reader does not see, or a plan knows better: counts decide, for a plan with what fits."""
