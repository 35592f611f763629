"""Train the reader to undo damage, from given weights or from nothing, for so many minutes or steps.

    python dictionaries/build/train_reader.py --corpus corpus.npz --forward forward.tsv.gz --misspellings typos.tsv \
        --pieces wordpieces.txt --start WEIGHTS --out WEIGHTS --minutes 8

Loss: 4 × binary cross-entropy of `keep` over all words, and half the cross-entropies of the first and the last intended
word at garbled and masked places.  AdamW, learning rates falling to zero.  On one H200 eight minutes see 700 million
wordpieces; on a CPU it is for tests.  A run that is stopped can go on from the weights that it wrote.  Needs torch.
"""

import argparse
import queue
import sys
import threading
import time
from pathlib import Path

import numpy as np
import torch
from export_reader import lines
from reader_corpus import load, pieces_of
from reader_damage import IGNORED, Damage, Numbering, noise_table, spin_table
from reader_network import SPECIAL, Network, load_weights, network_from, save_weights
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from damage import read_forward

from repair.knowledge.reader.wordpieces import WordPieces

KEEP_WEIGHT, WORD_WEIGHT = 4.0, 0.5
ENCODER_RATE, HEADS_RATE = 3e-4, 6e-4
LONG, SHORT, LONG_SHARE = 256, 64, 0.75
"""Pieces of long and short windows, and the share of batches with long ones."""
WARM_UP = 100
HELD = 600_000
AHEAD = 8


def loss_of(network: Network, windows, device: str):
    """Return the loss of a batch, and of its three parts: keep, first word, last word."""
    piece, case, first, last, keep, first_label, last_label = (
        torch.from_numpy(np.ascontiguousarray(array)).to(device, torch.long) for array in windows
    )
    states = network.encoder(piece, case)
    rows = torch.arange(len(piece), device=device)[:, None]
    of_first, of_last = states[rows, first], states[rows, last]
    known = keep >= 0
    logits = network.heads.keep(torch.cat([of_first[known], of_last[known]], -1)).squeeze(-1)
    parts = [functional.binary_cross_entropy_with_logits(logits.float(), keep[known].float())]
    for head, vectors, label in (
        (network.heads.first, of_first, first_label),
        (network.heads.last, of_last, last_label),
    ):
        asked = label != IGNORED
        scores = head(vectors[asked]) @ network.heads.out.weight.T + network.heads.bias
        parts.append(functional.cross_entropy(scores.float(), label[asked]) if asked.any() else scores.sum())
    return KEEP_WEIGHT * parts[0] + WORD_WEIGHT * (parts[1] + parts[2]), parts


def train(network: Network, damage: Damage, *, windows: int, seconds: float, steps: int, device: str, report=print):
    """Train in place until the time or the steps are over; return the loss of each step."""
    network.to(device).train()
    groups = [
        {"params": list(network.encoder.parameters()), "rate": ENCODER_RATE},
        {"params": list(network.heads.parameters()), "rate": HEADS_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=ENCODER_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    batches: queue.Queue = queue.Queue(AHEAD)
    stop = threading.Event()

    def feed() -> None:
        chance = np.random.default_rng(1)
        while not stop.is_set():
            length, count = (LONG, windows) if chance.random() < LONG_SHARE else (SHORT, 4 * windows)
            try:
                batches.put(damage.batch(int(chance.integers(1 << 31)), count, length))
            except Exception as error:  # raised where the batch is awaited
                batches.put(error)
                return

    threading.Thread(target=feed, daemon=True).start()
    losses, started = [], time.monotonic()
    while len(losses) < steps and time.monotonic() - started < seconds:
        done = max(len(losses) / steps, (time.monotonic() - started) / seconds)
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * min(1.0, (len(losses) + 1) / min(WARM_UP, steps / 4 + 1)) * (1 - done)
        batch = batches.get()
        if isinstance(batch, Exception):
            raise batch
        with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
            loss, parts = loss_of(network, batch, device)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        if len(losses) % 100 == 0:
            report(f"step {len(losses)}: " + " ".join(f"{float(part.detach()):.3f}" for part in parts), flush=True)
    stop.set()
    while not batches.empty():  # lets the feeding thread see that it is over
        batches.get()
    network.eval()
    return losses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--forward", type=Path, required=True)
    parser.add_argument("--misspellings", type=Path, required=True, help="rows: written, tab, meant")
    parser.add_argument("--pieces", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--windows", type=int, default=640, help="long windows of a batch")
    args = parser.parse_args()
    corpus = load(args.corpus)
    number = Numbering(corpus.types)
    misspellings = [tuple(line.split("\t")[:2]) for line in lines(args.misspellings)]
    spin, noise = spin_table(read_forward(args.forward), number), noise_table(corpus, misspellings, number)
    pieces = pieces_of(number.types, WordPieces(lines(args.pieces)))
    network = network_from(load_weights(args.start)) if args.start else Network(corpus.outputs)
    damage = Damage(corpus, spin, noise, *pieces, held=min(HELD, len(corpus.ids) // 10))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    losses = train(network, damage, windows=args.windows, seconds=60 * args.minutes, steps=args.steps, device=device)
    weights = {name: array.detach().float().cpu().numpy() for name, array in network.state_dict().items()}
    save_weights(args.out, weights)
    with torch.no_grad():
        held = [float(loss_of(network, damage.batch(k, 64, LONG, held=True), device)[0]) for k in range(4)]
    print(f"{len(losses)} steps; held-out loss {np.mean(held):.3f}; {len(weights['heads.bias']) - SPECIAL} words")


if __name__ == "__main__":
    main()
