"""Fit the ranking on clean text damaged on purpose, and write `ranker.tsv`.

    python dictionaries/build/fit_ranker.py --cases DIR --forward forward.tsv.gz --out dictionaries/en [--texts 4000]

Clean text of all kinds (even rows only), damaged by as many made-up hands as there are texts (`damage.py`).  The loss is
-ln P of what is known to be right, over all ways to read each stretch of overlapping readings (`repair.decision.marginals`), with
an L2 penalty; each kind of garble has its own weights.  Needs scipy and numba.
"""

import argparse
import json
import os
import random
import sys
import time
from functools import partial
from multiprocessing import Pool
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numba
import numpy as np
from container import write_text
from damage import Damager, read_forward
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.cases import in_fold, origin_of
from repair.config import Config
from repair.decision.feature_table import NAMES, OTHER_FEATURES
from repair.decision.feature_table import UNSEEN as RULES_UNSEEN
from repair.decision.ranking import GROUPS, VERSION, Weights, groups_of
from repair.flow import Engine
from repair.knowledge.resources import Resources

SETS = {
    "clean_allsides": 0.24,
    "clean_bbc": 0.16,
    "clean_reuters": 0.1,
    "clean_modern": 0.12,
    "clean_other": 0.3,
    "clean_code": 0.08,
}
"""Files of clean rows, and the share of texts taken from each."""
SHORTEST, LONGEST = 15, 350
"""Words of a text, evenly by logarithm."""
PENALTY, RULE_PENALTY = 1.0, 2.0
LEFT_OUT = (
    "counted",
    "spin/frequency",
    "spin/reading words",
    "spin/length",
    "spin/reading in text",
    "spelling/not doubted",
)
"""Features left out of some groups: they tell made-up damage better than real one.

Chosen on even rows: of 2,322 heavily spun words with the right reading among the candidates, it gets the highest score for
2,168 without those of spin, for 2,137 with them.
"""
HARD, HARD_GROUP, HARD_BELOW = 25.0, "spelling, unknown word", 2.0
"""How much more a misspelling counts that the reader does not see, by its log-odds of garble.

The reader sees nearly all made-up slips; frequent real ones (`recieve`) stood in what it learned from, and look right.
Chosen on even rows: of 85 errors of learners 63 are mended with 1, 66 with 10, 69 with 25; words changed in 300 clean
paragraphs that are not news: 3, 3 and 5, all but one or two of them slips.
"""
GIVEN = "counted"
"""The feature whose weight is 1: it is ln P of one of two ways to read a joint, as counted."""
UNSEEN = {
    "decipher/plan": 7.0,
    "figures/figure": 6.5,
    "figures/digit": 7.0,
    "figures/capital": 11.0,
    "articles/article": 3.0,
    "usage/usage": 1.0,
    "spelling/apostrophe": 3.0,
    "spelling/negated": 3.0,
    "spacing/letter spaced": 3.0,
    "spacing/lost apostrophe": 3.0,
    "spacing/number joint": 3.0,
    "spacing/page joint": 3.0,
    "spacing/run": 3.0,
    "spacing/address joint": 3.0,
}
"""Biases of rules that no made-up damage has: a site's plan, letters set apart, figures, apostrophes (judgement)."""


def texts(cases: Path, fold: str, count: int, seed: int):
    """Return passages of clean rows: consecutive lines, from one sentence to a page."""
    chance = random.Random(seed)
    rows = {}
    for name in SETS:
        with (cases / f"{name}.jsonl").open(encoding="utf-8") as stream:
            found = [row for row in map(json.loads, stream) if in_fold(origin_of(row), fold)]
        rows[name] = [row.get("clean") or row.get("garbled") or row["text"] for row in found] or [""]
    made = []
    while len(made) < count:
        name = chance.choices(list(SETS), list(SETS.values()))[0]
        lines = chance.choice(rows[name]).split("\n")
        wanted = SHORTEST * (LONGEST / SHORTEST) ** chance.random()
        first = last = chance.randrange(len(lines))
        while last < len(lines) and len(" ".join(lines[first:last]).split()) < wanted:
            last += 1
        text = "\n".join(lines[first:last]).strip()
        while len(text.split()) > 1.5 * wanted and ". " in text:
            text = text[: text.rindex(". ") + 1]
        if len(text.split()) >= SHORTEST / 2:
            made.append((name, text))
    return made


