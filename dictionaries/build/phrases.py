"""Learns readings of bare garbled phrases from half of the list of tortured phrases, and writes `phrases.bin`.

    python dictionaries/build/phrases.py --tortured FILE.jsonl --teacher teacher.json --wordnet DICT
        --out dictionaries/en

What a word can have been comes from the list itself (aligned word by word), from chains of its pairs, from the
thesaurus, from the neighbours in the space of the two-sided model, and from a language model (`phrase_teacher.py`);
which words go together from the intended phrases of the list, from the language model and from news n-grams.  The
weights maximise the probability of the intended phrase among the readings that the decoder proposes, where each part
of the list is read with tables mined from the other parts.  Needs scipy; ten minutes on one core.
"""

import argparse
import json
import math
import sys
import time
import zlib
from collections import Counter, defaultdict
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from container import write_columns
from phrase_pairs import ABOVE, BELOW, BESIDE, load, mine, read_relations, spinner_of
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.cases import without_notes
from repair.knowledge.language_model import LanguageModel
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.morphology import Morphology
from repair.knowledge.resources import Resources
from repair.knowledge.spinner import phrases
from repair.knowledge.spinner.phrases import STEP, decode, is_lemma, singular, words_of
from repair.knowledge.thesaurus import Thesaurus

PARTS = 4  # of the tuning half, for cross-fitting
ROUNDS, PENALTY = 2, 0.5
FITTED = 800  # phrases that the weights are fitted on; all of them teach the tables
ENDS = 60  # readings of a phrase that the fit compares
NEIGHBOURS, PIVOTS = 40, 40
KEPT_READINGS = 40  # readings stored of each observed word or phrase
LEAST = -9.0  # log-probability of a word that the language model does not name
RAREST = 2.0  # zipf frequency of the words that the thesaurus or the neighbours may propose
FEATURES = (
    "kept", "kept known", "observed words", "intended words", "mined forward", "mined backward", "mined", "mined lemma",
    "mate", "is mate", "chain", "is chain", "near", "is near", "pivot", "is pivot", "taught", "is taught",
    "taught back", "is taught back", "above", "below", "beside", "sources",
    "frequency gain", "frequency", "known word", "new word", "free",
    "news", "news over 1", "seen pair", "is seen pair", "follows", "is follower", "no joint",
    "lemma", "first", "head", "none",
)  # fmt: skip
AT = {name: k for k, name in enumerate(FEATURES)}
START = {  # of an earlier fit
    "kept": 0.5, "observed words": 1.0, "intended words": -2.7, "mined backward": 0.7, "mined": 3.6, "mined lemma": -0.5,
    "mate": 0.2, "is mate": 1.3, "is chain": -1.0, "near": 4.5, "is near": -2.7, "taught": 0.3, "taught back": 0.3,
    "above": -0.5, "below": -0.5, "beside": -0.8, "sources": 0.3, "frequency gain": 0.5, "frequency": -0.7,
    "known word": -0.2, "new word": -1.2, "news": 0.3, "follows": 0.4, "is follower": -1.9, "no joint": -2.6,
    "lemma": 1.8, "first": 0.5, "head": 0.5, "free": -1.0,
}  # fmt: skip
SOURCES = ("mined", "is mate", "is chain", "is near", "is pivot", "is taught", "is taught back", ABOVE, BELOW, BESIDE)


