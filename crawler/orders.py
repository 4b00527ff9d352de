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

    [[chain]]                         # a host that does not send its intermediate certificate
    host = "www.example.gov.cn"
    file = "example.pem"              # in certificates/ of the home
    reason = "证书链不完整，网站未发送中间证书"
    date = 2026-11-29

    [[legacy_tls]]                    # a host that speaks only the TLS of old times: small keys, weak DH
    host = "old.example.gov.cn"
    reason = "服务器只支持1024位密钥"
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
    "chain": {"host": str, "file": str, "reason": str, "date": date},
    "legacy_tls": {"host": str, "reason": str, "date": date},
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
class Chain:
    """The intermediate certificate that a host does not send, in a file of the home."""

    host: str
    file: str
    reason: str
    date: date


@dataclass(frozen=True, slots=True)
class LegacyTls:
    """A host that is spoken to by the rules of old times."""

    host: str
    reason: str
    date: date


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders of a home."""

    mutes: tuple[Mute, ...] = ()
    robots: tuple[RobotsRuling, ...] = ()
    chains: tuple[Chain, ...] = ()
    legacy: tuple[LegacyTls, ...] = ()

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

    def chain_of(self, host: str) -> Chain | None:
        """The certificate that a host does not send."""
        return next((one for one in self.chains if one.host == host), None)

    def legacy_tls(self, host: str) -> LegacyTls | None:
        """The order by which a host is spoken to as in old times."""
        return next((one for one in self.legacy if one.host == host), None)

    def tls_of(self, host: str) -> str | None:
        """What is to be said of everything that was fetched from a host over https."""
        chain, legacy = self.chain_of(host), self.legacy_tls(host)
        said = [f"{chain.date}: intermediate from {chain.file}: {chain.reason}"] if chain else []
        said += [f"{legacy.date}: legacy TLS: {legacy.reason}"] if legacy else []
        return "; ".join(said) or None


NO_ORDERS = Orders()


def read_orders(home: Home) -> Orders:
    """The orders of a home; none where there is no file, OrderUnclear for the first that is not clear."""
    if not home.orders.exists():
        return NO_ORDERS
    try:
        held = tomllib.loads(home.orders.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise OrderUnclear(f"{home.orders} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OrderUnclear(f"{home.orders}: no TOML: {' '.join(str(error).split())}") from error
    if unknown := sorted(held.keys() - _KEYS.keys()):
        raise OrderUnclear(f"{home.orders}: unknown order {unknown[0]}; there are {', '.join(_KEYS)}")
    return Orders(
        tuple(Mute(**entry) for entry in _entries(home, held, "mute")),
        tuple(RobotsRuling(**entry) for entry in _entries(home, held, "robots")),
        tuple(Chain(**entry) for entry in _chains(home, held)),
        tuple(LegacyTls(**entry) for entry in _entries(home, held, "legacy_tls")),
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


def _chains(home: Home, held: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Certificates that hosts do not send; each must be there, in a file of the home."""
    entries = _entries(home, held, "chain")
    for number, entry in enumerate(entries, start=1):
        path = (home.certificates / entry["file"]).resolve()
        if not path.is_relative_to(home.certificates.resolve()) or not path.is_file():
            raise OrderUnclear(
                f"{home.orders}, chain {number}: no file {entry['file']} in {home.certificates}"
            )
        if b"-----BEGIN CERTIFICATE-----" not in path.read_bytes():
            raise OrderUnclear(f"{home.orders}, chain {number}: {entry['file']} holds no certificate (PEM)")
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
