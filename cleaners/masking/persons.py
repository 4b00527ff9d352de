"""What in a text is a person's (个人信息): names beside mobile numbers, and numbers of identity cards.

Reads a text of half width; writes the stretches that nobody is shown. It must never take what is no
person's: landlines and mailboxes of an office, credit codes, 文号, 项目编号, figures, addresses of pages.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from cleaners.official.regions import in_region
from cleaners.page.names import is_person

_AROUND = 60  # characters before a number in which its person is looked for
_NAMES = 5  # persons of one number
_LINES_BEFORE = 2
_COLUMNS = 40  # of a table, in which names are looked for

# 13800000000 · 138 0000 0000 · 138-0000-0000 · +86 13800000000
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+|00)86[- ]?|86[- ])?"
    r"(?P<it>1[3-9]\d(?P<gap>[- ]?)\d{4}(?P=gap)\d{4})(?![0-9A-Za-z])"
)
# 11010119900101000X
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_CREDIT_CODE = re.compile("[0-9A-HJ-NP-RTUWXY]{18}")
_URL = re.compile(r"[A-Za-z]{2,10}://[!-~]{1,2000}")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff·•]+")
# 由张三（138…）负责: what may stand right before a name in a sentence
_BEFORE_NAME = "由与和及向请找是为对跟同至"
_BETWEEN = " \t\n:,、;()/-—|【】[]<>"
_AND = "、,，/;；和及 "


@dataclass(frozen=True, slots=True)
class _Known:
    """What cleaners/masking/persons.toml says."""

    person: tuple[str, ...]
    number: tuple[str, ...]
    calling: tuple[str, ...]
    titles: tuple[str, ...]
    name_heads: tuple[str, ...]
    codes: tuple[str, ...]
    holders: frozenset[str]  # the first two characters of a credit code
    other_heads: tuple[str, ...]
    units: str
    segments: frozenset[str]
    no_person: frozenset[str]


@cache
def _known() -> _Known:
    data = tomllib.loads(files("cleaners.masking").joinpath("persons.toml").read_text(encoding="utf-8"))
    labels, codes = data["labels"], data["codes"]
    return _Known(
        tuple(labels["person"]),
        tuple(labels["number"]),
        tuple(labels["calling"]),
        tuple(labels["titles"]),
        tuple(labels["heads"]),
        tuple(codes["labels"]),
        frozenset(codes["holders"]),
        tuple(codes["heads"]),
        codes["units"],
        frozenset(data["mobile"]["segments"]),
        frozenset(data["no_person"]["words"]),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """A text of half width, where its lines begin, and of each line in a table which line heads it."""

    text: str
    starts: tuple[int, ...]
    heads: tuple[int | None, ...]

    @classmethod
    def of(cls, text: str) -> _Page:
        starts: list[int] = []
        heads: list[int | None] = []
        at, first = 0, None
        for number, line in enumerate(text.split("\n")):
            starts.append(at)
            first = None if "\t" not in line else number if first is None else first
            heads.append(first)
            at += len(line) + 1
        return cls(text, tuple(starts), tuple(heads))

    def number(self, at: int) -> int:
        """The line in which a place stands."""
        return bisect_right(self.starts, at) - 1

    def line(self, at: int) -> int:
        """Where the line of a place begins."""
        return self.starts[self.number(at)]

    def line_end(self, at: int) -> int:
        number = self.number(at) + 1
        return self.starts[number] - 1 if number < len(self.starts) else len(self.text)

    def in_table(self, at: int) -> bool:
        return self.heads[self.number(at)] is not None

    def head(self, at: int) -> str | None:
        """The head of the column in which a place of a table stands; None in the line of the heads."""
        number = self.number(at)
        above = self.heads[number]
        if above is None or above == number:
            return None
        column = self.text.count("\t", self.starts[number], at)
        heads = self.text[self.starts[above] : self.line_end(self.starts[above])].split("\t", column + 1)
        return heads[column] if column < len(heads) else None


def persons_in(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of persons in a text; they may overlap.

    >>> list(persons_in("联系人:张三 13800000000,传真 010-00000000"))
    [(7, 18), (4, 6), (4, 6)]
    """
    page = _Page.of(text)
    yield from (found.span() for found in _IDENTITY.finditer(text) if _is_identity(page, found))
    urls = [found.span() for found in _URL.finditer(text)]
    starts = [start for start, _ in urls]
    for found in _MOBILE.finditer(text):
        before = bisect_right(starts, found.start()) - 1
        if (before >= 0 and found.start() < urls[before][1]) or not _may_be_mobile(page, found):
            continue
        names = list(_names_of(page, found))
        if names or _is_called(page, found):
            yield found.span("it")
            yield from names


