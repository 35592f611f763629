"""What a line typed at the prompts of a review means: the letters are the keys of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from repair.review import actions
from repair.review.actions import Action
from repair.review.answers import Scope
from repair.text import show

REACHES: dict[str, Scope] = {"h": "place", "t": "article", "r": "run", "g": "good"}
"""How far an answer holds, by letter: here, in this article, in this run, for good."""

EMPTY = '""'  # takes the text out; an empty line goes back, because Enter is pressed by mistake

Order = Literal[
    "help", "card", "why", "diff", "save", "leave", "applied", "order", "readings", "type", "ignore", "after", "before"
]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that means nothing, and what would."""

    told: str


Meaning = Action | Order | Mistake

_PLAIN: dict[str, Action] = {
    "a": actions.Take("run"),
    "A": actions.TakeAtLeast(),
    "s": actions.Split(),
    "l": actions.LearnWord(),
    "L": actions.LearnName(),
    "j": actions.Next(),
    "k": actions.Previous(),
    "J": actions.Next(is_open=True),
    "]": actions.Next(is_open=True),
    "[": actions.Previous(is_open=True),
    "K": actions.KeepRest(),
    "u": actions.Undo(),
    "U": actions.Redo(),
}
_ORDERS: dict[str, Order] = {
    "?": "help",
    "c": "card",
    "w": "why",
    "d": "diff",
    "q": "save",
    "Q": "leave",
    "v": "applied",
    "O": "order",
    "e": "type",
    "t": "readings",
    "i": "ignore",
    ">": "after",
    "<": "before",
}
_LONGEST_QUOTED = 40  # characters of a line that is no answer
_LONGEST_NUMBER = 7  # digits: far more questions than any review has

HELP = (
    "Answers. Each is a letter, capital or small as shown, and Enter.",
    "  y  or Enter alone: take the reading proposed, at all places of the question",
    "  n  keep the text as it stands; a change that repair has made is taken back",
    "  1  or another number: take the reading with this number",
    "  e  type a text of your own; e and the text on one line does the same",
    "  t  list what the words can have been; after / and a text: those that were found, which e types anew, too",
    "  a  take it in all places of the series, split or not",
    "  A  take every open question that is as sure as this one",
    "  K  keep the text everywhere else: all that remains is left as it stands",
    "  s  split: ask the places of this series one by one",
    "  l  learn the word: it is right, in any case, from now on",
    "  L  learn the name: it is right with these capitals",
    "  i  leave the word alone; asks how far",
    "After y, n or a number one more letter says how far the answer holds:",
    "  h  here only, t in this text, r in this run, g for good: it is learned. For example: n h",
    "Go.",
    "  j  next question, k question before; ] next and [ previous one that is open; J is ] too",
    "  O  ask in another order: as they stand in the text, the least sure first, by what one answer settles",
    "  g  and a number: go to this question; g a2: go to article 2",
    "  /  and a text: go where it stands; > next such place, < the one before",
    "Look.",
    "  c  this question once more",
    "  w  all that is known of it",
    "  d  the whole article with its changes",
    "  v  go through the changes that repair has made, too; v again: no longer",
    "Change your mind, leave.",
    "  u  undo the last change, learning too; U redo it",
    "  q  write the answers and leave",
    "  Q  leave without writing; the answers are kept for the next time",
)


def meaning(line: str) -> Meaning:
    """Return what a line asks for: an action, an order to the prompts, or a mistake."""
    if line[:2] == "e ":
        return own(line[2:])
    if line[:1] == "/":
        return actions.Search(line[1:].strip()) if line[1:].strip() else Mistake("/ and a text, for example: /river")
    words = line.split()
    head = words[0] if words else "y"
    if head == "g":
        return _going("".join(words[1:]))
    if head == "i" and len(words) == 2:
        reach = REACHES.get(words[1])
        return actions.Ignore(reach) if reach else Mistake("i and one of h, t, r, g")
    if head in ("y", "n") or _is_number(head):
        return _answered(head, words[1:])
    known = None if len(words) > 1 else _PLAIN.get(head) or _ORDERS.get(head)
    return known or Mistake(f'"{_quoted(line)}" is no answer; ? lists them')


def own(text: str) -> Meaning:
    """Return what a text of the reader's own asks for."""
    if any("\udc80" <= character <= "\udcff" for character in text):
        return Mistake("that is not in the encoding of this terminal; type it once more")
    if not text:
        return Mistake(f"nothing was typed, nothing has changed; {EMPTY} takes the text out")
    return actions.Type("" if text == EMPTY else text)


def _quoted(line: str) -> str:
    shown = show.one_line(line.strip()[: _LONGEST_QUOTED + 1])
    return shown if len(shown) <= _LONGEST_QUOTED else shown[: _LONGEST_QUOTED - 1] + "…"


def _answered(head: str, rest: list[str]) -> Meaning:
    scope = None
    if rest:
        scope = REACHES.get(rest[0])
        if scope is None or len(rest) > 1:
            return Mistake(f"after {head} comes nothing, or one of h, t, r, g")
    if head == "y":
        return actions.Take(scope)
    return actions.Keep(scope) if head == "n" else actions.Choose(int(head), scope)


def _going(where: str) -> Meaning:
    if _is_number(where.removeprefix("a")):
        number = int(where.removeprefix("a"))
        return actions.GoToArticle(number) if where.startswith("a") else actions.GoToQuestion(number)
    return Mistake("g and a number, for example g 3; g a2 is article 2")


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER
