"""scrapy check NAME [FILE]: a saved page by a source's rules, what was cut, what its sites taught (校页)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from scrapy.spiderloader import get_spider_loader

from cleaners import Refused, clean_page
from cleaners.address import neutral_host
from cleaners.masking.masks import shown
from cleaners.model import Boilerplate, Page
from cleaners.normalise import fold
from cleaners.page.sites import UnknownRules, host_of, rules_named
from crawler.families.source import SourceSpider
from crawler.verb import BAD_INPUT, DEGRADED, DONE, BadUsage, Verb, complain, print_json, print_text
from kb.archive import Capture, captures, names
from kb.home import current_home
from kb.read import Base, BaseUnreadable


class Command(Verb):
    def syntax(self) -> str:
        return "[options] NAME [FILE]"

    def short_desc(self) -> str:
        return "Read a saved page with a source's rules and show what was cut"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) not in (1, 2):
            raise BadUsage("check takes a source and, if you like, a saved page")
        spider = self._source(args[0])
        body, url, content_type = _saved(Path(args[1]), spider) if len(args) == 2 else _latest(spider)
        learned = _learned(spider)
        try:
            rules = rules_named(spider.page) if spider.page else None
            page = clean_page(
                body, url=url, content_type=content_type, rules=rules, boilerplate=_of_site(learned, url)
            )
        except Refused as refused:
            complain(f"{args[-1]}: refused: {refused.reason}")
            return BAD_INPUT
        except UnknownRules as error:
            raise BadUsage(str(error.args[0])) from error
        if opts.json:
            print_json({**_as_json(page), "learned": [asdict(line) for line in learned]})
        else:
            print_text("\n".join((*_lines(page), *_learned_lines(learned))))
        return DONE if page.text or page.body_in_attachment else DEGRADED

    def _source(self, name: str) -> type[SourceSpider]:
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if name not in loader.list():
            raise BadUsage(f"no source named {name!r}; there are: {', '.join(sorted(loader.list()))}")
        spider = loader.load(name)
        if not issubclass(spider, SourceSpider):
            raise BadUsage(f"{name} belongs to no family")
        return spider


@dataclass(frozen=True, slots=True)
class LearnedLine:
    """A line that a site of the source has taught, and the evidence (例证)."""

    site: str
    line: str
    pages: int
    outside: int
    examples: tuple[str, ...]


def _learned(spider: type[SourceSpider]) -> tuple[LearnedLine, ...]:
    """What the sites of a source have taught; nothing of an official source, or before the first build."""
    if spider.lineage in ("official", "official_repost"):
        return ()
    try:
        with Base(current_home().kb, allow_empty=True) as base:
            return tuple(
                LearnedLine(row.site, row.line, row.pages, row.outside, base.addresses(row.examples))
                for site in base.sites(spider.name)
                for row in base.learned(site)
            )
    except BaseUnreadable:
        return ()


def _of_site(learned: tuple[LearnedLine, ...], url: str) -> Boilerplate:
    """What cuts a page: the lines of its own site; of all when it is a file whose site is not known."""
    site = neutral_host(host_of(url))
    own = [line for line in learned if line.site == site]
    return Boilerplate(frozenset(fold(line.line) for line in own or learned))


def _learned_lines(learned: tuple[LearnedLine, ...]) -> Iterator[str]:
    """The learned lines for the eye, each with its evidence."""
    for line in learned:
        told = f", {line.outside} of them outside the text" if line.outside else ""
        yield f"learned    {line.site}: {line.line}"
        yield f"           on {line.pages} pages{told}: {'  '.join(line.examples)}"


def _saved(path: Path, spider: type[SourceSpider]) -> tuple[bytes, str, str | None]:
    try:
        return path.read_bytes(), spider.home, None
    except OSError as error:
        raise BadUsage(f"{path}: cannot be read: {error.strerror}") from error


def _latest(spider: type[SourceSpider]) -> tuple[bytes, str, str | None]:
    """The page of this source that was archived last."""
    own = [name for name in names(current_home()) if name.startswith(f"{spider.name}-")]
    for name in reversed(own):
        pages = [c for c in captures(current_home(), name) if isinstance(c, Capture) and c.role == "page"]
        if pages:
            return pages[-1].body, pages[-1].url, pages[-1].content_type
    raise BadUsage(f"no page of {spider.name} is held; name a saved page, or run scrapy crawl {spider.name}")


def _as_json(page: Page) -> dict[str, object]:
    fields = asdict(page)
    del fields["edges"]  # keys, for the build
    published = page.published
    fields["published"] = published.isoformat() if published else None
    if page.header:
        fields["header"] = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(page.header).items()
        }
    return fields


def _lines(page: Page) -> Iterator[str]:
    """The page for the eye: fields, what was cut by which rule, the text."""
    yield f"rules      {page.rules} ({page.charset})"
    for name in ("title", "published", "source", "author", "editor"):
        yield f"{name:10} {getattr(page, name) or '-'}"
    if page.header:
        known = {name: value for name, value in asdict(page.header).items() if value}
        yield from (f"  {name:18} {value}" for name, value in known.items())
    for name, url in page.attachments:
        yield f"attachment {name}  {url}"
    for cut in page.removed:
        yield f"cut        {cut.rule}: {shown(' '.join(cut.quote.split()))[:70]}"
    yield f"text       {len(page.text)} characters" + (
        ", the body is an attachment" if page.body_in_attachment else ""
    )
    yield from page.text.splitlines()
