"""The full-screen review: the article on the left, the question at hand on the right, keys below.

Nothing is decided here: each key becomes an action of `repair.review`, its step is handed to the caller, and what has
changed is drawn anew.  Textual is loaded with the first review, not with the program.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from repair.cli.told import Suggest
from repair.review.actions import Action
from repair.review.state import State, Step


def run(
    state: State, *, on_step: Callable[[State, Action, Step], None], opening: str = "", suggest: Suggest | None = None
) -> State:
    """Let a reader review on the whole terminal, and return the state when the reader leaves.

    `on_step(before, action, step)` is called after every step, to journal it and to carry out its effects.  If it
    raises, the step is not made and the reader is told why.  `opening` is told with the first question; `suggest`
    gives readings of words that the reader chooses.  The state returned is `done` where the reader wants the answers
    written now; otherwise they wait in the journal.

    Keys are read from stdin; the screen is drawn on stderr, so both have to be a terminal.

    Raises:
        RuntimeError: a bug has ended the screen; all steps up to then were handed to `on_step`.
    """
    from repair.cli.screen.app import ReviewApp

    app = ReviewApp(state, on_step=on_step, opening=opening, suggest=suggest)
    # Articles and models stay to the end; looking through them for garbage would hold up keys by some 50 ms.
    gc.collect()
    gc.freeze()
    try:
        app.run()
    finally:
        gc.unfreeze()
    if app.failure is not None:
        raise RuntimeError(f"the screen has failed: {app.failure!r}") from app.failure
    return app.state
