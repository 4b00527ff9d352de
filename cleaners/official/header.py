"""The header of an official document (公文要素, GB/T 9704-2012), read from its text and from a site's table.

Reads text, a title and (label, value) pairs; writes a Header. It never derives one date from another, never
takes a cited number for the document's own, and answers None for plain news. What the site's table says comes
first, then the text, then the title that was handed in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from cleaners.model import Header
from cleaners.official.authorities import issuers_closing, official_name
from cleaners.official.bodies import only_bodies
from cleaners.official.dates import day_of, find_dates, parse_date
from cleaners.official.doc_number import DocNumber, find_doc_numbers, normalise_doc_number
from cleaners.official.signature import Signature, find_imprint, find_signature
from cleaners.official.titles import (
    KINDS,
    TitleAt,
    find_title,
    head_end,
    instrument_kind,
    joined,
    kind_of_title,
    title_issuers,
    without_tail,
)

# what site tables call the fields; inner spaces and colons are taken off before the look-up
LABELS = {
    **dict.fromkeys(("标题", "信息名称", "文件名称", "公文标题"), "title"),
    **dict.fromkeys(("发文字号", "文号", "文件编号", "发文文号", "文件字号", "发文号"), "doc_number"),
    **dict.fromkeys(
        ("发文机关", "发文单位", "制发机关", "制定机关", "发布机构", "发布机关", "发布单位"), "issuers"
    ),
    **dict.fromkeys(("成文日期", "成文时间", "制发日期", "发文日期", "签发日期"), "date_document"),
    **dict.fromkeys(("发布日期", "发布时间", "公开日期", "公开时间", "公布日期"), "date_publication"),
    **dict.fromkeys(("印发日期", "印发时间"), "date_printed"),
    **dict.fromkeys(("索引号", "索取号", "信息索引号", "信息索引"), "index_number"),
    **dict.fromkeys(("主题分类", "信息分类", "分类"), "subject"),
    **dict.fromkeys(("公文种类", "文种"), "kind"),
    **dict.fromkeys(("主送机关", "主送"), "addressees"),
    **dict.fromkeys(("抄送机关", "抄送"), "copied_to"),
    **dict.fromkeys(("印发机关", "印发单位"), "printed_by"),
    **dict.fromkeys(("主题词", "关键词"), "keywords"),
}
# labels that end the value of the one before them and hold nothing a Header keeps
_OTHER_LABELS = ("生效日期", "实施日期", "失效日期", "废止日期", "有效性", "来源", "名称", "时效性", "签发人")
_BELOW = ("主送", "抄送", "文种", "抄送机关", "主送机关", "关键词", "分类")
_IN_TEXT = tuple(name for name in LABELS if name not in _BELOW)
_LABEL = re.compile(
    "("
    + "|".join(
        "[ \u3000\xa0]{0,6}".join(name) for name in sorted((*_IN_TEXT, *_OTHER_LABELS), key=len, reverse=True)
    )
    + r")[ \u3000\xa0]{0,4}[：:][ \u3000\xa0]{0,8}"
)
_SPACE = re.compile(r"[\s\u3000\xa0：:]+")
_BREAK_TAG = re.compile(r"<\s?[bB][rR]\s?/?\s?>|&nbsp;|&emsp;")
# 国发〔2019〕4号文件, …号印发: what follows a cited number
_CITED_AFTER = re.compile(
    r"[）)]?\s?(?:文|印发|发布|公布|颁布|规定|精神|要求|和|及|、|以及|同时|自|中|第|的|进行|予以)"
)
_NOTED_AFTER = re.compile(r"\s?文?\s?(?:公布|发布|颁布|印发)")
_LABEL_BEFORE = re.compile(r"(?:文\s{0,4}号|字\s{0,4}号)\s{0,3}[：:]\s{0,4}\Z")
_OWN_BEFORE = re.compile(
    r"(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|批复|函|纪要|答复|文件|办法|规定|条例|细则|规则|规划|方案|措施|计划|指南"
    r"|标准|特急|加急|日|\d)[》]?\s{0,4}[（(\[【]?\s{0,3}\Z"
)
_PLACE_STOP = re.compile(r"[。：:]")
_NOT_ADDRESSED = re.compile(r"\s*(?:为|根据|按照|依据|依照|经|近|现|从|自|目前|当前|随着|本报|新华|今|\d)")
_RECIPIENT = re.compile(
    r"(?:部门|政府|单位|公司|银行|机构|委员会|集团|协会|中心|企业|学校|院校|学会|商会|联社|支行|分行|军区|代表|委员|同志"
    r"|[部委厅局署办院会所校社处室站行])(?:[（(][^）)]{0,60}[）)])?\s*\Z"
)
_PAGE_NUMBER = re.compile(r"[—–-]\s?\d{1,3}\s?[—–-]")
# 附件：1.某清单 …, 附件1. 某表; 附件 alone on a line is the heading of an annex
_NOTE = re.compile(
    r"(?:\A|\n|(?<=。)|(?<=！))[ \t\u3000\xa0]*附[ \t\u3000\xa0]{0,6}件?[ \t\u3000]{0,4}"
    r"(?:[：:]|(?=\d{1,2}\s?[.．、]))"
)
_NOTE_WORD = re.compile(r"附[ \t\u3000\xa0]{0,6}件?\s{0,4}[：:\d]")  # what both begin with
_NOTE_SINGLE = re.compile(
    r"(?m)^[ \t\u3000\xa0]*附[ \t\u3000]{0,4}件\s?(\d{1,2})\s?[：:.．]\s?([^\n]{2,120})$"
)
# what a lost line break lets run into the last name
_RUN_IN = re.compile(
    r"\s{0,40}[—–-]\s?\d{1,3}\s?[—–-].*|（此页无正文）.*|主题词：.*|\s{0,40}附\s?件?\s?\d{0,2}\Z"
)
# 中国人民银行文件
_LETTERHEAD = re.compile(r"\s{0,40}文\s{0,40}件\s*$")
_ITEM = re.compile(r"[ \t\u3000\xa0]*(\d{1,2})\s?[.．、][ \t\u3000\xa0]*")


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of the text shows: title, own number, labelled values, where the body begins."""

    title: TitleAt | None
    number: DocNumber | None
    labelled: dict[str, str]
    end: int


