"""cleaners/official/drafts.py and pipeline/drafts.py: drafts for comment and their finals. Fictional."""

from __future__ import annotations

import time
from itertools import permutations
from pathlib import Path

import pytest

from cleaners.official.drafts import draft_name, drafts_named, is_draft
from index.citations import reference_of
from index.resolve import resolve
from kb.archive import ArchiveWriter, Capture, names
from kb.home import Home
from kb.read import Base, RelationRow
from kb.store import dump
from pipeline.building import build
from tests.test_attachments import docx, paragraph
from tests.test_line import HOST, capture, give, page, record

# -- what a title says is a draft


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("公开征求对《灯塔办法（征求意见稿）》的意见", ["灯塔办法"]),
        ("公开征求对《灯塔办法（征求意见稿）》《渔港细则（征求意见稿）》的意见", ["灯塔办法", "渔港细则"]),
        ("某部关于公开征求《关于做好灯塔工作的通知（征求意见稿）》意见的公告", ["关于做好灯塔工作的通知"]),
        ("关于《灯塔条例（修订草案送审稿）》公开征求意见的通知", ["灯塔条例"]),
        ("关于对《灯塔目录（2031年版）》（征求意见稿）公开征求意见的通知", ["灯塔目录（2031年版）"]),
        ("灯塔办法（试行，第二次征求意见稿）", ["灯塔办法（试行）"]),
        ("关于灯塔办法（征求意见稿）公开征求意见的通知", ["灯塔办法"]),
        ("公开征求《灯塔办法》意见", ["灯塔办法"]),
        ("公开征求对《灯塔评估结果应用办法（征求意见稿）》的意见", ["灯塔评估结果应用办法"]),
        ("公开征求对《灯塔灯光指标》等2项行业标准计划的意见", []),
        ("《灯塔办法（征求意见稿）》起草说明", []),
        ("关于《灯塔办法（征求意见稿）》公开征求意见采纳情况的公告", []),
        ("某部关于印发《灯塔办法》的通知", []),
    ],
)
def test_a_title_names_its_drafts_without_their_marks(title: str, named: list[str]) -> None:
    assert [draft.name for draft in drafts_named(title, "")] == named


def test_a_notice_without_a_telling_title_names_its_draft_in_the_first_lines() -> None:
    text = "现就《灯塔办法（征求意见稿）》公开征求意见。\n修改《灯塔条例》的意见一并提出。"
    assert [draft.name for draft in drafts_named("海川省工艺厅公告", text)] == ["灯塔办法"]


def test_the_year_of_an_amendment_is_kept_apart_and_that_of_an_edition_in_the_name() -> None:
    amended = draft_name("灯塔办法（2031年修订征求意见稿）")
    assert (amended.name, amended.year) == ("灯塔办法", "2031")
    assert draft_name("灯塔目录（2031年版）").name == "灯塔目录（2031年版）"


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("灯塔办法（征求意见稿）", "", True),
        ("灯塔办法", "灯塔办法\n（征求意见稿）\n第一条 灯塔应当点灯。", True),
        ("灯塔处通知", "现将《灯塔办法》发给你们，现公开征求意见。", True),
        ("某部关于印发《灯塔办法》的通知", "《灯塔办法（征求意见稿）》经公开征求意见并修改，现印发。", False),
        ("灯塔办法", "第一条 起草灯塔办法应当公开征求意见。", False),
    ],
)
def test_a_draft_says_so_in_its_title_or_at_its_head(title: str, text: str, said: bool) -> None:
    assert is_draft(title, text) is said


@pytest.mark.parametrize("piece", ["《灯塔", "（征求意见稿", "公开征求对《", "》意见《", "（试行", "现就"])
def test_long_texts_are_read_in_linear_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = time.process_time()
    drafts_named(text, text)
    draft_name(text)
    is_draft(text, text)
    assert time.process_time() - started < 2


# -- which final a draft became

NAME, OFFICE = "灯塔办法", "海川省工艺厅"
FINAL = "海工规〔2031〕8号"


def text_of(name: str, mark: str = "", last: str = "本办法自2031年9月1日起施行。") -> str:
    marked = f"{name}\n（{mark}）" if mark else name
    return f"{marked}\n第一条 灯塔应当在夜间点灯。\n第二条 守灯的人应当写日志。\n第三条 {last}"


