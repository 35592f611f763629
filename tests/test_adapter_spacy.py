"""The pre-cleaner of spaCy pipelines: what it keeps of a text, saved and loaded, in several processes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy", reason="the extra `spacy` is not installed: NOT CHECKED")

from spacy.tokens import DocBin  # noqa: E402

from repair.adapters.spacy import add_precleaner  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ["Good.", GARBLED, "", "\ud800 lone"]


@pytest.fixture(scope="module")
def nlp():
    return add_precleaner(spacy.blank("en"))


def kept(doc):
    return doc.text, doc._.repair_original, [str(span) for span in doc._.repair_spans]


def test_document(nlp):
    doc = nlp(GARBLED)
    assert (MENDED, GARBLED, ["You", "can", "n’t"]) == kept(doc)
    assert ["spin", "spin", "encoding"] == [span.label_ for span in doc._.repair_spans]
    assert doc._.repair_profile["rates"]["spin"] > 0.1
    assert [token.text for token in spacy.blank("en")(MENDED)] == [token.text for token in doc]


def test_text_without_edits(nlp):
    assert ("Good.", "Good.", []) == kept(nlp("Good."))
    assert ("", "", []) == kept(nlp(""))


def test_what_is_deleted_has_no_span(nlp):
    doc = nlp("Growers in Hol\u00adland were pleased with the pol\u00adli\u00adnation of their tomatoes.")
    assert "Growers in Holland were pleased with the pollination of their tomatoes." == doc.text
    assert all(len(span) for span in doc._.repair_spans)
    assert "Hol\u00adland" in doc._.repair_original


@pytest.mark.parametrize("make", [spacy.blank("en").make_doc, spacy.blank("en")])
def test_documents_of_other_pipelines_have_none(make):
    assert [] == make("Yous tin.")._.repair_edits
    assert [] == make("Yous tin.")._.repair_spans


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("processes", [1, 2])
def test_pipe(nlp, processes):
    docs = list(nlp.pipe(TEXTS[:3], n_process=processes))
    assert [kept(nlp(text)) for text in TEXTS[:3]] == [kept(doc) for doc in docs]


def test_pipe_with_contexts(nlp):
    ((doc, context),) = nlp.pipe([(GARBLED, 7)], as_tuples=True)
    assert (MENDED, 7) == (doc.text, context)


def test_documents_are_kept(nlp):
    doc = nlp(GARBLED)
    assert kept(doc) == kept(pickle.loads(pickle.dumps(doc)))
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (back,) = DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab)
    assert kept(doc) == kept(back)


@pytest.mark.parametrize("twice", [False, True])
def test_pipeline_is_saved_and_loaded(tmp_path, twice):
    nlp = add_precleaner(spacy.blank("en"), kinds=["encoding"])
    nlp.tokenizer.add_special_case("harbour", [{"ORTH": "har"}, {"ORTH": "bour"}])
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    if twice:
        loaded = spacy.blank("en", config=loaded.config).from_bytes(loaded.to_bytes())
    doc = loaded(GARBLED)
    assert "Yous tin walk to the harbour, but it wasn’t open." == doc.text
    assert "bour" in [token.text for token in doc]


def test_pipeline_pickles(nlp):
    assert kept(nlp(GARBLED)) == kept(pickle.loads(pickle.dumps(nlp))(GARBLED))


def test_config():
    config = {"nlp": {"tokenizer": {"@tokenizers": "repair.PreCleaner.v1", "options": {"kinds": ["encoding"]}}}}
    assert "Yous tin walk to the harbour, but it wasn’t open." == spacy.blank("en", config=config)(GARBLED).text


def test_spacy_finds_the_precleaner_by_itself():
    """By its entry point: nothing has imported the adapter."""
    code = (
        "import spacy; config = {'nlp': {'tokenizer': {'@tokenizers': 'repair.PreCleaner.v1'}}};"
        "print(spacy.blank('en', config=config)('Yous tin cross it.').text)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "You can cross it." == done.stdout.strip(), done.stderr
