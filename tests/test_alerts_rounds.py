"""Rounds of alerts on real bases: told once ever, a summary first, nothing old, nothing of copies alone."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from alerts import outbox
from alerts.happenings import gather
from alerts.rounds import AlertReport, alert, reported, send_only
from kb.home import REPOSITORY, Home
from kb.read import Base
from kb.state import State
from pipeline.building import build
from tests.homes import built
from tests.receivers import Receiver, Reply

FIRST = datetime(2081, 5, 1, 18, 0, tzinfo=UTC)  # 2:00 of the second of May in Beijing
OFFICIAL = {"url": "https://www.yunhai.gov.cn/art/{}.html", "source": "miit_notices"}
FOLDER = '[[channel]]\nid = "folder"\nkind = "file"\n'
ALL = '[[rule]]\nid = "all"\ntitle = "全部"\nchannels = ["folder"]\nlineage = "any"\n'


def row(
    number: int, day: str, text: str = "灯塔每夜点亮，由县级主管部门检查。", **facts: Any
) -> dict[str, Any]:
    """A fictional notice of an invented office."""
    known = {
        "title": f"云海省灯塔厅关于第{number}号灯塔点亮工作的通知",
        "issuer": "云海省灯塔厅",
        "doc_number": f"云灯规〔2081〕{number}号",
        "published": day,
        "kind": "通知",
        "text": f"各市灯塔局：\n{text}\n云海省灯塔厅\n{day}",
        "url": f"https://www.yunhai.example/{number}.html",
    }
    return known | facts


HELD = [row(1, "2081-01-05"), row(2, "2081-03-05")]


class Nights:
    """A home whose nights are played one after the other; each adds rows to what is held."""

    def __init__(self, root: Path, rules: str = FOLDER + ALL) -> None:
        self.home, self.rows, self.now = Home(root), list[dict[str, Any]](), FIRST
        root.mkdir(exist_ok=True)
        self.home.alerts.write_text(rules, encoding="utf-8")

    def rule(self, rules: str) -> None:
        self.home.alerts.write_text(rules, encoding="utf-8")

    def play(self, rows: Iterable[dict[str, Any]] = ()) -> AlertReport:
        """One night: import, build, alert; a day later than the one before."""
        rows = list(rows)
        if rows:
            built(self.home.root, rows)
        report = self.again()
        self.now += timedelta(days=1)
        return report

    def again(self) -> AlertReport:
        """Only the alerts, once more."""
        report = alert(self.home, clock=lambda: self.now)
        assert report is not None
        return report

    def tell(self, report: AlertReport) -> None:
        """The run that made a report comes to its end."""
        with State(self.home) as state:
            reported(state, report)

    def told(self) -> list[str]:
        """The texts in the folder, in the order of their days."""
        folder = self.home.var / "alerts" / "folder"
        files = sorted(folder.glob("*.txt"), key=lambda file: file.name[:10])
        return [file.read_text(encoding="utf-8") for file in files]


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path / "home")


def enqueued(report: AlertReport) -> list[int]:
    return [rule.enqueued for rule in report.rules]


# -- once ever


def test_the_first_night_of_a_rule_tells_one_summary_and_not_what_is_held(nights: Nights) -> None:
    report = nights.play(HELD)
    (rule,) = report.rules
    assert (rule.enqueued, rule.held, report.is_degraded) == (1, 2, False)
    (text,) = nights.told()
    assert "库中已有符合条件的 2 件（文件 2 件，发布于 2081-01-05 至 2081-03-05），不逐件提醒" in text
    assert "第1号灯塔" not in text


def test_what_is_new_is_told_once_however_often_a_night_is_repeated(nights: Nights) -> None:
    nights.play(HELD)
    assert enqueued(nights.play([row(3, "2081-05-02")])) == [1]
    for _ in range(2):
        assert enqueued(nights.again()) == [0]
    assert enqueued(nights.play([row(3, "2081-05-02")])) == [0]
    _, text = nights.told()
    assert "1. 云海省灯塔厅关于第3号灯塔点亮工作的通知" in text
    assert "云海省灯塔厅 · 云灯规〔2081〕3号 · 2081-05-02 发布" in text
    assert "灯塔每夜点亮" in text
    assert "https://www.yunhai.example/3.html" in text


def test_a_base_that_is_dropped_and_built_again_tells_nothing(nights: Nights) -> None:
    nights.play(HELD)
    nights.play([row(3, "2081-05-02")])
    before = nights.told()
    nights.home.kb.unlink()
    missing = nights.again()
    assert missing.reason is not None
    assert missing.rules == ()
    build(nights.home)
    assert enqueued(nights.play()) == [0]
    build(nights.home, full=True)
    assert enqueued(nights.play()) == [0]
    assert nights.told() == before


def test_a_base_of_an_earlier_night_put_back_tells_nothing_now_or_later(nights: Nights) -> None:
    nights.play(HELD)
    old = nights.home.kb.read_bytes()
    nights.play([row(3, "2081-05-02")])
    new = nights.home.kb.read_bytes()
    for kb in (old, new, old, new):
        nights.home.kb.write_bytes(kb)
        assert enqueued(nights.again()) == [0]


def test_a_document_that_is_read_under_another_name_is_known_by_its_address(nights: Nights) -> None:
    nights.play(HELD)
    nights.play([row(3, "2081-05-02", doc_number=None)])
    with Base(nights.home.kb) as base:
        (known,) = (one for one in gather(base) if "第3号" in one.title)
    renamed = replace(known, keys=("document:h:0123456789abcdef", *known.keys[1:]))
    with State(nights.home) as state:
        assert not outbox.keys_seen(state, "all").isdisjoint(renamed.keys)


def test_a_rule_does_not_begin_before_there_is_a_base(nights: Nights) -> None:
    assert nights.play().reason is not None
    (rule,) = nights.play(HELD).rules
    assert rule.held == 2


# -- what is told


def test_what_was_published_before_a_rule_began_is_never_told(nights: Nights) -> None:
    nights.play(HELD)
    late = [row(4, "2081-04-30"), row(5, "2022-06-01"), row(6, "2081-05-02")]
    assert enqueued(nights.play(late)) == [1]
    assert "第6号" in nights.told()[-1]
    assert enqueued(nights.play()) == [0]


def test_since_is_the_first_day_that_is_told(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + "since = 2081-04-01\n")
    nights.play(HELD)
    assert enqueued(nights.play([row(4, "2081-04-01"), row(5, "2081-03-31")])) == [1]
    assert "第4号" in nights.told()[-1]


def test_copies_alone_are_told_only_to_who_asks_for_them(nights: Nights) -> None:
    nights.rule(FOLDER + ALL.replace('lineage = "any"\n', ""))
    nights.play(HELD)
    assert enqueued(nights.play([row(3, "2081-05-02")])) == [0]


def test_a_notice_and_the_measure_it_carries_are_one_happening(nights: Nights) -> None:
    nights.play(HELD)
    measure = "灯塔点亮办法\n第一条 灯塔每夜点亮。\n第二条 本办法自2081年6月1日起施行。"
    text = (
        f"各市灯塔局：\n现将《灯塔点亮办法》印发给你们，请遵照执行。\n云海省灯塔厅\n2081年5月2日\n{measure}"
    )
    title = "云海省灯塔厅关于印发《灯塔点亮办法》的通知"
    assert enqueued(nights.play([row(7, "2081-05-02", title=title, text=text)])) == [1]


def test_a_rule_that_names_companies_quotes_the_line_they_stand_in(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + 'names = ["渡口(云海)照明公司", "云海纸伞社"]\n')
    nights.play(HELD)
    listed = "入选名单如下。\n1．渡口（云海）照明公司　云海省"
    assert enqueued(nights.play([row(3, "2081-05-02", listed), row(4, "2081-05-02")])) == [1]
    text = nights.told()[-1]
    assert "名单所列：渡口(云海)照明公司" in text
    assert "“1．渡口（云海）照明公司　云海省”" in text


def test_a_saved_search_tells_only_what_has_all_its_words(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + 'search = "灯塔 有效期"\n')
    nights.play(HELD)
    ferry = row(4, "2081-05-02", "渡口的有效期为五年。", title="云海省渡口厅关于渡口的通知")
    assert enqueued(nights.play([row(3, "2081-05-02", "灯塔许可的有效期为三年。"), ferry])) == [1]
    text = nights.told()[-1]
    assert "检索“灯塔 有效期”命中" in text
    assert "“灯塔许可的有效期为三年。”" in text


def test_a_phrase_in_a_saved_search_must_stand_so(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + "search = '“有效期为三年”'\n")
    nights.play(HELD)
    fresh = [row(3, "2081-05-02", "灯塔许可的有效期为三年。"), row(4, "2081-05-02", "有效期为二十三年。")]
    assert enqueued(nights.play(fresh)) == [1]


def test_without_an_index_a_saved_search_waits_and_the_other_rules_do_not(nights: Nights) -> None:
    nights.rule(
        FOLDER + ALL + '[[rule]]\nid = "s"\nsearch = "灯塔"\nlineage = "any"\nchannels = ["folder"]\n'
    )
    nights.play(HELD)
    built(nights.home.root, [row(3, "2081-05-02")])
    (nights.home.whoosh / "CURRENT").unlink()
    report = nights.play()
    assert enqueued(report) == [1, 0]
    assert report.rules[1].reason is not None
    assert report.is_degraded
    from index import fulltext

    with Base(nights.home.kb) as base:
        fulltext.update(nights.home, base)
    assert enqueued(nights.play()) == [0, 1]


def test_a_last_day_is_told_when_it_is_near_and_once(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + 'kinds = ["deadline"]\nremind_days = 3\n')
    nights.play(HELD)
    draft = row(
        8,
        "2081-05-02",
        "现公开征求意见，请于2081年5月8日前反馈。",
        title="公开征求对《灯塔点亮规范（征求意见稿）》的意见",
        doc_number=None,
    )
    counts = [enqueued(nights.play([draft]))[0], *(enqueued(nights.play())[0] for _ in range(8))]
    assert counts == [0, 0, 1, 0, 0, 0, 0, 0, 0]  # 3 … 11 May; three days before the eighth is the fifth
    assert "意见征集截至 2081-05-08（含当日）" in nights.told()[-1]
    assert "“现公开征求意见，请于2081年5月8日前反馈。”" in nights.told()[-1]


def test_a_rule_that_is_changed_counts_what_was_held_and_tells_what_is_new(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + 'search = "没有的词"\nsince = 2081-01-01\n')
    nights.play(HELD)
    nights.rule(FOLDER + ALL + 'search = "灯塔"\nsince = 2081-01-01\n')
    (rule,) = nights.play([row(3, "2081-05-02")]).rules
    assert (rule.enqueued, rule.held) == (2, 2)
    assert "规则条件已改，库中已有符合条件的 2 件" in nights.told()[-1]
    assert "第3号灯塔" in nights.told()[-1]


def test_a_weekly_rule_tells_on_mondays(nights: Nights) -> None:
    nights.rule(FOLDER + ALL + 'schedule = "weekly"\n')
    days = [nights.play(HELD).channels[0].sent]
    days += [nights.play([row(number, f"2081-05-{number:02}")]).channels[0].sent for number in range(3, 9)]
    assert days == [0, 0, 0, 1, 0, 0, 0]  # 2 May 2081 is a Friday
    assert [text.count("号灯塔") for text in nights.told()] == [3]


# -- the outbox


def robot(url: str, kind: str = "wecom") -> str:
    os.environ["TEAM_OF_THE_TESTS"] = url
    return (
        FOLDER
        + f'[[channel]]\nid = "team"\nkind = "{kind}"\nurl_env = "TEAM_OF_THE_TESTS"\n'
        + ALL.replace('["folder"]', '["team"]')
    )


def test_a_message_that_is_refused_is_sent_again_on_later_nights_as_it_was(nights: Nights) -> None:
    refusal = Reply({"errcode": 93000, "errmsg": "invalid webhook url"})
    with Receiver(refusal, refusal, Reply({"errcode": 0})) as server:
        nights.rule(robot(server.url("/send?key=0123456789abcdef")))
        first = nights.play(HELD)
        second = nights.play()
        third = nights.play()
        assert nights.play().channels[1].sent == 0
    reports = [report.channels[1] for report in (first, second, third)]
    assert [(one.sent, one.failed, one.waiting) for one in reports] == [(0, 1, 1), (0, 1, 1), (1, 0, 0)]
    assert reports[0].reason == "errcode 93000: invalid webhook url"
    assert (first.is_degraded, third.is_degraded) == (True, False)
    assert len({got.body for got in server.got}) == 1


def test_a_channel_that_fails_does_not_keep_back_the_others(nights: Nights) -> None:
    with Receiver(Reply({}, status=500)) as server:
        nights.rule(robot(server.url()).replace('["team"]', '["team", "folder"]'))
        report = nights.play(HELD)
    assert [(one.channel, one.sent, one.failed) for one in report.channels] == [
        ("folder", 1, 0),
        ("team", 0, 1),
    ]


def test_after_ten_tries_a_message_is_given_up_until_somebody_asks(nights: Nights) -> None:
    with Receiver(Reply({"errcode": 1, "errmsg": "no"})) as server:
        nights.rule(robot(server.url()))
        reasons = [
            nights.play(HELD).channels[1].reason,
            *(nights.play().channels[1].reason for _ in range(10)),
        ]
        assert len(server.got) == outbox.MAX_TRIES
        assert reasons[8:] == ["errcode 1: no", "given up after 10 tries: errcode 1: no", None]
        server.replies[0] = Reply({"errcode": 0})
        assert send_only(nights.home, clock=lambda: nights.now).channels[1].sent == 0
        assert send_only(nights.home, again=True, clock=lambda: nights.now).channels[1].sent == 1


def test_a_channel_taken_out_of_the_file_is_reported_while_it_is_waited_for(nights: Nights) -> None:
    with Receiver(Reply({"errcode": 1})) as server:
        nights.rule(robot(server.url()))
        nights.play(HELD)
    nights.rule(FOLDER + ALL)
    report = nights.play()
    assert [(one.channel, one.waiting, one.reason) for one in report.channels] == [
        ("folder", 0, None),
        ("team", 1, "alerts.toml has no such channel that works"),
    ]


CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from alerts.rounds import alert
from kb.home import Home
alert(Home(Path(sys.argv[1])), clock=lambda: datetime.fromisoformat(sys.argv[2]))
"""