class Gold:
    """What is known of a damaged text, asked by code points of it."""

    def __init__(self, damaged):
        self.text, self.edits = damaged.text, damaged.edits
        self.garbled = [(start, end) for start, end, _ in damaged.edits]

    def intended(self, start: int, end: int):
        """Return the clean text of a stretch, None where an edit sticks out of it."""
        parts, position = [], start
        touched = False
        for first, last, was in self.edits:
            if last < start or first > end or (first == last and not start < first < end):
                continue
            if first != last and (last <= start or first >= end):
                continue
            if first < start or last > end:
                return None
            parts += [self.text[position:first], was]
            position, touched = last, True
        return "".join(parts) + self.text[position:end] if touched else None

    def touched(self, document, candidate) -> bool:
        """Tell whether an edit lies in the span of a candidate, or one sticks out of it."""
        start, end = document.starts[candidate.first], document.ends[candidate.last - 1]
        return any(first < end and last > start for first, last in self.garbled) or any(
            first == last and start < first < end for first, last in self.garbled
        )

    def right(self, document, candidate) -> bool:
        meant = self.intended(document.starts[candidate.first], document.ends[candidate.last - 1])
        return meant is not None and " ".join(meant.lower().split()) == " ".join(candidate.replacement.lower().split())

    def left(self, document, index: int) -> bool:
        """Tell whether a token stands as it was meant, the space before it too."""
        start, end = document.starts[index], document.ends[index]
        before = document.ends[index - 1] if index else start
        return not any(
            (first < end and last > start)
            if first != last
            else (before <= first <= start and index > 0 and first > 0) or start < first < end
            for first, last in self.garbled
        )


def sample(engine: Engine, damager: Damager, job):
    """Return the features of one damaged text, and what is right in it."""
    number, (name, text) = job
    damaged = damager.damage(text, number, "clean" if name == "clean_code" else "")
    inspection = engine.inspect(damaged.text, everything=True)
    document, seen, candidates = inspection.document, inspection.seen, engine.propose(inspection, inspection.suspects)
    if document.text != damaged.text or not candidates:
        return None
    gold = Gold(damaged)
    # Where clean text has a joint, it is damage of which the truth is not known.
    candidates = [c for c in candidates if c.rule not in RULES_UNSEEN or gold.touched(document, c)]
    if not candidates:
        return None
    rows = engine.ranker.extractor.features(document, seen, candidates)
    right = np.array([gold.right(document, c) for c in candidates])
    tokens = sorted({i for c in candidates for i in range(c.first, c.last)})
    other = engine.ranker.extractor.other_features(document, seen, tokens)
    return {
        "style": damaged.style if damaged.edits else "clean",
        "rows": rows.astype(np.float32),
        "right": right,
        "spans": np.array([(c.first, c.last) for c in candidates], dtype=np.int32),
        "groups": groups_of(rows, candidates).astype(np.int8),
        "rules": np.array([c.rule for c in candidates]),
        "tokens": np.array(tokens, dtype=np.int32),
        "other": np.array([other[token] for token in tokens], dtype=np.float32),
        "left": np.array([gold.left(document, token) for token in tokens]),
        "words": len(text.split()),
        "edits": len(damaged.edits),
    }


_STATE = {}


def _start(folder, cases, forward, fold):
    resources = Resources("en", folder)
    with (cases / "typo_words.jsonl").open(encoding="utf-8") as stream:
        rows = [row for row in map(json.loads, stream) if in_fold(origin_of(row), fold)]
    damager = Damager(resources, read_forward(forward), [(row["garbled"], row["clean"]) for row in rows])
    nothing = Weights(np.zeros(len(GROUPS)), np.zeros((len(GROUPS), len(NAMES))), {}, np.zeros(len(OTHER_FEATURES)))
    _STATE["sample"] = partial(sample, Engine(resources, Config(), weights=nothing), damager)


