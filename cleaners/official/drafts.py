"""Drafts put to the public (征求意见稿): what a title or a text says is a draft, and of what.

Reads titles and texts; writes the name that the final document will bear, without the mark of the draft and
with the year of an amendment kept apart. It must never take a report on comments received (采纳情况), an
explanation (起草说明) or a plan of standards (等2项计划) for a draft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# 征求意见稿, 第二次征求意见稿, 公开征求意见稿, 修订草案, 送审稿; in brackets behind a name
_MARK_WORDS = (
    r"(?:第?[一二三四五六七八九十2-9]次|再次|首次)?(?:公开|社会)?(?:征求|征集)(?:社会|公众)?意见(?:稿|版)?"
    r"|(?:征求意见)?草案(?:征求意见稿|稿)?|送审稿|讨论稿|公示稿"
)
_MARK = re.compile(_MARK_WORDS)
# （征求意见稿）, （2025年修订征求意见稿）, （试行，征求意见稿）
_BRACKET = re.compile(
    r"\s?[（(【\[](?P<said>[^（）()【】\[\]《》\n]{0,16}(?:征求|征集|草案|送审稿|讨论稿|公示稿)[^（）()【】\[\]《》\n]{0,10})[）)】\]]"
)
# X征求意见稿, without brackets, at the end of a name
_BARE = re.compile(r"(?:第[一二三四五六七八九十]次|公开)?征求意见稿\Z")
# 公开征求对《…》的意见, 就《…》公开征求意见; the act that makes a notice a consultation
_ASKS = re.compile(r"(?:征求|征集)[^。；\n]{0,120}?意见|意见(?:征求|征集)")
# 意见采纳情况, 起草说明, 解读: about a draft, none itself
_ABOUT = re.compile(
    r"采纳|(?:反馈|处理|汇总|征集|征求意见)(?:情况|结果)|情况的?(?:说明|反馈|公告|通报)|起草说明|编制说明|解读|答记者问|问答|结果"
)
# 》公开征求意见, 》（征求意见稿）, 》的意见, 》意见: a draft that bears no mark inside the 《》
_ASKED = re.compile(
    r"\s?(?:(?:向社会|面向社会)?(?:公开)?(?:征求|征集)|的?(?:社会|公众|公开|修改)?意见|[（(]征求意见稿[）)])"
)
# what no line that is a title has
_NO_TITLE = re.compile(r"[，。；：]|附件")
_LEAD = re.compile(r"\A.{0,60}?(?:关于(?:公开)?(?:征求|征集)?对?|(?:公开)?(?:征求|征集)对?|就)(?=\S)")
# （2025年修订）, （修订）, 修订版 behind a name
_AMENDED = re.compile(
    r"[（(](?:(?P<year>\d{4})年?)?(?:\d{1,2}月)?(?:第[一二三四五六七八九十]次)?(?:修订|修正|修改)(?:版|稿|本)?[）)]\s*\Z"
)
_HEAD = 3000  # characters of a notice in which it says what it asks about
_FIRST = 200  # characters in which a text that is a draft says so
# 现就《…》公开征求意见, 现向社会公开征求意见; never 经公开征求意见, 在征求意见的基础上
_ASKS_NOW = re.compile(
    r"现(?:予以?)?(?:面?向社会|面?向公众)?(?:[就对将][^。；\n]{0,100}?)?(?:面?向社会|面?向公众)?(?:公开|再次)?"
    r"(?:征求|征集)(?:社会|公众|各方面?|社会各界)?意见(?!后|的基础|情况)"
)


@dataclass(frozen=True, slots=True)
class DraftName:
    """What is being drafted: the final's `name`, the `year` of an amendment, the characters `printed`."""

    name: str
    year: str | None
    printed: str


def is_draft(title: str, text: str = "") -> bool:
    """Whether a document is a draft or asks for comments on one, by its title or its first lines.

    >>> is_draft("某办法（征求意见稿）"), is_draft("某办法", "某办法\\n（征求意见稿）"), is_draft("某办法")
    (True, True, False)
    >>> is_draft("某部关于印发《某办法》的通知", "《某办法（征求意见稿）》经公开征求意见，现予印发。")
    False
    """
    if _is_about(title):
        return False
    if _BRACKET.search(title) or _BARE.search(title) or _ASKS.search(title):
        return True
    head = text[:_FIRST]
    return _ASKS_NOW.search(head) is not None or any(map(_is_marked, head.splitlines()))


