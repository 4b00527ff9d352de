"""Lists of documents and what becomes of them (清理目录): 下列文件予以废止：, 宣布失效的文件目录, 继续有效的…

Reads the lines of a text, tables as rows of cells between tabs; writes an Act for each row: title, number and
the row itself as quote. What the rows mean is said by the heading above them, the announcing sentence or a
column of the table (清理结果). A plan (拟废止), rows under no heading and rows that name nothing have no act.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from cleaners.effect.acts import Act, Kind, joins, lines_of, named_in
from cleaners.effect.partial import articles_in
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.titles import instrument_kind, kind_of_title

_LONGEST_HEAD = 80
_REPEALS = re.compile(r"废止|失效|停止(?:执行|施行|实施|使用|适用)|不再(?:执行|施行|实施|适用)")
_AMENDS = re.compile(r"修改|修订|修正")
_EXTENDS = re.compile(r"(?:继续|延续|保留)(?:有效|执行|施行|实施)|延长(?:有效期|执行)")
_KEEPS = re.compile(r"保留|现行有效|未列入|不予(?:废止|修改)")
# what is planned or asked about is no act
_PLANNED = re.compile(r"可以|可|应当|的[，,]|拟|建议|征求意见|计划|是否|如果|如需|凡|申请|因|情况")
# 予以废止的规章（3件）, 宣布失效的文件目录, 下列文件
_OF_DOCUMENTS = re.compile(r"目录|清单|一览表|汇总表|名单|文件|规章|法规|\d件|公告|通知|制度|政策")
_A_TITLE = re.compile(r"的(?:通知|公告|决定|通告|函|命令)[）)]?\s*\Z|令\s*\Z")
_BELOW = re.compile(
    r"(?:(?:下列|以下)[^。：，；]{0,30}(?:文件|规章|法规|政策|制度|通知|公告|规定|办法)[^。：]{0,40}"
    r"|(?:文件|规章|法规|政策|制度)[^。：；]{0,20}如下)[：:]\s*\Z"
)
# what a title without 《》 and without a number ends with
_MEASURES = frozenset({"办法", "规定", "条例", "细则", "规则"})
_LABEL = re.compile(
    r"\s*[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})[）)]?"
    r"(?:[.．、,，]|(?<=[）)])|[ \t　]{1,4}(?=[^\d]))\s*"
)
_QUOTED_ITEM = re.compile(r"(?=[^。；，：《》]{0,60}《)")
# 符合某法第三条的规定: a condition, no title
_LED = re.compile(r"(?:将|对|修[改订]|废止|删[去除]|原|[^，。；：对将]{0,24}(?:关于|印发))")
_NO_ITEM = re.compile(r"[。，：:]|第[^关于]{1,8}[条款项]|\A(?:符合|违反|按照|依照|根据|属于|经)")
_OPENING = re.compile(r"[（(〔\[【]\s*\Z")
# 关于印发《某办法》的通知: the name in 《》 is part of a title
_TITLE_AROUND = re.compile(
    r"关于[^《》。；]{0,30}《[^。；]{2,160}》[^《。；，]{0,40}的(?:通知|公告|通告|意见|决定|函|批复)"
)
# （2001年3月5日某市人民政府令第3号公布）
_ISSUE_NOTE = re.compile(
    r"[（(][^（）()]{0,80}(?:公布|发布|印发|通过|修正|修订|\d{4}年)[^（）()]{0,40}[）)]?\s*\Z"
)
_SPACES = re.compile(r"\s+")
_ORDINAL = re.compile(r"\s*+\d{0,4}+\s*+\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: where it begins, and what it says."""

    line: int
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """What the rows below mean: `kind` None when they mean nothing, `mixed` when each row says it."""

    kind: Kind | None
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a table holds title, number and act; -1 where it does not."""

    title: int
    number: int
    act: int


def listed(text: str, announced: Kind | None = None) -> Iterator[Row]:
    """The rows of every list of a text, in order; `announced`: what the notice says of its annex.

    >>> [r.acts[0].title for r in listed("决定废止下列文件：\\n1.关于云杉的通知（某发〔2020〕1号）")]
    ['关于云杉的通知']
    """
    head = _Head(announced, mixed=False) if announced else None
    columns: _Columns | None = None
    for start, line in lines_of(text):
        cells = line.split("\t")
        if len(cells) > 1:
            named = _columns(cells)
            columns = named or columns
            act = None if named else _table_row(cells, line, start, head, columns)
            acts: tuple[Act, ...] = (act,) if act else ()
        else:
            found = _head(line)
            if found is not None:
                head, columns = found, None
                continue
            acts = _items(line, start, head.kind) if head and head.kind else ()
            if not acts and _ends_list(line):
                head = None
        if acts:
            yield Row(start, acts)


def _head(line: str) -> _Head | None:
    """What a heading or an announcing sentence says of the rows below it; None for any other line."""
    bare = line.strip()
    below = bare.endswith(("：", ":")) and _BELOW.search(bare[-_LONGEST_HEAD:]) is not None
    if not below and (
        len(bare) > _LONGEST_HEAD or "《" in bare or "。" in bare or _A_TITLE.search(bare) or "，" in bare
    ):
        return None
    clause = re.split("[。；]", bare[-200:])[-1] if below else bare
    if _OF_DOCUMENTS.search(clause) is None:
        return None
    kinds: list[Kind] = []
    for pattern, kind in _KINDS:
        if pattern.search(clause):
            kinds.append(kind)
    if _KEEPS.search(clause) and not kinds:
        return _Head(None)
    if not kinds:
        return None
    return _Head(None, mixed=len(kinds) > 1) if len(kinds) > 1 or _PLANNED.search(clause) else _Head(kinds[0])


def _ends_list(line: str) -> bool:
    """A sentence ends a list; a short line between the rows, a group's name, does not."""
    bare = line.strip()
    return len(bare) > 40 or bare.endswith(("。", "：", ":")) or _A_TITLE.search(bare) is not None


