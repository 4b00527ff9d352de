"""Chinese numerals of headings and labels (中文数字): 第二十四条, （十一）, 第82条.

Source: usage of the 条款项目 labels in the Technical Rules for Legislation (立法技术规范(试行)(一)).
"""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FIGURES = "零一二三四五六七八九"

NUMERAL_CHARS = "零〇○一二两三四五六七八九十百千"


@lru_cache(maxsize=4096)  # a text counts with the same numerals again and again
def parse_numeral(text: str) -> int | None:
    """The number of a Chinese or Arabic numeral, full width included; None for anything else.

    >>> parse_numeral("二十四"), parse_numeral("一百零三"), parse_numeral("１２"), parse_numeral("二〇二二")
    (24, 103, 12, 2022)
    """
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _with_units(text)


def _with_units(text: str) -> int | None:
    total, digit = 0, None
    for char in text:
        if char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        elif char not in "零〇○":
            if digit is not None:
                return None
            digit = _DIGITS[char]
    return total + (digit or 0)


def format_numeral(number: int) -> str:
    """The numeral as official texts write it, for 1 to 9,999.

    >>> format_numeral(10), format_numeral(24), format_numeral(103), format_numeral(110), format_numeral(1001)
    ('十', '二十四', '一百零三', '一百一十', '一千零一')
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"numeral out of range 1..9999: {number}")
    out, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += ("零" if gap and out else "") + _FIGURES[digit] + unit
            gap = False
        else:
            gap = True
    return out.removeprefix("一") if out.startswith("一十") else out
