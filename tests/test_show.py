"""Untrusted text made safe to show."""

import unicodedata

import pytest

from repair.text import show

HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Of the category Cf, yet drawn: signs that go before or over numbers, and the joiners between hieroglyphs.
DRAWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}


def test_no_hidden_character_of_this_python_s_unicode_stays():
    every = [chr(code) for code in range(0x110000) if code not in DRAWN]
    hidden = {character for character in every if unicodedata.category(character) in HIDDEN_CATEGORIES}
    kept = {character for character in hidden if character in show.visible(character, keep="")}
    assert kept == set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, naïve and 東京", "plain, naïve and 東京"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x9b31m", "<U+009B>31m"),
        ("\x7f\x00", "␡␀"),
        ("user\u202etxt.exe", "user<U+202E>txt.exe"),
        ("\u2066a\u2069\u200e", "<U+2066>a<U+2069><U+200E>"),
        ("so\xadft ze\u200bro", "so<U+00AD>ft ze<U+200B>ro"),
        ("in\u200dside", "in<U+200D>side"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\ud800 \udc80", "<U+D800> <U+DC80>"),
        ("\U000e0041", "<U+E0041>"),
        ("a\r\nb\tc\n", "a\nb\tc\n"),
        ("over\rwritten", "over␍written"),
        ("[red]not mark-up[/red] :smile:", "[red]not mark-up[/red] :smile:"),
    ],
)
def test_visible(text, shown):
    assert show.visible(text) == shown


def test_one_line_shows_line_ends_and_tabs():
    assert show.one_line("a\r\nb\tc") == "a␍␊b␉c"


def test_in_html_escapes_tags_quotes_and_controls():
    assert show.in_html("<script>\"'&\x1b") == "&lt;script&gt;&quot;&#x27;&amp;␛"
