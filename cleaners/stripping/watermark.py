"""Strings that a mirror adds to its lines (水印): a repeated address with its slogan, a repeated line end.

Reads lines; writes them without the copies of a mark, each cut logged. It must never take what a sentence
asks for: an official address, an address that sentences name, an ending that clauses share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from cleaners.model import Removed
from cleaners.stripping.phrases import FINISHED, any_of, phrases
from cleaners.stripping.removal import Cut, Hole, Lines, cut_out

# SUSHUAPOS.COM, www.x-y.example, https://hx-news.example/a/1.html; a class stands first, for speed
ADDRESS = re.compile(
    r"[A-Za-z0-9-](?<![A-Za-z0-9.@/-].)(?:(?<=h)ttps?://[A-Za-z0-9-]{2,40}|[A-Za-z0-9-]{1,39})"
    r"(?:\.[A-Za-z0-9-]{2,30}){1,3}"
    r"(?:/[A-Za-z0-9./_?=&%#-]{0,80})?(?![A-Za-z0-9@-])"
)
OFFICIAL_ADDRESS = re.compile(
    r"\.(?:gov|edu|org|mil)\.cn(?:/|$)|\.(?:docx?|xlsx?|pdf|wps|zip|rar|ofd)$", re.I
)
# 第七条 | （一）: text that follows a watermark by chance
_LABELLED = re.compile(r"[第（(]")
_STOPS = "。；！？\n"
_LATIN3 = re.compile(r"[A-Za-z0-9]{3}$")
_SENTENCE_END = "。；！？：”）)!?;:"
_LONGEST_MARK = 120
_SHORTEST_MARK = 8
_SCATTERED = 8
_VARIED = 3
_MOST_MARKS = 10
_COMPARED = 2_000
_CHECKED = 200
_FOREIGN_COPIES = 5
_HAN = re.compile(r"[\u4e00-\u9fff]")
# …。|竹讯网整理发布: what a line goes on with behind its last sentence
_LEFT_OVER = re.compile(r"(?<=[。；！？])[^。；！？，：“”]{2,60}$")
_NOT_LEFT = frozenset("。；！？，：“”")  # what such words never end with
_FOREIGN = re.compile(r"[A-Za-z]{3}|[@©]")
_NO_MARK = re.compile(r"[第（(]?[一二三四五六七八九十百\d]|[（(\[【]")
_MOST_ADDRESSES = 40  # a text with more addresses, each again and again, is a program's: e.window.x.y
# 登录 | 网址为 | （: a sentence that names an address
_NAMES_ADDRESS = re.compile(
    r"(?:登录|登陆|访问|网址|网站|平台|系统|邮箱|点击|链接|[为是至到])$|[（(：:《“<@/]$"
)


def strip_watermark(lines: Lines) -> Cut:
    """Strings injected again and again: a repeated address with its slogan, or a repeated line end."""
    lines, marks = _again(lines, _without_a_mark)
    lines, endings = _again(lines, _without_an_ending)
    return lines, (*marks, *endings)


def _again(lines: Lines, step: Callable[[Lines], Cut]) -> Cut:
    """What is left when a step finds nothing more; what differs too often is a list of sites, and stays."""
    kept, removed = lines, list[Removed]()
    for _ in range(_MOST_MARKS):
        kept, cut = step(kept)
        if not cut:
            return kept, tuple(removed)
        removed += cut
    return lines, ()


def _without_a_mark(lines: Lines) -> Cut:
    mark = _address_mark(lines) or _suffix_mark(lines)
    return without_mark(lines, mark) if mark else (lines, ())


def _without_an_ending(lines: Lines) -> Cut:
    ending = _left_over(lines)
    return without(lines, re.compile(ending), "watermark") if ending else (lines, ())


def without_mark(lines: Lines, mark: str, rule: str = "watermark") -> Cut:
    """The lines without the mark, and without three random characters that precede every copy."""
    standing = {i: places(line, mark) for i, line in enumerate(lines) if mark in line}
    before = (lines[i][max(0, at - 3) : at] for i, found in standing.items() for at in found)
    if _LATIN3.match(mark[:3]) or not all(_LATIN3.search(text) for text in before):
        size = len(mark)
        holes = {i: [Hole(rule, at, at + size) for at in found] for i, found in standing.items()}
    else:
        holes = {i: [Hole(rule, *span) for span in _with_token(lines[i], mark)] for i in standing}
    return cut_out(lines, {}, {index: found for index, found in holes.items() if found})


def _with_token(line: str, mark: str) -> Iterator[tuple[int, int]]:
    """The copies of a mark with the three random characters before them."""
    at = line.find(mark, 3)
    while at >= 0:
        token = _LATIN3.search(line, at - 3, at) is not None
        if token:
            yield at - 3, at + len(mark)
        at = line.find(mark, at + len(mark) + 3 if token else at + 1)


def without(lines: Lines, pattern: re.Pattern[str], rule: str) -> Cut:
    """The lines without what a pattern matches in them."""
    found = (
        (i, [Hole(rule, *match.span()) for match in pattern.finditer(line)]) for i, line in enumerate(lines)
    )
    return cut_out(lines, {}, {index: holes for index, holes in found if holes})


def places(line: str, mark: str) -> list[int]:
    """Where a mark stands in a line."""
    found: list[int] = []
    at = line.find(mark) if mark else -1
    while at >= 0:
        found.append(at)
        at = line.find(mark, at + len(mark))
    return found


def _address_mark(lines: Lines) -> str | None:
    """A repeated address, grown while its copies agree; it must intrude behind sentence ends."""
    standing: dict[str, list[tuple[str, int, int]]] = {}
    for line in lines:
        if "." not in line:
            continue
        for match in ADDRESS.finditer(line):
            standing.setdefault(match.group(), []).append((line, match.start(), match.end()))
    for address, found in sorted(standing.items(), key=lambda item: -len(item[1]))[:_MOST_ADDRESSES]:
        if len(found) < 3:
            return None
        if OFFICIAL_ADDRESS.search(address):
            continue
        mark = grown(found)
        if len(mark) >= _SHORTEST_MARK and _intrudes(lines, mark):
            return mark
    return None


def grown(found: Sequence[tuple[str, int, int]]) -> str:
    """The longest string around an anchor on which its copies agree (most of them: one may be damaged)."""
    found = found[:_CHECKED]
    line, start, end = found[0]
    left = _agreed([f[0][max(0, f[1] - _LONGEST_MARK) : f[1]][::-1] for f in found])
    right = _agreed([f[0][f[2] : f[2] + _LONGEST_MARK] for f in found])
    return left[::-1] + line[start:end] + _LABELLED.split(right, maxsplit=1)[0]


def _agreed(texts: Sequence[str]) -> str:
    """The common beginning of nearly all texts, up to a sentence end."""
    need = max(3, len(texts) * 4 // 5)
    prefix = _shared(min(texts), max(texts)) if len(texts) >= need else ""
    while len(prefix) < _LONGEST_MARK:
        at = len(prefix)
        chars = [t[at] for t in texts if len(t) > at]
        if not chars:
            break
        char, number = chars[0], chars.count(chars[0])
        if number < len(chars):
            char, number = Counter(chars).most_common(1)[0]
        if number < need or char in _STOPS:
            break
        prefix += char
        texts = [t for t in texts if t[at : at + 1] == char]
    return prefix


def _shared(one: str, other: str) -> str:
    """The common beginning of two texts, up to a sentence end."""
    pairs = enumerate(zip(one, other, strict=False))
    size = next((at for at, (a, b) in pairs if a != b or a in _STOPS), min(len(one), len(other)))
    return one[:size]


def _intrudes(lines: Lines, mark: str) -> bool:
    """Whether most copies stand where no sentence asks for them: behind its end, anywhere at random."""
    standing = [(line, at) for line in lines if mark in line for at in places(line, mark)]
    varied = len({line[max(0, at - 4) : at] for line, at in standing})
    scattered = len(standing) >= _SCATTERED and varied * 3 >= len(standing) * 2
    if scattered and _named(standing, mark) * 5 <= len(standing):
        return True  # in any sentence, and the sentences speak of no site
    odd = sum(
        at == 0 or line[at - 1] in _SENTENCE_END or at + len(mark) == len(line) for line, at in standing
    )
    if len(standing) >= 3 and odd * 5 >= len(standing) * 3 and varied * 2 >= min(len(standing), 6):
        return True
    return breaks_words(lines, mark)


def _named(standing: Sequence[tuple[str, int]], mark: str) -> int:
    """Before how many copies the sentence asks for the address in them."""
    address = ADDRESS.search(mark)
    into = address.start() if address else 0
    return sum(bool(_NAMES_ADDRESS.search(line, max(0, at + into - 8), at + into)) for line, at in standing)


def breaks_words(lines: Lines, mark: str) -> bool:
    """Whether copies with changing neighbours stand in the middle of words that the text knows."""
    holding = (line for line in lines if mark in line)
    copies = ((line, at, at + len(mark)) for line in holding for at in places(line, mark))
    standing = list(islice(copies, _CHECKED))
    left = {line[max(0, start - 2) : start] for line, start, _ in standing}
    right = {line[end : end + 2] for line, _, end in standing}
    if len(standing) < _VARIED or min(len(left), len(right)) * 5 < len(standing) * 4:
        return False
    inside = [s for s in standing if is_within(*s)]
    rest = "\n".join(lines).replace(mark, "\n")
    broken = sum(_is_word(rest, line[start - 1] + line[end]) for line, start, end in inside)
    if broken >= 2 and broken * 4 >= len(standing):
        return True
    # A foreign script among Chinese words needs less: any place will do for it.
    foreign = _FOREIGN.search(mark) is not None and len(inside) * 5 >= len(standing) * 4
    return foreign and broken >= 1 and len(standing) >= _FOREIGN_COPIES


def is_within(line: str, start: int, end: int) -> bool:
    """Whether Chinese words go on at both sides: no stop, no end of the line."""
    return bool(_HAN.match(line[start - 1 : start]) and _HAN.match(line[end : end + 1]))


def _is_word(rest: str, pair: str) -> bool:
    """Whether two characters stand together elsewhere, and one of them seldom without the other."""
    together = rest.count(pair)
    return together >= 2 and together * 2 >= min(rest.count(pair[0]), rest.count(pair[1]))


def is_slogan(mark: str) -> bool:
    """A word of self-praise beside the name of a site."""
    praised, named, office = _slogan_words()
    return bool(praised.search(mark) and named.search(mark)) and not office.search(mark)


@lru_cache(maxsize=1)
def _slogan_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words of praise, endings of the names of sites, and offices, which praise nobody."""
    keys = ("watermark", "praises"), ("sites", "endings"), ("watermark", "offices")
    praised, named, office = (re.compile(any_of(section, key)) for section, key in keys)
    return praised, named, office


