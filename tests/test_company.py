"""reader/company.py: what show says of the documents around one, deadlines and shares. All fictional."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.resolve import Target
from kb.home import Home
from kb.read import Base
from reader.company import deadline_words
from reader.show import show, show_json
from reader.trace import trace_json
from tests.test_drafting import FINAL, NAME, OFFICE, asks, issues, nights
from tests.test_line import HOST, capture, page

OWN = "云工灯〔2031〕5号"
FORWARDING = capture(
    f"{HOST}/forward.html",
    page(
        f"云岭省工艺厅关于转发《{OFFICE}关于印发〈{NAME}〉的通知》的通知",
        f"{OWN}\n各市工艺局：\n现将《{OFFICE}关于印发〈{NAME}〉的通知》（{FINAL}）、《渔港灯光指南》转发给你们。\n"
        "云岭省工艺厅\n2031年9月5日",
    ),
    4,
)
READING = capture(f"{HOST}/reading.html", page(f"《{NAME}》解读", "一、为什么点灯。\n二、怎样点灯。" * 9), 5)
ASKING = asks(1, "2031年3月1日")
NEWS_TEXT = "本报海川8月21日讯（记者林一）灯塔的管理有了新规则，守灯人都很高兴，渔民也说夜里好找路了。" * 3
NEWS = capture(
    "https://finance.sina.com.cn/lamp/2031-08-21/doc-iabcdefg1234567.shtml",
    page("灯塔有了新办法", NEWS_TEXT).replace(
        b"</body>", b"<!-- news_keyword_pub,stock,sh600001&sz000002 --></body>"
    ),
    6,
    "news",
    rules="sina",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    ends = datetime(2031, 4, 1, 16, tzinfo=UTC)
    asked = capture(ASKING.url, ASKING.body, 1, deadline=ends)
    second = asks(2, "2031年6月1日", mark="第二次征求意见稿")
    return nights(
        tmp_path_factory.mktemp("company"), asked, second, issues(fetched=3), FORWARDING, READING, NEWS
    )


def shown(home: Home, work: str) -> dict[str, Any]:
    with Base(home.kb) as base:
        return show_json(base, Target(work, None), date(2031, 12, 1))


def around(home: Home, work: str) -> dict[str, list[str]]:
    company: dict[str, list[dict[str, Any]]] = shown(home, work)["company"]
    return {name: [entry["title"] for entry in entries] for name, entries in company.items() if entries}


@pytest.mark.parametrize("work", [FINAL, f"{FINAL}/1"])
def test_the_notice_and_what_it_issues_show_the_same_company(home: Home, work: str) -> None:
    found = around(home, work)
    assert set(found) == {"drafts", "forwarded_by", "interpretations"}
    assert [title for title in found["drafts"] if not title.startswith("公开征求")] == [
        f"{NAME}（征求意见稿）",
        f"{NAME}（第二次征求意见稿）",
    ]
    assert found["interpretations"] == [f"《{NAME}》解读"]


def test_a_draft_shows_its_final_and_the_days_for_comments(home: Home) -> None:
    with Base(home.kb) as base:
        [draft] = base.works_by_title(f"{NAME}（征求意见稿）")
    found = shown(home, draft.id)
    assert around(home, draft.id) == {"final": [NAME]}
    assert found["work"]["status"] == "征求意见稿"
    [deadline] = found["deadlines"]
    assert (deadline["work"], deadline["basis"]) == (draft.carrier, "list")
    assert (deadline["last_day"], deadline["ends"]) == ("2031-04-01", "2031-04-02T00:00:00+08:00")


def test_what_is_forwarded_and_not_held_is_named_and_says_so(home: Home) -> None:
    entries = shown(home, OWN)["company"]["forwards"]
    assert {(entry["title"], entry["held"]) for entry in entries} == {
        (f"{OFFICE}关于印发《{NAME}》的通知", True),
        ("渔港灯光指南", False),
    }
    assert all("转发给你们" in entry["quote"] for entry in entries)
    relations = [r for r in shown(home, OWN)["relations"] if r["kind"] == "forwards"]
    assert {(r["other"], r["held"]) for r in relations} == {(FINAL, True), ("title:渔港灯光指南", False)}


def test_news_shows_its_shares_and_a_measure_none(home: Home) -> None:
    with Base(home.kb) as base:
        [news] = base.works_by_title("灯塔有了新办法")
        [hit, *_] = [p for e in base.expressions(news.id) for p in base.provisions(e.id) if p.is_hit]
        assert trace_json(base, news.id, hit.eid)["snapshot"]["stock_codes"] == ["sh600001", "sz000002"]
    assert shown(home, news.id)["stock_codes"] == ["sh600001", "sz000002"]
    assert shown(home, FINAL)["stock_codes"] == []


def test_a_person_reads_it_in_the_text(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(home, FINAL, as_of=None, as_json=False) == 0
    printed = capsys.readouterr().out
    assert [word for word in ("Draft", "Forwarded by", "Explained by") if word not in printed] == []
    assert show(home, OWN, as_of=None, as_json=False) == 0
    assert "not held" in capsys.readouterr().out
    assert show(home, f"{NAME}（征求意见稿）", as_of=None, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "Final" in printed
    assert "2031-04-01" in printed


def test_the_answer_is_one_json_document(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(home, FINAL, as_of=None, as_json=True) == 0
    assert set(json.loads(capsys.readouterr().out)["company"]) == {
        "drafts",
        "final",
        "forwards",
        "forwarded_by",
        "interpretations",
        "interprets",
    }


def test_two_days_that_differ_are_both_said() -> None:
    listed, printed = {"basis": "list", "last_day": "2031-04-01"}, {"basis": "text", "last_day": "2031-03-31"}
    assert deadline_words([]) is None
    assert deadline_words([listed, {**printed, "last_day": "2031-04-01"}]) == "2031-04-01"
    assert deadline_words([listed, printed]) == (
        "2031-04-01 (by the publisher's list), 2031-03-31 (by the text)"
    )


def test_a_document_alone_has_no_company(tmp_path: Path) -> None:
    alone = nights(tmp_path, issues())
    assert around(alone, FINAL) == {}
    assert shown(alone, FINAL)["deadlines"] == []
