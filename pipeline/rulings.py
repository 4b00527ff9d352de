"""What people have decided of single events (裁定): TOML files in the home, each with reason and date.

    [[ruling]]
    work = "产振部县域〔2022〕83号"        # the notice
    holder = "青砚市竹编特色工坊集群"      # as its list prints it; without: all its events of the type
    type = "recognise"                     # optional
    reject = true                          # or: set = { region = "河北省", holder = "…" }
    reason = "名单与红头文件不符"
    date = 2026-11-29

A ruling acts at every build, and what it touches says so. One that meets no event is reported: it was meant.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cleaners.official.regions import province_of
from cleaners.recognition.holdings import holder_key
from kb.home import Home
from kb.rows import EventRow

_KEYS = frozenset({"work", "holder", "type", "reject", "set", "reason", "date"})
_SETTABLE = frozenset({"holder", "old_name", "region", "batch", "programme", "product"})


class RulingUnreadable(Exception):
    """A ruling that cannot be followed; the message is one line that names its file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on events; `place` names it: file and number. `sets` is empty when it rejects."""

    place: str
    work: str
    holder: str | None
    type: str | None
    sets: tuple[tuple[str, str], ...]
    reason: str
    date: date

    def meets(self, event: EventRow) -> bool:
        """Whether the event is meant."""
        named = self.holder is None or holder_key(self.holder) == event.holder_key
        return event.work == self.work and named and self.type in (None, event.type)

    def on(self, event: EventRow) -> EventRow:
        """The event as it is decided, with the reason."""
        why = f"裁定（{self.date.isoformat()}）：{self.reason}"
        if not self.sets:
            return replace(event, review="rejected", reason=why)
        values: dict[str, Any] = dict(self.sets)
        changed = replace(event, review="ok", reason=why, **values)
        return replace(changed, holder_key=holder_key(changed.holder), province=province_of(changed.region))


def read_rulings(home: Home) -> tuple[Ruling, ...]:
    """The rulings of a home, in the order of its files; RulingUnreadable for the first that is not clear."""
    found: list[Ruling] = []
    for path in sorted(home.rulings.glob("**/*.toml")):
        for number, entry in enumerate(_entries(path), start=1):
            found.append(_ruling(f"{path.relative_to(home.root)}, ruling {number}", entry))
    return tuple(found)


def ruled(events: Iterable[EventRow], rulings: Sequence[Ruling], met: set[str]) -> list[EventRow]:
    """The events as they are decided; `met` gains the places of the rulings that acted."""
    found = []
    for event in events:
        for ruling in rulings:
            if ruling.meets(event):
                met.add(ruling.place)
                event = ruling.on(event)
        found.append(event)
    return found


def _entries(path: Path) -> list[Mapping[str, Any]]:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8")).get("ruling", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulingUnreadable(f"{path}: no TOML: {' '.join(str(error).split())}") from error
    if not isinstance(held, list) or not all(isinstance(entry, dict) for entry in held):
        raise RulingUnreadable(f"{path}: rulings are written as [[ruling]]")
    return held


def _ruling(place: str, entry: Mapping[str, Any]) -> Ruling:
    wrong = _wrong(entry)
    if wrong:
        raise RulingUnreadable(f"{place}: {wrong}")
    sets = tuple(sorted((name, str(value)) for name, value in entry.get("set", {}).items()))
    return Ruling(
        place, entry["work"], entry.get("holder"), entry.get("type"), sets, entry["reason"], entry["date"]
    )


def _wrong(entry: Mapping[str, Any]) -> str | None:
    """What is wrong with a ruling; None when it is clear."""
    if unknown := sorted(entry.keys() - _KEYS):
        return f"unknown key {unknown[0]}"
    for key in ("work", "reason"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            return f"needs a {key}"
    if type(entry.get("date")) is not date:
        return "needs a date, YYYY-MM-DD without quotes"
    sets = entry.get("set", {})
    if bool(sets) == bool(entry.get("reject")):
        return "either rejects (reject = true) or corrects (set = { … })"
    if not isinstance(sets, dict) or sets.keys() - _SETTABLE:
        return f"set takes {', '.join(sorted(_SETTABLE))}"
    return None
