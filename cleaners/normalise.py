"""The folded key of a text (折叠键): what two copies of one clause have in common.

Mirrors change width, quotes and white space; a key must not see that. The key is for comparing only: what is
shown and stored is always the original characters, so every folded character knows its offset.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans({**dict.fromkeys("“”„‟＂「」『』﹁﹂﹃﹄‘’‚‛＇'", '"')})
_DASHES = str.maketrans({**dict.fromkeys("—–―─━-－", "-"), "～": "~", "〜": "~"})
_BRACKETS = str.maketrans("〔〕﹝﹞［］【】", "[][][][]")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u180e")


@lru_cache(maxsize=65536)
def fold_char(char: str) -> str:
    """The folded form of one character: "" for white space and invisible characters, else one or more.

    >>> fold_char("（"), fold_char("　"), fold_char("⼯"), fold_char("“")
    ('(', '', '工', '"')
    """
    if char in _INVISIBLE or char.isspace():
        return ""
    quoted = char.translate(_QUOTES)
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
