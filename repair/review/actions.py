"""What a reader can do in a review, one record for each action, and how a journal writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from repair.review.agenda import Order
from repair.review.answers import Answer, Scope

LONGEST_SOUGHT = 1_000  # characters of a text searched for


@dataclass(frozen=True, slots=True)
class Take:
    """Take the reading proposed.  Without a scope it answers the question: all its places, in all articles.

    With the scope `place` it answers where the reader stands only; `article` the series in this article; `run` the
    series, also where it was split (`a`); `good` learns the pair as well.  The same goes for the next three.
    """

    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """Take the reading with this number; 1 is the one proposed, others follow as in `answers.options`."""

    number: int
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """Put a text of one's own; at other places of the series its capitals follow the place (`answers.carried`)."""

    text: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Mend:
    """Put a text for a stretch [start, end) of an article for which nothing was proposed.

    With the scope `article` or `run` also where the same words stand elsewhere; `good` learns the pair as well.
    """

    article: int
    start: int
    end: int
    text: str
    scope: Scope = "place"


@dataclass(frozen=True, slots=True)
class Select:
    """Choose a stretch [start, end) of an article, to be mended perhaps."""

    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave the text as it stands; an applied edit is undone.  `good` learns the word."""

    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Ignore:
    """Leave the word alone, whatever is proposed for it: here, in this article, in this run, or for good."""

    scope: Scope = "place"


@dataclass(frozen=True, slots=True)
class TakeAtLeast:
    """Take every open question that is as sure as the one at hand, or surer (`Question.confidence`).

    Never where the text as it stands is likelier than the reading.
    """


@dataclass(frozen=True, slots=True)
class KeepRest:
    """Keep the text at every open place: what was not asked yet is left as it stands, as one change."""


@dataclass(frozen=True, slots=True)
class Split:
    """Ask the places of the series one by one from now on."""


@dataclass(frozen=True, slots=True)
class LearnWord:
    """Learn the word at hand: open questions and applied edits on it, in any case, are left as they stand."""


@dataclass(frozen=True, slots=True)
class LearnName:
    """Learn the name at hand, capitals and all; edits on exactly this text are left as they stand."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last change back, what was learned too, and go where it was made."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Make the change again that was undone last."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Mark the review as done; any later change of an answer opens it again."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Give answers of an earlier review back, as one change: pairs of place and answer (see `resume`).

    `at` is the place to stand at then; -1 for the first that is open.  `chosen` are stretches (article, start, end)
    that the reader chose; they get the numbers after those of all places.
    """

    answers: tuple[tuple[int, Answer], ...]
    at: int = -1
    chosen: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """Go to the next question, or to the next open one; from the last open one to the first."""

    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Previous:
    """Go to the question before, or to the open one before."""

    is_open: bool = False


@dataclass(frozen=True, slots=True)
class GoToQuestion:
    """Go to a question by its number on the agenda, counted from 1 as a reader does."""

    number: int


@dataclass(frozen=True, slots=True)
class GoToArticle:
    """Go to the first open question of an article, else to its first edit; counted from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class GoToPlace:
    """Go to a place by its index in `Inventory.places`, as a click on it does; it need not be on the agenda."""

    place: int


@dataclass(frozen=True, slots=True)
class ShowApplied:
    """Have the edits that were applied on the agenda too, or no longer."""

    shown: bool


@dataclass(frozen=True, slots=True)
class SetOrder:
    """Ask the questions in another order; with `restart` the reader goes to the first that is open."""

    order: Order
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Go to the next place, or the one before, where a text stands; round the end.  Without case if it has no capitals.

    In articles the text as given is searched, and `State.found` tells where; with `questions` their originals and
    readings are.
    """

    text: str
    backward: bool = False
    questions: bool = False


Action = (
    Take | Choose | Type | Mend | Keep | Ignore | TakeAtLeast | KeepRest | Split | LearnWord | LearnName | Undo | Redo
    | Finish | Restore | Next | Previous | GoToQuestion | GoToArticle | GoToPlace | ShowApplied | SetOrder | Select
    | Search
)  # fmt: skip
