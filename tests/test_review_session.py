"""The state machine of the review, action by action."""

from dataclasses import replace

import pytest

from repair.review import actions as do
from repair.review.agenda import ORDERS, Agenda, Inventory
from repair.review.answers import Answer, Learn, Unlearn, carried, options, typed_refused
from repair.review.results import (
    articles_of,
    edits_of,
    headline,
    progress,
    revision_of,
    standing,
    written,
)
from repair.review.session import step
from repair.review.state import Found, begin
from repair.user.words import Entry
from tests.reviews import article, harbour, play

# Places of `harbour`, by reading order.
OR_1, WILL_1, OR_2, RAIL, TIN_1, OR_3, WILL_2, OR_4, TIN_2 = range(9)


def told(state):
    """What stands at the places that have an answer."""
    return {place: (answer.verb, answer.text, answer.scope) for place, answer in state.answers.items()}


def places_of(state):
    return [question.places for question in state.agenda.questions]


# Questions in series


def test_the_same_change_is_one_question_ordered_by_what_an_answer_settles():
    state = begin(harbour())
    # 0.4 + 0.4 + 0.4 + 0.3 doubts, 0.55 + 0.65, 0.6
    assert [(OR_1, OR_2, OR_3, OR_4), (TIN_1, TIN_2), (RAIL,)] == places_of(state)
    assert (OR_1, 1) == (state.at, state.number)
    assert (0, 1) == articles_of(state, state.question)
    assert [0.6, 0.35, 0.4] == [question.confidence for question in state.agenda.questions]


def test_ties_are_in_reading_order():
    state = begin([article("a", "{one|two|0.5} {three|four|0.5} {five|six|0.5}")])
    assert [(0,), (1,), (2,)] == places_of(state)


def test_kinds_and_verdicts_do_not_share_a_question():
    inventory = Inventory.of(
        [article("a", "{tin|can|0.5} {tin|can|0.9!}"), article("b", "{tin|can|0.5}", kind="spelling")]
    )
    assert [(0,), (1,), (2,)] == [series.places for series in inventory.series]


def test_applied_edits_can_be_on_the_agenda():
    state, _, _ = play(harbour(), do.ShowApplied(True))
    assert [(OR_1, OR_2, OR_3, OR_4), (TIN_1, TIN_2), (RAIL,), (WILL_1, WILL_2)] == places_of(state)
    assert state.agenda == Agenda.of(state.inventory, split=frozenset(), applied=True)
    assert begin(harbour()) == step(state, do.ShowApplied(False)).state


# Each action on a new review: the answers, the effects, the place after it

OR = {OR_1: "or", OR_2: "Or", OR_3: "or", OR_4: "or"}
OREGON = {OR_1: "oregon", OR_2: "Oregon", OR_3: "oregon", OR_4: "oregon"}
PAIR, WORD = Entry("pair", "oregon", "or"), Entry("word", "oregon")


def answers(texts, verb, scope):
    return {place: (verb, text, scope) for place, text in texts.items()}


def only(texts, *places):
    return {place: texts[place] for place in places}


