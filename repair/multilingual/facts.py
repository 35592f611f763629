"""What has to be known of each language beside its words: letters, keyboard, elisions, compounds, old code pages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

ENGLISH = "en"
AUTO = "auto"
"""What is asked for where each passage is to be treated by the language that it is surely in."""
_WESTERN = ("windows-1252", "mac_roman", "cp850", "cp437")
_CENTRAL = ("windows-1250", "iso8859_2", "mac_latin2", "cp852")
_CYRILLIC = ("windows-1251", "koi8_r", "mac_cyrillic", "cp866", "iso8859_5")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_UKRAINIAN_ROWS = ("йцукенгшщзхї", "фівапролджє", "ячсмитьбю")
_FRENCH_ELISIONS = frozenset("l d j n s c t m qu jusqu lorsqu puisqu quoiqu presqu quelqu".split())
_ITALIAN_ELISIONS = frozenset(
    "l d un c s m t v n dell all dall nell sull coll quest quell bell sant anch com dov quand tutt senz cos gl pover "
    "mezz nient null nessun alcun ciascun buon grand quant".split()
)


@dataclass(frozen=True)
class Facts:
    """A language.

    Attributes:
        code: its tag, as users give it.
        name: its English name.
        letters: its lower-case letters beside a to z, or all of them where it is not written in Latin letters.
        rows: the letter keys of its country's keyboard, row by row.
        code_pages: the 8-bit encodings that its texts had, the commonest first.
        has_compounds: whether words of several words are written without a space.
        elisions: what stands before an apostrophe and is a word of its own.
        spelled_out: what is written for a letter by those who lack its key.
        wordlist: its name in wordfreq; that of the language if empty.
    """

    code: str
    name: str
    letters: str
    rows: tuple[str, ...] = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    code_pages: tuple[str, ...] = _WESTERN
    has_compounds: bool = False
    elisions: frozenset[str] = frozenset()
    spelled_out: tuple[tuple[str, str], ...] = ()
    wordlist: str = ""

    @property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters."""
        return self.rows[0][1] == "w" or self.rows[0][0] in "qa"

    @cached_property
    def alphabet(self) -> str:
        """All its lower-case letters."""
        return (_LATIN if self.is_latin else "") + self.letters

    @cached_property
    def neighbours(self) -> dict[str, str]:
        """The letters whose keys touch that of a letter."""
        place = {letter: (row, column) for row, keys in enumerate(self.rows) for column, letter in enumerate(keys)}
        return {
            letter: "".join(
                other
                for other, (other_row, other_column) in place.items()
                if (other != letter and (row == other_row and abs(column - other_column) == 1))
                or (abs(row - other_row) == 1 and (other_column - column) * (row - other_row) in (0, 1))
            )
            for letter, (row, column) in place.items()
        }

    def fold(self, word: str) -> str:
        """Return a word as its list has it: lower case, `ß` as `ss`, plain apostrophes, letters with their marks."""
        if word.isascii() and self.code != "tr":
            return word.lower()
        if self.code == "tr":
            word = word.replace("İ", "i").replace("I", "ı")
        word = unicodedata.normalize("NFC", word.casefold()).replace("’", "'")
        if self.code == "ro":
            word = word.translate(_COMMAS_BELOW)
        return word

    def unfold(self, word: str) -> str:
        """Return a folded word as it is written, as far as that can be known: in Greek, with its last sigma."""
        if self.code != "el":
            return word
        word = word.replace("ς", "σ")
        return word[:-1] + "ς" if word.endswith("σ") else word

    def upper(self, word: str) -> str:
        """Return a word in capitals."""
        return (word.replace("i", "İ") if self.code == "tr" else word).upper()


_COMMAS_BELOW = str.maketrans("şţŞŢ", "șțȘȚ")

LANGUAGES: dict[str, Facts] = {
    facts.code: facts
    for facts in (
        Facts(
            "de",
            "German",
            "äöüß",
            ("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
            has_compounds=True,
            spelled_out=(("ae", "ä"), ("oe", "ö"), ("ue", "ü")),
        ),
        Facts(
            "fr",
            "French",
            "àâæçéèêëîïôœùûüÿ",
            ("azertyuiop", "qsdfghjklm", "wxcvbn"),
            elisions=_FRENCH_ELISIONS,
            spelled_out=(("oe", "œ"),),
        ),
        Facts("es", "Spanish", "áéíñóúü", ("qwertyuiop", "asdfghjklñ", "zxcvbnm")),
        Facts(
            "it",
            "Italian",
            "àèéìíîòóùú",
            ("qwertyuiopè", "asdfghjklòàù", "zxcvbnm"),
            elisions=_ITALIAN_ELISIONS,
        ),
        Facts("pt", "Portuguese", "àáâãçéêíóôõúü", ("qwertyuiop", "asdfghjklç", "zxcvbnm")),
        Facts("nl", "Dutch", "áèéêëïóöúü", has_compounds=True),
        Facts(
            "sv",
            "Swedish",
            "åäöé",
            ("qwertyuiopå", "asdfghjklöä", "zxcvbnm"),
            has_compounds=True,
            spelled_out=(("ae", "ä"), ("oe", "ö"), ("aa", "å")),
        ),
        Facts(
            "da",
            "Danish",
            "åæøé",
            ("qwertyuiopå", "asdfghjklæø", "zxcvbnm"),
            has_compounds=True,
            spelled_out=(("ae", "æ"), ("oe", "ø"), ("aa", "å")),
        ),
        Facts(
            "no",
            "Norwegian",
            "åæøéòô",
            ("qwertyuiopå", "asdfghjkløæ", "zxcvbnm"),
            has_compounds=True,
            spelled_out=(("ae", "æ"), ("oe", "ø"), ("aa", "å")),
            wordlist="nb",
        ),
        Facts("fi", "Finnish", "åäöšž", ("qwertyuiopå", "asdfghjklöä", "zxcvbnm"), has_compounds=True),
        Facts("pl", "Polish", "ąćęłńóśźż", code_pages=_CENTRAL),
        Facts("cs", "Czech", "áčďéěíňóřšťúůýž", ("qwertzuiopú", "asdfghjklů", "yxcvbnm"), _CENTRAL),
        Facts("ro", "Romanian", "ăâîșț", code_pages=_CENTRAL),
        Facts(
            "tr",
            "Turkish",
            "çğıöşüâîû",
            ("qwertyuıopğü", "asdfghjklşi", "zxcvbnmöç"),
            ("windows-1254", "iso8859_9", "mac_turkish", "cp857"),
        ),
        Facts(
            "el",
            "Greek",
            "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
            (";ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ"),
            ("windows-1253", "iso8859_7", "mac_greek", "cp737"),
        ),
        Facts("ru", "Russian", "абвгдежзийклмнопрстуфхцчшщъыьэюяё", _RUSSIAN_ROWS, _CYRILLIC),
        Facts(
            "uk",
            "Ukrainian",
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
            _UKRAINIAN_ROWS,
            ("windows-1251", "koi8_u", "mac_cyrillic", "cp1125", "iso8859_5"),
        ),
    )
}
"""The languages beside English, by their codes."""
