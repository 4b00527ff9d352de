"""The server (样例门户): plays the ministry's site on loopback, night by night, with faults on request.

Standard library only. Use as ``with Portal(faults=["unprimed"]) as portal: portal.base_url``; ``portal.log``
lists the requests seen, ``portal.advance(2)`` reveals the notices of the second night, ``portal.inject`` and
``portal.heal`` switch faults while it runs. The same requests in the same order get the same answers.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from samples.portal import pages, press, unit
from samples.portal.faults import Fault, parse_fault, strikes
from samples.portal.files import CONTENT_TYPES, file_bytes
from samples.portal.library import COLUMNS, FAR_NIGHT, Column, Text, attachments, texts
from samples.portal.sites import sites
from samples.portal.wire import HTML, JSON, Reply, Request, reply, validated

ROBOTS = "# {fiction}\nUser-agent: *\nDisallow: /jpaas-admin/\nAllow: /\n"
PARENTS = {
    "/zwgk/": "/zwgk/zcwj/wjfb/tz/index.html",
    "/zwgk/zcwj/": "/zwgk/zcwj/wjfb/tz/index.html",
    "/zwgk/zcwj/wjfb/": "/zwgk/zcwj/wjfb/tz/index.html",
    "/gzcy/": "/gzcy/yjzj/index.html",
}
WALLS: tuple[tuple[str, int], ...] = (
    ("wall-521", 521),
    ("forbidden-403", 403),
    ("captcha-200", 200),
    ("server-500", 500),
    ("busy-503", 503),
)
REDIRECTS = {
    "redirect-private": "http://169.254.169.254/latest/meta-data/",
    "redirect-file": "file:///etc/hostname",
}


class Portal:
    """The sample portal; a context manager. Starts on night 1, on a free port unless one is named."""

    def __init__(self, faults: Iterable[str] = (), *, port: int = 0, night: int = 1) -> None:
        self.faults: set[Fault] = {parse_fault(name) for name in faults}
        self.night = night
        self.delay = 5.0
        self.log: list[Request] = []
        self._shifted: set[str] = set()
        self._tokens = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    # -- running it

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        self._server.serve_forever()

    # -- switches

    def advance(self, night: int | None = None) -> int:
        """Reveal the texts of a later night (the next one by default)."""
        self.night = self.night + 1 if night is None else night
        return self.night

    def inject(self, *names: str) -> None:
        self.faults |= {parse_fault(name) for name in names}

    def heal(self, *names: str) -> None:
        """Switch the named faults off; all of them without a name."""
        gone = {parse_fault(name) for name in names} or set(self.faults)
        self.faults -= gone

    def has(self, fault: str, *paths: str) -> bool:
        return strikes(self.faults, fault, *paths)

    def requests(self, prefix: str) -> list[Request]:
        """The requests seen whose path begins with the prefix."""
        return [r for r in self.log if r.path.startswith(prefix)]

    # -- what is published

    def visible(self) -> tuple[Text, ...]:
        """What stands on the site tonight, newest first."""
        shifted = bool(self._shifted)
        return tuple(t for t in texts() if t.night <= self.night or (shifted and t.night == FAR_NIGHT))

    def at(self, path: str) -> tuple[Text, ...]:
        """What stands at an address tonight: one text or none."""
        return tuple(t for t in self.visible() if t.path == path)

    def rows(self, col: Column) -> tuple[Text, ...]:
        """The rows of a column: its own texts and those it lists of other columns."""
        found = tuple(t for t in self.visible() if col.key in (t.column, *t.also))
        return found[:-3] if self.has("withdrawn", col.path) else found

    # -- answering

    def answer(self, request: Request) -> Reply:
        """The whole path of one request: walls first, then the page, then what damages it on the way."""
        with self._lock:
            self.log.append(request)
        if self.has("slow", request.path):
            time.sleep(self.delay)
        wall = self._wall(request)
        return wall if wall is not None else self._damage(request, self._route(request))

    def _wall(self, request: Request) -> Reply | None:
        if request.path == "/robots.txt":
            return None
        for name, status in WALLS:
            if self.has(name, request.path, *self._column_paths(request)):
                body = {"wall-521": pages.WALL, "captcha-200": pages.captcha()}.get(
                    name, pages.failure(status)
                )
                extra = {"Retry_After": "120"} if name == "busy-503" else {}
                return reply(body, HTML, status, **extra)
        return None

    def _column_paths(self, request: Request) -> tuple[str, ...]:
        """A list request belongs to its column, so that a fault placed there reaches it."""
        wanted = request.query.get("pageId")
        return tuple(c.path for c in COLUMNS if c.page_id == wanted)

    def _route(self, request: Request) -> Reply:
        path = request.path
        if path == "/robots.txt":
            return self._robots(request)
        for site in sites():
            if made := site.answer(self, request):
                return made
        routes: tuple[tuple[bool, Callable[[Request], Reply]], ...] = (
            (path == "/", lambda _: reply(pages.home())),
            (path == pages.UNIT_PATH, self._unit),
            (path == "/api-gateway/jpaas-plugins-web-server/front/rss/getinfo", self._rss),
            (path.startswith("/cms_files/filemanager/"), self._file),
            ("/art/" in path, self._detail),
            (path.startswith("/n1146295/"), lambda _: reply(pages.failure(403), HTML, 403)),
            (press.holds(path), self._press),
        )
        for matches, handler in routes:
            if matches:
                return handler(request)
        return self._column(request)

    def _robots(self, request: Request) -> Reply:
        if self.has("robots-503", request.path):
            return reply(pages.failure(503), HTML, 503)
        if self.has("robots-html", request.path):
            return reply(pages.home())
        if self.has("robots-deny", request.path):
            return reply("User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8")
        return reply(ROBOTS.format(fiction=pages.FICTION), "text/plain; charset=utf-8")

    def _column(self, request: Request) -> Reply:
        folder = request.path.removesuffix("index.html")
        if folder in PARENTS:
            return reply(pages.redirect_shell(PARENTS[folder]))
        found = [c for c in COLUMNS if c.path == folder]
        if not found:
            return reply(pages.gone(), HTML, 404)
        cookie = {} if self.has("missing-cookie", folder) else {"Set_Cookie": "__jsluid_s=fictional; path=/"}
        return reply(pages.shell(found[0]), HTML, 200, **cookie)

    def _unit(self, request: Request) -> Reply:
        """Rows for a primed client; the silent failure for every other."""
        want = unit.asked(request.query)
        if want.tag_id == "站点导航":
            return reply(unit.envelope(unit.navigation_fragment()), JSON)
        found = [c for c in COLUMNS if c.page_id == want.page_id]
        if not found:
            return reply(unit.open_failure(), JSON)
        col = found[0]
        if not self._primed(request, col) or want.tag_id != col.tag_id:
            return reply(unit.silent_failure(), JSON)
        if self.has("empty-html", col.path):
            return reply(unit.envelope(""), JSON)
        return reply(unit.envelope(self._fragment(col, want)), JSON)

    def _primed(self, request: Request, col: Column) -> bool:
        """The right parseType, and the column page as Referer; the script of the page is what sends it."""
        referer = urlsplit(request.headers.get("referer", "")).path.removesuffix("index.html")
        spelt = request.query.get("parseType") == "buildstatic"
        return spelt and referer == col.path and not self.has("unprimed", col.path)

    def _fragment(self, col: Column, want: unit.Asked) -> str:
        shifts = self.has("page-shift", col.path)
        if shifts and want.page > 1:
            self._shifted.add(col.key)
        rows = self.rows(col)
        page = 1 if self.has("stalled-paging", col.path) else want.page
        part = rows[(page - 1) * want.size : page * want.size]
        if self.has("empty-fragment", col.path):
            part = ()
        more = 3 if self.has("count-mismatch", col.path) else 0
        return unit.fragment(col, part, page, len(rows) + more)

    def _rss(self, request: Request) -> Reply:
        wanted = request.query.get("columnIds", "").split(",")
        keys = {c.key for c in COLUMNS if c.page_id in wanted}
        items = [t for t in self.visible() if keys & {t.column, *t.also}]
        return reply(unit.rss(items[:20]), "application/xml;charset=UTF-8")

    def _detail(self, request: Request) -> Reply:
        found = self.at(request.path)
        if not found or self.has("gone-404", request.path):
            return reply(pages.gone(), HTML, 404)
        for name, target in {**REDIRECTS, "redirect-loop": request.path}.items():
            if self.has(name, request.path):
                return reply("", HTML, 302, Location=target)
        if self.has("soft-404", request.path):
            return reply(pages.gone())
        item = found[0]
        revised = self.has("revision", request.path)
        html = pages.detail(
            item,
            title=self._wrong_title(item) if self.has("title-mismatch", request.path) else None,
            revised=revised,
            viewer_only=self.has("pdf-only", request.path),
        )
        modified = item.built or item.published
        if revised:
            modified = modified.replace(hour=23, minute=59)
        moment = format_datetime(modified.replace(tzinfo=unit.CST).astimezone(UTC), usegmt=True)
        return validated(request, reply(html, Last_Modified=moment))

    def _wrong_title(self, item: Text) -> str:
        newest, second, *_ = self.visible()
        return second.title if item.slug == newest.slug else newest.title

    def _file(self, request: Request) -> Reply:
        found = [a for a in attachments().values() if a.path == request.path]
        if not found:
            return reply(pages.gone(), HTML, 404)
        if self.has("attachment-html", request.path):
            return reply(pages.gone())
        return validated(request, reply(file_bytes(found[0].key), CONTENT_TYPES[found[0].extension]))

    def _press(self, request: Request) -> Reply:
        with self._lock:
            self._tokens += 1
            token = hashlib.sha256(str(self._tokens).encode()).hexdigest()[:3].upper()
        page = press.page(request.path, night=self.night, token=token)
        if page is None:
            return reply(pages.gone(), HTML, 404)
        made = reply(page.body, page.content_type)
        return validated(request, made) if page.steady else made

    def _damage(self, request: Request, made: Reply) -> Reply:
        """Faults of the wire."""
        path, places = request.path, (request.path, *self._column_paths(request))
        if path == pages.UNIT_PATH and self.has("truncated-json", *places):
            return replace(made, body=made.body[: len(made.body) // 2])
        if path.endswith("/rss/getinfo") and self.has("rss-broken", path):
            return replace(made, body=made.body[: len(made.body) // 2])
        is_detail = "/art/" in path and made.status == 200
        if (is_detail or path == pages.UNIT_PATH) and self.has("gzip-truncated", *places):
            packed = gzip.compress(made.body, mtime=0)
            return replace(made, body=packed[:-40], headers={**made.headers, "Content-Encoding": "gzip"})
        if is_detail and self.has("short-body", path):
            return replace(made, body=made.body[: len(made.body) // 2], announced=len(made.body))
        if is_detail and self.has("charset-lie", path):
            return replace(made, body=made.body.decode().encode("gb18030"))
        return made


class _Server(ThreadingHTTPServer):
    """A threading server that knows its portal."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], portal: Portal) -> None:
        self.portal = portal
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that died is no error of the portal's; all else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Turns the wire into Request and Reply; no logic of its own."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        posted = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        form = dict(parse_qsl(body.decode(), keep_blank_values=True)) if posted else {}
        asked = Request(self.command, split.path, query, headers, form, body)
        self._send(self.server.portal.answer(asked))

    do_HEAD = do_POST = do_GET

    def _send(self, made: Reply) -> None:
        try:
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            if made.announced is not None:
                self.close_connection = True
            self.send_header("Content-Length", str(made.announced or len(made.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(made.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up, e.g. on a slow answer

    def log_message(self, format: str, *args: object) -> None:
        """Portal.log is the log."""
