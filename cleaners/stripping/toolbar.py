"""Lines of a page's frame wherever they stand (工具行): editors and credits, buttons, counts,
slogans that ask for a scan or a download.

Reads lines; writes them without these, each cut logged. It must never take a reporter's line, nor an
instruction of a notice: 扫描二维码填报 stays, 长按二维码关注 goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cleaners.stripping.phrases import CLAUSE, any_of, bare, bare_phrases, phrases
from cleaners.stripping.removal import Cut, Hole, Lines, cut_out

_LONGEST = 120
_LONGEST_PHRASE = 30
_LONGEST_CREDIT = 90
_LONGEST_SLOGAN = 60
_LONGEST_ROW = 80
_NEAR = 3
_EDGES = " \t\u3000|｜丨/·•【[（("
_BREAK = re.compile(r"[\s:：/／|｜丨、，,;；＼\\()（）【】\[\]]+")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}|[A-Za-z][A-Za-z .]{1,18}")
_MARKED = re.compile(r"[:：/／|｜丨]")
_CELL = re.compile(r"[\s|｜丨/·•,，、:：【】\[\]()（）]+")
# 阅读 1234 · 点赞(3) · 1.2万次浏览
_NUMBER = re.compile(r"[\d,.]{1,9}[万wWkK+]{0,2}(?:次|人|条|个)?")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]")
# 请|欢迎|更多精彩: what may stand before the word that asks
_LEADS = re.compile(
    r"(?:请|可|也可|或|欢迎|敬请|快|快来|赶快|速|立即|马上|记得|别忘了|更多精彩|更多|想了解更多|您可以|大家可以|"
    r"喜欢请|觉得不错|↓|本文|微信|用|打开|手机|动动手指|来|戳|往下|点击|长按|识别|扫描|关注)?"
)
# 返回某网，查看更多
_BACK_TO = re.compile(r"返回[\u4e00-\u9fff]{2,6}[，,]查看更多$")
# 更多某事的资讯请关注某网 · 看完了，点个【在看】
_FOLLOW = re.compile(
    r"(?:更多|相关|想了解)[^，。；]{0,40}(?:请|敬请|欢迎)[^，。]{0,4}关注|[^。；]{0,20}点.{0,3}[【“]在看"
)
_FULL = re.compile(r"。.")
_EDITED = re.compile("编|校对")


def strip_furniture(lines: Lines) -> Cut:
    """Editor lines, toolbars, slogans, wherever they stand; an editor's bracket at a paragraph's end."""
    whole: dict[int, str] = {}
    holes: dict[int, list[Hole]] = {}
    suffixes = phrases("lines", "suffixes")
    for index, line in enumerate(lines):
        if rule := _furniture_rule(line):
            whole[index] = rule
        elif (line.endswith(suffixes) or _EDITED.search(line, len(line) - 80)) and (
            found := list(_endings(line))
        ):
            holes[index] = found
    for index in _companions(lines, whole, holes):
        whole[index] = "editor"
    return cut_out(lines, whole, holes)


def _furniture_rule(line: str) -> str | None:
    """The rule that takes a whole line, or None."""
    return _frame_rule(line) if len(line) <= _LONGEST else None


@lru_cache(maxsize=4096)  # the steps ask again until none finds anything
def _frame_rule(line: str) -> str | None:
    if CLAUSE.match(line):
        return None
    if _editor_line().match(line):
        return "editor"
    if len(line) <= _LONGEST_PHRASE and bare(line) in bare_phrases("lines", "lines"):
        return "furniture"
    if line in phrases("lines", "exact") or line.startswith(phrases("lines", "starts")) or _is_row(line):
        return "furniture"
    return "slogan" if _asks(line) else None


@lru_cache(maxsize=1)
def _editor_line() -> re.Pattern[str]:
    """责任编辑：柳成荫 | 【责编／甲】"""
    return re.compile(rf"[【\[(（\s]{{0,3}}(?:{any_of('editor', 'labels')})\s{{0,4}}[:：／/|｜丨].{{0,50}}$")


@lru_cache(maxsize=1)
def _editor_ending() -> re.Pattern[str]:
    """…。（责任编辑：柳成荫） | …。【编辑 甲】 | …。责编：甲"""
    roles = f"{any_of('editor', 'labels')}|校对"
    bracket = rf"[【\[(（]\s?(?:{roles})\s?[:：/／|｜丨 ][^】\])）]{{0,40}}[】\])）]"
    name = r"[\u4e00-\u9fff·]{2,4}"
    spaced = rf"(?<=[\s）)。])(?:{roles})\s?[:：/／|｜丨]\s?{name}(?:[ 、，]{name}){{0,3}}"
    return re.compile(rf"(?:{bracket}|(?:责任编辑|责编)[:：][\w ]{{0,20}}|{spaced})\s{{0,3}}$")


def _endings(line: str) -> Iterator[Hole]:
    """The frame at the end of a line: an editor, 返回搜狐，查看更多; the editors among credits."""
    tail = line[-80:]
    if tail.endswith(phrases("lines", "suffixes")):
        suffix = next(s for s in phrases("lines", "suffixes") if tail.endswith(s))
        start = _BACK_TO.search(tail)
        size = len(tail) - start.start() if start else len(suffix)
        yield Hole("furniture", len(line) - size, len(line))
        return
    if "编" in tail or "校对" in tail:
        found = _editor_ending().search(tail)
        if found:
            yield Hole("editor", len(line) - len(tail) + found.start(), len(line))
        elif len(line) <= _LONGEST_CREDIT:
            yield from _editors_of(line)


def _editors_of(line: str) -> Iterator[Hole]:
    """The stretches of a line of credits that name editors: 文/甲　编辑/乙 keeps 文/甲."""
    parts = _credits(line)
    strong = frozenset(phrases("editor", "labels")) | {"校对"}
    if not any(role in strong for role, _, _ in parts):
        return
    cut = strong | frozenset(phrases("editor", "companions"))
    for role, start, end in parts:
        if role in cut:
            yield Hole("editor", start, end)


def _credits(line: str) -> list[tuple[str, int, int]]:
    """The roles of a line with the stretch of each, if the line holds nothing but roles and names.

    A line of one role needs a mark between role and name: 编辑/乙.
    """
    roles = _roles()
    words = [(m.group(), m.start()) for m in re.finditer(r"[^\s:：/／|｜丨、，,;；()（）【】\[\]]+", line)]
    if not words or words[0][0] not in roles:
        return []
    parts: list[tuple[str, int, int]] = []
    named = True
    for word, start in words:
        if word in roles:
            if not named:
                return []
            parts.append((word, start, len(line)))
            if len(parts) > 1:
                parts[-2] = (*parts[-2][:2], start)
            named = False
        elif _NAME.fullmatch(word):
            named = True
        else:
            return []
    marked = len(parts) > 1 or _MARKED.search(line)
    return parts if named and marked else []


@lru_cache(maxsize=1)
def _roles() -> frozenset[str]:
    return frozenset(role for key in ("labels", "companions", "reporters") for role in phrases("editor", key))


def _companions(lines: Lines, whole: dict[int, str], holes: dict[int, list[Hole]]) -> list[int]:
    """Lines of 审核, 监制 and the like beside an editor's."""
    editors = [i for i, rule in whole.items() if rule == "editor"]
    editors += [i for i, found in holes.items() if found[-1].rule == "editor"]
    roles = frozenset(phrases("editor", "companions"))
    near = {i + step for i in editors for step in range(-_NEAR, _NEAR + 1)}
    candidates = (i for i in sorted(near) if 0 <= i < len(lines) and i not in whole and i not in holes)
    return [i for i in candidates if _is_companion(lines[i], roles)]


