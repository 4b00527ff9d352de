"""What is in the text but not of it (剥离): watermarks, tails, editor lines, slogans, debris of markup.

Reads lines of text; writes the lines that stay and a Removed for each cut. Every step is idempotent. Must
never cut a clause: a tail goes only when nothing clause-like or long follows; every cut keeps its rule.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

from cleaners.model import Boilerplate, Removed
from cleaners.normalise import fold

Lines = tuple[str, ...]
Cut = tuple[Lines, tuple[Removed, ...]]

# "第六条 …", "（二）…", "三、…", "1.…", "附件：…": what a tail must not contain.
_CLAUSE = re.compile(
    r"(?:第[一二三四五六七八九十百零〇两\d]{1,7}[编章节条款项]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|附件\s?\d{0,2}[：:])"
)
_END = re.compile(r"[。！？”）)]$")
_PROSE = 60
_EDGES = " \t\u3000\xa0【】[]()（）<>《》|·•:：>»«-—*"
_TAG = re.compile(r"</?(?:br|p|div|span|font|b|strong|td|tr|o:p)\b[^<>]{0,80}>", re.I)
_ENTITY = re.compile(
    r"&(nbsp|emsp|ensp|thinsp|ldquo|rdquo|lsquo|rsquo|middot|mdash|hellip|quot|zwnj|times|bull);"
)
_ENTITIES = {
    "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "middot": "·", "mdash": "—", "hellip": "…",
    "quot": '"', "times": "×", "bull": "•", "zwnj": "",
}  # fmt: skip
# SUSHUAPOS.COM, www.x-y.example, hx-news.example
_ADDRESS = re.compile(r"(?<![A-Za-z0-9.@/-])[A-Za-z0-9-]{2,40}(?:\.[A-Za-z0-9-]{2,30}){1,3}(?![A-Za-z0-9@-])")
# 【本文由某网hx-news.example整理】: a site's name in brackets, wherever it stands
_BRANDED = re.compile(r"【[^【】\n]{0,60}】|\[[^\[\]\n]{0,60}\]")
# 第七条 | （一）: text that follows a watermark by chance
_LABELLED = re.compile(r"[第（(]")
_OFFICIAL_ADDRESS = re.compile(r"\.(?:gov|edu|org|mil)\.cn$|\.(?:docx?|xlsx?|pdf|wps|zip|rar|ofd)$", re.I)
_LATIN3 = re.compile(r"[A-Za-z0-9]{3}$")
_LATIN = re.compile(r"[A-Za-z0-9]")
_SENTENCE_END = "。；！？：”）)!?;:"
_LONGEST_MARK = 120
_SHORTEST_MARK = 8
_VARIED = 3
_SCATTERED = 8
# 登录 | 网址为 | （: a sentence that names an address
_NAMES_ADDRESS = re.compile(
    r"(?:登录|登陆|访问|网址|网站|平台|系统|邮箱|点击|链接|[为是至到])$|[（(：:《“<@/]$"
)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Any]:
    path = resources.files("cleaners") / "data/boilerplate.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _editor() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The editor's line, and the editor's bracket at the end of a paragraph."""
    labels = "|".join(map(re.escape, _phrases()["editor"]["labels"]))
    line = rf"^[【\[(（\s]{{0,3}}(?:{labels})\s{{0,4}}[:：／/|丨].{{0,50}}$"
    bracket = rf"[【\[(（]\s?(?:{labels})\s?[:：／/][^】\])）]{{0,40}}[】\])）]"
    plain = r"(?:责任编辑|责编)[:：][\w ]{0,20}"
    return re.compile(line), re.compile(rf"(?:{bracket}|{plain})\s{{0,3}}$")


@lru_cache(maxsize=1)
def _line_sets() -> tuple[frozenset[str], frozenset[str], tuple[str, ...], tuple[str, ...]]:
    lines, tail = _phrases()["lines"], _phrases()["tail"]
    whole = frozenset(_bare(p) for p in lines["lines"]), frozenset(_bare(p) for p in tail["lines"])
    return *whole, tuple(lines["starts"]), tuple(tail["starts"])


def _bare(line: str) -> str:
    """A line without white space and the marks at its edges."""
    return re.sub(r"\s+", "", line.strip(_EDGES))


def strip_text(text: str) -> tuple[str, tuple[Removed, ...]]:
    """The plain-text path: debris, watermark, tail, furniture lines. Idempotent."""
    lines = tuple(line for raw in text.split("\n") if (line := raw.strip(" \t\r\f\u3000\xa0\ufeff")))
    kept, removed = strip_lines(lines)
    return "\n".join(kept), removed


def strip_lines(lines: Lines) -> Cut:
    """All line steps in their order, until they find nothing more: a cut can lay open another."""
    removed: list[Removed] = []
    for _ in range(8):
        before = lines
        for step in LINE_STEPS:
            lines, cut = step(lines)
            removed += cut
        if lines == before:
            break
    return lines, tuple(removed)


