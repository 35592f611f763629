"""The two-sided word model: how well a word fits everything to its left and everything to its right.

One recurrent layer reads from the left, one from the right; their states, joined by a small perceptron, are
matched against output embeddings (context2vec, Melamud, Goldberger and Dagan 2016).  Trained as a denoiser by
`dictionaries/build/train_context_model.py`; run here by numpy on 8-bit embeddings.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

if TYPE_CHECKING:
    from repair.resources import Resources

FILE, VERSION = "context.bin", 1
COMMON, SAMPLED = 1000, 1000
"""Words whose scores estimate the normaliser: the commonest exactly, the rest by an even sample."""
BATCH = 64
"""Sentences run side by side; more brings no speed on one core and costs memory."""
ROWS = 256
"""Contexts normalised side by side: 2 MB of scores, which the cache holds, however long the text."""

WIDTH, HIDDEN, MIDDLE = 128, 160, 256
"""Numbers in an embedding, in the state of one side, and inside the perceptron that joins the two."""
SIDES = ("left", "right")
EMBEDDINGS = ("embed", "output")
MATRICES = {
    "embed": WIDTH,
    "output": WIDTH,
    "left_ih": WIDTH,
    "left_hh": HIDDEN,
    "right_ih": WIDTH,
    "right_hh": HIDDEN,
    "middle1": 2 * HIDDEN,
    "middle2": MIDDLE,
}
VECTORS = (
    "embed_scale",
    "output_scale",
    "bias",
    "left_bih",
    "left_bhh",
    "right_bih",
    "right_bhh",
    "middle1_bias",
    "middle2_bias",
)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Sides:
    """The states of one sentence: `left[i]` has read the forms before i, `right[i]` those from i on, backwards."""

    __slots__ = ("left", "right")

    def __init__(self, left: Floats, right: Floats) -> None:
        self.left = left
        self.right = right


class _OneThread:
    """Keeps numpy's linear algebra on one thread while any thread of ours is inside.

    The matrices are small: several threads wait for each other longer than they compute (measured on two busy cores:
    13 times the processor time).  The limit is the process's, so it is counted in and out.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._controller: ThreadpoolController | None = None
        self._limit: Any = None

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                if self._controller is None:
                    self._controller = ThreadpoolController()
                self._limit = self._controller.limit(limits=1, user_api="blas")

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._limit.restore_original_limits()


one_thread = _OneThread()