def asks(
    number: int, day: str, name: str = NAME, mark: str = "征求意见稿", office: str = OFFICE, fetched: int = 1
) -> Capture:
    """A consultation with the draft's text under it."""
    body = (
        f"为管理灯塔，{office}起草了《{name}（{mark}）》，现向社会公开征求意见。\n{office}\n{day}\n附件\n"
        f"{text_of(name, mark, '本办法自　年　月　日起施行。')}"
    )
    return capture(f"{HOST}/asks{number}.html", page(f"公开征求对《{name}（{mark}）》的意见", body), fetched)


def issues(
    number: str = FINAL, day: str = "2031年8月20日", name: str = NAME, office: str = OFFICE, fetched: int = 2
) -> Capture:
    """The notice that issues the final."""
    body = f"{number}\n各市工艺局：\n现将《{name}》印发给你们，请遵照执行。\n{office}\n{day}\n{text_of(name)}"
    serial = number.split("〕")[1]
    return capture(
        f"{HOST}/final{serial}{day[:4]}.html", page(f"{office}关于印发《{name}》的通知", body), fetched
    )


def nights(root: Path, *captures: Capture) -> Home:
    """A home whose base was built after each capture."""
    home = Home(root)
    for one in captures:
        with ArchiveWriter(home, "haichuan") as writer:
            writer.add(one)
        build(home, index=False)
    return home


def drafts_of(home: Home, final: str = f"{FINAL}/1") -> tuple[RelationRow, ...]:
    with Base(home.kb) as base:
        return base.relations_to(final, kind="drafts")


def all_drafts(home: Home) -> int:
    with Base(home.kb) as base:
        return sum(len(base.relations_from(work.id, kind="drafts")) for work in base.works())


def test_the_draft_and_its_notice_lead_to_the_final_with_their_sentence(tmp_path: Path) -> None:
    home = nights(tmp_path, asks(1, "2031年3月1日"), issues())
    notice, draft = drafts_of(home)
    assert (draft.from_work, draft.to_work) == (f"{notice.from_work}/1", f"{FINAL}/1")
    with Base(home.kb) as base:
        snapshot = base.snapshot(notice.snapshot or "")
        assert snapshot is not None
        assert (snapshot.text or "")[notice.start : notice.end] == notice.quote
        assert "《灯塔办法（征求意见稿）》" in notice.quote
        work = base.work(draft.from_work)
        assert work is not None
        assert (work.title, work.status) == ("灯塔办法（征求意见稿）", "征求意见稿")
        assert {e.stage for e in base.expressions(draft.from_work)} == {"征求意见稿"}
        final = base.work(f"{FINAL}/1")
        assert final is not None
        assert final.status != "征求意见稿"


def test_every_round_leads_to_the_final(tmp_path: Path) -> None:
    second = asks(2, "2031年6月1日", mark="第二次征求意见稿")
    home = nights(tmp_path, asks(1, "2031年3月1日"), second, issues())
    assert len({row.from_work.split("/")[0] for row in drafts_of(home)}) == 2


@pytest.mark.parametrize(
    "final",
    {
        "older than the draft": issues(day="2031年2月1日"),
        "of another issuer": issues(office="云岭省工艺厅", number="云工规〔2031〕8号"),
        "six years later": issues(day="2037年8月20日", number="海工规〔2037〕8号"),
        "of another name": issues(name="渔港灯塔办法"),
    }.items(),
    ids=lambda case: case[0],
)
def test_a_final_that_does_not_fit_is_none(tmp_path: Path, final: tuple[str, Capture]) -> None:
    assert all_drafts(nights(tmp_path, asks(1, "2031年3月1日"), final[1])) == 0


def test_a_draft_of_another_edition_never_links(tmp_path: Path) -> None:
    draft = asks(1, "2031年3月1日", name="灯塔目录（2031年版）")
    other = issues(name="灯塔目录（2032年版）")
    assert all_drafts(nights(tmp_path / "other", draft, other)) == 0
    same = issues(name="灯塔目录（2031年版）")
    assert all_drafts(nights(tmp_path / "same", draft, same)) > 0