TABLE = {
    "take": (do.Take(), answers(OR, "take", "run"), [], TIN_1),
    "take here": (do.Take("place"), answers(only(OR, OR_1), "take", "place"), [], OR_2),
    "take in the article": (do.Take("article"), answers(only(OR, OR_1, OR_2, OR_3), "take", "article"), [], OR_4),
    "take in the run": (do.Take("run"), answers(OR, "take", "run"), [], TIN_1),
    "take for good": (do.Take("good"), answers(OR, "take", "good"), [Learn(PAIR)], TIN_1),
    "first reading": (do.Choose(1), answers(OR, "take", "run"), [], TIN_1),
    "no such reading": (do.Choose(2), {}, [], OR_1),
    "reading 0": (do.Choose(0), {}, [], OR_1),
    "type": (do.Type("yet"), answers(OR | dict.fromkeys(OR, "yet") | {OR_2: "Yet"}, "own", "run"), [], TIN_1),
    "type here": (do.Type("yet", "place"), {OR_1: ("own", "yet", "place")}, [], OR_2),
    "type for good": (
        do.Type("yet", "good"),
        answers(dict.fromkeys(OR, "yet") | {OR_2: "Yet"}, "own", "good"),
        [Learn(Entry("pair", "oregon", "yet"))],
        TIN_1,
    ),
    "type what is proposed": (do.Type("or", "place"), {OR_1: ("take", "or", "place")}, [], OR_2),
    "type what stands there": (do.Type("oregon", "place"), {OR_1: ("keep", "oregon", "place")}, [], OR_2),
    "type nothing": (do.Type("", "place"), {OR_1: ("own", "", "place")}, [], OR_2),
    "type lines": (do.Type("a\nb"), {}, [], OR_1),
    "type too much": (do.Type("x" * 1001), {}, [], OR_1),
    "keep": (do.Keep(), answers(OREGON, "keep", "run"), [], TIN_1),
    "keep here": (do.Keep("place"), {OR_1: ("keep", "oregon", "place")}, [], OR_2),
    "keep in the article": (do.Keep("article"), answers(only(OREGON, OR_1, OR_2, OR_3), "keep", "article"), [], OR_4),
    "keep for good": (do.Keep("good"), answers(OREGON, "keep", "good"), [Learn(WORD)], TIN_1),
    "ignore": (do.Ignore(), {OR_1: ("keep", "oregon", "place")}, [], OR_2),
    "ignore in the article": (
        do.Ignore("article"),
        answers(only(OREGON, OR_1, OR_2, OR_3), "keep", "article"),
        [],
        OR_4,
    ),
    "ignore in the run": (do.Ignore("run"), answers(OREGON, "keep", "run"), [], TIN_1),
    "ignore for good": (do.Ignore("good"), answers(OREGON, "keep", "good"), [Learn(WORD)], TIN_1),
    "learn the word": (do.LearnWord(), answers(OREGON, "keep", "good"), [Learn(WORD)], TIN_1),
    "learn the name": (
        do.LearnName(),
        answers(only(OREGON, OR_1, OR_3, OR_4), "keep", "good"),
        [Learn(Entry("name", "oregon"))],
        OR_2,
    ),
    "take as sure": (do.TakeAtLeast(), answers(OR, "take", "run"), [], TIN_1),
    "split": (do.Split(), {}, [], OR_1),
    "undo": (do.Undo(), {}, [], OR_1),
    "redo": (do.Redo(), {}, [], OR_1),
    "finish": (do.Finish(), {}, [], OR_1),
    "restore": (
        do.Restore(
            (
                (RAIL, Answer("own", "chase", "place")),
                (TIN_1, Answer("keep", "lies", "run")),
                (99, Answer("keep", "", "run")),
            )
        ),
        {RAIL: ("own", "chase", "place"), TIN_1: ("keep", "tin", "run")},
        [],
        OR_2,
    ),
    "restore and stand": (
        do.Restore(((RAIL, Answer("take", "follow", "run")),), TIN_2),
        {RAIL: ("take", "follow", "run")},
        [],
        TIN_2,
    ),
    "restore and stay": (
        do.Restore(((OR_1, Answer("take", "or", "run")),), OR_1),
        {OR_1: ("take", "or", "run")},
        [],
        OR_1,
    ),
    "restore nothing": (do.Restore(()), {}, [], OR_1),
    "next": (do.Next(), {}, [], TIN_1),
    "next open": (do.Next(True), {}, [], TIN_1),
    "previous": (do.Previous(), {}, [], OR_1),
    "previous open": (do.Previous(True), {}, [], RAIL),
    "question 3": (do.GoToQuestion(3), {}, [], RAIL),
    "question 4": (do.GoToQuestion(4), {}, [], OR_1),
    "question 0": (do.GoToQuestion(0), {}, [], OR_1),
    "article 2": (do.GoToArticle(2), {}, [], OR_4),
    "article 3": (do.GoToArticle(3), {}, [], OR_1),
    "place": (do.GoToPlace(WILL_2), {}, [], WILL_2),
    "no place": (do.GoToPlace(9), {}, [], OR_1),
    "search": (do.Search("rail"), {}, [], RAIL),
    "search back": (do.Search("tin", backward=True), {}, [], TIN_2),
    "search with capitals": (do.Search("Oregon"), {}, [], OR_2),
    "search a reading": (do.Search("rile", questions=True), {}, [], RAIL),
    "search in vain": (do.Search("submarine"), {}, [], OR_1),
    "search for nothing": (do.Search(""), {}, [], OR_1),
}


@pytest.mark.parametrize(("action", "expected", "effects", "at"), TABLE.values(), ids=TABLE)
def test_action(action, expected, effects, at):
    before = begin(harbour())
    state, found, notice = step(before, action)
    assert expected == told(state)
    assert effects == list(found)
    assert at == state.at
    assert state is not before or notice  # what leads nowhere says why