def _sample(job):
    return _STATE["sample"](job)


@numba.njit(cache=True)
def log_add(a, b):
    if a < b:
        a, b = b, a
    return a + np.log1p(np.exp(b - a)) if b > -1e300 else a


@numba.njit(cache=True)
def forward_backward(
    begins, first, last, score, single_leave, single_other, token_begin, gradient, other_gradient, sign, weight
):
    """Add sign × P of every reading to `gradient`, and return sign × the summed ln Z, stretch by stretch."""
    total = 0.0
    for s in range(len(begins) - 1):
        a, b = begins[s], begins[s + 1]
        t0, t1 = token_begin[s], token_begin[s + 1]
        n = t1 - t0
        alpha = np.full(n + 1, -np.inf)
        beta = np.full(n + 1, -np.inf)
        alpha[0] = 0.0
        beta[n] = 0.0
        k = a
        for i in range(n):
            if alpha[i] > -1e300:
                one = log_add(single_leave[t0 + i], single_other[t0 + i])
                if one > -1e300:
                    alpha[i + 1] = log_add(alpha[i + 1], alpha[i] + one)
            while k < b and first[k] == i:
                if alpha[i] > -1e300 and score[k] > -1e300:
                    alpha[last[k]] = log_add(alpha[last[k]], alpha[i] + score[k])
                k += 1
        z = alpha[n]
        if not z > -1e300:
            continue
        k = b - 1
        for i in range(n - 1, -1, -1):
            one = log_add(single_leave[t0 + i], single_other[t0 + i])
            best = beta[i + 1] + one if one > -1e300 and beta[i + 1] > -1e300 else -np.inf
            while k >= a and first[k] == i:
                if score[k] > -1e300 and beta[last[k]] > -1e300:
                    best = log_add(best, beta[last[k]] + score[k])
                k -= 1
            beta[i] = best
        w = sign * weight[s]
        total += w * z
        for k in range(a, b):
            if score[k] > -1e300 and alpha[first[k]] > -1e300 and beta[last[k]] > -1e300:
                gradient[k] += w * np.exp(alpha[first[k]] + score[k] + beta[last[k]] - z)
        for i in range(n):
            if single_other[t0 + i] > -1e300 and alpha[i] > -1e300 and beta[i + 1] > -1e300:
                other_gradient[t0 + i] += w * np.exp(alpha[i] + single_other[t0 + i] + beta[i + 1] - z)
    return total


def save_samples(samples, path: Path) -> None:
    """Write samples as plain arrays, one after the other; `load_samples` reads them."""
    arrays = {f"{number} {name}": value for number, found in enumerate(samples) for name, value in found.items()}
    np.savez_compressed(path, **arrays)


def load_samples(path: Path):
    """Read samples."""
    found: dict[int, dict] = {}
    with np.load(path, allow_pickle=False) as arrays:
        for key in arrays.files:
            number, name = key.split(" ", 1)
            found.setdefault(int(number), {})[name] = arrays[key]
    return [found[number] for number in sorted(found)]


def problem_of(samples) -> "Problem":
    """Return the problem that samples pose."""
    names: dict[str, int] = {}
    for found in samples:
        for name in found["rules"].tolist():
            names.setdefault(name, len(names))
    return Problem(samples, names)


