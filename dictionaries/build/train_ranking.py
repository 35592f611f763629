"""Fit the ranking's weights on aligned garbled and clean text, and write `dictionaries/en/ranking.tsv`.

    python dictionaries/build/train_ranking.py --cases DIR --out dictionaries/en

Only rows of the tuning half are read (`--fold even`), so that the other half stays a fair test; `--fold all` makes the
weights that are shipped.  Each round decodes every document with the weights so far, labels the readings of each unit by the alignment, and maximises the
pseudo-likelihood with an L2 penalty.  Needs scipy.
"""

import argparse
import itertools
import json
import os
import random
import sys
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from container import write_text
from spin_text import SpinText

from benchmarks.cases import in_fold, origin_of
from benchmarks.gold import Gold
from repair import habits, rank, suspicion, tokens
from repair.channels.encoding import decode
from repair.config import Config
from repair.features import COLUMNS, OTHER_COLUMNS
from repair.flow import Engine
from repair.habits import GENERAL, shares_of
from repair.records import KINDS
from repair.resources import Resources

SETS = {  # case file → rows read at most, and the weight of each unit in the fit
    "spin": (None, 1.0),
    "spin_heavy": (None, 0.5),
    "spin_hand": (None, 2.0),
    "typo_jfleg": (None, 3.0),
    "typo_holbrook": (40, 0.5),
    "ocr": (150, 0.3),
    "glue": (None, 1.0),
    "mojibake": (None, 1.0),
    "clean_allsides": (70, 1.0),
    "clean_bbc": (70, 1.0),
    "clean_modern": (None, 1.0),
    "clean_reuters": (50, 1.0),
}
RATES = (0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45)
"""Shares of words spun in the synthetic documents; about half of the words have a mate."""
HABITS = (0.0, 0.3)
"""Shares of their swaps made by known pairs."""
SYNTHETIC_WEIGHT = 0.5
DILUTED = 30
"""Documents at most, of each file, in which spun paragraphs stand among clean ones."""
HABIT_SMOOTHING = 20.0
"""Swaps that all spinners together count for in the habits of one."""
START = {
    "bias": -5.0, "ngram gain": 0.6, "context gain": 0.5, "channel": 0.7, "frequency gain": 0.7, "document rate": 0.0,
}  # fmt: skip


class Pair(NamedTuple):
    """A garbled text, what it was, the half of its fold that it belongs to, and its spinner if known."""

    garbled: str
    clean: str
    half: int = 0
    spinner: str = ""


def load(folder: Path, name: str, limit, fold):
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    rows = [r for r in rows if in_fold(origin_of(r), fold)][: limit and limit * (2 if fold == "all" else 1)]
    return [
        Pair(
            r.get("garbled") or r["text"],
            r.get("clean") or r.get("garbled") or r["text"],
            zlib.crc32(origin_of(r).encode()) % 4 // 2,
            r.get("spinner", ""),
        )
        for r in rows
    ]


def joined(pairs, size=6):
    """Join paragraphs of one half and spinner into article-sized documents: a profile needs both sizes."""
    documents = []
    key = lambda pair: (pair.half, pair.spinner)  # noqa: E731
    for (half, spinner), found in itertools.groupby(sorted(pairs, key=key), key):
        found = list(found)
        for k in range(0, len(found), size):
            part = found[k : k + size]
            texts = ("\n\n".join(p[side] for p in part) for side in (0, 1))
            documents.append(Pair(*texts, half, spinner))
    return documents


def diluted(pairs, articles, seed=5):
    """Put some spun paragraphs among those of clean articles: spinning is often light, or a part of the text."""
    chance = random.Random(seed)
    documents = []
    for number, pair in enumerate(pairs):
        clean = [line for line in articles[number % len(articles)].split("\n") if line.strip()][:12]
        others = [p for p in pairs if (p.half, p.spinner) == (pair.half, pair.spinner)]
        spun = [pair, *chance.sample(others, min(len(others), chance.randrange(3)))]
        order = chance.sample(range(len(clean) + len(spun)), len(spun))
        sides = []
        for side in (0, 1):
            lines = list(clean)
            for place, paragraph in sorted(zip(order, spun, strict=True), key=lambda found: found[0]):
                lines.insert(place, paragraph[side])
            sides.append("\n\n".join(lines))
        documents.append(Pair(*sides, pair.half, pair.spinner))
    return documents


def crossed_engine(name: str, half: int, engines: int) -> int:
    """Return the number of the engine for a document: spun ones need pairs that were not mined from themselves."""
    return 1 + half if name.startswith("spin") and engines > 1 else 0