def _is_companion(line: str, roles: frozenset[str]) -> bool:
    if len(line) > _LONGEST_CREDIT:
        return False
    parts = _credits(line)
    return bool(parts) and all(role in roles for role, _, _ in parts)


def _is_row(line: str) -> bool:
    """A row of buttons or counts: 分享到 微信 微博 · 阅读 1234 评论 5."""
    if len(line) > _LONGEST_ROW or line.strip(_EDGES)[:1] not in _first_characters():
        return False
    cells = [_cell(cell) for cell in _CELL.split(line) if cell]
    if not cells or "" in cells or ("number" in cells and "count" not in cells):
        return False
    return (len(cells) > 1 and cells != ["number"] * len(cells)) or cells == ["counted"]


@lru_cache(maxsize=1)
def _first_characters() -> frozenset[str]:
    words = (*phrases("buttons", "words"), *phrases("buttons", "counts"), *"0123456789已")
    return frozenset(word[0] for word in words)


def _cell(cell: str) -> str:
    """What a cell of a row is: a button, a count word, a number, both in one, or nothing of the kind."""
    if cell in phrases("buttons", "counts"):
        return "count"
    if cell in bare_phrases("buttons", "words"):
        return "button"
    if _NUMBER.fullmatch(cell):
        return "number"
    word = _NUMBER.sub("", cell, count=1).removeprefix("已有").removeprefix("人")
    return "counted" if word in phrases("buttons", "counts") else ""


@lru_cache(maxsize=1)
def _asking() -> re.Pattern[str]:
    return re.compile(any_of("slogan", "asks"))


@lru_cache(maxsize=1)
def _errand() -> re.Pattern[str]:
    return re.compile(any_of("slogan", "errands"))


def _asks(line: str) -> bool:
    """A short line that asks the reader to scan, follow or download, and for no errand of a notice."""
    if len(line) > _LONGEST_SLOGAN:
        return False
    if _FOLLOW.match(line) and not _FULL.search(line):
        return True
    found = _asking().search(line)
    if found is None or _FULL.search(line) or _errand().search(line):
        return False
    before = "".join(_HAN.findall(line[: found.start()]))
    return _LEADS.fullmatch(before) is not None
