"""The foot of an official file (版记): 主题词, 抄送, 印发机关和印发日期, and what stands among them.

Reads lines; writes those that stay and a Removed for each cut. Must never cut the 落款, a line of a form
(抄送：______), or a 抄送 that nothing of a 版记 stands near.
"""

from __future__ import annotations

import re

from cleaners.model import Removed
from cleaners.official.bodies import only_bodies
from cleaners.official.dates import find_dates

Lines = tuple[str, ...]

_SPACE = r"[ \t\u3000\xa0]{0,8}"
# 抄送：财政部、某局。 · 主送：各直属单位 · 分送：… · 内部发送：办公厅、条法司
_SENT = re.compile(rf"(?:抄{_SPACE}[送报]|[主分发报]{_SPACE}送|(?:内部|本行)发送)\s?[：:]")
# 主题词：信贷 小企业 通知 · 信息公开选项：主动公开 · （共印300份） · 打字：甲 校对：乙
_MARK = re.compile(
    rf"主{_SPACE}题{_SPACE}词\s?[：:]|(?:信息公开选项|公开属性|公开选项|内部发送)\s?[：:]|[（(]?共印\s{{0,2}}\d{{1,5}}\s{{0,2}}份"
    rf"|(?:打{_SPACE}字|校{_SPACE}对|承办单位|承办处室|录{_SPACE}入)\s?[：:]"
)
_PRINTED = re.compile(r"\s{0,40}印\s{0,4}发\s{0,4}(?:[（(]共印[^）)\n]{1,12}[）)])?\s{0,4}[。]?\s{0,4}$")
_OFFICE = re.compile(r"[一-龥 \u3000]{2,40}(?:办公厅|办公室|秘书处)")
_BLANK_TO_FILL = re.compile(r"[_＿]{2,}|[（(]申请人|[×X]{2,}|[□☐]")
# …请及时报告。抄送：某某厅。 · 附件：某某表主题词：信贷 通知内部发送：办公厅 · …（共印30份）某厅…印发
_FUSED = re.compile(
    rf"(?<=[。）)])\s{{0,8}}(?:主{_SPACE}题{_SPACE}词|抄{_SPACE}送|信息公开选项|内部发送)\s?[：:]"
    rf"|主{_SPACE}题{_SPACE}词\s?[：:](?=[^。]{{0,80}}(?:[发抄分]{_SPACE}送|校{_SPACE}对)\s?[：:])"
    r"|[（(]共印\s{0,2}\d{1,5}\s{0,2}份[）)]"
)
# …12月2日印发附件：某某办法
_ENDS_IN_LINE = re.compile(
    r"印\s{0,4}发(?:\s{0,4}[（(]共印[^）)\n]{1,12}[）)])?(?=\s{0,4}附\s{0,4}件)|(?<=[─—。\s])(?=附\s{0,4}件\s{0,2}\d{0,2}$)"
)
_CLAUSE = re.compile(
    r"第[一二三四五六七八九十百\d]{1,6}[章条]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、"
)
_ANNEX = re.compile(r"附\s{0,4}件")
_NEAR = 5
_LONGEST = 900


def cut_imprint(lines: Lines) -> tuple[Lines, tuple[Removed, ...]]:
    """The lines without the 版记. Idempotent."""
    cut: dict[int, tuple[int, int]] = {}  # line -> where in it the imprint stands
    for at in _imprint_lines(lines):
        cut[at] = (0, _end_in(lines[at]))
        cut |= {more: (0, len(lines[more])) for more in _continued(lines, at)}
    for at, line in enumerate(lines):
        fused = None if at in cut else _fused_at(line)
        if fused is not None:
            cut[at] = (fused, len(line))
    kept = (_without(line, cut.get(at)) for at, line in enumerate(lines))
    removed = (Removed("imprint", lines[at][start:end].strip()) for at, (start, end) in sorted(cut.items()))
    return tuple(line for line in kept if line), tuple(removed)


