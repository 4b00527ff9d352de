"""windows: until when something may be done (期间): public shows, comments, applications, and yearly duties.

What closed before the day is left out unless asked for; a window without a known end stays, marked. `--to
FILE.ics` writes them for a calendar, each with its evidence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from pathlib import Path
from typing import Any

from cleaners.effect.standing import DRAFT, LAPSED, REPEALED
from cleaners.masking.masks import shown_part, shown_value
from kb.home import Home
from kb.read import Base, DeadlineRow, DutyRow, WindowRow
from reader.answer import DONE, Unanswerable, console, opened, print_json, shortened
from reader.display import fill, table
from reader.documents import standing
from reader.proof import clause_json
from reader.recognitions import programme_id
from reader.sheets import Sheet, cells, sources_of, write_sheets
from reader.tracked import HOLDING, told, tracked
from reader.wording import say, spoken

KINDS = {"publicise": "公示", "comments": "意见征集", "apply": "申报", "duty": "义务", "review": "复核"}
_BASES = {"list": "list", "text": "stated_dates"}
_FOLD = 73  # octets of a line of a calendar, RFC 5545 3.1, without its first blank


def windows(
    home: Home,
    *,
    programme: str | None,
    kind: str | None,
    day: date,
    past: bool,
    as_json: bool,
    to: Path | None,
) -> int:
    """Print the windows and duties that are open on the day or open later."""
    kind = next((one for one in KINDS if kind == KINDS[one]), kind)
    if kind is not None and kind not in KINDS:
        raise Unanswerable(
            say(
                "no window is of kind {kind}; kinds are {kinds}",
                kind=shortened(kind),
                kinds="、".join(f"{one} {KINDS[one]}" for one in KINDS),
            )
        )
    wanted = programme_id(programme) if programme else None
    with opened(home) as base:
        found = [one for one in _all(base, wanted, day) if kind in (None, one["kind"])]
    found = [one for one in found if past or one["closes"] is None or _last(one) >= day.isoformat()]
    found.sort(key=lambda one: (one["closes"] is None, one["closes"] or "", one["opens"] or "", one["title"]))
    if to is not None:
        _write_to(to, found)
    if as_json:
        print_json({"as_of": day.isoformat(), "total": len(found), "windows": found})
    elif not found:
        console().print(say("nothing is open on {day} or later; --past shows what has closed", day=day))
    else:
        rows = (
            (KINDS[one["kind"]], one["opens"], _shown_end(one), one["what"], one["citation"]) for one in found
        )
        console().print(fill(table("Kind", "Opens", "Closes", "What", "Evidence"), rows))
    return DONE


def _last(one: dict[str, Any]) -> str:
    """The last of the days on which a window is told to close."""
    days: list[str] = [one["closes"], *(other["closes"] for other in one["also"])]
    return max(days)


def _shown_end(one: dict[str, Any]) -> str:
    """The day a window closes, and behind it another that the publisher's list has."""
    others = "、".join(other["closes"] for other in one["also"])
    return (one["closes"] or "未明") + (f"（列表 {others}）" if others else "")


def _all(base: Base, programme: str | None, day: date) -> Iterable[dict[str, Any]]:
    told: dict[str, list[DeadlineRow]] = {}
    for deadline in base.all_deadlines():
        told.setdefault(deadline.work, []).append(deadline)
    printed = base.windows(programme=programme)
    for row in printed:
        yield _window(base, row, told.get(row.work, ()) if row.kind == "comments" else ())
    if programme is None:
        asked = {row.work for row in printed if row.kind == "comments"}
        known = {(row.work, row.closes) for row in printed}
        for work, rows in told.items():
            if work not in asked and not any((work, row.last_day) in known for row in rows):
                yield _hidden(base, rows)
    for duty in base.duties(programme):
        yield from _duty(base, duty, day)
    yield from _reviews(base, programme, day)


def _also(closes: str | None, rows: Sequence[DeadlineRow]) -> list[dict[str, Any]]:
    """The other days on which one comment period is told to end, each once: it is one period for all that."""
    found = {row.last_day: row for row in rows if row.last_day != closes}
    return [{"closes": day, "basis": _BASES[row.basis]} for day, row in sorted(found.items())]


def _window(base: Base, row: WindowRow, deadlines: Sequence[DeadlineRow]) -> dict[str, Any]:
    work = base.work(row.work)
    assert work is not None, "windows refer to their work by foreign key"
    again = "（再次）" if row.again else ""
    return {
        "kind": row.kind,
        "what": work.title + again,
        "programme": row.programme,
        "opens": row.opens,
        "closes": row.closes,
        "also": _also(row.closes, deadlines),
        "basis": row.basis,
        "every_year": False,
        "level": "province" if work.region else "ministry",
        **clause_json(base, work, row),
    }


