"""Takes the article out of a web page with trafilatura, mended, and says what was wrong with it.

Needs the extra `trafilatura`: pip install "repair[trafilatura]"
"""

from __future__ import annotations

from repair.adapters.trafilatura import bare_extraction

PAGE = """<html><head><title>Ferry sails again</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Ferry sails again</h1>
<p>The ferry testament sail again inwards May, the town aforesaid on Tuesday.
Yous tin board it astatine no cost.</p>
<p>The old boat wasnâ€™t sold. It was given to a museum in the spring, and nobody has missed it since.</p>
</article>
<footer>All rights reserved</footer></body></html>"""


def main() -> None:
    """Print the mended article and its profile."""
    found = bare_extraction(PAGE)
    assert found is not None
    print(found.document.text)
    print(found.changes["text"]["profile"]["summary"])


if __name__ == "__main__":
    main()
