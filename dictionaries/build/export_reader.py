"""Export trained weights of the reader: `reader.onnx` (8-bit network, 24 MB) and `reader.bin` (words, pieces, 12 MB).

    python dictionaries/build/export_reader.py WEIGHTS_FOLDER --words words.txt.gz --pieces wordpieces.txt \
        --out dictionaries/en

Needs torch, onnx and onnxruntime.  Weights of the matrices are 8-bit, a scale for each column; activations are
quantised as they come, a window at a time.
"""

import argparse
import gzip
import tempfile
import warnings
from pathlib import Path

import torch
from container import write_binary, write_columns
from onnxruntime.quantization import QuantType, quantize_dynamic
from reader_network import SPECIAL, load_weights, network_from, quantised

VERSION = 1
NOTE = "see dictionaries/README.md, Reader"
NAMES = ("pieces", "case", "first_piece", "last_piece"), ("keep", "first", "last")


def onnx_bytes(network) -> bytes:
    """Return the network in 8 bits, as onnxruntime runs it."""
    pieces, at = torch.randint(1000, 20000, (2, 200)), torch.arange(150)[None].repeat(2, 1)
    axes = {name: {0: "window", 1: "piece"} for name in NAMES[0][:2]}
    axes |= {name: {0: "window", 1: "word"} for name in (*NAMES[0][2:], *NAMES[1])}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, small = Path(folder, "float32.onnx"), Path(folder, "small.onnx")
        torch.onnx.export(
            network,
            (pieces, torch.zeros_like(pieces), at, at),
            str(plain),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
            input_names=NAMES[0],
            output_names=NAMES[1],
        )
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True)
        return small.read_bytes()


def write(weights, words: list[str], pieces: list[str], folder: Path) -> None:
    """Write both files of the reader into a folder of dictionaries."""
    if len(weights["heads.bias"]) != len(words) + SPECIAL:
        raise ValueError(f"{len(words)} words for {len(weights['heads.bias'])} output embeddings")
    write_binary(folder / "reader.onnx", VERSION, onnx_bytes(network_from(weights)), note=NOTE)
    out, scale = quantised(weights["heads.out.weight"])
    columns = {"words": words, "pieces": pieces, "out_scale": scale, "out_bias": weights["heads.bias"], "out": out}
    write_columns(folder / "reader.bin", VERSION, columns, note=NOTE)


def lines(path: Path) -> list[str]:
    """Return the lines of a text file, gzipped or not; the last line feed ends the last line."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return body.decode("utf-8").removesuffix("\n").split("\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--pieces", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write(load_weights(args.weights), lines(args.words), lines(args.pieces), args.out)


if __name__ == "__main__":
    main()
