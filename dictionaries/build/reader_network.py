"""The network of the reader, as it is trained and exported: an encoder like BERT's, and three heads.  Needs torch.

Devlin et al. 2019 (encoder); the size and the first weights are those of MiniLM-L6-H384-uncased (Wang et al. 2020).
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, INNER, HEADS, LAYERS = 384, 1536, 12, 6
PIECES, POSITIONS, CASES = 30_522, 512, 4
OUT, SPECIAL = 256, 3
"""Width of the output vectors; output numbers before the words (0: inside a garbled phrase; 1, 2: not used)."""
QUANTISED = ("encoder.word.weight", "heads.out.weight")
"""Embeddings that are stored in 8 bits, a scale for each row."""


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each added to its input and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.o, self.n1 = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, 1e-12)
        self.i, self.f, self.n2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH), nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, states: Tensor) -> Tensor:
        windows, length, width = states.shape
        split = self.qkv(states).view(windows, length, 3, HEADS, width // HEADS)
        queries, keys, values = split.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(queries, keys, values)
        states = self.n1(states + self.o(attended.transpose(1, 2).reshape(windows, length, width)))
        return self.n2(states + self.f(functional.gelu(self.i(states))))


class Encoder(nn.Module):
    """Wordpieces and their case (lower, Title, UPPER, miXed) to states."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.pos = nn.Embedding(PIECES, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.case, self.n = nn.Embedding(CASES, WIDTH), nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])

    def forward(self, pieces: Tensor, case: Tensor) -> Tensor:
        states = self.n(self.word(pieces) + self.pos.weight[: pieces.shape[1]] + self.case(case))
        for layer in self.layers:
            states = layer(states)
        return states


class Heads(nn.Module):
    """`keep`: logit that a word stands as intended; `first`, `last`: vectors to be scored against `out` and `bias`."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.first, self.last = _perceptron(), _perceptron()
        self.out, self.bias = nn.Embedding(words + SPECIAL, OUT), nn.Parameter(torch.zeros(words + SPECIAL))
        self.keep = nn.Sequential(nn.Linear(2 * WIDTH, 128), nn.GELU(), nn.Linear(128, 1))


class Network(nn.Module):
    """The whole reader; the names of its parameters are those of the stored weights."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.encoder, self.heads = Encoder(), Heads(words)

    def forward(
        self, pieces: Tensor, case: Tensor, first_piece: Tensor, last_piece: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return keep (windows, words), first and last (windows, words, OUT) of words given by their outer pieces."""
        states = self.encoder(pieces, case)
        rows = torch.arange(pieces.shape[0], device=pieces.device)[:, None]
        first, last = states[rows, first_piece], states[rows, last_piece]
        keep = self.heads.keep(torch.cat([first, last], -1)).squeeze(-1)
        return keep, self.heads.first(first), self.heads.last(last)


def _perceptron() -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, OUT), nn.GELU(), nn.LayerNorm(OUT))


def quantised(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a matrix in 8 bits and the scale of each row."""
    scale = np.abs(weight).max(axis=1) / 127 + 1e-12
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def load_weights(folder) -> dict[str, np.ndarray]:
    """Return the parameters by name from `word.npz`, `layers*.npz` and `out.npz`, which hold no pickled objects."""
    word, out = np.load(folder / "word.npz"), np.load(folder / "out.npz")
    weights = {
        "encoder.word.weight": word["q"].astype(np.float32) * word["s"][:, None],
        "heads.out.weight": out["q"].astype(np.float32) * out["s"][:, None],
        "heads.bias": out["bias"].astype(np.float32),
    }
    for path in sorted(folder.glob("layers*.npz")):
        arrays = np.load(path)
        for name in arrays.files:
            weights[name if name.startswith("heads.") else f"encoder.{name}"] = arrays[name].astype(np.float32)
    return weights


def save_weights(folder, weights: dict[str, np.ndarray]) -> None:
    """Write what `load_weights` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    q, s = quantised(weights["encoder.word.weight"])
    np.savez(folder / "word.npz", q=q, s=s)
    q, s = quantised(weights["heads.out.weight"])
    np.savez(folder / "out.npz", q=q, s=s, bias=weights["heads.bias"].astype(np.float32))
    rest = {
        name.removeprefix("encoder."): array.astype(np.float16)
        for name, array in weights.items()
        if name not in (*QUANTISED, "heads.bias")
    }
    np.savez(folder / "layers.npz", **rest)


def network_from(weights: dict[str, np.ndarray]) -> Network:
    """Return a network with these parameters."""
    network = Network(len(weights["heads.bias"]) - SPECIAL)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return network.eval()
