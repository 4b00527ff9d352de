"""compare: two lists of a programme side by side (名单对照): who was dropped, added, or is in both.

A list is named by its notice (文号, title or work id), or by a batch and what was done: 2022年度公示.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaners.normalise import fold
from cleaners.recognition.holdings import holder_key
from index.citations import parse_reference
from index.resolve import resolve
from kb.home import Home
from kb.read import Base
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.citing import called
from reader.display import fill, table
from reader.proof import clause_json
from reader.recognitions import programme_id
from reader.sheets import Sheet, cells, sources_of, write_sheets
from reader.tracked import TYPES, Told, told
from reader.wording import say

_DONE = {
    "复核公示": "publicise",
    "公示": "publicise",
    "公布": "recognise",
    "认定": "recognise",
    "复核": "renew",
    "撤销": "revoke",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The holders of one list: of one notice and one type, by their keys."""

    label: str
    events: tuple[Told, ...]

    @property
    def keys(self) -> dict[str, Told]:
        return {one.event.holder_key: one for one in self.events}


def compare(
    home: Home, first: str, second: str, *, programme: str | None, as_json: bool, to: Path | None = None
) -> int:
    """Print who stands in one list and not in the other."""
    wanted = programme_id(programme) if programme else None
    with opened(home) as base:
        events = told(base, wanted)
        a, b = (_listing(base, events, readable(name).strip()) for name in (first, second))
        view = _view(base, a, b, _renames(events))
    if to is not None:
        write_sheets(to, (_sheet(view), sources_of((view["a"], view["b"]))))
    if as_json:
        print_json(view)
    else:
        _print(view)
    return DONE


def _sheet(view: dict[str, Any]) -> Sheet:
    """Who stands in one list alone, and who was renamed between them."""
    a, b = view["a"]["label"], view["b"]["label"]
    rows = [cells(f"仅见于 {a}", one["seq"], one["region"], one["holder"], "") for one in view["dropped"]]
    rows += [cells(f"仅见于 {b}", one["seq"], one["region"], one["holder"], "") for one in view["added"]]
    rows += [cells("更名", "", "", one["to"], one["from"]) for one in view["renamed"]]
    return Sheet("名单对照", ("差异", "序号", "地区", "主体", "原名称"), tuple(rows))


def _listing(base: Base, events: tuple[Told, ...], asked: str) -> Listing:
    """The list that is meant; several that are not told apart are named."""
    found = _of_batch(events, asked) or _of_notice(base, events, asked)
    groups: dict[tuple[str, str], list[Told]] = {}
    for one in found:
        groups.setdefault((one.work.id, one.event.type), []).append(one)
    if not groups:
        raise Unanswerable(say("no list of holders is held of {name}", name=shortened(asked)))
    if len(groups) > 1:
        names = "; ".join(f"{own[0].work.id} {_label(base, own)}" for _, own in sorted(groups.items()))
        raise Unanswerable(say("{name} has several lists: {names}", name=shortened(asked), names=names))
    (own,) = groups.values()
    return Listing(_label(base, own), tuple(own))


def _label(base: Base, own: Sequence[Told]) -> str:
    """A list as a person is told of it: its notice, and what was done."""
    return f"{called(base, own[0].work)}（{TYPES[own[0].event.type]}）"


def _of_batch(events: tuple[Told, ...], asked: str) -> list[Told]:
    """The events of a batch and what was done with it: 2022年度公示."""
    done = next((word for word in _DONE if asked.endswith(word)), "")
    batch = fold(asked.removesuffix(done))
    kind = _DONE.get(done, "recognise")
    own = [one for one in events if batch and fold(one.event.batch) == batch]
    final = min((one.announcement.day or "" for one in own if one.event.type == "recognise"), default="")
    found = [one for one in own if one.event.type == kind]
    if kind != "publicise" or not final:
        return found
    # a 公示 behind the final list is one of the review
    review = asked.endswith("复核公示")
    return [one for one in found if ((one.announcement.day or "") > final) == review]


def _of_notice(base: Base, events: tuple[Told, ...], asked: str) -> list[Told]:
    """The events of a notice; of one with several types those that its end names: 某号撤销."""
    done = next((word for word in _DONE if asked.endswith(word)), "")
    for name, kinds in ((asked, None), (asked.removesuffix(done), {_DONE.get(done)})):
        reference = parse_reference(name)
        works = {target.work for target in resolve(base, reference)} if reference else {name}
        found = [one for one in events if one.work.id in works and (kinds is None or one.event.type in kinds)]
        if found:
            return found
    return []


def _renames(events: tuple[Told, ...]) -> dict[str, str]:
    return {holder_key(o.event.old_name): o.event.holder_key for o in events if o.event.old_name}


def _view(base: Base, a: Listing, b: Listing, renames: dict[str, str]) -> dict[str, Any]:
    """Who is in both, dropped or added; a holder that was renamed in between is in both."""
    first, second = a.keys, b.keys
    renamed = {key: renames[key] for key in first if key not in second and renames.get(key) in second}
    both = [key for key in first if key in second]
    dropped = [key for key in first if key not in second and key not in renamed]
    added = [key for key in second if key not in first and key not in renamed.values()]
    return {
        "a": _side(base, a),
        "b": _side(base, b),
        "both": len(both),
        "renamed": [
            {"from": first[old].event.holder, "to": second[new].event.holder} for old, new in renamed.items()
        ],
        "dropped": [_holder(base, first[key]) for key in dropped],
        "added": [_holder(base, second[key]) for key in added],
    }


def _side(base: Base, listing: Listing) -> dict[str, Any]:
    one = listing.events[0]
    row = one.announcement
    return {
        "label": listing.label,
        "batch": one.event.batch,
        "day": row.day,
        "declared": row.declared,
        "extracted": len(listing.events),
        "complete": not row.doubts,
        **clause_json(base, one.work, row),
    }


def _holder(base: Base, one: Told) -> dict[str, Any]:
    event = one.event
    return {
        "holder": event.holder,
        "region": event.region or None,
        "seq": event.seq,
        "product": event.product or None,
    }


def _print(view: dict[str, Any]) -> None:
    out = console()
    for side in ("a", "b"):
        held = view[side]
        lacking = "" if held["complete"] else f"  {say('list incomplete')}"
        out.print(
            f"{say(side.upper())}  {held['label']}  {held['day']}  {held['extracted']}{lacking}", markup=False
        )
    rows = [(say("A"), one["seq"], one["region"], one["holder"]) for one in view["dropped"]]
    rows += [(say("B"), one["seq"], one["region"], one["holder"]) for one in view["added"]]
    rows += [(say("A") + "→" + say("B"), "", "", f"{one['from']} → {one['to']}") for one in view["renamed"]]
    out.print(fill(table("Only in", "No.", "Region", "Holder"), rows))
    counts = {"both": view["both"], "dropped": len(view["dropped"]), "added": len(view["added"])}
    out.print(say("{both} in both, {dropped} only in A, {added} only in B", **counts), style="dim")
