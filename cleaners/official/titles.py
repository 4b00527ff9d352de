"""Titles of official documents (标题): where one stands in a text, whose it is, which 文种 it names.

A title may be broken over lines or fused with what follows (…的通知发布日期:…); names in 《》 belong to it,
and a 的通知 inside them does not end it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.official.authorities import issuers_opening
from cleaners.official.bodies import is_body, only_bodies, title_prefix

KINDS = (
    *("决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报"),
    *("报告", "请示", "批复", "议案", "函", "纪要", "令"),
)
# the 15 of 《党政机关公文处理工作条例》 and 令, the form in which orders are numbered
_KIND = "|".join(KINDS)
# 管理办法, 行动计划, 若干措施 … (制度文体); the longer name first
INSTRUMENTS = (
    *("行动计划", "行动方案", "工作方案", "实施方案", "实施意见", "实施细则", "若干措施", "若干规定"),
    *("管理规定", "管理办法", "工作指引", "工作规则", "司法解释", "操作规程", "发展规划"),
    *("条例", "办法", "细则", "规定", "规则", "规程", "规范", "准则", "标准", "指南", "指引", "目录", "规划"),
    *(
        "纲要",
        "方案",
        "计划",
        "措施",
        "要点",
        "清单",
        "名单",
        "章程",
        "制度",
        "通则",
        "预案",
        "法典",
        "解释",
        "守则",
        "协议",
        "分工",
        "要求",
        "法",
    ),
)
_INSTRUMENT = re.compile("(" + "|".join(sorted(INSTRUMENTS, key=len, reverse=True)) + r")[》〉」]?\Z")
# 家族名: what a longer name of an instrument counts as
_FAMILY = {"管理办法": "办法", "管理规定": "规定", "若干规定": "规定", "发展规划": "规划", "操作规程": "规程"}
# （试行）, （2022年版）, （银发〔2001〕1号）, 【建房〔2022〕16号】 at the end of a title
_TAIL_BRACKET = re.compile(
    r"\s{0,40}[（(【\[][^（(【\[）)】\]]{0,40}(?:〔[^〕]{0,8}〕[^）)】]{0,12})?[）)】\]]\Z"
)
_TITLE_END = re.compile(rf"(?:{_KIND}|答复|公示)(?!中[^国央华]|[》〉」”、，征稿反精要落书的和及等与会])")
_KIND_AT_END = re.compile(rf"({_KIND})[》〉]?\Z")
# 印发《…》, 发布《…》, 公布修订后的《…》
_ISSUED = re.compile(r"印发|发布|公布|颁布|下发|转发|批转")
_BARE_NAME = re.compile(r"([^，。；]{2,80}?)的(?:补充|紧急)?(?:通知|公告|通告|决定|函|令)\Z")
_ABOUT = re.compile(r"关于|转发|批转|对全国政协|对.{1,12}人大")
_OFFICIAL_OPENING = re.compile(
    r"\s{0,9}(?:办公厅|办公室)?\s{0,9}(?:关于|转发|批转|印发|对|公告|通告|令|决定|命令)"
)
# 某部令, 某部公告, 某部文件: a red head, whose document has no other title than its number
_LETTERHEAD = re.compile(r"(?:令|公告|通告|文\s{0,4}件)\s*\Z")
_NO_TITLE = re.compile(
    r"[，；：:]|\A(?:第[一二三四五六七八九十百\d]{1,6}[条章节]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])"
)
_HEAD = 2500


@dataclass(frozen=True, slots=True)
class TitleAt:
    """A title found in a text: its characters without the breaks, and where it stands."""

    title: str
    start: int
    end: int


def without_tail(title: str) -> str:
    """A title without what is bracketed at its end: （试行）, （2022年版）, a document number."""
    shorter = _TAIL_BRACKET.sub("", title.strip())
    return shorter if shorter and shorter != title.strip() else title.strip()


def kind_of_title(title: str) -> str | None:
    """The 文种 that a title ends with; None when it names none of them.

    >>> kind_of_title("某部关于印发《某办法》的通知（某发〔2020〕1号）"), kind_of_title("某某办法")
    ('通知', None)
    """
    found = _KIND_AT_END.search(without_tail(title))
    if found is None:
        return None
    return "令" if found[1] == "命令" else found[1]


def instrument_kind(title: str) -> str | None:
    """The kind of instrument (制度文体) that a title names: 办法, 规划, 行动计划 …; None for anything else.

    >>> instrument_kind("中小企业集群促进暂行办法（试行）"), instrument_kind("某部关于某事的通知")
    ('办法', None)
    """
    found = _INSTRUMENT.search(without_tail(title))
    return _FAMILY.get(found[1], found[1]) if found else None


def instrument_titles(title: str) -> tuple[str, ...]:
    """What a notice's title says it issues: the names in 《》 after 印发, or the bare one before 的通知.

    >>> instrument_titles("某部关于印发《某管理办法（试行）》和《某标准》的通知")
    ('某管理办法（试行）', '某标准')
    >>> instrument_titles("某部关于印发某行动计划的通知"), instrument_titles("某部关于某事的通知")
    (('某行动计划',), ())
    """
    issued = _ISSUED.search(title)
    if issued is None:
        return ()
    rest = title[issued.end() :]
    quoted = tuple(_outer_quoted(rest))
    if quoted:
        return quoted
    bare = _BARE_NAME.match(without_tail(rest))
    return (bare[1].strip(),) if bare and instrument_kind(bare[1]) else ()


def _outer_quoted(text: str) -> list[str]:
    """What stands in 《》, the outermost pairs only."""
    names: list[str] = []
    depth = start = 0
    for at, char in enumerate(text):
        if char in "《〈":
            start, depth = (at + 1 if depth == 0 else start), depth + 1
        elif char in "》〉" and depth:
            depth -= 1
            if depth == 0:
                names.append(text[start:at])
    return names


def title_issuers(title: str) -> tuple[str, ...]:
    """The agencies that an official title opens with; () when it does not go on as an official title does.

    >>> title_issuers("工信部 财政部关于开展某事的通知"), title_issuers("工信部已启动某事")
    (('工业和信息化部', '财政部'), ())
    >>> title_issuers("产业振兴部　工艺传承局关于开展某事的通知")
    ('产业振兴部', '工艺传承局')
    """
    shown = title_prefix(title) if kind_of_title(title) else ()
    if shown:
        return shown
    names, end = issuers_opening(title)
    return names if all(map(is_body, names)) and _OFFICIAL_OPENING.match(title, end) else ()


def find_title(text: str) -> TitleAt | None:
    """The title at the head of a text: …关于…的通知, else a first line that names an instrument."""
    head = text[: head_end(text)]
    about = _ABOUT.search(head)
    while about is not None:
        start = _title_start(head, about.start())
        end = _title_end(head, about.end())
        if end is not None:
            return TitleAt(joined(head[start:end]), start, end)
        about = _ABOUT.search(head, about.end())
    return _first_line_title(head, len(text))


def head_end(text: str) -> int:
    """Where the head of a text ends: its first full stop or 第一章/第一条, at most 2,500 characters."""
    stop = _HEAD_END.search(text, 0, _HEAD)
    return stop.start() if stop else min(len(text), _HEAD)


_HEAD_END = re.compile(r"。|第一[章条]")


def joined(text: str) -> str:
    """A broken title in one line: breaks between ideographs go, inner spaces stay as one."""
    return re.sub(r"[ \t\u3000\xa0]+", " ", re.sub(r"(?<!\s)\s*\n\s*", "", text)).strip()


def _title_start(head: str, about: int) -> int:
    """The start of the line, or of the lines before it that hold nothing but agencies."""
    start = head.rfind("\n", 0, about) + 1
    before = head[start:about]
    if before.strip() and len(before) > 60:
        start = about
    while start > 0:
        above = head[:start].rstrip()
        line_at = above.rfind("\n") + 1
        if not only_bodies(above[line_at:]):
            break
        start = line_at
    return start + len(head[start:about]) - len(head[start:about].lstrip())


def _title_end(head: str, after: int) -> int | None:
    """The end of the first 文种 outside 《》 that may close a title; None when a colon comes first."""
    for found in _TITLE_END.finditer(head, after, min(len(head), after + 260)):
        passage = head[after : found.start()]
        if "：" in passage or ":" in passage:
            return None
        opened = passage.count("《") - passage.count("》")
        if opened <= 0 and _ends_here(head, found):
            return found.end()
    return None


def _ends_here(head: str, found: re.Match[str]) -> bool:
    """A 文种 ends the title after 的, or when its line ends there."""
    after_de = head[: found.start()].endswith(("的", "指导", "实施", "若干", "有关问题的", "复"))
    line_ends = head[found.end() : found.end() + 1] in ("", "\n", "（", "(", " ", "\u3000")
    return after_de or line_ends


def _first_line_title(head: str, whole: int) -> TitleAt | None:
    for found in re.finditer(r"[^\n]+", head[:300]):
        line = found[0].strip()
        if not line:
            continue
        named = instrument_kind(line) or kind_of_title(line)
        if head[found.end() :] == "" and len(head) < whole:  # the line goes on as a sentence
            return None
        if named and not _LETTERHEAD.search(line) and len(line) <= 80 and not _NO_TITLE.search(line):
            return TitleAt(line, found.start(), found.end())
        return None
    return None
