"""The head of an official file (版头): what GB/T 9704-2012 prints above the title.

份号, 密级和保密期限, 紧急程度, 发文机关标志, 发文字号, 签发人. Reads the first lines; writes them parted into
the head and the rest. Must never take a line of the title, the addressees or the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.official.bodies import only_bodies
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.titles import find_title

_LONGEST = 16
_BLANK = re.compile(r"[ \t\u3000\xa0]+")
# 000123 · 份号：12 · №000123
_COPY_NUMBER = re.compile(r"(?:份号[：:]?|№|No\.)\s{0,3}\d{1,8}|\d{6}", re.I)
# 机密★1年 · 秘密
_SECRECY = re.compile(r"(?:密级[：:])?(?:绝密|机密|秘密|内部)(?:[★☆].{0,8})?")
# 特急 · 加急 · 等级：特急·明电
_URGENCY = re.compile(r"(?:紧急程度[：:]|等级[：:]?)?(?:特急|特提|加急|平急|急件|明电)(?:[·・.]?明电)?")
# 签发人：甲某某 乙某某
_SIGNER = re.compile(r"签\s{0,4}发\s{0,4}人\s{0,3}[：:]\s{0,6}[一-龥·][一-龥·、，\s]{1,40}$")
_FILE = re.compile(r"文\s{0,6}件(?=$|\s|[一-龥]{3})")
# 某部令 above the line of its number
_ORDER = re.compile(r"令$")
# （产振〔2031〕7号）, （试行）
_BRACKET = re.compile(r"(?:[（(【\[][^\n]{1,40})?[）)】\]]")
_RULE = re.compile(r"[—–―─━_＿=★☆-]{3,}")


@dataclass(frozen=True, slots=True)
class RedHead:
    """The lines of the head, and the lines of the text below it."""

    head: tuple[str, ...]
    rest: tuple[str, ...]


def part_red_head(lines: tuple[str, ...]) -> RedHead:
    """The head and the rest; no head is taken from a number that stands alone above a body.

    >>> part_red_head(("产业振兴部文件", "产振〔2031〕7号", "关于做好某事的通知")).rest
    ('关于做好某事的通知',)
    """
    end = _head_end(lines)
    if end == 0 or not (_marked(lines[:end]) or _opens_with_title(lines[end:])):
        return RedHead((), lines)
    return RedHead(lines[:end], lines[end:])


def _head_end(lines: tuple[str, ...]) -> int:
    """How many leading lines belong to the head; agencies count only above 文件."""
    end = 0
    for at, line in enumerate(lines[:_LONGEST]):
        tight = _BLANK.sub("", line[:200])
        if _is_mark(tight) or _is_letterhead(line) or _is_number(line) or is_rule(line):
            end = at + 1
        elif not only_bodies(line):
            break
    return end


def is_rule(line: str) -> bool:
    """Whether a line is the red rule below the number, set as dashes."""
    return len(line) < 200 and _RULE.fullmatch(_BLANK.sub("", line)) is not None


def _is_mark(tight: str) -> bool:
    return any(p.fullmatch(tight) for p in (_COPY_NUMBER, _SECRECY, _URGENCY)) or bool(_SIGNER.match(tight))


def _is_letterhead(line: str) -> bool:
    """产业振兴部文件, 文件 alone among the agencies of a joint file, or between two of them."""
    words = _FILE.split(line) if len(line) <= 160 else []
    if len(words) != 2:
        return False
    agencies = " ".join(words).strip()
    return not agencies or bool(only_bodies(agencies) or only_bodies(_BLANK.sub("", agencies)))


def _is_number(line: str) -> bool:
    """A document number with nothing beside it but a name: 产振〔2031〕7号　签发人：甲某某."""
    numbers = find_doc_numbers(line) if len(line) < 60 else ()
    if len(numbers) != 1 or numbers[0].kind:
        return False
    start, end = numbers[0].span
    beside = _BLANK.sub("", line[:start] + line[end:]).strip("（）()")
    return not beside or _SIGNER.match(beside) is not None


def _marked(head: tuple[str, ...]) -> bool:
    """Whether the head shows what only a head has: a letterhead, a degree of secrecy or haste, a signer."""
    tight = [_BLANK.sub("", line) for line in head]
    shown = [_SECRECY.fullmatch(t) or _URGENCY.fullmatch(t) or _SIGNER.search(t) for t in tight]
    return any(map(_is_letterhead, head)) or (any(shown) and any(map(_is_number, head)))


def official_title(lines: tuple[str, ...]) -> str | None:
    """The official title that lines begin with, whole lines of it where it ends with one or in a bracket.

    >>> official_title(("产业振兴部", "关于做好某事的通知（产振〔2031〕7号）", "各有关单位："))
    '产业振兴部关于做好某事的通知（产振〔2031〕7号）'
    >>> official_title(("产业振兴部令", "（2031）第 4 号", "《某办法》已经通过，现予公布。"))
    '产业振兴部令（2031）第 4 号'
    """
    if len(lines) > 1 and _ORDER.search(lines[0]) and _is_order(lines[0] + lines[1]):
        return lines[0] + lines[1]
    head = "\n".join(lines[:12])
    shown = find_title(head)
    if shown is None or shown.start != 0 or "关于" not in shown.title:
        return None
    title = "".join(line.strip() for line in head[: shown.end].split("\n"))
    rest = head[shown.end :].split("\n", 1)[0]
    return title + rest.rstrip() if _BRACKET.fullmatch(rest.strip()) else title


def _is_order(text: str) -> bool:
    """某部令（2031）第4号: the number of an order, and nothing else."""
    numbers = find_doc_numbers(text) if len(text) < 80 else ()
    return len(numbers) == 1 and numbers[0].kind != "" and numbers[0].span[1] >= len(text.rstrip(" ）)"))


def _opens_with_title(rest: tuple[str, ...]) -> bool:
    title = find_title("\n".join(rest[:12]))
    return title is not None and title.start == 0
