"""What an unknown plain list tells of itself (识列表): its rows, where its documents lie, its page 2.

For `newsource`, which proposes constants that a person then reads; a crawl never guesses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from cleaners.address import neutral_host
from crawler.families.jpaas import RowUnreadable
from crawler.families.rows import read_row, read_tree
from crawler.guards import SourceFault

CLASS_NAME = re.compile(r"^[A-Za-z][\w-]*$")
# index_2.html, list_2.htm, 2.shtml
NUMBERED = re.compile(r"^([^/]{0,60}?)(\d{1,3})(\.\w{2,5})$")
NEXT_PAGE = frozenset({"2", "下一页", "下页", "下一页>", "下一页 >", ">"})
ROWS_AT_LEAST = 3
# Suffixes under which anybody has a name: a domain is one label more.
PUBLIC_SUFFIXES = frozenset({"gov.cn", "com.cn", "org.cn", "net.cn", "edu.cn", "ac.cn", "mil.cn"})


def guess_row(body: bytes, url: str) -> str | None:
    """The selector of the rows: items of the commonest list with links and dates, else blocks."""
    try:
        tree = read_tree(body, url)
    except SourceFault:
        return None
    listed = Counter(_in_parent(item) for item in tree.iter("li", "tr") if is_row(item, url))
    blocks = Counter(
        name for item in tree.iter("div", "dl", "dd", "p") if (name := _own_class(item)) and is_row(item, url)
    )
    for counted in (listed, blocks):
        found = counted.most_common(1)
        if found and found[0][1] >= ROWS_AT_LEAST:
            return found[0][0]
    return None


def is_row(item: HtmlElement, url: str) -> bool:
    """Whether an element is a row: one link to somewhere, and a date."""
    try:
        return read_row(item, url, lambda _: True) is not None
    except RowUnreadable:
        return False


def row_targets(body: bytes, url: str, row: str) -> tuple[str, ...]:
    """Where the rows lead."""
    items = (item for item in read_tree(body, url).cssselect(row) if is_row(item, url))
    return tuple(read.url for item in items if (read := read_row(item, url, lambda _: True)))


def guess_reach(
    targets: Sequence[str], home: str, own: Callable[[dict[str, str]], Callable[[str], bool]]
) -> tuple[tuple[str, object], ...]:
    """`column` or `domain` where most rows lead out of the list's folder; `own` judges with constants."""
    for proposed in ({}, *_proposals(targets, home)):
        if sum(map(own(proposed), targets)) * 2 > len(targets):
            return tuple(proposed.items())
    return ()


def guess_paging(body: bytes, url: str, usual: str) -> tuple[tuple[str, object], ...]:
    """`following` and `second` where page 2 is not called as `usual` says, with 1 for its number."""
    folder = url.rpartition("/")[0] + "/"
    for link in read_tree(body, url).iter("a"):
        if " ".join("".join(link.itertext()).split()) not in NEXT_PAGE:
            continue
        target = _joined(url, link.get("href") or "")
        name = NUMBERED.match(target.removeprefix(folder)) if target.startswith(folder) else None
        if name is None:
            continue
        pattern, second = f"{name[1]}{{}}{name[3]}", int(name[2])
        renamed = (("following", pattern),) if pattern != usual else ()
        return (*renamed, ("second", second)) if second != 1 else renamed
    return ()


def _proposals(targets: Sequence[str], home: str) -> Iterator[dict[str, str]]:
    """Wider and wider: the folder that the rows of this host share, then the domains above the host."""
    host = urlsplit(home).hostname or ""
    here = [urlsplit(url).path for url in targets if _same_host(url, host)]
    if here:
        yield {"column": _shared_folder(here)}
    labels = host.split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        if domain not in PUBLIC_SUFFIXES:
            yield {"domain": domain}


def _shared_folder(paths: Sequence[str]) -> str:
    """The folder below which all paths lie; a number in it changes from year to year and is left out."""
    folders = [path.split("/")[1:-1] for path in paths]
    shared: list[str] = []
    for level in zip(*folders, strict=False):
        if len(set(level)) > 1 or level[0].isdecimal():
            break
        shared.append(level[0])
    return "/" + "".join(f"{name}/" for name in shared)


def _same_host(url: str, host: str) -> bool:
    return neutral_host(urlsplit(url).hostname or "") == neutral_host(host)


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return ""


def _in_parent(item: HtmlElement) -> str:
    parent = item.getparent()
    if parent is None:
        return str(item.tag)
    return "".join((str(parent.tag), *(f".{name}" for name in _classes(parent)), " > ", str(item.tag)))


def _own_class(item: HtmlElement) -> str | None:
    names = _classes(item)
    return f"{item.tag!s}.{names[0]}" if names else None


def _classes(item: HtmlElement) -> list[str]:
    return [name for name in (item.get("class") or "").split() if CLASS_NAME.match(name)]
