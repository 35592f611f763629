"""Train the two-sided context model (context2vec, Melamud, Goldberger and Dagan 2016) as a denoiser.

    python dictionaries/build/train_context_model.py TEXT.txt --wordnet DIR --out context.npz --minutes 30

TEXT holds one tokenised sentence a line (the tokenisation of `repair.tokens`).  Words are lower-cased and digits
written `0`, as in the n-gram model.  The *inputs* are damaged while the *targets* stay clean: some words of a
sentence are replaced by a WordNet mate at a rate drawn for that sentence, so that the model learns to read the
intended word from neighbours that are themselves spun.  Beside the sampled softmax over the vocabulary, each word is
told from its own mates (MATE_LOSS): that choice is what the ranking asks for, and mates are rarely drawn as negatives.
`--start` goes on from a packed model.  Needs torch; the result is plain numbers, run by numpy.
"""

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
from pack_context_model import NAMES
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from repair.resources import Resources

WIDTH, HIDDEN, MIDDLE = 128, 160, 256
NEGATIVES = 768
BATCH_TOKENS = 6000
LONGEST = 48  # tokens; longer sentences are cut
MATES = 16
MATE_LOSS = 0.5  # weight of the choice between a word and its mates
RATES, RATES_AGAIN = (3e-3, 2e-3), (1.5e-3, 1e-3)  # of embeddings and of the rest; lower ones where training goes on


def packed(resources: Resources) -> dict[str, object]:
    """Return the shipped model's vocabulary, and its numbers under torch's names."""
    columns = resources.columns("context.bin", 1)
    state = {name: columns.array(short).astype(np.float32) for name, short in NAMES.items()}
    for name in ("embed", "output"):
        state[f"{name}.weight"] = (
            columns.array(name).reshape(-1, WIDTH).astype(np.float32) * columns.array(f"{name}_scale")[:, None]
        )
    state["bias.weight"] = columns.array("bias").astype(np.float32)[:, None]
    return {"vocabulary": columns.strings("vocabulary"), **state}


