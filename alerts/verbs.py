"""alerts: the rules and channels of a home, a test message, and sending what waits (提醒命令)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.home import Home
from reader.answer import BAD_INPUT, DEGRADED, DONE, answering, console, home_of, print_json, refuse, remark
from reader.options import HomeDir, Json, Lang, Language, Verbs, a_text
from reader.wording import say, spoken

if TYPE_CHECKING:
    from alerts.channel import Channel
    from alerts.message import Message
    from alerts.rules import Rulebook

LOCKED = 3

alerts = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("Alert rules: what they told, what waits, a test message."),
)


@alerts.command("list", help=say("The rules and channels, what was sent last and what waits."))
def list_rules(
    ctx: typer.Context, as_json: Json = False, home: HomeDir = None, lang: Lang = Language.en
) -> None:
    where = home_of(home or ctx.obj)
    answering(_or_one_line(lambda: _list(where, as_json=as_json)))


@alerts.command("test", help=say("Send a test message to a channel and say whether it took it."))
def try_channel(
    ctx: typer.Context,
    channel: Annotated[
        str, typer.Argument(metavar="CHANNEL", parser=a_text, help=say("The id of a channel."))
    ],
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    where = home_of(home or ctx.obj)
    answering(_or_one_line(lambda: _test(where, channel, as_json=as_json)))


@alerts.command(help=say("Send a word of the operator's to a channel, such as a failed night."))
def tell(
    ctx: typer.Context,
    channel: Annotated[
        str, typer.Argument(metavar="CHANNEL", parser=a_text, help=say("The id of a channel."))
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=say("What it says."))] = "",
    night: Annotated[
        bool, typer.Option("--night", help=say("Also the last night: which sources failed and why."))
    ] = False,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    where = home_of(home or ctx.obj)
    answering(_or_one_line(lambda: _tell(where, channel, text, night=night, as_json=as_json)))


@alerts.command(help=say("Send what waits."))
def send(
    ctx: typer.Context,
    again: Annotated[
        bool, typer.Option("--again", help=say("Also what rests after a failure, and what was given up."))
    ] = False,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    where = home_of(home or ctx.obj)
    answering(_or_one_line(lambda: _send(where, again=again, as_json=as_json)))


def _or_one_line(verb: Callable[[], int]) -> Callable[[], int]:
    """What a verb of the alerts is refused for beside the reader's reasons: a lock, an unusable state."""

    def guarded() -> int:
        import sqlite3

        from kb.lock import Locked
        from kb.state import StateUnusable

        try:
            return verb()
        except Locked as error:
            refuse(spoken(error), LOCKED)
        except (StateUnusable, sqlite3.Error) as error:
            refuse(spoken(error))
        except OSError as error:
            refuse(
                say(
                    "{file}: {why}",
                    file=error.filename or say("the home"),
                    why=spoken(error.strerror or error),
                )
            )

    return guarded


def _rulebook(home: Home) -> Rulebook:
    from alerts.rules import read_rulebook

    if not home.alerts.exists():
        refuse(say("no alert rules: write {path}; samples/alerts.toml shows how", path=home.alerts))
    return read_rulebook(home)


def _tell_mistakes(mistakes: tuple[str, ...]) -> int:
    """Each mistake in a line of its own; the exit code that they leave."""
    for mistake in mistakes:
        remark(spoken(mistake))
    return BAD_INPUT if mistakes else DONE


# -- list


def _list(home: Home, *, as_json: bool) -> int:
    book = _rulebook(home)
    told = _listed(home, book)
    if as_json:
        print_json(told | {"mistakes": list(book.mistakes)})
    else:
        _print_list(told)
    return _tell_mistakes(book.mistakes)


@dataclass(frozen=True, slots=True)
class _Tallied:
    """Whose tally: a rule or a channel, since when, and its counts."""

    started: str | None
    counts: dict[str, Any]


def _listed(home: Home, book: Rulebook) -> dict[str, Any]:
    rules = {rule.id: _Tallied(None, _no_tally()) for rule in book.rules}
    channels = {channel.id: _Tallied(None, _no_tally()) for channel in book.channels}
    if home.state.is_file():
        from alerts.outbox import started, tally
        from kb.state import State

        with State(home) as state:
            rules = {n: _Tallied(started(state, n), asdict(tally(state, "rule", n))) for n in rules}
            channels = {n: _Tallied(None, asdict(tally(state, "channel", n))) for n in channels}
    return {
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "since": str(rule.since) if rule.since else rules[rule.id].started,
                "first_night": rules[rule.id].started,
                "channels": list(rule.channels),
                "feed": str(home.feeds / f"{rule.id}.atom"),
            }
            | rules[rule.id].counts
            for rule in book.rules
        ],
        "channels": [{"id": one.id, "kind": one.kind} | channels[one.id].counts for one in book.channels],
    }


