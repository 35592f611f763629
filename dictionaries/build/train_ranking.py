"""Fit the ranking's weights on aligned garbled and clean text, and write `dictionaries/en/ranking.tsv`.

    python dictionaries/build/train_ranking.py --cases DIR --out dictionaries/en/ranking.tsv

Only rows whose identifier has an even CRC-32 are read, so that the odd half stays a fair test.  Each round decodes
every document with the weights so far, labels the readings of each unit by the alignment, and maximises the
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
from multiprocessing import Pool
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
from rapidfuzz.distance import Levenshtein
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from container import write_text
from spin_text import SpinText

from benchmarks.cases import in_fold, origin_of
from repair import rank, suspicion, tokens
from repair.channels.encoding import decode
from repair.config import Config
from repair.features import COLUMNS, OTHER_COLUMNS
from repair.records import KINDS
from repair.repairer import _Engine
from repair.resources import Resources

SETS = {  # case file → rows read at most, and the weight of each unit in the fit
    "spin": (None, 1.0),
    "spin_heavy": (None, 0.5),
    "spin_hand": (None, 2.0),
    "typo_jfleg": (None, 2.0),
    "typo_holbrook": (40, 0.5),
    "ocr": (70, 0.3),
    "glue": (None, 1.0),
    "mojibake": (None, 1.0),
    "clean_allsides": (70, 1.0),
    "clean_bbc": (70, 1.0),
    "clean_modern": (None, 1.0),
    "clean_reuters": (50, 1.0),
}
RATES = (0.04, 0.08, 0.15, 0.25, 0.4)
"""Shares of words spun in the synthetic documents."""
START = {
    "bias": -5.0, "ngram gain": 0.6, "context gain": 0.5, "channel": 0.7, "frequency gain": 0.7, "document rate": 0.0,
}  # fmt: skip


def even(row):
    return in_fold(origin_of(row), "even")


def load(folder: Path, name: str, limit):
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    rows = [r for r in rows if even(r)][:limit]
    return [
        (
            r.get("garbled") or r["text"],
            r.get("clean") or r.get("garbled") or r["text"],
            zlib.crc32(origin_of(r).encode()) % 4 // 2,
        )
        for r in rows
    ]


def joined(pairs, size=6):
    """Join paragraphs of one half into article-sized documents: a profile needs both sizes."""
    documents = []
    for half in (0, 1):
        found = [pair for pair in pairs if pair[2] == half]
        for k in range(0, len(found), size):
            part = found[k : k + size]
            documents.append(("\n\n".join(p[0] for p in part), "\n\n".join(p[1] for p in part), half))
    return documents


def crossed(name: str, half: int) -> int:
    """Return the number of the engine for a document: spun ones need pairs that were not mined from themselves."""
    return 1 + half if name.startswith("spin") and len(ENGINE) > 1 else 0


def linked(folder: Path, pairs: Path) -> Path:
    """Return a folder of dictionaries like the given one, but for the mined pairs."""
    root = Path(tempfile.mkdtemp())
    (root / "en").mkdir()
    for path in folder.iterdir():
        (root / "en" / path.name).symlink_to(pairs.resolve() if path.name == "pairs.tsv" else path.resolve())
    return root


class Gold:
    """The alignment of a garbled document with its clean twin, asked reading by reading."""

    def __init__(self, document, clean):
        self.clean = tokens.read(clean)
        observed, intended = document.forms, self.clean.forms
        self.exact = {}  # token → clean token, where equal
        self.block = {}  # token → (first, last) clean tokens of its block, and block start
        for op in Levenshtein.opcodes(observed, intended):
            for k in range(op.src_start, op.src_end):
                if op.tag == "equal":
                    self.exact[k] = op.dest_start + k - op.src_start
        self.observed, self.intended = observed, intended
        last_source = last_clean = -1
        blocks = []
        anchors = [*sorted(self.exact.items()), (len(observed), len(intended))]
        for here, there in anchors:
            blocks.append((last_source + 1, here, last_clean + 1, there))
            last_source, last_clean = here, there
        for a, b, c, d in blocks:
            for k in range(a, b):
                self.block[k] = (a, b, c, d)
        self.document = document

    def kept(self, first, last):
        return all(k in self.exact for k in range(first, last)) and all(
            self.exact[k + 1] == self.exact[k] + 1 for k in range(first, last - 1)
        )

    def right(self, candidate):
        """Tell whether the candidate's reading is what the clean text has there."""
        first, last, forms = candidate.first, candidate.last, candidate.forms
        begin = self.exact.get(first - 1, -1) + 1 if first - 1 in self.exact or first == 0 else None
        end = self.exact.get(last, len(self.intended)) if last in self.exact or last == len(self.observed) else None
        if begin is not None and end is not None:
            return self.intended[begin:end] == forms and self._surface(candidate, begin, end)
        inside = [self.block[k] for k in range(first, last) if k in self.block]
        if not inside or len({b[:2] for b in inside}) > 1:
            return False
        a, b, c, d = inside[0]
        if begin is None and end is None:
            slack = abs((b - a) - (d - c)) + (last - first - 1)
            places = [p for p in range(c, d - len(forms) + 1) if abs((p - c) - (first - a)) <= slack]
        elif begin is not None:
            places = [begin]
        else:
            places = [end - len(forms)]
        return any(p >= c and p + len(forms) <= d and self.intended[p : p + len(forms)] == forms for p in places)

    def _surface(self, candidate, begin, end):
        """Spacing readings have the same forms as what they replace, or forms glued: compare the text itself."""
        if candidate.kind != "spacing" or begin >= end:
            return True
        return self.clean.covered(begin, end).split() == candidate.replacement.split()

    def kept_spacing(self, first, last):
        """Tell whether the gaps before and after the tokens are as in the clean text (missing spaces are garble)."""
        for k in range(first, min(last + 1, len(self.observed))):
            together = k - 1 in self.exact and k in self.exact and self.exact[k] == self.exact[k - 1] + 1
            if together and bool(self.document.gap(k)) != bool(self.clean.gap(self.exact[k])):
                return False
        return True


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


