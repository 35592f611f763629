"""The reader: a small two-sided transformer that says how likely each word is garbled, and what stood there.

It was trained to undo damage (`dictionaries/build/train_reader.py`).  Of every word it gives the log-odds that it is
garbled, and two vectors: against the output embeddings they give P of the first intended word where a garbled phrase
begins, and of the last one where it ends.  Windows are read one at a time, so what it says of a window depends on
nothing else: not on the length of the text, nor on what is read beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from repair.knowledge.reader.wordpieces import WordPieces
from repair.processes.threads import one_thread

if TYPE_CHECKING:
    from repair.knowledge.resources import Columns, Resources
    from repair.records import Document

NETWORK, NETWORK_VERSION = "reader.onnx", 1
WORDS, WORDS_VERSION = "reader.bin", 1
SPECIAL = 3
"""Output numbers before the words: 0 stands for "inside a garbled phrase", 1 and 2 are not used."""
INSIDE = 0
LONGEST = 256
"""Wordpieces of a window, begin and end marks included: what the reader was trained on."""
MASKED_BESIDE = 15
"""Tokens on either side of one that is asked for without being seen; with eight pieces each they fill a window."""
MARGIN = 12
"""Tokens read on either side of those asked for."""
COMMON, SAMPLED = 8_000, 2_000
"""Output words whose scores are summed for the normaliser: the most frequent, and every so many of the others."""
ROWS = 2048
"""Words scored at once: 2 MB of embeddings."""
UNREAD = -20.0
"""Log-odds of garble of a token that was not read."""
KEPT = -4.0
"""Log-odds of garble above which the guesses about a token are kept: below it no reading is believed."""

Floats = npt.NDArray[np.float32]


@dataclass(slots=True)
class Detection:
    """What the reader has seen of a document so far.

    `log_odds` has ln P(garbled) / P(as intended) of each token, UNREAD where it has not looked; `first` and `last`
    say of a token that may be garbled what the first intended word of a phrase that begins there is, and the last one
    of a phrase that ends there; `expected`, what it expects at a token without seeing it, of those that are `hidden`
    from it and those where it was asked so.  `before` is the expected number of garbled tokens before each one, and
    before the end.
    """

    log_odds: Floats
    first: dict[int, Guess]
    last: dict[int, Guess]
    before: npt.NDArray[np.float64]
    hidden: Collection[int] = ()
    expected: dict[int, Guess] = field(default_factory=dict)

    @classmethod
    def nothing(cls, tokens: int, hidden: Collection[int] = ()) -> Detection:
        """Return what is known before anything has been read."""
        return cls(np.full(tokens, UNREAD, dtype=np.float32), {}, {}, np.zeros(tokens + 1), hidden)

    def forget(self, first: int, last: int) -> None:
        """Drop what is known of the words at the tokens [first, last), once they are decided."""
        for index in range(first, last):
            self.first.pop(index, None)
            self.last.pop(index, None)
            self.expected.pop(index, None)

    def settle(self) -> None:
        """Add up how many tokens before each one are garbled, once all is read."""
        np.cumsum(1 / (1 + np.exp(-self.log_odds.astype(np.float64))), out=self.before[1:])


class Guess(NamedTuple):
    """What the reader says of the intended word at one token.

    `vector` (256 wide) scores any word against the output embeddings; `log_sum` is ln of the summed weights of all;
    `best` is the likeliest of the common words, by its output number, with ln P.
    """

    vector: npt.NDArray[np.float16]
    log_sum: float
    best: int
    log_best: float


class Reader:
    """Reads windows of a document.  The session has one thread and is shared; the words stay memory-mapped.

    The network is loaded in the background, beside the other dictionaries; the first window waits for it.

    `words` are those that it can name, by falling frequency.
    """

    def __init__(self, session: Future[Any], pieces: WordPieces, words: Sequence[str], columns: Columns) -> None:
        """Take an onnxruntime session of the network, the vocabularies, and the output embeddings of `reader.bin`."""
        self._session = session
        self._pieces = pieces
        self.words = words
        self._index = {word: number for number, word in enumerate(words, SPECIAL)}
        self._scale = columns.array("out_scale")
        self._bias = columns.array("out_bias")
        self._out = columns.array("out").reshape(len(self._scale), -1)
        self._common = common = min(COMMON, len(words))
        rest = np.linspace(SPECIAL + common, len(words) + SPECIAL - 1, SAMPLED if len(words) > common else 0)
        sample = np.concatenate([[INSIDE], np.arange(SPECIAL, SPECIAL + common), rest]).astype(np.int64)
        self._sample = np.ascontiguousarray(self._embeddings(sample).T)
        weight = max(1.0, (len(words) - common) / SAMPLED)
        log_weight = np.log(np.where(np.arange(len(sample)) <= common, 1.0, weight))
        self._sample_bias = (self._bias[sample] + log_weight).astype(np.float32)

    @classmethod
    def read(cls, resources: Resources) -> Reader:
        """Load network and words.

        DictionaryError if the words are missing, damaged, or of another version; the same of the network, when it is
        first asked.
        """
        background = ThreadPoolExecutor(1, thread_name_prefix="repair-reader")
        session = background.submit(_session, resources)
        background.shutdown(wait=False)  # it ends with its work
        columns = resources.columns(WORDS, WORDS_VERSION)
        return cls(session, WordPieces(columns.strings("pieces")), columns.strings("words"), columns)

    def number(self, form: str) -> int | None:
        """Return the output number of a word, None for one that the reader cannot name."""
        return self._index.get(form)

    def word(self, number: int) -> str:
        """Return the word of an output number."""
        return self.words[number - SPECIAL]

    def look(self, document: Document, ranges: Iterable[tuple[int, int]], seen: Detection) -> None:
        """Read the tokens of `ranges` (ascending, apart), with MARGIN tokens around them, and add to what is `seen`."""
        with one_thread:
            for first, last in ranges:
                while first < last:
                    first = self._window(document, first, last, seen)

    def _window(self, document: Document, first: int, last: int, seen: Detection) -> int:
        """Read one window that begins MARGIN tokens before `first`; return the token up to which it counts."""
        begin, most = max(0, first - MARGIN), min(len(document), last + MARGIN)
        index, (keep, of_first, of_last) = self._read(document, begin, most)
        end = last if index == most else max(first + 1, index - MARGIN)
        here = slice(first - begin, end - begin)
        log_odds = -keep[here]
        seen.log_odds[first:end] = log_odds
        kept = np.flatnonzero(log_odds > KEPT)
        for vectors, guesses in ((of_first[here][kept], seen.first), (of_last[here][kept], seen.last)):
            guesses.update(zip((first + kept).tolist(), self._guesses(vectors), strict=True))
        asked = [place for place in range(first, end) if place in seen.hidden]
        if asked:
            _, (_, of_first, _) = self._read(document, begin, most, hidden=seen.hidden)
            seen.expected.update(zip(asked, self._guesses(of_first[np.array(asked) - begin]), strict=True))
        return end

    def _read(
        self, document: Document, begin: int, most: int, *, hidden: Collection[int] = ()
    ) -> tuple[int, tuple[Floats, Floats, Floats]]:
        """Read the tokens from `begin` on, to `most` or as far as a window goes, without seeing the `hidden` ones.

        Return where it ended, and keep (words), first and last (words, 256).
        """
        cut, mask = self._pieces.cut, (self._pieces.mask,)
        ids, cases, firsts, lasts = [self._pieces.begin], [0], [], []
        index = begin
        while index < most:
            pieces = mask if index in hidden else cut(document.forms[index])
            if len(ids) + len(pieces) >= LONGEST:
                break
            firsts.append(len(ids))
            ids += pieces
            cases += [case_class(document.texts[index])] * len(pieces)
            lasts.append(len(ids) - 1)
            index += 1
        inputs = {"pieces": [*ids, self._pieces.end], "case": [*cases, 0], "first_piece": firsts, "last_piece": lasts}
        keep, first, last = self._session.result().run(
            None, {name: np.array([numbers], dtype=np.int64) for name, numbers in inputs.items()}
        )
        return index, (keep[0], first[0], last[0])

    def _guesses(self, vectors: Floats) -> Iterator[Guess]:
        """Yield what each vector says: the normaliser is summed over the common words and a sample of the others."""
        scores = vectors @ self._sample
        scores += self._sample_bias
        best = scores[:, 1 : self._common + 1].argmax(axis=1) + 1
        top = scores[np.arange(len(scores)), best]
        largest = scores.max(axis=1)
        scores -= largest[:, None]
        log_sums = np.log(np.exp(scores, out=scores).sum(axis=1)) + largest
        numbers = best - 1 + SPECIAL
        # Half precision for what waits to be asked: all words of a garbled text may have a vector.
        kept = vectors.astype(np.float16)
        return map(Guess, kept, log_sums.tolist(), numbers.tolist(), (top - log_sums).tolist())

    def expect(self, document: Document, places: Iterable[int], seen: Detection) -> None:
        """Add to what is `seen` what is expected at the tokens of `places`, each without seeing it."""
        for index in places:
            if index not in seen.expected:
                seen.expected[index] = self.masked(document, index)

    def masked(self, document: Document, index: int) -> Guess:
        """Return what the reader expects at a token without seeing it, from the tokens around it alone."""
        begin, most = max(0, index - MASKED_BESIDE), min(len(document), index + MASKED_BESIDE + 1)
        with one_thread:
            _, (_, first, _) = self._read(document, begin, most, hidden=(index,))
            return next(self._guesses(first[index - begin : index - begin + 1]))

    def likeliest(self, guess: Guess, *, most: int) -> list[tuple[str, float]]:
        """Return the likeliest of the common words by a guess, with P, the best first."""
        scores = guess.vector.astype(np.float32) @ self._sample[:, 1 : self._common + 1]
        scores += self._sample_bias[1 : self._common + 1]
        best = np.argsort(-scores)[:most]
        return [(self.words[k], float(np.exp(scores[k] - guess.log_sum))) for k in best.tolist()]

    def log_table(self, guesses: Sequence[Guess], numbers: Sequence[int]) -> Floats:
        """Return ln P of each of the output `numbers` (columns) by each guess (rows)."""
        number = np.array(numbers, dtype=np.int64)
        vectors = np.stack([guess.vector for guess in guesses]).astype(np.float32)
        log_sums = np.array([guess.log_sum for guess in guesses], dtype=np.float32)
        with one_thread:
            found: Floats = vectors @ self._embeddings(number).T
        found += self._bias[number] - log_sums[:, None]
        return found

    def log_words(self, guesses: Sequence[Guess], numbers: Sequence[int]) -> Floats:
        """Return ln P of the output `numbers[k]` by `guesses[k]`."""
        found = np.empty(len(guesses), dtype=np.float32)
        for begin in range(0, len(guesses), ROWS):
            part = guesses[begin : begin + ROWS]
            number = np.array(numbers[begin : begin + ROWS], dtype=np.int64)
            log_sums = np.array([guess.log_sum for guess in part], dtype=np.float32)
            vectors = np.stack([guess.vector for guess in part]).astype(np.float32)
            scores = np.einsum("ij,ij->i", vectors, self._embeddings(number)) + self._bias[number]
            # A rare word is hardly in the sample that the sum was taken over, so it is added.
            rest = np.where(number < SPECIAL + self._common, log_sums, np.logaddexp(log_sums, scores))
            found[begin : begin + ROWS] = scores - rest
        return found

    def _embeddings(self, numbers: npt.NDArray[np.int64]) -> Floats:
        found: Floats = self._out[numbers].astype(np.float32)
        found *= self._scale[numbers, None]
        return found


def _session(resources: Resources) -> Any:
    """Return an onnxruntime session of the network, on one thread."""
    import onnxruntime  # here, not at the top: a large shared library

    path = resources.path(NETWORK, NETWORK_VERSION)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # an arena keeps the largest window's memory for ever
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def case_class(text: str) -> int:
    """Return how a token is capitalised, as the reader knows it: 0 lower or no letter, 1 Title, 2 UPPER, 3 miXed."""
    first = text[:1]
    if not first.isalpha() or text.islower():
        return 0
    if len(text) > 1 and text.isupper():
        return 2
    if not first.isupper():
        return 0
    return 1 if text[1:] == text[1:].lower() else 3
