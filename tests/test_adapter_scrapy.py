"""The Scrapy pipeline: items of every type, and real crawls of a server on this machine."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

scrapy = pytest.importorskip("scrapy", reason="the extra `scrapy` is not installed: NOT CHECKED")

from repair.adapters.mending import Mender, restore  # noqa: E402
from repair.adapters.scrapy import RepairPipeline  # noqa: E402
from tests.test_adapters import GARBLED, MENDED  # noqa: E402

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "scrapy_crawl.py"
# A crawl of the example's site whose spider yields what spiders yield by mistake.
CRAWL = """
import json, sys
sys.path.insert(0, {folder!r})
from scrapy_crawl import *
from scrapy import Field, Item

class Declared(Item):
    url, text = Field(), Field()

class Odd(Articles):
    def parse(self, response):
        garbled = response.css("p::text").get()
        for text in (garbled, None, ["Yous tin"], 7, "\\ud800 Yous tin"):
            yield dict(url="dict", text=text)
            yield Declared(url="item", text=text)
        yield dict(url="without")

server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
Thread(target=server.serve_forever, daemon=True).start()
process = CrawlerProcess(dict(ITEM_PIPELINES={{"repair.adapters.scrapy.RepairPipeline": 1}}, LOG_LEVEL="WARNING"))
crawler = process.create_crawler(Odd)
items = []
crawler.signals.connect(lambda item: items.append(dict(item)), signal=item_scraped, weak=False)
process.crawl(crawler, start_urls=[f"http://127.0.0.1:{{server.server_port}}/1"])
process.start()
counted = crawler.stats.get_stats()
print(json.dumps([items, {{name: counted[name] for name in counted if name.startswith(("repair/", "item"))}}]))
"""


@dataclass
class Article:
    url: str
    body: str | None
    repair: dict | None = None


class Declared(scrapy.Item):
    url = scrapy.Field()
    body = scrapy.Field()
    repair = scrapy.Field()


def process(item, **options):
    return asyncio.run(RepairPipeline(["body"], **options).process_item(item))


@pytest.mark.parametrize("make", [dict, Declared, Article])
def test_item_types(make):
    item = process(make(url="here", body=GARBLED))
    values = item.__dict__ if make is Article else item
    assert isinstance(item, make)
    assert ("here", MENDED) == (values["url"], values["body"])
    assert GARBLED == restore(values["body"], values["repair"]["body"]["edits"])
    assert values["repair"]["body"]["profile"]["rates"]["spin"] > 0.1
    assert json.loads(json.dumps(values["repair"])) == values["repair"]


def test_side_field_can_be_another_or_none():
    assert ["body", "changes"] == list(process({"body": GARBLED}, side_field="changes"))
    assert ["body"] == list(process({"body": GARBLED}, side_field=""))


def test_options_reach_the_repairer():
    assert process({"body": "Yous tin."}, mender=Mender(kinds=["ocr"]))["body"] == "Yous tin."


def test_pipeline_is_called_as_older_releases_do():
    assert MENDED == asyncio.run(RepairPipeline(["body"]).process_item({"body": GARBLED}, object()))["body"]


def crawl(*command):
    return subprocess.run(
        [sys.executable, *command],
        env=os.environ | {"PYTHONPATH": str(EXAMPLE.parent.parent), "PYTHONWARNINGS": "always::DeprecationWarning"},
        capture_output=True,
        text=True,
        check=True,
    )


def test_crawl():
    lines = crawl(EXAMPLE).stdout.splitlines()
    assert "Ferry: The ferry will sail again in May. You can board it at no cost." == lines[0]
    assert "Bridge: The bridge was painted green, and nobody has complained." in lines
    assert "{'repair/changed': 1, 'repair/edits/spin': 5, 'repair/texts': 4}" == lines[-1]


def test_crawl_of_odd_items_loses_none():
    done = crawl("-c", CRAWL.format(folder=str(EXAMPLE.parent)))
    items, counted = json.loads(done.stdout.splitlines()[-1])
    assert 11 == len(items) == counted["item_scraped_count"]
    for kind in ("dict", "item"):
        texts = [item["text"] for item in items if item["url"] == kind]
        assert 5 == len(texts)
        assert "The ferry will sail again in May. You can board it at no cost." in texts
        assert all(stays in texts for stays in (None, ["Yous tin"], 7))
    assert [2, 4] == [sum("repair" in item for item in items), counted["repair/texts"]]
    assert 1 == done.stderr.count("Declared has no field 'repair': edits are not kept")
    assert "RepairPipeline" not in done.stderr  # no word of Scrapy's on how the pipeline is written


def test_wrong_options_stop_the_crawl_at_once():
    code = CRAWL.format(folder=str(EXAMPLE.parent)).replace("LOG_LEVEL", "REPAIR_OPTIONS=dict(kinds=['x']), LOG_LEVEL")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "unknown kind x" in done.stderr
