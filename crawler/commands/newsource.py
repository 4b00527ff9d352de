"""scrapy newsource NAME URL: recognise the family, write the spider and its first saved page (添源)."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.newsource import (
    NewSource,
    Probe,
    Unrecognised,
    check_is_new,
    check_name,
    drafted,
    fewest,
    listed_at,
    write_fixture,
    write_spider,
)
from crawler.report import table
from crawler.roster import roster
from crawler.trial import DOCUMENTS
from crawler.verb import DEGRADED, DONE, BadUsage, Verb, complain, pass_on, print_text
from kb.home import REPOSITORY, current_home, replica
from kb.state import Run, night_of


class Command(Verb):
    requires_crawler_process = True

    def syntax(self) -> str:
        return "[options] NAME URL"

    def short_desc(self) -> str:
        return "Write a new source from its list page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--family", metavar="F", help="the family, where several recognise the page")
        parser.add_argument("--publisher", metavar="P", help="the publisher, where the page does not say")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 2 or not args[1].startswith(("http://", "https://")):
            raise BadUsage("newsource takes a name and the address of a list: newsource NAME URL")
        try:
            new = self._new(*args, family=opts.family, publisher=opts.publisher)
        except Unrecognised as error:
            raise BadUsage(str(error)) from error
        path = write_spider(new)
        print_text(f"family {new.family.family}: wrote {path.relative_to(REPOSITORY)}")
        return _tried(new)

    def _new(self, name: str, url: str, *, family: str | None, publisher: str | None) -> NewSource:
        """The new source, when its name is free and no other source walks its list."""
        assert self.settings is not None
        others = roster(self.settings).sound
        check_name(name)
        check_is_new(listed_at(url), others)
        body = self._fetched(url)
        new = drafted(name, url, body, family=family, publisher=publisher, checked=_checked())
        check_is_new(new.spider, others)
        return new

    def _fetched(self, url: str) -> bytes:
        """The list page; BadUsage when the site does not give it."""
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(Probe)
        self.crawler_process.crawl(crawler, url=url)
        self.crawler_process.start()
        probe = crawler.spider
        if not isinstance(probe, Probe) or probe.why:
            raise BadUsage(
                f"{url} could not be fetched: {probe.why if isinstance(probe, Probe) else 'no run'}"
            )
        return probe.body


def _tried(new: NewSource) -> int:
    """Crawl the first documents of the new source as a night would, and save one as its fixture."""
    command = [sys.executable, "-m", "scrapy", "crawl", new.name, "--json", "--budget", str(DOCUMENTS)]
    tried = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    pass_on(tried.stderr)
    try:
        run = Run(**json.loads(tried.stdout))
    except (ValueError, TypeError):  # what broke stands on stderr
        complain(f"{new.name} could not be crawled; its file stays")
        return DEGRADED
    print_text(table([run]))
    if run.state != "failed":
        write_spider(replace(new, min_rows=fewest(run.rows)))
    try:
        folder = write_fixture(current_home(), new)
    except Unrecognised as error:
        complain(str(error))
        return DEGRADED
    ours = "rewritten = true" in (folder / "meta.toml").read_text(encoding="utf-8")
    what = (
        "a page of the sample portal" if ours else "put words of your own into page.html, say so in meta.toml"
    )
    print_text(f"wrote {folder.relative_to(REPOSITORY)}; {what}")
    print_text(f"then: {_python()} -m pytest --regold tests/test_clean_page.py; read expected.json")
    return DONE if tried.returncode == 0 else DEGRADED


def _python() -> str:
    path = Path(sys.executable)
    return str(path.relative_to(REPOSITORY)) if path.is_relative_to(REPOSITORY) else "python"


def _checked() -> str:
    """When and how the list was seen."""
    day = night_of(datetime.now(UTC))
    return f"Written from a replica on {day}; not fetched live." if replica() else f"Checked {day}."
