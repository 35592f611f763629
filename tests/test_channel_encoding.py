"""The encoding channel: what `decode` mends, what it leaves, exact offsets, and its cost on hostile text."""

from __future__ import annotations

import itertools
import time

import pytest

from repair.channels.encoding import EXAMPLES, GUARDRAILS, decode


def assert_exact(text: str) -> str:
    """Check the contract of `decode`: equal outside the spans, different inside, ascending, stable."""
    decoded, decodings = decode(text)
    at = to = 0
    for decoding in decodings:
        assert text[at : decoding.start] == decoded[to : decoding.decoded_start]
        observed = text[decoding.start : decoding.end]
        read = decoded[decoding.decoded_start : decoding.decoded_end]
        assert observed[:1] != read[:1]
        assert observed[-1:] != read[-1:]
        assert decoding.evidence
        at, to = decoding.end, decoding.decoded_end
    assert text[at:] == decoded[to:]
    assert decode(decoded) == (decoded, ())
    return decoded


@pytest.mark.parametrize(("garbled", "intended"), EXAMPLES)
def test_examples(garbled: str, intended: str) -> None:
    assert assert_exact(garbled) == intended


@pytest.mark.parametrize("text", GUARDRAILS)
def test_guardrails(text: str) -> None:
    assert decode(text) == (text, ())


@pytest.mark.parametrize(
    ("garbled", "intended"),
    [
        ("\u201cReal quotes\u201d and it\xe2\u20ac\u2122s garbled", "\u201cReal quotes\u201d and it\u2019s garbled"),
        ("She said \xe2\u20ac\u0153no\xe2\u20ac and left", "She said \u201cno\u201d and left"),
        ("It\xeds late, Mar\xeda said", "It\u2019s late, Mar\xeda said"),
        ("caf\ufffds stay", "caf\ufffds stay"),
        ("the city&#8217s mayor", "the city\u2019s mayor"),
        ("P&EACUTE;REZ", "P\xc9REZ"),
        ("a &#55357; b", "a &#55357; b"),
        ("a \ud83d\ude00 b", "a \U0001f600 b"),
        ("confi\xad\nrmed", "confirmed"),
        ("\u0421\u0421\u0421\u0420 and \u0430 word", "\u0421\u0421\u0421\u0420 and \u0430 word"),
        ("\u2500\u252c\u2510 table", "\u2500\u252c\u2510 table"),
        ("use &lt;b&gt; for bold &amp; more", "use &lt;b&gt; for bold &amp; more"),
        ("5 &lt; 6 &amp;&amp; 7", "5 < 6 && 7"),
        ("\ufb01", "\ufb01"),
        ("", ""),
    ],
)
def test_more_readings(garbled: str, intended: str) -> None:
    assert assert_exact(garbled) == intended


def test_offsets_of_a_chain() -> None:
    text = "A &amp;eacute;t\xc3\xa9 &amp; re\xadport"
    decoded, decodings = decode(text)
    assert decoded == "A \xe9t\xe9 & report"
    assert [(text[d.start : d.end], decoded[d.decoded_start : d.decoded_end]) for d in decodings] == [
        ("&amp;eacute;", "\xe9"),
        ("\xc3\xa9", "\xe9"),
        ("amp;", ""),
        ("\xad", ""),
    ]


def test_offsets_of_random_mixtures() -> None:
    parts = [
        "word ",
        "\xe2\u20ac\u2122",
        "&amp;",
        "\u200b",
        "\xad",
        "\u043e",
        "x",
        "\n",
        "\x92",
        "\ufb01",
        "\xc3 ",
        "\u201c",
    ]
    for mixture in itertools.islice(itertools.permutations(parts, 4), 0, None, 23):
        text = "".join(mixture)
        decoded, decodings = decode(text)
        at = to = 0
        for decoding in decodings:
            assert text[at : decoding.start] == decoded[to : decoding.decoded_start]
            at, to = decoding.end, decoding.decoded_end
        assert text[at:] == decoded[to:]


def test_plain_ascii_is_the_same_object() -> None:
    text = "Plain text with no ampersand. " * 1000
    assert decode(text)[0] is text


@pytest.mark.parametrize(
    "unit",
    ["\xc3\xa9", "e\u0301\u0301", "\xc3 ", "&amp;", "&lt;a ", "a\u043e", "\u200ba", "the \xe9\u20ac cat ", "\x92t"],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    decode(unit * 10)
    durations = []
    for count in (1, 8):
        text = unit * (count * 4_000 // len(unit))
        start = time.perf_counter()
        decode(text)
        durations.append(time.perf_counter() - start)
    assert durations[1] < 30 * durations[0] + 0.05
