"""What the benchmark of languages does to texts, and how it counts what became of them."""

from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import OSA

from benchmarks.language_texts import plain_html, plain_mallard, plain_roff
from benchmarks.languages import Damage, glued, misread, outcome, slip, slipped, ways
from repair.multilingual.facts import LANGUAGES
from repair.output.revision import Revision
from repair.records import Edit, Profile

TEXT = "Die Regierung hat gestern in Berlin ein neues Gesetz über die Steuern beschlossen."


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_slip_is_one_edit(code):
    rng = random.Random(1)
    word = {"ru": "правительство", "uk": "правительство", "el": "κυβερνηση"}.get(code, "Regierungen")
    made = [slip(word, LANGUAGES[code], rng) for _ in range(200)]
    assert {OSA.distance(word.lower(), one.lower()) for one in made} == {1}
    assert len(set(made)) > 50


def test_slips_are_where_they_are_said_to_be():
    text, made = slipped(TEXT, LANGUAGES["de"], 1.0, random.Random(1))
    assert [damage.intended for damage in made] == [
        "Regierung", "gestern", "Berlin", "neues", "Gesetz", "Steuern", "beschlossen"
    ]  # fmt: skip
    for damage in made:
        assert OSA.distance(text[damage.start : damage.end].lower(), damage.intended.lower()) == 1


def test_lost_spaces_are_where_they_are_said_to_be():
    common = frozenset("die regierung hat gestern in ein neues".split())
    text, made = glued(TEXT, common, LANGUAGES["de"], random.Random(1), rate=1.0)
    assert [damage.intended for damage in made] == ["Die Regierung", "hat gestern", "ein neues"]
    assert all(text[d.start : d.end] == d.intended.replace(" ", "") for d in made)


def edit(start, original, replacement, verdict, *readings):
    others = tuple((reading, 0.1) for reading in readings)
    return Edit(start, start + len(original), original, replacement, "spelling", 0.5, verdict, "", readings=others)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ((), "left"),
        ((edit(4, "Regierng", "Regierung", "apply"),), "mended"),
        ((edit(10, "ng", "ung", "apply"),), "mended"),
        ((edit(4, "Regierng", "Regierung", "review"),), "asked"),
        ((edit(4, "Regierng", "Regiert", "review", "Regieren", "Regierung"),), "asked"),
        ((edit(4, "Regierng", "Regiert", "review", "a", "b", "Regierung"),), "left"),
        ((edit(4, "Regierng", "Regiert", "apply"),), "wrong"),
        ((edit(0, "Die", "Der", "apply"),), "left"),
    ],
)
def test_outcomes(edits, expected):
    revision = Revision("Die Regierng.", edits, Profile(2))
    assert outcome(revision, Damage(4, 12, "Regierung")) == expected


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_ways_to_be_misread(code):
    letters = "".join(letter for letter in LANGUAGES[code].letters if letter not in "ß")
    made = [misread(f"a {letters[-3:]} b", *way) for way in ways(LANGUAGES[code])]
    assert sum(one is not None for one in made) >= 3


def test_manuals_become_paragraphs():
    roff = ".TH LS 1\n.PP\nZeigt \\fBalle\\fR Dateien \\(en auch\n.I versteckte\nan.\n"
    roff += ".nf\nls \\-l\n.fi\n.PP\nEnde \\-x.\n"
    assert list(plain_roff(roff)) == ["Zeigt alle Dateien – auch versteckte an.", "Ende -x."]
    assert [p for p in plain_html("<p>Fisch &amp; <b>Brot</b></p><p>zwei</p>") if p] == ["Fisch & Brot", "zwei"]
    assert list(plain_mallard("<page><p>Drücken Sie <key>F1</key>.</p></page>")) == ["Drücken Sie F1."]
    assert list(plain_mallard("<page")) == []
