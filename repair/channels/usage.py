"""The usage channel: words mistaken for others that sound alike, where their neighbours leave little doubt.

A rule holds where what stands before the word and after it match; both patterns see the forms of a few neighbours with
a space between.  They are a writer's commonest mistakes, kept by hand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from repair.knowledge.confusions import forms_of
from repair.records import Candidate, Document, Trigger
from repair.text.casing import match_case

if TYPE_CHECKING:
    from repair.knowledge.resources import Resources

LOG_SURE, LOG_LIKELY = math.log(0.9), math.log(0.02)
"""ln P that the word was mistaken, where nothing else and where something else can be meant (judgement)."""

EXAMPLES = (
    ("They should of told us.", "They should have told us."),
    ("Your going to love it.", "You're going to love it."),
    ("Its a long way, and he is taller then me.", "It's a long way, and he is taller than me."),
    ("The new rules will effect every driver.", "The new rules will affect every driver."),
    ("We wont agree to that.", "We won't agree to that."),
    ("He was to tired to eat.", "He was too tired to eat."),
)
GUARDRAILS = (
    "As was his wont, he rose early and was wont to sing; the effect on the team was its own, and so on.",
    "It was better, then it got worse. They want to effect change, and could of course effect a cure.",
    "Your welcome page, your A-level and your not-so-old car; its not inconsiderable size.",
    "They loose the dogs, listen to him breath by breath, and keep quite still over there.",
)

BEFORE, AFTER = 2, 3
"""Tokens on either side that the patterns see."""


class Rule(NamedTuple):
    """What is meant in place of a word between such neighbours, and whether nothing else can be."""

    intended: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    is_sure: bool = True


def _rule(intended: str, before: str, after: str, *, is_sure: bool = True) -> Rule:
    return Rule(intended, re.compile(rf"(?:^|.* |^)(?:{before})$" if before else ""), re.compile(after), is_sure)


_END = r"(?:[.,;!?]|$)"
_BEGINS = r"|[.,!?\"]|and|but|so|then|think|that"
_MODAL = "to|will|would|could|can|may|might|must|should|cannot|not|n't|'ll"
_ANYONE = "me|you|him|her|us|them|it|everyone|everybody|people"
_WHOSE = "my|your|his|her|our|their"
_COMPARED = (
    "more|less|better|worse|rather|other|greater|bigger|smaller|larger|higher|lower|older|younger|shorter|taller|faster"
    "|slower|easier|harder|stronger|weaker|cheaper|richer|poorer|fewer|nicer|hotter|colder|wider|deeper|heavier|lighter"
    "|happier|louder|smarter|longer"
)
_THAN = (
    rf"(?:{_ANYONE}|i|he|she|we|they|the|an?|{_WHOSE}|its|that|this|those|these|any|anyone|anything|all|ever|nothing"
)
_THAN += r"|expected|usual|just|one|two|three|0+|what|most|others?|before|normal)(?: |$)"
_HAVE_DONE = r"(?:been|gone|done|had|seen|known|come|taken|given|got|gotten|made|said|told|found|thought|left|kept|won)"
_TOO = (
    "tired|late|early|many|big|small|hot|cold|young|old|hard|expensive|busy|far|soon|bad|weak|strong|scared|much|few"
    "|heavy|loud|dark|tall|fat|thin|dangerous|difficult|good"
)
_LOST = (
    "weight|money|control|track|hope|interest|sight|everything|faith|touch|patience|time|confidence|sleep|ground|data"
    "|games?|customers|value|power|focus|access"
)
_BROUGHT_ABOUT = (
    "changes?|reforms?|cure|arrest|release|escape|entry|repairs?|transfer|transition|rescue|sale|purchase|settlement"
    "|removal|return|improvements?|reconciliation|compromise|merger|payment|plan|policy"
)

RULES: dict[str, tuple[Rule, ...]] = {
    "of": (_rule("have", "(?:should|could|would|must|might)(?: n't| not)?", rf"(?:{_HAVE_DONE}|\w+ed)(?: |$)"),),
    "your": (
        _rule("you're", "", r"(?:gonna|going to|an?|the|not|so(?! called))(?: (?!-)|$)"),
        _rule("you're", "", rf"welcome(?: to(?: |$)| {_END}|$)"),
    ),
    "their": (
        _rule("they're", "", r"(?:gonna|going to|an?|the)(?: (?!-)|$)"),
        _rule(
            "there",
            "go|went|going|been|over|from|get|got|up|down|out|stay",
            rf"(?:{_END}|(?:now|again|today|too)(?: |$))",
        ),
    ),
    "whose": (
        _rule(
            "who's",
            "",
            r"(?:going to|gonna|coming|been|there|ready|responsible|not|an?|the|that|this|next)(?: (?!-)|$)",
        ),
    ),
    "untied": (
        _rule("united", "", r"(?:states|nations|kingdom|airlines|arab)(?: |$)"),
        _rule("united", "manchester|leeds|newcastle|sheffield", ""),
    ),
    "grate": (_rule("great", "", r"britain(?: |$)"),),
    "ill": (_rule("I'll", _BEGINS, r"(?:be|go|see|try|let|call|tell|never|just|also)(?: |$)"),),
    "id": (_rule("I'd", _BEGINS, r"(?:like|love|rather|say|be|have|never|prefer)(?: |$)"),),
    "wed": (_rule("we'd", _BEGINS, r"(?:like|love|rather|better|never|be|have)(?: |$)"),),
    "lets": (_rule("let's", _BEGINS, r"(?:go|see|get|do|say|be|make|have|not|try|take|start|look)(?: |$)"),),
    "except": (
        _rule(
            "accept",
            "i|we|please|will|would|n't|cannot|can|not",
            r"(?:your|my|an?|(?:the|his|her|their) (?:offer|invitation|fact|apology))(?: |$)",
        ),
    ),
    "stationery": (
        _rule(
            "stationary", "was|is|were|are|be|remain|remains|remained|completely", r"(?:at|in|on|for|while|when)(?: |$)"
        ),
    ),
    "there": (_rule("their", "", r"own(?: |$)"),),
    "by": (_rule("buy", "to|'ll|gonna|wanna|n't", r"(?:an?|some|new|more|food|tickets|one|it|them|my|your)(?: |$)"),),
    "hole": (
        _rule(
            "whole",
            "an?|the|my|your|our|their|his|her",
            r"(?:new|other|family|world|day|week|year|country|team|way|idea)(?: |$)",
        ),
    ),
    "save": (
        _rule(
            "safe",
            "(?:is|are|was|were|be|been|feel|feels|felt)(?: not| n't)?|wasnt|isnt|arent|werent",
            rf"(?:{_END}|(?:any|anymore|and|for|from|in|at|here|there|now)(?: |$))",
        ),
    ),
    "council": (_rule("counsel", "legal", ""),),
    "metal": (_rule("medal", "olympic", ""), _rule("medal", "", r"for (?:bravery|valou?r|courage|gallantry)\b")),
    "no": (_rule("know", "i|you|we|they|n't", r"(?:what|how|why|where|who|whether|if|that|about)(?: |$)"),),
    "its": (
        _rule(
            "it's",
            "",
            r"(?:an?|the|not(?! (?:in|un))|been|gonna|because|going to|okay|ok|never|always|raining)(?: (?!-)|$)",
        ),
        _rule("it's", "", rf"too? (?:{_TOO})(?: |$)"),
    ),
    "then": (_rule("than", _COMPARED, _THAN),),
    "effect": (
        _rule("affect", _MODAL, rf"(?:{_ANYONE}|every|{_WHOSE}|how|many|millions|thousands|children)(?: |$)"),
        _rule(
            "affect", _MODAL, rf"(?:the|this|that|all|their|its|any)(?: |$)(?!(?:{_BROUGHT_ABOUT})\b)", is_sure=False
        ),
    ),
    "affect": (
        _rule("effect", r"an?|the|no|any|little|\w+ive|big|huge|major|great|lasting|direct|same", r"on(?: |$)"),
    ),
    "affects": (_rule("effects", "side|adverse|negative|harmful|health|special|the|any|no", r"(?:on|of)(?: |$)"),),
    "loose": (_rule("lose", f"{_MODAL}|gonna|never", rf"(?:{_WHOSE}|{_LOST}|{_ANYONE})(?: |$)"),),
    "to": (
        _rule(
            "too", "its|is|was|are|were|am|be|been|'s|'re|'m|way|far", rf"(?:{_TOO})(?: (?:to|for)(?: |$)| {_END}|$)"
        ),
    ),
    "advise": (
        _rule(
            "advice",
            "some|good|any|bad|great|legal|medical|professional|expert|of|more|financial|helpful|best|sound|free|same",
            rf"(?:{_END}|(?:on|about|from|for|to|is|was|that|and)(?: |$))",
        ),
    ),
    "breath": (
        _rule("breathe", "to|can|could|cannot|n't", r"(?:deeply|fresh|again|easier|easily|the air|properly|freely)\b"),
        _rule("breathe", "can|could|cannot|n't", _END),
    ),
    "weather": (
        _rule("whether", "", r"or not(?: |$)"),
        _rule(
            "whether",
            "know|knows|no|tell|ask|asked|wonder|wondered|wondering|decide|decided|sure|matter|doubt|question",
            r"(?:he|she|it|they|we|you|i|to)(?: |$)",
        ),
    ),
    "suppose": (_rule("supposed", "(?:was|were|am|are|is|'m|'re|'s|be)(?: not| n't)?", r"to(?: |$)"),),
    "wont": (
        _rule("won't", r"i|you|we|they|he|she|it|that|this|who|there|\w+s|people", r"(?!to )(?:\w+|n't)"),
        _rule(
            "won't", "", r"(?:be|have|work|go|get|let|do|make|take|help|stop|come|give|tell|know|see|say|happen)(?: |$)"
        ),
    ),
    "quite": (_rule("quiet", "be|very|keep|stay|kept|stayed", _END),),
    "hear": (_rule("here", "over|right|around|out|in", _END),),
    "threw": (
        _rule(
            "through", "go|goes|went|going|gone|come|came|get|got|halfway", r"(?:the|an?|my|his|this|that|all)(?: |$)"
        ),
    ),
    "past": (
        _rule("passed", "i|he|she|we|they|has|have|had", r"(?:away|(?:the|my|his|her|their) (?:exam|test)s?)(?: |$)"),
    ),
    "lead": (
        Rule(
            "led",
            re.compile(rf"(?:(?!(?:did|does|{_MODAL}) )\S+ )?(?:he|she|it)$"),
            re.compile(r"(?:the|an?|his|her|its|to|them|us)(?: |$)"),
        ),
        _rule("led", "has|have|had|was|were|been", r"(?:to|by|the|an?|him|them|us|me)(?: |$)"),
    ),
    "peace": (
        _rule(
            "piece",
            "an?|this|every|one|nice|small|little",
            r"of (?:cake|paper|the|my|advice|land|meat|bread|wood)(?: |$)",
        ),
    ),
}


class Channel:
    """Proposes what is meant; see the module."""

    name = "usage"
    triggers = Trigger.USAGE

    def __init__(self, resources: Resources) -> None:
        """Take nothing from the dictionaries."""

    def propose(self, document: Document, index: int, trigger: Trigger) -> Sequence[Candidate]:
        """Return the word that the neighbours ask for."""
        rule = intended(document, index)
        if rule is None:
            return ()
        observed = document.texts[index]
        replacement = match_case(observed, rule.intended, rule.intended)
        log_channel = LOG_SURE if rule.is_sure else LOG_LIKELY
        evidence = f"“{replacement}” goes with the words beside it, not “{observed}”"
        forms = forms_of(replacement)
        return (Candidate(index, index + 1, replacement, forms, self.name, "usage", "spelling", log_channel, evidence),)


def intended(document: Document, index: int) -> Rule | None:
    """Return the rule that holds at a token, if one does."""
    rules = RULES.get(document.forms[index], ())
    if not rules or index in document.protected:
        return None
    forms = document.forms
    before = " ".join(forms[max(0, index - BEFORE) : index])
    after = " ".join(forms[index + 1 : index + 1 + AFTER])
    if after[:2] == "a " and document.texts[index + 1] == "A":  # `its A380`
        return None
    return next((rule for rule in rules if rule.before.match(before) and rule.after.match(after)), None)
