"""One Atom file a rule (订阅源), var/feeds/<rule>.atom: RFC 4287, times with +08:00, ids that never change.

Made from state.db alone, so that it is the same whatever became of kb.db; written beside and renamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from lxml import etree

from alerts.digest import FICTIONAL
from alerts.message import Item, as_shown
from alerts.rules import Rule
from kb.home import Home
from kb.state import BEIJING

_ATOM = "http://www.w3.org/2005/Atom"
_SINCE = "2026"  # a tag: URI names a year in which its authority was ours
MOST = 200  # entries of a feed
# What XML 1.0 cannot hold.
_ILLEGAL = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Entry = tuple[Item, str, str]  # item, idempotency key, when it was enqueued


def write_feed(home: Home, rule: Rule, started: str, entries: Sequence[Entry]) -> Path:
    """The feed of a rule, the newest entry first."""
    path = home.feeds / f"{rule.id}.atom"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_bytes(feed(rule, started, entries))
    beside.replace(path)
    return path


def feed(rule: Rule, started: str, entries: Sequence[Entry]) -> bytes:
    """The bytes of a feed; without entries it was updated when the rule began."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _add(root, "id", f"tag:tiaowen.invalid,{_SINCE}:rule/{rule.id}")
    _add(root, "title", f"条文 · {rule.title}")
    _add(root, "updated", max((_beijing(when) for *_, when in entries), default=f"{started}T00:00:00+08:00"))
    _add(_add(root, "author"), "name", "条文 Tiaowen")
    _add(root, "generator", "Tiaowen")
    for item, key, when in entries:
        _entry(root, as_shown(item), key, when)
    tree = etree.ElementTree(root)
    return etree.tostring(tree, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(root: etree._Element, item: Item, key: str, when: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"tag:tiaowen.invalid,{_SINCE}:alert/{item.rule}/{key}")
    _add(entry, "title", item.title + (FICTIONAL if item.fictional else ""))
    _add(entry, "updated", _beijing(when))
    if item.published and item.kind != "summary":
        _add(entry, "published", f"{item.published}T00:00:00+08:00")
    if item.url.startswith(("http://", "https://")):
        _add(entry, "link").attrib.update({"rel": "alternate", "href": _legal(item.url)})
    for label in filter(None, (item.programme, item.region)):
        _add(entry, "category").set("term", _legal(label))
    told = (item.line, item.why, f"“{item.quote}”" if item.quote else "")
    _add(entry, "content", "\n".join(line for line in told if line)).set("type", "text")


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = None if text is None else _legal(text)
    return element


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _beijing(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(BEIJING).isoformat(timespec="seconds")
