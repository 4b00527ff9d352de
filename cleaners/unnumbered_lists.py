"""Lists without a 序号 (无序号名单): tables headed 企业名称, 集群名称 …, whose rows print no numbers.

Reads a table and the lines above it; writes its rows in their order, each with `seq` None: a number that is
not printed is not made up. Must never take a form, a table of indicators, quotas, money or contacts for a
list: where a head or a title says so, or the cells name no holder, there are no rows.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cleaners.files.layout import wrapped
from cleaners.holder_names import ends_as_holder, is_name, names_in
from cleaners.list_heads import column_of, is_name_head, names_holders, tells_other_table
from cleaners.model import ListRow, Table
from cleaners.plain_lists import region_head

_LONGEST_HEAD = 24
_LONGEST_NAME = 60
_LONGEST_TITLE = 120
_SHARE = 5  # one name in so many may be none
_TITLES_ABOVE = 4
_MOST_BLOCKS = 8  # side by side
_REACH = 12  # lines above a table in which its title may stand

# 第一批绿色工厂名单, 拟认定集群 …; 公示 and 目录 are of other things too
_CALLED = re.compile(r"名单|名录|入选|拟认定|通过复核|复核通过")
_MAYBE = re.compile(r"公示|目录|一览表|清单|通告|公布")
_NO_LIST = re.compile(
    r"汇总表|申[报请]表|推荐表|统计表|登记表|信息表|情况表|报名|回执|评[分价]表|打分|反馈表|意见表|台账|模板|样[表式]|示例"
    r"|填[报写表]|指标体系|名额|分工|任务|材料清单|调查|承诺|日程|议程|预算|资金|经费"
)
# whatever else they are called, these are lists of people, offices or things
_NEVER = re.compile(
    r"联系|通讯录|专家|人员|成员|领导小组|工作组|委员|评委|材料清单|任务清单|问题清单|责任清单|事项清单|抽查|检查|处罚"
)
_LISTED = re.compile(r"名单|名录")
_SUMMED = re.compile(
    r"\s{0,40}(?:合\s{0,4}计|总\s{0,4}计|小\s{0,4}计|共\s{0,4}计|注[:：]|备注[:：]?|说明[:：]|填表)"
)
# 制表：某司, 填报日期：, 2031年5月6日: what stands below a list
_BELOW = re.compile(r"[^:：]{1,12}[:：]|20\d\d年\d{1,2}月\d{1,2}日$")
_COUNT = re.compile(r"数量|个数|家数")
# 某某 in a form: XX公司, ××集群, （示例）…, 例：…
_EXAMPLE = re.compile(r"[XxＸ×＊*○]{2}|_{2}|＿{2}|示例|样例|^例\s?[:：]|例如|^如\s?[:：]|填写|…{1,2}$|\.{3}$")


@dataclass(frozen=True, slots=True)
class Listing:
    """The columns of a list without numbers: the edges, region and name of each block side by side."""

    blocks: tuple[tuple[int, int, int | None, int], ...]
    heads: tuple[str, ...]
    sure: bool  # a head that only lists of holders have
    count: int | None = None  # the column that says how many names stand in a cell


def listing_of(table: Table, above: Sequence[str]) -> tuple[Listing, int] | None:
    """The columns of a table that may be a list, and behind which row they begin; None for another table."""
    for place, cells in enumerate(table.rows):
        texts = {"".join(cell.split()) for cell in cells if cell.strip()}
        if not texts:
            continue
        if len(texts) == 1 and not _is_lone_head(table, place):
            above = (*above, *texts)  # a title in the table itself
            continue
        listing = _headed(table, place)
        called = _called(above)
        if listing is None or called is False or not (called or listing.sure):
            return None
        return listing, place + 1
    return None


def _is_lone_head(table: Table, place: int) -> bool:
    """A head of one column, in a table of one."""
    return len(table.rows[place]) == 1 and names_holders(table.rows[place][0])


def _called(above: Sequence[str]) -> bool | None:
    """Whether the nearest line that says what the table is calls it a list; None where no line does."""
    for line in list(reversed(above))[:_TITLES_ABOVE]:
        text = "".join(line.split())
        if len(text) > _LONGEST_TITLE:
            continue
        if _NEVER.search(text) and len(text) <= _LONGEST_NAME:
            return False
        if _NO_LIST.search(text) and not _LISTED.search(text):
            return False
        if _CALLED.search(text):
            return True
        if _MAYBE.search(text):
            return None
    return None


def lines_above(tables: Sequence[Table], text: str) -> list[tuple[str, ...]]:
    """For each table the lines of the text over it, up to the table before; in the text a row is a line."""
    lines = text.splitlines()
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault("".join(line.split()), []).append(place)
    found: list[tuple[str, ...]] = []
    at = 0
    for table in tables:
        held = places.get("".join(_once(table.rows[0])) if table.rows else "", [])
        later = bisect_left(held, at)
        if later == len(held):
            found.append(())
            continue
        found.append(tuple(reversed(list(_before(lines, held[later])))))
        at = held[later] + 1
    return found


def _before(lines: Sequence[str], place: int) -> Iterator[str]:
    """The nearest lines above a place, the nearest first, up to a row of a table."""
    for line in reversed(lines[max(0, place - _REACH) : place]):
        if "\t" in line:
            return
        if line.strip():
            yield line


def _once(cells: Sequence[str]) -> Iterator[str]:
    """The texts of a row without blanks, one merged over several columns once."""
    before = None
    for cell in cells:
        text = "".join(cell.split())
        if text != before:
            yield text
        before = text


# -- the head


def _headed(table: Table, place: int) -> Listing | None:
    cells = table.rows[place]
    heads = ["".join(cell.split()) for cell in cells]
    held = [head for head in heads if head]
    counts = [at for at, head in enumerate(heads) if _COUNT.search(head)]
    other = (head for head in held if not _COUNT.search(head) and tells_other_table(head))
    if any(len(head) > _LONGEST_HEAD for head in held) or any(other) or len(counts) > 1:
        return None
    blocks = tuple(
        block
        for start, end in _edges(table, place, heads)
        if (block := _block(heads, start, end)) is not None
    )
    sure = any(names_holders(heads[name]) for _, _, _, name in blocks)
    return Listing(blocks, tuple(heads), sure, *counts) if 0 < len(blocks) <= _MOST_BLOCKS else None


def _edges(table: Table, place: int, heads: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where blocks side by side begin and end: where the first head returns; a merged head does not."""
    first = next(at for at, head in enumerate(heads) if head)
    starts = [at for at, head in enumerate(heads) if head == heads[first]]
    body = table.rows[place + 1 :]
    apart = [
        at
        for before, at in pairwise(starts)
        if at > before + 1 or any(row[before] != row[at] for row in body if at < len(row))
    ]
    starts = [first, *apart]
    if len(starts) > 1 and len({starts[1] - starts[0], *(b - a for a, b in pairwise(starts))}) > 1:
        starts = [first]
    return pairwise((*starts, len(heads)))


