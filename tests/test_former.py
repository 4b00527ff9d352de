"""A page whose body changed in silence: a new expression of its work; what it said before stays and is told.

Nights on the sample portal, which is fictional: its measure of 2022 is corrected at its own address.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.rounds import alert
from index.results import Filters
from kb.history import delta
from kb.home import Home
from kb.read import Base
from kb.state import BEIJING, State
from kb.store import dump
from pipeline.building import build
from reader.diff import diff
from reader.search import search
from reader.show import show
from samples.portal import Portal
from tests.crawling import Crawl, crawling_child
from tests.nights import days_pass

SOURCE = "miit_notices"
IN_FORCE = "2024-01-01"  # a day on which the measure of 2022 applied, not the one of 2025
OLD, NEW = "公示期不少于7个工作日", "公示期不少于10个工作日"
RULES = """
[[channel]]
id = "folder"
kind = "file"

[[rule]]
id = "all"
title = "全部"
since = 2020-01-01
channels = ["folder"]
"""


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with crawling_child() as run:
        yield run


@pytest.fixture(scope="module")
def corrected(crawl: Crawl, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, datetime]:
    """A home after a night, and after one that found the measure's page corrected; the moment between."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.alerts.write_text(RULES, encoding="utf-8")
    with Portal() as portal:
        crawl(home, portal.base_url, SOURCE)
        build(home)
        alert(home)
        between = datetime.now(UTC)
        days_pass(home, 90)
        (measure,) = (text for text in portal.visible() if text.slug == "measure-2022")
        portal.inject(f"revision@{measure.path}")
        run = crawl(home, portal.base_url, SOURCE)
        assert (run.state, run.new, run.changed) == ("ok", 0, 1)
        report = build(home)
        assert (report.added, report.deleted) == ((), ())
        assert report.changed
    return home, between


def said(home: Home, capsys: pytest.CaptureFixture[str], ref: str, as_of: str | None = None) -> Any:
    assert show(home, ref, as_of=as_of, as_json=True) == 0
    return json.loads(capsys.readouterr().out)


def measure_of(home: Home) -> str:
    """The work that has the corrected clause."""
    with Base(home.kb) as base:
        (found,) = {work for work, _, text in base.clauses() if NEW in text}
    return found


def yesterday() -> str:
    return (datetime.now(BEIJING).date() - timedelta(days=1)).isoformat()


def test_a_corrected_page_is_a_new_expression_of_its_work(corrected: tuple[Home, datetime]) -> None:
    home, _ = corrected
    with Base(home.kb) as base:
        work = measure_of(home)
        (now,) = base.expressions(work)
        (former,) = base.former_expressions(work)
        assert (NEW in now.text, OLD in now.text) == (True, False)
        assert (NEW in former.text, OLD in former.text) == (False, True)
        assert (former.until, now.until) == (now.since, None)
        assert former.since < now.since
        assert former.articles == now.articles > 0
        every = {work.id for work in base.works()}
        assert sum(len(base.former_expressions(name)) for name in every) == 1, (
            "the notice itself is as it was"
        )


