"""All that a document does to others (效力行为): it repeals, amends, extends, corrects, supplements.

Reads title and text of one document, or the text of an annex with what its notice says of it; writes its acts
in the order of their places, a short name (以下简称《办法》) replaced by the whole one. A plan of work
repeals and amends nothing by its list of tasks. Whether the document is in force itself is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cleaners.effect.acts import SENTENCE, Act, Kind, lines_of, named_in
from cleaners.effect.amendments import amendments, corrections
from cleaners.effect.extending import extensions
from cleaners.effect.repeals import repealing

# 2031年立法工作计划, 任务分工方案, 解读: what they name is done elsewhere
_PLAN = re.compile(r"计划|规划|要点|任务|分工|安排|解读|答记者问|问答|图解")
# 《云杉管理办法》（以下简称《办法》）
_SHORT = re.compile(r"以下(?:简称|统称|称)[：:]?[“\"]?《?(?P<short>[^《》“”\"（）()]{2,20})》?[”\"]?")
_GENERIC = frozenset(
    {
        *(
            "办法",
            "规定",
            "条例",
            "细则",
            "通知",
            "公告",
            "意见",
            "方案",
            "规则",
            "决定",
            "指南",
            "目录",
            "标准",
            "规范",
            "指引",
        ),
        *("实施细则", "暂行办法", "管理办法", "实施办法", "暂行规定", "管理规定"),
    }
)
_ANNEXED = re.compile(
    r"(?:目录|清单|名单|一览表)[^。；]{0,12}(?:见附件|附后)|见附件|附件[^。；]{0,20}(?:目录|清单)"
)
_REPEALED = re.compile(r"废止|失效|停止(?:执行|施行)")
_KEPT = re.compile(r"继续有效|修改|保留|拟|建议|征求")


def effects(title: str, text: str) -> tuple[Act, ...]:
    """What a document does to others, each once.

    >>> [(a.kind, a.title) for a in effects("关于云杉的通知", "《松树办法》同时废止，《柏树办法》继续有效。")]
    [('repeals', '松树办法'), ('extends', '柏树办法')]
    """
    outside = re.sub(r"《[^《》]*》", "", title)
    if _PLAN.search(outside) and not re.search(r"的(?:决定|公告)", outside):
        acts = [act for act in repealing(text) if _is_closing(act)]
    else:
        acts = [*repealing(text), *amendments(title, text), *_extensions(text), *corrections(title, text)]
    return _once(_spelt_out(acts, text))


def annex_effects(text: str, announced: Kind | None) -> tuple[Act, ...]:
    """What the rows of an annex say; `announced` holds for rows under no heading of their own."""
    return _once([act for act in repealing(text, announced) if act.quote])


def announced_in(text: str) -> Kind | None:
    """What a notice says of the list in its annex: 决定废止…等36件文件（目录见附件）.

    >>> announced_in("现决定废止《云杉办法》等3件文件（目录见附件）。")
    'repeals'
    """
    for found in SENTENCE.finditer(text):
        if _ANNEXED.search(found[0]) and _REPEALED.search(found[0]):
            return None if _KEPT.search(found[0]) else "repeals"
    return None


def _is_closing(act: Act) -> bool:
    """《某规划》同时废止 closes a plan; 废止《某办法》 in it is a task."""
    return "同时废止" in act.quote or "同时停止执行" in act.quote


def _extensions(text: str) -> Iterator[Act]:
    for start, line in lines_of(text):
        for sentence in SENTENCE.finditer(line):
            yield from extensions(sentence[0], start + sentence.start())


def _spelt_out(acts: list[Act], text: str) -> Iterator[Act]:
    """A short name is the document that the text says it stands for; a bare 《办法》 is none."""
    short = _short_names(text) if any(act.title in _GENERIC for act in acts) else {}
    for act in acts:
        if act.title not in _GENERIC:
            yield act
        elif act.title in short:
            title, number = short[act.title]
            yield replace(act, title=title, doc_number=act.doc_number or number)
        elif act.doc_number:
            yield replace(act, title="")


def _short_names(text: str) -> dict[str, tuple[str, str | None]]:
    """The names that a text shortens, with what each stands for."""
    found: dict[str, tuple[str, str | None]] = {}
    for sentence in SENTENCE.finditer(text):
        if "以下" in sentence[0]:
            for name in named_in(sentence[0]):
                short = _SHORT.search(sentence[0], name.name_end, min(name.end + 30, len(sentence[0])))
                if short is not None and name.title:
                    found.setdefault(short["short"], (name.title, name.number))
    return found


def _once(acts: Iterator[Act] | list[Act]) -> tuple[Act, ...]:
    found: dict[tuple[str, str | None, str, tuple[str, ...]], Act] = {}
    for act in acts:
        found.setdefault((act.title, act.doc_number, act.kind, act.articles), act)
    return tuple(found.values())