@pytest.mark.parametrize("action", [row[0] for row in TABLE.values()], ids=TABLE)
def test_action_where_there_is_nothing(action):
    for articles in ([], [article("a", "All is well.")]):
        before = begin(articles)
        state, effects, notice = step(before, action)
        assert (before.answers, -1, None, 0) == (state.answers, state.at, state.question, state.number)
        assert not effects
        assert notice or state != before or isinstance(action, do.Search)


def test_what_is_no_action_is_refused():
    state = begin(harbour())
    assert (state, (), "no such action") == step(state, "take")


# Scopes: an answer never leaks


def test_a_question_answers_no_applied_edit_of_the_same_change():
    articles = [article("a", "{tin|can|0.5} {tin|can|0.9!} {tin|can|0.5}")]
    state, _, _ = play(articles, do.Keep())
    assert "tin can tin" == written(state, 0)


def test_a_wider_answer_spares_a_narrower_one():
    state, _, notice = play(harbour(), do.Keep("place"), do.Keep("article"), do.Take("run"))
    assert OR_4 == next(place for place, answer in state.answers.items() if answer.verb == "take")
    assert 3 == sum(answer.verb == "keep" for answer in state.answers.values())
    assert "3 keep another answer" in notice


def test_but_not_where_the_reader_stands():
    state, _, _ = play(harbour(), do.Keep("place"), do.GoToPlace(OR_1), do.Take("run"))
    assert ("take", "or", "run") == told(state)[OR_1]


def test_a_narrower_answer_changes_nothing_else():
    state, _, _ = play(harbour(), do.Take(), do.GoToPlace(OR_3), do.Keep("place"))
    assert answers(OR, "take", "run") | {OR_3: ("keep", "oregon", "place")} == told(state)


def test_learning_keeps_the_word_everywhere_whatever_is_proposed():
    articles = [
        article("a", "{tin|can|0.5} {tin|box|0.4} {Tin|Can|0.95!} {tinned|canned|0.9!}"),
        article("b", "{TIN|CAN|0.9!} {tin|metal|0.5} {tin foil|foil|0.5}"),
    ]
    state, effects, _ = play(articles, do.GoToPlace(0), do.Take("place"), do.GoToPlace(1), do.LearnWord())
    assert "can tin Tin canned" == written(state, 0)
    assert "TIN tin tin foil" == written(state, 1)
    assert [Learn(Entry("word", "tin"))] == effects


def test_a_pair_for_good_holds_wherever_the_word_stands():
    articles = [article("a", "{tin|can|0.5} {Tin|Box|0.4} {tin|box|0.9!} {tinned|canned|0.3}")]
    state, effects, _ = play(articles, do.GoToPlace(0), do.Take("good"))
    assert "can Can can tinned" == written(state, 0)
    assert [Learn(Entry("pair", "tin", "can"))] == effects


def test_applied_edits_are_refused_and_changed():
    state, _, _ = play(harbour(), do.GoToPlace(WILL_1), do.Keep())
    assert (None, "kept", "kept") == (state.question and None, standing(state, WILL_1), standing(state, WILL_2))
    state, _, _ = play(harbour(), do.GoToPlace(WILL_2), do.Type("might", "place"))
    assert ("applied", "own") == (standing(state, WILL_1), standing(state, WILL_2))
    assert written(state, 1).startswith("They might walk")


# Learning


@pytest.mark.parametrize(
    ("marked", "action", "reason"),
    [
        ("{a b|c|0.5}", do.LearnWord(), "learn them as a name"),
        ("{a\nb|c|0.5}", do.LearnName(), "line ends"),
        ("{ab|c|0.5}", do.Type("", "good"), "empty"),
        ("{|c|0.5}", do.Take("good"), "empty"),
        ("{" + "x" * 201 + "|c|0.5}", do.LearnWord(), "too long"),
        ("{tin|Tin|0.5}", do.Take("good"), "two different"),
    ],
)
def test_what_cannot_be_learned_says_why(marked, action, reason):
    before = begin([article("a", marked)])
    state, effects, notice = step(before, action)
    assert before is state
    assert () == effects
    assert reason in notice


def test_several_words_kept_for_good_are_a_name():
    _, effects, _ = play([article("a", "{New Haven|Raw Port|0.5}")], do.Keep("good"))
    assert [Learn(Entry("name", "New Haven"))] == effects


