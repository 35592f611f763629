"""Puts the n-gram model into `dictionaries/en/`: copies a given KenLM binary, or trains one from a folder of text.

python -m dictionaries.build.ngrams --model news3-q8.bin
python -m dictionaries.build.ngrams --text FOLDER     # *.txt, one sentence a line, any English
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dictionaries.build.container import write_binary
from repair.text import tokens

FILE = "news3-q8.bin"
VERSION = 1
MAGIC = b"mmap lm http://kheafield.com/code"  # how every KenLM binary begins (lm/binary_format.cc)
ORDER = "3"
# The cut-offs and the quantisation of the model that is shipped.
CUT_OFFS = ("0", "0", "1")
QUANTISED = ("-q", "8", "-b", "8", "-a", "255", "trie")
LEAST_WORDS = 1000  # Kneser-Ney discounts cannot be estimated from less


class BuildError(RuntimeError):
    """The model cannot be built: a tool, or enough text, is missing."""


def tools() -> tuple[str, str]:
    """Return the paths of KenLM's two programs; BuildError if either is not on PATH."""
    found = [shutil.which(name) for name in ("lmplz", "build_binary")]
    if found[0] is None or found[1] is None:
        raise BuildError("training needs KenLM's programs lmplz and build_binary on PATH; see kheafield.com/code/kenlm")
    return found[0], found[1]


def sentences(folder: Path) -> Iterator[str]:
    """Yield the sentences of all *.txt files, cut into the tokens that `repair` asks the model for."""
    for path in sorted(folder.rglob("*.txt")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            document = tokens.read(line)
            for first, last in document.sentences:
                yield " ".join(document.forms[first:last])


def train(folder: Path) -> bytes:
    """Return a model of the texts in `folder`."""
    lmplz, build_binary = tools()
    with tempfile.TemporaryDirectory() as scratch:
        corpus, arpa, binary = (Path(scratch) / name for name in ("corpus.txt", "model.arpa", "model.bin"))
        words = 0
        with corpus.open("w", encoding="utf-8") as stream:
            for sentence in sentences(folder):
                words += sentence.count(" ") + 1
                stream.write(sentence + "\n")
        if words < LEAST_WORDS:
            raise BuildError(f"{words} words in the *.txt files of {folder}; a model needs {LEAST_WORDS} at least")
        with corpus.open("rb") as text, arpa.open("wb") as model:
            estimate = [lmplz, "-o", ORDER, "--prune", *CUT_OFFS, "-S", "40%", "-T", scratch, "--discount_fallback"]
            subprocess.run(estimate, stdin=text, stdout=model, check=True)
        subprocess.run([build_binary, *QUANTISED, str(arpa), str(binary)], check=True)
        return binary.read_bytes()


def main() -> int:
    """Copy or train the model, then write it with its header."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", type=Path, help="a KenLM binary to copy")
    source.add_argument("--text", type=Path, help="a folder of text files to train on")
    parser.add_argument("--out", type=Path, default=Path("dictionaries/en"))
    options = parser.parse_args()
    try:
        body = options.model.read_bytes() if options.model else train(options.text)
        if not body.startswith(MAGIC):
            raise BuildError(f"{options.model} is no KenLM binary")
    except (BuildError, OSError, subprocess.CalledProcessError) as error:
        print(f"ngrams: {error}", file=sys.stderr)
        return 2
    write_binary(options.out / FILE, VERSION, body, note="build=dictionaries/build/ngrams.py")
    print(f"{FILE}: {len(body):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
