"""timeline: all that is known of one holder (沿革): each event with its evidence, and what it made of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from cleaners.normalise import fold
from cleaners.recognition.holdings import holder_key
from kb.home import Home
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.display import facts, fill, table
from reader.proof import proof_json
from reader.sheets import Sheet, cells, sources_of, write_sheets
from reader.tracked import STATES, Told, Tracked, counts, told, tracked
from reader.wording import say

_SHOWN = 8  # names offered where several holders answer to what is asked


def timeline(home: Home, name: str, *, day: date, as_json: bool, to: Path | None = None) -> int:
    """Print the events of a holder, by its name, a former one, or a part that only it has."""
    asked = readable(name).strip()
    with opened(home) as base:
        events = told(base)
        names = _names_of(events, asked)
        own = [
            one for one in events if one.event.holder_key in names or holder_key(one.event.old_name) in names
        ]
        holders = [one for one in tracked(events, day) if {holder_key(n) for n in one.standing.names} & names]
        view: dict[str, Any] = {
            "asked": asked,
            "as_of": day.isoformat(),
            "standings": [_standing(one) for one in holders],
            "events": [proof_json(base, one) | {"counts": counts(one)} for one in own],
        }
    if to is not None:
        write_sheets(to, (_sheet(view), sources_of(view["events"])))
    if as_json:
        print_json(view)
    else:
        _print(view)
    return DONE


def _sheet(view: dict[str, Any]) -> Sheet:
    heads = ("日期", "事项", "批次", "主体", "原名称", "地区", "内容", "依据", "原句", "网址", "sha256")
    rows = (
        cells(
            *(one[name] for name in ("day", "type_zh", "batch", "holder", "old_name", "region", "outcome")),
            *(one[name] for name in ("citation", "quote", "url", "sha256")),
        )
        for one in view["events"]
    )
    return Sheet("沿革", heads, tuple(rows))


def _names_of(events: tuple[Told, ...], asked: str) -> set[str]:
    """The keys of the one holder that is meant, its former and later names among them."""
    names = {one.event.holder_key: one.event.holder for one in events}
    names |= {holder_key(one.event.old_name): one.event.old_name for one in events if one.event.old_name}
    key = holder_key(asked)
    found = {key} if key in names else {held for held in names if fold(asked) and fold(asked) in held}
    keys = _with_renames(events, found)
    if not found:
        raise Unanswerable(say("no holder is called {name}", name=shortened(asked)))
    if key not in names and keys != _with_renames(events, {min(found)}):
        listed = "、".join(names[held] for held in sorted(found)[:_SHOWN])
        raise Unanswerable(say("{n} holders are called so: {names} …", n=len(found), names=listed))
    return keys


def _with_renames(events: tuple[Told, ...], keys: set[str]) -> set[str]:
    """The keys and those that renames connect with them."""
    pairs = [(holder_key(o.event.old_name), o.event.holder_key) for o in events if o.event.old_name]
    found, size = set(keys), -1
    while size != len(found):
        size = len(found)
        for old, new in pairs:
            if old in found or new in found:
                found |= {old, new}
    return found


def _standing(one: Tracked) -> dict[str, Any]:
    standing = one.standing
    return {
        "programme": one.programme,
        "holder": standing.name,
        "names": list(standing.names),
        "region": one.region or None,
        "batch": standing.batch,
        "state": standing.state,
        "state_zh": STATES[standing.state],
        "valid_from": standing.valid_from.isoformat() if standing.valid_from else None,
        "valid_to": standing.valid_to.isoformat() if standing.valid_to else None,
        "validity_basis": standing.basis,
        "remedial": standing.remedial,
    }


def _told(event: dict[str, Any]) -> str:
    """What an event is called, with what came of it where that is known: 公示（通过）."""
    return f"{event['type_zh']}（{event['outcome']}）" if event["outcome"] else str(event["type_zh"])


def _print(view: dict[str, Any]) -> None:
    out = console()
    for one in view["standings"]:
        out.print(one["holder"], style="bold", markup=False)
        state = one["state_zh"] + ("（整改）" if one["remedial"] else "")
        out.print(
            facts(
                [
                    ("Programme", one["programme"]),
                    ("Former names", "、".join(one["names"][1:])),
                    ("Region", one["region"]),
                    ("Batch", one["batch"]),
                    ("State", f"{state}（{view['as_of']}）"),
                    ("Valid to", one["valid_to"]),
                ]
            )
        )
    rows = (
        (event["day"], _told(event), event["batch"], event["citation"], event["url"])
        for event in view["events"]
    )
    out.print(fill(table("Day", "Event", "Batch", "Evidence", "URL"), rows))
