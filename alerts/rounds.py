"""A night's round (提醒一轮): what happened is laid before each rule, what is new is enqueued, told and sent.

The first night of a rule tells one summary and counts everything held as seen; so does a rule that now looks
for something else, for what was held before. What was published before a rule's `since` is never told. A base
that is missing, empty or built anew changes nothing: what was seen is remembered in state.db.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alerts import outbox
from alerts.atom import MOST, write_feed
from alerts.happening import Happening
from alerts.happenings import KINDS, gather
from alerts.matching import Asked, Match, Search, item_of, matches
from alerts.message import Item
from alerts.rules import Rule, Rulebook, read_rulebook
from alerts.sending import ChannelReport, Clock, now, send
from index.results import IndexUnreadable, QueryTooLong
from kb.home import Home
from kb.lock import locked
from kb.read import Base, BaseUnreadable
from kb.state import BEIJING, State, night_of


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What a rule had to tell tonight: items enqueued, and how many of the held it counted as seen."""

    rule: str
    title: str
    enqueued: int = 0
    held: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AlertReport:
    """A round: its rules, its channels, the mistakes in alerts.toml, and why nothing could be looked at."""

    rules: tuple[RuleReport, ...] = ()
    channels: tuple[ChannelReport, ...] = ()
    mistakes: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def is_degraded(self) -> bool:
        """Whether something was not done: a mistake, a rule not looked at, a channel not reached."""
        stuck = any(one.failed or one.reason for one in self.channels)
        return bool(self.mistakes or self.reason) or stuck or any(rule.reason for rule in self.rules)


def reported(state: State, report: AlertReport) -> None:
    """The run that tells of a round has told it: what it says of messages held back is not said again."""
    outbox.mark_told(state, (one for channel in report.channels for one in channel.held_back))


def alert(home: Home, *, clock: Clock = now) -> AlertReport | None:
    """Look, enqueue, write the feeds, send; None where the home has no alerts.toml."""
    if not home.alerts.exists():
        return None
    book = read_rulebook(home)
    with locked(home, "alerts"), State(home) as state:
        rules, reason = _look(state, home, book, clock())
        unwritten = _write_feeds(state, home, book)
        return AlertReport(rules, send(state, book, clock=clock), book.mistakes, reason or unwritten)


def send_only(home: Home, *, again: bool = False, clock: Clock = now) -> AlertReport:
    """Send what waits, without looking for more."""
    book = read_rulebook(home)
    with locked(home, "alerts"), State(home) as state:
        unwritten = _write_feeds(state, home, book)
        return AlertReport((), send(state, book, again=again, clock=clock), book.mistakes, unwritten)


def _look(
    state: State, home: Home, book: Rulebook, moment: datetime
) -> tuple[tuple[RuleReport, ...], str | None]:
    """Each rule on what the base holds; without a base no rule begins."""
    if not book.rules:
        return (), None
    try:
        base = Base(home.kb)
    except BaseUnreadable as error:
        return (), str(error)
    with base:
        happenings = gather(base)
        search = Searching(home, base, moment.astimezone(BEIJING).date())
        reports = tuple(_ask(state, base, rule, happenings, search, moment) for rule in book.rules)
        outbox.hold(state, (key for one in happenings for key in one.keys), moment)
    return reports, None


class Searching:
    """The index of a home for saved searches: opened when the first is asked, each query asked once."""

    def __init__(self, home: Home, base: Base, today: date) -> None:
        self._home, self._base, self._today = home, base, today
        self._found: dict[str, Mapping[str, str]] = {}

    def __call__(self, query: str) -> Mapping[str, str]:
        """Of each work that has all that the query asks, the eId of its best clause."""
        if query not in self._found:
            from index.fulltext import open_index  # only a saved search needs it
            from index.query import parse, strictly

            with open_index(self._home, self._base, day=self._today) as index:
                found = index.search(strictly(parse(query)), limit=max(1, index.documents))
            self._found[query] = {hit.work: hit.eid for hit in reversed(found.hits)}
        return self._found[query]


