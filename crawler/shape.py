"""What a list looks like around its rows (版式指纹): the tags, classes and keys that most of them stand in.

Reads a list's answer and the addresses of its rows; says nothing of one that does not print them. A site
that was redesigned may still give some rows, of another column or a part of them: its shape tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

AROUND = 300  # characters on each side of an address
ROWS = 30
LEAST_LEAF = 6
LEAST_ALIKE = 0.5
# <li class="list-item on">, in JSON <li class=\"list-item\">
TAG = re.compile(r"<([a-z][a-z0-9]{0,9})((?:\s[^<>]{0,300})?)>", re.IGNORECASE)
CLASS = re.compile(r"\bclass\s{0,3}=\s{0,3}\\?[\"']([^\"'\\]{0,100})")
# "DOCRELPUBTIME": , \"title\":
KEY = re.compile(r"\"([A-Za-z_][\w-]{0,40})\\?\"\s{0,3}:")
DIGITS = re.compile(r"\d{1,9}")


def shape_of(body: bytes, addresses: Iterable[str]) -> frozenset[str]:
    """The shape of a list; empty where its rows cannot be found in it.

    >>> sorted(shape_of(b'<ul><li class="row"><a href="/a/notice1.html">x</a></li>'
    ...                 b'<li class="row"><a href="/a/notice2.html">x</a></li></ul>',
    ...                 ["https://h.example/a/notice1.html", "https://h.example/a/notice2.html"]))
    ['a', 'li.row', 'ul']
    """
    text = _decoded(body)
    places = (text.find(leaf) for leaf in dict.fromkeys(map(_leaf, addresses)) if len(leaf) >= LEAST_LEAF)
    found = [at for at in places if at >= 0][:ROWS]
    if len(found) < 2:
        return frozenset()
    seen = Counter(token for at in found for token in _tokens(text[max(0, at - AROUND) : at + AROUND]))
    return frozenset(token for token, rows in seen.items() if 2 * rows >= len(found))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of two shapes is the same, from 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 1.0


def _tokens(text: str) -> set[str]:
    """Tags with their classes, numbers in them left out, and keys."""
    tags = {_tag(name, attributes) for name, attributes in TAG.findall(text)}
    return tags | {f'"{key}"' for key in KEY.findall(text)}


def _tag(name: str, attributes: str) -> str:
    named = CLASS.search(attributes)
    classes = sorted(DIGITS.sub("", named[1]).split()) if named else []
    return ".".join((name.lower(), *classes))


def _leaf(address: str) -> str:
    """What a list prints of an address as it is: the last name of its path, or its last parameter."""
    parts = urlsplit(address)
    return parts.query.rpartition("=")[2] or parts.path.rpartition("/")[2]


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")