def child(nights: Nights) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(nights.home.root), nights.now.isoformat()], cwd=REPOSITORY
    )


@pytest.mark.parametrize(("kind", "knows"), [("wecom", False), ("webhook", True)])
def test_a_message_that_a_kill_cut_off_is_sent_again_only_where_a_repeat_is_known_by_its_key(
    nights: Nights, kind: str, knows: bool
) -> None:
    killed: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        if len(killed) == 1 and killed[0].poll() is None:
            os.kill(killed[0].pid, signal.SIGKILL)
            killed[0].wait()

    with Receiver(Reply({"errcode": 0}, first=kill)) as server:
        nights.rule(robot(server.url(), kind))
        built(nights.home.root, HELD)
        killed.append(child(nights))
        assert killed[0].wait(60) == -signal.SIGKILL
        report = nights.again()
        team = report.channels[1]
        nights.tell(report)
        later = nights.again()
        assert enqueued(report) == [0]
        assert (team.sent, team.failed, team.waiting) == ((1, 0, 0) if knows else (0, 1, 0))
        assert report.is_degraded is not knows
        assert ("it may have come" in (team.reason or "")) is not knows
        assert (later.channels[1].sent, later.is_degraded) == (0, False)
        assert len(server.got) == (2 if knows else 1)
        asked = send_only(nights.home, again=True, clock=lambda: nights.now)
        assert asked.channels[1].sent == (0 if knows else 1)
    assert len(server.got) == 2
    assert server.got[0].body == server.got[1].body


