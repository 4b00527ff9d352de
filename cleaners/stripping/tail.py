"""What stands behind the last line of a text (尾巴): 扩展阅读 and other headings of link lists, neighbours,
addresses of the page, disclaimers.

Reads lines; writes them without the tail, each cut logged. It must never take a clause, an annex, a copied-to
line, nor anything above a signature: where a text is signed, what stands before belongs to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.stripping.disclaimers import is_disclaimer, is_named, speaks_of_site
from cleaners.stripping.phrases import CLAUSE, FINISHED, bare, bare_phrases, phrases
from cleaners.stripping.removal import Cut, Lines, cut_out

_PROSE = 60
_PARAGRAPHS = 3
_LONGEST_MARKER = 400
_LONGEST_LINE = 300
_LONGEST_HEADING = 16
_HEAD = 3
# 上一篇 某县修桥 · < 下一篇：没有了
_NEIGHBOUR = re.compile(
    r"[<＜«‹←【\[\s]{0,4}(?:上|下|前|后)一(?:篇|条|页|章|则|个|组)(?:文章|新闻|资讯)?(?:[:：】\]\s>＞»|]|没有|$)"
)
_DAY_AND_TIME = r"(?:19|20)\d\d[-/年]\d{1,2}[-/月]\d{1,2}日?\s\d{1,2}:\d\d"
# 作者：风中竹 时间：2032-05-17 21:48:23 · 网友：某某 发表于 2032-5-17 21:48 · 某某 2032-05-17 21:48
_REPLY = re.compile(
    r"(?:作者|网友|用户|层主)[:：]\s?\S{1,20}\s{1,4}(?:时间[:：]|日期[:：]|发[表布]于?[:：]?)?\s?"
    + _DAY_AND_TIME
    + r"|\w{1,12}\s(?:发表于\s?)?"
    + _DAY_AND_TIME
    + r"(?::\d\d)?$"
)
# 某某 发表于 2032-06-18 22:41 | 阅读(33) | 评论(2): the foot of a blog's text, answers below it
_POST_FOOT = re.compile(
    r"\S{0,20}\s{0,2}(?:发表于|发布于|posted @)\s{0,2}" + _DAY_AND_TIME + r"[^。]{0,30}评论\s?[(（]\d"
)
# 抄送：… · 此件公开发布 · 某部办公厅 2031年3月5日印发
_FORM = re.compile(r"[（(]?(?:抄\s{0,2}[送报]|主\s{0,2}送|附\s{0,2}[件表录图:：\d]|此件)|[^。；]{2,60}印发$")
_DAY = re.compile(
    r"[（(]?(?:[12]\d{3}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|"
    r"[一二][〇○零Oo０一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)[）)]?$"
)
# 青岚县工业局 · 海川市人民政府办公室
_SIGNER = re.compile(
    r"[\u4e00-\u9fff、（）() \u3000]{2,60}"
    r"(?:局|委|部|厅|院|办|府|会|署|行|司|社|公司|中心|室|组|所|处|站|校|学|队|馆)[）)]?$"
)


def strip_tail(lines: Lines) -> Cut:
    """Everything from the first tail marker, when what follows holds no clause and little prose."""
    text_from = _last_text(lines)
    found = [
        i
        for i, line in enumerate(lines)
        if _opens_tail(line, zone=i > text_from or i < _HEAD)
        or (i >= _HEAD and ":" in line and _ends_post(line))
    ]
    if not found:
        return lines, ()
    held = _last_form(lines)
    whole: dict[int, str] = {}
    for index in found:
        if index > max(held, text_from) and len(whole) < index and not _goes_on(lines, index):
            whole.update(dict.fromkeys(range(index, len(lines)), "tail"))
            break
        if _goes_alone(lines, index, signed=index < held):
            whole[index] = "tail_line"
    return cut_out(lines, whole)


def _ends_post(line: str) -> bool:
    """Whether a post ends here: its foot, or the line above an answer."""
    return len(line) < _LONGEST_LINE and bool(_REPLY.match(line) or _POST_FOOT.match(line))


def _opens_tail(line: str, *, zone: bool) -> bool:
    """Whether a tail may begin here; near the edges of a text a disclaimer is known by its words alone."""
    return _is_marker(line) or ((zone or is_named(line)) and is_disclaimer(line))


def _goes_on(lines: Lines, index: int) -> bool:
    """Whether a marker that names its own link stands between two paragraphs: 相关阅读：某县修桥."""
    if len(lines[index]) <= _LONGEST_HEADING // 2 or index + 1 == len(lines):
        return False
    return _is_prose(lines[index + 1]) and not is_disclaimer(lines[index])


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE and FINISHED.search(line) is not None and not is_disclaimer(line)


def _goes_alone(lines: Lines, index: int, *, signed: bool) -> bool:
    """Whether a marker with text behind it is cut by itself."""
    line = lines[index]
    if len(line) >= _LONGEST_LINE or CLAUSE.search(line):
        return False
    if _is_marker(line):
        return True
    return speaks_of_site(line) or (not signed and index < _HEAD and is_named(line))


def _is_marker(line: str) -> bool:
    """A heading of a link list, a neighbour, the address of the page."""
    return len(line) <= _LONGEST_MARKER and _marks_tail(line)


@lru_cache(maxsize=4096)  # the steps ask again until none finds anything
def _marks_tail(line: str) -> bool:
    if line.startswith(phrases("tail", "starts")) or _NEIGHBOUR.match(line):
        return True
    return len(line) <= _LONGEST_HEADING and bare(line) in bare_phrases("tail", "lines")


def _last_text(lines: Lines) -> int:
    """The last line that holds text: a clause, or the third finished paragraph from the end; -1 if none."""
    prose = 0
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if CLAUSE.match(line):
            return index
        if _is_prose(line):
            prose += 1
            if prose == _PARAGRAPHS:
                return index
    return -1


def _last_form(lines: Lines) -> int:
    """The last line of the form of a document: signature and date, 抄送, 附件; -1 if none."""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if len(line) > _LONGEST_MARKER:
            continue
        if _FORM.match(line) or (index and _DAY.match(line) and _SIGNER.match(lines[index - 1])):
            return index
    return -1