def read_header(
    text: str, *, title: str | None = None, fields: Sequence[tuple[str, str]] = ()
) -> Header | None:
    """The header of a document, or None when nothing official is printed in it. Never raises on a str."""
    head = _read_head(text)
    listed = _labelled(fields)
    table = {**head.labelled, **listed}
    name = _title(listed.get("title"), title, head)
    number = _number(table, name, head)
    addressees = _addressees(text, head) if number or _is_official(name) else None
    signature = find_signature(text, body=head.end, issuers=title_issuers(name or ""))
    shown = head.title.title if head.title else ""
    header = _compose(table, name, number, signature, text, shown)
    header = replace(header, addressees=table.get("addressees") or addressees or header.addressees)
    tabled = "issuers" in listed and "date_document" in listed
    return header if tabled or _holds_anything(header, text, signature) else None


def _read_head(text: str) -> _Head:
    stop = head_end(text)
    title = find_title(text)
    labelled = _text_labels(text[:stop])
    return _Head(title, _own_number(text, stop), labelled, _body_start(text, stop))


def _body_start(text: str, stop: int) -> int:
    """The body begins after the addressees' colon, at the latest at the first full stop."""
    colon = text.rfind("：\n", 0, stop)
    return colon + 1 if colon >= 0 else stop


# --- labelled values ----------------------------------------


