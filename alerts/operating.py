"""A night in words for who runs the home (运行通知): which sources failed and why, what was left out.

Chinese, what matters most first, cut to what the channel takes; the report's path stands in every case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files

from alerts.happening import shortened
from alerts.message import Message
from kb.reports import LastNight, SourceTold
from kb.state import BEIJING

_OUTCOMES = {
    "good": "完成，一切正常",
    "red": "已完成，但有问题",
    "failed": "没有建库",
    "refused": "没有开始",
    "broken": "中途出错，没有做完",
    "running": "没有结束的记录：仍在运行，或已被中止",
}
_UNDONE = frozenset({"refused", "failed", "broken"})
_STATES = (
    ("失败", frozenset({"failed", "killed", "running"})),
    ("部分完成", frozenset({"degraded"})),
    ("跳过（时间或页数用完）", frozenset({"deferred"})),
)
_WHY = 110  # characters of a reason
_NAMED = 12  # sources of a list of names
_LONGEST = 24  # lines; who wants more reads the report

Composed = Callable[[str], Message]


def fitting(
    last: LastNight, said: str, limit: int, size: Callable[[Message], int], made: Composed
) -> Message:
    """The message of a night that a channel takes: as many lines as there is room for, then how many more."""
    head, lines, foot = tuple(_head(last, said)), tuple(_lines(last)), tuple(_foot(last))
    for kept in range(min(len(lines), _LONGEST), -1, -1):
        more = [f"……另有 {len(lines) - kept} 行，见报告"] if kept < len(lines) else []
        message = made("\n".join((*head, *lines[:kept], *more, *foot)))
        if size(message) <= limit:
            return message
    return made(shortened("\n".join(head), 200))


def _head(last: LastNight, said: str) -> Iterator[str]:
    if said.strip():
        yield shortened(" ".join(said.split()), 200)
    ended = f"，{_moment(last.ended)} 结束" if last.ended else ""
    yield f"夜巡 {last.night}（北京时间 {_moment(last.began)} 开始{ended}）：{_OUTCOMES[last.outcome]}"


def _lines(last: LastNight) -> Iterator[str]:
    if last.outcome in _UNDONE:
        yield from (f"原因：{shortened(why, 2 * _WHY)}" for why in last.stuck)
    for word, states in _STATES:
        there = [one for one in last.sources if one.state in states]
        if there:
            yield f"{word} {len(there)} 个信源："
            yield from _sources(there)
    if last.unread:
        yield f"建库时无法读取 {last.unread} 项"
    if last.outcome not in _UNDONE:
        yield from (f"未做成：{shortened(why, _WHY)}" for why in last.stuck)
    for word, names in (("已静音", last.muted), ("未到周期", last.resting), ("试用中，未采", last.on_trial)):
        if names:
            yield f"{word} {len(names)} 个：{_named(names)}"


def _sources(there: list[SourceTold]) -> Iterator[str]:
    """A line a source; those that share a reason without a detail of their own stand on one."""
    for why in dict.fromkeys(one.why for one in there):
        yield f"· {_named([one.source for one in there if one.why == why])}：{_reason(why)}"


def _reason(why: str) -> str:
    """The reason in Chinese where its name is known, and what the report says."""
    name, _, detail = why.partition(": ")
    if known := _words("faults").get(name):
        return f"{known}（{shortened(detail, _WHY)}）"
    phrase, _, more = why.partition("; ")
    said = "；".join(filter(None, (_words("phrases").get(phrase, phrase), more)))
    return shortened(said or "原因不明", _WHY)


def _foot(last: LastNight) -> Iterator[str]:
    if last.report:
        yield f"报告：{last.report}"


def _named(names: list[str] | tuple[str, ...]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _moment(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(BEIJING):%m-%d %H:%M}"


@cache
def _words(table: str) -> dict[str, str]:
    """The errors of a crawl by name, or its phrases, in Chinese."""
    text = files("alerts").joinpath("faults.toml").read_text(encoding="utf-8")
    words: dict[str, str] = tomllib.loads(text)[table]
    return words
