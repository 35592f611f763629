"""One language beside English, through the whole flow: what is mended, what is asked, what stays."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MENDED = [
    ("de", "Die Regierng hat gestern ein neues Gesetz beschlossen.", "Regierung"),
    ("de", "Die Re-\ngierung hat gestern ein neues Gesetz beschlossen.", "Regierung"),
    ("de", "Das Stadion wird im nächsten Früh-\njahr eröffnet, sagt die Stadt.", "Frühjahr"),
    ("fr", "Le gouvernemnet a annoncé hier une nouvelle loi.", "gouvernement"),
    ("es", "El gobierno aprobó ayer la nueva ley de presupestos generales del estado.", "presupuestos"),
    ("ru", "Правительсво приняло новый закон о налогах, который вступит в силу.", "Правительство"),
    ("da", "Regeringen har i går vedtaget en ny lov om skat, siger statsmiinsteren.", "statsministeren"),
]
GOOD = {
    "de": (
        "Der Donaudampfschifffahrtskapitän trank Kaffee in der Straßenbahnhaltestelle, während Frau Wiedemann-Schöller "
        "ihre Vor- und Nachteile abwog. Mit git, Docker und XML geht's auch – z. B. im „Homeoffice“."
    ),
    "fr": (
        "L’aujourd’hui d’Élise, c’est qu’elle s’aperçoit qu’il n’y a plus d’œufs ; M. Lefèvre-Dubois l’a prévenue. "
        "Le garbage collector de la JVM, lui, s’en moque : 12,5 % de mémoire."
    ),
    "es": "¿Cómo que no hay ñoquis? —preguntó Íñigo—. La hispanoamericanización avanza: véase kubectl y el PSOE.",
    "ru": "Мария Ивановна Ржевская-Заболотная работает в «Газпроме»; Docker и XML — не её дело, т. е. 5 % времени.",
    "da": "Bådebyggeren fra Ærøskøbing købte rødgrød med fløde; git og kubectl kender han ikke, siger fru Krøyer-Holm.",
}


@pytest.mark.parametrize(("language", "text", "meant"), MENDED)
def test_slips_are_mended_or_asked_about(load, language, text, meant):
    revision = load(language).revise(text)
    readings = {edit.replacement for edit in revision.edits} | {r for edit in revision.edits for r, _ in edit.readings}
    assert meant in revision.text or any(reading in meant for reading in readings if len(reading) > 3)
    assert all(edit.replacement in meant or meant in edit.replacement for edit in revision.applied)


@pytest.mark.parametrize("language", GOOD)
def test_good_text_stays(load, language):
    assert load(language).clean(GOOD[language]) == GOOD[language]


def test_a_word_that_is_one_without_its_mark_is_only_asked_about(load):
    revision = load("de").revise("Das Geschenk ist fur meine Mutter, die morgen Geburtstag hat.")
    assert revision.text == revision.original
    assert ["für"] == [edit.replacement for edit in revision.edits]


def test_a_letter_that_was_spelled_out_is_mended(load):
    text = "Das Geschenk ist fuer meine Mutter; Goethe und der aktuelle Poet zahlen neue Steuern."
    assert load("de").clean(text) == text.replace("fuer", "für")


def test_letters_that_were_lost_are_found(load):
    text = "Le peuple fran\ufffdais a \ufffdt\ufffd inform\ufffd des \ufffdlections."
    assert load("fr").clean(text) == "Le peuple français a été informé des élections."


@pytest.mark.parametrize("word", ["cron", "mkdir", "unmount", "dereference", "rebase"])
def test_english_words_are_only_asked_about(load, word):
    text = f"El administrador puede usar {word} para esto, según dice la documentación."
    assert load("es").clean(text) == text


def test_options_hold(load):
    german = load("de")
    text = "Die Regierng hat gestern ein neues Gesetz beschlossen."
    assert german.with_options(ignore=["regierng"]).revise(text).edits == ()
    assert german.with_options(names=["Regierng"]).revise(text).edits == ()
    assert german.with_kinds(["encoding"]).revise(text).edits == ()
    assert german.with_options(apply_at=1, review_at=1).revise(text).edits == ()
    with pytest.raises(ValueError, match="unknown kind"):
        german.with_kinds(["spun"])


def test_a_repairer_travels(load):
    german = load("de")
    again = pickle.loads(pickle.dumps(german))
    text = "Die Regierng hat gestern ein neues Gesetz beschlossen."
    assert again.languages == ("de",)
    assert again.revise(text) == german.revise(text)
    assert again.fingerprint() == german.fingerprint() != load("fr").fingerprint()


def test_workers_give_the_same(load):
    texts = [text for language, text, _ in MENDED if language == "de"] * 3
    german = load("de")
    assert list(german.stream(texts, workers=2)) == [german.revise(text) for text in texts]


def test_every_edit_can_be_undone(load):
    text = "Die Regierng mÃ¶chte fÃ¼r alle Buerger ein neuesGesetz.\n" * 3
    revision = load("de").revise(text)
    assert revision.applied
    for edit in revision.applied:
        revision = revision.undo(edit)
    assert revision.text == text


def test_a_long_text_is_read_in_pieces(load):
    sentence = "Der Ausschuss wird seinen Bericht noch vor dem Ende der Woche veröffentlichen. "
    slip = "Die Regierng hat gestern ein neues Gesetz beschlossen. "
    text = sentence * 1200 + slip + sentence * 200
    (edit,) = load("de").revise(text).edits
    assert (edit.start, edit.original, edit.replacement) == (text.index("Regierng"), "Regierng", "Regierung")


def test_explained_decisions_add_up(load):
    analysis = load("de").decide("Die Regierng hat gestern ein neues Gesetz beschlossen.", explain=True)
    (decision,) = analysis.decisions
    assert {"against letters", "document"} <= decision.readings[0].scores.keys()
    assert sum(reading.confidence for reading in decision.readings) <= 1 + 1e-9


def test_a_single_word_has_readings(load):
    (best, *_) = load("de").readings("Regierng")
    assert (best.text, best.confidence > 0.7) == ("Regierung", True)
    assert load("de").readings("zwei Wörter") == ()
    assert load("fr").spellings("eleves")[0].text == "élèves"


@pytest.mark.parametrize("languages", ["de", "de,fr", "auto"])
def test_what_a_reader_asks_about_has_readings(load, languages):
    text = "Der Ausschuss sagt, dass die Regierng zu lange für die Straf e braucht und nichts veröffentlicht."
    start, split = text.index("Regierng"), text.index("Straf e")
    assert load(languages).alternatives(text, start, start + 8)[0].text == "Regierung"
    assert load(languages).alternatives(text, split, split + 7)[0].text == "Strafe"


def test_what_is_in_no_language_has_no_readings(load):
    text = "xqz wvk jpp zzk qqv"
    assert load("auto").alternatives(text, 0, 3) == ()


LETTERS = "aeiou dnrst æøå ÆØÅ ŠÃ¥¦§¸©\xad\ufffd\xa0 \n\t-.,;:!?'’\"«»„“0158|¢ſвНá\ud83d"
ODD = st.text(alphabet=st.sampled_from(LETTERS), max_size=80)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(ODD, st.text(max_size=60)))
def test_any_text_can_be_revised_and_undone(load, text):
    revision = load("da").revise(text)
    for edit in revision.applied:
        revision = revision.undo(edit)
    assert revision.text == text
