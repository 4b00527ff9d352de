"""The title of a page (标题): what its head says, and which printed line of the page that is.

Reads the tree, meta tags and the page's blocks; writes the title without the names of site and column, as
the page prints it. Must never take a column's name or a neighbour's title: a line counts only where <title>
has it, or directly above the date line of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from cleaners.model import PageRules
from cleaners.normalise import fold, fold_char
from cleaners.page.blocks import HEADINGS, Block, visible_text
from cleaners.page.markup import Element
from cleaners.page.printed import printed_moments
from cleaners.page.sites import only
from cleaners.page.survey import survey

_META_TITLE = ("og:title", "twitter:title")
# "_专精特新_" in titles of hexo files stands for “专精特新”
_UNDERSCORED = re.compile(r"_([^_\s]{1,30})_")
_SUFFIX = re.compile(r"\s{0,4}(?:[_|｜]|--|\s[-–—]{1,2}|[-–—]{1,2}\s|[-–—]{1,2}(?=[^-–—_|]{2,14}$))\s{0,4}")
_PARTS = re.compile(r"[_|｜—–-]{1,3}|[>»]| {2,}")
# 首页 - 新闻动态 · 当前位置：首页 > 要闻
_WAY = re.compile(r"首页|位置|[>»→]")
# 竹编技艺展开幕128: the number of comments set against a heading
_COUNTED = re.compile(r"(.{6,90}?)\s{0,2}\d{1,6}")
_BRACKETS = str.maketrans("", "", "()[]")
_LONGEST = 90
_LEAST = 6
_SLACK = 12  # blanks may be set into a title or left out
_SURE = 8  # a shorter title that no line prints may be a column's name
_SENTENCE = re.compile("[。；]")
_NO_TITLE = re.compile(
    r"[。；]|今天是|^.{0,2}(?:来源|作者|记者|时间|日期|分类|标签|栏目|关键|字体|字号|浏览|点击|编辑|位置).{0,2}[:：]"
)
# 欢迎访问云岭网 · 新闻内容页 · 无标题文档 · New Page 1: what <title> says on every page of a site
_SITE_TITLE = re.compile(
    r"^(?:欢迎|无标题|新网页|Untitled|Welcome|New Page|Document$)|"
    r"(?:网|网站|日报|晚报|公司|学院|大学|频道|内容页?|正文|详情|新闻|资讯|首页|"
    r"(?:新闻|文章|信息|内容)(?:阅读|显示|浏览|查看))$|门户",
    re.I,
)
_SOURCE_LINE = re.compile(r"(?:信息|文章|稿件)?来源\s{0,3}[:：]")
_LABELLED_DATE = re.compile(r"来源|作者|时间|日期|发布|编辑|字体|浏览|点击|\d:\d\d")
# 新闻标题	某公司召开董事会会议
_TITLE_LABEL = re.compile(r"^(?:新闻|文章|信息)?标[ \u3000]{0,4}题\s{0,2}[:：\t]\s{0,2}")
_CALENDAR = re.compile("星期|今天|现在|农历|第.{1,6}版")
_FIELDS = 30
_LONGEST_SITE = 6
_ABOVE = 3


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


def whole_title(root: Element) -> str:
    """What <title> says."""
    return _text(next(iter(survey(root).tagged("title")), None))


def named_title(root: Element, rules: PageRules, meta: dict[str, str], source: bytes) -> str:
    """The title where the page's system keeps it: the rules' place, else ArticleTitle."""
    return _text(only(root, rules.title, source)) or meta.get("articletitle", "")


def read_title(root: Element, meta: dict[str, str]) -> str:
    """The title by the head alone: the heading that begins <title>, og:title, <title> without the site."""
    whole = whole_title(root)
    social = next((meta[name] for name in _META_TITLE if name in meta), "")
    return _heading(root, whole) or without_site(social or whole)


def _text(element: Element | None) -> str:
    return "" if element is None else visible_text("".join(element.itertext("*")))


def _heading(root: Element, whole: str) -> str:
    """The longest heading that <title> begins with; else the only <h1>, unless it is the site's name."""
    key = fold(whole)
    headings = [_first_line(e, key) for e in survey(root).tagged("h1", "h2", "h3")]
    begun = [h for h in headings if len(h) >= 5 and key.startswith(fold(h)[: len(key)])]
    if begun:
        return max(begun, key=len)
    firsts = [t for e in survey(root).tagged("h1") if (t := _first_line(e, key))]
    if len(firsts) != 1 or (key and (len(firsts[0]) < 5 or key.endswith(fold(firsts[0])))):
        return ""
    return firsts[0]


def _first_line(heading: Element, key: str) -> str:
    """The text of a heading, less the date line that some templates put into it; <title> tells them apart."""
    whole = _text(heading)
    if not len(heading) or not _LABELLED_DATE.search(whole) or key.startswith(fold(whole)):
        return whole
    own = visible_text(heading.text or "") or next(
        (_text(part) for part in heading.iterchildren("*") if _text(part)), ""
    )
    dated = len(own) >= _LEAST - 1 and key.startswith(fold(own)) and _LABELLED_DATE.search(whole[len(own) :])
    return own if dated else whole


