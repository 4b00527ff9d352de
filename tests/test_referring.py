"""pipeline/references.py and glossary.py: who refers to what, over a base of fictional documents."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from kb.archive import ArchiveWriter, Capture, names
from kb.home import Home
from kb.read import Base, RelationRow
from kb.store import dump
from pipeline.building import build
from tests.test_line import capture, give, page, record

LAW = (
    "中华人民共和国云杉促进法\n第一条 为了促进云杉种植，制定本法。\n"
    "第二条 本法所称云杉（以下简称杉木），是指海拔两千米以上的杉树。\n杉木应当登记。\n"
    "第三条 种植云杉应当符合下列条件：\n（一）有土地；\n（二）有水源。\n"
    "第四条 违反本法第三条第二项规定的，依照前条处理。\n第五条 本法自2020年1月1日起施行。"
)
NEWER_LAW = LAW.replace("2020年1月1日", "2030年1月1日").replace("两千米", "三千米")
NOTICE = "海川省工艺厅关于印发《云杉工坊管理暂行办法》的通知"
NUMBER = "海工艺〔2025〕7号"
MEASURE = (
    "云杉工坊管理暂行办法\n第一条 根据《中华人民共和国云杉促进法》、《海川省森林条例》，制定本办法。\n"
    "第二条 工坊应当符合《云杉促进法》第三条第（一）项和第四条的规定。\n"
    "第三条 依照云杉促进法第二条登记的杉木，可以用作原料，由工坊自行保管并建立台账以备查验。\n"
    "第四条 本办法自2025年6月1日起施行。"
)
LETTER = (
    f"{NUMBER}\n各市工艺局：\n现将《云杉工坊管理暂行办法》印发给你们。《暂行办法》第三条的台账按年报送。\n"
    "海川省工艺厅\n2025年5月12日"
)
PLAN = (
    "云杉工坊工作方案\n一、按照《云杉工坊管理暂行办法》（海工艺〔2025〕7号，以下简称《办法》）第二条办理。\n"
    "二、落实《办法》第三条。\n三、参照《管理办法》第一条。\n四、执行《海川省渔灯条例》第二条。"
)
NEWS = (
    "海川日报6月3日讯（记者林一）省里出台了《云杉工坊管理暂行办法》，工坊主们说等了很久。\n"
    "根据《暂行办法》第三条，原料要留台账。"
)
QUOTING = (
    "海川晚报6月4日讯（记者林二）云杉工坊有了新规矩。\n"
    "办法规定，依照云杉促进法第二条登记的杉木，可以用作原料，由工坊自行保管并建立台账以备查验。"
)
HEADED = "海川晨报6月5日讯（记者林三）云杉工坊主们从昨天起可以到县里领取台账样本，样本不收费用。"
AMENDING = (
    "海川省人民政府关于修改《云杉工坊名录办法》的决定\n"
    "一、第三条修改为：“第三条　依照《中华人民共和国云杉促进法》第二条登记。”\n二、依照第四条执行。"
)
HOST = "https://gyt.haichuan.example"
CAPTURES = (
    record(1, title="中华人民共和国云杉促进法", text=LAW, published="2019-10-01"),
    record(2, title="中华人民共和国云杉促进法", text=NEWER_LAW, published="2029-10-01"),
    capture(f"{HOST}/art/7.html", page(NOTICE, f"{LETTER}\n{MEASURE}")),
    record(
        5, title="海川省渔灯条例（修正）", text="海川省渔灯条例\n第一条 渔船应当备灯。\n第二条 渔灯应当常明。"
    ),
    record(3, title="云杉工坊工作方案", text=PLAN, published="2026-01-01"),
    capture("https://news.example/a.html", page("云杉工坊有章可循", NEWS), 2, "news"),
    capture("https://news.example/b.html", page("云杉工坊的新规矩", QUOTING), 3, "news"),
    capture("https://news.example/c.html", page("《云杉工坊管理暂行办法》下月施行", HEADED), 4, "news"),
    record(
        4, title="海川省人民政府关于修改《云杉工坊名录办法》的决定", text=AMENDING, published="2026-02-01"
    ),
)
CARRIED = f"{NUMBER}/1"


def archived(home: Home, *groups: tuple[Capture, ...]) -> list[Path]:
    for number, group in enumerate(groups):
        with ArchiveWriter(home, f"source{number}") as writer:
            for one in group:
                writer.add(one)
    return [home.warc / name for name in names(home)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("referring"))
    archived(home, CAPTURES)
    build(home, index=False)
    return home


@pytest.fixture
def base(home: Home) -> Base:
    return Base(home.kb)


def laws(base: Base) -> tuple[str, str]:
    """The older and the newer wording of the law."""
    newer, older = (work.id for work in base.works_by_title("云杉促进法"))
    return older, newer


def work(base: Base, title: str) -> str:
    (found,) = base.works_by_title(title)
    return found.id


def named(rows: tuple[RelationRow, ...]) -> list[tuple[str, str, str]]:
    return [(row.from_eid, row.to_work, row.to_eid) for row in rows]


def test_the_basis_stands_in_the_first_article(base: Base) -> None:
    older, _ = laws(base)
    assert named(base.relations_from(CARRIED, kind="based_on")) == [
        ("art_1", older, ""),
        ("art_1", "title:海川省森林条例", ""),
    ]


def test_of_two_wordings_the_one_in_force_at_the_time_is_cited(base: Base) -> None:
    older, _ = laws(base)
    assert named(base.relations_from(CARRIED, "art_2", "cites")) == [
        ("art_2", older, "art_3__para_1__point_1"),
        ("art_2", older, "art_4"),
    ]


def test_a_name_without_marks_is_resolved_by_the_whole_title(base: Base) -> None:
    older, _ = laws(base)
    assert named(base.relations_from(CARRIED, "art_3", "cites")) == [("art_3", older, "art_2")]


def test_the_texts_own_articles_are_named_in_it(base: Base) -> None:
    older, newer = laws(base)
    for law in (older, newer):
        assert named(base.relations_from(law, "art_4", "cites")) == [
            ("art_4", law, "art_3"),
            ("art_4", law, "art_3__para_1__point_2"),
        ]


def test_every_reference_stands_where_it_says(base: Base) -> None:
    rows = [row for one in base.works() for row in base.relations_from(one.id)]
    placed = [row for row in rows if row.kind in ("based_on", "cites", "reports_on")]
    assert len(placed) > 10
    for row in placed:
        if not row.from_eid:  # a headline stands in no text
            continue
        assert row.snapshot is not None
        page_of = base.snapshot(row.snapshot)
        assert page_of is not None
        assert (page_of.text or "")[row.start : row.end] == row.quote


def test_a_notice_names_what_it_carries_by_a_short_name(base: Base) -> None:
    assert [(row.to_work, row.to_eid) for row in base.relations_from(NUMBER, kind="cites")] == [
        (CARRIED, "art_3")
    ]


def test_a_defined_short_name_is_good_inside_its_document_only(base: Base) -> None:
    plan = work(base, "云杉工坊工作方案")
    assert named(base.relations_from(plan, kind="cites"))[:2] == [
        ("lvl_1", CARRIED, "art_2"),
        ("lvl_2", CARRIED, "art_3"),
    ]


def test_the_mark_of_an_amendment_behind_a_title_hides_nothing(base: Base) -> None:
    plan, act = work(base, "云杉工坊工作方案"), work(base, "海川省渔灯条例（修正）")
    assert named(base.relations_from(plan, kind="cites"))[2:] == [("lvl_4", act, "art_2")]


def test_news_reports_on_what_it_names_in_full_or_quotes(base: Base) -> None:
    naming, quoting = work(base, "云杉工坊有章可循"), work(base, "云杉工坊的新规矩")
    headed = work(base, "《云杉工坊管理暂行办法》下月施行")
    reports = {(row.from_work, row.to_work) for row in base.relations_to(CARRIED, kind="reports_on")}
    assert reports == {(one, CARRIED) for one in (naming, quoting, headed)}
    assert [row.to_eid for row in base.relations_from(naming, kind="cites")] == ["art_3"]


def test_what_an_amendment_quotes_is_not_its_own_reference(base: Base) -> None:
    decision = work(base, "海川省人民政府关于修改《云杉工坊名录办法》的决定")
    targets = {row.to_work for row in base.relations_from(decision, kind="cites")}
    assert not targets & set(laws(base))
    assert decision not in targets


def test_terms_are_held_with_their_other_names(base: Base) -> None:
    older, newer = laws(base)
    found = {(row.term, row.aliases, row.work, row.eid) for row in base.terms("杉木")}
    assert found == {("云杉", ("杉木",), older, "art_2"), ("云杉", ("杉木",), newer, "art_2")}


def nightly(root: Path, *nights: list[Path]) -> list[str]:
    """The dump of a home that was given some files a night."""
    home = Home(root)
    for files in nights:
        give(home, files)
        build(home, index=False)
    return list(dump(home.kb))


def test_many_nights_in_any_order_give_the_base_of_one_full_build(tmp_path: Path) -> None:
    files = archived(Home(tmp_path / "store"), CAPTURES[:2], CAPTURES[2:4], CAPTURES[4:])
    whole = nightly(tmp_path / "whole", files)
    for place, order in enumerate(permutations(files)):
        assert nightly(tmp_path / str(place), *([file] for file in order)) == whole
