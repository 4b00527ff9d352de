"""No alert rests on a mirror or on news alone; a copy that comes later is the same happening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.rounds import alert
from kb.archive import ArchiveWriter, Capture
from kb.home import Home
from pipeline.building import build
from tests.test_attachments import cell, docx
from tests.test_line import HOST, LETTER, MEASURE, NEWS, NOTICE, capture, page

RULES = """
[[channel]]
id = "folder"
kind = "file"

[[rule]]
id = "official"
since = 2031-01-01
channels = ["folder"]

[[rule]]
id = "any"
since = 2031-01-01
lineage = "any"
channels = ["folder"]

[[rule]]
id = "listed"
since = 2031-01-01
names = ["乙灯塔厂"]
channels = ["folder"]
"""
OLD = capture(f"{HOST}/art/1.html", page("浙江省工业和信息化厅关于旧事的通知", "旧事。" * 20))
ORIGINAL = capture(f"{HOST}/art/8.html", page(NOTICE, f"{LETTER}\n{MEASURE}"), 4)
MIRROR = capture("https://mirror.example/8.html", page(NOTICE, f"{LETTER}\n{MEASURE}"), 3, "reprint")
ROWS = (("序号", "企业名称"), ("1", "甲灯塔厂"), ("2", "乙灯塔厂"))
LISTED = docx(f"<w:tbl>{''.join(f'<w:tr>{cell(a)}{cell(b)}</w:tr>' for a, b in ROWS)}</w:tbl>")
REPORT = capture("https://news.example/lamp.html", page("灯塔企业有了新办法", NEWS), 5, "news")


class Nights:
    """A home whose archive grows by some captures a night."""

    def __init__(self, root: Path, rules: str = RULES) -> None:
        self.home, self.now = Home(root), datetime(2031, 6, 1, 18, tzinfo=UTC)
        root.mkdir(exist_ok=True)
        self.home.alerts.write_text(rules, encoding="utf-8")

    def play(self, *captures: Capture) -> dict[str, int]:
        """What each rule had to tell."""
        if captures:
            with ArchiveWriter(self.home, "haichuan") as writer:
                for one in captures:
                    writer.add(one)
        build(self.home)
        report = alert(self.home, clock=lambda: self.now)
        self.now += timedelta(days=1)
        assert report is not None
        assert not report.is_degraded
        return {rule.rule: rule.enqueued for rule in report.rules}


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    played = Nights(tmp_path / "home")
    assert played.play(OLD) == {"official": 1, "any": 1, "listed": 1}  # the summaries
    return played


def test_a_mirror_alone_is_told_only_to_who_asks_for_it(nights: Nights) -> None:
    assert nights.play(MIRROR) == {"official": 0, "any": 1, "listed": 0}


def test_the_original_of_a_mirror_is_news_only_to_who_did_not_hear_of_it(nights: Nights) -> None:
    nights.play(MIRROR)
    assert nights.play(ORIGINAL) == {"official": 1, "any": 0, "listed": 0}
    assert nights.play() == {"official": 0, "any": 0, "listed": 0}


def test_a_mirror_of_what_was_told_is_no_news(nights: Nights) -> None:
    assert nights.play(ORIGINAL) == {"official": 1, "any": 1, "listed": 0}
    assert nights.play(MIRROR) == {"official": 0, "any": 0, "listed": 0}


def test_news_alone_is_told_only_to_who_asks_for_it(nights: Nights) -> None:
    assert nights.play(REPORT) == {"official": 0, "any": 1, "listed": 0}


def test_a_name_in_a_file_that_comes_later_is_told_when_it_is_there(nights: Nights) -> None:
    link = '<p>附件：<a href="/files/list.docx">名单.docx</a></p>'
    title = "浙江省工业和信息化厅关于公布灯塔企业名单的通知"
    text = (
        "浙工信规〔2031〕12号\n各市工业和信息化局：\n现将名单公布如下。\n浙江省工业和信息化厅\n2031年6月2日"
    )
    notice = capture(f"{HOST}/art/12.html", page(title, text, link), 2)
    file = capture(f"{HOST}/files/list.docx", LISTED, 3, role="attachment")
    assert nights.play(notice) == {"official": 1, "any": 1, "listed": 0}
    assert nights.play(file) == {"official": 0, "any": 0, "listed": 1}
    (told,) = (file for file in _told(nights) if "名单所列" in file)
    assert "名单所列：乙灯塔厂" in told


def _told(nights: Nights) -> list[str]:
    folder = nights.home.var / "alerts" / "folder"
    return [file.read_text(encoding="utf-8") for file in folder.glob("*.txt")]
