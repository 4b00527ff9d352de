"""Citations for reference managers (文献格式): CSL-JSON, RIS and BibTeX, each valid whatever a title holds.

A provision is an entry of its own: its place is the section, so that two articles of one measure stay apart.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from reader.cited import Cited
from reader.citing import place

# Control characters have no place in a line of RIS or a field of BibTeX.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
# What TeX would read as its own.
# What TeX reads as its own. BibTeX counts a brace behind a backslash, too: braces have names.
_TEX = {
    **{char: f"\\{char}" for char in "#$%&_"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
}
# What an address may not hold inside braces: it is printed as it stands, so it is percent-encoded.
_IN_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def key(cited: Cited) -> str:
    """A key of ASCII letters that stays the same for one provision: tw2031-0123abcd."""
    digest = hashlib.sha256(f"{cited.work}|{cited.eid}".encode()).hexdigest()[:8]
    return f"tw{(cited.day or '')[:4]}-{digest}"


def csl(cited: Cited) -> dict[str, Any]:
    """One item of CSL-JSON, of type legislation; what is not known is left out."""
    page = cited.page
    item: dict[str, Any] = {
        "id": key(cited),
        "type": "legislation",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.issuers],
        "number": cited.number,
        "section": place(cited.at) if cited.at else None,
        "issued": _parts(cited.day),
        "accessed": _parts(page.day) if page and page.url else None,
        "URL": page.url if page else None,
        "language": "zh-CN",
        "jurisdiction": "CN",
        "note": "；".join(cited.remarks),
    }
    return {name: value for name, value in item.items() if value}


def ris(cited: Cited) -> str:
    """One record of type STAT, from TY to ER; lines end in CR LF as the format asks."""
    page = cited.page
    lines = [("TY", "STAT"), ("ID", key(cited)), ("TI", cited.title)]
    lines += [("AU", name) for name in cited.issuers]
    lines += [("PY", (cited.day or "")[:4]), ("DA", (cited.day or "").replace("-", "/"))]
    lines += [("M1", cited.number or ""), ("SE", place(cited.at) if cited.at else "")]
    if page and page.url:
        lines += [("UR", page.url), ("Y2", page.day.replace("-", "/"))]
    lines += [("LA", "zh-CN"), *(("N1", remark) for remark in cited.remarks), ("ER", "")]
    kept = [(tag, _line(value)) for tag, value in lines if value or tag == "ER"]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in kept)


def bibtex(cited: Cited) -> str:
    """One @misc entry in UTF-8: every style knows it, biblatex reads its url, urldate and langid."""
    page = cited.page
    section = place(cited.at) if cited.at else ""
    fields = [
        ("author", " and ".join(f"{{{_tex(name)}}}" for name in cited.issuers)),
        ("title", f"{{{_tex(cited.title)}}}"),
        ("howpublished", _tex("，".join(filter(None, (cited.number, section))))),
        ("date", cited.day or ""),
        ("year", (cited.day or "")[:4]),
        ("url", _address(page.url) if page and page.url else ""),
        ("urldate", page.day if page and page.url else ""),
        ("note", _tex("；".join(cited.remarks))),
        ("langid", "chinese"),
    ]
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
    return f"@misc{{{key(cited)},\n{body}\n}}\n"


def _parts(day: str | None) -> dict[str, list[list[int]]] | None:
    """2031-01-02 as CSL writes it: {"date-parts": [[2031, 1, 2]]}."""
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _line(value: str) -> str:
    return _CONTROL.sub(" ", value).strip()


def _tex(value: str) -> str:
    return "".join(_TEX.get(char, char) for char in _line(value))


def _address(url: str) -> str:
    return "".join(_IN_ADDRESS.get(char, char) for char in _line(url))
