"""Document numbers (发文字号): finding them in any spelling, and the one normal form of each.

工信部企业[2022] 119 号 is 工信部企业〔2022〕119号; 国务院令第707号 is 国令第707号; a 公告 or 通告 without
an agency code keeps its year form, 2026年第34号; its ordered issuers stand before it when they are printed.
A bracket with a year and no agency before it (a case number, a footnote) is no document number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.official.authorities import (
    code_heads,
    code_tails,
    issuers_closing,
    official_name,
    province_marks,
)

# 〔2022〕119号, [2016] 557 号, （2019）第 2 号, ﹝２０２２﹞６３号
_BRACKETED = (
    r"[〔﹝\[［\(（【〖〈＜<｛{「]\s{0,3}(?P<year>(?:19|20|１９|２０)\d{2})\s{0,3}年?[〕﹞\]］\)）】〗〉＞>｝}」]"
    r"\s{0,3}第?\s{0,3}(?P<serial>\d{1,5})\s{0,3}[号號]"
)
# 2026年第34号
_YEARLY = r"(?P<year2>(?:19|20|１９|２０)\d{2})\s{0,3}年\s{0,3}第\s{0,3}(?P<serial2>\d{1,5})\s{0,3}号"
# 令第707号, 令（第12号）, 公告第521号, 主席令（十届第41号）
_SERIAL_ONLY = (
    r"(?:令|公告|通告)\s{0,3}[（(]?\s{0,2}(?:[一二三四五六七八九十]{1,3}届)?\s{0,2}第\s{0,3}"
    rf"(?P<serial3>\d{{1,5}}|[{NUMERAL_CHARS}]{{1,7}})\s{{0,3}}号"
)
# 工信部企业2022年119号, 工信部企业2022 119号: the bracket is lost; no 1号线, 1号楼, 1号公告
_UNBRACKETED = (
    r"(?<=[一-龥])\s{0,2}(?P<year4>(?:19|20)\d{2})(?:\s{0,2}年\s{0,2}|\s{1,3})(?P<serial4>\d{1,4})\s{0,2}[号號]"
    r"(?!公告|通告|令|[线楼院车机台馆门库井桥路房厅])"
)
_NUMBER = re.compile(f"{_BRACKETED}|{_YEARLY}|{_SERIAL_ONLY}|{_UNBRACKETED}")
# the ideographs before a bracket, single spaces between them allowed: 工信部 企业
_RUN = re.compile(r"(?:[一-龥][ \u3000\xa0]?){1,26}\Z")
_KIND = re.compile(r"(?P<kind>令|公告|通告)\s{0,8}[（(]?\s{0,3}\Z")
_WHOLE_BARE = re.compile(r"\s{0,9}(?:公告|通告)?\s{0,9}[（(]?\s{0,9}" + _YEARLY + r"\s{0,9}[）)]?\s{0,9}")
# what may stand before a code in fused text, and never in one: …的通知银办发, 根据国发
_BEFORE_CODE = re.compile(
    r"通知|意见|办法|规定|决定|方案|规划|公告|通报|文件|文号|字号|印发|转发|发布|公布|附件"
    r"|根据|依据|按照|依照|参照|遵照|贯彻|落实|执行|[的号等和及与或以由见即]|\A[日年]"
)
# 某市人民政府 (令第3号), 北京市经信局 (通告2022年第3号)
_LOCAL_ISSUER = re.compile(
    r"(?:\A|[\s。；，：“《（(])([一-龥]{2,20}(?:部|会|委|局|署|厅|政府|院|行|室))\s{0,8}\Z"
)
_CODE_MAX = 14  # the longest heads seen: 银保监办发, 财政部税务总局 and what follows them


@dataclass(frozen=True, slots=True)
class DocNumber:
    """One document number: `text` its normal form, `span` and `printed` where and how it is printed.

    `issuers` are the agencies printed with a number that has no agency code; `kind` 令, 公告, 通告 or "".
    """

    text: str
    agency_code: str
    year: int | None
    serial: int
    span: tuple[int, int]
    printed: str
    issuers: tuple[str, ...] = ()
    kind: str = ""

    @property
    def bare(self) -> str:
        """The number as a header holds it: a yearly 公告 or 通告 without its issuers (2026年第34号)."""
        yearly = self.kind in ("公告", "通告") and "年第" in self.text
        return f"{self.year}年第{self.serial}号" if yearly else self.text


def find_doc_numbers(text: str) -> tuple[DocNumber, ...]:
    """Every document number of a text, own or cited, in order; linear in its length."""
    found = (_read(text, match) for match in _NUMBER.finditer(text))
    return tuple(number for number in found if number is not None)


def normalise_doc_number(text: str) -> str | None:
    """The normal form of the first document number of a short string; None when it has none. Idempotent.

    >>> normalise_doc_number("工信部企业[2022] 119 号"), normalise_doc_number("公告 2026年第34号")
    ('工信部企业〔2022〕119号', '2026年第34号')
    >>> normalise_doc_number("中华人民共和国国务院令 第707号")
    '国令第707号'
    """
    bare = _WHOLE_BARE.fullmatch(text)
    if bare is not None:
        return f"{int(bare['year2'])}年第{int(bare['serial2'])}号"
    numbers = find_doc_numbers(text)
    return numbers[0].text if numbers else None


def _read(text: str, match: re.Match[str]) -> DocNumber | None:
    if match["serial3"] is not None:
        return _serial_only(text, match)
    if match["year2"] is not None:
        return _of_kind(text, match, match.start(), int(match["year2"]), int(match["serial2"]), "yearly")
    if match["year4"] is not None:
        return _with_code(text, match, int(match["year4"]), int(match["serial4"]), bracketed=False)
    year, serial = int(match["year"]), int(match["serial"])
    by_kind = _of_kind(text, match, match.start(), year, serial, "bracketed")
    return by_kind or _with_code(text, match, year, serial)


def _serial_only(text: str, match: re.Match[str]) -> DocNumber | None:
    serial = parse_numeral(match["serial3"])
    start = match.start() + (1 if match[0].startswith("令") else 2)
    return _of_kind(text, match, start, None, serial, "serial") if serial else None


def _of_kind(
    text: str, match: re.Match[str], start: int, year: int | None, serial: int, form: str
) -> DocNumber | None:
    """A number of a 令, 公告 or 通告, which carries the names of its issuers in place of a code."""
    window = text[max(0, start - 16) : start]
    kind = _KIND.search(window)
    if kind is None:
        return None
    kind_at = start - len(window) + kind.start()
    issuers, begin = _issuers_before(text, kind_at)
    if not issuers and form != "yearly":
        return None
    name = "国" if issuers == ("国务院",) and kind["kind"] == "令" else "、".join(issuers)
    number = _written(form, year, serial)
    return DocNumber(
        name + (kind["kind"] if issuers else "") + number if issuers else number,
        "国令" if name == "国" else "",
        year,
        serial,
        (begin, match.end()),
        text[begin : match.end()],
        issuers,
        kind["kind"],
    )


def _written(form: str, year: int | None, serial: int) -> str:
    if form == "yearly":
        return f"{year}年第{serial}号"
    return f"第{serial}号" if form == "serial" else f"〔{year}〕第{serial}号"


def _issuers_before(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """The agencies named directly before 令 or 公告; 国令 and 主席令 are names of their own."""
    window = text[max(0, end - 300) : end]
    names, begin = issuers_closing(window)
    if names:
        return names, end - len(window) + begin
    tight = window.rstrip()
    for office, name in (("主席", "主席"), ("国", "国务院")):
        if tight.endswith(office) and not tight.endswith("我国"):
            begin = end - len(window) + len(tight) - len(office)
            return (name,), begin
    return _local_issuer(text, end)


def _local_issuer(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """An agency that no list holds is taken only when a line begins with it and it ends like one."""
    run = _LOCAL_ISSUER.search(text[max(0, end - 40) : end])
    if run is None or _BEFORE_CODE.search(run[1]):
        return (), end
    return (official_name(run[1]),), max(0, end - 40) + run.start(1)


def _with_code(
    text: str, match: re.Match[str], year: int, serial: int, *, bracketed: bool = True
) -> DocNumber | None:
    """A number with an agency code before its bracket: 工信部企业〔2022〕119号; without one, a sure code."""
    window_at = max(0, match.start() - 60)
    run = _RUN.search(text, window_at, match.start())
    if run is None:
        return None
    offsets = [i for i in range(run.start(), run.end()) if not text[i].isspace()]
    code = "".join(text[i] for i in offsets)
    begin = _code_start(code, after_digit=run.start() > 0 and text[run.start() - 1].isdigit())
    if begin is None or not (bracketed or _is_sure(code, begin)):
        return None
    ordinal = "第" if code.endswith(("令", "公告", "通告")) else ""
    return DocNumber(
        f"{code[begin:]}〔{year}〕{ordinal}{serial}号",
        code[begin:],
        year,
        serial,
        (offsets[begin], match.end()),
        text[offsets[begin] : match.end()],
    )


def _is_sure(run: str, begin: int) -> bool:
    """Whether what begins there is a code by itself: a head that is held, and nothing but marks of a code."""
    before = run[begin - 1 : begin]
    head = code_heads().match(run, begin + (run[begin] in province_marks()))
    if head is None or (before and _BEFORE_CODE.search(run[:begin]) is None):
        return False
    floor = max((m.end() for m in _BEFORE_CODE.finditer(run)), default=0)
    return begin in (0, floor) and run[-1] in code_tails() and set(run[head.end() :]) <= code_tails()


def _code_start(run: str, *, after_digit: bool) -> int | None:
    """Where in a run of ideographs the agency code begins; None when nothing there can be one."""
    floor = max((m.end() for m in _BEFORE_CODE.finditer(run) if after_digit or m[0] not in "日年"), default=0)
    known = next((m.start() for m in code_heads().finditer(run) if len(run) - m.start() <= _CODE_MAX), None)
    if known is not None and known >= floor:
        local = known > floor and run[known - 1] in province_marks()
        return known - 1 if local else known
    return floor if 1 <= len(run) - floor <= _CODE_MAX - 2 else None