def _block(heads: Sequence[str], start: int, end: int) -> tuple[int, int, int | None, int] | None:
    columns = {at: column_of(heads[at]) for at in range(start, end) if heads[at]}
    region = next((at for at, column in columns.items() if column == "region"), None)
    named = [at for at in columns if names_holders(heads[at])]
    named += [at for at, column in columns.items() if column == "name" and is_name_head(heads[at])]
    return (start, end, region, named[0]) if named else None


# -- the rows


def listed_rows(listing: Listing, table: Table, number: int, after: int) -> tuple[ListRow, ...]:
    """The rows of a table below its head, the blocks one after the other; () when they are no holders."""
    rows: list[ListRow] = []
    for block in listing.blocks:
        for row in _of_block(listing, block, table, number, after):
            names = names_in(row.cells[block[3] - block[0]])
            if listing.count is not None and _figure(table.rows[row.row - 1], listing.count) != len(names):
                return ()
            rows += [replace(row, name=_line(name)) for name in names] if len(names) > 1 else [row]
    return tuple(rows) if _are_holders(rows, listing.sure) else ()


def _figure(cells: Sequence[str], at: int) -> int | None:
    text = unicodedata.normalize("NFKC", cells[at]) if at < len(cells) else ""
    found = re.fullmatch(r"\s{0,9}([0-9]{1,6})\s{0,4}[家个项户]?\s{0,9}", text)
    return int(found[1]) if found else None


def _of_block(
    listing: Listing, block: tuple[int, int, int | None, int], table: Table, number: int, after: int
) -> Iterator[ListRow]:
    start, end, region_at, name_at = block
    over, held = "", None
    for place, cells in enumerate(table.rows[after:], start=after + 1):
        if head := region_head(cells):
            over = head
            continue
        if len(cells) <= name_at or _is_no_row(listing, cells, name_at):
            continue
        own = tuple(cells[start:end])
        name = _line(cells[name_at])
        region = _line(cells[region_at]) if region_at is not None else over
        row = ListRow(None, region, name, own, table.page, number, place, listing.heads[start:end])
        if held is not None and _continues(held, row, name_at - start):
            held = _joined(held, row, name_at - start)
            continue
        if held is not None:
            yield held
        held = row
    if held is not None:
        yield held


def _is_no_row(listing: Listing, cells: Sequence[str], name_at: int) -> bool:
    """A blank row, a head again, a title or a note merged over the table, a sum, an example."""
    name = "".join(cells[name_at].split())
    texts = {cell.strip() for cell in cells if cell.strip()}
    merged = len(texts) == 1 and len(cells) > 1 and sum(map(bool, map(str.strip, cells))) > 1
    summed = any(map(_SUMMED.match, cells))
    if not name or name == listing.heads[name_at] or merged or summed:
        return True
    return _EXAMPLE.search(name) is not None or _BELOW.match(name) is not None


def _continues(above: ListRow, row: ListRow, name: int) -> bool:
    """Whether a row is the one above again, merged over several, or the rest of it behind a page break."""
    if (row.name, row.region or above.region) == (above.name, above.region):
        return True
    others = [at for at, cell in enumerate(above.cells) if at != name and cell.strip()]
    blank = not any(cell.strip() for at, cell in enumerate(row.cells) if at != name)
    broken = not ends_as_holder(above.name) and ends_as_holder(above.name + row.name)
    return blank and len(others) > 1 and broken and above.row + 1 == row.row


def _joined(above: ListRow, row: ListRow, name: int) -> ListRow:
    cells = tuple(
        a if not b.strip() or a == b else wrapped((a, b))
        for a, b in zip(above.cells, row.cells, strict=False)
    )
    return replace(above, cells=cells, name=_line(cells[name]))


def _line(text: str) -> str:
    return wrapped(line.strip() for line in text.split("\n")).strip()


def _are_holders(rows: Sequence[ListRow], sure: bool) -> bool:
    """Whether what stands in the column of names are names of holders, each once."""
    if not rows:
        return False
    names = [row.name for row in rows]
    strange = sum(not is_name(name) for name in names)
    again = len(names) - len({(row.region, row.name) for row in rows})
    ended = sum(ends_as_holder(name) for name in names)
    least = (len(names) + 1) // 2 if sure else 0
    return strange * _SHARE <= len(names) and again * _SHARE <= len(names) and ended >= least
