"""Source, author and editor of a page (来源、作者、编辑), read from the lines that name them.

Reads single lines beside, in or below the text; writes names as printed. Must never take an editor, a
disclaimer or a newspaper for an author.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import takewhile

from cleaners.page.names import is_nobody, is_person, names_at
from cleaners.page.printed import printed_moments
from cleaners.stripping.phrases import bare_phrases

_META_SOURCE = ("contentsource", "mediaid", "article:source", "source")
# "来源：某某日报" · "来源于：某某办事处" · "来源|某某发布"; never 图片来源：
_SOURCE = re.compile(
    r"(?<!图片)(?<!资料)(?<!视频)(?<!数据)"
    r"(?:(?:来[ \u3000\xa0]{0,4}源于?|稿源|来自|转载自|转自|摘自|出处)\s{0,3}[:：|｜丨]|本文来源于|"
    r"来源于[ \u3000\xa0])"
    r"\s{0,4}[\[【［]?\s{0,3}([^\s|｜,，:：【】［］（）()]{2,30})"
)
# "某某报举报", "某某网作者：…": a link or the next label set beside the name without a space
_BEHIND_SOURCE = re.compile(
    r"(?:举报|作者|责任编辑|责编|编辑|发布时间|发布|时间|浏览|分享|订阅|关注|字体|字号|打印|点击|"
    r"(?:撰文|采写|图文|文图|文|记者|通讯员)\s{0,2}[:：/／|｜])"
)
# 凡本站注明“来源：XXX”的稿件 …: names no one
_DISCLAIMS = re.compile(r"免责|凡本|凡是|凡注明|注明|XXX|ＸＸＸ|不代表|版权归|转载自其")
_NO_SOURCE = re.compile(r"发布时间|发布日期|发稿时间|时间|日期|发布于|发表于|来源|更新|未知|网络整理|互联网")
# 某某晚报, 某某社, 某某网: what can be a source without a label
_PAPER = re.compile(
    r"[\u4e00-\u9fff·]{1,12}(?:报|网|社|台|刊|杂志|在线|新闻|时报|客户端)|[\u4e00-\u9fff\d]{4,12}报道|[\u4e00-\u9fff]{2,10}\[[\u4e00-\u9fff]{2,4}\]"
)
_MEDIUM = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:日报|晚报|晨报|早报|时报|商报|都市报|青年报|通讯社|电视台|新华社|新华网|周刊)|新华社"
)
# "原创 某某号 2024-09-08 10:00": the account that wrote it
_ACCOUNT = re.compile(r"(?:原创\s{0,3})?([^\s:：|/／]{2,20})\s{0,4}[·•|]?\s{0,4}$")
# 2003-09-18　《某某教育报》
_TITLED_PAPER = re.compile(r"《([\u4e00-\u9fff]{2,12}[报刊社])》")
# 某某网 news.example 时间： 2012-09-04
_SITE_BEFORE = re.compile(
    r"([\u4e00-\u9fff·]{1,11}[网报社台])[\s\xa0]{1,3}(?:[\w.\-]{4,30}[\s\xa0]{1,4})?(?:发布)?时间[:：]?"
)
_COLUMN = re.compile(
    r"时间|日期|发布|发表|更新|回复|编辑|阅读|浏览|访问|来源|首页|正文|于$|今天|星期|新闻$|频道$|\d"
)
_NOT_SAID = re.compile(r"[\s·•|｜—\-]+")
# 甲某某/某某日报
_NAME_AND_PAPER = re.compile(r"([\u4e00-\u9fff]{2,4})\s{0,2}[/／]\s{0,2}([\u4e00-\u9fff]{2,12}[报社网台刊])")
_VALUE = r"[^\s（）()【】\[\]|｜:：；;，。、,]"
_EDITOR_LABELS = ("责任编辑|责编", "编辑录入|选稿|编审|编[ \u3000]{0,3}辑")
# "责任编辑：甲某某_AB123" · "[责任编辑：甲某某 PK155]" · "责编|甲某某" · "编辑 甲某某 校对 乙某"
_EDITORS = tuple(
    re.compile(
        rf"(?:{labels})(?:\s{{0,4}}[:：／/|｜丨]\s{{0,3}}|[ \u3000])"
        rf"({_VALUE}{{2,20}}(?:(?:[、，,]|[ \u3000](?=[\u4e00-\u9fffA-Z])){_VALUE}{{2,4}}(?![:：\w])){{0,4}})"
    )
    for labels in _EDITOR_LABELS
)
_DESK_LABEL = re.compile(r"编辑|责编|校对|审核")
# 甲某某_AB123, 甲某某PK155: the desk's number behind the editor's name
_DESK = re.compile(r"[_ ]?[A-Za-z]{1,5}\d{2,7}$")
# 编辑：甲某某审读：乙某某: the next role, set beside the name by style alone
_NEXT_ROLE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:审读|审校|校对|审核|监制|终审|初审|复审|签发)")
_NO_EDITOR = re.compile(
    r"管理员|admin|\d{2}|校对|审核|返回|纠错|发布|时间|来源|作者|记者|推荐|更多|部$|室$|热线", re.I
)
# "作者：甲某某" · "文/甲某某" · "撰文 | 甲某某" · "采写：某报见习记者 甲某某" · "（文/图 甲某某 乙某）"
_LABEL = re.compile(
    r"(?:(?<!关于)(?<!》)(?<!》 )(?<!拉黑)(?<!联系)(?<!原)(?<!该)(?<!看)"
    r"(?:作[ \u3000\xa0]{0,4}者|楼主|撰文|撰稿人?|采写|采编|执笔|文字)"
    r"\s{0,3}[:：/／|｜丨】\]]\s{0,3}|"
    r"(?<![\u4e00-\u9fff])(?:文图?|图文)\s{0,2}[/／|｜丨:：]\s{0,2}(?:图|摄影)?\s{0,3}[:：]?\s{0,2})"
)
# 供稿：甲某某 · 作者 甲某某 · 甲某某/文: what counts only before or behind a person
_GIVEN = re.compile(r"(?:供稿人?|投稿人?|通讯员)\s{0,2}[:：]\s{0,3}|(?<![\u4e00-\u9fff])作者[ \u3000]{1,3}")
_WRITTEN = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4})\s?[/／]\s?(?:文|图文|文图)(?![\u4e00-\u9fff])"
)
# 某某系 甲某某: an office before the name, set apart
_DESK_OF = re.compile(r"[\u4e00-\u9fff]{1,14}[系院部处局办科所厅委室馆校区报社网台组站]\s{1,3}")
# 记者：甲某某 on a line that says more of the page; in a text it opens a question
_REPORTER = re.compile(r"记\s{0,3}者\s{0,2}[:：/／]\s{0,3}")
_INFORMS = re.compile(r"来\s{0,3}源|责编|编辑|摄影|通讯员|日期|时间|(?:19|20)\d\d[-年/.]")
# [美]甲某·乙某
_COUNTRY = re.compile(r"[\[［〔（(【][\u4e00-\u9fff]{1,3}[\]］〕）)】]\s{0,2}")
_STAFF = re.compile(
    r"\s{0,2}(?:[\u4e00-\u9fffA-Za-z·《》]{0,14}?"
    r"(?:记者|通讯员|评论员|撰稿人|作者|研究员|教授|主任|院长|部长|所长|博士|律师)[ \u3000\xa0:：]{0,3})"
)
# 某大学教授甲某某）: an office before the name
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{0,40}(?:研究员|教授|主任|院长|部长|所长|博士|律师|评论员|分析师)([\u4e00-\u9fff]{2,4})(?=[）)\s]|$)"
)
# 甲某某 · 叨某姐、胡某刀&李某刀 · Kingname: a value of 作者： that is no common name
_PEN = re.compile(r"[^\s，。；;:：|｜【】［］\[\]（）()/／]{2,20}")
_LATIN = re.compile(r"[A-Za-z][\w.\-]{1,20}(?: [A-Z][\w.\-]{0,20}){0,3}")
# 叨某姐&李某刀 · 慢就是快v: a pen name that begins like a common one
_GOES_ON = re.compile(r"[A-Za-z0-9_]{1,6}$|[^&]{0,8}&")
_NO_AUTHOR = re.compile(
    r"公司|网$|报$|社$|中心$|新闻|日报|编辑|来源|时间|客户端|单位|简介|浏览|点击|发布|所有|本人|观点|立场|XXX|https?|www|记者$|通讯员$|^\d|\d{4}",
    re.I,
)
# "澎某新闻记者 甲某某 乙某" · "本报记者 甲某 乙某某" · "《某某》作者 甲某" · "□ 本报记者 甲某某"
_LEADING = re.compile(
    r"^[□■◎●○◆★▲◇\s【\[（(]{0,4}(?:[^，。：；:\n]{0,14}?)"
    r"(?:(?:记者|通讯员|评论员|撰稿人?)[ \u3000\xa0：:/／|｜丨]{0,3}|作者[ \u3000\xa0]{0,3})"
)
_BULLET = re.compile(r"^[□■◎●○◆★]\s{0,3}")
# 新华社北京9月24日电（记者甲某某）· （总台央视记者 甲某 乙某某）· (记者 甲某某 整合)
# 【某某网报道 记者 甲某某】
_BRACKETED = re.compile(
    r"[（(【\[［][^（）()【】\[\]\n，。]{0,16}?(?:记者|作者|撰稿)[ \u3000\xa0：:/／|｜]{0,3}"
)
# 本报讯 记者甲某某报道： · 中新网某地9月24日电 (甲某某 乙某)
_REPORTS = re.compile(r"(?:讯|电|消息)[ \u3000\xa0]{0,3}(?:[\u4e00-\u9fff]{0,6}记者|[（(])[ \u3000\xa0]{0,3}")
_CLOSED = re.compile(r"[）)】\]］]")
_CLOSE = re.compile(r"[ \u3000]{0,2}(?:摄影报道|报道|文并摄|文)?[）)]")
# …讲话。（文/图 甲某某 乙某） at the end of the text
_CLOSING = re.compile(r"[（(]([^（）()]{4,100})[）)](?:返回.{0,9})?\s{0,3}$")
# …讲话。（甲某某）
_SIGNED = re.compile(r"[（(][ \u3000]{0,2}([\u4e00-\u9fff][\u4e00-\u9fff \u3000、]{1,14})[）)]\s{0,3}$")
# 某某社记者 甲某某 摄
_PHOTOGRAPHED = re.compile(r"(?:摄影?|供图|制图|(?<![文/／、])图)[）)]?$")
_NAME_END = re.compile(r"[ \u3000\xa0、]+")
_FIELDS = re.compile(r"[|｜]")
# 甲某某 · Lin He · 山间来信: what a place for the author may hold
_SIGNS = re.compile(r"[\w·•\-]{2,20}(?: [A-Za-z][\w.\-]{0,20}){0,3}")
# posted @ 2019-01-08 14:32 甲某某 阅读(1024)
_POSTED_BY = re.compile(r"posted\s(?:@|on)\s[\d\s:/-]{8,24}[\s\xa0]{1,3}([^\s\d]\S{1,19})[\s\xa0]{1,3}阅读")
# 《某某日报》（2024年05月11日 09版）
_EDITION = re.compile(
    r"[（(]?\s{0,2}《([\u4e00-\u9fff]{2,12})》\s{0,3}[（(]\s{0,3}(?:19|20)\d\d\s?[-年].{4,16}版\s{0,2}[）)]"
)
# 5小时前 · 昨天 09:12 · 03-15 08:00
_AGO = re.compile(
    r"(?<![\d-])\d{2}-\d{2} \d{2}:\d{2}(?!\d)|\d{1,2}\s?(?:分钟|小时|天)前|"
    r"(?:今天|昨天|前天|刚刚)(?:\s?\d{1,2}:\d\d)?"
)
# 来源：某某日报　甲某某　浏览 3.2w
_CELLS = re.compile(r"[\s·•|｜—\-]+")
# 海岳证券 · 晴川大学: who a writer is with
_DESK_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:证券|基金|期货|研究所|研究院|大学|学院|银行|体育|财经|客户端)"
)
_OTHER_FIELD = re.compile(
    r"(?:社会|国内|国际|财经|科技|体育|时政|本地|综合|要闻|[\u4e00-\u9fff]{2,4}(?:新闻|频道|要闻|资讯))$|"
    r"(?:本报|本网|本刊)?(?:实习|见习|特约)?(?:记者|实习生)$|《[^》]{2,12}》$|"
    r"(?:来源|稿源|来自|责编|编辑|浏览|阅读|点击|评论|收藏|点赞|发布|发表|更新|时间|日期|字号|字体|原创|转载|首发)|[\W\d]|.{0,6}[:：]"
)
_EDGE = 6
_SHORT = 60
_LONGEST_PEN = 14


def first(read: Callable[[str], str | None], lines: Iterable[str]) -> str | None:
    """What the first line that says anything says."""
    return next((found for line in lines if (found := read(line))), None)


def source_in(line: str) -> str | None:
    """来源：某某社 -> 某某社; None when nothing stands behind the label."""
    if _DISCLAIMS.search(line):
        return None
    found = _SOURCE.search(line)
    if found is None:
        bare = [part.strip()[2:].strip() for part in _FIELDS.split(line) if part.strip().startswith("来源")]
        name = bare[0] if len(bare) == 1 and "|" in line and len(bare[0]) <= 20 else ""
    else:
        name = _BEHIND_SOURCE.split(found.group(1).strip())[0]
    name = name.strip("·•-—") if "[" in name else name.strip("·•-—]")
    return name if len(name) >= 2 and not _NO_SOURCE.match(name) else None


def source_near_date(line: str) -> str | None:
    """2004年02月10日15:10 某某晚报 -> 某某晚报; 某某号 2019-09-09 10:00:00 -> 某某号."""
    moments = printed_moments(line[:120])
    if len(moments) != 1 or len(line) > 80:
        return None
    moment, start, end = moments[0]
    before, behind = line[:start].strip(), _NOT_SAID.sub(" ", line[end:]).strip()
    dotted = bool(re.match(r"\s{0,3}[·•]", line[end:]))
    behind = " ".join(word for word in behind.split(" ") if word not in bare_phrases("lines", "lines"))
    word = behind.split(" ")[0]
    word = word.strip("[]【】［］") if word.startswith(("[", "【", "［")) else word
    if _PAPER.fullmatch(word) and hasattr(moment, "hour"):
        return word
    papers = [cell for cell in _CELLS.split(before) if _PAPER.fullmatch(cell) and not _COLUMN.search(cell)]
    if len(papers) == 1 and hasattr(moment, "hour") and named_alone(line):
        return papers[0]
    if dotted and 2 <= len(word) <= 20 and not _OTHER_FIELD.match(word):
        return word
    titled = _TITLED_PAPER.search(line)
    if titled and re.fullmatch(
        r"[\s·|]{0,6}", line[:start] if titled.start() < start else line[end : titled.start()]
    ):
        return titled[1]
    site = _SITE_BEFORE.fullmatch(before)
    if site:
        return site[1]
    account = _ACCOUNT.fullmatch(before)
    if account and hasattr(moment, "hour") and not behind and not _COLUMN.search(account[1]):
        return None if is_person(account[1]) else account[1]
    return None


def source_alone(line: str) -> str | None:
    """A line between title and text that is nothing but a medium's name, or 甲某某/某某日报."""
    both = _NAME_AND_PAPER.fullmatch(line.strip())
    if both:
        return both[2]
    return line.strip() if _MEDIUM.fullmatch(line.strip()) else None


