"""What a string can have been, what that costs, and how it is written."""

from __future__ import annotations

import pytest

from repair.multilingual.facts import LANGUAGES
from repair.multilingual.undoing.decoding import Decoder
from repair.multilingual.undoing.readings import Readings
from repair.multilingual.undoing.slips import log_slip
from repair.multilingual.undoing.written import written
from repair.multilingual.wordlist import cache
from repair.multilingual.wordlist.words import Words
from repair.text.stretches import nothing_apart


def readings(language, form):
    return [word.text for word in Readings(cache.resources(language).get(Words.read)).of(form)]


@pytest.mark.parametrize(
    ("language", "likely", "unlikely", "meant"),
    [
        ("de", "regierungg", "regierungx", "regierung"),
        ("de", "regieurng", "regiexung", "regierung"),
        ("de", "grun", "grxn", "grün"),
        ("de", "gruen", "grxen", "grün"),
        ("fr", "ecole", "acole", "école"),
        ("fr", "zimer", "kimer", "aimer"),  # a and z are neighbours in France, on the first row
        ("ru", "закан", "закыщ", "закон"),
    ],
)
def test_likely_slips_cost_less(language, likely, unlikely, meant):
    facts = LANGUAGES[language]
    assert log_slip(likely, meant, facts) > log_slip(unlikely, meant, facts)


@pytest.mark.parametrize("code", LANGUAGES)
def test_keys_have_neighbours_both_ways(code):
    facts = LANGUAGES[code]
    for letter, beside in facts.neighbours.items():
        assert letter not in beside
        assert all(letter in facts.neighbours[other] for other in beside)


@pytest.mark.parametrize("code", LANGUAGES)
def test_keyboards_have_letters_of_the_language(code):
    facts = LANGUAGES[code]
    assert set("".join(facts.rows)) - {";"} <= set(facts.alphabet)


@pytest.mark.parametrize(
    ("language", "observed", "meant", "expected"),
    [
        ("de", "Regierng", "regierung", "Regierung"),
        ("de", "REGIERNG", "regierung", "REGIERUNG"),
        ("uk", "ВБУДОВАІн", "вбудовані", "ВБУДОВАНІ"),
        ("de", "StraBe", "strasse", "Straße"),
        ("de", "Stra\ufffde", "strasse", "Straße"),
        ("de", "Straßse", "strasse", "Straße"),
        ("de", "egierung", "regierung", "regierung"),
        ("de", "Egierung", "regierung", "Regierung"),
        ("de", "dieRegierung", "die regierung", "die Regierung"),
        ("tr", "İsanbul", "istanbul", "İstanbul"),
        ("tr", "KAPAL", "kapalı", "KAPALI"),
        ("el", "δρόμο", "δρόμοσ", "δρόμος"),
        ("el", "δρόμςο", "δρόμοσ", "δρόμος"),
        ("fr", "Aujourd’hi", "aujourd'hui", "Aujourd’hui"),
        ("ru", "Правительсво", "правительство", "Правительство"),
    ],
)
def test_readings_are_written_as_the_word_was(language, observed, meant, expected):
    facts = LANGUAGES[language]
    assert written(observed, facts.fold(observed), meant, facts) == expected


@pytest.mark.parametrize(
    ("language", "form", "meant"),
    [
        ("de", "regierng", "regierung"),
        ("de", "fuer", "für"),
        ("de", "undder", "und der"),
        ("de", "wafser", "wasser"),
        ("de", "strabe", "strasse"),
        ("fr", "fran¢ais", "français"),
        ("fr", "eleves", "élèves"),
        ("fr", "descision", "décision"),
        ("da", "k0benhavn", "københavn"),
        ("da", "regeringsforslget", "regeringsforslaget"),  # no list has it; its parts and the slip are known
        ("es", "espa\ufffda", "españa"),
        ("fr", "\ufffdt\ufffd", "été"),
        ("ru", "празднuк", "праздник"),
        ("es", "enla", "en la"),
    ],
)
def test_what_was_meant_is_among_the_readings(language, form, meant):
    assert meant in readings(language, form)[:3]


@pytest.mark.parametrize("form", ["", "a", "x" * 300, "1" * 50, "日本語", "'''", "a'b'c'd'e"])
@pytest.mark.parametrize("language", ["de", "ru"])
def test_any_string_has_some_readings_or_none(language, form):
    assert len(readings(language, form)) <= 8


