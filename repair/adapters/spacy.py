"""Spacy: a pre-cleaner before the tokenizer, and extensions of `Doc` that hold the edits.

>>> import spacy
>>> nlp = add_precleaner(spacy.blank("en"), kinds=["encoding", "spin"])
>>> doc = nlp("Yous tin walk to the harbour.")
>>> doc.text, [edit["original"] for edit in doc._.repair_edits], doc._.repair_spans
('You can walk to the harbour.', ['Yous', 'tin'], [You, can])
>>> doc._.repair_original
'Yous tin walk to the harbour.'

In a config: `[nlp.tokenizer]`, `@tokenizers = "repair.PreCleaner.v1"`, `options = {"kinds": ["spin"]}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from repair.adapters.mending import Mender, Settings, missing, placed, restore

try:
    from spacy.tokens import Doc
    from spacy.util import registry
except ImportError as error:
    raise missing("spacy") from error

if TYPE_CHECKING:
    from spacy.language import Language
    from typing_extensions import Unpack

NAME = "repair.PreCleaner.v1"
INNER = {"@tokenizers": "spacy.Tokenizer.v1"}


class PreCleaner:
    """A tokenizer that mends the text before another one cuts it up, and leaves everything else to that one.

    The offsets of the tokens are those of the mended text.  `Doc._.repair_edits` has the edits, with offsets in the
    original; `repair_spans` the mended places as spans whose label is the kind of garble; `repair_original` the text
    as it was; `repair_profile` how much garble it had.  They are kept by pickling, and by `DocBin` with user data.
    """

    def __init__(self, tokenizer: Any, mender: Mender | None = None) -> None:
        self.tokenizer = tokenizer
        self.mender = mender or Mender()

    def __call__(self, text: str) -> Doc:
        """Return the document of the mended text."""
        mended = self.mender.mend(text)
        doc = self.tokenizer(mended.value)
        doc._.repair_edits = mended.edits
        doc._.repair_profile = mended.profile
        return doc

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Doc]:  # noqa: ARG002 - spaCy's signature
        """Yield the document of each text."""
        return map(self, texts)

    def __getattr__(self, name: str) -> Any:
        # Saving, loading and rules are the inner tokenizer's; unpickling asks for names before there is one.
        if name.startswith("__") or "tokenizer" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.tokenizer, name)


def add_precleaner(nlp: Language, **settings: Unpack[Settings]) -> Language:
    """Put a pre-cleaner before the tokenizer of a pipeline, and return the pipeline.

    `settings` are those of `Repairer.load`; they go into the config, so that the pipeline can be saved and loaded.
    To be saved, they must be such that JSON has: lists, and the path of a plan.
    """
    inner = nlp.config["nlp"]["tokenizer"]
    nlp.tokenizer = PreCleaner(nlp.tokenizer, Mender(**settings))
    nlp.config["nlp"]["tokenizer"] = {"@tokenizers": NAME, "tokenizer": inner, "options": dict(settings)}
    return nlp


@registry.tokenizers(NAME)
def create_precleaner(
    tokenizer: Callable[[Language], Any] | None = None, options: dict[str, Any] | None = None
) -> Callable[[Language], PreCleaner]:
    """Return what makes the pre-cleaner of a pipeline; `tokenizer` makes the inner one, by default spaCy's own."""

    def create(nlp: Language) -> PreCleaner:
        inner = tokenizer or registry.resolve({"tokenizer": INNER})["tokenizer"]
        return PreCleaner(inner(nlp), Mender(**(options or {})))

    return create


def _spans(doc: Doc) -> list[Any]:
    """Return the mended places of a document that still have a text."""
    spans = [
        doc.char_span(start, start + len(edit["replacement"]), label=edit["kind"], alignment_mode="expand")
        for start, edit in placed(doc._.repair_edits)
    ]
    return [span for span in spans if span is not None and len(span)]


# At import, since a process that spaCy has started gets the pre-cleaner by unpickling alone.
Doc.set_extension("repair_edits", default=[], force=True)
Doc.set_extension("repair_profile", default=None, force=True)
Doc.set_extension("repair_spans", getter=_spans, force=True)
Doc.set_extension("repair_original", getter=lambda doc: restore(doc.text, doc._.repair_edits), force=True)
