"""British and American spelling: two forms of one word are style, never garble."""

from __future__ import annotations

import re

# British endings of any word and their American twins; so many words have them that lists lack some.
_OF_ANY_WORD = (
    (r"our(?=$|s$|ed$|ing$|ite|able|ful|less|hood)", "or"),
    (r"is(?=e$|es$|ed$|ing$|er$|ers$|ation|able)", "iz"),
    (r"ys(?=e$|es$|ed$|ing$)", "yz"),
    (r"(?<=met)er(?=i[sz])", "r"),  # parameterise
    (r"(?<=\w{3})ick(?=$|s$|ly$)", "ic"),  # publick
)
# Applied in order to both words, so it does not matter which is British.
_VARIANTS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=pract)ic(?=e$|es$|ed$|ing$)", "is"),
        *_OF_ANY_WORD,
        (r"(?<=[^aeiou])re(?=$|s$|d$)", "er"),
        (r"ll(?=ed$|ing$|er$|ers$|or$|ors$)", "l"),
        (r"ss(?=ed$|ing$)", "s"),
        (r"ogue(?=$|s$)", "og"),
        (r"ence(?=$|s$)", "ense"),
        (r"amme(?=$|s$)", "am"),
        (r"ae|oe", "e"),
        (r"grey", "gray"),
        (r"(?<=d)ge(?=ment)", "g"),
    )
)
# Applied to a word that no list has: of doubled letters, `ae` and `oe` those of a British form alone.
_BRITISH = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        *_OF_ANY_WORD,
        (r"ll(?=ed$|ing$|er$|ers$)", "l"),
        (r"ss(?=ed$|ing$)", "s"),
        (r"(?<=\w)[ao]e(?=\w{3})", "e"),
    )
)


def is_british_form(observed: str, other: str) -> bool:
    """Tell whether a word that no list has is the British form of another: `parameterisation`, never `caled`.

    >>> is_british_form("refocussed", "refocused"), is_british_form("caled", "called")
    (True, False)
    """
    for pattern, replacement in _BRITISH:
        observed = pattern.sub(replacement, observed)
    return observed == other or observed == re.sub(r"(?<=met)er(?=iz)", "r", other)


def is_spelling_variant(one: str, other: str) -> bool:
    """Tell whether two words differ only as British and American spelling do: style, never garble."""
    if abs(len(one) - len(other)) > 2 or one[:2] != other[:2]:
        return False
    for pattern, replacement in _VARIANTS:
        one, other = pattern.sub(replacement, one), pattern.sub(replacement, other)
    return one == other
