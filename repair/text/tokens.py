"""Cuts a text into a `Document`: tokens as the n-gram model reads them, sentences, and protected spans.

The tokenisation is that of the language models (hyphenated words are three tokens, `don't` is `do` + `n't`).
Every pattern is linear on hostile input: repetitions are bounded or consume what they scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from repair.records import Decoding, Document

LONGEST_SENTENCE = 250
"""Tokens.  Longer stretches without a sentence mark are cut, which bounds the cost; news stays below 150."""

_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "−": "-"})
_DASHES = frozenset("\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}")

_TITLES = (
    "Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Gen Lt Col Sgt Maj Capt Cmdr Adm St Jr Sr Inc Corp Co Ltd Bros vs "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La "
    "Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Hon Rev Pres Messrs"
)
_CLITIC = "s|re|ve|ll|d|m|S|RE|VE|LL|D|M"
_LETTER = r"[^\W\d_]"
_MARKED = rf"{_LETTER}+(?:[\u0300-\u036f]+{_LETTER}*)*"

TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    rf"|\b(?=[A-Zv][a-z]{{1,5}}\.)(?:{'|'.join(_TITLES.split())})\.(?=\s|,|$)"
    r"|\d+(?:[.,:]\d+){0,8}(?:st|nd|rd|th|s|[bmk]n?)?(?!\w)"
    r"|(?=[A-Za-z]+'[tT]\b)[A-Za-z]+?(?=[nN]'[tT]\b)|[nN]'[tT]\b"  # the first look-ahead only saves time
    rf"|'(?:{_CLITIC})\b"
    rf"|{_MARKED}(?:'(?!(?:{_CLITIC}|t|T)\b)(?=[A-Za-z]{{2}}){_LETTER}+)*"
    r"|\d+|--+|\.\.\.+|[^\s\w]|_|\w"
)

_SUFFIXES = (
    "com|org|net|edu|gov|mil|io|info|biz|tv|ai|app|dev|eu|co\\.uk|org\\.uk|com\\.au|txt|pdf|html?|php|aspx?|jpe?g|png|gif|svg|docx?|xlsx?"
    "|csv|json|xml|zip|exe|dll|js|css|mp[34]|py|desktop|service|conf|cfg|ini|ya?ml|toml|rst|tgz|gz|bz2|xz|deb|rpm|sql"
)
PROTECTED = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    r"|(?<!\w)@\w(?:[\w-]{0,50}\w)?|(?<![\w&])\#\w(?:[\w-]{0,100}\w)?"
    r"|\w{0,40}\[[a-z]{1,20}\]\w{1,40}|(?<!\w)\w{2,40}\[[a-z]{1,4}\]"  # an editor's letters: `[d]uring`
    rf"|(?<![\w@.-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,6}}\.(?:{_SUFFIXES})\b(?:/[^\s<>\"]*)?"
    r"|(?<![\w.])(?:[A-Za-z]:\\|~?/)[\w.-]{1,80}(?:[/\\][\w.-]{1,80}){1,20}"
    r"|(?<![\w_])[^\W_]{2,60}(?:_[^\W_]{1,60}){1,10}(?![\w])"
    r"|(?<![A-Za-z0-9+/=])(?=[A-Za-z+/=]{0,300}\d)[A-Za-z0-9+/=]{80,}"  # encoded bytes
    r"|\w{1,60},? \[sic\]|`[^`\n]{1,200}`|(?<!\w)\w{1,60}\((?:\d\w?)?\)|</?[A-Za-z][^<>\n]{0,300}>|&\#?\w{1,10};"
)
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")

_TERMINAL = frozenset({".", "!", "?", "...", "…"})
_CLOSING = frozenset("\"'”’)]»")
_OTHER_LETTER = regex.compile(r"[\p{L}--[\p{Latin}\p{Script=Common}\p{Script=Inherited}]]", regex.V1)
_DIGIT = re.compile(r"\d")


def form_of(token: str) -> str:
    """Return a token as the n-gram model reads it: lower case, plain quotes, digits as 0, dashes as `--`."""
    if token.isascii():
        if token.isalpha():
            return token.lower()
        if token[0] == "-" and len(token) > 1:
            return "--"
        if token[:3] == "...":
            return "..."
    elif token in _DASHES:
        return "--"
    elif token == "…":
        return "..."
    else:
        token = unicodedata.normalize("NFC", token.translate(_PLAIN))
        if not token.isprintable():  # a lone surrogate cannot be encoded for the n-gram model
            token = token.encode("utf-8", "replace").decode()
    return _DIGIT.sub("0", token.lower())


def forms_of(text: str) -> tuple[str, ...]:
    """Return the language-model tokens of a short text, such as a replacement."""
    return tuple(form_of(match.group()) for match in TOKEN.finditer(text.translate(_PLAIN)))


def count_words(text: str) -> int:
    """Return how many words and figures a text has."""
    return sum(text[start].isalnum() for start, _, _ in _spans(text))


def _spans(text: str, pattern: re.Pattern[str] = TOKEN) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and protection of every token, left to right."""
    plain = text if text.isascii() and "`" not in text else text.translate(_PLAIN)
    here = 0
    for match in PROTECTED.finditer(text):
        start, end = match.span()
        while end - start > 1 and text[end - 1] in ".,;:!?'\"”’)]":
            end -= 1
        for token in pattern.finditer(plain, here, start):
            yield *token.span(), False
        yield start, end, True
        here = end
    for token in pattern.finditer(plain, here):
        yield *token.span(), False