# -- items


def _items(line: str, start: int, kind: Kind) -> tuple[Act, ...]:
    """The items of a line: one, or several in 《》 that a semicolon parts."""
    first = _item(line, start, kind)
    if first is None:
        return ()
    others = [
        _made(
            kind, name.title, name.number, line, (start + name.start, start + name.name_end), line[name.end :]
        )
        for before, name in pairwise(named_in(line))
        if name.title and line[before.end : name.start].strip() in ("；", ";")
    ]
    return (first, *others)


def _item(line: str, start: int, kind: Kind) -> Act | None:
    """1.《某办法》（某发〔2020〕1号）, 2.关于某事的通知（某发〔2020〕1号）."""
    label = _LABEL.match(line)
    begin = label.end() if label else len(line) - len(line.lstrip())
    quoted = named_in(line) if _QUOTED_ITEM.match(line, begin) else []
    led = line[begin : quoted[0].start] if quoted else ""
    if quoted and quoted[0].title and not _TITLE_AROUND.search(line, begin):
        if not joins(led) and _LED.fullmatch(led) is None:
            return None
        name = quoted[0]
        return _made(
            kind, name.title, name.number, line, (start + name.start, start + name.name_end), line[name.end :]
        )
    return _unquoted(line, begin, start, kind) if label else None


def _unquoted(line: str, begin: int, start: int, kind: Kind) -> Act | None:
    """A title without 《》, up to its number."""
    numbers = find_doc_numbers(line[begin:])
    end = begin + numbers[0].span[0] if numbers else len(line)
    title = _bare(line[begin:end])
    if len(title) < 6 or _NO_ITEM.search(title) or not (numbers or _reads_like_title(title)):
        return None
    at = line.index(title, begin)
    rest = line[begin + numbers[0].span[1] :] if numbers else ""
    return _made(
        kind, title, numbers[0].text if numbers else None, line, (start + at, start + at + len(title)), rest
    )


