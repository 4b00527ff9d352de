"""A hostile site on loopback, with a page for each fault, and the sources that crawl it. All is fictional.

Its list names the faulty pages in turn with healthy ones, newest first, so that what a fault does to its
neighbours is seen too. Whole lists that are hostile (a storm, an endless list, an XML bomb) have an address
and a source of their own. What was asked for stands in `log`, with the moments of begin and end.
"""

from __future__ import annotations

import gzip
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import ClassVar, Self

import brotli

from crawler.families.feed import FeedSpider
from crawler.families.pages import PagesSpider

MEGABYTE = 1_000_000
BOMB = 300 * MEGABYTE
STORM = 40
QUIET = 4
LONG = 12
TAKES = 0.06  # seconds for an answer of the long list
NO_ANSWER = 0
FIRST_DAY = date(2026, 11, 20)
HTML = "text/html; charset=utf-8"
TITLE = "关于印发虚构灯塔历书的通知"
TEXT = "现将虚构灯塔历书印发给你们，请结合实际认真贯彻执行，并于每年年底前报送灯塔工作情况。"
HEALTHY = "/art/healthy-{}.html"
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi"))
    + "]><rss><channel><item><title>&i;</title><link>/art/laughs.html</link></item></channel></rss>"
).encode()


class HostileSpider(PagesSpider):
    """The source whose pages are hostile; its list is sound."""

    name = "hostile"
    publisher = "虚构的灯塔部"
    lineage = "official"
    home = "https://hostile.example/list/index.html"
    row = "ul.list > li"
    column = "/art/"
    stated = True


class StormSpider(HostileSpider):
    """Every page of this list answers 503."""

    name = "storm"
    home = "https://hostile.example/storm/index.html"


class EndlessSpider(HostileSpider):
    """A calendar: behind each page of this list stands another."""

    name = "endless"
    home = "https://hostile.example/endless/index.html"
    stated = False
    pages_at_most = 12


class LaughingSpider(FeedSpider):
    """A feed that is an XML bomb."""

    name = "laughing"
    publisher = "虚构的灯塔部"
    home = "https://hostile.example/laughing.xml"


class RedesignedSpider(HostileSpider):
    """A list whose page holds no row any more, and answers 200."""

    name = "redesigned"
    home = "https://hostile.example/redesigned/index.html"


class QuietSpider(HostileSpider):
    """A list of a few healthy pages."""

    name = "quiet"
    home = "https://hostile.example/quiet/index.html"


class LongSpider(HostileSpider):
    """A list of more healthy pages, each of which takes its time."""

    name = "long"
    home = "https://hostile.example/long/index.html"


class Wire(BaseHTTPRequestHandler):
    """One connection: what the site does on it."""

    protocol_version = "HTTP/1.1"
    site: ClassVar[Hostile]

    def do_GET(self) -> None:
        began = monotonic()
        try:
            self.site.answer(self)
        except (BrokenPipeError, ConnectionResetError):  # the crawler has had enough of a page
            self.close_connection = True
        finally:
            self.site.log.append(Asked(self.path, began, monotonic()))

    def head(self, status: int = 200, content_type: str = HTML, **headers: object) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def whole(self, body: bytes, status: int = 200, content_type: str = HTML, **headers: object) -> None:
        self.head(status, content_type, Content_Length=len(body), **headers)
        self.wfile.write(body)

    def to(self, target: str) -> None:
        """A redirect."""
        self.whole(b"", 302, Location=target)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