def test_diff_shows_what_was_changed_on_the_page(
    corrected: tuple[Home, datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = corrected
    assert diff(home, measure_of(home), None, None, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["relation"]["kind"] == "page"
    counts = {op: count for op, count in found["counts"].items() if count}
    assert counts == {"amended": 1, "unchanged": found["a"]["units"] - 1}
    (amended,) = (row for row in found["articles"] if row["op"] == "amended")
    assert OLD in json.dumps(amended, ensure_ascii=False)
    assert diff(home, measure_of(home), yesterday(), None, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == found["articles"]
    assert diff(home, measure_of(home), found["a"]["expression"], None, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == found["articles"]
    assert diff(home, measure_of(home), None, None, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "不少于[-7-]{+10+}个工作日" in printed
    assert "one page, whose text was changed" in printed


def test_show_as_of_a_day_before_shows_what_the_page_said_then(
    corrected: tuple[Home, datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = corrected
    work = measure_of(home)
    now, then = said(home, capsys, work), said(home, capsys, work, IN_FORCE)
    assert NEW in json.dumps(now["provisions"], ensure_ascii=False)
    assert OLD in json.dumps(then["provisions"], ensure_ascii=False)
    assert now["wording"] is None
    assert then["wording"]
    for found, ended in ((now, False), (then, True)):
        (shown,) = (version for version in found["versions"] if version["shown"])
        assert (shown["work"], bool(shown["until"])) == (work, ended)
    with Base(home.kb) as base:
        eid = next(eid for name, eid, text in base.clauses() if NEW in text)
    number = int(eid.removeprefix("art_"))
    assert OLD in said(home, capsys, f"{work}第{number}条", IN_FORCE)["provision"]["text"]
    assert NEW in said(home, capsys, f"{work}第{number}条")["provision"]["text"]


def test_search_finds_the_text_of_now_alone(
    corrected: tuple[Home, datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = corrected
    found = {}
    for phrase in (OLD, NEW):
        search(home, f'"{phrase}"', Filters(), limit=10, offset=0, explain=False, as_json=True)
        found[phrase] = [hit["work"] for hit in json.loads(capsys.readouterr().out)["hits"]]
    assert (measure_of(home) in found[OLD], found[NEW]) == (False, [measure_of(home)])


def test_a_correction_changes_what_it_changed_and_is_told_once(corrected: tuple[Home, datetime]) -> None:
    home, between = corrected
    with State(home) as state:
        changes = Counter((change.op, change.what) for change in delta(state, between))
    assert set(changes) <= {("MOD", "work"), ("MOD", "duty"), ("MOD", "quantity")}
    assert changes["MOD", "work"] >= 1
    first, second = alert(home), alert(home)
    assert first is not None
    assert second is not None
    assert [rule.enqueued for rule in (*first.rules, *second.rules)] == [1, 0]
    told = max((home.var / "alerts" / "folder").glob("*.txt"), key=lambda file: file.stat().st_mtime)
    text = told.read_text(encoding="utf-8")
    assert "网页文字有改动：改动 1 处（第" in text
    assert NEW in text


def test_increments_give_the_base_of_one_full_build(corrected: tuple[Home, datetime]) -> None:
    home, _ = corrected
    nightly = list(dump(home.kb))
    build(home, full=True)
    assert list(dump(home.kb)) == nightly


def test_a_day_is_one_of_beijing() -> None:
    from reader.versions import ended_on

    assert ended_on("2031-02-01T16:30:00Z") == date(2031, 2, 2)


def test_corrected_lists_of_names_stay_the_works_they_were_and_keep_their_events(
    crawl: Crawl, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    with Portal() as portal:
        crawl(home, portal.base_url, "miit_publicity")
        build(home, index=False)
        between = datetime.now(UTC)
        days_pass(home, 90)
        shown = [text for text in portal.visible() if text.column == "gs" and "@viewer" not in str(text.body)]
        portal.inject(*(f"revision@{text.path}" for text in shown))
        assert crawl(home, portal.base_url, "miit_publicity").changed > 3
        build(home, index=False)
    with State(home) as state, Base(home.kb) as base:
        changes = Counter((change.op, change.what) for change in delta(state, between))
        assert len(list(base.events())) > 20
        assert len(base.corrected()) > 3
    assert set(changes) <= {("MOD", "work"), ("MOD", "announcement")}
    assert changes["MOD", "work"] > 3


def test_an_earlier_body_that_todays_code_cannot_read_is_told(
    corrected: tuple[Home, datetime], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No text is known on which the reader fails: an error of tomorrow's code is put in its place."""
    home = Home(tmp_path / "home")
    shutil.copytree(corrected[0].root, home.root)

    def broken(text: str, **_: object) -> None:
        raise ValueError("a text of old")

    monkeypatch.setattr("pipeline.former.read_document", broken)
    told = [reason for _, reason in build(home, full=True).refused]
    assert "ValueError: a text of old" in told
