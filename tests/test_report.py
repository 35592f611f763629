"""The HTML pages: nothing from a text gets out of its place, long texts are bounded, a browser shows them as meant."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re
import shutil
import subprocess

import pytest

from repair.output import plots, report
from repair.output.html_page import page
from repair.output.revision import Revision
from repair.records import Edit, Profile
from tests.browser import chromium
from tests.fake_repairer import FakeRepairer

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x="',
    "comment": "<!-- --> ]]> </style></title>",
    "escape sequence": "\x1b]0;owned\x07\x1b[31mred",
    "direction": "\u202egnirts\u2066 \u200bx",
    "rich markup": "[red]x[/red] [@click=app.quit]y[/]",
    "surrogate": "\ud800x\udcff",
    "entity": "&amp;lt;script&gt;",
    "svg": "<svg onload=alert(1)><desc>",
}
ALLOWED = set(
    "html head meta title style body h1 h2 p main div span bdi del ins table thead tbody tr th td details summary a "
    "figure svg desc defs pattern line text rect article code strong script".split()
)
ATTRIBUTES = set(
    "lang charset http-equiv content name class id tabindex role aria-describedby aria-labelledby dir scope href open "
    "data-head viewbox fill x y x1 x2 y1 y2 width height text-anchor patternunits patterntransform".split()
)


class Reader(html.parser.HTMLParser):
    """Collects what a page consists of."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.ids, self.links, self.text = set(), set(), [], [], ""
        self.open = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.ids += [value for name, value in attributes if name == "id"]
        self.links += [value for name, value in attributes if name in ("href", "src")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        self.text += data


def edit_of(text, start, end, new, **options):
    values = {"kind": "spin", "confidence": 0.9, "verdict": "apply", "evidence": "told so", "harm": 0.05, **options}
    return Edit(start, end, text[start:end], new, **values)


def hostile(bad):
    text = f"{bad} rail {bad} mill {bad}\n"
    edits = []
    for word, verdict in (("rail", "apply"), ("mill", "review")):
        start = text.index(f" {word} ") + 1
        more = {"verdict": verdict, "evidence": bad, "readings": ((bad, 0.2),), "channel": bad}
        edits.append(edit_of(text, start, start + 4, bad, **more))
    return Revision(text, tuple(edits), Profile(9, {"spin": 0.2}, {"spin": 1.0}, caution=bad))


def pages_of(revision, name="a.txt"):
    one = report.article(name, name, revision, number=0)
    return (
        page(revision.original, revision.edits, name=name, summary=revision.summary()),
        page(revision.original, revision.edits, name=name, summary=revision.summary(), context=0),
        report.report([one], failed=[name]),
    )


@pytest.mark.parametrize("bad", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_shown_not_obeyed(bad):
    for source in pages_of(hostile(bad), name=bad):
        reader = Reader(source)
        assert set() == reader.tags - ALLOWED
        assert set() == reader.attributes - ATTRIBUTES
        assert reader.open == []
        assert len(reader.ids) == len(set(reader.ids))
        assert [] == [link for link in reader.links if not link.startswith("#") or link[1:] not in reader.ids]
        assert [] == re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", source)
        assert source.encode("utf-8")
        assert source.count("<script") == 1


def test_style_is_the_one_that_the_policy_names():
    for source in pages_of(hostile("x")):
        style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'" in source
        script = re.search(r"<script>(.*?)</script>", source, re.DOTALL)[1]
        assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in source
        assert "url(" not in style
        assert "style=" not in source


def asking():
    """A text with three edits to review among others."""
    text = "The mayor testament open it. " + "A long and winding line of it goes on here. " * 12
    text = (text + "Yous tin ride oregon walk. ") * 3
    edits = []
    for match in re.finditer("testament|Yous tin|oregon", text):
        verdict = "review" if match[0] == "oregon" else "apply"
        edits.append(edit_of(text, match.start(), match.end(), "will", verdict=verdict, readings=(("or", 0.3),)))
    return Revision(text, tuple(edits), Profile(200, {"spin": 0.1}, {"spin": 1.0}))


def test_one_edit_to_review_leads_to_the_next():
    source = pages_of(asking())[0]
    asked = re.findall(
        r'class="edit ask" id="(edit-\d+)".*?<a class="line" href="#(edit-\d+)">next to review</a>', source
    )
    names = [name for name, _ in asked]
    assert len(names) == 3
    assert [following for _, following in asked] == [*names[1:], names[0]]
    assert f'<a href="#{names[0]}">first to review' in source


def test_articles_with_most_to_review_come_first():
    calm = report.article("calm", "x", Revision("fine", (), Profile(1)), number=0)
    urgent = report.article("urgent", "x", asking(), number=1)
    source = report.report([calm, urgent])
    assert source.index(">urgent</a>") < source.index(">calm</")


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 2], ids=["page", "report"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1400])
def test_every_width_and_scheme_shows_all(browser, tmp_path, which, width, scheme):
    (tmp_path / "page.html").write_text(pages_of(asking(), name="some/article.txt")[which], encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cells = page.evaluate(
        "[...document.querySelectorAll('td')].map(c => c.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    assert cells
    assert all(0 <= left and right <= width for left, right in cells)
    for _ in range(2):  # from one edit to review to the next, by key
        page.keyboard.press("n")
        word, note = page.evaluate(
            "(() => { const e = document.activeElement, b = e.getBoundingClientRect(),"
            " n = e.querySelector('.note').getBoundingClientRect();"
            " return [[b.left, b.right, b.top, b.bottom], [n.left, n.right, n.top, n.bottom]]; })()"
        )
        assert 0 <= note[0]
        assert note[1] <= width
        assert note[0] <= word[1]
        assert word[0] <= note[1]
        assert 0 <= note[2] - word[3] <= 40
    picture = page.screenshot()
    assert len(picture) > 10_000  # something is drawn
    page.close()


@pytest.mark.slow
def test_it_can_be_printed(browser, tmp_path):
    (tmp_path / "page.html").write_text(pages_of(asking())[2], encoding="utf-8")
    page = browser.new_page(color_scheme="dark")
    page.goto((tmp_path / "page.html").as_uri())
    page.emulate_media(media="print")
    style = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    assert style == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.pdf().startswith(b"%PDF")
    page.close()


def test_page_shows_the_whole_text_unless_context_is_given():
    lines = [f"Line {number} of the text." for number in range(50)]
    text = "\n".join(lines)
    revision = Revision(text, (edit_of(text, 0, 4, "Row"),), Profile(250))
    whole, excerpt = revision.diff("html"), revision.diff("html", context=1)
    assert all(line.removeprefix("Line") in whole for line in lines)
    assert ("Line 1 of" in excerpt, "Line 2 of" in excerpt) == (True, False)
    assert "Line 40 of" in revision.diff("html", context=1, full=True)


def test_mark_has_signs_readings_confidence_and_evidence():
    text = "The metropolis on the rail."
    asked = edit_of(text, 22, 26, "track", verdict="review", confidence=0.41, harm=0.3, readings=(("line", 0.2),))
    source = Revision(text, (edit_of(text, 4, 14, "city"), asked), Profile(5)).diff("html")
    assert "<del><bdi>metropolis</bdi></del><ins><bdi>city</bdi></ins>" in source
    assert '<span class="edit ask" id="edit-2" tabindex="0"' in source
    told = Reader(source).text
    assert "To review: spun41% track20% line30% rail (as it stands)Why: told so" in told
    assert "spun (spin)11" in told


def test_deletion_and_insertion_are_named():
    text = "a b c"
    cut, add = edit_of(text, 1, 2, ""), edit_of(text, 3, 3, "x", verdict="review")
    told = Reader(Revision(text, (cut, add), Profile(3)).diff("html")).text
    assert "90% nothing5% a space (as it stands)" in told
    assert "90% x5% nothing (as it stands)" in told


def test_line_of_a_megabyte_is_bounded_in_the_report():
    text = "teh " * 250_000
    revision = Revision(text, FakeRepairer().revise(text[:40_000]).edits, Profile(250_000))
    one = report.article("long.txt", ".", revision, number=0)
    assert (one.left_out, one.applied) == ((980_000, 5_000), 10_000)
    source = report.report([one])
    assert "Left out here: 980,000 more characters, with 5,000 edits." in source
    assert len(source) < 4_000_000
    assert len(revision.diff("html")) > 1_000_000


def test_edit_at_the_bound_is_left_out_whole():
    text = "x" * (report.MOST_CHARACTERS - 2) + " rail" + " y" * 50
    start = text.index("rail")
    one = report.article("a", ".", Revision(text, (edit_of(text, start, start + 4, "track"),), Profile(3)), number=0)
    assert one.left_out == (len(text) - start, 1)
    assert "track" not in one.markup


def test_texts_for_which_there_is_no_room_are_named():
    revision = FakeRepairer().revise("teh end")
    articles = [report.article(f"{n}.txt", ".", revision, number=n, room=10_000 * (n < 1)) for n in range(3)]
    source = report.report(articles, failed=["bad.txt"])
    assert "The texts of 2 articles are left out" in source
    assert "bad.txt" in source
    assert 'href="#article-0"' in source
    assert 'href="#article-1"' not in source


def test_counts_of_the_report():
    text = "one two three"
    edits = (edit_of(text, 0, 3, "1"), edit_of(text, 4, 7, "2", verdict="review", confidence=1.0, kind="ocr"))
    revision = Revision(text, edits, Profile(100, {"spin": 0.05}, {"spin": 1.0}))
    one = report.article("s/a", "s", revision, number=0)
    assert (one.applied, one.asked, one.counts) == (1, 1, {"spin": (1, 0), "ocr": (0, 1)})
    assert one.bins[9] == (1, 1)
    assert report.summary([one, one]) == "2 articles, 200 words: 2 edits applied, 2 to review"
    source = report.report([one])
    assert "s: encoding 0.0, spacing 0.0, spelling 0.0, ocr 0.0, spin 5.0" in source
    assert "90% to 100%: 1 applied, 1 to review" in source


@pytest.mark.parametrize(
    "plot",
    [
        plots.bars("A", [("x", 0, 0)]),
        plots.bars("A", []),
        plots.histogram("A", [(0, 0)] * 10),
        plots.grid("A", ["x"], [("y" * 500, [0.0]), ("<b>", [99.9])]),
        plots.grid("A", [], []),
    ],
)
def test_plots_of_nothing_and_of_odd_names(plot):
    assert plot.startswith('<svg role="img" aria-labelledby="plot-a plot-a-told"')
    assert "<title" in plot
    assert "<desc" in plot
    assert set() == Reader(plot).tags - ALLOWED


# In a browser

PROBE = """
<script>
const root = document.documentElement, told = {};
const mark = [...document.querySelectorAll('.edit')].pop();
document.querySelectorAll('details').forEach(d => d.open = true);
told.inner = innerWidth; told.wide = root.scrollWidth;
told.paper = getComputedStyle(document.body).backgroundColor;
told.before = getComputedStyle(mark.querySelector('.note')).display;
mark.focus();
const note = mark.querySelector('.note'), box = note.getBoundingClientRect();
told.after = getComputedStyle(note).display;
told.fits = box.left >= 0 && box.right <= innerWidth && box.width > 200;
told.wide_with_note = root.scrollWidth;
parent.document.title = 'PROBE ' + JSON.stringify(told);
</script>
"""


@pytest.fixture(scope="module")
def browse(tmp_path_factory):
    """Open HTML in a headless Chromium; return what it wrote on stdout and on stderr."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("chromium is not installed: NOT CHECKED")
    folder = tmp_path_factory.mktemp("browser")

    def browse(source, *, dark, width):
        (folder / "page.html").write_text(source, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]
        command += [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},800", "--hide-scrollbars"]
        command += [f"--blink-settings=preferredColorScheme={0 if dark else 1}", (folder / "page.html").as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return done.stdout.decode(), done.stderr.decode(errors="replace")

    return browse


def sample():
    text = (
        "The metropolis "
        + "on the rail of a long and winding line " * 20
        + "x" * 900
        + "<script>alert(1)</script> mill."
    )
    start = text.index("mill")
    edits = (edit_of(text, 4, 14, "city"), edit_of(text, start, start + 4, "plant " * 60, verdict="review"))
    return Revision(text, edits, Profile(200, {"spin": 0.1}, {"spin": 1.0}))


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 2], ids=["page", "report"])
def test_browser_has_nothing_to_complain_of(browse, which):
    dom, errors = browse(pages_of(sample(), name="n" * 300)[which], dark=False, width=1000)
    assert "city" in dom
    assert [] == [line for line in errors.splitlines() if "CONSOLE" in line]


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 2], ids=["page", "report"])
@pytest.mark.parametrize(("dark", "paper"), [(False, "rgb(255, 255, 255)"), (True, "rgb(22, 24, 27)")])
def test_browser_shows_both_schemes_and_fits_a_phone(browse, which, dark, paper):
    source = pages_of(sample(), name="n" * 300)[which]
    policy = re.search(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n', source)[0]
    probed = html.escape(source.replace(policy, "").replace("</body>", PROBE + "</body>"))
    # In a frame, because a window of Chromium is no narrower than 500 pixels.
    frame = (
        '<meta charset="utf-8"><title>-</title><style>:root { color-scheme: light dark }</style>'
        f'<iframe srcdoc="{probed}" width="360" height="800" frameborder="0"></iframe>'
    )
    dom, _ = browse(frame, dark=dark, width=1000)
    told = re.search(r"<title>PROBE (\{.*?\})</title>", dom)[1]
    assert f'"paper":"{paper}"' in told
    assert '"inner":360,"wide":360' in told
    assert '"before":"none"' in told
    assert '"after":"block","fits":true,"wide_with_note":360' in told
