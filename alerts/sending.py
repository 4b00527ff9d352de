"""Sending (发送): what waits for a channel goes out, at its pace, and its fate is written down at once.

A message counts as sent only when its channel said so. One that was not taken rests and is tried again, on
later nights too; after two in a row the channel is left alone for this run, and the other channels go on.
One that a kill cut off may have come: who cannot tell a repeat gets it again by `send --again` only, and each
run tells of it until one that does has come to its end.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from alerts import outbox
from alerts.channel import Channel
from alerts.digest import compose
from alerts.message import Item, Message
from alerts.posting import NotDelivered
from alerts.rules import Rulebook
from kb.state import State

_TRIES = 3  # of one message in one run, where the channel asks to wait
_IN_A_ROW = 2
_MINUTE = 60.0

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """What became of a channel's messages in this run; `waiting` are items, resting ones included.

    `held_back`: those that an earlier run was killed over; they are counted as failed.
    """

    channel: str
    kind: str
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    reason: str | None = None
    held_back: tuple[outbox.HeldBack, ...] = ()


class Pace:
    """At most so many messages a minute; waits where one more would be too many."""

    def __init__(self, most: int, already: int = 0, window: float = _MINUTE) -> None:
        self._most, self._window = most, window
        self._times = deque([time.monotonic()] * min(already, most), maxlen=most)

    def wait(self) -> None:
        if len(self._times) == self._most:
            time.sleep(max(0.0, self._times[0] + self._window - time.monotonic()))
        self._times.append(time.monotonic())


def now() -> datetime:
    return datetime.now(UTC)


def send(
    state: State, book: Rulebook, *, again: bool = False, clock: Clock = now
) -> tuple[ChannelReport, ...]:
    """Drain the outbox: a report a channel, and one for each that is waited for and cannot be used."""
    reports = [_drain(state, channel, again, clock) for channel in book.channels]
    left, held = outbox.channels_waiting(state), outbox.held_back(state)
    known = {channel.id for channel in book.channels}
    lost = [_lost(name, left.get(name, 0), held.get(name, ())) for name in sorted({*left, *held} - known)]
    return (*reports, *lost)


def _lost(name: str, waiting: int, held: tuple[outbox.HeldBack, ...]) -> ChannelReport:
    """What is told of a channel that cannot be used."""
    reasons = (_not_known(held), "alerts.toml has no such channel that works")
    return ChannelReport(name, "", 0, len(held), waiting, "; ".join(filter(None, reasons)), held)


def _drain(state: State, channel: Channel, again: bool, clock: Clock) -> ChannelReport:
    outbox.put_together(state, channel.id, clock(), partial(_composed, channel, clock()))
    pace = Pace(channel.per_minute, outbox.lately(state, channel.id, clock()))
    if not (again or channel.knows_repeats):
        outbox.cut_off(state, channel.id)
    held = () if again else outbox.held_back(state).get(channel.id, ())
    sent, failed, in_a_row = 0, len(held), 0
    unknown, reason = _not_known(held), None
    for waiting in outbox.waiting(state, channel.id, clock(), again=again):
        try:
            deliver(channel, waiting.message, pace, partial(outbox.under_way, state, waiting.id, clock()))
        except NotDelivered as error:
            reason = channel.masked(str(error))
            if outbox.mark_missed(state, waiting, reason, clock()):
                reason = f"given up after {outbox.MAX_TRIES} tries: {reason}"
            failed, in_a_row = failed + 1, in_a_row + 1
        else:
            outbox.mark_sent(state, waiting.id, clock())
            sent, in_a_row = sent + 1, 0
        if in_a_row == _IN_A_ROW:
            break
    left = outbox.channels_waiting(state).get(channel.id, 0)
    told = "; ".join(filter(None, (unknown, reason))) or None
    return ChannelReport(channel.id, channel.kind, sent, failed, left, told, held)


def _composed(channel: Channel, moment: datetime, items: tuple[Item, ...]) -> tuple[Message, ...]:
    return compose(items, channel.id, moment, channel.limit, channel.size)


def _not_known(held: tuple[outbox.HeldBack, ...]) -> str | None:
    """What is said of messages that a kill cut off, since the moment it did."""
    if not held:
        return None
    again = "look there, and `search_cli.py alerts send --again` sends it once more"
    return f"{len(held)} {outbox.CUT_OFF} ({held[0].since}): {again}"


def deliver(
    channel: Channel,
    message: Message,
    pace: Pace,
    under_way: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Hand a message to its channel; where that asks to wait, wait and try again."""
    for tried in range(1, _TRIES + 1):
        pace.wait()
        try:
            with under_way():
                channel.deliver(message)
            return
        except NotDelivered as refused:
            if refused.wait is None or tried == _TRIES:
                raise
            time.sleep(refused.wait)