def _is_identity(page: _Page, found: re.Match[str]) -> bool:
    """A number of GB 11643 by province, day of birth and check digit; nothing that is named a code."""
    number = found[0].upper()
    if not "11" <= number[:2] <= "82" or not _is_day(number[6:14]):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    if "10X98765432"[total % 11] != number[17]:
        return False
    return not _named_a_code(page, found.start()) and not is_credit_code(number)


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a credit code (统一社会信用代码) by GB 32100: holder and check character.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("110101199001010008")
    (True, False)
    """
    if code[:2] not in _known().holders or not code[2:8].isdigit() or not _CREDIT_CODE.fullmatch(code):
        return False
    total = sum(_CREDIT.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return _CREDIT[-total % 31] == code[17]


_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _is_day(digits: str) -> bool:
    if not "1850" < digits[:4] < "2100":
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _may_be_mobile(page: _Page, found: re.Match[str]) -> bool:
    """Not a part of a code or an address, not a figure with its unit, not what is named a code."""
    text = page.text
    start, end = found.span()
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    known = _known()
    if found["it"][:2] not in known.segments or _is_measured(after):
        return False
    if len(before) == 2 and before[1] in "-_.=&#%" and (before[0].isascii() and before[0].isalnum()):
        return False
    if len(before) == 2 and before[1] == "/" and before[0].isascii() and before[0].isalpha():
        return False
    if before[-1:] in ("第", "〔", "[", "#", "$", "¥", "￥", "№", "=", "_"):
        return False
    if len(after) == 2 and after[0] in "-_.=&#%/" and after[1].isascii() and after[1].isalnum():
        return after[0] == "/" and after[1].isdigit()
    return not _named_a_code(page, start)


def _is_measured(after: str) -> bool:
    """Whether what stands behind digits makes them a figure: 元, 号 but not 号码."""
    measured = after[:1] in tuple(_known().units) and after[:2] != "号码"
    return measured or after.startswith((" 元", " 万", " 亿"))


def _named_a_code(page: _Page, at: int) -> bool:
    """Whether a label of codes stands before, with nothing but other codes between; or above it."""
    head, known = page.head(at), _known()
    if head is not None:
        called = any(word in head for word in known.calling)
        return not called and (_is_code_label(head) or any(word in head for word in known.other_heads))
    line = page.line(at)
    runs = _HAN_RUN.findall(page.text[max(line, at - _AROUND) : at])
    if not runs and line and at - line < _AROUND:
        above = page.text[page.line(line - 1) : line - 1]
        return _is_code_label(above[-_AROUND:].rstrip(_BETWEEN))
    return bool(runs) and _is_code_label(runs[-1])


def _is_code_label(words: str) -> bool:
    known = _known()
    words = words.removesuffix("为").removesuffix("是")
    if words.endswith(("身份证号", "身份证号码", "身份号码")):
        return False
    return words.endswith(known.codes) or words.endswith(tuple(f"{code}码" for code in known.codes))


def _is_called(page: _Page, found: re.Match[str]) -> bool:
    """Whether a number without a name is a telephone number all the same."""
    start = found.start()
    line = page.line(start)
    near = page.text[max(line, start - _AROUND) : start]
    if any(word in near for word in _known().calling):
        return True
    if found["gap"]:
        return False
    if not page.in_table(start):
        return True
    head = page.head(start)
    return head is not None and any(word in head for word in _known().calling)


# -- whose number it is


def _names_of(page: _Page, found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The names of the persons of a mobile number: before it, behind it, or after 联系人 above it."""
    before = list(_names_before(page.text, found.start()))
    yield from before
    labelled = list(_labelled(page, found.start()))
    yield from labelled
    if not before and not labelled:
        yield from _name_behind(page.text, found.end())


def _names_before(text: str, at: int) -> Iterator[tuple[int, int]]:
    """张三 138…, 张三（手机：138…）, 张三、李四 138…, 由张三（138…）负责, 张三处长 138…"""
    floor = max(0, at - _AROUND)
    end = _skipped(text, floor, at)
    for count in range(_NAMES):
        run = _run_before(text, floor, end)
        name = _name_at_end(text, run, end, strict=count > 0)
        if name is None:
            return
        yield name
        end = len(text[floor : name[0]].rstrip(_AND)) + floor
        if end == name[0] or name[0] != run:
            return


def _skipped(text: str, floor: int, at: int) -> int:
    """Where what stands between a name and its number begins: blanks, marks, 手机 and the like."""
    while True:
        end = floor + len(text[floor:at].rstrip(_BETWEEN + "+＊"))
        label = next((word for word in _known().number if text.endswith(word, floor, end)), None)
        if label is None:
            return end
        at = end - len(label)


