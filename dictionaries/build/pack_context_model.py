"""Pack a trained context model into `dictionaries/en/context.bin`: embeddings at 8 bits, the rest at 16.

python dictionaries/build/pack_context_model.py context.npz dictionaries/en
"""

import argparse
from pathlib import Path

import numpy as np
from container import write_columns

NAMES = {
    "left.weight_ih_l0": "left_ih",
    "left.weight_hh_l0": "left_hh",
    "left.bias_ih_l0": "left_bih",
    "left.bias_hh_l0": "left_bhh",
    "right.weight_ih_l0": "right_ih",
    "right.weight_hh_l0": "right_hh",
    "right.bias_ih_l0": "right_bih",
    "right.bias_hh_l0": "right_bhh",
    "middle.0.weight": "middle1",
    "middle.0.bias": "middle1_bias",
    "middle.2.weight": "middle2",
    "middle.2.bias": "middle2_bias",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    trained = np.load(args.model, allow_pickle=False)
    arrays = {short: trained[name].astype(np.float16) for name, short in NAMES.items()}
    for name in ("embed", "output"):
        weight = trained[f"{name}.weight"].astype(np.float32)
        scale = np.abs(weight).max(axis=1) / 127 + 1e-12
        arrays[name] = np.round(weight / scale[:, None]).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
    arrays["bias"] = trained["bias.weight"][:, 0].astype(np.float32)
    columns = {**arrays, "vocabulary": [str(word) for word in trained["vocabulary"]]}
    write_columns(args.folder / "context.bin", 1, columns)
    print(f"{(args.folder / 'context.bin').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