def linked(folder: Path, pairs: Path) -> Path:
    """Return a folder of dictionaries like the given one, but for the mined pairs."""
    root = Path(tempfile.mkdtemp())
    (root / "en").mkdir()
    for path in folder.iterdir():
        (root / "en" / path.name).symlink_to(pairs.resolve() if path.name == "pairs.tsv" else path.resolve())
    return root


def labels_of(matrix, gold):
    """Return for each candidate whether it is right, and for each unit 0 leave, 1 a candidate, 2 none of these."""
    right = np.array([gold.right(c) for c in matrix.candidates], dtype=bool)
    truth = np.full(len(matrix.units), 2)
    for k, unit in enumerate(matrix.units):
        spacing = any(c.kind == "spacing" for c in unit.candidates)
        if gold.kept(unit.first, unit.last) and (not spacing or gold.kept_spacing(unit.first, unit.last)):
            truth[k] = 0
    has = np.bincount(matrix.unit_of, weights=right, minlength=len(matrix.units)) > 0
    truth[has & (truth != 0)] = 1
    right &= truth[matrix.unit_of] == 1
    return right, truth


class Samples:
    """Feature rows of one stage, gathered over documents."""

    def __init__(self, routes):
        self.routes = routes
        self.rows, self.kind, self.route, self.right, self.unit, self.other, self.truth, self.weight = (
            [] for _ in range(8)
        )
        self.units = 0

    def add(self, rows, kind, route_names, right, unit_of, other, truth, weight):
        self.rows.append(rows)
        self.kind.append(kind)
        self.route.append([self.routes.setdefault(name, len(self.routes)) for name in route_names])
        self.right.append(right)
        self.unit.append(unit_of + self.units)
        self.other.append(other)
        self.truth.append(truth)
        self.weight.append(np.full(len(truth), weight))
        self.units += len(truth)

    def fit(self, start, penalty, without=()):
        rows, other = np.concatenate(self.rows).astype(np.float64), np.concatenate(self.other).astype(np.float64)
        kind, route = np.concatenate(self.kind).astype(int), np.concatenate(self.route).astype(int)
        right, unit = np.concatenate(self.right), np.concatenate(self.unit)
        truth, weight = np.concatenate(self.truth), np.concatenate(self.weight)
        scale, other_scale = rows.std(axis=0) + 1e-3, other.std(axis=0) + 1e-3
        scale[0] = other_scale[0] = 1
        rows, other = rows / scale, other / other_scale
        free = np.ones(len(COLUMNS))
        free[[COLUMNS.index(name) for name in without]] = 0
        other_free = np.array([0.0 if any(w in name for w in without) else 1.0 for name in OTHER_COLUMNS])
        nk, nr = len(KINDS), len(self.routes)
        kind_size = nk * len(COLUMNS)
        parts = [(np.flatnonzero(kind == k), rows[kind == k]) for k in range(nk)]

        def unpack(x):
            return x[:kind_size].reshape(nk, -1) * free, x[kind_size : kind_size + nr], x[kind_size + nr :] * other_free

        def loss(x):
            w, r, o = unpack(x)
            s = r[route]
            for k, (place, part) in enumerate(parts):
                s[place] += part @ w[k]
            t = other @ o
            p, leave, none = rank.probabilities(s, t, unit)
            of_right = np.bincount(unit, weights=p * right, minlength=len(truth))
            target = np.where(truth == 0, leave, np.where(truth == 1, of_right, none)).clip(1e-12)
            value = -(weight * np.log(target)).sum()
            share = p * right / of_right.clip(1e-12)[unit]
            expected = np.where(truth[unit] == 1, share, 0)
            gs = weight[unit] * (p - expected)
            gt = weight * (none - (truth == 2))
            gw = np.stack([part.T @ gs[place] for place, part in parts]) * free
            gr = np.bincount(route, weights=gs, minlength=nr)
            go = (other.T @ gt) * other_free
            value += penalty * (x**2).sum()
            return value, np.concatenate([gw.ravel(), gr, go]) + 2 * penalty * x

        x0 = np.zeros(kind_size + nr + len(OTHER_COLUMNS))
        if start is not None:
            x0[:kind_size] = (start.kinds * scale).ravel()
            x0[kind_size : kind_size + nr] = [start.routes.get(name, 0) for name in self.routes]
            x0[kind_size + nr :] = start.other * other_scale
        found = minimize(loss, x0, jac=True, method="L-BFGS-B", options={"maxiter": 300})
        w, r, o = unpack(found.x)
        counts = np.bincount(truth, minlength=3)
        print(
            f"  {len(truth)} units (leave {counts[0]}, mend {counts[1]}, none {counts[2]}), {len(rows)} readings, loss {found.fun / weight.sum():.4f}"
        )
        routes = dict(zip(self.routes, r, strict=True))
        weights = rank.Weights(w / scale, routes, o / other_scale, 1.0)
        lattice = weights.kinds[KINDS.index("spin"), COLUMNS.index("ngram gain")]
        return rank.Weights(weights.kinds, routes, weights.other, float(max(0.2, lattice)))


