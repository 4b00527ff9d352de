"""Lines of form: contacts and the like are told from what a document says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cleaners.model import Provision, Span
from cleaners.stripping.furniture import is_contact, is_furniture
from kb.archive import ArchiveWriter
from kb.home import Home
from kb.read import Base
from pipeline.building import build
from pipeline.hits import hits_of
from tests.test_line import capture, page

CONTACTS = (
    *("联系人：张三", "联 系 人：张三  000-00000046", "联系电话：000-00000046", "（联系电话：000-00000046）"),
    *("传　真：000-00000047", "电子邮箱：shan@yunshan.example", "地址：云杉市林场路1号", "邮政编码：000000"),
    *("联系人及电话：张三 000-00000046", "云杉司联系电话：000-00000046", "E-mail: shan@yunshan.example"),
)


@pytest.mark.parametrize("line", CONTACTS)
def test_a_contact_line_is_furniture(line: str) -> None:
    assert is_contact(line)
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "附件：1.云杉名单",
            "附件2",
            "2031年3月5日",
            "二〇三一年三月五日",
            "某发〔2031〕7号",
            "2031年第7号",
        ),
        *(
            "各省、自治区、直辖市财政厅（局）：",
            "工艺传承局",
            "产业振兴部　乡土经济部",
            "（征求意见稿）",
            "1\t云杉县\t林场",
        ),
    ],
)
def test_what_only_frames_a_document_is_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "联系电话应当向社会公布。",
            "地址变更的，应当在5日内报告。",
            "附件所列林场应当种树。",
            "种好云杉。",
        ),
        *(
            "自2031年3月5日起施行。",
            "现将有关事项通知如下：",
            "申报云杉林场应当符合下列条件：",
            "云杉林场名单",
        ),
        "公示时间：2031年3月5日至2031年3月9日",
    ],
)
def test_a_sentence_of_the_document_is_none(line: str) -> None:
    assert not is_furniture(line)


def _paragraphs(*lines: str) -> list[Provision]:
    return [
        Provision(f"para_{n}", "paragraph", "", "", "", line, (Span(0, 0, len(line)),), (0, len(line)))
        for n, line in enumerate(lines, start=1)
    ]


def test_search_returns_what_a_notice_says_and_no_line_of_form() -> None:
    notice = _paragraphs("各有关单位：", "请种好云杉。", "1\t云杉县\t林场", *CONTACTS, "2031年3月5日")
    assert hits_of(notice) == {"para_2"}


def test_a_part_that_holds_only_rows_is_found_by_them() -> None:
    assert hits_of(_paragraphs("1\t云杉县\t林场", "2\t白桦县\t林场", CONTACTS[0])) == {"para_1", "para_2"}
    assert hits_of(_paragraphs("联系人：张三")) == {"para_1"}


@pytest.mark.parametrize("long", ["联" * 40000, " " * 40000, "联系电话：" * 8000, "附" * 40000, "（" * 40000])
def test_forty_thousand_characters_are_told_in_a_moment(long: str) -> None:
    began = time.process_time()
    is_furniture(long)
    assert time.process_time() - began < 1


def test_a_contact_that_stands_in_two_documents_is_no_quotation(tmp_path: Path) -> None:
    contact, said = "联系电话：000-00000046转8001", "灯塔企业应当连续三年公布能源消耗"
    number = "浙工信规〔2031〕8号\n各市工业和信息化局：\n"
    notice = page(
        "浙江省工业和信息化厅关于灯塔的通知",
        f"{number}一、{said}。\n二、有事请打电话。{contact}\n浙江省工业和信息化厅\n2031年5月12日",
    )
    news = page(
        "灯塔有了新通知", f"本报海川5月20日讯 灯塔的事有了新规则。\n{said}。\n记者打了电话。{contact}"
    )
    home = Home(tmp_path)
    with ArchiveWriter(home, "haichuan") as writer:
        writer.add(capture("https://gxt.haichuan.example/8.html", notice))
        writer.add(capture("https://news.example/8.html", news, 2, "news"))
    build(home, index=False)
    with Base(home.kb) as base:
        quoted = [row.quote for work in base.works() for row in base.relations_from(work.id, kind="quotes")]
    assert quoted == [f"{said}。"]