def _hidden(base: Base, rows: Sequence[DeadlineRow]) -> dict[str, Any]:
    """A comment period that no window tells of: its end in the text, else in the publisher's list, hidden."""
    row = min(rows, key=lambda row: row.basis != "text")
    work = base.work(row.work)
    assert work is not None, "deadlines refer to their work by foreign key"
    proof = clause_json(base, work, _Listed(row.snapshot))
    return {
        "kind": "comments",
        "what": work.title,
        "programme": work.programme,
        "opens": None,
        "closes": row.last_day,
        "also": _also(row.last_day, rows),
        "basis": _BASES[row.basis],
        "every_year": False,
        "level": "province" if work.region else "ministry",
        **proof,
        "quote": row.quote,
        "span": [row.start, row.end] if row.start is not None else None,
    }


@dataclass(frozen=True, slots=True)
class _Listed:
    """A place in a list, which has no clause."""

    snapshot: str
    eid: str = ""
    quote: str = ""
    start: int | None = None
    end: int | None = None


def _duty(base: Base, row: DutyRow, day: date) -> Iterable[dict[str, Any]]:
    """A duty on the next day it falls due, a single one on its own; none of a measure that has ended."""
    work = base.work(row.work)
    assert work is not None, "duties refer to their work by foreign key"
    due = _due(row, day)
    if standing(work, due) in (REPEALED, LAPSED, DRAFT):
        return
    yield {
        "kind": "duty",
        "what": shown_part(row.what, row.quote),
        "who": row.who and shown_part(row.who, row.quote),
        "programme": row.programme,
        "opens": None,
        "closes": due.isoformat(),
        "also": [],
        "basis": "stated_dates",
        "every_year": row.year is None,
        "level": "province" if work.region else "ministry",
        **clause_json(base, work, row),
    }


def _due(row: DutyRow, day: date) -> date:
    if row.year is not None:
        return _last_day(row.year, row.month, row.day)
    this_year = _last_day(day.year, row.month, row.day)
    return this_year if this_year >= day else _last_day(min(day.year + 1, MAXYEAR), row.month, row.day)


def _last_day(year: int, month: int, day: int) -> date:
    """The day, or the last of its month where it has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _reviews(base: Base, programme: str | None, day: date) -> Iterable[dict[str, Any]]:
    """When the titles of a batch run out and its review is due: of all batches that still bear a title."""
    ends: dict[tuple[str, str, str], Any] = {}
    for one in tracked(told(base, programme), day):
        if one.standing.state in HOLDING and one.standing.valid_to:
            ends.setdefault((one.programme, one.standing.batch, one.standing.valid_to.isoformat()), one)
    for (name, batch, end), one in ends.items():
        last = one.evidence[-1]
        yield {
            "kind": "review",
            "what": f"{batch}有效期届满",
            "programme": name or None,
            "opens": None,
            "closes": end,
            "also": [],
            "basis": one.standing.basis,
            "every_year": False,
            "level": "province" if last.work.region else "ministry",
            **clause_json(base, last.work, last.announcement),
        }


# -- a calendar, RFC 5545


def calendar(found: Iterable[dict[str, Any]]) -> str:
    """The windows with a known end as all-day entries on their last day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tiaowen//windows//ZH", "CALSCALE:GREGORIAN"]
    for one in found:
        if one["closes"] is not None:
            lines += _entry(one)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _entry(one: dict[str, Any]) -> list[str]:
    last = min(date.fromisoformat(one["closes"]), date.max - timedelta(days=1))  # an entry ends the day after
    key = hashlib.sha256(
        f"{one['work']}\n{one['eid']}\n{one['kind']}\n{one['closes']}\n{one['what']}".encode()
    )
    repeated = ["RRULE:FREQ=YEARLY"] if one["every_year"] else []
    return [
        "BEGIN:VEVENT",
        f"UID:{key.hexdigest()[:24]}@tiaowen",
        f"DTSTAMP:{(one['fetched_at'] or '1970-01-01T00:00:00Z').replace('-', '').replace(':', '')}",
        f"DTSTART;VALUE=DATE:{last:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        *repeated,
        f"SUMMARY:{_escaped(KINDS[one['kind']] + '截止：' + one['what'])}",
        f"DESCRIPTION:{_escaped(one['citation'] + chr(10) + one['quote'])}",
        f"URL:{one['url']}",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in stretches of 75 octets at most, no character cut."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _FOLD:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + char, size + width
    return "\r\n ".join([*pieces, piece])


def _write_to(path: Path, found: Sequence[dict[str, Any]]) -> None:
    """A calendar, or tables: the ending of the name says which."""
    if path.suffix.lower() == ".ics":
        _write(path, calendar(shown_value(list(found))))
    elif path.suffix.lower() in (".csv", ".xlsx"):
        write_sheets(path, (_sheet(found), sources_of(found)))
    else:
        raise Unanswerable(say("{path}: write .ics, .csv or .xlsx", path=path))


def _sheet(found: Iterable[dict[str, Any]]) -> Sheet:
    heads = ("类别", "起", "止", "内容", "每年", "项目", "依据", "原句", "网址", "sha256")
    rows = (
        cells(
            KINDS[one["kind"]],
            one["opens"],
            one["closes"],
            one["what"],
            "是" if one["every_year"] else "",
            *(one[name] for name in ("programme", "citation", "quote", "url", "sha256")),
        )
        for one in found
    )
    return Sheet("期限", heads, tuple(rows))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Unanswerable(say("{file}: {why}", file=path, why=spoken(error.strerror))) from error