def starting_weights():
    kinds = np.zeros((len(KINDS), len(COLUMNS)))
    for name, value in START.items():
        kinds[:, COLUMNS.index(name)] = value
    other = np.zeros(len(OTHER_COLUMNS))
    other[0] = -3
    return rank.Weights(kinds, {}, other, 0.6)


def write(path: Path, stages) -> None:
    lines = []
    for number, weights in enumerate(stages, 1):
        lines.append(f"{number}\tlattice\tn-grams\t{weights.lattice_weight:.6g}")
        for k, kind in enumerate(KINDS):
            lines += [f"{number}\t{kind}\t{n}\t{v:.6g}" for n, v in zip(COLUMNS, weights.kinds[k], strict=True) if v]
        lines += [f"{number}\troute\t{n}\t{v:.6g}" for n, v in sorted(weights.routes.items()) if v]
        lines += [f"{number}\tother\t{n}\t{v:.6g}" for n, v in zip(OTHER_COLUMNS, weights.other, strict=True) if v]
    write_text(path, rank.VERSION, lines, note="build=dictionaries/build/train_ranking.py")


def kept(old, new, kinds):
    """Return the new stages with the old weights of all kinds but these: routes are those of the kinds' channels."""
    numbers = [KINDS.index(kind) for kind in kinds]
    stages = []
    for before, after in zip(old, new, strict=True):
        weights = before.kinds.copy()
        weights[numbers] = after.kinds[numbers]
        own = lambda name: name.split("/")[0] in kinds  # noqa: E731
        routes = {name: value for name, value in before.routes.items() if not own(name)}
        routes |= {name: value for name, value in after.routes.items() if own(name)}
        stages.append(rank.Weights(weights, routes, before.other, before.lattice_weight))
    return stages


def prepare(engine, name, text, clean):
    """Return what the rounds need, or None where there is nothing to decide."""
    decoded, decodings = decode(text)
    document = tokens.read(text, decoded, decodings)
    surprise = suspicion.measure(document, engine.ngrams)
    signs = suspicion.read_signs(document, surprise, engine.lexicon, engine.gazetteer, engine.telltales)
    joints = engine.spacing.find_joints(document)
    # Clean articles are seen both ways: the quick look must not lead to the thorough one, nor that to edits.
    is_spun = name.startswith(("spin", "synthetic"))
    thorough = signs.is_doubtful or is_spun or (text == clean and zlib.crc32(text.encode()) % 3 == 0)
    suspects = suspicion.find_suspects(document, surprise, signs, joints, thorough=thorough)
    candidates = engine.propose(document, suspects)
    return (document, surprise, candidates, signs, Gold(document, clean)) if candidates else None


def labelled(matrix, gold):
    """Return the feature rows and labels of one round, ready to be sent between processes."""
    right, truth = labels_of(matrix, gold)
    kinds = [KINDS.index(c.kind) for c in matrix.candidates]
    routes = [c.rule for c in matrix.candidates]
    return matrix.rows.astype(np.float32), kinds, routes, right, matrix.unit_of, matrix.other.astype(np.float32), truth


ENGINE: list[Engine] = []
DOCUMENTS: list[tuple] = []


def decoded(number):
    """Decode one document with the weights so far; run in worker processes."""
    name, weight, pair, (document, surprise, candidates, signs, gold) = DOCUMENTS[number]
    engine = ENGINE[crossed_engine(name, pair.half, len(ENGINE))]
    rounds = engine.rounds.run(document, surprise, candidates, signs, thorough=False, every=True)
    found = [(stage, labelled(matrix, gold)) for stage, matrix in rounds if matrix.units]
    return name, weight, pair.spinner, found


def prepared(job):
    name, weight, pair = job
    found = prepare(ENGINE[crossed_engine(name, pair.half, len(ENGINE))], name, pair.garbled, pair.clean)
    return (name, weight, pair, found) if found else None


def habits_of(swaps):
    """Return the mixture over spinners from counts of right readings by spinner and rule."""
    pooled = sum((Counter(counts) for counts in swaps.values()), Counter())
    known = sorted(name for name in swaps if name != GENERAL)
    # The unknown spinner is as likely as all known ones together, and does a bit of everything.
    prior = {GENERAL: 0.5, **dict.fromkeys(known, 0.5 / len(known))}
    shares = {name: shares_of(swaps[name], pooled, HABIT_SMOOTHING) for name in known}
    each = [shares_of(counts, pooled, HABIT_SMOOTHING) for counts in swaps.values()]
    shares[GENERAL] = {rule: sum(table[rule] for table in each) / len(each) for rule in pooled}
    return prior, shares