class Knowledge:
    """What does not depend on the list: models, thesaurus, language model's answers."""

    def __init__(self, teacher: dict, wordnet: Path, get):
        self.relations = read_relations(wordnet)
        self.get = get
        self.lexicon, self.thesaurus = get(Lexicon.read), get(Thesaurus.read)
        self.ngrams, self.morphology = get(LanguageModel.read), get(Morphology.read)
        self.spinner = spinner_of(get)
        # The model's tokens are words or the beginnings of words; only whole words are readings.
        is_word = lru_cache(maxsize=None)(self.lexicon.known)
        taught, followers = (
            {word: {w: p for w, p in found if is_word(w)} for word, found in teacher[name].items()}
            for name in ("channel", "followers")
        )
        self.taught = taught
        self.taught_back = defaultdict(dict)
        for intended, found in self.taught.items():
            for observed, log_p in found.items():
                self.taught_back[observed][intended] = log_p
        self.followers = followers
        usual = self.followers[""]
        self.best_followers = {
            left: {singular(w) for w in sorted(found, key=lambda w: usual.get(w, LEAST) - found[w])[: 2 * phrases.FREE]}
            for left, found in self.followers.items()
        }
        columns = Resources().columns("reader.bin", 1)
        self.vocabulary = ("", "", "", *columns.strings("words"))
        self.number = {word: k for k, word in enumerate(self.vocabulary)}
        scale = columns.array("out_scale")
        rows = columns.array("out").reshape(len(scale), -1).astype(np.float32) * scale[:, None]
        rows -= rows.mean(axis=0)
        self.space = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
        self.near = lru_cache(maxsize=None)(self._near)
        self.news = lru_cache(maxsize=None)(self._news)
        self.zipf = lru_cache(maxsize=None)(self.lexicon.zipf)

    def _near(self, word):
        k = self.number.get(word, 0)
        if k < 3:
            return ()
        closeness = self.space @ self.space[k]
        best = np.argpartition(-closeness, NEIGHBOURS + 1)[: NEIGHBOURS + 1].tolist()
        return [(self.vocabulary[n], float(closeness[n])) for n in best if n != k and self.vocabulary[n].isalpha()]

    def _news(self, left, right):
        extend, start = self.ngrams.extend, self.ngrams.start
        gain = extend(start((left,)), (right,))[0] - extend(start(()), (right,))[0]
        return min(max(gain, phrases.LEAST_GAIN), phrases.MOST_GAIN)

    def in_number_of(self, observed, word):
        """Return a word, in the plural where the observed one is."""
        if singular(observed) == observed:
            return word
        return (self.morphology.inflect(word, "n", "plural") or (word,))[0]


