"""The review at line prompts: for screen readers, braille lines and terminals that cannot do more than print."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from repair.cli import terminal
from repair.cli.interview import spoken, typed
from repair.cli.told import Suggest, leaving
from repair.review import actions
from repair.review.actions import Action
from repair.review.agenda import ORDERS
from repair.review.answers import Learn
from repair.review.results import progress, revision_of
from repair.review.session import step
from repair.review.state import State, Step
from repair.text import show

_OFFERED = 9  # readings of words that were found
OnStep = Callable[[State, Action, Step], None]


def run(state: State, *, on_step: OnStep, opening: str = "", suggest: Suggest | None = None) -> State:
    """Ask line by line, and return the state when the reader leaves; the end of the input leaves without writing.

    `on_step(before, action, step)` is called after every step.  If it raises, the step is not made and the reader is
    told why.  `opening` is said first.  The state returned is `done` where the answers are to be written now.
    """
    return _Prompts(state, on_step, suggest).run(opening)


class _Prompts:
    def __init__(self, state: State, on_step: OnStep, suggest: Suggest | None) -> None:
        self.state = state
        self._suggest = suggest
        self._on_step = on_step
        self._sought = ""
        self._orders: dict[str, Callable[[], bool]] = {
            "help": lambda: self._say(typed.HELP),
            "card": lambda: self._say(spoken.card(self.state)),
            "why": lambda: self._say(spoken.why(self.state)),
            "diff": self._diff,
            "save": self._save,
            "leave": lambda: True,
            "applied": self._applied,
            "order": self._order,
            "type": self._type,
            "readings": self._readings,
            "ignore": self._ignore,
            "after": lambda: self._search(backward=False),
            "before": lambda: self._search(backward=True),
        }

    def run(self, opening: str) -> State:
        """Ask until the reader leaves."""
        self._say([_sentence(opening)] if opening else [])
        self._say(spoken.opening(self.state))
        self._say(("", *spoken.card(self.state)))
        try:
            while True:
                line = terminal.ask("Answer, or ? for help: ")
                if line is None or self._done(typed.meaning(line)):
                    break
        except KeyboardInterrupt:
            line = None
        if line is None:
            terminal.write("\n")
        return self.state

    def _done(self, meaning: typed.Meaning) -> bool:
        """Do what a line asks for; tell whether the reader leaves."""
        if isinstance(meaning, str):
            return self._orders[meaning]()
        if isinstance(meaning, typed.Mistake):
            return self._say([meaning.told])
        if isinstance(meaning, actions.Search):
            self._sought = meaning.text
        chosen = self.state.chosen
        if isinstance(meaning, actions.Type) and chosen is not None:
            meaning = actions.Mend(chosen.article, chosen.start, chosen.end, meaning.text, meaning.scope or "place")
        self._act(meaning)
        return False

    def _act(self, action: Action) -> bool:
        """Take a step, say what has come of it, and the next question; tell whether it was recorded."""
        before = self.state
        made = step(before, action)
        try:
            self._on_step(before, action, made)
        except Exception as error:  # whatever has failed, the answers so far stay
            self._say([f"Not done: {terminal.reason(error)}"])
            return False
        self.state = made.state
        changed = made.state.past is not before.past
        if made.notice:
            # Of a pair the notice says what was changed only.
            pair = any(isinstance(effect, Learn) and effect.entry.kind == "pair" for effect in made.effects)
            learned = "; learned" if pair and isinstance(action, actions.Take | actions.Choose | actions.Type) else ""
            left = (
                f" {_sentence(spoken.left(self.state))}" if changed and not isinstance(action, actions.Finish) else ""
            )
            self._say([f"{show.one_line(made.notice)}{learned}.{left}"])
        if changed and not self.state.done and not progress(self.state).questions_left:
            self._say(["All questions are answered. q writes the answers and leaves."])
        if isinstance(action, actions.Search) and self.state.chosen is not None:
            self._say([spoken.found(self.state)])
        if not isinstance(action, actions.Finish) and _card_of(before) != _card_of(self.state):
            self._say(("", *spoken.card(self.state)))
        return True

    def _say(self, lines: Iterable[str]) -> bool:
        for line in lines:
            terminal.print_plain(line)
        return False

    def _type(self) -> bool:
        place, chosen = self.state.place, self.state.chosen
        if chosen is not None:
            old = spoken.told(spoken.observed(self.state, chosen))
        elif place is not None:
            old = spoken.told(place.edit.original)
        else:
            return self._say([spoken.NO_PLACE])
        line = terminal.ask(f'In place of "{old}" (Enter alone: go back): ')
        return False if line is None else self._done(typed.own(line))

    def _readings(self) -> bool:
        """List what the words that were found, or those at hand, can have been, and take one by its number."""
        stretch = self.state.stretch
        if stretch is None:
            return self._say([spoken.NO_PLACE])
        text = self.state.inventory.articles[stretch.article].text
        found = self._suggest(text, stretch.start, stretch.end)[:_OFFERED] if self._suggest else ()
        if not found:
            return self._say(
                [f'Nothing is known that "{spoken.told(text[stretch.start : stretch.end])}" can have been.']
            )
        self._say(
            f"  {n}  {spoken.told(word)}, {share:.0%}".replace("%", " %") for n, (word, share) in enumerate(found, 1)
        )
        line = terminal.ask("Which number (Enter alone: go back): ")
        if line is None or not line.strip().isdigit() or not 1 <= int(line) <= len(found):
            return False
        return self._done(actions.Type(found[int(line) - 1][0]))

    def _ignore(self) -> bool:
        line = terminal.ask(
            "Leave it alone: h here, t in this text, r in this run, g for good (Enter alone: go back): "
        )
        return self._done(typed.meaning(f"i {line.strip()}")) if line and line.strip() else False

    def _applied(self) -> bool:
        shown = not self.state.applied
        self._say(["Changes made by repair are among the questions now." if shown else "Open questions only."])
        self._act(actions.ShowApplied(shown=shown))
        return False

    def _order(self) -> bool:
        orders = list(ORDERS)
        following = orders[(orders.index(self.state.order) + 1) % len(orders)]
        self._act(actions.SetOrder(following))
        return False

    def _search(self, *, backward: bool) -> bool:
        if not self._sought:
            return self._say(["Nothing was searched for yet: / and a text."])
        self._act(actions.Search(self._sought, backward=backward))
        return False

    def _diff(self) -> bool:
        article = self.state.place.article if self.state.place is not None else 0
        return self._say(revision_of(self.state, article).diff("words", full=True).splitlines())

    def _save(self) -> bool:
        if progress(self.state).questions_left:
            line = terminal.ask(f"{leaving(progress(self.state).questions_left)} y or n: ")
            if line is None or line.strip() not in ("y", "q"):
                return self._say(["Not written; the review goes on."])
        return self.state.done or self._act(actions.Finish())


def _card_of(state: State) -> tuple[object, ...]:
    return state.at, state.number, state.answers.get(state.at), len(state.agenda.questions)


def _sentence(text: str) -> str:
    shown = show.one_line(text)
    return f"{shown[:1].upper()}{shown[1:]}."