def _no_tally() -> dict[str, Any]:
    from alerts.outbox import Tally

    return asdict(Tally())


def _print_list(told: dict[str, Any]) -> None:
    from reader.display import fill, table

    out = console()
    rules = (
        (r["id"], r["title"], r["since"], "、".join(r["channels"]), *_counts(r), _beijing(r["last_sent"]))
        for r in told["rules"]
    )
    out.print(
        fill(table("Rule", "Title", "Since", "Channels", "Sent", "Waiting", "Given up", "Last sent"), rules)
    )
    channels = (
        (c["id"], c["kind"], *_counts(c), c["last_error"] and spoken(c["last_error"]))
        for c in told["channels"]
    )
    out.print(fill(table("Channel", "Kind", "Sent", "Waiting", "Given up", "Last error"), channels))


def _counts(told: dict[str, Any]) -> tuple[int, int, int]:
    return told["sent"], told["waiting"], told["failed"]


def _beijing(moment: str | None) -> str | None:
    """A time of the store as a person in Beijing reads it."""
    from datetime import datetime

    from kb.state import BEIJING

    return f"{datetime.fromisoformat(moment).astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else None


# -- test


def _test(home: Home, name: str, *, as_json: bool) -> int:
    from alerts.digest import test_message
    from alerts.sending import now

    channel = _channel(home, name)
    why = _refused(channel, test_message(name, now()))
    if as_json:
        return _told(channel, why)
    said = (
        say("{channel} took the test message", channel=name)
        if why is None
        else say("{channel} did not take the test message: {why}", channel=name, why=spoken(why))
    )
    console().print(said, markup=False)
    return DONE if why is None else DEGRADED


def _channel(home: Home, name: str) -> Channel:
    """The channel of that id; refused with the mistake that spoils it, or with those there are."""
    book = _rulebook(home)
    channel = book.channel(name)
    if channel is None:
        mine = [line for line in book.mistakes if f"channel {name!r}" in line or not book.channels]
        known = ", ".join(one.id for one in book.channels) or "–"
        refuse(
            spoken(mine[0]) if mine else say("no channel {name}; there are: {known}", name=name, known=known)
        )
    return channel


def _refused(channel: Channel, message: Message) -> str | None:
    """Why a channel did not take a message; None when it did."""
    from alerts.posting import NotDelivered

    try:
        channel.deliver(message)
    except NotDelivered as error:
        return channel.masked(str(error))
    return None


def _told(channel: Channel, why: str | None) -> int:
    print_json({"channel": channel.id, "kind": channel.kind, "delivered": why is None, "reason": why})
    return DONE if why is None else DEGRADED


# -- tell


def _tell(home: Home, name: str, text: str, *, night: bool, as_json: bool) -> int:
    from alerts.digest import operator_message
    from alerts.sending import now

    if not text.strip() and not night:
        refuse(say("nothing to tell"))
    channel = _channel(home, name)
    message = _of_the_night(home, channel, text) if night else operator_message(name, text, now())
    why = _refused(channel, message)
    if as_json:
        return _told(channel, why)
    said = (
        say("{channel} took the message", channel=name)
        if why is None
        else say("{channel} did not take the message: {why}", channel=name, why=spoken(why))
    )
    console().print(said, markup=False)
    return DONE if why is None else DEGRADED


def _of_the_night(home: Home, channel: Channel, text: str) -> Message:
    """What is told of the last night; where it has left nothing, that."""
    from alerts.digest import operator_message
    from alerts.operating import fitting
    from alerts.sending import now
    from kb.reports import NoReport, read_last

    moment = now()
    try:
        last = read_last(home)
    except NoReport as error:
        return operator_message(channel.id, "\n".join(filter(None, (text, f"没有夜报：{error}"))), moment)
    return fitting(
        last, text, channel.limit, channel.size, lambda said: operator_message(channel.id, said, moment)
    )


# -- send


def _send(home: Home, *, again: bool, as_json: bool) -> int:
    from alerts.rounds import reported, send_only
    from kb.state import State

    book = _rulebook(home)
    if book.mistakes and not book.rules and not book.channels:  # nothing of it can be used
        return _tell_mistakes(book.mistakes)
    report = send_only(home, again=again)
    if as_json:
        print_json(asdict(report))
    else:
        from alerts.report import report_lines

        console().print("\n".join(report_lines(report)), markup=False)
    with State(home) as state:
        reported(state, report)
    return _tell_mistakes(report.mistakes) or (DEGRADED if report.is_degraded else DONE)
