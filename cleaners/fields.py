"""What a page says of itself (元数据): title, date, source, names, header table, attachments.

Reads the tree before the body is cut, and the lines next to the body; writes PageFields. Must never take a
date, a name or a source from a neighbour: only from places that speak of this page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from cleaners.blocks import visible_text
from cleaners.markup import Element
from cleaners.model import PageRules
from cleaners.normalise import fold
from cleaners.printed import printed_moment, printed_moments
from cleaners.sites import only, select, site_data

Fields = tuple[tuple[str, str], ...]

_META_TITLE = ("og:title", "twitter:title")
_META_DATE = (
    "article:published_time", "bytedance:published_time", "og:release_date", "publishdate",
    "firstpublishedtime", "datepublished", "publish_time", "pubdate", "publishtime", "og:published_time",
    "weibo: article:create_at", "apub:time",
)  # fmt: skip
_META_SOURCE = ("contentsource", "mediaid", "article:source", "source")
# "_专精特新_" in titles of hexo files stands for “专精特新”
_UNDERSCORED = re.compile(r"_([^_\s]{1,30})_")
_SUFFIX = re.compile(r"\s{0,4}(?:[_|｜]|--|\s[-–—]{1,2}|[-–—]{1,2}\s|[-–—]{1,2}(?=[^-–—_|]{2,14}$))\s{0,4}")
_SOURCE = re.compile(
    r"(?:(?:信息来源|文章来源|稿件来源|来源|来自|转载自)\s{0,3}[:：]|本文来源于)\s{0,4}"
    r"([^\s|｜,，:：【】\[\]（）()]{2,30})"
)
# "某某报举报", "某某网作者：…": a link or the next label set beside the name without a space
_BEHIND_SOURCE = re.compile(
    r"(?:举报|作者|责任编辑|责编|编辑|发布时间|发布|时间|浏览|分享|订阅|关注|字体|字号)"
)
_AUTHOR = re.compile(
    r"(?:作者|记者|撰文|文)\s{0,3}[:：/／]\s{0,3}(?:(?:本报|本网)?记者\s{0,2})?"
    r"([^\d，。；:：|｜【】\[\]（）()/／]{2,40})"
)
_EDITOR = re.compile(
    r"(?:责任编辑|责编|编辑)\s{0,4}[:：／/]\s{0,3}([^\s（）()【】\[\]|｜:：；;]{2,20}"
    r"(?:[ 、，,][^\s（）()【】\[\]|｜:：；;]{2,4}){0,4})"
)
_NAME = r"[\u4e00-\u9fff·]{2,4}"
_NO_SURNAME = "北京|上海|通讯员|实习|摄影|报道|综合|编辑|发自|整合|整理|文并图"
_NAMES = (
    rf"{_NAME}(?:(?:[ \u3000\xa0]{{1,3}}|[、，,])(?!{_NO_SURNAME}|[\u4e00-\u9fff]{{0,4}}报道){_NAME}){{0,7}}"
)
# 新华社北京9月24日电（记者张辛欣） · （总台央视记者 李欣 梁佳惠）
_BRACKETED = re.compile(
    rf"[（(](?:[^（）()\n]{{0,16}})(?:记者|通讯员|作者|撰稿)[ \u3000\xa0：:]{{0,3}}"
    rf"({_NAMES})[^（）()\n]{{0,30}}[）)]"
)
# 21世纪经济报道记者 缴翼飞 北京报道 · 新华社记者邹多为、唐诗凝、丁乐
_LEADING = re.compile(rf"^(?:[^，。：；\n]{{0,14}})记者[ \u3000\xa0：:]{{0,3}}({_NAMES})(?=[ \u3000\xa0]|$)")
# <!-- news_keyword_pub,usstock,JPM&BLK&PMTG -->
_STOCKS = re.compile(r"<!--\s{0,9}news_keyword_pub,[a-z]{0,20},([\w.&;]{1,600})\s{0,9}-->")
_LARGEST_TABLE = 2_000
_LONGEST_FIELD = 400
# 【文/某某网专栏作者 王文】 · 采写：某某见习记者 林子沛
_BYLINE = re.compile(
    rf"(?:[【（(]文\s?[/／|丨]\s?|^采写[:：])"
    rf"(?:[^】）)\s，。]{{0,14}}(?:作者|记者)[ \u3000\xa0]?)?({_NAMES})(?:[】）)\s]|$)"
)
# 某某社记者 安若水 摄
_PHOTOGRAPHED = re.compile(r"(?:摄影?|供图|制图|图)[）)]?$")
_FILE = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|ofd|zip|rar|7z|pptx?|csv|txt|ceb|tiff?)$", re.I)
# Hanweb hands files out by a script: /module/download/downfile.jsp?classid=0&filename=2031092816055512.xlsx
_HANDED_OUT = re.compile(
    r"/downfile\.jsp\?[^#]{0,300}filename=[^&#]{1,200}\.[0-9A-Za-z]{2,5}(?:[&#]|$)", re.I
)
_NO_EDITOR = re.compile(r"管理员|admin|\d{2}", re.I)
_NO_NAME = re.compile(r"公司|网|报|社|中心|新闻|日报|编辑|来源|时间|客户端|admin|未知|佚名|XXX", re.I)
_PAPER = re.compile(r"[\u4e00-\u9fff·]{1,12}(?:报|网|社|台|刊|杂志|在线|新闻|时报)")
_DATE_LABEL = re.compile(r"发布时间|发布日期|发稿时间|时间|日期|发布于|发表于|来源|更新")


@lru_cache(maxsize=1)
def _labels() -> tuple[frozenset[str], tuple[str, ...]]:
    """Labels of header tables, and the telling ones: without two of them a page has no header table."""
    known = site_data()["header_table"]
    return frozenset(known["labels"]), tuple(known["telling"])


@dataclass(frozen=True, slots=True)
class PageFields:
    """What the tree says; None where it says nothing."""

    title: str = ""
    published: date | datetime | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    fields: Fields = ()


def meta_tags(root: Element) -> dict[str, str]:
    """Names (or properties) of <meta> tags, lower case, with their content; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        content = visible_text(meta.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def text_of(element: Element | None) -> str:
    return "" if element is None else visible_text("".join(element.itertext("*")))


def stock_codes(text: str) -> tuple[str, ...]:
    """The shares named in the comment that ends a finance page's text, each once, as written.

    >>> stock_codes("<!-- news_keyword_pub,usstock,JPM&BLK&JPM -->")
    ('JPM', 'BLK')
    """
    if "news_keyword_pub" not in text:
        return ()
    named = (code for found in _STOCKS.findall(text) for code in found.replace("&amp;", "&").split("&"))
    return tuple(dict.fromkeys(filter(None, named)))


def restore_quotes(title: str) -> str:
    """hexo writes quotes of a title as underscores.

    >>> restore_quotes("加大_专精特新_培育力度")
    '加大“专精特新”培育力度'
    """
    return _UNDERSCORED.sub(r"“\1”", title)


def without_site(title: str) -> str:
    """A <title> without the site's and columns' names behind it."""
    parts = _SUFFIX.split(title)
    return parts[0].strip() if parts and len(parts[0].strip()) >= 4 else title.strip()


def read_title(root: Element, rules: PageRules, meta: dict[str, str], source: bytes) -> str:
    """The title: the rules' place, ArticleTitle, the heading that begins <title>, og:title, <title>."""
    named = text_of(only(root, rules.title, source))
    if named or "articletitle" in meta:
        return named or meta["articletitle"]
    whole = text_of(root.find(".//title"))
    heading = _heading(root, whole)
    if heading:
        return heading
    social = next((meta[name] for name in _META_TITLE if name in meta), "")
    return without_site(social or whole)


def _heading(root: Element, whole: str) -> str:
    """The longest heading that <title> begins with; else the only <h1>, unless it is the site's name."""
    headings = [text_of(e) for e in root.iter("h1", "h2", "h3")]
    key = fold(whole)
    begun = [h for h in headings if len(h) >= 5 and key.startswith(fold(h)[: len(key)])]
    if begun:
        return max(begun, key=len)
    firsts = [t for e in root.iter("h1") if (t := text_of(e))]
    if len(firsts) != 1 or (key and (len(firsts[0]) < 5 or key.endswith(fold(firsts[0])))):
        return ""
    return firsts[0]


def meta_published(root: Element, meta: dict[str, str]) -> date | datetime | None:
    """The date of publication in meta tags or JSON-LD."""
    for name in _META_DATE:
        moment = printed_moment(meta.get(name))
        if moment:
            return moment
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            moment = printed_moment(_ld_published(script.text or ""))
            if moment:
                return moment
    return None


def _ld_published(text: str) -> str | None:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    first = loaded[0] if isinstance(loaded, list) and loaded else loaded
    value = first.get("datePublished") or first.get("pubDate") if isinstance(first, dict) else None
    return value if isinstance(value, str) else None


def read_fields(root: Element, rules: PageRules, source: bytes) -> PageFields:
    """All that the rules' places and the meta tags say."""
    meta = meta_tags(root)
    credit = text_of(only(root, rules.source, source))
    editor = text_of(only(root, rules.editor, source))
    author = text_of(only(root, rules.author, source))
    return PageFields(
        title=restore_quotes(read_title(root, rules, meta, source)),
        published=printed_moment(text_of(only(root, rules.published, source))),
        source=source_in(credit) or _bare_source(credit),
        author=author or None,
        editor=editor_in(editor),
    )


def _bare_source(credit: str) -> str | None:
    """A source without its label, as Sina prints it; a label with nothing behind it is no source."""
    return credit if 0 < len(credit) < 30 and ":" not in credit and "：" not in credit else None


def meta_source(meta: dict[str, str]) -> str | None:
    return next((meta[name] for name in _META_SOURCE if meta.get(name)), None)


def meta_author(meta: dict[str, str]) -> str | None:
    """A person named by meta author; a site's name is none."""
    named = meta.get("author", "")
    return named if re.fullmatch(_NAMES, named) and not _NO_NAME.search(named) else None


def source_in(line: str) -> str | None:
    """来源：新华社 -> 新华社; None when nothing stands behind the label."""
    found = _SOURCE.search(line)
    name = _BEHIND_SOURCE.split(found.group(1).strip())[0] if found else ""
    return name if len(name) >= 2 and not _DATE_LABEL.match(name) else None


def source_behind_date(line: str) -> str | None:
    """http://… 2004年02月10日15:10 云岭晚报 -> 云岭晚报: old portals print the source without a label."""
    for moment, _, end in printed_moments(line[:120]):
        behind = line[end:].strip()
        if isinstance(moment, datetime) and _PAPER.fullmatch(behind):
            return behind
    return None


def editor_in(line: str) -> str | None:
    found = _EDITOR.search(line)
    name = found.group(1).strip() if found else ""
    return None if not name or _NO_EDITOR.search(name) else name


def author_in(line: str) -> str | None:
    """作者：X of an information line."""
    found = _AUTHOR.search(line)
    name = re.split(r"\s{2,}|来源|发布|时间|编辑|责", found.group(1).strip())[0].strip() if found else ""
    return name if 2 <= len(name) <= 30 and not _NO_NAME.search(name) else None


def reporters(lines: tuple[str, ...]) -> str | None:
    """The reporters named by the dateline or by the closing line, as printed."""
    edges = [*lines[:3], *lines[-3:]]
    for line in edges:
        found = _BRACKETED.search(line[:160]) or (_BRACKETED.search(line[-160:]) if len(line) > 160 else None)
        found = found or (_LEADING.search(line) or _BYLINE.search(line) if len(line) < 60 else None)
        if found and not _PHOTOGRAPHED.search(line[-12:]):
            return found.group(1).strip()
    return None


def published_in(lines: tuple[str, ...]) -> date | datetime | None:
    """The date of lines beside the title: labelled or with a time first, else a line that is a date."""
    found: list[tuple[int, date | datetime]] = []
    for line in lines:
        if len(line) > 160:
            continue
        for moment, start, end in printed_moments(line):
            labelled = bool(_DATE_LABEL.search(line[max(0, start - 8) : start]))
            alone = end - start >= len(line) - 12
            rank = 2 * labelled + 2 * isinstance(moment, datetime) + alone
            if rank:
                found.append((rank, moment))
    return max(found, key=lambda item: item[0])[1] if found else None


def header_tables(root: Element, rules: PageRules, source: bytes) -> list[Element]:
    """Elements that hold the fields of a document, named by the rules, or with three labels known."""
    named = [e for selector in rules.header_table for e in select(root, selector, source)]
    spoken = sum(label.encode() in source for label in _labels()[1]) >= 2
    shaped = [e for e in root.iter("table", "ul", "dl") if spoken and len(_pairs(e)) >= 3]
    inner = [e for e in shaped if not any(e in other.iterancestors() for other in shaped if other is not e)]
    found = [e for e in dict.fromkeys([*named, *inner]) if _only_fields(e)]
    return [e for e in found if not any(above in found for above in e.iterancestors())]


def _only_fields(element: Element) -> bool:
    """Whether a table is small enough to hold fields only: a layout table around the body is none."""
    return (
        len(text_of(element)) < _LARGEST_TABLE and max(map(len, _cells(element)), default=0) < _LONGEST_FIELD
    )


def table_fields(elements: list[Element]) -> Fields:
    """(label, value) pairs of header tables; a repeated table (for phones) adds nothing."""
    pairs = [pair for element in elements for pair in _pairs(element)]
    return tuple(dict.fromkeys(pairs))


def _pairs(element: Element) -> list[tuple[str, str]]:
    """Label and value cells in turn, or "label：value" in one cell."""
    cells = _cells(element)
    pairs: list[tuple[str, str]] = []
    for index, cell in enumerate(cells):
        label, colon, value = cell.replace("：", ":", 1).partition(":")
        name = re.sub(r"[\s\xa0【】\[\]]+", "", label)
        if name not in _labels()[0]:
            continue
        follows = cells[index + 1] if index + 1 < len(cells) else ""
        value = value.strip() or ("" if _is_label(follows) else follows)
        if value and (colon or value is follows):
            pairs.append((name, value.strip()))
    return pairs


def _cells(element: Element) -> list[str]:
    leaves = [
        e for e in element.iter("td", "th", "li", "dt", "dd", "span", "p")
        if e.find(".//td") is None and e.find(".//li") is None and e.find(".//p") is None
        and (e.tag != "span" or (e.getparent() is not None and _parent_tag(e) in ("li", "p", "div")))
        and not (e.tag in ("li", "p") and len([c for c in e if c.tag == "span"]) >= 2)
    ]  # fmt: skip
    return [text_of(e) for e in leaves]


def _parent_tag(element: Element) -> str:
    parent = element.getparent()
    return parent.tag if parent is not None and isinstance(parent.tag, str) else ""


def _is_label(cell: str) -> bool:
    return re.sub(r"[\s\xa0【】\[\]:：]+", "", cell) in _labels()[0]


def attachments(scopes: list[Element], url: str) -> tuple[tuple[str, str], ...]:
    """Files linked or shown in a frame inside these elements: (name, absolute URL), each URL once."""
    found: dict[str, str] = {}
    for scope in scopes:
        for name, address in (*_linked_files(scope, url), *framed_files(scope, url)):
            found.setdefault(address, name)
    return tuple((name, address) for address, name in found.items())


def _linked_files(scope: Element, url: str) -> Iterator[tuple[str, str]]:
    for link in scope.iter("a"):
        address = _absolute(url, link.get("href"))
        if address and (_FILE.search(urlsplit(address).path) or _HANDED_OUT.search(address)):
            yield text_of(link) or link.get("title") or _file_name(address), address


def framed_files(scope: Element, url: str) -> Iterator[tuple[str, str]]:
    """PDF viewers: <iframe fileurl=…>, viewer.html?file=…, <embed src=….pdf>."""
    for frame in scope.iter("iframe", "embed", "object"):
        for candidate in (frame.get("fileurl"), frame.get("src"), frame.get("data")):
            address = _viewed(url, candidate)
            if address:
                yield _file_name(address), address
                break


def _viewed(url: str, candidate: str | None) -> str | None:
    address = _absolute(url, candidate)
    if not address:
        return None
    parts = urlsplit(address)
    if _FILE.search(parts.path):
        return address
    inner = parse_qs(parts.query).get("file", [])
    return _absolute(url, inner[0]) if inner and _FILE.search(urlsplit(inner[0]).path) else None


def _absolute(url: str, href: str | None) -> str | None:
    """An http(s) address, or None for anything else."""
    if not href or href.strip().lower().startswith(("javascript:", "mailto:", "data:", "#")):
        return None
    try:
        address = urljoin(url, href.strip())
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _file_name(address: str) -> str:
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1])
