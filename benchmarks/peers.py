"""repair and what people use today for the same job, each as one function from observed to cleaned text."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

Clean = Callable[[str], str]

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
RUN = re.compile(rf"{WORD.pattern}(?: {WORD.pattern})*")


def load_own(*, folder: Path | None = None) -> Clean:
    """Return what this project does, with other dictionaries if asked for."""
    import repair

    repairer = repair.Repairer.load("en", folder=folder, user_words=False)
    return lambda text: repairer.revise(text).text


def _load_unchanged() -> Clean:
    return lambda text: text


def _load_ftfy() -> Clean:
    import ftfy

    return lambda text: str(ftfy.fix_text(text))


def _load_symspell() -> Clean:
    """SymSpell's compound correction of every run of words, case carried over.

    On whole lines, as its manual shows it, it would drop all punctuation; between marks it does better.
    """
    from symspellpy import SymSpell

    folder = files("symspellpy")
    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    speller.load_dictionary(str(folder / "frequency_dictionary_en_82_765.txt"), term_index=0, count_index=1)
    speller.load_bigram_dictionary(str(folder / "frequency_bigramdictionary_en_243_342.txt"), 0, 2)

    def correct(run: re.Match[str]) -> str:
        return str(speller.lookup_compound(run[0], max_edit_distance=2, transfer_casing=True)[0].term)

    return lambda text: RUN.sub(correct, text)


def _load_autocorrect() -> Clean:
    from autocorrect import Speller

    speller = Speller("en")
    return lambda text: str(speller(text))


def _load_pyspellchecker() -> Clean:
    """Every unknown word becomes its likeliest correction; the library works on words, so the case is put back."""
    from spellchecker import SpellChecker

    speller: Any = SpellChecker("en")

    @cache
    def correct(word: str) -> str:
        if word.lower() in speller:
            return word
        correction = speller.correction(word.lower()) or word
        return str(correction.capitalize() if word[0].isupper() else correction)

    return lambda text: WORD.sub(lambda match: correct(match[0]), text)


def _load_aspell() -> Clean:
    """Every word that aspell does not know becomes its first suggestion."""

    def clean(text: str) -> str:
        words = sorted({match[0] for match in WORD.finditer(text)})
        replies = subprocess.run(
            ["aspell", "-a", "-l", "en", "--encoding=utf-8"],
            input="!\n" + "".join(f"^{word}\n" for word in words),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        first = {}
        for reply in replies.splitlines():
            if reply.startswith("&"):
                first[reply.split()[1]] = reply.partition(": ")[2].split(", ")[0]
        return WORD.sub(lambda match: first.get(match[0], match[0]), text)

    return clean


def _load_languagetool() -> Clean:
    """LanguageTool's first suggestion everywhere; its server must lie in the cache of language_tool_python already."""
    import language_tool_python

    tool: Any = language_tool_python.LanguageTool("en-US")
    return lambda text: str(tool.correct(text))


LOADERS: dict[str, Callable[[], Clean]] = {
    "repair": load_own,
    "unchanged": _load_unchanged,
    "ftfy": _load_ftfy,
    "symspellpy": _load_symspell,
    "autocorrect": _load_autocorrect,
    "pyspellchecker": _load_pyspellchecker,
    "aspell": _load_aspell,
    "languagetool": _load_languagetool,
}
MODULES = {"ftfy": "ftfy", "symspellpy": "symspellpy", "autocorrect": "autocorrect", "pyspellchecker": "spellchecker"}


def installed_peers() -> list[str]:
    """Return the peers that this machine has."""
    names = [name for name, module in MODULES.items() if importlib.util.find_spec(module)]
    names += ["aspell"] if shutil.which("aspell") else []
    has_tool = shutil.which("java") and importlib.util.find_spec("language_tool_python")
    return names + (["languagetool"] if has_tool else [])


def systems_of(*, peers: bool) -> list[str]:
    """Return the systems to measure: repair, and what was asked for beside it."""
    return ["repair", *(installed_peers() if peers else [])]


def missing_peers() -> list[str]:
    """Return the peers that would be measured if they were installed."""
    return [name for name in (*MODULES, "aspell", "languagetool") if name not in installed_peers()]
