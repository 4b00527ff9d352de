"""What the crawler refuses (守则): walls, private addresses, cut bodies.

Also the named faults of a source: a source that fails one of them keeps what it had, stores nothing from the
answer, and turns the night red.
"""

from __future__ import annotations

import ipaddress
import re
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.extensions.httpcache import DummyPolicy, FilesystemCacheStorage
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver

from kb.home import replica

WALL_STATUSES = frozenset({401, 403, 405, 412, 418, 429, 521})
# <script>document.cookie=…__jsl_clearance_s…;location.href=location.pathname (Knownsec); 请输入验证码
CHALLENGE = re.compile(rb"__jsl_clearance|document\.cookie\s*=[^\n]{0,2000}location\.(?:href|reload)")
CAPTCHA = re.compile("请输入验证码|请完成(?:安全)?验证|安全验证|访问过于频繁|人机验证|滑动验证")
# <title>安全验证</title>, <title>访问被拦截</title>: a page of any size that is nothing else
WALL_TITLE = re.compile(
    r"<title>\s{0,20}(?:安全验证|访问验证|人机验证|验证码|访问被?(?:拒绝|拦截|受限|禁止)|请求被?拦截"
    r"|Just a moment\.{0,3})\s{0,20}</title>",
    re.IGNORECASE,
)
# 您的请求疑似攻击行为，已被网站防火墙拦截
FIREWALL = re.compile("[您你]的(?:访问|请求|IP)[^。<>]{0,40}(?:拦截|阻断|拒绝)")
# 您访问的页面不存在; 页面已删除
GONE = re.compile("(?:页面|文章|信息|网页)(?:不存在|已删除|已被删除|已下线|找不到)")
SHORT_PAGE = 8000
CHUNK = 1 << 16
LARGEST_ANSWER = 60 * 1024 * 1024


class SourceFault(Exception):
    """A source failed a check; the message says what was found, what was expected, and where."""

    def __str__(self) -> str:
        return f"{type(self).__name__}: {super().__str__()}"


class BlockedByWall(SourceFault):
    """The site refuses us or asks for a browser (521, 412, 403, 429, a challenge): stop, do not bypass."""


class HostFailing(SourceFault):
    """Several answers in a row failed: the host is left alone for the night."""


class FetchFailed(SourceFault):
    """A list could not be fetched at all: refused by robots.txt, timed out, cut, redirected away."""


class CrawlBroken(SourceFault):
    """Our own side failed: the disk, or a programming error."""


def wall(status: int, body: bytes, url: str) -> BlockedByWall | None:
    """Whether an answer is a wall rather than a page."""
    if status in WALL_STATUSES:
        return BlockedByWall(f"HTTP {status} at {url}")
    if CHALLENGE.search(body[:SHORT_PAGE]):
        return BlockedByWall(f"HTTP {status} with a cookie challenge at {url}")
    head = body[:SHORT_PAGE].decode("utf-8", "replace")
    if WALL_TITLE.search(head) or (len(body) < SHORT_PAGE and CAPTCHA.search(head)):
        return BlockedByWall(f"HTTP {status} with a verification form at {url}")
    if len(body) < SHORT_PAGE and FIREWALL.search(head):
        return BlockedByWall(f"HTTP {status} with the page of a firewall at {url}")
    return None


def says_gone(body: bytes) -> bool:
    """Whether a short 200 page only says that the page is gone (soft 404)."""
    return len(body) < SHORT_PAGE and bool(GONE.search(body.decode("utf-8", "replace")))


def played(url: str) -> str:
    """The address to fetch: on the replica when one is named, else the URL, https where MIIT says http."""
    base = replica()
    parts = urlsplit(url)
    if base:
        stage = urlsplit(base)
        return urlunsplit((stage.scheme, stage.netloc, parts.path, parts.query, ""))
    scheme = "https" if parts.scheme == "http" and parts.netloc.endswith("miit.gov.cn") else parts.scheme
    return urlunsplit((scheme, parts.netloc, parts.path, parts.query, ""))


TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: IPv4 behind a translator


class RefusedAddress(IgnoreRequest):
    """An address that is never fetched: another scheme, this machine, a private network."""


# zjtx.miit.gov.cn shows notices to everybody; what companies filed there (/qyxx/…, getXqkList, with names and
# telephone numbers) lies open beside them and is not ours to collect
FILING_HOST = "zjtx.miit.gov.cn"
FILING_PATH = re.compile(r"^/(?:zxqySy|zxqy|qyxx|xqdj|szhzx)(?:/|$)", re.IGNORECASE)
FILING_NOTICES = re.compile(r"^/zxqySy/(?:main|tzggMore|tzggView|syTzgg)$")
FILE_PATH = re.compile(
    r"^/(?:[^/?#]{1,80}/){0,6}[^/?#]{1,200}\.(?:pdf|docx?|xlsx?|wps|zip|rar)$", re.IGNORECASE
)