def _reads_like_title(title: str) -> bool:
    """关于某事的通知, 某市某某管理办法; not 决定教职工的工资标准."""
    if "关于" in title:
        return kind_of_title(title) is not None
    return "的" not in title and "；" not in title and instrument_kind(title) in _MEASURES


def _bare(words: str) -> str:
    """A title without what is bracketed behind it about its issue, and without marks."""
    return _ISSUE_NOTE.sub("", _OPENING.sub("", words)).strip(" \t　；;。，,、—-")


def _made(kind: Kind, title: str, number: str | None, line: str, span: tuple[int, int], rest: str) -> Act:
    """The act of a row; one that goes on to articles means those alone."""
    articles = articles_in(rest) if kind == "repeals" else ()
    told: Kind = "repeals_part" if articles else kind
    return Act(title, number, line.strip(), span, kind=told, articles=articles)


# -- tables


@cache
def _known_columns() -> dict[str, frozenset[str]]:
    """What columns are headed with, from data/force.toml."""
    told = tomllib.loads(files("cleaners.data").joinpath("force.toml").read_text(encoding="utf-8"))["columns"]
    return {column: frozenset(told[column]) for column in ("title", "number", "act")}


def _columns(cells: list[str]) -> _Columns | None:
    """The columns of a head row; None for any other row."""
    names = [_SPACES.sub("", cell) for cell in cells]
    places = {
        column: next((at for at, name in enumerate(names) if name in known), -1)
        for column, known in _known_columns().items()
    }
    return _Columns(**places) if places["title"] >= 0 else None


def _table_row(
    cells: list[str], line: str, start: int, head: _Head | None, columns: _Columns | None
) -> Act | None:
    said = cells[columns.act] if columns and 0 <= columns.act < len(cells) else ""
    kind = _said(said) or (head.kind if head and not head.mixed else None)
    if kind is None or _KEEPS.search(said) or _PLANNED.search(said):
        return None
    place = columns.title if columns and columns.title < len(cells) else _title_cell(cells)
    if place < 0:
        return None
    return _of_cells(cells, place, columns, line, start, kind)


def _said(cell: str) -> Kind | None:
    return next((kind for pattern, kind in _KINDS if pattern.search(cell)), None)


def _title_cell(cells: list[str]) -> int:
    """Of a table without a head the one cell that reads like a title."""
    fit = [
        at
        for at, cell in enumerate(cells)
        if len(cell) > 5 and (named_in(cell)[:1] or kind_of_title(cell) or instrument_kind(cell))
    ]
    titled = [at for at in fit if not _is_number(cells[at])]
    return titled[0] if len(titled) == 1 else -1


def _is_number(cell: str) -> bool:
    numbers = find_doc_numbers(cell)
    return len(numbers) == 1 and len(numbers[0].printed) >= len(cell.strip()) - 2


def _of_cells(
    cells: list[str], place: int, columns: _Columns | None, line: str, start: int, kind: Kind
) -> Act | None:
    cell = cells[place]
    at = start + sum(len(each) + 1 for each in cells[:place])
    beside = cells[columns.number] if columns and 0 <= columns.number < len(cells) else ""
    others = [beside] if beside else [each for n, each in enumerate(cells) if n != place]
    numbers = [number for each in others for number in find_doc_numbers(each)]
    quoted = [name for name in named_in(cell) if name.title]
    if quoted and not _TITLE_AROUND.search(cell):
        name = quoted[0]
        number = name.number or (numbers[0].text if numbers else None)
        span = (at + name.start, at + name.name_end)
        return _made(kind, name.title, number, line, span, cell[name.end :])
    within = find_doc_numbers(cell)
    title = _bare(cell[: within[0].span[0]] if within else cell)
    number = next((each.text for each in (*numbers, *within)), None)
    if len(title) < 4 or _ORDINAL.fullmatch(title):
        return None
    begin = at + cell.index(title)
    return _made(kind, title, number, line, (begin, begin + len(title)), "")


_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_EXTENDS, "extends"),
    (_REPEALS, "repeals"),
    (_AMENDS, "amends"),
)
