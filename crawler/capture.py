"""The desk at which a run's answers are taken in (入档): archive first, then the state.

An answer is written to the run's archive file; the state says that it is held only after that file has its
name. A body that is held already goes to the visits as a revisit record, so an unchanged night adds nothing
that the build would read. What a killed run left open is salvaged before the next one begins.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html

from cleaners.address import address_key, neutral_host
from cleaners.model import Lineage
from cleaners.page.sites import is_official
from crawler.guards import SourceFault, played
from crawler.orders import read_orders
from crawler.visits import Visits, open_until, within
from kb.archive import ArchiveWriter, Capture, captures, names, salvage, visit_names
from kb.home import Home, replica
from kb.state import Absence, Compared, Due, Fetched, Held, Run, State, night_of

ROTATE_RECORDS = 200
ROTATE_BYTES = 64 * 1024 * 1024
MANY_GONE = 10
FILE_TYPES = "pdf|docx?|xlsx?|wps|et|dps|pptx?|ofd|zip|rar|7z|csv|txt|ceb"
# /cms_files/filemanager/1226211233/attach/20256/91c0963b1e5a40a0bbac8cf0883f5fc2.pdf
FILE_LINK = re.compile(rf"\.(?:{FILE_TYPES})(?:[?#].*)?$", re.IGNORECASE)
# /cms_files/demo/pdfjs/web/viewer.html?file=/cms_files/filemanager/1226211233/attach/20256/91c0….pdf
VIEWER_FILE = re.compile(r"[?&]file=([^&#]+)")
HTML_START = re.compile(rb"^\s*(?:<!doctype html|<html|<head|<script)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What every record of a source says of itself."""

    name: str
    publisher: str
    lineage: Lineage
    rules: str | None
    home: str
    domain: str | None = None
    """The domain whose hosts are all the publisher's, where it has several."""

    def owns(self, url: str) -> bool:
        """Whether an address lies on the source's own host; lists link to others too."""
        host = _host(url)
        if self.domain and (host == self.domain or host.endswith(f".{self.domain}")):
            return True
        return host == _host(played(self.home))


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, decoded."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(slots=True)
class Counts:
    """What a run brought so far."""

    rows: int = 0
    count_said: int | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    watermark: date | None = None
    back_to: str | None = None
    left: int = 0
    left_out: int = 0
    added: int = 0
    removed: int = 0
    visits_done: int = 0
    pages_due: int = 0
    pages_done: int = 0
    bytes: int = 0
    archived: int = 0


