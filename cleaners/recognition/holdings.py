"""Who an announcement is about (认定主体): its sentence and the list that belongs to it, holder by holder.

Reads Announced and the lists of the same notice; writes Holdings. The list of an announcement is the annex
that it names; a notice with one announcement of holders and one list needs no name. Must never take a list
for another announcement's, nor make a holder up: without its list an announcement has the holders it names,
and says that there are more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cleaners.files.gates import gate_list
from cleaners.model import Announced, EventType, Holding, ListRow, NamedList
from cleaners.normalise import fold
from cleaners.recognition.lists_in_one import Annex, annex_of, parted

# Types that are about holders; the others are about a programme or a document.
OF_HOLDERS: frozenset[EventType] = frozenset(
    {
        "recommend",
        "publicise",
        "recognise",
        "renew",
        "remedial",
        "revoke",
        "lapse",
        "rename",
        "relocate",
        "support",
        "correct",
    }
)
# What the name of a list says when it belongs to a type: 撤销称号的…名单, 变更名称的…名单
_TELLING: dict[EventType, tuple[str, ...]] = {
    "revoke": ("撤销", "撤消", "取消", "移出"),
    "rename": ("更名", "变更名称", "名称变更", "变更"),
    "renew": ("通过复核", "复核通过", "延续", "复核"),
    "remedial": ("整改",),
    "lapse": ("失效", "未通过"),
    "support": ("支持",),
    "recommend": ("推荐",),
    "publicise": ("拟", "公示", "名单"),
    "recognise": ("认定", "名单", "名录"),
}
_OLD = ("原名称", "原企业名称", "变更前", "原单位名称", "原集群名称", "曾用名", "更名前")
_NEW = ("现名称", "变更后", "新名称", "更名后", "现企业名称", "现单位名称")
_PRODUCT = ("主导产品", "主营产品", "产品", "行业", "领域")
_OUTCOME = ("复核结果", "结果", "复核结论", "结论", "评价结果")
_GIVING = ("recognise", "renew")
# what a column of results says of who did not pass: 不通过, 未通过, 不合格, 撤销, 整改
_FAILED = re.compile(r"[不未](?:予)?(?:通过|合格|达标)|撤[销消]|取消|整改|放弃|未参加|失效")
GUESSED = "a guess: no known wording says it, the sentence only sounds like it"
_SHOWN = 3  # names that a doubt tells


def holders(announced: Sequence[Announced], lists: Sequence[NamedList]) -> tuple[Holding, ...]:
    """The holders of all announcements of a notice, in order."""
    about = [one for one in announced if one.event_type in OF_HOLDERS]
    lists = parted(lists, about)
    found: list[Holding] = []
    for one in about:
        found += _of_one(one, _belonging(one, about, lists))
    return tuple(found)


def holder_key(name: str) -> str:
    """What two ways of printing one name have in common; never more: 有限公司 is not 股份有限公司.

    >>> holder_key("某县（城关）竹编 特色集群") == holder_key("某县(城关)竹编特色集群")
    True
    """
    return re.sub(r"\s", "", fold(name)).replace("·", "").replace("•", "")


# -- which list


def _belonging(one: Announced, about: Sequence[Announced], lists: Sequence[NamedList]) -> list[NamedList]:
    """The lists of an announcement: those it names by number, else the only one that can be meant."""
    annexes = _annexes(one, lists)
    if annexes:
        numbered = [found for found in lists if found.annex in annexes]
        numbered = numbered or [found for found in lists if _is_of(found, annexes)]
        exact = len(numbered) < 2 or sum(len(found.rows) for found in numbered) == one.count
        return numbered if exact else _as_many(one, numbered) or numbered
    if len(one.named) == one.count:  # the sentence names them all
        return []
    free = [found for found in lists if not _claimed(found, about, lists)]
    if len(free) > 1:
        free = _as_many(one, free) or _telling(one.event_type, free) or free
    alone = sum(not other.annexes or annex_of(other.annexes[0]) is None for other in about) == 1
    return free[:1] if len(free) == 1 and (alone or one.annexes) else _same_rows(free) if alone else []


def _annexes(one: Announced, lists: Sequence[NamedList]) -> set[Annex]:
    """The annexes that an announcement names; 附件1-3 is a part of the first where a list is called so."""
    named = {annex for text in one.annexes if (annex := annex_of(text)) is not None}
    for found in lists:
        if found.part and found.number and f"{found.number}-{found.part}" in one.quote:
            between = {(number, 0) for number in range(found.number, found.part + 1)}
            if named == between:
                return {(found.number, found.part)}
    return named


def _is_of(found: NamedList, annexes: set[Annex]) -> bool:
    """Whether a list is a part of an annex that is named, or the whole of which a part is."""
    wholes = {number for number, part in annexes if not part}
    parts = {number for number, part in annexes if part}
    return found.number in wholes if found.part else found.number in parts


def _claimed(found: NamedList, about: Iterable[Announced], lists: Sequence[NamedList]) -> bool:
    """Whether some announcement names this annex by its number."""
    if not found.number:
        return False
    named = {annex for one in about for annex in _annexes(one, lists)}
    return found.annex in named or _is_of(found, named)


def _as_many(one: Announced, lists: Iterable[NamedList]) -> list[NamedList]:
    """The lists that have as many rows as the sentence says."""
    return [found for found in lists if one.count and len(found.rows) == one.count]


def _telling(event_type: EventType, lists: Sequence[NamedList]) -> list[NamedList]:
    """The lists whose name has the word that tells the type most surely."""
    for word in _TELLING.get(event_type, ()):
        if named := [found for found in lists if word in found.name]:
            return named
    return []


def _same_rows(lists: Sequence[NamedList]) -> list[NamedList]:
    """One list when all of them hold the same names: a file, and the same as a table in the page."""
    held = {tuple(holder_key(row.name) for row in found.rows) for found in lists if found.rows}
    return [next(found for found in lists if found.rows)] if len(held) == 1 else []


# -- who


def _of_one(one: Announced, lists: Sequence[NamedList]) -> Iterator[Holding]:
    rows = [(found, row) for found in lists for row in found.rows if _meant(one, row)]
    extracted = len(rows) if rows else len(one.named)
    doubts = tuple(_doubts(one, lists, rows, extracted))
    if not rows:
        olds = one.old_names if len(one.old_names) == len(one.named) else ("",) * len(one.named)
        for name, old in zip(one.named, olds, strict=True):
            yield Holding(one, name, old, "", "", "", None, None, one.count, extracted, doubts)
    for found, row in rows:
        old, new = _renamed(row) if one.event_type == "rename" else ("", row.name)
        product, outcome = cell_of(row, _PRODUCT), cell_of(row, _OUTCOME)
        yield Holding(one, new, old, row.region, product, outcome, found, row, one.count, extracted, doubts)


def tells_results(lists: Sequence[NamedList]) -> bool:
    """Whether a list has a column that says of each row how its review ended."""
    return any(cell_of(row, _OUTCOME) for found in lists for row in found.rows[:_SHOWN])


def _meant(one: Announced, row: ListRow) -> bool:
    """Whether an announcement that gives a title is about a row, not only its list: one that passed."""
    return one.event_type not in _GIVING or _FAILED.search(cell_of(row, _OUTCOME)) is None


def _doubts(
    one: Announced, lists: Sequence[NamedList], rows: Sequence[tuple[NamedList, ListRow]], extracted: int
) -> Iterator[str]:
    """Why the holders of an announcement may not be all, or not be these."""
    if one.guessed:
        yield GUESSED
    for found in lists:
        if found.status != "ok":
            yield f"{found.name}: {found.status}"
    if one.count is not None and one.count != extracted:
        yield f"declared {one.count}, extracted {extracted}"
    if one.count is None and any(row.seq is None for _, row in rows):
        yield "the rows print no numbers and the notice no count: whether these are all is not known"
    if one.count is None and not rows and one.annexes:
        yield f"the list is not held: {one.annexes[0]}"
    held = {holder_key(name) for _, row in rows for name in (row.name, *row.cells)}
    missing = [name for name in one.named if rows and holder_key(name) not in held]
    if missing:
        yield f"named in the text and not in the list: {'、'.join(missing[:_SHOWN])}"
    for found in lists:
        if found.rows:
            yield from gate_list(found.rows)


def cell_of(row: ListRow, heads: Sequence[str]) -> str:
    """The cell below the first of these heads that the list has; empty where there is none."""
    for wanted in heads:
        for head, cell in zip(row.heads, row.cells, strict=False):
            if fold(wanted) in fold(head):
                return cell.strip()
    return ""


def _renamed(row: ListRow) -> tuple[str, str]:
    """The old and the new name of a row; the old one is empty where no head tells the two apart."""
    old, new = cell_of(row, _OLD), cell_of(row, _NEW)
    return (old, new) if old and new else ("", row.name)