def read_sentences(
    path: Path, vocabulary_size: int, limit: int, vocabulary: list[str] | None = None
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return vocabulary (the given one if any), all token ids in one array, and the start of each sentence."""
    digit = re.compile(r"\d")
    counts: Counter[str] = Counter()
    lines = []
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            if number >= limit:
                break
            words = digit.sub("0", line.lower()).split()[:LONGEST]
            counts.update(words)
            lines.append(words)
    vocabulary = vocabulary or ["<unk>", "<s>", "</s>"] + [w for w, _ in counts.most_common(vocabulary_size - 3)]
    index = {w: i for i, w in enumerate(vocabulary)}
    lengths = np.array([len(words) for words in lines])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    ids = np.zeros(starts[-1], dtype=np.uint16)
    for start, words in zip(starts, lines):
        ids[start : start + len(words)] = [index.get(w, 0) for w in words]
    return vocabulary, ids, starts


def inflections(lemma: str) -> list[str]:
    """Regular forms of a lemma, enough to give noise its plurals and tenses."""
    if re.search(r"(s|x|z|ch|sh)$", lemma):
        return [lemma, lemma + "es", lemma + "ed", lemma + "ing"]
    if re.search(r"[^aeiou]y$", lemma):
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    return [lemma, lemma + "s", lemma + "ed", lemma + "ing"]


def mate_table(wordnet: Path, vocabulary: list[str]) -> np.ndarray:
    """For each word, up to MATES words of the vocabulary that share a synset with it (0 where there are fewer)."""
    index = {w: i for i, w in enumerate(vocabulary)}
    mates: dict[int, set[int]] = defaultdict(set)
    for part in ("noun", "verb", "adj", "adv"):
        with (wordnet / f"data.{part}").open(encoding="latin-1") as stream:
            for line in stream:
                if line.startswith("  "):
                    continue
                fields = line.split()
                number = int(fields[3], 16)
                lemmas = {re.sub(r"\(.*\)$", "", fields[4 + 2 * k]).lower() for k in range(number)}
                single = [lemma for lemma in lemmas if "_" not in lemma]
                for one in single:
                    for other in single:
                        if one != other:
                            for a, b in zip(inflections(one), inflections(other)):
                                if a in index and b in index:
                                    mates[index[a]].add(index[b])
    generator = np.random.default_rng(1)
    table = np.zeros((len(vocabulary), MATES), dtype=np.int64)
    for word, others in mates.items():
        chosen = generator.permutation(sorted(others))[:MATES]
        table[word] = np.resize(chosen, MATES)
    return table


class ContextModel(nn.Module):
    """Word scores from everything to the left and everything to the right of a position."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocabulary_size, WIDTH, sparse=True)
        self.output = nn.Embedding(vocabulary_size, WIDTH, sparse=True)
        self.bias = nn.Embedding(vocabulary_size, 1, sparse=True)
        nn.init.normal_(self.embed.weight, std=0.1)
        nn.init.normal_(self.output.weight, std=0.1)
        nn.init.zeros_(self.bias.weight)
        self.left = nn.GRU(WIDTH, HIDDEN, batch_first=True)
        self.right = nn.GRU(WIDTH, HIDDEN, batch_first=True)
        self.middle = nn.Sequential(nn.Linear(2 * HIDDEN, MIDDLE), nn.ReLU(), nn.Linear(MIDDLE, WIDTH))

    def contexts(self, ids: torch.Tensor) -> torch.Tensor:
        """Context vectors of positions 1 to n-2 of rows that begin with <s> and end with </s>."""
        x = self.embed(ids)
        left, _ = self.left(x[:, :-2])
        right, _ = self.right(x[:, 2:].flip(1))
        return self.middle(torch.cat([left, right.flip(1)], dim=-1))


def mate_loss(model: ContextModel, context: torch.Tensor, target: torch.Tensor, mates: torch.Tensor) -> torch.Tensor:
    """Return -ln P(word | the word or one of its mates), averaged over the words that have mates."""
    has = mates[target][:, 0] > 0
    context, target = context[has], target[has]
    words = torch.cat([target[:, None], mates[target]], dim=1)
    scores = torch.einsum("bw,bmw->bm", context, model.output(words)) + model.bias(words)[..., 0]
    repeated = (words[:, 1:] == words[:, 1:2]) & (torch.arange(MATES) > 0)  # the table repeats short lists
    scores[:, 1:] = scores[:, 1:].masked_fill(torch.cummax(repeated.int(), dim=1).values > 0, -1e9)
    return -torch.log_softmax(scores, dim=1)[:, 0].mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with data.noun, data.verb, ...")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30, help="training stops then, the learning rate at zero")
    parser.add_argument("--vocabulary", type=int, default=40_000)
    parser.add_argument("--limit", type=int, default=2_000_000, help="sentences read")
    parser.add_argument("--start", action="store_true", help="go on from the shipped model, with its vocabulary")
    args = parser.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(2)
    generator = np.random.default_rng(1)
    shipped = packed(Resources("en")) if args.start else None
    vocabulary, ids, starts = read_sentences(
        args.text, args.vocabulary, args.limit, shipped and shipped.pop("vocabulary")
    )
    mates = mate_table(args.wordnet, vocabulary)
    print(
        f"{len(starts) - 1} sentences, {len(ids)} tokens, {np.mean(mates[:, 0] > 0):.0%} of words have mates",
        flush=True,
    )
    counts = np.bincount(ids, minlength=len(vocabulary)).astype(float) + 1
    proposal = counts**0.75
    proposal /= proposal.sum()
    log_proposal = torch.tensor(np.log(proposal), dtype=torch.float32)
    cumulative = np.cumsum(proposal)

    held = 4000
    order = np.arange(len(starts) - 1)
    generator.shuffle(order)
    held_out, order = order[:held], order[held:]

    def batch(rows: np.ndarray, noisy: bool) -> tuple[torch.Tensor, torch.Tensor]:
        lengths = starts[rows + 1] - starts[rows]
        width = lengths.max()
        clean = np.zeros((len(rows), width + 2), dtype=np.int64)
        clean[:, 0] = 1
        clean[:, 1:] = 2
        for k, row in enumerate(rows):
            clean[k, 1 : 1 + lengths[k]] = ids[starts[row] : starts[row + 1]]
        inputs = clean.copy()
        if noisy:
            rate = np.where(generator.random(len(rows)) < 0.4, 0.0, generator.uniform(0.03, 0.4, len(rows)))
            swapped = mates[inputs, generator.integers(0, MATES, inputs.shape)]
            chosen = (generator.random(inputs.shape) < rate[:, None]) & (swapped > 0)
            inputs = np.where(chosen, swapped, inputs)
            inputs[(generator.random(inputs.shape) < 0.01) & (inputs > 2)] = 0
        return torch.from_numpy(inputs), torch.from_numpy(clean)

    model = ContextModel(len(vocabulary))
    mate_ids = torch.from_numpy(mates)
    sparse = [p for m in (model.embed, model.output, model.bias) for p in m.parameters()]
    dense = [p for m in (model.left, model.right, model.middle) for p in m.parameters()]
    optimisers = [torch.optim.SparseAdam(sparse, lr=3e-3), torch.optim.Adam(dense, lr=2e-3)]
    rates = RATES
    if shipped:
        model.load_state_dict(
            {name: torch.from_numpy(shipped[name]).reshape(value.shape) for name, value in model.state_dict().items()}
        )
        rates = RATES_AGAIN
    begin, seen, step, total = time.monotonic(), 0, 0, 0.0
    done = False
    while not done:
        generator.shuffle(order)
        for shard in np.array_split(order, max(1, len(order) // 50_000)):
            shard = shard[np.argsort(starts[shard + 1] - starts[shard], kind="stable")]
            lengths = starts[shard + 1] - starts[shard]
            cuts = np.flatnonzero(np.diff(np.cumsum(lengths) // BATCH_TOKENS)) + 1
            batches = np.split(shard, cuts)
            generator.shuffle(batches)
            for rows in batches:
                share = (time.monotonic() - begin) / (60 * args.minutes)
                if share >= 1:
                    done = True
                    break
                for optimiser, rate in zip(optimisers, rates):
                    for group in optimiser.param_groups:
                        group["lr"] = rate * (1 - share) * min(1, (step + 1) / 200) + 1e-6
                inputs, clean = batch(rows, noisy=True)
                target = clean[:, 1:-1]
                context = model.contexts(inputs)
                mask = (target != 2) & (target != 0)
                context, target = context[mask], target[mask]
                negatives = torch.from_numpy(
                    np.searchsorted(cumulative, generator.random(NEGATIVES)).clip(max=len(vocabulary) - 1)
                )
                positive = (context * model.output(target)).sum(-1) + model.bias(target)[:, 0] - log_proposal[target]
                negative = context @ model.output(negatives).T + model.bias(negatives)[:, 0] - log_proposal[negatives]
                negative = negative.masked_fill(negatives[None, :] == target[:, None], -1e9)
                negative = negative - float(np.log(NEGATIVES))
                loss = -(positive - torch.logsumexp(torch.cat([positive[:, None], negative], 1), 1)).mean()
                loss = loss + MATE_LOSS * mate_loss(model, context, target, mate_ids)
                for optimiser in optimisers:
                    optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(dense, 1.0)
                for optimiser in optimisers:
                    optimiser.step()
                seen += int(mask.sum())
                step += 1
                total += float(loss.detach())
                if step % 200 == 0:
                    print(
                        f"{(time.monotonic() - begin) / 60:5.1f} min  step {step}  {seen / 1e6:.1f} M words  loss {total / 200:.3f}",
                        flush=True,
                    )
                    total = 0.0
            if done:
                break

    # how often the original outranks a mate, with clean and with damaged neighbours
    model.eval()
    with torch.no_grad():
        for noisy in (False, True):
            right = cases = 0
            log_likelihood = words = 0.0
            for rows in np.array_split(held_out, 40):
                inputs, clean = batch(rows, noisy)
                target = clean[:, 1:-1]
                context = model.contexts(inputs)
                rival = torch.from_numpy(mates[target.numpy(), generator.integers(0, MATES, target.shape)])
                mask = (rival > 0) & (target > 2)
                score = lambda w: (context * model.output(w)).sum(-1) + model.bias(w)[..., 0]  # noqa: E731
                right += int(((score(target) > score(rival)) & mask).sum())
                cases += int(mask.sum())
                known = target > 2
                full = context[known][:400] @ model.output.weight.T + model.bias.weight[:, 0]
                log_likelihood += float(torch.log_softmax(full, -1).gather(1, target[known][:400, None]).sum())
                words += full.shape[0]
            print(
                f"held out, {'damaged' if noisy else 'clean'} neighbours: original above its mate {right / cases:.4f} of {cases}; perplexity {np.exp(-log_likelihood / words):.1f}",
                flush=True,
            )
    state = {k: v.numpy() for k, v in model.state_dict().items()}
    np.savez(args.out, vocabulary=np.array(vocabulary), **state)
    print("written", args.out)


if __name__ == "__main__":
    main()