class Tables:
    """What a part of the list teaches, and the scores of all parts of a reading under some weights."""

    def __init__(self, cases, knowledge: Knowledge):
        self.known = knowledge
        self.pairs = mine(cases, knowledge.get)
        self.by_observed, self.lemmas, self.by_intended = defaultdict(dict), defaultdict(Counter), defaultdict(dict)
        self.observed_total, self.intended_total = Counter(), Counter()
        for (observed, intended), count in self.pairs.items():
            self.by_observed[observed][intended] = count
            self.observed_total[observed] += count
            self.intended_total[intended] += count
            self.lemmas[_lemma(observed)][_lemma(intended)] += count
        self.lemma_total = {observed: sum(found.values()) for observed, found in self.lemmas.items()}
        self.intended_lemma_total = Counter()
        for observed, found in self.lemmas.items():
            for intended, count in found.items():
                self.by_intended[intended][observed] = count
                self.intended_lemma_total[intended] += count
        self.words, self.together, self.first, self.head = Counter(), Counter(), Counter(), Counter()
        for phrase in {_lemma(" ".join(words_of(without_notes(case.intended[0])))) for case in cases}:
            words = phrase.split()
            self.words.update(words)
            self.together.update(pairwise(words))
            self.first[words[0]] += 1
            self.head[words[-1]] += 1
        self.lefts = {left for left, _ in self.together}
        self.followed = defaultdict(set)
        for left, follower in self.together:
            self.followed[left].add(follower)
        self.piece_rows, self.joint_rows = {}, {}
        self.weigh(start_weights())

    def weigh(self, weights):
        self.weights = weights
        self.scored, self.joint_scored, self.freed, self.afters = {}, {}, {}, {}
        wanted = defaultdict(list)
        for left in self.lefts | set(self.known.followers) - {""}:
            for right in self.after(left):
                wanted[right].append((float(self.science_row(left, right) @ weights), left))
        self.before = {
            right: [left for _, left in sorted(found, key=lambda s: (-s[0], s[1]))[: phrases.FREE]]
            for right, found in wanted.items()
        }

    def pieces(self, observed):
        if observed not in self.scored:
            rows = self.rows(observed)
            scores = (np.array([row for _, row in rows]) @ self.weights).tolist() if rows else []
            self.scored[observed] = sorted(
                zip((words for words, _ in rows), scores), key=lambda reading: (-reading[1], reading[0])
            )
        return self.scored[observed]

    def free(self, left, following):
        if (left, following) not in self.freed:
            if left:
                words = self.after(singular(left[0]))
            else:
                anchors = [w for w, _ in self.pieces(following)[: phrases.ANCHORS] if len(w) == 1] if following else []
                words = [word for (anchor,) in anchors for word in self.before.get(singular(anchor), ())]
            rows = [((word,), float(self.free_row(word) @ self.weights)) for word in words]
            self.freed[left, following] = rows
        return self.freed[left, following]

    def free_row(self, word):
        row = np.zeros(len(FEATURES))
        seen = self.words[word]
        row[AT["free"]], row[AT["frequency"]] = 1, self.known.zipf(word)
        row[AT["known word"]], row[AT["new word"]] = math.log(1 + seen), seen == 0
        return row

    def after(self, left):
        """Return the words, in the singular, that go best behind a word."""
        if left not in self.afters:
            words = self.followed.get(left, set()) | self.known.best_followers.get(left, set())
            scored = ((float(self.science_row(left, word) @ self.weights), word) for word in words)
            self.afters[left] = [word for _, word in sorted(scored, key=lambda s: (-s[0], s[1]))[: phrases.FREE]]
        return self.afters[left]

    def joint(self, left, right):
        if (left, right) not in self.joint_scored:
            self.joint_scored[left, right] = float(self.joint_row(left, right) @ self.weights)
        return self.joint_scored[left, right]

    def whole(self, intended):
        return float(self.whole_row(intended) @ self.weights)

    def features(self, hypothesis, observed):
        """Return the features of a hypothesis: those of its pieces, its joints and the whole."""
        total = self.whole_row(hypothesis.intended)
        for first, last, words in hypothesis.pieces:
            listed = (row for reading, row in self.rows(observed[first:last]) if reading == words)
            row = next(listed, None)
            total += self.free_row(words[0]) if row is None else row
        for left, right in pairwise(hypothesis.intended):
            total += self.joint_row(left, right)
        return total

    def rows(self, observed):
        """Return (words, features) of the readings of one to three observed words."""
        if observed not in self.piece_rows:
            found = defaultdict(lambda: np.zeros(len(FEATURES)))
            self._mined(observed, found)
            for inversion in self.known.spinner.inversions(observed):
                name = "chain" if inversion.route in ("chain", "phrase") else "mate"
                row = found[" ".join(inversion.forms)]
                row[AT[name]], row[AT["is " + name]] = max(inversion.log_channel, -12), 1
            if len(observed) == 1:
                self._associated(observed[0], found)
            self.piece_rows[observed] = list(self._finished(observed, found))
        return self.piece_rows[observed]

    def _mined(self, observed, found):
        key = " ".join(observed)
        for intended, count in self.by_observed.get(key, {}).items():
            _count(found[intended], count, self.intended_total[intended], self.observed_total[key])
        lemma = _lemma(key)
        for intended, count in self.lemmas.get(lemma, {}).items():
            *left, last = intended.split()
            for form in dict.fromkeys((self.known.in_number_of(observed[-1], last), last)):
                row = found[" ".join((*left, form))]
                if not row[AT["mined"]]:
                    row[AT["mined lemma"]] = 1 + (form == last != singular(observed[-1]))
                    _count(row, count, self.intended_lemma_total[intended], self.lemma_total[lemma])

    def _associated(self, word, found):
        """Add the readings of a single word that nobody wrote down as a pair."""
        known, lemma = self.known, singular(word)
        for other, closeness in known.near(word):
            found[other][AT["near"]], found[other][AT["is near"]] = closeness, 1
        taught = {known.in_number_of(word, other): log_p - 0.5 for other, log_p in known.taught.get(lemma, {}).items()}
        for other, log_p in (taught | known.taught.get(word, {})).items():
            found[other][AT["taught"]], found[other][AT["is taught"]] = log_p + 4, 1
        back = {known.in_number_of(word, other): log_p for other, log_p in known.taught_back.get(lemma, {}).items()}
        for other, log_p in (back | known.taught_back.get(word, {})).items():
            found[other][AT["taught back"]], found[other][AT["is taught back"]] = log_p + 4, 1
        for name, related in known.relations.items():
            for other in related.get(lemma, ()):
                if known.zipf(other) >= RAREST:
                    found[known.in_number_of(word, other)][AT[name]] = 1
        for other, share in self._pivots(word, lemma).most_common(PIVOTS):
            row = found[other]
            row[AT["pivot"]], row[AT["is pivot"]] = max(math.log(share), -8), 1

    def _pivots(self, word, lemma):
        """Return what words that stand for the same, or mates of the word, stand for."""
        shares = Counter()
        for intended, count in self.lemmas.get(lemma, {}).items():
            for other, back in self.by_intended[intended].items():
                if other != lemma:
                    weight = count / self.lemma_total[lemma] * back / self.intended_lemma_total[intended]
                    for last, again in self.lemmas[other].items():
                        shares[last] += weight * again / self.lemma_total[other]
        for inversion in self.known.spinner.inversions((word,)):
            if inversion.route in ("mate", "similar") and len(inversion.forms) == 1:
                mate = singular(inversion.forms[0])
                for last, again in self.lemmas.get(mate, {}).items():
                    shares[last] += 0.3 * math.exp(inversion.log_channel / 2) * again / self.lemma_total[mate]
        return shares

    def _finished(self, observed, found):
        known = self.known
        of_observed = min(map(known.zipf, observed))
        for intended, row in found.items():
            words = tuple(intended.split())
            if words == observed or not intended.replace(" ", "").isalpha():
                continue
            frequency = min(map(known.zipf, words))
            if frequency < RAREST and not row[AT["mined"]]:
                continue
            seen = min(self.words[singular(word)] for word in words)
            row[AT["observed words"]], row[AT["intended words"]] = len(observed) - 1, len(words) - 1
            row[AT["sources"]] = sum(row[AT[name]] > 0 for name in SOURCES)
            row[AT["frequency gain"]], row[AT["frequency"]] = frequency - of_observed, frequency
            row[AT["known word"]], row[AT["new word"]] = math.log(1 + seen), seen == 0
            yield words, row
        if len(observed) == 1:
            row = np.zeros(len(FEATURES))
            row[AT["kept"]], row[AT["kept known"]] = 1, math.log(1 + self.words[singular(observed[0])])
            yield observed, row

    def joint_row(self, left, right):
        if (left, right) not in self.joint_rows:
            row = np.zeros(len(FEATURES))
            gain = self.known.news(left, right)
            row[AT["news"]], row[AT["news over 1"]] = gain, gain > 1
            row += self.science_row(left, right)
            self.joint_rows[left, right] = row
        return self.joint_rows[left, right]

    def science_row(self, left, right):
        """Return what the list and the language model say of two words side by side, the right one's number aside."""
        left, right = singular(left), singular(right)
        row = np.zeros(len(FEATURES))
        count = self.together[left, right]
        row[AT["seen pair"]], row[AT["is seen pair"]] = math.log(1 + count), count > 0
        follows = self.known.followers.get(left, {})
        log_p = max(follows.get(right, -99), follows.get(self.plural(right), -99))
        if log_p > -99:
            row[AT["follows"]], row[AT["is follower"]] = log_p - self.known.followers[""].get(right, LEAST), 1
        elif not count:
            row[AT["no joint"]] = left in self.known.followers or left in self.lefts
        return row

    @cache  # noqa: B019 - tables live as long as the script
    def plural(self, word):
        return (self.known.morphology.inflect(word, "n", "plural") or (word,))[0]

    def whole_row(self, intended):
        row = np.zeros(len(FEATURES))
        row[AT["lemma"]] = is_lemma(self.known.thesaurus, intended)
        row[AT["first"]] = math.log(1 + self.first[singular(intended[0])])
        row[AT["head"]] = math.log(1 + self.head[singular(intended[-1])])
        return row