def test_what_is_known_is_not_learned_and_so_not_unlearned():
    state, effects, _ = play(harbour(), do.LearnWord(), do.Undo(), known=[Entry("word", "Oregon")])
    assert [] == effects
    assert {} == state.answers


def test_undo_and_redo_of_learning():
    _, effects, _ = play(harbour(), do.LearnWord(), do.Undo(), do.Redo())
    assert [Learn(WORD), Unlearn(WORD), Learn(WORD)] == effects


def test_a_pair_that_gives_way_comes_back():
    old = Entry("pair", "Oregon", "ore")
    state, effects, _ = play(harbour(), do.Take("good"), do.Undo(), known=[old])
    assert [Unlearn(old), Learn(PAIR), Unlearn(PAIR), Learn(old)] == effects
    assert frozenset([old]) == state.entries


# Undo and the rest


def test_undo_goes_where_the_change_was_made():
    state, _, notice = play(harbour(), do.Next(), do.Keep(), do.GoToArticle(2), do.Undo())
    assert ({}, TIN_1, "undone: kept: tin, 2 places") == (state.answers, state.at, notice)
    state, _, _ = step(state, do.Redo())
    assert ({TIN_1, TIN_2}, RAIL) == (set(state.answers), state.at)


def test_a_new_change_forgets_what_was_undone():
    state, _, notice = play(harbour(), do.Take(), do.Undo(), do.Keep("place"), do.Redo())
    assert ("nothing to redo", 1) == (notice, len(state.past))


def test_split_asks_place_by_place_and_is_undone():
    state, _, _ = play(harbour(), do.Split(), do.Take(), do.Keep())
    assert {OR_1: ("take", "or", "place"), OR_2: ("keep", "Oregon", "place")} == told(state)
    assert [(OR_1,), (OR_2,), (OR_3,), (OR_4,), (TIN_1, TIN_2), (RAIL,)] == places_of(state)
    state, _, _ = step(state, do.Take("run"))
    assert {OR_1, OR_2, OR_3, OR_4} == set(state.answers)
    assert "keep" == state.answers[OR_2].verb
    for _ in range(4):
        state = step(state, do.Undo()).state
    assert begin(harbour()).agenda == state.agenda


def test_a_split_series_and_a_single_place_are_not_split():
    assert "a single place" in play(harbour(), do.Split(), do.Split())[2]
    assert "a single place" in play(harbour(), do.GoToPlace(RAIL), do.Split())[2]


def test_all_that_are_as_sure():
    state, _, notice = play(harbour(), do.GoToPlace(RAIL), do.TakeAtLeast())
    assert {OR_1, OR_2, OR_3, OR_4, RAIL} == set(state.answers)
    assert "taken: all with 40% or more, 5 places" == notice
    assert TIN_1 == state.at


def test_finish_counts_what_is_open_and_is_opened_by_a_change():
    state, _, notice = play(harbour(), do.Take(), do.Finish())
    assert (True, "marked as done; open questions, left as they stand: 2") == (state.done, notice)
    assert not step(state, do.Undo()).state.done
    assert not step(state, do.Keep()).state.done
    assert "already" in step(state, do.Finish()).notice


def test_answers_go_round_to_what_is_open():
    state, _, _ = play(harbour(), do.GoToQuestion(3), do.Choose(2), do.Take())
    assert "follow" == state.answers[RAIL].text
    assert TIN_1 == state.at
    state = step(state, do.Take()).state
    assert TIN_1 == state.at  # nothing is left
    assert "no question is open" == step(state, do.Next(True)).notice
    assert "answered so already" == step(state, do.Take()).notice


def test_walking_through_applied_edits():
    articles = [article("a", "{one|two|0.9!} {three|four|0.9!} {five|six|0.5}")]
    state, _, _ = play(articles, do.ShowApplied(True), do.Next(), do.Keep())
    assert 1 == state.at
    state, _, _ = play(articles, do.ShowApplied(True), do.Next(), do.Keep(), do.Keep())
    assert (1, "one three five") == (state.at, written(state, 0))


def test_search_goes_on_and_round():
    state, _, _ = play(harbour(), do.Search("e"))
    seen = []
    for _ in range(40):
        seen.append(state.found)
        state = step(state, do.Search("e")).state
    text = [one.text.lower() for one in state.inventory.articles]
    expected = [Found(a, i, i + 1) for a in (0, 1) for i, letter in enumerate(text[a]) if letter == "e"]
    first = expected.index(seen[0])
    cycle = expected[first:] + expected[:first]
    assert (cycle * 3)[:40] == seen
    back = step(state, do.Search("e", backward=True)).state
    assert seen[-1] == back.found
    assert None is step(state, do.Next()).state.found