def test_of_two_finals_of_one_name_the_first_out_after_the_draft_is_meant(tmp_path: Path) -> None:
    later = issues("海工规〔2033〕4号", "2033年4月1日")
    home = nights(tmp_path, asks(1, "2031年3月1日"), later, issues(), asks(2, "2033年1月5日"))
    assert {row.from_work for row in drafts_of(home)}.isdisjoint(
        row.from_work for row in drafts_of(home, "海工规〔2033〕4号/1")
    )
    assert len(drafts_of(home)) == len(drafts_of(home, "海工规〔2033〕4号/1")) == 2


def test_a_bureau_asks_for_its_ministry_and_a_trial_name_may_lose_its_brackets(tmp_path: Path) -> None:
    draft = asks(1, "2031年3月1日", name="灯塔办法（试行）", office=f"{OFFICE}灯塔局")
    assert len(drafts_of(nights(tmp_path, draft, issues()))) == 2


def test_a_draft_that_stands_in_a_file_is_a_work_with_articles(tmp_path: Path) -> None:
    title = f"公开征求对《{NAME}（征求意见稿）》的意见"
    body = f"{OFFICE}起草了《{NAME}（征求意见稿）》，现公开征求意见。\n{OFFICE}\n2031年3月1日"
    link = f'<p>附件：<a href="/files/draft.docx">{NAME}（征求意见稿）.docx</a></p>'
    lines = text_of(NAME, "征求意见稿").split("\n")
    asking = capture(f"{HOST}/a.html", page(title, body, link))
    file = capture(f"{HOST}/files/draft.docx", docx("".join(map(paragraph, lines))), role="attachment")
    home = nights(tmp_path, asking, file, issues())
    notice, draft = drafts_of(home)
    with Base(home.kb) as base:
        work = base.work(draft.from_work)
        assert work is not None
        assert (work.id, work.title) == (f"{notice.from_work}/1", f"{NAME}（征求意见稿）")
        assert work.status == "征求意见稿"
        assert base.provision(work.id, "art_2") is not None
        assert [row.status for row in base.attachments(notice.from_work)] == ["ok"]


def test_a_draft_of_a_notice_leads_to_the_notice(tmp_path: Path) -> None:
    named = "关于做好灯塔工作的通知"
    draft = capture(
        f"{HOST}/n.html",
        page(
            f"公开征求对《{named}（征求意见稿）》的意见",
            f"{OFFICE}起草了《{named}（征求意见稿）》，现公开征求意见。\n{OFFICE}\n2031年3月1日",
        ),
    )
    body = f"{FINAL}\n各市工艺局：\n一、灯塔应当点灯。\n二、守灯的人应当写日志。\n{OFFICE}\n2031年8月20日"
    home = nights(tmp_path, draft, capture(f"{HOST}/f.html", page(OFFICE + named, body), 2))
    assert len(drafts_of(home, FINAL)) == 1


def test_a_draft_that_bears_its_mark_in_the_text_alone_never_folds_into_the_final(tmp_path: Path) -> None:
    draft = record(1, title=NAME, text=text_of(NAME, "征求意见稿"))
    with Base(nights(tmp_path, draft, issues()).kb) as base:
        assert {row.work for row in base.manifestations(f"{FINAL}/1")} == {FINAL}
        [asked] = base.works_by_title("灯塔办法（征求意见稿）")
        assert asked.status == "征求意见稿"
        found = resolve(base, reference_of(f"《{NAME}》第二条"))
    assert [(target.work, target.eid) for target in found] == [(f"{FINAL}/1", "art_2")]


def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path) -> None:
    captures = (asks(1, "2031年3月1日"), issues(), asks(2, "2033年1月5日", fetched=3))
    homes = [nights(tmp_path / str(n), *order) for n, order in enumerate(permutations(captures))]
    whole = Home(tmp_path / "whole")
    give(whole, [homes[0].warc / name for name in names(homes[0])])
    build(whole, index=False)
    assert list(dump(homes[0].kb)) == list(dump(whole.kb))
    assert len({drafts_of(home)[0].from_work for home in homes}) == 1
    assert build(homes[0], index=False).rows == 0
