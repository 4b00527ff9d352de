"""cite: a document or its articles as they are cited (引注): in a text, or for a reference manager."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from index.resolve import Target
from kb.home import Home
from kb.read import Base
from reader.answer import DONE, Unanswerable, opened, print_json, print_text, readable, shortened
from reader.bibliography import bibtex, csl, ris
from reader.cited import Cited, cited
from reader.citing import choices
from reader.show import day_of, not_held, targets_of
from reader.styles import EDITIONS, STYLES
from reader.versions import of_the_day
from reader.wording import say

_UNIT = r"第[〇零一二三四五六七八九十百千0-9]{1,8}条[^、，,和及与《》]{0,24}"
# 示例部〔2031〕1号第三条、第五条
_SEVERAL = re.compile(rf"(?P<head>.+?)(?<![、，,和及与])(?P<units>{_UNIT}(?:[、，,和及与]{_UNIT})+)\Z")
_BETWEEN = re.compile(r"[、，,和及与](?=第)")


def references(ref: str) -> list[str]:
    """One reference for each article named behind a document.

    >>> references("示例部〔2031〕1号第三条、第五条第二款"), references("示例办法")
    (['示例部〔2031〕1号第三条', '示例部〔2031〕1号第五条第二款'], ['示例办法'])
    """
    found = _SEVERAL.match(ref.strip())
    if found is None:
        return [ref]
    return [found["head"] + unit for unit in _BETWEEN.split(found["units"])]


def only_target(base: Base, ref: str, day: date) -> Target:
    """What a reference names, in the wording of the day; nothing, or several documents, cannot be cited."""
    if not readable(ref).strip():
        raise Unanswerable(say("the query is empty"))
    targets, _ = of_the_day(base, targets_of(base, ref), day, asked=False)
    if not targets:
        raise Unanswerable(say("nothing held is called {ref}", ref=shortened(ref)))
    if len(targets) > 1:
        works = choices(base, (target.work for target in targets))
        raise Unanswerable(say("{ref} means several documents: {works}", ref=shortened(ref), works=works))
    return targets[0]


def all_cited(base: Base, ref: str, day: date) -> list[Cited]:
    """What is cited by a reference, one record an article."""
    found = []
    for one in references(readable(ref)):
        target = only_target(base, one, day)
        work = base.work(target.work)
        assert work is not None, "a reference resolves only to works that are held"
        if target.eid and base.provision(work.id, target.eid) is None:
            raise Unanswerable(not_held(base, work.id, target.eid))
        found.append(cited(base, work, target.eid, day))
    return found


def cite_json(ref: str, found: list[Cited]) -> dict[str, Any]:
    """All styles and formats of everything cited, and the editions they follow."""
    return {"ref": ref, "editions": dict(EDITIONS), "citations": [_forms(one) for one in found]}


def _forms(one: Cited) -> dict[str, Any]:
    page = one.page
    return {
        "work": one.work,
        "eid": one.eid or None,
        **{name: style(one) for name, style in STYLES.items()},
        "csl": csl(one),
        "ris": ris(one),
        "bibtex": bibtex(one),
        "remarks": list(one.remarks),
        "page": page
        and {"url": page.url, "fetched_at": page.fetched_at, "sha256": page.sha256, "lineage": page.lineage},
    }


def cite(home: Home, ref: str, *, style: str, form: str, as_json: bool) -> int:
    """Print the citation of what a reference names."""
    with opened(home) as base:
        found = all_cited(base, ref, day_of(None))
    if as_json:
        print_json(cite_json(ref, found))
    elif form == "csl-json":
        print_json([csl(one) for one in found])
    else:
        print_text(_written(found, style, form))
    return DONE


def _written(found: list[Cited], style: str, form: str) -> str:
    """The text of a format, one entry after the other."""
    if form == "ris":
        return "".join(ris(one).replace("\r\n", "\n") for one in found)
    if form == "bibtex":
        return "\n".join(bibtex(one) for one in found)
    return "".join(STYLES[style](one) + "\n" for one in found)