def test_search_keeps_offsets_where_lower_case_is_longer():
    state, _, _ = play([article("a", "\u0130\u0130\u0130 {tin|can|0.5} sea")], do.Search("sea"))
    assert Found(0, 8, 11) == state.found


# Results


def test_standing_text_and_progress():
    state, _, _ = play(
        harbour(), do.Take("article"), do.GoToPlace(RAIL), do.Type("chase"), do.GoToPlace(WILL_1), do.Keep("place")
    )
    assert ["taken", "kept", "taken", "own", "asked", "taken"] == [stands for _, _, stands in edits_of(state, 0)]
    expected = "Boats or ferries testament sail. Or so they said.\nThe police chase him; you tin see it, or not.\n"
    assert expected == written(state, 0) == revision_of(state, 0).text
    assert ["asked"] == [standing(state, TIN_1)]
    assert 1 == len(revision_of(state, 0).asked)
    done = progress(state)
    assert (7, 4, 3, 2) == (done.places, done.answered, done.questions, done.questions_left)
    assert "" == headline(state, 0)


def test_all_refused_is_the_original_to_the_letter():
    articles = harbour()
    state = begin(articles)
    for place in range(len(state.inventory.places)):
        state = step(step(state, do.GoToPlace(place)).state, do.Keep("place")).state
    assert [one.text for one in articles] == [written(state, number) for number in range(2)]


# Texts


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "a\nb", "\0"])
def test_line_ends_and_nul_are_refused(end):
    assert typed_refused(end)


@pytest.mark.parametrize("text", ["", " ", "\t", "\x1b[31m", "\u202e", "\udc80", "<b>", "x" * 1000])
def test_all_else_stays_as_typed(text):
    state, _, _ = play(harbour(), do.Type(text, "place"))
    assert text == state.answers[OR_1].text


@pytest.mark.parametrize(
    ("text", "given", "to", "expected"),
    [
        ("box", ("tin", "can"), ("Tin", "Can"), "Box"),
        ("Box", ("Tin", "Can"), ("tin", "can"), "box"),
        ("BOX", ("TIN", "CAN"), ("tin", "can"), "box"),
        ("box", ("tin", "can"), ("TIN", "CAN"), "BOX"),
        ("Amazon", ("virago", "shop"), ("VIRAGO", "SHOP"), "Amazon"),  # capitals of its own
        ("Amazon", ("Virago", "Brazil"), ("virago", "Brazil"), "Amazon"),
        ("42", ("tin", "can"), ("Tin", "Can"), "42"),
        ("can", ("tin", "box"), ("tin", "can"), "can"),
    ],
)
def test_capitals_follow_the_place(text, given, to, expected):
    one, other = (
        article("a", f"{{{original}|{replacement}|0.5}}").revision.edits[0] for original, replacement in (given, to)
    )
    assert expected == carried(text, one, other)


def test_readings_are_numbered_without_repeats():
    edit = article("a", "{rail|track|0.5|follow|track|rile}").revision.edits[0]
    assert ["track", "follow", "rile"] == [text for text, _ in options(edit)]


# Order and pace


@pytest.mark.parametrize(
    ("order", "first"),
    [("reading", [OR_1, RAIL, TIN_1]), ("doubt", [TIN_1, RAIL, OR_1]), ("gain", [OR_1, TIN_1, RAIL])],
)
def test_questions_are_asked_in_three_orders(order, first):
    state, _, notice = play(harbour(), do.SetOrder(order))
    assert first == [places[0] for places in places_of(state)]
    assert state.order == order
    assert notice == f"questions are asked {ORDERS[order]}"


def test_another_order_keeps_the_reader_in_place_or_goes_to_the_first_open_question():
    state, _, _ = play(harbour(), do.GoToPlace(TIN_1), do.SetOrder("reading"))
    assert (TIN_1, 3) == (state.at, state.number)
    state, _, _ = play(harbour(), do.Take(), do.SetOrder("reading", restart=True))
    assert RAIL == state.at


def test_the_order_stays_where_a_series_is_split_or_changes_are_shown():
    state, _, _ = play(harbour(), do.SetOrder("reading"), do.Split(), do.ShowApplied(shown=True))
    assert [OR_1, OR_2, OR_3, OR_4, RAIL, TIN_1, WILL_1] == [places[0] for places in places_of(state)]