WAYS = [
    ("de", "Die Königin wünscht sich für März größere Häuser.", "utf-8", "windows-1252"),
    ("de", "Die Königin wünscht sich für März größere Häuser.", "utf-8", "mac_roman"),
    ("de", "Die Königin wünscht sich für März größere Häuser.", "mac_roman", "windows-1252"),
    ("de", "Die Königin wünscht sich für März größere Häuser.", "windows-1252", "cp850"),
    ("fr", "L’été, l’école était fermée et les élèves là-bas.", "utf-8", "windows-1252"),
    ("fr", "L’été, l’école était fermée et les élèves là-bas.", "mac_roman", "windows-1252"),
    ("it", "La macchina non può più andare, perché è rotta.", "cp850", "windows-1252"),
    ("it", "La macchina è più cara.", "cp850", "windows-1252"),
    ("es", "El niño soñó que mañana habría una canción española.", "utf-8", "cp850"),
    ("es", "El niño soñó que mañana habría una canción española.", "windows-1252", "mac_roman"),
    ("ru", "Правительство приняло новый закон о налогах.", "windows-1251", "windows-1252"),
    ("ru", "Правительство приняло новый закон о налогах.", "koi8_r", "windows-1251"),
    ("ru", "Правительство приняло новый закон о налогах.", "windows-1251", "koi8_r"),
    ("ru", "Правительство приняло новый закон о налогах.", "utf-8", "windows-1251"),
    ("ru", "Правительство приняло новый закон о налогах.", "utf-8", "mac_cyrillic"),
    ("ru", "Правительство приняло новый закон о налогах.", "cp866", "windows-1251"),
]


@pytest.mark.parametrize(("language", "text", "right", "wrong"), WAYS)
def test_wrong_code_pages_are_undone(language, text, right, wrong):
    seen = text.encode(right).decode(f"sloppy-{wrong}" if wrong.startswith("windows") else wrong)
    decoder = Decoder(cache.resources(language).get(Words.read))
    assert decoder.decode(seen, nothing_apart)[0] == text
    assert decoder.decode(text, nothing_apart) == (text, ())


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Das Waſſer iſt kalt, ſagt der Bürgermeiſter.", "Das Wasser ist kalt, sagt der Bürgermeister."),
        ("ru", "Mосква — столица Pоссии.", "Москва — столица России."),
        ("ru", "Mосква не HTML и не Москваx.", "Москва не HTML и не Москваx."),
        ("de", "Ein ge\ufffdffnetes Fenster", "Ein ge\ufffdffnetes Fenster"),
    ],
)
def test_letters_of_old_print_and_of_other_scripts(language, text, expected):
    decoder = Decoder(cache.resources(language).get(Words.read))
    assert decoder.decode(text, nothing_apart)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Правитеьство приняло закон, цвзтов хватит; выводтиь байтовые строки, усреднят транслитерировать.",
        "копяи фукнкция экспоненциаьном минутч десятинчых судбеного справедличости заиту",
        "(КіБ) и «МіБ», 12× и 48×, ½ ± 5 µm",
    ],
)
def test_slips_are_no_wrong_code_page(text):
    decoder = Decoder(cache.resources("ru").get(Words.read))
    assert decoder.decode(text, nothing_apart) == (text, ())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Il signor Š. disse: «pi—» e poi tacque…; un caff… amaro, l'Š maiuscola."),
        ("fr", 'ReplaceChar("àâãçèéêëîïôöûüýÿ", "aaaceeeeiioouuyy") "àâãçèéêëîïôöûüýÿ"'),
        ("de", "Der Protégé aß in São Paulo ein Crêpe à la Suzette – „naïf“, sagte Šimić; Ångström, Łódź und Πλάτων."),
        ("fr", "Gerhard Schröder, Øystein et Dvořák : « Ça alors… » — dit-il à Malmö."),
        ("es", "Müller y Jørgensen: «¿Qué tal?» —dijo él—; el 5 % de 20 °C en Düsseldorf."),
        ("ru", "Müller и Jørgensen: «Что это?» — спросил он; 5 °C в Düsseldorf; Їжак, Ўладзімір."),
    ],
)
def test_names_and_marks_of_other_languages_stay(language, text):
    decoder = Decoder(cache.resources(language).get(Words.read))
    assert decoder.decode(text, nothing_apart) == (text, ())