Answering = Callable[[Wire], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the site saw it."""

    path: str
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A hostile page: the number of its fault, its name, and whether a page of it is stored after all."""

    number: int
    name: str
    stored: bool = False

    @property
    def path(self) -> str:
        return f"/art/{self.name}.html"


def page(text: str = TEXT, title: str = TITLE, head: str = "", tail: str = "") -> bytes:
    charset = "<meta charset='utf-8'>"
    body = f"<h1>{title}</h1><p>{text}</p>{tail}"
    return f"<html><head>{charset}{head}<title>{title}</title></head><body>{body}</body></html>".encode()


def drip(wire: Wire, pieces: Iterable[bytes]) -> None:
    """A loris sends a little, and a little, and never enough."""
    for piece in pieces:
        wire.wfile.write(piece)
        sleep(0.2)


def slow_body(wire: Wire) -> None:
    wire.head(Content_Length=4000)
    drip(wire, (b"<p>" for _ in range(1000)))


def slow_head(wire: Wire) -> None:
    wire.wfile.write(b"HTTP/1.1 200 OK\r\n")
    drip(wire, (f"X-{n}: x\r\n".encode() for n in range(1000)))


def too_short(wire: Wire) -> None:
    wire.close_connection = True
    wire.head(Content_Length=len(page()) + 100)
    wire.wfile.write(page())


def chunk_cut(wire: Wire) -> None:
    wire.close_connection = True
    wire.head(Transfer_Encoding="chunked")
    wire.wfile.write(b"%x\r\n" % len(page()) + page()[:60])


def gzip_cut(wire: Wire) -> None:
    wire.whole(gzip.compress(page() * 20)[:-30], Content_Encoding="gzip")


def gzip_wrong_sum(wire: Wire) -> None:
    packed = bytearray(gzip.compress(page() * 20))
    packed[-8] ^= 0xFF
    wire.whole(bytes(packed), Content_Encoding="gzip")


def deflate_cut(wire: Wire) -> None:
    wire.whole(zlib.compress(page() * 20)[:-9], Content_Encoding="deflate")


@cache
def gzip_bomb() -> bytes:
    """300 MB of nothing: one block over and over, with the right sum at its end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    total = 0
    for _ in range(BOMB // MEGABYTE):
        total = zlib.crc32(bytes(MEGABYTE), total)
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
    return head + block * (BOMB // MEGABYTE) + packer.flush() + struct.pack("<LL", total, BOMB)


@cache
def brotli_bomb() -> bytes:
    return bytes(brotli.compress(bytes(BOMB), quality=1))


def huge(wire: Wire) -> None:
    """100 MB, and says so."""
    wire.close_connection = True
    wire.head(Content_Length=100 * MEGABYTE)
    for _ in range(100):
        wire.wfile.write(b" " * MEGABYTE)


def huge_in_pieces(wire: Wire) -> None:
    """100 MB that say nothing of their size."""
    wire.head(Transfer_Encoding="chunked")
    for _ in range(100):
        wire.wfile.write(b"%x\r\n" % MEGABYTE + b" " * MEGABYTE + b"\r\n")
    wire.wfile.write(b"0\r\n\r\n")


def calendar(wire: Wire) -> None:
    """A healthy page that links into a calendar without end."""
    days = "".join(f'<a href="/art/calendar-{day}.html">{day}</a>' for day in range(300))
    wire.whole(page(tail=days))


FAULTS: dict[Fault, Answering] = {
    Fault(4, "slow-body"): slow_body,
    Fault(4, "slow-head"): slow_head,
    Fault(5, "too-short"): too_short,
    Fault(5, "chunk-cut"): chunk_cut,
    Fault(6, "gzip-cut"): gzip_cut,
    Fault(6, "gzip-wrong-sum"): gzip_wrong_sum,
    Fault(6, "deflate-cut"): deflate_cut,
    Fault(7, "gzip-bomb"): lambda wire: wire.whole(gzip_bomb(), Content_Encoding="gzip"),
    Fault(8, "brotli-bomb"): lambda wire: wire.whole(brotli_bomb(), Content_Encoding="br"),
    Fault(9, "huge"): huge,
    Fault(9, "huge-in-pieces"): huge_in_pieces,
    Fault(10, "redirect-loop"): lambda wire: wire.to(wire.path),
    Fault(10, "redirect-chain"): lambda wire: wire.to("/chain/0"),
    Fault(11, "redirect-to-a-file"): lambda wire: wire.to("file:///etc/hostname"),
    Fault(11, "redirect-to-data"): lambda wire: wire.to("data:text/html,<p>x</p>"),
    Fault(11, "refresh-to-a-file", stored=True): lambda wire: wire.whole(
        page(head="<meta http-equiv='refresh' content='0; url=file:///etc/hostname'>")
    ),
    Fault(12, "redirect-to-this-machine"): lambda wire: wire.to(f"{wire.site.neighbour}/secret"),
    Fault(12, "redirect-to-the-cloud"): lambda wire: wire.to("http://169.254.169.254/latest/meta-data/"),
    Fault(13, "names-a-local-file", stored=True): lambda wire: wire.whole(
        page(tail='<a href="file:///etc/hostname.pdf">附件</a>')
    ),
    Fault(14, "busy"): lambda wire: wire.whole(b"", 503),
    Fault(16, "calendar", stored=True): calendar,
    Fault(17, "nested", stored=True): lambda wire: wire.whole(
        page(head="</head><body>" + "<div>" * 100_000, tail="</div>" * 100_000)
    ),
    Fault(17, "nested-too-deep", stored=True): lambda wire: wire.whole(
        page(head="</head><body>" + "<div>" * 200_000, tail="</div>" * 200_000)
    ),
    Fault(18, "charset-lie", stored=True): lambda wire: wire.whole(page().decode().encode("gb18030")),
    Fault(19, "controls", stored=True): lambda wire: wire.whole(
        page(TEXT.replace("灯塔", "灯\0塔").replace("历书", "历\x01\x0b书"))
    ),
    Fault(21, "long-header"): lambda wire: wire.whole(page(), X_Long="x" * 200_000),
    Fault(27, "captcha"): lambda wire: wire.whole(page("请输入验证码后继续访问", "安全验证")),
    Fault(27, "says-gone"): lambda wire: wire.whole(page("您访问的页面不存在", "提示")),
}


class Hostile:
    """The site; a context manager. `certificate`: a file with a certificate and its key, for https."""

    def __init__(self, *, certificate: Path | None = None, robots: tuple[int, bytes] = (404, b"")) -> None:
        self.robots = robots
        self.log: list[Asked] = []
        self.neighbour: str = ""
        self.lists: dict[str, bytes] = {}  # lists that are others than they were, by path
        self.busy: dict[str, tuple[int, int]] = {}  # pages that ask once to be asked later: status, seconds
        wire = type("ThisWire", (Wire,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), wire)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")  # a server of old times may have a small key
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = _quiet  # type: ignore[assignment]

    @property
    def base_url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def asked(self, prefix: str) -> list[Asked]:
        """The requests whose path begins so."""
        return [one for one in tuple(self.log) if one.path.startswith(prefix)]

    def answer(self, wire: Wire) -> None:
        path = wire.path
        found = [answer for fault, answer in FAULTS.items() if fault.path == path]
        if path == "/robots.txt" and self.robots[0] == NO_ANSWER:
            slow_head(wire)
        elif path == "/robots.txt":
            wire.whole(self.robots[1], self.robots[0], "text/plain")
        elif found:
            found[0](wire)
        elif path.startswith("/chain/"):
            wire.to(f"/chain/{int(path.rpartition('/')[2]) + 1}")
        elif path.startswith("/art/storm-"):
            wire.whole(b"", 503)
        elif path in self.busy:
            status, wait = self.busy.pop(path)
            wire.whole(b"", status, Retry_After=wait)
        elif path.startswith("/art/"):
            sleep(TAKES if path.startswith("/art/long-") else 0)
            wire.whole(page())
        else:
            self._list(wire)

    def _list(self, wire: Wire) -> None:
        """The lists, sound and hostile."""
        folder, _, leaf = wire.path.rpartition("/")
        if wire.path in self.lists:
            wire.whole(self.lists[wire.path])
        elif folder == "/list":
            wire.whole(listing(paths()))
        elif folder == "/quiet":
            wire.whole(listing([HEALTHY.format(n) for n in range(QUIET)]))
        elif folder == "/long":
            wire.whole(listing([f"/art/long-{n}.html" for n in range(LONG)]))
        elif folder == "/storm":
            wire.whole(listing([f"/art/storm-{n}.html" for n in range(STORM)]))
        elif folder == "/endless":
            number = int(leaf.removeprefix("index").removesuffix(".html").lstrip("_") or 0)
            wire.whole(listing([f"/art/day-{number}-{n}.html" for n in range(5)], counts=False))
        elif folder == "/redesigned":
            wire.whole("<html><body><div class='cards'><p>灯塔工作</p></div></body></html>".encode())
        elif leaf == "laughing.xml":
            wire.whole(BILLION_LAUGHS, 200, "application/rss+xml")
        else:
            wire.whole(b"", 404)


def paths() -> list[str]:
    """What the list names: each faulty page, and a healthy one behind it."""
    return [path for n, fault in enumerate(FAULTS) for path in (fault.path, HEALTHY.format(n))]


def listing(named: list[str], *, counts: bool = True, newest: date = FIRST_DAY) -> bytes:
    """A list of these pages, newest first."""
    rows = "".join(
        f'<li><a href="{path}" title="虚构灯塔通知{n}">虚构灯塔通知</a>'
        f"<span>{(newest - timedelta(days=n)).isoformat()}</span></li>"
        for n, path in enumerate(named)
    )
    local = "<li><a href='file:///etc/hostname'>本机</a><span>2026-11-20</span></li>" if counts else ""
    count = f"<p>共{len(named) + bool(local)}条</p>" if counts else ""
    return f"<html><body><ul class='list'>{rows}{local}</ul>{count}</body></html>".encode()


def _quiet(*_: object) -> None:
    """A connection that the crawler closed is no news."""
