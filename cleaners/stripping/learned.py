"""Learned furniture (样板行): which lines of a page could be its site's own, and which of a site's are.

A line is learned where it stands outside the body or in the first or last lines of it, on at least three
pages of one site that have different titles and different texts. Reads lines and the edges of a site's pages;
writes Edges, the learned lines, and a page without them. It must never take a heading, an addressee, a
signature, a date, a label, a formula (data/formula.toml), or any line from the middle of a text.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from cleaners.model import Boilerplate, Edges
from cleaners.normalise import fold
from cleaners.stripping.contacts import gives_contact
from cleaners.stripping.furniture import is_furniture
from cleaners.stripping.removal import Cut, Lines, cut_out

FEWEST = 3  # pages that must show a line
_SHARE = 100  # and one page in so many of the site: a large site repeats some closing words by chance
_PLAIN_SHARE = 2  # of a sentence that does not speak for its site
HEAD, TAIL = 4, 8  # lines of the leading and of the trailing block
_GAP = 2  # foreign lines that may stand between a learned line and the edge of the text
_KEY = 12
_SHORTEST, _LONGEST = 5, 500
_NAME = 4  # ideographs alone: a person, or 目录
_HEADING = 40
_BESIDE = (6, 300)
_SIGNATURE = 30
# marks before a key: may not be learned; reads like a heading; a sentence that does not speak for a site
NEVER, BARE, PLAIN = "-", "~", "="

# 第六条, （二）, 三、, 1. , 一是, ①: what is numbered belongs to a text
_LABEL = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,7}[编章节条款项期届号]|[(][一二三四五六七八九十\d]{1,3}[)]|"
    r"[一二三四五六七八九十]{1,3}(?:[、.,]|是)|\d{1,2}(?:[、.)](?!\d))|[①-⑳]"
)
# 9月28日, 2026年, 2026-09, 二〇二六年, 〔2026〕, 2026年第7号
_DATED = re.compile(
    r"\d{1,2}月\d{1,2}日|(?:19|20)\d\d年|(?<!\d)20\d\d[-/.]\d{1,2}(?!\d)|[〇零一二三四五六七八九]{4}年|"
    r"\[(?:19|20)\d\d\]"
)
# (记者林一), 本报记者 林一 柏舟: a reporter's line stays
_REPORTER = re.compile(r"(?:记者|通讯员|主播|编导|摄影|摄像|编译)[:/]?[^,。;!?]{1,30}$")
_PUNCTUATION = re.compile("[,。;:!?、…|·>@/%]|\\d")
_CONTACT = re.compile("[\\d@联]")  # without one of these a line gives no contact
_STOP = re.compile("[。!?;…]$")
_IDEOGRAPHS = re.compile("[一-龥]+")


# -- the edges of one page


def edges_of(
    lines: Sequence[str], *, headings: frozenset[str] = frozenset(), beside: Iterable[str] = ()
) -> Edges:
    """The leading and trailing lines of a body and the lines that stand beside it, as keys."""
    head, rest = lines[:HEAD], lines[HEAD:][-TAIL:]
    return Edges(
        first=tuple(_mark(line, headings) for line in head),
        last=tuple(_mark(line, headings) for line in rest),
        beside=tuple(dict.fromkeys(key_of(line) for line in beside if _BESIDE[0] <= len(line) <= _BESIDE[1])),
        whole=len(lines) <= HEAD + TAIL,
    )


@lru_cache(maxsize=4096)  # a site's own lines come again and again
def key_of(line: str) -> str:
    """The key of a line: folded, hashed; of a line too long to be learned only the beginning."""
    return _hashed(fold(line[: _LONGEST + 1]))


def _hashed(folded: str) -> str:
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()[:_KEY]


def _mark(line: str, headings: frozenset[str]) -> str:
    folded = fold(line[: _LONGEST + 1])
    if line in headings or not _learnable(line, folded):
        return NEVER + _hashed(folded)
    return _kind(folded) + _hashed(folded)


def _kind(folded: str) -> str:
    """BARE, PLAIN or neither."""
    if len(folded) <= _HEADING and _PUNCTUATION.search(folded) is None:
        return BARE
    sentence = len(folded) > _HEADING or _STOP.search(folded) is not None
    return PLAIN if sentence and not any(word in folded for word in _formulas().site) else ""


def may_be_learned(line: str) -> bool:
    """Whether a line could be a site's own, wherever it stands.

    >>> may_be_learned("本网所载内容仅供参考,不构成任何建议。"), may_be_learned("特此公告。")
    (True, False)
    >>> may_be_learned("（三）有健全的制度。"), may_be_learned("本报记者 林一")
    (False, False)
    """
    return _learnable(line, fold(line[: _LONGEST + 1]))


def _learnable(line: str, folded: str) -> bool:
    if not _SHORTEST <= len(folded) <= _LONGEST or "\t" in line or folded.endswith(":"):
        return False
    if len(folded) <= _NAME and _IDEOGRAPHS.fullmatch(folded):
        return False
    if _LABEL.match(folded) or _DATED.search(folded) or _REPORTER.search(folded) or _is_formula(folded):
        return False
    return not is_furniture(line) and (_CONTACT.search(line) is None or not gives_contact(line))


@dataclass(frozen=True, slots=True)
class _Formulas:
    """What formula.toml lists."""

    lines: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    signs: tuple[str, ...]
    holds: tuple[str, ...]
    site: tuple[str, ...]


@lru_cache(maxsize=1)
def _formulas() -> _Formulas:
    path = resources.files("cleaners") / "data/formula.toml"
    groups = tomllib.loads(path.read_text(encoding="utf-8"))
    words = groups.pop("site")["words"]

    def told(kind: str, *left_out: str) -> tuple[str, ...]:
        return tuple(fold(words) for name, g in groups.items() if name not in left_out for words in g[kind])

    return _Formulas(
        lines=frozenset(told("lines")),
        starts=told("starts"),
        ends=told("ends", "signature"),
        signs=tuple(map(fold, groups["signature"]["ends"])),
        holds=told("holds"),
        site=tuple(map(fold, words)),
    )


def _is_formula(folded: str) -> bool:
    """Whether a form asks for these words: closings, notes, names of those who sign."""
    known = _formulas()
    core = folded.strip("。.!()[]<>*")
    if (
        core in known.lines
        or folded.startswith(known.starts)
        or any(words in folded for words in known.holds)
    ):
        return True
    if folded.endswith(known.ends) or core.endswith(known.ends):
        return True
    return len(core) <= _SIGNATURE and core.endswith(known.signs) and not re.search("[,。;:!?]", core)


# -- the lines of a site


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as evidence (例页): its address, the key of its title, its edges."""

    address: str
    title: str
    edges: Edges


