"""The keys of the review: what each does, what the help says of it, and which the footer shows."""

from __future__ import annotations

from dataclasses import dataclass

from repair.review import actions
from repair.review.actions import Action

ACTIONS: dict[str, Action] = {
    "series": actions.Take("run"),
    "at_least": actions.TakeAtLeast(),
    "split": actions.Split(),
    "learn_word": actions.LearnWord(),
    "learn_name": actions.LearnName(),
    "undo": actions.Undo(),
    "redo": actions.Redo(),
    "next": actions.Next(),
    "previous": actions.Previous(),
    "next_open": actions.Next(is_open=True),
    "previous_open": actions.Previous(is_open=True),
    "keep_rest": actions.KeepRest(),
}
"""What a key alone tells the review; the others ask for something, or change only what is shown."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key, or a few that do the same.

    Attributes:
        names: as Textual calls them.
        label: how it is shown.
        does: one of ACTIONS, else the action of the app (`action_` goes before it).
        help: what the help says.
    """

    names: tuple[str, ...]
    label: str
    does: str
    help: str


@dataclass(frozen=True, slots=True)
class Group:
    """Keys under one heading of the help."""

    heading: str
    keys: tuple[Key, ...]


GROUPS = (
    Group(
        "Answer",
        (
            Key(("y", "enter"), "y ⏎", "take", "take the reading proposed, at all places of the question"),
            Key(("n",), "n", "keep", "keep the text as it stands; a change already made is taken back"),
            Key(("digit",), "1-9", "choose", "take the reading with this number"),
            Key(("e",), "e", "type", "type a text of your own, also for a word that was chosen"),
            Key(("t",), "t", "readings", "offer what the words can have been: of this edit, or those chosen"),
            Key(("o",), "o", "scope", "how far the next answer holds: here, in this article, for good"),
            Key(("a",), "a", "series", "take it in all places of the series, split or not"),
            Key(
                ("A",),
                "A",
                "at_least",
                "take all that are as sure as this one, and likelier than the text",
            ),
            Key(("K",), "K", "keep_rest", "keep the text everywhere else: all that remains is left as it stands"),
            Key(("s",), "s", "split", "ask the places of this series one by one"),
            Key(("l",), "l", "learn_word", "learn the word: it is right, in any case, from now on"),
            Key(("L",), "L", "learn_name", "learn the name: it is right with these capitals"),
            Key(("i",), "i", "ignore", "leave the word alone; asks how far"),
        ),
    ),
    Group(
        "Go",
        (
            Key(("j", "down"), "j ↓", "next", "next question"),
            Key(("k", "up"), "k ↑", "previous", "question before"),
            Key(("right_square_bracket", "J"), "]", "next_open", "next question that is open"),
            Key(("left_square_bracket",), "[", "previous_open", "open question before"),
            Key(("right",), "→", "edit(1)", "next edit in the text; where a word is chosen, the next word"),
            Key(("left",), "←", "edit(-1)", "edit before in the text, or the word before"),
            Key(("shift+right", "shift+left"), "⇧→", "extend", "and ⇧←: choose a word more, a word less"),
            Key(("escape",), "Esc", "deselect", "choose no word any more"),
            Key(("g",), "g", "go_to", "go to a question by its number; a2 is article 2"),
            Key(("slash",), "/", "search", "find a text in the articles, and choose it"),
            Key(("greater_than_sign",), ">", "hit(1)", "next place where it stands"),
            Key(("less_than_sign",), "<", "hit(-1)", "place before where it stands"),
            Key(("pageup", "pagedown", "home", "end"), "PgUp", "scroll", "and PgDn, Home, End: scroll the article"),
        ),
    ),
    Group(
        "Look",
        (
            Key(("w",), "w", "why", "all that is known of this edit, and the places of its series"),
            Key(("d",), "d", "diff", "old and new text side by side in the article, or only the new"),
            Key(
                ("O",),
                "O",
                "order",
                "ask in another order: of the text, the least sure first, by gain",
            ),
            Key(("v",), "v", "applied", "go through the changes already made, too"),
            Key(("question_mark",), "?", "help", "this help"),
        ),
    ),
    Group(
        "Change one's mind, leave",
        (
            Key(("u",), "u", "undo", "undo the last change, learning too; as often as there are changes"),
            Key(("U",), "U", "redo", "redo what was undone"),
            Key(("q",), "q", "save", "write the answers and leave"),
            Key(("Q", "ctrl+c"), "Q", "leave", "leave without writing; the answers wait for the next time"),
        ),
    ),
)

FOOTER = (
    ("y", "take"),
    ("n", "keep"),
    ("1-9 e t", "other"),
    ("o", "reach"),
    ("a s", "series"),
    ("A K", "rest"),
    ("l L", "learn"),
    ("i", "ignore"),
    ("u U", "undo"),
    ("j k", "move"),
    ("g /", "go"),
    ("w", "why"),
    ("d", "diff"),
    ("q", "save"),
    ("Q", "leave"),
    ("?", "help"),
)
"""What the footer shows: two lines of a terminal of 80 columns."""

KEYS = tuple(key for group in GROUPS for key in group.keys)


def bindings() -> tuple[tuple[str, str], ...]:
    """Return each key with the action it is bound to, as Textual names both."""
    bound = []
    for key in KEYS:
        if key.does == "choose":
            bound += [(str(number), f"choose({number})") for number in range(1, 10)]
        elif key.does in ACTIONS:
            bound += [(name, f"act('{key.does}')") for name in key.names]
        elif key.does == "extend":
            bound += [("shift+right", "extend(1)"), ("shift+left", "extend(-1)")]
        elif key.does == "scroll":
            bound += [(name, f"scroll('{name}')") for name in key.names]
        else:
            bound += [(name, key.does) for name in key.names]
    return tuple(bound)