def write_habits(path, prior, shares):
    lines = [f"{name}\t-\t{probability:.4g}" for name, probability in prior.items()]
    lines += [f"{name}\t{rule}\t{share:.4g}" for name in prior for rule, share in sorted(shares[name].items())]
    write_text(path, habits.VERSION, lines, note="build=dictionaries/build/train_ranking.py")


def synthetic(resources, articles, count):
    """Yield clean articles spun on purpose, lightly and heavily, with and without known habits."""
    for seed, text in enumerate(itertools.islice(itertools.cycle(articles), count)):
        begin = 2500 * (seed // len(articles))
        clean = text[begin : begin + 2500]
        if len(clean) > 500:
            spun = SpinText(resources, seed).spin(clean, RATES[seed % len(RATES)], habit=HABITS[seed % len(HABITS)])
            yield "synthetic", SYNTHETIC_WEIGHT, Pair(spun, clean, 0, GENERAL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for ranking.tsv and habits.tsv")
    parser.add_argument("--fold", choices=("even", "odd", "all"), default="even")
    parser.add_argument(
        "--crossed",
        type=Path,
        nargs=2,
        metavar=("HALF1", "HALF0"),
        help="pairs.tsv mined from rows 2/4 and from rows 0/4: each half of the spun rows is ranked with the other's",
    )
    parser.add_argument("--resume", action="store_true", help="start from the shipped weights")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, help="write these kinds' weights only, others as shipped")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--synthetic", type=int, default=60, help="clean articles spun on purpose")
    parser.add_argument("--penalty", type=float, default=0.3)
    args = parser.parse_args()
    shipped = Resources("en").folder / "ranking.tsv"
    resources = Resources("en")
    engine = Engine(resources, Config())
    engine.rounds.stages = (starting_weights(),) * 3
    if args.resume:
        engine.rounds.stages = rank.load_stages(resources)
    ENGINE.append(engine)
    for pairs in args.crossed or ():
        ENGINE.append(Engine(Resources("en", linked(shipped.parent, pairs)), Config()))
        ENGINE[-1].rounds.stages = engine.rounds.stages
    jobs = []
    read = {name: load(args.cases, name, limit, args.fold) for name, (limit, _) in SETS.items()}
    articles = [pair.clean for name in ("clean_allsides", "clean_modern", "clean_reuters") for pair in read[name]]
    random.Random(3).shuffle(articles)
    for name, (_, weight) in SETS.items():
        pairs = read[name]
        if name.startswith("spin"):
            pairs = pairs + joined(pairs) + diluted(pairs, articles)[: 2 * DILUTED : 2]
        elif name.startswith("clean"):
            pairs = [pair._replace(clean=pair.garbled) for pair in pairs]
        jobs += [(name, weight, pair) for pair in pairs]
    jobs += synthetic(resources, articles, args.synthetic)
    random.Random(1).shuffle(jobs)
    begin = time.monotonic()
    with Pool(2) as pool:
        DOCUMENTS.extend(found for found in pool.imap(prepared, jobs, chunksize=4) if found)
    print(f"{len(DOCUMENTS)} documents with suspects of {len(jobs)}, {time.monotonic() - begin:.0f} s", flush=True)
    for number in range(args.rounds):
        routes: dict[str, int] = {}
        samples = [Samples(routes), Samples(routes), Samples(routes)]
        swaps = defaultdict(Counter)
        begin = time.monotonic()
        with Pool(2) as pool:
            for _name, weight, spinner, stages in pool.imap(decoded, range(len(DOCUMENTS)), chunksize=4):
                if spinner and stages:
                    _, _, rules, right, *_ = stages[-1][1]
                    swaps[spinner].update(rule for rule, is_right in zip(rules, right, strict=True) if is_right)
                for stage, arrays in stages:
                    samples[stage].add(*arrays, weight / sum(other == stage for other, _ in stages))
        print(f"round {number + 1}: decoded in {time.monotonic() - begin:.0f} s", flush=True)
        rates = ("document rate", "neighbourhood rate", "same change elsewhere", "habit")
        context = tuple(name for name in COLUMNS if name.startswith("context"))
        engine.rounds.stages = (
            samples[0].fit(None, args.penalty, without=rates + context),
            samples[1].fit(None, args.penalty, without=rates),
            samples[2].fit(None, args.penalty),
        )
        mixture = habits_of(swaps)
        for other in ENGINE:
            other.rounds.stages = engine.rounds.stages
            other.rounds.learn_habits(habits.Habits(*mixture))
        stages = engine.rounds.stages
        if args.kinds:
            stages = kept(rank.load_stages(resources), stages, args.kinds)
        else:
            write_habits(args.out / habits.FILE, *mixture)
        write(args.out / "ranking.tsv", stages)


if __name__ == "__main__":
    main()
