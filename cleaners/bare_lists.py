"""Lists of bare names (无序号条列): one name a line, under a line that calls them a list and below regions.

Reads the lines of a text; writes rows with `seq` None, in their order. A list ends at the first line that is
no name. Must never take the annexes that a notice names, or those who sign it, for holders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cleaners.holder_names import ends_as_holder, is_name
from cleaners.model import ListRow
from cleaners.official.regions import is_region
from cleaners.plain_lists import counted_region

_FEWEST = 3
_LONGEST = 60

# 第一批绿色工厂名单, 附件：通过复核的企业名录（共12家）
_TITLE = re.compile(r"^[^。；，\t]{0,70}(?:名单|名录)\s{0,3}(?:[（(][^（）()]{1,30}[）)])?\s{0,3}[：:]?$")
_NEVER = re.compile(r"专家|人员|成员|联系|委员|评委|小组")
# （共12家）, （排名不分先后）
_ASIDE = re.compile(r"^[（(][^（）()]{1,40}[）)]$")
_TOTAL = re.compile(r"[（(]\s{0,3}(?:共|共计|合计)?\s{0,3}([0-9]{1,5})\s{0,3}[个家项名户]\s{0,3}[）)]")
_NUMBERED = re.compile(r"^[0-9]{1,6}\s{0,3}[.、)]")
_DATE = re.compile(r"^20\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日$")
# who signs a notice together with others, over its date
_SIGNER = re.compile(r"(?:协会|学会|商会|联合会|联盟|中心|院|所|社|银行)$")
# 浙江省（2个）：甲集群、乙集群
_IN_LINE = re.compile(r"^(.{2,16}[（(][^（）()]{1,12}[）)])\s{0,3}[:：]\s{0,3}(\S.{1,4000})$")


@dataclass(slots=True)
class _Bare:
    """The names so far, and how many all of them, and those below each region, are said to be."""

    total: int | None = None
    rows: list[ListRow] = field(default_factory=list)
    parts: list[tuple[int, int | None]] = field(default_factory=list)  # where it begins, how many it says

    def counted(self) -> bool:
        """Whether some number says how many there are, and all that do are right."""
        bounds = pairwise((*self.parts, (len(self.rows), None)))
        said = [(len(self.rows), self.total)]
        said += [(end - start, many) for (start, many), (end, _) in bounds]
        told = [(held, many) for held, many in said if many is not None]
        return bool(told) and all(held == many for held, many in told)

    def miscounted(self) -> bool:
        """Whether a number says that there are others."""
        told = self.total is not None or any(many is not None for _, many in self.parts)
        return told and not self.counted()


def bare_rows(text: str) -> tuple[ListRow, ...]:
    """The rows of the lists of names of a text."""
    lines = [unicodedata.normalize("NFKC", line).strip() for line in text.splitlines()]
    if not any(map(_TITLE.match, lines)):
        return ()
    found: list[ListRow] = []
    place = 0
    while place < len(lines):
        if _TITLE.match(lines[place]) and not _NEVER.search(lines[place]):
            held, place = _taken(lines, text.splitlines(), place)
            if _is_list(held, lines, place):
                found += held.rows
        else:
            place += 1
    return tuple(found)


def _taken(lines: Sequence[str], printed: Sequence[str], title: int) -> tuple[_Bare, int]:
    """The names below a title, and the line behind them."""
    held = _Bare(_total(lines[title]))
    region = ""
    for place in range(title + 1, len(lines)):
        line = lines[place]
        if not line or _ASIDE.match(line):
            held.total = held.total if held.total is not None else _total(line)
        elif (in_line := _IN_LINE.match(line)) and (head := counted_region(in_line[1])):
            region = head[0]
            held.parts.append((len(held.rows), head[1]))
            held.rows += [_row(region, name, place) for name in in_line[2].rstrip("。；").split("、")]
        elif head := counted_region(line):
            region = head[0]
            held.parts.append((len(held.rows), head[1]))
        elif names := _names(printed[place].strip(), region):
            held.rows += [_row(where, name, place) for where, name in names]
        else:
            return held, place
    return held, len(lines)


def _row(region: str, name: str, place: int) -> ListRow:
    return ListRow(None, region, name, (name,), 0, 0, place + 1)


def _total(line: str) -> int | None:
    found = _TOTAL.search(line)
    return int(found[1]) if found else None


def _names(line: str, region: str) -> list[tuple[str, str]]:
    """The name of a line, behind its region where it has one; none when the line is no name."""
    first, *rest = line.split(None, 1)
    if rest and is_region(first):
        region, line = first, rest[0].strip()
    if (
        _NUMBERED.match(line)
        or _DATE.match(line)
        or "，" in line
        or "：" in line
        or "\t" in line
        or not is_name(line)
    ):
        return []
    return [(region, line)]


def _is_list(held: _Bare, lines: Sequence[str], after: int) -> bool:
    rows = held.rows
    if not rows or held.miscounted() or len({(row.region, row.name) for row in rows}) < len(rows):
        return False
    if any(not is_name(row.name) or len(row.name) > _LONGEST for row in rows):
        return False
    if held.counted():
        return True
    over_date = after < len(lines) and _DATE.match(lines[after])
    signed = over_date and all(_SIGNER.search(row.name) for row in rows)
    return len(rows) >= _FEWEST and not signed and all(ends_as_holder(row.name) for row in rows)