@dataclass(frozen=True, slots=True)
class Lesson:
    """A learned line (所学): its key, the addresses of the pages that show it, how many of them beside."""

    key: str
    addresses: tuple[str, ...]
    beside: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands on a page: which page, what that page alone has, and whether beside the text."""

    page: Shown
    own: str
    beside: bool


def learn(pages: Sequence[Shown]) -> tuple[Lesson, ...]:
    """The learned lines of one site, by key; the order of the pages leaves no trace."""
    ordered = sorted(pages, key=lambda page: (page.address, page.title, page.edges.first, page.edges.last))
    common = _common(ordered)
    inside = {key for page in ordered for key in _inside(page.edges)}
    places: dict[str, list[_Place]] = defaultdict(list)
    for page in ordered:
        own = _own(page.edges, common)
        if own is not None:
            for key, beside in _places(page.edges, common, inside):
                places[key].append(_Place(page, own, beside))
    titles = {page.title for page in ordered}
    opening = {bare(mark) for page in ordered for mark in page.edges.first[:2]}
    needs = _needs(ordered)
    found = (_lesson(key, places[key], needs(key), key in opening) for key in sorted(places))
    return tuple(lesson for lesson in found if lesson is not None and lesson.key not in titles)


def _needs(pages: Sequence[Shown]) -> Callable[[str], tuple[int, int]]:
    """How many pages must show a line, and how many when all evidence is from texts."""
    addresses = len({page.address for page in pages})
    marks = {mark for page in pages for mark in (*page.edges.first, *page.edges.last)}
    few, many = (max(FEWEST, -(-addresses // share)) for share in (_SHARE, _PLAIN_SHARE))
    return lambda key: (few, many if PLAIN + key in marks else few)


def bare(mark: str) -> str:
    """The key of a mark."""
    return mark.lstrip(NEVER + BARE + PLAIN)


def _inside(edges: Edges) -> Iterator[str]:
    """The keys of the body that may be learned."""
    return (bare(mark) for mark in (*edges.first, *edges.last) if not mark.startswith(NEVER))


def _common(pages: Iterable[Shown]) -> frozenset[str]:
    """The keys that stand in the bodies of at least three addresses."""
    met: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        met[page.address].update(map(bare, (*page.edges.first, *page.edges.last)))
    counts = Counter(key for keys in met.values() for key in keys)
    return frozenset(key for key, number in counts.items() if number >= FEWEST)


def _own(edges: Edges, common: frozenset[str]) -> str | None:
    """The line next to the end, or the start, that the page shares with next to none: its own text.

    Copies of one article share it, or have none: many copies on one site do not teach the article's words.
    """
    lines = (bare(mark) for mark in (*reversed(edges.last), *edges.first))
    return next((key for key in lines if key not in common), None)


def _places(edges: Edges, common: frozenset[str], inside: set[str]) -> Iterator[tuple[str, bool]]:
    """Each learnable key of a page once, and whether it stands beside the body only."""
    near = set(_near(edges.first, common, leading=True)) | set(_near(_tail(edges), common, leading=False))
    yield from ((key, False) for key in sorted(near))
    yield from ((key, True) for key in edges.beside if key in inside and key not in near)


def _tail(edges: Edges) -> tuple[str, ...]:
    """The marks of the trailing block, the outermost first."""
    body = (*edges.first, *edges.last) if edges.whole else edges.last
    return body[::-1][:TAIL]


def _near(marks: Sequence[str], common: frozenset[str], *, leading: bool) -> Iterator[str]:
    """The common keys that an edge shows: at most two lines of the page's own stand farther out."""
    foreign = 0
    for mark in marks:
        key = bare(mark)
        if key not in common or mark.startswith(NEVER):
            foreign += 1
            if foreign > _GAP:
                return
        elif not mark.startswith(BARE) or (not leading and not foreign):
            yield key