class Problem:
    """All stretches of all texts as flat arrays."""

    def __init__(self, samples, rules):
        self.rules = rules
        rows, kind, rule, right, first, last, begins = [], [], [], [], [], [], [0]
        other, left, token_begin = [], [], [0]
        for found in samples:
            order = np.argsort(found["spans"][:, 0], kind="stable")
            spans = found["spans"][order]
            place = {token: k for k, token in enumerate(found["tokens"].tolist())}
            number = 0
            while number < len(spans):
                begin, (lo, hi) = number, spans[number]
                while number < len(spans) and spans[number][0] < hi:
                    hi = max(hi, spans[number][1])
                    number += 1
                here = order[begin:number]
                rows.append(found["rows"][here])
                kind.append(found["groups"][here])
                rule += [rules[str(found["rules"][k])] for k in here]
                right.append(found["right"][here])
                first.append(spans[begin:number, 0] - lo)
                last.append(spans[begin:number, 1] - lo)
                begins.append(begins[-1] + number - begin)
                span = [place[token] for token in range(lo, hi)]
                other.append(found["other"][span])
                left.append(found["left"][span])
                token_begin.append(token_begin[-1] + hi - lo)
        self.rows, self.other = np.concatenate(rows).astype(np.float64), np.concatenate(other).astype(np.float64)
        self.kind, self.rule = np.concatenate(kind).astype(np.int64), np.array(rule)
        self.right, self.left = np.concatenate(right), np.concatenate(left)
        self.first, self.last = np.concatenate(first).astype(np.int64), np.concatenate(last).astype(np.int64)
        self.begins, self.token_begin = np.array(begins), np.array(token_begin)
        is_hard = self.right & (self.kind == GROUPS.index(HARD_GROUP))
        is_hard &= self.rows[:, NAMES.index("garbled")] < HARD_BELOW
        self.weight = np.where(np.add.reduceat(is_hard, self.begins[:-1]), HARD, 1.0)
        covered = np.zeros(len(self.left), bool)
        for s in range(len(self.begins) - 1):
            for k in range(self.begins[s], self.begins[s + 1]):
                if self.right[k]:
                    covered[self.token_begin[s] + self.first[k] : self.token_begin[s] + self.last[k]] = True
        self.gold_leave = np.where(self.left, 0.0, -np.inf)
        self.gold_other = np.where(self.left | covered, -np.inf, 0.0)

    def value(self, scores, others):
        gradient, other_gradient = np.zeros(len(scores)), np.zeros(len(others))
        gold = np.where(self.right, scores, -np.inf)
        zeros = np.zeros(len(others))
        arguments = (self.begins, self.first, self.last)
        loss = forward_backward(
            *arguments, scores, zeros, others, self.token_begin, gradient, other_gradient, 1.0, self.weight
        )
        loss += forward_backward(
            *arguments,
            gold,
            self.gold_leave,
            self.gold_other + others,
            self.token_begin,
            gradient,
            other_gradient,
            -1.0,
            self.weight,
        )
        return loss, gradient, other_gradient


def whitening(rows):
    """Return mean and matrix that turn rows into uncorrelated columns of variance one: the fit converges soon."""
    mean = rows.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(rows - mean, rowvar=False) + 1e-4 * np.eye(rows.shape[1]))
    return mean, vectors / np.sqrt(values)