def printed_title(title: str, whole: str, blocks: Sequence[Block]) -> str:
    """The title as a line of the page prints it: a line that <title> holds, else the line above the date.

    `title` is what the head says; it stays when no line of the page fits better.
    """
    lines = [b for b in blocks if len(b.text) <= _LONGEST]
    key = fold(title)
    standing = [b for b in lines if abs(len(b.text) - len(title)) <= _SLACK and is_printed_as(b.text, key)]
    stands = any(_plain(b) or b.tag in HEADINGS for b in standing)  # blogs link the headline to itself
    if key and stands and key in fold(whole):
        return title
    counted = _COUNTED.fullmatch(title)
    if counted and whole.startswith(counted[1]) and not _SITE_TITLE.search(counted[1]):
        return counted[1]
    if _is_broken(title, lines):
        return title
    held = _held_by(whole, lines)
    if held or stands:
        return held or title
    if len(title) < _SURE or _SITE_TITLE.search(title) or any(_names_column(b, key) for b in lines):
        return _above_date(blocks) or _only_heading(blocks) or title
    return title


def _is_broken(title: str, lines: Sequence[Block]) -> bool:
    """Whether two to four lines in a row are the title, as official pages break it."""
    key = without_brackets(title)
    for at, first in enumerate(lines):
        if first.text[:2] not in title:
            continue
        joined = ""
        for size, block in enumerate(lines[at : at + 4], 1):
            joined += without_brackets(block.text)
            if not joined or not key.startswith(joined):
                break
            if size > 1 and joined == key:
                return True
    return False


def without_brackets(text: str) -> str:
    """The key of a title whose number stands in brackets on one page and on a line of its own on another."""
    return fold(text).translate(_BRACKETS)


def is_printed_as(text: str, key: str) -> bool:
    """Whether the key of a text is this one, which is not empty; its first character tells most apart."""
    return key.startswith(fold_char(text[:1])) and fold(text) == key


def _names_column(block: Block, key: str) -> bool:
    """Whether a line is a link of that name, or the way to a column: 首页 - 新闻动态."""
    if not _plain(block):  # blogs link the headline to the page itself
        return block.tag not in HEADINGS and key in fold(block.text)
    return bool(_WAY.search(block.text)) and fold(block.text).endswith(key)


def _plain(block: Block) -> bool:
    """Whether a line is text, not a link."""
    return block.linked * 2 <= len(block.text)


def _held_by(whole: str, lines: Sequence[Block]) -> str:
    """The longest line that <title> begins with or holds as one of its parts; "" when there is none."""
    key = fold(whole)
    parts = {fold(part) for part in _PARTS.split(whole) if len(part) >= _LEAST}
    longest = ""
    for block in lines:
        text = block.text
        if len(text) <= max(len(longest), _LEAST) or text[:2] not in whole or not _plain(block):
            continue
        line = fold(text)
        if (
            line in parts
            or _behind_colon(whole, text)
            or (key.startswith(line) and len(line) * 2 >= max(map(len, parts), default=0))
        ):
            longest = text
    return longest


def _behind_colon(whole: str, text: str) -> bool:
    """Whether <title> is a site's name, a colon and this line."""
    site, _, rest = whole.partition("：")
    return rest == text and len(site) <= _LONGEST_SITE and len(text) >= 2 * len(site)


def _above_date(blocks: Sequence[Block]) -> str:
    """The line directly above the first line of date or source, when no paragraph comes before it.

    So reads a page whose <title> names only a column.
    """
    for at, block in enumerate(blocks):
        if len(block.text) > _LONGEST and _SENTENCE.search(block.text):
            break
        if not _dates(block.text) or (not _plain(block) and not _LABELLED_DATE.search(block.text)):
            continue
        for above in reversed(blocks[max(0, at - _ABOVE) : at]):
            text = _TITLE_LABEL.sub("", above.text)
            if _LEAST <= len(text) <= _LONGEST and _plain(above) and not _NO_TITLE.search(text):
                return "" if printed_moments(text) else text
    return ""


def _only_heading(blocks: Sequence[Block]) -> str:
    """The only heading before the first paragraph."""
    before = list(takewhile(lambda b: len(b.text) <= _LONGEST or not _SENTENCE.search(b.text), blocks))
    headings = [b.text for b in before if b.tag in HEADINGS and len(b.text) >= _LEAST and _plain(b)]
    return headings[0] if len(headings) == 1 else ""


def _dates(line: str) -> bool:
    """Whether a line is one of those that stand under a title."""
    moments = printed_moments(line) if len(line) <= 100 else []
    rest = len(line) - (moments[0][2] - moments[0][1]) if len(moments) == 1 else _LONGEST
    told = rest <= _FIELDS and not _SENTENCE.search(line) and not _CALENDAR.search(line)
    dated = moments and (_LABELLED_DATE.search(line) or told)
    return bool(dated or (len(line) <= 100 and _SOURCE_LINE.match(line)))
