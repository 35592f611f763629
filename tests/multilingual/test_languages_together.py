"""Each passage goes by its own language: pairs of the five largest, quotations, names, other languages."""

from __future__ import annotations

from itertools import permutations

import pytest

SENTENCES = {
    "en": (
        "The committee will publish its annual report before the end of the week.",
        ("goverment", "government", "The {} has not yet answered the letter of the mayor."),
    ),
    "de": (
        "Der Ausschuss wird seinen Bericht noch vor dem Ende der Woche veröffentlichen.",
        ("Regierng", "Regierung", "Die {} hat auf den Brief des Bürgermeisters noch nicht geantwortet."),
    ),
    "fr": (
        "La commission publiera son rapport annuel avant la fin de la semaine.",
        ("gouvernemnet", "gouvernement", "Le {} n’a pas encore répondu à la lettre du maire."),
    ),
    "es": (
        "La comisión publicará su informe anual antes del fin de semana.",
        ("gobeirno", "gobierno", "El {} todavía no ha respondido a la carta del alcalde."),
    ),
    "ru": (
        "Комиссия опубликует свой годовой отчёт до конца этой недели.",
        ("Правительсво", "Правительство", "{} ещё не ответило на письмо мэра этого города."),
    ),
}
QUOTES = {"en": "“{}”", "de": "„{}“", "fr": "« {} »", "es": "«{}»", "ru": "«{}»"}


def article(outer, inner, *, mended):
    """An article in one language that quotes the other, with a slip in each."""
    good, (slip, meant, sentence) = SENTENCES[outer]
    quoted_good, (quoted_slip, quoted_meant, quoted_sentence) = SENTENCES[inner]
    quotation = QUOTES[outer].format(quoted_sentence.format(quoted_meant if mended else quoted_slip))
    return f"{good} {sentence.format(meant if mended else slip)}\n\n{quotation}\n\n{quoted_good}\n\n{good}\n"


@pytest.mark.parametrize(("outer", "inner"), list(permutations(SENTENCES, 2)))
def test_both_languages_of_an_article_are_mended(load, outer, inner):
    revision = load(",".join(sorted((outer, inner)))).revise(article(outer, inner, mended=False))
    assert revision.text == article(outer, inner, mended=True)
    again = load(",".join(sorted((outer, inner)))).revise(revision.text)
    assert again.applied == ()


@pytest.mark.parametrize(("outer", "inner"), list(permutations(SENTENCES, 2)))
def test_auto_finds_both(load, outer, inner):
    assert load("auto").clean(article(outer, inner, mended=False)) == article(outer, inner, mended=True)


@pytest.mark.parametrize(("outer", "inner"), [("de", "fr"), ("fr", "es"), ("es", "de"), ("de", "en"), ("ru", "de")])
def test_a_language_that_was_not_asked_for_is_left_alone(load, outer, inner):
    _, (slip, meant, sentence) = SENTENCES[inner]
    text = article(outer, inner, mended=False)
    mended = article(outer, inner, mended=True).replace(sentence.format(meant), sentence.format(slip))
    assert load(outer).clean(text) == mended


@pytest.mark.parametrize(("languages", "share"), [("de", 0.5), ("de,fr", 0.0), ("auto", 0.0)])
def test_what_was_left_alone_is_told(load, languages, share):
    text = f"{SENTENCES['de'][0]}\n\n{SENTENCES['fr'][0]}\n"
    assert load(languages).revise(text).profile.foreign == pytest.approx(share, abs=0.05)


def test_names_in_another_language_stay(load):
    text = (
        "The orchestra of Düsseldorf, led by Jürgen Schröder-Löwenstein, will play Ravel’s “Le Tombeau de Couperin” "
        "and songs by François Couperin on Friday, said the Süddeutsche Zeitung.\n"
    )
    assert load("en,de,fr").clean(text) == text


def test_a_quotation_inside_a_sentence_goes_by_its_own_language(load):
    text = "The minister said « le gouvernemnet a décidé de fermer les écoles » and left the room at once.\n"
    assert load("en,fr").clean(text) == text.replace("gouvernemnet", "gouvernement")


@pytest.mark.parametrize(
    "text", ["", "\n", "123 456", "日本語の文章です。", "Ægir, Þór og Óðinn voru guðir í fornum sögum."]
)
@pytest.mark.parametrize("languages", ["auto", "de,fr", "de"])
def test_what_is_in_none_of_the_languages_stays(load, languages, text):
    revision = load(languages).revise(text)
    assert (revision.text, revision.edits) == (text, ())


def test_a_language_that_there_is_not_is_told():
    import repair

    with pytest.raises(repair.DictionaryError, match=r"no language 'xx'; there are en, cs, da, de, .* uk, and auto"):
        repair.Repairer.load("xx")
    with pytest.raises(repair.DictionaryError, match="name no others"):
        repair.Repairer.load("auto,de")


def test_what_is_for_english_alone_says_so(load):
    with pytest.raises(ValueError, match="English alone"):
        load("de").learn(["Ein Text."])
    with pytest.raises(ValueError, match="one language"):
        load("de,fr").decide("Ein Text.")
