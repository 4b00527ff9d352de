"""When a page was published (发布时间): which of the dates it prints is its own.

Reads the lines between title and text, those under the text, meta tags and JSON-LD; writes a date, or an
aware datetime when a time is printed. Must never take a date from a picture's address, a neighbour, a
comment, a copyright line or the calendar: a date nobody labels counts only beside the title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from cleaners.page.markup import Element
from cleaners.page.printed import CST, printed_moment, printed_moments
from cleaners.page.survey import survey

Moment = date | datetime

_META_DATE = (
    "pubdate", "article:published_time", "bytedance:published_time", "og:release_date", "publishdate",
    "firstpublishedtime", "datepublished", "publish_time", "publishtime", "og:published_time",
    "news:published_time", "og:time", "weibo: article:create_at", "apub:time", "publish-date", "dc.date",
)  # fmt: skip
# the last change of a page: it tells the year of a day that is printed beside the title, and nothing alone
_META_CHANGED = (
    "dateupdate",
    "weibo: article:update_at",
    "lastmodifiedtime",
    "article:modified_time",
    "updatetime",
)
_LABEL = re.compile(r"时\s{0,3}间|日\s{0,3}期|(?:发表|刊发|创建)于|来源|发布|^于|\s于$")
_OWN_LABEL = re.compile(
    r"(?:发布|发表|发稿|发文|刊发|上传|出版)(?:时间|日期|于)|(?<!更新)(?<!修改)(?:时\s{0,3}间|日\s{0,3}期)\s{0,2}[:：]"
)
_BEHIND_LABEL = re.compile(r"\s{0,2}(?:发布|发表|来源|稿源|作者|出处|分类|栏目|标签|阅读|浏览|点击|评论)")
_CREDIT = re.compile(r"发布|发表|发稿|来源|作者|浏览|点击|责编|编辑|更新时间")
# 最后更新: 2019-09-07 15:14:21 · 最新推荐文章于 2024-05-07 发布
_CHANGED = re.compile(r"更新|修改|推荐文章|编辑于|回复")
# 注册：2003-11-02 · 上次登录时间: 2019-09-07 15:14: of the one who wrote, or of the site, never of the page
_PERSONAL = (
    r"(?:注册|入会|入驻|加入|登[录陆]|访问|活[跃动]|在线|签到|认证|实名|生日|出生|成立|建站|开通|加盟)"
)
_OF_A_PERSON = re.compile(rf"{_PERSONAL}(?:(?:时间|日期|于|日)\s{{0,2}}[:：]?|\s{{0,2}}[:：])\s{{0,2}}$")
# 上次登录 | 2003-11-02: the same in two boxes
_PERSON_S_BOX = re.compile(rf".{{0,2}}{_PERSONAL}(?:时间|日期|于|日)?\s{{0,2}}[:：]?")
_CLOCK = re.compile(r"今天是|现在是|当前时间|北京时间现在|农历")
# 时间：2032年5月6日 地点：云岭县礼堂
_EVENT = re.compile(r"地点|会期|报名|截止|讲座|(?:会议|活动|举办|演出|考试|开标|培训)时间|有效期|生日|出生")
_COPYRIGHT = re.compile(r"copyright|©|版权|备案|ICP|许可证|All Rights", re.I)
_SENTENCE = re.compile("[。！？；]")
# 2019 09/07 19:02: year, day and hour in boxes of their own
_BOXED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s{1,3}(\d{1,2})\s?[/-]\s?(\d{1,2})(?!\d)(?:\s{1,3}(\d{1,2}):(\d{2}))?"
)
# 发布时间：09-3022:46 · 09月24日 09:08 · 发布时间：18-03-0823:16
_YEARLESS = re.compile(
    r"(?<![\d.-])(?:(?P<yy>\d{2})[-/])?(?P<m>\d{1,2})(?:-|/|月)(?P<d>\d{2})日?\s{0,3}(?P<H>\d{2}):(?P<M>\d{2})(?![\d.])"
)
# 新华社北京9月24日电（…
_DATELINE = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日(?:电|讯|消息)")
# .../2022-09/24/..., /20220924/, /2022/0924/
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
# 《某某日报》（2024年05月11日 09版） · （来源：某某日报 2004-03-10）
_PRESS = re.compile(
    r"[》报]\s{0,3}[（(]\s{0,3}(?:19|20)\d\d\s?[-年].{4,16}版\s{0,2}[）)]|"
    r"(?:来源|原载|摘自|选自|转自).{1,20}(?:19|20)\d\d\s?[-年/]"
)
# var ct = "1581517074": 微信公众号, whose pages print 昨天
_WECHAT = re.compile(r"\bvar ct\s{0,2}=\s{0,2}[\"'](\d{10})[\"']")
_NEIGHBOURS = re.compile(
    r"相关|推荐|热门|最新|排行|评论|网友|跟贴|上一[篇条]|下一[篇条]|延伸|猜你|更多|阅读(?:排行|推荐|更多|下)"
)
# posted @ 2019-01-08 14:32 某某 阅读(1024)
_POSTED = re.compile(r"^posted\s(?:@|on|at)\s", re.I)
# 第A02版：要闻 · 03版
_SHEET = re.compile(r"第?\s{0,2}[A-Z]{0,2}\d{1,3}\s{0,2}版(?:[:：\s]|$)")
_SHEET_LINE = 60
# "publishTime":"2023-02-14 15:58:31" · var pubDate = '2019/1/8 14:32:00'
_SCRIPTED = re.compile(
    r"\b(?:publish_?(?:ed_?)?(?:time|date|at)|pub_?(?:time|date)|news_?time|article_?(?:time|date)|ptime|cb_entryCreatedDate)"
    r"[\"']?\s{0,2}[:=]\s{0,2}[\"']([12]\d{3}[-/年.][^\"'\n]{3,28})[\"']",
    re.I,
)
_LONGEST = 160
_BELOW = 8
_NEAR = 4
_BARE = 14
_TELLING = 2  # the rank of a date with a label or a time


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a page can say when it was published: `named` is what its rule set or own table says, `marked`
    what its microdata says; `around` are the lines outside the body, `script` is the page's source."""

    named: Moment | None = None
    beside: tuple[str, ...] = ()
    fronted: Moment | None = None
    meta: Moment | None = None
    changed: tuple[Moment, ...] = ()
    below: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    url: str = ""
    official: bool = False
    marked: Moment | None = None
    around: tuple[str, ...] = ()
    script: str = ""


