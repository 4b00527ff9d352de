"""cite-check: the citations of a text against what is held (核对引注), each with its verdict and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.attachments import read_attachment
from cleaners.citing.attributed import attributed
from cleaners.restoring.wrapped import Unwrapped, unwrap
from kb.home import Home
from kb.read import Base
from reader.answer import DEGRADED, DONE, Unanswerable, console, opened, print_json, remark, shortened
from reader.citing import cite, number_of
from reader.display import LINEAGES, fill, table
from reader.documents import completeness_json, is_official
from reader.show import day_of
from reader.verdicts import Elsewhere, Verdict, verdicts
from reader.wording import say, spoken, term

if TYPE_CHECKING:
    from index.fulltext import Fulltext

_KINDS = ("txt", "docx")
_NORMS = (
    "法",
    "条例",
    "办法",
    "规定",
    "细则",
    "规则",
    "意见",
    "通知",
    "方案",
    "决定",
    "规划",
    "标准",
    "指南",
    "公告",
)
_LOOKED_AT = 20  # hits of a phrase
_STYLES = {"verified": "green", "altered": "red", "other_article": "red", "repealed": "yellow"}


def cite_check(home: Home, file: Path, *, as_of: str | None, as_json: bool) -> int:
    """Print the verdict on each citation of a file; 1 when one is not verified."""
    day = day_of(as_of)
    text = text_of(file)
    with opened(home) as base:
        found = checked(home, base, text, day)
    if as_json:
        print_json(found)
    if not found:
        remark(say("no citation found in {file}", file=shortened(file.name)))
        return DONE
    if not as_json:
        _print(found)
    return DONE if all(entry["status"] == "verified" for entry in found) else DEGRADED


def text_of(file: Path) -> str:
    """The text of a file that is txt, Markdown or docx; else one line says what is wrong with it."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise Unanswerable(say("cannot read {file}: {why}", file=file, why=spoken(error.strerror))) from error
    read = read_attachment(body, name=file.name)
    if body and read.kind not in _KINDS:
        raise Unanswerable(say("{file} is no text: txt, Markdown and docx are read", file=file))
    if read.status not in ("ok", "needs_review") or not read.text.strip():
        raise Unanswerable(say("nothing to read in {file}", file=file))
    return without_emphasis(read.text) if file.suffix.lower() in (".md", ".markdown") else read.text


def without_emphasis(text: str) -> str:
    """Markdown without the marks of emphasis, so that **第六条** is 第六条."""
    return text.replace("**", "").replace("__", "").replace("`", "")


def checked(home: Home, base: Base, text: str, day: date) -> list[dict[str, Any]]:
    """The verdicts on all citations of a text, in order; breaks at a margin are not in the way."""
    joined = unwrap(text) or Unwrapped(text, range(len(text)))
    with ExitStack() as stack:
        elsewhere = _phrases(home, base, day, stack)
        given = [v for one in attributed(joined.text) for v in verdicts(base, one, day, elsewhere)]
        return [
            _json(base, verdict, text, joined.offsets[verdict.cited.cited.start])
            for verdict in given
            if _speaks(verdict)
        ]


def _speaks(verdict: Verdict) -> bool:
    """Whether it is a citation: a book or a newspaper in 《》 is none."""
    one = verdict.cited
    if one.cited.units or one.cited.doc_number or verdict.place or verdict.quote:
        return True
    return any(name.rstrip("）)").endswith(_NORMS) for name in one.cited.names)


def _phrases(home: Home, base: Base, day: date, stack: ExitStack) -> Elsewhere:
    """Looks words up in the index, which is opened when the first must be."""
    held: list[Fulltext] = []

    def find(words: str) -> Iterable[tuple[str, str]]:
        from index.query import parse
        from reader.search import opened_index

        if not held:
            held.append(stack.enter_context(opened_index(home, base, day)))
        query = parse("“" + words.replace('"', "") + "”")
        return [(hit.work, hit.eid) for hit in held[0].search(query, limit=_LOOKED_AT).hits]

    return find


# -- what is shown


def _json(base: Base, verdict: Verdict, text: str, start: int) -> dict[str, Any]:
    """The contract's fields, where the citation starts in the text, and what differs."""
    place, one = verdict.place, verdict.cited.cited
    provision = place.provision if place else None
    return {
        "citation": one.text,
        "line": text.count("\n", 0, start) + 1,
        "offset": start,
        "status": verdict.status,
        "work": place.work.id if place else None,
        "eid": provision.eid if provision else None,
        "held_citation": _held(base, place.work.id, provision.eid if provision else "") if place else None,
        "quote": verdict.quote,
        "words": verdict.words,
        "held_text": provision.text if provision else None,
        "held_lineage": place.work.lineage if place else None,
        "completeness": _completeness(base, verdict),
        "standing": place.standing if place else None,
        "differences": [{"quoted": d.quoted, "held": d.held} for d in verdict.differences],
        "found": [
            {"work": work, "eid": eid, "citation": _held(base, work, eid)} for work, eid in verdict.found
        ],
    }


def _held(base: Base, work: str, eid: str) -> str:
    row = base.work(work)
    assert row is not None, "a verdict names only works that are held"
    return cite(row.title, number_of(row, base.work(row.carrier) if row.carrier else None), eid)


def _completeness(base: Base, verdict: Verdict) -> dict[str, Any] | None:
    """How much is held of the document, and whether the unit is whole, partial or restored."""
    place = verdict.place
    expressions = base.expressions(place.work.id) if place else ()
    if place is None or not expressions:
        return None
    unit = place.provision.status if place.provision else None
    return completeness_json(expressions[0], is_official(place.work.lineage)) | {"provision": unit}


def _print(found: list[dict[str, Any]]) -> None:
    """A table of the verdicts; what differs, and where the words stand, in lines below."""
    out = console()
    rows = (
        (
            entry["line"],
            term(entry["status"]),
            entry["citation"],
            entry["standing"],
            LINEAGES.get(entry["held_lineage"]),
        )
        for entry in found
    )
    out.print(fill(table("Line", "Verdict", "Citation", "Status", "Lineage"), rows))
    for entry in found:
        for line in _remarks(entry):
            out.print(line, style=_STYLES.get(entry["status"], ""), markup=False)
    right = sum(entry["status"] == "verified" for entry in found)
    out.print(say("{right} of {total} citations verified", right=right, total=len(found)), style="dim")


def _remarks(entry: dict[str, Any]) -> Iterator[str]:
    """What a person must see of a citation that is not plainly right."""
    for change in entry["differences"]:
        pair = {"quoted": change["quoted"] or "–", "held": change["held"] or "–"}
        yield f"{entry['line']}  {entry['citation']}  " + say("quoted «{quoted}», held «{held}»", **pair)
    for place in entry["found"]:
        yield f"{entry['line']}  {entry['citation']}  " + say(
            "these words stand in {place}", place=place["citation"]
        )
    if entry["status"] == "verified" and entry["quote"] is None:
        yield f"{entry['line']}  {entry['citation']}  " + say("nothing quoted; it is held")
