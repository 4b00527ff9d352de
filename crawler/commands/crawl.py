"""scrapy crawl NAME: one source into the archive (采集)."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from scrapy.crawler import Crawler

from crawler.families.source import SourceSpider
from crawler.nightlog import NightLog, night_log
from crawler.orders import read_orders
from crawler.progress import counter
from crawler.report import is_red, rows_json, table
from crawler.verb import DEGRADED, DONE, BadUsage, Verb, a_budget, a_date, locked, print_json, print_text
from kb.home import current_home
from kb.state import Run


class Command(Verb):
    requires_crawler_process = True
    _log: Path | None = None

    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return "Crawl one source into the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="D", help="backfill: list dates from D on")
        parser.add_argument("--until", metavar="D", help="list dates up to D")
        parser.add_argument(
            "--budget", metavar="N", type=int, help="at most N older pages; the rest stays due"
        )
        parser.add_argument("--pages", metavar="N", type=int, help="at most N pages and files, new ones too")
        parser.add_argument("--minutes", metavar="N", type=float, help="end after N minutes")
        parser.add_argument("--dry-run", action="store_true", help="walk the list, fetch and keep nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's log goes to var/log/<night>.log unless the caller says otherwise."""
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.logfile or opts.loglevel or opts.nolog:
            return
        if opts.dry_run:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
            self.settings.set("HTTPCACHE_ENABLED", False, priority="cmdline")  # it keeps nothing
            return
        self.settings.set("LOG_ENABLED", False, priority="cmdline")  # it is ours, see crawler/nightlog.py
        self._log = current_home().log / f"{Path(self.settings['HTTPCACHE_DIR']).name}.log"

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.crawler_process is not None
        known = sorted(self.crawler_process.spider_loader.list())
        if len(args) > 1:
            raise BadUsage(f"crawl takes one source, not {len(args)}: {' '.join(args)}")
        if not args:
            raise BadUsage(f"crawl takes one source of: {', '.join(known)}")
        if args[0] not in known:
            raise BadUsage(f"no source named {args[0]!r}; there are: {', '.join(known)}")
        asked = _asked(opts)
        read_orders(current_home())  # one that is not clear stops the run before it asks for anything
        if opts.dry_run:
            outcome = self._crawl(args[0], asked, opts)
        else:
            with locked(current_home(), f"crawl-{args[0]}"):
                outcome = self._crawl(args[0], asked, opts)
        print_json(rows_json([outcome])[0]) if opts.json else print_text(table([outcome]))
        return DEGRADED if is_red([outcome]) else DONE

    def _crawl(self, name: str, asked: Asked, opts: argparse.Namespace) -> Run:
        assert self.crawler_process is not None
        log = night_log(self._log) if self._log else None  # the run tells of a home that cannot be written
        crawler = self.crawler_process.create_crawler(name)
        self.crawler_process.crawl(crawler, dry_run=opts.dry_run, **asdict(asked))
        with counter(lambda: f"{name}: {_answers(crawler)} answers"):
            self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, SourceSpider) or spider.outcome is None:
            raise BadUsage(f"{name} could not be started; scrapy crawl {name} -L INFO tells more")
        if opts.dry_run and not opts.json:
            for due in spider.would_fetch:
                print_text(f"{due.listed_date}  {due.listed_title}  {due.url}")
        return _with_log(spider.outcome, log)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days and budgets that a crawl is asked for."""

    since: date | None
    until: date | None
    budget: float | None
    pages: float | None
    minutes: float | None


def _asked(opts: argparse.Namespace) -> Asked:
    """What the options say; BadUsage for what is no day, no number, or no span."""
    since, until = a_date(opts.since), a_date(opts.until)
    if since and until and since > until:
        raise BadUsage(f"--since {since} lies behind --until {until}")
    return Asked(since, until, *(a_budget(opts, name) for name in ("budget", "pages", "minutes")))


def _with_log(run: Run, log: NightLog | None) -> Run:
    """A run that could not be logged says so, whatever else it says."""
    fault = f"the log cannot be written: {log.fault}" if log and log.fault else None
    return replace(run, reason="; ".join(filter(None, (run.reason, fault))) or None)


def _answers(crawler: Crawler) -> int:
    """Answers that the sites have given so far."""
    return int(crawler.stats.get_value("response_received_count", 0)) if crawler.stats else 0
