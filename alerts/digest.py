"""Digests (汇总): items become messages of at most so many bytes, in Chinese, plain and Markdown.

One digest for a channel, whatever its rules: grouped by rule, then by programme and kind, the newest first. A
happening that two rules met is told once and names both. A message ends at the border of an item; only an
item that fills a message alone is shortened, with …, its quote first. Times are 北京时间.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from alerts.happening import shortened
from alerts.happenings import KINDS
from alerts.message import Item, Message, as_shown, item_key, key_of
from cleaners.masking.masks import shown
from cleaners.recognition.programmes import programme_name
from kb.state import BEIJING

FICTIONAL = "〔虚构示例〕"
_MANY = 999  # stands for the number of parts while they are not counted
_SUMMARY = "summary"
# What Markdown would read as its own is printed in full width.
_MARKUP = str.maketrans("[]<>*_`#|\\", "［］＜＞＊＿｀＃｜＼")
_INNER = re.compile(r"(?<=[0-9A-Za-z])_(?=[0-9A-Za-z])")  # miit_notices

_WEB = re.compile(r"https?://[^\s<>]{1,2000}")

Size = Callable[[Message], int]


@dataclass(frozen=True, slots=True)
class _Told:
    """An item, and the titles of the other rules that met the same."""

    item: Item
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    """How one form marks a heading, a title, a quote and an address."""

    heading: Callable[[str], str]
    group: Callable[[str], str]
    title: Callable[[int, str], str]
    quote: Callable[[str], str]
    url: Callable[[str], str]
    words: Callable[[str], str]


def _same(text: str) -> str:
    return text


def _linked(url: str) -> str:
    """A Markdown link to a page; what is no address of the web is words."""
    if not _WEB.fullmatch(url):
        return _full_width(url)
    return f"[原文]({url.replace('(', '%28').replace(')', '%29')})"


def _full_width(text: str) -> str:
    """A text that marks nothing; the _ in miit_notices marks nothing by itself, and is typed again."""
    return "_".join(part.translate(_MARKUP) for part in _INNER.split(text))


_PLAIN = _Style(
    heading=lambda text: f"■ {text}",
    group=lambda text: f"〔{text}〕",
    title=lambda number, text: f"{number}. {text}",
    quote=lambda text: f"   “{text}”",
    url=lambda text: f"   {text}",
    words=_same,
)
_MARKDOWN = _Style(
    heading=lambda text: f"### {text}",
    group=lambda text: f"**{text}**",
    title=lambda number, text: f"{number}. {text}",
    quote=lambda text: f"> {text}",
    url=lambda text: _linked(text),
    words=_full_width,
)


def compose(
    items: Iterable[Item], channel: str, now: datetime, limit: int, size: Size
) -> tuple[Message, ...]:
    """The messages that tell the items, each within the limit."""
    left = _ordered(map(as_shown, items))
    drafts: list[list[_Told]] = []
    while left:
        fits = _fitting(left, channel, now, limit, size)
        if fits:
            drafts.append(left[:fits])
            left = left[fits:]
        else:
            drafts.append([_squeezed(left[0], channel, now, limit, size)])
            left = left[1:]
    return tuple(_message(told, channel, now, part, len(drafts)) for part, told in enumerate(drafts, 1))


def _fitting(left: Sequence[_Told], channel: str, now: datetime, limit: int, size: Size) -> int:
    """How many of the first items go into one message."""
    low, high = 0, len(left)
    while low < high:  # a longer message is never the smaller one
        middle = (low + high + 1) // 2
        if size(_message(left[:middle], channel, now, _MANY, _MANY)) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _squeezed(told: _Told, channel: str, now: datetime, limit: int, size: Size) -> _Told:
    """An item that no message holds, shortened until one does, its quote first; the address stays."""
    for shorten in _SHORTER:
        for most in (80, 40, 20, 10):
            told = replace(told, item=shorten(told.item, most))
            if size(_message([told], channel, now, _MANY, _MANY)) <= limit:
                return told
    return told


# What of an item is given up for its message to fit, in this order.
_SHORTER: tuple[Callable[[Item, int], Item], ...] = (
    lambda item, most: replace(item, quote=shortened(item.quote, most)),
    lambda item, most: replace(item, why=shortened(item.why, most)),
    lambda item, most: replace(item, line=shortened(item.line, most)),
    lambda item, most: replace(item, title=shortened(item.title, most)),
)


def _ordered(items: Iterable[Item]) -> list[_Told]:
    """Summaries first, then by rule, programme and kind, the newest first; each happening once."""
    listed = sorted(items, key=lambda item: (item.published, item.key), reverse=True)
    listed.sort(key=_group)
    told: dict[str, _Told] = {}
    for item in listed:
        known = told.get(item.key)
        if known is None:
            told[item.key] = _Told(item)
        else:
            told[item.key] = _merged(known, item)
    return list(told.values())


def _merged(known: _Told, other: Item) -> _Told:
    """An item that another rule met too: named with that rule, and quoted as the one that says why."""
    item, titles = known.item, (known.item.rule_title, *known.also)
    if other.why and not item.why:
        item = replace(
            item,
            why=other.why,
            quote=other.quote,
            names=other.names,
            snapshot=other.snapshot,
            fetched_at=other.fetched_at,
            body_sha256=other.body_sha256,
        )
    return _Told(item, known.also if other.rule_title in titles else (*known.also, other.rule_title))


def _group(item: Item) -> tuple[bool, str, str, str]:
    return item.kind != _SUMMARY, item.rule, item.programme or "\uffff", item.kind


def _message(told: Sequence[_Told], channel: str, now: datetime, part: int, parts: int) -> Message:
    items = tuple(one.item for one in told)
    key = key_of(*sorted(item_key(item, channel) for item in items))
    composed = now.astimezone(BEIJING)
    title = _title(items, composed, part, parts)
    footer = f"编号 {key} · 北京时间 {composed:%Y-%m-%d %H:%M}"
    return Message(
        key=key,
        channel=channel,
        title=title,
        plain="\n".join((title, *_lines(told, _PLAIN), "", footer)),
        markdown="\n".join((f"## {title}", *_lines(told, _MARKDOWN), "", footer)),
        composed=composed.isoformat(timespec="seconds"),
        part=part,
        parts=parts,
        items=items,
    )


def _title(items: Sequence[Item], composed: datetime, part: int, parts: int) -> str:
    news = sum(item.kind != _SUMMARY for item in items)
    what = f"政策提醒 {news} 件" if news else "提醒规则生效"
    counted = f"（第 {part}/{parts} 部分）" if parts > 1 else ""
    return f"【条文】{composed:%Y-%m-%d} {what}{counted}"


def _lines(told: Sequence[_Told], style: _Style) -> Iterator[str]:
    number = 0
    for rule, of_rule in groupby(told, key=lambda one: one.item.rule_title):
        yield from ("", style.heading(style.words(rule)))
        for group, members in groupby(of_rule, key=lambda one: _heading(one.item)):
            if group:
                yield style.group(style.words(group))
            for one in members:
                number += 1
                yield from _item_lines(number, one, style)


def _heading(item: Item) -> str:
    """中小企业特色产业集群 · 文件; without a programme 文件, of a summary nothing."""
    if item.kind == _SUMMARY:
        return ""
    kind = KINDS.get(item.kind, item.kind)
    programme = programme_name(item.programme) or item.programme
    return f"{programme} · {kind}" if programme else kind


def _item_lines(number: int, one: _Told, style: _Style) -> Iterator[str]:
    item = one.item
    words = style.words
    yield style.title(number, words(item.title) + (FICTIONAL if item.fictional else ""))
    yield "   " + words(item.line)
    if item.why:
        yield "   " + words(item.why)
    if one.also:
        yield "   另符合：" + words("、".join(one.also))
    if item.quote:
        yield style.quote(words(item.quote))
    if item.url:
        yield style.url(item.url)


def test_message(channel: str, now: datetime) -> Message:
    """What `alerts test` sends."""
    text = f"这是条文发往渠道“{channel}”的测试消息，收到即说明渠道可用。"
    return _bare("test", channel, "【条文】测试消息", text, now)


def operator_message(channel: str, text: str, now: datetime) -> Message:
    """What `alerts tell` sends: a word about the running of the home, not about what it holds."""
    return _bare("tell", channel, "【条文】运行通知", shown(text), now)


def _bare(kind: str, channel: str, title: str, text: str, now: datetime) -> Message:
    """A message without items; each its own key, for it may be asked for twice."""
    composed = now.astimezone(BEIJING)
    key = key_of(kind, channel, composed.isoformat())
    footer = f"编号 {key} · 北京时间 {composed:%Y-%m-%d %H:%M}"
    return Message(
        key=key,
        channel=channel,
        title=title,
        plain="\n".join((title, "", text, "", footer)),
        markdown="\n".join((f"## {title}", "", _full_width(text), "", footer)),
        composed=composed.isoformat(timespec="seconds"),
        part=1,
        parts=1,
        items=(),
    )