def _lemma(key):
    return " ".join(map(singular, key.split()))


def _count(row, count, of_intended, of_observed):
    row[AT["mined"]] = 1
    row[AT["mined forward"]] = math.log((count - 0.4) / (of_intended + 3))
    row[AT["mined backward"]] = math.log((count - 0.4) / (of_observed + 1))


def start_weights():
    return np.array([START.get(name, 0.0) for name in FEATURES])


def right(case, found):
    """Return which readings are intended ones, their number aside where none is so exactly."""
    wanted = {words_of(without_notes(text)) for text in case.intended}
    exact = np.array([h.intended in wanted for h in found], dtype=bool)
    if exact.any():
        return exact
    lemmas = {tuple(map(singular, words)) for words in wanted}
    return np.array([tuple(map(singular, h.intended)) in lemmas for h in found], dtype=bool)


def lists_of(parts):
    """Yield feature rows and labels of each phrase's readings; the last row is "none of these"."""
    none = np.zeros(len(FEATURES))
    none[AT["none"]] = 1
    for cases, tables in parts:
        for case in cases[:: max(1, sum(len(part) for part, _ in parts) // FITTED)]:
            observed = words_of(case.observed)
            if len(observed) <= phrases.LONGEST:
                found = decode(tables, observed, most=ENDS)
                labels = right(case, found)
                rows = [tables.features(h, observed) for h in found]
                yield np.array([*rows, none]), np.array([*labels, not labels.any()])


def fit(parts, weights):
    for number in range(ROUNDS):
        begin = time.monotonic()
        for _, tables in parts:
            tables.weigh(weights)
        lists = list(lists_of(parts))
        rows, labels = np.concatenate([r for r, _ in lists]), np.concatenate([x for _, x in lists])
        unit = np.repeat(np.arange(len(lists)), [len(x) for _, x in lists])
        scale = rows.std(axis=0) + 1e-6
        scaled = rows / scale

        def loss(w):
            scores = scaled @ w
            top = np.full(len(lists), -np.inf)
            np.maximum.at(top, unit, scores)
            weight = np.exp(scores - top[unit])
            total, of_right = np.bincount(unit, weight), np.bincount(unit, weight * labels)
            slope = scaled.T @ (weight / total[unit] - weight * labels / of_right[unit])
            return -np.log(of_right / total).sum() + PENALTY * w @ w, slope + 2 * PENALTY * w

        found = minimize(loss, weights * scale, jac=True, method="L-BFGS-B")
        weights = found.x / scale
        in_list = sum(not labels[-1] for _, labels in lists) / len(lists)
        seconds = time.monotonic() - begin
        print(f"round {number + 1}: {len(lists)} phrases, {in_list:.1%} in the list, loss {found.fun / len(lists):.3f}, {seconds:.0f} s", flush=True)  # fmt: skip
    return weights


def stored(values):
    return np.clip(np.round(np.asarray(values) / STEP), -127, 127).astype(np.int8)


def listed(cases):
    """Return the rows of the list itself, `observed<TAB>intended`."""
    rows = {}
    for case in cases:
        for text in case.intended:
            observed, intended = words_of(case.observed), words_of(without_notes(text))
            if observed != intended and 1 <= len(observed) <= phrases.LONGEST and intended:
                rows[" ".join(observed) + "\t" + " ".join(intended)] = None
    return sorted(rows)


def write(path: Path, tables: Tables, weights, cases) -> None:
    tables.weigh(weights)
    observed = {key for key, _ in tables.pairs} | set(tables.known.taught) - {""}
    observed = sorted(key for key in observed if len(key.split()) <= phrases.LONGEST_PIECE)
    readings = {
        key: [r for r in tables.pieces(tuple(key.split())) if r[0] != (key,)][:KEPT_READINGS] for key in observed
    }
    lefts = {a for a, _ in tables.together} | set(tables.known.followers) - {""}
    joints = defaultdict(set)
    for a, b in tables.together:
        joints[a].add(b)
    for a in lefts & set(tables.known.followers):
        joints[a].update(map(singular, tables.known.followers[a]))
    intended = {" ".join(words) for found in readings.values() for words, _ in found} | set(tables.words) | lefts
    for found in joints.values():
        intended |= found
    intended = sorted(intended)
    number = {text: k for k, text in enumerate(intended)}
    science = {
        a: sorted((number[b], float(tables.science_row(a, b) @ weights)) for b in found) for a, found in joints.items()
    }
    rows = [science.get(a, []) for a in intended]
    before = [[number[left] for left in tables.before.get(text, ())] for text in intended]
    value = dict(zip(FEATURES, weights.tolist()))
    constants = [value[name] for name in phrases.WEIGHTS]
    width = np.uint16 if len(intended) < 65536 else np.uint32
    columns = {
        "known": listed(cases),
        "observed": observed,
        "intended": intended,
        "weights": np.array(constants, np.float32),
        "starts": np.cumsum([0, *(len(readings[key]) for key in observed)]).astype(np.uint32),
        "readings": np.array([number[" ".join(words)] for key in observed for words, _ in readings[key]], width),
        "scores": stored([score for key in observed for _, score in readings[key]]),
        "joint_starts": np.cumsum([0, *map(len, rows)]).astype(np.uint32),
        "joints": np.array([b for row in rows for b, _ in row], width),
        "joint_scores": stored([score for row in rows for _, score in row]),
        "before_starts": np.cumsum([0, *map(len, before)]).astype(np.uint32),
        "before": np.array([left for found in before for left in found], width),
        "free": stored([float(tables.free_row(text) @ weights) for text in intended]),
        "kept": stored([value["kept known"] * math.log(1 + tables.words[w]) for w in intended]),
        "first": stored([value["first"] * math.log(1 + tables.first[w]) for w in intended]),
        "head": stored([value["head"] * math.log(1 + tables.head[w]) for w in intended]),
    }
    note = "tortured-phrases=CC-BY-4.0 teacher=SmolLM2-135M-Apache-2.0 build=dictionaries/build/phrases.py"
    write_columns(path, phrases.VERSION, columns, note=note)
    print(f"{len(observed)} observed, {len(intended)} intended, {path.stat().st_size:,} bytes")


def part_of(case) -> int:
    return zlib.crc32(case.origin.encode()) // 2 % PARTS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tortured", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder `dict` of WordNet 3.1")
    parser.add_argument("--fold", default="even", choices=("even", "all"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    knowledge = Knowledge(json.loads(options.teacher.read_text(encoding="utf-8")), options.wordnet, Resources().get)
    cases = load(options.tortured, options.fold)
    parts = [
        (
            [case for case in cases if part_of(case) == part],
            Tables([case for case in cases if part_of(case) != part], knowledge),
        )
        for part in range(PARTS)
    ]
    weights = fit(parts, start_weights())
    for name, value in zip(FEATURES, weights):
        print(f"  {name:16} {value:+.2f}")
    write(options.out / phrases.FILE, Tables(cases, knowledge), weights, cases)


if __name__ == "__main__":
    main()