class Desk:
    """One run of one source, from `open` to `close`."""

    def __init__(self, home: Home, source: SourceFacts) -> None:
        self.home = home
        self.source = source
        self.counts = Counts()
        self.state = State(home)
        self._pages: ArchiveWriter | None = None
        self._visits: ArchiveWriter | None = None
        self._fetched: list[Fetched] = []
        self._named: list[Due] = []
        self._left_out: list[Due] = []
        self._absences: list[Absence] = []
        self._recent: dict[str, Due] = {}
        self._waiting: set[str] = set()
        self._expected: set[str] = set()
        self.visits = Visits()
        self.misses: list[str] = []
        self.notes: list[str] = []
        self.first_list: bytes | None = None
        self._orders = read_orders(home)
        self.run = self.state.begin_run(source.name)
        self.night = night_of(datetime.now(UTC))
        self._fresh = self.state.killed_runs(source.name, self.night)
        self._gone = self.state.vanished()
        self._recover()

    def enter(self, dues: Iterable[Due], ask_again_from: date | None, beside: Iterable[Due] = ()) -> None:
        """Enter list rows into the frontier; held ones again when their listing changed.

        `beside`: what the rows link beside themselves, such as interpretations. Held pages of the newest
        week are visited out of turn by the second run of a night: somebody wants to see what has changed.
        """
        dues = tuple(dues)
        held = self.state.held(due.key for due in dues)
        known = {due: held[due.key] for due in dues if due.key in held and held[due.key].body_sha256}
        said = self.state.listings(self.source.name, (due.key for due in known))
        relisted = [due.key for due, was in known.items() if _is_relisted(due, said.get(due.key), was.due)]
        again = ask_again_from if self.state.ran(self.source.name, self.night) else None
        self._recent = {due.key: due for due, was in known.items() if self._is_recent(due, was, again)}
        self.state.add_due(self.source.name, dues, self.run)
        self.state.add_due(self.source.name, beside, self.run, listed=False)
        self.state.reopen(self.source.name, relisted, anew=True)

    def compare(self, rows: Iterable[Due], why: str) -> Compared:
        """Put a whole list beside what it held before: what it has no more is withdrawn, and stays held."""
        found = self.state.compared(self.source.name, (row.key for row in rows))
        gone = self.state.held(found.gone)
        self.counts.added, self.counts.removed = len(found.added), len(found.gone)
        said = self.state.listings(self.source.name, sorted(found.gone))
        self.state.take_absences(
            self.run,
            self.night,
            [
                Absence(self.source.name, "withdrawn", key, _url_of(gone.get(key)), due.listed_title, why)
                for key, due in said.items()
            ],
        )
        return found

    def revisit(self, budget: int | None) -> tuple[Due, ...]:
        """The held pages that this run asks for again; the rest of those due is deferred."""
        name = self.source.name
        due = {one.key: one for one in self.state.visits(name, self.night)}
        always = self.state.open_windows(name, self.night) | frozenset(self._recent)
        self.visits = within({**due, **self._recent}.values(), always, budget)
        self._waiting = {one.key for one in self.visits.made}
        return self.visits.made

    def vanished(self, due: Due, why: str) -> None:
        """A held page is gone from its site: an event, told at the end of the run; its text stays held."""
        self.counts.visits_done += 1
        self._waiting.discard(due.key)
        if due.key in self._gone:  # told once
            self.state.pass_visit(due.key, self.night)
            return
        self._absences.append(Absence(self.source.name, "vanished", due.key, due.url, due.listed_title, why))

    def listed_before(self, keys: Iterable[str]) -> frozenset[str]:
        """Which of these addresses this source has listed on an earlier run."""
        return self.state.listed(self.source.name, keys)

    def due(self) -> tuple[Due, ...]:
        return self.state.due(self.source.name)

    def expect(self, dues: Iterable[Due]) -> None:
        """Count what is to be fetched for the first time; what has not come at the end is deferred."""
        fresh = {due.key for due in dues} - self._expected
        self.counts.pages_due += len(fresh)
        self._expected |= fresh

    def held(self, keys: Iterable[str]) -> dict[str, Held]:
        """What is held of these addresses: a body is in the archive."""
        return {key: known for key, known in self.state.held(keys).items() if known.body_sha256}

    def keep(self, due: Due, answer: Answer) -> tuple[Due, ...]:
        """Write a page or file; the files it names that are not held come back as due."""
        self._met(due)
        known = self.state.held([due.key]).get(due.key)
        capture = self._capture(due, answer)
        if known and known.body_sha256 and (answer.status == 304 or known.body_sha256 == capture.sha256):
            self._keep_visit(capture, known)
            self._seen_again(due)
            return ()
        self._pages = self._pages or ArchiveWriter(self.home, self.source.name)
        self._pages.add(capture)
        self._fetched.append(_fetched(due, answer, capture.sha256, None, self._open_until(due, answer)))
        self._seen_again(due)
        if due.role == "page":
            was_held = known is not None and known.body_sha256 is not None
            self.counts.changed += was_held
            self.counts.new += not was_held
        named = self._files_not_held(files_named(answer.body, answer.url)) if due.role == "page" else ()
        self._named += named
        self.expect(named)
        self._rotate(self._pages)
        return named

    def keep_list(self, answer: Answer) -> None:
        """Keep a list answer that passed its checks, as evidence of what was listed; never as content."""
        due = Due(address_key(answer.url), answer.url)
        self.first_list = self.first_list or answer.body
        self._visits = self._visits or ArchiveWriter(self.home, self.source.name, visits=True)
        self._visits.add(replace(self._capture(due, answer), role="list"))

    def missed(self, due: Due, why: str, *, first: bool = False) -> None:
        """Count an address that could not be fetched; it stays due. `first`: the report names it first."""
        self.counts.failed += 1
        self._expected.discard(due.key)
        self._waiting.discard(due.key)
        self.misses.insert(0 if first else len(self.misses), f"{due.url}: {why}")
        self.state.missed([due.key], night_of(datetime.now(UTC)))

    def lacks(self, why: str) -> None:
        """A part of the list could not be read: the run is degraded, and this is its reason."""
        self.counts.failed += 1
        self.misses.insert(0, why)

    def leave_out(self, due: Due) -> None:
        """Keep of a page only that it was listed: it is not what the base is about."""
        self.counts.left_out += 1
        self._met(due)
        self._left_out.append(due)
        if len(self._left_out) >= ROTATE_RECORDS:
            self.flush()

    def flush(self) -> None:
        """Give the files their names, then tell the state what they hold."""
        for writer in (self._pages, self._visits):
            if writer:
                self.counts.archived += writer.bytes_written
                writer.close()
        self._pages = self._visits = None
        self.state.commit(self.source.name, self.run, self._fetched, self._named)
        self.state.leave_out(self.source.name, self._left_out, self.run)
        self._fetched, self._named, self._left_out = [], [], []

    def close(self, fault: SourceFault | None, cut: str | None = None) -> Run:
        """End the run: what was fetched is kept either way, a fault marks it failed.

        `cut`: why the night's budget ended it early; what was not reached is deferred.
        """
        self.flush()
        self._tell_absences()
        opened = self.state.runs(self.source.name, 1)[0]
        counts = self.counts
        ended = replace(
            opened,
            state="failed" if fault else "degraded" if counts.failed or cut else "ok",
            rows=counts.rows,
            count_said=counts.count_said,
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            failed=counts.failed,
            watermark=counts.watermark.isoformat() if counts.watermark else None,
            back_to=counts.back_to,
            reason=str(fault) if fault else self._cut_short(cut) or self._remarks(),
            added=counts.added,
            removed=counts.removed,
            visits_due=len(self.visits.due),
            visits_done=counts.visits_done,
            visits_deferred=self.visits.deferred + len(self._waiting),
            vanished=sum(one.what == "vanished" for one in self._absences),
            pages_due=counts.pages_due,
            pages_done=counts.pages_done,
            pages_deferred=len(self._expected),
            bytes=counts.bytes,
            archived=counts.archived,
        )
        self.state.end_run(ended)
        self.state.close()
        return ended

    def _tell_absences(self) -> None:
        """Write down what is gone; most of what was asked for at once is a site that moved, and no event."""
        gone = [one for one in self._absences if one.what == "vanished"]
        if len(gone) >= MANY_GONE and 2 * len(gone) > self.counts.visits_done:
            self.lacks(
                f"{len(gone)} of {self.counts.visits_done} held pages are gone at once: did the site move?"
            )
            self.state.missed([one.key for one in gone], self.night)
            self._absences = [one for one in self._absences if one not in gone]
        self.state.take_absences(self.run, self.night, self._absences)

    def _seen_again(self, due: Due) -> None:
        """Count a visit that was answered; a page that was gone and answers is back."""
        if due.key not in self._waiting:
            return
        self._waiting.discard(due.key)
        self.counts.visits_done += 1
        if due.key in self._gone:
            said = (due.key, due.url, due.listed_title, "the page answers again")
            self._absences.append(Absence(self.source.name, "returned", *said))

    def _met(self, due: Due) -> None:
        """Count what was to be fetched for the first time and has come."""
        if due.key in self._expected:
            self._expected.discard(due.key)
            self.counts.pages_done += 1

    def _open_until(self, due: Due, answer: Answer) -> date | None:
        rules = self.source.rules if self.source.owns(answer.url) else None
        return open_until(due, answer.body, answer.url, answer.header("content-type"), rules)

    def _cut_short(self, cut: str | None) -> str | None:
        """Why a run did not do all that it was to do: the budget, and the first thing that failed."""
        return "; ".join(filter(None, (cut, *self.misses[:1]))) or None

    def _remarks(self) -> str | None:
        """What is to be said of a run that went well."""
        out = f"{self.counts.left_out} not about policy" if self.counts.left_out else None
        return "; ".join(filter(None, (_left(self.counts.left), out, *self.notes))) or None

    def _recover(self) -> None:
        """Take in what a killed run of this source left: its whole records become held."""
        kept = [c for c in self._left_behind() if c.role != "list"]
        if not kept:
            return
        killed = max(self._fresh, default=self.run)
        fetched = [self._refetched(capture) for capture in kept]
        named = [
            due
            for c in kept
            if c.role == "page" and c.body
            for due in self._files_not_held(files_named(c.body, c.url))
        ]
        self.state.commit(self.source.name, killed, fetched, named)

    def _refetched(self, capture: Capture) -> Fetched:
        """A salvaged record as the state knows it; a visit that found nothing new leaves what is known."""
        known = self.state.held([address_key(capture.url)]).get(address_key(capture.url))
        same = known if known and known.body_sha256 == capture.sha256 else None
        fetched = _refetched(capture, same)
        if same or not capture.body:
            return fetched
        return replace(fetched, open_until=self._open_until(fetched.due, _answer_of(capture)))

    def _left_behind(self) -> tuple[Capture, ...]:
        """What a killed run wrote: into its unfinished file, and into files the state has not heard of."""
        salvaged = salvage(self.home, self.source.name)
        before = self.state.runs(self.source.name, 2)[1:]
        if not before or before[0].state != "killed":
            return salvaged
        first = f"{self.source.name}-{before[0].started.replace('-', '').replace(':', '').removesuffix('Z')}"
        own = [
            name
            for name in (*names(self.home), *visit_names(self.home))
            if name.startswith(f"{self.source.name}-2") and name >= first
        ]
        return tuple(c for name in own for c in captures(self.home, name) if isinstance(c, Capture))

    def _is_recent(self, due: Due, known: Held, since: date | None) -> bool:
        """Whether a held page may have changed; one that this night's killed run fetched is fresh."""
        held = known.http_status is not None and known.run not in self._fresh
        return bool(held and since and due.listed_date and due.listed_date >= since)

    def _files_not_held(self, named: Iterable[Due]) -> tuple[Due, ...]:
        named = tuple(named)
        known = self.state.held(due.key for due in named)
        waiting = {due.key for due in self._named}
        return tuple(due for due in named if due.key not in known and due.key not in waiting)

    def _keep_visit(self, capture: Capture, known: Held) -> None:
        sha256 = known.body_sha256 or ""
        self._visits = self._visits or ArchiveWriter(self.home, self.source.name, visits=True)
        self._visits.add(replace(capture, body=b"", sha256=sha256))
        self._fetched.append(_fetched(known.due, _answer_of(capture), sha256, known))
        self.counts.unchanged += known.due.role == "page"
        self._rotate(self._visits)

    def _rotate(self, writer: ArchiveWriter) -> None:
        if writer.records >= ROTATE_RECORDS or writer.bytes_written >= ROTATE_BYTES:
            self.flush()

    def _capture(self, due: Due, answer: Answer) -> Capture:
        own, over_tls = self.source.owns(answer.url), answer.url.startswith("https:")
        return Capture(
            url=answer.url,
            fetched_at=answer.fetched_at,
            status=answer.status,
            content_type=answer.header("content-type"),
            headers=answer.headers,
            body=answer.body,
            sha256=hashlib.sha256(answer.body).hexdigest(),
            source=self.source.name,
            lineage=self.source.lineage if own else "official" if is_official(answer.url) else "unknown",
            rules=self.source.rules if own else None,
            tls=self._orders.tls_of(urlsplit(answer.url).hostname or "") if over_tls else None,
            publisher=self.source.publisher if own else None,
            fictional=replica() is not None,
            listed_title=due.listed_title,
            listed_date=due.listed_date,
            referrer=due.referrer,
            related=due.related,
            role=due.role,
            deadline=due.deadline,
            listed_fields=due.fields,
        )


