"""The home's alert rules and channels (规则与渠道): alerts.toml, read with one line for each mistake.

A rule that cannot be used is left out with its line, and the others work; what it would have told waits until
it is mended, for nothing counts as seen that no rule has looked at. See samples/alerts.toml.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any

from alerts.channels import Channel, channel_of
from alerts.happenings import KINDS
from alerts.names import too_short
from alerts.options import Mistake, Options
from cleaners.recognition.programmes import programme_ids
from kb.home import Home
from reader.names import NotNames, read_names

_ID = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff-]{1,40}")  # an id is part of a file name
_SCHEDULES = ("nightly", "weekly")
_LINEAGES = ("official", "any")
FEED = "atom"  # the channel of a rule's own Atom file; never one of alerts.toml


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody wants to be told (规则): all conditions together; within one any of its values."""

    id: str
    title: str
    since: date | None
    programmes: tuple[str, ...]
    regions: tuple[str, ...]
    names: tuple[str, ...]
    search: str | None
    kinds: tuple[str, ...]
    lineage: str
    remind_days: int
    schedule: str
    channels: tuple[str, ...]

    @property
    def looks_for(self) -> str:
        """A digest of the conditions: another one is another question."""
        since = str(self.since)
        asked = (since, self.programmes, self.regions, self.names, self.search, self.kinds, self.lineage)
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """alerts.toml as far as it can be used, and a line for each mistake in it."""

    rules: tuple[Rule, ...] = ()
    channels: tuple[Channel, ...] = ()
    mistakes: tuple[str, ...] = ()

    def channel(self, name: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.id == name), None)


def read_rulebook(home: Home) -> Rulebook:
    """The rules and channels of a home; none where it has no alerts.toml."""
    if not home.alerts.exists():
        return Rulebook()
    try:
        written = tomllib.loads(home.alerts.read_bytes().decode("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Rulebook(mistakes=(f"alerts.toml cannot be read: {' '.join(str(error).split())}",))
    mistakes = [f"alerts.toml: unknown table {name!r}" for name in written.keys() - {"rule", "channel"}]
    channels: list[Channel] = []
    declared: set[str] = set()
    for options in _tables(written, "channel", mistakes):
        try:
            name = _id(options, declared, FEED)
            channels.append(channel_of(name, options, home))
        except Mistake as mistake:
            mistakes.append(str(mistake))
    rules: list[Rule] = []
    taken: set[str] = set()
    for options in _tables(written, "rule", mistakes):
        try:
            rules.append(_rule(options, taken, declared, home))
        except Mistake as mistake:
            mistakes.append(str(mistake))
    return Rulebook(tuple(rules), tuple(channels), tuple(mistakes))


def _tables(written: dict[str, Any], kind: str, mistakes: list[str]) -> list[Options]:
    """The [[rule]] or [[channel]] tables, each named for its messages by its id or its number."""
    listed = written.get(kind, [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        mistakes.append(f"alerts.toml: write [[{kind}]], once for each")
        return []
    return [
        Options(table, f"{kind} {table.get('id', f'number {place}')!r}")
        for place, table in enumerate(listed, 1)
    ]


def _id(options: Options, taken: set[str], reserved: str = "") -> str:
    name = options.text("id")
    if not _ID.fullmatch(name):
        raise options.wrong("id may have letters, digits, - and _, at most 40")
    if name in taken or name == reserved:
        raise options.wrong(
            "there is another of this id" if name in taken else "this id is taken by the feeds"
        )
    taken.add(name)
    return name


def _rule(options: Options, taken: set[str], channels: set[str], home: Home) -> Rule:
    name = _id(options, taken)
    rule = Rule(
        id=name,
        title=options.text("title", name),
        since=options.day("since"),
        programmes=_known(options, "programme", programme_ids()),
        regions=options.texts("region"),
        names=_names(options, home),
        search=_search(options),
        kinds=_known(options, "kinds", tuple(KINDS)) or tuple(KINDS),
        lineage=options.one_of("lineage", _LINEAGES, "official"),
        remind_days=options.number("remind_days", 7, most=90),
        schedule=options.one_of("schedule", _SCHEDULES, "nightly"),
        channels=_known(options, "channels", tuple(sorted(channels))),
    )
    options.done()
    return rule


def _known(options: Options, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of texts, each of which must be known."""
    values = options.texts(name)
    unknown = next((value for value in values if value not in known), None)
    if unknown is not None:
        raise options.wrong(f"{name}: no {unknown!r}; there are: {', '.join(known) or 'none'}")
    return values


def _search(options: Options) -> str | None:
    """A saved search, as search_cli.py takes it."""
    if not options.has("search"):
        return None
    from index.query import parse  # only a saved search needs it

    query = options.text("search")
    if parse(query).root is None:
        raise options.wrong("search has nothing to look for")
    return query


def _names(options: Options, home: Home) -> tuple[str, ...]:
    """The names written here and those of names_file, which stands in the home."""
    names = (*options.texts("names"), *_names_of_file(options, home))
    short = next(filter(too_short, names), None)
    if short is not None:
        raise options.wrong(f"names: {short!r} is too short to be looked for")
    return tuple(dict.fromkeys(names))


def _names_of_file(options: Options, home: Home) -> tuple[str, ...]:
    if not options.has("names_file"):
        return ()
    file = options.text("names_file")
    try:
        return read_names(home.root / file)
    except NotNames as error:
        raise options.wrong(f"names_file {file}: {error}") from error
    except OSError as error:
        raise options.wrong(f"names_file {file}: {error.strerror or error}") from error