def strip_debris(lines: Lines) -> Cut:
    """Markup that survived as text: <BR>, &nbsp;, &ldquo;. &amp; stays, or a second pass would find more."""
    removed: list[Removed] = []

    def take(match: re.Match[str]) -> str:
        removed.append(Removed("debris", match.group()))
        return _ENTITIES.get(match.group(1), " ") if match.re is _ENTITY else ""

    cleaned = [
        _ENTITY.sub(take, _TAG.sub(take, line)) if "<" in line or "&" in line else line for line in lines
    ]
    return tuple(kept for line in cleaned if (kept := line.strip())), tuple(removed)


def strip_injection(lines: Lines) -> Cut:
    """A site's bracket with its address, put into sentences again and again, each time at another place."""
    marks = _injected(lines)
    if not marks:
        return lines, ()
    pattern = re.compile("|".join(map(re.escape, marks)))
    removed = tuple(Removed("injection", m.group()) for line in lines for m in pattern.finditer(line))
    kept = (pattern.sub("", line).strip() for line in lines)
    return tuple(line for line in kept if line), removed


def _injected(lines: Lines) -> tuple[str, ...]:
    """The brackets with an address that stand behind three different words or more."""
    behind: dict[str, set[str]] = {}
    for line in lines:
        if "【" not in line and "[" not in line:
            continue
        for match in _BRANDED.finditer(line):
            address = _ADDRESS.search(match.group())
            if address and not _OFFICIAL_ADDRESS.search(address.group()):
                behind.setdefault(match.group(), set()).add(line[max(0, match.start() - 4) : match.start()])
    return tuple(mark for mark, words in behind.items() if len(words) >= _VARIED)


def strip_watermark(lines: Lines) -> Cut:
    """Strings injected again and again: a repeated address with its slogan, or a repeated line end."""
    removed: list[Removed] = []
    while mark := _address_mark(lines) or _suffix_mark(lines):
        lines, cut = _without(lines, mark)  # each round takes three copies or more, so it ends
        removed += cut
    return lines, tuple(removed)


def _without(lines: Lines, mark: str) -> Cut:
    """The lines without the mark, and without three random characters that precede every copy."""
    before = [line[:at] for line in lines for at in _places(line, mark)]
    token = not _LATIN3.match(mark[:3]) and all(_LATIN3.search(text) for text in before)
    pattern = re.compile(("[A-Za-z0-9]{3}" if token else "") + re.escape(mark))
    removed = [Removed("watermark", m.group()) for line in lines for m in pattern.finditer(line)]
    kept = (pattern.sub("", line).strip() if mark in line else line for line in lines)
    return tuple(line for line in kept if line), tuple(removed)


def _places(line: str, mark: str) -> list[int]:
    return [m.start() for m in re.finditer(re.escape(mark), line)]


def _address_mark(lines: Lines) -> str | None:
    """A repeated address, grown while its copies agree; it must intrude behind sentence ends."""
    places: dict[str, list[tuple[str, int, int]]] = {}
    for line in lines:
        for match in _ADDRESS.finditer(line):
            places.setdefault(match.group(), []).append((line, match.start(), match.end()))
    for address, found in sorted(places.items(), key=lambda item: -len(item[1])):
        if len(found) < 3:
            return None
        if _OFFICIAL_ADDRESS.search(address):
            continue
        mark = _grown(found)
        if len(mark) >= _SHORTEST_MARK and _intrudes(lines, mark):
            return mark
    return None


def _grown(found: Sequence[tuple[str, int, int]]) -> str:
    """The longest string around an address on which its copies agree (most of them: one may be damaged)."""
    line, start, end = found[0]
    left = _agreed([f[0][: f[1]][::-1] for f in found])
    right = _LABELLED.split(_agreed([f[0][f[2] :] for f in found]), maxsplit=1)[0]
    return left[::-1] + line[start:end] + right


