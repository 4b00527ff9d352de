"""A notice and what it issues (印发通知与所印发的文件): where the one ends and the other begins.

Reads a text and its header; writes parts that tile the text in order. What follows the 成文日期 of a notice
that issues something is the instrument, not an annex; lists, tables and forms stay annexes. It cuts only
between parts: no character is dropped, moved or changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from cleaners.model import Header
from cleaners.normalise import fold
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.signature import find_signature
from cleaners.official.titles import (
    find_title,
    head_end,
    instrument_kind,
    instrument_titles,
    kind_of_title,
    without_tail,
)

PartRole = Literal["carrier", "instrument", "annex"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text with one role; `title` is its own name, "" when it has none."""

    role: PartRole
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a part begins, the name it begins with, and whether it stands under a heading 附件."""

    at: int
    title: str
    annexed: bool


_ISSUES = re.compile(r"印发|发布|公布|颁布|予以施行|转发|批转|制定了|修订了")
_ARTICLE = re.compile(
    r"(?m:^|(?<=。))[ \t\u3000\xa0]*第[一二三四五六七八九十百千零\d]{1,9}[条章](?![^\n]{0,3}(?:规定|第))"
)
_FIRST_UNIT = re.compile(r"\s*(?:[（(][^）)\n]{0,120}[）)]\s*)?(?:第一[章条编]|总\s*则|目\s*录|一、)")
# 附件, 附件1, 附件 2：某标准, 附1
_ANNEX = re.compile(
    r"(?m)^[ \t\u3000\xa0]*附[ \t\u3000]{0,4}件?[ \t\u3000]{0,4}(?P<no>\d{1,2}|[一二三四五六七八九十]{1,3})?"
    r"[ \t\u3000]{0,4}(?P<colon>[：:])?[ \t\u3000]{0,4}(?P<name>[^\n]{0,80})$"
)
_LISTED = re.compile(r"\d{1,2}\s?[.．、]")
# lists, tables and forms: annexes even when the notice issues them
_LIST_KINDS = frozenset({"名单", "清单", "目录", "分工", "要求", "标准", "协议"})
_FORM = re.compile(r"(?:表|样式|模板|样本|格式|证书|图|函|书|说明|附表)(?:（[^）]{0,20}）)?\Z")
_REMARK = re.compile(r"\s*+(?:[（(][^）)\n]{0,40}[）)]|抄\s*+送[^\n]*+|[—–-]\s?\d{1,3}\s?[—–-])?\s*+\Z")
_IMPRINT = re.compile(r"\n[ \t\u3000\xa0]*(?:抄\s{0,6}送\s{0,2}[：:]|主题词|信息公开选项|内部发送)")
# 附件：某标准.wps at the very end of a page: the site's links, not the instrument's text
_LINKS = re.compile(r"附\s{0,4}件\s{0,4}\d{0,2}[：:]")
# 附件：1.某名单.pdf, 附件2：某表
_LINK = re.compile(r"[ \t\u3000\xa0]*附\s{0,4}件?\s{0,4}\d{0,2}\s{0,2}[：:.．]\s{0,4}(?:\d{1,2}\s?[.．、])?")
_FILE = re.compile(r"\.(?:wps|docx?|pdf|xlsx?|ofd|rar|zip|et)\b", re.IGNORECASE)
_WINDOW = 1500


def split_carrier(text: str, header: Header | None) -> tuple[Part, ...]:
    """The parts of a text: the notice, the instruments it issues, their annexes; they tile the text."""
    if not text:
        return ()
    notice_end = _notice_end(text, header)
    if notice_end is None:
        return _measure_alone(text, header)
    names = _names(text, header, notice_end)
    cuts = _cuts(text, notice_end, names, header)
    parts = _tiled(text, cuts, header, names)
    return _without_tail(text, parts)


def _notice_end(text: str, header: Header | None) -> int | None:
    """Where the notice can end at the earliest: its 落款, else its first full stop; None without one."""
    stop = head_end(text)
    article = _ARTICLE.search(text)
    signature = find_signature(text, body=stop, issuers=header.issuers if header else ())
    signed = signature is not None and (article is None or signature.start < article.start())
    shown = find_title(text)
    numbers = find_doc_numbers(text[:stop])
    opens_as_notice = (shown is not None and kind_of_title(shown.title) is not None) or any(
        n.kind and text[: n.span[0]].strip(" \n（(") == "" for n in numbers
    )
    if signed and signature is not None and (opens_as_notice or _ISSUES.search(text, 0, signature.start)):
        return signature.end
    given = header is not None and kind_of_title(header.title or "") is not None
    own_article = article is not None and article.start() <= stop
    if opens_as_notice or (given and not own_article):
        return min(stop + 1, len(text))
    return None if instrument_kind((header.title if header else "") or "") or article else len(text)


def _measure_alone(text: str, header: Header | None) -> tuple[Part, ...]:
    """A text that is a measure itself, without a notice: one instrument, and its annexes under headings."""
    title = without_tail(header.title) if header and header.title else ""
    shown = find_title(text)
    issued = instrument_titles(title)
    own = (shown.title if shown else issued[0] if issued else title) if kind_of_title(title) else title
    return (Part("instrument", own or (shown.title if shown else ""), 0, len(text)),)


def _names(text: str, header: Header | None, notice_end: int) -> tuple[str, ...]:
    """What the notice says it issues: by its title, its first sentence, or its list of annexes."""
    title = (header.title if header else None) or ""
    shown = find_title(text)
    named = instrument_titles(title) or instrument_titles(shown.title if shown else "")
    said = tuple(m[1] for m in _SAID.finditer(text[: min(notice_end, 4000)]))
    listed = tuple(_FILE.sub("", name) for name in (header.attachment_note if header else ()))
    alone = [without_tail(title)] if instrument_kind(title) else []
    alone += _NAMED_AFTER_NUMBER.findall(title)
    return tuple(dict.fromkeys(name for name in (*named, *said, *listed, *alone) if len(name) >= 4))


# 某部令〔2031〕第3号（某管理办法）
_NAMED_AFTER_NUMBER = re.compile(r"号\s{0,3}[（(]([^\n]{4,80})[）)]\s*\Z")
# 现将《某办法》印发, 《某条例》已经…通过, 制定了《某办法》
_SAID = re.compile(
    r"(?:现将|现公布|制定了|修订了|修订后的|印发|(?:\A|\n)[ \t\u3000\xa0]*)\s{0,2}《([^《》\n]{3,80})》"
)


def _cuts(text: str, notice_end: int, names: tuple[str, ...], header: Header | None) -> list[_Cut]:
    """Every place after the notice where another part begins."""
    keys = {fold(name) for name in names}
    found = [*_annex_cuts(text, notice_end), *_title_cuts(text, notice_end, keys)]
    if not found:
        found = _fused_cut(text, notice_end, names) or _after_signature(text, notice_end, names, header)
    cuts: list[_Cut] = []
    for cut in sorted(found, key=lambda c: c.at):
        near = bool(cuts) and cuts[-1].annexed and cut.at - cuts[-1].at < 120
        if near and fold(cut.title).startswith(fold(cuts[-1].title)):
            cuts[-1] = replace(cuts[-1], title=cut.title)
        elif not (cuts and fold(cut.title) == fold(cuts[-1].title)):
            cuts.append(cut)
    return cuts


def _annex_cuts(text: str, notice_end: int) -> list[_Cut]:
    cuts: list[_Cut] = []
    for found in _ANNEX.finditer(text, notice_end):
        name = found["name"].strip()
        follows_unit = _FIRST_UNIT.match(text, found.end())
        noted = bool(name) and not found["no"] and not follows_unit  # 附件：某表 is the list of annexes
        if noted or _LISTED.match(name) or name.startswith((".", "．", "、")) or len(name) > 60:
            continue
        if name.endswith(("。", "；", "，")) or name.startswith(("（见", "）")) or _FILE.search(name):
            continue
        if not name and _LISTED.match(text[found.end() :].lstrip()[:6]) and found["colon"]:
            continue
        own = name or _title_below(text, found.end())
        if own or follows_unit:
            cuts.append(_Cut(found.start(), own, True))
    return cuts


def _title_below(text: str, at: int) -> str:
    """The title on the one to three lines below a heading; the first line when none of them names a kind."""
    lines = [line.strip() for line in text[at : at + 400].split("\n") if line.strip()][:3]
    for count in range(1, len(lines) + 1):
        whole = "".join(lines[:count])
        if instrument_kind(whole) or _FORM.search(without_tail(whole)):
            return whole
        if re.search(r"[。；：]", whole):
            break
    return lines[0] if lines and len(lines[0]) <= 60 and not lines[0].endswith("。") else ""


def _title_cuts(text: str, notice_end: int, keys: set[str]) -> list[_Cut]:
    """Lines, or two lines together, that hold the name of an instrument and nothing else."""
    cuts: list[_Cut] = []
    previous, previous_at = "", -1
    for found in re.finditer(r"[^\n]+", text[notice_end:]):
        line = found[0].strip().strip("《》")
        if not line:
            continue
        at = notice_end + found.start()
        if len(line) <= 90 and fold(line) in keys and not _is_listed(text, at):
            cuts.append(_Cut(at, line, False))
        elif len(line) <= 60 and previous and len(previous) <= 60 and fold(previous + line) in keys:
            cuts.append(_Cut(previous_at, previous + line, False))
        previous, previous_at = line, at
    return cuts


def _is_listed(text: str, at: int) -> bool:
    """A name on the line after 附件： is the list of annexes, unless its first chapter or article follows."""
    above = text[max(0, at - 40) : at].rstrip()
    line_end = text.find("\n", at)
    if not re.search(r"附\s{0,4}件?\s{0,4}[：:]\Z", above):
        return False
    return line_end < 0 or _FIRST_UNIT.match(text, line_end) is None


def _fused_cut(text: str, notice_end: int, names: tuple[str, ...]) -> list[_Cut]:
    """The name of an instrument with its first chapter or article run into it."""
    for name in names:
        at = text.find(name, notice_end)
        while at >= 0:
            if at == notice_end or _FIRST_UNIT.match(text, at + len(name)):
                return [_Cut(at, name, False)]
            at = text.find(name, at + len(name))
    return []


def _after_signature(text: str, notice_end: int, names: tuple[str, ...], header: Header | None) -> list[_Cut]:
    """Without a name to find: what follows the 落款 of a notice that issues something, if it is a text."""
    issuers = header.issuers if header else ()
    issues = names or _ISSUES.search(text, 0, min(notice_end, _WINDOW))
    if not issues or notice_end >= len(text) or find_signature(text[:notice_end], issuers=issuers) is None:
        return []
    for found in re.finditer(r"[^\n]+", text[notice_end:]):
        if _REMARK.fullmatch(found[0]):
            continue
        at = notice_end + found.start()
        imprint = _IMPRINT.match("\n" + text[at : at + 20])
        enough = len(text) - at > 120 and imprint is None
        return [_beginning(text, at, found[0])] if enough else []
    return []


def _beginning(text: str, at: int, line: str) -> _Cut:
    """What begins below a signature: a link to an annex with the list below it, else an instrument."""
    linked = _LINK.match(line)
    if linked is not None:
        return _Cut(at, _FILE.sub("", line[linked.end() :]).strip(), True)
    return _Cut(at, _title_below(text, at), False)


def _tiled(text: str, cuts: list[_Cut], header: Header | None, names: tuple[str, ...]) -> list[Part]:
    title = (header.title if header else None) or ""
    parts = [Part("carrier", title, 0, cuts[0].at if cuts else len(text))]
    keys = {fold(name) for name in names}
    issued = {fold(name) for name in instrument_titles(title)}
    for cut, following in zip_longest(cuts, cuts[1:]):
        end = following.at if following else len(text)
        parts.append(Part(_role(text[cut.at : end], cut, keys, issued), cut.title, cut.at, end))
    return [part for part in parts if part.end > part.start]


def _role(passage: str, cut: _Cut, keys: set[str], issued: set[str]) -> PartRole:
    """An instrument has articles, is named by the notice's title, or is of a kind that is no list."""
    kind = instrument_kind(cut.title) or (None if cut.annexed else kind_of_title(cut.title))
    articles = len(_ARTICLE.findall(passage[:20000]))
    if fold(cut.title) in issued and kind not in ("名单", "清单"):
        return "instrument"
    if articles >= 2:
        return "instrument"
    if _FORM.search(without_tail(cut.title)) or kind in _LIST_KINDS:
        return "annex"
    found_by_place = not cut.annexed and fold(cut.title) not in keys
    return "instrument" if kind or found_by_place else "annex"


def _without_tail(text: str, parts: list[Part]) -> tuple[Part, ...]:
    """The imprint and the file links below the last instrument belong to the notice again."""
    last = parts[-1]
    if last.role == "carrier":
        return tuple(parts)
    base = max(last.start + 1, last.end - _WINDOW)
    imprint = _IMPRINT.search(text, base)
    at = imprint.start() + 1 if imprint else _links_at(text, base)
    if at is None:
        return tuple(parts)
    cut = Part(last.role, last.title, last.start, at)
    return (*parts[:-1], cut, Part("carrier", parts[0].title, at, last.end))


def _links_at(text: str, base: int) -> int | None:
    """Where the closing 附件：….wps begins, when nothing but file names follows it."""
    for found in _LINKS.finditer(text, base):
        tail = re.sub(r"<[^>]{0,10}>", "", text[found.end() :])
        if _FILE.search(tail) and "。" not in tail:
            return found.start()
    return None