def _labelled(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The values of a site table under our names; the first of two rows with one label stands."""
    found: dict[str, str] = {}
    for label, value in fields:
        name = LABELS.get(_SPACE.sub("", label.replace("&nbsp;", "")))
        tidy = re.sub(r"[\s\xa0]+", " ", value.replace("&nbsp;", " ")).strip()
        if name and tidy:
            found.setdefault(name, tidy)
    return found


def _text_labels(head: str) -> dict[str, str]:
    """Labels printed in the text, one a line, label and value on two lines, or fused in one line."""
    marks = list(_LABEL.finditer(head))
    found: dict[str, str] = {}
    for mark, following in zip_longest(marks, marks[1:]):
        name = LABELS.get(_SPACE.sub("", mark[1]))
        until = following.start() if following else len(head)
        value = head[mark.end() : until].strip("\n ").split("\n", 1)[0].strip()
        own_line = head[mark.end() : until].lstrip(" ").startswith("\n")
        if name and value and not (own_line and len(marks) < 3):
            found.setdefault(name, value)
    return found


# --- title and number ----------------------------------------


def _title(listed: str | None, given: str | None, head: _Head) -> str | None:
    """The title of the site's table, else the one handed in, else the one the text shows."""
    for named in (listed, given):
        if named and named.strip():
            return joined(named)
    labelled = head.labelled.get("title", "")
    if kind_of_title(labelled) or instrument_kind(labelled):
        return joined(labelled)
    if head.title is not None:
        return head.title.title
    return head.number.text if head.number and head.number.kind else None


def _number(table: dict[str, str], title: str | None, head: _Head) -> DocNumber | None:
    for found in find_doc_numbers(table.get("doc_number", ""))[:1]:
        return found
    bare = normalise_doc_number(table.get("doc_number", ""))
    if bare is not None:
        return DocNumber(bare, "", None, 0, (0, 0), bare, (), "公告")
    return _title_number(title or "") or head.number


def _title_number(title: str) -> DocNumber | None:
    """The number a title opens with (某部令第3号…) or carries in brackets at its end."""
    for found in find_doc_numbers(title):
        before, after = title[: found.span[0]].strip(), title[found.span[1] :].strip(" ）)】]〕")
        if not before:
            return found
        subject = before.rstrip(" （([【")
        quoted = subject.endswith("》") and re.search("印发|发布|公布", subject) is None
        if not after and subject != before and not quoted:
            return found
        if not after and found.kind:
            return found
    return None


def _own_number(text: str, stop: int) -> DocNumber | None:
    """The number that the head prints as the document's own, never one that its first sentence cites."""
    for found in find_doc_numbers(text[:stop]):
        line_at = text.rfind("\n", 0, found.span[0]) + 1
        line_end = _line_end(text, found.span[1])
        before = text[line_at : found.span[0]]
        after = text[found.span[1] : line_end]
        if _is_own(found, before, after, first_line=not text[:line_at].strip()):
            return replace(found, kind="") if before.lstrip().startswith(("（", "(")) else found
    return None


def _is_own(found: DocNumber, before: str, after: str, *, first_line: bool) -> bool:
    if not before.strip(" \t\u3000\xa0（([【") and not after.strip(" \t\u3000\xa0\r）)]】"):
        return True
    if _LABEL_BEFORE.search(before):
        return True
    if re.match(r"\s*[（(]", before) and _NOTED_AFTER.match(after):
        return bool(find_dates(before))
    closes = not after.strip(" \t\u3000\xa0\r）)]】")
    if closes and first_line and re.search(r"》\s{0,3}[（(\[【]\s{0,3}\Z", before) is None:
        return before.rstrip().endswith(("（", "(", "[", "【"))
    if _CITED_AFTER.match(after) or re.search(r"》\s{0,3}[（(\[【]?\s{0,3}\Z", before):
        return False
    if not before.strip():
        return not found.kind or re.match(r"\s|[（(《]|\Z", after) is not None
    return _OWN_BEFORE.search(before) is not None


# --- addressees ----------------------------------------


def _addressees(text: str, head: _Head) -> str | None:
    """The line 主送机关 between title and body, up to its colon: 各省、自治区、直辖市…部门："""
    at = max(head.title.end if head.title else 0, head.number.span[1] if head.number else 0)
    for _ in range(16):
        stop = _PLACE_STOP.search(text, at)
        if stop is None or stop[0] == "。" or stop.start() - at > 3000:
            return None
        named = _recipients(text[at : stop.start()])
        if named is not None:
            return named
        label = _LABEL.search(text, max(at - 12, 0), stop.end())
        at = _after_label(text, stop.end()) if label else stop.end()
    return None


def _after_label(text: str, at: int) -> int:
    """After the value of a label: a fused date, else the end of its line."""
    dated = find_dates(text[at : at + 24])
    if dated and not text[at : at + dated[0].span[0]].strip():
        return at + dated[0].span[1]
    line_end = _line_end(text, at)
    if text[at:line_end].strip():
        return line_end
    following = _line_end(text, line_end + 1)
    value = text[line_end:following].strip()
    short = len(value) <= 60 and not value.endswith(("：", ":"))
    return following if short and _LABEL.match(value) is None else line_end


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return found if found >= 0 else len(text)


def _recipients(passage: str) -> str | None:
    lines = [
        _PAGE_NUMBER.sub("", line).strip(" \t\u3000\xa0").lstrip("）)】]") for line in passage.split("\n")
    ]
    kept = [
        line for line in lines if line and parse_date(line) is None and normalise_doc_number(line) is None
    ]
    named = "".join(kept)
    if len(named) < 2 or _NOT_ADDRESSED.match(named) or "如下" in named[-6:]:
        return None
    return named if _RECIPIENT.search(named) and "《" not in named else None


def is_addressees(line: str) -> bool:
    """Whether a line names those a document is sent to, and ends in their colon: 各有关单位："""
    stripped = line.strip()
    return stripped.endswith(("：", ":")) and _recipients(stripped[:-1]) is not None


# --- annexes ----------------------------------------


def read_attachment_note(text: str) -> tuple[str, ...]:
    """The names of the annexes (附件说明), mended where a tag broke them; () when none is listed."""
    if not _NOTE_WORD.search(text):
        return ()
    note = _NOTE.search(text)
    if note is None:
        return tuple(_tidy_name(m[2]) for m in _NOTE_SINGLE.finditer(text))
    block = _BREAK_TAG.sub("", text[note.end() : note.end() + 4000])
    lines = [line.strip() for line in block.lstrip().split("\n")]
    if not block[: len(block) - len(block.lstrip())].count("\n"):
        first, rest = lines[0], lines[1:]
    else:
        first, rest = "", lines
    return _names(first, rest)


def _names(first: str, rest: Sequence[str]) -> tuple[str, ...]:
    names = _numbered(first) if _ITEM.match(first) else ([first] if first else [])
    numbered = bool(_ITEM.match(first)) or not first
    for line in rest:
        if numbered and _ITEM.match(line):
            names += _numbered(line)
        elif names and line and _is_open(names[-1]):
            names[-1] += line
        elif line:
            break
    return tuple(tidy for tidy in map(_tidy_name, names) if tidy)


def _is_open(name: str) -> bool:
    return name.count("《") > name.count("》") or name.count("（") > name.count("）")


def _numbered(line: str) -> list[str]:
    """The names of one line: 1.某表 2.某单, also when nothing separates them."""
    names: list[str] = []
    start = _ITEM.match(line)
    while start is not None:
        number = int(start[1])
        following = re.compile(rf"\s{{0,40}}{number + 1}\s?[.．、]").search(line, start.end() + 1)
        names.append(line[start.end() : following.start() if following else len(line)])
        start = _ITEM.match(line, following.start()) if following else None
    return names


def _tidy_name(name: str) -> str:
    """An annex's name without the signature that runs into it and without its closing stop."""
    tidy = _BREAK_TAG.sub("", name).strip(" \t\u3000\xa0。；;")
    dated = find_dates(tidy)
    if dated and dated[-1].span[1] == len(tidy):
        signed = tidy[: dated[-1].span[0]].rstrip()
        tidy = signed[: issuers_closing(signed)[1]]
    return _RUN_IN.sub("", tidy).strip()


# --- the whole ----------------------------------------


def _compose(
    table: dict[str, str],
    title: str | None,
    number: DocNumber | None,
    signed: Signature | None,
    text: str,
    shown: str,
) -> Header:
    imprint = find_imprint(text)
    return Header(
        title=title,
        doc_number=number.bare if number else None,
        issuers=_issuers(table, title, number, signed, text),
        addressees=imprint.sent_to,
        attachment_note=read_attachment_note(text),
        date_document=_table_day(table, "date_document") or (signed.day if signed else None),
        date_publication=_table_day(table, "date_publication"),
        date_printed=_table_day(table, "date_printed") or imprint.date_printed,
        copied_to=table.get("copied_to") or imprint.copied_to,
        printed_by=table.get("printed_by") or imprint.printed_by,
        index_number=table.get("index_number"),
        subject=table.get("subject"),
        kind=_kind(table, title, number, shown),
        keywords=tuple(re.split(r"[\s、，,;；]+", table["keywords"]))
        if "keywords" in table
        else imprint.keywords,
    )


def _table_day(table: dict[str, str], name: str) -> date | None:
    return day_of(parse_date(table[name])) if name in table else None


def _kind(table: dict[str, str], title: str | None, number: DocNumber | None, shown: str) -> str | None:
    """The 文种: what the title says, else the number, the title in the text, the site's table."""
    by_number = number.kind if number and number.kind else None
    listed = table.get("kind")
    return (
        kind_of_title(title or "")
        or by_number
        or kind_of_title(shown)
        or (listed if listed in KINDS else None)
    )


def _issuers(
    table: dict[str, str], title: str | None, number: DocNumber | None, signed: Signature | None, text: str
) -> tuple[str, ...]:
    """The issuers in order, the lead first: the table's, the signature's where it is fuller, the title's."""
    listed = tuple(official_name(n) for n in re.split(r"[\s、，,;；]+", table.get("issuers", "")) if n)
    by_title = title_issuers(title or "")
    signers = signed.issuers if signed else ()
    if listed and len(listed) >= len(by_title):
        return listed
    if by_title and signers[:1] == by_title[:1] and len(signers) > len(by_title):
        return signers
    by_number = number.issuers if number else ()
    return by_title or by_number or signers or _letterhead(text)


def _letterhead(text: str) -> tuple[str, ...]:
    """The agencies of a red head (中国人民银行文件) on the first lines."""
    for line in text[:300].split("\n")[:4]:
        found = _LETTERHEAD.search(line)
        names = only_bodies(line[: found.start()]) if found else ()
        if names:
            return names
    return ()


def _is_official(title: str | None) -> bool:
    """Whether a title reads as an official document's: agencies and 关于, or 关于…的通知."""
    if not title:
        return False
    opens = without_tail(title).startswith(("关于", "转发", "印发"))
    return bool(kind_of_title(title)) and (opens or bool(title_issuers(title)))


def _holds_anything(header: Header, text: str, signed: Signature | None) -> bool:
    """News has a date and a source; only a document has one of these, and only a measure has articles."""
    title = header.title or ""
    named = bool(header.doc_number or header.index_number or header.addressees)
    signs = signed is not None and bool(signed.issuers)
    ordered = signed is not None or _STRUCTURE.search(text) is not None
    measure = instrument_kind(title) and ordered and not re.search(r"[：:，！？]", title)
    return named or signs or bool(measure) or _is_official(title)


# 第一条, 第三章, or a line that begins with 一、
_STRUCTURE = re.compile(r"第[一二三四五六七八九十]{1,3}[条章]|制定本|(?m:^[ \t\u3000\xa0]*一、)")
