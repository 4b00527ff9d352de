"""Nights on the sample portal with alert rules: scrapy nightly and search_cli.py alerts as they are run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kb.home import Home
from samples.portal import Portal
from tests.commands import commanded
from tests.receivers import Receiver, Reply

SOURCES = ("miit_publicity",)
HOOK = '[[channel]]\nid = "hook"\nkind = "webhook"\nurl_env = "HOOK_OF_THE_TESTS"\n'
KINDS = 'kinds = ["document", "recognition"]\n'  # last days hang on the day of the test
RULES = (
    HOOK
    + '[[rule]]\nid = "all"\ntitle = "全部"\nsince = 2020-01-01\nchannels = ["hook"]\n'
    + KINDS
    + '[[rule]]\nid = "clusters"\ntitle = "集群公示"\nsince = 2020-01-01\nsearch = "特色工坊集群 公示"\n'
    + 'channels = ["hook"]\n'
    + KINDS
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(home: Home, *command: str, **environment: str) -> Ended:
    done = commanded(home, *command, **environment)
    return Ended(done.returncode, done.stdout, done.stderr)


def night(home: Home, portal: Portal, hook: Receiver) -> Ended:
    places = {"TIAOWEN_REPLICA": portal.base_url, "HOOK_OF_THE_TESTS": hook.url("/k0123456789")}
    return run(home, "-m", "scrapy", "nightly", "--json", "--only", *SOURCES, **places)


def alerts(home: Home, *words: str, hook: str = "http://127.0.0.1:9/") -> Ended:
    return run(home, "search_cli.py", "alerts", *words, HOOK_OF_THE_TESTS=hook)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with Receiver(Reply({})) as receiver:
        yield receiver


def told(hook: Receiver) -> list[list[str]]:
    """The titles of each message that came."""
    return [[item["title"] for item in got.json["items"]] for got in hook.got]


def enqueued(ended: Ended) -> list[int]:
    return [rule["enqueued"] for rule in ended.json["alerts"]["rules"]]


def test_two_nights_replayed_twice_alert_once(tmp_path: Path, hook: Receiver) -> None:
    home = Home(tmp_path)
    home.alerts.write_text(RULES, encoding="utf-8")
    with Portal() as portal:
        first = night(home, portal, hook)
        portal.advance()
        second = night(home, portal, hook)
    assert (first.code, second.code) == (0, 0)
    assert (enqueued(first), enqueued(second)) == ([1, 1], [1, 1])
    assert first.json["alerts"]["rules"][0]["held"] >= 3
    (shown,) = told(hook)[1]
    assert told(hook) == [["全部", "集群公示"], [shown]]
    assert "公示 2026年度 6 个集群" in hook.got[1].json["plain"]
    assert "公示" in shown
    assert "另符合：集群公示" in hook.got[1].json["plain"]
    with Portal() as portal:  # the same two nights again, from another port
        replayed = [night(home, portal, hook)]
        portal.advance()
        replayed += [night(home, portal, hook), night(home, portal, hook)]
        home.kb.unlink()
        replayed.append(night(home, portal, hook))
    assert [enqueued(ended) for ended in replayed] == [[0, 0]] * 4
    assert [ended.code for ended in replayed] == [
        1,
        0,
        0,
        0,
    ]  # the site shows less than it did: the source fails
    assert len(hook.got) == 2


def test_a_night_whose_channel_fails_is_degraded_and_the_next_one_delivers(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.alerts.write_text(RULES + '[[rule]]\nid = "typo"\nchanel = "hook"\n', encoding="utf-8")
    with Receiver(Reply({}, status=500), Reply({})) as hook, Portal() as portal:
        first = night(home, portal, hook)
        waiting = alerts(home, "list", "--json")
        listed = alerts(home, "list")
        sent = alerts(home, "send", "--again", "--json", hook=hook.url())
        after = alerts(home, "list", "--json").json
    assert first.code == 1
    assert first.err.splitlines() == ["alerts.toml: rule 'typo': unknown entry 'chanel'"]
    (channel,) = first.json["alerts"]["channels"]
    assert (channel["sent"], channel["failed"], channel["waiting"]) == (0, 1, 2)
    assert channel["reason"] == "HTTP 500"
    assert waiting.code == listed.code == 2  # a mistake in alerts.toml
    assert [rule["waiting"] for rule in waiting.json["rules"]] == [1, 1]
    assert waiting.json["channels"][0]["last_error"] == "HTTP 500"
    assert "集群公示" in listed.out
    assert sent.json["channels"][0]["sent"] == 1
    assert [rule["waiting"] for rule in after["rules"]] == [0, 0]
    assert after["rules"][0]["last_sent"].endswith("Z")
    assert "k0123456789" not in first.out + first.err + listed.out + json.dumps(waiting.json)


def test_a_test_message_says_whether_the_channel_took_it(tmp_path: Path, hook: Receiver) -> None:
    home = Home(tmp_path)
    home.alerts.write_text(RULES, encoding="utf-8")
    took = alerts(home, "test", "hook", hook=hook.url("/k0123456789"))
    assert (took.code, took.out.strip(), took.err) == (0, "hook took the test message", "")
    refused = alerts(home, "test", "hook", "--json")
    assert (refused.code, refused.err) == (1, "")
    assert refused.json == {
        "channel": "hook", "kind": "webhook", "delivered": False, "reason": "connection refused",
    }  # fmt: skip
    assert not home.state.exists()


def test_a_word_of_the_operator_goes_to_a_channel(tmp_path: Path, hook: Receiver) -> None:
    home = Home(tmp_path)
    home.alerts.write_text(RULES, encoding="utf-8")
    took = alerts(home, "tell", "hook", "昨晚的夜巡没有完成", hook=hook.url("/k0123456789"))
    assert (took.code, took.out.strip(), took.err) == (0, "hook took the message", "")
    assert "昨晚的夜巡没有完成" in json.dumps([got.json for got in hook.got], ensure_ascii=False)
    refused = alerts(home, "tell", "hook", "again")
    assert (refused.code, refused.out.strip()) == (1, "hook did not take the message: connection refused")
    assert alerts(home, "tell", "hook", " ").err == "nothing to tell\n"


def test_bad_usage_is_one_line_and_exit_2(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for words in (("list",), ("send",), ("test", "hook")):
        ended = alerts(home, *words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("no alert rules: write ")
        assert len(ended.err.splitlines()) == 1
    home.alerts.write_text(RULES, encoding="utf-8")
    unknown = alerts(home, "test", "pigeon")
    assert (unknown.code, unknown.err) == (2, "no channel pigeon; there are: hook\n")
    unset = run(home, "search_cli.py", "--lang", "zh", "alerts", "test", "hook")
    assert (unset.code, unset.err) == (
        2,
        "alerts.toml：渠道 'hook'：url_env：环境中没有变量 HOOK_OF_THE_TESTS\n",
    )
    assert alerts(home, "shout").code == 2


def test_a_home_without_rules_has_nights_as_before(tmp_path: Path, hook: Receiver) -> None:
    with Portal() as portal:
        ended = night(Home(tmp_path), portal, hook)
    assert (ended.code, ended.json["alerts"]) == (0, None)
