"""Running text of files that know lines only (成段): lines joined to paragraphs, tables as rows.

Reads the lines of all pages in order, rows of tables marked; writes the text, and the page numbers that were
cut. Must never join a row of a table to what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cleaners.files.layout import Glyph, in_lines, spelled
from cleaners.files.ruled import Found
from cleaners.holder_names import ends_as_holder
from cleaners.model import Removed
from cleaners.official.joining import join_lines
from cleaners.official.paging import paging_lines
from cleaners.official.regions import is_region
from cleaners.plain_lists import region_head

NARROWEST = 16  # letters; no text is set in lines so short
FULL_LINE = 0.85  # share of the longest line from which a line is taken to go on in the next

Lines = Sequence[tuple[str, bool]]  # and whether it is a row of a table

_ENDS = re.compile(r"[。；：！？.;:!?…”）)》]\s*$")
# A line that begins a unit of its own: 第三条, （一）, 一、, 1., 12 浙江省, 附件, 序号
_BEGINS = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百千\d]{1,8}[编章节条]|[（(][一二三四五六七八九十\d]{1,4}[)）]"
    r"|[一二三四五六七八九十]{1,3}、|\d{1,5}(?:[.．、]|\s)|附件|序号)"
)


def running_text(lines: Lines) -> tuple[str, tuple[Removed, ...]]:
    """The paragraphs and rows of a file, and the page numbers and running heads that were cut."""
    kept = [(text.strip(), row) for text, row in lines if text.strip()]
    plain = [at for at, (_, row) in enumerate(kept) if not row]
    rules = {plain[at]: rule for at, rule in paging_lines(tuple(kept[at][0] for at in plain)).items()}
    removed = tuple(Removed(rule, kept[at][0]) for at, rule in sorted(rules.items()))
    kept = [line for at, line in enumerate(kept) if at not in rules]
    parts: list[str] = []
    for is_row, group in groupby(kept, key=lambda line: line[1]):
        texts = tuple(text for text, _ in group)
        parts += texts if is_row else _paragraphs(texts)
    return "\n".join(parts), removed


def leaf_lines(glyphs: Iterable[Glyph], tables: Sequence[Found]) -> Iterator[tuple[str, bool]]:
    """The lines of a page, each table in its place as rows."""
    waiting = list(tables)
    outside = (g for g in glyphs if not any(table.top <= g.middle <= table.bottom for table in tables))
    for line in in_lines(outside):
        while waiting and waiting[0].top <= line[0].middle:
            yield from ((row, True) for row in waiting.pop(0).lines)
        yield spelled(line), False
    for table in waiting:
        yield from ((row, True) for row in table.lines)


def _paragraphs(lines: tuple[str, ...]) -> Iterable[str]:
    paragraphs = join_lines(lines)
    return paragraphs if paragraphs != lines else _joined(lines)


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Lines of no one width joined: a line nearly as long as any, without an end, goes on in the next."""
    longest = max(map(len, lines), default=0)
    if longest < NARROWEST:
        yield from lines
        return
    held = ""
    for place, line in enumerate(lines):
        held += line
        follows = lines[place + 1] if place + 1 < len(lines) else ""
        begins = _BEGINS.match(follows) or region_head([follows]) or _is_listed(line, follows)
        if len(line) >= FULL_LINE * longest and not _ENDS.search(line) and not begins:
            continue
        yield held
        held = ""
    if held:
        yield held


def _is_listed(line: str, follows: str) -> bool:
    """Whether two lines are names of a list, one below the other: 浙江省 某公司 ⏎ 浙江省 某厂."""
    pair = (line.split(None, 1), follows.split(None, 1))
    if not all(pair) or any(mark in line + follows for mark in "，。；：、"):
        return False
    below_regions = all(len(words) > 1 and is_region(words[0]) for words in pair)
    return below_regions or all(ends_as_holder(words[-1]) for words in pair)