def editor_in(line: str) -> str | None:
    """The editor a line names: 责任编辑 before 编辑, without the desk's number."""
    for pattern in _EDITORS:
        for found in pattern.finditer(line):
            name = _DESK.sub("", _NEXT_ROLE.split(found.group(1).strip())[0])
            words = re.split(r"[ \u3000]", name)
            kept = [word for at, word in enumerate(words) if not any(map(_NO_EDITOR.search, words[: at + 1]))]
            name = " ".join(kept)
            if len(name) >= 2:
                return name
    return None


def author_in(line: str) -> str | None:
    """Whom a line names as its author: 作者：甲某某, 文/甲某某, 采写：某报记者 甲某某."""
    for found in () if _DISCLAIMS.search(line) else _LABEL.finditer(line):
        name = _labelled(line, found.end())
        if name:
            return name
    reporter = _REPORTER.search(line) if _INFORMS.search(line) and len(line) < _SHORT * 2 else None
    given = reporter or (_GIVEN.search(line) if len(line) < _SHORT * 2 else None)
    named = _person_at(line, given.end()) if given else None
    written = _WRITTEN.search(line[:_SHORT])
    if named or (written and is_person(written[1])):
        return named or (written[1] if written else None)
    for part in _FIELDS.split(line) if _FIELDS.search(line) else ():
        bare = part.strip()
        if bare.startswith("作者") and is_person(bare[2:].strip()):
            return bare[2:].strip()
    both = _NAME_AND_PAPER.fullmatch(line.strip())
    return both[1] if both and is_person(both[1]) else None


