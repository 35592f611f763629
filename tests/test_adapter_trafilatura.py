"""Text that trafilatura takes out of pages, mended."""

from __future__ import annotations

import json

import pytest

trafilatura = pytest.importorskip("trafilatura", reason="the extra `trafilatura` is not installed: NOT CHECKED")

from repair.adapters.mending import Mender, restore  # noqa: E402
from repair.adapters.trafilatura import bare_extraction, extract  # noqa: E402

GARBLED = "The ferry testament sail again inwards May. Yous tin board it astatine no cost, said the harbour master."
MENDED = "The ferry will sail again in May. You can board it at no cost, said the harbour master."
CLEAN = "The old boat was sold to a museum in the spring, and nobody has missed it since."
PAGE = f"""<html><head><title>Testament inwards May</title></head><body><article><h1>Ferry</h1>
<p>{GARBLED}</p><p>{CLEAN}</p></article></body></html>"""


@pytest.mark.parametrize("form", ["txt", "markdown"])
@pytest.mark.parametrize("metadata", [False, True])
def test_text_is_what_trafilatura_finds_mended(form, metadata):
    options = {"output_format": form, "with_metadata": metadata, "url": "https://example.org/ferry"}
    assert extract(PAGE, **options) == trafilatura.extract(PAGE, **options).replace(GARBLED, MENDED)


def test_json():
    given = json.loads(trafilatura.extract(PAGE, output_format="json", with_metadata=True))
    found = json.loads(extract(PAGE, output_format="json", with_metadata=True))
    changes = found.pop("repair")
    assert given | {"text": given["text"].replace(GARBLED, MENDED)} == found
    assert given["text"] == restore(found["text"], changes["text"]["edits"])
    assert changes["text"]["profile"]["certainty"]["spin"] > 0.9


@pytest.mark.parametrize("form", ["xml", "xmltei", "csv", "html"])
def test_markup_is_refused(form):
    with pytest.raises(ValueError, match="cannot be mended; known: txt, markdown, json"):
        extract(PAGE, output_format=form)


def test_format_may_stand_in_the_extractor():
    options = trafilatura.settings.Extractor(output_format="xml")
    with pytest.raises(ValueError, match="'xml' cannot be mended"):
        extract(PAGE, options=options)


def test_document():
    given, found = trafilatura.bare_extraction(PAGE), bare_extraction(PAGE)
    assert given.text.replace(GARBLED, MENDED) == found.document.text
    assert given.raw_text == found.document.raw_text
    assert (given.title, given.comments) == (found.document.title, found.document.comments)
    assert given.text == restore(found.document.text, found.changes["text"]["edits"])
    assert ["text"] == list(found.changes)


@pytest.mark.parametrize("page", ["", None, "<p>", "no page at all", b"\xff\xfe"])
def test_where_nothing_is_found(page):
    assert trafilatura.extract(page) == extract(page)
    assert (trafilatura.bare_extraction(page) is None) == (bare_extraction(page) is None)


def test_settings_reach_the_repairer():
    assert extract(PAGE, mender=Mender(kinds=["ocr"])) == trafilatura.extract(PAGE)
