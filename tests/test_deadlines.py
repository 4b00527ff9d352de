"""cleaners/official/deadlines.py and pipeline/deadlines.py: until when the public may comment."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cleaners.official.deadlines import comments_until
from kb.archive import ArchiveWriter
from kb.home import Home
from kb.read import Base, DeadlineRow
from kb.store import dump
from pipeline.building import build
from pipeline.deadlines import last_day
from tests.test_line import HOST, capture, page
from tests.test_search_cli import run


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("如有意见，请于2031年9月3日前以书面形式反馈灯塔处。", "2031-09-03"),
        ("请在2031年9月3日17:00前将修改意见发至电子邮箱。", "2031-09-03"),
        ("欢迎于2031年9月3日（星期三）前提出建议。", "2031-09-03"),
        ("意见反馈截止时间为2031年9月3日。", "2031-09-03"),
        ("公开征求意见时间：2031年8月3日至2031年9月3日。", "2031-09-03"),
        ("现公开征求意见，截止日期为2031年9月3日。", "2031-09-03"),
        ("请于9月3日前反馈意见。", None),
        ("公开征求意见期限为30日。", None),
        ("截至2031年9月3日，共收到意见三十条。", None),
        ("本办法自2031年9月3日起施行，请提出意见。", None),
        ("请于2031年9月3日前反馈意见。逾期的，请于2031年9月9日前反馈意见。", None),
    ],
)
def test_a_printed_day_is_read_and_never_guessed(text: str, day: str | None) -> None:
    found = comments_until(text)
    assert (found.value if found else None) == day


def test_the_sentence_that_gives_the_day_is_quoted_where_it_stands() -> None:
    text = "为规范灯塔管理，起草了办法。\n　如有意见，请于2031年9月3日前反馈灯塔处。联系人见附件。"
    fact = comments_until(text)
    assert fact is not None
    assert fact.quote == "如有意见，请于2031年9月3日前反馈灯塔处。"
    assert text[slice(*fact.span)] == fact.quote


@pytest.mark.parametrize("piece", ["2031年9月3日至", "意见2031年9月3日前", "截止日期为", "请于"])
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = time.process_time()
    comments_until(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("ends", "day"),
    [
        ("2031-09-03T16:00:00Z", "2031-09-03"),  # 4 September, 0:00 in Beijing
        ("2031-09-03T09:00:00Z", "2031-09-03"),  # 3 September, 17:00
        ("2031-09-03T16:00:01Z", "2031-09-04"),
    ],
)
def test_an_exclusive_end_at_midnight_leaves_the_day_before(ends: str, day: str) -> None:
    assert last_day(ends) == day


ASKS = "公开征求对《灯塔企业培育办法（征求意见稿）》的意见"
BODY = (
    "为培育灯塔企业，海川省工艺厅起草了《灯塔企业培育办法（征求意见稿）》，现公开征求意见。\n"
    "如有意见，请于2031年9月3日前反馈灯塔处。\n海川省工艺厅\n2031年8月1日"
)


def consultation(fetched: int, day: int | None = 4, body: str = BODY, title: str = ASKS) -> object:
    ends = datetime(2031, 9, day - 1, 16, tzinfo=UTC) if day else None
    return capture(f"{HOST}/asks.html", page(title, body), fetched, deadline=ends)


def nights(root: Path, *captures: object) -> Home:
    home = Home(root)
    for one in captures:
        with ArchiveWriter(home, "haichuan") as writer:
            writer.add(one)  # type: ignore[arg-type]
        build(home, index=False)
    return home


def deadlines(home: Home) -> list[DeadlineRow]:
    with Base(home.kb) as base:
        return [row for work in base.works() for row in base.deadlines(work.id)]


def test_the_end_in_the_list_and_the_day_in_the_text_are_both_kept(tmp_path: Path) -> None:
    home = nights(tmp_path, consultation(1))
    listed, printed = deadlines(home)
    assert (listed.basis, listed.last_day, listed.ends) == ("list", "2031-09-03", "2031-09-03T16:00:00Z")
    assert (printed.basis, printed.last_day, printed.ends) == ("text", "2031-09-03", None)
    with Base(home.kb) as base:
        snapshot = base.snapshot(printed.snapshot)
        assert snapshot is not None
        assert snapshot.deadline == "2031-09-03T16:00:00Z"
        assert (snapshot.text or "")[printed.start : printed.end] == printed.quote
        work = base.work(printed.work)
    assert work is not None
    assert (work.title, work.status) == (ASKS, "征求意见稿")


def asked(home: Home, *words: str) -> list[dict[str, Any]]:
    done = run(home, "windows", "--kind", "comments", *words, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["windows"]
    return found


UNDATED = BODY.replace("请于2031年9月3日前反馈", "请反馈")
TWO_DAYS = BODY.replace("灯塔处。", "灯塔处。书面意见请于2031年9月5日前反馈。")


@pytest.mark.parametrize(
    ("day", "body", "closes", "also"),
    [
        (4, BODY, "2031-09-03", []),
        (None, BODY, "2031-09-03", []),
        (5, BODY, "2031-09-03", [{"closes": "2031-09-04", "basis": "list"}]),
        (4, UNDATED, "2031-09-03", []),
        (4, TWO_DAYS, "2031-09-03", []),
    ],
)
def test_a_comment_period_stands_once_in_windows(
    tmp_path: Path, day: int | None, body: str, closes: str, also: list[dict[str, str]]
) -> None:
    home = nights(tmp_path, consultation(1, day, body))
    assert [(one["closes"], one["also"]) for one in asked(home, "--as-of", "2031-08-02")] == [(closes, also)]
    assert [one["closes"] for one in asked(home, "--past", "--as-of", "2032-01-01")] == [closes]


def test_a_period_is_open_until_the_last_day_that_is_told(tmp_path: Path) -> None:
    home = nights(tmp_path, consultation(1, 5))
    assert len(asked(home, "--as-of", "2031-09-04")) == 1
    assert asked(home, "--as-of", "2031-09-05") == []
    drawn = run(home, "windows", "--as-of", "2031-09-04").stdout
    assert "2031-09-03" in drawn
    assert "列表" in drawn


def test_a_notice_that_asks_for_no_comments_has_no_deadline(tmp_path: Path) -> None:
    title = "海川省工艺厅关于报送灯塔企业情况的通知"
    assert deadlines(nights(tmp_path, consultation(1, None, BODY.replace("征求意见", "报送"), title))) == []


def test_a_deadline_that_is_put_off_replaces_the_old_one_and_leaves_no_trace(tmp_path: Path) -> None:
    home = nights(tmp_path, consultation(1), consultation(2, 11, BODY.replace("9月3日", "9月10日")))
    assert [row.last_day for row in deadlines(home)] == ["2031-09-10", "2031-09-10"]
    before = list(dump(home.kb))
    build(home, full=True, index=False)
    assert list(dump(home.kb)) == before