def test_a_message_held_back_is_told_by_every_run_until_one_that_tells_it_has_ended(nights: Nights) -> None:
    killed: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        if killed[0].poll() is None:
            os.kill(killed[0].pid, signal.SIGKILL)
            killed[0].wait()

    with Receiver(Reply({"errcode": 0}, first=kill)) as server:
        nights.rule(robot(server.url()))
        built(nights.home.root, HELD)
        killed.append(child(nights))
        killed[0].wait(60)
        first, second = nights.again(), nights.again()  # the first is killed behind its alerts
        nights.rule(FOLDER + ALL)
        third = nights.again()  # and its channel is gone
        nights.tell(third)
        fourth = nights.again()
    assert [one.is_degraded for one in (first, second, third, fourth)] == [True, True, True, False]
    told = [one.channels[-1] for one in (first, second, third)]
    assert [(one.channel, one.failed, len(one.held_back)) for one in told] == [("team", 1, 1)] * 3
    assert all("1 cut off while it was being sent" in (one.reason or "") for one in told)
    assert len(server.got) == 1


def test_a_message_that_its_channel_refused_is_no_message_cut_off(nights: Nights) -> None:
    with Receiver(Reply({"errcode": 93000}), Reply({"errcode": 0})) as server:
        nights.rule(robot(server.url()))
        assert nights.play(HELD).channels[1].failed == 1
        assert nights.again().channels[1].sent == 1