def _person_at(line: str, at: int) -> str | None:
    """The names of persons at a place, an office before them aside."""
    office = _DESK_OF.match(line, at)
    named = names_at(line, office.end(), announced=False) if office else None
    return named or names_at(line, at, announced=False)


def _labelled(line: str, at: int) -> str | None:
    """The value of an author label."""
    rest = _COUNTRY.sub("", line[at : at + 80], count=1) if _COUNTRY.match(line, at) else line[at : at + 80]
    rest = rest.lstrip(" \u3000\xa0[【［□■◎●○◆★")
    staff = _STAFF.match(rest)
    named = names_at(rest, staff.end()) if staff else None
    office = _OFFICE.search(rest)
    named = named or _person_at(rest, 0)
    named = named or (office[1] if office and is_person(office[1]) else names_at(rest))
    pen = _PEN.match(rest)
    if named and not is_nobody(named):
        whole = pen.group() if pen else ""
        goes_on = whole.startswith(named) and _GOES_ON.match(whole, len(named))
        return whole if goes_on else _without_desk(named)
    latin = _LATIN.match(rest)
    value = latin.group() if latin else pen.group() if pen and len(pen.group()) <= _LONGEST_PEN else ""
    return None if is_nobody(value) or _NO_AUTHOR.search(value) else value or None


