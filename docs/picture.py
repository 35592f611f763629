"""Draws the pictures of the docs from an example: the word diff, the screen of the review, the page of `repair serve`.

python docs/picture.py            # docs/diff.svg and docs/review.svg, which load nothing else
python docs/picture.py --page     # docs/page.png as well; needs Chromium and Playwright
"""

from __future__ import annotations

import asyncio
import io
import os
import queue
import re
import shutil
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.text import Text

from repair.cli import main as repair

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/spun_article.txt")
PICTURE, REVIEW, PAGE = Path("docs/diff.svg"), Path("docs/review.svg"), Path("docs/page.png")
COLUMNS = 100  # what a page of a code host shows at a readable size
NAME, REVIEW_NAME = "repair-diff", "repair-review"  # of the style classes; fixed: the same diff gives the same file

_FONT_FROM_THE_NET = re.compile(r"@font-face \{[^}]*\}\s*")


def printed_by(arguments: list[str]) -> str:
    """Return what the command prints on a colour terminal, standard error last; SystemExit if it fails."""
    os.environ.pop("NO_COLOR", None)
    os.environ |= {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    output, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        code = repair(arguments)
    if code:
        raise SystemExit(errors.getvalue())
    return output.getvalue() + "\n" + errors.getvalue()


def picture_of(file: Path) -> str:
    """Return the picture of `repair diff FILE` in a terminal window."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ repair diff {file.as_posix()}", "bold"))
    console.print(Text.from_ansi(printed_by(["diff", file.as_posix()])))
    svg = console.export_svg(title="repair diff", unique_id=NAME)
    return _FONT_FROM_THE_NET.sub("", svg)


def screen_of(file: Path) -> str:
    """Return the picture of `repair review FILE` at its first question."""
    from repair import Repairer
    from repair.cli.screen.app import ReviewApp
    from repair.review.actions import SetOrder
    from repair.review.agenda import Article
    from repair.review.session import step
    from repair.review.state import begin

    revision = Repairer.load("en", user_words=False).revise(file.read_text(encoding="utf-8"))
    state = step(begin([Article(file.name, revision)]), SetOrder("reading", restart=True)).state
    app = ReviewApp(state, on_step=lambda *_: None)

    async def draw() -> str:
        async with app.run_test(size=(COLUMNS, 30)) as pilot:
            await pilot.pause()
            return app.export_screenshot(title="repair review")

    return re.sub(r"terminal-\d+", REVIEW_NAME, _FONT_FROM_THE_NET.sub("", asyncio.run(draw())))


def page_of(file: Path) -> bytes:
    """Return the picture of the page of `repair serve` with the example mended."""
    from playwright.sync_api import sync_playwright

    from repair import Repairer
    from repair.web.server import serve

    repairer = Repairer.load("en", user_words=False)
    told: queue.Queue[str] = queue.Queue()
    arguments = {"revise": lambda text, kinds: repairer.with_kinds(kinds).revise(text), "port": 0, "ready": told.put}
    threading.Thread(target=serve, kwargs=arguments, daemon=True).start()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 900}, color_scheme="light")
        page.goto(told.get(timeout=30))
        page.fill("#text", file.read_text(encoding="utf-8"))
        page.click("#mend")
        page.wait_for_selector(".mark")
        page.click("#next")
        return page.screenshot()


def main(arguments: list[str]) -> None:
    """Write the pictures."""
    os.chdir(ROOT)
    PICTURE.write_text(picture_of(EXAMPLE), encoding="utf-8")
    REVIEW.write_text(screen_of(EXAMPLE), encoding="utf-8")
    if "--page" in arguments:
        PAGE.write_bytes(page_of(EXAMPLE))


if __name__ == "__main__":
    main(sys.argv[1:])