def _run_before(text: str, floor: int, end: int) -> int:
    """Where the ideographs that end at a place begin."""
    start = end
    while start > floor and ("\u4e00" <= text[start - 1] <= "\u9fff" or text[start - 1] in "·•"):
        start -= 1
    return start


def _name_at_end(text: str, start: int, end: int, *, strict: bool) -> tuple[int, int] | None:
    """The name at the end of a run of ideographs: all of it, or behind 联系人, or behind a word like 由."""
    title = next((word for word in _known().titles if text.endswith(word, start, end)), "")
    bare = end - len(title)
    word = text[start:bare]
    label = next((one for one in _known().person if one in word), None)
    if label:
        start = start + word.rindex(label) + len(label)
        return (start, bare) if _is_name(text[start:bare], announced=True, titled=bool(title)) else None
    if _is_name(word, announced=False, titled=bool(title)):
        return (start, bare)
    if strict:
        return None
    for size in (3, 2):
        first = bare - size
        if first > start and text[first - 1] in _BEFORE_NAME and is_person(text[first:bare]):
            return (first, bare)
    return None


def _is_name(word: str, *, announced: bool, titled: bool) -> bool:
    """Whether a word alone is a person's name; `titled`: 王处长 has only the surname."""
    if word in _known().no_person or in_region(word):
        return False
    if titled and len(word) == 1:
        return is_person(word + "某")
    if "·" in word or "•" in word:
        return 3 <= len(word) <= 20 and word[0] not in "·•" and word[-1] not in "·•"
    if announced and 2 <= len(word) <= 3 and not word.endswith(_OFFICES):
        return is_person(word[0] + "某") or is_person(word[:2] + "某")
    return is_person(word)


_OFFICES = ("处", "科", "室", "局", "办", "部", "司", "厅", "委", "组")


def _labelled(page: _Page, at: int) -> Iterator[tuple[int, int]]:
    """联系人：张三，电话…，手机 138…: names behind such a label in a number's line or shortly above it."""
    text, line = page.text, page.line(at)
    yield from _behind_labels(text, max(line, at - _AROUND), at)
    if page.in_table(at):
        yield from _in_name_column(page, line, at)
    for _ in range(_LINES_BEFORE):
        if line == 0 or text[line:at].lstrip(_BETWEEN).startswith(_known().person):
            return
        above = text.rfind("\n", 0, line - 1) + 1
        if "\t" in text[above : line - 1]:
            return
        yield from _behind_labels(text, max(above, line - 1 - _AROUND), line - 1)
        if not any(word in text[above : line - 1] for word in _known().calling):
            return
        line = above


def _behind_labels(text: str, floor: int, end: int) -> Iterator[tuple[int, int]]:
    """The names behind 联系人 and the like between two places; without a colon only what follows a blank."""
    reach = text[floor:end]
    for label in _known().person:
        at = reach.rfind(label)
        if at < 0:
            continue
        at += len(label)
        for _ in range(_NAMES):
            while at < len(reach) and reach[at] in _AND + ":(":
                at += 1
            run = _HAN_RUN.match(reach, at)
            if run is None:
                break
            word = next((run[0].removesuffix(t) for t in _known().titles if run[0].endswith(t)), run[0])
            if not _is_name(word, announced=True, titled=word != run[0]):
                break
            yield floor + at, floor + at + len(word)
            at = run.end()


def _in_name_column(page: _Page, line: int, at: int) -> Iterator[tuple[int, int]]:
    """The cells of the row whose column is headed 联系人 or 姓名."""
    start = line
    for cell in page.text[line : page.line_end(at)].split("\t", _COLUMNS)[:_COLUMNS]:
        head = page.head(start) or ""
        bare = cell.strip()
        if bare and any(word in head for word in _known().name_heads):
            first = start + cell.index(bare)
            if _is_name(bare, announced=True, titled=False):
                yield first, first + len(bare)
        start += len(cell) + 1


def _name_behind(text: str, at: int) -> Iterator[tuple[int, int]]:
    """138…（张三）, 138… 张三, 138…，联系人：张三"""
    start = at
    while start < len(text) and start - at < 3 and text[start] in " (\t、:-":
        start += 1
    run = _HAN_RUN.match(text, start, start + 12)
    labelled = _HAN_RUN.match(text, start + 1) if text[start : start + 1] in (",", ";") else run
    if labelled and (label := next((w for w in _known().person if labelled[0].startswith(w)), None)):
        yield from _behind_labels(text, labelled.start(), min(len(text), labelled.start() + len(label) + 20))
    elif run and start > at and _is_name(run[0], announced=False, titled=False):
        yield run.span()