def _lesson(key: str, places: Sequence[_Place], need: tuple[int, int], opens: bool) -> Lesson | None:
    """A line that enough pages show, each with an address, a title and a text of its own.

    A teaser beside the text repeats the first lines of an article: what opens a page is not learned so.
    """
    counted = [place for place in places if not (place.beside and opens)]
    pages = list(_different(counted))
    beside = sum(place.beside for place in pages)
    if len(pages) < need[beside < FEWEST]:
        return None
    return Lesson(key, tuple(place.page.address for place in pages), beside)


def _different(places: Iterable[_Place]) -> Iterator[_Place]:
    """Places on pages that differ in address, title and text from all before them."""
    addresses, titles, texts = set[str](), set[str](), set[str]()
    for place in places:
        page = place.page
        if page.address in addresses or (page.title and page.title in titles) or place.own in texts:
            continue
        addresses.add(page.address)
        titles.add(page.title)
        texts.add(place.own)
        yield place


# -- the cut


def strip_learned(lines: Lines, boilerplate: Boilerplate, headings: frozenset[str] = frozenset()) -> Cut:
    """The lines without the learned ones at their start and end; never asked of an official source.

    A text that is nothing but learned lines keeps them. Idempotent.
    """
    if not boilerplate.lines:
        return lines, ()

    @cache
    def known(line: str) -> bool:
        return fold(line) in boilerplate.lines and line not in headings and may_be_learned(line)

    cut = _cut(len(lines), lambda place: known(lines[place]))
    if len(cut) == len(lines):
        return lines, ()
    return cut_out(lines, dict.fromkeys(sorted(cut), "learned"))


def _cut(size: int, known: Callable[[int], bool]) -> frozenset[int]:
    """The places of learned lines, met walking in from both ends past at most two others at a time."""
    return frozenset((*_walk(range(size), known), *_walk(range(size - 1, -1, -1), known)))


def _walk(places: Iterable[int], known: Callable[[int], bool]) -> Iterator[int]:
    foreign = 0
    for place in places:
        if known(place):
            foreign = 0
            yield place
        else:
            foreign += 1
            if foreign > _GAP:
                return


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a cut will take (预计): the keys, and whether it may go on behind the lines held."""

    keys: frozenset[str]
    farther: bool


def foreseen(edges: Edges, learned: frozenset[str]) -> Foreseen:
    """What strip_learned takes of the lines that the edges of a page hold."""
    if edges.whole:
        body = (*edges.first, *edges.last)
        cut = _cut(len(body), lambda place: _bare_known(body[place], learned))
        keys = frozenset(bare(body[place]) for place in cut)
        return Foreseen(keys if len(cut) < len(body) else frozenset(), farther=False)
    ends = (edges.first, edges.last[::-1])
    taken = [_taken(marks, learned) for marks in ends]
    keys = frozenset(bare(marks[at]) for marks, cut in zip(ends, taken, strict=True) for at in cut)
    return Foreseen(keys, any(c and c[-1] + _GAP + 1 >= len(m) for m, c in zip(ends, taken, strict=True)))


def _taken(marks: Sequence[str], learned: frozenset[str]) -> list[int]:
    return list(_walk(range(len(marks)), lambda place: _bare_known(marks[place], learned)))


def _bare_known(mark: str, learned: frozenset[str]) -> bool:
    return not mark.startswith(NEVER) and bare(mark) in learned