def _agreed(texts: Sequence[str]) -> str:
    """The common beginning of nearly all texts, up to a sentence end."""
    need = max(3, len(texts) * 4 // 5)
    prefix = ""
    while len(prefix) < _LONGEST_MARK:
        counts = Counter(t[len(prefix)] for t in texts if len(t) > len(prefix) and t.startswith(prefix))
        if not counts:
            break
        char, number = counts.most_common(1)[0]
        if number < need or char in "。；！？\n":
            break
        prefix += char
    return prefix


def _intrudes(lines: Lines, mark: str) -> bool:
    """Whether most copies stand where no sentence asks for them: behind its end, anywhere at random."""
    places = [(line, at) for line in lines for at in _places(line, mark)]
    odd = sum(at == 0 or line[at - 1] in _SENTENCE_END or at + len(mark) == len(line) for line, at in places)
    varied = len({line[max(0, at - 4) : at] for line, at in places})
    address = _ADDRESS.search(mark)
    into = address.start() if address else 0
    named = sum(bool(_NAMES_ADDRESS.search(line, max(0, at + into - 8), at + into)) for line, at in places)
    if len(places) >= _SCATTERED and varied * 3 >= len(places) * 2 and named * 5 <= len(places):
        return True  # in any sentence, and the sentences speak of no site
    return len(places) >= 3 and odd * 5 >= len(places) * 3 and varied * 2 >= min(len(places), 6)


def _suffix_mark(lines: Lines) -> str | None:
    """The longest line end shared by at least three lines and 30 % of them, when it reads like a slogan."""
    endings = Counter(line[-_SHORTEST_MARK:] for line in lines if len(line) >= _SHORTEST_MARK)
    if not endings:
        return None
    ending, number = endings.most_common(1)[0]
    if number < 3 or number * 10 < len(lines) * 3:
        return None
    sharing = [line[::-1] for line in lines if line.endswith(ending)]
    mark = _agreed(sharing)[::-1]
    slogan = any(s in mark for s in _phrases()["watermark"]["slogans"])
    distinct = len({line for line in lines if line.endswith(ending)}) >= 3
    return (
        mark
        if mark and len(mark) >= _SHORTEST_MARK and distinct and slogan and not _END.search(mark)
        else None
    )


def strip_tail(lines: Lines) -> Cut:
    """Everything from the first tail marker, when what follows holds no clause and little prose."""
    removed: list[Removed] = []
    kept: list[str] = []
    for index, line in enumerate(lines):
        if not _is_tail(line):
            kept.append(line)
        elif kept and not _bears_text(lines[index + 1 :]):
            removed += [Removed("tail", cut) for cut in lines[index:]]
            break
        elif len(line) < 300 and not _CLAUSE.search(line):
            removed.append(Removed("tail_line", line))
        else:
            kept.append(line)
    return tuple(kept), tuple(removed)


def _is_tail(line: str) -> bool:
    _, tail_lines, _, tail_starts = _line_sets()
    if len(line) > 400:
        return False
    return line.startswith(tail_starts) or (len(line) <= 16 and _bare(line) in tail_lines)


def _bears_text(rest: Lines) -> bool:
    """Whether clause-like text, or several finished paragraphs, stand in these lines."""
    if any(_CLAUSE.match(line) for line in rest):
        return True
    prose = sum(len(line) >= _PROSE and bool(_END.search(line)) for line in rest)
    return prose >= 3


def strip_farm(lines: Lines) -> Cut:
    """A link farm without a heading: each title twice, then a teaser."""
    pairs = [
        i for i in range(len(lines) - 1)
        if lines[i] == lines[i + 1] and len(lines[i]) < _PROSE and not _END.search(lines[i])
    ]  # fmt: skip
    close = [i for i, j in pairwise(pairs) if j - i <= 5]
    if len(close) < 2 or not pairs[0] or _bears_text(lines[pairs[0] :]):
        return lines, ()
    return lines[: pairs[0]], tuple(Removed("link_farm", cut) for cut in lines[pairs[0] :])


def strip_furniture(lines: Lines) -> Cut:
    """Editor lines, toolbars, slogans, wherever they stand; an editor's bracket at a paragraph's end."""
    kept: list[str] = []
    removed: list[Removed] = []
    suffix = _editor()[1]
    for line in lines:
        rule = _furniture_rule(line)
        if rule:
            removed.append(Removed(rule, line))
            continue
        ending = suffix.search(line)
        if ending:
            removed.append(Removed("editor", ending.group()))
            line = line[: ending.start()].rstrip()
        if line:
            kept.append(line)
    return tuple(kept), tuple(removed)


def _furniture_rule(line: str) -> str | None:
    """The rule that takes a whole line, or None."""
    if len(line) > 120:
        return None
    if _editor()[0].match(line):
        return "editor"
    lines, _, starts, _ = _line_sets()
    if len(line) <= 30 and _bare(line) in lines:
        return "furniture"
    return "furniture" if line.startswith(starts) else None


def strip_learned(lines: Lines, boilerplate: Boilerplate) -> Cut:
    """Lines learned to be a site's furniture; the caller never asks this of an official source."""
    if not boilerplate.lines:
        return lines, ()
    cut = [line for line in lines if fold(line) in boilerplate.lines]
    return tuple(line for line in lines if fold(line) not in boilerplate.lines), tuple(
        Removed("learned", line) for line in cut
    )


LINE_STEPS: tuple[Callable[[Lines], Cut], ...] = (
    strip_debris,
    strip_injection,
    strip_watermark,
    strip_furniture,
    strip_tail,
    strip_farm,
)
