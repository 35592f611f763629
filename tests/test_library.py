"""The library: mistakes are told in so many words, options go with single calls, revisions show themselves."""

from __future__ import annotations

import pytest
from rich.console import Console

import repair

SPUN = "The mayor testament open the bridge inwards May. Yous tin cross it astatine no cost."


@pytest.mark.parametrize("option", ["names", "kinds", "ignore"])
@pytest.mark.parametrize("value", ["spin", b"spin", None, 3, ["spin", 3]])
def test_one_string_is_no_list_of_strings(option, value):
    with pytest.raises(TypeError, match=f"{option} must be a list of strings"):
        repair.Repairer.load("en", **{option: value})


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"apply_at": 0.4, "review_at": 0.6}, r"review_at \(0.6\) must not lie above apply_at \(0.4\)"),
        ({"apply_at": 1.2}, "apply_at must lie in"),
        ({"kinds": ["spins"]}, "unknown kind spins; known: encoding, spacing, spelling, ocr, spin"),
    ],
)
def test_values_out_of_range(options, error):
    with pytest.raises(ValueError, match=error):
        repair.Repairer.load("en", **options)


def test_a_threshold_is_a_number():
    with pytest.raises(TypeError, match="apply_at must be a number, not '0.5'"):
        repair.Repairer.load("en", apply_at="0.5")


def test_what_is_asked_about_follows_what_is_applied():
    assert 0.2 == repair.Repairer.load("en", apply_at=0.2).config.review_at
    assert 0.3 == repair.Repairer.load("en", apply_at=0.9).config.review_at


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, "a text is a str, not NoneType"),
        (b"abc", "a text is a str, not bytes; decode it first"),
        (["abc"], "a text is a str, not list; `stream` takes several texts"),
        (7, "a text is a str, not int"),
    ],
)
def test_what_is_no_text(repairer, text, error):
    for call in (repairer.revise, repairer.clean, repairer.decide, repair.clean, repair.revise):
        with pytest.raises(TypeError, match=error):
            call(text)


def test_one_text_is_not_several(repairer):
    with pytest.raises(TypeError, match="several texts"):
        next(repairer.stream("a text"))
    with pytest.raises(TypeError, match="several texts"):
        repairer.learn("a text")


def test_options_of_a_single_call():
    assert "spin" not in {edit.kind for edit in repair.revise(SPUN, kinds=["spelling"]).edits}
    assert repair.clean(SPUN, ignore=["tin", "Yous"]).endswith("Yous tin cross it at no cost.")
    assert repair.clean(SPUN, plan=repair.Plan()).startswith("The mayor will open")
    with pytest.raises(TypeError, match="unknown option 'kind'; known: apply_at"):
        repair.clean(SPUN, kind=["spin"])


def test_a_repairer_with_other_options_shares_the_dictionaries(repairer):
    other = repairer.with_options(apply_at=0.8, names=["Zoem"])
    assert other.resources is repairer.resources
    assert (0.8, frozenset({"Zoem"})) == (other.config.apply_at, other.config.names)


def test_repr_says_what_was_done(repairer):
    shown = repr(repairer.revise(SPUN))
    assert shown.startswith(
        "<Revision of 'The mayor testament open the bridge inwards May. Yous tin c…': 5 edits applied"
    )
    assert "<Revision of 'It rained.': nothing to change>" == repr(repairer.revise("It rained."))


def test_rich_shows_the_diff(repairer):
    console = Console(width=100, record=True, force_terminal=True, color_system="standard")
    with console.capture() as capture:
        console.print(repairer.revise(SPUN))
        console.print(repairer.revise("It rained."))
    shown = capture.get()
    assert "\x1b[9;31mtestament\x1b[0m" in shown
    assert "nothing to change" in shown


def test_notebooks_show_the_diff(repairer):
    shown = repairer.revise(f"<script>alert(1)</script> {SPUN}")._repr_html_()
    assert ">testament</del>" in shown
    assert ">will</ins>" in shown
    assert "<script" not in shown
    assert "nothing to change" in repairer.revise("It rained.")._repr_html_()


@pytest.mark.parametrize(
    ("text", "word", "intended"),
    [
        ("The engineers inspected the bride for cracks after the storm.", "bride", "bridge"),
        ("The mayor has washed a lot for the town.", "washed", "done"),
        ("They bought the phone at the Virago store.", "Virago", "Amazon"),
    ],
)
def test_what_any_word_can_have_been(repairer, text, word, intended):
    start = text.index(word)
    found = repairer.alternatives(text, start, start + len(word))
    assert found[0].text == intended
    assert sum(reading.confidence for reading in found) <= 1.001


def test_alternatives_of_nothing(repairer):
    for span in ((3, 3), (5, 2), (0, 99), (-1, 2)):
        with pytest.raises(ValueError, match="no readings of"):
            repairer.alternatives("A text.", *span)
    assert () == repairer.alternatives("A text.", 1, 2)
