"""What a document changes in others (修改、更正、补充): decisions 关于修改《…》的决定, 将《…》第五条修改为….

Reads title and text; writes an Act of kind amends for each document changed, and one for each article that an
instruction under its name changes; corrects and supplements only where the title says so. The history of
a text (根据《关于修改〈某条例〉的决定》), a plan to change (修改《某条例》 in a list of tasks) and what is
only advised (建议修改) change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cleaners.effect.acts import SENTENCE, Act, Kind, Named, joins, lines_of, named_in
from cleaners.effect.partial import articles_in

_HINT = re.compile(r"修改|修订|修正|改为|删[去除]|增加|更正|补充")
# a document that amends says so in its title, or decides it in its text
_AMENDS = re.compile(r"修改|修订|修正|废止")
_DECIDES = re.compile(
    r"(?:决定|现|经[^。]{2,20}同意)[^。；]{0,160}(?:作(?:出)?(?:如下|以下|下列)?修[改订正]"
    r"|予以修[改订正]|修[改订正]如下|修改为)"
    r"|(?:作(?:出)?(?:如下|以下)|部分条款[^。；]{0,6})修[改订正]"
)
_NO_AMENDER = re.compile(r"计划|规划|要点|方案|安排|解读|答记者问|说明|建议|清单|分工|总结|报告")
# 对《某办法》（某发〔2020〕1号）等3件规章作如下修改
_MAKES = re.compile(
    r"[^。；《》]{0,60}?(?:部分)?(?:条款|内容|条文)?[^。；《》]{0,30}?"
    r"(?:作(?:出)?(?:如下|以下|下列)?(?:相应)?修[改订正]|予以修[改订正]|修[改订正]如下|(?:进行|加以)(?:如下)?修[改订正])"
)
# 一、修改《某办法》 | 将《某办法》第五条修改为 | 在《某办法》第十一条后增加一条 | 删除《某办法》第十四条
_LEADS = re.compile(
    r"(?:\A|[，,。；：:\s、．.）)]|决定|现|同时|一并)(?P<verb>修[改订]|删[去除]|将|把|在|对)\s?\Z"
)
# 修改《某办法》的建议, 修改《某办法》时: not done here
_NO_DEED = re.compile(r"\s?(?:的(?!决定|公告|通知)|后|时|前|情况|工作|，应)")
_CHANGES = re.compile(
    r"修[改订正]为|改为|删[去除]|后?增加[一二两三四五六七八九十]|中增加|调整为|予以删[去除]|作(?:出)?(?:如下|以下)?修[改订正]"
    r"|予以修[改订正]"
)
_NOT_YET = re.compile(
    r"(?:如|若|拟|建议|可以?|应当|需要?|研究|推动|推进|加快|抓紧|组织|适时|配合|启动|开展|完成)[^，。；]{0,12}\Z"
)
# 关于修改《某办法》的决定
_TITLED = re.compile(
    r"关于修[改订]《[^。；]{2,400}》[、和]?[^。；《》]{0,12}的(?:决定|公告|通知|命令)\s{0,8}\Z"
)
# 将第四十一条修改为, 删除第五条, 第十九条第二款修改为
_INSTRUCTION = re.compile(
    r"(?:\A|[。；：:\n）)、．.\s”，,])(?:将|删[去除]|在|对)?\s?(?P<articles>第[^。；：“”\n《》]{1,60}?[条款项])"
    r"(?:中?[^。；\n《》]{0,30}?(?:修[改订正]为|改为|后?增加|予以删[去除]|调整为)|\s?[。；])"
)
_QUOTED = re.compile(r"[“「][^”」]*[”」]?")
_CORRECTS = re.compile(r"更正|勘误")
_SUPPLEMENT = re.compile(r"补充(?=通知|规定|公告|通告|意见|说明|办法|决定)")


def amendments(title: str, text: str) -> Iterator[Act]:
    """What a document amends, in order.

    >>> text = "现决定对《云杉办法》作如下修改：\\n将第五条修改为“种两棵”。"
    >>> [(a.title, a.articles) for a in amendments("关于修改《云杉办法》的决定", text)]
    [('云杉办法', ()), ('云杉办法', ('art_5',))]
    """
    if _HINT.search(text) is None or not _is_amender(title, text):
        return
    seen: set[tuple[str | None, tuple[str, ...]]] = set()
    for act in (*_acts(text), *_titled(title, text)):
        key = (act.title or act.doc_number, act.articles)
        if key not in seen:
            seen.add(key)
            yield act


def _is_amender(title: str, text: str) -> bool:
    outside = re.sub(r"《[^《》]*》", "", title)
    if _NO_AMENDER.search(outside):
        return False
    return _AMENDS.search(title) is not None or _DECIDES.search(text[:3000]) is not None


def _acts(text: str) -> Iterator[Act]:
    """The documents that sentences change, and the articles that the instructions below them change."""
    current: Act | None = None
    for start, line in lines_of(text):
        told = False
        quoted = [found.span() for found in _QUOTED.finditer(line)]
        for sentence in SENTENCE.finditer(line):
            if any(low < sentence.start() < high for low, high in quoted) or line.startswith("“"):
                continue
            for act in _in_sentence(sentence[0], start + sentence.start()):
                current, told = act, True
                yield replace(act, articles=())
                if act.articles:
                    yield act
        if current is not None and not told and not line.lstrip().startswith("“"):
            yield from _instructed(line, start, current)


def _in_sentence(sentence: str, start: int) -> Iterator[Act]:
    """对《A》、《B》作如下修改, 修改《A》, 将《A》第五条修改为, 删除《A》第十四条."""
    if _HINT.search(sentence) is None:
        return
    runs = list(_runs(sentence, [name for name in named_in(sentence) if not name.is_paper]))
    for place, run in enumerate(runs):
        end = runs[place + 1][0].start if place + 1 < len(runs) else len(sentence)
        after = _QUOTED.sub("", sentence[run[-1].end : end])
        if not _is_changed(sentence, run[0].start, after):
            continue
        for name in run:
            span = (start + name.start, start + name.name_end)
            articles = articles_in(after[:60]) if name is run[-1] else ()
            yield Act(name.title, name.number, sentence.strip(), span, kind="amends", articles=articles)


def _runs(sentence: str, named: list[Named]) -> Iterator[list[Named]]:
    """The names of a sentence, those of one list together."""
    run: list[Named] = []
    for name in named:
        if run and not joins(sentence[run[-1].end : name.start]):
            yield run
            run = []
        run.append(name)
    if run:
        yield run


def _is_changed(sentence: str, at: int, after: str) -> bool:
    """Whether what stands before and after a list of names changes them."""
    lead = _LEADS.search(sentence, max(0, at - 20), at)
    if lead is None or _NOT_YET.search(sentence, max(0, lead.start("verb") - 20), lead.start("verb")):
        return False
    if lead["verb"].endswith(("修改", "修订", "删除", "删去")):
        return _NO_DEED.match(after) is None
    return _CHANGES.search(after) is not None or _MAKES.match(after) is not None


def _titled(title: str, text: str) -> Iterator[Act]:
    """关于修改《某办法》的决定: what the title names, also where the text says only 作如下修改."""
    if (found := _TITLED.search(title)) is not None:
        at = max(0, text.find(title))
        for name in named_in(found[0]):
            begin = text.find(name.title, at)
            span = (begin, begin + len(name.title)) if begin >= 0 else (0, 0)
            yield Act(name.title, name.number, title, span, kind="amends")


def _instructed(line: str, start: int, current: Act) -> Iterator[Act]:
    """将第四十一条修改为“…”, under the name that the lines above give."""
    bare = _QUOTED.sub(lambda found: "“" * len(found[0]), line)
    for sentence in SENTENCE.finditer(bare):
        for found in _INSTRUCTION.finditer(sentence[0]):
            whole = found[0]
            if whole.rstrip().endswith(("。", "；")) and "删" not in whole:
                continue
            low = start + sentence.start()
            eids = articles_in(found["articles"])
            if eids:
                quote = line[sentence.start() : sentence.end()].strip()
                span = (low + found.start("articles"), low + found.end("articles"))
                yield replace(current, quote=quote, span=span, articles=eids)


def corrections(title: str, text: str) -> Iterator[Act]:
    """What the title says that the document corrects or supplements.

    >>> [(a.kind, a.title) for a in corrections("某部关于更正《云杉名单》的公告", "")]
    [('corrects', '云杉名单')]
    """
    corrects, supplement = _CORRECTS.search(title), _SUPPLEMENT.search(title)
    if corrects is None and supplement is None:
        return
    kind: Kind = "corrects" if corrects else "supplements"
    outside = [name for name in named_in(title) if name.title]
    if outside:
        for name in outside:
            yield Act(name.title, name.number, title, (0, 0), kind=kind)
        return
    if supplement is not None:
        meant = title[: supplement.start()] + title[supplement.end() :]
        for name in named_in(text[:2000]):
            if name.title and _same(meant, name.title):
                low = text.find(name.title)
                yield Act(name.title, name.number, title, (low, low + len(name.title)), kind="supplements")
                return


def _same(one: str, other: str) -> bool:
    """Whether two titles differ in spaces and in what is bracketed behind them alone."""
    bare = [re.sub(r"\s+|[（(][^（）()]*[）)]\s*\Z", "", each) for each in (one, other)]
    return bare[0] == bare[1] or bare[0].endswith(bare[1])
