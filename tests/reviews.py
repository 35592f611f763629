"""Articles with edits made by hand, and any sequence of actions, for the tests of the review."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from repair.output.revision import Revision
from repair.records import Edit, Profile
from repair.review import actions
from repair.review.agenda import Article
from repair.review.session import step
from repair.review.state import begin

MARK = re.compile(r"\{([^|}]*)\|([^|}]*)\|([\d.]+)(!?)((?:\|[^|}]*)*)\}")


def article(name, marked, kind="spin"):
    """Read `text {original|replacement|confidence|other readings} text`; `!` after the confidence means applied."""
    text, edits, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        original, replacement, confidence, sure, others = match.groups()
        readings = tuple((reading, 0.1) for reading in others.split("|")[1:])
        start = len(text)
        text += original
        verdict = "apply" if sure else "review"
        edits.append(
            Edit(
                start, len(text), original, replacement, kind, float(confidence), verdict, "because", readings=readings
            )
        )
        position = match.end()
    return Article(name, Revision(text + marked[position:], tuple(edits), Profile(10)))


def harbour():
    """Three series for review (`oregon` 4 places, `rail` 1, `tin` 2), one applied (`testament` 2); two articles."""
    return (
        article(
            "/news/one.txt",
            "Boats {oregon|or|0.6} ferries {testament|will|0.95!} sail. {Oregon|Or|0.6} so they said.\n"
            "The police {rail|track|0.4|follow|rile} him; you {tin|can|0.45|box} see it, {oregon|or|0.6} not.\n",
        ),
        article(
            "/news/two.txt",
            "They {testament|will|0.9!} walk {oregon|or|0.7} ride. A {tin|can|0.35} of fish.\n",
        ),
    )


def play(articles, *steps, known=()):
    """Return the last step and all effects of some actions."""
    state, effects, notice = begin(articles, known=known), [], ""
    for action in steps:
        state, found, notice = step(state, action)
        effects += found
    return state, effects, notice


PIECES = st.text(alphabet="ab \n\u00e9", max_size=4)
WORDS = st.sampled_from(["tin", "Tin", "rail", "a b", ""])
SCOPES = st.sampled_from(["place", "article", "run", "good"])
MAYBE_SCOPES = st.none() | SCOPES
SMALL = st.integers(0, 9)


@st.composite
def articles(draw):
    """Up to three articles with up to five edits each, of few different words, so that there are series."""
    made = []
    for number in range(draw(st.integers(0, 3))):
        text, edits = draw(PIECES), []
        for _ in range(draw(st.integers(0, 5))):
            old = draw(WORDS)
            readings = tuple((reading, 0.1) for reading in draw(st.lists(WORDS, max_size=2)))
            verdict = draw(st.sampled_from(["apply", "review", "review"]))
            confidence = draw(st.sampled_from([0.3, 0.5, 0.9]))
            new = draw(st.sampled_from(["can", "Can", "track", ""]))
            edits.append(
                Edit(len(text), len(text) + len(old), old, new, "spin", confidence, verdict, "", readings=readings)
            )
            text += old + draw(PIECES)
        made.append(Article(f"/{number}", Revision(text, tuple(edits), Profile(1))))
    return tuple(made)


ACTIONS = st.one_of(
    st.builds(actions.Take, MAYBE_SCOPES),
    st.builds(actions.Choose, SMALL, MAYBE_SCOPES),
    st.builds(
        actions.Type, st.sampled_from(["", "own", "Own", "two\nlines", "tin", "\x1b[2J", "\udc80"]), MAYBE_SCOPES
    ),
    st.builds(actions.Mend, SMALL, SMALL, SMALL, st.sampled_from(["own", "", "tin", "\0"]), SCOPES),
    st.builds(actions.Select, SMALL, SMALL, SMALL),
    st.builds(actions.KeepRest),
    st.builds(actions.SetOrder, st.sampled_from(["reading", "doubt", "gain"]), st.booleans()),
    st.builds(actions.Keep, MAYBE_SCOPES),
    st.builds(actions.Ignore, SCOPES),
    st.builds(actions.TakeAtLeast),
    st.builds(actions.Split),
    st.builds(actions.LearnWord),
    st.builds(actions.LearnName),
    st.builds(actions.Undo),
    st.builds(actions.Redo),
    st.builds(actions.Finish),
    st.builds(actions.Next, st.booleans()),
    st.builds(actions.Previous, st.booleans()),
    st.builds(actions.GoToQuestion, SMALL),
    st.builds(actions.GoToArticle, SMALL),
    st.builds(actions.GoToPlace, SMALL),
    st.builds(actions.ShowApplied, st.booleans()),
    st.builds(actions.Search, st.sampled_from(["tin", "Tin", "a", "", "nowhere"]), st.booleans(), st.booleans()),
)
SEQUENCES = st.lists(ACTIONS, max_size=25)
