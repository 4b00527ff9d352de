"""The key of an address (地址键): one name for one page, however it was linked.

Reads a URL, writes a host-neutral key. Publishing systems put the same page under several hosts, columns and
schemes; where they give it an id of its own, the id is the key. Must never join two different pages: what is
not known keeps its host, path and query.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# JPaaS: /zwgk/zcwj/wjfb/tz/art/2026/art_255ea93df118460fa105c46c2f546d9a.html
JPAAS_ART = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?(art_[0-9a-f]{32})\.html$")
# JPaaS file: /cms_files/filemanager/1226211233/attach/20256/91c0963b1e5a40a0bbac8cf0883f5fc2.pdf
JPAAS_FILE = re.compile(r"/cms_files/filemanager/\d+/attach/\d+/([0-9a-f]{32}\.[0-9A-Za-z]{2,5})$")
# 大汉 Hanweb: /art/2026/9/28/art_89736_11800001.html; a number of this host
HANWEB_ART = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/(art_\d+_\d+)\.html$")
# TRS: /xxgk/zcfb/tz/202603/t20260327_1404395.html; one installation serves all hosts of these domains
TRS_DOCUMENT = re.compile(r"/(t\d{8}_\d{4,})\.s?html?$")
TRS_DOMAINS = ("ndrc.gov.cn", "mof.gov.cn", "replica")
# gov.cn: /zhengce/zhengceku/202209/content_5710000.htm
GOVCN_CONTENT = re.compile(r"/(content_\d{5,})\.html?$")
# Sina: /jjxw/2022-09-24/doc-imqqsmrp0123456.shtml and its mobile form detail-imqqsmrp0123456.d.html
SINA_DOC = re.compile(r"/(?:doc|detail)-i([0-9a-z]{10,24})\.(?:shtml|d\.html|html)$")
SINA_HOSTS = ("sina.com.cn", "sina.cn", "replica")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HOST_VARIANTS = ("www.", "wap.", "m.")
INDEX = re.compile(r"/index\.(?:s?html?|php|jsp)$")


def address_key(url: str) -> str:
    """The key of a page or file; import: addresses and what is no address are keys already."""
    if url.startswith("import:"):
        return url
    if url.startswith("comos:"):  # Sina's docid
        return f"sina:{url[6:]}"
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # http://[half an address
        return url.strip()
    path = unquote(parts.path) or "/"
    if found := JPAAS_ART.search(path) or JPAAS_FILE.search(path):
        return found[1]
    host = neutral_host(parts.hostname or "")
    if host.endswith(("gov.cn", "replica")) and (found := GOVCN_CONTENT.search(path)):
        return f"{host}/{found[1]}"
    if _is_sina(host) and (found := SINA_DOC.search(path)):
        return f"sina:{found[1]}"
    if found := HANWEB_ART.search(path):
        return f"{host}/{found[1]}"
    if (found := TRS_DOCUMENT.search(path)) and (domain := _trs_domain(host)):
        return f"{domain}/{found[1]}"
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host}{INDEX.sub('/', path)}" + (f"?{query}" if query else "")


def _is_sina(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in SINA_HOSTS)


def _trs_domain(host: str) -> str | None:
    """The domain whose hosts share one TRS installation."""
    return next((name for name in TRS_DOMAINS if host == name or host.endswith(f".{name}")), None)


def neutral_host(host: str) -> str:
    """A host without its variants (www, wap, m); every replica is the one host 'replica'."""
    host = host.lower().rstrip(".")
    if host in LOOPBACK:
        return "replica"
    for prefix in HOST_VARIANTS:
        if host.startswith(prefix) and host.count(".") > 1:
            return host.removeprefix(prefix)
    return host