def test_a_kill_at_any_statement_never_tells_twice_nor_loses_a_thing(nights: Nights) -> None:
    """The state as it stands after each commit of a round is as good a beginning as any."""
    nights.play(HELD)
    built(nights.home.root, [row(3, "2081-05-02"), row(4, "2081-05-02")])
    for after in range(4):
        report = _killed_after(nights, after)
        assert report is None or enqueued(report) in ([2], [0])
    nights.again()
    texts = "\n".join(nights.told())
    assert [texts.count(f"关于第{number}号灯塔") for number in (3, 4)] == [1, 1]


def _killed_after(nights: Nights, commits: int) -> AlertReport | None:
    """A round that ends at its nth transaction as a kill would end it; None when it was ended."""

    class Killed(BaseException):
        pass

    counted = 0
    real: Callable[..., Any] = State.transaction

    def counting(self: State) -> Any:
        nonlocal counted
        if counted == commits:
            raise Killed
        counted += 1
        return real(self)

    State.transaction = counting  # type: ignore[method-assign]
    try:
        return nights.again()
    except Killed:
        return None
    finally:
        State.transaction = real  # type: ignore[method-assign]


def test_two_runs_at_once_do_not_send_twice(nights: Nights) -> None:
    from kb.lock import Locked, locked

    nights.play(HELD)
    with locked(nights.home, "alerts"), pytest.raises(Locked):
        nights.again()


