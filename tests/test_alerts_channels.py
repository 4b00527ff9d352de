"""Channels against servers on loopback: only its own success code is a delivery, and no secret is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from alerts.channel import Channel
from alerts.channels import channel_of
from alerts.digest import compose
from alerts.message import Item, Message
from alerts.options import Mistake, Options
from alerts.posting import NotDelivered
from alerts.sending import Pace, deliver
from kb.home import Home
from tests.receivers import MailServer, Receiver, Reply

NOW = datetime(2026, 9, 4, 18, 10, tzinfo=UTC)  # 2:10 of the fifth in Beijing
KEY = "0123456789abcdef"
FEISHU_OK = {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
ROBOTS = {"wecom": {"errcode": 0, "errmsg": "ok"}, "dingtalk": {"errcode": 0}, "feishu": FEISHU_OK}


def item(number: int = 1, **facts: object) -> Item:
    known: dict[str, object] = {
        "rule": "r",
        "rule_title": "灯塔",
        "key": f"document:{number}",
        "kind": "document",
        "title": f"关于灯塔的第{number}号通知",
        "line": "云海省灯塔厅 · 2081-05-09 发布",
        "quote": "灯塔每夜点亮。",
        "url": f"https://www.example.cn/{number}.html",
        "published": f"2081-05-{number:02}",
    }
    return Item(**known | facts)  # type: ignore[arg-type]


def message(channel: Channel) -> Message:
    (only,) = compose([item()], channel.id, NOW, channel.limit, channel.size)
    return only


def channel(tmp_path: Path, **table: object) -> Channel:
    """A channel, its secrets in the environment."""
    for name in table.keys() & {"url", "secret", "token", "password"}:
        os.environ[f"CHANNEL_OF_THE_TESTS_{name}"] = str(table.pop(name))
        table[f"{name}_env"] = f"CHANNEL_OF_THE_TESTS_{name}"
    return channel_of("team", Options(table, "channel 'team'"), Home(tmp_path))


@pytest.fixture
def robot(tmp_path: Path) -> Iterator[Callable[..., tuple[Channel, Receiver]]]:
    """A robot of a kind, and the server that answers it."""
    servers: list[Receiver] = []

    def make(kind: str, *replies: Reply, **table: object) -> tuple[Channel, Receiver]:
        server = Receiver(*replies).__enter__()
        servers.append(server)
        return channel(tmp_path, kind=kind, url=server.url(f"/send?key={KEY}"), **table), server

    yield make
    for server in servers:
        server.__exit__(None, None, None)


Robot = Callable[..., tuple[Channel, Receiver]]


# -- robots


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_has_taken_a_message_when_its_code_is_0(robot: Robot, kind: str) -> None:
    team, server = robot(kind, Reply(ROBOTS[kind]))
    team.deliver(message(team))
    (got,) = server.got
    assert "关于灯塔的第1号通知" in got.body.decode()
    assert message(team).key in got.body.decode()


REFUSALS = {
    "wecom": ({"errcode": 93000, "errmsg": f"invalid webhook url, key={KEY}"}, "errcode 93000: "),
    "dingtalk": ({"errcode": 310000, "errmsg": "keywords not in content"}, "errcode 310000: keywords"),
    "feishu": ({"code": 19021, "msg": "sign match fail"}, "code 19021: sign match fail"),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_an_error_code_with_status_200_is_no_delivery(robot: Robot, kind: str) -> None:
    body, why = REFUSALS[kind]
    team, _ = robot(kind, Reply(body))
    with pytest.raises(NotDelivered) as refused:
        team.deliver(message(team))
    assert str(refused.value).startswith(why)
    assert KEY not in str(refused.value)
    assert refused.value.wait is None


@pytest.mark.parametrize("body", [b"<html>ok</html>", b"", b"[0]", {"errcode": "0"}, {"errcode": False}, {}])
@pytest.mark.parametrize("kind", ROBOTS)
def test_an_answer_without_the_code_is_no_delivery(robot: Robot, kind: str, body: object) -> None:
    team, _ = robot(kind, Reply(body))
    with pytest.raises(NotDelivered, match="HTTP 200, but no"):
        team.deliver(message(team))


def test_a_robot_that_is_asked_too_often_asks_to_wait(robot: Robot) -> None:
    team, _ = robot("wecom", Reply({"errcode": 45009, "errmsg": "api freq out of limit"}))
    with pytest.raises(NotDelivered) as refused:
        team.deliver(message(team))
    assert refused.value.wait == 60


def test_wecom_counts_the_bytes_of_its_content(robot: Robot) -> None:
    team, server = robot("wecom")
    items = [item(number) for number in range(1, 29)]
    messages = compose(items, "team", NOW, team.limit, team.size)
    for one in messages:
        team.deliver(one)
    contents = [got.json["markdown"]["content"] for got in server.got]
    assert len(contents) > 1
    assert all(len(content.encode()) <= 4096 for content in contents)
    assert sum(content.count("号通知") for content in contents) == 28


def test_dingtalk_is_signed_with_its_secret(robot: Robot) -> None:
    team, server = robot("dingtalk", secret="SEC-of-the-tests")
    team.deliver(message(team))
    asked = parse_qs(urlsplit(server.got[0].path).query)
    signed = hmac.new(
        b"SEC-of-the-tests", f"{asked['timestamp'][0]}\nSEC-of-the-tests".encode(), hashlib.sha256
    )
    assert asked["sign"] == [base64.b64encode(signed.digest()).decode()]
    assert asked["key"] == [KEY]


def test_feishu_is_signed_with_its_secret(robot: Robot) -> None:
    team, server = robot("feishu", Reply(FEISHU_OK), secret="of-the-tests")
    team.deliver(message(team))
    body = server.got[0].json
    signed = hmac.new(f"{body['timestamp']}\nof-the-tests".encode(), b"", hashlib.sha256)
    assert body["sign"] == base64.b64encode(signed.digest()).decode()


def test_an_old_feishu_robot_says_status_code(robot: Robot) -> None:
    team, _ = robot("feishu", Reply({"StatusCode": 0, "StatusMessage": "success"}))
    team.deliver(message(team))


# -- what a network does


@pytest.mark.parametrize("kind", ["wecom", "webhook"])
@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 429, 500, 503])
def test_another_status_than_2xx_is_no_delivery(robot: Robot, kind: str, status: int) -> None:
    team, server = robot(kind, Reply({"errcode": 0}, status=status, headers={"Location": "/login"}))
    with pytest.raises(NotDelivered, match=f"HTTP {status}"):
        team.deliver(message(team))
    assert len(server.got) == 1  # a redirect is not followed


def test_where_a_channel_asks_to_wait_it_is_asked_again_in_the_same_run(robot: Robot) -> None:
    busy = Reply({}, status=429, headers={"Retry-After": "0"})
    team, server = robot("wecom", busy, busy, Reply({"errcode": 0}))
    deliver(team, message(team), Pace(10))
    assert len({got.body for got in server.got}) == 1
    assert len(server.got) == 3


def test_a_channel_that_asks_for_an_hour_waits_for_another_night(robot: Robot) -> None:
    team, _ = robot("wecom", Reply({}, status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(NotDelivered) as refused:
        team.deliver(message(team))
    assert refused.value.wait is None


def test_a_server_that_is_silent_is_left_after_its_time(
    robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.posting.post.__defaults__", (0.2,))
    team, _ = robot("wecom", Reply({"errcode": 0}, after=1.0))
    with pytest.raises(NotDelivered, match=r"no answer within 0\.2 s"):
        team.deliver(message(team))


@pytest.mark.parametrize("kind", ["wecom", "webhook", "mail"])
def test_a_server_that_is_not_there_is_one_clear_line(tmp_path: Path, kind: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    mail = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from": "a@example.org",
        "to": "b@example.org",
    }
    team = channel(
        tmp_path, kind=kind, **(mail if kind == "mail" else {"url": f"http://127.0.0.1:{port}/{KEY}"})
    )
    with pytest.raises(NotDelivered, match=r"^connection refused$"):
        team.deliver(message(team))


def test_a_server_that_hangs_up_is_one_clear_line(robot: Robot) -> None:
    def hang_up() -> None:
        raise ConnectionAbortedError

    team, _ = robot("wecom", Reply({"errcode": 0}, first=hang_up))
    with pytest.raises(NotDelivered) as refused:
        team.deliver(message(team))
    assert str(refused.value)
    assert KEY not in str(refused.value)


def test_an_endless_answer_is_read_to_a_bound(robot: Robot) -> None:
    team, _ = robot("webhook", Reply(b"x" * 5_000_000))
    team.deliver(message(team))


# -- webhook, mail, file, apprise


def test_a_webhook_is_told_the_key_the_evidence_and_who_asks(robot: Robot) -> None:
    team, server = robot("webhook", Reply(b"", status=204), token="of-the-tests", secret="also")
    sent = message(team)
    team.deliver(sent)
    (got,) = server.got
    assert got.headers["Idempotency-Key"] == got.json["idempotency_key"] == sent.key
    assert got.headers["Authorization"] == "Bearer of-the-tests"
    signed = hmac.new(b"also", got.body, hashlib.sha256).hexdigest()
    assert got.headers["X-Tiaowen-Signature"] == f"sha256={signed}"
    assert got.json["composed"] == "2026-09-05T02:10:00+08:00"
    assert got.json["items"][0]["url"] == "https://www.example.cn/1.html"


def test_a_webhook_may_name_the_field_that_says_success(robot: Robot) -> None:
    team, _ = robot("webhook", Reply({"ok": True}), success_field="ok", success_value="true")
    team.deliver(message(team))
    refusing, _ = robot("webhook", Reply({"ok": False}), success_field="ok", success_value="true")
    with pytest.raises(NotDelivered, match="HTTP 200, but ok is false"):
        refusing.deliver(message(refusing))


def post_office(tmp_path: Path, server: MailServer, *readers: str) -> Channel:
    return channel(
        tmp_path,
        kind="mail",
        host="127.0.0.1",
        port=server.port,
        security="none",
        **{"from": "tiaowen@example.org", "to": list(readers)},
    )


def test_a_mail_goes_to_all_its_readers_under_one_name(tmp_path: Path) -> None:
    with MailServer() as server:
        post = post_office(tmp_path, server, "a@example.org", "b@example.org")
        sent = message(post)
        post.deliver(sent)
        post.deliver(sent)
    first, second = server.letters
    assert first.readers == ("a@example.org", "b@example.org")
    assert first.text == second.text
    assert f"Message-ID: <{sent.key}.tiaowen@example.org>" in first.text
    assert "Date: Sat, 05 Sep 2026 02:10:00 +0800" in first.text
    assert "灯塔每夜点亮" in base64.b64decode(first.text.partition("\r\n\r\n")[2]).decode()


def test_a_mail_that_one_reader_cannot_get_goes_to_none(tmp_path: Path) -> None:
    with MailServer(refused="b@example.org") as server:
        post = post_office(tmp_path, server, "a@example.org", "b@example.org")
        with pytest.raises(NotDelivered, match="SMTP 550 to reader 2 of 2: no such reader"):
            post.deliver(message(post))
    assert server.letters == []


def test_a_mail_server_that_refuses_the_text_has_not_taken_it(tmp_path: Path) -> None:
    with MailServer(data="552 too much mail") as server:
        post = post_office(tmp_path, server, "a@example.org")
        with pytest.raises(NotDelivered, match="SMTP 552 to the text: too much mail"):
            post.deliver(message(post))


def test_a_message_written_twice_to_a_folder_is_one_file(tmp_path: Path) -> None:
    folder = channel(tmp_path, kind="file")
    for _ in range(2):
        folder.deliver(message(folder))
    (file,) = (tmp_path / "var/alerts/team").iterdir()
    assert file.name == f"2026-09-05-{message(folder).key}.txt"
    assert "灯塔每夜点亮" in file.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_no_delivery(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = channel(tmp_path, kind="file", folder="file/inside")
    with pytest.raises(NotDelivered, match="Not a directory"):
        folder.deliver(message(folder))


def test_apprise_reaches_what_has_no_channel_here(tmp_path: Path) -> None:
    pytest.importorskip("apprise")
    with Receiver(Reply({}), Reply({}, status=500)) as server:
        place = urlsplit(server.url()).netloc
        elsewhere = channel(tmp_path, kind="apprise", url=f"json://{place}/{KEY}")
        elsewhere.deliver(message(elsewhere))
        assert "灯塔每夜点亮" in json.loads(server.got[0].body)["message"]
        with pytest.raises(NotDelivered, match="apprise could not deliver it"):
            elsewhere.deliver(message(elsewhere))
    with pytest.raises(Mistake, match="url is none that apprise knows"):
        channel(tmp_path, kind="apprise", url="pigeon://loft")


# -- pace


def test_no_more_messages_a_minute_than_a_channel_takes() -> None:
    import time

    pace, began = Pace(2, window=0.3), time.monotonic()
    for _ in range(5):
        pace.wait()
    assert 0.6 <= time.monotonic() - began < 1.5


def test_what_another_run_sent_within_the_minute_counts() -> None:
    import time

    pace, began = Pace(2, already=2, window=0.2), time.monotonic()
    pace.wait()
    assert time.monotonic() - began >= 0.19