def _without(line: str, cut: tuple[int, int] | None) -> str:
    return line if cut is None else (line[: cut[0]] + line[cut[1] :]).strip()


def _end_in(line: str) -> int:
    """Where the imprint ends in its line: before an annex that runs into it."""
    ends = _ENDS_IN_LINE.search(line)
    return ends.end() if ends else len(line)


def is_imprint(line: str) -> bool:
    """Whether a line reads as one of a 版记, wherever it stands.

    >>> is_imprint("抄送：某某厅。"), is_imprint("产业振兴部 2031年3月9日印发"), is_imprint("2031年3月9日")
    (True, True, False)
    """
    return len(line) <= _LONGEST and bool(_SENT.match(line) or _MARK.match(line) or is_printed(line))


def is_printed(line: str) -> bool:
    """产业振兴部办公厅　2031年3月9日印发: agency and day of printing, or the day alone."""
    if len(line) > 80 or "。" in line.rstrip("。"):
        return False
    dated = find_dates(line)
    if not dated or _PRINTED.match(line, dated[-1].span[1]) is None:
        return False
    before = line[: dated[-1].span[0]].strip()
    return not before or bool(only_bodies(before)) or _OFFICE.fullmatch(before) is not None


def _imprint_lines(lines: Lines) -> list[int]:
    """The lines of a 版记: 印发 speaks for itself, the others need another of their kind or the end near."""
    found = [at for at, line in enumerate(lines) if is_imprint(line) and not _BLANK_TO_FILL.search(line)]
    certain = [at for at in found if is_printed(lines[at]) or _MARK.match(lines[at])]
    return [at for at in found if at in certain or _is_foot(lines, at, found)]


def _is_foot(lines: Lines, at: int, found: list[int]) -> bool:
    """Whether a 抄送 stands where a 版记 does: near another line of it, the end, or an annex."""
    others = any(0 < abs(at - other) <= _NEAR for other in found)
    behind = lines[at + 1 : at + 3]
    copied = lines[at].lstrip().startswith("抄")
    ends = at + 2 >= len(lines) or any(_ANNEX.match(line) for line in behind)
    return others or (copied and ends)


def _continued(lines: Lines, at: int) -> list[int]:
    """The lines over which the names of a 抄送 run on, and the agency above a day of printing."""
    if is_printed(lines[at]):
        above = at - 1
        dated = bool(find_dates(lines[at])) and not lines[at][: find_dates(lines[at])[0].span[0]].strip()
        return [above] if dated and above >= 0 and only_bodies(lines[above]) else []
    more: list[int] = []
    while _SENT.match(lines[at]) and not lines[at + len(more)].rstrip().endswith("。"):
        following = at + len(more) + 1
        if following >= len(lines) or len(more) > 5 or not _lists_names(lines[following]):
            break
        more.append(following)
    return more


def _lists_names(line: str) -> bool:
    """The rest of a list of agencies: 、 or ， between short names, no clause and no date."""
    if len(line) > 120 or _CLAUSE.match(line) or _ANNEX.match(line) or is_imprint(line) or find_dates(line):
        return False
    names = re.split(r"[、，,；;。]", line.rstrip("。"))
    return (len(names) > 1 or line.endswith("。")) and max(map(len, names)) <= 24


def _fused_at(line: str) -> int | None:
    """Where a 版记 begins that runs into the last paragraph; None when a clause or another day follows."""
    found = _FUSED.search(line)
    if found is None or len(line) - found.start() > _LONGEST:
        return None
    tail = line[found.start() :]
    days = [day for day in find_dates(tail) if re.match(r"\s{0,40}印\s{0,4}发", tail[day.span[1] :]) is None]
    foreign = _CLAUSE.search(tail) or _BLANK_TO_FILL.search(tail) or _ANNEX.search(tail)
    return None if foreign or days else found.start()