def _ask(
    state: State, base: Base, rule: Rule, happenings: Sequence[Happening], search: Search, moment: datetime
) -> RuleReport:
    """Lay what happened before a rule; what cannot be asked tonight is asked again, and nothing is lost."""
    try:
        asked = Asked.of(rule, search)
    except (IndexUnreadable, QueryTooLong) as error:
        return RuleReport(rule.id, rule.title, reason=str(error))
    stood = outbox.standing(state, rule)
    known = [one for one in happenings if not stood.seen.isdisjoint(one.keys)]
    fresh = [one for one in happenings if stood.seen.isdisjoint(one.keys) and _is_young(one, rule, stood)]
    taken = tuple(
        match
        for match in matches(asked, base, fresh, moment.astimezone(BEIJING).date())
        if stood.seen.isdisjoint(match.happening.keys)
    )
    told, held = _told_and_held(state, stood, taken)
    told = tuple(match for match in told if match.happening.published >= _since(rule, stood))
    items = [item_of(rule, match, base) for match in without_their_documents(told)]
    begins = stood.started is None or bool(held)
    if begins:
        items.insert(0, _summary(rule, held, moment, changed=stood.changed))
    met = (*known, *(match.happening for match in (*told, *held)))
    enqueued = outbox.enqueue(state, rule, items, (key for one in met for key in one.keys), moment)
    return RuleReport(rule.id, rule.title, enqueued, len(held) if begins else None)


def _since(rule: Rule, stood: outbox.Standing) -> str:
    """The first day whose documents are told; the night the rule began, unless it names one."""
    return rule.since.isoformat() if rule.since else stood.started or ""


def _is_young(one: Happening, rule: Rule, stood: outbox.Standing) -> bool:
    """Whether a happening is looked at: those before `since` only where the rule is new or changed."""
    return stood.started is None or stood.changed or one.published >= _since(rule, stood)


def _told_and_held(
    state: State, stood: outbox.Standing, taken: Sequence[Match]
) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """What is told one by one, and what is only counted because it was held before the rule asked for it."""
    if stood.started is None:
        return (), tuple(taken)
    if not stood.changed:
        return tuple(taken), ()
    before = outbox.keys_seen(state, outbox.HELD)
    held = tuple(match for match in taken if _was_held(match.happening, before))
    return tuple(match for match in taken if not _was_held(match.happening, before)), held


def without_their_documents(told: Sequence[Match]) -> tuple[Match, ...]:
    """What is told, without the documents that one of their own events already tells."""
    events = {match.happening.works[0] for match in told if match.happening.kind == "recognition"}
    return tuple(m for m in told if m.happening.kind != "document" or m.happening.works[0] not in events)


def _was_held(one: Happening, before: frozenset[str]) -> bool:
    """Whether it was there on an earlier night; a last day is due when it is due."""
    return one.last_day is None and not before.isdisjoint(one.within or one.keys)


def _summary(rule: Rule, held: Iterable[Match], moment: datetime, *, changed: bool) -> Item:
    """The one item that tells how much was held when a rule began or changed: counts, not the things."""
    held = tuple(held)
    counts = Counter(match.happening.kind for match in held)
    parts = "、".join(f"{name} {counts[kind]} 件" for kind, name in KINDS.items() if counts[kind])
    days = sorted(match.happening.published for match in held if match.happening.published)
    span = f"，发布于 {days[0]} 至 {days[-1]}" if days else ""
    begun = "规则条件已改，" if changed else "规则今起生效，"
    since = f"，且只报 {rule.since} 起发布的" if rule.since else ""
    return Item(
        rule=rule.id,
        rule_title=rule.title,
        key=f"summary:{rule.id}:{rule.looks_for}",
        kind="summary",
        title=rule.title,
        line=f"{begun}库中已有符合条件的 {len(held)} 件{f'（{parts}{span}）' if parts else ''}，不逐件提醒；"
        f"今后只报新的{since}。",
        published=night_of(moment),
        fictional=any(match.happening.fictional for match in held),
    )


def _write_feeds(state: State, home: Home, book: Rulebook) -> str | None:
    """The Atom file of each rule; why one could not be written, which keeps no message back."""
    try:
        for rule in book.rules:
            began = outbox.started(state, rule.id)
            if began is not None:
                write_feed(home, rule, began, outbox.fed(state, rule.id, MOST))
    except OSError as error:
        return f"{error.filename or home.feeds}: {error.strerror or error}"
    return None