def _without_desk(named: str) -> str:
    """某某圈 甲某某: a word that is no common name, set before persons, is where they write."""
    first_word, _, rest = named.partition(" ")
    persons = rest and all(map(is_person, _NAME_END.split(rest)))
    return rest if persons and len(first_word) >= 3 and not is_person(first_word) else named


def byline(line: str) -> str | None:
    """The names of a short line that holds only who reports: 某报记者 甲某某 乙某."""
    text = _behind_moment(line.strip())
    if len(text) > 60 or _PHOTOGRAPHED.search(text):
        return None
    label = _LEADING.match(text)
    named = names_at(text, label.end()) if label else None
    if label and named:
        rest = text[text.index(named, label.end()) + len(named) :].strip("　 】]）)")
        return named if len(rest) <= 14 and "。" not in rest else None
    bullet = _BULLET.match(text)
    named = names_at(text, bullet.end(), announced=False) if bullet else None
    return named if named and len(named) >= len(text) - 6 else None


def _behind_moment(line: str) -> str:
    """2032-05-06 18:05 记者 甲某某／某地报道, less the moment it opens with."""
    moments = printed_moments(line[:40])
    return (
        line[moments[0][2] :].strip()
        if moments and moments[0][1] == 0 and moments[0][2] < len(line)
        else line
    )


