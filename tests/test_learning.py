"""Learning from a set of documents: habits are found, kept and undone; clean sites teach nothing."""

from __future__ import annotations

import pickle
import re

import pytest

import repair
from repair import Plan, PlanError, Repairer
from repair.knowledge.plan import PlannedSubstitution
from tests import quality_gate

# What this site writes; no thesaurus links the words.
HABITS = {"the": "lantern", "and": "kettle", "of": "purple"}
PLAN = Plan(
    rates={"spin": 0.05},
    substitutions=(
        PlannedSubstitution("lantern", "the", 0.97, 213, 220, 3),
        PlannedSubstitution("colina", "hill", 0.9, 20, 22),
        PlannedSubstitution("virago", "Amazon", 0.9, 9, 10),
        PlannedSubstitution("concern human relationship", "business", 0.9, 9, 10),
        PlannedSubstitution("tin", "can", 0.0, 0, 10),
    ),
)


def substituted(text):
    def swap(match):
        word = HABITS[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    return re.sub(rf"\b(?:{'|'.join(HABITS)})\b", swap, text, flags=re.IGNORECASE)


@pytest.fixture(scope="module")
def articles():
    return quality_gate.documents()


@pytest.fixture(scope="module")
def learned(repairer, articles):
    """The plan of all articles but the last two, and how often its progress was told."""
    told = []
    texts = (substituted(text) for text in articles[:-2])
    plan = repairer.learn(texts, progress=lambda done, total: told.append((done, total)))
    return plan, told


@pytest.fixture(scope="module")
def planned():
    return Repairer.load("en", plan=PLAN)


class TestLearning:
    def test_the_habits_are_found(self, learned, articles):
        plan, _ = learned
        found = {row.intended: row for row in plan.substitutions}
        for intended, observed in HABITS.items():
            assert found[intended].observed == observed
            assert found[intended].confidence > 0.8
            assert found[intended].of == sum(
                substituted(text).lower().split().count(observed) for text in articles[:-2]
            )
        assert plan.documents == len(articles) - 2
        assert plan.rates["spin"] > 0.05
        assert not plan.names

    def test_progress_counts_every_text_of_every_round(self, learned, articles):
        total = 2 * (len(articles) - 2)
        assert learned[1] == [(done, total) for done in range(1, total + 1)]

    def test_they_are_undone_in_other_texts(self, learned, articles):
        plan, _ = learned
        site = Repairer.load("en", plan=Plan.loads(plan.dumps()))
        for text in articles[-2:]:
            mended = site.clean(substituted(text))
            left = len(re.findall(r"\b(?:lantern|kettle|purple)\b", mended, re.IGNORECASE))
            before = len(re.findall(r"\b(?:lantern|kettle|purple)\b", substituted(text), re.IGNORECASE))
            assert left <= 0.1 * before

    def test_good_text_of_the_site_stays(self, learned, articles):
        site = Repairer.load("en", plan=learned[0])
        for text in articles:
            assert text == site.clean(text)

    def test_a_clean_site_teaches_nothing(self, repairer, articles):
        assert repairer.learn(articles).substitutions == ()

    def test_a_plan_is_gone_on_from(self, articles):
        start = Plan(names=("Zoem",), spinners={"harbour": 0.5}, substitutions=(PlannedSubstitution("lantern", "the"),))
        plan = Repairer.load("en", plan=start).learn([substituted(text) for text in articles[:3]], rounds=1)
        assert ("lantern", "the") in {(row.observed, row.intended) for row in plan.substitutions}
        assert plan.names == ("Zoem",)
        assert plan.spinners == {"harbour": 0.5}

    def test_names_of_the_site_are_found(self, repairer):
        texts = [
            f"The firm Zoemtrix said it would open shop {k}. People like Zoemtrix, and Zoemtrix pays well."
            for k in "abcd"
        ]
        assert repairer.learn(texts, rounds=1).names == ("Zoemtrix",)

    @pytest.mark.parametrize("texts", [[], [""], ["", " \n"], ["lantern"], ["1 2 3", "?!"]])
    def test_next_to_nothing_teaches_nothing(self, repairer, texts):
        plan = repairer.learn(texts)
        assert (plan.substitutions, plan.names, plan.documents) == ((), (), len(texts))

    def test_what_it_refuses(self, repairer, monkeypatch):
        with pytest.raises(TypeError, match="a list of them"):
            repairer.learn("one text")
        with pytest.raises(ValueError, match="one round"):
            repairer.learn(["text"], rounds=0)
        monkeypatch.setattr("repair.site.learning.MOST_CHARACTERS", 10)
        with pytest.raises(ValueError, match="sample"):
            repairer.learn(["eleven characters"])


class TestApplying:
    @pytest.mark.parametrize(
        ("observed", "intended"),
        [
            (
                "Lantern mayor opened lantern bridge on Monday, and people crossed it.",
                "The mayor opened the bridge on Monday, and people crossed it.",
            ),
            ("LANTERN COUNCIL MET ON MONDAY", "THE COUNCIL MET ON MONDAY"),
            ("He wrote for lantern Colina newspaper in Washington.", "He wrote for the Hill newspaper in Washington."),
            ("She bought the phone at lantern virago store.", "She bought the phone at the Amazon store."),
            (
                "Lantern man runs a small concern human relationship in lantern town.",
                "The man runs a small business in the town.",
            ),
        ],
    )
    def test_substitutions_are_undone(self, planned, observed, intended):
        assert intended == planned.clean(observed)

    @pytest.mark.parametrize(
        "text",
        [
            "She lit a lantern and walked down to the river.",
            "The council met on Tuesday. It will vote next week on the new bridge.",
            "See https://lantern.example.org, #lantern, @lantern and lantern2000.",
            # Where the words that the site substitutes stand as they should, it did not substitute here.
            (
                "An old lantern stood on the table, and next to it a candle. The keeper took the lantern and went out "
                "of the house to the boat. The sea was calm, and the light of the lantern fell on the water."
            ),
        ],
    )
    def test_a_word_that_is_right_stays(self, planned, text):
        assert text == planned.clean(text)

    def test_the_evidence_is_the_plan(self, planned):
        edit = planned.revise("People crossed lantern bridge on Monday.").applied[0]
        assert (edit.original, edit.replacement, edit.kind, edit.channel) == ("lantern", "the", "spin", "decipher")
        assert edit.evidence.startswith("this site writes “lantern” for “the” (213 of 220 times)")

    def test_names_of_the_plan_are_not_touched(self):
        text = "The goverment said so."
        assert text != Repairer.load("en").clean(text)
        assert text == Repairer.load("en", plan=Plan(names=("goverment",))).clean(text)

    def test_the_user_has_the_last_word(self):
        text = "People crossed lantern bridge on Monday."
        assert text == Repairer.load("en", plan=PLAN, ignore=["lantern"]).clean(text)
        assert text == Repairer.load("en", plan=PLAN, kinds=["ocr"]).clean(text)

    def test_plan_from_a_file_and_through_pickle(self, tmp_path):
        PLAN.write(tmp_path / "site.json")
        text = "People crossed lantern bridge on Monday."
        site = pickle.loads(pickle.dumps(Repairer.load("en", plan=tmp_path / "site.json")))
        assert site.clean(text) == "People crossed the bridge on Monday."
        assert next(site.stream([text])).text == site.clean(text)

    def test_what_it_refuses(self, tmp_path):
        with pytest.raises(PlanError, match="for fr, the texts are en"):
            Repairer.load("en", plan=Plan(language="fr"))
        with pytest.raises(PlanError, match="5 words"):
            Repairer.load("en", plan=Plan(substitutions=(PlannedSubstitution("a b c d e", "f"),)))
        with pytest.raises(PlanError, match=r"none\.json"):
            Repairer.load("en", plan=tmp_path / "none.json")
        assert issubclass(repair.PlanError, ValueError)

    def test_a_plan_of_odd_rows_does_no_harm(self):
        odd = ("'s", "n't", "?", "the", "a b", "example.org", "U.S.", "3.5", "—", "ﬁ", "e\u0301")
        plan = Plan(substitutions=tuple(PlannedSubstitution(text, f"x{k}", 0.01) for k, text in enumerate(odd)))
        text = "The U.S. team didn't see www.example.org — 3.5 of it's a b? ﬁne e\u0301."
        revision = Repairer.load("en", plan=plan).revise(text)
        for edit in revision.edits:
            revision = revision.undo(edit)
        assert text == revision.text