def holds_filings(url: str) -> bool:
    """Whether an address of the filing platform is none of its notices; on the replica the path decides."""
    parts = urlsplit(url)
    if (parts.hostname or "").lower().rstrip(".") != FILING_HOST and not (
        replica() and FILING_PATH.match(parts.path)
    ):
        return False
    if FILING_NOTICES.match(parts.path) or parts.path == "/robots.txt":
        return False
    return bool(FILING_PATH.match(parts.path)) or not FILE_PATH.match(parts.path)


class AddressGuard:
    """Downloader middleware: every request, redirects too, goes to a public host or to the replica."""

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        base = replica()
        if parts.scheme not in ("http", "https"):
            raise RefusedAddress(f"{parts.scheme}: addresses are not fetched: {request.url}")
        if base and parts.netloc != urlsplit(base).netloc:
            raise RefusedAddress(f"{parts.netloc} is not the replica {base}")
        if holds_filings(request.url):
            raise RefusedAddress(f"{request.url} is no public notice: what companies filed is not collected")
        if not base and not _public_literal(parts.hostname or ""):
            raise RefusedAddress(f"{parts.hostname} is a private address")


def _public_literal(host: str) -> bool:
    """False for localhost and for an IP literal that is not public; names are judged when resolved."""
    try:
        return is_public(host)
    except ValueError:
        return host not in ("", "localhost") and not host.endswith(".localhost")


def is_public(address: str) -> bool:
    """Whether an address is of the public network; one of IPv6 may wrap a private one of IPv4."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in TRANSLATED else None
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1] or translated
        if wrapped is not None:
            return is_public(str(wrapped))
    return found.is_global and not found.is_multicast


class GlobalResolver(CachingThreadedResolver):
    """Resolves names, and refuses a name that leads to a private address (DNS rebinding)."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        answer = super().getHostByName(name, timeout)
        answer.addCallback(_public_only, name)
        return answer


def _public_only(address: str, name: str) -> str:
    if not is_public(address):
        raise OSError(f"{name} leads to the private address {address}: refused")
    return address


class WholeBody:
    """Downloader middleware: a packed body that ends early, or in a coding not asked for, is no answer.

    Scrapy would take what there is of a cut body. Of codings only those are asked for whose end can be seen.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        codings = b",".join(response.headers.getlist("Content-Encoding")).lower().split(b",")
        for coding in filter(None, (coding.strip() for coding in codings)):
            if coding not in WINDOWS:
                said = coding.decode("latin-1")
                raise IgnoreRequest(f"{response.url} is packed as {said}, which was not asked for")
            if len(codings) == 1 and response.body and not is_whole(response.body, coding):
                raise ResponseDataLossError(f"the {coding.decode()} body of {response.url} ends early")
        return response


# How zlib unpacks a coding; deflate is sent with and without its header.
WINDOWS = {
    b"gzip": (zlib.MAX_WBITS + 16,),
    b"x-gzip": (zlib.MAX_WBITS + 16,),
    b"deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
    b"identity": (),
}


def is_whole(body: bytes, coding: bytes) -> bool:
    """Whether a packed stream has its end and its checksum."""
    windows = WINDOWS[coding]
    return not windows or any(_unpacks(body, window) for window in windows)


def _unpacks(body: bytes, window: int) -> bool:
    """Whether all of a stream unpacks; goes through it in small pieces and keeps none.

    What is larger than any answer may be is another middleware's to refuse: it is not followed to its end.
    """
    inflate = zlib.decompressobj(window)
    rest, size = body, 0
    try:
        while rest and not inflate.eof and size <= LARGEST_ANSWER:
            size += len(inflate.decompress(rest, CHUNK))
            rest = inflate.unconsumed_tail
    except zlib.error:
        return False
    return inflate.eof or size > LARGEST_ANSWER


class GoodPagesOnly(DummyPolicy):
    """What the night's cache keeps: whole pages. An error or a 304 is asked for again."""

    def should_cache_response(self, response: Response, request: Request) -> bool:
        return bool(response.status == 200)


class NightCache(FilesystemCacheStorage):
    """The night's cache, each entry entered by rename: a kill must not leave half a page that looks whole."""

    _suffix = ""

    def store_response(self, spider: Any, request: Request, response: Response) -> None:
        self._suffix = ".part"
        try:
            super().store_response(spider, request, response)
            part = Path(self._get_request_path(spider, request))
        except (
            OSError
        ) as error:  # the page is still kept in the archive; the run says why it is not a good one
            why = f"the night's cache cannot be written: {error.strerror or error}"
            spider.fault = getattr(spider, "fault", None) or CrawlBroken(why)
            return
        finally:
            self._suffix = ""
        final = Path(self._get_request_path(spider, request))
        if not final.exists():
            part.rename(final)

    def _get_request_path(self, spider: Any, request: Request) -> str:
        return str(super()._get_request_path(spider, request)) + self._suffix
