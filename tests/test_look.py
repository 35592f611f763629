"""The look: what is odd goes to the reader, in a text of any length, and clean text is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from repair.channels.spelling.speller import Speller
from repair.decision import passages
from repair.decision.look import REACH, Looker, places_to_read, read_telltales
from repair.knowledge.gazetteer import Gazetteer
from repair.knowledge.language_model import LanguageModel
from repair.knowledge.lexicon import Lexicon
from repair.knowledge.reader.network import UNREAD, Detection
from repair.text import tokens
from tests import quality_gate

SPUN = (
    "The mayor testament open the bridge inwards May, and many people volition walk over it. "
    "He said that the town tin make up for the cost astatine the end of the twelvemonth. "
) * 3
CLEAN = (
    "The mayor will open the bridge in May, and many people will walk over it. "
    "He said that the town can make up for the cost at the end of the year. "
) * 3


@pytest.fixture(scope="module")
def looker(resources):
    get = resources.get
    models = get(Lexicon.read), get(Gazetteer.read), get(LanguageModel.read), get(read_telltales)
    return Looker(*models, get(Speller).is_plain_slip)


def odd(looker, text):
    document = tokens.read(text)
    return document, looker.look(document, {}, set()).odd


def test_spun_passages_are_read_and_clean_ones_are_not(looker):
    clean_before, spun, clean_after = (tokens.read(text) for text in (CLEAN * 4, SPUN, CLEAN * 4))
    _, found = odd(looker, f"{CLEAN * 4}{SPUN}{CLEAN * 4}")
    inside = slice(len(clean_before), len(clean_before) + len(spun))
    assert found[inside].mean() > 0.8
    assert not found[: len(clean_before) - REACH].any()
    assert not found[-(len(clean_after) - REACH) :].any()


@pytest.mark.parametrize("times", [1, 10, 100])
def test_a_place_is_odd_in_a_text_of_any_length(looker, times):
    slip = "The comittee met on Friday. "
    document, found = odd(looker, CLEAN * times + slip + CLEAN * times)
    assert [document.texts.index("comittee")] == np.flatnonzero(found).tolist()


def test_jargon_is_not_read_for_its_own_sake(looker):
    assert not odd(looker, (CLEAN * 3 + "The fooctl command starts it. ") * 3)[1].any()


def test_little_of_clean_articles_is_read(looker):
    texts = [case.observed for case in quality_gate.clean_cases()]
    long = ["\n\n".join(texts[k : k + 12]) for k in range(0, len(texts) - 11, 12)]
    shares = [odd(looker, text)[1].mean() for text in long]
    assert sum(shares) / len(shares) < 0.1


def test_ranges_are_what_is_wanted_and_not_read_yet():
    seen = Detection.nothing(400)
    found = np.zeros(400, dtype=bool)
    found[[10, 15, 200]] = True
    assert [(7, 19), (197, 204)] == places_to_read(found, seen, beside=3)
    seen.log_odds[:100] = -1
    assert [(197, 204)] == places_to_read(found, seen, beside=3)
    found[[10, 40]] = True
    seen.log_odds[:] = UNREAD
    assert [(7, 44), (197, 204)] == places_to_read(found, seen, beside=3)


def test_telltales_are_log_probabilities(resources):
    telltales = resources.get(read_telltales)
    assert len(telltales) > 10_000
    assert all(value < 0 and word == word.lower() for word, value in telltales.items())
    assert {"volition", "astatine", "inwards"} <= telltales.keys()
    assert not {"the", "said", "of"} & telltales.keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Whither goest thou, my lad? Thy mother hath called thee home, and doth weep.", True),
        ("'Tis late, and o'er the moor the wind blows cold.", True),
        ("I wadna gie a groat for ye, nor yet for thy brother; he ne'er paid me.", True),
        ("Arter that he wos sich a quiet man that nobody knew him.", True),
        (CLEAN, False),
        (SPUN, False),
        ("He quoted the old rule, honour thy father, and sat down. " + CLEAN, False),
        ("Thou, thou and thou, said the old song, and that was all the old song had to say of it.", False),
    ],
)
def test_verse_and_old_english_are_known(text, expected):
    document = tokens.read(text)
    assert (len(passages.archaic_tokens(document)) > passages.ARCHAIC_SHARE * len(document)) is expected


def test_verse_quoted_in_a_text_of_today_is_known_where_it_stands():
    document = tokens.read(CLEAN * 8 + "Whither goest thou, my lad? Thy mother hath called thee home. " + CLEAN * 8)
    found = passages.archaic_tokens(document)
    assert document.texts.index("goest") in found
    assert 0 not in found
    assert len(found) < len(document) / 2


def test_a_clipped_word_is_no_misspelling(repairer):
    for text in ("She was runnin' late that mornin', like all of them.", "He kept talkin’ till the night came."):
        assert repairer.clean(text) == text
    assert repairer.clean("They kept workin on the bridge until the end of the year.").count("workin ") == 0
