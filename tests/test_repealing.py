"""pipeline/repeals.py: what a measure repeals is 废止 from its first day, whichever of the two came first."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from kb.archive import ArchiveWriter, Capture, names
from kb.home import Home
from kb.read import Base, WorkRow
from pipeline.building import build
from reader.documents import standing
from tests.test_line import capture, dumped, give, page, record

HOST = "https://gxt.haichuan.example"
OLD = "浙江省灯塔企业培育暂行办法"
NEW = "浙江省灯塔企业培育办法"
REPEAL = f"《{OLD}》（浙工信规〔2028〕3号）同时废止。"
LAST_ARTICLE = f"第三条 本办法自印发之日起施行。{REPEAL}"


def issued(title: str, number: str, day: str, *articles: str) -> bytes:
    """A page of the bureau: the notice, its signature, the measure."""
    signed = f"浙江省工业和信息化厅\n{day}"
    letter = f"{number}\n各市工业和信息化局：\n现将《{title}》印发给你们，请遵照执行。\n{signed}"
    notice = f"浙江省工业和信息化厅关于印发《{title}》的通知"
    return page(notice, "\n".join((letter, title, *articles)))


def old_page(fetched: int = 1) -> Capture:
    articles = (
        "第一条 灯塔企业应当点灯。",
        "第二条 灯应当长明。",
        "第三条 本办法自2028年4月1日起施行，有效期5年。",
    )
    return capture(f"{HOST}/3.html", issued(OLD, "浙工信规〔2028〕3号", "2028年3月2日", *articles), fetched)


def new_page(last: str = LAST_ARTICLE, fetched: int = 2, title: str = NEW) -> Capture:
    articles = ("第一条 灯塔企业应当点大灯。", "第二条 灯应当省电。", last)
    return capture(
        f"{HOST}/8.html", issued(title, "浙工信规〔2031〕8号", "2031年5月12日", *articles), fetched
    )


def nights(root: Path, *captures: Capture) -> Home:
    """A home whose base was built after each capture."""
    home = Home(root)
    for one in captures:
        with ArchiveWriter(home, "haichuan") as writer:
            writer.add(one)
        build(home, index=False)
    return home


def work(home: Home, name: str) -> WorkRow:
    with Base(home.kb) as base:
        found = base.work(name)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def repealed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return nights(tmp_path_factory.mktemp("repealed"), old_page(), new_page())


def test_the_repealed_measure_is_repealed_from_the_first_day_of_the_new_one(repealed: Home) -> None:
    old, new = work(repealed, "浙工信规〔2028〕3号/1"), work(repealed, "浙工信规〔2031〕8号/1")
    assert new.date_in_force == "2031-05-12"  # 自印发之日起, counted from the notice's own date
    assert (old.status, old.date_no_longer_in_force) == ("废止", "2031-05-11")
    assert (old.status_evidence or "").split("\n")[0] == REPEAL
    days = [date(2028, 3, 31), date(2028, 4, 1), date(2031, 5, 11), date(2031, 5, 12)]
    assert [standing(old, day) for day in days] == ["尚未生效", "现行有效", "现行有效", "废止"]
    assert standing(new, days[-1]) == "现行有效"


def test_a_repeal_is_a_relation_with_its_sentence_and_place(repealed: Home) -> None:
    with Base(repealed.kb) as base:
        [repeals] = base.relations_to("浙工信规〔2028〕3号/1", kind="repeals")
        assert (repeals.from_work, repeals.from_eid, repeals.quote) == (
            "浙工信规〔2031〕8号/1",
            "art_3",
            REPEAL,
        )
        [supersedes] = base.relations_to("浙工信规〔2028〕3号/1", kind="supersedes")
        assert supersedes.from_work == "浙工信规〔2031〕8号/1"
        snapshot = base.snapshot(repeals.snapshot or "")
    assert snapshot is not None
    assert (snapshot.text or "")[repeals.start : repeals.end] == REPEAL


LIFE = {
    "repealed": (old_page(), new_page()),
    "no more": (old_page(), new_page(), new_page("第三条 本办法自2031年6月1日起施行。", 3)),
    "repealed late": (old_page(), new_page("第三条 本办法自2031年6月1日起施行。"), new_page(fetched=3)),
    "read again": (old_page(), new_page(), old_page(fetched=3)),
}


@pytest.mark.parametrize("life", LIFE)
def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path, life: str) -> None:
    homes = [nights(tmp_path / str(n), *order) for n, order in enumerate(permutations(LIFE[life]))]
    whole = Home(tmp_path / "whole")
    give(whole, [homes[0].warc / name for name in names(homes[0])])
    build(whole, index=False)
    assert dumped(homes[0]) == dumped(whole)
    assert {work(home, "浙工信规〔2028〕3号/1") for home in homes} == {work(whole, "浙工信规〔2028〕3号/1")}


def test_a_measure_that_is_not_repealed_any_more_has_its_own_words_again(tmp_path: Path) -> None:
    home = nights(tmp_path / "a", *LIFE["no more"])
    assert work(home, "浙工信规〔2028〕3号/1") == work(
        nights(tmp_path / "b", old_page()), "浙工信规〔2028〕3号/1"
    )


def test_a_second_build_of_a_repeal_changes_nothing(repealed: Home) -> None:
    before = dumped(repealed)
    assert build(repealed, index=False).rows == 0
    assert dumped(repealed) == before


def test_a_measure_that_lapsed_before_keeps_its_own_end(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), new_page(f"第三条 本办法自2034年1月1日起施行。{REPEAL}"))
    old = work(home, "浙工信规〔2028〕3号/1")
    assert (old.status, old.date_no_longer_in_force) == ("未标明", "2033-03-31")
    assert standing(old, date(2034, 1, 1)) == "失效"


def test_a_wording_that_came_after_the_first_day_of_the_repeal_is_not_meant(tmp_path: Path) -> None:
    """A text consolidated in 2031 still prints what its wording of 2027 repealed; the one of 2028 is held."""
    last = f"第三条 本办法自2027年6月1日起施行。《{OLD}》同时废止。"
    home = nights(tmp_path, old_page(), new_page(last))
    assert work(home, "浙工信规〔2028〕3号/1").status == "未标明"


def test_a_draft_repeals_nothing(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), new_page(title=f"{NEW}（征求意见稿）"))
    assert work(home, "浙工信规〔2028〕3号/1").status == "未标明"
    with Base(home.kb) as base:
        assert base.relations_to("浙工信规〔2028〕3号/1", kind="repeals") == ()


def test_a_name_without_a_number_repeals_the_one_work_of_that_title(tmp_path: Path) -> None:
    ferry = {"title": "浙江省渡口管理规定", "text": "第一条 渡口应当有人值守。\n第二条 夜间渡口应当点灯。"}
    last = "第三条 本办法自2031年6月1日起施行。《浙江省渡口管理规定》、《浙江省无此规定》同时废止。"
    home = nights(tmp_path, record(1, **ferry), new_page(last))
    with Base(home.kb) as base:
        [old] = base.works_by_title("浙江省渡口管理规定")
        assert (old.status, old.date_no_longer_in_force) == ("废止", "2031-05-31")
        found = {row.to_work for row in base.relations_from("浙工信规〔2031〕8号/1", kind="repeals")}
    assert found == {old.id, "title:浙江省无此规定"}


def test_of_two_works_of_one_title_none_is_guessed(tmp_path: Path) -> None:
    ferry = {"title": "浙江省渡口管理规定", "text": "第一条 渡口应当有人值守。\n第二条 夜间渡口应当点灯。"}
    other = {
        "title": "浙江省渡口管理规定",
        "text": "第一条 夜里不开船。\n第二条 船应当点灯。\n第三条 灯应当亮。",
    }
    first = record(1, published="2025-01-02", **ferry)
    second = record(2, published="2026-01-02", **other)
    last = "第三条 本办法自2031年6月1日起施行。《浙江省渡口管理规定》同时废止。"
    home = nights(tmp_path, first, second, new_page(last))
    with Base(home.kb) as base:
        works = base.works_by_title("浙江省渡口管理规定")
        assert len(works) == 2
        assert {each.status for each in works} == {"未标明"}
        [row] = base.relations_from("浙工信规〔2031〕8号/1", kind="repeals")
    assert row.to_work == "title:浙江省渡口管理规定"
