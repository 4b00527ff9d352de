"""Articles of another text (修改决定): those that an amending notice or decision names, quotes or replaces.

Reads a text and its labels; writes the starts of the labels that are not the text's own articles:
将第九条中的…修改为…, 删去第五条, and the new wording, quoted or not: 修改为：“第七条 …”. Such numbers follow
the other text, in the order of the changes, so they prove nothing of this one. It must never take an ordinary
article for an amended one: 第九条 禁止将农田改为其他用地 is ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.structure.labels import Label

# a text without these words amends nothing
_HINT = re.compile(r"修改|修订|修正|改为|删[去除]|增加|原为|原条文|合并")
# 修改为 | 删去 | 增加一款 | 作为第二款: what an amendment does with the article it names
_VERB = re.compile(
    r"修改[为成如]|改为[第：:“「『\"]|删[去除](?!第)|原为|后?增加[一二两三四五六七八九十]{1,2}[编章节条款项目句]|作为第|合并为"
)
# 第一款第三项中的, 、: what may stand between the article and that word, quoted words left out
_REFERENCE = re.compile(r"[ 　第零〇一二三四五六七八九十百千0-9编章节条款项目句段之中的、，,和及与至原后]*")
# what such words go on with: one of those, 原为 behind its first character, or a quotation
_GOES_ON = frozenset('修改删增作合为“「『"')
_SENTENCE_END = re.compile(r"[。；;\n]")
_QUOTED_WORDS = re.compile(r"[“「『\"][^”」』\"\n]{0,200}[”」』\"]")
# 将第九条, 删去第五条, 作为第六条
_DIRECTED = re.compile(r"(?:将|把|删[去除]|增加|作为|改为|修改|合并|原)[ 　]?$")
# 第七条修改为：“ | 作为第三章：“ | 增加一条：\n“
_OPENS_WORDING = re.compile(
    r"(?:修改为|改为|原为|修改如下|作为第[^。；：\n“]{1,10}|增加[一二两三四五六七八九十]{1,2}[编章节条款项])"
    r"[：:，, 　\n]{0,3}(?P<quote>[“「『\"])"
)
# 修改为：第二十三条 | 原条文：第六条, without quotation marks
_BEFORE_WORDING = re.compile(
    r"(?:修改为|改为|原为|修改如下|作为第[^。；：\n“]{1,10}|[原新现]条文为?|修[改订正][前后])[：:]"
    r"[ 　\n]{0,4}$"
)
_BEFORE = frozenset("：: 　\n")  # what the last of these characters can be
_CLOSERS = {"“": "”", "「": "」", "『": "』", '"': '"'}
_REACH = 60
_LONGEST_WORDING = 6_000


def amended(text: str, labels: Sequence[Label]) -> frozenset[int]:
    """The starts of the labels that name or word articles of another text; empty when it amends nothing."""
    if not _HINT.search(text):
        return frozenset()
    named = {label.start for label in labels if label.kind == "article" and _is_named(text, label)}
    ranges = list(_wordings(text, sorted(named)))
    worded = {label.start for label in labels if _follows_colon(text, label.start)}
    if ranges:
        worded |= {n.start for n in labels if any(start < n.start < end for start, end in ranges)}
    return frozenset(named | worded)


def _follows_colon(text: str, start: int) -> bool:
    """修改为： stands directly before."""
    if text[max(0, start - 1) : start] not in _BEFORE:
        return False
    return _BEFORE_WORDING.search(text, max(0, start - 24), start) is not None


def new_wordings(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text quotes the new wording of another, marks included: 第七条修改为：“…”."""
    return tuple(_wordings(text, ())) if _HINT.search(text) else ()


def _is_named(text: str, label: Label) -> bool:
    """第九条中的“三年”修改为…, 删去第五条: the words around the number change it."""
    if label.cited and _DIRECTED.search(text, max(0, label.start - 4), label.start):
        return True
    reference = _REFERENCE.match(text, label.end)
    if reference is None or text[reference.end() : reference.end() + 1] not in _GOES_ON:
        return False
    after = _SENTENCE_END.split(text[label.end : label.end + 4 * _REACH], maxsplit=1)[0]
    after = _QUOTED_WORDS.sub("", after)
    verb = _VERB.search(after, 0, _REACH)
    return verb is not None and _REFERENCE.fullmatch(after, 0, verb.start()) is not None


def _wordings(text: str, named: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The quoted new wordings; one that is never closed ends where the next change begins."""
    end = 0
    for match in _OPENS_WORDING.finditer(text):
        start = match.start("quote")
        if start < end:
            continue
        end = _closing(text, start)
        if end < 0:
            following = (at for at in named if at > start + 1 and text[at - 1] not in _CLOSERS)
            end = next(following, min(len(text), start + _LONGEST_WORDING))
        yield start, end


def _closing(text: str, start: int) -> int:
    """The mark that closes the quotation; each of its paragraphs may open anew, only the last closes."""
    opener = text[start]
    closer = _CLOSERS[opener]
    depth = 1
    for at in range(start + 1, min(len(text), start + _LONGEST_WORDING)):
        if text[at] == closer:
            depth -= 1
            if not depth:
                return at
        elif text[at] == opener and not _opens_anew(text, at):
            depth += 1
    return -1


def _opens_anew(text: str, at: int) -> bool:
    before = text[max(0, at - 8) : at].rstrip(" \t　")[-1:]
    return before in ("", "\n", "。", "；") or text[at + 1 : at + 2] == "第"
