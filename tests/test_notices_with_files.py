"""Notices and their files from an archive to states: what one page says reaches the right rows. Fictional."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest

from kb.home import Home
from tests.list_files import Grid, docx_of, xlsx_of
from tests.notice_archive import Notice, home_of
from tests.test_search_cli import run

HEAD = ("序号", "省份", "企业名称")
PLATFORMS = "国家中小企业公共服务示范平台"


def listed(names: Sequence[str], head: Sequence[str] = HEAD) -> list[Grid]:
    return [Grid((tuple(head), *((str(n), "河北省", name) for n, name in enumerate(names, 1))))]


def named(stem: str, many: int) -> list[str]:
    return [f"{stem}{'甲乙丙丁戊己庚辛壬癸'[n]}技术服务有限公司" for n in range(many)]


def archive(*members: tuple[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in members:
            packed.writestr(name, content)
    return buffer.getvalue()


OLD, NEW = named("青砚", 6), named("墨坞", 5)
NOTICES = (
    Notice(
        "n1",
        f"工业和信息化部关于公布2020年度{PLATFORMS}名单的通告",
        "2020-11-18",
        [f"确定6家平台为2020年度{PLATFORMS}，名单见附件，有效期为2021年至2023年。"],
        [("名单.docx", docx_of(listed(OLD)))],
        number="工信部企业函〔2020〕901号",
    ),
    Notice(
        "n2",
        f"工业和信息化部关于公布2023年度{PLATFORMS}及2020年度复核通过名单的通告",
        "2024-01-10",
        [
            f"确定5家平台为2023年度{PLATFORMS}（名单见附件1），4家2020年度{PLATFORMS}通过复核（名单见附件2），现予公布。",
            "以上平台有效期为2024年1月1日至2026年12月31日。",
        ],
        [
            (
                "附件.zip",
                archive(("附件1.docx", docx_of(listed(NEW))), ("附件2.xlsx", xlsx_of(listed(OLD[:4])))),
            )
        ],
        number="工信部企业函〔2024〕902号",
    ),
    Notice(
        "n3",
        "工业和信息化部关于公布第六批制造业单项冠军企业及通过复核的第三批制造业单项冠军企业名单的通告",
        "2021-11-22",
        [
            "现将第六批制造业单项冠军企业名单（见附件1）和通过复核的第三批制造业单项冠军企业名单（见附件2）予以公布。"
            "第六批单项冠军企业有效期为2022年至2024年。"
        ],
        [
            ("1.第六批名单.docx", docx_of(listed(named("汀渚", 4)))),
            ("2.复核通过名单.docx", docx_of(listed(named("岚溯", 3)))),
        ],
        number="工信部政法函〔2021〕903号",
    ),
    Notice(
        "reprinted",
        "转载：工业和信息化部关于公布第六批制造业单项冠军企业及通过复核的第三批制造业单项冠军企业名单的通告",
        "2021-11-22",
        [
            "现将第六批制造业单项冠军企业名单（见附件1）和通过复核的第三批制造业单项冠军企业名单（见附件2）予以公布。"
            "第六批单项冠军企业有效期为2022年至2024年。"
        ],
        number="工信部政法函〔2021〕903号",
        site="https://gxt.jiangsu.gov.cn",
    ),
    Notice(
        "green",
        "工业和信息化部关于公布2022年度绿色制造名单的通知",
        "2023-03-22",
        [
            "现将2022年度绿色制造名单予以公布，包括绿色工厂4家、绿色设计产品3项、绿色工业园区2家（名单见附件1—3）。"
        ],
        [
            (f"{at}.名单.docx", docx_of(listed(named(stem, many))))
            for at, (stem, many) in enumerate((("砚工", 4), ("砚品", 3), ("砚园", 2)), 1)
        ],
        number="工信厅节函〔2023〕905号",
    ),
    Notice(
        "design",
        "工业和信息化部关于公布第六批国家级工业设计中心名单的通告",
        "2023-11-28",
        [
            "认定4家为第六批国家级工业设计中心，有效期为2022年至2025年。名单附后。",
            "第六批国家级工业设计中心名单",
            "河北省",
            "1、栎芷设计中心",
            "2、蘅菱设计中心",
            "宁波市",
            "3、苇荻设计中心",
            "4、筠篁设计中心",
        ],
        number="工信部政法函〔2023〕906号",
    ),
    Notice(
        "results",
        "工业和信息化部关于公布第六批国家级工业设计中心复核结果的通告",
        "2026-02-02",
        ["现将第六批国家级工业设计中心复核结果予以公布（见附件）。复核通过的，有效期延长四年。"],
        [
            (
                "复核结果.xlsx",
                xlsx_of(
                    [
                        Grid(
                            (
                                ("序号", "企业名称", "复核结果"),
                                ("1", "栎芷设计中心", "通过"),
                                ("2", "蘅菱设计中心", "不通过"),
                                ("3", "苇荻设计中心", "通过"),
                                ("4", "筠篁设计中心", "通过"),
                            )
                        )
                    ]
                ),
            )
        ],
        number="工信部政法函〔2026〕907号",
    ),
    Notice(
        "parts",
        "工业和信息化部关于公布2024年度绿色制造名单的通知",
        "2025-01-15",
        [
            "确定4家企业为2024年度绿色工厂（名单见附件1-1）。确定2家园区为2024年度绿色工业园区（名单见附件1-2）。"
        ],
        [
            ("附件1-1.绿色工厂名单.docx", docx_of(listed(named("檐工", 4)))),
            ("附件1-2.绿色工业园区名单.xlsx", xlsx_of(listed(named("檐园", 2)))),
        ],
        number="工信厅节函〔2025〕908号",
    ),
    Notice(
        "bare",
        "工业和信息化部关于公布2025年度绿色供应链管理企业名单的通知",
        "2026-01-20",
        [
            "确定5家企业为2025年度绿色供应链管理企业（名单见附件1）。确定3家企业为2025年度绿色工厂（名单见附件2）。"
        ],
        [
            (
                "附件.docx",
                docx_of(
                    [
                        Grid((("省份", "企业名称"), *(("河北省", name) for name in named("榫链", 5)))),
                        Grid((("省份", "企业名称"), *(("宁波市", name) for name in named("榫工", 3)))),
                    ]
                ),
            )
        ],
        number="工信厅节函〔2026〕909号",
    ),
    Notice(
        "bare-in-page",
        "工业和信息化部关于公布2026年度绿色工厂名单的通知",
        "2026-06-20",
        [
            "确定3家企业为2026年度绿色工厂，名单附后。",
            "2026年度绿色工厂名单",
            "卯工甲技术服务有限公司",
            "卯工乙技术服务有限公司",
            "卯工丙技术服务有限公司",
        ],
        number="工信厅节函〔2026〕910号",
    ),
    Notice(
        "uncounted",
        "工业和信息化部关于公布2027年度绿色工厂名单的通知",
        "2027-01-20",
        ["现将2027年度绿色工厂名单（见附件）予以公布。"],
        [
            (
                "名单.xlsx",
                xlsx_of([Grid((("省份", "企业名称"), *(("河北省", name) for name in named("梁工", 4))))]),
            ),
        ],
        number="工信厅节函〔2027〕911号",
    ),
    Notice(
        "n4",
        f"关于{PLATFORMS}更名的通告",
        "2024-03-01",
        [f"经审核，同意1家{PLATFORMS}更名（见附件）。"],
        [
            (
                "更名名单.xlsx",
                xlsx_of([Grid((("序号", "原名称", "现名称"), ("1", NEW[0], "墨坞新生服务中心")))]),
            )
        ],
        number="工信部企业函〔2024〕904号",
    ),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return home_of(tmp_path_factory.mktemp("notices"), NOTICES)


def asked(home: Home, *words: str) -> Any:
    done = run(home, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def holders(home: Home, day: str, *words: str) -> dict[str, tuple[str, str | None]]:
    found = asked(home, "recognitions", "--as-of", day, *words)["recognitions"]
    return {one["holder"]: (one["state"], one["valid_to"]) for one in found}


def test_two_annexes_in_one_archive_are_a_recognition_and_a_review(told: Home) -> None:
    found = holders(told, "2024-02-01", "--programme", PLATFORMS)
    assert {name: found[name] for name in NEW} == dict.fromkeys(NEW, ("recognised", "2026-12-31"))
    assert {name: found[name] for name in OLD[:4]} == dict.fromkeys(OLD[:4], ("renewed", "2026-12-31"))
    assert {name: found[name][0] for name in OLD[4:]} == dict.fromkeys(OLD[4:], "lapsed")


def test_each_row_of_an_archive_is_evidence_of_its_own_holder(told: Home) -> None:
    found = asked(told, "recognitions", "--programme", PLATFORMS, "--as-of", "2024-02-01")["recognitions"]
    proofs = [(proof["holder"], proof["list"]) for one in found for proof in one["evidence"] if proof["list"]]
    assert proofs
    assert all(holder in row["cells"] for holder, row in proofs)


def test_the_term_of_one_batch_is_not_that_of_the_other(told: Home) -> None:
    found = holders(told, "2022-06-01", "--programme", "制造业单项冠军企业")
    assert {until for name, (_, until) in found.items() if name.startswith("汀渚")} == {"2024-12-31"}
    assert {until for name, (_, until) in found.items() if name.startswith("岚溯")} == {None}


def test_a_short_notice_with_its_list_in_a_file_announces(told: Home) -> None:
    (standing,) = asked(told, "timeline", "墨坞新生服务中心")["standings"]
    assert standing["names"] == ["墨坞新生服务中心", NEW[0]]
    assert standing["state"] == "expired_pending_review" or standing["state"] == "recognised"


@pytest.mark.parametrize(
    ("programme", "stem", "many"), [("绿色工厂", "砚工", 4), ("绿色设计产品", "砚品", 3)]
)
def test_a_range_of_annexes_gives_each_kind_its_own(told: Home, programme: str, stem: str, many: int) -> None:
    assert sorted(holders(told, "2023-04-01", "--programme", programme)) == sorted(named(stem, many))


def test_the_parts_of_an_annex_are_each_its_own_list(told: Home) -> None:
    found = asked(told, "recognitions", "--batch", "2024年度", "--as-of", "2025-02-01")["recognitions"]
    mine = {one["holder"]: (one["programme"], one["review"]) for one in found if one["holder"][0] == "檐"}
    assert mine == {
        **dict.fromkeys(named("檐工", 4), ("MIIT-GREEN-FACTORY", "ok")),
        **dict.fromkeys(named("檐园", 2), ("MIIT-GREEN-PARK", "ok")),
    }


def listed_in(home: Home, batch: str, day: str) -> dict[str, tuple[str, str, int | None]]:
    found = asked(home, "recognitions", "--batch", batch, "--as-of", day)["recognitions"]
    return {one["holder"]: (one["programme"], one["review"], _seq(one)) for one in found}


def _seq(one: dict[str, Any]) -> int | None:
    (row,) = [proof["list"] for proof in one["evidence"]]
    seq: int | None = row["seq"]
    return seq


def test_two_lists_without_numbers_in_one_file_are_parted_by_what_is_declared(told: Home) -> None:
    found = listed_in(told, "2025年度", "2026-02-01")
    assert found == {
        **dict.fromkeys(named("榫链", 5), ("MIIT-GREEN-SUPPLY-CHAIN", "ok", None)),
        **dict.fromkeys(named("榫工", 3), ("MIIT-GREEN-FACTORY", "ok", None)),
    }


def test_bare_names_in_the_page_are_its_list(told: Home) -> None:
    found = listed_in(told, "2026年度", "2026-07-01")
    assert {name: (kind, seq) for name, (kind, _, seq) in found.items()} == {
        f"卯工{one}技术服务有限公司": ("MIIT-GREEN-FACTORY", None) for one in "甲乙丙"
    }


def test_a_list_that_neither_numbers_nor_counts_is_looked_at_again(told: Home) -> None:
    found = listed_in(told, "2027年度", "2027-02-01")
    assert found == dict.fromkeys(named("梁工", 4), ("MIIT-GREEN-FACTORY", "needs_review", None))


def test_the_lists_of_a_notice_are_found_though_a_reprint_without_them_is_held_too(told: Home) -> None:
    found = asked(told, "recognitions", "--programme", "制造业单项冠军企业")["recognitions"]
    assert len(found) == 7
    assert {proof["list"]["url"].split("/")[2] for one in found for proof in one["evidence"]} == {
        "www.miit.gov.cn"
    }


def test_a_page_lists_below_regions_that_do_not_count(told: Home) -> None:
    found = asked(told, "recognitions", "--batch", "第六批", "--as-of", "2023-12-01")["recognitions"]
    regions = {one["holder"]: one["region"] for one in found if "设计" in one["holder"]}
    assert regions == {
        "栎芷设计中心": "河北省",
        "蘅菱设计中心": "河北省",
        "苇荻设计中心": "宁波市",
        "筠篁设计中心": "宁波市",
    }


def test_who_did_not_pass_is_in_the_list_of_results_and_not_renewed(told: Home) -> None:
    found = holders(told, "2026-03-01", "--programme", "国家级工业设计中心")
    assert found["栎芷设计中心"] == ("renewed", "2029-12-31")
    assert found["蘅菱设计中心"][0] == "lapsed"
