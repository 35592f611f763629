"""The flow from reading to decisions: what is proposed, what is never proposed, how readings share the probability."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

import repair
from repair.decision.feature_table import NAMES
from repair.decision.ranking import GROUPS, Weights
from repair.knowledge.resources import DictionaryError, Resources

SPUN = "The mayor testament open the bridge inwards May, and yous tin cross it astatine no cost. "
CLEAN = "The council said on Monday that the bridge would open to traffic before the end of the year. "


@pytest.fixture(scope="module")
def engine():
    return repair.Repairer.load("en", user_words=False)._load()


def proposed(engine, text):
    inspection = engine.inspect(text)
    candidates = engine.propose(inspection, inspection.suspects)
    return {(inspection.document.covered(c.first, c.last), c.replacement) for c in candidates}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("I will meat you at the station after lunch on Friday.", ("meat", "meet")),
        ("They where late because the bus broke down on the road.", ("where", "were")),
        ("He lost there keys on the way to the station last night.", ("there", "their")),
    ],
)
def test_slips_that_are_words_are_proposed(engine, text, pair):
    assert pair in proposed(engine, text)


@pytest.mark.parametrize(
    "text",
    [
        "The cease-fire held through its first night, monitors said, despite small-arms fire near the reservoir.",
        "The well-known left-hander gave up two runs in the seventh inning of a must-win game.",
        "A third-party audit found no short-term risk in the long-standing agreement.",
    ],
)
def test_compounds_stay(text):
    assert text == repair.clean(text)


@pytest.mark.parametrize(
    ("word", "other"), [("organise", "organize"), ("colour", "color"), ("travelled", "traveled"), ("centre", "center")]
)
def test_british_and_american_spelling_is_never_proposed(engine, word, other):
    for one, two in ((word, other), (other, word)):
        assert (one, two) not in proposed(
            engine, f"They said that the {one} of the town was not what they had in mind."
        )


def test_confidences_of_a_span_add_up_to_one_at_most(engine):
    decisions = engine.decide(SPUN * 3 + CLEAN).decisions
    assert len(decisions) > 12
    for decision in decisions:
        assert sum(reading.confidence for reading in decision.readings) <= 1 + 1e-9
        assert sum(reading.candidate is None for reading in decision.readings) == 1
    ends = [(decision.first, decision.last) for decision in decisions]
    assert all(last <= first for (_, last), (first, _) in itertools.pairwise(ends))


def test_explained_scores_have_a_line_each(engine):
    from repair.decision.feature_table import FEATURES

    for decision in engine.decide(SPUN, explain=True).decisions:
        for reading in decision.readings:
            assert set(reading.scores) <= {*FEATURES, "rule"}
            assert reading.candidate is None or "rule" in reading.scores


def test_the_evidence_says_what_the_reader_saw():
    edit = next(edit for edit in repair.revise(SPUN).edits if edit.original == "testament")
    assert re.search(r"in this sentence “will” fits where “testament” stands: (99|100)\.\d %", edit.evidence)


@pytest.mark.parametrize(
    ("slip", "mended"),
    [
        ("The comittee will publish the report next week. ", "The committee will publish the report next week. "),
        ("The mayor testament open the bridge inwards May. ", "The mayor will open the bridge in May. "),
    ],
)
def test_the_length_of_a_text_decides_nothing(slip, mended):
    found = {repair.clean(CLEAN * times + slip + CLEAN * times) for times in (10, 50, 250)}
    assert len({text.replace(CLEAN, "") for text in found}) == 1
    assert mended == repair.clean(slip)


def test_weights_have_a_place_for_every_feature(resources):
    weights = resources.get(Weights.read)
    assert weights.groups.shape == (len(GROUPS), len(NAMES))
    assert np.isfinite(weights.groups).all()
    assert weights.rules["decipher/plan"] > 0


def test_a_damaged_ranking_is_told(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "ranker.tsv").write_text("#repair ranker.tsv 1 0000\nspin, known word\tbias\t1\n")
    with pytest.raises(DictionaryError, match=r"ranker\.tsv"):
        Resources("en", tmp_path).get(Weights.read)


@pytest.mark.parametrize(
    ("slip", "mended"),
    [
        ("Please send the paper to thier office.", "Please send the paper to their office."),
        ("We will recieve the goods in the spring.", "We will receive the goods in the spring."),
        ("It was an enviroment that suited them well.", "It was an environment that suited them well."),
    ],
)
def test_frequent_misspellings_are_mended_though_the_reader_learned_from_text_that_has_them(slip, mended):
    assert mended == repair.clean(slip)


@pytest.mark.parametrize(
    "text",
    [
        "The recipe says that the fudgier ones taste best after a day in the fridge.",
        "Those who unfollowed the account were not the ones who had complained.",
        "The two spectrums were compared by the upsampler of the second receiver.",
    ],
)
def test_unknown_words_that_fit_or_are_derived_stay(text):
    assert text == repair.clean(text)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("The trip takes a hour by train and a old bus.", "The trip takes an hour by train and an old bus."),
        ("She had a interesting idea for a machine.", "She had an interesting idea for a machine."),
        ("He said that he hadn t told anyone.", "He said that he hadn't told anyone."),
        ("We;ve all been there, and I m sure of it.", "We've all been there, and I'm sure of it."),
        ("In l911 the price of the house was £l2,000.", "In 1911 the price of the house was £12,000."),
        ("The univercity and the jorurnal were closed.", "The university and the journal were closed."),
        ("She worked at the universityand the hospital.", "She worked at the university and the hospital."),
        ("She dosen't care, and it cost 5O dollars.", "She doesn't care, and it cost 50 dollars."),
        ("Im happy that youre not late.", "I'm happy that you're not late."),
        ("Could you please sned me the docment?", "Could you please send me the document?"),
        ("This is teh bset day of my life.", "This is the best day of my life."),
        ("He rose early, as is his wont.", "He rose early, as is his wont."),
        ("We said that ithink so too.", "We said that I think so too."),
        ("The report was isolatedfromtheworld for years.", "The report was isolated from the world for years."),
    ],
)
def test_small_slips_of_many_kinds(text, mended):
    assert mended == repair.clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "You set the endDate parameter, and the reader calls io.Pipe before it ends.",
        "Use typing.ParamSpec with it, and raise fontSize to 12.",
        'The key "modalTitle" is written in settings.json by foo.tar and config.tgt.',
        '"[d]uring the war [w]hoever could leave left," she wrote.',
        "Ask @yossi-infront or write to #helpdesk-infront.",
        "The car is customisable, and its settings are organisable.",
    ],
)
def test_code_in_prose_and_editorial_letters_stay(text):
    assert text == repair.clean(text)


FRAMES = (
    "The mayor said that {} would be ready before the end of May.",
    "Most of the shops beside {} closed early on Monday.",
    "He told reporters that {} had no money left for repairs.",
    "Nobody in the town believed a word about {} after that.",
    "After the storm {} did not open for more than a week.",
    "Farmers say that {} was poor this year, as it was last year.",
    "She wrote home about {} and about the weather in the hills.",
    "The schools will stay closed until {} has been looked at.",
)


SLIPS = {
    "teh ferry": "the ferry",
    "tlie ferry": "the ferry",
    "the goverment": "the government",
    "the enviroment": "the environment",
    "the buisness": "the business",
    "thc bridge": "the bridge",
}
JARGON = ("the injera", "the minibatch", "the dataloader", "the kombucha", "the softmax", "a lyft")


@pytest.mark.parametrize(("written", "meant"), SLIPS.items())
def test_a_slip_that_is_made_every_time_is_mended_every_time(repairer, written, meant):
    text = "\n\n".join(FRAMES)
    assert repairer.clean(text.replace("{}", written)) == text.replace("{}", meant)


@pytest.mark.parametrize(
    "word", ["the injera", "the minibatch", "the dataloader", "the kombucha", "the softmax", "a lyft"]
)
def test_jargon_that_is_repeated_stays(repairer, word):
    text = "\n\n".join(FRAMES).replace("{}", word)
    assert repairer.clean(text) == text
