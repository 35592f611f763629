"""Mends texts before spaCy cuts them up, and shows which tokens are not the author's.

Needs the extra `spacy`: pip install "repair[spacy]"
"""

from __future__ import annotations

import spacy

from repair.adapters.spacy import add_precleaner

TEXTS = [
    "The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost.",
    "The curator said that the roof had been mended.",
]


def main() -> None:
    """Print each text with its sentences and its mended words."""
    nlp = add_precleaner(spacy.blank("en"))
    nlp.add_pipe("sentencizer")
    for doc in nlp.pipe(TEXTS):
        print([sentence.text for sentence in doc.sents])
        print("    mended:", [f"{span} ({span.label_})" for span in doc._.repair_spans])


if __name__ == "__main__":
    main()