def named_alone(line: str) -> str | None:
    """A line beside the title that is nothing but two or more names, or a date, one name and other fields."""
    moments = [(start, end) for _, start, end in printed_moments(line[:80])]
    moments = moments or [found.span() for found in _AGO.finditer(line[:80])]
    if len(line) > 80 or len(moments) > 1:
        return None
    for start, end in moments:
        cells = [cell for cell in _CELLS.split(f"{line[:start]} {line[end:]}") if cell]
        own = list(takewhile(lambda cell: cell != "通讯员", cells))
        rest = [cell for cell in own if not (_OTHER_FIELD.match(cell) or _PAPER.fullmatch(cell))]
        persons = [cell for cell in rest if is_person(cell)]
        offices = [cell for cell in rest if not is_person(cell)]
        known = not offices or (len(offices) == 1 and _DESK_NAME.fullmatch(offices[0]))
        return " ".join(persons) if persons and known else None
    named = names_at(line, announced=False)
    return named if named == line.strip() and len(_NAME_END.split(named)) >= 2 else None


def reporters(lines: tuple[str, ...]) -> str | None:
    """The reporters named by the dateline, a byline or the closing line of a text, as printed."""
    edges = [*lines[:3], *lines[3:][-3:]]
    short = [line for line in (*lines[:_EDGE], *lines[_EDGE:][-_EDGE:]) if len(line) < _SHORT]
    return (
        first(_in_brackets, [line for line in edges if not _is_caption(line)])
        or first(byline, short)
        or first(author_in, short)
        or first(signature, lines[-2:])
        or (lines[0].strip() if lines and is_person(lines[0].strip()) else None)
    )


