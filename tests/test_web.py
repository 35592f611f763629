"""`repair serve`: who may ask, what is refused, and the page in a real browser."""

from __future__ import annotations

import re
import threading
import time

import pytest

from repair import cli
from tests.browser import chromium

pytest.importorskip("starlette", reason="the extra `web` is not installed: NOT CHECKED")

from starlette.testclient import TestClient

from repair.web import server

TOKEN = "secret-of-the-test"
SPUN = "The mayor testament open the bridge inwards May. Yous tin cross it astatine no cost."
HOSTILE = "<script>document.title = 'run'</script><img src=x onerror=alert(1)> \x1b[31m \u202e & \"quoted\" 🚲 "


@pytest.fixture
def client(repairer):
    def revise(text, kinds):
        return repairer.with_kinds(kinds).revise(text)

    return TestClient(server.application(revise, TOKEN), base_url="http://127.0.0.1:8000")


def test_the_page_is_all_there_is(client):
    answer = client.get(f"/{TOKEN}/")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert [] == re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", answer.text)


@pytest.mark.parametrize(
    "path", ["/", "/wrong/", "/wrong/revise", f"/{TOKEN}", f"/{TOKEN}/../", f"/{TOKEN}x/", "/docs"]
)
def test_without_the_secret_nothing_is_found(client, path):
    for answer in (client.get(path, follow_redirects=False), client.post(path, content=SPUN, follow_redirects=False)):
        assert answer.status_code in (307, 404, 405)
        assert TOKEN not in answer.headers.get("location", "") or path == f"/{TOKEN}"
        assert "testament" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1]"])
def test_another_host_is_refused(client, host):
    assert client.get(f"/{TOKEN}/", headers={"host": host}).status_code == 400
    assert client.post(f"/{TOKEN}/revise", content=SPUN, headers={"host": host}).status_code == 400


def test_another_page_is_refused(client):
    answer = client.post(f"/{TOKEN}/revise", content=SPUN, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    own = client.post(f"/{TOKEN}/revise", content=SPUN, headers={"origin": "http://127.0.0.1:8000"})
    assert own.status_code == 200


def test_a_text_is_revised(client):
    told = client.post(f"/{TOKEN}/revise", content=SPUN).json()
    assert ["testament", "inwards", "Yous", "tin", "astatine"] == [edit["original"] for edit in told["edits"]]
    assert told["profile"].startswith("spun: ")
    none = client.post(f"/{TOKEN}/revise?kinds=encoding", content=SPUN).json()
    assert [] == none["edits"]


@pytest.mark.parametrize(
    ("content", "status"), [(b"\xff\xfe", 400), (b"a" * 5_000_000, 413), (b"", 200), (HOSTILE.encode(), 200)]
)
def test_what_is_no_text_or_too_long(client, content, status):
    assert client.post(f"/{TOKEN}/revise", content=content).status_code == status


def test_unknown_kinds_are_told(client):
    answer = client.post(f"/{TOKEN}/revise?kinds=spin,magic", content=SPUN)
    assert (answer.status_code, answer.text) == (400, "kinds are encoding, spacing, spelling, ocr, spin")


def test_a_bug_is_told_without_its_insides():
    def broken(text, kinds):
        raise RuntimeError(f"inside: {text} {kinds}")

    client = TestClient(server.application(broken, TOKEN), base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = client.post(f"/{TOKEN}/revise", content=SPUN)
    assert (answer.status_code, answer.text) == (500, "failed")


def test_the_command_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "repair.web.server", None)
    assert cli.main(["serve", "--no-browser"]) == 2
    assert 'pip install "repair[web]"' in capsys.readouterr().err


def test_the_command_serves_this_machine_alone(monkeypatch):
    addresses = []

    def run(revise, *, port, ready):
        ready("http://127.0.0.1:1/x/")
        addresses.append((port, revise(SPUN, frozenset({"spin"})).text))

    monkeypatch.setattr(server, "serve", run)
    assert cli.main(["serve", "--no-browser", "--no-user-words"]) == 0
    ((port, text),) = addresses
    assert port == 0
    assert text.startswith("The mayor will open")
    assert server.HOST == "127.0.0.1"


@pytest.fixture(scope="module")
def address(repairer):
    """The page, really served."""

    def revise(text, kinds):
        return repairer.with_kinds(kinds).revise(text)

    told = []
    threading.Thread(
        target=server.serve, kwargs={"revise": revise, "port": 0, "ready": told.append}, daemon=True
    ).start()
    until = time.monotonic() + 30
    while not told and time.monotonic() < until:
        time.sleep(0.05)
    return told[0]


PASTE = """() => {
    const pasted = new DataTransfer();
    pasted.setData("text/plain", "word ".repeat(1000000));
    const event = new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true });
    document.getElementById("text").dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.mark.slow
class TestInChromium:
    def test_a_text_is_mended_and_answered(self, browser, address):
        page = browser.new_context(accept_downloads=True).new_page()
        failures = []
        page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(address)
        page.fill("#text", SPUN)
        page.click("#mend")
        page.wait_for_selector(".mark")
        assert "The mayor +will open".replace("+", "") in page.inner_text("#result")
        assert "5 of 5 changes made, 0 to review" in page.inner_text("#told")
        page.click('.mark:has-text("will")')
        page.click("#card button:has-text('as it stands')")
        assert "The mayor testament open" in page.inner_text("#result")
        page.click('.mark:has-text("can")')
        page.fill("#card input", "may")
        page.press("#card input", "Enter")
        assert "You may cross it" in page.inner_text("#result")
        with page.expect_download() as download:
            page.click("#download")
        mended = download.value.path().read_text(encoding="utf-8")
        assert mended == "The mayor testament open the bridge in May. You may cross it at no cost."
        assert [] == failures

    def test_hostile_text_stays_text(self, browser, address):
        page = browser.new_page()
        page.goto(address)
        page.fill("#text", HOSTILE + SPUN)
        page.click("#mend")
        page.wait_for_selector(".mark")
        assert page.title() == "repair"
        assert page.locator("#result img, #result script").count() == 0
        assert "🚲 The mayor will open" in page.inner_text("#result")

    def test_a_text_of_5_mb_is_refused_at_once(self, browser, address):
        page = browser.new_page()
        page.goto(address)
        page.evaluate(PASTE)
        page.wait_for_function("document.getElementById('told').textContent.includes('longer than 1 MB')")

    def test_a_file_is_opened_in_its_encoding(self, browser, address, tmp_path):
        (tmp_path / "page.txt").write_bytes("Caf\xe9: yous tin cross it astatine no cost.".encode("cp1252"))
        page = browser.new_page()
        page.goto(address)
        page.set_input_files("#file", str(tmp_path / "page.txt"))
        page.wait_for_selector(".mark")
        assert page.input_value("#text").startswith("Café")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 800, 1400])
    def test_it_fits_every_width(self, browser, address, width, scheme):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.goto(address)
        page.fill("#text", SPUN + " Harbour metropolis volition seek free buses for a twelvemonth.")
        page.click("#mend")
        page.wait_for_selector(".mark")
        page.locator(".mark").last.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#card").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 27)"}[scheme]
