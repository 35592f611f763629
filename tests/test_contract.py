"""The contract that every channel keeps: examples that it can undo, text that it leaves alone, sound candidates."""

from __future__ import annotations

import importlib
import math
import pkgutil

import pytest

from repair import channels
from repair.channels.encoding import decode
from repair.knowledge.lexicon import Lexicon
from repair.records import KINDS, Trigger
from repair.text import tokens
from tests import quality_gate

NAMES = sorted(module.name for module in pkgutil.iter_modules(channels.__path__))
MODULES = {name: importlib.import_module(f"repair.channels.{name}") for name in NAMES}

EXAMPLES = [(name, *example) for name, module in MODULES.items() for example in module.EXAMPLES]
GUARDRAILS = [(name, text) for name, module in MODULES.items() for text in module.GUARDRAILS]


@pytest.fixture(scope="module")
def loaded(resources):
    return dict(zip(NAMES, channels.load_channels(resources), strict=True))


def read(text):
    return tokens.read(text, *decode(text))


def candidates_of(channel, document):
    """What the channel proposes at every token, asked with all its triggers."""
    return {index: list(channel.propose(document, index, channel.triggers)) for index in range(len(document))}


def can_become(document, candidates, wanted):
    """Tell whether leaving tokens or taking candidates, from left to right, can spell the wanted text."""
    lead = document.text[: document.starts[0]]
    reached = {0: {len(lead)}} if wanted.startswith(lead) else {}
    for index in range(len(document)):
        after = document.starts[index + 1] if index + 1 < len(document) else len(document.text)
        steps = [(index + 1, document.text[document.starts[index] : after])]
        for candidate in candidates[index]:
            last = candidate.last
            after = document.starts[last] if last < len(document) else len(document.text)
            steps.append((last, candidate.replacement + document.text[document.ends[last - 1] : after]))
        for position in reached.get(index, ()):
            for following, text in steps:
                if wanted.startswith(text, position):
                    reached.setdefault(following, set()).add(position + len(text))
    return len(wanted) in reached.get(len(document), ())


def check(channel, document, index, candidate):
    assert index == candidate.first < candidate.last <= len(document)
    assert candidate.kind in KINDS
    assert channel.name == candidate.channel
    assert math.isfinite(candidate.log_channel)
    assert candidate.log_channel <= 0
    assert candidate.replacement != document.covered(candidate.first, candidate.last)
    assert document.protected.isdisjoint(range(candidate.first, candidate.last))
    assert candidate.evidence
    assert candidate.route
    assert tokens.forms_of(candidate.replacement) == tuple(candidate.forms)


@pytest.mark.parametrize("name", NAMES)
def test_channel_says_what_it_is(loaded, name):
    module, channel = MODULES[name], loaded[name]
    assert channel.name == name
    assert isinstance(channel.triggers, Trigger)
    assert module.EXAMPLES
    assert module.GUARDRAILS
    assert module.__doc__


@pytest.mark.parametrize(("name", "observed", "intended"), EXAMPLES)
def test_example_can_be_undone(loaded, name, observed, intended):
    if name == "encoding":  # works on the text, before there are tokens
        assert intended == decode(observed)[0]
        return
    document = read(observed)
    assert can_become(document, candidates_of(loaded[name], document), intended)


def triggers_that_can_hold(document, index, lexicon, joints):
    """Every reason for suspicion but those that are plainly false of the token."""
    trigger = ~Trigger.NONE
    if lexicon.known(document.texts[index]):
        trigger &= ~Trigger.UNKNOWN
    if index not in joints:
        trigger &= ~Trigger.JOINT
    return trigger


@pytest.mark.parametrize(("name", "text"), GUARDRAILS)
def test_guardrail_gets_no_candidate(loaded, resources, name, text):
    if name == "encoding":
        assert (text, ()) == decode(text)
        return
    channel, document = loaded[name], read(text)
    lexicon, joints = resources.get(Lexicon.read), set(loaded["spacing"].find_joints(document))
    for index in range(len(document)):
        trigger = channel.triggers & triggers_that_can_hold(document, index, lexicon, joints)
        if trigger:
            assert [] == list(channel.propose(document, index, trigger))


@pytest.mark.parametrize("name", NAMES)
def test_candidates_are_sound(loaded, name):
    texts = [text for _, observed, intended in EXAMPLES for text in (observed, intended)]
    texts += [text for _, text in GUARDRAILS]
    texts += [case.observed for case in quality_gate.clean_cases()[::6]]
    texts += [case.observed for kind in quality_gate.KINDS for case in quality_gate.hand_cases(kind)[::5]]
    for text in texts:
        document = read(text)
        for index, proposed in candidates_of(loaded[name], document).items():
            for candidate in proposed:
                check(loaded[name], document, index, candidate)


def test_decodings_tile_the_differences():
    """Outside its decodings, the decoded text is the text given, code point by code point."""
    for _, observed, _ in EXAMPLES:
        text, decodings = decode(observed)
        position = decoded_position = 0
        for decoding in decodings:
            assert observed[position : decoding.start] == text[decoded_position : decoding.decoded_start]
            position, decoded_position = decoding.end, decoding.decoded_end
        assert observed[position:] == text[decoded_position:]