def _url_of(known: Held | None) -> str:
    return known.due.url if known else ""


def _left(pages: int) -> str | None:
    return f"{pages} older pages are left for the next nights" if pages else None


def files_named(body: bytes, url: str) -> tuple[Due, ...]:
    """The files that a page links or shows in a viewer: a[href] and iframe[fileurl], each once."""
    try:
        root = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding=_charset(body)))
    except (lxml.etree.ParserError, ValueError):  # nothing in it, or a body that is no markup
        return ()
    found: dict[str, Due] = {}
    for link in root.iter("a", "iframe", "embed"):
        target = (link.get("href") or link.get("fileurl") or _viewed(link.get("src") or "")).strip()
        if not FILE_LINK.search(target):
            continue
        address = _joined(url, target)
        if address:
            name = " ".join(link.text_content().split()) or None
            due = Due(address_key(address), address, role="attachment", listed_title=name, referrer=url)
            found.setdefault(due.key, due)
    return tuple(found.values())


def _viewed(src: str) -> str:
    """The file that a viewer's address shows (viewer.html?file=/cms_files/…/x.pdf), or the src itself."""
    shown = VIEWER_FILE.search(src)
    return unquote(shown[1]) if shown else src


def is_error_page(url: str, body: bytes) -> bool:
    """Whether a file's address answered with an HTML page instead of the file."""
    return bool(FILE_LINK.search(url)) and bool(HTML_START.match(body[:200]))


