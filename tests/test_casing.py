"""The intended word takes the case of the observed one, proper names keep their own."""

from __future__ import annotations

import pytest

from repair.text.casing import Case, capitalise, case_of, match_case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("garden", Case.LOWER),
        ("Garden", Case.TITLE),
        ("A", Case.TITLE),
        ("GARDEN", Case.UPPER),
        ("gArden", Case.MIXED),
        ("Garden of roses", Case.TITLE),
        ("Garden of Roses", Case.TITLES),
        ("O'Hara", Case.MIXED),
        ("2019", Case.NONE),
        ("", Case.NONE),
    ],
)
def test_case_of(text: str, expected: Case) -> None:
    assert expected == case_of(text)


@pytest.mark.parametrize(
    ("observed", "intended", "usual", "expected"),
    [
        ("gardon", "garden", "garden", "garden"),
        ("Gardon", "garden", "garden", "Garden"),
        ("GARDON", "garden", "garden", "GARDEN"),
        ("virago", "amazon", "Amazon", "Amazon"),
        ("Virago", "amazon", "Amazon", "Amazon"),
        ("VIRAGO", "amazon", "Amazon", "AMAZON"),
        ("ifone", "iphone", "iPhone", "iPhone"),
        ("Ifone", "iphone", "iPhone", "iPhone"),
        ("gArdon", "garden", "garden", "garden"),
        ("Spider Net Helpers", "web services", "web services", "Web Services"),
        ("Spider net helpers", "web services", "web services", "Web services"),
        ("Bureau for Kin", "office of family", "office of family", "Office of Family"),
        ("1978", "garden", "garden", "garden"),
    ],
)
def test_match_case(observed: str, intended: str, usual: str, expected: str) -> None:
    assert expected == match_case(observed, intended, usual)


def test_a_usual_form_of_another_word_is_ignored() -> None:
    assert "garden" == match_case("gardon", "Garden", "")


def test_capitalise_passes_over_marks() -> None:
    assert "'Twas iPhone" == capitalise("'twas iPhone")
    assert "42" == capitalise("42")
