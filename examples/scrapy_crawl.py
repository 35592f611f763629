"""Crawls a small site on this machine with Scrapy; the pipeline mends the articles on their way.

Needs the extra `scrapy`: pip install "repair[scrapy]"
"""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.signals import item_scraped

PAGES = {
    "/": '<h1>Harbour Gazette</h1><a href="/1">one</a> <a href="/2">two</a>',
    "/1": "<h1>Ferry</h1><p>The ferry testament sail again inwards May. Yous tin board it astatine no cost.</p>",
    "/2": "<h1>Bridge</h1><p>The bridge was painted green, and nobody has complained.</p>",
}


class Site(BaseHTTPRequestHandler):
    """Serves the pages."""

    def do_GET(self) -> None:
        """Answer with a page, or say that there is none."""
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Articles(Spider):
    """Follows the links of the front page, and takes title and text of each article."""

    name = "articles"

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield the articles of the page, then the requests for more."""
        if text := response.css("p::text").get():
            yield {"url": response.url, "title": response.css("h1::text").get(), "text": text}
        yield from response.follow_all(css="a", callback=self.parse)


def main() -> None:
    """Crawl the site; print the mended articles, and what the pipeline has counted."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    process = CrawlerProcess(
        {
            "ITEM_PIPELINES": {"repair.adapters.scrapy.RepairPipeline": 300},
            "REPAIR_FIELDS": ["title", "text"],
            "REPAIR_OPTIONS": {"kinds": ["encoding", "spin"]},
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    crawler = process.create_crawler(Articles)
    items: list[dict[str, Any]] = []

    def take(item: dict[str, Any]) -> None:
        items.append(item)

    crawler.signals.connect(take, signal=item_scraped)
    process.crawl(crawler, start_urls=[f"http://127.0.0.1:{server.server_port}/"])
    process.start()
    server.shutdown()
    for item in sorted(items, key=lambda item: item["url"]):
        print(f"{item['title']}: {item['text']}")
        for edit in item["repair"]["text"]["edits"]:
            print(f"    {edit['original']} → {edit['replacement']}")
    counted = crawler.stats.get_stats()
    print({name: number for name, number in sorted(counted.items()) if name.startswith("repair/")})


if __name__ == "__main__":
    main()