class ContextModel:
    """Scores words between a left and a right context.  Arrays are read-only and shared between threads."""

    def __init__(self, arrays: dict[str, Any], vocabulary: Sequence[str]) -> None:
        self.index = {word: number for number, word in enumerate(vocabulary)}
        self._arrays = arrays
        common = np.arange(3, 3 + COMMON)
        rest = np.linspace(3 + COMMON, len(vocabulary) - 1, SAMPLED).astype(np.int64)
        self._sample = np.concatenate([common, rest])
        weight = (len(vocabulary) - 3 - COMMON) / SAMPLED
        self._log_weight = np.log(np.where(np.arange(COMMON + SAMPLED) < COMMON, 1.0, weight)).astype(np.float32)
        self._recurrent = np.stack([arrays[side + "_hh"].T for side in SIDES]).copy()
        self._bias = np.stack([arrays[side + "_bhh"] for side in SIDES])[:, None, :]
        self._sample_rows = self._rows("output", self._sample)
        self._sample_bias = arrays["bias"][self._sample]

    @classmethod
    def read(cls, resources: Resources) -> ContextModel:
        """Map the model of the language; DictionaryError if it is missing or damaged."""
        columns = resources.columns(FILE, VERSION)
        arrays: dict[str, Any] = {name: columns.array(name) for name in (*MATRICES, *VECTORS)}
        arrays |= {name: arrays[name].astype(np.float32) for name in (*MATRICES, *VECTORS) if name not in EMBEDDINGS}
        for name, width in MATRICES.items():
            arrays[name] = arrays[name].reshape(-1, width)
        return cls(arrays, columns.strings("vocabulary"))

    def _rows(self, name: str, ids: Any) -> Floats:
        rows: Floats = self._arrays[name][ids].astype(np.float32)
        rows *= self._arrays[name + "_scale"][ids][..., None]
        return rows

    def sides(self, sentences: Sequence[Sequence[str]]) -> list[Sides]:
        """Return the states of each sentence."""
        result: list[Sides | None] = [None] * len(sentences)
        order = sorted(range(len(sentences)), key=lambda k: -len(sentences[k]))
        for begin in range(0, len(order), BATCH):
            chosen = order[begin : begin + BATCH]
            with one_thread:
                found = self._batch([sentences[k] for k in chosen])
            for k, sides in zip(chosen, found, strict=True):
                result[k] = sides
        return [sides for sides in result if sides is not None]

    def _batch(self, sentences: list[Sequence[str]]) -> list[Sides]:
        """Return the states of sentences that come longest first."""
        lengths = [len(forms) for forms in sentences]
        width = lengths[0] + 1
        left = np.full((width, len(sentences)), 1)  # <s> w1 w2 …
        right = np.full((width, len(sentences)), 2)  # </s> wn … w1
        find = self.index.get
        for column, forms in enumerate(sentences):
            ids = [find(form, 0) for form in forms]
            left[1 : len(ids) + 1, column] = ids
            right[1 : len(ids) + 1, column] = ids[::-1]
        running = np.searchsorted(-np.array(lengths), -np.arange(width), side="right")
        states = self._run(np.stack([left, right]), running.tolist())
        return [
            Sides(states[: length + 1, 0, column].copy(), states[length::-1, 1, column].copy())
            for column, length in enumerate(lengths)
        ]

    def _run(self, ids: Any, running: Sequence[int]) -> Floats:
        """Run both gated recurrent layers over ids of shape (side, time, sentences); PyTorch's gate order: r, z, n.

        At each step only the first `running` sentences still have words.
        """
        arrays = self._arrays
        _, steps, rows = ids.shape
        words, places = np.unique(ids, return_inverse=True)
        places = places.reshape(ids.shape)
        embedded = self._rows("embed", words)
        gates = [embedded @ arrays[side + "_ih"].T + arrays[side + "_bih"] for side in SIDES]
        hidden = HIDDEN
        state = np.zeros((2, rows, hidden), dtype=np.float32)
        states = np.empty((steps, 2, rows, hidden), dtype=np.float32)
        for step, count in enumerate(running):
            state = state[:, :count]
            inner = np.matmul(state, self._recurrent)
            inner += self._bias
            outer = np.stack([gate[place[step, :count]] for gate, place in zip(gates, places, strict=True)])
            both = outer[..., : 2 * hidden] + inner[..., : 2 * hidden]
            both *= 0.5  # the logistic function by the hyperbolic tangent, which numpy computes faster
            np.tanh(both, out=both)
            both += 1
            both *= 0.5
            reset, keep = both[..., :hidden], both[..., hidden:]
            new = np.tanh(outer[..., 2 * hidden :] + reset * inner[..., 2 * hidden :])
            state = new + keep * (state - new)
            states[step, :, :count] = state
        return states

    def contexts(self, left: Floats, right: Floats) -> Floats:
        """Return context vectors for rows of left and right states."""
        arrays = self._arrays
        middle = np.concatenate([left, right], axis=-1) @ arrays["middle1"].T + arrays["middle1_bias"]
        np.maximum(middle, 0, out=middle)
        result: Floats = middle @ arrays["middle2"].T + arrays["middle2_bias"]
        return result

    def log_normaliser(self, contexts: Floats) -> Floats:
        """Return ln of the summed exponential scores of all words, estimated from a sample, one for each row."""
        result = np.empty(len(contexts), dtype=np.float32)
        for begin in range(0, len(contexts), ROWS):
            scores = contexts[begin : begin + ROWS] @ self._sample_rows.T
            scores += self._sample_bias + self._log_weight
            top = scores.max(axis=-1, keepdims=True)
            scores -= top
            np.exp(scores, out=scores)
            result[begin : begin + ROWS] = np.log(scores.sum(axis=-1)) + top[:, 0]
        return result

    def table(self, contexts: Floats, ids: Ints) -> Floats:
        """Return the unnormalised ln-scores of every id in every context, a row for each context."""
        result: Floats = contexts @ self._rows("output", ids).T + self._arrays["bias"][ids]
        return result

    def scores(self, contexts: Floats, ids: Ints) -> Floats:
        """Return the unnormalised ln-scores of word ids, each in the context of the same row."""
        result: Floats = (contexts * self._rows("output", ids)).sum(axis=-1) + self._arrays["bias"][ids]
        return result