def _is_relisted(now: Due, said: Due | None, known: Due) -> bool:
    """Whether a list says something else of a page than this list did; a list new to it may only add.

    Two columns may list one page under two titles or days: each is compared with itself, or they would take
    turns in having the page written again.
    """
    facts = ("listed_title", "listed_date", "related", "deadline")
    if said is None:
        return any(getattr(now, fact) and not getattr(known, fact) for fact in facts)
    return any(getattr(now, fact) and getattr(now, fact) != getattr(said, fact) for fact in facts)


def _joined(base: str, target: str) -> str | None:
    try:
        address = urljoin(base, target)
    except ValueError:
        return None
    return played(address) if address.startswith(("http://", "https://")) else None


def _host(url: str) -> str:
    return neutral_host(urlsplit(url).hostname or "")


def _charset(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _fetched(
    due: Due, answer: Answer, sha256: str, known: Held | None, open_until: date | None = None
) -> Fetched:
    return Fetched(
        due=due,
        http_status=200,
        fetched_at=answer.fetched_at,
        etag=answer.header("etag") or (known.etag if known else None),
        last_modified=answer.header("last-modified") or (known.last_modified if known else None),
        body_sha256=sha256,
        open_until=open_until,
    )


def _answer_of(capture: Capture) -> Answer:
    return Answer(capture.url, capture.status, capture.headers, capture.body, capture.fetched_at)


def _refetched(capture: Capture, known: Held | None) -> Fetched:
    """A salvaged record as the state knows it."""
    due = Due(
        key=address_key(capture.url),
        url=capture.url,
        role="attachment" if capture.role == "attachment" else "page",
        listed_title=capture.listed_title,
        listed_date=capture.listed_date,
        referrer=capture.referrer,
        related=capture.related,
        deadline=capture.deadline,
        fields=capture.listed_fields,
    )
    return _fetched(due, _answer_of(capture), capture.sha256, known)