# -- feeds


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_each_rule_has_an_atom_file_with_times_of_beijing_and_ids_that_stay(nights: Nights) -> None:
    nights.play(HELD)
    nights.play([row(3, "2081-05-02", title="关于<灯塔>&“渡口”\u0008的通知")])
    path = nights.home.feeds / "all.atom"
    first = path.read_bytes()
    nights.home.kb.unlink()
    path.unlink()
    nights.play()
    assert path.read_bytes() == first
    feed = etree.parse(path)
    times = feed.xpath("//a:updated/text() | //a:published/text()", namespaces=ATOM)
    assert all(str(time).endswith("+08:00") for time in times)
    assert feed.xpath("count(//a:entry[a:id and a:title and a:updated])", namespaces=ATOM) == 2
    assert feed.xpath("string(//a:entry[1]/a:title)", namespaces=ATOM) == "关于<灯塔>&“渡口”的通知"
    assert feed.xpath("string(/a:feed/a:updated)", namespaces=ATOM) == "2081-05-03T02:00:00+08:00"
    assert len(set(feed.xpath("//a:id/text()", namespaces=ATOM))) == 3


def test_a_feed_that_cannot_be_written_keeps_no_message_back(nights: Nights) -> None:
    nights.home.var.mkdir(parents=True)
    nights.home.feeds.touch()
    report = nights.play(HELD)
    assert report.channels[0].sent == 1
    assert report.reason is not None
    assert report.is_degraded


# -- state.db


def test_an_older_state_gains_the_tables_and_keeps_what_it_knows(home: Home) -> None:
    home.var.mkdir(parents=True)
    with sqlite3.connect(home.state) as db:
        for step in ("state.sql", "state_listed.sql", "state_left_out.sql"):
            db.executescript((REPOSITORY / "kb" / step).read_text(encoding="utf-8"))
        db.executescript("INSERT INTO imports VALUES ('k', 's'); PRAGMA user_version = 3;")
    db.close()
    with State(home) as state:
        assert state.imported() == {("k", "s")}
        assert state.rows("SELECT count(*) FROM outbox")[0][0] == 0


def test_an_item_says_where_its_quote_stands(nights: Nights) -> None:
    nights.play(HELD)
    nights.play([row(3, "2081-05-02")])
    with State(nights.home) as state:
        payload = state.rows("SELECT payload FROM alert_items ORDER BY id DESC LIMIT 1")[0][0]
    known = json.loads(payload)
    assert known["work"] == "云灯规〔2081〕3号"
    assert len(known["body_sha256"]) == 64
    assert known["fetched_at"].endswith("Z")
