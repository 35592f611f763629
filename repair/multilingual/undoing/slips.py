"""How likely a slip is: ln P(observed | intended) of two words one edit apart, or two, on the keyboard of a country."""

from __future__ import annotations

from repair.multilingual.facts import Facts
from repair.multilingual.wordlist.letters import bare, bare_word

LOG_MARK, LOG_SPELLED_OUT = -3.5, -3.5
"""ln P that one letter lost its mark, gained or changed it; that it was spelled out (`ue` for `ü`).

All figures here are judgement, near those of typists in English: one word in a hundred has a slip, of some kind, at
some place.
"""
LOG_DOUBLE, LOG_EXCHANGE, LOG_NEIGHBOUR = -6.0, -6.5, -7.5
"""A double letter made single or the other way round; two letters exchanged; the key beside the right one."""
LOG_LEFT_OUT, LOG_PUT_IN, LOG_VOWEL, LOG_OTHER = -7.0, -9.0, -8.5, -10.0
"""A letter left out; one put in; a vowel for a vowel; any letter for any other."""
LOG_FIRST = -1.5
"""What comes on top where it is the first letter of the word."""
LONGEST_TANGLE = 4
"""Letters of pieces of a word that are compared letter by letter where one has a letter more."""
VOWELS = frozenset("aeiouyáéíóúàèìòùäëïöüâêîôûæøåœıаеёиоуыэюяіїєαεηιουωάέήίόύώ")


def log_slip(observed: str, intended: str, facts: Facts) -> float:
    """Return ln P(observed | intended) of two different folded words."""
    if len(observed) == len(intended) and bare_word(observed) == bare_word(intended):
        marks = sum(one != other for one, other in zip(observed, intended, strict=True))
        return LOG_MARK - 0.7 * (marks - 1)  # who lost one mark loses others, too
    head, tail = common(observed, intended)
    one, other = observed[head : len(observed) - tail], intended[head : len(intended) - tail]
    log_p = _log_edit(one, other, observed[head - 1 : head], observed[len(observed) - tail :][:1], facts)
    return log_p + LOG_FIRST * (head == 0)


def common(one: str, other: str) -> tuple[int, int]:
    """Return how many letters two words share at their beginnings, and at their ends."""
    shortest = min(len(one), len(other))
    head = 0
    while head < shortest and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shortest - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return head, tail


def _log_edit(one: str, other: str, before: str, after: str, facts: Facts) -> float:
    """Return ln P of one piece of a word for another, between two letters."""
    if not one:
        beside = other in (before, after)
        return LOG_DOUBLE if beside else LOG_LEFT_OUT * len(other)
    if not other:
        is_key = any(one in facts.neighbours.get(letter, "") for letter in (before, after))
        return LOG_DOUBLE if one in (before, after) else LOG_NEIGHBOUR if is_key else LOG_PUT_IN * len(one)
    if len(one) == len(other) == 1:
        if bare(one) == bare(other):
            return LOG_MARK
        if one in facts.neighbours.get(other, ""):
            return LOG_NEIGHBOUR
        return LOG_VOWEL if one in VOWELS and other in VOWELS else LOG_OTHER
    if len(one) == len(other) == 2 and one == other[::-1]:
        return LOG_EXCHANGE
    if (one, other) in facts.spelled_out:
        return LOG_SPELLED_OUT
    if len(one) == len(other):  # two letters, or more with right ones between
        return sum(_log_edit(a, b, before, after, facts) for a, b in zip(one, other, strict=True) if a != b)
    if abs(len(one) - len(other)) == 1 and max(len(one), len(other)) <= LONGEST_TANGLE:
        return _log_tangle(one, other, before, after, facts)
    return LOG_OTHER * 2


def _log_tangle(one: str, other: str, before: str, after: str, facts: Facts) -> float:
    """Return ln P of two pieces that differ by a letter more and others for others: `és` for `e`."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    best = LOG_OTHER * 2
    for place, letter in enumerate(longer):
        rest = longer[:place] + longer[place + 1 :]
        beside = longer[place - 1 : place] or before, longer[place + 1 : place + 2] or after
        put_in = _log_edit(letter, "", *beside, facts) if longer is one else _log_edit("", letter, *beside, facts)
        pairs = zip(rest, shorter, strict=True) if longer is one else zip(shorter, rest, strict=True)
        best = max(best, put_in + sum(_log_edit(a, b, before, after, facts) for a, b in pairs if a != b))
    return best
