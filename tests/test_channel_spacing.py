"""The spacing channel: its examples and guardrails, single rules, and its cost on hostile text."""

from __future__ import annotations

import time

import pytest

from repair.channels.spacing.channel import EXAMPLES, GUARDRAILS, Channel
from repair.channels.spacing.mark_joints import LOG_OTHER_QUOTE
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.resources import Resources
from repair.records import Candidate, Document, Trigger
from repair.text import tokens


@pytest.fixture(scope="module")
def channel(resources: Resources) -> Channel:
    return Channel(resources)


def triggers_of(document: Document, channel: Channel, resources: Resources) -> dict[int, Trigger]:
    """Return the triggers that the suspicion step would give."""
    lexicon, gazetteer = resources.get(Lexicon.read), resources.get(Gazetteer.read)
    triggers = dict.fromkeys(channel.find_joints(document), Trigger.JOINT)
    for index, text in enumerate(document.texts):
        if text.isalpha() and not lexicon.known(text) and not gazetteer.has_word(text):
            triggers[index] = triggers.get(index, Trigger.NONE) | Trigger.UNKNOWN
    return triggers


def repaired(text: str, channel: Channel, resources: Resources) -> tuple[str, list[Candidate]]:
    """Return the text with the likeliest candidate taken wherever there is one, from left to right."""
    document = tokens.read(text)
    triggers = triggers_of(document, channel, resources)
    pieces, taken, position, index = [], [], 0, 0
    while index < len(document):
        found = channel.propose(document, index, triggers[index]) if index in triggers else ()
        found = [candidate for candidate in found if candidate.log_channel != LOG_OTHER_QUOTE]
        if found:
            best = max(found, key=lambda candidate: candidate.log_channel)
            pieces += [text[position : document.starts[index]], best.replacement]
            position, index = document.ends[best.last - 1], best.last
            taken.append(best)
        else:
            index += 1
    return "".join(pieces) + text[position:], taken


@pytest.mark.parametrize(("garbled", "intended"), EXAMPLES)
def test_examples(garbled: str, intended: str, channel: Channel, resources: Resources) -> None:
    assert repaired(garbled, channel, resources)[0] == intended


@pytest.mark.parametrize("text", GUARDRAILS)
def test_guardrails(text: str, channel: Channel, resources: Resources) -> None:
    assert repaired(text, channel, resources)[0] == text


@pytest.mark.parametrize(
    ("garbled", "intended", "route"),
    [
        ("He lives in Oslo.Nobody knows.", "He lives in Oslo. Nobody knows.", "sentence joint"),
        ("It closed in 2018.The owner left.", "It closed in 2018. The owner left.", "sentence joint"),
        ("It opens at 9 p.m.Tuesday.", "It opens at 9 p.m. Tuesday.", "sentence joint"),
        ('"We won."The crowd cheered.', '"We won." The crowd cheered.', "sentence joint"),
        ("Ask Dr.Miller.", "Ask Dr. Miller.", "sentence joint"),
        ("a letter from theMinister", "a letter from the Minister", "case joint"),
        ("reporters askedMcCain", "reporters asked McCain", "case joint"),
        ("UpdatesSign up here", "Updates Sign up here", "title joint"),
        ("(CNN)The storm passed.", "(CNN) The storm passed.", "comma joint"),
        ("he said,“We know.”", "he said, “We know.”", "comma joint"),
        ("after 2019Germany changed", "after 2019 Germany changed", "number joint"),
        ("the endof it", "the end of it", "segmentation"),
        ("nobodywantedtogohomeafterthat", "nobody wanted to go home after that", "run"),
        ("the govern ment fell", "the government fell", "split word"),
        ("the neigh-\nbours left", "the neighbours left", "hyphen"),
        ("a cor- poration", "a corporation", "hyphen"),
        ("N E W S at ten", "NEWS at ten", "letter spaced"),
        ("Nobody came , and that, too, was fine, as ever, always.", None, "stray space"),
    ],
)
def test_rules(garbled: str, intended: str | None, route: str, channel: Channel, resources: Resources) -> None:
    found, taken = repaired(garbled, channel, resources)
    assert found == (garbled.replace(" ,", ",") if intended is None else intended)
    assert [candidate.route for candidate in taken] == [route]


@pytest.mark.parametrize(
    "text",
    [
        "Vodafone (VOD.L) and FIAT (FIA.MI) rose.",
        "Write to System.Out.println or foo.Bar(x).",
        "the file extension of .png or .txt",
        "the e-mail and the e-bike, a 300p a share price",
        "He waited . . . and waited.",
        "Reporting by A Writer ; editing by B Writer",
        "a PlayBook from SoundMill, MyThing and OpenGate",
    ],
)
def test_more_guardrails(text: str, channel: Channel, resources: Resources) -> None:
    assert repaired(text, channel, resources)[0] == text


def test_candidates_keep_the_contract(channel: Channel, resources: Resources) -> None:
    for garbled, _ in EXAMPLES:
        document = tokens.read(garbled)
        for index, trigger in triggers_of(document, channel, resources).items():
            for candidate in channel.propose(document, index, trigger):
                assert candidate.first == index
                assert index < candidate.last <= len(document)
                assert candidate.log_channel <= 0
                assert candidate.kind == candidate.channel == "spacing"
                assert candidate.replacement != document.covered(candidate.first, candidate.last)
                assert candidate.forms == tokens.forms_of(candidate.replacement)


def test_protected_spans_are_left(channel: Channel) -> None:
    document = tokens.read("See www.example.org/aB.Cd,Ef and #SaidJohn or `saidJohn`.")
    assert channel.find_joints(document) == {}


@pytest.mark.parametrize(
    "unit", ["a ", "theThe", "word,word", 'a."B', "t he ", '"x" ,', "ab- cd ", "zqx ", "thecatsat"]
)
def test_hostile_text_takes_linear_time(unit: str, channel: Channel) -> None:
    durations = []
    for count in (1, 8):
        document = tokens.read(unit * (count * 2_000 // len(unit)))
        start = time.perf_counter()
        for index in channel.find_joints(document):
            channel.propose(document, index, Trigger.JOINT | Trigger.UNKNOWN)
        durations.append(time.perf_counter() - start)
    assert durations[1] < 30 * durations[0] + 0.1


@pytest.mark.parametrize(
    "text",
    [
        'data = {"name":"cake","yield":"four servings","time":"one hour","author":"nobody known"}',
        "call(first,second,third),call(second,third,first),call(third,first,second)",
    ],
)
def test_commas_without_spaces_are_the_habit_of_code(repairer, text):
    assert text == repairer.clean(text)


def test_a_lost_space_after_a_comma_is_put_back(repairer):
    assert (
        repairer.clean("The price rose,said the mayor, and fell again.")
        == "The price rose, said the mayor, and fell again."
    )
