"""The lines of the article's pane, and the sentence on the card: properties, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from repair.cli.screen.layout import Layout, Stretch
from repair.cli.screen.marks import marks_at
from repair.cli.screen.passages import passages
from repair.review.history import changed_between
from repair.review.session import step
from repair.review.state import begin
from repair.text import show
from tests.reviews import SEQUENCES, article, articles

TEXTS = st.text(alphabet="ab .\n\t\r\u00e9\u0301\u65e5\x1b\u202e", max_size=80)
WIDTHS = st.integers(1, 30)


def layout_of(state, number, width, *, whole=False, held=None):
    """Lay out an article; `held` is a list whose first item is the state whose marks are shown."""
    held = [state] if held is None else held
    edits = [
        Stretch(state.inventory.places[place].edit.start, state.inventory.places[place].edit.end, place)
        for place in state.inventory.range_of(number)
    ]

    def marks(place):
        return marks_at(held[0], place, whole=whole)

    return Layout(state.inventory.articles[number].text, edits, width=width, marks=marks)


def rows(layout):
    layout.more(10)
    layout.count()
    return [layout.runs(row) for row in range(layout.height)]


def plain(text, width=20):
    return ["".join(run.text for run in runs) for runs in rows(Layout(text, [], width=width, marks=lambda _: ()))]


class TestLines:
    def test_are_broken_at_spaces(self):
        assert ["one two", "three", "four"] == plain("one two three four", 8)

    def test_are_broken_in_words_that_are_too_long(self):
        assert ["abcdefgh", "ij kl"] == plain("abcdefghij kl", 8)

    def test_keep_paragraphs_and_their_indent(self):
        assert ["  one", "", "two"] == plain("  one\n\ntwo\n")

    def test_count_wide_characters_twice(self):
        assert ["日本", "語 a"] == plain("日本語 a", 5)
        assert ["a 日", "本語"] == plain("a 日 本語", 5)

    def test_end_with_a_carriage_return_or_without(self):
        assert ["one", "two"] == plain("one\r\ntwo\r\n")

    def test_of_an_empty_text(self):
        assert [""] == plain("")

    @given(TEXTS, WIDTHS)
    def test_fit_the_width_and_lose_only_spaces(self, text, width):
        lines = plain(text, width)
        assert all(cell_len(line) <= width or len(line) == 1 for line in lines)
        wanted = show.visible(text)
        assert "".join(wanted.split()) == "".join("".join(lines).split())

    def test_of_a_long_line_are_cut_at_sentences(self):
        sentence = "This is a sentence of some length, and it ends here. "
        layout = Layout(sentence * 200, [], width=70, marks=lambda _: ())
        lines = ["".join(run.text for run in runs) for runs in rows(layout)]
        assert 1 < sum(not runs[-1].text.endswith(" ") and len(runs[-1].text) < 70 for runs in rows(layout))
        assert " ".join((sentence * 200).split()) == " ".join(" ".join(lines).split())


@given(articles(), WIDTHS, st.booleans())
def test_every_place_is_shown_on_its_row(found, width, whole):
    state = begin(found)
    for number in range(len(found)):
        layout = layout_of(state, number, width, whole=whole)
        shown = rows(layout)
        assert {run.place for runs in shown for run in runs} - {-1} == set(state.inventory.range_of(number))
        for place in state.inventory.range_of(number):
            first = next(row for row, runs in enumerate(shown) if any(run.place == place for run in runs))
            assert first == layout.row_of(place)


@given(articles(), SEQUENCES, WIDTHS)
def test_what_is_laid_out_anew_is_as_if_laid_out_afresh(found, sequence, width):
    state = begin(found)
    held = [state]
    kept = [layout_of(state, number, width, held=held) for number in range(len(found))]
    for action in sequence:
        before, state = state, step(state, action).state
        held[0] = state
        hit = state.found
        if state.inventory is not before.inventory:  # words that were chosen are places now: all is laid out anew
            kept = [layout_of(state, number, width, held=held) for number in range(len(found))]
        for number, layout in enumerate(kept):
            stretch = Stretch(hit.start, hit.end, -1) if hit is not None and hit.article == number else None
            layout.update(changed_between(before, state), stretch)
    for number, layout in enumerate(kept):
        fresh = layout_of(state, number, width)
        if state.found is not None and state.found.article == number:
            fresh.update((), Stretch(state.found.start, state.found.end, -1))
        assert rows(fresh) == rows(layout)


def test_what_was_searched_for_is_marked():
    state = begin([article("/a", "one two {tin|can|0.4} three two")])
    layout = layout_of(state, 0, 40)
    layout.update((), Stretch(4, 7, -1))
    assert [("one ", "same"), ("two", "found"), (" ", "same"), ("?tin", "mark"), (" three two", "same")] == [
        run[:2] for run in rows(layout)[0]
    ]


def test_lines_near_an_offset_are_exact_before_all_are():
    text = "word " * 20_000
    layout = Layout(text, [], width=50, marks=lambda _: ())
    layout.around(50_000, 40)
    assert not layout.is_settled
    top = layout.anchor(1000)
    line = layout.runs(1000)
    layout.more(10)
    layout.count()
    assert layout.is_settled
    assert line == layout.runs(layout.row_at(top))


class TestSentence:
    def told(self, marked, place=0):
        state = begin([article("/a", marked)])
        return "".join("*" if one.place == place else one.text for one in passages(state, place))

    def test_is_the_one_around_the_place(self):
        assert "You * see it." == self.told("First. You {tin|can|0.4} see it. Last.")

    def test_ends_with_the_line(self):
        assert "You * see it" == self.told("First\nYou {tin|can|0.4} see it\nLast.")

    def test_has_other_edits_as_they_stand(self):
        assert "They will * it." == self.told("They {testament|will|0.9!} {tin|can|0.4} it.", place=1)

    def test_is_cut_where_it_is_long(self):
        told = self.told("word " * 100 + "{tin|can|0.4} " + "word " * 100)
        assert told.startswith("…word")
        assert told.endswith("word…")
        assert len(told) < 350

    def test_of_a_text_without_a_space(self):
        assert "…" + "x" * 160 + "*" + "y" * 160 + "…" == self.told("x" * 500 + "{tin|can|0.4}" + "y" * 500)

    @given(articles())
    def test_has_its_place_once(self, found):
        state = begin(found)
        for place in range(len(state.inventory.places)):
            assert 1 == [one.place for one in passages(state, place)].count(place)
