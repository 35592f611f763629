"""The cheap pass: telltale words send spun text to the thorough look, and leave clean text alone."""

from __future__ import annotations

import pytest

from repair import suspicion, tokens
from repair.gazetteer import Gazetteer
from repair.language_model import LanguageModel
from repair.lexicon import Lexicon
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
def signs_of(resources):
    lexicon, gazetteer = resources.get(Lexicon.read), resources.get(Gazetteer.read)
    ngrams, telltales = resources.get(LanguageModel.read), resources.get(suspicion.read_telltales)

    def read(text: str) -> suspicion.Signs:
        document = tokens.read(text)
        return suspicion.read_signs(document, suspicion.measure(document, ngrams), lexicon, gazetteer, telltales)

    return read


def test_spun_text_is_doubtful_and_its_twin_is_not(signs_of):
    spun, clean = signs_of(SPUN), signs_of(CLEAN)
    assert spun.words > suspicion.SHORT
    assert spun.spun > suspicion.SPUN_SIGN > clean.spun
    assert spun.is_doubtful
    assert not clean.is_doubtful


def test_one_telltale_word_does_not_betray_a_text(signs_of):
    assert not signs_of((CLEAN * 4).replace("walk over it", "walk over it inwards", 1)).is_doubtful


def test_few_clean_articles_are_doubtful(signs_of):
    texts = [case.observed for case in quality_gate.clean_cases()]
    long = ["\n\n".join(texts[k : k + 12]) for k in range(0, len(texts) - 11, 12)]
    assert sum(signs_of(text).is_doubtful for text in long) <= len(long) / 4


def test_telltales_are_log_probabilities(resources):
    telltales = resources.get(suspicion.read_telltales)
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
        (CLEAN, False),
        (SPUN, False),
        ("He quoted the old rule, honour thy father, and sat down. " + CLEAN, False),
        ("Thou, thou and thou, said the old song, and that was all the old song had to say of it.", False),
    ],
)
def test_verse_and_old_english_are_known(text, expected):
    assert suspicion.is_archaic(tokens.read(text)) is expected
