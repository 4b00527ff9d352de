"""What the operator ordered of the crawl (指令): crawl.toml in the home, each order with its reason and day.

    [[mute]]                          # a red source that the night is not to be red for
    source = "miit_feed"
    until = 2026-12-31                # the last night; from then on it speaks again
    reason = "部门网站改版，2027年1月恢复"
    date = 2026-11-29

    [[robots]]                        # a host whose robots.txt answers 401 or 403
    host = "www.example.gov.cn"
    fetch = true                      # or false: nothing of it is fetched
    reason = "网站管理员电话确认可以采集"
    date = 2026-11-29

An order that is not clear stops a verb before it fetches anything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.home import Home

_KEYS = {
    "mute": {"source": str, "until": date, "reason": str, "date": date},
    "robots": {"host": str, "fetch": bool, "reason": str, "date": date},
}
_FORM = {str: "a text", date: "a day, YYYY-MM-DD without quotes", bool: "true or false"}


class OrderUnclear(Exception):
    """An order that cannot be followed; the message is one line that names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Mute:
    """A source whose red nights are known, up to and with a day."""

    source: str
    until: date
    reason: str
    date: date

    def holds(self, night: str) -> bool:
        """Whether a night is within it."""
        return night <= self.until.isoformat()


@dataclass(frozen=True, slots=True)
class RobotsRuling:
    """What is done with a host that refuses its robots.txt."""

    host: str
    fetch: bool
    reason: str
    date: date


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders of a home."""

    mutes: tuple[Mute, ...] = ()
    robots: tuple[RobotsRuling, ...] = ()

    def muted(self, source: str, night: str) -> Mute | None:
        """The mute of a source that holds on a night."""
        return next((one for one in self.mutes if one.source == source and one.holds(night)), None)

    def strangers(self, sources: frozenset[str]) -> tuple[str, ...]:
        """What is muted and is no source."""
        return tuple(sorted({one.source for one in self.mutes} - sources))

    def on_host(self, host: str) -> RobotsRuling | None:
        """The latest ruling on a host."""
        found = [one for one in self.robots if one.host == host]
        return max(found, key=lambda one: one.date, default=None)


NO_ORDERS = Orders()


def read_orders(home: Home) -> Orders:
    """The orders of a home; none where there is no file, OrderUnclear for the first that is not clear."""
    if not home.orders.is_file():
        return NO_ORDERS
    try:
        held = tomllib.loads(home.orders.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OrderUnclear(f"{home.orders}: no TOML: {' '.join(str(error).split())}") from error
    if unknown := sorted(held.keys() - _KEYS.keys()):
        raise OrderUnclear(f"{home.orders}: unknown order {unknown[0]}; there are [[mute]] and [[robots]]")
    return Orders(
        tuple(Mute(**entry) for entry in _entries(home, held, "mute")),
        tuple(RobotsRuling(**entry) for entry in _entries(home, held, "robots")),
    )


def _entries(home: Home, held: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """The orders of a kind, each with exactly its keys in their form."""
    entries = held.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise OrderUnclear(f"{home.orders}: orders are written as [[{kind}]]")
    for number, entry in enumerate(entries, start=1):
        if wrong := _wrong(entry, _KEYS[kind]):
            raise OrderUnclear(f"{home.orders}, {kind} {number}: {wrong}")
    return entries


def _wrong(entry: Mapping[str, Any], keys: Mapping[str, type]) -> str | None:
    """What is wrong with an order; None when it is clear."""
    if unknown := sorted(entry.keys() - keys.keys()):
        return f"unknown key {unknown[0]}"
    for key, form in keys.items():
        value = entry.get(key)
        if type(value) is not form or (isinstance(value, str) and not value.strip()):
            return f"needs `{key}`, {_FORM[form]}"
    return None