def _sentences(text: str, starts: Sequence[int], ends: Sequence[int], texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return ranges of token indices that tile the tokens."""
    sentences = []
    first, terminal = 0, False
    for index in range(1, len(texts)):
        before = texts[index - 1]
        if before in _TERMINAL:
            terminal = True
        elif before not in _CLOSING:
            terminal = False
        start, end = ends[index - 1], starts[index]
        cut = index - first >= LONGEST_SENTENCE
        if start != end and not cut:
            token = texts[index]
            if terminal:
                cut = not token[0].islower()
            elif end - start > 1 or text[start] == "\n":
                newlines = text.count("\n", start, end)
                cut = newlines > 1 or (newlines == 1 and not token[0].islower() and before not in ("-", ","))
        if cut:
            sentences.append((first, index))
            first, terminal = index, False
    if texts:
        sentences.append((first, len(texts)))
    return sentences


def _is_other_script(token: str) -> bool:
    """Tell whether a word has letters that are not Latin."""
    return not token.isascii() and _OTHER_LETTER.search(token) is not None


@dataclass(frozen=True, slots=True)
class Orthography:
    """How a language is written: what is a token, its form, and which words are in letters that it does not have."""

    token: re.Pattern[str]
    form_of: Callable[[str], str]
    is_foreign: Callable[[str], bool]


ENGLISH = Orthography(TOKEN, form_of, _is_other_script)


def read(
    text: str,
    decoded: str | None = None,
    decodings: tuple[Decoding, ...] = (),
    code: Sequence[tuple[int, int]] = (),
    orthography: Orthography = ENGLISH,
) -> Document:
    """Cut a text into a document.

    `decoded` is the text with its encoding repaired, `decodings` what that changed.  The tokens of the stretches of
    `code` (ascending code points of the decoded text) are protected, and words in the letters of other languages.
    """
    original, text = text, text if decoded is None else decoded
    starts: list[int] = []
    ends: list[int] = []
    texts: list[str] = []
    forms: list[str] = []
    protected: set[int] = set()
    known: dict[str, str] = {}
    stretches = iter([*code, (len(text), len(text))])
    code_start, code_end = next(stretches)
    for start, end, is_protected in _spans(text, orthography.token):
        while start >= code_end:
            code_start, code_end = next(stretches)
        token = text[start:end]
        form = known.get(token)
        if form is None:
            form = orthography.form_of(token)
            known[token] = form
        if is_protected or start >= code_start:
            protected.add(len(texts))
            form = "<url>" if _ADDRESS.match(token) else "<unk>"
        elif orthography.is_foreign(token):
            protected.add(len(texts))
        starts.append(start)
        ends.append(end)
        texts.append(token)
        forms.append(form)
    sentences = _sentences(text, starts, ends, texts)
    return Document(
        original=original,
        text=text,
        decodings=decodings,
        starts=tuple(starts),
        ends=tuple(ends),
        texts=tuple(texts),
        forms=tuple(forms),
        protected=frozenset(protected),
        sentences=tuple(sentences),
    )