def _is_marked(line: str) -> bool:
    """Whether a line is a title, or the end of one, that bears the mark: 某办法（征求意见稿）."""
    bracket = _BRACKET.search(line)
    return bracket is not None and not line[bracket.end() :].strip() and not _NO_TITLE.search(line)


def _is_about(title: str) -> bool:
    """Whether a title tells of a draft: its words outside the names in 《》 say so."""
    outside = title
    for name, _ in _in_marks(title):
        outside = outside.replace(name, "")
    return _ABOUT.search(outside) is not None


def draft_name(title: str) -> DraftName:
    """A title without the mark of the draft: of a draft and of a final alike, so that the two compare.

    >>> draft_name("某办法（2025年修订征求意见稿）")
    DraftName(name='某办法', year='2025', printed='某办法（2025年修订征求意见稿）')
    >>> draft_name("某目录（2024年版）（第二次征求意见稿）").name
    '某目录（2024年版）'
    """
    bare = _BARE.sub("", _BRACKET.sub(_kept, title.strip())).strip()
    amended = _AMENDED.search(bare)
    if amended is None:
        return DraftName(bare, None, title.strip())
    return DraftName(bare[: amended.start()].strip(), amended["year"], title.strip())


def _kept(bracket: re.Match[str]) -> str:
    """What a bracket says beside the mark: （试行，征求意见稿） is （试行）, （修订草案） is （修订）."""
    rest, marks = _MARK.subn("", bracket["said"])
    if not marks:
        return bracket[0]
    rest = rest.strip(" ，,、·—-　")
    return f"（{rest}）" if rest else ""


def marked_title(title: str, *places: str) -> str:
    """A draft's title with the mark that its notice or its own text prints behind it; any other as it is.

    >>> marked_title("某办法", "公开征求对《某办法（征求意见稿）》的意见", "某办法\\n（征求意见稿）")
    '某办法（征求意见稿）'
    """
    if not title or _BRACKET.search(title):
        return title
    named = re.compile(re.escape(title) + r"》?\s{0,4}")
    for place in places:
        for found in named.finditer(place):
            bracket = _BRACKET.match(place, found.end())
            if bracket is not None:
                return title + bracket[0].strip()
    return title


def drafts_named(title: str, text: str) -> tuple[DraftName, ...]:
    """The drafts that a consultation (意见征集) asks about: by its title, else by its first paragraphs.

    >>> [d.name for d in drafts_named("公开征求对《某办法（征求意见稿）》《某细则（征求意见稿）》的意见", "")]
    ['某办法', '某细则']
    >>> drafts_named("公开征求对《某指标》等2项行业标准计划的意见", "")
    ()
    >>> drafts_named("《某办法（征求意见稿）》意见采纳情况的公告", "")
    ()
    """
    if _is_about(title):
        return ()
    asks = _ASKS.search(title) is not None
    found = list(_quoted(title, unmarked=asks)) or list(_unquoted(title))
    if not found:
        found = list(_quoted(text[:_HEAD], unmarked=False))
    return tuple({(draft.name, draft.year): draft for draft in found}.values())


def _quoted(text: str, *, unmarked: bool) -> list[DraftName]:
    """《X（征求意见稿）》, 《X》（征求意见稿）; where the title asks for comments also 《X》意见, alone."""
    names = list(_in_marks(text))
    found = []
    for name, end in names:
        behind = _BRACKET.match(text, end)
        marked = name + (behind[0] if behind else "")
        if _BRACKET.search(marked) or _BARE.search(name):
            found.append(draft_name(marked))
        elif unmarked and len(names) == 1 and _ASKED.match(text, end):
            found.append(draft_name(name))
    return found


def _unquoted(title: str) -> list[DraftName]:
    """关于X（征求意见稿）公开征求意见的通知, X（征求意见稿）: a name without 《》, up to its mark."""
    mark = _BRACKET.search(title)
    if mark is None or "《" in title:
        return []
    printed = title[: mark.end()]
    asks = _ASKS.search(title[: mark.start()] + title[mark.end() :]) is not None
    return [draft_name(_LEAD.sub("", printed) if asks else printed)]


def _in_marks(text: str) -> list[tuple[str, int]]:
    """What stands in the outermost 《》, and where each ends."""
    found: list[tuple[str, int]] = []
    depth = start = 0
    for at, char in enumerate(text):
        if char == "《":
            start, depth = (at + 1 if depth == 0 else start), depth + 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0:
                found.append((text[start:at], at + 1))
    return found
