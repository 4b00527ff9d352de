"""What waits and what was told (发件箱), in state.db: seen happenings, items, messages and their fate.

A happening is enqueued for a rule once ever, in one transaction with the mark that it was seen. Items become
messages once, and a message is kept as it was composed: what is sent again is the same to the letter and
bears the same idempotency key. A message is marked before its channel has it, so that a kill before the
channel's answer is seen: who knows repeats by their key is sent it again, anyone else only when the operator
says so. Enqueuing is at most once.

A message held back keeps its mark until a run that tells of it has come to its end: told by a run that was
itself killed is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alerts.message import Item, Message, item_key, read_item, read_message, written
from alerts.rules import FEED, Rule
from kb.state import BEIJING, State, night_of, stamp

HELD = ""  # the rule under which everything that was ever held is remembered
CUT_OFF = "cut off while it was being sent, it may have come"
MAX_TRIES = 10
_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(hours=20)  # so that the next night always tries again

Composer = Callable[[tuple[Item, ...]], tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stood before tonight (规则状态); `started` is None on its first night."""

    started: str | None
    changed: bool  # it looks for something else than before
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of a rule or channel was sent, waits, or was given up, and when the last was sent."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    last_sent: str | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A message that a kill cut off (扣下), since when: nobody here knows whether it came."""

    key: str
    since: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message to be sent, and how often it was tried."""

    id: int
    message: Message
    attempts: int


def standing(state: State, rule: Rule) -> Standing:
    """What is remembered of a rule."""
    rows = state.rows("SELECT started, looks_for FROM alert_rules WHERE rule = ?", rule.id)
    seen = keys_seen(state, rule.id)
    if not rows:
        return Standing(None, False, seen)
    return Standing(rows[0]["started"], rows[0]["looks_for"] != rule.looks_for, seen)


def keys_seen(state: State, rule: str) -> frozenset[str]:
    return frozenset(row[0] for row in state.rows("SELECT key FROM alert_seen WHERE rule = ?", rule))


def enqueue(state: State, rule: Rule, items: Sequence[Item], seen: Iterable[str], now: datetime) -> int:
    """Remember what a rule has met and put what it tells before its channels, whole or not at all.

    The number of items that are new; one that was ever enqueued is left alone.
    """
    with state.transaction() as db:
        db.execute(
            "INSERT INTO alert_rules VALUES (?, ?, ?) ON CONFLICT (rule) DO UPDATE SET"
            " looks_for = excluded.looks_for",
            (rule.id, rule.looks_for, night_of(now)),
        )
        marks = ((rule.id, key, night_of(now)) for key in seen)
        db.executemany("INSERT OR IGNORE INTO alert_seen VALUES (?, ?, ?)", marks)
        added = 0
        for item in items:
            added += db.execute(_ENQUEUE, _row(item, FEED, rule, now)).rowcount
            db.executemany(_ENQUEUE, [_row(item, channel, rule, now) for channel in rule.channels])
    return added


_ENQUEUE = (
    "INSERT OR IGNORE INTO alert_items (rule, channel, happening, idempotency_key, payload, due, created)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def _row(item: Item, channel: str, rule: Rule, now: datetime) -> tuple[str, ...]:
    due = now if channel == FEED or rule.schedule == "nightly" else next_monday(now)
    key = item_key(item, channel)
    return (rule.id, channel, item.key, key, written(item), stamp(due), stamp(now))


def next_monday(now: datetime) -> datetime:
    """The Monday in Beijing on which a weekly digest goes out: today when it is one."""
    day = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=-day.weekday() % 7)


def hold(state: State, keys: Iterable[str], now: datetime) -> None:
    """Remember all that is held tonight, met by a rule or not."""
    with state.transaction() as db:
        marks = ((HELD, key, night_of(now)) for key in keys)
        db.executemany("INSERT OR IGNORE INTO alert_seen VALUES (?, ?, ?)", marks)


def fed(state: State, rule: str, most: int) -> tuple[tuple[Item, str, str], ...]:
    """The latest items of a rule for its feed, the newest first: item, idempotency key, when enqueued."""
    rows = state.rows(
        "SELECT payload, idempotency_key, created FROM alert_items WHERE rule = ? AND channel = ?"
        " ORDER BY id DESC LIMIT ?",
        rule, FEED, most,
    )  # fmt: skip
    return tuple((read_item(row["payload"]), row["idempotency_key"], row["created"]) for row in rows)


def put_together(state: State, channel: str, now: datetime, composer: Composer) -> int:
    """Make messages of the items of a channel that are due; the number of messages."""
    rows = state.rows(
        "SELECT id, happening, payload FROM alert_items WHERE channel = ? AND message IS NULL AND due <= ?"
        " ORDER BY id",
        channel, stamp(now),
    )  # fmt: skip
    messages = composer(tuple(read_item(row["payload"]) for row in rows)) if rows else ()
    message_of = {item.key: message.key for message in messages for item in message.items}
    with state.transaction() as db:
        db.executemany(
            "INSERT OR IGNORE INTO outbox (channel, idempotency_key, payload, next_try, created)"
            " VALUES (?, ?, ?, ?, ?)",
            [(channel, one.key, written(one), stamp(now), stamp(now)) for one in messages],
        )
        db.executemany(
            "UPDATE alert_items SET message = ? WHERE id = ?",
            [(message_of[row["happening"]], row["id"]) for row in rows],
        )
    return len(messages)


def waiting(state: State, channel: str, now: datetime, *, again: bool = False) -> tuple[Waiting, ...]:
    """The messages of a channel to send now, the oldest first; `again`: also those resting and given up."""
    which = "state <> 'sent'" if again else "state = 'pending' AND next_try <= ?"
    values = (channel,) if again else (channel, stamp(now))
    rows = state.rows(
        f"SELECT id, payload, attempts FROM outbox WHERE channel = ? AND {which} ORDER BY id", *values
    )
    return tuple(Waiting(row["id"], read_message(row["payload"]), row["attempts"]) for row in rows)


@contextmanager
def under_way(state: State, message: int, now: datetime) -> Iterator[None]:
    """A message is with its channel. A word of the channel, whatever it is, ends that; a kill does not."""
    _mark_sending(state, message, stamp(now))
    try:
        yield
    except Exception:
        _mark_sending(state, message, None)
        raise


def _mark_sending(state: State, message: int, since: str | None) -> None:
    with state.transaction() as db:
        db.execute("UPDATE outbox SET sending = ? WHERE id = ?", (since, message))


def cut_off(state: State, channel: str) -> None:
    """Give up the messages of a channel that a kill cut off, as they may have come."""
    with state.transaction() as db:
        db.execute(
            "UPDATE outbox SET state = 'failed', attempts = attempts + 1, last_error = ?"
            " WHERE channel = ? AND state = 'pending' AND sending IS NOT NULL",
            (CUT_OFF, channel),
        )


def held_back(state: State) -> dict[str, tuple[HeldBack, ...]]:
    """By channel, what was given up under way and no run has told of that came to its end."""
    found: dict[str, tuple[HeldBack, ...]] = {}
    for row in state.rows(
        "SELECT channel, idempotency_key, sending FROM outbox WHERE state = 'failed'"
        " AND sending IS NOT NULL ORDER BY id"
    ):
        one = HeldBack(row["idempotency_key"], row["sending"])
        found[row["channel"]] = (*found.get(row["channel"], ()), one)
    return found


def mark_told(state: State, told: Iterable[HeldBack]) -> None:
    """The operator knows of these; one that was sent, or cut off once more, since then is another matter."""
    with state.transaction() as db:
        db.executemany(
            "UPDATE outbox SET sending = NULL WHERE idempotency_key = ? AND sending = ? AND state = 'failed'",
            [(one.key, one.since) for one in told],
        )


def mark_sent(state: State, message: int, now: datetime) -> None:
    """The channel said that it took a message."""
    with state.transaction() as db:
        db.execute(
            "UPDATE outbox SET state = 'sent', sent = ?, attempts = attempts + 1, last_error = NULL,"
            " sending = NULL WHERE id = ?",
            (stamp(now), message),
        )


def mark_missed(state: State, waited: Waiting, why: str, now: datetime) -> bool:
    """A channel did not take a message: it rests, twice as long each time; whether it was given up."""
    tries = waited.attempts + 1
    over = tries >= MAX_TRIES
    wait = min(_FIRST_WAIT * 2 ** min(tries - 1, 10), _LONGEST_WAIT)
    with state.transaction() as db:
        db.execute(
            "UPDATE outbox SET state = ?, attempts = ?, next_try = ?, last_error = ? WHERE id = ?",
            ("failed" if over else "pending", tries, stamp(now + wait), why, waited.id),
        )
    return over


def lately(state: State, channel: str, now: datetime) -> int:
    """How many messages a channel took within the last minute, from this run or another."""
    since = stamp(now.astimezone(UTC) - timedelta(minutes=1))
    return int(state.rows("SELECT count(*) FROM outbox WHERE channel = ? AND sent > ?", channel, since)[0][0])


def channels_waiting(state: State) -> dict[str, int]:
    """Items not sent, by channel; feeds are written, not sent."""
    rows = state.rows(
        "SELECT i.channel, count(*) AS n FROM alert_items i"
        " LEFT JOIN outbox o ON o.idempotency_key = i.message"
        " WHERE i.channel <> ? AND coalesce(o.state, 'pending') = 'pending' GROUP BY i.channel",
        FEED,
    )
    return {row["channel"]: row["n"] for row in rows}


def tally(state: State, side: str, name: str) -> Tally:
    """The items of a rule or of a channel (`side`), by their fate; those of feeds are not counted."""
    rows = state.rows(
        "SELECT coalesce(o.state, 'pending') AS state, count(*) AS n, max(o.sent) AS sent,"
        " max(o.last_error) AS error FROM alert_items i LEFT JOIN outbox o ON o.idempotency_key = i.message"
        f" WHERE i.{'rule' if side == 'rule' else 'channel'} = ? AND i.channel <> ? GROUP BY 1",
        name, FEED,
    )  # fmt: skip
    by_state = {row["state"]: row["n"] for row in rows}
    return Tally(
        sent=by_state.get("sent", 0),
        waiting=by_state.get("pending", 0),
        failed=by_state.get("failed", 0),
        last_sent=max((row["sent"] for row in rows if row["sent"]), default=None),
        last_error=next((row["error"] for row in rows if row["error"]), None),
    )


def started(state: State, rule: str) -> str | None:
    """The first night of a rule."""
    rows = state.rows("SELECT started FROM alert_rules WHERE rule = ?", rule)
    return rows[0][0] if rows else None