def prepare(engine, name, text, clean):
    """Return what the rounds need, or None where there is nothing to decide."""
    decoded, decodings = decode(text)
    document = tokens.read(text, decoded, decodings)
    surprise = suspicion.measure(document, engine.ngrams)
    signs = suspicion.read_signs(document, surprise, engine.lexicon, engine.gazetteer)
    joints = engine.spacing.find_joints(document)
    # Clean articles are seen both ways: the quick look must not lead to the thorough one, nor that to edits.
    is_spun = name.startswith(("spin", "synthetic"))
    thorough = signs.is_doubtful or is_spun or (text == clean and zlib.crc32(text.encode()) % 3 == 0)
    suspects = suspicion.find_suspects(document, surprise, signs, joints, thorough=thorough)
    candidates = engine.propose(document, suspects)
    return (document, surprise, candidates, signs.words, Gold(document, clean)) if candidates else None


def labelled(matrix, gold):
    """Return the feature rows and labels of one round, ready to be sent between processes."""
    right, truth = labels_of(matrix, gold)
    kinds = [KINDS.index(c.kind) for c in matrix.candidates]
    routes = [rank.route_of(c) for c in matrix.candidates]
    return matrix.rows.astype(np.float32), kinds, routes, right, matrix.unit_of, matrix.other.astype(np.float32), truth


ENGINE: list[_Engine] = []
DOCUMENTS: list[tuple] = []


def decoded(number):
    """Decode one document with the weights so far; run in worker processes."""
    name, weight, half, (document, surprise, candidates, words, gold) = DOCUMENTS[number]
    rounds = ENGINE[crossed(name, half)].rounds.run(document, surprise, candidates, words, thorough=False, every=True)
    return name, weight, [(stage, labelled(matrix, gold)) for stage, matrix in rounds if matrix.units]


def prepared(job):
    name, weight, garbled, clean, half = job
    found = prepare(ENGINE[crossed(name, half)], name, garbled, clean)
    return (name, weight, half, found) if found else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--crossed",
        type=Path,
        nargs=2,
        metavar=("HALF1", "HALF0"),
        help="pairs.tsv mined from rows 2/4 and from rows 0/4: each half of the spun rows is ranked with the other's",
    )
    parser.add_argument("--resume", action="store_true", help="start from the shipped weights")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--synthetic", type=int, default=60, help="clean articles spun on purpose")
    parser.add_argument("--penalty", type=float, default=0.3)
    args = parser.parse_args()
    shipped = Resources("en").folder / "ranking.tsv"
    if not shipped.exists():
        write(shipped, [starting_weights()] * 3)
    resources = Resources("en")
    engine = _Engine(resources, Config())
    engine.rounds.stages = (starting_weights(),) * 3
    if args.resume:
        engine.rounds.stages = rank.load_stages(resources)
    ENGINE.append(engine)
    for pairs in args.crossed or ():
        ENGINE.append(_Engine(Resources("en", linked(shipped.parent, pairs)), Config()))
        ENGINE[-1].rounds.stages = engine.rounds.stages
    jobs = []
    for name, (limit, weight) in SETS.items():
        pairs = load(args.cases, name, limit)
        if name.startswith("spin"):
            pairs = pairs + joined(pairs)
        elif name.startswith("clean"):
            pairs = [(garbled, garbled, half) for garbled, _, half in pairs]
        jobs += [(name, weight, *pair) for pair in pairs]
    for text, seed in zip(
        [j[2] for j in jobs if j[0] == "clean_allsides"][: args.synthetic], itertools.count(), strict=False
    ):
        spun = SpinText(resources, seed).spin(text[:2500], RATES[seed % len(RATES)])
        jobs.append(("synthetic", 0.3, spun, text[:2500], 0))
    random.Random(1).shuffle(jobs)
    begin = time.monotonic()
    with Pool(2) as pool:
        DOCUMENTS.extend(found for found in pool.imap(prepared, jobs, chunksize=4) if found)
    print(f"{len(DOCUMENTS)} documents with suspects of {len(jobs)}, {time.monotonic() - begin:.0f} s", flush=True)
    for number in range(args.rounds):
        routes: dict[str, int] = {}
        samples = [Samples(routes), Samples(routes), Samples(routes)]
        begin = time.monotonic()
        with Pool(2) as pool:
            for _name, weight, stages in pool.imap(decoded, range(len(DOCUMENTS)), chunksize=4):
                for stage, arrays in stages:
                    samples[stage].add(*arrays, weight / sum(other == stage for other, _ in stages))
        print(f"round {number + 1}: decoded in {time.monotonic() - begin:.0f} s", flush=True)
        rates = ("document rate", "neighbourhood rate", "same change elsewhere")
        context = tuple(name for name in COLUMNS if name.startswith("context"))
        engine.rounds.stages = (
            samples[0].fit(None, args.penalty, without=rates + context),
            samples[1].fit(None, args.penalty, without=rates),
            samples[2].fit(None, args.penalty),
        )
        for other in ENGINE:
            other.rounds.stages = engine.rounds.stages
        write(args.out, engine.rounds.stages)


if __name__ == "__main__":
    main()
