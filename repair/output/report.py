"""The report of many articles as one self-contained HTML page: tables, plots, each text with its edits marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repair.output import plots
from repair.output.annotated import LEGEND, marked
from repair.output.html_frame import folded, in_line, sheet, table
from repair.output.revision import Revision, profile_line
from repair.records import ADJECTIVES, KINDS, Kind

MOST_CHARACTERS = 20_000
"""Characters of an article that are shown: some 3,300 words, longer than nearly all news."""
MOST_MARKUP = 8_000_000
"""Characters of HTML of all articles together: a page that a phone still opens."""
MOST_ROWS = 5_000
"""Articles in the table; sums and plots are over all of them."""
_MOST_PLOTTED, _MOST_SITES = 20, 500  # sites in the plot, in its table
_BINS = 10  # of the histogram of confidence

Counts = dict[Kind, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Article:
    """What the report keeps of one article: counts, profile, and its marked text, bounded.

    Attributes:
        name: the file.
        site: its folder.
        words: how many it has.
        counts: of each kind, edits applied and to review.
        bins: the same by confidence, in bins of equal width from 0 to 1.
        expected: of each kind, how many words the profile believes garbled; of encoding, which it does not estimate
            because decodings are no guesses, how many places were decoded.
        profile: the profile in a few words.
        markup: the marked text as HTML.
        left_out: characters, and edits, that `markup` leaves out.
    """

    name: str
    site: str
    words: int
    counts: Counts
    bins: tuple[tuple[int, int], ...]
    expected: dict[Kind, float]
    profile: str
    markup: str
    left_out: tuple[int, int]

    @property
    def applied(self) -> int:
        """Edits that were made."""
        return sum(applied for applied, _ in self.counts.values())

    @property
    def asked(self) -> int:
        """Edits to review."""
        return sum(asked for _, asked in self.counts.values())


def article(name: str, site: str, revision: Revision, *, number: int, room: int = MOST_MARKUP) -> Article:
    """Return what the report keeps of a revision; `number` tells articles apart.

    `room` is how much HTML there is still place for: a marked text that is longer is left out as a whole.
    """
    edits, profile = revision.edits, revision.profile
    end = min(len(revision.original), MOST_CHARACTERS)
    end = next((edit.start for edit in edits if edit.start < end < edit.end), end)
    inside = [edit for edit in edits if edit.end <= end]
    markup = "".join(marked(revision.original[:end], inside, prefix=f"a{number}-"))
    if len(markup) > room:
        markup, end, inside = "", 0, []
    counts: Counts = {}
    bins = [(0, 0)] * _BINS
    for edit in edits:
        one = (1, 0) if edit.verdict == "apply" else (0, 1)
        place = min(int(edit.confidence * _BINS), _BINS - 1)
        counts[edit.kind] = _sum(counts.get(edit.kind, (0, 0)), one)
        bins[place] = _sum(bins[place], one)
    return Article(
        name=name,
        site=site,
        words=profile.words,
        counts=counts,
        bins=tuple(bins),
        expected={
            **{kind: rate * profile.words for kind, rate in profile.rates.items()},
            "encoding": counts.get("encoding", (0, 0))[0],
        },
        profile=profile_line(profile),
        markup=markup,
        left_out=(len(revision.original) - end, len(edits) - len(inside)),
    )


def report(articles: Sequence[Article], *, failed: Sequence[str] = ()) -> str:
    """Return the report as an HTML page; `failed` are the files that could not be read or mended."""
    return sheet("Report of repair", "".join(_body(articles, failed)))


def summary(articles: Sequence[Article]) -> str:
    """Return one line: `12 articles, 3,456 words: 120 edits applied, 9 to review`."""
    count, words = len(articles), sum(article.words for article in articles)
    applied, asked = (sum(values) for values in zip(*((a.applied, a.asked) for a in articles), strict=True))
    return (
        f"{count:,} article{'s' * (count != 1)}, {words:,} words: "
        f"{applied:,} edit{'s' * (applied != 1)} applied, {asked:,} to review"
    )


def _body(articles: Sequence[Article], failed: Sequence[str]) -> Iterator[str]:
    yield f"<h1>Report of repair</h1>\n<p>{summary(articles)}</p>\n"
    if failed:
        names = ", ".join(in_line(name) for name in failed[:_MOST_PLOTTED])
        more = f" and {len(failed) - _MOST_PLOTTED:,} more" if len(failed) > _MOST_PLOTTED else ""
        yield f"<p>Not read or not mended, and not counted here: {names}{more}.</p>\n"
    yield "<main>\n<h2>Edits by kind</h2>\n"
    yield from _kinds(articles)
    yield "<h2>Confidence of edits</h2>\n"
    yield from _confidences(articles)
    yield "<h2>Profile of each site</h2>\n"
    yield from _sites(articles)
    yield "<h2>Articles</h2>\n"
    yield '<p class="soft">Most to review first. n goes to the next edit to review, p to the one before.</p>\n'
    yield from _overview(articles)
    yield f"<h2>Texts</h2>\n{LEGEND}"
    for number, one in _urgent_first(articles):
        yield from _text(one, number)
    yield "</main>\n"


def _kinds(articles: Sequence[Article]) -> Iterator[str]:
    rows = []
    for kind in KINDS:
        applied, asked = _total([one.counts.get(kind, (0, 0)) for one in articles])
        rows.append((kind, applied, asked))
    yield '<p class="soft">Solid: applied. Hatched: to review.</p>\n'
    yield f"<figure>\n{plots.bars('Edits by kind', rows)}</figure>\n"
    heads = (("Kind", ""), ("Meaning", ""), ("Applied", "number"), ("To review", "number"))
    cells = [(kind, ADJECTIVES[kind], f"{applied:,}", f"{asked:,}") for kind, applied, asked in rows]
    yield folded("Edits by kind as a table", table(heads, cells, short=True))


def _confidences(articles: Sequence[Article]) -> Iterator[str]:
    bins = [_total([one.bins[number] for one in articles]) for number in range(_BINS)]
    yield '<p class="soft">How many edits are how sure. Solid: applied. Hatched: to review.</p>\n'
    yield f"<figure>\n{plots.histogram('Confidence of edits', bins)}</figure>\n"
    heads = (("Confidence", ""), ("Applied", "number"), ("To review", "number"))
    cells = [
        (f"{number / _BINS:.0%} to {(number + 1) / _BINS:.0%}", f"{applied:,}", f"{asked:,}")
        for number, (applied, asked) in enumerate(bins)
    ]
    yield folded("Confidence of edits as a table", table(heads, cells, short=True))


def _sites(articles: Sequence[Article]) -> Iterator[str]:
    by_site: dict[str, list[Article]] = {}
    for one in articles:
        by_site.setdefault(one.site, []).append(one)
    rows = []
    for site, inside in sorted(by_site.items(), key=lambda item: (-sum(one.words for one in item[1]), item[0])):
        words = sum(one.words for one in inside)
        rates = [100 * sum(one.expected.get(kind, 0.0) for one in inside) / max(1, words) for kind in KINDS]
        rows.append((site, len(inside), words, rates))
    yield '<p class="soft">Words garbled in 100, as the profile estimates them; of encoding, places decoded for every '
    yield "100 words. A site is a folder."
    yield f" The {_MOST_PLOTTED} largest of {len(rows):,} sites.</p>\n" if len(rows) > _MOST_PLOTTED else "</p>\n"
    shown = [(site, rates) for site, _, _, rates in rows[:_MOST_PLOTTED]]
    yield f"<figure>\n{plots.grid('Words garbled in 100', KINDS, shown)}</figure>\n"
    heads = (("Site", "text"), ("Articles", "number"), ("Words", "number"), *((kind, "number") for kind in KINDS))
    cells = [
        (in_line(site), f"{count:,}", f"{words:,}", *(f"{rate:.2f}" for rate in rates))
        for site, count, words, rates in rows[:_MOST_SITES]
    ]
    yield folded("Profile of each site as a table", table(heads, cells) + _more(len(rows), _MOST_SITES, "sites"))


def _overview(articles: Sequence[Article]) -> Iterator[str]:
    heads = (
        ("Article", "text"),
        ("Words", "number"),
        ("Applied", "number"),
        ("To review", "number"),
        ("Found", "long"),
    )
    yield table(
        heads,
        (
            (
                f'<a href="#article-{number}">{in_line(one.name)}</a>' if one.markup else in_line(one.name),
                f"{one.words:,}",
                f"{one.applied:,}",
                f"{one.asked:,}",
                in_line(one.profile) or "nothing",
            )
            for number, one in _urgent_first(articles)[:MOST_ROWS]
        ),
    )
    yield _more(len(articles), MOST_ROWS, "articles")
    without = sum(not one.markup and one.left_out[0] > 0 for one in articles)
    if without:
        yield (
            f'<p class="soft">The texts of {without:,} articles are left out, to keep this page small: '
            "<code>repair diff --format html FILE</code> shows one.</p>\n"
        )


def _urgent_first(articles: Sequence[Article]) -> list[tuple[int, Article]]:
    """Return the articles with their numbers: most to review first, then most edits, then as they were given."""
    return sorted(enumerate(articles), key=lambda item: (-item[1].asked, -item[1].applied, item[0]))


def _text(one: Article, number: int) -> Iterator[str]:
    if not one.markup:
        return
    head = f"{in_line(one.name)}: {one.applied:,} applied, {one.asked:,} to review"
    characters, edits = one.left_out
    rest = ""
    if characters:
        rest = (
            f'<p class="soft">Left out here: {characters:,} more characters, with {edits:,} edit{"s" * (edits != 1)}. '
            "<code>repair diff --format html FILE</code> shows all.</p>\n"
        )
    # The target of the link lies inside, so that going there unfolds it.
    inside = f'<div id="article-{number}">{one.markup}{rest}</div>\n'
    yield f"<article>\n{folded(head, inside)}</article>\n"


def _more(count: int, shown: int, what: str) -> str:
    return f'<p class="soft">And {count - shown:,} more {what}.</p>\n' if count > shown else ""


def _sum(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    return first[0] + second[0], first[1] + second[1]


def _total(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(first for first, _ in counts), sum(second for _, second in counts)
