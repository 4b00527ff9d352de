"""What of a person is never printed (遮盖): the one way on which texts leave the program.

Acts on what is printed, as text or JSON, or written to a file or a message; what is stored stays as it was
published. Each character of a person becomes one ＊, so that every span stays. What is a person's says
cleaners/masking/persons.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

MASK = "＊"
# Full-width digits and letters, and the blanks of a page, at the same length.
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x2002: 0x20}
# Without one of these there is nothing to mask, and most texts have none.
_PERHAPS = re.compile(r"[1１][3-9３-９]\d[-－ \u3000\xa0\u2002]?\d{4}|\d{17}[\dXxＸｘ]")
_MARKS = re.compile("[«»]")  # round the words of a snippet that were asked for
_HAN = re.compile(r"[\u4e00-\u9fff]")


def shown(text: str) -> str:
    """A text as it may be printed, of the same length. Idempotent.

    >>> shown("联系人：张三 13800000000，传真 010-00000000")
    '联系人：＊＊ ＊＊＊＊＊＊＊＊＊＊＊，传真 010-00000000'
    """
    if not _PERHAPS.search(text) and not _MARKS.search(text):
        return text
    plain = _MARKS.sub("", text)
    if not _PERHAPS.search(plain):
        return text
    from cleaners.masking.persons import persons_in  # most texts need none of its word lists

    at = [place for place, char in enumerate(text) if char not in "«»"]
    plain = plain.translate(_HALF)
    characters = list(text)
    for start, end in persons_in(plain):
        for place in range(start, end):
            if not plain[place].isspace():
                characters[at[place]] = MASK
    return "".join(characters)


def shown_part(part: str, whole: str) -> str:
    """A stretch of a text as it may be printed in the whole: what was cut off may say whose name it has.

    >>> shown_part("报联系人：张三", "报联系人：张三，手机：13800000000")
    '报联系人：＊＊'
    """
    at = whole.find(part)
    return shown(whole)[at : at + len(part)] if at >= 0 else shown(part)


def shown_together(texts: Sequence[str], between: str = "\n") -> list[str]:
    """Texts that stand one after the other, each as it may be printed: 联系人： may stand above a number."""
    whole = between.join(texts)
    masked = shown(whole)
    if masked == whole:
        return list(texts)
    found, at = [], 0
    for text in texts:
        found.append(masked[at : at + len(text)])
        at += len(text) + len(between)
    return found


def shown_rows(rows: Iterable[Sequence[Any]], heads: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """Rows of a table as they may be printed, read along the rows and down the columns; texts only."""
    table = [tuple(row) for row in rows]
    if not any(
        isinstance(cell, str) and shown(f"手机：{cell}") != f"手机：{cell}" for row in table for cell in row
    ):
        return table
    lines = [list(heads)] * bool(heads) + [list(row) for row in table]
    flat = ["\t".join(_flat(cell) for cell in line) for line in lines]
    along = [_with_masks(line, text) for line, text in zip(lines, shown_together(flat), strict=True)]
    for column in range(max(map(len, lines))):
        having = [n for n, line in enumerate(lines) if column < len(line) and isinstance(line[column], str)]
        down = [lines[n][column] if _HAN.search(lines[n][column]) else "" for n in having]
        for n, text in zip(having, shown_together(down), strict=True):
            along[n][column] = _both(along[n][column], text)
    return [tuple(line) for line in along[bool(heads) :]]


def _flat(cell: Any) -> str:
    return cell.replace("\n", " ").replace("\t", " ") if isinstance(cell, str) else ""


def _with_masks(line: Sequence[Any], masked: str) -> list[Any]:
    """A row with the masks of its one line put into its cells."""
    found, at = [], 0
    for cell in line:
        size = len(cell) if isinstance(cell, str) else 0
        found.append(_both(cell, masked[at : at + size]) if size else cell)
        at += size + 1
    return found


def _both(cell: str, masked: str) -> str:
    """A cell with what either of two readings masks; a reading that is empty masks nothing."""
    if not masked:
        return cell
    return "".join(MASK if new == MASK else old for old, new in zip(cell, masked, strict=True))


def shown_value(value: Any) -> Any:
    """A JSON value as it may be printed; keys, numbers and shape stay."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: shown_value(each) for key, each in _with_cells(value).items()}
    if not isinstance(value, list | tuple):
        return value
    if value and all(isinstance(each, str) for each in value):
        return list(shown_rows([value])[0])
    return [shown_value(each) for each in _neighbours(value)]


def _with_cells(fields: dict[str, Any]) -> dict[str, Any]:
    """The cells of a row under their heads: a head tells a code from a telephone number."""
    heads, cells = fields.get("heads"), fields.get("cells")
    if isinstance(heads, list) and isinstance(cells, list) and len(heads) == len(cells):
        return fields | {"cells": list(shown_rows([cells], heads)[0])}
    return fields


def _neighbours(values: Sequence[Any]) -> list[Any]:
    """Provisions in a row, read as one text."""
    having = [n for n, one in enumerate(values) if isinstance(one, dict) and isinstance(one.get("text"), str)]
    found = list(values)
    for n, text in zip(having, shown_together([values[n]["text"] for n in having]), strict=True):
        found[n] = values[n] | {"text": text}
    return found
