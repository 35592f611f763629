"""The scripts that train the reader run on the CPU: loss falls, and what is exported says what was trained."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from repair.knowledge.reader.network import Detection, Reader
from repair.knowledge.reader.wordpieces import WordPieces
from repair.knowledge.resources import Resources
from repair.text import tokens

torch = pytest.importorskip("torch", reason="torch is not installed: the training scripts are NOT CHECKED")
pytest.importorskip("numba", reason="numba is not installed: the training scripts are NOT CHECKED")
pytest.importorskip("onnx", reason="onnx is not installed: the training scripts are NOT CHECKED")

BUILD = str(Path(__file__).resolve().parent.parent / "dictionaries" / "build")
SENTENCES = (
    "the mayor will open the old bridge in may",
    "many people can walk over it at no cost",
    "he said that the town would pay for the work at the end of the year",
    "she told the council that her plan was better",
    "the new school has room for two hundred children",
)
FORWARD = {
    ("will",): [("testament", 0.5), ("volition", 0.3)],
    ("can",): [("tin", 0.9)],
    ("at",): [("astatine", 0.9)],
    ("the", "end"): [("the last part", 0.5)],
}


@pytest.fixture(scope="module")
def build():
    sys.path.insert(0, BUILD)
    import export_reader
    import reader_corpus
    import reader_damage
    import reader_network
    import train_reader

    yield {m.__name__: m for m in (export_reader, reader_corpus, reader_damage, reader_network, train_reader)}
    sys.path.remove(BUILD)


@pytest.fixture(scope="module")
def pieces():
    return list(Resources("en").columns("reader.bin", 1).strings("pieces"))


@pytest.fixture(scope="module")
def trained(build, pieces):
    torch.manual_seed(1)
    texts = [sentence.split() for sentence in SENTENCES] * 400
    words = sorted({word for sentence in SENTENCES for word in sentence.split()})
    corpus = build["reader_corpus"].corpus_of(texts, words)
    damage = build["reader_damage"]
    number = damage.Numbering(corpus.types)
    spin = damage.spin_table(FORWARD, number)
    noise = damage.noise_table(corpus, [("teh", "the"), ("brige", "bridge")], number)
    made = damage.Damage(
        corpus, spin, noise, *build["reader_corpus"].pieces_of(number.types, WordPieces(pieces)), held=2000
    )
    network = build["reader_network"].Network(corpus.outputs)
    losses = build["train_reader"].train(network, made, windows=2, seconds=240, steps=10, device="cpu")
    return network, losses, words, made


def test_the_loss_falls(trained):
    _, losses, _, _ = trained
    assert len(losses) == 10
    assert np.mean(losses[-4:]) < 0.8 * np.mean(losses[:4])


def test_windows_are_whole_and_their_labels_fit(trained):
    _, _, words, made = trained
    batch = made.batch(5, 8, 64, modes=(0.0, 0.0, 1.0, 0.0, 0.0))
    again = made.batch(5, 8, 64, modes=(0.0, 0.0, 1.0, 0.0, 0.0))
    assert all((one == other).all() for one, other in zip(batch, again, strict=True))
    assert (batch.keep == 0).any()
    assert (batch.keep == 1).any()
    garbled = batch.keep == 0
    assert batch.first_label[garbled].max() < len(words) + 3
    assert (batch.last[garbled] >= batch.first[garbled]).all()
    assert (batch.piece[:, 0] == 101).all()
    clean = made.batch(5, 8, 64, modes=(1.0, 0.0, 0.0, 0.0, 0.0))
    assert not (clean.keep == 0).any()


def test_what_is_exported_says_what_was_trained(trained, build, pieces, tmp_path):
    network, _, words, _ = trained
    weights = {name: array.detach().numpy() for name, array in network.state_dict().items()}
    build["reader_network"].save_weights(tmp_path / "weights", weights)
    loaded = build["reader_network"].load_weights(tmp_path / "weights")
    assert weights.keys() == loaded.keys()
    assert all(np.abs(weights[name] - loaded[name]).max() < 0.05 for name in weights)
    (tmp_path / "en").mkdir()
    build["export_reader"].write(loaded, words, pieces, tmp_path / "en")
    reader = Reader.read(Resources("en", tmp_path))
    document = tokens.read("the mayor testament open the bridge astatine no cost")
    seen = Detection.nothing(len(document))
    reader.look(document, [(0, len(document))], seen)
    cut = WordPieces(pieces)
    ids, first, last = [cut.begin], [], []
    for form in document.forms:
        first.append(len(ids))
        ids += cut.cut(form)
        last.append(len(ids) - 1)
    with torch.no_grad():
        expected, vectors, _ = network(
            *(torch.tensor([row]) for row in ([*ids, cut.end], [0] * (len(ids) + 1), first, last))
        )
    assert np.abs(-expected[0].numpy() - seen.log_odds).max() < 0.5
    for index, guess in seen.first.items():
        own = vectors[0, index].numpy()
        assert own @ guess.vector / np.linalg.norm(own) / np.linalg.norm(guess.vector) > 0.98