def _left_over(lines: Lines) -> str | None:
    """A pattern of the words that stand behind the last sentence of three lines or more, never finished."""
    open_ended = (line[-_LONGEST_MARK:] for line in lines if line[-1:] not in _NOT_LEFT)
    ends = [match.group() for tail in open_ended if (match := _LEFT_OVER.search(tail))]
    for ending, number in Counter(ends).most_common(3):
        if number < _VARIED:
            return None
        if not _is_foreign(ending, number, len(lines)):
            continue
        before = {line[-len(ending) - 5 : -len(ending)] for line in lines if line.endswith(ending)}
        if len(before) >= _VARIED:
            return _ending_pattern(ending, dominant=number * 5 >= len(lines) * 2)
    return None


def _ending_pattern(ending: str, *, dominant: bool) -> str:
    """Where the copies of a proved ending go: a slogan's anywhere, a name's only behind sentences."""
    if is_slogan(ending):
        return re.escape(ending)
    behind = "" if dominant or len(ending) >= _SHORTEST_MARK else "(?<=[。；！？：])"
    return f"{behind}{re.escape(ending)}$"


def _is_foreign(ending: str, number: int, size: int) -> bool:
    """A slogan or a name of a site; other words only when a fifth of the lines end so."""
    site = any(ending.rstrip("】]）)").endswith(word) for word in phrases("sites", "endings"))
    if is_slogan(ending) or (site and not _NO_MARK.match(ending)):
        return True
    if _NO_MARK.match(ending) or FINISHED.search(ending):
        return False
    return bool(_FOREIGN.search(ending)) or (number > _VARIED and number * 5 >= size)


def _suffix_mark(lines: Lines) -> str | None:
    """The longest line end shared by at least three lines and 30 % of them, when it reads like a slogan."""
    endings = Counter(line[-_SHORTEST_MARK:] for line in lines if len(line) >= _SHORTEST_MARK)
    if not endings:
        return None
    ending, number = endings.most_common(1)[0]
    if number < 3 or number * 10 < len(lines) * 3:
        return None
    sharing = [line for line in lines if line.endswith(ending)]
    mark = _agreed([line[: -_LONGEST_MARK - 1 : -1] for line in sharing[:_COMPARED]])[::-1]
    slogan = any(s in mark for s in phrases("watermark", "slogans"))
    if len(mark) < _SHORTEST_MARK or len(set(sharing)) < 3 or not slogan or FINISHED.search(mark):
        return None
    return mark
