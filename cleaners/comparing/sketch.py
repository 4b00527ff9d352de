"""The sketch of a text (指纹): a few of its clauses, chosen so that two copies choose mostly the same ones.

Reads a text, writes short keys. Of all clauses (runs of ten and more ideographs) the sixteen with the least
checksums are kept: two texts that share most of their clauses share most of these (bottom-k MinHash, Broder
1997), whatever a mirror did to titles, widths, line breaks and every other sentence. Formulas that many
documents share are few among sixteen, so a pair counts as alike from four on. A likeness only proposes; it
must never decide.
"""

from __future__ import annotations

import hashlib
import re
from zlib import crc32

from cleaners.normalise import simplified

SIZE = 16  # clauses kept of a text
ALIKE = 4  # of them that two copies share; 218 pairs of 2,645 laws share so many under other titles
# 鼓励企业积极参与节能改造: the ideographs between two signs
_CLAUSE = re.compile(r"[一-鿿]{10,}")
_TELLING = re.compile(r"[一-鿿0-9]+")
_HEAD = 600  # characters that show which script a text is in
_SHORTEST = 40  # characters of a short text that is known as a whole


def sketch(text: str) -> tuple[str, ...]:
    """The keys of a text, in a fixed order: `s:` of its clauses, `w:` of the whole when it has few of them.

    >>> one = sketch("各市应当加强渔港夜间照明管理工作，节约用电。")
    >>> one == sketch("各市应当加强渔港夜间\\n照明管理工作,节约用电.")
    True
    """
    flat = "".join(text.split())
    if simplified(flat[:_HEAD]) != flat[:_HEAD]:
        flat = simplified(flat)
    clauses = {crc32(clause.encode()) for clause in _CLAUSE.findall(flat)}
    keys = tuple(f"s:{number:08x}" for number in sorted(clauses)[:SIZE])
    if len(clauses) > ALIKE * 2:
        return keys
    return (*keys, *_whole(flat))


def _whole(flat: str) -> tuple[str, ...]:
    """The key of all ideographs and figures of a short text; none of one that says next to nothing."""
    said = "".join(_TELLING.findall(flat))
    if len(said) < _SHORTEST:
        return ()
    return (f"w:{hashlib.sha256(said.encode()).hexdigest()[:16]}",)
