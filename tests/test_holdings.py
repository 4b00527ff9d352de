"""Which list belongs to which announcement, and who stands in it. All names are fictional."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cleaners.model import Announced, Holding, ListRow, NamedList
from cleaners.recognition.holdings import holder_key, holders
from cleaners.recognition.lists_in_one import annex_of, annex_of_link


def announced(kind: Any, count: int | None = None, *named: str, annex: str = "", **more: Any) -> Announced:
    annexes = (annex,) if annex else ()
    return Announced(kind, "P", None, 2022, named, count, annexes, "引文。", (0, 3), **more)


def listed(number: int | None, name: str, *names: str, status: str = "ok") -> NamedList:
    heads = ("序号", "省份", "集群名称", "主导产品")
    rows = tuple(
        ListRow(n, "河北省", one, (str(n), "河北省", one, "竹编"), 1, 1, n, heads)
        for n, one in enumerate(names, 1)
    )
    return NamedList(number, name, status, rows)


def names(found: tuple[Holding, ...]) -> list[tuple[str, str]]:
    return [(one.announced.event_type, one.name) for one in found]


def test_the_only_list_belongs_to_the_only_announcement() -> None:
    found = holders([announced("recognise", 2, "甲", annex="附件")], [listed(1, "名单", "甲", "乙")])
    assert names(found) == [("recognise", "甲"), ("recognise", "乙")]
    assert [(one.region, one.product, one.doubts) for one in found] == [("河北省", "竹编", ())] * 2


def test_each_of_four_announcements_has_the_annex_that_it_names() -> None:
    notice = [
        announced("renew", 2, "甲", annex="附件1"),
        announced("remedial", 1, "丙", annex="附件2"),
        announced("revoke", 1, "丁", annex="附件3"),
        announced("rename", 1, "戊", annex="附件4"),
    ]
    heads = ("序号", "原名称", "现名称")
    renamed = (ListRow(1, "", "戊", ("1", "戊", "新戊"), 1, 1, 1, heads),)
    lists = [listed(1, "通过", "甲", "乙"), listed(2, "整改", "丙"), listed(3, "撤销", "丁")]
    found = holders(notice, [*lists, NamedList(4, "变更", "ok", renamed)])
    assert names(found) == [
        ("renew", "甲"),
        ("renew", "乙"),
        ("remedial", "丙"),
        ("revoke", "丁"),
        ("rename", "新戊"),
    ]
    assert found[-1].old_name == "戊"


def test_without_its_list_an_announcement_has_whom_it_names_and_says_that_there_are_more() -> None:
    (found,) = holders([announced("recognise", 248, "甲", annex="附件")], [])
    assert (found.name, found.declared, found.extracted) == ("甲", 248, 1)
    assert found.doubts == ("declared 248, extracted 1",)


def test_a_list_that_could_not_be_read_is_a_doubt() -> None:
    lists = [listed(1, "名单.pdf", status="scan_pending")]
    (found,) = holders([announced("recognise", 3, "甲", annex="附件1")], lists)
    assert found.doubts == ("名单.pdf: scan_pending", "declared 3, extracted 1")


def test_a_count_or_a_name_that_the_list_does_not_bear_out_is_a_doubt() -> None:
    found = holders([announced("recognise", 3, "丙", annex="附件")], [listed(1, "名单", "甲", "乙")])
    assert found[0].doubts == ("declared 3, extracted 2", "named in the text and not in the list: 丙")


def _in_one(number: int | None, *sizes: int) -> NamedList:
    """A file with several lists, each numbered from 1; a row is named by its list and its number."""
    rows = tuple(
        ListRow(n, "河北省", f"{'甲乙丙'[at]}{n}", (str(n), f"{'甲乙丙'[at]}{n}"), 1, at + 1, n)
        for at, size in enumerate(sizes)
        for n in range(1, size + 1)
    )
    return NamedList(number, "附件.zip", "ok", rows)


@pytest.mark.parametrize(("sizes", "first"), [((3, 2), "甲1"), ((2, 3), "乙1"), ((4, 2), "甲1")])
def test_a_file_that_holds_two_annexes_is_parted_by_their_counts_else_in_order(
    sizes: tuple[int, int], first: str
) -> None:
    notice = [announced("recognise", 3, annex="附件1"), announced("renew", 2, annex="附件2")]
    found = holders(notice, [_in_one(1, *sizes)])
    assert {one.announced.event_type for one in found if one.name == first} == {"recognise"}
    assert sum(one.announced.event_type == "renew" for one in found) == 2
    places = {
        one.name: one.source.first + one.source.rows.index(one.row) for one in found if one.source and one.row
    }
    assert sorted(places.values()) == list(range(1, sum(sizes) + 1))


def test_two_lists_of_one_annex_go_to_the_sentences_that_count_them() -> None:
    notice = [announced("recognise", 3, annex="附件"), announced("renew", 2, annex="附件")]
    found = holders(notice, [_in_one(1, 2, 3)])
    assert [name[0] for _, name in names(found)] == ["乙"] * 3 + ["甲"] * 2
    assert not any(one.doubts for one in found)


def test_a_list_that_begins_anew_below_each_region_stays_one() -> None:
    found = holders([announced("recognise", 7, annex="附件1")], [_in_one(1, 3, 2, 2)])
    assert len(found) == 7


def test_an_annex_of_its_own_file_is_not_looked_for_in_another() -> None:
    notice = [announced("recognise", 3, annex="附件1"), announced("renew", 2, annex="附件2")]
    found = holders(notice, [_in_one(1, 3, 2), listed(2, "通过", "丁", "戊")])
    assert [name for kind, name in names(found) if kind == "renew"] == ["丁", "戊"]


def test_who_are_all_named_in_the_sentence_need_no_list() -> None:
    notice = [announced("renew", 2, "甲", "乙"), announced("revoke", 1, "丙")]
    found = holders(notice, [listed(1, "另一名单", "丁", "戊", "己")])
    assert names(found) == [("renew", "甲"), ("renew", "乙"), ("revoke", "丙")]
    assert not any(one.doubts for one in found)


def test_of_lists_without_numbers_the_name_tells_which_is_meant() -> None:
    notice = [announced("revoke", 2, annex="附件"), announced("renew", 3, annex="附件")]
    lists = [listed(1, "通过复核的名单", "甲", "乙", "丙"), listed(2, "撤销称号的名单", "丁", "戊")]
    assert names(holders(notice, lists))[:2] == [("revoke", "丁"), ("revoke", "戊")]


def test_a_page_that_repeats_its_file_as_a_table_has_one_list() -> None:
    lists = [listed(1, "名单.pdf", "甲", "乙"), listed(None, "名单（网页版）", "甲", "乙")]
    assert names(holders([announced("recognise", 2, annex="附件")], lists)) == [
        ("recognise", "甲"),
        ("recognise", "乙"),
    ]


def test_two_lists_that_nothing_tells_apart_belong_to_none() -> None:
    lists = [listed(1, "表一", "甲", "乙"), listed(2, "表二", "丙", "丁")]
    assert holders([announced("recognise", None, annex="附件")], lists) == ()


def test_an_announcement_of_a_programme_has_no_holders() -> None:
    assert holders([announced("apply_open")], [listed(1, "推荐汇总表", "（填写名称）")]) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("海川（集团）股份有限公司", "海川(集团)股份有限公司", True),
        ("海川 集团有限公司", "海川集团有限公司", True),
        ("海川有限公司", "海川股份有限公司", False),
        ("海川有限公司", "海川有限责任公司", False),
    ],
)
def test_names_are_one_only_when_printed_alike(one: str, other: str, same: bool) -> None:
    assert (holder_key(one) == holder_key(other)) is same


def test_annexes_are_counted_in_either_way() -> None:
    assert [
        annex_of(text) for text in ("附件1", "附件 12：", "附件十一", "附件二", "附件", "附件2024年")
    ] == [
        (1, 0),
        (12, 0),
        (11, 0),
        (2, 0),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "annex"),
    [
        ("附件1-2.名单.docx", (1, 2)),
        ("附件1－2：某名单", (1, 2)),
        ("1-2、某名单.xlsx", (1, 2)),
        ("附件 2-10 某名单.pdf", (2, 10)),
        ("3．某名单", (3, 0)),
        ("附件1-3.zip", (1, 0)),
        ("第1-2批名单.docx", None),
        ("2024-12.名单.docx", None),
    ],
)
def test_a_file_is_the_annex_that_its_name_prints(name: str, annex: tuple[int, int] | None) -> None:
    assert annex_of_link(name) == annex


def part_of(number: int, part: int, *names: str) -> NamedList:
    return replace(listed(number, f"附件{number}-{part}", *names), part=part)


def test_a_part_of_an_annex_is_named_as_it_is_printed() -> None:
    notice = [announced("recognise", 2, annex="附件1-1"), announced("renew", 2, annex="附件1-2")]
    found = holders(notice, [part_of(1, 1, "甲", "乙"), part_of(1, 2, "丙", "丁"), listed(2, "说明")])
    assert names(found) == [("recognise", "甲"), ("recognise", "乙"), ("renew", "丙"), ("renew", "丁")]
    assert not any(one.doubts for one in found)


def test_an_annex_that_is_named_whole_has_the_lists_of_all_its_parts() -> None:
    found = holders(
        [announced("recognise", 3, annex="附件1"), announced("revoke", 1, annex="附件2")],
        [part_of(1, 1, "甲", "乙"), part_of(1, 2, "丙"), listed(2, "撤销", "丁")],
    )
    assert names(found) == [("recognise", "甲"), ("recognise", "乙"), ("recognise", "丙"), ("revoke", "丁")]


def test_two_parts_in_one_file_are_parted() -> None:
    notice = [announced("recognise", 2, annex="附件1-1"), announced("renew", 1, annex="附件1-2")]
    (row,) = listed(1, "", "丙").rows
    whole = listed(1, "附件1", "甲", "乙")
    found = holders(notice, [replace(whole, rows=(*whole.rows, row)), listed(2, "说明")])
    assert names(found) == [("recognise", "甲"), ("recognise", "乙"), ("renew", "丙")]


def test_a_dash_that_looks_like_a_range_is_a_part_where_a_list_is_called_so() -> None:
    (one,) = [announced("recognise", 1)]
    one = replace(one, annexes=("附件1", "附件2", "附件3"), quote="名单见附件1-3。")
    assert names(holders([one], [part_of(1, 1, "甲"), part_of(1, 2, "乙"), part_of(1, 3, "丙")])) == [
        ("recognise", "丙")
    ]