def test_all_that_remains_is_kept_as_one_change():
    state, _, notice = play(harbour(), do.GoToPlace(RAIL), do.Take(), do.KeepRest())
    assert {"take", "keep"} == {answer.verb for answer in state.answers.values()}
    assert "take" == state.answers[RAIL].verb
    assert 0 == progress(state).questions_left
    assert notice.startswith("kept all that remained")
    undone = step(state, do.Undo()).state
    assert [RAIL] == list(undone.answers)
    assert "no question is open" == step(state, do.KeepRest()).notice


def test_nothing_less_likely_than_the_text_is_taken_at_once():
    likely = article("a", "{one|two|0.5} {three|four|0.5}")
    edits = tuple(replace(edit, harm=harm) for edit, harm in zip(likely.revision.edits, (0.1, 0.6), strict=True))
    unlikely = replace(likely, revision=replace(likely.revision, edits=edits))
    state, _, notice = play([unlikely], do.TakeAtLeast())
    assert [0] == list(state.answers)
    assert notice.endswith("1 left open, where the text as it stands is likelier")
    state, _, notice = play(
        [unlikely], do.GoToPlace(1), do.Keep(), do.Undo(), do.GoToPlace(0), do.Keep(), do.TakeAtLeast()
    )
    assert "1 left open, where the text as it stands is likelier" == notice


# Words for which nothing was proposed

CALM = article("/calm.txt", "A boat sails. The Boat {tin|can|0.5} sail, boats do. One boat.")


def test_any_word_can_be_mended():
    state, effects, notice = play([CALM], do.Mend(0, 2, 6, "ship"))
    assert "A ship sails. The Boat tin sail, boats do. One boat." == written(state, 0)
    assert "boat → ship" == notice
    assert () == tuple(effects)
    assert 1 == progress(state).questions  # it adds no question
    undone = step(state, do.Undo()).state
    assert CALM.text == written(undone, 0)
    assert ["asked"] == [stands for _, _, stands in edits_of(undone, 0)]
    assert written(state, 0) == written(step(undone, do.Redo()).state, 0)


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        ("article", "A ship sails. The Ship tin sail, boats do. One ship."),
        ("run", "A ship sails. The Ship tin sail, boats do. One ship."),
    ],
)
def test_it_holds_further_with_a_scope(scope, text):
    other = article("/other.txt", "The boat.")
    state, _, _ = play([CALM, other], do.Mend(0, 2, 6, "ship", scope))
    assert text == written(state, 0)
    assert ("The ship." if scope == "run" else "The boat.") == written(state, 1)


def test_it_is_learned_for_good():
    _, effects, _ = play([CALM], do.Mend(0, 2, 6, "ship", "good"))
    assert [Learn(Entry("pair", "boat", "ship"))] == effects


def test_a_mended_word_is_answered_like_any_other():
    state, _, _ = play([CALM], do.Mend(0, 2, 6, "ship"), do.Type("barge"))
    assert written(state, 0).startswith("A barge sails.")
    again, _, _ = play([CALM], do.Mend(0, 2, 6, "ship"), do.Mend(0, 2, 6, "boat"))
    assert CALM.text == written(again, 0)
    kept, _, _ = play([CALM], do.Mend(0, 2, 6, "ship"), do.Keep())
    assert CALM.text == written(kept, 0)


def test_what_is_proposed_is_answered_there():
    start = CALM.text.index("tin")
    state, _, notice = play([CALM], do.Mend(0, start - 5, start + 3, "x"))
    assert "a change is proposed there: answer that" == notice
    assert {} == state.answers
    assert 0 == state.at


@pytest.mark.parametrize(
    "action",
    [
        do.Mend(0, 2, 2, "x"),
        do.Mend(0, 1, 2, "x"),
        do.Mend(0, 6, 2, "x"),
        do.Mend(3, 2, 6, "x"),
        do.Mend(0, 900, 901, "x"),
        do.Mend(0, 2, 6, "two\nlines"),
        do.Select(0, 1, 2),
        do.Select(9, 2, 6),
    ],
)
def test_what_cannot_be_mended(action):
    before = begin([CALM])
    after = step(before, action)
    assert before == after.state
    assert after.notice


def test_a_chosen_stretch_is_found():
    state, _, _ = play([CALM], do.Select(0, 2, 6))
    assert Found(0, 2, 6) == state.found
