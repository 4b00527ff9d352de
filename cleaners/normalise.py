"""The folded key of a text (折叠键): what two copies of one clause have in common.

Mirrors change width, quotes and white space; a key must not see that. The key is for comparing only: what is
shown and stored is always the original characters, so every folded character knows its offset.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources

_QUOTES = str.maketrans({**dict.fromkeys("“”„‟＂「」『』﹁﹂﹃﹄‘’‚‛＇'", '"')})
_DASHES = str.maketrans({**dict.fromkeys("—–―─━-－", "-"), "～": "~", "〜": "~"})
_BRACKETS = str.maketrans("〔〕﹝﹞［］【】", "[][][][]")
# Radicals that PDF files print for characters and NFKC leaves alone (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = str.maketrans(
    "⺝⺠⺧⺩⺫⺬⺮⺴⺷⺸⺼⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "月民牛王目示竹网羊羊肉虎西西见角角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄齐齿龙",
)
_NOTHING, _LONG = "\0", "\1"  # stand for characters whose folded form is empty, or longer than one
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u180e")


@lru_cache(maxsize=65536)
def fold_char(char: str) -> str:
    """The folded form of one character: "" for white space and invisible characters, else one or more.

    >>> fold_char("（"), fold_char("　"), fold_char("⼯"), fold_char("“")
    ('(', '', '工', '"')
    """
    if char in _INVISIBLE or char.isspace():
        return ""
    quoted = char.translate(_QUOTES).translate(_RADICALS)
    folded = unicodedata.normalize("NFKC", quoted).translate(_QUOTES).translate(_DASHES).translate(_BRACKETS)
    return "".join(
        c for c in folded.casefold() if not c.isspace() and not unicodedata.category(c).startswith("C")
    )


def fold(text: str) -> str:
    """The key of a text: NFKC, one kind of quote, dash, bracket, lower case, no white space. Idempotent."""
    return "".join(map(fold_char, text))


def fold_offsets(text: str) -> tuple[str, list[int]]:
    """The key, and for each of its characters the offset in `text` of the character it came from."""
    parts: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        folded = fold_char(char)
        parts.append(folded)
        offsets.extend([offset] * len(folded))
    return "".join(parts), offsets


@lru_cache(maxsize=1)
def _simplified() -> dict[int, int]:
    path = resources.files("cleaners") / "data/scripts.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))["traditional"]
    return str.maketrans(table["traditional"], table["simplified"])


def fold_script(text: str) -> str:
    """The key of a text in simplified characters: copies in both scripts share it. Not for search in quotes.

    >>> fold_script("關於發佈《產業集群認定辦法》") == fold_script("关于发布《产业集群认定办法》")
    True
    """
    return simplified(fold(text))


def simplified(text: str) -> str:
    """A text in simplified characters, one for one: for keys, never for what is shown."""
    return text.translate(_simplified())


@lru_cache(maxsize=65536)
def _fold_script_char(char: str) -> str:
    return fold_char(char).translate(_simplified())


_USUAL = "，；：（）“”\u3000\n"  # stands in nearly every text and is folded
_UNFOLDED = "。、《》0123456789"  # so does this, and it is not


@lru_cache(maxsize=1)
def _unusual() -> re.Pattern[str]:
    """Every other character but the ideographs that are their own folded form: few of a text are left."""
    plain = (chr(code) for code in range(ord("一"), ord("龥") + 1) if code not in _simplified())
    return re.compile(f"[^{''.join(plain)}{_USUAL}{_UNFOLDED}]")


class Folded:
    """A text folded once (fold_script), so that the key of any stretch of it is little more than a slice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._long = False
        met = {*_unusual().findall(text), *(char for char in _USUAL if char in text)}
        for char in sorted(met):  # \0 and \1 first, before they stand for others
            folded = _fold_script_char(char)
            if folded == char:
                continue
            self._long = self._long or len(folded) > 1
            text = text.replace(char, folded if len(folded) == 1 else _LONG if folded else _NOTHING)
        self._flat = text
        self._holes = _NOTHING in text

    def key(self, start: int, end: int) -> str:
        """fold_script of a stretch.

        >>> Folded("第 一 条　（略）").key(0, 5)
        '第一条'
        """
        flat = self._flat[start:end]
        if self._holes:
            flat = flat.replace(_NOTHING, "")
        return fold_script(self.text[start:end]) if self._long and _LONG in flat else flat

    def offset(self, start: int, end: int, at: int) -> int:
        """Where the character of the text stands that one character of the key of a stretch came from."""
        flat = self._flat[start:end]
        if _NOTHING in flat or _LONG in flat:
            return start + fold_offsets(self.text[start:end])[1][at]
        return start + at