def published(seen: Evidence) -> Moment | None:
    """The date of publication, from the place that speaks for it first."""
    rank, beside = _best_of((*seen.beside, *filter(_informs, seen.lines[:_NEAR])))
    if rank < _TELLING:
        beside = _boxed(seen.beside) or (None if _is_chronicle(seen.lines) else beside)
    untold = seen.official or rank < _TELLING
    return (
        seen.named
        or (seen.meta if untold and not (beside and _day(beside) == _day(seen.meta)) else None)
        or beside
        or seen.fronted
        or seen.meta
        or seen.marked
        or _yearless(seen)
        or _below(seen.below)
        or _press(seen.lines[-3:] + seen.below[:_BELOW])
        or _posted(seen.below)
        or of_edition(seen.around)
        or _addressed(seen)
        or scripted(seen.script)
    )


def _day(moment: Moment | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _best_of(lines: Iterable[str]) -> tuple[int, Moment | None]:
    """The date of lines beside the title and its rank: labelled, with a time, or a line that is a date."""
    found: list[tuple[int, Moment, int]] = []
    above = ""
    for at, line in enumerate(lines):
        if _PERSON_S_BOX.fullmatch(above) is None:
            found += [(rank, moment, at) for rank, moment in _ranked(line)]
        above = line
    if not found:
        return 0, None
    rank, moment, at = max(found, key=lambda item: item[0])
    # a bare day counts directly under the title, and alone: a chronicle has many
    doubtful = rank < _TELLING and (at >= _NEAR or len({_day(day) for _, day, _ in found}) > 1)
    return (0, None) if doubtful else (rank, moment)


def _ranked(line: str) -> Iterator[tuple[int, Moment]]:
    """Each date of a line with how far it speaks for this page; 0 where it does not."""
    if len(line) > _LONGEST or any(other.search(line) for other in (_CLOCK, _COPYRIGHT, _EVENT)):
        return
    for moment, start, end in printed_moments(line):
        before = line[max(0, start - 10) : start]
        if _OF_A_PERSON.search(before):
            continue
        if _CHANGED.search(before) and not _BEHIND_LABEL.match(line[end:]):
            yield 1, moment
            continue
        labelled = bool(_LABEL.search(before)) or bool(_BEHIND_LABEL.match(line[end:]))
        timed = isinstance(moment, datetime) and not (_SENTENCE.search(line) and not labelled)
        alone = end - start >= len(line) - 12
        if _CHANGED.search(before):
            labelled = False
        rank = 3 * bool(_OWN_LABEL.search(before)) + 2 * labelled + 2 * timed + alone
        if rank:
            yield rank, moment


def _is_chronicle(lines: tuple[str, ...]) -> bool:
    """Whether the text has days for headings, signature aside: one under the title is then their first."""
    return any(len(line) <= _BARE and printed_moments(line) for line in lines[:-3])


def _informs(line: str) -> bool:
    """Whether a line at the head of a text is no text, but says when and whose it is."""
    return len(line) < 100 and not _SENTENCE.search(line) and bool(_CREDIT.search(line))


def _boxed(lines: Iterable[str]) -> Moment | None:
    for line in lines:
        found = _BOXED.search(line) if len(line) <= _LONGEST else None
        if found:
            clock = f" {found[4]}:{found[5]}" if found[4] else ""
            return printed_moment(f"{found[1]}-{found[2]}-{found[3]}{clock}")
    return None


def _yearless(seen: Evidence) -> Moment | None:
    """A day and time beside the title without its year, when the last change or the address has that day."""
    for line in seen.beside:
        found = _YEARLESS.search(line) if len(line) <= _LONGEST else None
        if found is None:
            continue
        wanted = int(found["m"]), int(found["d"])
        clock = int(found["H"]), int(found["M"])
        for moment in (*seen.changed, *_address_days(seen.url)):
            if (moment.month, moment.day) != wanted or (
                found["yy"] and moment.year % 100 != int(found["yy"])
            ):
                continue
            if isinstance(moment, datetime) and (moment.hour, moment.minute) == clock:
                return moment
            return printed_moment(f"{moment.year}-{wanted[0]}-{wanted[1]} {clock[0]}:{clock[1]:02}")
    return _dateline(seen)


def _dateline(seen: Evidence) -> Moment | None:
    """The day of the text's dateline, when the page's address has the same day with its year."""
    found = _DATELINE.search(seen.lines[0][:40]) if seen.lines else None
    days = list(_address_days(seen.url)) if found else []
    return next(
        (day for day in days if found and (day.month, day.day) == (int(found[1]), int(found[2]))), None
    )


def _address_days(url: str) -> Iterator[date]:
    """Days in a page's own address: never a date alone, only the year of one that is printed."""
    for year, month, day in _URL_DAY.findall(url):
        moment = printed_moment(f"{year}-{month}-{day}")
        if moment is not None and not isinstance(moment, datetime):
            yield moment


def _below(lines: tuple[str, ...]) -> Moment | None:
    """A labelled date under the text, before the neighbours begin; else the only date there, with a time."""
    own = before_neighbours(lines[:_BELOW])
    labelled = [moment for line in own for rank, moment in _ranked(line) if rank >= 3 and _says_when(line)]
    if labelled:
        return labelled[0]
    stamps = {moment for line in lines for moment, _, _ in printed_moments(line)}
    alone = [m for line in own[:2] for m, a, b in printed_moments(line) if b - a == len(line.strip())]
    return alone[0] if len(stamps) == 1 and alone and isinstance(alone[0], datetime) else None


def before_neighbours(lines: tuple[str, ...]) -> list[str]:
    """The lines under a text up to the heading of its neighbours or comments."""
    return list(takewhile(lambda line: not _NEIGHBOURS.match(line), lines))


def _says_when(line: str) -> bool:
    return bool(_OWN_LABEL.search(line)) and not _COPYRIGHT.search(line.replace("版权声明", ""))


def _press(lines: Iterable[str]) -> Moment | None:
    """The day of the newspaper's edition that a text ends with."""
    for line in lines:
        if len(line) < 60 and _PRESS.search(line):
            return printed_moment(line)
    return None


def _posted(lines: Iterable[str]) -> Moment | None:
    """The day under a text that says it was posted then, wherever the neighbours stand."""
    return next(
        (printed_moment(line) for line in lines if len(line) < _LONGEST and _POSTED.search(line)), None
    )


def of_edition(lines: tuple[str, ...]) -> date | None:
    """The day of a newspaper's edition: alone on a line beside the page's number."""
    pages = [at for at, line in enumerate(lines) if len(line) <= _SHEET_LINE and _SHEET.search(line)]
    near = {at + step for at in pages for step in (-2, -1, 0, 1, 2)}
    days = {
        _day(moment)
        for at in near
        if 0 <= at < len(lines) and len(lines[at]) <= _SHEET_LINE and not _COPYRIGHT.search(lines[at])
        for moment, _, _ in printed_moments(lines[at])
    }
    return days.pop() if len(days) == 1 else None


def _addressed(seen: Evidence) -> date | None:
    """The day of the page's address, when a line outside the text prints the same."""
    days = set(_address_days(seen.url))
    if len(days) != 1:
        return None
    lines = [line for line in seen.around if len(line) <= _SHEET_LINE]
    return next((d for line in lines for m, _, _ in printed_moments(line) if (d := _day(m)) in days), None)


def scripted(source: str) -> Moment | None:
    """When the page's own script says it was published; None when it names several moments."""
    said = {moment for value in _SCRIPTED.findall(source) if (moment := printed_moment(value)) is not None}
    return said.pop() if len(said) == 1 else None


def meta_published(root: Element, meta: dict[str, str], text: str) -> Moment | None:
    """The date of publication in meta tags, JSON-LD or a publishing system's own script."""
    for name in _META_DATE:
        moment = printed_moment(meta.get(name))
        if moment:
            return moment
    for script in survey(root).tagged("script"):
        if "ld+json" in (script.get("type") or ""):
            moment = printed_moment(_ld_published(script.text or ""))
            if moment:
                return moment
    of_wechat = any("rich_media" in names for names in survey(root).classes)
    at = text.find("var ct") if of_wechat else -1
    stamp = _WECHAT.search(text, at) if at >= 0 else None
    return datetime.fromtimestamp(int(stamp[1]), CST) if stamp else None


def meta_changed(meta: dict[str, str]) -> tuple[Moment, ...]:
    """When meta tags say the page was changed last."""
    return tuple(moment for name in _META_CHANGED if (moment := printed_moment(meta.get(name))))


def _ld_published(text: str) -> str | None:
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return next((said for item in ld_items(loaded) if (said := _ld_date(item))), None)


def ld_items(loaded: Any) -> list[Any]:
    """The objects of a JSON-LD script: one, a list, or a graph."""
    items = loaded if isinstance(loaded, list) else [loaded]
    graphs = [
        item["@graph"] for item in items if isinstance(item, dict) and isinstance(item.get("@graph"), list)
    ]
    return [*items, *(item for graph in graphs for item in graph)]


def _ld_date(item: Any) -> str | None:
    value = item.get("datePublished") or item.get("pubDate") if isinstance(item, dict) else None
    return value if isinstance(value, str) else None