def marked_author(names: Iterable[str], lines: Iterable[str]) -> str | None:
    """The names of elements named for the author that a line prints by themselves."""
    told = [name for said in names if (name := author_in(said) or said) and _may_sign(name)]
    for line in lines:
        printed = [name for name in told if _stands_in(name, line)]
        persons = [name for name in printed if is_person(name)]
        if printed:
            return " ".join(persons) if len(persons) > 1 else printed[0]
    return None


def posted_by(line: str) -> str | None:
    """posted @ 2032-05-06 14:32 甲某某 阅读(12) -> 甲某某."""
    found = _POSTED_BY.match(line) if len(line) < _SHORT * 2 else None
    return found[1] if found and _may_sign(found[1]) else None


def _may_sign(name: str) -> bool:
    """Whether what a marked place holds can be a name: short, no site, no count, no date."""
    if names_at(name, announced=False) == name:
        return True
    return bool(_SIGNS.fullmatch(name)) and not is_nobody(name) and not _NO_AUTHOR.search(name)


def _stands_in(name: str, line: str) -> bool:
    return name in line and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line))


def edition_of(line: str) -> str | None:
    """《某某日报》（2032年05月06日 02版） -> 某某日报."""
    found = _EDITION.match(line) if len(line) < _SHORT else None
    return found[1] if found else None


def _is_caption(line: str) -> bool:
    return len(line) < 160 and bool(_PHOTOGRAPHED.search(line[-12:]))


def _in_brackets(line: str) -> str | None:
    """（记者 甲某某 乙某）at the beginning or the end of a line; 本报讯 记者甲某某报道."""
    for part in (line[:160], line[-160:]) if len(line) > 160 else (line,):
        for found in _BRACKETED.finditer(part):
            named = names_at(part, found.end())
            if named and not _PHOTOGRAPHED.search(_in_one_bracket(part, found)):
                return named
    for found in _REPORTS.finditer(line[:60]):
        bracket = line[found.end() - 1 : found.end()] in "（(" or line[
            found.end() - 2 : found.end()
        ].strip() in ("（", "(")
        named = names_at(line, found.end(), announced=not bracket)
        if named and (not bracket or _CLOSE.match(line, line.index(named, found.end()) + len(named))):
            return named
    return None


def _in_one_bracket(part: str, opened: re.Match[str]) -> str:
    """From an opening bracket to the next that closes."""
    closed = _CLOSED.search(part, opened.end())
    return part[opened.start() : closed.start() if closed else len(part)]


def signature(line: str) -> str | None:
    """The name in brackets that ends a text: （文/图 甲某某）, （甲某某）."""
    found = _CLOSING.search(line[-120:])
    labelled = author_in(found[1]) if found else None
    if labelled:
        return labelled
    found = _SIGNED.search(line[-24:])
    named = _person_at(found[1], 0) if found else None
    return named if found and named and found[1].strip().endswith(named) else None


def meta_source(meta: dict[str, str]) -> str | None:
    """The source that meta tags name, without its label."""
    for name in _META_SOURCE:
        value = re.sub(r"^来源\s{0,2}[:：]\s{0,2}", "", meta.get(name, "")).strip()
        if value:
            return value
    return None


def meta_author(meta: dict[str, str], shown: Iterable[str], others: Iterable[str | None]) -> str | None:
    """A person named by meta author; neither a site nor its editor, a pen name only when it is printed."""
    named = (meta.get("author") or meta.get("og:article:author") or "").strip()
    if not named or is_nobody(named) or _NO_AUTHOR.search(named) or any(named in o for o in others if o):
        return None
    if any(named in line and _DESK_LABEL.search(line) for line in shown):
        return None
    listed = names_at(named, announced=False)
    if listed == named:
        return named
    return named if len(named) <= 20 and any(named in line.split() for line in shown) else None
