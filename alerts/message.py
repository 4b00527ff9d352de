"""What is told (报文): an item as it waits in state.db, and a message made of items; records and JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace

from cleaners.masking.masks import shown, shown_together


@dataclass(frozen=True, slots=True)
class Item:
    """One happening as a rule tells it (条目): words, quote, address, evidence; no clock in it."""

    rule: str
    rule_title: str
    key: str  # of the happening
    kind: str  # document, deadline, summary
    title: str
    line: str
    why: str = ""
    quote: str = ""
    url: str = ""
    programme: str | None = None
    region: str | None = None
    names: tuple[str, ...] = ()
    lineage: str = ""
    published: str = ""
    last_day: str | None = None
    work: str = ""
    snapshot: str | None = None
    fetched_at: str | None = None
    body_sha256: str | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is sent at once (报文). `key` follows from its items; `composed`: ISO 8601, +08:00."""

    key: str
    channel: str
    title: str
    plain: str
    markdown: str
    composed: str
    part: int
    parts: int
    items: tuple[Item, ...]


def key_of(*parts: str) -> str:
    """An idempotency key: 16 hex digits of what it stands for."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def item_key(item: Item, channel: str) -> str:
    """The key of what a rule tells a channel of a happening; the same on every night."""
    return key_of(item.rule, channel, item.key)


def as_shown(item: Item) -> Item:
    """An item as it may be told: nobody's number in it. State keeps it as it happened."""
    title, line, why, quote = shown_together([item.title, item.line, item.why, item.quote])
    names = tuple(map(shown, item.names))
    return replace(item, title=title, line=line, why=why, quote=quote, names=names)


def written(record: Item | Message) -> str:
    """A record as it stands in state.db."""
    return json.dumps(asdict(record), ensure_ascii=False, sort_keys=True)


def read_item(text: str) -> Item:
    return _item(json.loads(text))


def read_message(text: str) -> Message:
    known = json.loads(text)
    return Message(**known | {"items": tuple(_item(each) for each in known["items"])})


def _item(known: dict[str, object]) -> Item:
    """An item of any version of this program: fields it does not know are left out."""
    names = {field.name for field in fields(Item)}
    kept = {name: value for name, value in known.items() if name in names}
    return Item(**kept | {"names": tuple(known.get("names") or ())})  # type: ignore[arg-type]
