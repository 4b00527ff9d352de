"""The real spiders in a process of their own, for the tests: Twisted's reactor starts once in a process.

`python -m tests.crawl_child` reads steps from stdin, one JSON object a line ({"spider", "home", "replica"}
and optional "since", "budget", "settings"), crawls them one after another, and prints the run of each and
what it could not have as one JSON line.
A spider of the tests is named by its module and class, tests.test_listings:ReplayedSpider.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict
from datetime import date
from importlib import import_module
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from kb.entry import CommandLine


async def crawl(step: dict[str, Any]) -> dict[str, Any]:
    """One run of one spider in one home."""
    os.environ["TIAOWEN_HOME"] = step["home"]
    os.environ["TIAOWEN_REPLICA"] = step["replica"]
    settings = get_project_settings()
    settings.set("HTTPCACHE_DIR", step["home"] + "/var/cache/night", priority="cmdline")
    settings.set("LOG_ENABLED", False, priority="cmdline")
    settings.setdict(step.get("settings") or {}, priority="cmdline")
    runner = AsyncCrawlerRunner(settings)
    module, _, name = step["spider"].partition(":")
    crawler = runner.create_crawler(getattr(import_module(module), name) if name else module)
    since, budget = step.get("since"), step.get("budget")
    await runner.crawl(crawler, since=date.fromisoformat(since) if since else None, budget=budget)
    outcome = getattr(crawler.spider, "outcome", None)
    assert outcome is not None
    desk = getattr(crawler.spider, "desk", None)
    return {"run": asdict(outcome), "misses": desk.misses if desk else []}


async def main() -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await crawl(json.loads(line)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    CommandLine("tests.crawl_child", __doc__).parse_args()
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.defer import Deferred
    from twisted.internet.task import react

    react(lambda _: Deferred.fromFuture(asyncio.ensure_future(main())))