def fit(problem: Problem, drop=LEFT_OUT):
    """Return weights and the loss of a stretch; features in `drop` stay zero, in all groups or in some (`spin/length`)."""
    k, f, r, o = len(GROUPS), len(NAMES), len(problem.rules), len(OTHER_FEATURES)
    scale = problem.rows.std(axis=0) + 1e-3
    parts = [np.flatnonzero(problem.kind == kind) for kind in range(k)]
    turned, means, turns = [], np.zeros((k, f)), np.zeros((k, f, f))
    for kind, part in enumerate(parts):
        name_of_kind = GROUPS[kind].split(",")[0]
        kept = [n for n, name in enumerate(NAMES) if name not in drop and f"{name_of_kind}/{name}" not in drop]
        rows = problem.rows[part] / scale
        if len(part) > f:
            means[kind, kept], turns[kind][np.ix_(kept, kept)] = whitening(rows[:, kept])
        turned.append((rows - means[kind]) @ turns[kind])
    other_mean, other_turn = whitening(problem.other[:, 1:])
    other = np.column_stack([np.ones(len(problem.other)), (problem.other[:, 1:] - other_mean) @ other_turn])
    given = problem.rows[:, NAMES.index(GIVEN)]

    def loss(x):
        weights, bias, rule, rest = x[: k * f].reshape(k, f), x[k * f : k * f + k], x[k * f + k :][:r], x[-o:]
        scores = given + bias[problem.kind] + rule[problem.rule]
        for kind, part in enumerate(parts):
            scores[part] += turned[kind] @ weights[kind]
        value, g, og = problem.value(scores, other @ rest)
        plain = np.array([turns[kind] @ weights[kind] for kind in range(k)])
        value += 0.5 * (PENALTY * (plain**2).sum() + RULE_PENALTY * rule @ rule + 0.1 * bias @ bias)
        by_kind = [turned[kind].T @ g[part] + PENALTY * turns[kind].T @ plain[kind] for kind, part in enumerate(parts)]
        gradient = [
            np.concatenate(by_kind),
            np.bincount(problem.kind, weights=g, minlength=k) + 0.1 * bias,
            np.bincount(problem.rule, weights=g, minlength=r) + RULE_PENALTY * rule,
            other.T @ og,
        ]
        return value, np.concatenate(gradient)

    start = np.zeros(k * f + k + r + o)
    start[k * f : k * f + k] = start[-o] = -4.0
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "maxcor": 30, "ftol": 1e-7})
    print(f"{result.nit} steps: {result.message}")
    x = result.x
    weights, bias, rule, rest = x[: k * f].reshape(k, f), x[k * f : k * f + k], x[k * f + k :][:r], x[-o:]
    plain = np.array([turns[kind] @ weights[kind] for kind in range(k)])
    bias = bias - (means * plain).sum(axis=1)
    others = other_turn @ rest[1:]
    rest = np.concatenate([[rest[0] - other_mean @ others], others])
    named = {name: float(rule[n]) for name, n in problem.rules.items()} | UNSEEN
    groups = plain / scale
    groups[:, NAMES.index(GIVEN)] = 1.0
    return Weights(bias, groups, named, rest), result.fun / max(1, len(problem.begins) - 1)


def write(weights: Weights, folder: Path) -> None:
    """Write `ranker.tsv`."""
    rows = []
    for number, kind in enumerate(GROUPS):
        rows.append(f"{kind}\tbias\t{weights.bias[number]:.4f}")
        rows += [
            f"{kind}\t{name}\t{value:.4f}" for name, value in zip(NAMES, weights.groups[number]) if abs(value) >= 5e-5
        ]
    rows += [f"rule\t{name}\t{value:.4f}" for name, value in sorted(weights.rules.items())]
    rows += [f"none of these\t{name}\t{value:.4f}" for name, value in zip(OTHER_FEATURES, weights.other)]
    write_text(folder / "ranker.tsv", VERSION, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--forward", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folder", type=Path, help="dictionaries, if not the shipped ones")
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--fold", default="even")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="file for the samples, read if it is there")
    args = parser.parse_args()
    started = time.time()
    if args.keep and args.keep.exists():
        samples = load_samples(args.keep)
    else:
        jobs = list(enumerate(texts(args.cases, args.fold, args.texts, args.seed), 1000 * args.seed))
        with Pool(2, _start, (args.folder, args.cases, args.forward, args.fold)) as pool:
            samples = [found for found in pool.imap(_sample, jobs, chunksize=8) if found]
        if args.keep:
            save_samples(samples, args.keep)
    words, edits = sum(int(s["words"]) for s in samples), sum(int(s["edits"]) for s in samples)
    right = sum(len(set(map(tuple, s["spans"][s["right"]]))) for s in samples)
    print(f"{len(samples)} texts, {words} words, {edits} edits, {right} spans with a right reading", flush=True)
    problem = problem_of(samples)
    weights, loss = fit(problem)
    print(f"{len(problem.rows)} readings, loss {loss:.4f} a stretch, {time.time() - started:.0f} s")
    write(weights, args.out)


if __name__ == "__main__":
    main()
